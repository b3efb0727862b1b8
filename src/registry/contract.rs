//! What every backend promises, as checks that each of them runs.

use super::{Error, Fetched, OnExisting, Registry};
use crate::{
    addon::{AddonName, layout::METADATA},
    chart::Package,
    ops::package,
};

/// Checks a registry that offers exactly `expected`, as names and newest versions, sorted.
#[track_caller]
pub(crate) fn check(registry: &dyn Registry, expected: &[(&str, &str)]) {
    let listing = registry.list().expect("a listing");
    let found: Vec<_> = listing
        .offerings
        .iter()
        .map(|offering| {
            (
                offering.name.as_str(),
                offering.releases[0].version.as_str(),
            )
        })
        .collect();
    assert_eq!(found, expected, "what is listed, in order");
    assert_eq!(
        registry.list().expect("a listing"),
        listing,
        "asking again changes nothing"
    );
    for offering in &listing.offerings {
        let releases = registry.releases(&offering.name).expect("releases");
        assert_eq!(
            releases[..],
            offering.releases[..],
            "one addon's releases are those of the listing"
        );
        for release in &releases {
            assert_eq!(
                (&release.name, &*release.registry),
                (&offering.name, registry.name())
            );
            match registry.fetch(release).expect("fetched") {
                Fetched::Tree(tree) => assert!(tree.contains(METADATA), "{}", release.name),
                Fetched::Package(bytes) => assert!(bytes.starts_with(&[0x1f, 0x8b]), "gzip"),
            }
        }
    }
    let unknown: AddonName = "no-such-addon".parse().expect("a name");
    match registry.releases(&unknown) {
        Err(Error::NotFound { name, .. }) => assert_eq!(name, unknown),
        other => panic!("an unknown addon is {other:?}"),
    }
}

/// Checks an empty registry that can be pushed to.
#[track_caller]
pub(crate) fn check_publisher(registry: &dyn Registry) {
    let publisher = registry.publisher().expect("it can be pushed to");
    let name: AddonName = "demo".parse().expect("a name");
    assert_eq!(publisher.existing(&name).expect("asked"), []);
    let versions = ["1.0.0", "1.10.0", "1.9.0", "1.10.0-rc.1"];
    for version in versions {
        publisher
            .push(&package("demo", version, "one"), OnExisting::Refuse)
            .expect("pushed");
    }
    publisher
        .push(&package("other", "v0.1.0", "one"), OnExisting::Refuse)
        .expect("pushed");
    check(registry, &[("demo", "1.10.0"), ("other", "v0.1.0")]);
    let releases = publisher.existing(&name).expect("asked");
    let found: Vec<_> = releases
        .iter()
        .map(|release| release.version.as_str())
        .collect();
    assert_eq!(
        found,
        ["1.10.0", "1.10.0-rc.1", "1.9.0", "1.0.0"],
        "newest first"
    );

    let changed = package("demo", "1.9.0", "two");
    match publisher.push(&changed, OnExisting::Refuse) {
        Err(Error::Conflict { file_name, .. }) => assert_eq!(file_name, "demo-1.9.0.tgz"),
        other => panic!("a second push is {other:?}"),
    }
    publisher
        .push(&changed, OnExisting::Overwrite)
        .expect("overwritten");
    let release = publisher
        .existing(&name)
        .expect("asked")
        .into_iter()
        .find(|release| release.version == "1.9.0")
        .expect("it is still there");
    assert_eq!(
        release.digest,
        Some(changed.digest),
        "the listing tells the new content"
    );
    assert_eq!(
        registry.fetch(&release).expect("fetched"),
        Fetched::Package(changed.bytes.clone()),
        "what was pushed comes back byte for byte"
    );
    assert_eq!(
        publisher.existing(&name).expect("asked").len(),
        versions.len(),
        "none is doubled"
    );

    publisher.remove(&release).expect("removed");
    let left = registry.inventory().expect("a listing").offerings;
    let left: Vec<_> = left[0].releases.iter().map(|it| &*it.version).collect();
    assert_eq!(left, ["1.10.0", "1.10.0-rc.1", "1.0.0"]);
    assert!(publisher.remove(&release).is_err(), "it is gone");
    publisher
        .push(&changed, OnExisting::Refuse)
        .expect("what was removed can be pushed again");
}

/// Makes the package of an addon whose text for readers is `readme`.
pub(crate) fn package(name: &str, version: &str, readme: &str) -> Package {
    let metadata = format!("name: {name}\nversion: {version}\ndescription: An addon.\n");
    let files = [
        (METADATA, metadata.as_str()),
        ("README.md", readme),
        ("template.cue", "output: {}"),
    ];
    let files = files
        .into_iter()
        .map(|(path, text)| (path.parse().expect("safe"), text.as_bytes().to_vec().into()))
        .collect();
    let options = package::Options::default();
    package::pack_files(name, files, &options)
        .expect("packed")
        .package
}

mod backends {
    use url::Url;

    use super::check_publisher;
    use crate::{
        registry::{
            OpenContext,
            helm::{HelmRegistry, Options},
            local::LocalRegistry,
            memory::MemoryRegistry,
        },
        server,
    };

    #[test]
    fn memory_keeps_the_contract() {
        check_publisher(&MemoryRegistry::new("memory"));
    }

    #[test]
    fn a_folder_keeps_the_contract() {
        let folder = tempfile::tempdir().expect("a folder");
        check_publisher(&LocalRegistry::new(
            "folder",
            folder.path().join("not/there/yet"),
        ));
    }

    #[test]
    fn a_served_repository_keeps_the_contract() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = tempfile::tempdir().expect("a folder");
        for cache in [None, Some(cache.path().to_path_buf())] {
            let root = folder.path().join(format!("charts-{}", cache.is_some()));
            let server = server::start(server::Config::in_process(root)).expect("started");
            let url = Url::parse(&server.url()).expect("a URL");
            let cx = OpenContext {
                cache,
                ..OpenContext::default()
            };
            let registry = HelmRegistry::new("served", url, Options::default(), &cx);
            check_publisher(&registry.expect("set up"));
            server.stop().expect("stopped");
        }
    }
}
