//! What a server is told when it starts.

use std::{path::PathBuf, time::Duration};

use crate::secret::Secret;

/// What a server is told when it starts; the default is ChartMuseum's.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of the packages.
    pub root: PathBuf,
    /// Whether uploads wait for the disk.
    pub durable: bool,
    /// Name or address to listen on.
    pub host: String,
    /// Port to listen on, 0 for any free one.
    pub port: u16,
    /// How long a client may be silent while it sends.
    pub read_timeout: Duration,
    /// How long a client may be deaf while it is answered.
    pub write_timeout: Duration,
    /// How long open requests may take when the server stops.
    pub stop_timeout: Duration,
    /// Path that the server lies below, empty for the root.
    pub context_path: String,
    /// URL of the server for the index; without one the index has relative URLs.
    pub chart_url: Option<String>,
    /// Folder of a page to show at the root, with the files that it needs.
    pub web_template: Option<PathBuf>,
    /// Whether requests are counted and the counts told.
    pub metrics: bool,
    /// Ids at Artifact Hub, by repository; the empty name is the repository at depth 0.
    pub artifact_hub: Vec<(String, String)>,
    /// Certificate and key.
    pub tls: Option<Tls>,
    /// Who may do what.
    pub auth: Auth,
    /// What the API does.
    pub api: Api,
    /// Whether the index is written as JSON.
    pub json_index: bool,
    /// How often the storage is looked through for changes by other hands; zero for never.
    pub cache_interval: Duration,
    /// Whether it is looked through before each answer that needs the index.
    pub always_regenerate: bool,
    /// Packages that are read at once when the storage is looked through.
    pub index_limit: usize,
    /// Whether ChartMuseum's state file is written.
    pub state_file: bool,
    /// Bytes that all uploads together may hold in memory.
    pub upload_budget: usize,
    /// Where the log goes, and what it tells.
    pub log: Log,
}

/// Files of a TLS server.
#[derive(Clone, Debug)]
pub struct Tls {
    /// Certificate chain, PEM.
    pub certificate: PathBuf,
    /// Private key, PEM.
    pub key: PathBuf,
    /// Authorities of client certificates, PEM; with it, clients must show one.
    pub client_authority: Option<PathBuf>,
}

/// Who may do what.
#[derive(Clone, Debug, Default)]
pub struct Auth {
    /// The one user, when there is one.
    pub basic: Option<(String, Secret)>,
    /// Whether reading needs no user.
    pub anonymous_get: bool,
}

/// What the API does.
#[derive(Clone, Debug)]
pub struct Api {
    /// Whether there is an API at all.
    pub enabled: bool,
    /// Whether packages can be deleted.
    pub delete: bool,
    /// Whether every upload may replace a package.
    pub allow_overwrite: bool,
    /// Whether uploads that ask for it may replace a package.
    pub force_overwrite: bool,
    /// Form field of packages, besides `chart`.
    pub chart_field: String,
    /// Form field of signatures, besides `prov`.
    pub prov_field: String,
    /// Bytes of one request.
    pub max_upload_size: u64,
    /// Number of objects, 0 for any.
    pub max_objects: u64,
    /// Number of versions of one chart, 0 for any.
    pub max_versions: usize,
    /// Value of `Access-Control-Allow-Origin`, if any.
    pub cors_origin: Option<String>,
}

/// Where the log goes, and what it tells.
#[derive(Clone, Copy, Debug)]
pub struct Log {
    /// Whether anything is written, to standard error.
    pub enabled: bool,
    /// One JSON object a line.
    pub json: bool,
    /// More about what happens in the background.
    pub debug: bool,
    /// Health checks that went well, too.
    pub health: bool,
    /// Latency as a number of nanoseconds.
    pub latency_integer: bool,
}

impl Config {
    /// Returns the default configuration for a folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            durable: true,
            host: "0.0.0.0".into(),
            port: 8080,
            read_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            stop_timeout: Duration::from_secs(30),
            context_path: String::new(),
            chart_url: None,
            web_template: None,
            metrics: false,
            artifact_hub: Vec::new(),
            tls: None,
            auth: Auth::default(),
            api: Api::default(),
            json_index: false,
            cache_interval: Duration::from_mins(5),
            always_regenerate: false,
            index_limit: 0,
            state_file: true,
            upload_budget: 256 << 20,
            log: Log {
                enabled: true,
                json: false,
                debug: false,
                health: false,
                latency_integer: false,
            },
        }
    }

    /// Returns a configuration for use inside a program: any port of this machine, and no log.
    pub fn in_process(root: impl Into<PathBuf>) -> Self {
        let mut config = Self::new(root);
        config.host = "127.0.0.1".into();
        config.port = 0;
        config.log.enabled = false;
        config
    }
}

impl Default for Api {
    fn default() -> Self {
        Self {
            enabled: true,
            delete: true,
            allow_overwrite: false,
            force_overwrite: true,
            chart_field: "chart".into(),
            prov_field: "prov".into(),
            max_upload_size: 20 << 20,
            max_objects: 0,
            max_versions: 0,
            cors_origin: None,
        }
    }
}
