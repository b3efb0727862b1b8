//! Values as text, by themselves and by a format.

use std::fmt::Write as _;

use super::run::Value;
use crate::{
    builtin::{
        Data, Failure,
        arguments::{number_limits, room_for},
        strconv::{Keep, general, quote, scientific},
    },
    limits::Limits,
};

/// Shows the value of an action.
pub(super) fn shown(value: &Value) -> String {
    match value {
        None | Some(Data::Null) => "<no value>".to_owned(),
        Some(value) => plain(value, 'v'),
    }
}

fn argument(value: &Value) -> String {
    plain(value.as_ref().unwrap_or(&Data::Null), 'v')
}

/// Puts values together, with blanks between those that are no strings.
pub(super) fn joined(values: &[Value]) -> String {
    let mut out = String::new();
    let is_text = |value: &Value| matches!(value, Some(Data::String(_)));
    for (at, value) in values.iter().enumerate() {
        if at > 0 && !is_text(value) && !is_text(&values[at - 1]) {
            out.push(' ');
        }
        out.push_str(&argument(value));
    }
    out
}

/// Puts values together with blanks.
pub(super) fn spaced(values: &[Value]) -> String {
    values.iter().map(argument).collect::<Vec<_>>().join(" ")
}

fn shortest(value: f64) -> String {
    general(value, None, &format!("{value:e}"))
}

fn plain(value: &Data, verb: char) -> String {
    Format::default().value(value, verb, false)
}

/// Flags and sizes of a directive such as `%-5.2f`.
#[derive(Clone, Debug, Default)]
struct Format {
    plus: bool,
    minus: bool,
    sharp: bool,
    zero: bool,
    blank: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

impl Format {
    fn value(&self, value: &Data, verb: char, nested: bool) -> String {
        match value {
            Data::List(items) if self.sharp && verb == 'v' => {
                let items: Vec<_> = items.iter().map(|item| self.nested(item, verb)).collect();
                format!("[]interface {{}}{{{}}}", items.join(", "))
            }
            Data::List(items) => {
                let items: Vec<_> = items.iter().map(|item| self.nested(item, verb)).collect();
                format!("[{}]", items.join(" "))
            }
            Data::Struct(fields) => {
                let mut fields: Vec<_> = fields.iter().collect();
                fields.sort_by(|(a, _), (b, _)| a.cmp(b));
                let fields: Vec<_> = fields
                    .into_iter()
                    .map(|(name, value)| {
                        let name = self.nested(&Data::String(name.clone()), verb);
                        format!("{name}:{}", self.nested(value, verb))
                    })
                    .collect();
                if self.sharp && verb == 'v' {
                    format!("map[string]interface {{}}{{{}}}", fields.join(", "))
                } else {
                    format!("map[{}]", fields.join(" "))
                }
            }
            value => self.padded(self.scalar(value, verb, nested), value, verb),
        }
    }

    fn nested(&self, value: &Data, verb: char) -> String {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.value(value, verb, true))
    }

    fn scalar(&self, value: &Data, verb: char, nested: bool) -> String {
        let known = match value {
            Data::Null if verb == 'v' && self.sharp && nested => {
                Some("interface {}(nil)".to_owned())
            }
            Data::Null if verb == 'v' => Some("<nil>".to_owned()),
            Data::Null => return format!("%!{verb}(<nil>)"),
            Data::Bool(value) => matches!(verb, 'v' | 't').then(|| value.to_string()),
            Data::Number(number) if number.is_int() => self.integer(value, verb),
            Data::Number(number) => self.float(number.to_f64(), verb),
            Data::String(text) => self.text(text, verb),
            Data::Bytes(bytes) => self.bytes(bytes, verb),
            Data::List(_) | Data::Struct(_) => None,
        };
        known.unwrap_or_else(|| {
            let name = kind(value, nested);
            format!("%!{verb}({name}={})", plain(value, 'v'))
        })
    }

    fn signed(&self, negative: bool, digits: &str) -> String {
        let sign = match (negative, self.plus, self.blank) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            _ => "",
        };
        format!("{sign}{digits}")
    }

    fn integer(&self, value: &Data, verb: char) -> Option<String> {
        let Data::Number(number) = value else {
            return None;
        };
        let value = number.to_bigint(number_limits())?;
        let magnitude = value.magnitude();
        let negative = value.sign() == num_bigint::Sign::Minus;
        let character = || u32::try_from(magnitude).ok().and_then(char::from_u32);
        let prefix = |prefix: &str| {
            if self.sharp {
                prefix.to_owned()
            } else {
                String::new()
            }
        };
        let digits = match verb {
            'v' | 'd' => {
                let digits = magnitude.to_string();
                let zeros = self.precision.unwrap_or(0).saturating_sub(digits.len());
                "0".repeat(zeros) + &digits
            }
            'b' => prefix("0b") + &magnitude.to_str_radix(2),
            'o' => prefix("0") + &magnitude.to_str_radix(8),
            'O' => format!("0o{}", magnitude.to_str_radix(8)),
            'x' => prefix("0x") + &magnitude.to_str_radix(16),
            'X' => prefix("0X") + &magnitude.to_str_radix(16).to_uppercase(),
            'c' => {
                return Some(
                    character()
                        .unwrap_or(char::REPLACEMENT_CHARACTER)
                        .to_string(),
                );
            }
            'q' => {
                let c = character().unwrap_or(char::REPLACEMENT_CHARACTER);
                return Some(quote(c.encode_utf8(&mut [0; 4]), '\'', Keep::Printable));
            }
            'U' => return Some(format!("U+{:04X}", u32::try_from(magnitude).ok()?)),
            _ => return None,
        };
        Some(self.signed(negative, &digits))
    }

    fn float(&self, value: f64, verb: char) -> Option<String> {
        let magnitude = value.abs();
        let digits = match verb {
            'v' | 'g' | 'G' => match self.precision {
                None => shortest(magnitude),
                precision => general(magnitude, precision, ""),
            },
            'f' | 'F' => format!("{magnitude:.*}", self.precision.unwrap_or(6)),
            'e' | 'E' => scientific(magnitude, Some(self.precision.unwrap_or(6)), ""),
            _ => return None,
        };
        let digits = if verb.is_ascii_uppercase() {
            digits.to_uppercase()
        } else {
            digits
        };
        Some(self.signed(value.is_sign_negative(), &digits))
    }

    fn text(&self, text: &str, verb: char) -> Option<String> {
        let cut: String = match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text.to_owned(),
        };
        Some(match verb {
            'v' if self.sharp => quote(&cut, '"', Keep::Printable),
            'v' | 's' => cut,
            'q' if self.plus => quote(&cut, '"', Keep::Ascii),
            'q' => quote(&cut, '"', Keep::Printable),
            'x' => crate::builtin::hex::encode(text.as_bytes()),
            'X' => crate::builtin::hex::encode(text.as_bytes()).to_uppercase(),
            _ => return None,
        })
    }

    fn bytes(&self, bytes: &[u8], verb: char) -> Option<String> {
        if matches!(verb, 'v' | 'd') {
            let bytes: Vec<String> = bytes.iter().map(ToString::to_string).collect();
            return Some(format!("[{}]", bytes.join(" ")));
        }
        match verb {
            'x' => Some(crate::builtin::hex::encode(bytes)),
            'X' => Some(crate::builtin::hex::encode(bytes).to_uppercase()),
            _ => self.text(&String::from_utf8_lossy(bytes), verb),
        }
    }

    fn padded(&self, text: String, value: &Data, verb: char) -> String {
        let missing = self.width.unwrap_or(0).saturating_sub(text.chars().count());
        if missing == 0 {
            return text;
        }
        let number = matches!(value, Data::Number(_)) && !matches!(verb, 'c' | 'q' | 'U');
        if self.minus {
            return text + &" ".repeat(missing);
        }
        if self.zero && number {
            let sign = usize::from(text.starts_with(['+', '-', ' ']));
            return format!("{}{}{}", &text[..sign], "0".repeat(missing), &text[sign..]);
        }
        let fill = if self.zero { "0" } else { " " };
        fill.repeat(missing) + &text
    }
}

/// The name of the type that a value has in templates; the numbers written there are plain ints.
fn kind(value: &Data, nested: bool) -> &'static str {
    match value {
        Data::Null => "<nil>",
        Data::Bool(_) => "bool",
        Data::Number(number) if number.is_int() => {
            if nested {
                "int64"
            } else {
                "int"
            }
        }
        Data::Number(_) => "float64",
        Data::String(_) => "string",
        Data::Bytes(_) => "[]uint8",
        Data::List(_) => "[]interface {}",
        Data::Struct(_) => "map[string]interface {}",
    }
}

/// Fills a format with values.
pub(super) fn formatted(
    format: &str,
    values: &[Value],
    limits: &Limits,
) -> Result<String, Failure> {
    let mut out = String::new();
    let mut used = 0;
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut flags = Format::default();
        while let Some(c) = chars.peek() {
            match c {
                '+' => flags.plus = true,
                '-' => flags.minus = true,
                '#' => flags.sharp = true,
                '0' => flags.zero = true,
                ' ' => flags.blank = true,
                _ => break,
            }
            chars.next();
        }
        flags.width = size(&mut chars, values, &mut used);
        if chars.next_if_eq(&'.').is_some() {
            flags.precision = Some(size(&mut chars, values, &mut used).unwrap_or(0));
        }
        room_for(
            out.len() + flags.width.unwrap_or(0) + flags.precision.unwrap_or(0),
            limits,
        )?;
        let Some(verb) = chars.next() else {
            out.push_str("%!(NOVERB)");
            break;
        };
        if verb == '%' {
            out.push('%');
            continue;
        }
        let Some(value) = values.get(used) else {
            write!(out, "%!{verb}(MISSING)").expect("a String takes all that is written to it");
            continue;
        };
        used += 1;
        let value = value.as_ref().unwrap_or(&Data::Null);
        // there a plus asks for names of fields, which maps have anyway
        flags.plus &= verb != 'v';
        if verb == 'T' {
            out.push_str(kind(value, true));
        } else {
            out.push_str(&flags.value(value, verb, false));
        }
        room_for(out.len(), limits)?;
    }
    if used < values.len() {
        let extra: Vec<String> = values[used..]
            .iter()
            .map(|value| match value {
                None | Some(Data::Null) => "<nil>".to_owned(),
                Some(value) => format!("{}={}", kind(value, false), plain(value, 'v')),
            })
            .collect();
        write!(out, "%!(EXTRA {})", extra.join(", "))
            .expect("a String takes all that is written to it");
    }
    Ok(out)
}

/// Reads a width or precision, which `*` takes from the values.
fn size(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    values: &[Value],
    used: &mut usize,
) -> Option<usize> {
    if chars.next_if_eq(&'*').is_some() {
        let value = values.get(*used)?;
        *used += 1;
        return match value {
            Some(Data::Number(number)) => usize::try_from(number.to_i64()?).ok(),
            _ => None,
        };
    }
    let mut size: Option<usize> = None;
    while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
        chars.next();
        let digit = usize::try_from(digit).ok()?;
        size = Some(size.unwrap_or(0).saturating_mul(10).saturating_add(digit));
    }
    size
}
