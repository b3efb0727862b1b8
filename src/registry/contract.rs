//! What every backend promises, as checks that each of them runs.

use super::{Error, Fetched, Registry};
use crate::addon::{AddonName, layout::METADATA};

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
            releases, offering.releases,
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
