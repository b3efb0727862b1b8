//! The functions that every template has.

use std::cmp::Ordering;

use super::{
    html_escape, js_escape, print,
    run::{Value, truth},
};
use crate::{
    builtin::{
        Data, Failure,
        arguments::{fatal, room_for, size},
        net,
    },
    limits::Limits,
};

const NAMES: &[&str] = &[
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or",
    "print", "printf", "println", "slice", "urlquery",
];

pub(super) fn is_function(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Says of missing values that they are, as functions that make text safe do.
fn present(values: &[Value]) -> Vec<Value> {
    values
        .iter()
        .map(|value| match value {
            None | Some(Data::Null) => Some("<no value>".into()),
            other => other.clone(),
        })
        .collect()
}

pub(super) fn call(name: &str, arguments: Vec<Value>, limits: &Limits) -> Result<Value, Failure> {
    let text = |text: String| -> Result<Value, Failure> {
        room_for(text.len(), limits)?;
        Ok(Some(text.into()))
    };
    let count = arguments.len();
    let enough = match name {
        "print" | "println" | "html" | "js" | "urlquery" => true,
        "not" | "len" => count == 1,
        "ne" | "lt" | "le" | "gt" | "ge" => count == 2,
        "eq" => count >= 2,
        "slice" => (1..=4).contains(&count),
        _ => count >= 1,
    };
    if !enough {
        return fatal(format!("wrong number of args for {name}: got {count}"));
    }
    match name {
        "and" | "or" => Ok(arguments.into_iter().next_back().flatten()),
        "not" => Ok(Some((!truth(&arguments[0])).into())),
        "len" => length(&arguments[0]).map(|length| Some(size(length))),
        "index" => index(arguments),
        "slice" => slice(&arguments),
        "print" => text(print::joined(&arguments)),
        "println" => text(print::spaced(&arguments) + "\n"),
        "printf" => match &arguments[0] {
            Some(Data::String(format)) => text(print::formatted(format, &arguments[1..], limits)?),
            _ => fatal("wrong type for the format: expected string"),
        },
        "html" => text(html_escape(&print::joined(&present(&arguments)))),
        "js" => text(js_escape(&print::joined(&present(&arguments)))),
        "urlquery" => text(net::query_escape(&print::joined(&present(&arguments)))),
        "eq" => {
            for other in &arguments[1..] {
                if equal(&arguments[0], other)? {
                    return Ok(Some(true.into()));
                }
            }
            Ok(Some(false.into()))
        }
        "ne" => Ok(Some((!equal(&arguments[0], &arguments[1])?).into())),
        "lt" | "le" | "gt" | "ge" => {
            let order = order(&arguments[0], &arguments[1])?;
            let holds = match name {
                "lt" => order.is_lt(),
                "le" => order.is_le(),
                "gt" => order.is_gt(),
                _ => order.is_ge(),
            };
            Ok(Some(holds.into()))
        }
        _ => fatal("what is called is no function"),
    }
}

fn length(value: &Value) -> Result<usize, Failure> {
    Ok(match value {
        Some(Data::String(text)) => text.len(),
        Some(Data::Bytes(bytes)) => bytes.len(),
        Some(Data::List(items)) => items.len(),
        Some(Data::Struct(fields)) => fields.len(),
        _ => return fatal("this value has no length"),
    })
}

fn place(value: &Value, length: usize) -> Result<usize, Failure> {
    let Some(Data::Number(number)) = value else {
        return fatal("cannot index with this value");
    };
    let place = number
        .to_i64()
        .and_then(|place| usize::try_from(place).ok());
    match place.filter(|place| *place <= length && number.is_int()) {
        Some(place) => Ok(place),
        None => fatal(format!("index out of range: {number}")),
    }
}

fn index(arguments: Vec<Value>) -> Result<Value, Failure> {
    let mut arguments = arguments.into_iter();
    let mut value = arguments.next().flatten();
    if is_nil(&value) {
        return fatal("can't index nil");
    }
    for at in arguments {
        value = match value {
            Some(Data::List(items)) => {
                let place = place(&at, items.len())?;
                match items.into_iter().nth(place) {
                    Some(item) => Some(item),
                    None => return fatal(format!("index out of range: {place}")),
                }
            }
            Some(Data::String(text)) => byte(text.as_bytes(), &at)?,
            Some(Data::Bytes(bytes)) => byte(&bytes, &at)?,
            Some(Data::Struct(fields)) => {
                let Some(Data::String(name)) = &at else {
                    return fatal("the key of a map is a string");
                };
                let found = fields.into_iter().find(|(other, _)| other == name);
                found.map(|(_, value)| value)
            }
            _ => return fatal("can't index this value"),
        };
    }
    Ok(value)
}

fn byte(bytes: &[u8], at: &Value) -> Result<Value, Failure> {
    match bytes.get(place(at, bytes.len())?) {
        Some(byte) => Ok(Some(Data::int((*byte).into()))),
        None => fatal("index out of range"),
    }
}

fn slice(arguments: &[Value]) -> Result<Value, Failure> {
    let length = length(&arguments[0])?;
    let low = arguments.get(1).map_or(Ok(0), |low| place(low, length))?;
    let high = arguments
        .get(2)
        .map_or(Ok(length), |high| place(high, length))?;
    if low > high {
        return fatal(format!("invalid slice index: {low} > {high}"));
    }
    match &arguments[0] {
        Some(Data::String(text)) if arguments.len() < 4 => {
            let bytes = &text.as_bytes()[low..high];
            Ok(Some(String::from_utf8_lossy(bytes).into_owned().into()))
        }
        Some(Data::Bytes(bytes)) => Ok(Some(bytes[low..high].to_vec().into())),
        Some(Data::List(items)) => Ok(Some(Data::List(items[low..high].to_vec()))),
        _ => fatal("can't slice this value"),
    }
}

fn is_nil(value: &Value) -> bool {
    matches!(value, None | Some(Data::Null))
}

fn equal(a: &Value, b: &Value) -> Result<bool, Failure> {
    match (a, b) {
        (Some(Data::Number(x)), Some(Data::Number(y))) if x.is_int() == y.is_int() => {
            Ok(x.compare(y) == Ordering::Equal)
        }
        (Some(Data::String(x)), Some(Data::String(y))) => Ok(x == y),
        (Some(Data::Bool(x)), Some(Data::Bool(y))) => Ok(x == y),
        _ if is_nil(a) || is_nil(b) => Ok(is_nil(a) && is_nil(b)),
        _ => fatal("incompatible types for comparison"),
    }
}

fn order(a: &Value, b: &Value) -> Result<Ordering, Failure> {
    match (a, b) {
        (Some(Data::Number(x)), Some(Data::Number(y))) if x.is_int() == y.is_int() => {
            if x.is_int() && (x.to_i64().is_none() || y.to_i64().is_none()) {
                return fatal("invalid type for comparison");
            }
            Ok(x.compare(y))
        }
        (Some(Data::String(x)), Some(Data::String(y))) => Ok(x.cmp(y)),
        _ => fatal("invalid type for comparison"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Data, Limits, Value, call, is_function};

    fn called(name: &str, arguments: &[Value]) -> Result<Value, String> {
        call(name, arguments.to_vec(), &Limits::default()).map_err(|failure| format!("{failure:?}"))
    }

    #[test]
    fn values_are_compared() {
        let (one, two) = (Some(Data::int(1)), Some(Data::int(2)));
        let (a, b): (Value, Value) = (Some("a".into()), Some("b".into()));
        let yes: Result<Value, String> = Ok(Some(true.into()));
        for (name, arguments) in [
            ("eq", vec![one.clone(), two.clone(), one.clone()]),
            ("ne", vec![one.clone(), two.clone()]),
            ("lt", vec![a.clone(), b]),
            ("le", vec![a.clone(), a.clone()]),
            ("gt", vec![two.clone(), one.clone()]),
            ("ge", vec![two, one.clone()]),
            ("not", vec![Some("".into())]),
        ] {
            assert_eq!(called(name, &arguments), yes, "{name}");
        }
        assert!(called("lt", &[one, a]).is_err(), "of different kinds");
    }

    #[test]
    fn parts_are_found_by_place_and_name() {
        let list = Data::List(vec!["a".into(), "b".into()]);
        let fields = Data::Struct(vec![("k".into(), list.clone())]);
        let found = called(
            "index",
            &[Some(fields), Some("k".into()), Some(Data::int(1))],
        );
        assert_eq!(found, Ok(Some("b".into())));
        assert_eq!(called("len", &[Some(list.clone())]), Ok(Some(Data::int(2))));
        assert!(called("index", &[Some(list), Some(Data::int(2))]).is_err());
        let cut = called(
            "slice",
            &[Some("abcd".into()), Some(Data::int(1)), Some(Data::int(3))],
        );
        assert_eq!(cut, Ok(Some("bc".into())));
    }

    #[test]
    fn the_number_of_arguments_counts() {
        for (name, count) in [
            ("not", 2),
            ("len", 0),
            ("eq", 1),
            ("lt", 3),
            ("slice", 5),
            ("index", 0),
        ] {
            assert!(is_function(name));
            assert!(called(name, &vec![None; count]).is_err(), "{name}");
        }
        assert!(!is_function("if"));
    }
}
