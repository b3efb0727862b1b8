//! Certificates.

use std::{path::Path, sync::Arc};

use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};

use super::config::Tls;
use crate::{exit::ExitCode, fs_ext, hint::Hint};

/// Certificates that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error("cannot read the certificates")]
    Disk {
        /// What the system refused.
        #[from]
        source: fs_ext::Error,
    },
    /// A file is not what it should be.
    #[error("`{path}` holds no {what} in PEM form")]
    BadFile {
        /// The file.
        path: String,
        /// What it should hold.
        what: &'static str,
    },
    /// Certificate and key, or the authorities, do not work.
    #[error("cannot use the certificates")]
    Unusable {
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Disk { source } => source.hint(),
            Self::BadFile { .. } | Self::Unusable { .. } => {
                Some("check that --tls-cert and --tls-key belong together".into())
            }
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Disk { source } => source.exit_code(),
            Self::BadFile { .. } | Self::Unusable { .. } => ExitCode::Invalid,
        }
    }
}

/// Reads the files of a TLS server.
pub(crate) fn server_config(tls: &Tls) -> Result<Arc<ServerConfig>, Error> {
    let unusable = |source: Box<dyn std::error::Error + Send + Sync>| Error::Unusable { source };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(error.into()))?;
    let builder = match &tls.client_authority {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates(path)? {
                roots
                    .add(certificate)
                    .map_err(|error| unusable(error.into()))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            let verifier = verifier.build().map_err(|error| unusable(error.into()))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::from_pem_slice(&read(&tls.key)?)
        .map_err(|_| bad_file(&tls.key, "private key"))?;
    let mut config = builder
        .with_single_cert(certificates(&tls.certificate)?, key)
        .map_err(|error| unusable(error.into()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let text = read(path)?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(bad_file(path, "certificate")),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    Ok(fs_ext::read(path, 1 << 20)?)
}

fn bad_file(path: &Path, what: &'static str) -> Error {
    let path = path.display().to_string();
    Error::BadFile { path, what }
}
