//! Packages and indexes made by hand, with every fault that a test wants.

use std::{
    fmt::Write as _,
    io::{Read as _, Write as _},
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use sha2::{Digest as _, Sha256};

/// An addon's package, or with [`plain`](Self::plain) an ordinary chart.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    pub(crate) name: String,
    pub(crate) version: String,
    is_addon: bool,
    files: Vec<(String, Vec<u8>)>,
}

impl Chart {
    /// Describes an addon that consists of metadata, a template and a text for readers.
    pub(crate) fn addon(name: &str, version: &str) -> Self {
        let metadata = format!("name: {name}\nversion: {version}\ndescription: The {name} addon\n");
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            is_addon: true,
            files: vec![
                ("metadata.yaml".into(), metadata.into()),
                ("template.cue".into(), "package main\noutput: {}\n".into()),
                ("README.md".into(), format!("# {name}\n").into()),
            ],
        }
    }

    /// Describes an ordinary chart.
    pub(crate) fn plain(name: &str, version: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            is_addon: false,
            files: vec![("values.yaml".into(), b"replicas: 1\n".to_vec())],
        }
    }

    /// Adds or replaces a file.
    pub(crate) fn file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.retain(|(present, _)| present != path);
        self.files.push((path.to_owned(), content.into()));
        self
    }

    /// Returns the name of the package.
    pub(crate) fn file_name(&self) -> String {
        format!("{}-{}.tgz", self.name, self.version)
    }

    /// Returns the package.
    pub(crate) fn package(&self) -> Vec<u8> {
        let chart_yaml = format!(
            "apiVersion: v2\n{}description: The {} {}\nname: {}\nversion: {}\n",
            self.annotations(""),
            self.name,
            if self.is_addon { "addon" } else { "chart" },
            self.name,
            self.version
        );
        let mut entries = vec![(format!("{}/Chart.yaml", self.name), chart_yaml.into_bytes())];
        for (path, content) in &self.files {
            entries.push((format!("{}/{path}", self.name), content.clone()));
        }
        archive(&entries)
    }

    fn annotations(&self, indent: &str) -> String {
        if self.is_addon {
            let name = &self.name;
            format!("{indent}annotations:\n{indent}  addon.name: {name}\n")
        } else {
            String::new()
        }
    }
}

/// Packs entries, names taken as they are.
pub(crate) fn archive(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, content) in entries {
        let mut header = tar::Header::new_gnu();
        // Set by hand: the library refuses the names that tests are about.
        header.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append(&header, content.as_slice()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

/// Returns the entries of a package in their order, names as they are.
pub(crate) fn unpack(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(GzDecoder::new(package));
    archive
        .entries()
        .unwrap()
        .map(|entry| {
            let mut entry = entry.unwrap();
            let path = entry.path().unwrap().to_str().unwrap().to_owned();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (path, content)
        })
        .collect()
}

/// Packs one symbolic link.
pub(crate) fn archive_with_link(path: &str, target: &str) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    tar.append_link(&mut header, path, target).unwrap();
    tar.into_inner().unwrap().finish().unwrap()
}

/// Packs one file of `megabytes` zeros, which take next to no room.
pub(crate) fn bomb(path: &str, megabytes: u64) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    let mut header = tar::Header::new_gnu();
    header.set_size(megabytes << 20);
    header.set_mode(0o644);
    let zeros = std::io::repeat(0).take(megabytes << 20);
    tar.append_data(&mut header, path, zeros).unwrap();
    tar.into_inner().unwrap().finish().unwrap()
}

/// Compresses a body.
pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// Returns the digest as an index has it.
pub(crate) fn digest(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
}

/// An `index.yaml` that is being written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// Grouped by name in the order of their first version.
    entries: Vec<(String, String)>,
}

impl Index {
    /// Starts an empty index.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a package that lies beside the index.
    pub(crate) fn chart(self, chart: &Chart) -> Self {
        let url = chart.file_name();
        self.chart_at(chart, &url)
    }

    /// Adds a package that lies at `url`.
    pub(crate) fn chart_at(self, chart: &Chart, url: &str) -> Self {
        let digest = digest(&chart.package());
        self.chart_with_digest(chart, url, &digest)
    }

    /// Adds a package with a digest that may be wrong.
    pub(crate) fn chart_with_digest(self, chart: &Chart, url: &str, digest: &str) -> Self {
        let text = format!(
            "  - apiVersion: v2\n{}    description: The {} {}\n    digest: {digest}\n    name: {}\n    urls:\n    - {url}\n    version: {}\n",
            chart.annotations("    "),
            chart.name,
            if chart.is_addon { "addon" } else { "chart" },
            chart.name,
            chart.version
        );
        self.raw(&chart.name, &text)
    }

    /// Adds the text of an item to the list of versions of `name`.
    pub(crate) fn raw(mut self, name: &str, text: &str) -> Self {
        match self.entries.iter_mut().find(|(known, _)| known == name) {
            Some((_, items)) => items.push_str(text),
            None => self.entries.push((name.to_owned(), text.to_owned())),
        }
        self
    }

    /// Returns the document.
    pub(crate) fn yaml(&self) -> String {
        let mut text = String::from("apiVersion: v1\nentries:\n");
        for (name, items) in &self.entries {
            write!(text, "  {name}:\n{items}").unwrap();
        }
        text
    }
}
