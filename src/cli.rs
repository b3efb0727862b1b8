//! The command line: the root command, its global flags and the way to each command.

use std::{
    ffi::{OsStr, OsString},
    path::Path,
    path::PathBuf,
    time::Duration,
};

use clap::{
    ArgAction, ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand,
    builder::styling::{AnsiColor, Styles},
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::{
    commands::{
        completions, cue, diff, disable, enable, images, init, lint, list, man, package, pull,
        push, registry, render, serve, show, status, sync, r#try, upgrade,
    },
    config,
    context::Context,
    exit::ExitCode,
    interrupt,
    net::Settings,
    registry::git::Mirrors,
    report,
    ui::{self, Ui},
};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const AFTER_HELP: &str = "\
Exit codes:
  0    success; also when everything was there already and is identical
  1    failure of another kind
  2    the command line is wrong
  3    some items of several failed
  4    not found: registry, addon, version, file or address
  5    exists already, with different content
  6    credentials or rights are missing
  7    network, TLS, time-out, or no cluster
  8    content is not valid or did not render
  10   differences found, where the command was asked to tell
  130  interrupted

Every flag can be set by an environment variable, ADDON_COMMAND_FLAG (such as
ADDON_PUSH_FORCE=true), unless its help names another one.";

/// Build, ship and enable KubeVela addons, with or without a cluster
#[derive(Parser, Debug)]
#[command(
    name = "addon",
    version,
    styles = STYLES,
    after_help = AFTER_HELP,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Root {
    #[command(flatten)]
    global: GlobalArgs,
}

/// What a command line says.
struct Cli {
    global: GlobalArgs,
    command: Command,
}

/// The flags of every command.
#[derive(Args, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalArgs {
    /// File that keeps the registries [default: vela-addon/registries.json in the user's configuration folder]
    #[arg(
        id = "registry_file",
        long = "config",
        global = true,
        value_name = "FILE",
        env = "ADDON_CONFIG"
    )]
    pub(crate) config: Option<PathBuf>,
    /// Folder for what can be fetched again [default: vela-addon in the user's cache folder]
    #[arg(long, global = true, value_name = "DIR", env = "ADDON_CACHE_DIR")]
    pub(crate) cache_dir: Option<PathBuf>,
    /// Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas
    #[arg(long, global = true, value_name = "RULES", env = "ADDON_GIT_MIRRORS")]
    pub(crate) git_mirrors: Option<Mirrors>,
    /// Use what is in the cache and ask no server
    #[arg(long, global = true, env = "ADDON_OFFLINE")]
    pub(crate) offline: bool,
    /// How often to repeat a request that failed in passing
    #[arg(
        long,
        global = true,
        value_name = "COUNT",
        default_value_t = 3,
        env = "ADDON_RETRIES"
    )]
    pub(crate) retries: usize,
    /// Print no status lines, only data, warnings and errors
    #[arg(long, short, global = true, env = "ADDON_QUIET")]
    pub(crate) quiet: bool,
}

impl GlobalArgs {
    /// Returns how HTTP clients behave under these flags.
    pub(crate) fn http(&self) -> Settings {
        Settings {
            timeout: Some(Duration::from_secs(30)),
            retries: self.retries.min(20),
            offline: self.offline,
        }
    }
}

/// A command with its arguments; [`COMMANDS`] has its names and flags.
#[derive(Subcommand, Debug)]
enum Command {
    Registry(registry::RegistryArgs),
    Init(init::InitArgs),
    Lint(lint::LintArgs),
    Package(package::PackageArgs),
    Push(push::PushArgs),
    Sync(Box<sync::SyncArgs>),
    List(list::ListArgs),
    Show(show::ShowArgs),
    Render(render::RenderArgs),
    Images(images::ImagesArgs),
    Enable(Box<enable::EnableArgs>),
    Upgrade(Box<upgrade::UpgradeArgs>),
    Disable(disable::DisableArgs),
    Status(status::StatusArgs),
    Diff(Box<diff::DiffArgs>),
    Pull(pull::PullArgs),
    Serve(Box<serve::ServeArgs>),
    Try(r#try::TryArgs),
    Cue(cue::CueArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Adds the flags of a command to its name.
type AddFlags = fn(clap::Command) -> clap::Command;

/// The commands in the order of the help: the names of each, and what adds its flags.
///
/// A table beside the enumeration, so that a command can be made without all the others, which
/// would take longer than many of them run.
const COMMANDS: [(&[&str], AddFlags); 21] = [
    (&["registry"], registry::RegistryArgs::augment_args),
    (&["init"], init::InitArgs::augment_args),
    (&["lint"], lint::LintArgs::augment_args),
    (&["package"], package::PackageArgs::augment_args),
    (&["push"], push::PushArgs::augment_args),
    (&["sync"], sync::SyncArgs::augment_args),
    (&["list", "ls"], list::ListArgs::augment_args),
    (&["show"], show::ShowArgs::augment_args),
    (&["render"], render::RenderArgs::augment_args),
    (&["images"], images::ImagesArgs::augment_args),
    (&["enable", "install"], enable::EnableArgs::augment_args),
    (&["upgrade"], upgrade::UpgradeArgs::augment_args),
    (
        &["disable", "uninstall"],
        disable::DisableArgs::augment_args,
    ),
    (&["status"], status::StatusArgs::augment_args),
    (&["diff"], diff::DiffArgs::augment_args),
    (&["pull"], pull::PullArgs::augment_args),
    (&["serve"], serve::ServeArgs::augment_args),
    (&["try"], r#try::TryArgs::augment_args),
    (&["cue"], cue::CueArgs::augment_args),
    (&["completions"], completions::CompletionsArgs::augment_args),
    (&["man"], |it| man::ManArgs::augment_args(it).hide(true)),
];

/// Ends the process with its own exit code when the user interrupts it.
///
/// Whatever a command writes appears by a rename, so there is nothing to undo. A command may ask to
/// be told first, once. The server is left out: it stops in its own, graceful way.
#[expect(
    clippy::disallowed_methods,
    clippy::exit,
    reason = "a signal leaves no way to return"
)]
fn end_when_interrupted() {
    // Without a handler the system ends the process, which is nearly the same.
    let _installed = ctrlc::set_handler(|| {
        if !interrupt::pass_on() {
            ui::leave_line();
            std::process::exit(ExitCode::Interrupted as i32);
        }
    });
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<Cli> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    arguments.extend(flags_of_server_file(&arguments)?);
    let short = command_called(&arguments, command_naming(&arguments));
    let matches = short.try_get_matches_from(&arguments).or_else(|error| {
        if error.kind() == ErrorKind::DisplayVersion {
            return Err(error);
        }
        // Help and hints speak of all commands.
        command_called(&arguments, command()).try_get_matches_from(&arguments)
    })?;
    Ok(Cli {
        global: GlobalArgs::from_arg_matches(&matches)?,
        command: Command::from_arg_matches(&matches)?,
    })
}

/// Commands whose usage is written by hand, with what follows their names.
const OWN_USAGES: [(&str, &str); 2] = [("push", push::USAGE), ("sync", sync::USAGE)];

/// Calls `command` by the name that the user typed.
fn command_called(arguments: &[OsString], mut command: clap::Command) -> clap::Command {
    let usages: &[(&str, String)] = match link_name(arguments) {
        Some("vela") => {
            command = command.bin_name("vela addon");
            &OWN_USAGES.map(|(name, usage)| (name, format!("vela addon {name} {usage}")))
        }
        Some("chartmuseum") => &[("serve", "chartmuseum [OPTIONS]".to_owned())],
        _ => &[],
    };
    for (name, usage) in usages {
        if command.find_subcommand(name).is_some() {
            command = command.mut_subcommand(name, |it| it.override_usage(usage));
        }
    }
    command
}

/// Returns the innermost command that the words name.
fn command_at(arguments: &[OsString]) -> clap::Command {
    let mut command = command_called(arguments, command());
    command.build();
    let words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    for word in words {
        if let Some(subcommand) = command.find_subcommand(word) {
            command = subcommand.clone();
        }
    }
    command
}

fn lacks_subcommand(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// Says in `vela`'s words which argument is missing, where it has words for that.
fn in_known_words(error: clap::Error, arguments: &[OsString]) -> clap::Error {
    // The command is only made again where it is needed, which `--version` need not wait for.
    let mut command = match error.kind() {
        ErrorKind::UnknownArgument | ErrorKind::MissingRequiredArgument => command_at(arguments),
        _ => return error,
    };
    let missing = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(flag))
            if error.kind() == ErrorKind::UnknownArgument
                && command.get_name() == "serve"
                && flag.starts_with("--storage-") =>
        {
            let text = format!("{flag} is of no use: only local storage can be served so far");
            return command.error(ErrorKind::UnknownArgument, text);
        }
        Some(ContextValue::Strings(names))
            if error.kind() == ErrorKind::MissingRequiredArgument
                && names.first().is_some_and(|name| name.starts_with('<')) =>
        {
            names.join(", ")
        }
        _ => return error,
    };
    let text = match command.get_name() {
        "init" => "an addon name is required",
        "package" => "must specify addon directory path",
        "push" => "two arguments are needed: addon directory/package, name/URL of Chart repository",
        "enable" | "upgrade" | "disable" => "must specify addon name",
        "add" | "get" | "update" | "delete" => "must specify the registry name",
        _ => {
            // The usage that comes with the error has all that the environment sets in it.
            let text = format!("missing: {missing}");
            return command.error(ErrorKind::MissingRequiredArgument, text);
        }
    };
    command.error(ErrorKind::MissingRequiredArgument, text)
}

/// Returns the flags that a server's configuration file stands for.
fn flags_of_server_file(arguments: &[OsString]) -> anyhow::Result<Vec<OsString>> {
    if !arguments.iter().any(|word| word == "serve") {
        return Ok(Vec::new());
    }
    let command = command_naming(arguments);
    let serve = command.find_subcommand("serve").cloned();
    // What is missing here may be in the file; mistakes are told when all is together.
    let matches = command.ignore_errors(true).try_get_matches_from(arguments);
    let matches = matches.as_ref().ok().and_then(ArgMatches::subcommand);
    let flags = match (&serve, matches) {
        (Some(serve), Some(("serve", matches))) => serve::config_file::flags(serve, matches)?,
        _ => Vec::new(),
    };
    Ok(flags.into_iter().map(OsString::from).collect())
}

/// Runs the command line `arguments` and returns how the process should end.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = without_link_name(arguments.into_iter().collect());
    let cli = match parse(arguments.clone()) {
        Ok(cli) => cli,
        Err(error) => {
            return match error.downcast::<clap::Error>() {
                Ok(error) if lacks_subcommand(&error) => {
                    let mut command = command_at(&arguments);
                    // A closed pipe is no concern.
                    let _closed = command.print_help();
                    ExitCode::Success
                }
                Ok(error) => {
                    let error = in_known_words(error, &arguments);
                    // Help and version are no failures; they go to stdout. A closed pipe is no
                    // concern.
                    let _closed = error.print();
                    if error.use_stderr() {
                        ExitCode::Usage
                    } else {
                        ExitCode::Success
                    }
                }
                Err(error) => report::report(&mut Ui::new(false), &error),
            };
        }
    };
    if !matches!(cli.command, Command::Serve(_)) {
        end_when_interrupted();
    }
    let mut ui = Ui::new(cli.global.quiet);
    let result =
        Context::new(cli.global, &mut ui).and_then(|mut cx| dispatch(&mut cx, cli.command));
    match result {
        Ok(code) => code,
        Err(error) => report::report(&mut ui, &error),
    }
}

fn dispatch(cx: &mut Context<'_>, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Registry(args) => registry::run(cx, args),
        Command::Init(args) => init::run(cx, &args),
        Command::Lint(args) => lint::run(cx, &args),
        Command::Package(args) => package::run(cx, &args),
        Command::Push(args) => push::run(cx, &args),
        Command::Sync(args) => sync::run(cx, &args),
        Command::List(args) => list::run(cx, &args),
        Command::Show(args) => show::run(cx, &args),
        Command::Render(args) => render::run(cx, &args),
        Command::Images(args) => images::run(cx, &args),
        Command::Enable(args) => enable::run(cx, &args),
        Command::Upgrade(args) => upgrade::run(cx, &args),
        Command::Disable(args) => disable::run(cx, &args),
        Command::Status(args) => status::run(cx, &args),
        Command::Diff(args) => diff::run(cx, &args),
        Command::Pull(args) => pull::run(cx, &args),
        Command::Serve(args) => serve::run(cx, &args),
        Command::Try(args) => r#try::run(cx, &args, &|cx, words| {
            let words = std::iter::once("addon").chain(words.iter().copied());
            dispatch(cx, parse(words.map(OsString::from))?.command)
        }),
        Command::Cue(args) => cue::run(cx, args),
        Command::Completions(args) => completions::run(cx, &args),
        Command::Man(args) => man::run(cx, &args),
    }
}

/// Returns the whole command, with an environment variable for each flag.
pub(crate) fn command() -> clap::Command {
    command_with(|_| true)
}

/// Returns the command with those of its commands that `arguments` may call.
fn command_naming(arguments: &[OsString]) -> clap::Command {
    command_with(|names| {
        let is_named = |word: &OsString| names.iter().any(|name| word == name);
        arguments.iter().skip(1).any(is_named)
    })
}

fn command_with(is_wanted: impl Fn(&[&str]) -> bool) -> clap::Command {
    let wanted = COMMANDS.iter().filter(|(names, _)| is_wanted(names));
    let commands = wanted.map(|(names, add_flags)| {
        let command = clap::Command::new(names[0]).visible_aliases(&names[1..]);
        add_flags(command)
    });
    with_variables(Root::command().subcommands(commands), "ADDON")
}

/// Names a variable for each flag that has none: the words of the command, then those of the flag.
///
/// Values from the environment never show in help: they may be secrets.
fn with_variables(command: clap::Command, prefix: &str) -> clap::Command {
    let prefix_of = |name: &str| format!("{prefix}_{}", name.to_uppercase().replace('-', "_"));
    let command = command.mut_args(|arg| {
        let mut arg = arg.hide_env_values(true);
        if matches!(arg.get_action(), ArgAction::SetTrue) {
            arg = arg.value_parser(parse_switch);
        }
        let mut arg = match arg.get_long() {
            Some(long) if arg.get_env().is_none() && !matches!(long, "help" | "version") => {
                let variable = prefix_of(long);
                arg.env(variable).hide_env(true)
            }
            _ => arg,
        };
        // Scripts set a variable to nothing in order to unset it; no flag means anything by that.
        let variable = arg.get_env().and_then(OsStr::to_str).map(str::to_owned);
        if variable.and_then(|name| config::variable(&name)).as_deref() == Some("") {
            arg = arg.env(None::<&'static str>);
        }
        arg
    });
    command.mut_subcommands(|subcommand| {
        let prefix = prefix_of(subcommand.get_name());
        with_variables(subcommand, &prefix)
    })
}

/// Reads the variable of a switch; one that is set to nothing is as good as not set.
fn parse_switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "t" | "true" | "y" | "yes" | "on" => Ok(true),
        "" | "0" | "f" | "false" | "n" | "no" | "off" => Ok(false),
        _ => Err("neither true nor false".into()),
    }
}

/// Returns the name that the binary was called by.
fn link_name(arguments: &[OsString]) -> Option<&str> {
    Path::new(arguments.first()?).file_stem()?.to_str()
}

/// Makes the command lines of the guides work through links: `vela addon push` and `chartmuseum`.
fn without_link_name(mut arguments: Vec<OsString>) -> Vec<OsString> {
    match link_name(&arguments) {
        Some("vela") if arguments.get(1).is_some_and(|word| word == "addon") => {
            arguments.remove(1);
        }
        Some("chartmuseum") => match arguments.get(1).and_then(|word| word.to_str()) {
            Some("-v" | "-V" | "--version") => arguments[1] = "--version".into(),
            _ => arguments.insert(1, "serve".into()),
        },
        _ => {}
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_command_is_in_the_table() {
        let names: Vec<_> = COMMANDS.iter().map(|(names, _)| names[0]).collect();
        let derived = Command::augment_subcommands(clap::Command::new("addon"));
        let derived: Vec<_> = derived
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        assert_eq!(names, derived);
    }

    #[test]
    fn links_stand_for_leading_words() {
        let words = |line: &str| {
            without_link_name(line.split(' ').map(OsString::from).collect())
                .join(&OsString::from(" "))
        };
        assert_eq!(words("/usr/bin/vela addon push x"), "/usr/bin/vela push x");
        assert_eq!(words("vela push x"), "vela push x");
        assert_eq!(words("addon addon"), "addon addon");
        assert_eq!(words("chartmuseum --port 1"), "chartmuseum serve --port 1");
    }
}
