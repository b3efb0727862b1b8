//! Starting and stopping a server.

use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs as _},
    sync::Arc,
    time::{Duration, Instant},
};

use axum_server::{Handle, tls_rustls::RustlsConfig};
use hyper_util::rt::TokioTimer;
use tokio::runtime::Runtime;

use super::{
    config::Config,
    http::{Level, Log, Service, StallAcceptor},
    index::Kind,
    repository::{Event, Repository, Settings, describe},
    store::{self, Store},
    tls,
};
use crate::{archive::Limits, exit::ExitCode, fs_ext, hint::Hint};

/// A server that did not start, or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder of the packages cannot be used.
    #[error("cannot open the storage")]
    Storage {
        /// What the system refused.
        #[from]
        source: fs_ext::Error,
    },
    /// The storage does not do what it should.
    #[error("cannot use the storage")]
    Store {
        /// What it did not do.
        #[from]
        source: store::Error,
    },
    /// The folder of the page cannot be read.
    #[error("cannot use the web template")]
    Page {
        /// What the system refused.
        source: fs_ext::Error,
    },
    /// The certificates cannot be used.
    #[error("cannot serve over TLS")]
    Tls {
        /// Why not.
        #[from]
        source: tls::Error,
    },
    /// The address is taken, or not one of this machine's.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// There are no threads to run on.
    #[error("cannot start the server's threads")]
    Threads {
        /// What the system said.
        source: io::Error,
    },
    /// The server ended by itself.
    #[error("the server stopped")]
    Stopped {
        /// Why.
        source: io::Error,
    },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Storage { source } | Self::Page { source } => source.hint(),
            Self::Tls { source } => source.hint(),
            Self::Listen { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
                Some("choose another port with --port, or 0 for any free one".into())
            }
            _ => None,
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Storage { source } | Self::Page { source } => source.exit_code(),
            Self::Tls { source } => source.exit_code(),
            Self::Listen { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                ExitCode::Permission
            }
            _ => ExitCode::Failure,
        }
    }
}

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    scheme: &'static str,
    context_path: String,
    stop_timeout: Duration,
    handle: Handle<SocketAddr>,
    server: Option<tokio::task::JoinHandle<io::Result<()>>>,
    repository: Arc<Repository>,
    log: Arc<Log>,
    // The last field: the threads end after all that runs on them.
    runtime: Option<Runtime>,
}

/// Starts a server; when this returns, it accepts connections.
pub fn start(config: Config) -> Result<Running, Error> {
    let log = Arc::new(Log::new(config.log));
    let tls = config.tls.as_ref().map(tls::server_config).transpose()?;
    if let Some(folder) = &config.web_template {
        fs_ext::list_folder(folder).map_err(|source| Error::Page { source })?;
    }
    let repository = open(&config, &log)?;
    let address = format!("{}:{}", bracketed(&config.host), config.port);
    let refused = |source| Error::Listen {
        address: address.clone(),
        source,
    };
    let listener = listen(&config.host, config.port).map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    let runtime = threads()?;
    let handle = Handle::new();
    let router = Service::new(Arc::clone(&repository), &config, Arc::clone(&log)).into_router();
    let scheme = if tls.is_some() { "https" } else { "http" };
    let server = runtime.block_on(async {
        tokio::spawn(load(Arc::clone(&repository), Arc::clone(&log)));
        tokio::spawn(upkeep(
            Arc::clone(&repository),
            Arc::clone(&log),
            config.cache_interval,
        ));
        let acceptor = StallAcceptor {
            limit: config.write_timeout,
        };
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let handle = handle.clone();
        Ok::<_, io::Error>(match tls {
            None => {
                let mut server = axum_server::from_tcp(listener)?.acceptor(acceptor);
                limit_headers(server.http_builder());
                tokio::spawn(server.handle(handle).serve(service))
            }
            Some(tls) => {
                let tls = RustlsConfig::from_config(tls);
                let mut server = axum_server::from_tcp_rustls(listener, tls)?
                    .map(|rustls| rustls.acceptor(acceptor));
                limit_headers(server.http_builder());
                tokio::spawn(server.handle(handle).serve(service))
            }
        })
    });
    Ok(Running {
        address: bound,
        scheme,
        context_path: config.context_path,
        stop_timeout: config.stop_timeout,
        handle,
        server: Some(server.map_err(refused)?),
        repository,
        log,
        runtime: Some(runtime),
    })
}

/// Returns the index of a storage without serving it.
pub fn generate_index(config: &Config) -> Result<Vec<u8>, Error> {
    let log = Arc::new(Log::new(config.log));
    let repository = open(config, &log)?;
    let kind = if config.json_index {
        Kind::Json
    } else {
        Kind::Yaml
    };
    threads()?.block_on(async {
        repository.load().await?;
        repository.close().await?;
        let document = repository.index().document(kind);
        Ok(document.parts.concat())
    })
}

fn threads() -> Result<Runtime, Error> {
    tokio::runtime::Builder::new_multi_thread()
        .thread_name("addon-server")
        .enable_all()
        .build()
        .map_err(|source| Error::Threads { source })
}

fn open(config: &Config, log: &Arc<Log>) -> Result<Arc<Repository>, Error> {
    let store = Store::open_local(&config.root, config.durable)?;
    let base_url = match &config.chart_url {
        None => "charts/".to_owned(),
        Some(url) => {
            let url = url.strip_suffix('/').unwrap_or(url);
            format!("{url}{}/charts/", config.context_path)
        }
    };
    let settings = Settings {
        base_url,
        context_path: config.context_path.clone(),
        limits: Limits::HELM,
        max_package: config.api.max_upload_size.max(64 << 20),
        max_objects: config.api.max_objects,
        max_versions: config.api.max_versions,
        parallel: match config.index_limit {
            0 => 64,
            limit => limit,
        },
        state_file: config.state_file,
        json_state: config.json_index,
    };
    let log = Arc::clone(log);
    let report = Arc::new(move |event: Event| report(&log, event));
    Ok(Arc::new(Repository::new(store, settings, report)))
}

fn report(log: &Log, event: Event) {
    match event {
        Event::Skipped { file, reason } => {
            log.note(
                Level::Warn,
                &format!("`{file}` is left out of the index: {reason}"),
            );
        }
        Event::Storage { action, reason } => {
            log.note(Level::Error, &format!("cannot {action}: {reason}"));
        }
        Event::Reconciled { listed, removed } => {
            let text = format!("found {listed} new or changed packages, {removed} removed ones");
            log.note(Level::Debug, &text);
        }
    }
}

fn listen(host: &str, port: u16) -> io::Result<TcpListener> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<_> = match host.parse::<IpAddr>() {
        Ok(address) => vec![SocketAddr::new(address, port)],
        Err(_) => (host, port).to_socket_addrs()?.collect(),
    };
    let listener = TcpListener::bind(&addresses[..])?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn bracketed(host: &str) -> String {
    if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]")
    } else {
        host.to_owned()
    }
}

/// Ends connections that never come to the point.
fn limit_headers<E>(builder: &mut hyper_util::server::conn::auto::Builder<E>) {
    const HEADERS: Duration = Duration::from_secs(10);
    let mut http1 = builder.http1();
    http1.timer(TokioTimer::new());
    http1.header_read_timeout(HEADERS);
    builder.http2().timer(TokioTimer::new());
}

/// Loads the index, again and again while the storage does not answer.
async fn load(repository: Arc<Repository>, log: Arc<Log>) {
    let mut pause = Duration::from_millis(500);
    while let Err(error) = repository.load().await {
        log.note(
            Level::Error,
            &format!("cannot load the index: {}", describe(&error)),
        );
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(30));
    }
    log.note(
        Level::Debug,
        &format!("loaded {} packages", repository.index().len()),
    );
}

/// Looks for changes by other hands, and keeps the state file up to date.
async fn upkeep(repository: Arc<Repository>, log: Arc<Log>, interval: Duration) {
    const OFTEN: Duration = Duration::from_secs(1);
    const RARELY: Duration = Duration::from_mins(1);
    repository.loaded().await;
    let watch = async {
        while !interval.is_zero() {
            tokio::time::sleep(interval).await;
            note_failure(&log, "look through the storage", repository.reconcile()).await;
        }
    };
    let save = async {
        let mut pause = OFTEN;
        loop {
            tokio::time::sleep(pause).await;
            let start = Instant::now();
            note_failure(&log, "write the state file", repository.save_state_file()).await;
            // It holds the whole index, which must not take more than a hundredth of the time.
            pause = (start.elapsed() * 100).clamp(OFTEN, RARELY);
        }
    };
    tokio::join!(watch, save);
}

async fn note_failure(
    log: &Log,
    action: &str,
    work: impl Future<Output = Result<(), store::Error>>,
) {
    if let Err(error) = work.await {
        log.note(
            Level::Error,
            &format!("cannot {action}: {}", describe(&error)),
        );
    }
}

impl Running {
    /// Returns the address that the server listens on.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Returns the URL of the server, as a program on this machine reaches it.
    pub fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            let ip = match address.ip() {
                IpAddr::V4(_) => IpAddr::from([127, 0, 0, 1]),
                IpAddr::V6(_) => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
            };
            address.set_ip(ip);
        }
        format!("{}://{address}{}", self.scheme, self.context_path)
    }

    /// Says in the log where the server is.
    pub fn announce(&self) {
        self.log
            .note(Level::Info, &format!("Serving at {}", self.url()));
    }

    /// Finishes open requests, writes down what the next start can use, and ends.
    pub fn stop(mut self) -> Result<(), Error> {
        self.end(self.stop_timeout)
    }

    /// Runs until the process is asked to end, and then stops; a second request ends at once.
    pub fn run_until_signal(mut self) -> Result<(), Error> {
        let Some(runtime) = &self.runtime else {
            return Ok(());
        };
        let server = self.server.as_mut();
        let ended = runtime.block_on(async {
            let server = server.expect("the server runs until it is stopped");
            tokio::select! {
                ended = server => Some(ended),
                () = signal() => None,
            }
        });
        if let Some(ended) = ended {
            self.server = None;
            let source = match ended {
                Ok(Err(error)) => error,
                Ok(Ok(())) => io::Error::other("nobody asked it to"),
                Err(error) => io::Error::other(error),
            };
            return Err(Error::Stopped { source });
        }
        self.log.note(Level::Info, "finishing open requests");
        let handle = self.handle.clone();
        runtime.spawn(async move {
            signal().await;
            handle.shutdown();
        });
        self.end(self.stop_timeout)
    }

    fn end(&mut self, timeout: Duration) -> Result<(), Error> {
        let Some(runtime) = self.runtime.take() else {
            return Ok(());
        };
        self.handle.graceful_shutdown(Some(timeout));
        let server = self.server.take();
        let outcome = runtime.block_on(async {
            let ended = match server {
                Some(server) => server.await.map_err(io::Error::other).flatten(),
                None => Ok(()),
            };
            self.repository.close().await?;
            ended.map_err(|source| Error::Stopped { source })
        });
        runtime.shutdown_timeout(Duration::from_secs(1));
        outcome
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nobody is left to be told.
        self.end(Duration::from_secs(1)).ok();
    }
}

/// Waits until the process is asked to end.
async fn signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
