//! Packages below `tool`: the shapes of tasks. Nothing runs them here, so they are plain values.

use super::{Package, plain};

type Values = &'static [(&'static str, &'static str)];

pub(super) const CLI: Package = plain("tool/cli", &[], CLI_VALUES);
pub(super) const EXEC: Package = plain("tool/exec", &[], EXEC_VALUES);
pub(super) const FILE: Package = plain("tool/file", &[], FILE_VALUES);
pub(super) const HTTP: Package = plain("tool/http", &[], HTTP_VALUES);
pub(super) const OS: Package = plain("tool/os", &[], OS_VALUES);

const CLI_VALUES: Values = &[
    (
        "Print",
        "{$id: *\"tool/cli.Print\" | \"print\", text: string}",
    ),
    (
        "Ask",
        "{$id: \"tool/cli.Ask\", prompt: string, response: string | bool}",
    ),
];

const EXEC_VALUES: Values = &[(
    "Run",
    r#"{
	$id: *"tool/exec.Run" | "exec"
	cmd: string | [string, ...string]
	dir?: string
	env: {[string]: string} | [...=~"="]
	stdout:      *null | string | bytes
	stderr:      *null | string | bytes
	stdin:       *null | string | bytes
	success:     bool
	mustSucceed: bool | *true
}"#,
)];

const FILE_VALUES: Values = &[
    (
        "Read",
        r#"{$id: "tool/file.Read", filename: !="", contents: *bytes | string}"#,
    ),
    (
        "Append",
        r#"{$id: "tool/file.Append", filename: !="", permissions: int | *0o666, contents: bytes | string}"#,
    ),
    (
        "Create",
        r#"{$id: "tool/file.Create", filename: !="", permissions: int | *0o666, contents: bytes | string}"#,
    ),
    (
        "Glob",
        r#"{$id: "tool/file.Glob", glob: !="", files: [...string]}"#,
    ),
    (
        "Mkdir",
        r#"{$id: "tool/file.Mkdir", path: string, createParents: bool | *false, permissions: int | *0o777}"#,
    ),
    ("MkdirAll", "Mkdir & {createParents: true}"),
    (
        "MkdirTemp",
        r#"{$id: "tool/file.MkdirTemp", dir: string | *"", pattern: string | *"", path: string}"#,
    ),
    (
        "RemoveAll",
        r#"{$id: "tool/file.RemoveAll", path: string, success: bool}"#,
    ),
];

const HTTP_VALUES: Values = &[
    ("Get", "Do & {method: \"GET\"}"),
    ("Post", "Do & {method: \"POST\"}"),
    ("Put", "Do & {method: \"PUT\"}"),
    ("Delete", "Do & {method: \"DELETE\"}"),
    (
        "Do",
        r#"{
	$id:    *"tool/http.Do" | "http"
	method: string
	url:    string
	followRedirects: *true | bool
	tls: {verify: *true | bool, caCert?: bytes | string}
	request: {
		body?: bytes | string
		header: [string]: string | [...string]
		trailer: [string]: string | [...string]
	}
	response: {
		status:     string
		statusCode: int
		body: *bytes | string
		header: [string]: string | [...string]
		trailer: [string]: string | [...string]
	}
}"#,
    ),
];

const OS_VALUES: Values = &[
    ("Value", "bool | number | *string | null"),
    ("Name", "!=\"\" & !~\"^[$]\""),
    ("Setenv", "{$id: \"tool/os.Setenv\", {[Name]: Value}}"),
    ("Getenv", "{$id: \"tool/os.Getenv\", {[Name]: Value}}"),
    ("Environ", "{$id: \"tool/os.Environ\", {[Name]: Value}}"),
    ("Clearenv", "{$id: \"tool/os.Clearenv\"}"),
];
