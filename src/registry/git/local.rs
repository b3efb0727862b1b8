//! Repositories in the file system, which are read where they are.

use std::path::Path;

use git2::{ErrorCode, Repository, RepositoryOpenFlags};

use super::{
    fault::Fault,
    references::{Reference, References},
};

/// A repository, and the folder in it that the path led to.
pub(super) struct Opened {
    pub repository: Repository,
    pub prefix: String,
}

/// Opens the repository that `path` is, or is a folder of.
pub(super) fn discover(path: &Path) -> Result<Opened, Fault> {
    let no_ceiling: [&str; 0] = [];
    let repository = Repository::open_ext(path, RepositoryOpenFlags::empty(), no_ceiling)
        .map_err(|error| explain(path, &error))?;
    let prefix = match repository.workdir() {
        Some(root) => match (path.canonicalize(), root.canonicalize()) {
            (Ok(path), Ok(root)) => path
                .strip_prefix(root)
                .map(Path::to_path_buf)
                .unwrap_or_default(),
            _ => std::path::PathBuf::new(),
        },
        None => std::path::PathBuf::new(),
    };
    let segments: Vec<_> = prefix.iter().map(|part| part.to_string_lossy()).collect();
    // The folder `.git` of a checkout stands for the whole.
    let prefix = if segments.first().is_some_and(|part| part == ".git") {
        String::new()
    } else {
        segments.join("/")
    };
    Ok(Opened { repository, prefix })
}

/// Opens the repository whose `.git` folder, or bare folder, is `path`.
pub(super) fn open(path: &Path) -> Result<Repository, Fault> {
    Repository::open(path).map_err(|error| explain(path, &error))
}

/// Lists the branches and tags.
pub(super) fn references(repository: &Repository) -> Result<References, Fault> {
    let mut found = References::default();
    let head = repository.find_reference("HEAD").ok();
    found.head = head
        .as_ref()
        .and_then(|head| head.symbolic_target().ok().flatten())
        .map(str::to_owned);
    if let Some(id) = head
        .and_then(|head| head.resolve().ok())
        .and_then(|head| head.target())
    {
        found.list.push(Reference {
            name: "HEAD".into(),
            id,
            peeled: None,
        });
    }
    for pattern in ["refs/heads/*", "refs/tags/*"] {
        for reference in repository
            .references_glob(pattern)
            .map_err(|error| unreadable(&error))?
        {
            let reference = reference.map_err(|error| unreadable(&error))?;
            let (Ok(name), Some(id)) = (reference.name(), reference.target()) else {
                continue;
            };
            let peeled = reference.target_peel();
            found.list.push(Reference {
                name: name.to_owned(),
                id,
                peeled,
            });
        }
    }
    if found.list.is_empty() {
        return Err(Fault::Unusable("the repository is empty".into()));
    }
    Ok(found)
}

fn unreadable(error: &git2::Error) -> Fault {
    Fault::Unusable(format!(
        "its references cannot be read: {}",
        error.message()
    ))
}

fn explain(path: &Path, error: &git2::Error) -> Fault {
    let shown = path.display();
    match error.code() {
        ErrorCode::NotFound => Fault::NoRepository(shown.to_string()),
        ErrorCode::Owner => Fault::Setup(format!(
            "`{shown}` belongs to another user; trust it with `git config --global --add safe.directory {shown}`"
        )),
        _ => Fault::Unusable(format!("`{shown}` cannot be opened: {}", error.message())),
    }
}
