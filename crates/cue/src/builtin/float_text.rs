//! Floats by their bits: the formats `%b`, `%x` and `%X` of `strconv.FormatFloat`.

use std::fmt::Write as _;

/// The parts of a float: sign, mantissa without the leading one made explicit, and power of two.
struct Bits {
    negative: bool,
    mantissa: u64,
    exponent: i32,
}

fn bits(value: f64, single: bool) -> Bits {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "single precision is asked for"
    )]
    let (raw, width, exponent_bits) = if single {
        (u64::from((value as f32).to_bits()), 23, 8)
    } else {
        (value.to_bits(), 52, 11)
    };
    let mantissa = raw & ((1 << width) - 1);
    let biased = i32::try_from((raw >> width) & ((1 << exponent_bits) - 1)).unwrap_or(0);
    let bias = (1 << (exponent_bits - 1)) - 1;
    // Numbers below the normal ones have no leading one.
    let (mantissa, biased) = if biased == 0 {
        (mantissa, 1)
    } else {
        (mantissa | 1 << width, biased)
    };
    Bits {
        negative: value.is_sign_negative(),
        mantissa,
        exponent: biased - bias - width,
    }
}

/// Writes the mantissa as an integer and its power of two: `4503599627370496p-52`.
pub(super) fn binary(value: f64, single: bool) -> String {
    let parts = bits(value, single);
    let sign = if parts.negative { "-" } else { "" };
    format!("{sign}{}p{:+}", parts.mantissa, parts.exponent)
}

/// Writes one hexadecimal digit, a fraction and a power of two: `0x1.8p+01`.
pub(super) fn hexadecimal(value: f64, single: bool, precision: Option<usize>) -> String {
    let parts = bits(value, single);
    let sign = if parts.negative { "-" } else { "" };
    let (mut mantissa, mut exponent) = (parts.mantissa, 0);
    if mantissa != 0 {
        // The leading one stands at bit 60, with fifteen digits behind it.
        let shift = mantissa.leading_zeros() - 3;
        mantissa <<= shift;
        exponent = parts.exponent - i32::try_from(shift).unwrap_or(0) + 60;
    }
    if let Some(precision) = precision.filter(|precision| *precision < 15) {
        let cut = 60 - 4 * u32::try_from(precision).unwrap_or(0);
        let (kept, rest) = (mantissa >> cut, mantissa & ((1 << cut) - 1));
        let half = 1 << (cut - 1);
        let up = rest > half || (rest == half && kept & 1 == 1);
        mantissa = (kept + u64::from(up)) << cut;
        if mantissa >> 61 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let mut fraction = format!("{:015x}", mantissa & ((1 << 60) - 1));
    match precision {
        Some(precision) => {
            fraction.truncate(precision);
            let missing = precision.saturating_sub(fraction.len());
            fraction.extend(std::iter::repeat_n('0', missing));
        }
        None => fraction.truncate(fraction.trim_end_matches('0').len()),
    }
    let mut out = format!("{sign}0x{}", mantissa >> 60);
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(&fraction);
    }
    let mark = if exponent < 0 { '-' } else { '+' };
    write!(out, "p{mark}{:02}", exponent.abs()).expect("a String takes all that is written to it");
    out
}
