//! `addon try`

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::{
    archive::Limits,
    chart::Folder,
    config::RegistryFile,
    context::Context,
    exit::ExitCode,
    hint::Failure,
    ops::package,
    server::{self, Config},
    ui::NAME,
};

/// See the whole way of an addon: scaffold, package, serve, push, list and pull
///
/// Everything happens in a temporary folder, with a registry on a free port of this machine.
/// Each step is printed as the command that does it.
#[derive(clap::Args, Debug)]
pub(crate) struct TryArgs {
    /// Folder of an addon to take instead of a new one
    folder: Option<PathBuf>,
    /// Keep the temporary folder
    #[arg(long)]
    keep: bool,
}

/// Runs a command line, without the program's name.
pub(crate) type Step<'a> = &'a dyn Fn(&mut Context<'_>, &[&str]) -> anyhow::Result<ExitCode>;

/// The registry's name in the temporary registry file.
const REGISTRY: &str = "try";

pub(crate) fn run(
    cx: &mut Context<'_>,
    args: &TryArgs,
    step: Step<'_>,
) -> anyhow::Result<ExitCode> {
    let mut folder = tempfile::Builder::new().prefix("addon-try-").tempdir()?;
    folder.disable_cleanup(args.keep);
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    cx.registry_file = RegistryFile::new(at("registries.json"));
    cx.cache = Some(folder.path().join("cache"));

    let charts = at("charts");
    let server = server::start(Config::in_process(&charts)).context("cannot start the registry")?;
    let url = server.url();
    let port = server.addr().port().to_string();
    show(
        cx,
        &["serve", "--port", &port, "--storage-local-rootdir", &charts],
    )?;

    let mut run = |words: &[&str]| -> anyhow::Result<()> {
        show(cx, words)?;
        match step(cx, words)? {
            ExitCode::Success => Ok(()),
            code => Err(Failure::new(code, format!("`addon {}` failed", words.join(" "))).into()),
        }
    };
    run(&[
        "registry",
        "add",
        REGISTRY,
        "--type",
        "helm",
        "--endpoint",
        &url,
    ])?;
    let addon = if let Some(folder) = &args.folder {
        folder.to_string_lossy().into_owned()
    } else {
        let addon = at("sample-addon");
        run(&["init", "sample-addon", "--path", &addon])?;
        addon
    };
    let name = name_of(Path::new(&addon))?;
    run(&["package", &addon, "--destination", &at("packages")])?;
    run(&["push", &addon, REGISTRY])?;
    run(&["list", "--registry", REGISTRY])?;
    let pulled = at("pulled");
    run(&[
        "pull",
        &format!("{REGISTRY}/{name}"),
        "--untar",
        "--destination",
        &pulled,
    ])?;

    let count = compare(Path::new(&addon), &Path::new(&pulled).join(&name))?;
    server.stop().context("cannot stop the registry")?;
    cx.ui.status(&format!(
        "\nThe addon {NAME}{name}{NAME:#} came back as it was sent: {count} files."
    ));
    if args.keep {
        cx.ui
            .status(&format!("Everything is in {}.", folder.path().display()));
    }
    Ok(ExitCode::Success)
}

/// Prints a command as a user would type it.
fn show(cx: &mut Context<'_>, words: &[&str]) -> std::io::Result<()> {
    let quoted: Vec<_> = words.iter().map(|word| quoted(word)).collect();
    cx.ui
        .line(&format!("\n{NAME}$ addon {}{NAME:#}", quoted.join(" ")))
}

/// Quotes a word that a shell would take apart.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Returns the name that the addon's metadata gives it.
fn name_of(folder: &Path) -> anyhow::Result<String> {
    let packed = package::pack(folder, &package::Options::default())?;
    Ok(packed.package.metadata.name)
}

/// Compares the files that were packed with those that came back; returns how many there are.
fn compare(sent: &Path, received: &Path) -> anyhow::Result<usize> {
    let sent = Folder::read(sent, &Limits::HELM)?.files;
    let received = Folder::read(received, &Limits::HELM)?.files;
    for (path, content) in sent
        .iter()
        .filter(|(path, _)| path.as_str() != "Chart.yaml")
    {
        if received.get(path.as_str()) != Some(content) {
            let message = format!("`{path}` came back different, or not at all");
            return Err(Failure::new(ExitCode::Invalid, message).into());
        }
    }
    Ok(received.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_a_shell() {
        for (word, shown) in [
            ("a-b/c.d", "a-b/c.d"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), shown);
        }
    }
}
