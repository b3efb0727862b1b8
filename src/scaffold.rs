//! The files of a new addon, from `templates/`.
//!
//! Follows `vela-addon-behaviour.md` 4. Everything is made in memory first, so that a wrong flag
//! leaves no half-made folder behind.

use url::Url;

use crate::addon::{AddonName, FileTree};

/// What a new addon is to contain.
#[derive(Clone, Debug, Default)]
pub struct Scaffold {
    /// Leave out the sample resource, definition, schema and view.
    pub no_samples: bool,
    /// A Helm chart that the addon installs.
    pub chart: Option<HelmChart>,
    /// Addresses of manifests that the addon installs.
    pub urls: Vec<String>,
    /// Definitions written in Go; nothing when the addon has none.
    pub godef: Option<GoDefinitions>,
}

/// A chart that an addon installs.
#[derive(Clone, Debug)]
pub struct HelmChart {
    /// Address of its repository.
    pub repository: String,
    /// Its name.
    pub name: String,
    /// Its version, which becomes the addon's.
    pub version: String,
}

/// Names of definitions to start in Go, by kind.
#[derive(Clone, Debug, Default)]
pub struct GoDefinitions {
    pub components: Vec<String>,
    pub traits: Vec<String>,
    pub policies: Vec<String>,
    pub workflow_steps: Vec<String>,
}

/// What cannot be scaffolded. The texts are those of `vela`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "addon name should only cocntain lowercase letters, dashes, and numbers, e.g. some-addon"
    )]
    Name,
    #[error("{url} is not a valid url")]
    Url { url: String },
    #[error(
        "invalid {kind} name: definition name \"{name}\" is invalid: must be a valid Go identifier (letters, digits, underscores, starting with a letter or underscore)"
    )]
    Definition { kind: &'static str, name: String },
}

/// The folders that every addon starts with, empty ones included.
pub const FOLDERS: [&str; 4] = ["resources", "definitions", "schemas", "views"];

const ALWAYS: [(&str, &str); 3] = [
    ("README.md", include_str!("../templates/addon/README.md")),
    (
        "parameter.cue",
        include_str!("../templates/addon/parameter.cue"),
    ),
    (
        "template.cue",
        include_str!("../templates/addon/template.cue"),
    ),
];
const METADATA: &str = include_str!("../templates/addon/metadata.yaml");
const SAMPLES: [(&str, &str); 4] = [
    (
        "resources/myresource.cue",
        include_str!("../templates/addon/resources/myresource.cue"),
    ),
    (
        "definitions/mytrait.cue",
        include_str!("../templates/addon/definitions/mytrait.cue"),
    ),
    (
        "schemas/myschema.yaml",
        include_str!("../templates/addon/schemas/myschema.yaml"),
    ),
    (
        "views/my-view.cue",
        include_str!("../templates/addon/views/my-view.cue"),
    ),
];
const GO_MODULE: [(&str, &str); 2] = [
    (
        "godef/module.yaml",
        include_str!("../templates/godef/module.yaml"),
    ),
    ("godef/go.mod", include_str!("../templates/godef/go.mod")),
];
const GO_DOC: &str = include_str!("../templates/godef/doc.go");

/// One kind of definition in Go: flag's word, folder, words for the package's doc, template, and
/// what the names of its constructors end in.
struct GoKind<'a> {
    kind: &'static str,
    folder: &'static str,
    plural: &'static str,
    suffix: &'static str,
    template: &'static str,
    names: &'a [String],
}

/// Says whether `name` follows the rule for new addons: `^[a-z\d]+(-[a-z\d]+)*$`.
pub fn is_new_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.split('-')
        .all(|part| !part.is_empty() && part.chars().all(plain))
}

/// Makes the files of a new addon called `name`.
pub fn files(name: &AddonName, scaffold: &Scaffold) -> Result<FileTree, Error> {
    if !is_new_name(name.as_str()) {
        return Err(Error::Name);
    }
    let mut tree = FileTree::new();
    let mut add = |path: &str, text: String| {
        tree.insert(
            path.parse().expect("templates have safe paths"),
            text.into_bytes(),
        );
    };
    let named = [("name", name.as_str())];
    for (path, template) in ALWAYS {
        add(path, fill(template, &named));
    }
    add("metadata.yaml", metadata(name, scaffold.chart.as_ref()));
    if !scaffold.no_samples {
        for (path, template) in SAMPLES {
            add(path, fill(template, &named));
        }
    }
    if let Some(chart) = &scaffold.chart {
        add("resources/helm.cue", helm_resource(name, chart));
    }
    if !scaffold.urls.is_empty() {
        for url in &scaffold.urls {
            if !Url::parse(url).is_ok_and(|url| url.has_host()) {
                return Err(Error::Url { url: url.clone() });
            }
        }
        add("resources/from-url.cue", url_resource(&scaffold.urls));
    }
    if let Some(godef) = &scaffold.godef {
        for (path, text) in go_files(name, godef)? {
            add(&path, text);
        }
    }
    Ok(tree)
}

fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |text, (key, value)| {
            text.replace(&format!("{{{{{key}}}}}"), value)
        })
}

fn metadata(name: &AddonName, chart: Option<&HelmChart>) -> String {
    let text = fill(METADATA, &[("name", name.as_str())]);
    match chart {
        None => text,
        Some(chart) => {
            let version = format!("version: {}", scalar(&chart.version));
            format!(
                "dependencies:\n- name: fluxcd\n{}",
                text.replace("version: 1.0.0\n", &version)
            )
        }
    }
}

fn helm_resource(name: &AddonName, chart: &HelmChart) -> String {
    let kind = if chart.repository.starts_with("oci") {
        "oci"
    } else {
        "helm"
    };
    format!(
        "output: {{\n\tname: {}\n\ttype: \"helm\"\n\tproperties: {{\n\t\trepoType: \"{kind}\"\n\t\turl:      {}\n\t\tchart:    {}\n\t\tversion:  {}\n\t}}\n}}",
        quoted(&format!("addon-{name}")),
        quoted(&chart.repository),
        quoted(&chart.name),
        quoted(&chart.version),
    )
}

fn url_resource(urls: &[String]) -> String {
    let list: Vec<_> = urls.iter().map(|url| quoted(url)).collect();
    format!(
        "output: {{\n\ttype: \"ref-objects\"\n\tproperties: {{\n\t\turls: [{}]\n\t}}\n}}",
        list.join(", ")
    )
}

/// Writes a string as a YAML scalar with the line break behind it.
fn scalar(text: &str) -> String {
    addon_yaml::to_string(text).expect("text is YAML")
}

/// Writes a string as CUE and JSON both read it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON")
}

fn go_files(name: &AddonName, godef: &GoDefinitions) -> Result<Vec<(String, String)>, Error> {
    let mut files: Vec<_> = GO_MODULE
        .iter()
        .map(|(path, template)| {
            (
                (*path).to_owned(),
                fill(template, &[("name", name.as_str())]),
            )
        })
        .collect();
    let kind = |kind, folder, plural, suffix, template, names| GoKind {
        kind,
        folder,
        plural,
        suffix,
        template,
        names,
    };
    let kinds = [
        kind(
            "component",
            "components",
            "components",
            "Component",
            include_str!("../templates/godef/component.go"),
            godef.components.as_slice(),
        ),
        kind(
            "trait",
            "traits",
            "traits",
            "Trait",
            include_str!("../templates/godef/trait.go"),
            &godef.traits,
        ),
        kind(
            "policy",
            "policies",
            "policies",
            "Policy",
            include_str!("../templates/godef/policy.go"),
            &godef.policies,
        ),
        kind(
            "workflow step",
            "workflowsteps",
            "workflow steps",
            "Step",
            include_str!("../templates/godef/workflowstep.go"),
            &godef.workflow_steps,
        ),
    ];
    for kind in kinds {
        let doc = [
            ("package", kind.folder),
            ("plural", kind.plural),
            ("name", name.as_str()),
        ];
        files.push((format!("godef/{}/doc.go", kind.folder), fill(GO_DOC, &doc)));
        for definition in kind.names {
            if !is_go_identifier(definition) {
                return Err(Error::Definition {
                    kind: kind.kind,
                    name: definition.clone(),
                });
            }
            let function = capitalised(definition) + kind.suffix;
            let values = [("function", function.as_str()), ("definition", definition)];
            let path = format!("godef/{}/{definition}.go", kind.folder);
            files.push((path, fill(kind.template, &values)));
        }
    }
    Ok(files)
}

fn is_go_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + characters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scaffolded(scaffold: &Scaffold) -> Result<FileTree, Error> {
        files(&"demo".parse().expect("a name"), scaffold)
    }

    fn text(tree: &FileTree, path: &str) -> String {
        String::from_utf8(tree.get(path).expect(path).to_vec()).expect("text")
    }

    #[test]
    fn names_of_new_addons_follow_the_rule() {
        for (name, valid) in [
            ("some-addon", true),
            ("a1", true),
            ("1-2", true),
            ("Some", false),
            ("a--b", false),
            ("-a", false),
            ("a_b", false),
        ] {
            assert_eq!(is_new_name(name), valid, "{name}");
        }
    }

    #[test]
    fn a_plain_scaffold_is_a_complete_addon() {
        let tree = scaffolded(&Scaffold::default()).expect("scaffolded");
        let paths: Vec<_> = tree.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "README.md",
                "definitions/mytrait.cue",
                "metadata.yaml",
                "parameter.cue",
                "resources/myresource.cue",
                "schemas/myschema.yaml",
                "template.cue",
                "views/my-view.cue",
            ]
        );
        let (metadata, oddities) = crate::addon::layout::check(&tree).expect("an addon");
        assert_eq!(
            (metadata.name.as_str(), metadata.version.as_str()),
            ("demo", "1.0.0")
        );
        assert_eq!(oddities, []);
        for (path, content) in tree.iter() {
            assert!(!String::from_utf8_lossy(content).contains("{{"), "{path}");
        }
    }

    #[test]
    fn a_chart_becomes_a_resource_and_its_version_the_addons() {
        let chart = HelmChart {
            repository: "oci://h/p".into(),
            name: "redis".into(),
            version: "1.10".into(),
        };
        let scaffold = Scaffold {
            chart: Some(chart),
            no_samples: true,
            ..Scaffold::default()
        };
        let tree = scaffolded(&scaffold).expect("scaffolded");
        let resource = text(&tree, "resources/helm.cue");
        assert_eq!(
            resource,
            "output: {\n\tname: \"addon-demo\"\n\ttype: \"helm\"\n\tproperties: {\n\t\trepoType: \"oci\"\n\t\turl:      \"oci://h/p\"\n\t\tchart:    \"redis\"\n\t\tversion:  \"1.10\"\n\t}\n}"
        );
        let metadata = text(&tree, "metadata.yaml");
        assert!(
            metadata.starts_with("dependencies:\n- name: fluxcd\ndescription:"),
            "{metadata}"
        );
        assert!(metadata.ends_with("version: \"1.10\"\n"), "{metadata}");
    }

    #[test]
    fn wrong_urls_and_names_are_refused() {
        let urls = Scaffold {
            urls: vec!["not a url".into()],
            ..Scaffold::default()
        };
        assert_eq!(
            scaffolded(&urls).expect_err("refused").to_string(),
            "not a url is not a valid url"
        );
        let godef = GoDefinitions {
            traits: vec!["my-trait".into()],
            ..GoDefinitions::default()
        };
        let godef = Scaffold {
            godef: Some(godef),
            ..Scaffold::default()
        };
        assert!(
            scaffolded(&godef)
                .expect_err("refused")
                .to_string()
                .starts_with("invalid trait name")
        );
    }

    #[test]
    fn go_definitions_are_named_after_their_kind() {
        let godef = GoDefinitions {
            components: vec!["web".into()],
            ..GoDefinitions::default()
        };
        let scaffold = Scaffold {
            godef: Some(godef),
            ..Scaffold::default()
        };
        let tree = scaffolded(&scaffold).expect("scaffolded");
        assert!(
            text(&tree, "godef/components/web.go")
                .contains("func WebComponent() *defkit.ComponentDefinition")
        );
        assert!(text(&tree, "godef/traits/doc.go").contains("package traits"));
    }
}
