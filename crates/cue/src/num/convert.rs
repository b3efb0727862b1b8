//! Numbers as machine numbers and back, and rounding to whole numbers.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};

use super::{
    Number, NumberError, NumberKind, NumberLimits, arithmetic::checked, round::power_of_ten,
};

/// How to make a whole number of a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Towards negative infinity.
    Floor,
    /// Towards positive infinity.
    Ceil,
    /// Towards zero.
    Trunc,
    /// To the nearest, halves away from zero.
    HalfUp,
    /// To the nearest, halves to the even one.
    HalfEven,
}

impl Number {
    /// Returns the value of an integral number, unless its exponent makes it longer than the limit.
    pub fn to_bigint(&self, limits: NumberLimits) -> Option<BigInt> {
        if !self.is_integral() {
            return None;
        }
        let whole = self.rounded(Rounding::Trunc, limits).ok()?;
        Some(whole.signed_coefficient())
    }

    /// Returns the value of an integral number that fits.
    pub fn to_i64(&self) -> Option<i64> {
        self.to_bigint(NumberLimits {
            digits: 32,
            exponent: 32,
        })?
        .to_i64()
    }

    /// Returns the value of an integral number that fits and is not negative.
    pub fn to_usize(&self) -> Option<usize> {
        self.to_i64().and_then(|value| usize::try_from(value).ok())
    }

    /// Returns the nearest binary double; infinite if the number is out of its range.
    pub fn to_f64(&self) -> f64 {
        // The shortest path to correct rounding is the standard parser.
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}e{}", self.coefficient, self.exponent)
            .parse()
            .unwrap_or(f64::NAN)
    }

    /// Returns the shortest decimal that reads back as `value`; none for infinities and NaN.
    pub fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let text = format!("{:e}", value.abs());
        let (mantissa, exponent) = text.split_once('e')?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent: i32 = exponent.parse().ok()?;
        let coefficient = BigInt::parse_bytes(format!("{whole}{fraction}").as_bytes(), 10)?;
        let mut number = Self::float(coefficient, exponent - i32::try_from(fraction.len()).ok()?);
        number.negative = value.is_sign_negative();
        Some(number)
    }

    /// Returns the nearest whole number in the given direction, as an int.
    pub fn rounded(&self, rounding: Rounding, limits: NumberLimits) -> Result<Self, NumberError> {
        if self.exponent >= 0 || self.is_zero() {
            return self.without_exponent(limits);
        }
        let divisor = power_of_ten(self.exponent.unsigned_abs());
        let (quotient, remainder) = self.coefficient.big().div_rem(&divisor);
        let twice = &remainder * 2_u8;
        let up = match rounding {
            Rounding::Floor => self.negative && !remainder.is_zero(),
            Rounding::Ceil => !self.negative && !remainder.is_zero(),
            Rounding::Trunc => false,
            Rounding::HalfUp => twice >= divisor,
            Rounding::HalfEven => twice > divisor || (twice == divisor && quotient.bit(0)),
        };
        let whole = if up { quotient + 1_u8 } else { quotient };
        checked(NumberKind::Int, self.negative, whole, 0, limits)
    }

    /// Returns the number as builtin functions hand out decimals: an int if it has no fraction, else a float.
    pub fn simplified(&self, limits: NumberLimits) -> Result<Self, NumberError> {
        if self.is_integral() {
            self.rounded(Rounding::Trunc, limits)
        } else {
            Ok(self.clone())
        }
    }

    fn without_exponent(&self, limits: NumberLimits) -> Result<Self, NumberError> {
        if self.is_zero() {
            let mut zero = Self::int(0);
            zero.negative = self.negative;
            return Ok(zero);
        }
        if usize::try_from(self.exponent).is_ok_and(|exponent| exponent > limits.digits) {
            return Err(NumberError::TooManyDigits(limits.digits));
        }
        checked(NumberKind::Int, self.negative, self.scaled(0), 0, limits)
    }
}
