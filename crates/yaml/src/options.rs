//! How a text is read: whose rules, and how much of it.

/// How a text is read. The default is [`Options::go`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// What a plain scalar such as `1.10` becomes in a field that holds text.
    pub strings: Strings,
    /// What happens when a mapping has a key twice.
    pub duplicates: Duplicates,
    /// Null reads as the empty value of the field's type (`""`, 0, false, no
    /// items), as a Go struct has it, instead of being an error.
    pub null_is_empty: bool,
    /// Keys find the fields of a struct regardless of case when no field has
    /// exactly their name.
    pub ignore_field_case: bool,
    /// A second document is an error; otherwise all after the first is ignored.
    pub single_document: bool,
    /// Bounds on what one text may cost.
    pub limits: Limits,
}

/// What a plain scalar becomes where text is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strings {
    /// The value is resolved first and then turned into text, as Go programs
    /// do: `1.10` reads as `1.1`, `yes` as `true`, `0123` as `83`.
    Resolved,
    /// The text as it stands in the file: `1.10` reads as `1.10`.
    Verbatim,
}

/// What happens when a mapping has a key twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// The last one counts.
    LastWins,
    /// An error that names both places.
    Error,
    /// All are kept, for those who read nodes.
    Keep,
}

/// Bounds on what one text may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the text.
    pub bytes: usize,
    /// Levels of nesting.
    pub depth: usize,
    /// Scalars and collections, those repeated by aliases included.
    pub nodes: usize,
    /// What aliases may repeat: one for each node, and one more for every 32
    /// bytes of its text.
    pub aliases: usize,
}

impl Limits {
    /// Room for an index of a million versions; depth as JSON readers have it.
    pub const DEFAULT: Self = Self {
        bytes: 512 << 20,
        depth: 128,
        nodes: 50_000_000,
        aliases: 1_000_000,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Options {
    /// Reads as `sigs.k8s.io/yaml` does, which kubectl, Helm 3 and `KubeVela` use:
    /// for files that those programs read too.
    pub const fn go() -> Self {
        Self {
            strings: Strings::Resolved,
            duplicates: Duplicates::LastWins,
            null_is_empty: true,
            ignore_field_case: true,
            single_document: false,
            limits: Limits::DEFAULT,
        }
    }

    /// Reads as the strict form of `sigs.k8s.io/yaml`: a key twice is an error.
    /// (That unknown keys are errors too is the target type's to say.)
    pub const fn go_strict() -> Self {
        Self {
            duplicates: Duplicates::Error,
            ..Self::go()
        }
    }

    /// Reads a file that only this program reads: text stays as it was typed,
    /// and whatever looks like a slip is an error.
    pub const fn own() -> Self {
        Self {
            strings: Strings::Verbatim,
            duplicates: Duplicates::Error,
            null_is_empty: false,
            ignore_field_case: false,
            single_document: true,
            limits: Limits::DEFAULT,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::go()
    }
}
