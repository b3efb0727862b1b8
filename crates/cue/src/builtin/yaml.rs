//! Package `encoding/yaml`: reading documents as the reference's decoder does, and the table of
//! functions. Writing is in [`super::yaml_writer`].
//!
//! The decoder is between the versions of YAML: `yes` is text, but `012` and `0o12` are both ten.

use addon_yaml::{Duplicates, Node, NodeKind, Options, Strings, Style};
use num_bigint::BigInt;
use num_traits::{Num as _, ToPrimitive as _};

use super::{
    Data, Failure, Function, Kinds, Outcome, Special,
    arguments::{Arguments as _, fatal, number_limits, pure},
    special,
    yaml_writer::to_text,
};
use crate::{limits::Limits, num::Number};

pub(super) const FUNCTIONS: &[Function] = &[
    pure("Marshal", &[Kinds::ANY], Kinds::STRING, |a, l| {
        Ok(to_text(a.any(0), l)?.into())
    }),
    pure("MarshalStream", &[Kinds::LIST], Kinds::STRING, |a, l| {
        let documents: Result<Vec<String>, Failure> = a
            .list(0)?
            .iter()
            .map(|document| to_text(document, l))
            .collect();
        Ok(documents?.join("---\n").into())
    }),
    pure("Unmarshal", &[Kinds::TEXT], Kinds::ANY, |a, l| {
        parse(&a.lossy(0)?, l)
    }),
    pure("UnmarshalStream", &[Kinds::TEXT], Kinds::LIST, |a, l| {
        Ok(Data::List(documents(&a.lossy(0)?, l)?))
    }),
    special(
        "Validate",
        &[Kinds::TEXT, Kinds::ANY],
        Kinds::BOOL,
        Special::YamlValidate,
    ),
    special(
        "ValidatePartial",
        &[Kinds::TEXT, Kinds::ANY],
        Kinds::BOOL,
        Special::YamlValidatePartial,
    ),
];

/// Reads a text that holds one document, or none, which is null.
pub fn parse(text: &str, limits: &Limits) -> Outcome {
    let mut documents = documents(text, limits)?;
    match documents.len() {
        1 => Ok(documents.swap_remove(0)),
        _ => fatal("the YAML has more than one document"),
    }
}

/// Reads all documents of a text; one without any is null.
pub fn documents(text: &str, limits: &Limits) -> Result<Vec<Data>, Failure> {
    let mut options = Options {
        strings: Strings::Verbatim,
        duplicates: Duplicates::Error,
        null_is_empty: false,
        ignore_field_case: false,
        single_document: false,
        limits: addon_yaml::Limits {
            bytes: limits.string_bytes,
            depth: limits.nesting as usize,
            nodes: limits.elements,
            aliases: limits.elements,
        },
    };
    if text
        .lines()
        .take_while(|line| line.starts_with(['%', '#']) || line.is_empty())
        .any(|line| line.starts_with("%YAML") && line.split_whitespace().nth(1) != Some("1.1"))
    {
        return fatal("only YAML 1.1 may be asked for");
    }
    // Keys given twice are conflicts here, but the reader takes those that override merged ones for such.
    if text.contains("<<") {
        options.duplicates = Duplicates::LastWins;
    }
    let nodes = addon_yaml::load_all(text, &options)
        .or_else(|error| fatal(format!("invalid YAML: {error}")))?;
    if nodes.is_empty() {
        return Ok(vec![Data::Null]);
    }
    nodes.iter().map(data).collect()
}

fn data(node: &Node) -> Outcome {
    match &node.kind {
        NodeKind::Scalar(scalar) => self::scalar(&scalar.text, scalar.style, node.tag.as_deref()),
        NodeKind::Sequence(items) => Ok(Data::List(
            items.iter().map(data).collect::<Result<_, _>>()?,
        )),
        NodeKind::Mapping(entries) => {
            let mut fields = Vec::with_capacity(entries.len());
            for entry in entries {
                let label = if entry.key.is_null() {
                    "null"
                } else {
                    &entry.name
                };
                fields.push((label.into(), data(&entry.value)?));
            }
            Ok(Data::Struct(fields))
        }
    }
}

fn scalar(text: &str, style: Style, tag: Option<&str>) -> Outcome {
    let short = tag.map(|tag| tag.strip_prefix("tag:yaml.org,2002:").unwrap_or(tag));
    let plain = style == Style::Plain;
    match short {
        None if plain => resolve(text),
        None | Some("str" | "binary" | "timestamp" | "!") => Ok(text.into()),
        Some("null") => Ok(Data::Null),
        Some("bool") => Ok(matches!(text, "true" | "True" | "TRUE").into()),
        Some("int") => match integer(&text.replace('_', "")) {
            Some(value) => Ok(Number::int(value).into()),
            None => fatal(format!("cannot decode {text:?} as !!int")),
        },
        Some("float") => match float(&text.replace('_', "")) {
            Some(value) => Ok(value.into()),
            None => fatal(format!("cannot decode {text:?} as !!float")),
        },
        Some(tag) => fatal(format!("cannot unmarshal tag {tag:?}")),
    }
}

/// Gives a plain scalar its meaning.
fn resolve(text: &str) -> Outcome {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Data::Null),
        "true" | "True" | "TRUE" => return Ok(true.into()),
        "false" | "False" | "FALSE" => return Ok(false.into()),
        "<<" => return fatal("a merge key stands alone"),
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return fatal(format!("{text} cannot be shown as a number"));
    }
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Ok(text.into());
    }
    let digits = text.replace('_', "");
    if let Some(value) = integer(&digits) {
        if value.to_i64().is_none() && value.to_u64().is_none() {
            return fatal(format!("{text} is too large for an integer"));
        }
        return Ok(Number::int(value).into());
    }
    // What looks octal and is not, such as `08`, is text.
    let body = digits.strip_prefix(['+', '-']).unwrap_or(&digits);
    let octal = body.len() > 1 && body.starts_with('0');
    if octal && body.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.into());
    }
    Ok(float(&digits).map_or_else(|| text.into(), Data::Number))
}

/// Reads an integer of any base that Go's literals know, the old octal ones too.
fn integer(text: &str) -> Option<BigInt> {
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, radix) = match body.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&body[2..], 16),
        [b'0', b'o', ..] => (&body[2..], 8),
        [b'0', b'b' | b'B', ..] => (&body[2..], 2),
        [b'0', _, ..] => (&body[1..], 8),
        _ => (body, 10),
    };
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return None;
    }
    let value = BigInt::from_str_radix(digits, radix).ok()?;
    Some(if negative { -value } else { value })
}

/// Reads a decimal with all its digits, unless it is beyond a double.
fn float(text: &str) -> Option<Number> {
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if !body
        .bytes()
        .all(|b| b.is_ascii_digit() || b".eE+-".contains(&b))
    {
        return None;
    }
    let value: f64 = body.parse().ok()?;
    if value.is_infinite() {
        return None;
    }
    let (mantissa, exponent) = body.split_once(['e', 'E']).unwrap_or((body, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let coefficient = BigInt::from_str_radix(&format!("0{whole}{fraction}"), 10).ok()?;
    let exponent: i32 = exponent
        .strip_prefix('+')
        .unwrap_or(exponent)
        .parse()
        .ok()?;
    let places = i32::try_from(fraction.len()).ok()?;
    let limits = number_limits();
    let exponent = exponent
        .checked_sub(places)
        .filter(|e| e.abs() <= limits.exponent)?;
    let number = Number::float(coefficient, exponent);
    Some(if negative { number.negated() } else { number })
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::{builtin::json, limits::Limits};

    #[track_caller]
    fn check(text: &str, want: &str) {
        let limits = Limits::default();
        let got = parse(text, &limits).and_then(|data| json::to_text(&data, &limits));
        assert_eq!(got.expect("the text is YAML"), want, "{text:?}");
    }

    #[test]
    fn plain_scalars_mean_what_the_decoder_makes_of_them() {
        check(
            "[yes, on, y, true, True, tRUE, ~, Null]",
            r#"["yes","on","y",true,true,"tRUE",null,null]"#,
        );
        check(
            "[017, 0o12, 0x1f, 0X1F, 0b101, 1_000, 1__0, +12, -012]",
            "[15,10,31,31,5,1000,10,12,-10]",
        );
        check(
            "[08, 09.5, 010.5, 0.10, 1_0.5, .5, 5., 1e3, 1E+3]",
            r#"["08",9.5,10.5,0.10,10.5,0.5,5,1E+3,1E+3]"#,
        );
        check(
            "[1e400, 0x, 12:30, 2020-01-01, -, ., _1, 1a]",
            r#"["1e400","0x","12:30","2020-01-01","-",".","_1","1a"]"#,
        );
    }

    #[test]
    fn what_the_decoder_refuses_is_refused() {
        for text in [
            ".inf",
            ".nan",
            "!foo 1",
            "a: 1\na: 2",
            "a: 1\n---\nb: 2",
            "[1",
            "? [a]\n: b",
            "<<",
        ] {
            assert!(parse(text, &Limits::default()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn keys_are_text() {
        check(
            "1: a\ntrue: b\n~: d\n",
            r#"{"1":"a","true":"b","null":"d"}"#,
        );
        check("", "null");
        check(
            "a: &x {p: 1}\nb: {<<: *x, q: 2}",
            r#"{"a":{"p":1},"b":{"p":1,"q":2}}"#,
        );
    }
}
