//! What an addon would create: images, charts and addresses in it, and objects that no cluster takes.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, Report, Rule, literals::TAGS, metadata};
use crate::{
    addon::{Dependency, layout::METADATA},
    render::{DefinitionKind, FilePlace, Inspection, SAMPLE, Tree, TreeKind},
};

/// A host that no longer serves, or serves only what is old.
struct Retired {
    host: &'static str,
    /// The beginning of the paths concerned.
    path: &'static str,
    instead: &'static str,
}

const fn retired(host: &'static str, path: &'static str, instead: &'static str) -> Retired {
    Retired {
        host,
        path,
        instead,
    }
}

/// The hosts and what replaces them, as their owners have announced.
const RETIRED: [Retired; 14] = [
    retired(
        "charts.kubevela.net",
        "",
        "https://kubevela.github.io/charts",
    ),
    retired(
        "addons.kubevela.net",
        "",
        "https://kubevela.github.io/catalog/official",
    ),
    retired("hub.kubevela.net", "", "docker.io or ghcr.io/kubevela"),
    retired("static.kubevela.net", "", "an address of your own"),
    retired(
        "kubernetes-charts.storage.googleapis.com",
        "",
        "the repository of the chart's own project",
    ),
    retired(
        "kubernetes-charts-incubator.storage.googleapis.com",
        "",
        "the repository of the chart's own project",
    ),
    retired(
        "storage.googleapis.com",
        "/kubernetes-charts",
        "the repository of the chart's own project",
    ),
    retired(
        "charts.helm.sh",
        "/stable",
        "the repository of the chart's own project",
    ),
    retired(
        "charts.helm.sh",
        "/incubator",
        "the repository of the chart's own project",
    ),
    retired("k8s.gcr.io", "", "registry.k8s.io"),
    retired("gcr.io", "/google-containers/", "registry.k8s.io"),
    retired("gcr.io", "/google_containers/", "registry.k8s.io"),
    retired("docker.pkg.github.com", "", "ghcr.io"),
    retired("git.io", "", "the address behind the short one"),
];

/// Addons, and the types of components that they bring.
const BROUGHT: [(&str, &[&str]); 1] = [("fluxcd", &["helm", "kustomize"])];

/// Checks what the addon gives.
pub(super) fn check(
    name: &str,
    icon: &str,
    dependencies: &[Dependency],
    inspection: &Inspection,
    texts: &[File<'_>],
    report: &mut Report,
) {
    let mut checker = Checker {
        name,
        texts,
        report,
        objects: BTreeSet::new(),
        complete: inspection.rendered.is_some(),
    };
    checker.icon(icon);
    let mut names = BTreeSet::new();
    for component in &inspection.components {
        checker.component(component);
        if let Some(name) = component.text_of("name").filter(|name| !name.is_empty())
            && !names.insert(name)
        {
            let message = format!("two components are called `{name}`");
            let at = component.get("name").unwrap_or(component);
            checker.add(Rule::DuplicateComponent, at, message);
        }
    }
    for object in &inspection.objects {
        checker.object(object);
        checker.texts_below(object);
    }
    for definition in &inspection.definitions {
        checker.object(definition);
    }
    checker.same_definitions(inspection);
    checker.kinds_of_definitions(inspection);
    checker.types(inspection, dependencies);
}

struct Checker<'a> {
    name: &'a str,
    texts: &'a [File<'a>],
    report: &'a mut Report,
    /// The objects met, by kind and name.
    objects: BTreeSet<[String; 4]>,
    /// Everything rendered, so that what is missing is missing.
    complete: bool,
}

impl<'a> Checker<'a> {
    fn add(&mut self, rule: Rule, at: &Tree, message: impl Into<String>) {
        self.add_at(rule, at.place.as_ref(), message);
    }

    fn add_at(&mut self, rule: Rule, place: Option<&FilePlace>, message: impl Into<String>) {
        let (file, at) = self.place(place);
        self.report.add(rule, &file, at, message);
    }

    /// Returns the file and the bytes of a place; the start of metadata.yaml when it has none.
    fn place(&self, place: Option<&FilePlace>) -> (File<'a>, (usize, usize)) {
        let file = place.and_then(|place| self.texts.iter().find(|it| it.path == place.file));
        if let (Some(file), Some(place)) = (file, place) {
            return (*file, (place.start, place.end));
        }
        let metadata = self.texts.iter().find(|it| it.path == METADATA);
        let none = File {
            path: METADATA,
            text: "",
        };
        (metadata.copied().unwrap_or(none), (0, 0))
    }

    fn icon(&mut self, icon: &str) {
        let Some(retired) = find_retired(icon) else {
            return;
        };
        let Some(file) = self.texts.iter().find(|file| file.path == METADATA) else {
            return;
        };
        let node = addon_yaml::load(file.text, &addon_yaml::Options::go()).ok();
        let at = node
            .as_ref()
            .and_then(|node| metadata::entry(node, "icon"))
            .map_or((0, 0), |entry| metadata::bytes(&entry.value, file.text));
        let message = format!("the icon comes from {}, which is retired", retired.host);
        self.report.add(Rule::RetiredHost, file, at, message);
        self.report.advise(format!("use {}", retired.instead));
    }

    /// Looks at a component of the Application.
    fn component(&mut self, component: &Tree) {
        let kind = component.text_of("type").unwrap_or_default();
        let Some(properties) = component.get("properties") else {
            return;
        };
        match kind {
            "k8s-objects" => {
                let objects = properties.get("objects").map_or(&[][..], Tree::items);
                for object in objects {
                    self.object(object);
                }
            }
            "raw" => self.object(properties),
            "helm" => {
                if let Some(chart) = properties
                    .get("chart")
                    .filter(|it| it.as_text() == Some(self.name))
                {
                    let message = format!(
                        "the addon and the chart that it uses are both called `{}`",
                        self.name
                    );
                    self.add(Rule::SameNameAsChart, chart, message);
                }
            }
            _ => {}
        }
        self.texts_below(component);
    }

    /// Looks at all texts below a value.
    fn texts_below(&mut self, tree: &Tree) {
        // Custom resource definitions hold prose and types, not values.
        if tree.text_of("kind") == Some("CustomResourceDefinition") {
            return;
        }
        match &tree.kind {
            TreeKind::Text(text) => {
                let (file, at) = self.place(tree.place.as_ref());
                address(text, &file, at, self.report);
            }
            TreeKind::List(items) => {
                for item in items {
                    self.texts_below(item);
                }
            }
            TreeKind::Map(entries) => {
                for (name, value) in entries {
                    if name == "image" {
                        self.image(value, tree);
                    }
                    self.texts_below(value);
                }
            }
            TreeKind::Other(_) => {}
        }
    }

    /// Looks at an image: a reference, or a struct with a tag as charts have it.
    fn image(&mut self, image: &Tree, around: &Tree) {
        if image.text_of("tag") == Some("latest") {
            let at = image.get("tag").unwrap_or(image);
            return self.add(
                Rule::ImageLatest,
                at,
                "the image is taken by the tag `latest`",
            );
        }
        let Some(reference) = image.as_text() else {
            return;
        };
        if reference != SAMPLE && !TAGS.iter().any(|key| around.get(key).is_some()) {
            let (file, at) = self.place(image.place.as_ref());
            self::image(reference, &file, at, self.report);
        }
    }

    /// Looks at a Kubernetes object.
    fn object(&mut self, object: &Tree) {
        let kind = object.text_of("kind").unwrap_or_default().to_owned();
        if kind.ends_with("List") && object.get("items").is_some() {
            for item in object.get("items").map_or(&[][..], Tree::items) {
                self.object(item);
            }
            return;
        }
        for key in ["apiVersion", "kind"] {
            if self.complete && object.text_of(key).is_none_or(str::is_empty) {
                self.add(
                    Rule::RefusedObject,
                    object,
                    format!("the object has no `{key}`"),
                );
            }
        }
        let none = Tree {
            kind: TreeKind::Map(Vec::new()),
            place: object.place.clone(),
        };
        let metadata = object.get("metadata").unwrap_or(&none);
        self.metadata(&kind, metadata);
        let maps: &[&str] = match kind.as_str() {
            "ConfigMap" => &["data", "binaryData"],
            "Secret" => &["data", "stringData"],
            _ => &[],
        };
        for map in maps {
            if let Some(map_tree) = object.get(map) {
                self.text_map(map, map_tree);
            }
        }
        let text = |key: &str| metadata.text_of(key).unwrap_or_default().to_owned();
        let version = object.text_of("apiVersion").unwrap_or_default().to_owned();
        let (name, namespace) = (text("name"), text("namespace"));
        if !name.is_empty()
            && !self
                .objects
                .insert([version, kind.clone(), namespace, name.clone()])
        {
            let at = metadata.get("name").unwrap_or(object).clone();
            let message = format!("two objects are the {kind} `{name}`");
            self.add(Rule::DuplicateObject, &at, message);
        }
    }

    fn metadata(&mut self, kind: &str, metadata: &Tree) {
        let name = metadata.get("name");
        let generated = metadata.get("generateName").is_some();
        match name.map(|name| (name, name.as_text())) {
            Some((tree, Some(name))) => {
                let is_role = kind.contains("Role");
                let usable = !name.is_empty()
                    && name.len() <= 253
                    && (is_role
                        || name.chars().all(|c| {
                            c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.')
                        }));
                if !usable {
                    let message = format!("`{name}` cannot be the name of an object");
                    self.add(Rule::RefusedObject, tree, message);
                }
            }
            Some((tree, None)) => {
                let message = format!("`metadata.name` is {}, but must be text", tree.kind_name());
                self.add(Rule::RefusedObject, tree, message);
            }
            None if self.complete && !generated => {
                let message = format!("the {kind} has no `metadata.name`");
                self.add(Rule::RefusedObject, metadata, message);
            }
            None => {}
        }
        for map in ["labels", "annotations"] {
            if let Some(tree) = metadata.get(map) {
                self.text_map(&format!("metadata.{map}"), tree);
            }
        }
    }

    /// Complains about values that a cluster wants to be text.
    fn text_map(&mut self, path: &str, map: &Tree) {
        for (key, value) in map.entries() {
            let is_null = value.kind_name() == "null";
            let is_text = matches!(value.kind_name(), "text" | "bytes") || is_null;
            if !is_text {
                let message = format!("`{path}.{key}` is {}, but must be text", value.kind_name());
                self.add(Rule::RefusedObject, value, message);
                self.report.advise("put the value in quotes");
            }
        }
    }

    /// Complains about objects that KubeVela takes for no definition.
    fn kinds_of_definitions(&mut self, inspection: &Inspection) {
        let rendered = inspection.rendered.iter();
        for definition in rendered.flat_map(|it| &it.definitions) {
            let kind = DefinitionKind::of_object(definition.kind());
            if kind.is_some_and(|kind| kind != DefinitionKind::Workload) {
                continue;
            }
            let place = definition.file.as_ref().map(|file| FilePlace {
                file: file.clone(),
                start: 0,
                end: 0,
            });
            let message = format!("a {} is no definition that `vela` takes", definition.kind());
            self.add_at(Rule::NoDefinition, place.as_ref(), message);
        }
    }

    /// Complains about components of types that a missing dependency brings.
    fn types(&mut self, inspection: &Inspection, dependencies: &[Dependency]) {
        for (addon, types) in BROUGHT {
            let brings = self.name == addon || dependencies.iter().any(|it| it.name == addon);
            let own = |name: &str| {
                let rendered = inspection.rendered.iter();
                let mut all = rendered.flat_map(|it| &it.definitions);
                all.any(|definition| definition.name() == name)
            };
            if brings {
                continue;
            }
            let of_type = inspection.components.iter().find_map(|component| {
                let value = component.get("type")?;
                let name = value.as_text()?;
                (types.contains(&name) && !own(name)).then_some((value, name))
            });
            if let Some((value, name)) = of_type {
                let message = format!("components of type `{name}` need the addon `{addon}`");
                self.add(Rule::MissingDependency, value, message);
            }
        }
    }

    /// Complains about definitions of the same kind and name.
    fn same_definitions(&mut self, inspection: &Inspection) {
        let Some(rendered) = &inspection.rendered else {
            return;
        };
        let mut files: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        for definition in &rendered.definitions {
            let file = definition.file.as_deref().unwrap_or_default();
            let Some(first) = files.insert((definition.kind(), definition.name()), file) else {
                continue;
            };
            let (kind, name) = (definition.kind(), definition.name());
            // Those in YAML have been compared with each other as objects.
            let is_yaml = |file: &str| !file.ends_with(".cue");
            if is_yaml(first) && is_yaml(file) {
                continue;
            }
            let place = FilePlace {
                file: file.to_owned(),
                start: 0,
                end: 0,
            };
            let message = format!("the {kind} `{name}` is in `{first}`, too");
            self.add_at(Rule::DuplicateObject, Some(&place), message);
        }
    }
}

/// Complains about an image that may be another one tomorrow.
pub(super) fn image(reference: &str, file: &File<'_>, at: (usize, usize), report: &mut Report) {
    let plain = !reference.is_empty()
        && reference
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-_/:@".contains(c));
    if !plain || reference.contains('@') {
        return;
    }
    let last = reference.rsplit('/').next().unwrap_or(reference);
    match last.split_once(':') {
        Some((_, "latest")) => {
            let message = format!("the image `{reference}` is taken by the tag `latest`");
            report.add(Rule::ImageLatest, file, at, message);
        }
        Some(_) => {}
        None => {
            let message = format!("the image `{reference}` has neither tag nor digest");
            report.add(Rule::ImageWithoutTag, file, at, message);
        }
    }
}

/// Complains about an address or image of a host that is retired.
pub(super) fn address(text: &str, file: &File<'_>, at: (usize, usize), report: &mut Report) {
    if let Some(retired) = find_retired(text) {
        let message = format!("{} is retired", retired.host);
        report.add(Rule::RetiredHost, file, at, message);
        report.advise(format!("use {}", retired.instead));
    }
}

/// Finds the retired host that a text is an address or an image of.
fn find_retired(text: &str) -> Option<&'static Retired> {
    let text = text.trim();
    if text.contains(char::is_whitespace) {
        return None;
    }
    let rest = ["https://", "http://", "oci://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .unwrap_or(text);
    RETIRED.iter().find(|retired| {
        rest.strip_prefix(retired.host).is_some_and(|path| {
            let bounded = path.is_empty() || path.starts_with(['/', ':']);
            bounded && path.starts_with(retired.path)
        })
    })
}
