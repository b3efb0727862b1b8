//! Questions to whoever installs.

use std::io::{self, Write as _};

use super::InstallArgs;
use crate::{
    context::Context,
    ops::enable::{Error, clusters},
    ui::is_interactive,
};

pub(super) fn confirm_narrowing(
    cx: &mut Context<'_>,
    args: &InstallArgs,
    addon: &str,
    narrowing: Option<clusters::Narrowing>,
) -> anyhow::Result<()> {
    let Some(clusters::Narrowing { current, lost }) = narrowing else {
        return Ok(());
    };
    cx.ui.warn(&format!(
        "'{addon}' addon was currently installed on clusters [{}], but this operation will uninstall from these clusters: [{}]",
        current.join(","),
        lost.join(",")
    ));
    if args.yes || args.dry_run {
        return Ok(());
    }
    if ask(cx, "Do you want to continue?")? {
        return Ok(());
    }
    let hint = (!is_interactive()).then(|| "agree with --yes".to_owned());
    Err(Error::Aborted { hint }.into())
}

/// Asks a question that is answered with yes or no; nobody there means no.
pub(super) fn ask(cx: &mut Context<'_>, question: &str) -> io::Result<bool> {
    if !is_interactive() {
        return Ok(false);
    }
    write!(cx.ui.err(), "{question} (y/n) ")?;
    cx.ui.err().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
