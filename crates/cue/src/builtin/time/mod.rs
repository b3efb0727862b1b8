//! Package `time`: durations, and times in layouts of Go; there is no clock.

mod layout;

pub(super) use layout::fits;

use layout::{Time, format, parse};
use num_bigint::BigInt;
use num_traits::ToPrimitive as _;

use super::{
    Data, Failure, Function, Kinds, Outcome,
    arguments::{Arguments as _, check, fatal, number_limits, pure},
};
use crate::{limits::Limits, num::Number};

const S: Kinds = Kinds::STRING;
const I: Kinds = Kinds::INT;

const RFC3339: &str = "2006-01-02T15:04:05Z07:00";
const RFC3339_NANO: &str = "2006-01-02T15:04:05.999999999Z07:00";

pub(super) const FUNCTIONS: &[Function] = &[
    check("Duration", &[S], |a, _| {
        duration(a.text(0)?)?;
        Ok(true.into())
    }),
    pure("ParseDuration", &[S], I, |a, _| {
        Ok(Data::int(duration(a.text(0)?)?))
    }),
    pure("FormatDuration", &[I], S, |a, _| {
        Ok(show_duration(a.int(0)?).into())
    }),
    check("Time", &[S], |a, _| {
        parse(RFC3339, a.text(0)?)?;
        Ok(true.into())
    }),
    check("Format", &[S, S], |a, _| {
        parse(a.text(1)?, a.text(0)?)?;
        Ok(true.into())
    }),
    pure("FormatString", &[S, S], S, |a, _| {
        Ok(format(a.text(0)?, &parse(RFC3339, a.text(1)?)?).into())
    }),
    pure("Parse", &[S, S], S, |a, _| {
        Ok(format(RFC3339_NANO, &parse(a.text(0)?, a.text(1)?)?.in_utc()).into())
    }),
    pure("Split", &[S], Kinds::STRUCT, split),
    pure("Unix", &[I, I], S, unix),
];

pub(super) const VALUES: &[(&str, &str)] = &[
    ("Nanosecond", "1"),
    ("Microsecond", "1000"),
    ("Millisecond", "1000000"),
    ("Second", "1000000000"),
    ("Minute", "60000000000"),
    ("Hour", "3600000000000"),
    ("ANSIC", "\"Mon Jan _2 15:04:05 2006\""),
    ("UnixDate", "\"Mon Jan _2 15:04:05 MST 2006\""),
    ("RubyDate", "\"Mon Jan 02 15:04:05 -0700 2006\""),
    ("RFC822", "\"02 Jan 06 15:04 MST\""),
    ("RFC822Z", "\"02 Jan 06 15:04 -0700\""),
    ("RFC850", "\"Monday, 02-Jan-06 15:04:05 MST\""),
    ("RFC1123", "\"Mon, 02 Jan 2006 15:04:05 MST\""),
    ("RFC1123Z", "\"Mon, 02 Jan 2006 15:04:05 -0700\""),
    ("RFC3339", "\"2006-01-02T15:04:05Z07:00\""),
    ("RFC3339Nano", "\"2006-01-02T15:04:05.999999999Z07:00\""),
    ("RFC3339Date", "\"2006-01-02\""),
    ("Kitchen", "\"3:04PM\""),
    ("Kitchen24", "\"15:04\""),
    ("January", "1"),
    ("February", "2"),
    ("March", "3"),
    ("April", "4"),
    ("May", "5"),
    ("June", "6"),
    ("July", "7"),
    ("August", "8"),
    ("September", "9"),
    ("October", "10"),
    ("November", "11"),
    ("December", "12"),
    ("Sunday", "0"),
    ("Monday", "1"),
    ("Tuesday", "2"),
    ("Wednesday", "3"),
    ("Thursday", "4"),
    ("Friday", "5"),
    ("Saturday", "6"),
];

/// Reads `1h30m`, in nanoseconds.
fn duration(text: &str) -> Result<i64, Failure> {
    let invalid = || fatal(format!("invalid duration {text:?}"));
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return invalid();
    }
    let mut total = BigInt::from(0);
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) {
            return invalid();
        }
        let unit_end = after
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(after.len());
        let (unit, next) = after.split_at(unit_end);
        let unit: i64 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return invalid(),
        };
        let digits = format!("0{whole}{fraction}");
        let Ok(value) = digits.parse::<BigInt>() else {
            return invalid();
        };
        let scale = BigInt::from(10).pow(u32::try_from(fraction.len()).unwrap_or(u32::MAX).min(64));
        total += value * unit / scale;
        rest = next;
    }
    let total = if negative { -total } else { total };
    total.to_i64().map_or_else(invalid, Ok)
}

fn show_duration(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let value = value.unsigned_abs();
    let scaled = |unit: u64, name: &str| {
        let (whole, part) = (value / unit, value % unit);
        let width = unit.ilog10() as usize;
        let fraction = format!("{part:0width$}");
        let fraction = if part == 0 {
            ""
        } else {
            fraction.trim_end_matches('0')
        };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}{name}")
    };
    match value {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{value}ns"),
        1_000..1_000_000 => scaled(1_000, "µs"),
        1_000_000..1_000_000_000 => scaled(1_000_000, "ms"),
        _ => {
            let seconds = value / 1_000_000_000;
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            let rest = seconds % 60;
            let part = value % 1_000_000_000;
            let fraction = format!("{part:09}");
            let fraction = if part == 0 {
                ""
            } else {
                fraction.trim_end_matches('0')
            };
            let point = if fraction.is_empty() { "" } else { "." };
            let hours_text = if hours > 0 {
                format!("{hours}h")
            } else {
                String::new()
            };
            let minutes_text = if hours > 0 || minutes > 0 {
                format!("{minutes}m")
            } else {
                String::new()
            };
            format!("{sign}{hours_text}{minutes_text}{rest}{point}{fraction}s")
        }
    }
}

fn split(arguments: &[Data], _: &Limits) -> Outcome {
    let time = parse(RFC3339, arguments.text(0)?)?;
    let fields = [
        ("year", time.year),
        ("month", time.month),
        ("day", time.day),
        ("hour", time.hour),
        ("minute", time.minute),
        ("second", time.second),
        ("nanosecond", time.nanosecond),
    ];
    let field = |(label, value): (&str, i64)| (label.into(), Data::int(value));
    Ok(Data::Struct(fields.into_iter().map(field).collect()))
}

fn unix(arguments: &[Data], _: &Limits) -> Outcome {
    let total = |index: usize| -> Result<BigInt, Failure> {
        let number: &Number = arguments.number(index)?;
        number
            .to_bigint(number_limits())
            .map_or_else(|| fatal("not an int"), Ok)
    };
    let billion = BigInt::from(1_000_000_000);
    let all = total(0)? * &billion + total(1)?;
    let nanosecond = ((&all % &billion) + &billion) % &billion;
    let seconds = ((all - &nanosecond) / billion).to_i64();
    // Beyond a billion years the calendar makes no sense.
    let seconds = seconds.filter(|seconds| seconds.unsigned_abs() < 1 << 55);
    let Some(seconds) = seconds else {
        return fatal("the time is out of range");
    };
    let time = Time::from_seconds(seconds, nanosecond.to_i64().unwrap_or(0));
    Ok(format(RFC3339_NANO, &time).into())
}
