//! Pointing the copy of an addon to a mirror.
//!
//! Texts are replaced where they stand, so that parameters, conditions and comments stay what they
//! are: a parameter whose default was the old address has the new one as default, and can still be
//! set. Whether that was right is not guessed but seen, by rendering the result and comparing it
//! with what the addon rendered to before.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{
    ChartUse, charts_in,
    places::{Content, Place, places},
};
use crate::{
    addon::FileTree,
    ops::{objects::render_plainly, sync::Edit},
    render::{self, Rendered},
};

/// Where a chart lies in the mirror.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mirrored {
    /// The address of the mirror.
    pub url: String,
    /// The chart's name there.
    pub chart: String,
}

/// A text that was replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Change {
    /// The file in the addon.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What stood there.
    pub old: String,
    /// What stands there in the copy.
    pub new: String,
}

/// Why an addon cannot be pointed to the mirror.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("it does not render")]
    Render(#[from] render::Error),
    #[error(
        "it still points to {url} for the chart {chart}: the address is put together in a way that cannot be replaced{place}"
    )]
    Stays {
        url: String,
        chart: String,
        /// Where the address probably is.
        place: String,
    },
    #[error("replacing the address changes more than the address: {what}")]
    ChangesMore { what: String },
}

/// What to do to the files of an addon.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    /// The replacements, sorted by file and place.
    pub edits: Vec<Edit>,
    /// The same for people.
    pub changes: Vec<Change>,
}

/// Finds the replacements that make an addon take its charts from the mirror.
pub(super) fn rewrite(
    files: &FileTree,
    before: &Rendered,
    mirrored: &BTreeMap<ChartUse, Mirrored>,
) -> Result<Rewritten, Error> {
    let places = places(files);
    let mut chosen: BTreeMap<usize, String> = BTreeMap::new();
    for (used, mirror) in mirrored {
        choose_literals(&places, used, mirror, &mut chosen);
    }
    let mut after = render_plainly(&edited(files, &places, &chosen), "local")?.1;
    if !left(&after, mirrored).is_empty() {
        for used in left(&after, mirrored) {
            if let Some(mirror) = mirrored.get(&used) {
                choose_composed(&places, &used, mirror, &mut chosen);
            }
        }
        after = render_plainly(&edited(files, &places, &chosen), "local")?.1;
    }
    if let Some(used) = left(&after, mirrored).into_iter().next() {
        let is_likely = |place: &&Place| place.label == "url" && place.content == Content::Composed;
        let place = places.iter().find(is_likely);
        return Err(Error::Stays {
            place: place.map_or(String::new(), |it| format!(", see {}:{}", it.file, it.line)),
            url: used.url,
            chart: used.chart,
        });
    }
    compare(before, &after, mirrored)?;
    let mut rewritten = Rewritten::default();
    for (at, text) in chosen {
        let place = &places[at];
        let content = files.get(place.file.as_str()).expect("the place is in it");
        let old = String::from_utf8_lossy(&content[place.range.clone()]).into_owned();
        rewritten.changes.push(Change {
            file: place.file.to_string(),
            line: place.line,
            old: match &place.content {
                Content::Literal(text) => text.clone(),
                Content::Composed => old,
            },
            new: text.clone(),
        });
        rewritten.edits.push(Edit {
            file: place.file.clone(),
            start: place.range.start,
            end: place.range.end,
            text: quoted(&text),
        });
    }
    let order = |edit: &Edit| (edit.file.clone(), edit.start);
    rewritten.edits.sort_by_key(order);
    Ok(rewritten)
}

/// Chooses the texts that are the address, and the names of the chart beside them.
fn choose_literals(
    places: &[Place],
    used: &ChartUse,
    mirror: &Mirrored,
    chosen: &mut BTreeMap<usize, String>,
) {
    let is = |place: &Place, text: &str| matches!(&place.content, Content::Literal(literal) if trimmed(literal) == trimmed(text));
    let mut groups = Vec::new();
    for (at, place) in places.iter().enumerate() {
        if is(place, &used.url) {
            chosen.insert(at, mirror.url.clone());
            groups.push(place.group);
        }
    }
    if mirror.chart == used.chart {
        return;
    }
    let names = |beside: bool| {
        let groups = &groups;
        places.iter().enumerate().filter(move |(_, place)| {
            place.label == "chart"
                && is(place, &used.chart)
                && (!beside || groups.contains(&place.group))
        })
    };
    // Without an address beside it, the name has to do.
    let beside = names(true).next().is_some();
    for (at, _) in names(beside) {
        chosen.insert(at, mirror.chart.clone());
    }
}

/// Chooses the expressions that make up the address.
fn choose_composed(
    places: &[Place],
    used: &ChartUse,
    mirror: &Mirrored,
    chosen: &mut BTreeMap<usize, String>,
) {
    let names_chart = |place: &Place| {
        let names = [&used.chart, &mirror.chart];
        place.label == "chart"
            && matches!(&place.content, Content::Literal(text) if names.contains(&text))
    };
    for (at, place) in places.iter().enumerate() {
        let beside = |other: &&Place| other.group == place.group && other.file == place.file;
        let is_meant = place.label == "url"
            && place.content == Content::Composed
            && places.iter().filter(beside).any(names_chart);
        if is_meant {
            // Texts inside of the expression go with it.
            let inside = |other: &Place| {
                other.file == place.file
                    && place.range.start <= other.range.start
                    && other.range.end <= place.range.end
            };
            chosen.retain(|other, _| *other == at || !inside(&places[*other]));
            chosen.insert(at, mirror.url.clone());
        }
    }
}

/// Returns the files with the chosen places replaced.
fn edited(files: &FileTree, places: &[Place], chosen: &BTreeMap<usize, String>) -> FileTree {
    let mut files = files.clone();
    // From the end, so that the places before stay where they are.
    let mut order: Vec<_> = chosen.iter().collect();
    order.sort_by_key(|(at, _)| std::cmp::Reverse(places[**at].range.start));
    for (at, text) in order {
        let place = &places[*at];
        let Some(content) = files.get(place.file.as_str()) else {
            continue;
        };
        let mut changed = content[..place.range.start].to_vec();
        changed.extend_from_slice(quoted(text).as_bytes());
        changed.extend_from_slice(&content[place.range.end..]);
        files.insert(place.file.clone(), changed);
    }
    files
}

/// Lists the charts that still come from where they came from.
fn left(rendered: &Rendered, mirrored: &BTreeMap<ChartUse, Mirrored>) -> Vec<ChartUse> {
    let charts = charts_in(rendered).into_iter();
    charts
        .filter_map(|chart| {
            let is_same = |old: &&ChartUse| {
                let mirror = &mirrored[*old];
                trimmed(&old.url) == trimmed(&chart.url)
                    && (old.chart == chart.chart || mirror.chart == chart.chart)
                    && trimmed(&mirror.url) != trimmed(&chart.url)
            };
            mirrored.keys().find(is_same).cloned()
        })
        .collect()
}

/// Checks that nothing differs but addresses and names of charts.
fn compare(
    before: &Rendered,
    after: &Rendered,
    mirrored: &BTreeMap<ChartUse, Mirrored>,
) -> Result<(), Error> {
    let changes = |what: String| Error::ChangesMore { what };
    let expected = |old: &str, new: &str| {
        mirrored.iter().any(|(used, mirror)| {
            (trimmed(&used.url) == trimmed(old) && mirror.url == new)
                || (used.chart == old && mirror.chart == new)
        })
    };
    let (one, other): (Vec<_>, Vec<_>) = (before.objects().collect(), after.objects().collect());
    if one.len() != other.len() {
        return Err(changes("there are other objects".to_owned()));
    }
    for (one, other) in one.iter().zip(other) {
        if let Some(place) = difference(&one.value, &other.value, &expected) {
            return Err(changes(format!("{} {} at {place}", one.kind(), one.name())));
        }
    }
    let charts = charts_in(after);
    for (used, mirror) in mirrored {
        let is_there = |it: &&ChartUse| {
            it.url == mirror.url && it.chart == mirror.chart && it.version == used.version
        };
        if !charts.iter().any(|it| is_there(&it)) {
            return Err(Error::Stays {
                url: used.url.clone(),
                chart: used.chart.clone(),
                place: String::new(),
            });
        }
    }
    Ok(())
}

/// Finds a place where two values differ in a way that is not expected.
fn difference(one: &Value, other: &Value, expected: &dyn Fn(&str, &str) -> bool) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            if one.len() != other.len() {
                return Some(String::new());
            }
            one.iter().find_map(|(key, value)| match other.get(key) {
                None => Some(format!(".{key}")),
                Some(other) => {
                    difference(value, other, expected).map(|place| format!(".{key}{place}"))
                }
            })
        }
        (Value::Array(one), Value::Array(other)) => {
            if one.len() != other.len() {
                return Some(String::new());
            }
            let pairs = one.iter().zip(other).enumerate();
            pairs.into_iter().find_map(|(at, (one, other))| {
                difference(one, other, expected).map(|place| format!("[{at}]{place}"))
            })
        }
        (Value::String(one), Value::String(other)) if one != other => {
            // Flux and KubeVela keep objects inside of texts as well.
            (!expected(one, other)).then(String::new)
        }
        _ => (one != other).then(String::new),
    }
}

fn trimmed(url: &str) -> &str {
    url.trim_end_matches('/')
}

/// Writes a text as CUE, YAML and JSON all read it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::mirror::Place as Kind;

    const OLD: &str = "https://charts.example.com";

    fn files(files: &[(&str, &str)]) -> FileTree {
        let metadata = [("metadata.yaml", "name: demo\nversion: 1.0.0\n")];
        metadata
            .iter()
            .chain(files)
            .map(|(path, text)| (path.parse().expect("safe"), text.as_bytes().to_vec().into()))
            .collect()
    }

    /// Rewrites an addon whose chart `web` comes from [`OLD`], and returns where.
    fn rewritten(sources: &[(&str, &str)]) -> Result<Vec<(String, usize)>, Error> {
        let files = files(sources);
        let (_, before) = render_plainly(&files, "local").expect("it renders");
        let mirror = |used: &ChartUse| Mirrored {
            url: "http://mirror:8080/charts".into(),
            chart: format!("chart-{}", used.chart),
        };
        let mirrored = charts_in(&before)
            .into_iter()
            .inspect(|used| assert_eq!(used.place, Kind::Repository))
            .map(|used| (used.clone(), mirror(&used)))
            .collect();
        let rewritten = rewrite(&files, &before, &mirrored)?;
        Ok(rewritten
            .changes
            .into_iter()
            .map(|change| (change.file, change.line))
            .collect())
    }

    fn template(url: &str) -> String {
        format!(
            "package main\n_host: \"{OLD}\"\noutput: {{\n\tapiVersion: \"core.oam.dev/v1beta1\"\n\tkind: \"Application\"\n\
             \tspec: components: [{{\n\t\tname: \"web\"\n\t\ttype: \"helm\"\n\t\tproperties: {{\n\t\t\trepoType: \"helm\"\n\
             \t\t\turl: {url}\n\t\t\tchart: \"web\"\n\t\t\tversion: \"1.0.0\"\n\t\t}}\n\t}}]\n}}\n"
        )
    }

    #[test]
    fn addresses_are_replaced_where_they_stand() {
        let at = |file: &str, line| (file.to_owned(), line);
        for (url, parameter, expected) in [
            (
                format!("\"{OLD}/\""),
                "parameter: {}\n".to_owned(),
                vec![
                    at("template.cue", 2),
                    at("template.cue", 11),
                    at("template.cue", 12),
                ],
            ),
            (
                "parameter.url".to_owned(),
                format!("parameter: {{\n\turl: *\"{OLD}\" | string\n}}\n"),
                vec![
                    at("parameter.cue", 2),
                    at("template.cue", 2),
                    at("template.cue", 12),
                ],
            ),
            (
                "_host".to_owned(),
                "parameter: {}\n".to_owned(),
                vec![at("template.cue", 2), at("template.cue", 12)],
            ),
            (
                "\"https://charts.\" + parameter.domain".to_owned(),
                "parameter: domain: *\"example.com\" | string\n".to_owned(),
                vec![
                    at("template.cue", 2),
                    at("template.cue", 11),
                    at("template.cue", 12),
                ],
            ),
        ] {
            let template = template(&url);
            let sources = [("template.cue", &*template), ("parameter.cue", &*parameter)];
            assert_eq!(rewritten(&sources).expect("rewritten"), expected, "{url}");
        }
    }

    #[test]
    fn yaml_templates_and_resources_are_rewritten() {
        let template = format!(
            "apiVersion: core.oam.dev/v1beta1\nkind: Application\nspec:\n  components:\n  - name: a\n    type: helm\n    properties:\n      url: {OLD}\n      chart: web\n      version: 1.0.0\n"
        );
        let resource = format!(
            "output: {{\n\ttype: \"helm\"\n\tproperties: {{\n\t\turl: \"{OLD}\"\n\t\tchart: \"other\"\n\t\tversion: \"2\"\n\t}}\n}}\n"
        );
        let sources = [
            ("template.yaml", &*template),
            ("resources/other.cue", &*resource),
        ];
        let at = |file: &str, line| (file.to_owned(), line);
        assert_eq!(
            rewritten(&sources).expect("rewritten"),
            [
                at("resources/other.cue", 4),
                at("resources/other.cue", 5),
                at("template.yaml", 8),
                at("template.yaml", 9),
            ]
        );
    }

    #[test]
    fn releases_of_flux_are_rewritten_with_their_repository() {
        let repository = format!(
            "apiVersion: source.toolkit.fluxcd.io/v1beta2\nkind: HelmRepository\nmetadata:\n  name: r\nspec:\n  url: {OLD}/ # theirs\n"
        );
        let release = "apiVersion: helm.toolkit.fluxcd.io/v2beta1\nkind: HelmRelease\nmetadata:\n  name: web\nspec:\n  chart:\n    spec:\n      chart: web\n      version: 1.x\n      sourceRef: {kind: HelmRepository, name: r}\n";
        let sources = [
            ("resources/release.yaml", release),
            ("resources/repository.yaml", &*repository),
        ];
        let at = |file: &str, line| (file.to_owned(), line);
        assert_eq!(
            rewritten(&sources).expect("rewritten"),
            [
                at("resources/release.yaml", 8),
                at("resources/repository.yaml", 6),
            ]
        );
    }

    #[test]
    fn what_cannot_be_replaced_is_told() {
        let parameter =
            "parameter: parts: *[\"https:\", \"\", \"charts.example.com\"] | [...string]\n";
        let template = template("strings.Join(parameter.parts, \"/\")")
            .replace("package main", "package main\nimport \"strings\"");
        let sources = [("template.cue", &*template), ("parameter.cue", parameter)];
        let error = rewritten(&sources).expect_err("refused").to_string();
        assert!(
            error.starts_with("it still points to https://charts.example.com for the chart web"),
            "{error}"
        );
    }

    #[test]
    fn other_uses_of_the_address_are_noticed() {
        let template = template("_host").replace(
            "\t\tname: \"web\"",
            "\t\tname: \"web\"\n\t\tdependsOn: [\"\\(_host)/x\"]",
        );
        let sources = [
            ("template.cue", &*template),
            ("parameter.cue", "parameter: {}\n"),
        ];
        let error = rewritten(&sources).expect_err("refused").to_string();
        assert!(error.contains("changes more than the address"), "{error}");
    }
}
