//! Many clients at once.

use std::{
    collections::BTreeSet,
    sync::{
        Barrier,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use super::{Fixture, chart, index, versions, with_values};

#[test]
fn every_index_read_is_whole_and_shows_what_was_acknowledged() {
    const PACKAGES: usize = 200;
    let fixture = Fixture::new();
    let (next, uploaded) = (AtomicUsize::new(0), AtomicBool::new(false));
    let place = |number: usize| (format!("chart-{}", number % 7), format!("1.{number}.0"));
    thread::scope(|scope| {
        let readers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut client = fixture.client();
                    let mut seen = BTreeSet::new();
                    while !uploaded.load(Ordering::Relaxed) {
                        let now = listed(&index(&mut client));
                        assert!(seen.is_subset(&now), "an entry was hidden");
                        seen = now;
                    }
                })
            })
            .collect();
        let writers: Vec<_> = (0..32)
            .map(|_| {
                scope.spawn(|| {
                    let mut client = fixture.client();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= PACKAGES {
                            break;
                        }
                        let (name, version) = place(number);
                        let reply = client.post("/api/charts", &chart(&name, &version)).unwrap();
                        assert_eq!(reply.status, 201);
                        let shown = versions(&mut client, &name);
                        assert!(shown.contains(&version), "{name} {version} is not listed");
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.join().unwrap();
        }
        uploaded.store(true, Ordering::Relaxed);
        for reader in readers {
            reader.join().unwrap();
        }
    });
    let expected: BTreeSet<_> = (0..PACKAGES).map(place).collect();
    assert_eq!(listed(&index(&mut fixture.client())), expected);
    let fixture = fixture.restart();
    assert_eq!(listed(&index(&mut fixture.client())), expected);
}

/// Lists the names and versions of an index, none of which may be there twice.
fn listed(index: &serde_json::Value) -> BTreeSet<(String, String)> {
    let mut listed = BTreeSet::new();
    for (name, versions) in index["entries"].as_object().unwrap() {
        for version in versions.as_array().unwrap() {
            let version = version["version"].as_str().unwrap().to_owned();
            assert!(
                listed.insert((name.clone(), version)),
                "an entry is doubled"
            );
        }
    }
    listed
}

#[test]
fn one_of_many_equal_uploads_wins() {
    let fixture = Fixture::new();
    for round in 0..10 {
        let (name, barrier) = (format!("chart-{round}"), Barrier::new(16));
        let statuses: Vec<_> = thread::scope(|scope| {
            let clients: Vec<_> = (0..16)
                .map(|number| {
                    let (name, barrier, fixture) = (&name, &barrier, &fixture);
                    scope.spawn(move || {
                        let mut client = fixture.client();
                        client.get("/health").unwrap();
                        let values = format!("replicas: {number}\n");
                        let package = with_values(name, "1.0.0", &values);
                        barrier.wait();
                        let reply = client.post("/api/charts", &package).unwrap();
                        (reply.status, package)
                    })
                })
                .collect();
            clients
                .into_iter()
                .map(|client| client.join().unwrap())
                .collect()
        });
        let winners: Vec<_> = statuses
            .iter()
            .filter(|(status, _)| *status == 201)
            .collect();
        assert_eq!(winners.len(), 1);
        assert!(
            statuses
                .iter()
                .all(|(status, _)| [201, 409].contains(status))
        );
        let mut client = fixture.client();
        let kept = client.get(&format!("/charts/{name}-1.0.0.tgz")).unwrap();
        assert_eq!(kept.body, winners[0].1);
        let entry = index(&mut client)["entries"][&name].clone();
        let digest = vela_addon::digest::Digest::of(&kept.body).hex();
        assert_eq!(entry.as_array().unwrap().len(), 1);
        assert_eq!(entry[0]["digest"], digest.as_str());
    }
}

#[test]
fn downloads_during_overwrites_are_whole() {
    let fixture = Fixture::with(|config| config.api.allow_overwrite = true);
    // Of very different sizes, so that a mixture would show.
    let contents: Vec<_> = [10_u32, 50_000, 200_000]
        .iter()
        .map(|length| {
            let letter = |number: u32| {
                let varied = number.wrapping_mul(0x9e37_79b9) >> 16;
                char::from_digit(10 + varied % 26, 36).unwrap()
            };
            let noise: String = (0..*length).map(letter).collect();
            with_values("a", "1.0.0", &format!("noise: {noise}\n"))
        })
        .collect();
    let done = AtomicBool::new(false);
    assert_eq!(
        fixture
            .client()
            .post("/api/charts", &contents[0])
            .unwrap()
            .status,
        201
    );
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut client = fixture.client();
                while !done.load(Ordering::Relaxed) {
                    let reply = client.get("/charts/a-1.0.0.tgz").unwrap();
                    assert_eq!(reply.status, 200);
                    assert!(contents.contains(&reply.body), "{} bytes", reply.body.len());
                }
            });
        }
        let writers: Vec<_> = contents
            .iter()
            .map(|content| {
                let fixture = &fixture;
                scope.spawn(move || {
                    let mut client = fixture.client();
                    for _ in 0..50 {
                        let reply = client.post("/api/charts", content).unwrap();
                        assert_eq!(reply.status, 201);
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });
    let mut client = fixture.client();
    let kept = client.get("/charts/a-1.0.0.tgz").unwrap().body;
    let digest = vela_addon::digest::Digest::of(&kept).hex();
    assert_eq!(
        index(&mut client)["entries"]["a"][0]["digest"],
        digest.as_str()
    );
}

#[test]
fn uploads_and_removals_of_one_version_leave_index_and_folder_equal() {
    let fixture = Fixture::new();
    thread::scope(|scope| {
        for number in 0..8 {
            let fixture = &fixture;
            scope.spawn(move || {
                let mut client = fixture.client();
                for round in 0..40 {
                    let name = format!("chart-{}", round % 3);
                    let status = if number % 2 == 0 {
                        client
                            .post("/api/charts", &chart(&name, "1.0.0"))
                            .unwrap()
                            .status
                    } else {
                        let path = format!("/api/charts/{name}/1.0.0");
                        client.send("DELETE", &path, &[], None).unwrap().status
                    };
                    assert!([200, 201, 404, 409].contains(&status), "{status}");
                }
            });
        }
    });
    let mut client = fixture.client();
    for name in ["chart-0", "chart-1", "chart-2"] {
        let listed = versions(&mut client, name).len();
        let file = fixture.folder.path().join(format!("{name}-1.0.0.tgz"));
        assert_eq!(listed == 1, file.exists(), "{name}");
    }
}
