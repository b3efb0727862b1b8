//! Running Go definitions: a small program that imports them and prints their CUE.
//!
//! The folder itself is not written to. The program lies in an overlay, which the toolchain lays over
//! the module, and go.mod and go.sum are copies, which it may complete.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Deserialize;
use serde_json::json;

use cue::{limits::Limits, source::Source};

use super::{Error, FOLDER, Function, Module, Result};
use crate::fs_ext::{self, Access};

/// The folder that the program seems to be in.
const PROGRAM: &str = "zz_addon_definitions";
/// How much of what Go complains about is shown.
const SHOWN: usize = 4000;

/// The program `go`.
#[derive(Clone, Debug)]
pub struct Toolchain {
    program: PathBuf,
}

impl Toolchain {
    /// Finds the toolchain in the folders of a `PATH`.
    pub fn find(path: &str) -> Result<Self> {
        let name = format!("go{}", std::env::consts::EXE_SUFFIX);
        let mut folders = std::env::split_paths(path).filter(|folder| folder.is_absolute());
        let program = folders.find_map(|folder| Some(folder.join(&name)).filter(|it| it.is_file()));
        program
            .map(|program| Self { program })
            .ok_or(Error::NoToolchain)
    }
}

/// A definition that Go code gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// The kind, as in `workflow-step`.
    pub kind: &'static str,
    /// The name of the definition.
    pub name: String,
    /// The definition as a file in CUE.
    pub cue: String,
}

/// What the program prints of a definition.
#[derive(Deserialize)]
struct Printed {
    cue: String,
}

/// Runs the definitions of an addon's folder.
pub fn compile(toolchain: &Toolchain, addon: &Path, module: &Module) -> Result<Vec<Compiled>> {
    if module.functions.is_empty() {
        return Err(Error::NoDefinitions);
    }
    if let Some(function) = module.functions.iter().find(|it| it.package == "main") {
        let function = function.name.clone();
        return Err(Error::InMain { function });
    }
    let root = fs_ext::canonicalize(&addon.join(FOLDER))?;
    let work = fs_ext::temporary_folder("addon-godef-")?;
    let file = |name: &str| work.path().join(name);
    let write = |name: &str, text: &str| {
        fs_ext::write_atomically(&file(name), text.as_bytes(), Access::Shared)
    };
    write("main.go", &program(module))?;
    for name in ["go.mod", "go.sum"] {
        if let Some(text) = fs_ext::read_if_exists(&root.join(name), 16 << 20)? {
            write(name, &String::from_utf8_lossy(&text))?;
        }
    }
    let virtual_file = root.join(PROGRAM).join("main.go");
    let overlay = json!({"Replace": {virtual_file.display().to_string(): file("main.go")}});
    write("overlay.json", &overlay.to_string())?;
    let output = Command::new(&toolchain.program)
        .current_dir(&root)
        .args(["run", "-mod=mod"])
        .arg(format!("-overlay={}", file("overlay.json").display()))
        .arg(format!("-modfile={}", file("go.mod").display()))
        .arg(format!("./{PROGRAM}"))
        // A workspace around the addon would leave the module out.
        .env("GOWORK", "off")
        .stdin(Stdio::null())
        .output()
        .map_err(|source| Error::Start {
            program: toolchain.program.clone(),
            source,
        })?;
    if !output.status.success() {
        return Err(Error::Go {
            output: shown(&output.stderr, &root),
        });
    }
    let unexpected = |reason: String| Error::Output { reason };
    let printed: Vec<Printed> =
        serde_json::from_slice(&output.stdout).map_err(|error| unexpected(error.to_string()))?;
    // The definitions come in the order of the functions.
    let pairs = printed.into_iter().zip(&module.functions);
    let compiled = pairs.map(|(Printed { cue }, function)| {
        let source = Source::new(function.name.as_str(), cue.as_str());
        let parts = cue::split_definition(&source, &Limits::default());
        let parts = parts.map_err(|error| unexpected(format!("`{}`: {error}", function.name)))?;
        Ok(Compiled {
            kind: function.kind,
            name: parts.name,
            cue,
        })
    });
    compiled.collect()
}

/// Writes the program that prints the definitions as JSON.
fn program(module: &Module) -> String {
    let folders: BTreeSet<&str> = module
        .functions
        .iter()
        .map(|it| it.folder.as_str())
        .collect();
    let aliases: BTreeMap<&str, String> = folders
        .into_iter()
        .enumerate()
        .map(|(at, folder)| (folder, format!("p{at}")))
        .collect();
    let mut text = String::from("package main\n\nimport (\n\t\"encoding/json\"\n\t\"os\"\n\n");
    for (folder, alias) in &aliases {
        let path = match *folder {
            "" => module.path.clone(),
            folder => format!("{}/{folder}", module.path),
        };
        text.push_str(&format!("\t{alias} {path:?}\n"));
    }
    text.push_str(
        ")\n\ntype definition struct {\n\tCUE string `json:\"cue\"`\n}\n\n\
         func main() {\n\tdefinitions := []interface{ ToCue() string }{\n",
    );
    for Function { name, folder, .. } in &module.functions {
        text.push_str(&format!("\t\t{}.{name}(),\n", aliases[folder.as_str()]));
    }
    text.push_str(
        "\t}\n\tprinted := []definition{}\n\tfor _, it := range definitions {\n\
         \t\tprinted = append(printed, definition{CUE: it.ToCue()})\n\t}\n\
         \tif err := json.NewEncoder(os.Stdout).Encode(printed); err != nil {\n\t\tpanic(err)\n\t}\n}\n",
    );
    text
}

/// Returns the beginning of what Go complains about, paths relative to the folder.
fn shown(stderr: &[u8], root: &Path) -> String {
    let text = String::from_utf8_lossy(stderr);
    let text = text.replace(&format!("{}/", root.display()), "godef/");
    let text = text.trim();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
