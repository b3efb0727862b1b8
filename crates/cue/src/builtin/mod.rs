//! The packages and predeclared functions of the language.
//!
//! Most functions are pure: concrete data in, concrete data out ([`Run::Pure`]), one file for each package. Those that
//! must see values that are not concrete are named here ([`Special`]) and live in the evaluator.

mod arguments;
mod base64;
mod crypto;
mod csv;
mod float_text;
mod hex;
mod html;
pub mod json;
pub mod list;
mod math;
mod net;
mod path;
mod regexp;
mod strconv;
mod strings;
mod tabwriter;
mod template;
mod time;
mod toml;
mod tool;
mod uuid;
pub mod yaml;
pub mod yaml_writer;

use std::rc::Rc;

pub use strconv::{is_printable, short_escape};

use crate::{kind::Kinds, limits::Limits, num::Number};

/// Concrete data.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Data {
    Null,
    Bool(bool),
    Number(Number),
    String(Rc<str>),
    Bytes(Rc<[u8]>),
    List(Vec<Self>),
    /// Regular fields in order; no label twice.
    Struct(Vec<(Rc<str>, Self)>),
}

impl Data {
    /// The kind of the value.
    pub fn kind(&self) -> Kinds {
        match self {
            Self::Null => Kinds::NULL,
            Self::Bool(_) => Kinds::BOOL,
            Self::Number(number) if number.is_int() => Kinds::INT,
            Self::Number(_) => Kinds::FLOAT,
            Self::String(_) => Kinds::STRING,
            Self::Bytes(_) => Kinds::BYTES,
            Self::List(_) => Kinds::LIST,
            Self::Struct(_) => Kinds::STRUCT,
        }
    }

    /// Makes a string.
    pub fn str(text: impl Into<Rc<str>>) -> Self {
        Self::String(text.into())
    }

    /// Makes an integer.
    pub fn int(value: i64) -> Self {
        Self::Number(Number::from(value))
    }
}

/// Why a function gave no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The arguments are wrong, whatever else may become known.
    Fatal(String),
    /// The result is missing as long as no more is known, such as `or([])`.
    Incomplete(String),
    /// A limit was hit.
    Limit(String),
}

/// What a function returns.
pub type Outcome = Result<Data, Failure>;

/// Functions that the evaluator runs itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the functions")]
pub enum Special {
    Len,
    Close,
    And,
    Or,
    Error,
    MatchN,
    MatchIf,
    ListConcat,
    ListRepeat,
    ListFlattenN,
    ListSort,
    ListSortStable,
    ListIsSorted,
    ListContains,
    ListDrop,
    ListTake,
    ListSlice,
    ListReverse,
    ListMinItems,
    ListMaxItems,
    ListMatchN,
    ListUniqueItems,
    StructMinFields,
    StructMaxFields,
    JsonValidate,
    YamlValidate,
    YamlValidatePartial,
}

impl Special {
    /// Tells whether the function asks for a least number of items.
    pub fn is_minimum(self) -> bool {
        matches!(self, Self::ListMinItems | Self::StructMinFields)
    }
}

/// How a function is run.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// On data: the arguments already have the kinds asked for.
    Pure(fn(&[Data], &Limits) -> Outcome),
    /// In the evaluator.
    Special(Special),
}

/// A function.
///
/// One that returns a bool may lack its first argument and is then a validator of it.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// Its name within the package.
    pub name: &'static str,
    /// The kinds each parameter may have.
    pub params: &'static [Kinds],
    /// The kinds of the result.
    pub result: Kinds,
    /// Whether the last parameter may be left out.
    pub optional: bool,
    /// How to run it.
    pub run: Run,
}

impl Function {
    /// Tells whether the function compiles its first argument, a regular expression, each time it is called.
    pub fn compiles_pattern(&self) -> bool {
        regexp::FUNCTIONS.iter().any(|own| own.is(self))
    }

    /// Tells whether two functions are the same.
    pub fn is(&self, other: &Self) -> bool {
        let same = match (self.run, other.run) {
            (Run::Pure(a), Run::Pure(b)) => std::ptr::fn_addr_eq(a, b),
            (Run::Special(a), Run::Special(b)) => a == b,
            _ => false,
        };
        same && self.name == other.name
    }

    /// Tells whether a call with so many arguments is a validator of the first, missing one.
    pub fn lacks_first(&self, arguments: usize) -> bool {
        self.result == Kinds::BOOL && !self.optional && arguments + 1 == self.params.len()
    }
}

/// A package.
#[derive(Clone, Copy, Debug)]
pub struct Package {
    /// The import path.
    pub path: &'static str,
    /// The functions.
    pub functions: &'static [Function],
    /// Other members, such as `math.Pi` or `list.Ascending`: name and an expression of the language. A function may be
    /// named there in full, such as `time.Duration()`, and members of the same package without prefix.
    pub values: &'static [(&'static str, &'static str)],
}

const fn special(
    name: &'static str,
    params: &'static [Kinds],
    result: Kinds,
    special: Special,
) -> Function {
    Function {
        name,
        params,
        result,
        optional: false,
        run: Run::Special(special),
    }
}

/// The functions that need no import.
pub static PREDECLARED: &[Function] = &[
    special(
        "len",
        &[Kinds::TEXT.or(Kinds::LIST).or(Kinds::STRUCT)],
        Kinds::INT,
        Special::Len,
    ),
    special("close", &[Kinds::STRUCT], Kinds::STRUCT, Special::Close),
    special("and", &[Kinds::LIST], Kinds::ANY, Special::And),
    special("or", &[Kinds::LIST], Kinds::ANY, Special::Or),
    special("error", &[Kinds::STRING], Kinds::NONE, Special::Error),
    special(
        "matchN",
        &[Kinds::ANY, Kinds::INT, Kinds::LIST],
        Kinds::BOOL,
        Special::MatchN,
    ),
    special(
        "matchIf",
        &[Kinds::ANY, Kinds::ANY, Kinds::ANY, Kinds::ANY],
        Kinds::BOOL,
        Special::MatchIf,
    ),
    Function {
        name: "div",
        params: &[Kinds::INT, Kinds::INT],
        result: Kinds::INT,
        optional: false,
        run: Run::Pure(div),
    },
    Function {
        name: "mod",
        params: &[Kinds::INT, Kinds::INT],
        result: Kinds::INT,
        optional: false,
        run: Run::Pure(modulo),
    },
    Function {
        name: "quo",
        params: &[Kinds::INT, Kinds::INT],
        result: Kinds::INT,
        optional: false,
        run: Run::Pure(quo),
    },
    Function {
        name: "rem",
        params: &[Kinds::INT, Kinds::INT],
        result: Kinds::INT,
        optional: false,
        run: Run::Pure(rem),
    },
];

fn integers(
    args: &[Data],
    run: impl Fn(&Number, &Number) -> Result<Number, crate::num::NumberError>,
) -> Outcome {
    match args {
        [Data::Number(left), Data::Number(right)] => run(left, right)
            .map(Data::Number)
            .map_err(|error| Failure::Fatal(error.to_string())),
        _ => Err(Failure::Fatal("expected two integers".into())),
    }
}

fn div(args: &[Data], _: &Limits) -> Outcome {
    integers(args, Number::int_div)
}

fn modulo(args: &[Data], _: &Limits) -> Outcome {
    integers(args, Number::int_mod)
}

fn quo(args: &[Data], _: &Limits) -> Outcome {
    integers(args, Number::int_quo)
}

fn rem(args: &[Data], _: &Limits) -> Outcome {
    integers(args, Number::int_rem)
}

/// All packages that can be imported and evaluated.
pub static PACKAGES: &[Package] = &[
    STRUCT,
    plain("list", list::FUNCTIONS, list::VALUES),
    plain("crypto/ed25519", crypto::ED25519, crypto::ED25519_VALUES),
    plain("crypto/hmac", crypto::HMAC, crypto::HMAC_VALUES),
    plain("crypto/md5", crypto::MD5, crypto::MD5_VALUES),
    plain("crypto/sha1", crypto::SHA1, crypto::SHA1_VALUES),
    plain("crypto/sha256", crypto::SHA256, crypto::SHA256_VALUES),
    plain("crypto/sha512", crypto::SHA512, crypto::SHA512_VALUES),
    plain("html", html::FUNCTIONS, &[]),
    plain("net", net::FUNCTIONS, net::VALUES),
    plain("time", time::FUNCTIONS, time::VALUES),
    plain("uuid", uuid::FUNCTIONS, uuid::VALUES),
    plain("encoding/base64", base64::FUNCTIONS, &[]),
    plain("encoding/csv", csv::FUNCTIONS, &[]),
    plain("encoding/hex", hex::FUNCTIONS, &[]),
    plain("encoding/json", json::FUNCTIONS, &[]),
    tool::CLI,
    tool::EXEC,
    tool::FILE,
    tool::HTTP,
    tool::OS,
    plain("encoding/toml", toml::FUNCTIONS, &[]),
    plain("text/template", template::FUNCTIONS, &[]),
    plain("text/tabwriter", tabwriter::FUNCTIONS, &[]),
    plain("encoding/yaml", yaml::FUNCTIONS, &[]),
    plain("path", path::FUNCTIONS, path::VALUES),
    plain("math", math::FUNCTIONS, math::VALUES),
    plain("math/bits", math::BITS, &[]),
    plain("regexp", regexp::FUNCTIONS, &[]),
    plain("strings", strings::FUNCTIONS, &[]),
    plain("strconv", strconv::FUNCTIONS, strconv::VALUES),
];

const fn plain(
    path: &'static str,
    functions: &'static [Function],
    values: &'static [(&'static str, &'static str)],
) -> Package {
    Package {
        path,
        functions,
        values,
    }
}

/// `struct`, which only has validators that the evaluator runs.
const STRUCT: Package = Package {
    path: "struct",
    functions: &[
        special(
            "MinFields",
            &[Kinds::STRUCT, Kinds::INT],
            Kinds::BOOL,
            Special::StructMinFields,
        ),
        special(
            "MaxFields",
            &[Kinds::STRUCT, Kinds::INT],
            Kinds::BOOL,
            Special::StructMaxFields,
        ),
    ],
    values: &[],
};

/// Finds a package by its import path.
pub fn package(path: &str) -> Option<&'static Package> {
    PACKAGES.iter().find(|package| package.path == path)
}
