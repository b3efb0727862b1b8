//! Reading packages to learn what they are.

use std::io::{self, Read};

use bytes::{Buf as _, Bytes};
use jiff::Timestamp;

use super::Repository;
use crate::{
    archive,
    chart::{Chart, ChartYaml},
    digest::Hasher,
    server::{
        index::Texts,
        store::{self, Object},
    },
};

/// What the index needs to know of a package.
#[derive(Clone, Debug)]
pub struct Scanned {
    /// What the chart says about itself.
    pub metadata: ChartYaml,
    /// When it came.
    pub created: Timestamp,
    /// What the index says of it.
    pub texts: Texts,
}

/// A package that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The storage failed, or the object is gone.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// It is no chart.
    #[error(transparent)]
    Chart(#[from] crate::chart::Error),
}

impl Repository {
    /// Reads a package in pieces, which is called `file` or as its content asks for.
    ///
    /// The texts of its entry are made here as well: all that takes long is done on few threads
    /// beside those that answer requests.
    pub(super) async fn scan(
        &self,
        file: Option<String>,
        created: Timestamp,
        parts: Vec<Bytes>,
    ) -> Result<Scanned, crate::chart::Error> {
        let limits = self.settings.limits;
        let base_url = self.settings.base_url.clone();
        self.compute(move || {
            let mut hasher = Hasher::default();
            for part in &parts {
                hasher.update(part);
            }
            let entries = archive::unpack(Pieces::new(parts), &limits)?;
            let chart = Chart::from_entries(entries, &limits)?;
            let metadata = chart.metadata;
            let file = file.unwrap_or_else(|| metadata.file_name());
            let texts = Texts::new(&file, &metadata, hasher.finish(), created, &base_url)
                .expect("the metadata passed the validation");
            Ok(Scanned {
                metadata,
                created,
                texts,
            })
        })
        .await
    }

    /// Reads a package that is in the store.
    pub(super) async fn scan_object(&self, file: &str) -> Result<(Object, Scanned), Error> {
        let (object, content) = self.store.read(file, self.settings.max_package).await?;
        let name = Some(object.name.clone());
        let scanned = self.scan(name, object.modified, vec![content]).await?;
        Ok((object, scanned))
    }

    /// Reads the whole chart of a package that is in the store.
    pub(super) async fn scan_whole(&self, file: &str) -> Result<Chart, Error> {
        let (_, content) = self.store.read(file, self.settings.max_package).await?;
        let limits = self.settings.limits;
        let chart = self.compute(move || Chart::from_archive(&content, &limits));
        Ok(chart.await?)
    }

    /// Computes beside the network, on few threads at once: each may hold a whole unpacked chart in
    /// memory.
    async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let permit = self.scans.acquire().await;
        let done = tokio::task::spawn_blocking(work).await;
        drop(permit);
        done.expect("reading archives does not fail")
    }
}

/// Reads pieces as one stream, without joining them.
struct Pieces(std::vec::IntoIter<Bytes>, Bytes);

impl Pieces {
    fn new(pieces: Vec<Bytes>) -> Self {
        Self(pieces.into_iter(), Bytes::new())
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.1.is_empty() {
            match self.0.next() {
                Some(next) => self.1 = next,
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.1.len());
        self.1.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}
