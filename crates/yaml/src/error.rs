//! The one error of the crate: what is wrong, where, and in which value.

use std::fmt;

/// A place in a text; both numbers count from 1, columns count characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

impl Position {
    pub(crate) const fn new(line: u32, column: u32) -> Self {
        Self { line, column }
    }

    /// Returns the byte offset of this place in `text`, clamped to its line.
    pub fn offset_in(self, text: &str) -> usize {
        let mut start = 0;
        for _ in 1..self.line {
            match text[start..].find('\n') {
                Some(at) => start += at + 1,
                None => return text.len(),
            }
        }
        let line = &text[start..];
        let line = &line[..line.find('\n').unwrap_or(line.len())];
        let columns = self.column.saturating_sub(1) as usize;
        start
            + line
                .char_indices()
                .nth(columns)
                .map_or(line.len(), |(at, _)| at)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// What is wrong with a text, or with a value that cannot be written.
///
/// `Display` is one line: the place, the path in backticks, the message, as in
/// ``line 3, column 10: `maintainers[0].name`: invalid type: sequence, expected a string``.
pub struct Error(Box<Inner>);

struct Inner {
    message: String,
    position: Option<Position>,
    related: Option<(&'static str, Position)>,
    path: Option<String>,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            message: message.into(),
            position: None,
            related: None,
            path: None,
        }))
    }

    pub(crate) fn at(message: impl Into<String>, position: Position) -> Self {
        let mut error = Self::new(message);
        error.0.position = Some(position);
        error
    }

    pub(crate) fn with_related(mut self, label: &'static str, position: Position) -> Self {
        self.0.related = Some((label, position));
        self
    }

    pub(crate) fn is_located(&self) -> bool {
        self.0.position.is_some() && self.0.path.is_some()
    }

    /// Adds the place and path unless an inner value has set them.
    pub(crate) fn locate(mut self, position: Position, path: impl FnOnce() -> String) -> Self {
        self.0.position.get_or_insert(position);
        self.0.path.get_or_insert_with(path);
        self
    }

    /// Returns the message without place and path.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the place of the error; none when writing.
    pub fn position(&self) -> Option<Position> {
        self.0.position
    }

    /// Returns the line, from 1.
    pub fn line(&self) -> Option<u32> {
        self.0.position.map(|at| at.line)
    }

    /// Returns the column, from 1, in characters.
    pub fn column(&self) -> Option<u32> {
        self.0.position.map(|at| at.column)
    }

    /// Returns a second place that belongs to the error, with what is there:
    /// the first of two equal keys, the start of an unclosed quote.
    pub fn related(&self) -> Option<(&'static str, Position)> {
        self.0.related
    }

    /// Returns the path of the value, such as `maintainers[0].name`; none at
    /// the top and when the text is not YAML at all.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref().filter(|path| !path.is_empty())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.0.position {
            write!(f, "{position}: ")?;
        }
        if let Some(path) = self.path() {
            write!(f, "`{path}`: ")?;
        }
        f.write_str(&self.0.message)?;
        if let Some((label, position)) = self.0.related {
            write!(f, " ({label} at {position})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        // serde's word for null is "unit value", which means nothing to who wrote the file
        match found {
            serde::de::Unexpected::Unit => {
                Self::new(format!("invalid type: null, expected {expected}"))
            }
            found => Self::new(format!("invalid type: {found}, expected {expected}")),
        }
    }
}

impl serde::ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}
