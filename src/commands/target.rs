//! The registry that a command pushes to, with the flags that say how to reach it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use url::Url;

use super::optional_path;
use crate::{
    config::{HelmSource, RegistryEntry, Source},
    context::Context,
    exit::ExitCode,
    hint::Failure,
    net::{Auth, TlsFiles, redacted},
    registry::{OpenContext, Registry, helm, open, tls_files},
    secret::Secret,
    ui::{ADDRESS, NAME},
};

/// How to reach the registry that is pushed to.
#[derive(clap::Args, Debug)]
pub(crate) struct TargetArgs {
    /// User name
    #[arg(long, short, value_name = "USER", env = "HELM_REPO_USERNAME")]
    username: Option<String>,
    /// Password; better given by --password-stdin or the environment
    #[arg(long, short, value_name = "PASSWORD", env = "HELM_REPO_PASSWORD")]
    password: Option<String>,
    /// Read the password from standard input
    #[arg(long, conflicts_with = "password")]
    password_stdin: bool,
    /// Token to send as `Authorization: Bearer`
    #[arg(long, value_name = "TOKEN", env = "HELM_REPO_ACCESS_TOKEN")]
    access_token: Option<String>,
    /// Header to send the token in instead
    #[arg(long, value_name = "HEADER", env = "HELM_REPO_AUTH_HEADER")]
    auth_header: Option<String>,
    /// Part of the URL's path that lies before the server's /api
    #[arg(long, value_name = "PATH", env = "HELM_REPO_CONTEXT_PATH")]
    context_path: Option<String>,
    /// File of certificates to trust besides those of the system
    #[arg(long, value_name = "FILE", env = "HELM_REPO_CA_FILE", value_parser = optional_path())]
    ca_file: Option<PathBuf>,
    /// File of the certificate to identify with
    #[arg(long, value_name = "FILE", env = "HELM_REPO_CERT_FILE", value_parser = optional_path())]
    cert_file: Option<PathBuf>,
    /// File of the key that belongs to the certificate
    #[arg(long, value_name = "FILE", env = "HELM_REPO_KEY_FILE", value_parser = optional_path())]
    key_file: Option<PathBuf>,
    /// Accept any certificate of the server
    #[arg(long, alias = "insecure-skip-tls-verify", env = "HELM_REPO_INSECURE")]
    insecure: bool,
    /// Take http where the URL says cm://
    #[arg(long, env = "HELM_REPO_USE_HTTP")]
    use_http: bool,
    /// Longest wait for the server, in seconds; 0 waits for ever
    #[arg(
        long,
        short,
        value_name = "SECONDS",
        default_value_t = 30,
        allow_negative_numbers = true
    )]
    timeout: i64,
}

/// Where to push to, and how it is called in messages.
pub(crate) struct Target {
    pub(crate) registry: Arc<dyn Registry>,
    pub(crate) shown: String,
}

impl TargetArgs {
    /// Opens the registry `target`, a name or a URL.
    pub(crate) fn open(&self, cx: &mut Context<'_>, target: &str) -> anyhow::Result<Target> {
        open_target(cx, self, target, cx.open_context())
    }

    /// Opens the registry `target` for a caller that repeats failed requests itself.
    pub(crate) fn open_without_retries(
        &self,
        cx: &mut Context<'_>,
        target: &str,
    ) -> anyhow::Result<Target> {
        let mut http = cx.open_context();
        http.http.retries = 0;
        open_target(cx, self, target, http)
    }
}

/// Finds the registry: a URL is one by itself, anything else is the name of one.
fn open_target(
    cx: &mut Context<'_>,
    args: &TargetArgs,
    target: &str,
    mut http: OpenContext,
) -> anyhow::Result<Target> {
    http.http.timeout = u64::try_from(args.timeout)
        .ok()
        .filter(|seconds| *seconds > 0)
        .map(Duration::from_secs);
    let url = match target.strip_prefix("cm://") {
        Some(rest) => Some(format!(
            "{}://{rest}",
            if args.use_http { "http" } else { "https" }
        )),
        None => (target.starts_with("http://") || target.starts_with("https://"))
            .then(|| target.to_owned()),
    };
    if let Some(url) = url {
        let source = HelmSource {
            url,
            ..HelmSource::default()
        };
        return open_helm(args, target, &source, &http, false);
    }
    let registries = cx.registries()?;
    let Ok(entry) = registries.get(target) else {
        let message = format!(
            "we cannot find Helm repository {target}. Make sure you hava added it using `vela addon registry add` and it is a Helm repository"
        );
        let known: Vec<_> = registries.iter().map(|entry| entry.name.as_str()).collect();
        let hint = if let Some((scheme, _)) = target.split_once("://") {
            format!("packages are pushed to http, https and cm URLs, not over `{scheme}`")
        } else if target.contains('/') || Path::new(target).is_dir() {
            format!("make the folder a registry: `addon registry add NAME {target} --type local`")
        } else if known.is_empty() {
            "add one with `addon registry add`; a URL works as well".to_owned()
        } else {
            format!("there is {}; a URL works as well", known.join(", "))
        };
        return Err(Failure::new(ExitCode::NotFound, message)
            .with_hint(hint)
            .into());
    };
    if let Some(Source::Helm(source)) = entry.source() {
        return open_helm(args, &entry.name, source, &http, true);
    }
    open_other(entry, &http)
}

fn open_other(entry: &RegistryEntry, cx: &OpenContext) -> anyhow::Result<Target> {
    let shown = match entry.source() {
        Some(Source::Local(source)) => format!("{NAME}{}{NAME:#}({})", entry.name, source.path),
        _ => format!("{NAME}{}{NAME:#}", entry.name),
    };
    Ok(Target {
        registry: open(entry, cx)?,
        shown,
    })
}

/// Opens a Helm repository; flags and variables win over what is configured for it.
fn open_helm(
    args: &TargetArgs,
    name: &str,
    source: &HelmSource,
    cx: &OpenContext,
    is_named: bool,
) -> anyhow::Result<Target> {
    let url = Url::parse(source.url.trim()).map_err(|error| {
        Failure::new(
            ExitCode::Usage,
            format!("`{name}` is not a usable URL: {error}"),
        )
    })?;
    let mut tls = tls_files(&source.tls);
    let given = |flag: &Option<PathBuf>, stored: Option<PathBuf>| {
        flag.clone()
            .filter(|path| !path.as_os_str().is_empty())
            .or(stored)
    };
    tls = TlsFiles {
        ca: given(&args.ca_file, tls.ca),
        certificate: given(&args.cert_file, tls.certificate),
        key: given(&args.key_file, tls.key),
        insecure: args.insecure || tls.insecure,
    };
    let mut shown_url = url.clone();
    if shown_url.password().is_some() || !shown_url.username().is_empty() {
        // Credentials go to the server and to nobody's screen.
        let _hidden = shown_url
            .set_username("")
            .and_then(|()| shown_url.set_password(None));
    }
    let options = helm::Options {
        auth: auth(args, source)?,
        tls,
        context_path: args.context_path.clone().unwrap_or_default(),
    };
    let registry = Arc::new(helm::HelmRegistry::new(
        if is_named { name } else { shown_url.as_str() },
        url,
        options,
        cx,
    )?);
    // As the user wrote it: the parser would add a slash.
    let address = redacted(&shown_url);
    let address = if source.url.ends_with('/') {
        &address
    } else {
        address.trim_end_matches('/')
    };
    let address = format!("{ADDRESS}{address}{ADDRESS:#}");
    let shown = if is_named {
        format!("{NAME}{name}{NAME:#}({address})")
    } else {
        address
    };
    Ok(Target { registry, shown })
}

/// Chooses how to identify: user and password win over a token, flags over the configuration.
fn auth(args: &TargetArgs, source: &HelmSource) -> anyhow::Result<Auth> {
    let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
    let password = if args.password_stdin {
        Some(super::registry::secret_from_stdin("password")?)
    } else {
        given(&args.password).map(Secret::new)
    };
    let username = given(&args.username).unwrap_or_else(|| source.username.clone());
    let password = password.unwrap_or_else(|| source.password.clone());
    if !username.is_empty() && !password.is_empty() {
        return Ok(Auth::Basic { username, password });
    }
    let token = given(&args.access_token).map_or_else(|| source.token.clone(), Secret::new);
    Ok(match (token.is_empty(), given(&args.auth_header)) {
        (true, _) => Auth::None,
        (false, Some(name)) => Auth::Header { name, value: token },
        (false, None) => Auth::Bearer(token),
    })
}
