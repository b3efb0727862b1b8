//! The flags that describe a registry, and what they make of an entry.

use std::{
    io,
    path::{Path, PathBuf},
};

use url::Url;

use super::{
    guess::{guess_kind, lacks_scheme},
    secret_from_stdin,
};
use crate::{
    commands::optional_path,
    config::{
        GitSource, HelmSource, LocalSource, OssSource, RegistryEntry, RegistryKind, TlsSettings,
    },
    context::Context,
    exit::ExitCode,
    fs_ext,
    hint::Failure,
    interrupt,
    net::redacted,
    secret::Secret,
    ui::is_interactive,
};

/// What a registry is and how to reach it.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct SourceArgs {
    /// Kind of the registry: git, gitee, gitlab, helm, OSS or local [default: guessed from the endpoint]
    #[arg(long = "type", value_name = "TYPE", value_parser = parse_kind)]
    pub(super) kind: Option<RegistryKind>,
    /// Address of the repository or bucket, or folder of a local registry
    #[arg(long, value_name = "URL")]
    pub(super) endpoint: Option<String>,
    /// Folder of the addons in a git repository or bucket
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// Branch, tag or commit of a git repository [default: its default branch]
    #[arg(long = "ref", value_name = "REF")]
    reference: Option<String>,
    /// Name of the bucket
    #[arg(long, value_name = "NAME")]
    bucket: Option<String>,
    /// Token of a git or helm registry; better given by --token-stdin or the environment
    #[arg(long, value_name = "TOKEN", aliases = ["gitToken", "git-token"])]
    token: Option<String>,
    /// Read the token from standard input
    #[arg(long, conflicts_with_all = ["token", "password_stdin"])]
    token_stdin: bool,
    /// Send the token of a git registry even over plain http
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    allow_clear_text_token: Option<bool>,
    /// Name of the repository; GitLab only, needed when it cannot be told from the endpoint
    #[arg(long, value_name = "NAME", aliases = ["gitlabRepoName", "gitRepoName", "git-repo-name"])]
    gitlab_repo_name: Option<String>,
    /// User of a helm registry
    #[arg(long, value_name = "USER")]
    username: Option<String>,
    /// Password of a helm registry; better given by --password-stdin or the environment
    #[arg(long, value_name = "PASSWORD")]
    password: Option<String>,
    /// Read the password from standard input
    #[arg(long, conflicts_with = "password")]
    password_stdin: bool,
    /// File of certificates to trust besides those of the system
    #[arg(long, value_name = "FILE", value_parser = optional_path())]
    ca_file: Option<PathBuf>,
    /// File of the certificate to identify with
    #[arg(long, value_name = "FILE", value_parser = optional_path())]
    cert_file: Option<PathBuf>,
    /// File of the key that belongs to the certificate
    #[arg(long, value_name = "FILE", value_parser = optional_path())]
    key_file: Option<PathBuf>,
    /// Accept any certificate of the server
    #[arg(
        long,
        alias = "insecureSkipTLS",
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    insecure_skip_tls_verify: Option<bool>,
}

/// Makes an entry of an address that no registry was configured for.
pub(crate) fn unnamed(cx: &mut Context<'_>, address: &str) -> anyhow::Result<RegistryEntry> {
    let source = SourceArgs {
        endpoint: Some(address.to_owned()),
        ..SourceArgs::default()
    };
    let mut entry = source.new_entry(cx)?;
    // Credentials in the address are for the server alone.
    entry.name = match Url::parse(address) {
        Ok(url) => redacted(&url),
        Err(_) => address.to_owned(),
    };
    Ok(entry)
}

fn parse_kind(text: &str) -> Result<RegistryKind, String> {
    RegistryKind::ALL
        .into_iter()
        .find(|kind| kind.as_str().eq_ignore_ascii_case(text))
        .ok_or_else(|| "not support addon registry type".to_owned())
}

impl SourceArgs {
    /// Makes a new entry; says so when it had to guess the kind.
    pub(super) fn new_entry(&self, cx: &mut Context<'_>) -> anyhow::Result<RegistryEntry> {
        let endpoint = self
            .endpoint
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let Some(endpoint) = endpoint else {
            let message = "addon registry must set --endpoint flag";
            return Err(Failure::new(ExitCode::Usage, message).into());
        };
        if self.kind.is_none() && lacks_scheme(endpoint) {
            return Err(no_scheme(endpoint, "neither a URL nor a folder"));
        }
        let kind = self.kind.unwrap_or_else(|| {
            let (kind, reason) = guess_kind(endpoint);
            cx.ui.note(&format!(
                "taking it for a registry of type {kind}, because {reason}"
            ));
            kind
        });
        let mut entry = RegistryEntry::default();
        match kind {
            RegistryKind::Git => entry.git = Some(GitSource::default()),
            RegistryKind::Gitee => entry.gitee = Some(GitSource::default()),
            RegistryKind::Gitlab => entry.gitlab = Some(GitSource::default()),
            RegistryKind::Helm => entry.helm = Some(HelmSource::default()),
            RegistryKind::Oss => entry.oss = Some(OssSource::default()),
            RegistryKind::Local => entry.local = Some(LocalSource::default()),
        }
        self.apply(&mut entry)?;
        if let Some(helm) = &mut entry.helm
            && !helm.username.is_empty()
            && helm.password.is_empty()
            && is_interactive()
        {
            let question = format!("Password of {}: ", helm.username);
            helm.password = Secret::new(ask_for_password(&question)?);
        }
        Ok(entry)
    }

    /// Changes what the flags name and nothing else.
    pub(super) fn apply(&self, entry: &mut RegistryEntry) -> anyhow::Result<()> {
        let kind = entry.kind();
        let endpoint = self.endpoint.as_deref().map(clean_endpoint);
        let token = match &self.token {
            _ if self.token_stdin => Some(secret_from_stdin("token")?),
            token => token.clone().map(Secret::new),
        };
        let mut unused = self.unused_flags(kind);
        if let Some(helm) = &mut entry.helm {
            if let Some(endpoint) = &endpoint
                && !endpoint.contains("://")
            {
                return Err(no_scheme(endpoint, "no URL"));
            }
            set(&mut helm.url, endpoint);
            set(&mut helm.username, self.username.clone());
            let password = match &self.password {
                _ if self.password_stdin => Some(secret_from_stdin("password")?),
                password => password.clone().map(Secret::new),
            };
            set(&mut helm.password, password);
            set(&mut helm.token, token);
            self.apply_tls(&mut helm.tls)?;
        } else if let Some(oss) = &mut entry.oss {
            set(&mut oss.endpoint, endpoint);
            set(&mut oss.bucket, self.bucket.clone());
            set(&mut oss.path, self.path.clone());
            self.apply_tls(&mut oss.tls)?;
        } else if let Some(git) = entry.git_mut() {
            let endpoint = endpoint.map(|text| repository(&text)).transpose()?;
            set(&mut git.url, endpoint);
            set(&mut git.path, self.path.clone());
            set(&mut git.reference, self.reference.clone());
            set(&mut git.repo, self.gitlab_repo_name.clone());
            set(&mut git.token, token);
            set(&mut git.allow_clear_text_token, self.allow_clear_text_token);
            self.apply_tls(&mut git.tls)?;
        } else if let Some(local) = &mut entry.local {
            let folder = endpoint.map(|text| absolute(&text)).transpose()?;
            set(&mut local.path, folder);
        }
        unused.sort_unstable();
        match unused.first() {
            None => Ok(()),
            Some(flag) => {
                let kind = kind.map_or("unknown", RegistryKind::as_str);
                let message = format!("{flag} means nothing to a registry of type {kind}");
                Err(Failure::new(ExitCode::Usage, message).into())
            }
        }
    }

    fn apply_tls(&self, tls: &mut TlsSettings) -> anyhow::Result<()> {
        for (flag, setting) in [
            (&self.ca_file, &mut tls.ca_file),
            (&self.cert_file, &mut tls.cert_file),
            (&self.key_file, &mut tls.key_file),
        ] {
            if let Some(path) = flag {
                *setting = match path.to_str() {
                    Some("") => String::new(),
                    Some(text) => absolute(text)?,
                    None => {
                        let message = format!("`{}` is not text", path.display());
                        return Err(Failure::new(ExitCode::Usage, message).into());
                    }
                };
            }
        }
        set(&mut tls.insecure_skip_verify, self.insecure_skip_tls_verify);
        Ok(())
    }

    /// Lists the flags that were given and that a registry of `kind` has no use for.
    fn unused_flags(&self, kind: Option<RegistryKind>) -> Vec<&'static str> {
        let is_git = matches!(
            kind,
            Some(RegistryKind::Git | RegistryKind::Gitee | RegistryKind::Gitlab)
        );
        let is = |other| kind == Some(other);
        [
            (
                "--path",
                self.path.is_some(),
                is_git || is(RegistryKind::Oss),
            ),
            ("--ref", self.reference.is_some(), is_git),
            ("--bucket", self.bucket.is_some(), is(RegistryKind::Oss)),
            (
                "--token",
                self.token.is_some() || self.token_stdin,
                is_git || is(RegistryKind::Helm),
            ),
            (
                "--allow-clear-text-token",
                self.allow_clear_text_token.is_some(),
                is_git,
            ),
            (
                "--gitlab-repo-name",
                self.gitlab_repo_name.is_some(),
                is(RegistryKind::Gitlab),
            ),
            (
                "--username",
                self.username.is_some(),
                is(RegistryKind::Helm),
            ),
            (
                "--ca-file, --cert-file, --key-file and --insecure-skip-tls-verify",
                self.ca_file.is_some()
                    || self.cert_file.is_some()
                    || self.key_file.is_some()
                    || self.insecure_skip_tls_verify.is_some(),
                !is(RegistryKind::Local),
            ),
            (
                "--password",
                self.password.is_some() || self.password_stdin,
                is(RegistryKind::Helm),
            ),
        ]
        .into_iter()
        .filter(|(_, given, used)| *given && !used)
        .map(|(flag, _, _)| flag)
        .collect()
    }
}

fn no_scheme(endpoint: &str, what: &str) -> anyhow::Error {
    Failure::new(ExitCode::Usage, format!("`{endpoint}` is {what}"))
        .with_hint(format!(
            "a URL needs http:// or https://: did you mean http://{endpoint} or https://{endpoint}?"
        ))
        .into()
}

fn set<T>(setting: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *setting = value;
    }
}

/// Removes what a slip of the hand adds to an address: blanks around it and slashes at its end.
fn clean_endpoint(endpoint: &str) -> String {
    let trimmed = endpoint.trim();
    let cleaned = trimmed.trim_end_matches('/');
    // A lone slash is a folder of its own, not an ornament.
    if cleaned.is_empty() || cleaned.ends_with(':') {
        trimmed.to_owned()
    } else {
        cleaned.to_owned()
    }
}

/// Makes the address of a repository in a folder independent of the working folder.
fn repository(text: &str) -> anyhow::Result<String> {
    if Path::new(text).is_dir() {
        absolute(text)
    } else {
        Ok(text.to_owned())
    }
}

/// Makes a path independent of the working folder; it need not exist.
fn absolute(text: &str) -> anyhow::Result<String> {
    let path = Path::new(text.strip_prefix("file://").unwrap_or(text));
    Ok(fs_ext::absolute(path)?.to_string_lossy().into_owned())
}

/// Asks for a password on the terminal, without showing it.
fn ask_for_password(question: &str) -> anyhow::Result<String> {
    // The prompt hears of Ctrl-C itself, and puts the terminal in order before it returns. The
    // process has to live until then.
    let _pending = interrupt::on_next(|| {});
    rpassword::prompt_password(question).map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => Failure::new(ExitCode::Interrupted, "interrupted").into(),
        _ => error.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_mean_what_the_user_meant() {
        for (typed, meant) in [
            (" http://localhost:8080 ", "http://localhost:8080"),
            ("http://localhost:8080//", "http://localhost:8080"),
            ("https://h/charts/", "https://h/charts"),
            ("/", "/"),
        ] {
            assert_eq!(clean_endpoint(typed), meant);
        }
    }

    #[test]
    fn kinds_are_read_in_any_case() {
        assert_eq!(parse_kind("oss"), Ok(RegistryKind::Oss));
        assert_eq!(parse_kind("Helm"), Ok(RegistryKind::Helm));
        assert_eq!(
            parse_kind("svn"),
            Err("not support addon registry type".into())
        );
    }
}
