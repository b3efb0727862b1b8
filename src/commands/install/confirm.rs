//! Questions to whoever installs.

use super::InstallArgs;
use crate::{
    context::Context,
    ops::enable::{Error, clusters},
    ui::is_interactive,
};

/// The question of `vela`.
pub(super) const CONTINUE: &str = "Do you want to continue? (y/n)";

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
    if cx.ui.agrees(CONTINUE)? {
        return Ok(());
    }
    let hint = (!is_interactive()).then(|| "agree with --yes".to_owned());
    Err(Error::Aborted { hint }.into())
}
