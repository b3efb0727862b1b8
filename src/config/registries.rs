//! The file of registries.
//!
//! It is the JSON object that KubeVela keeps under `registries` in its ConfigMap, keyed by name.
//! JSON, because a file that was cut off can then never be taken for a shorter list.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::{HelmSource, RegistryEntry, RegistryName};
use crate::{
    exit::ExitCode,
    fs_ext::{self, Access},
    hint::Hint,
};

const MAX_SIZE: u64 = 4 << 20;

/// What can go wrong with the registry file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot use the registry file")]
    File(#[from] fs_ext::Error),
    #[error("the registry file `{}` is damaged", .path.display())]
    Damaged {
        path: PathBuf,
        #[source]
        source: serde_json::Error,
    },
    #[error("no registry is named `{name}`")]
    Unknown { name: String, known: Vec<String> },
    #[error("a registry named `{name}` exists already")]
    Exists { name: String },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::File(error) => error.hint(),
            Self::Damaged { path, .. } => Some(format!(
                "mend the file, or move it away to start with the default registry: mv {0} {0}.bad",
                path.display()
            )),
            Self::Unknown { known, .. } if known.is_empty() => {
                Some("add one with `addon registry add`".into())
            }
            Self::Unknown { known, .. } => Some(format!("there is {}", known.join(", "))),
            Self::Exists { name } => Some(format!(
                "change it with `addon registry update {name}`, or replace it with --force"
            )),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::File(error) => error.exit_code(),
            Self::Damaged { .. } => ExitCode::Invalid,
            Self::Unknown { .. } => ExitCode::NotFound,
            Self::Exists { .. } => ExitCode::Exists,
        }
    }
}

/// The configured registries, in the order of their priority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registries {
    entries: IndexMap<String, RegistryEntry>,
}

impl Default for Registries {
    /// Returns what is there before anything was configured: KubeVela's official registry.
    fn default() -> Self {
        let name = "KubeVela".to_owned();
        let helm = HelmSource {
            url: "https://kubevela.github.io/catalog/official".into(),
            ..HelmSource::default()
        };
        let entry = RegistryEntry {
            name: name.clone(),
            helm: Some(helm),
            ..RegistryEntry::default()
        };
        Self {
            entries: IndexMap::from([(name, entry)]),
        }
    }
}

impl Registries {
    /// Parses the JSON object that the file and the ConfigMap hold.
    ///
    /// `null` and an empty text mean no registries, as they do to KubeVela.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        // Some editors put a mark before the text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let entries: Option<IndexMap<String, RegistryEntry>> = serde_json::from_str(text)?;
        let mut entries = entries.unwrap_or_default();
        for (name, entry) in &mut entries {
            entry.name.clone_from(name);
        }
        Ok(Self { entries })
    }

    /// Writes the JSON object, keys in the order of priority.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(&self.entries).expect("entries have text keys")
    }

    /// Returns no registries.
    pub fn empty() -> Self {
        Self {
            entries: IndexMap::new(),
        }
    }

    /// Lists the registries by falling priority.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &RegistryEntry> {
        self.entries.values()
    }

    /// Returns the registry called `name`.
    pub fn get(&self, name: &str) -> Result<&RegistryEntry, Error> {
        self.entries.get(name).ok_or_else(|| self.unknown(name))
    }

    /// Returns the registry called `name`, to change it in its place.
    pub fn get_mut(&mut self, name: &str) -> Result<&mut RegistryEntry, Error> {
        if !self.entries.contains_key(name) {
            return Err(self.unknown(name));
        }
        Ok(self.entries.get_mut(name).expect("it was just found"))
    }

    /// Appends a registry, or replaces one in its place when that is asked for.
    pub fn add(
        &mut self,
        name: &RegistryName,
        mut entry: RegistryEntry,
        replace: bool,
    ) -> Result<(), Error> {
        if !replace && self.entries.contains_key(name.as_str()) {
            return Err(Error::Exists {
                name: name.to_string(),
            });
        }
        entry.name = name.to_string();
        self.entries.insert(name.to_string(), entry);
        Ok(())
    }

    /// Removes a registry; those behind it move up.
    pub fn remove(&mut self, name: &str) -> Result<RegistryEntry, Error> {
        self.entries
            .shift_remove(name)
            .ok_or_else(|| self.unknown(name))
    }

    fn unknown(&self, name: &str) -> Error {
        Error::Unknown {
            name: name.to_owned(),
            known: self.entries.keys().cloned().collect(),
        }
    }
}

/// The file that keeps the registries.
#[derive(Clone, Debug)]
pub struct RegistryFile {
    path: PathBuf,
}

impl RegistryFile {
    /// Names the file; nothing is read yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Returns where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the registries; an absent file means the default ones.
    pub fn load(&self) -> Result<Registries, Error> {
        match fs_ext::read_if_exists(&self.path, MAX_SIZE)? {
            None => Ok(Registries::default()),
            Some(content) => String::from_utf8(content)
                .map_err(|error| serde::de::Error::custom(error.utf8_error()))
                .and_then(|text| Registries::from_json(&text))
                .map_err(|source| Error::Damaged {
                    path: self.path.clone(),
                    source,
                }),
        }
    }

    /// Changes the registries while no other process can, and writes them when `edit` succeeds.
    pub fn edit<T, E: From<Error>>(
        &self,
        edit: impl FnOnce(&mut Registries) -> Result<T, E>,
    ) -> Result<T, E> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs_ext::create_dir_all(folder).map_err(Error::from)?;
        let _lock = fs_ext::lock(&self.path.with_extension("lock")).map_err(Error::from)?;
        let before = self.load()?;
        let mut registries = before.clone();
        let result = edit(&mut registries)?;
        if registries != before || !self.path.exists() {
            let text = registries.to_json() + "\n";
            fs_ext::write_atomically(&self.path, text.as_bytes(), Access::Private)
                .map_err(Error::from)?;
        }
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn helm(url: &str) -> RegistryEntry {
        let helm = HelmSource {
            url: url.into(),
            ..HelmSource::default()
        };
        RegistryEntry {
            helm: Some(helm),
            ..RegistryEntry::default()
        }
    }

    fn names(registries: &Registries) -> Vec<&str> {
        registries.iter().map(|entry| entry.name.as_str()).collect()
    }

    #[test]
    fn order_is_that_of_adding_and_survives_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = RegistryFile::new(folder.path().join("deep/registries.json"));
        for name in ["zz", "aa"] {
            let name = name.parse().expect("a name");
            file.edit(|all| all.add(&name, helm("http://h"), false))
                .expect("added");
        }
        assert_eq!(names(&file.load().expect("read")), ["KubeVela", "zz", "aa"]);
        file.edit(|all| all.remove("zz").map(drop))
            .expect("removed");
        assert_eq!(names(&file.load().expect("read")), ["KubeVela", "aa"]);
    }

    #[test]
    fn a_file_cut_in_half_is_an_error_and_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = RegistryFile::new(folder.path().join("registries.json"));
        let text = Registries::default().to_json();
        std::fs::write(file.path(), &text[..text.len() / 2]).expect("written");
        assert!(matches!(file.load(), Err(Error::Damaged { .. })));
        let name = "x".parse().expect("a name");
        assert!(
            file.edit(|all| all.add(&name, helm("http://h"), false))
                .is_err()
        );
        assert_eq!(
            std::fs::read_to_string(file.path()).expect("there"),
            text[..text.len() / 2]
        );
    }

    #[test]
    fn an_existing_name_is_replaced_only_on_request_and_keeps_its_place() {
        let mut registries = Registries::default();
        let (first, second) = (
            "KubeVela".parse().expect("name"),
            "b".parse().expect("name"),
        );
        registries
            .add(&second, helm("http://b"), false)
            .expect("added");
        assert!(matches!(
            registries.add(&first, helm("http://a"), false),
            Err(Error::Exists { .. })
        ));
        registries
            .add(&first, helm("http://a"), true)
            .expect("replaced");
        assert_eq!(names(&registries), ["KubeVela", "b"]);
    }
}
