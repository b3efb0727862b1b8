//! Finding what can be pushed, and saying of everything else why it cannot.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Known,
    candidate::{Candidate, Origin},
    record::{Kind, Record},
};
use crate::{
    addon::{Metadata, layout},
    chart::{self, ChartYaml},
    exit::ExitCode,
    fs_ext::{self, FileKind},
    ops::{load, package},
    registry::{self, Content, Listing, Locator, Registry, Release},
};

/// How deep folders are looked into.
const DEEPEST: usize = 24;
/// The largest metadata.yaml or Chart.yaml that is read to learn a name.
const MAX_METADATA: u64 = 5 << 20;

/// Everything that the sources hold.
#[derive(Debug, Default)]
pub struct Survey {
    /// What can be pushed, in the order of the sources.
    pub candidates: Vec<Candidate>,
    /// What is left out or cannot be read.
    pub records: Vec<Record>,
    /// Name and version of everything that was found, before anything was left out.
    pub known: Known,
    /// Whether something could not be read, so that `known` may lack it.
    pub incomplete: bool,
    seen: HashSet<PathBuf>,
}

impl Survey {
    /// Adds one release of `registry`.
    pub fn add_release(&mut self, registry: &Arc<dyn Registry>, release: Release) {
        let is_tree = matches!(release.locator, Locator::Git { .. } | Locator::Objects(_));
        self.add(Candidate {
            source: format!("{}/{}@{}", registry.name(), release.name, release.version),
            name: release.name.to_string(),
            version: release.version.clone(),
            kind: match (release.content, is_tree) {
                (Content::Chart, _) => Kind::Chart,
                (Content::Addon, true) => Kind::Addon,
                (Content::Addon, false) => Kind::AddonPackage,
            },
            digest: release.digest,
            origin: Origin::Release(Arc::clone(registry), Box::new(release)),
            edits: Vec::new(),
            rename: None,
        });
    }

    /// Adds what lies at `path` and below it; says whether there was anything, now or in a source
    /// before.
    pub fn add_path(&mut self, path: &Path) -> bool {
        let is_file = fs_ext::kind(path).is_ok_and(|kind| kind == FileKind::File);
        if is_file {
            self.add_file(path, true)
        } else {
            self.add_folder(path, 0)
        }
    }

    /// Adds everything that `registry` offers; says whether there was anything.
    pub fn add_registry(&mut self, registry: &Arc<dyn Registry>) -> registry::Result<bool> {
        let Listing {
            offerings,
            problems,
        } = registry.list()?;
        let is_empty = offerings.is_empty();
        for problem in problems {
            let source = format!("{}/{}", registry.name(), problem.subject);
            self.fail(Kind::Other, source, ExitCode::Invalid, problem.message);
        }
        for release in offerings.iter().flat_map(|it| &*it.releases) {
            self.add_release(registry, release.clone());
        }
        Ok(!is_empty)
    }

    /// Adds that a whole source could not be read.
    pub fn add_failure(&mut self, record: Record) {
        self.incomplete = true;
        self.records.push(record);
    }

    /// Returns how many entries could not be read.
    pub fn failures(&self) -> usize {
        let failed = self.records.iter().filter(|it| it.status.is_failure());
        failed.count()
    }

    fn add(&mut self, candidate: Candidate) {
        let key = (candidate.name.clone(), candidate.version.clone());
        self.known.insert(key);
        self.candidates.push(candidate);
    }

    fn skip(&mut self, path: &Path, reason: &str) {
        let record = Record::skipped(path.display().to_string(), reason);
        self.records.push(record);
    }

    fn fail(&mut self, kind: Kind, source: String, code: ExitCode, reason: String) {
        self.incomplete = true;
        let mut record = Record::skipped(source, "").failed(code, reason);
        record.kind = kind;
        self.records.push(record);
    }

    fn fail_at(&mut self, path: &Path, error: &fs_ext::Error) {
        use crate::hint::Hint as _;
        let reason = format!("{error}: {}", error.source);
        let source = path.display().to_string();
        self.fail(Kind::Other, source, error.exit_code(), reason);
    }

    /// Says whether anything was found in the folder.
    fn add_folder(&mut self, path: &Path, depth: usize) -> bool {
        match fs_ext::canonicalize(path) {
            Ok(real) => {
                if !self.seen.insert(real) {
                    self.skip(path, "it leads to a folder that was looked into already");
                    return true;
                }
            }
            Err(error) => {
                self.fail_at(path, &error);
                return true;
            }
        }
        if path.join(layout::METADATA).is_file() {
            self.add_addon(path);
            return true;
        }
        if path.join("Chart.yaml").is_file() {
            self.add_chart(path);
            return true;
        }
        if depth > DEEPEST {
            self.skip(path, "it lies too deep");
            return false;
        }
        let names = match fs_ext::list_folder(path) {
            Ok(names) => names,
            Err(error) => {
                self.fail_at(path, &error);
                return true;
            }
        };
        let mark = self.records.len();
        let mut found = false;
        for name in names {
            let path = path.join(&name);
            if name.to_string_lossy().starts_with('.') {
                self.skip(&path, "it is hidden");
                continue;
            }
            found |= match fs_ext::kind(&path) {
                Ok(FileKind::Folder) => self.add_folder(&path, depth + 1),
                Ok(FileKind::File) => self.add_file(&path, false),
                Ok(_) => {
                    self.skip(&path, "it is neither a file nor a folder");
                    false
                }
                Err(error) => {
                    self.fail_at(&path, &error);
                    true
                }
            };
        }
        if !found {
            // One sentence for the folder says more than one for each file in it.
            self.records.truncate(mark);
            self.skip(path, "it holds no addon, no chart and no package");
        }
        found
    }

    fn add_addon(&mut self, path: &Path) {
        let text = match fs_ext::read_to_string(&path.join(layout::METADATA), MAX_METADATA) {
            Ok(text) => text,
            Err(error) => return self.fail_at(path, &error),
        };
        match Metadata::parse(&text) {
            Ok(metadata) => self.add(Candidate {
                source: path.display().to_string(),
                name: metadata.name,
                version: metadata.version,
                kind: Kind::Addon,
                origin: Origin::Path(path.to_path_buf()),
                digest: None,
                edits: Vec::new(),
                rename: None,
            }),
            // Packing says best what is wrong, and where.
            Err(error) => {
                let reason = match package::pack(path, &package::Options::default()) {
                    Err(error) => error.to_string(),
                    Ok(_) => error.to_string(),
                };
                let source = path.display().to_string();
                self.fail(Kind::Addon, source, ExitCode::Invalid, reason);
            }
        }
    }

    fn add_chart(&mut self, path: &Path) {
        let content = match fs_ext::read(&path.join("Chart.yaml"), MAX_METADATA) {
            Ok(content) => content,
            Err(error) => return self.fail_at(path, &error),
        };
        let chart = ChartYaml::parse(&content).and_then(|mut chart| {
            if chart.api_version.is_empty() {
                "v1".clone_into(&mut chart.api_version);
            }
            chart.validate().map(|()| chart)
        });
        match chart {
            Ok(chart) => {
                let is_addon = chart.annotations.contains_key(chart::index::ADDON_NAME);
                self.add(Candidate {
                    source: path.display().to_string(),
                    name: chart.name,
                    version: chart.version,
                    kind: if is_addon { Kind::Addon } else { Kind::Chart },
                    origin: Origin::Path(path.to_path_buf()),
                    digest: None,
                    edits: Vec::new(),
                    rename: None,
                });
            }
            Err(error) => {
                let source = path.display().to_string();
                self.fail(Kind::Chart, source, ExitCode::Invalid, error.to_string());
            }
        }
    }

    /// Says whether the file is a package; one that the user named must be.
    fn add_file(&mut self, path: &Path, named: bool) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let looks_packed = name.ends_with(".tgz") || name.ends_with(".tar.gz");
        if !looks_packed && !named {
            let reason = match &*name {
                "index.yaml" => "an index, which registries write themselves",
                name if name.ends_with(".tgz.prov") => "a signature, which is not sent",
                _ => "it is no package",
            };
            self.skip(path, reason);
            return false;
        }
        let shown = path.display().to_string();
        match load::load(path, &package::Options::default()) {
            Ok(item) => {
                let metadata = &item.package.metadata;
                self.add(Candidate {
                    source: shown,
                    name: metadata.name.clone(),
                    version: metadata.version.clone(),
                    kind: match item.content {
                        Content::Addon => Kind::AddonPackage,
                        Content::Chart => Kind::Chart,
                    },
                    origin: Origin::Path(path.to_path_buf()),
                    digest: Some(item.package.digest),
                    edits: Vec::new(),
                    rename: None,
                });
                true
            }
            Err(load::Error::Chart {
                source: chart::Error::NoChartYaml,
                ..
            }) if !named => {
                self.skip(path, "an archive that holds no chart");
                false
            }
            Err(error) => {
                self.incomplete = true;
                let record = Record::skipped(shown, "").failed_with(&error);
                self.records.push(record);
                true
            }
        }
    }
}

impl Survey {
    /// Removes what has the same name and version as an entry before it, which counts.
    ///
    /// The same content twice is no fault; other content is.
    pub fn settle_doubles(&mut self, packing: &package::Options) {
        let mut first: std::collections::HashMap<(String, String), usize> =
            std::collections::HashMap::new();
        let mut kept: Vec<Candidate> = Vec::with_capacity(self.candidates.len());
        for candidate in std::mem::take(&mut self.candidates) {
            let key = (candidate.name.clone(), candidate.version.clone());
            let Some(at) = first.get(&key) else {
                first.insert(key, kept.len());
                kept.push(candidate);
                continue;
            };
            let other = &kept[*at];
            let bytes = |it: &Candidate| it.package(packing).ok().map(|(package, _)| package.bytes);
            let same = match (bytes(other), bytes(&candidate)) {
                (Some(one), Some(other)) => one == other || load::same_content(&one, &other),
                _ => false,
            };
            let mut record = candidate.record(super::Status::Skipped);
            if same {
                record.reason = format!("the same comes from {}", other.source);
            } else {
                let reason = format!(
                    "{} has other content under the same name and version",
                    other.source
                );
                record = record.failed(ExitCode::Exists, reason);
                record.hint =
                    "raise one of the two versions, or leave one out with --exclude".into();
            }
            self.records.push(record);
        }
        self.candidates = kept;
    }
}
