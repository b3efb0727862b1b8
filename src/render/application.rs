//! The Application of an addon: from its template, with what every addon gets.
//!
//! Follows `vela-addon-behaviour.md` 8.8.

use serde_json::{Map, Value, json};

use super::{
    Options, Warning,
    cue::Instance,
    error::{Error, Faults, Result},
    kinds::{API_VERSION, APPLICATION, COMPONENT},
    object::{Object, annotate, entry},
    shape::{Fault, FaultKind, Path, kind_of, read},
    source::{CUE, Source, Template, TextFile, YAML},
    yaml,
};

/// What a template gives.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) application: Value,
    pub(super) outputs: Vec<Object>,
}

/// Renders the template and adds components and policies.
pub(super) fn render(
    source: &Source,
    options: &Options<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Parts> {
    let (mut application, mut outputs) = match &source.template {
        Template::Cue(template) => from_cue(source, template, options, warnings)?,
        Template::Yaml(template) => (from_yaml(template, warnings)?, Vec::new()),
        Template::None => (Value::Null, Vec::new()),
    };
    complete(&mut application, source, options, warnings);
    for output in &mut outputs {
        mark(&mut output.value, source);
    }
    let mut components = components(source, options, warnings)?;
    let spec = entry(&mut application, "spec");
    let mut all = match spec["components"].take() {
        Value::Array(components) => components,
        _ => Vec::new(),
    };
    all.append(&mut components);
    spec["components"] = Value::Array(all);
    if !matches!(source.template, Template::Cue(_)) {
        add_topology(spec, source, options)?;
    }
    Ok(Parts {
        application,
        outputs,
    })
}

/// Gives the Application the name, place and labels that KubeVela finds it by.
fn complete(
    application: &mut Value,
    source: &Source,
    options: &Options<'_>,
    warnings: &mut Vec<Warning>,
) {
    let given = std::mem::take(application);
    let mut metadata = given["metadata"].clone();
    let name = application_name(&source.metadata.name);
    for (key, wanted) in [("name", name.as_str()), ("namespace", options.namespace)] {
        let found = metadata[key].as_str().unwrap_or_default();
        let usual = found.is_empty() || found == wanted || found == source.metadata.name;
        if !usual {
            warnings.push(Warning {
                file: None,
                message: format!("the Application's {key} `{found}` is changed to `{wanted}`"),
            });
        }
    }
    let metadata_map = match &mut metadata {
        Value::Object(entries) => std::mem::take(entries),
        _ => Map::new(),
    };
    let mut ordered = Map::new();
    ordered.insert("name".into(), Value::String(name));
    ordered.insert("namespace".into(), options.namespace.into());
    for (key, value) in metadata_map {
        ordered.entry(key).or_insert(value);
    }
    *application = json!({
        "apiVersion": API_VERSION,
        "kind": "Application",
        "metadata": ordered,
        "spec": given["spec"].clone(),
    });
    if let Some(status) = given.get("status").filter(|status| !status.is_null()) {
        application["status"] = status.clone();
    }
    mark(application, source);
    annotate(
        application,
        "labels",
        "addons.oam.dev/registry",
        options.registry,
    );
}

/// Returns the name of the Application of an addon.
pub fn application_name(addon: &str) -> String {
    format!("addon-{addon}")
}

/// Returns the annotation that makes KubeVela run the workflow of an Application anew, and its value.
pub fn publish_version(at: &jiff::Zoned) -> (&'static str, String) {
    let stamp = at.strftime("%Y%m%d%H%M%S");
    let value = format!("addon-{stamp}{:03}", at.millisecond());
    ("app.oam.dev/publishVersion", value)
}

/// Sets the labels that say which addon an object belongs to.
fn mark(object: &mut Value, source: &Source) {
    let metadata = &source.metadata;
    annotate(object, "labels", "addons.oam.dev/name", &metadata.name);
    annotate(
        object,
        "labels",
        "addons.oam.dev/version",
        &metadata.version,
    );
}

fn from_yaml(template: &TextFile, warnings: &mut Vec<Warning>) -> Result<Value> {
    const TASK: &str = "cannot read the Application";
    let document = yaml::read(TASK, template, warnings)?;
    let mut faults = Faults::in_text(TASK, &template.path, &template.text);
    if document.value["kind"]
        .as_str()
        .unwrap_or_default()
        .is_empty()
    {
        let message = if document.value.is_null() {
            "template (template.yaml) missing"
        } else {
            "it has no `kind`"
        };
        faults.add(cue::diag::Code::Missing, message, Some((0, 0)), None);
        return Err(faults.into());
    }
    let mut found = Vec::new();
    let value = read(&document.value, &APPLICATION, &Path::default(), &mut found);
    for fault in wrong_types(found) {
        let place = document.place(&fault.path);
        faults.add(cue::diag::Code::Type, fault.to_string(), place, None);
    }
    if !faults.diagnostics.0.is_empty() {
        return Err(faults.into());
    }
    Ok(value)
}

/// Leaves out unknown fields, which KubeVela drops.
fn wrong_types(faults: Vec<Fault>) -> impl Iterator<Item = Fault> {
    faults
        .into_iter()
        .filter(|fault| matches!(fault.kind, FaultKind::WrongType { .. }))
}

fn from_cue(
    source: &Source,
    template: &TextFile,
    options: &Options<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<(Value, Vec<Object>)> {
    let instance = Instance::template(source, template, options)?;
    warnings.append(&mut instance.warnings());
    let output = instance.export(&["output"])?.ok_or_else(|| {
        instance.fault(
            template,
            "render app from output field from CUE: failed to lookup value: var(path=output) not exist",
        )
    })?;
    let mut found = Vec::new();
    let application = read(&output, &APPLICATION, &Path::default(), &mut found);
    for fault in found {
        match fault.kind {
            FaultKind::Unknown { .. } => warnings.push(Warning {
                file: Some(template.path.clone()),
                message: format!("KubeVela drops {fault} of the Application"),
            }),
            FaultKind::WrongType { .. } => {
                return Err(instance.fault(template, &format!("output: {fault}")));
            }
        }
    }
    let mut outputs = Vec::new();
    for (name, value) in instance.export_structs("outputs")? {
        let mut object = Object::from_file(value, &template.path);
        annotate(
            &mut object.value,
            "labels",
            "addons.oam.dev/auxiliary-name",
            &name,
        );
        outputs.push(object);
    }
    Ok((application, outputs))
}

/// Makes the components that do not come from the template.
fn components(
    source: &Source,
    options: &Options<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Value>> {
    let mut components = Vec::new();
    let namespaces = &source.metadata.need_namespace;
    for namespace in namespaces.iter().filter(|name| *name != options.namespace) {
        components.push(json!({
            "name": format!("{namespace}-namespace"),
            "type": "raw",
            "properties": {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": {"name": namespace},
            },
        }));
    }
    let mut objects = Vec::new();
    for file in source
        .resources
        .iter()
        .filter(|file| file.has_extension(&YAML))
    {
        let document = yaml::read("cannot read a resource", file, warnings)?;
        match document.value {
            Value::Object(_) => objects.push(document.value),
            Value::Null => warnings.push(Warning {
                file: Some(file.path.clone()),
                message: "it is empty and left out".to_owned(),
            }),
            other => {
                let mut faults = Faults::in_text("cannot read a resource", &file.path, &file.text);
                let message = format!("it holds {}, not an object", kind_of(&other));
                faults.add(cue::diag::Code::Type, message, Some((0, 0)), None);
                return Err(faults.into());
            }
        }
    }
    if !objects.is_empty() {
        components.push(json!({
            "name": format!("{}-resources", source.metadata.name),
            "type": "k8s-objects",
            "properties": {"objects": objects},
        }));
    }
    let stand_alone: Vec<_> = source
        .resources
        .iter()
        .filter(|file| file.has_extension(&CUE))
        .collect();
    components.append(&mut cue_components(
        source,
        &stand_alone,
        options,
        warnings,
    )?);
    Ok(components)
}

/// Renders the resources that are not part of the template, each alone.
fn cue_components(
    source: &Source,
    files: &[&TextFile],
    options: &Options<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Value>> {
    let mut components = Vec::new();
    for (file, instance) in Instance::resources(source, files, options)? {
        warnings.append(&mut instance.warnings());
        let Some(output) = instance.export(&["output"])? else {
            continue;
        };
        let mut found = Vec::new();
        let mut component = read(&output, &COMPONENT, &Path::default(), &mut found);
        if let Some(fault) = wrong_types(found).next() {
            return Err(instance.fault(file, &format!("output: {fault}")));
        }
        if component["name"].as_str().is_none_or(str::is_empty) {
            let name = file.name().replace(".cue", "").replace('.', "-");
            entry_of(&mut component, "name", name);
        }
        components.push(component);
    }
    Ok(components)
}

fn entry_of(value: &mut Value, key: &str, text: String) {
    if let Value::Object(entries) = value {
        entries.insert(key.to_owned(), Value::String(text));
    }
}

/// Says where the Application is to run, if the addon wants to be told and does not say so itself.
fn add_topology(spec: &mut Value, source: &Source, options: &Options<'_>) -> Result<()> {
    let deploy_to = source.metadata.deploy_to.clone().unwrap_or_default();
    if !deploy_to.runtime_cluster && !deploy_to.legacy_runtime_cluster {
        return Ok(());
    }
    let policies = spec["policies"].as_array().map_or(&[][..], Vec::as_slice);
    if policies.iter().any(|policy| policy["type"] == "topology") {
        return Ok(());
    }
    let clusters = clusters(options)?;
    let policy = if clusters.is_empty() {
        json!({
            "name": "deploy-addon-to-all-clusters",
            "type": "topology",
            "properties": {"clusterLabelSelector": {}},
        })
    } else {
        json!({
            "name": "deploy-addon-to-specified-clusters",
            "type": "topology",
            "properties": {"clusters": clusters},
        })
    };
    let mut policies = policies.to_vec();
    policies.push(policy);
    spec["policies"] = Value::Array(policies);
    Ok(())
}

/// Returns the clusters of the arguments, `local` among them; none when all are meant.
fn clusters(options: &Options<'_>) -> Result<Vec<String>> {
    let mut clusters = Vec::new();
    match options.arguments.get("clusters") {
        None | Some(Value::Null) => return Ok(clusters),
        Some(Value::Array(items)) => {
            for item in items {
                let name = item.as_str().ok_or(Error::InvalidClusters)?.trim();
                if !name.is_empty() {
                    clusters.push(name.to_owned());
                }
            }
        }
        Some(_) => return Err(Error::InvalidClusters),
    }
    if let Some(known) = options.clusters {
        for name in &clusters {
            if name != "local" && !known.contains(name) {
                return Err(Error::UnknownCluster {
                    name: name.clone(),
                    known: known.to_vec(),
                });
            }
        }
    }
    if !clusters.is_empty() && !clusters.iter().any(|name| name == "local") {
        clusters.push("local".to_owned());
    }
    Ok(clusters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publish_versions_are_times() {
        let at = crate::clock::stamp(Some("1700000000")).expect("valid");
        assert_eq!(
            publish_version(&at),
            (
                "app.oam.dev/publishVersion",
                "addon-20231114221320000".to_owned()
            )
        );
        assert!(crate::clock::stamp(Some("soon")).is_err());
    }
}
