//! `addon serve`

pub(crate) mod config_file;
mod values;

use std::{any::TypeId, io::Write as _, path::PathBuf, time::Duration};

use self::values::{
    ArtifactHubId, Modest, Off, Storage, parse_artifact_hub_id, parse_bool, parse_cache,
    parse_context_path, parse_depth, parse_duration, parse_off, parse_storage,
};
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
#[command(mut_args(as_switch))]
pub(crate) struct ServeArgs {
    /// File of settings in ChartMuseum's form, for flags and variables that are not given
    #[arg(
        id = "server_config",
        long = "config",
        short = 'c',
        value_name = "FILE",
        env = "CONFIG"
    )]
    config: Option<PathBuf>,
    // Takes the place of the global --config, so that the name is free for the server's.
    #[arg(id = "registry_file", long = "registry-file", hide = true)]
    _registry_file: Option<PathBuf>,
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
    #[arg(long, env = "GEN_INDEX", value_parser = parse_bool)]
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
    #[command(flatten)]
    other: OtherArgs,
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
    /// Folder whose index.html is the page at the server's address, with the files below static
    #[arg(long, value_name = "DIR", env = "WEB_TEMPLATE_PATH")]
    web_template_path: Option<PathBuf>,
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
    /// Count requests, and tell at /metrics in the form of Prometheus; needs no user
    #[arg(long, env = "ENABLE_METRICS", value_parser = parse_bool)]
    enable_metrics: bool,
    /// Let everybody read
    #[arg(long, env = "AUTH_ANONYMOUS_GET", value_parser = parse_bool)]
    auth_anonymous_get: bool,
    /// Value of `Access-Control-Allow-Origin` in answers of the API
    #[arg(long, value_name = "ORIGIN", env = "CORS_ALLOW_ORIGIN")]
    cors_alloworigin: Option<String>,
}

#[derive(clap::Args, Debug)]
struct ApiArgs {
    /// Serve the index and the packages only
    #[arg(long, env = "DISABLE_API", value_parser = parse_bool)]
    disable_api: bool,
    /// Refuse to remove packages
    #[arg(long, env = "DISABLE_DELETE", value_parser = parse_bool)]
    disable_delete: bool,
    /// Let every upload replace what is there
    #[arg(long, env = "ALLOW_OVERWRITE", value_parser = parse_bool)]
    allow_overwrite: bool,
    /// Let no upload replace what is there, even if it asks for it with `?force`
    #[arg(long, env = "DISABLE_FORCE_OVERWRITE", value_parser = parse_bool)]
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
    #[arg(long, env = "JSON_INDEX", value_parser = parse_bool)]
    json_index: bool,
    /// How often to look for packages that other programs put into the folder, 0 for never
    #[arg(long, value_name = "TIME", default_value = "5m", env = "CACHE_INTERVAL", value_parser = parse_duration)]
    cache_interval: Duration,
    /// Look for them before each answer that needs the index
    #[arg(long, env = "ALWAYS_REGENERATE_CHART_INDEX", value_parser = parse_bool)]
    always_regenerate_chart_index: bool,
    /// Packages that are read at once when looking for them, 0 for 64
    #[arg(long, value_name = "COUNT", default_value_t = 0, env = "INDEX_LIMIT")]
    index_limit: usize,
    /// Repository id that Artifact Hub asks for in artifacthub-repo.yml
    #[arg(
        long,
        value_name = "ID",
        env = "ARTIFACT_HUB_REPO_ID",
        value_delimiter = ',',
        value_parser = parse_artifact_hub_id
    )]
    artifact_hub_repo_id: Vec<ArtifactHubId>,
    /// Write no index-cache.yaml, which ChartMuseum would start from
    #[arg(long, env = "DISABLE_STATEFILES", value_parser = parse_bool)]
    disable_statefiles: bool,
}

/// Flags of ChartMuseum that are taken as long as they ask for nothing that is not there, so that
/// its command lines and settings keep working.
#[derive(clap::Args, Debug)]
struct OtherArgs {
    #[arg(long = "depth", hide = true, env = "DEPTH", default_value = "0", value_parser = parse_depth)]
    _depth: Modest,
    #[arg(long = "depth-dynamic", hide = true, env = "DEPTH_DYNAMIC", value_parser = parse_off)]
    _depth_dynamic: Off,
    #[arg(long = "bearer-auth", hide = true, env = "BEARER_AUTH", value_parser = parse_off)]
    _bearer_auth: Off,
    #[arg(long, hide = true, env = "AUTH_REALM")]
    auth_realm: Option<String>,
    #[arg(long, hide = true, env = "AUTH_SERVICE")]
    auth_service: Option<String>,
    #[arg(long, hide = true, env = "AUTH_CERT_PATH")]
    auth_cert_path: Option<String>,
    #[arg(long, hide = true, env = "AUTH_ACTIONS_SEARCH_PATH")]
    auth_actions_search_path: Option<String>,
    #[arg(long, hide = true, env = "CACHE", value_parser = parse_cache)]
    cache: Option<String>,
    #[arg(long, hide = true, env = "CACHE_REDIS_ADDR")]
    cache_redis_addr: Option<String>,
    #[arg(long, hide = true, env = "CACHE_REDIS_PASSWORD")]
    cache_redis_password: Option<String>,
    #[arg(long, hide = true, env = "CACHE_REDIS_DB")]
    cache_redis_db: Option<i64>,
    #[arg(long, hide = true, env = "ENFORCE_SEMVER2", value_parser = parse_bool)]
    enforce_semver2: bool,
    #[arg(long, hide = true, env = "DISABLE_METRICS", value_parser = parse_bool)]
    disable_metrics: bool,
    #[arg(long, hide = true, env = "STORAGE_TIMESTAMP_TOLERANCE", value_parser = parse_duration)]
    storage_timestamp_tolerance: Option<Duration>,
}

/// Lets a switch be given as ChartMuseum's: `--debug` or `--debug=false`.
fn as_switch(arg: clap::Arg) -> clap::Arg {
    let kind = arg.get_value_parser().type_id();
    if kind != TypeId::of::<bool>() && kind != TypeId::of::<Off>() {
        return arg;
    }
    arg.num_args(0..=1)
        .require_equals(true)
        .value_name("BOOL")
        .required(false)
        .default_value("false")
        .default_missing_value("true")
        .hide_default_value(true)
}

impl OtherArgs {
    /// Names the flags that were given and change nothing, with the reasons.
    fn notes(&self) -> Vec<&'static str> {
        let notes = [
            (
                self.cache.is_some()
                    || self.cache_redis_addr.is_some()
                    || self.cache_redis_password.is_some()
                    || self.cache_redis_db.is_some(),
                "--cache and its flags change nothing: the index is in memory and needs no Redis",
            ),
            (
                self.enforce_semver2,
                "--enforce-semver2 changes nothing: versions are checked as Helm checks them",
            ),
            (
                self.disable_metrics,
                "--disable-metrics changes nothing: there are none without --enable-metrics",
            ),
            (
                self.storage_timestamp_tolerance.is_some(),
                "--storage-timestamp-tolerance changes nothing: changes are not found by their time",
            ),
            (
                self.auth_realm.is_some()
                    || self.auth_service.is_some()
                    || self.auth_cert_path.is_some()
                    || self.auth_actions_search_path.is_some(),
                "--auth-realm and its like change nothing without --bearer-auth, which is not offered",
            ),
        ];
        notes
            .into_iter()
            .filter_map(|(given, note)| given.then_some(note))
            .collect()
    }
}

#[derive(clap::Args, Debug)]
struct LogArgs {
    /// Log what happens in the background
    #[arg(long, env = "DEBUG", value_parser = parse_bool)]
    debug: bool,
    /// Log as JSON, one object a line
    #[arg(long, env = "LOG_JSON", value_parser = parse_bool)]
    log_json: bool,
    /// Log health checks
    #[arg(long, env = "LOG_HEALTH", value_parser = parse_bool)]
    log_health: bool,
    /// Log latencies as whole nanoseconds
    #[arg(long, env = "LOG_LATENCY_INTEGER", value_parser = parse_bool)]
    log_latency_integer: bool,
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
        config.web_template.clone_from(&listening.web_template_path);
        config.metrics = access.enable_metrics;
        let ids = self.index.artifact_hub_repo_id.iter();
        config.artifact_hub = ids
            .map(|id| (id.repository.clone(), id.id.clone()))
            .collect();
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
    for note in args.other.notes() {
        cx.ui.warn(note);
    }
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
