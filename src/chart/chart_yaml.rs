//! `Chart.yaml`: the metadata of a chart.
//!
//! Read as Helm reads it, with YAML 1.1 scalars and keys in any case, cleaned and validated with
//! Helm's messages. Fields are declared in the order in which Helm writes them as JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Error, Version};

/// The metadata of a chart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", expecting = "a map of fields")]
pub struct ChartYaml {
    /// The name, which is also the first part of the file name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Where the project lives.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub home: String,
    /// Where the sources live.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// The version, loosely semantic.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// One line on what the chart is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Words to be found by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Who looks after the chart; null entries fail the validation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maintainers: Vec<Option<Maintainer>>,
    /// The URL of a picture.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub icon: String,
    /// `v1` or `v2`; other values are let through as Helm does.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub api_version: String,
    /// Value that turns a subchart on.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub condition: String,
    /// Tags that turn a subchart on.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tags: String,
    /// The version of what is installed; free text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub app_version: String,
    /// Whether the chart should not be used any more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Free key-value pairs; addons keep their requirements here.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// Constraint on the version of Kubernetes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kube_version: String,
    /// Charts that this one needs; null entries fail the validation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<Option<Dependency>>,
    /// Empty, `application` or `library`.
    #[serde(rename = "type", skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

/// A person who looks after a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Maintainer {
    /// The name of the person or organisation.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The mail address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// A page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
}

/// A chart that another one needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Dependency {
    /// The name of the chart.
    pub name: String,
    /// A constraint on its version.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Where it is found; written even when empty.
    pub repository: String,
    /// Value that turns it on.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub condition: String,
    /// Tags that turn it on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Set by Helm itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub enabled: bool,
    /// Values that the parent takes over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub import_values: Vec<serde_json::Value>,
    /// Another name for it in the parent.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub alias: String,
}

impl ChartYaml {
    /// Parses the text of a `Chart.yaml`, without validating it.
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        super::parse_yaml::<Option<Self>>("Chart.yaml", text).map(Option::unwrap_or_default)
    }

    /// Returns the text of the file, keys sorted and empty ones left out, as Helm writes it.
    pub fn to_yaml(&self) -> String {
        let mut value = serde_json::to_value(self).expect("metadata has only text as keys");
        value.sort_all_objects();
        super::write_yaml(&value)
    }

    /// Returns the name of the file that holds this version of the chart.
    pub fn file_name(&self) -> String {
        format!("{}-{}.tgz", self.name, self.version)
    }

    /// Cleans all texts and checks the rules that every chart must follow.
    pub fn validate(&mut self) -> Result<(), Error> {
        self.sanitize();
        let invalid = |message: String| Err(Error::Invalid { message });
        if self.api_version.is_empty() {
            return invalid("chart.metadata.apiVersion is required".into());
        }
        if self.name.is_empty() {
            return invalid("chart.metadata.name is required".into());
        }
        let name = &self.name;
        if name == "." || name == ".." {
            return invalid(format!("chart.metadata.name {name:?} is not allowed"));
        }
        if name.contains(['/', '\\']) {
            return invalid(format!("chart.metadata.name {name:?} is invalid"));
        }
        if self.version.is_empty() {
            return invalid("chart.metadata.version is required".into());
        }
        let version = &self.version;
        if version.parse::<Version>().is_err() {
            return invalid(format!("chart.metadata.version {version:?} is invalid"));
        }
        // Name and version become one file name, and file systems stop at 255 bytes.
        if name.len() + version.len() > 220 {
            return invalid("chart.metadata.name and version are longer than 220 bytes".into());
        }
        if !matches!(self.kind.as_str(), "" | "application" | "library") {
            return invalid("chart.metadata.type must be application or library".into());
        }
        if self.maintainers.iter().any(Option::is_none) {
            return invalid("maintainers must not contain empty or null nodes".into());
        }
        let mut names = BTreeSet::new();
        for dependency in &self.dependencies {
            let Some(dependency) = dependency else {
                return invalid("dependencies must not contain empty or null nodes".into());
            };
            let (name, alias) = (&dependency.name, &dependency.alias);
            let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            if !alias.chars().all(allowed) {
                return invalid(format!(
                    "dependency {name:?} has disallowed characters in the alias"
                ));
            }
            let known_as = if alias.is_empty() { name } else { alias };
            if !names.insert(known_as) {
                return invalid(format!(
                    "more than one dependency with name or alias {known_as:?}"
                ));
            }
        }
        Ok(())
    }

    /// Turns blanks of any kind into spaces and drops what cannot be printed.
    fn sanitize(&mut self) {
        for text in [
            &mut self.name,
            &mut self.home,
            &mut self.version,
            &mut self.description,
            &mut self.icon,
            &mut self.api_version,
            &mut self.condition,
            &mut self.tags,
            &mut self.app_version,
            &mut self.kube_version,
            &mut self.kind,
        ] {
            sanitize(text);
        }
        self.sources.iter_mut().for_each(sanitize);
        self.keywords.iter_mut().for_each(sanitize);
        for maintainer in self.maintainers.iter_mut().flatten() {
            sanitize(&mut maintainer.name);
            sanitize(&mut maintainer.email);
            sanitize(&mut maintainer.url);
        }
        for dependency in self.dependencies.iter_mut().flatten() {
            sanitize(&mut dependency.name);
            sanitize(&mut dependency.version);
            sanitize(&mut dependency.repository);
            sanitize(&mut dependency.condition);
            dependency.tags.iter_mut().for_each(sanitize);
            sanitize(&mut dependency.alias);
        }
    }
}

fn sanitize(text: &mut String) {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return;
    }
    *text = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect();
}

/// Says whether a character is a control, format, private or non-character, which no one sees.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
        || matches!(c, '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{8e2}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..)
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parse(text: &str) -> ChartYaml {
        ChartYaml::parse(text.as_bytes()).expect("readable")
    }

    #[track_caller]
    fn invalid(text: &str, message: &str) {
        let error = parse(text).validate().expect_err("invalid");
        assert_eq!(
            error.to_string(),
            format!("validation: {message}"),
            "{text}"
        );
    }

    #[test]
    fn rules_are_told_in_helms_words() {
        let base = "apiVersion: v2\nname: a\nversion: 1.0.0\n";
        assert!(parse(base).validate().is_ok());
        invalid("{}", "chart.metadata.apiVersion is required");
        invalid("apiVersion: v2", "chart.metadata.name is required");
        invalid(
            "apiVersion: v2\nname: a",
            "chart.metadata.version is required",
        );
        for (name, message) in [
            ("..", "\"..\" is not allowed"),
            (".", "\".\" is not allowed"),
            ("a/b", "\"a/b\" is invalid"),
            ("a\\b", "\"a\\\\b\" is invalid"),
        ] {
            invalid(
                &format!("apiVersion: v2\nversion: 1.0.0\nname: '{name}'"),
                &format!("chart.metadata.name {message}"),
            );
        }
        for version in ["abc", "1.2.3.4", "v1beta2-1.3.8-3.1.1", "1.0.0-01"] {
            invalid(
                &format!("apiVersion: v2\nname: a\nversion: '{version}'"),
                &format!("chart.metadata.version \"{version}\" is invalid"),
            );
        }
        for version in ["1", "1.0", "v0.4.3", "v2.6.3-3", "01.2.3"] {
            let text = format!("apiVersion: v2\nname: a\nversion: '{version}'");
            assert!(parse(&text).validate().is_ok(), "{version}");
        }
        for (rest, message) in [
            (
                "type: tool",
                "chart.metadata.type must be application or library",
            ),
            (
                "maintainers: [~]",
                "maintainers must not contain empty or null nodes",
            ),
            (
                "dependencies: [~]",
                "dependencies must not contain empty or null nodes",
            ),
            (
                "dependencies: [{name: x, alias: 'a b'}]",
                "dependency \"x\" has disallowed characters in the alias",
            ),
            (
                "dependencies: [{name: x}, {name: y, alias: x}]",
                "more than one dependency with name or alias \"x\"",
            ),
        ] {
            invalid(&format!("{base}{rest}"), message);
        }
        let long = format!("apiVersion: v2\nversion: 1.0.0\nname: {}", "n".repeat(300));
        invalid(
            &long,
            "chart.metadata.name and version are longer than 220 bytes",
        );
    }

    #[test]
    fn texts_are_cleaned_before_they_are_checked() {
        let mut chart = parse(
            "apiVersion: v2\nname: \"a\\a\"\nversion: 1.0.0\ndescription: \"b\\tc\\u2028d\\u200b\"\n",
        );
        chart.validate().expect("valid");
        assert_eq!(
            (chart.name.as_str(), chart.description.as_str()),
            ("a", "b c d")
        );
    }

    #[test]
    fn scalars_are_resolved_as_helm_resolves_them() {
        for (written, read) in [
            ("1.10", "1.1"),
            ("1.0", "1"),
            ("1e3", "1000"),
            ("yes", "true"),
            ("0123", "83"),
            ("0x10", "16"),
            ("1_000", "1000"),
            ("2024-01-01", "2024-01-01"),
            ("!!str 1.10", "1.10"),
            ("'1.10'", "1.10"),
            ("~", ""),
        ] {
            let chart = parse(&format!("appVersion: {written}"));
            assert_eq!(chart.app_version, read, "{written}");
        }
        let chart = parse("\u{feff}NAME: a\napiversion: v2\nNAME: b\nunknown: {x: 1}\n");
        assert_eq!(
            (chart.name.as_str(), chart.api_version.as_str()),
            ("b", "v2")
        );
        let error = ChartYaml::parse(b"deprecated: \"true\"").expect_err("not a bool");
        assert!(
            error.to_string().starts_with("cannot load Chart.yaml: "),
            "{error}"
        );
    }

    #[test]
    fn keys_are_written_sorted_and_empty_ones_not_at_all() {
        let chart =
            parse("version: 1.2.3\nname: a\napiVersion: v2\nannotations: {b: x, a: 'yes'}\n");
        assert_eq!(
            chart.to_yaml(),
            "annotations:\n  a: \"yes\"\n  b: x\napiVersion: v2\nname: a\nversion: 1.2.3\n"
        );
        assert_eq!(parse(&chart.to_yaml()), chart);
    }
}
