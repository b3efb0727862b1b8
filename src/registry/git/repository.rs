//! One repository: where it is, what is known of it, and how to get at one of its commits.

use std::{
    path::{Path, PathBuf},
    sync::Mutex,
};

use git2::{Indexer, Oid};

use super::{
    cache::{Cache, Fetch, Generation, State},
    fault::Fault,
    http::HttpRemote,
    local,
    mirror::Mirrors,
    references::{Found, References},
    ssh::SshRemote,
    tree::Snapshot,
    upload_pack,
    url::{Location, Place, Remote},
};
use crate::{
    net::{Auth, Settings, TlsFiles},
    registry::folders::join,
    secret::Secret,
};

/// How to reach a repository.
#[derive(Clone, Debug, Default)]
pub(super) struct Access {
    pub http: Settings,
    pub tls: TlsFiles,
    pub token: Secret,
    pub allow_clear_text_token: bool,
    pub mirrors: Mirrors,
    /// Shell command in the place of `ssh`.
    pub ssh_command: Option<String>,
}

/// A commit that is here, and the folder of it that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Current {
    pub commit: Oid,
    pub folder: String,
    objects: Objects,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Objects {
    Local(PathBuf),
    Cached(Box<State>),
}

/// A repository as a registry's entry describes it.
#[derive(Debug)]
pub(super) struct Source {
    remote: Remote,
    place: Place,
    auth: Auth,
    access: Access,
    cache: Cache,
    /// Removed at the end when there is no folder to keep things in.
    _temporary: Option<tempfile::TempDir>,
    current: Mutex<Option<Current>>,
}

impl Source {
    /// Settles how to reach `location`; nothing is asked yet.
    pub(super) fn new(
        location: Location,
        access: Access,
        cache: Option<&Path>,
    ) -> Result<Self, Fault> {
        let (location, auth) = settle(location, &access)?;
        let temporary = match cache {
            Some(_) => None,
            None => Some(tempfile::tempdir().map_err(|error| {
                Fault::Setup(format!(
                    "there is no cache folder and no place for one: {error}"
                ))
            })?),
        };
        let root = cache
            .or(temporary.as_ref().map(tempfile::TempDir::path))
            .unwrap_or(Path::new("."));
        let user = match &auth {
            Auth::Basic { username, .. } => username.as_str(),
            _ => "",
        };
        let cache = Cache::new(root, &location.remote, &location.place, user);
        Ok(Self {
            remote: location.remote,
            place: location.place,
            auth,
            access,
            cache,
            _temporary: temporary,
            current: Mutex::new(None),
        })
    }

    /// Calls `read` with the files of the reference as it is now.
    ///
    /// When objects turn out to be missing or damaged, they are fetched anew, once.
    pub(super) fn read<T>(
        &self,
        read: impl Fn(&Snapshot<'_>, &Current) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let current = self.current()?;
        let attempt = |current: &Current| {
            let repository = match &current.objects {
                Objects::Local(path) => local::open(path)?,
                Objects::Cached(state) => self.cache.open(state)?,
            };
            read(&Snapshot::new(&repository, current.commit)?, current)
        };
        match (attempt(&current), &current.objects) {
            (Err(Fault::Damaged(error)), Objects::Cached(damaged)) => {
                if self.access.http.offline {
                    let reason = error.message();
                    return Err(Fault::Unusable(format!(
                        "the copy in the cache is damaged: {reason}"
                    )));
                }
                attempt(&self.replace(damaged)?)
            }
            (result, _) => result,
        }
    }

    /// Returns the commit that the reference points to; the other side is asked once.
    fn current(&self) -> Result<Current, Fault> {
        let mut known = self
            .current
            .lock()
            .expect("nothing panics while it is locked");
        if let Some(current) = &*known {
            return Ok(current.clone());
        }
        let current = match &self.remote {
            Remote::Local(path) => self.look(path)?,
            _ => self.refresh(None)?,
        };
        Ok(known.insert(current).clone())
    }

    fn look(&self, path: &Path) -> Result<Current, Fault> {
        let local::Opened { repository, prefix } = local::discover(path)?;
        let found = local::references(&repository)?.find(&self.place)?;
        let commit = repository
            .find_object(found.id, None)?
            .peel_to_commit()?
            .id();
        let objects = Objects::Local(repository.path().to_path_buf());
        Ok(Current {
            commit,
            folder: join_folders(&prefix, &found.folder),
            objects,
        })
    }

    /// Fetches what is in the cache but cannot be read.
    fn replace(&self, damaged: &State) -> Result<Current, Fault> {
        let mut known = self
            .current
            .lock()
            .expect("nothing panics while it is locked");
        let current = self.refresh(Some(damaged))?;
        Ok(known.insert(current).clone())
    }

    /// Asks for the reference, and for its objects unless they are here.
    fn refresh(&self, damaged: Option<&State>) -> Result<Current, Fault> {
        let usable = || self.cache.state().filter(|state| Some(state) != damaged);
        let cached = usable();
        if self.access.http.offline {
            return cached
                .map(|state| self.cached(state))
                .ok_or(Fault::NotCached);
        }
        if let Place::Named { reference, .. } = &self.place
            && let Some(state) = cached.clone().filter(|state| state.id == *reference)
        {
            // A commit never changes.
            return Ok(self.cached(state));
        }
        let result = self.connect().and_then(|mut connection| {
            let references = connection.references()?;
            self.update(&mut connection, &references, usable)
        });
        match result {
            Err(fault) if fault.is_network() => match cached {
                Some(state) => Err(Fault::OnlyCached {
                    fetched: state.fetched.strftime("%Y-%m-%d %H:%M UTC").to_string(),
                    source: Box::new(fault),
                }),
                None => Err(fault),
            },
            result => result,
        }
    }

    fn update(
        &self,
        connection: &mut Connection,
        references: &References,
        usable: impl Fn() -> Option<State>,
    ) -> Result<Current, Fault> {
        if references.list.is_empty() {
            return Err(Fault::Unusable("the repository is empty".into()));
        }
        let found = references.find(&self.place)?;
        let same = |state: &State| state.id == found.id.to_string();
        if let Some(state) = usable().filter(same) {
            return Ok(self.cached(state));
        }
        let _lock = self.cache.lock()?;
        // Another process may have fetched it while this one waited.
        let cached = usable();
        if let Some(state) = cached.clone().filter(same) {
            return Ok(self.cached(state));
        }
        let resumed = cached.and_then(|state| {
            let have = Oid::from_str(&state.commit).ok()?;
            Some((self.cache.resume(&state)?, have))
        });
        let state = match resumed {
            Some((generation, have)) => {
                self.fetch(connection, references, &found, &generation, Some(have))?
            }
            None => self.fetch(connection, references, &found, &self.cache.begin()?, None)?,
        };
        Ok(self.cached(state))
    }

    fn fetch(
        &self,
        connection: &mut Connection,
        references: &References,
        found: &Found,
        generation: &Generation,
        have: Option<Oid>,
    ) -> Result<State, Fault> {
        let unusable = |error: std::io::Error| Fault::Unusable(error.to_string());
        let message = upload_pack::request(references, found.id, have).map_err(unusable)?;
        connection.fetch(message, &generation.packs())?;
        let repository = generation.open()?;
        let commit = repository
            .find_object(found.id, None)
            .and_then(|object| object.peel_to_commit())
            .map_err(|error| Fault::Unusable(format!("it sent no commit: {}", error.message())))?;
        // With the reference inside the folder's text, the cache must remember where it ended.
        let fetch = Fetch {
            remote: self.remote.to_string(),
            reference: found.name.clone(),
            id: found.id,
            commit: commit.id(),
            folder: found.folder.clone(),
        };
        self.cache.commit(generation, fetch)
    }

    fn cached(&self, state: State) -> Current {
        let folder = match &self.place {
            // Caches are shared by registries that differ in the folder only.
            Place::Default { folder } | Place::Named { folder, .. } => folder.clone(),
            Place::Joined { .. } => state.folder.clone(),
        };
        let commit = Oid::from_str(&state.commit).expect("the cache checks ids");
        Current {
            commit,
            folder,
            objects: Objects::Cached(Box::new(state)),
        }
    }

    fn connect(&self) -> Result<Connection, Fault> {
        let Access {
            http,
            tls,
            ssh_command,
            ..
        } = &self.access;
        match &self.remote {
            Remote::Http(url) => {
                let remote = HttpRemote::new(http.clone(), tls.clone(), url.clone(), &self.auth)?;
                Ok(Connection::Http(Box::new(remote), None))
            }
            Remote::Ssh(target) => {
                let remote = SshRemote::open(target, ssh_command.as_deref(), http.timeout)?;
                Ok(Connection::Ssh(remote))
            }
            Remote::Local(_) => unreachable!("local repositories are opened in place"),
        }
    }
}

/// A conversation with a server.
enum Connection {
    /// With the address that answered.
    Http(Box<HttpRemote>, Option<url::Url>),
    Ssh(SshRemote),
}

impl Connection {
    fn references(&mut self) -> Result<References, Fault> {
        match self {
            Self::Http(remote, base) => {
                let (references, answered) = remote.references()?;
                *base = Some(answered);
                Ok(references)
            }
            Self::Ssh(remote) => remote.references(),
        }
    }

    /// Sends `message` and keeps the pack that comes back.
    fn fetch(&mut self, message: Vec<u8>, packs: &Path) -> Result<(), Fault> {
        let index = || Indexer::new(None, packs, 0o444, false);
        let mut indexer = index()?;
        match self {
            Self::Http(remote, base) => {
                let base = base.as_ref().expect("the references come first");
                remote.upload_pack(base, message, |input| {
                    indexer = index().map_err(std::io::Error::other)?;
                    upload_pack::receive(input, &mut indexer)
                })?;
            }
            Self::Ssh(remote) => {
                remote.upload_pack(&message, |input| upload_pack::receive(input, &mut indexer))?;
            }
        }
        indexer.commit().map_err(|error| {
            Fault::Unusable(format!("its pack is damaged: {}", error.message()))
        })?;
        Ok(())
    }
}

/// Applies mirrors, and decides who is told the token.
fn settle(location: Location, access: &Access) -> Result<(Location, Auth), Fault> {
    let mirrored = access.mirrors.apply(&location.remote.to_string());
    if let Some(address) = mirrored {
        let mirror = super::url::parse_remote(&address).map_err(|problem| {
            Fault::Setup(format!("its mirror `{address}` cannot be used: {problem}"))
        })?;
        // The token is the forge's, and none of the mirror's business.
        let auth = basic(mirror.credentials);
        return Ok((
            Location {
                remote: mirror.remote,
                ..location
            },
            auth,
        ));
    }
    let Remote::Http(url) = &location.remote else {
        return Ok((location, Auth::None));
    };
    let auth = match (&location.credentials, access.token.is_empty()) {
        (credentials, true) => basic(credentials.clone()),
        (credentials, false) => {
            let user = credentials.as_ref().map(|(user, _)| user.as_str());
            let (user, token) = match access.token.expose().split_once(':') {
                Some((user, token)) => (user, token),
                None => (
                    user.unwrap_or(location.forge.token_user()),
                    access.token.expose(),
                ),
            };
            Auth::Basic {
                username: user.to_owned(),
                password: Secret::new(token),
            }
        }
    };
    // Whoever writes a password into an http address has seen both.
    if url.scheme() == "http"
        && !access.token.is_empty()
        && !access.allow_clear_text_token
        && !is_loopback(url)
    {
        return Err(Fault::Setup(
            "its token would travel unencrypted; use https, or allow it with --allow-clear-text-token"
                .into(),
        ));
    }
    Ok((location, auth))
}

fn basic(credentials: Option<(String, Secret)>) -> Auth {
    match credentials {
        Some((username, password)) => Auth::Basic { username, password },
        None => Auth::None,
    }
}

fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn join_folders(one: &str, other: &str) -> String {
    if other.is_empty() {
        one.to_owned()
    } else {
        join(one, other)
    }
}
