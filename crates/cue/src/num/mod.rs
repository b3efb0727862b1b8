//! Numbers: integers of any size and decimals that keep their digits.
//!
//! A number is a sign, a coefficient and a power of ten, so `1.00` stays apart from `1.0` in print while both are equal
//! as values. Integers are exact. Arithmetic that involves a float rounds half up to [`PRECISION`] significant digits,
//! the width of an IEEE decimal128, and keeps trailing zeros the way the [General Decimal Arithmetic] rules do.
//!
//! Nothing here evaluates expressions: operand kinds are checked by the evaluator, which knows what to say about them.
//!
//! [General Decimal Arithmetic]: https://speleotrove.com/decimal/

mod arithmetic;
mod coefficient;
mod convert;
mod display;
mod elementary;
mod parse;
mod round;
#[cfg(test)]
mod tests;

pub use self::convert::Rounding;

use std::{
    cmp::Ordering,
    hash::{Hash, Hasher},
};

use self::coefficient::Coefficient;

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::Zero;

/// Significant digits of float arithmetic.
pub const PRECISION: u32 = 34;

/// Bounds on the size of a number, for input that nobody vouches for.
#[derive(Clone, Copy, Debug)]
pub struct NumberLimits {
    /// Most digits a coefficient may have.
    pub digits: usize,
    /// Largest power of ten, positive or negative, of the leading digit.
    pub exponent: i32,
}

impl Default for NumberLimits {
    fn default() -> Self {
        Self {
            digits: 10_000,
            exponent: 100_000,
        }
    }
}

/// Whether a number is an integer or a float, which is a matter of how it came about and not of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// An `int`.
    Int,
    /// A `float`.
    Float,
}

/// Why a literal is no number or an operation has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// An underscore that does not stand before a digit.
    #[error("illegal '_' in number")]
    Underscore,
    /// A decimal integer with a leading zero, or no number at all.
    #[error("illegal integer number")]
    Integer,
    /// A prefix without digits, or with digits of another base.
    #[error("illegal {0} number")]
    Digits(&'static str),
    /// An exponent without digits.
    #[error("illegal exponent {0:?}")]
    Exponent(String),
    /// A multiplier that leaves a fraction.
    #[error("number cannot be represented as int")]
    Fraction,
    /// More digits than [`NumberLimits::digits`].
    #[error("number has more than {0} digits")]
    TooManyDigits(usize),
    /// An exponent beyond [`NumberLimits::exponent`].
    #[error("exponent out of range")]
    ExponentRange,
    /// Anything but zero divided by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// Zero divided by zero.
    #[error("division undefined")]
    DivisionUndefined,
    /// A function outside its domain, such as the logarithm of a negative number.
    #[error("invalid operation")]
    InvalidOperation,
}

/// An integer or a decimal, see the [module](self).
#[derive(Clone, Debug)]
pub struct Number {
    kind: NumberKind,
    negative: bool,
    coefficient: Coefficient,
    /// Always 0 for integers.
    exponent: i32,
}

impl Number {
    /// Counts the bytes of a value that does not fit a machine word.
    pub(crate) fn bytes(&self) -> usize {
        self.coefficient.bytes()
    }

    /// Returns an integer.
    pub fn int(value: impl Into<BigInt>) -> Self {
        let (sign, coefficient) = value.into().into_parts();
        Self {
            kind: NumberKind::Int,
            negative: sign == Sign::Minus,
            coefficient: coefficient.into(),
            exponent: 0,
        }
    }

    /// Returns the float `coefficient * 10^exponent`, printed with exactly these digits.
    pub fn float(coefficient: impl Into<BigInt>, exponent: i32) -> Self {
        Self {
            kind: NumberKind::Float,
            exponent,
            ..Self::int(coefficient)
        }
    }

    /// Returns whether this is an int or a float.
    pub fn kind(&self) -> NumberKind {
        self.kind
    }

    /// Returns whether this is an `int`.
    pub fn is_int(&self) -> bool {
        self.kind == NumberKind::Int
    }

    /// Returns whether the value is zero, of either sign.
    pub fn is_zero(&self) -> bool {
        self.coefficient.is_zero()
    }

    /// Returns whether the sign is negative; zero may have one after a multiplication.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Returns whether the value has no fraction, whatever its kind.
    pub fn is_integral(&self) -> bool {
        self.exponent >= 0 || self.is_zero() || self.reduced().1 >= 0
    }

    /// Compares values and ignores kinds: `1` and `1.0` are equal, as for the operator `==`.
    pub fn compare(&self, other: &Self) -> Ordering {
        if let (Some(left), Some(right)) = (self.small(), other.small()) {
            return left.cmp(&right);
        }
        match (self.is_zero(), other.is_zero()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return negative_first(!other.negative),
            (false, true) => return negative_first(self.negative),
            (false, false) => {}
        }
        if self.negative != other.negative {
            return negative_first(self.negative);
        }
        let magnitude = self.compare_magnitude(other);
        if self.negative {
            magnitude.reverse()
        } else {
            magnitude
        }
    }

    /// Compares two values that are not zero, without their signs.
    fn compare_magnitude(&self, other: &Self) -> Ordering {
        // Leading digits at different powers of ten settle it, and keep the scaling below within the digits at hand.
        let by_size = self.adjusted().cmp(&other.adjusted());
        if by_size != Ordering::Equal {
            return by_size;
        }
        let low = self.exponent.min(other.exponent);
        self.scaled(low).cmp(&other.scaled(low))
    }

    /// Returns the value of a number without exponent that fits a word; not that of a negative zero.
    fn small(&self) -> Option<i128> {
        let value = i128::from(self.coefficient.to_u64()?);
        match (self.exponent, self.negative) {
            (0, false) => Some(value),
            (0, true) if value != 0 => Some(-value),
            _ => None,
        }
    }

    /// Returns an integer.
    fn from_i128(value: i128) -> Self {
        Self {
            kind: NumberKind::Int,
            negative: value < 0,
            coefficient: value.unsigned_abs().into(),
            exponent: 0,
        }
    }

    /// Returns the power of ten of the leading digit.
    fn adjusted(&self) -> i64 {
        i64::from(self.exponent) + i64::from(round::digit_count(&self.coefficient.big())) - 1
    }

    /// Returns the coefficient for the same value at a lower exponent.
    fn scaled(&self, exponent: i32) -> BigUint {
        let shift = i64::from(self.exponent) - i64::from(exponent);
        match u32::try_from(shift) {
            Ok(0) | Err(_) => self.coefficient.big().into_owned(),
            Ok(shift) => self.coefficient.big().as_ref() * round::power_of_ten(shift),
        }
    }

    /// Returns coefficient and exponent without trailing zeros.
    fn reduced(&self) -> (BigUint, i32) {
        if self.is_zero() {
            return (BigUint::zero(), 0);
        }
        let (coefficient, zeros) = round::strip_zeros(self.coefficient.big().into_owned());
        (coefficient, self.exponent.saturating_add_unsigned(zeros))
    }
}

fn negative_first(left_is_lower: bool) -> Ordering {
    if left_is_lower {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}

/// Equality as unification has it: kind and value, but not spelling. `1.0` equals `1.00` and differs from `1`.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.compare(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (coefficient, exponent) = self.reduced();
        self.kind.hash(state);
        (self.negative && !self.is_zero()).hash(state);
        coefficient.hash(state);
        exponent.hash(state);
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::int(0)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::from_i128(value.into())
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Self::from_i128(value as i128)
    }
}

impl From<BigInt> for Number {
    fn from(value: BigInt) -> Self {
        Self::int(value)
    }
}
