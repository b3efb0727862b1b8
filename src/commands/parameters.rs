//! The flags with which users give values for the parameters of addons.

use std::{io::Read as _, path::Path};

use anyhow::Context as _;
use clap::{ArgMatches, FromArgMatches};

use crate::{
    exit::ExitCode,
    fs_ext,
    hint::Failure,
    render::{self, Arguments, InvalidSet},
};

/// The largest file of values.
const MAX_VALUES: u64 = 16 << 20;

/// What KubeVela passes to notes by the arguments; it is not taken from users.
const RUNTIME_OPTION: &str = "installerRuntimeOption";

/// Values for parameters, in the order in which they stand on the command line.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParameterArgs {
    given: Vec<(Form, String)>,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Set,
    Text,
    Json,
    File,
    Values,
}

impl Form {
    /// Returns the flag with its value, cut to what fits into a message.
    fn shown(self, text: &str) -> String {
        let flag = match self {
            Self::Set => "",
            Self::Text => "--set-string ",
            Self::Json => "--set-json ",
            Self::File => "--set-file ",
            Self::Values => "-f ",
        };
        let cut: String = text.chars().take(60).collect();
        let dots = if cut.len() < text.len() { "..." } else { "" };
        format!("{flag}{cut}{dots}")
    }
}

/// The flags as clap sees them; the order among them is read off their indices.
#[derive(clap::Args, Debug)]
struct Flags {
    /// Values for parameters: `replicas=2`, `image.tag=v1`, `clusters={local,other}`, `list[0]=x`
    ///
    /// The syntax is that of Helm's --set: a comma separates pairs, a backslash takes the meaning
    /// from the next character. Whatever comes later wins.
    #[arg(value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Values that are text whatever they look like
    #[arg(long, value_name = "KEY=VALUE")]
    set_string: Vec<String>,
    /// Values in JSON, or one JSON object for all
    #[arg(long, value_name = "KEY=JSON")]
    set_json: Vec<String>,
    /// Values that are the content of files
    #[arg(long, value_name = "KEY=FILE")]
    set_file: Vec<String>,
    /// File of values in YAML, JSON or CUE; `-` reads standard input
    #[arg(long, short = 'f', value_name = "FILE")]
    values: Vec<String>,
}

impl clap::Args for ParameterArgs {
    fn augment_args(command: clap::Command) -> clap::Command {
        Flags::augment_args(command)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Flags::augment_args_for_update(command)
    }
}

impl FromArgMatches for ParameterArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let forms = [
            ("set", Form::Set),
            ("set_string", Form::Text),
            ("set_json", Form::Json),
            ("set_file", Form::File),
            ("values", Form::Values),
        ];
        let mut found = Vec::new();
        for (id, form) in forms {
            let texts = matches.get_many::<String>(id).into_iter().flatten();
            let indices = matches.indices_of(id).into_iter().flatten();
            found.extend(
                indices
                    .zip(texts)
                    .map(|(at, text)| (at, form, text.clone())),
            );
        }
        found.sort_by_key(|(at, ..)| *at);
        let given = found.into_iter().map(|(_, form, text)| (form, text));
        Ok(Self {
            given: given.collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl ParameterArgs {
    /// Reads all values and merges them.
    pub(crate) fn arguments(&self) -> anyhow::Result<Arguments> {
        let mut arguments = Arguments::default();
        for (form, text) in &self.given {
            let failed = |error: InvalidSet| failure(text, &error);
            // Alone first, to know which values come from this flag.
            let mut one = Arguments::default();
            match form {
                Form::Set => {
                    one.set(text).map_err(failed)?;
                    arguments.set(text).map_err(failed)?;
                }
                Form::Text => {
                    one.set_text(text).map_err(failed)?;
                    arguments.set_text(text).map_err(failed)?;
                }
                Form::Json => {
                    one.set_json(text).map_err(failed)?;
                    arguments.set_json(text).map_err(failed)?;
                }
                Form::File => {
                    one.set_file(text, read_for_file)?;
                    arguments.merge(one.values().clone());
                }
                Form::Values => {
                    one.merge(read_values(text)?);
                    arguments.merge(one.values().clone());
                }
            }
            arguments.note(form.shown(text), one.values().clone());
        }
        arguments.forget(RUNTIME_OPTION);
        Ok(arguments)
    }
}

fn failure(text: &str, error: &InvalidSet) -> anyhow::Error {
    let shown: String = text.chars().take(60).collect();
    let message = format!("cannot read the argument `{shown}`: {error}");
    Failure::new(ExitCode::Usage, message)
        .with_hint("write KEY=VALUE; a comma or dot that is not meant so needs a backslash")
        .into()
}

fn read_for_file(path: &str) -> anyhow::Result<String> {
    Ok(fs_ext::read_to_string(Path::new(path), MAX_VALUES)?)
}

fn read_values(path: &str) -> anyhow::Result<serde_json::Map<String, serde_json::Value>> {
    let (name, text) = if path == "-" {
        let mut text = String::new();
        std::io::stdin()
            .take(MAX_VALUES)
            .read_to_string(&mut text)
            .context("cannot read values from standard input")?;
        ("standard input", text)
    } else {
        (path, fs_ext::read_to_string(Path::new(path), MAX_VALUES)?)
    };
    if path.ends_with(".cue") {
        return Ok(render::values_from_cue(name, &text)?);
    }
    Ok(render::values_from_yaml(name, &text)?)
}
