//! The rules: what `addon lint` looks for, why it matters and what to do about it.
//!
//! This table is the only place where a rule is described; the list of `--rules`, the SARIF report and
//! the documentation are made from it. Identifiers are stable: scripts and comments name them.

use std::fmt;

/// How much a finding matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never fails a run.
    Note,
    /// Works, but not as the author means it or not for long; fails a strict run.
    Warning,
    /// Does not work.
    Error,
}

impl Severity {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What is said of a rule.
#[derive(Debug)]
pub struct Description {
    /// The rule.
    pub rule: Rule,
    /// The stable identifier.
    pub id: &'static str,
    /// How much a finding matters unless a configuration says otherwise.
    pub severity: Severity,
    /// What it finds, in a few words.
    pub summary: &'static str,
    /// Why that matters, as a sentence.
    pub why: &'static str,
    /// What to do about it, as an imperative sentence.
    pub fix: &'static str,
}

/// Makes the enumeration and the table together, so that neither can lack a rule.
macro_rules! rules {
    ($($rule:ident $id:literal $severity:ident $summary:literal $why:literal $fix:literal)*) => {
        /// The rules, in the order of the documentation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the table describes each")]
        pub enum Rule {
            $($rule,)*
        }

        /// All rules.
        pub const RULES: &[Description] = &[
            $(Description {
                rule: Rule::$rule,
                id: $id,
                severity: Severity::$severity,
                summary: $summary,
                why: $why,
                fix: $fix,
            },)*
        ];
    };
}

rules! {
    InvalidMetadata "invalid-metadata" Error
        "metadata.yaml is missing or cannot be used"
        "Name and version are what an addon is found, packed and upgraded by."
        "Write a metadata.yaml with at least `name` and `version`."
    InvalidName "invalid-name" Error
        "the name cannot be the name of Kubernetes objects"
        "The Application, its Secret and labels are named after the addon, and the API server refuses other names."
        "Use lower-case letters, digits and dashes, at most 57 of them."
    NameDiffersFromFolder "name-differs-from-folder" Warning
        "the addon is not called what its folder is called"
        "Registries of git repositories list an addon under its folder's name, but install it under the one in metadata.yaml."
        "Give folder and `name` the same name."
    InvalidVersion "invalid-version" Error
        "the version is not a semantic version"
        "Packages, registries and upgrades compare versions; one that cannot be compared cannot be packed."
        "Write it as MAJOR.MINOR.PATCH, such as 1.0.0."
    VersionChanged "version-changed" Warning
        "the version is not read as it is written"
        "YAML reads an unquoted 1.10 as the number 1.1, and 1.0 as 1."
        "Put the version in quotes and give it three parts."
    VersionWithBuild "version-with-build" Warning
        "the version has build metadata, which no label can hold"
        "KubeVela writes the version into a label, and a cluster refuses a label with `+`."
        "Remove the part from the `+` on."
    MissingDescription "missing-description" Warning
        "there is no description"
        "Lists of addons and the dashboard show it, and users choose by it."
        "Say in `description` of metadata.yaml what the addon is for."
    MissingIcon "missing-icon" Note
        "there is no icon"
        "The dashboard shows a blank where other addons have a picture."
        "Give the address of a picture as `icon` of metadata.yaml."
    UnknownMetadata "unknown-metadata" Warning
        "a key of metadata.yaml is not known, but resembles one that is"
        "KubeVela ignores unknown keys, so a slip of the pen switches the setting off."
        "Correct the spelling."
    InvalidRequirement "invalid-requirement" Error
        "what the addon needs is not a constraint on versions"
        "KubeVela cannot tell whether the addon runs on a cluster, and refuses to install it."
        "Write `system` and versions of dependencies as in >=v1.9.0."
    InvalidDependency "invalid-dependency" Error
        "a dependency has no name, or is the addon itself"
        "Dependencies are resolved before anything is installed, and this one cannot be."
        "Name another addon, or remove the entry."
    UnknownDependency "unknown-dependency" Warning
        "a dependency is neither beside the addon nor in the registries given"
        "Enabling the addon fails where its dependencies cannot be found."
        "Correct the name or the version, or name the registry that has it with --registry."
    MissingDependency "missing-dependency" Warning
        "components are of a type that an addon brings which is no dependency"
        "Without that addon nobody runs the components, and the Application never gets healthy."
        "Add the addon to `dependencies` of metadata.yaml."
    DependencyCycle "dependency-cycle" Error
        "addons depend on each other in a circle"
        "None of them can be the first to be installed."
        "Remove one of the dependencies."
    NoTemplate "no-template" Note
        "there is neither template.cue nor template.yaml"
        "The addon brings no Application of its own, and `vela` does not pack it; a folder that lost its template looks the same."
        "Add a template, unless definitions are all that the addon is for."
    TwoTemplates "two-templates" Error
        "there are template.cue and template.yaml"
        "KubeVela refuses an addon with both."
        "Remove one of them."
    NotText "not-text" Error
        "a file is not UTF-8 text"
        "It can be neither parsed nor sent to a cluster."
        "Save it as UTF-8, or move it out of the folder that is read."
    BackupFile "backup-file" Warning
        "KubeVela takes a file for one that it is not"
        "It goes by the beginning of names, so that template.yaml.bak and resources-old/ are read as the real ones; which of two wins is open."
        "Delete or rename the file."
    IgnoredFile "ignored-file" Note
        "a file lies where addons have content, but is never read"
        "Only .cue, .yaml and .yml are read there; what the author put into the file has no effect."
        "Rename the file, or move it out of the folder."
    SeveralDocuments "several-documents" Warning
        "a file holds several YAML documents"
        "KubeVela uses the first and drops the others without a word."
        "Put each object into a file of its own."
    YamlSyntax "yaml-syntax" Error
        "a file is not the YAML it has to be"
        "The addon does not load."
        "Correct the place shown."
    CueSyntax "cue-syntax" Error
        "a file is not CUE"
        "The addon does not load."
        "Correct the place shown."
    UnresolvedReference "unresolved-reference" Error
        "a name stands for nothing"
        "CUE refuses the file; in a definition that shows only when somebody uses it."
        "Correct the name, or declare it."
    UnusedImport "unused-import" Error
        "a package is imported and not used"
        "CUE refuses the file."
        "Remove the import."
    UnavailableImport "unavailable-import" Error
        "a package is imported that is not there"
        "Templates and resources see CUE's own packages only; those of KubeVela are for definitions, views and config templates."
        "Remove the import and compute the value otherwise."
    PackageMismatch "package-mismatch" Error
        "parameter.cue is in another package than the template"
        "Files of other packages are left out, so that the template sees no parameters."
        "Give both files the same package, or none to parameter.cue."
    CueError "cue-error" Error
        "values conflict, or CUE refuses the file for another reason"
        "The addon does not render with its own defaults."
        "Correct the places shown."
    IncompleteValue "incomplete-value" Error
        "a value is not concrete though all parameters have values"
        "The addon does not render."
        "Give the field a value or a default."
    ListArithmetic "list-arithmetic" Warning
        "lists are added or multiplied with operators"
        "CUE refuses that since 0.11, so that `vela` cannot enable the addon."
        "Use list.Concat and list.Repeat."
    NoOutput "no-output" Warning
        "a resource has no `output`"
        "A file of its own package becomes a component by its `output`; without, it is skipped without a word."
        "Add `output`, or start the file with `package main` when only the template uses it."
    RenderError "render-error" Error
        "the addon does not render for another reason"
        "It cannot be enabled."
        "Correct the place shown."
    NoParameterSchema "no-parameter-schema" Warning
        "no schema can be made of the parameters"
        "The schema is what `addon status` and the dashboard show, and `vela` does not load an addon without."
        "Declare the parameters as `parameter: {...}` in types that OpenAPI has."
    MissingUsage "missing-usage" Note
        "a parameter has no usage text"
        "Users see its name and type only."
        "Write a comment `// +usage=...` above it."
    DefaultType "default-type" Warning
        "the default of a parameter has another type than the parameter"
        "What works by default and what users may give differ, and templates are rarely made for both."
        "Make default and type agree."
    RefusedDefinition "refused-definition" Error
        "a cluster refuses the definition"
        "Its fields are not those of its kind, so that enabling the addon fails half-way."
        "Correct the field, or add it; that of a definition in CUE stands in `attributes`."
    RefusedObject "refused-object" Error
        "a cluster refuses the object"
        "Enabling the addon fails, or its Application never gets healthy."
        "Correct the field."
    NoDefinition "no-definition" Warning
        "something among the definitions is none that KubeVela can name"
        "`vela` refuses an addon with other objects in definitions/."
        "Move it to resources/."
    DuplicateComponent "duplicate-component" Error
        "two components of the Application have the same name"
        "KubeVela refuses the Application."
        "Rename or remove one of them."
    DuplicateObject "duplicate-object" Warning
        "two objects or definitions of the addon have the same kind and name"
        "The second replaces the first."
        "Rename or remove one of them."
    DroppedField "dropped-field" Warning
        "a field is dropped, because its kind has none of that name"
        "What the author meant by it has no effect."
        "Correct the spelling, or remove the field."
    ImageLatest "image-latest" Warning
        "an image is taken by the tag `latest`"
        "The same version of the addon runs something else tomorrow, and old nodes something else than new ones."
        "Name the tag of a release."
    ImageWithoutTag "image-without-tag" Warning
        "an image has neither tag nor digest"
        "That means `latest`: the same version of the addon runs something else tomorrow."
        "Name the tag of a release."
    RetiredHost "retired-host" Warning
        "something comes from a host that is retired"
        "It cannot be fetched any more, or no longer gets updates."
        "Use the address that replaces it."
    SameNameAsChart "same-name-as-chart" Note
        "the addon is called like a chart that it uses"
        "In one Helm repository a name is either an addon or a chart: whoever mirrors both needs two."
        "Keep it in mind for mirrors; a name of its own avoids it."
    GodefConflict "godef-conflict" Error
        "a definition is in definitions/ and in godef/"
        "Enabling refuses that unless told to override."
        "Remove one of the two."
    LintComment "lint-comment" Warning
        "a comment or configuration for lint has no effect"
        "It names a rule that does not exist, or silences nothing."
        "Correct or remove it."
}

impl Rule {
    /// Returns what there is to say of the rule.
    pub fn description(self) -> &'static Description {
        &RULES[self as usize]
    }

    /// Returns the stable identifier.
    pub fn id(self) -> &'static str {
        self.description().id
    }

    /// Finds a rule by its identifier.
    pub fn find(id: &str) -> Option<Self> {
        RULES.iter().find(|it| it.id == id).map(|it| it.rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_described_in_one_style() {
        for (at, description) in RULES.iter().enumerate() {
            let Description {
                id,
                summary,
                why,
                fix,
                ..
            } = description;
            assert_eq!(description.rule as usize, at, "{id}");
            assert_eq!(Rule::find(id), Some(description.rule));
            assert!(
                id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
                "{id}"
            );
            assert!(
                !summary.ends_with('.') && why.ends_with('.') && fix.ends_with('.'),
                "{id}"
            );
        }
        assert_eq!(Rule::find("nothing"), None);
    }
}
