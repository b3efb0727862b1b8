use super::*;
use crate::{chart::ChartYaml, digest::Digest, server::store::Object};

fn entry_in(file: &str, name: &str, version: &str) -> Entry {
    let object = Object {
        name: file.into(),
        tag: "t".into(),
        size: 1,
        modified: Timestamp::UNIX_EPOCH,
    };
    let chart = ChartYaml {
        api_version: "v2".into(),
        name: name.into(),
        version: version.into(),
        app_version: "1.10".into(),
        annotations: BTreeMap::from([("note".into(), "one\n\ntwo: yes\n".into())]),
        ..ChartYaml::default()
    };
    let created = Timestamp::UNIX_EPOCH;
    Entry::new(&object, &chart, Digest::of(b""), created, "charts/").expect("valid")
}

fn entry(name: &str, version: &str) -> Entry {
    entry_in(&format!("{name}-{version}.tgz"), name, version)
}

fn text(document: &Document) -> String {
    let bytes: Vec<u8> = document.parts.iter().flatten().copied().collect();
    assert_eq!(bytes.len() as u64, document.length);
    String::from_utf8(bytes).expect("UTF-8")
}

fn read_yaml(index: &Index) -> serde_json::Value {
    let text = text(&index.document(Kind::Yaml));
    addon_yaml::to_json_value(&text, &addon_yaml::Options::go_strict()).expect("YAML")
}

#[test]
fn an_empty_index_is_a_valid_one() {
    let index = Index::new("");
    let yaml = text(&index.document(Kind::Yaml));
    assert!(
        yaml.starts_with("apiVersion: v1\nentries: {}\ngenerated: \""),
        "{yaml}"
    );
    assert!(yaml.ends_with("\"\nserverInfo: {}\n"), "{yaml}");
    assert_eq!(text(&index.document(Kind::Charts)), "{}");
}

#[test]
fn yaml_and_json_say_the_same_and_keep_odd_texts() {
    let index = Index::new("/museum");
    for (name, version) in [
        ("a", "1.0.0"),
        ("yes", "v1.2.3"),
        ("a", "1.10.0"),
        ("1.0", "2"),
    ] {
        index.insert(entry(name, version));
    }
    let yaml = read_yaml(&index);
    let json: serde_json::Value =
        serde_json::from_str(&text(&index.document(Kind::Json))).expect("JSON");
    assert_eq!(yaml, json);
    assert_eq!(yaml["serverInfo"]["contextPath"], "/museum");
    assert_eq!(yaml["entries"]["yes"][0]["version"], "v1.2.3");
    assert_eq!(yaml["entries"]["a"][0]["version"], "1.10.0");
    assert_eq!(yaml["entries"]["a"][1]["urls"][0], "charts/a-1.0.0.tgz");
    assert_eq!(yaml["entries"]["1.0"][0]["appVersion"], "1.10");
    assert_eq!(
        yaml["entries"]["1.0"][0]["annotations"]["note"],
        "one\n\ntwo: yes\n"
    );
    assert_eq!(yaml["entries"]["1.0"][0]["created"], "1970-01-01T00:00:00Z");
    let charts: serde_json::Value =
        serde_json::from_str(&text(&index.document(Kind::Charts))).expect("JSON");
    assert_eq!(charts, json["entries"]);
}

#[test]
fn a_document_is_made_once_per_change() {
    let index = Index::new("");
    index.insert(entry("a", "1.0.0"));
    assert!(index.ready_document(Kind::Yaml).is_none());
    let first = index.document(Kind::Yaml);
    assert!(Arc::ptr_eq(&first, &index.document(Kind::Yaml)));
    index.insert(entry("a", "2.0.0"));
    assert!(index.ready_document(Kind::Yaml).is_none());
    let second = index.document(Kind::Yaml);
    assert_ne!(first.tag, second.tag);
    assert!(second.packed().is_none());
    second.pack();
    let packed = second.packed().expect("made");
    let mut plain = String::new();
    let mut gzip = flate2::read::GzDecoder::new(&packed[..]);
    std::io::Read::read_to_string(&mut gzip, &mut plain).expect("gzip");
    assert_eq!(plain, text(&second));
}

#[test]
fn one_version_is_listed_once() {
    let index = Index::new("");
    let (outcome, _) = index.insert(entry_in("copy.tgz", "a", "1.0.0"));
    assert_eq!(outcome, Inserted::Listed);
    // The object that is called by its content stands for it, whichever came first.
    assert_eq!(index.insert(entry("a", "1.0.0")).0, Inserted::Listed);
    assert_eq!(
        index.insert(entry_in("other.tgz", "a", "1.0.0")).0,
        Inserted::Duplicate
    );
    assert_eq!(index.len(), 1);
    assert_eq!(index.insert(entry("a", "1.0.0")).0, Inserted::Listed);
    assert_eq!(index.len(), 1);
    assert!(index.remove("a-1.0.0.tgz").is_some());
    assert!(index.remove("a-1.0.0.tgz").is_none());
    assert!(index.is_empty() && index.chart("a").is_none());
}

#[test]
fn filling_equals_inserting() {
    let (filled, inserted) = (Index::new(""), Index::new(""));
    let versions = ["1.0.0", "v1.0.0", "1.0.0+b", "2.0.0-rc.1", "0.9"];
    let entries = || {
        let canonical = versions.iter().map(|version| entry("a", version));
        canonical.chain([entry_in("copy.tgz", "a", "0.9"), entry("b", "1")])
    };
    filled.fill(entries());
    for entry in entries() {
        inserted.insert(entry);
    }
    assert_eq!(
        read_yaml(&filled)["entries"],
        read_yaml(&inserted)["entries"]
    );
    assert_eq!(filled.len(), 6);
    assert_eq!(
        filled.page(1, Some(1)).concat(),
        filled
            .chart("b")
            .map(|versions| { [&b"{\"b\":"[..], &versions.json(), b"}"].concat() })
            .expect("there")
    );
}

#[test]
fn names_are_in_the_order_of_each_form() {
    let index = Index::new("");
    for name in ["a10", "a9", "B", "a-b", "ab"] {
        index.insert(entry(name, "1.0.0"));
    }
    let yaml = text(&index.document(Kind::Yaml));
    let keys: Vec<_> = yaml
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
        .filter(|key| !key.contains(' '))
        .collect();
    assert_eq!(keys, ["B", "a-b", "a9", "a10", "ab"]);
    for kind in [Kind::Json, Kind::Charts] {
        let json = text(&index.document(kind));
        let at = |name: &str| json.find(&format!("\"{name}\":[")).expect("listed");
        let places = ["B", "a-b", "a10", "a9", "ab"].map(at);
        assert!(places.is_sorted(), "{json}");
    }
}

#[test]
fn a_document_that_is_being_made_keeps_nobody_waiting() {
    let index = Index::new("");
    index.insert(entry("a", "1.0.0"));
    let first = index.document(Kind::Yaml);
    // As if another thread were at it for long.
    let making = index.slot(Kind::Yaml).making.lock();
    assert!(index.ready_document(Kind::Yaml).is_some());
    index.insert(entry("b", "1.0.0"));
    assert!(index.ready_document(Kind::Yaml).is_none());
    drop(making);
    assert!(index.document(Kind::Yaml).change > first.change);
}

#[test]
fn entries_share_the_text_of_their_chart() {
    let index = Index::new("");
    for version in ["1.0.0", "1.10.0", "1.9.0"] {
        index.insert(entry("a", version));
        index.insert(entry("b", version));
    }
    let before = [Kind::Yaml, Kind::Json, Kind::Charts].map(|kind| text(&index.document(kind)));
    index.compact();
    for name in ["a", "b"] {
        let chart = index.chart(name).expect("listed");
        let (yaml, json) = (&chart.texts().yaml, &chart.texts().json);
        for entry in chart.entries() {
            assert!(yaml.as_ptr_range().contains(&entry.yaml.as_ptr()));
            assert!(json.as_ptr_range().contains(&entry.json.as_ptr()));
            let kept = index.get(&entry.file).expect("listed");
            assert!(Arc::ptr_eq(&kept, entry));
        }
    }
    index.insert(entry("c", "1.0.0"));
    index.remove("c-1.0.0.tgz");
    let after = [Kind::Yaml, Kind::Json, Kind::Charts].map(|kind| text(&index.document(kind)));
    let undated = |text: &str| {
        let at = text.find("generated").map_or(text.len(), |at| at + 11);
        text[..at].to_owned()
    };
    assert_eq!(undated(&before[0]), undated(&after[0]));
    assert_eq!(before[2], after[2]);
}
