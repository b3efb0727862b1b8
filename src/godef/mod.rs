//! Definitions written in Go, in the folder `godef` of an addon.
//!
//! [`Module::of`] finds them by reading the sources; [`compile`] lets the Go toolchain run them, which
//! gives definitions in CUE like those of `definitions/`. Running them means running whatever the author
//! wrote, so that nobody does it without being asked. Follows `vela-addon-behaviour.md` 8.10.

mod compile;
mod scan;

use std::path::PathBuf;

pub use compile::{Compiled, Toolchain, compile};

use crate::{addon::FileTree, exit::ExitCode, hint::Hint};

/// The folder of an addon that definitions in Go are in.
pub const FOLDER: &str = "godef";

/// The kinds of definitions, by the types of the SDK that stand for them.
const KINDS: [(&str, &str, &str); 4] = [
    ("ComponentDefinition", "NewComponent", "component"),
    ("TraitDefinition", "NewTrait", "trait"),
    ("PolicyDefinition", "NewPolicy", "policy"),
    ("WorkflowStepDefinition", "NewWorkflowStep", "workflow-step"),
];

/// Why there are no definitions of an addon's Go code.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "failed to compile Go definitions: invalid godef module: godef/ folder must contain go.mod file"
    )]
    NoModule,
    #[error("failed to compile Go definitions: invalid godef module: go.mod names no module")]
    NoModuleName,
    #[error(
        "failed to compile Go definitions: invalid godef module: there is no Go file in godef/"
    )]
    NoSources,
    #[error("failed to compile Go definitions: no definitions found in godef/")]
    NoDefinitions,
    #[error(
        "failed to compile Go definitions: `{function}` is in package main, which cannot be imported"
    )]
    InMain { function: String },
    #[error("the addon has definitions in Go, and nobody asked to compile them")]
    Unasked,
    #[error(
        "the Go toolchain is needed to compile godef/, and there is no program `go` on the path"
    )]
    NoToolchain,
    #[error("failed to compile Go definitions: cannot run `{program}`")]
    Start {
        program: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("failed to compile Go definitions: {output}")]
    Go { output: String },
    #[error("failed to compile Go definitions: what they print is not what was expected: {reason}")]
    Output { reason: String },
    #[error(
        "definition name conflicts detected between definitions/ and godef/: [{}]. Use --override-definitions flag to allow Go definitions to override CUE definitions",
        names.join(" ")
    )]
    Conflict { names: Vec<String> },
    #[error(transparent)]
    Disk(#[from] crate::fs_ext::Error),
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NoModule | Self::NoModuleName | Self::NoSources => Some(
                "`addon init NAME --godef --components NAME` makes one that is complete".into(),
            ),
            Self::NoDefinitions => Some(
                "write an exported function without parameters that returns \
                 *defkit.ComponentDefinition or another definition"
                    .into(),
            ),
            Self::InMain { .. } => Some("move it into a package of its own".into()),
            Self::Unasked => Some("add --godef, which runs code of the addon and needs Go".into()),
            Self::NoToolchain => {
                Some("install Go from https://go.dev/dl and put its bin folder on the PATH".into())
            }
            Self::Go { output } if is_about_sdk(output) => Some(
                "let go.mod require a version of github.com/oam-dev/kubevela that has \
                 pkg/definition/defkit, or replace it by a local copy"
                    .into(),
            ),
            Self::Conflict { .. } => Some("remove one of the two, or rename it".into()),
            Self::Start { .. } | Self::Go { .. } | Self::Output { .. } | Self::Disk(_) => None,
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Disk(error) => error.exit_code(),
            Self::NoToolchain | Self::Start { .. } => ExitCode::Failure,
            _ => ExitCode::Invalid,
        }
    }
}

/// Says whether Go complains about the SDK.
fn is_about_sdk(output: &str) -> bool {
    output.contains("oam-dev/kubevela") || output.contains("defkit")
}

/// The outcome of working with Go definitions.
pub type Result<T> = std::result::Result<T, Error>;

/// A function that makes a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// The name of the function.
    pub name: String,
    /// The package that it is in, by the folder relative to the module; empty for the module itself.
    pub folder: String,
    /// The name of that package.
    pub package: String,
    /// The kind of definition, as in `workflow-step`.
    pub kind: &'static str,
    /// The name of the definition, where the source tells it.
    pub definition: Option<String>,
}

/// The Go module of an addon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The path in its go.mod.
    pub path: String,
    /// The functions that make definitions, in the order of files.
    pub functions: Vec<Function>,
}

impl Module {
    /// Reads the module in the folder `godef`; `None` when there is no such folder.
    pub fn of(files: &FileTree) -> Result<Option<Self>> {
        let inside = |path: &str| path.strip_prefix("godef/").map(str::to_owned);
        let all = files
            .iter()
            .filter_map(|(path, content)| Some((inside(path.as_str())?, content)));
        let all: Vec<_> = all.collect();
        if all.is_empty() {
            return Ok(None);
        }
        let Some((_, text)) = all.iter().find(|(path, _)| path == "go.mod") else {
            return Err(Error::NoModule);
        };
        let path = scan::module_path(&String::from_utf8_lossy(text)).ok_or(Error::NoModuleName)?;
        let sources: Vec<_> = all
            .iter()
            .filter(|(path, _)| path.ends_with(".go") && !path.ends_with("_test.go"))
            .filter(|(path, _)| path.split('/').all(is_built))
            .collect();
        if sources.is_empty() {
            return Err(Error::NoSources);
        }
        let mut functions = Vec::new();
        for (path, content) in sources {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            functions.append(&mut scan::functions(
                &String::from_utf8_lossy(content),
                folder,
            ));
        }
        Ok(Some(Self { path, functions }))
    }
}

/// Says whether Go builds what is in a folder or file of this name as part of the module.
fn is_built(name: &str) -> bool {
    !matches!(name, "vendor" | "testdata") && !name.starts_with(['.', '_'])
}

/// Finds the files of `definitions/`, given by path and text, that define one of `names`.
///
/// A file counts by its name, as for KubeVela, and by the definition that is in it. Each comes with the
/// name of the definition.
pub fn conflicts<'a>(
    files: impl Iterator<Item = (&'a str, &'a str)>,
    names: &[&str],
) -> Vec<(&'a str, String)> {
    let limits = cue::limits::Limits::default();
    let found = files.filter(|(path, _)| path.ends_with(".cue"));
    found
        .filter_map(|(path, text)| {
            let by_file = name_of_file(path);
            if names.contains(&by_file) {
                return Some((path, by_file.to_owned()));
            }
            let source = cue::source::Source::new(path, text);
            let inside = cue::split_definition(&source, &limits).ok()?.name;
            names.contains(&inside.as_str()).then_some((path, inside))
        })
        .collect()
}

/// Returns the name of a definition by that of its file: without extension and type prefix.
pub fn name_of_file(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.strip_suffix(".cue").unwrap_or(name);
    let mut prefixes = KINDS.iter().map(|(.., kind)| *kind);
    prefixes
        .find_map(|kind| name.strip_prefix(kind)?.strip_prefix('-'))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPONENT: &str = "package components\n\nimport \"github.com/oam-dev/kubevela/pkg/definition/defkit\"\n\n\
        // Web is func Not() *defkit.TraitDefinition {\nfunc Web() *defkit.ComponentDefinition {\n\
        \treturn defkit.NewComponent(\"web\").Description(`func Other() *defkit.TraitDefinition {`)\n}\n\n\
        func private() *defkit.ComponentDefinition {\n\treturn nil\n}\n\n\
        func With(name string) *defkit.ComponentDefinition {\n\treturn nil\n}\n";

    fn tree(files: &[(&str, &str)]) -> FileTree {
        files
            .iter()
            .map(|(path, text)| (path.parse().expect("safe"), text.as_bytes().to_vec().into()))
            .collect()
    }

    #[test]
    fn functions_are_found_by_what_they_return() {
        let files = tree(&[
            (
                "godef/go.mod",
                "// a module\nmodule example.com/x\n\ngo 1.23\n",
            ),
            ("godef/components/web.go", COMPONENT),
            ("godef/components/web_test.go", "package components\n"),
            (
                "godef/steps/s.go",
                "package steps\nimport (\n\t\"fmt\"\n\tdk \"x/definition/defkit\"\n)\n\
                 func Approve() *dk.WorkflowStepDefinition { return dk.NewWorkflowStep( \"approve\" ) }\n",
            ),
        ]);
        let module = Module::of(&files).expect("a module").expect("there");
        assert_eq!(module.path, "example.com/x");
        let found: Vec<_> = module
            .functions
            .iter()
            .map(|it| {
                (
                    it.name.as_str(),
                    it.folder.as_str(),
                    it.kind,
                    it.definition.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("Web", "components", "component", Some("web")),
                ("Approve", "steps", "workflow-step", Some("approve")),
            ]
        );
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert_eq!(Module::of(&tree(&[("a.go", "")])).expect("none"), None);
        let refused = |files: &[(&str, &str)]| Module::of(&tree(files)).expect_err("refused");
        assert!(matches!(refused(&[("godef/a.go", "")]), Error::NoModule));
        assert!(matches!(
            refused(&[("godef/go.mod", "go 1.23")]),
            Error::NoModuleName
        ));
        assert!(matches!(
            refused(&[("godef/go.mod", "module x"), ("godef/a_test.go", "")]),
            Error::NoSources
        ));
    }

    #[test]
    fn conflicts_are_found_by_file_and_by_definition() {
        let text = "inner: {type: \"trait\"}\ntemplate: x: 1\n";
        let files = [
            ("definitions/trait-a.cue", "not CUE ]"),
            ("definitions/b.cue", text),
            ("definitions/c.yaml", ""),
            ("definitions/d.cue", text.trim_start_matches("inner: ")),
        ];
        let found = conflicts(files.into_iter(), &["a", "inner", "c", "none"]);
        assert_eq!(
            found,
            [
                ("definitions/trait-a.cue", "a".to_owned()),
                ("definitions/b.cue", "inner".to_owned())
            ]
        );
    }

    #[test]
    fn files_name_definitions() {
        for (path, name) in [
            ("definitions/component-web.cue", "web"),
            ("definitions/workflow-step-x.cue", "x"),
            ("definitions/sub/plain.cue", "plain"),
            ("trait.cue", "trait"),
        ] {
            assert_eq!(name_of_file(path), name);
        }
    }
}
