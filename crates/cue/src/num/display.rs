//! The text form of numbers, the same in JSON, CUE and interpolations.

use std::fmt;

use super::{Number, NumberKind};

/// Zeros with more places than this are printed with an exponent.
const LONGEST_ZERO: i32 = -2000;

impl fmt::Display for Number {
    /// Prints all digits, with an exponent only if the last digit stands left of the point or the number is tiny.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        let digits = self.coefficient.to_string();
        if self.kind == NumberKind::Int || self.exponent == 0 {
            return f.write_str(&digits);
        }
        let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
        let adjusted = i64::from(self.exponent) + length - 1;
        let plain_zero = self.is_zero() && self.exponent >= LONGEST_ZERO;
        if self.exponent > 0 || (adjusted < -6 && !plain_zero) {
            let (first, rest) = digits.split_at(1);
            f.write_str(first)?;
            if !rest.is_empty() {
                write!(f, ".{rest}")?;
            }
            return write!(f, "E{adjusted:+}");
        }
        let places = self.exponent.unsigned_abs() as usize;
        if digits.len() > places {
            let (whole, fraction) = digits.split_at(digits.len() - places);
            write!(f, "{whole}.{fraction}")
        } else {
            write!(f, "0.{digits:0>places$}")
        }
    }
}
