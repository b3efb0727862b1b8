//! Giving the copy of a chart another name, so that it can lie beside an addon of its name.

use crate::{
    addon::FileTree,
    archive::Limits,
    chart::{Chart, ChartYaml, Error},
};

/// Returns the chart in `files` under the name `new` instead of `old`.
///
/// Charts name their objects after themselves. Where the templates ask for the chart's name they
/// get the old one as a text, so that what is installed is the same. Templates of library charts
/// serve several charts and are left alone; the value `nameOverride`, which all common ones ask for
/// first, gets the old name when the chart has it and leaves it empty.
pub fn renamed(mut files: FileTree, old: &str, new: &str) -> Result<Chart, Error> {
    let text = files.get("Chart.yaml").cloned().ok_or(Error::NoChartYaml)?;
    let mut metadata = ChartYaml::parse(&text)?;
    new.clone_into(&mut metadata.name);
    let templates: Vec<_> = files
        .iter()
        .filter(|(path, _)| path.as_str().starts_with("templates/"))
        .filter_map(|(path, content)| {
            let text = std::str::from_utf8(content).ok()?;
            let changed = with_fixed_name(text, old)?;
            Some((path.clone(), changed))
        })
        .collect();
    for (path, text) in templates {
        files.insert(path, text);
    }
    if let Some(text) = files
        .get("values.yaml")
        .and_then(|values| with_name_override(values, old))
    {
        files.insert("values.yaml".parse().expect("a safe path"), text);
    }
    files.insert(
        "Chart.yaml".parse().expect("a safe path"),
        metadata.to_yaml(),
    );
    Chart::from_files(files, &Limits::HELM)
}

/// Puts the text `name` in the place of each `.Chart.Name`; nothing when there is none.
fn with_fixed_name(text: &str, name: &str) -> Option<String> {
    const ASKED: &str = ".Chart.Name";
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let literal = serde_json::to_string(name).expect("text is JSON");
    let (mut changed, mut rest) = (String::new(), text);
    let mut found = false;
    while let Some(at) = rest.find(ASKED) {
        let (before, after) = (&rest[..at], &rest[at + ASKED.len()..]);
        if after.starts_with(is_part) {
            changed.push_str(before);
            changed.push_str(ASKED);
            rest = after;
            continue;
        }
        // `$`, `$root` or `.root` before it leads to the same chart.
        let start = before
            .trim_end_matches(|c: char| is_part(c) || c == '.' || c == '$')
            .len();
        changed.push_str(&before[..start]);
        changed.push_str(&literal);
        rest = after;
        found = true;
    }
    changed.push_str(rest);
    found.then_some(changed)
}

/// Gives the empty value `nameOverride` the text `name`; nothing when there is none, or when it is
/// not empty.
fn with_name_override(values: &[u8], name: &str) -> Option<String> {
    let text = std::str::from_utf8(values).ok()?;
    let node = addon_yaml::load(text, &addon_yaml::Options::go()).ok()?;
    let value = &node.entry("nameOverride")?.value;
    if !value.is_null() && value.as_str() != Some("") {
        return None;
    }
    let (start, end) = (value.span.start, value.span.end);
    let (before, after) = (
        text.get(..start.offset_in(text))?,
        text.get(end.offset_in(text)..)?,
    );
    let blank = if before.ends_with(':') { " " } else { "" };
    let literal = serde_json::to_string(name).expect("text is JSON");
    Some(format!("{before}{blank}{literal}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_keep_the_old_name() {
        for (text, expected) in [
            ("{{ .Chart.Name }}", Some(r#"{{ "dex" }}"#)),
            (
                "{{ default .Chart.Name .Values.x | trunc 63 }}-{{$.Chart.Name}}",
                Some(r#"{{ default "dex" .Values.x | trunc 63 }}-{{"dex"}}"#),
            ),
            (
                r#"{{ printf "%s-%s" $root.Chart.Name .Chart.Version }}"#,
                Some(r#"{{ printf "%s-%s" "dex" .Chart.Version }}"#),
            ),
            ("{{ .Chart.NameX }} {{ .Chart.Version }}", None),
        ] {
            assert_eq!(with_fixed_name(text, "dex").as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_empty_override_keeps_the_old_name() {
        for (values, expected) in [
            (
                "a: 1\nnameOverride: \"\" # of the chart\nb: 2\n",
                Some("a: 1\nnameOverride: \"dex\" # of the chart\nb: 2\n"),
            ),
            (
                "nameOverride:\nb: 2\n",
                Some("nameOverride: \"dex\"\nb: 2\n"),
            ),
            ("nameOverride: ~\n", Some("nameOverride: \"dex\"\n")),
            ("nameOverride: x\n", None),
            ("sub:\n  nameOverride: ''\n", None),
            ("[", None),
        ] {
            let changed = with_name_override(values.as_bytes(), "dex");
            assert_eq!(changed.as_deref(), expected, "{values}");
        }
    }

    #[test]
    fn the_chart_has_the_new_name_and_the_rest_of_its_data() {
        let files = [
            (
                "Chart.yaml",
                "apiVersion: v2\nname: dex\nversion: 0.6.5\nappVersion: 2.30\n",
            ),
            ("templates/a.yaml", "name: {{ .Chart.Name }}\n"),
            ("values.yaml", "a: .Chart.Name\n"),
        ];
        let files = files
            .into_iter()
            .map(|(path, text)| (path.parse().expect("safe"), text.into()))
            .collect();
        let chart = renamed(files, "dex", "chart-dex").expect("a chart");
        assert_eq!(chart.metadata.file_name(), "chart-dex-0.6.5.tgz");
        let text = |path| chart.files.get(path).expect("there").as_ref();
        assert_eq!(text("templates/a.yaml"), b"name: {{ \"dex\" }}\n");
        assert_eq!(text("values.yaml"), b"a: .Chart.Name\n");
    }
}
