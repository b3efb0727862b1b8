//! Definitions: the kinds of components, traits, policies and steps that an addon brings.
//!
//! Follows `vela-addon-behaviour.md` 8.9 and `cue-engine.md` 3.1. A definition in CUE is a field of
//! metadata and a template; the template is not evaluated but formatted, and becomes text.

use cue::{
    Definition,
    diag::Code,
    limits::Limits,
    source::Source as Text,
    split_definition,
    syntax::ast::{Decl, Expr, Field, LabelKind},
};
use serde_json::{Map, Value, json};

use super::{
    Warning,
    cue::{Instance, failure, label_text},
    error::{Faults, Result},
    kinds::{API_VERSION, DefinitionKind},
    object::{Object, annotate, entry},
    shape::{Fault, FaultKind, Path, Step, read},
    source::{Source, TextFile, YAML},
    status::{self, Printed},
    yaml,
};

const TASK: &str = "cannot make a definition";

/// Renders all definitions: those in YAML first, as KubeVela does.
pub(super) fn render(
    source: &Source,
    namespace: &str,
    warnings: &mut Vec<Warning>,
    refusals: &mut Vec<Warning>,
) -> Result<Vec<Object>> {
    let (yaml, cue): (Vec<_>, Vec<_>) = source
        .definitions
        .iter()
        .partition(|file| file.has_extension(&YAML));
    let mut definitions = Vec::new();
    for file in yaml {
        definitions.push(from_yaml(file, namespace, warnings, refusals)?);
    }
    for file in cue {
        definitions.push(from_cue(file, namespace, refusals)?);
    }
    Ok(definitions)
}

/// Makes the object of a definition in YAML.
pub(super) fn from_yaml(
    file: &TextFile,
    namespace: &str,
    warnings: &mut Vec<Warning>,
    refusals: &mut Vec<Warning>,
) -> Result<Object> {
    let document = yaml::read(TASK, file, warnings)?;
    if !document.value.is_object() {
        let mut faults = Faults::in_text(TASK, &file.path, &file.text);
        faults.add(Code::Type, "it holds no object", Some((0, 0)), None);
        return Err(faults.into());
    }
    let mut value = document.value.clone();
    entry(&mut value, "metadata")["namespace"] = namespace.into();
    let mut definition = Object::from_file(value, &file.path);
    let Some(kind) = DefinitionKind::of_object(definition.kind()) else {
        return Ok(definition);
    };
    let place = |path: &Path| {
        let text = Text::new(file.path.as_str(), file.text.as_str());
        position(&text, document.place(path).map_or(0, |(start, _)| start))
    };
    let api_version = definition.value["apiVersion"].as_str().unwrap_or_default();
    if api_version != API_VERSION {
        refusals.push(Warning {
            file: Some(place(&Path::default().key("apiVersion"))),
            message: format!(
                "`apiVersion` is {api_version:?}, but a {} has only {API_VERSION:?}",
                definition.kind()
            ),
        });
    }
    let mut faults = Vec::new();
    let path = Path::default().key("spec");
    read(&definition.value["spec"], kind.spec(), &path, &mut faults);
    for fault in faults {
        let warning = Warning {
            file: Some(place(&fault.path)),
            message: match fault.kind {
                FaultKind::Unknown { .. } => {
                    format!("the {fault} is left out, a {} has none", definition.kind())
                }
                FaultKind::WrongType { .. } => fault.to_string(),
            },
        };
        match fault.kind {
            FaultKind::Unknown { .. } => {
                definition.unknown.push(fault.path);
                warnings.push(warning);
            }
            FaultKind::WrongType { .. } => refusals.push(warning),
        }
    }
    let spec = place(&path);
    refuse_incomplete(&definition, &spec, refusals);
    Ok(definition)
}

/// Tells of fields without which the API server refuses a definition.
fn refuse_incomplete(definition: &Object, place: &str, refusals: &mut Vec<Warning>) {
    let kind = DefinitionKind::of_object(definition.kind());
    for name in kind.map_or(&[][..], DefinitionKind::required) {
        if definition.value["spec"][name].is_null() {
            refusals.push(Warning {
                file: Some(place.to_owned()),
                message: format!(
                    "{} `{}` lacks `spec.{name}`",
                    definition.kind(),
                    definition.name()
                ),
            });
        }
    }
}

/// Makes the object of a definition in CUE.
pub(super) fn from_cue(
    file: &TextFile,
    namespace: &str,
    refusals: &mut Vec<Warning>,
) -> Result<Object> {
    let text = Text::new(file.path.as_str(), file.text.as_str());
    let Definition {
        name,
        metadata: field,
        template,
    } = split_definition(&text, &Limits::default())
        .map_err(|diagnostics| failure(TASK, diagnostics, vec![text.clone()]))?;
    let mut faults = Faults::in_text(TASK, &file.path, &file.text);
    let printed = status::print(&field, &text);
    let alone = blank_around(&file.text, &field, &printed);
    let instance = Instance::single(TASK, &file.path, &alone)?;
    let metadata = instance.export(&[&name])?.unwrap_or(Value::Null);
    let kind_name = metadata["type"].as_str().unwrap_or_default();
    let Some(kind) = DefinitionKind::of_type(kind_name) else {
        let path = Path::default().key("type");
        let place = place_in(&field.value, &path.0).unwrap_or_else(|| field_place(&field));
        let names: Vec<_> = DefinitionKind::ALL.map(DefinitionKind::type_name).to_vec();
        let help = format!("the types are {}", names.join(", "));
        let message = format!("invalid type {kind_name}");
        faults.add(Code::Type, message, Some(place), Some(help));
        return Err(faults.into());
    };
    let mut spec = match &metadata["attributes"] {
        Value::Object(attributes) => attributes.clone(),
        _ => Map::new(),
    };
    for Printed { name, text, .. } in printed {
        if let Some(Value::Object(status)) = spec.get_mut("status") {
            status.insert(name.to_owned(), Value::String(text));
        }
    }
    check_spec(kind, &spec, &field, &mut faults);
    check_status(&spec, &field, &mut faults);
    if !faults.diagnostics.0.is_empty() {
        return Err(faults.into());
    }
    let mut spec_value = Value::Object(std::mem::take(&mut spec));
    let schematic = entry(&mut spec_value, "schematic");
    entry(schematic, "cue")["template"] = Value::String(template);
    let value = json!({
        "apiVersion": API_VERSION,
        "kind": kind.object_kind(),
        "metadata": {
            "name": name,
            "namespace": namespace,
            "annotations": annotations(&metadata),
            "labels": custom(&metadata["labels"]),
        },
        "spec": spec_value,
    });
    let definition = Object::from_file(value, &file.path);
    let path = Path::default().key("attributes");
    let (start, _) = place_in(&field.value, &path.0).unwrap_or_else(|| field_place(&field));
    refuse_incomplete(&definition, &position(&text, start), refusals);
    Ok(definition)
}

/// Returns `file:line:column` of an offset.
fn position(text: &Text, offset: usize) -> String {
    let (line, column) = text.line_column(u32::try_from(offset).unwrap_or(u32::MAX));
    format!("{}:{line}:{column}", text.name)
}

fn annotations(metadata: &Value) -> Value {
    let mut annotations = custom(&metadata["annotations"]);
    for key in ["alias", "description"] {
        if let Some(text) = metadata[key].as_str() {
            annotations.insert(format!("definition.oam.dev/{key}"), text.into());
        }
    }
    Value::Object(annotations)
}

/// Returns labels or annotations with the prefix that KubeVela gives to those of users.
fn custom(entries: &Value) -> Map<String, Value> {
    let entries = entries.as_object().into_iter().flatten();
    entries
        .map(|(key, value)| {
            let key = if key.contains("oam.dev") {
                key.clone()
            } else {
                format!("custom.definition.oam.dev/{key}")
            };
            (key, value.clone())
        })
        .collect()
}

/// Checks the attributes against the kind, which KubeVela does strictly.
fn check_spec(kind: DefinitionKind, spec: &Map<String, Value>, field: &Field, faults: &mut Faults) {
    let mut found = Vec::new();
    let path = Path::default().key("attributes");
    read(&Value::Object(spec.clone()), kind.spec(), &path, &mut found);
    for Fault { path, kind: what } in found {
        let place = place_in(&field.value, &path.0).unwrap_or_else(|| field_place(field));
        let help = match &what {
            FaultKind::Unknown {
                similar: Some(name),
            } => Some(format!("did you mean `{name}`?")),
            FaultKind::Unknown { similar: None } => {
                Some(format!("a {} has no such field", kind.object_kind()))
            }
            FaultKind::WrongType { .. } => None,
        };
        let message = Fault { path, kind: what }.to_string();
        faults.add(Code::NotAllowed, message, Some(place), help);
    }
}

/// Returns the text with only a field left in it, so that places stay what they are.
///
/// Status fields that are printed instead of evaluated become empty texts.
fn blank_around(text: &str, field: &Field, printed: &[Printed]) -> String {
    let label = match &field.label.kind {
        LabelKind::Ident(ident) => ident.pos.span,
        LabelKind::Basic(literal) => literal.pos.span,
        _ => field.colon.span,
    };
    let kept = label.start as usize..field.value.span().end as usize;
    text.char_indices()
        .flat_map(|(at, c)| {
            let inside = printed.iter().find(|it| it.place.contains(&at));
            let shown = match inside {
                Some(it) if at == it.place.start || at == it.place.start + 1 => '"',
                Some(_) if c != '\n' => ' ',
                None if c != '\n' && !kept.contains(&at) => ' ',
                _ => c,
            };
            let count = if shown == c { 1 } else { c.len_utf8() };
            std::iter::repeat_n(shown, count)
        })
        .collect()
}

/// Checks the texts that the controller evaluates to tell how a component is.
fn check_status(spec: &Map<String, Value>, field: &Field, faults: &mut Faults) {
    let texts = spec.get("status").and_then(Value::as_object);
    for (name, text) in texts.into_iter().flatten() {
        let Some(message) = status::fault(name, text.as_str().unwrap_or_default()) else {
            continue;
        };
        let path = Path::default().key("attributes").key("status").key(name);
        let place = place_in(&field.value, &path.0).unwrap_or_else(|| field_place(field));
        faults.add(Code::Missing, message, Some(place), None);
    }
}

/// Returns the bytes of the label of a field.
fn field_place(field: &Field) -> (usize, usize) {
    let span = field.label.span();
    (span.start as usize, span.end as usize)
}

/// Finds the field at a path in the text of an expression.
pub(super) fn place_in(expr: &Expr, path: &[Step]) -> Option<(usize, usize)> {
    let (step, rest) = path.split_first()?;
    match (expr, step) {
        (Expr::Struct(literal), Step::Key(name)) => literal.decls.iter().find_map(|decl| {
            let Decl::Field(field) = decl else {
                return None;
            };
            if label_text(field).as_ref() != Some(name) {
                return None;
            }
            place_in(&field.value, rest).or_else(|| Some(field_place(field)))
        }),
        (Expr::List(list), Step::Index(index)) => {
            let item = list.elements.get(*index)?;
            let span = item.span();
            place_in(item, rest).or(Some((span.start as usize, span.end as usize)))
        }
        _ => None,
    }
}

/// Names the definitions in annotations of the Application, by which KubeVela finds who brought them.
pub(super) fn list_in_annotations(
    application: &mut Value,
    definitions: &[Object],
    warnings: &mut Vec<Warning>,
) {
    let wanted: Vec<_> = definitions
        .iter()
        .filter(|definition| super::is_wanted(application, definition))
        .collect();
    for kind in DefinitionKind::ALL {
        let Some(annotation) = kind.annotation() else {
            continue;
        };
        let names: Vec<_> = wanted
            .iter()
            .filter(|definition| definition.kind() == kind.object_kind())
            .map(|definition| definition.name())
            .collect();
        if !names.is_empty() {
            annotate(application, "annotations", annotation, &names.join(","));
        }
    }
    for definition in wanted {
        let listed = DefinitionKind::of_object(definition.kind())
            .and_then(DefinitionKind::annotation)
            .is_some();
        if !listed {
            warnings.push(Warning {
                file: definition.file.clone(),
                message: format!(
                    "KubeVela itself refuses an addon with a {} among its definitions",
                    definition.kind()
                ),
            });
        }
    }
}
