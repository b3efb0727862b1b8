//! `addon registry list`

use serde::Serialize;
use url::Url;

use crate::{
    config::{GitSource, OssSource, RegistryEntry, Source},
    context::Context,
    exit::ExitCode,
    net::redacted,
    ui::{ListFormat, Table, one_line, print_json, print_yaml},
};

/// List the registries, in the order in which they are asked
#[derive(clap::Args, Debug)]
pub(crate) struct ListArgs {
    /// Form of the list
    #[arg(long, short, value_enum, default_value_t)]
    output: ListFormat,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    r#type: &'static str,
    url: String,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let registries = cx.registries()?;
    let rows: Vec<_> = registries.iter().map(row).collect();
    match args.output {
        ListFormat::Json => print_json(cx.ui.out(), &rows)?,
        ListFormat::Yaml => print_yaml(cx.ui.out(), &rows)?,
        ListFormat::Name => {
            for row in rows {
                cx.ui.line(&row.name)?;
            }
        }
        ListFormat::Table | ListFormat::Wide => {
            let mut table = Table::new(["Name", "Type", "URL"]);
            for row in rows {
                table.row(vec![
                    row.name,
                    row.r#type.to_owned(),
                    one_line(&row.url).into_owned(),
                ]);
            }
            table.write(cx.ui.out())?;
        }
    }
    Ok(ExitCode::Success)
}

fn row(entry: &RegistryEntry) -> Row {
    Row {
        name: entry.name.clone(),
        r#type: entry.kind().map_or("", crate::config::RegistryKind::as_str),
        url: entry.source().map(address).unwrap_or_default(),
    }
}

/// Returns the address of a registry without its secrets.
pub(super) fn address(source: Source<'_>) -> String {
    match source {
        Source::Helm(helm) => shown(&helm.url),
        Source::Local(local) => local.path.clone(),
        Source::Oss(oss) => bucket_address(oss),
        Source::Git(git) | Source::Gitee(git) | Source::Gitlab(git) => git_address(git),
    }
}

/// Hides the password of a URL; what is no URL stays as it is.
pub(super) fn shown(url: &str) -> String {
    match Url::parse(url) {
        Ok(parsed) if parsed.password().is_some() || parsed.query().is_some() => redacted(&parsed),
        _ => url.to_owned(),
    }
}

fn bucket_address(oss: &OssSource) -> String {
    let with_scheme = if oss.endpoint.contains("://") {
        oss.endpoint.clone()
    } else {
        format!("https://{}", oss.endpoint)
    };
    match (oss.bucket.as_str(), with_scheme.split_once("://")) {
        ("", _) | (_, None) => with_scheme,
        (bucket, Some((scheme, host))) => format!("{scheme}://{bucket}.{host}"),
    }
}

/// Writes repository, branch and folder as the web pages of the forges do.
fn git_address(git: &GitSource) -> String {
    let url = shown(&git.url);
    let path = git.path.trim_matches('/');
    match (git.reference.as_str(), path) {
        ("", "") => url,
        // The branch is in the URL, or it is the default one, which `HEAD` stands for.
        ("", path) if url.contains("/tree/") => format!("{url}/{path}"),
        ("", path) => format!("{}/tree/HEAD/{path}", url.trim_end_matches(".git")),
        (reference, path) => {
            let url = url.trim_end_matches(".git");
            format!("{url}/tree/{reference}/{path}")
                .trim_end_matches('/')
                .to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_with_what_is_really_used() {
        let git = |url: &str, reference: &str, path: &str| {
            git_address(&GitSource {
                url: url.into(),
                reference: reference.into(),
                path: path.into(),
                ..GitSource::default()
            })
        };
        assert_eq!(git("https://h/o/r", "", ""), "https://h/o/r");
        assert_eq!(
            git("https://h/o/r.git", "", "addons/"),
            "https://h/o/r/tree/HEAD/addons"
        );
        assert_eq!(
            git("https://h/o/r", "dev", "addons"),
            "https://h/o/r/tree/dev/addons"
        );
        assert_eq!(
            git("https://h/o/r/tree/x", "", "a"),
            "https://h/o/r/tree/x/a"
        );
        assert_eq!(shown("https://u:secret@h/x"), "https://u:***@h/x");
        let oss = OssSource {
            endpoint: "h.com".into(),
            bucket: "b".into(),
            ..OssSource::default()
        };
        assert_eq!(bucket_address(&oss), "https://b.h.com");
    }
}
