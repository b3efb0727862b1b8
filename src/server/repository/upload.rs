//! Taking packages and signatures in.

use std::sync::atomic::Ordering;

use bytes::Bytes;

use super::{Event, PACKAGE, Repository, SIGNATURE, Scanned};
use crate::{
    chart, clock,
    server::store::{self, Object},
};

/// What a client sends in one request; each file is in pieces.
#[derive(Debug, Default)]
pub struct Upload {
    /// Packages.
    pub packages: Vec<Vec<Bytes>>,
    /// Signatures.
    pub signatures: Vec<Vec<Bytes>>,
}

/// What happens to an object of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnExisting {
    /// It stays, and the upload is refused.
    Refuse,
    /// It is replaced.
    Replace,
}

/// Why an upload was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The package is no chart.
    #[error(transparent)]
    Chart(#[from] chart::Error),
    /// The signature does not look like one.
    #[error("invalid provenance file")]
    InvalidSignature,
    /// The name or version in the signature cannot be part of a file name.
    #[error("{file} is improperly formatted")]
    BadName {
        /// The name that the object would have.
        file: String,
    },
    /// There is such an object already.
    #[error("file already exists")]
    Exists,
    /// The repository holds as many objects as it may.
    #[error("repo has reached storage limit")]
    StorageLimit,
    /// The storage did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

struct NewPackage {
    file: String,
    content: Vec<Bytes>,
    scanned: Scanned,
}

struct NewSignature {
    file: String,
    content: Vec<Bytes>,
    before: Before,
}

impl Repository {
    /// Takes an upload in; afterwards it is stored and listed, or all is as it was.
    ///
    /// The caller must let this run to its end even when the client has gone, so that what is
    /// stored is also listed.
    pub async fn upload(&self, upload: Upload, existing: OnExisting) -> Result<(), Refusal> {
        let _turn = self.uploads.acquire().await;
        let mut packages: Vec<NewPackage> = Vec::new();
        for content in upload.packages {
            let package = self.inspect(content).await?;
            // Of several files of one name the first counts.
            if packages.iter().all(|known| known.file != package.file) {
                packages.push(package);
            }
        }
        let mut signatures: Vec<NewSignature> = Vec::new();
        for content in upload.signatures {
            let signature = NewSignature::read(content)?;
            if signatures.iter().all(|known| known.file != signature.file) {
                signatures.push(signature);
            }
        }
        let charts: Vec<_> = packages
            .iter()
            .map(|package| (package.scanned.metadata.name.clone(), package.file.clone()))
            .collect();
        {
            let mut stripes: Vec<_> = packages
                .iter()
                .map(|package| &package.file)
                .chain(signatures.iter().map(|signature| &signature.file))
                .map(|file| self.stripe(file))
                .collect();
            // Always in the same order, so that two uploads cannot wait for each other.
            stripes.sort_unstable();
            stripes.dedup();
            let mut guards = Vec::with_capacity(stripes.len());
            for stripe in stripes {
                guards.push(self.locks[stripe].lock().await);
            }
            self.store_all(packages, signatures, existing).await?;
        }
        for (name, file) in charts {
            self.make_room(&name, &file).await;
        }
        Ok(())
    }

    async fn inspect(&self, content: Vec<Bytes>) -> Result<NewPackage, Refusal> {
        let scanned = self.scan(None, clock::now(), content.clone()).await?;
        let file = scanned.metadata.file_name();
        if !is_plain(&file) {
            return Err(Refusal::BadName { file });
        }
        Ok(NewPackage {
            file,
            content,
            scanned,
        })
    }

    async fn store_all(
        &self,
        packages: Vec<NewPackage>,
        mut signatures: Vec<NewSignature>,
        existing: OnExisting,
    ) -> Result<(), Refusal> {
        let mut new = 0;
        for signature in &mut signatures {
            signature.before = match self.store.head(&signature.file).await {
                Ok(_) => Before::Present,
                Err(store::Error::NotFound) => Before::Absent,
                Err(error) => return Err(error.into()),
            };
            match signature.before {
                Before::Absent => new += 1,
                Before::Present if existing == OnExisting::Refuse => return Err(Refusal::Exists),
                Before::Present => {}
            }
        }
        for package in &packages {
            match self.index.get(&package.file) {
                None => new += 1,
                Some(known)
                    if existing == OnExisting::Refuse || !package.is_same_version(&known) =>
                {
                    return Err(Refusal::Exists);
                }
                Some(_) => {}
            }
        }
        self.reserve(new)?;
        let outcome = self.store_reserved(packages, signatures, existing).await;
        if outcome.is_err() {
            self.forget(new);
        }
        outcome
    }

    async fn store_reserved(
        &self,
        packages: Vec<NewPackage>,
        signatures: Vec<NewSignature>,
        existing: OnExisting,
    ) -> Result<(), Refusal> {
        let mut stored = Vec::with_capacity(packages.len());
        let mut signed = Vec::with_capacity(signatures.len());
        let outcome = async {
            for package in &packages {
                stored.push(self.store_package(package, existing).await?);
            }
            for signature in &signatures {
                self.store_signature(signature).await?;
                signed.push(signature);
            }
            Ok(())
        }
        .await;
        if outcome.is_err() {
            for signature in signed {
                if signature.before == Before::Absent {
                    // It lies beside no package, which harms nobody if this fails as well.
                    self.store.delete(&signature.file).await.ok();
                }
            }
            for (package, (object, before)) in packages.iter().zip(&stored) {
                self.undo(package, object, *before).await;
            }
            return outcome;
        }
        for (package, (object, _)) in packages.iter().zip(&stored) {
            self.list(object, &package.scanned);
        }
        Ok(())
    }

    async fn store_signature(&self, signature: &NewSignature) -> Result<(), Refusal> {
        let (file, content) = (&signature.file, &signature.content);
        let outcome = match signature.before {
            Before::Present => self.store.replace(file, content).await,
            Before::Absent => self.store.create(file, content).await,
        };
        match outcome {
            Ok(_) => Ok(()),
            Err(store::Error::Exists) => Err(Refusal::Exists),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the object of a package, and says whether one was there before.
    async fn store_package(
        &self,
        package: &NewPackage,
        existing: OnExisting,
    ) -> Result<(Object, Before), Refusal> {
        let (file, content) = (&package.file, &package.content);
        // Creating first tells a new package from a replaced one, whatever the index knows.
        let error = match self.store.create(file, content).await {
            Ok(object) => return Ok((object, Before::Absent)),
            Err(store::Error::Exists) if existing == OnExisting::Replace => {
                match self.store.replace(file, content).await {
                    Ok(object) => return Ok((object, Before::Present)),
                    Err(error) => error,
                }
            }
            Err(error) => error,
        };
        // The object may be there all the same: put by another hand, by a run that was killed
        // before it listed it, or by this very call, whose answer was lost.
        self.check_locked(file).await.ok();
        Err(match error {
            store::Error::Exists => Refusal::Exists,
            error => error.into(),
        })
    }

    /// Takes back a package when another file of the same upload could not be stored.
    async fn undo(&self, package: &NewPackage, object: &Object, before: Before) {
        if before == Before::Absent && self.store.delete(&package.file).await.is_ok() {
            return;
        }
        // It stays, or it has gone and only the answer was lost.
        if self.check_locked(&package.file).await.is_err() {
            self.list(object, &package.scanned);
        }
    }

    /// Counts objects that are about to be written.
    fn reserve(&self, new: u64) -> Result<(), Refusal> {
        let limit = match self.settings.max_objects {
            0 => u64::MAX,
            limit => limit,
        };
        let add = |count: u64| {
            let sum = count.saturating_add(new);
            (new == 0 || sum <= limit).then_some(sum)
        };
        self.objects
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, add)
            .map(|_| ())
            .map_err(|_| Refusal::StorageLimit)
    }

    /// Removes the oldest versions of a chart that has too many, but never the new one.
    async fn make_room(&self, name: &str, new: &str) {
        let limit = self.settings.max_versions;
        if limit == 0 {
            return;
        }
        loop {
            let versions = self.index.chart(name);
            let entries = versions.as_ref().map_or(&[][..], |chart| chart.entries());
            let others = entries.iter().filter(|entry| entry.file != new);
            let oldest = others.min_by_key(|entry| entry.created);
            let Some(oldest) = oldest.filter(|_| entries.len() > limit) else {
                break;
            };
            match self.delete(&oldest.file).await {
                Ok(()) | Err(store::Error::NotFound) => {}
                Err(error) => {
                    let action = "remove the oldest version of a chart";
                    let reason = super::describe(&error);
                    (self.report)(Event::Storage { action, reason });
                    break;
                }
            }
        }
    }
}

/// Whether there was an object before it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Absent,
    Present,
}

impl NewPackage {
    /// Says whether the package is another state of what is listed under its file name, rather than
    /// another chart: `foo` 1-2.0.0 and `foo-1` 2.0.0 have one file name.
    fn is_same_version(&self, known: &crate::server::index::Entry) -> bool {
        let metadata = &self.scanned.metadata;
        known.name == metadata.name && known.version.as_str() == metadata.version
    }
}

impl NewSignature {
    fn read(content: Vec<Bytes>) -> Result<Self, Refusal> {
        let text = content.concat();
        let text = std::str::from_utf8(&text).map_err(|_| Refusal::InvalidSignature)?;
        if !text.starts_with("-----BEGIN PGP SIGNED MESSAGE-----") {
            return Err(Refusal::InvalidSignature);
        }
        let field = |key: &str| {
            let value = text.lines().find_map(|line| line.strip_prefix(key))?.trim();
            let value = value.trim_matches(['"', '\'']);
            (!value.is_empty()).then_some(value)
        };
        let (Some(name), Some(version)) = (field("name: "), field("version: ")) else {
            return Err(Refusal::InvalidSignature);
        };
        let file = format!("{name}-{version}{SIGNATURE}");
        let is_odd = [name, version]
            .iter()
            .any(|part| part.contains(['/', '\\']));
        if is_odd || !is_plain(&file) {
            return Err(Refusal::BadName { file });
        }
        Ok(Self {
            file,
            content,
            before: Before::Absent,
        })
    }
}

/// Says whether a name can be an object of the folder, on every kind of storage.
fn is_plain(file: &str) -> bool {
    let stem = file.split(PACKAGE).next().unwrap_or(file);
    !stem.is_empty()
        && file.len() <= 250
        && !file.contains(['/', '\\'])
        && !file.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        NewSignature::read(vec![text.to_owned().into()])
            .map(|signature| signature.file)
            .map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn signatures_name_their_package() {
        let head = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n";
        let name = |name: &str| name.to_owned();
        assert_eq!(
            read(&format!("{head}name: a\nversion: 1.0.0\n...\n")),
            Ok(name("a-1.0.0.tgz.prov"))
        );
        assert_eq!(
            read(&format!("{head}name: a\r\nversion: \"1.0\"\r\n  name: b\n")),
            Ok(name("a-1.0.tgz.prov"))
        );
        let invalid = Err(name("invalid provenance file"));
        assert_eq!(read("name: a\nversion: 1"), invalid);
        assert_eq!(read(&format!("{head}name: a\n")), invalid);
        assert_eq!(
            read(&format!("{head}name: ../a\nversion: 1\n")),
            Err(name("../a-1.tgz.prov is improperly formatted"))
        );
    }
}
