//! `addon serve`

use std::{io::Write as _, path::PathBuf, time::Duration};

use crate::{
    context::Context,
    exit::ExitCode,
    secret::Secret,
    server::{self, Config, config},
};

/// Serve addons and charts from a folder, as ChartMuseum does
///
/// The server answers ChartMuseum's HTTP API, so that `addon push`, `helm repo add`, `helm cm-push`
/// and `vela addon registry add` work with it. Flags and environment variables are called as they
/// are there, and the folder can be one that ChartMuseum has filled.
#[derive(clap::Args, Debug)]
pub(crate) struct ServeArgs {
    /// Kind of storage; only `local` so far
    #[arg(long, value_name = "KIND", default_value = "local", env = "STORAGE", value_parser = parse_storage)]
    storage: Storage,
    /// Folder that keeps the packages; made when it is not there
    #[arg(
        long,
        value_name = "DIR",
        default_value = "./chartstorage",
        env = "STORAGE_LOCAL_ROOTDIR"
    )]
    storage_local_rootdir: PathBuf,
    /// Print the index and end
    #[arg(long, env = "GEN_INDEX", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    gen_index: bool,
    #[command(flatten, next_help_heading = "Listening")]
    listening: ListeningArgs,
    #[command(flatten, next_help_heading = "Access")]
    access: AccessArgs,
    #[command(flatten, next_help_heading = "API")]
    api: ApiArgs,
    #[command(flatten, next_help_heading = "Index")]
    index: IndexArgs,
    #[command(flatten, next_help_heading = "Log")]
    log: LogArgs,
}

#[derive(clap::Args, Debug)]
struct ListeningArgs {
    /// Port to listen on; 0 for any free one, which is printed
    #[arg(long, value_name = "PORT", default_value_t = 8080, env = "PORT")]
    port: u16,
    /// Name or address to listen on
    #[arg(
        long,
        value_name = "HOST",
        default_value = "0.0.0.0",
        env = "LISTEN_HOST"
    )]
    listen_host: String,
    /// Path that the server lies below
    #[arg(long, value_name = "PATH", default_value = "", hide_default_value = true, env = "CONTEXT_PATH", value_parser = parse_context_path)]
    context_path: String,
    /// How long a client may pause while it sends, in seconds or as `1m30s`
    #[arg(long, value_name = "TIME", default_value = "30s", env = "READ_TIMEOUT", value_parser = parse_duration)]
    read_timeout: Duration,
    /// How long a client may pause while it is answered, in seconds or as `1m30s`
    #[arg(long, value_name = "TIME", default_value = "30s", env = "WRITE_TIMEOUT", value_parser = parse_duration)]
    write_timeout: Duration,
    /// Certificate chain in PEM form; makes the server speak TLS only
    #[arg(long, value_name = "FILE", env = "TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate, in PEM form
    #[arg(long, value_name = "FILE", env = "TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Authorities in PEM form; clients must show a certificate of theirs
    #[arg(long, value_name = "FILE", env = "TLS_CA_CERT", requires = "tls_cert")]
    tls_ca_cert: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
struct AccessArgs {
    /// Name of the one user; without one, everybody may do everything
    #[arg(
        long,
        value_name = "NAME",
        env = "BASIC_AUTH_USER",
        requires = "basic_auth_pass"
    )]
    basic_auth_user: Option<String>,
    /// Password of the user
    #[arg(
        long,
        value_name = "PASSWORD",
        env = "BASIC_AUTH_PASS",
        requires = "basic_auth_user"
    )]
    basic_auth_pass: Option<String>,
    /// Let everybody read
    #[arg(long, env = "AUTH_ANONYMOUS_GET", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    auth_anonymous_get: bool,
    /// Value of `Access-Control-Allow-Origin` in answers of the API
    #[arg(long, value_name = "ORIGIN", env = "CORS_ALLOW_ORIGIN")]
    cors_alloworigin: Option<String>,
}

#[derive(clap::Args, Debug)]
struct ApiArgs {
    /// Serve the index and the packages only
    #[arg(long, env = "DISABLE_API", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    disable_api: bool,
    /// Refuse to remove packages
    #[arg(long, env = "DISABLE_DELETE", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    disable_delete: bool,
    /// Let every upload replace what is there
    #[arg(long, env = "ALLOW_OVERWRITE", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    allow_overwrite: bool,
    /// Let no upload replace what is there, even if it asks for it with `?force`
    #[arg(long, env = "DISABLE_FORCE_OVERWRITE", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    disable_force_overwrite: bool,
    /// Form field of uploads that holds the package, besides `chart`
    #[arg(
        long,
        value_name = "NAME",
        default_value = "chart",
        env = "CHART_POST_FORM_FIELD_NAME"
    )]
    chart_post_form_field_name: String,
    /// Form field of uploads that holds the signature, besides `prov`
    #[arg(
        long,
        value_name = "NAME",
        default_value = "prov",
        env = "PROV_POST_FORM_FIELD_NAME"
    )]
    prov_post_form_field_name: String,
    /// Largest upload in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 20 << 20, env = "MAX_UPLOAD_SIZE")]
    max_upload_size: u64,
    /// Largest number of files in the storage, 0 for any
    #[arg(
        long,
        value_name = "COUNT",
        default_value_t = 0,
        env = "MAX_STORAGE_OBJECTS"
    )]
    max_storage_objects: u64,
    /// Largest number of versions of one chart, 0 for any; the oldest make room
    #[arg(
        long,
        value_name = "COUNT",
        default_value_t = 0,
        env = "PER_CHART_LIMIT"
    )]
    per_chart_limit: usize,
}

#[derive(clap::Args, Debug)]
struct IndexArgs {
    /// URL of the server as clients see it, for absolute URLs in the index
    #[arg(long, value_name = "URL", env = "CHART_URL")]
    chart_url: Option<String>,
    /// Write the index as JSON, which Helm reads several times faster
    #[arg(long, env = "JSON_INDEX", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    json_index: bool,
    /// How often to look for packages that other programs put into the folder, 0 for never
    #[arg(long, value_name = "TIME", default_value = "5m", env = "CACHE_INTERVAL", value_parser = parse_duration)]
    cache_interval: Duration,
    /// Look for them before each answer that needs the index
    #[arg(long, env = "ALWAYS_REGENERATE_CHART_INDEX", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    always_regenerate_chart_index: bool,
    /// Packages that are read at once when looking for them, 0 for 64
    #[arg(long, value_name = "COUNT", default_value_t = 0, env = "INDEX_LIMIT")]
    index_limit: usize,
    /// Write no index-cache.yaml, which ChartMuseum would start from
    #[arg(long, env = "DISABLE_STATEFILES", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    disable_statefiles: bool,
}

#[derive(clap::Args, Debug)]
struct LogArgs {
    /// Log what happens in the background
    #[arg(long, env = "DEBUG", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    debug: bool,
    /// Log as JSON, one object a line
    #[arg(long, env = "LOG_JSON", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    log_json: bool,
    /// Log health checks
    #[arg(long, env = "LOG_HEALTH", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    log_health: bool,
    /// Log latencies as whole nanoseconds
    #[arg(long, env = "LOG_LATENCY_INTEGER", num_args = 0..=1, require_equals = true, value_name = "BOOL",
        default_value = "false", default_missing_value = "true", value_parser = parse_bool,
        hide_default_value = true)]
    log_latency_integer: bool,
}

/// The kinds of storage.
#[derive(Clone, Copy, Debug)]
enum Storage {
    Local,
}

fn parse_storage(text: &str) -> Result<Storage, String> {
    match text {
        "local" => Ok(Storage::Local),
        _ => Err("only local storage can be served".into()),
    }
}

/// Reads a truth value as Go programs do, whose environment variables these are.
fn parse_bool(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "" | "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err("neither true nor false".into()),
    }
}

/// Reads a number of seconds, or numbers with units as Go programs write them.
fn parse_duration(text: &str) -> Result<Duration, String> {
    let invalid = || "not a time such as 90, 90s or 1m30s".to_owned();
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    let mut rest = text;
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'));
        let (number, tail) = rest.split_at(digits.ok_or_else(invalid)?);
        let letters = tail
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let scale = match unit {
            "ns" => 1e-9,
            "us" | "µs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return Err(invalid()),
        };
        total += number.parse::<f64>().map_err(|_| invalid())? * scale;
        rest = tail;
    }
    Duration::try_from_secs_f64(total)
        .ok()
        .filter(|_| !text.is_empty())
        .ok_or_else(invalid)
}

fn parse_context_path(text: &str) -> Result<String, String> {
    let path = text.trim_matches('/');
    if path.is_empty() {
        return Ok(String::new());
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) || !path.chars().all(plain) {
        return Err("not a plain path such as /charts".into());
    }
    Ok(format!("/{path}"))
}

impl ServeArgs {
    fn config(&self) -> Config {
        let Storage::Local = self.storage;
        let mut config = Config::new(&self.storage_local_rootdir);
        let (listening, access, api) = (&self.listening, &self.access, &self.api);
        config.host.clone_from(&listening.listen_host);
        config.port = listening.port;
        config.context_path.clone_from(&listening.context_path);
        config.read_timeout = listening.read_timeout;
        config.write_timeout = listening.write_timeout;
        config.tls = listening
            .tls_cert
            .as_ref()
            .zip(listening.tls_key.as_ref())
            .map(|(certificate, key)| config::Tls {
                certificate: certificate.clone(),
                key: key.clone(),
                client_authority: listening.tls_ca_cert.clone(),
            });
        let user = access.basic_auth_user.clone();
        config.auth = config::Auth {
            basic: user.zip(access.basic_auth_pass.clone().map(Secret::new)),
            anonymous_get: access.auth_anonymous_get,
        };
        config.api = config::Api {
            enabled: !api.disable_api,
            delete: !api.disable_delete,
            allow_overwrite: api.allow_overwrite,
            force_overwrite: !api.disable_force_overwrite,
            chart_field: api.chart_post_form_field_name.clone(),
            prov_field: api.prov_post_form_field_name.clone(),
            max_upload_size: api.max_upload_size,
            max_objects: api.max_storage_objects,
            max_versions: api.per_chart_limit,
            cors_origin: access.cors_alloworigin.clone(),
        };
        config.chart_url.clone_from(&self.index.chart_url);
        config.json_index = self.index.json_index;
        config.cache_interval = self.index.cache_interval;
        config.always_regenerate = self.index.always_regenerate_chart_index;
        config.index_limit = self.index.index_limit;
        config.state_file = !self.index.disable_statefiles;
        config.log = config::Log {
            enabled: true,
            json: self.log.log_json,
            debug: self.log.debug,
            health: self.log.log_health,
            latency_integer: self.log.log_latency_integer,
        };
        config
    }
}

pub(crate) fn run(cx: &mut Context<'_>, args: &ServeArgs) -> anyhow::Result<ExitCode> {
    let config = args.config();
    if args.gen_index {
        let index = server::generate_index(&config)?;
        cx.ui.out().write_all(&index)?;
        return Ok(ExitCode::Success);
    }
    let running = server::start(config)?;
    running.announce();
    running.run_until_signal()?;
    Ok(ExitCode::Success)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_go_writes_them() {
        for (text, milliseconds) in [
            ("0", Some(0)),
            ("30", Some(30_000)),
            ("5m", Some(300_000)),
            ("5m0s", Some(300_000)),
            ("1h30m", Some(5_400_000)),
            ("1.5s", Some(1500)),
            ("250ms", Some(250)),
            ("", None),
            ("5", Some(5000)),
            ("5x", None),
            ("m", None),
            ("-5s", None),
            ("5m3", None),
            ("1.2.3s", None),
        ] {
            let read = parse_duration(text).ok().map(|time| time.as_millis());
            assert_eq!(read, milliseconds, "{text}");
        }
    }

    #[test]
    fn context_paths_are_plain() {
        assert_eq!(parse_context_path("/"), Ok(String::new()));
        assert_eq!(parse_context_path("a/b/"), Ok("/a/b".into()));
        for path in ["/a//b", "/../a", "/a b", "/a%2fb"] {
            assert!(parse_context_path(path).is_err(), "{path}");
        }
    }
}
