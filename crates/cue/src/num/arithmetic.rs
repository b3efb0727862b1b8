//! Operators on numbers.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{Signed, Zero};

use super::{
    Number, NumberError, NumberKind, NumberLimits, PRECISION,
    coefficient::Coefficient,
    round::{digit_count, exceeds_digits, power_of_ten, round_half_up, strip_zeros},
};

/// Digits kept of the larger operand when the smaller one only decides the direction of rounding.
const GUARD: u32 = PRECISION + 6;

impl Number {
    /// Returns the sum: an int of two ints, else a float.
    pub fn add(&self, other: &Self, limits: NumberLimits) -> Result<Self, NumberError> {
        let kind = joint_kind(self, other);
        if let Some((left, right)) = small_operands(self, other, kind, limits) {
            return Ok(Self::from_i128(left + right));
        }
        let (left, right) = align(self, other);
        let exponent = left.exponent.min(right.exponent);
        let (left_digits, right_digits) = (left.scaled(exponent), right.scaled(exponent));
        let (negative, coefficient) = if left.negative == right.negative {
            (left.negative, left_digits + right_digits)
        } else {
            match left_digits.cmp(&right_digits) {
                std::cmp::Ordering::Equal => (false, BigUint::zero()),
                std::cmp::Ordering::Less => (right.negative, right_digits - left_digits),
                std::cmp::Ordering::Greater => (left.negative, left_digits - right_digits),
            }
        };
        finish(kind, negative, coefficient, i64::from(exponent), limits)
    }

    /// Returns the difference, see [`Number::add`].
    pub fn sub(&self, other: &Self, limits: NumberLimits) -> Result<Self, NumberError> {
        let mut subtrahend = other.clone();
        subtrahend.negative = !subtrahend.negative;
        self.add(&subtrahend, limits)
    }

    /// Returns the product: an int of two ints, else a float.
    pub fn mul(&self, other: &Self, limits: NumberLimits) -> Result<Self, NumberError> {
        let kind = joint_kind(self, other);
        if let Some((left, right)) = small_operands(self, other, kind, limits)
            && let Some(product) = left.checked_mul(right).filter(|product| *product != 0)
        {
            return Ok(Self::from_i128(product));
        }
        if kind == NumberKind::Int {
            let bits = self.coefficient.bits() + other.coefficient.bits();
            if bits.saturating_sub(1) > (limits.digits as u64).saturating_mul(4) {
                return Err(NumberError::TooManyDigits(limits.digits));
            }
        }
        finish(
            kind,
            self.negative != other.negative,
            self.coefficient.big().as_ref() * other.coefficient.big().as_ref(),
            i64::from(self.exponent) + i64::from(other.exponent),
            limits,
        )
    }

    /// Returns the quotient, which is always a float.
    ///
    /// The reference drops the trailing zeros of the digits and puts one back where the result would otherwise read
    /// like an integer, as long as the precision has room for it: `4/2` is `2.0`, `100/10` is `10`, `200/2` is `1.0E+2`.
    pub fn div(&self, other: &Self, limits: NumberLimits) -> Result<Self, NumberError> {
        if other.is_zero() {
            return Err(if self.is_zero() {
                NumberError::DivisionUndefined
            } else {
                NumberError::DivisionByZero
            });
        }
        if self.is_zero() {
            let point = self.exponent < other.exponent;
            return Ok(Self::float(0, if point { -1 } else { 0 }));
        }
        let wanted = digit_count(&other.coefficient.big()) + PRECISION + 2;
        let shift = wanted.saturating_sub(digit_count(&self.coefficient.big()));
        let (mut quotient, remainder) = (self.coefficient.big().as_ref() * power_of_ten(shift))
            .div_rem(&other.coefficient.big());
        let mut exponent = i64::from(self.exponent) - i64::from(other.exponent) - i64::from(shift);
        if !remainder.is_zero() {
            // A last digit that is not zero stands for everything behind it.
            quotient = quotient * 10_u8 + 1_u8;
            exponent -= 1;
        }
        let (quotient, dropped) = round_half_up(quotient, PRECISION);
        let (mut quotient, zeros) = strip_zeros(quotient);
        exponent += i64::from(dropped) + i64::from(zeros);
        if exponent >= 0 && i64::from(digit_count(&quotient)) + exponent < i64::from(PRECISION) {
            quotient *= 10_u8;
            exponent -= 1;
        }
        let negative = self.negative != other.negative;
        finish(NumberKind::Float, negative, quotient, exponent, limits)
    }

    /// Returns the Euclidean quotient of two ints, whose remainder is never negative.
    pub fn int_div(&self, other: &Self) -> Result<Self, NumberError> {
        let (dividend, divisor) = int_operands(self, other)?;
        let (quotient, remainder) = dividend.div_rem(&divisor);
        Ok(Self::int(
            match (remainder.is_negative(), divisor.is_negative()) {
                (false, _) => quotient,
                (true, false) => quotient - 1,
                (true, true) => quotient + 1,
            },
        ))
    }

    /// Returns the Euclidean remainder of two ints, from zero up to the size of the divisor.
    pub fn int_mod(&self, other: &Self) -> Result<Self, NumberError> {
        let (dividend, divisor) = int_operands(self, other)?;
        let remainder = &dividend % &divisor;
        Ok(Self::int(if remainder.is_negative() {
            remainder + divisor.abs()
        } else {
            remainder
        }))
    }

    /// Returns the quotient of two ints, truncated towards zero.
    pub fn int_quo(&self, other: &Self) -> Result<Self, NumberError> {
        let (dividend, divisor) = int_operands(self, other)?;
        let mut quotient = Self::int(&dividend / &divisor);
        quotient.negative = (self.negative != other.negative)
            && (!quotient.is_zero() || both_in_words(self, other));
        Ok(quotient)
    }

    /// Returns the remainder of [`Number::int_quo`], which has the sign of the dividend.
    pub fn int_rem(&self, other: &Self) -> Result<Self, NumberError> {
        let (dividend, divisor) = int_operands(self, other)?;
        let mut remainder = Self::int(&dividend % &divisor);
        remainder.negative = self.negative && (!remainder.is_zero() || both_in_words(self, other));
        Ok(remainder)
    }

    /// Returns the number with the other sign; zero becomes positive.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self {
            negative: !self.negative && !self.is_zero(),
            ..self.clone()
        }
    }

    /// Returns the number without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self {
            negative: false,
            ..self.clone()
        }
    }

    /// Returns `self` to the power of a small natural number, exact for ints.
    pub fn powi(&self, exponent: u32, limits: NumberLimits) -> Result<Self, NumberError> {
        // Twice the limit, as a float is rounded afterwards and an int checked.
        let bits = self.coefficient.bits().saturating_sub(1);
        if bits.saturating_mul(exponent.into()) > (limits.digits as u64).saturating_mul(2 * 4) {
            return Err(NumberError::TooManyDigits(limits.digits));
        }
        let scaled = i64::from(self.exponent).saturating_mul(exponent.into());
        finish(
            self.kind,
            self.negative && exponent % 2 == 1,
            self.coefficient.big().pow(exponent),
            scaled,
            limits,
        )
    }
}

/// The operands if both are integers that fit a word, whose sums surely are within the limits.
fn small_operands(
    left: &Number,
    right: &Number,
    kind: NumberKind,
    limits: NumberLimits,
) -> Option<(i128, i128)> {
    if kind != NumberKind::Int || limits.digits < 40 || limits.exponent < 40 {
        return None;
    }
    Some((left.small()?, right.small()?))
}

fn joint_kind(left: &Number, right: &Number) -> NumberKind {
    if left.is_int() && right.is_int() {
        NumberKind::Int
    } else {
        NumberKind::Float
    }
}

/// Tells whether truncated division keeps the sign of a zero, as the reference does for operands of one machine word.
fn both_in_words(left: &Number, right: &Number) -> bool {
    left.coefficient.to_u64().is_some() && right.coefficient.to_u64().is_some()
}

fn int_operands(left: &Number, right: &Number) -> Result<(BigInt, BigInt), NumberError> {
    if !left.is_int() || !right.is_int() {
        return Err(NumberError::InvalidOperation);
    }
    if right.is_zero() {
        return Err(NumberError::DivisionByZero);
    }
    Ok((left.signed_coefficient(), right.signed_coefficient()))
}

impl Number {
    /// Returns the coefficient with the sign.
    pub(super) fn signed_coefficient(&self) -> BigInt {
        let sign = if self.negative {
            Sign::Minus
        } else {
            Sign::Plus
        };
        BigInt::from_biguint(sign, self.coefficient.big().into_owned())
    }
}

/// Brings two summands close enough to be added digit by digit.
///
/// A summand far below the last digit that rounding keeps is replaced by one just below it, which rounds the same way
/// and costs nothing to align.
fn align(left: &Number, right: &Number) -> (Number, Number) {
    if left.exponent < right.exponent {
        let (right, left) = align(right, left);
        return (left, right);
    }
    let gap = i64::from(left.exponent) - i64::from(right.exponent);
    let reach = i64::from(GUARD) + i64::from(digit_count(&right.coefficient.big()));
    if gap <= reach {
        return (left.clone(), right.clone());
    }
    if left.is_zero() {
        let mut zero = left.clone();
        zero.exponent = right.exponent;
        return (zero, right.clone());
    }
    let mut sticky = right.clone();
    sticky.exponent = left.exponent.saturating_sub_unsigned(GUARD);
    if !sticky.is_zero() {
        sticky.coefficient = Coefficient::Small(1);
    }
    (left.clone(), sticky)
}

/// Rounds a float, checks the limits and puts the result together.
pub(super) fn finish(
    kind: NumberKind,
    negative: bool,
    coefficient: BigUint,
    exponent: i64,
    limits: NumberLimits,
) -> Result<Number, NumberError> {
    let (coefficient, exponent) = match kind {
        NumberKind::Int => (coefficient, 0),
        NumberKind::Float => {
            let (coefficient, dropped) = round_half_up(coefficient, PRECISION);
            (coefficient, exponent + i64::from(dropped))
        }
    };
    checked(kind, negative, coefficient, exponent, limits)
}

/// Checks the limits and puts a number together, unrounded.
pub(super) fn checked(
    kind: NumberKind,
    negative: bool,
    coefficient: BigUint,
    exponent: i64,
    limits: NumberLimits,
) -> Result<Number, NumberError> {
    if exceeds_digits(&coefficient, limits.digits) {
        return Err(NumberError::TooManyDigits(limits.digits));
    }
    let adjusted = exponent + i64::from(digit_count(&coefficient)) - 1;
    let bound = i64::from(limits.exponent);
    if kind == NumberKind::Float && (adjusted.abs() > bound || exponent < -2 * bound) {
        return Err(NumberError::ExponentRange);
    }
    let exponent = i32::try_from(exponent).map_err(|_| NumberError::ExponentRange)?;
    Ok(Number {
        kind,
        negative,
        coefficient: coefficient.into(),
        exponent,
    })
}
