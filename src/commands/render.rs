//! `addon render`

use std::borrow::Cow;

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::{
    godef::{self, GodefArgs},
    parameters::ParameterArgs,
    source,
};
use crate::{
    config::system_namespace,
    context::Context,
    exit::ExitCode,
    render::{
        self, Arguments, Finding, Object, Options, Platform, Rendered, Schema, Source, Warning,
    },
    ui::{print_json, print_yaml},
};

/// Print the Kubernetes objects that enabling an addon creates
///
/// No cluster is asked. What is printed can be piped to `kubectl apply -f -`; status lines and
/// warnings go to standard error.
#[derive(clap::Args, Debug)]
pub(crate) struct RenderArgs {
    /// The addon: a folder, a package, NAME or REGISTRY/NAME@VERSION
    #[arg(value_name = "SOURCE")]
    source: String,
    #[command(flatten)]
    parameters: ParameterArgs,
    /// Version, or a constraint on it, of an addon from a registry
    #[arg(long, short, value_name = "VERSION")]
    version: Option<String>,
    /// Form of the objects
    #[arg(long, short, value_enum, default_value_t)]
    output: Form,
    #[command(flatten)]
    godef: GodefArgs,
    /// Print one part only
    #[arg(long, value_enum, value_name = "PART")]
    show: Option<Part>,
    /// Check that the addon runs on this version of Kubernetes
    #[arg(long, value_name = "VERSION")]
    kube_version: Option<String>,
    /// Check that the addon runs on this version of KubeVela
    #[arg(long, value_name = "VERSION")]
    vela_version: Option<String>,
}

/// The forms of objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// YAML documents
    #[default]
    Yaml,
    /// A JSON object of kind List
    Json,
}

/// The parts of an addon that can be printed alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The Application
    Application,
    /// The definitions
    Definitions,
    /// What the template gives beside the Application
    Resources,
    /// The config maps of config templates
    ConfigTemplates,
    /// The config maps of UI schemas
    Schemas,
    /// The views
    Views,
    /// The text shown after enabling
    Notes,
    /// The `OpenAPI` schema of the parameters, in JSON
    Schema,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &RenderArgs) -> anyhow::Result<ExitCode> {
    let arguments = args.parameters.arguments()?;
    let opened = source::open(cx, &args.source, args.version.as_deref())?;
    let mut addon = Source::from_files(&opened.files)?;
    let platform = Platform {
        vela: args.vela_version.clone(),
        kubernetes: args.kube_version.clone(),
    };
    platform.check(&addon.metadata)?;
    if args.show == Some(Part::Schema) {
        let schema = Schema::of(&addon)?.value;
        let schema = schema.unwrap_or_else(|| json!({"type": "object"}));
        print_json(cx.ui.out(), &schema)?;
        return Ok(ExitCode::Success);
    }
    let arguments = resolve(cx, &addon, &arguments)?;
    let namespace = system_namespace();
    let options = Options {
        namespace: &namespace,
        registry: &opened.registry,
        arguments: &arguments,
        clusters: None,
        upgrade: false,
    };
    godef::add_definitions(cx, &opened, &mut addon, args.godef.into())?;
    let rendered = render::render(&addon, &options)?;
    for warning in &rendered.warnings {
        cx.ui.warn(&warning.to_string());
    }
    for Warning { file, message } in &rendered.refusals {
        let place = file
            .as_ref()
            .map_or(String::new(), |file| format!("{file}: "));
        cx.ui
            .warn(&format!("{place}a cluster refuses this: {message}"));
    }
    print(cx, args, &rendered)?;
    Ok(ExitCode::Success)
}

/// Gives arguments the types that the parameters want, and warns of those that are none.
pub(crate) fn resolve(
    cx: &mut Context<'_>,
    addon: &Source,
    arguments: &Arguments,
) -> anyhow::Result<Map<String, Value>> {
    let schema = if arguments.is_empty() {
        Schema { value: None }
    } else {
        Schema::of(addon)?
    };
    let values = arguments.resolve(schema.value.as_ref());
    for finding in schema.check(&values) {
        warn_of_unknown(cx, addon, finding);
    }
    let options = Options {
        namespace: &system_namespace(),
        registry: source::LOCAL,
        arguments: &values,
        clusters: None,
        upgrade: false,
    };
    render::check_arguments(addon, &options, arguments)?;
    Ok(values)
}

fn warn_of_unknown(cx: &mut Context<'_>, addon: &Source, finding: Finding) {
    // Every addon that is deployed to clusters takes this one, parameter or not.
    let Finding::Unknown { name, similar } = finding else {
        return;
    };
    if name == "clusters" {
        return;
    }
    let addon = &addon.metadata.name;
    let advice = similar.map_or(String::new(), |name| format!("; did you mean `{name}`?"));
    cx.ui
        .warn(&format!("`{name}` is no parameter of {addon}{advice}"));
}

fn print(cx: &mut Context<'_>, args: &RenderArgs, rendered: &Rendered) -> anyhow::Result<()> {
    // What goes to a cluster must pass its validation; a part alone is shown as the addon has it.
    let whole = args.show.is_none();
    let objects: Vec<&Object> = match args.show {
        Some(Part::Notes) => {
            if let Some(notes) = &rendered.notes {
                cx.ui.line(notes)?;
            }
            return Ok(());
        }
        None | Some(Part::Schema) => rendered.objects().collect(),
        Some(Part::Application) => vec![&rendered.application],
        Some(Part::Definitions) => wanted(rendered, &rendered.definitions),
        Some(Part::Resources) => wanted(rendered, &rendered.outputs),
        Some(Part::ConfigTemplates) => wanted(rendered, &rendered.config_templates),
        Some(Part::Schemas) => wanted(rendered, &rendered.ui_schemas),
        Some(Part::Views) => wanted(rendered, &rendered.views),
    };
    match args.output {
        Form::Yaml => print_documents(cx, &objects, whole),
        Form::Json => {
            let values = objects.iter().map(|object| value(object, whole));
            let items: Vec<Cow<'_, Value>> = values.collect();
            let list = json!({"apiVersion": "v1", "kind": "List", "items": items});
            print_json(cx.ui.out(), &list)
        }
    }
}

fn wanted<'a>(rendered: &Rendered, objects: &'a [Object]) -> Vec<&'a Object> {
    let wanted = objects.iter().filter(|object| rendered.is_wanted(object));
    wanted.collect()
}

fn value(object: &Object, known: bool) -> Cow<'_, Value> {
    if known {
        object.known()
    } else {
        Cow::Borrowed(&object.value)
    }
}

/// Prints objects as YAML documents; `known` leaves out what a cluster would not accept.
pub(crate) fn print_documents(
    cx: &mut Context<'_>,
    objects: &[&Object],
    known: bool,
) -> anyhow::Result<()> {
    for (index, object) in objects.iter().enumerate() {
        if index > 0 {
            cx.ui.line("---")?;
        }
        print_yaml(cx.ui.out(), &value(object, known))?;
    }
    Ok(())
}
