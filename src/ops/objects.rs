//! The Kubernetes objects that an addon brings about, each with the way that leads to it.
//!
//! Some are rendered as they are; others lie inside components of the Application, where KubeVela
//! takes them from.

use serde_json::{Map, Value};

use crate::{
    addon::FileTree,
    config::system_namespace,
    render::{self, Rendered, Source},
};

/// An object and what it lies in, outermost first.
#[derive(Clone, Debug)]
pub struct Placed<'a> {
    /// The object.
    pub value: &'a Value,
    /// The way to it, such as a component and its type.
    pub way: Vec<String>,
}

/// A component of the Application.
#[derive(Clone, Copy, Debug)]
pub struct Component<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type.
    pub kind: &'a str,
    /// All of it.
    pub value: &'a Value,
}

impl Component<'_> {
    /// Says what it is, in a few words.
    pub fn shown(&self) -> String {
        format!("component {} ({})", self.name, self.kind)
    }
}

/// Renders an addon as it is enabled without arguments.
pub fn render_plainly(files: &FileTree, registry: &str) -> render::Result<(Source, Rendered)> {
    let source = Source::from_files(files)?;
    let namespace = system_namespace();
    let options = render::Options {
        namespace: &namespace,
        registry,
        arguments: &Map::new(),
        clusters: None,
        upgrade: false,
    };
    let rendered = render::render(&source, &options)?;
    Ok((source, rendered))
}

/// Lists the components of the Application.
pub fn components(rendered: &Rendered) -> impl Iterator<Item = Component<'_>> {
    let components = rendered.application.value["spec"]["components"].as_array();
    components.into_iter().flatten().map(|value| Component {
        name: value["name"].as_str().unwrap_or_default(),
        kind: value["type"].as_str().unwrap_or_default(),
        value,
    })
}

/// Lists all objects, those inside components included; the Application itself is not one.
pub fn objects(rendered: &Rendered) -> Vec<Placed<'_>> {
    let mut found = Vec::new();
    for component in components(rendered) {
        let properties = &component.value["properties"];
        let way = vec![component.shown()];
        match component.kind {
            "k8s-objects" => {
                for object in properties["objects"].as_array().into_iter().flatten() {
                    add(object, way.clone(), &mut found);
                }
            }
            "raw" => add(properties, way, &mut found),
            _ => {}
        }
    }
    for object in rendered.objects().skip(1) {
        let way = object.file.iter().map(|file| format!("file {file}"));
        add(&object.value, way.collect(), &mut found);
    }
    found
}

/// Adds an object, or the items of a list.
fn add<'a>(value: &'a Value, mut way: Vec<String>, found: &mut Vec<Placed<'a>>) {
    let kind = value["kind"].as_str().unwrap_or_default();
    if kind.ends_with("List")
        && let Some(items) = value["items"].as_array()
    {
        for item in items {
            add(item, way.clone(), found);
        }
        return;
    }
    if !kind.is_empty() {
        let name = value["metadata"]["name"].as_str().unwrap_or_default();
        way.push(format!("{kind} {name}").trim_end().to_owned());
        found.push(Placed { value, way });
    }
}
