//! The tree of the tests itself.

use std::{fs, path::Path};

#[test]
fn no_module_is_forgotten() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let main = fs::read_to_string(tests.join("main.rs")).unwrap();
    for entry in fs::read_dir(&tests).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.strip_suffix(".rs").unwrap_or(&name);
        if !["main", "data", "server"].contains(&module) {
            assert!(
                main.contains(&format!("mod {module};")),
                "tests/main.rs does not name {name}"
            );
        }
    }
}
