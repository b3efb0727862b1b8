use super::*;
use crate::builtin::Data;

#[track_caller]
fn json(instance: &Instance, path: &[&str]) -> String {
    let value = instance.value().lookup(path).expect("the path exists");
    value.to_json().unwrap_or_else(|errors| format!("{errors}"))
}

fn context(text: &str) -> Instance {
    Instance::build(&[("context.cue", text)], &Limits::default()).expect("the context compiles")
}

#[test]
fn a_resource_sees_the_final_context() {
    let context = context(
        "parameter: {a: *\"x\" | string, b?: *1 | int, l: [...int], #D: {v: int}}, _h: 3, other: parameter.a",
    );
    let text = "import \"strings\"\noutput: {a: strings.ToUpper(parameter.a), l: parameter.l, h: _h, o: other, d: parameter.#D & {v: 2}}\n";
    let resource = Builder::new(Limits::default())
        .file("r.cue", text)
        .around(&context)
        .build()
        .expect("it compiles");
    assert_eq!(
        json(&resource, &["output"]),
        r#"{"a":"X","l":[],"h":3,"o":"x","d":{"v":2}}"#
    );
}

#[test]
fn user_data_is_a_field_that_all_files_see() {
    let data = Data::Struct(vec![("n".into(), Data::int(2))]);
    let builder =
        Builder::new(Limits::default())
            .package("main")
            .value("parameter", data, "user parameter");
    let builder = builder.file("template.cue", "package main\noutput: n: parameter.n + 1");
    let builder = builder.file("parameter.cue", "parameter: n: *1 | int");
    let instance = builder
        .file("other.cue", "package other\nx: 1 & 2")
        .build()
        .expect("it compiles");
    assert_eq!(json(&instance, &["output"]), r#"{"n":3}"#);
}

#[test]
fn conflicts_with_user_data_name_the_origin() {
    let data = Data::Struct(vec![("n".into(), Data::str("x"))]);
    let builder = Builder::new(Limits::default()).value("parameter", data, "user parameter");
    let instance = builder
        .file("parameter.cue", "parameter: n: *1 | int")
        .build()
        .expect("it compiles");
    let errors = instance.check().expect_err("a string is no int");
    let sources = instance.sources();
    let named = |error: &Diagnostic| {
        error
            .labels
            .iter()
            .any(|label| &*sources[label.span.file.0 as usize].name == "user parameter")
    };
    let all = errors
        .0
        .iter()
        .flat_map(|error| error.children.iter().chain([error]));
    assert!(all.into_iter().any(named), "{errors:?}");
}

#[test]
fn arms_keep_their_marks_and_order() {
    let instance =
        context("// +usage=what\na: \"y\" | *\"x\" | string, b?: int & >=1 & <5, [string]: _");
    let Content::Shape(root) = instance.value().content() else {
        panic!("the root is a struct")
    };
    assert_eq!(root.fields.len(), 2);
    assert_eq!(
        root.fields[0].docs.first().map(|text| &**text),
        Some("+usage=what")
    );
    let Content::Arms(arms) = root.fields[0].value.content() else {
        panic!("a is a disjunction")
    };
    let marks: Vec<bool> = arms.iter().map(|(_, mark)| *mark).collect();
    assert_eq!(marks, [false, true, false]);
    assert!(arms[2].0.contains(&arms[1].0));
    let Content::Shape(b) = root.fields[1].value.content() else {
        panic!("b is a type")
    };
    assert_eq!((b.kinds, b.bounds.len()), (crate::kind::Kinds::INT, 2));
    assert_eq!(root.patterns.len(), 1);
}

#[test]
fn all_fatal_errors_are_found_once() {
    let text = "a: 1 & 2\nb: {c: \"x\" & int, d: a}\nl: [1, 2 & 3]\nok: string\n";
    let builder = Builder::new(Limits::default()).file("f.cue", text);
    let instance = builder.build().expect("it compiles");
    let found = instance.value().faults(10);
    let starts: Vec<_> = found
        .iter()
        .filter_map(|error| error.labels.first())
        .map(|label| instance.sources()[0].line_column(label.span.start).0)
        .collect();
    assert_eq!(starts, [1, 2, 3], "{found:?}");
    assert_eq!(instance.value().faults(2).len(), 2);
}
