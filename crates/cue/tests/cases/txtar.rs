//! Text archives: a comment, then files that each start with a line `-- NAME --`.

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// A comment and files, in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Archive {
    pub(crate) comment: String,
    pub(crate) files: Vec<File>,
}

impl Archive {
    /// Reads an archive; every text is one.
    pub(crate) fn parse(text: &str) -> Self {
        let mut archive = Self::default();
        for line in text.split_inclusive('\n') {
            if let Some(name) = header(line) {
                let name = name.to_owned();
                archive.files.push(File {
                    name,
                    text: String::new(),
                });
            } else if let Some(file) = archive.files.last_mut() {
                file.text.push_str(line);
            } else {
                archive.comment.push_str(line);
            }
        }
        archive
    }

    /// Writes what [`Archive::parse`] reads.
    pub(crate) fn print(&self) -> String {
        let mut text = self.comment.clone();
        for file in &self.files {
            text.push_str(&format!("-- {} --\n{}", file.name, file.text));
            if !text.ends_with('\n') {
                text.push('\n');
            }
        }
        text
    }
}

fn header(line: &str) -> Option<&str> {
    let name = line
        .trim_end()
        .strip_prefix("-- ")?
        .strip_suffix(" --")?
        .trim();
    (!name.is_empty()).then_some(name)
}

#[test]
fn archives_survive_a_round_trip() {
    let text = "about\n-- a.cue --\nx: 1\n\n-- a/out/json --\n{}\n-- empty --\n";
    let archive = Archive::parse(text);
    assert_eq!(archive.files.len(), 3);
    assert_eq!(archive.files[0].text, "x: 1\n\n");
    assert_eq!(archive.print(), text);
}
