//! `addon cue`: values in their forms, and what an author sees of mistakes.

use std::process::Command;

use snapbox::str;

use crate::support::{Sandbox, peer};

/// Returns what the real `cue` prints, where it is present.
fn reference(sandbox: &Sandbox, args: &[&str]) -> Option<String> {
    let output = Command::new(peer("cue")?)
        .args(args)
        .current_dir(sandbox.path(""))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn eval_prints_what_is_known_as_the_reference_does() {
    let program = r#"package p

import "strings"

x: int
y: x + 1
chosen: *1 | int
open: "a" | "b"
bounds: >=1 & <=10
nested: a: b: c: 1
list: [1, 2, {a: 3}]
#D: {name: string, port?: int, req!: string, ...}
d: #D & {name: "q"}
_hidden: 5
"quoted-name": 1
lines: "one\ntwo"
computed: {n: 1, (z): 2}
z: string
named: strings.MinRunes(3)
upper: strings.ToUpper("a")
float: 1.50
text: "a\(x)b"
bytes: 'a\xffb'
arms: {a: 1} | {b: 2}
pattern: {[string]: int, a: 1}
"#;
    let sandbox = Sandbox::new();
    sandbox.write("p.cue", program);
    let printed = sandbox.addon(["cue", "eval", "p.cue"]).success();
    printed.stdout_eq(str![[r#"
import "strings"

x:      int
y:      x + 1
chosen: 1
open:   "a" | "b"
bounds: >=1 & <=10
nested: {
    a: {
        b: {
            c: 1
        }
    }
}
list: [1, 2, {
    a: 3
}]
#D: {
    name: string
    req!: string
}
d: {
    name: "q"
    req!: string
}
"quoted-name": 1
lines: """
    one
    two
    """
computed: {
    n:   1
    (z): 2
}
z:     string
named: strings.MinRunes(3)
upper: "A"
float: 1.50
text:  "a/(x)b"
bytes: 'a/xffb'
arms: {
    a: 1
} | {
    b: 2
}
pattern: {
    a: 1
}

"#]]);
    sandbox
        .addon([
            "cue", "eval", "--all", "-s", "-e", "d", "-e", "nested", "p.cue",
        ])
        .success()
        .stdout_eq(str![[r#"
// d
name:  "q"
port?: int
req!:  string
// nested
a: b: c: 1

"#]]);
    for flags in [&[][..], &["--all", "-s", "-e", "d", "-e", "nested"]] {
        let args = [&["eval"][..], flags, &["p.cue"]].concat();
        let Some(real) = reference(&sandbox, &args) else {
            return;
        };
        let ours = sandbox.addon([&["cue"][..], &args].concat()).success();
        assert_eq!(ours.stdout(), real);
    }
}

#[test]
fn export_has_the_forms_of_the_reference() {
    let sandbox = Sandbox::new();
    sandbox.write("p.cue", "a: b: [1, \"x\"]\nt: \"one\\ntwo\"\n#D: 3\n");
    let export = |form: &str, expression: &[&str]| {
        let args = [
            &["cue", "export", "--out", form][..],
            expression,
            &["p.cue"],
        ]
        .concat();
        sandbox.addon(args).success().stdout().to_owned()
    };
    assert_eq!(
        export("json", &[]),
        "{\n    \"a\": {\n        \"b\": [\n            1,\n            \"x\"\n        ]\n    },\n    \"t\": \"one\\ntwo\"\n}\n"
    );
    assert_eq!(
        export("text", &["-e", "t", "-e", "a.b[1]"]),
        "one\ntwo\nx\n"
    );
    assert_eq!(
        export("yaml", &["-e", "a", "-e", "#D"]),
        "b:\n  - 1\n  - x\n---\n3\n"
    );
    assert_eq!(
        export("cue", &[]),
        "a: b: [1, \"x\"]\nt: \"\"\"\n\tone\n\ttwo\n\t\"\"\"\n"
    );
    sandbox
        .addon(["cue", "export", "--out", "text", "p.cue"])
        .code(8)
        .stdout_eq("")
        .stderr_contains("only a string can be printed as text");
    for form in ["json", "yaml", "cue"] {
        if let Some(real) = reference(&sandbox, &["export", "--out", form, "p.cue"]) {
            assert_eq!(export(form, &[]), real);
        }
    }
}

#[track_caller]
fn refused(program: &str, expected: impl snapbox::IntoData) {
    let sandbox = Sandbox::new();
    sandbox.write("p.cue", program);
    sandbox
        .addon(["cue", "export", "p.cue"])
        .code(8)
        .stdout_eq("")
        .stderr_eq(expected);
}

#[test]
fn a_conflict_shows_both_places() {
    refused(
        "a: 1 & \"x\"\nd: {\n\te: int\n\te: \"s\"\n}\n",
        str![[r#"
error: a: conflicting values 1 and "x"
 --> p.cue:1:8
  |
1 | a: 1 & "x"
  |    - 1 ^^^ "x"

error: d.e: conflicting values (mismatched types int and string)
 --> p.cue:4:5
  |
3 |     e: int
  |        --- int
4 |     e: "s"
  |        ^^^ string

"#]],
    );
}

#[test]
fn a_field_too_many_shows_what_closes() {
    refused(
        "#D: {name: string, port?: int}\nx: #D & {name: \"a\", prot: 80}\n",
        str![[r#"
error: x.prot: field not allowed
 --> p.cue:2:27
  |
2 | x: #D & {name: "a", prot: 80}
  |    --                     ^^
  |    |
  |    closed by this definition

"#]],
    );
}

#[test]
fn an_empty_disjunction_tells_what_is_allowed() {
    refused(
        "s: {t: \"tcp\" | \"udp\"} & {t: \"icmp\"}\n",
        str![[r#"
error: s.t: no arm of the disjunction fits
 --> p.cue:1:8
  |
1 | s: {t: "tcp" | "udp"} & {t: "icmp"}
  |        ^^^^^^^^^^^^^
  |
  = help: allowed are "tcp", "udp"
note: conflicting values "icmp" and "tcp"
 --> p.cue:1:8
  |
1 | s: {t: "tcp" | "udp"} & {t: "icmp"}
  |        ^^^^^ "tcp"          ------ "icmp"
note: conflicting values "icmp" and "udp"
 --> p.cue:1:16
  |
1 | s: {t: "tcp" | "udp"} & {t: "icmp"}
  |                ^^^^^ "udp"  ------ "icmp"

"#]],
    );
}

#[test]
fn a_missing_parameter_is_told_by_its_own_name() {
    refused(
        "parameter: {\n\t// +usage=The image to run\n\timage: string\n}\nout: img: parameter.image\n",
        str![[r#"
error: parameter.image: incomplete value string
 --> p.cue:3:9
  |
3 |     image: string
  |            ^^^^^^ string

error: out.img: incomplete value string
 --> p.cue:3:9
  |
3 |     image: string
  |            ^^^^^^ string
  |
  = help: `parameter.image` needs a value: +usage=The image to run

"#]],
    );
}

#[test]
fn an_unguarded_test_for_existence_is_explained() {
    refused(
        "p: {b: 1}\nout: {\n\tif p.mem != _|_ && p.mem == \"x\" {\n\t\tz: 1\n\t}\n}\n",
        str![[r#"
error: out: undefined field: mem
 --> p.cue:3:21
  |
3 |     if p.mem != _|_ && p.mem == "x" {
  |                        ^^^^^
  |
  = help: both sides are evaluated: write `if a if b` when one guards the other

"#]],
    );
}

#[test]
fn an_unknown_name_and_an_unused_import_are_told_together() {
    refused(
        "import \"strings\"\n\nparameter: cpu: 1\nout: parmeter.cpu\n",
        str![[r#"
error: reference `parmeter` not found
 --> p.cue:4:6
  |
4 | out: parmeter.cpu
  |      ^^^^^^^^
  |
  = help: did you mean `parameter`?

error: `strings` is imported and not used
 --> p.cue:1:8
  |
1 | import "strings"
  |        ^^^^^^^^^
  |
  = help: remove the import

"#]],
    );
}

#[test]
fn all_mistakes_in_the_syntax_are_told() {
    refused(
        "a: 1\nb: [1, 2\nc: 3\nd: }\ne: \"abc\nf: 4\n",
        str![[r#"
error: expected `]`, as there is no `,` before the line break, found `c`
 --> p.cue:3:1
  |
3 | c: 3
  | ^

error: expected an expression, found `}`
 --> p.cue:4:4
  |
4 | d: }
  |    ^

error: string literal not terminated
 --> p.cue:5:4
  |
5 | e: "abc
  |    ^^^^

"#]],
    );
}

#[test]
fn vet_asks_for_values_unless_told_otherwise() {
    let sandbox = Sandbox::new();
    sandbox.write("open.cue", "a: int\n");
    sandbox.write("whole.cue", "a: 1\n");
    sandbox.write("wrong.cue", "a: 1 & 2\n");
    for (file, flag, code) in [
        ("open.cue", None, 8),
        ("open.cue", Some("-c"), 8),
        ("open.cue", Some("-c=true"), 8),
        ("open.cue", Some("--concrete=false"), 0),
        ("whole.cue", None, 0),
        ("whole.cue", Some("-c"), 0),
        ("wrong.cue", None, 8),
        ("wrong.cue", Some("-c=false"), 8),
    ] {
        let args = ["cue", "vet"].into_iter().chain(flag).chain([file]);
        sandbox.addon(args).code(code);
        if let Some(cue) = peer("cue") {
            let args = ["vet"].into_iter().chain(flag).chain([file]);
            let mut real = Command::new(cue);
            let output = real.args(args).current_dir(sandbox.path("")).output();
            assert_eq!(
                output.unwrap().status.success(),
                code == 0,
                "{file} {flag:?}"
            );
        }
    }
    let refused = sandbox.addon(["cue", "vet", "open.cue"]).code(8);
    refused.stderr_eq(str![[r#"
error: some fields have no value yet
hint: -c tells which, -c=false allows them

"#]]);
    sandbox
        .addon(["cue", "vet", "whole.cue"])
        .success()
        .stderr_eq("");
}
