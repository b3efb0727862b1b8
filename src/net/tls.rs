//! Certificates and keys from files.

use std::path::PathBuf;

use reqwest::{Certificate, Identity, blocking::ClientBuilder};

use super::Error;
use crate::fs_ext;

const MAX_SIZE: u64 = 4 << 20;

/// How to trust a server and to identify to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsFiles {
    /// PEM certificates to trust besides those of the system.
    pub ca: Option<PathBuf>,
    /// The PEM certificate to identify with.
    pub certificate: Option<PathBuf>,
    /// The PEM key that belongs to the certificate.
    pub key: Option<PathBuf>,
    /// Whether any certificate of the server is accepted.
    pub insecure: bool,
}

impl TlsFiles {
    /// Sets up `builder` accordingly.
    pub(super) fn apply(&self, mut builder: ClientBuilder) -> Result<ClientBuilder, Error> {
        if let Some(path) = &self.ca {
            let what = "file of authorities";
            let unusable = |problem: String| Error::TlsFile {
                what,
                path: path.clone(),
                problem,
            };
            let certificates = Certificate::from_pem_bundle(&read(what, path)?)
                .map_err(|error| unusable(error.to_string()))?;
            if certificates.is_empty() {
                return Err(unusable("it holds no PEM certificate".into()));
            }
            builder = builder.tls_certs_merge(certificates);
        }
        match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => {
                let what = "client certificate";
                let mut pem = read("client key", key)?;
                pem.push(b'\n');
                pem.extend(read(what, certificate)?);
                let identity = Identity::from_pem(&pem).map_err(|_| Error::TlsFile {
                    what,
                    path: certificate.clone(),
                    problem: format!(
                        "it and `{}` are not a PEM certificate and its key",
                        key.display()
                    ),
                })?;
                builder = builder.identity(identity);
            }
            (Some(path), None) | (None, Some(path)) => {
                return Err(Error::TlsFile {
                    what: "client certificate",
                    path: path.clone(),
                    problem: "a certificate and a key are needed, not one alone".into(),
                });
            }
            (None, None) => {}
        }
        Ok(builder.tls_danger_accept_invalid_certs(self.insecure))
    }
}

fn read(what: &'static str, path: &std::path::Path) -> Result<Vec<u8>, Error> {
    fs_ext::read(path, MAX_SIZE).map_err(|source| Error::UnreadableTlsFile { what, source })
}

/// Chooses the cryptography of the whole process; later calls change nothing.
pub(crate) fn install_provider() {
    // An error says that it is installed already, which is what is wanted.
    let _installed = rustls::crypto::ring::default_provider().install_default();
}
