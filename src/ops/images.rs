//! The container images that an addon needs.
//!
//! Pod specs of known kinds name images for certain, and so do the paths that a user adds. What
//! only looks like an image (in the values of a Helm chart, in arguments and variables of a
//! container, in fields of other kinds) is a guess and marked as one.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::objects::{Component, Placed, components, objects};
use crate::render::Rendered;

/// A place that names an image.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Use {
    /// The addon.
    pub addon: String,
    /// Its version.
    pub version: String,
    /// What leads to the image: component, object, container, field.
    pub why: Vec<String>,
    /// Whether it only looks like an image.
    pub guess: bool,
}

/// An image and everything that names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Image {
    /// The image, as it is written.
    pub image: String,
    /// Whether every place that names it is a guess.
    pub guess: bool,
    /// The places.
    pub uses: Vec<Use>,
}

/// A kind of object and where in it an image is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImagePath {
    kind: String,
    path: Vec<String>,
}

/// A text that is no such path.
#[derive(Debug, thiserror::Error)]
#[error("expected KIND=PATH, such as `Prometheus=spec.image` or `Cluster=spec.nodes[].image`")]
pub struct InvalidImagePath;

impl std::str::FromStr for ImagePath {
    type Err = InvalidImagePath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, path) = text.split_once('=').ok_or(InvalidImagePath)?;
        let path: Vec<String> = path
            .trim_start_matches('.')
            .replace("[]", ".[]")
            .split('.')
            .map(str::to_owned)
            .collect();
        if kind.is_empty() || path.iter().any(String::is_empty) {
            return Err(InvalidImagePath);
        }
        let kind = kind.to_owned();
        Ok(Self { kind, path })
    }
}

/// The kinds with a pod spec, and where it lies.
const POD_SPECS: [(&str, &[&str]); 14] = [
    ("Pod", &["spec"]),
    ("PodTemplate", &["template", "spec"]),
    ("Deployment", &["spec", "template", "spec"]),
    ("StatefulSet", &["spec", "template", "spec"]),
    ("DaemonSet", &["spec", "template", "spec"]),
    ("ReplicaSet", &["spec", "template", "spec"]),
    ("ReplicationController", &["spec", "template", "spec"]),
    ("Job", &["spec", "template", "spec"]),
    (
        "CronJob",
        &["spec", "jobTemplate", "spec", "template", "spec"],
    ),
    // Workloads of others in common use.
    ("CloneSet", &["spec", "template", "spec"]),
    ("Rollout", &["spec", "template", "spec"]),
    ("BroadcastJob", &["spec", "template", "spec"]),
    ("SidecarSet", &["spec"]),
    ("Configuration", &["spec", "template", "spec"]),
];

/// The types of components that KubeVela itself makes pods of.
const WORKLOADS: [&str; 6] = [
    "webservice",
    "worker",
    "task",
    "cron-task",
    "daemon",
    "statefulset",
];

/// The traits of KubeVela that add containers.
const CONTAINER_TRAITS: [&str; 3] = ["sidecar", "init-container", "container-image"];

/// How deep values are looked into.
const DEEPEST: usize = 64;

/// Collects the images of several addons.
#[derive(Debug, Default)]
pub struct Collection {
    images: BTreeMap<String, Vec<Use>>,
}

impl Collection {
    /// Adds the images of an addon.
    pub fn add(&mut self, addon: &str, version: &str, rendered: &Rendered, paths: &[ImagePath]) {
        let mut search = Search {
            found: Vec::new(),
            paths,
        };
        for component in components(rendered) {
            search.component(component);
        }
        let steps = &rendered.application.value["spec"]["workflow"]["steps"];
        for step in steps.as_array().into_iter().flatten() {
            let name = step["name"].as_str().unwrap_or_default();
            let way = vec![format!("workflow step {name}")];
            search.guess_in(&step["properties"], &way, "properties", 0);
        }
        for object in objects(rendered) {
            search.object(&object);
        }
        for Finding { image, why, guess } in search.found {
            let (addon, version) = (addon.to_owned(), version.to_owned());
            self.images.entry(image).or_default().push(Use {
                addon,
                version,
                why,
                guess,
            });
        }
    }

    /// Returns the images, sorted; a place that names one for certain hides guesses of the same
    /// place.
    pub fn into_images(self) -> Vec<Image> {
        let image = |(image, mut uses): (String, Vec<Use>)| {
            uses.sort();
            uses.dedup_by(|one, other| {
                (&one.addon, &one.version, &one.why) == (&other.addon, &other.version, &other.why)
            });
            Image {
                image,
                guess: uses.iter().all(|it| it.guess),
                uses,
            }
        };
        self.images.into_iter().map(image).collect()
    }
}

struct Finding {
    image: String,
    why: Vec<String>,
    guess: bool,
}

struct Search<'a> {
    found: Vec<Finding>,
    paths: &'a [ImagePath],
}

impl Search<'_> {
    fn sure(&mut self, image: &str, way: &[String], place: &str) {
        self.push(image, way, place, false);
    }

    fn push(&mut self, image: &str, way: &[String], place: &str, guess: bool) {
        let image = image.trim();
        if image.is_empty() {
            return;
        }
        let mut why = way.to_vec();
        if !place.is_empty() {
            why.push(place.to_owned());
        }
        self.found.push(Finding {
            image: image.to_owned(),
            why,
            guess,
        });
    }

    fn component(&mut self, component: Component<'_>) {
        let way = vec![component.shown()];
        let properties = &component.value["properties"];
        match component.kind {
            "k8s-objects" | "raw" => {}
            kind if WORKLOADS.contains(&kind) => {
                if let Some(image) = properties["image"].as_str() {
                    self.sure(image, &way, "properties.image");
                }
                self.words_of_container(properties, &way, "properties");
            }
            "helm" => self.guess_in(&properties["values"], &way, "properties.values", 0),
            _ => self.guess_in(properties, &way, "properties", 0),
        }
        for item in component.value["traits"].as_array().into_iter().flatten() {
            let kind = item["type"].as_str().unwrap_or_default();
            let mut way = way.clone();
            way.push(format!("trait {kind}"));
            let properties = &item["properties"];
            match properties["image"].as_str() {
                Some(image) if CONTAINER_TRAITS.contains(&kind) => {
                    self.sure(image, &way, "properties.image");
                }
                _ => self.guess_in(properties, &way, "properties", 0),
            }
        }
    }

    fn object(&mut self, object: &Placed<'_>) {
        let kind = object.value["kind"].as_str().unwrap_or_default();
        // What is stored in these is text for others; their keys are names of files and variables.
        if matches!(kind, "CustomResourceDefinition" | "Namespace") {
            return;
        }
        for path in self.paths.iter().filter(|path| path.kind == kind) {
            self.at_path(object.value, &path.path, &object.way, "");
        }
        if let Some((_, path)) = POD_SPECS.iter().find(|(known, _)| *known == kind) {
            let spec = path.iter().fold(object.value, |value, key| &value[*key]);
            if spec.is_object() {
                self.pod_spec(spec, &object.way, &path.join("."));
                return;
            }
        }
        if kind.ends_with("Definition") {
            self.definition(object);
            return;
        }
        let body = object.value.as_object().into_iter().flatten();
        for (key, value) in body {
            if !matches!(key.as_str(), "apiVersion" | "kind" | "metadata") {
                self.guess_in(value, &object.way, key, 0);
            }
        }
    }

    fn pod_spec(&mut self, spec: &Value, way: &[String], place: &str) {
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for container in spec[list].as_array().into_iter().flatten() {
                let mut way = way.to_vec();
                let name = container["name"].as_str().unwrap_or_default();
                way.push(format!("container {name}").trim_end().to_owned());
                let place = format!("{place}.{list}[]");
                if let Some(image) = container["image"].as_str() {
                    self.sure(image, &way, &format!("{place}.image"));
                }
                self.words_of_container(container, &way, &place);
            }
        }
        for volume in spec["volumes"].as_array().into_iter().flatten() {
            if let Some(image) = volume["image"]["reference"].as_str() {
                self.sure(image, way, &format!("{place}.volumes[].image.reference"));
            }
        }
    }

    /// Looks for images that a container is told of.
    fn words_of_container(&mut self, container: &Value, way: &[String], place: &str) {
        for list in ["command", "cmd", "args"] {
            for word in container[list].as_array().into_iter().flatten() {
                let word = word.as_str().unwrap_or_default();
                let value = word.split_once('=').map_or(word, |(_, value)| value);
                if is_like_image(value) {
                    self.push(value, way, &format!("{place}.{list}[]"), true);
                }
            }
        }
        for variable in container["env"].as_array().into_iter().flatten() {
            let name = variable["name"].as_str().unwrap_or_default();
            let value = variable["value"].as_str().unwrap_or_default();
            let is_named = name.to_ascii_lowercase().contains("image");
            if is_like_image(value) || (is_named && could_be_image(value)) {
                self.push(value, way, &format!("{place}.env[{name}]"), true);
            }
        }
    }

    /// Looks for what has the names that images go by.
    fn guess_in(&mut self, value: &Value, way: &[String], place: &str, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match value {
            Value::Object(entries) => {
                let last = place.rsplit('.').next().unwrap_or(place);
                let is_image = last.to_ascii_lowercase().ends_with("image");
                if let Some(image) = assembled(value).filter(|_| is_image || has_tag(value)) {
                    self.push(&image, way, place, true);
                    return;
                }
                let is_container = value["image"].is_string() && value["name"].is_string();
                if is_container {
                    self.words_of_container(value, way, place);
                }
                for (key, value) in entries {
                    let place = format!("{place}.{key}");
                    let named = key.to_ascii_lowercase().contains("image");
                    match value.as_str() {
                        Some(text) if named && could_be_image(text) && !is_setting(key) => {
                            self.push(text, way, &place, true);
                        }
                        Some(_) => {}
                        None => self.guess_in(value, way, &place, depth + 1),
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    match item.as_str() {
                        Some(word) => {
                            let value = word.split_once('=').map_or(word, |(_, value)| value);
                            if word.starts_with('-') && is_like_image(value) {
                                self.push(value, way, place, true);
                            }
                        }
                        None => self.guess_in(item, way, &format!("{place}[]"), depth + 1),
                    }
                }
            }
            _ => {}
        }
    }

    /// Looks for images that a definition writes into what it makes.
    fn definition(&mut self, object: &Placed<'_>) {
        let template = &object.value["spec"]["schematic"]["cue"]["template"];
        let text = template.as_str().unwrap_or_default();
        for line in text.lines() {
            let Some((label, value)) = line.split_once(':') else {
                continue;
            };
            let label = label.rsplit([' ', '\t', '{', ':']).next().unwrap_or(label);
            if label.trim_matches('"') != "image" {
                continue;
            }
            // A default stands behind a star.
            let value = value.trim().trim_start_matches('*');
            let literal = value
                .strip_prefix('"')
                .and_then(|rest| rest.split_once('"'));
            if let Some((image, _)) = literal
                && could_be_image(image)
                && !image.contains('\\')
            {
                self.push(image, &object.way, "spec.schematic.cue.template", true);
            }
        }
    }

    fn at_path(&mut self, value: &Value, path: &[String], way: &[String], place: &str) {
        match path {
            [] => {
                if let Some(image) = value.as_str() {
                    self.sure(image, way, place);
                } else if let Some(image) = assembled(value) {
                    self.sure(&image, way, place);
                }
            }
            [first, rest @ ..] if first == "[]" => {
                for item in value.as_array().into_iter().flatten() {
                    self.at_path(item, rest, way, &format!("{place}[]"));
                }
            }
            [first, rest @ ..] => {
                let place = if place.is_empty() {
                    first.clone()
                } else {
                    format!("{place}.{first}")
                };
                self.at_path(&value[first], rest, way, &place);
            }
        }
    }
}

/// Puts an image together that is written in parts, as the values of most charts have it.
fn assembled(value: &Value) -> Option<String> {
    let part = |key: &str| {
        let text = match &value[key] {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    };
    let mut image = part("repository")?;
    if !could_be_image(&image) {
        return None;
    }
    if let Some(registry) = part("registry") {
        image = format!("{registry}/{image}");
    }
    if let Some(tag) = part("tag") {
        image = format!("{image}:{tag}");
    }
    if let Some(digest) = part("digest") {
        image = format!("{image}@{digest}");
    }
    Some(image)
}

fn has_tag(value: &Value) -> bool {
    value.get("tag").is_some() || value.get("digest").is_some()
}

/// Says whether a key that speaks of images speaks of something else about them.
fn is_setting(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["policy", "secret", "registry", "tag", "pullsecrets"]
        .iter()
        .any(|end| key.ends_with(end))
}

/// Says whether a text can be the name of an image.
fn could_be_image(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "._-/:@".contains(c);
    let name = text.split(['@', ':']).next().unwrap_or(text);
    !text.is_empty()
        && text.len() <= 512
        && text.chars().all(is_part)
        && !text.contains("://")
        && !text.contains("//")
        && !text.starts_with(['/', '.', '-', ':', '@'])
        && !text.ends_with(['/', ':', '@', '-'])
        && name.chars().any(|c| c.is_ascii_alphabetic())
        && !matches!(text, "true" | "false")
}

/// Says whether a text can hardly be anything but an image: a path with a tag or a digest.
fn is_like_image(text: &str) -> bool {
    if !could_be_image(text) || !text.contains('/') {
        return false;
    }
    let last = text.rsplit('/').next().unwrap_or(text);
    let Some((name, tag)) = last.split_once([':', '@']) else {
        return false;
    };
    // The first part of a path may be a host with a port; the last has a tag.
    !name.is_empty() && !tag.is_empty()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn images_are_told_from_other_words() {
        for text in [
            "quay.io/a/b:v1",
            "a/b@sha256:00ff",
            "localhost:5000/x/y:1",
            "ghcr.io/o/i:latest",
        ] {
            assert!(is_like_image(text), "{text}");
        }
        for text in [
            "http://h:80/a:b",
            "/etc/a:b",
            "a/b",
            "10.0.0.1:80",
            "127.0.0.1:80/metrics",
            "a b/c:d",
            "",
            "text/plain",
        ] {
            assert!(!is_like_image(text), "{text}");
        }
        assert!(could_be_image("nginx") && could_be_image("nginx:1"));
        assert!(!could_be_image("IfNotPresent x") && !could_be_image("true"));
    }

    #[test]
    fn images_in_parts_are_put_together() {
        for (value, image) in [
            (json!({"repository": "a/b", "tag": "v1"}), Some("a/b:v1")),
            (
                json!({"registry": "r.io", "repository": "a", "tag": 2}),
                Some("r.io/a:2"),
            ),
            (
                json!({"repository": "a", "tag": "", "digest": "sha256:1"}),
                Some("a@sha256:1"),
            ),
            (json!({"tag": "v1"}), None),
            (json!({"repository": "https://h/x"}), None),
        ] {
            assert_eq!(assembled(&value).as_deref(), image);
        }
    }

    fn search(paths: &[ImagePath], value: &Value) -> Vec<(String, bool)> {
        let mut search = Search {
            found: Vec::new(),
            paths,
        };
        let way = vec!["x".to_owned()];
        search.object(&Placed { value, way });
        search
            .found
            .into_iter()
            .map(|it| (it.image, it.guess))
            .collect()
    }

    #[test]
    fn pods_are_sure_and_their_words_are_guesses() {
        let pod = json!({"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": {
            "initContainers": [{"name": "i", "image": "init:1"}],
            "containers": [{
                "name": "c", "image": "main:1",
                "args": ["--reloader=quay.io/o/reloader:v1", "--listen=:80", "--x=a/b"],
                "env": [{"name": "WORKER_IMAGE", "value": "worker"}, {"name": "A", "value": "b"}],
            }],
        }}}}}});
        let sure = |image: &str| (image.to_owned(), false);
        let guess = |image: &str| (image.to_owned(), true);
        assert_eq!(
            search(&[], &pod),
            [
                sure("init:1"),
                sure("main:1"),
                guess("quay.io/o/reloader:v1"),
                guess("worker")
            ]
        );
    }

    #[test]
    fn paths_of_the_user_make_other_kinds_sure() {
        let paths = ["Cluster=spec.nodes[].image".parse().expect("a path")];
        let cluster = json!({"kind": "Cluster", "spec": {"nodes": [{"image": "node:1"}]}});
        let found = search(&paths, &cluster);
        assert_eq!(found[0], ("node:1".to_owned(), false));
        assert!(search(&[], &cluster)[0].1, "without the path it is a guess");
        for text in ["", "Kind", "=a", "K=", "K=a..b"] {
            assert!(text.parse::<ImagePath>().is_err(), "{text}");
        }
    }
}
