//! Reads number literals.

use num_bigint::BigUint;
use num_traits::Zero;

use super::{
    Number, NumberError, NumberKind, NumberLimits, arithmetic::checked, round::power_of_ten,
};

/// The multipliers and their powers of 1000 or 1024.
const MULTIPLIERS: [(char, u32); 5] = [('K', 1), ('M', 2), ('G', 3), ('T', 4), ('P', 5)];

impl Number {
    /// Reads a literal of the language, without a sign.
    pub fn parse(text: &str, limits: NumberLimits) -> Result<Self, NumberError> {
        check_underscores(text)?;
        let clean: String = text.chars().filter(|&c| c != '_').collect();
        let text = clean.as_str();
        match text.get(..2) {
            Some("0x" | "0X") => return radix(&text[2..], 16, "hexadecimal", limits),
            Some("0o") => return radix(&text[2..], 8, "octal", limits),
            Some("0b") => return radix(&text[2..], 2, "binary", limits),
            _ => {}
        }
        if let Some((mantissa, factor)) = multiplier(text) {
            return multiplied(mantissa, factor, limits);
        }
        let number = decimal(text, limits)?;
        if number.is_int() && text.len() > 1 && text.starts_with('0') {
            return Err(NumberError::Integer);
        }
        Ok(number)
    }

    /// Reads a JSON number, which may have a sign and has neither separators nor multipliers.
    pub fn parse_json(text: &str, limits: NumberLimits) -> Result<Self, NumberError> {
        let (negative, magnitude) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let number = decimal(magnitude, limits)?;
        Ok(if negative { number.negated() } else { number })
    }
}

/// An underscore stands before a digit and not behind another underscore.
fn check_underscores(text: &str) -> Result<(), NumberError> {
    let bytes = text.as_bytes();
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'_') {
        let next = bytes.get(at + 1);
        if at == 0 || !next.is_some_and(u8::is_ascii_hexdigit) || is_exponent(text, at + 1) {
            return Err(NumberError::Underscore);
        }
    }
    Ok(())
}

/// Tells the `e` of a decimal exponent from the hexadecimal digit.
fn is_exponent(text: &str, at: usize) -> bool {
    let hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    !hexadecimal && matches!(text.as_bytes()[at], b'e' | b'E')
}

fn radix(
    digits: &str,
    base: u32,
    name: &'static str,
    limits: NumberLimits,
) -> Result<Number, NumberError> {
    // Bounds the work of the conversion before it starts; no base has more digits than four bits each.
    if digits.len() > limits.digits.saturating_mul(4) {
        return Err(NumberError::TooManyDigits(limits.digits));
    }
    let coefficient = BigUint::parse_bytes(digits.as_bytes(), base)
        .filter(|_| !digits.starts_with('+'))
        .ok_or(NumberError::Digits(name))?;
    checked(NumberKind::Int, false, coefficient, 0, limits)
}

/// Splits off a multiplier and returns the factor it stands for.
fn multiplier(text: &str) -> Option<(&str, BigUint)> {
    let (rest, base) = match text.strip_suffix('i') {
        Some(rest) => (rest, 1024_u32),
        None => (text, 1000),
    };
    MULTIPLIERS.iter().find_map(|&(letter, power)| {
        let mantissa = rest.strip_suffix(letter)?;
        Some((mantissa, BigUint::from(base).pow(power)))
    })
}

fn multiplied(
    mantissa: &str,
    factor: BigUint,
    limits: NumberLimits,
) -> Result<Number, NumberError> {
    let number = decimal(mantissa, limits)?;
    if number.is_int() && mantissa.starts_with('0') {
        return Err(NumberError::Integer);
    }
    let product = number.coefficient.big().into_owned() * factor;
    let places = number.exponent.unsigned_abs();
    let divisor = power_of_ten(places);
    if !(&product % &divisor).is_zero() {
        return Err(NumberError::Fraction);
    }
    checked(NumberKind::Int, false, product / divisor, 0, limits)
}

/// Reads digits with an optional point and exponent.
fn decimal(text: &str, limits: NumberLimits) -> Result<Number, NumberError> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberError::Integer);
    }
    if digits.len() > limits.digits {
        return Err(NumberError::TooManyDigits(limits.digits));
    }
    let coefficient = BigUint::parse_bytes(digits.as_bytes(), 10).ok_or(NumberError::Integer)?;
    let shift = match exponent {
        Some(exponent) => parse_exponent(text, exponent)?,
        None => 0,
    };
    let kind = if exponent.is_some() || mantissa.contains('.') {
        NumberKind::Float
    } else {
        NumberKind::Int
    };
    let places = i64::try_from(fraction.len()).map_err(|_| NumberError::ExponentRange)?;
    checked(kind, false, coefficient, shift - places, limits)
}

fn parse_exponent(literal: &str, text: &str) -> Result<i64, NumberError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberError::Exponent(literal.to_owned()));
    }
    // Any exponent that does not fit is out of range as well.
    let value: i64 = digits.parse().map_err(|_| NumberError::ExponentRange)?;
    let value = value.min(i64::from(i32::MAX));
    Ok(if text.starts_with('-') { -value } else { value })
}
