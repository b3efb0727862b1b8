//! Each rule on a small addon that breaks it, and what silences it.

use super::{Config, Neighbours, RULES, Report, Severity, Subject, lint};
use crate::addon::FileTree;

const METADATA: &str =
    "name: demo\nversion: 1.0.0\ndescription: Demo\nicon: https://example.com/i.png\n";
const TEMPLATE: &str = "package main\n\noutput: {\n\tapiVersion: \"core.oam.dev/v1beta1\"\n\tkind: \"Application\"\n\tspec: components: []\n}\n";
const PARAMETERS: &str = "parameter: {\n\t// +usage=How many\n\tcount: *1 | int\n}\n";

fn subject(changes: &[(&str, &str)]) -> Subject {
    let mut files = FileTree::new();
    let all = [
        ("metadata.yaml", METADATA),
        ("template.cue", TEMPLATE),
        ("parameter.cue", PARAMETERS),
    ];
    for (path, text) in all.into_iter().chain(changes.iter().copied()) {
        files.insert(path.parse().expect("a safe path"), text.as_bytes().to_vec());
        if text.is_empty() {
            files.remove(path);
        }
    }
    Subject {
        folder: Some("demo".to_owned()),
        files,
    }
}

fn report(changes: &[(&str, &str)]) -> Report {
    lint(
        &subject(changes),
        &Neighbours::default(),
        &Config::default(),
    )
}

/// Lists findings as in `rule file:line`.
fn lines(report: &Report) -> Vec<String> {
    let findings = report.findings.iter();
    let line = findings.map(|finding| {
        let label = &finding.diagnostic.labels[0];
        let source = report.source(label).expect("a known file");
        let line = source.line_index(label.span.start) + 1;
        format!("{} {}:{line}", finding.rule.id(), source.name)
    });
    line.collect()
}

#[track_caller]
fn check(changes: &[(&str, &str)], expected: &[&str]) {
    let report = report(changes);
    let messages = report.findings.iter().map(|it| it.diagnostic.to_string());
    let messages: Vec<_> = messages.collect();
    assert_eq!(lines(&report), expected, "{messages:#?}");
}

#[test]
fn a_good_addon_has_no_findings() {
    check(&[], &[]);
    check(
        &[("metadata.yaml.md", "x"), ("docs/a.yaml", "a: ]")],
        &["backup-file metadata.yaml.md:1"],
    );
}

#[test]
fn metadata_are_checked() {
    let metadata = |text: &str, expected: &[&str]| check(&[("metadata.yaml", text)], expected);
    metadata("", &["invalid-metadata metadata.yaml:1"]);
    metadata("name: [", &["invalid-metadata metadata.yaml:1"]);
    metadata(
        "version: one\ndescription: x\nicon: x\n",
        &[
            "invalid-metadata metadata.yaml:1",
            "invalid-version metadata.yaml:1",
        ],
    );
    metadata(
        "name: other\nversion: 1.10\n",
        &[
            "missing-description metadata.yaml:1",
            "missing-icon metadata.yaml:1",
            "name-differs-from-folder metadata.yaml:1",
            "invalid-version metadata.yaml:2",
            "version-changed metadata.yaml:2",
        ],
    );
    metadata(
        &METADATA.replace("1.0.0", "1.0.0+build"),
        &["version-with-build metadata.yaml:2"],
    );
    metadata(
        &METADATA.replace("demo", "De_mo"),
        &[
            "invalid-name metadata.yaml:1",
            "name-differs-from-folder metadata.yaml:1",
        ],
    );
    metadata(
        &format!("{METADATA}dependancies: []\nlabel: x\n"),
        &["unknown-metadata metadata.yaml:5"],
    );
    metadata(
        &format!("{METADATA}system:\n  vela: newest\n"),
        &["invalid-requirement metadata.yaml:6"],
    );
}

#[test]
fn dependencies_are_looked_for() {
    let metadata = format!(
        "{METADATA}dependencies:\n- name: fluxd\n- name: demo\n- version: 1.0.0\n- name: a\n  version: '>=2'\n\
         - name: b\n"
    );
    let subject = subject(&[("metadata.yaml", metadata.as_str())]);
    let mut neighbours = Neighbours::default();
    neighbours.add("fluxcd", "1.0.0", Vec::new());
    neighbours.add("a", "v1.5.0", Vec::new());
    neighbours.add("b", "1.0.0", vec!["c".to_owned()]);
    neighbours.add("c", "1.0.0", vec!["b".to_owned(), "demo".to_owned()]);
    neighbours.complete = true;
    let report = lint(&subject, &neighbours, &Config::default());
    assert_eq!(
        lines(&report),
        [
            "unknown-dependency metadata.yaml:6",
            "invalid-dependency metadata.yaml:7",
            "invalid-dependency metadata.yaml:8",
            "unknown-dependency metadata.yaml:10",
            "dependency-cycle metadata.yaml:11",
        ]
    );
    let help = |at: usize| report.findings[at].diagnostic.help.as_deref();
    assert_eq!(help(0), Some("did you mean `fluxcd`?"));
    let message = &report.findings[4].diagnostic.message;
    assert_eq!(
        message,
        "dependencies go in a circle: demo -> b -> c -> demo"
    );
    // Alone, an addon may depend on what is elsewhere.
    neighbours.complete = false;
    assert_eq!(
        lint(&subject, &neighbours, &Config::default())
            .findings
            .len(),
        3
    );
}

#[test]
fn files_are_checked() {
    check(
        &[
            ("template.yaml", "kind: Application\n"),
            ("template.yaml.bak", "x"),
            ("resources/a.json", "{}"),
        ],
        &[
            "ignored-file resources/a.json:1",
            "two-templates template.yaml:1",
            "backup-file template.yaml.bak:1",
        ],
    );
    check(&[("template.cue", "")], &["no-template metadata.yaml:1"]);
    let mut files = subject(&[]);
    let path = "resources/x.cue".parse().expect("a safe path");
    files.files.insert(path, b"a: 1\nb: \"\xff\"".to_vec());
    let report = lint(&files, &Neighbours::default(), &Config::default());
    assert_eq!(lines(&report), ["not-text resources/x.cue:1"]);
}

#[test]
fn every_fault_in_cue_is_told() {
    check(
        &[
            ("resources/a.cue", "output: {\n"),
            (
                "resources/b.cue",
                "import \"strings\"\n\noutput: name: nothing\n",
            ),
            (
                "resources/c.cue",
                "output: {type: \"x\" & \"y\", name: 1 & \"b\"}\n",
            ),
            ("resources/d.cue", "other: 1\n"),
            (
                "resources/e.cue",
                "output: {type: \"a\", properties: cmd: [\"a\"] + [\"b\"]}\n",
            ),
            ("resources/f.cue", "import \"vela/op\"\noutput: op.#Read\n"),
        ],
        &[
            "cue-syntax resources/a.cue:2",
            "unused-import resources/b.cue:1",
            "unresolved-reference resources/b.cue:3",
            "cue-error resources/c.cue:1",
            "cue-error resources/c.cue:1",
            "no-output resources/d.cue:1",
            "list-arithmetic resources/e.cue:1",
            "unavailable-import resources/f.cue:1",
        ],
    );
    check(
        &[("template.cue", "package main\nx: 1\n")],
        &["render-error template.cue:1"],
    );
    check(
        &[(
            "template.cue",
            "package main\noutput: {kind: string, spec: components: []}\n",
        )],
        &["incomplete-value template.cue:2"],
    );
}

#[test]
fn parameters_are_checked() {
    let parameters = |text: &str, expected: &[&str]| check(&[("parameter.cue", text)], expected);
    parameters("values: 1\n", &["no-parameter-schema parameter.cue:1"]);
    parameters(
        "parameter: {\n\ta: *\"1\" | int\n\t// b\n\tb: *null | string\n\tc: {\n\t\td?: string\n\t}\n}\n",
        &[
            "missing-usage parameter.cue:2",
            "default-type parameter.cue:2",
            "missing-usage parameter.cue:6",
        ],
    );
    parameters(
        "package other\nparameter: {\n\t// a\n\ta: *80 | uint16\n\t// b\n\tb: [string, int]\n\t// c\n\tc: int & >0\n\t// d\n\td: *1 | int\n}\n",
        &[
            "package-mismatch parameter.cue:1",
            "no-parameter-schema parameter.cue:4",
            "no-parameter-schema parameter.cue:6",
        ],
    );
    // A value that users have to give is no fault of the addon.
    check(
        &[
            (
                "parameter.cue",
                "parameter: {\n\t// +usage=Where from\n\timage: string\n}\n",
            ),
            (
                "resources/a.cue",
                "output: {type: \"webservice\", properties: image: parameter.image}\n",
            ),
        ],
        &[],
    );
}

#[test]
fn objects_that_clusters_refuse_are_told() {
    let definition = "apiVersion: core.oam.dev/v1alpha2\nkind: ComponentDefinition\nmetadata:\n  name: x\n\
                      spec:\n  workload: {type: autodetects.core.oam.dev}\n  scematic: {}\n";
    check(
        &[
            ("definitions/a.yaml", definition),
            (
                "definitions/b.cue",
                "b: {\n\ttype: \"trait\"\n\tattributes: {\n\t\tpodDisruptiv: 3\n\t\tstage: 1\n\t}\n}\n\
                 template: {parameter: {}, patch: x: context.nam, y: parametr}\n",
            ),
            (
                "resources/c.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: My_Map\n  labels: {a: true}\ndata:\n  n: 1\n",
            ),
            (
                "resources/d.yaml",
                "kind: Secret\nmetadata: {name: d}\n---\nkind: Secret\n",
            ),
            ("resources/e.yaml", "a: 1\nb: ]\n"),
        ],
        &[
            "refused-definition definitions/a.yaml:1",
            "dropped-field definitions/a.yaml:7",
            "refused-definition definitions/b.cue:4",
            "refused-definition definitions/b.cue:5",
            "unresolved-reference definitions/b.cue:8",
            "refused-object resources/c.yaml:4",
            "refused-object resources/c.yaml:5",
            "refused-object resources/c.yaml:7",
            "several-documents resources/d.yaml:4",
            "yaml-syntax resources/e.yaml:2",
        ],
    );
    check(
        &[("resources/d.yaml", "kind: Secret\nmetadata: {}\n")],
        &[
            "refused-object resources/d.yaml:1",
            "refused-object resources/d.yaml:2",
        ],
    );
}

#[test]
fn images_charts_and_hosts_are_checked() {
    let helm = "output: {\n\ttype: \"helm\"\n\tproperties: {\n\t\trepoType: \"helm\"\n\
                \t\turl: \"https://charts.kubevela.net/core\"\n\t\tchart: \"demo\"\n\
                \t\tvalues: image: {repository: \"a/b\", tag: \"latest\"}\n\t}\n}\n";
    let web = "output: {\n\ttype: \"webservice\"\n\tproperties: image: \"nginx\"\n\
               \tif parameter.count > 9 {\n\t\tproperties: extra: image: \"registry:5000/b:latest\"\n\t}\n}\n";
    check(
        &[
            ("resources/helm.cue", helm),
            ("resources/web.cue", web),
            (
                "resources/ok.cue",
                "output: {name: \"ok\", properties: {a: image: \"r:5/a@sha256:0\", b: {image: \"x\", tag: \"1\"}}}\n",
            ),
        ],
        &[
            "missing-dependency resources/helm.cue:2",
            "retired-host resources/helm.cue:5",
            "same-name-as-chart resources/helm.cue:6",
            "image-latest resources/helm.cue:7",
            "image-without-tag resources/web.cue:3",
            "image-latest resources/web.cue:5",
        ],
    );
}

#[test]
fn definitions_hold_templates_that_work() {
    let definition = |kind: &str, template: &str| {
        format!(
            "apiVersion: core.oam.dev/v1beta1\nkind: {kind}\nmetadata: {{name: x}}\nspec:\n  schematic:\n    \
             cue:\n      template: |\n        {template}\n        parameter: {{}}\n"
        )
    };
    let check = |text: &str, expected: &[&str]| check(&[("definitions/x.yaml", text)], expected);
    check(&definition("TraitDefinition", "patch: context.name"), &[]);
    check(
        &definition("TraitDefinition", "patch: nothing"),
        &["unresolved-reference definitions/x.yaml:7"],
    );
    check(
        &definition("TraitDefinition", "patch: {"),
        &["cue-syntax definitions/x.yaml:7"],
    );
    check(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n",
        &["no-definition definitions/x.yaml:1"],
    );
}

#[test]
fn templates_see_nothing_else_of_their_file() {
    check(
        &[(
            "definitions/x.cue",
            "_shared: 1\nx: {type: \"trait\", attributes: {}}\ntemplate: {patch: _shared, parameter: {}}\n",
        )],
        &["unresolved-reference definitions/x.cue:3"],
    );
}

#[test]
fn same_names_are_told() {
    let resource = "output: {name: \"a\", type: \"raw\", properties: {apiVersion: \"v1\", kind: \"Namespace\", metadata: name: \"n\"}}\n";
    check(
        &[("resources/a.cue", resource), ("resources/b.cue", resource)],
        &[
            "duplicate-component resources/b.cue:1",
            "duplicate-object resources/b.cue:1",
        ],
    );
    let definition = |name: &str| {
        format!(
            "{name}: {{type: \"trait\", attributes: {{}}}}\ntemplate: {{parameter: {{}}, patch: {{}}}}\n"
        )
    };
    check(
        &[
            ("definitions/a.cue", &definition("x")),
            ("definitions/b.cue", &definition("x")),
        ],
        &["duplicate-object definitions/b.cue:1"],
    );
}

#[test]
fn definitions_are_in_one_language() {
    let go = "package x\nimport \"a/defkit\"\nfunc A() *defkit.TraitDefinition { return defkit.NewTrait(\"a\") }\n";
    check(
        &[
            ("godef/go.mod", "module x\n"),
            ("godef/a.go", go),
            (
                "definitions/trait-a.cue",
                "a: {type: \"trait\", attributes: {}}\ntemplate: patch: {}\n",
            ),
        ],
        &["godef-conflict definitions/trait-a.cue:1"],
    );
}

#[test]
fn comments_silence_their_line_or_file() {
    let resource = |comment: &str| {
        format!("{comment}\noutput: {{type: \"a\", properties: image: \"x:latest\"}}\n")
    };
    check(
        &[(
            "resources/a.cue",
            &resource("// addon-lint: allow(image-latest) mirrored daily"),
        )],
        &[],
    );
    check(
        &[(
            "resources/a.cue",
            &resource("// addon-lint: allow-file(image-latest)"),
        )],
        &[],
    );
    check(
        &[(
            "resources/a.cue",
            &resource("// addon-lint: allow(image-latst)"),
        )],
        &[
            "lint-comment resources/a.cue:1",
            "image-latest resources/a.cue:2",
        ],
    );
    check(
        &[(
            "resources/a.cue",
            &resource("// addon-lint: allow(image-latest, list-arithmetic)"),
        )],
        &["lint-comment resources/a.cue:1"],
    );
    check(
        &[("resources/a.cue", &resource("// addon-lint: ignore"))],
        &[
            "lint-comment resources/a.cue:1",
            "image-latest resources/a.cue:2",
        ],
    );
    let metadata = METADATA.replace(
        "description: Demo\n",
        "# addon-lint: allow-file(missing-description)\n",
    );
    check(&[("metadata.yaml", &metadata)], &[]);
}

#[test]
fn a_configuration_silences_and_weighs() {
    let resource = (
        "resources/a.cue",
        "output: {type: \"a\", properties: image: \"x:latest\"}\n",
    );
    check(
        &[resource, (".addon-lint.yaml", "disable: [image-latest]\n")],
        &[],
    );
    check(
        &[
            resource,
            (
                ".addon-lint.yaml",
                "exclude:\n- rule: image-latest\n  path: resources/*.cue\n  reason: x\n",
            ),
        ],
        &[],
    );
    check(
        &[
            resource,
            (
                ".addon-lint.yaml",
                "disable: [image]\nexclude: [{rule: image-latest, path: other/}]\n",
            ),
        ],
        &[
            "lint-comment .addon-lint.yaml:1",
            "image-latest resources/a.cue:1",
        ],
    );
    check(
        &[(".addon-lint.yaml", "disabel: []\n")],
        &["lint-comment .addon-lint.yaml:1"],
    );
    let report = report(&[
        resource,
        (".addon-lint.yaml", "severity: {image-latest: error}\n"),
    ]);
    assert_eq!(report.count(Severity::Error), 1);
    let needs = [
        ("parameter.cue", "parameter: {\n\t// n\n\tn: >5\n}\n"),
        (
            "resources/a.cue",
            "if parameter.n < 9 {output: {type: \"a\", properties: image: \"x:latest\"}}\n",
        ),
        (".addon-lint.yaml", "parameters: {n: 7}\n"),
    ];
    check(&needs, &["image-latest resources/a.cue:1"]);
}

#[test]
fn every_rule_is_tested_here() {
    let own = include_str!("tests.rs");
    for rule in RULES {
        assert!(own.contains(rule.id), "{}", rule.id);
    }
}
