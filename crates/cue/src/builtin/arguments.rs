//! How functions get at their arguments and make their results.

use std::rc::Rc;

use super::{Data, Failure, Function, Kinds, Outcome, Run};
use crate::{
    limits::Limits,
    num::{Number, NumberError, NumberLimits},
};

/// A pure function, for the tables of the packages.
pub(super) const fn pure(
    name: &'static str,
    params: &'static [Kinds],
    result: Kinds,
    run: fn(&[Data], &Limits) -> Outcome,
) -> Function {
    Function {
        name,
        params,
        result,
        optional: false,
        run: Run::Pure(run),
    }
}

/// A pure function whose last parameter may be left out.
pub(super) const fn optional(
    name: &'static str,
    params: &'static [Kinds],
    result: Kinds,
    run: fn(&[Data], &Limits) -> Outcome,
) -> Function {
    Function {
        optional: true,
        ..pure(name, params, result, run)
    }
}

/// A pure function that says yes or no.
pub(super) const fn check(
    name: &'static str,
    params: &'static [Kinds],
    run: fn(&[Data], &Limits) -> Outcome,
) -> Function {
    pure(name, params, Kinds::BOOL, run)
}

impl From<bool> for Data {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Data {
    fn from(value: &str) -> Self {
        Self::String(value.into())
    }
}

impl From<String> for Data {
    fn from(value: String) -> Self {
        Self::String(value.into())
    }
}

impl From<Number> for Data {
    fn from(value: Number) -> Self {
        Self::Number(value)
    }
}

impl From<Vec<u8>> for Data {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value.into())
    }
}

impl From<NumberError> for Failure {
    fn from(error: NumberError) -> Self {
        Self::Fatal(error.to_string())
    }
}

/// Makes a list of strings.
pub(super) fn texts<T: Into<Rc<str>>>(texts: impl IntoIterator<Item = T>) -> Data {
    Data::List(texts.into_iter().map(Data::str).collect())
}

/// Makes an int from a length or a place.
pub(super) fn size(value: usize) -> Data {
    Data::int(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Fails for good with a message.
pub(super) fn fatal<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Fatal(message.into()))
}

/// Makes a float of a binary double with the fewest digits that tell it from others.
pub(super) fn double(value: f64) -> Outcome {
    Number::from_f64(value)
        .map(Data::Number)
        .ok_or_else(|| Failure::Incomplete(format!("{value} cannot be shown as a number")))
}

/// The bounds on the numbers that functions compute with.
pub(super) fn number_limits() -> NumberLimits {
    NumberLimits::default()
}

/// Fails if a string of so many bytes would be too long.
pub(super) fn room_for(bytes: usize, limits: &Limits) -> Result<(), Failure> {
    if bytes <= limits.string_bytes {
        return Ok(());
    }
    let most = limits.string_bytes;
    Err(Failure::Limit(format!(
        "the result is longer than {most} bytes"
    )))
}

/// Fails if a list of so many elements would be too long.
pub(super) fn room_for_elements(count: usize, limits: &Limits) -> Result<(), Failure> {
    if count <= limits.elements {
        return Ok(());
    }
    let most = limits.elements;
    Err(Failure::Limit(format!(
        "the result has more than {most} elements"
    )))
}

/// The arguments of a call by number; their kinds have been checked, those of elements have not.
pub(super) trait Arguments {
    /// Returns an argument as it is; null if it was not given.
    fn any(&self, index: usize) -> &Data;

    fn boolean(&self, index: usize) -> Result<bool, Failure> {
        match self.any(index) {
            Data::Bool(value) => Ok(*value),
            _ => wrong(index, "bool"),
        }
    }

    fn text(&self, index: usize) -> Result<&str, Failure> {
        match self.any(index) {
            Data::String(value) => Ok(value),
            _ => wrong(index, "string"),
        }
    }

    /// Returns bytes, or the bytes of a string.
    fn bytes(&self, index: usize) -> Result<&[u8], Failure> {
        match self.any(index) {
            Data::String(value) => Ok(value.as_bytes()),
            Data::Bytes(value) => Ok(value),
            _ => wrong(index, "string or bytes"),
        }
    }

    /// Returns bytes as text; what is no UTF-8 is replaced.
    fn lossy(&self, index: usize) -> Result<String, Failure> {
        Ok(String::from_utf8_lossy(self.bytes(index)?).into_owned())
    }

    fn number(&self, index: usize) -> Result<&Number, Failure> {
        match self.any(index) {
            Data::Number(value) => Ok(value),
            _ => wrong(index, "number"),
        }
    }

    fn float(&self, index: usize) -> Result<f64, Failure> {
        Ok(self.number(index)?.to_f64())
    }

    /// Returns an int that fits a machine word.
    fn int(&self, index: usize) -> Result<i64, Failure> {
        let number = self.number(index)?;
        number.to_i64().map_or_else(
            || fatal(format!("argument {} is out of range", index + 1)),
            Ok,
        )
    }

    /// Returns an int that is a code point, or looks like one.
    fn rune(&self, index: usize) -> Result<i32, Failure> {
        i32::try_from(self.int(index)?)
            .or_else(|_| fatal(format!("argument {} is no code point", index + 1)))
    }

    /// Returns an int that counts something.
    fn count(&self, index: usize) -> Result<usize, Failure> {
        usize::try_from(self.int(index)?)
            .or_else(|_| fatal(format!("argument {} is negative", index + 1)))
    }

    fn list(&self, index: usize) -> Result<&[Data], Failure> {
        match self.any(index) {
            Data::List(value) => Ok(value),
            _ => wrong(index, "list"),
        }
    }

    fn texts(&self, index: usize) -> Result<Vec<&str>, Failure> {
        let elements = self.list(index)?.iter();
        elements
            .map(|element| match element {
                Data::String(text) => Ok(&**text),
                _ => fatal(format!("argument {} is not a list of strings", index + 1)),
            })
            .collect()
    }

    fn numbers(&self, index: usize) -> Result<Vec<&Number>, Failure> {
        let elements = self.list(index)?.iter();
        elements
            .map(|element| match element {
                Data::Number(number) => Ok(number),
                _ => fatal(format!("argument {} is not a list of numbers", index + 1)),
            })
            .collect()
    }
}

impl Arguments for [Data] {
    fn any(&self, index: usize) -> &Data {
        self.get(index).unwrap_or(&Data::Null)
    }
}

fn wrong<T>(index: usize, want: &str) -> Result<T, Failure> {
    fatal(format!("argument {} is not a {want}", index + 1))
}
