//! Powers, roots, exponentials and logarithms, to the precision of float arithmetic.
//!
//! They are computed in fixed point: integers scaled by a power of ten, with enough guard digits that one rounding at
//! the end gives the nearest result. Results keep all their digits, so a square root of a quarter has 34 places; only
//! [`Number::simplified`] turns whole ones into ints.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use super::{
    Number, NumberError, NumberKind, NumberLimits, PRECISION,
    arithmetic::finish,
    convert::Rounding,
    round::{digit_count, power_of_ten, round_half_up},
};

/// Digits carried beyond the result.
const GUARD: u32 = 20;

/// Natural powers of floats up to this many digits are multiplied out before they are rounded.
const LONGEST_PRODUCT: u64 = 20_000;

/// How often the argument of the exponential series is halved.
const HALVINGS: u32 = 8;

impl Number {
    /// Returns `self` to the power of `exponent`; a natural power of an int is exact.
    pub fn pow(&self, exponent: &Self, limits: NumberLimits) -> Result<Self, NumberError> {
        let whole = exponent.to_bigint(limits);
        if self.is_zero() {
            return match (exponent.is_zero(), exponent.negative) {
                (true, _) => Err(NumberError::InvalidOperation),
                (false, true) => Err(NumberError::DivisionByZero),
                (false, false) => Ok(Self::int(0)),
            };
        }
        if let Some(power) = whole.as_ref().and_then(ToPrimitive::to_u32)
            && (self.is_int() || exact_digits(self, power) <= LONGEST_PRODUCT)
        {
            return self.powi(power, limits);
        }
        let negative = match (self.negative, &whole) {
            (true, None) => return Err(NumberError::InvalidOperation),
            (true, Some(power)) => power.is_odd(),
            (false, _) => false,
        };
        let magnitude = self.abs();
        // The size of the power decides how many digits of the logarithm are used up before the point.
        let size = exponent.adjusted().max(0) + magnitude.adjusted().abs().max(1);
        let guard = PRECISION
            + GUARD
            + u32::try_from(size)
                .unwrap_or(u32::MAX)
                .min(limits_guard(limits));
        let logarithm = fixed_ln(&magnitude, guard);
        let (shift_up, shift_down) = if exponent.exponent >= 0 {
            (exponent.exponent.unsigned_abs(), 0)
        } else {
            (0, exponent.exponent.unsigned_abs())
        };
        if shift_up > limits_guard(limits) {
            return Err(NumberError::ExponentRange);
        }
        let product = logarithm * exponent.signed_coefficient() * to_int(power_of_ten(shift_up))
            / to_int(power_of_ten(shift_down));
        let mut result = exp_fixed(&product, guard, limits)?;
        result.negative = negative;
        Ok(result)
    }

    /// Returns e to the power of `self`.
    pub fn exp(&self, limits: NumberLimits) -> Result<Self, NumberError> {
        if self.is_zero() {
            return Ok(Self::int(1));
        }
        if self.adjusted() > 9 {
            return Err(NumberError::ExponentRange);
        }
        let width = PRECISION + GUARD;
        exp_fixed(&fixed(self, width), width, limits)
    }

    /// Returns two to the power of `self`.
    pub fn exp2(&self, limits: NumberLimits) -> Result<Self, NumberError> {
        Self::int(2).pow(self, limits)
    }

    /// Returns the natural logarithm.
    pub fn ln(&self, limits: NumberLimits) -> Result<Self, NumberError> {
        let width = self.logarithm_width()?;
        from_fixed(&fixed_ln(self, width), width, limits)
    }

    /// Returns the logarithm to base ten.
    pub fn log10(&self, limits: NumberLimits) -> Result<Self, NumberError> {
        let width = self.logarithm_width()?;
        from_fixed(
            &quotient(&fixed_ln(self, width), &ln_10(width), width),
            width,
            limits,
        )
    }

    /// Returns the logarithm to base two.
    pub fn log2(&self, limits: NumberLimits) -> Result<Self, NumberError> {
        // The reference divides two rounded logarithms, and its division drops trailing zeros.
        self.ln(limits)?.div(&Self::int(2).ln(limits)?, limits)
    }

    /// Returns the cube root.
    pub fn cbrt(&self, limits: NumberLimits) -> Result<Self, NumberError> {
        if self.is_zero() {
            return Ok(Self::int(0));
        }
        // Scale the coefficient to three times the wanted digits, at an exponent that three divides.
        let wanted = 3 * (PRECISION + 2);
        let mut shift = wanted.saturating_sub(digit_count(&self.coefficient.big()));
        while (i64::from(self.exponent) - i64::from(shift)) % 3 != 0 {
            shift += 1;
        }
        let scaled = self.coefficient.big().as_ref() * power_of_ten(shift);
        let mut root = scaled.cbrt();
        let mut exponent = (i64::from(self.exponent) - i64::from(shift)) / 3;
        if root.pow(3) != scaled {
            root = root * 10_u8 + 1_u8;
            exponent -= 1;
        }
        finish(NumberKind::Float, self.negative, root, exponent, limits)
    }

    /// Digits for a logarithm: more of them near one, where the leading ones cancel.
    fn logarithm_width(&self) -> Result<u32, NumberError> {
        if self.negative || self.is_zero() {
            return Err(NumberError::InvalidOperation);
        }
        let distance = self.sub(&Self::int(1), NumberLimits::default())?;
        let lost = if distance.is_zero() {
            0
        } else {
            (-distance.adjusted()).max(0)
        };
        Ok(PRECISION + GUARD + u32::try_from(lost).unwrap_or(0))
    }
}

/// Most extra digits that make sense within the limits.
fn limits_guard(limits: NumberLimits) -> u32 {
    limits.exponent.unsigned_abs().saturating_mul(2)
}

/// Digits of an exact power.
fn exact_digits(base: &Number, power: u32) -> u64 {
    u64::from(digit_count(&base.coefficient.big())) * u64::from(power)
}

fn to_int(value: BigUint) -> BigInt {
    BigInt::from_biguint(Sign::Plus, value)
}

/// Returns the value times `10^width`, truncated.
fn fixed(number: &Number, width: u32) -> BigInt {
    let exponent = i64::from(number.exponent) + i64::from(width);
    let shift = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
    if exponent >= 0 {
        number.signed_coefficient() * to_int(power_of_ten(shift))
    } else if i64::from(digit_count(&number.coefficient.big())) < -exponent {
        BigInt::zero()
    } else {
        number.signed_coefficient() / to_int(power_of_ten(shift))
    }
}

/// Rounds a fixed-point value to a float with all its digits; whole results become ints.
fn from_fixed(value: &BigInt, width: u32, limits: NumberLimits) -> Result<Number, NumberError> {
    if value.is_zero() {
        return Ok(Number::int(0));
    }
    let one = to_int(power_of_ten(width));
    // Truncations leave a whole result a hair off; the guard digits tell it from a real fraction.
    let slack = to_int(power_of_ten(GUARD / 2));
    let nearest = (value + &one / 2_u8).div_floor(&one);
    if (value - &nearest * &one).abs() < slack && !nearest.is_zero() {
        return Ok(Number::int(nearest));
    }
    let negative = value.is_negative();
    finish(
        NumberKind::Float,
        negative,
        value.magnitude().clone(),
        -i64::from(width),
        limits,
    )
}

fn quotient(dividend: &BigInt, divisor: &BigInt, width: u32) -> BigInt {
    dividend * to_int(power_of_ten(width)) / divisor
}

/// Returns the natural logarithm of a positive number, times `10^width`.
fn fixed_ln(number: &Number, width: u32) -> BigInt {
    let one = to_int(power_of_ten(width));
    // Rounding the input costs less than the guard digits.
    let (coefficient, dropped) =
        round_half_up(number.coefficient.big().into_owned(), width + GUARD);
    let exponent = number.exponent.saturating_add_unsigned(dropped);
    let rounded = Number::float(to_int(coefficient), exponent);
    let mut decades = rounded.adjusted();
    if decades == -1 {
        // Just below one: no decade to take off and put back, which would cancel.
        decades = 0;
    }
    let shifted = Number {
        exponent: i32::try_from(i64::from(rounded.exponent) - decades).unwrap_or(0),
        ..rounded
    };
    let mut mantissa = fixed(&shifted, width);
    let mut halvings = 0;
    while &mantissa * 10 > &one * 14 {
        mantissa /= 2;
        halvings += 1;
    }
    while &mantissa * 10 < &one * 7 {
        mantissa *= 2;
        halvings -= 1;
    }
    let ratio = quotient(&(&mantissa - &one), &(&mantissa + &one), width);
    atanh(&ratio, width) * 2 + ln_2(width) * halvings + ln_10(width) * decades
}

/// Sums the series of the inverse hyperbolic tangent for a small fixed-point value.
fn atanh(value: &BigInt, width: u32) -> BigInt {
    let one = to_int(power_of_ten(width));
    let square = value * value / &one;
    let mut power = value.clone();
    let mut sum = BigInt::zero();
    let mut divisor = 1_u32;
    while !power.is_zero() {
        sum += &power / divisor;
        power = power * &square / &one;
        divisor += 2;
    }
    sum
}

fn atanh_of_inverse(denominator: u32, width: u32) -> BigInt {
    atanh(&(to_int(power_of_ten(width)) / denominator), width)
}

/// The logarithm of two, by a formula of Machin's kind.
fn ln_2(width: u32) -> BigInt {
    atanh_of_inverse(26, width) * 18 - atanh_of_inverse(4801, width) * 2
        + atanh_of_inverse(8749, width) * 8
}

/// The logarithm of ten, likewise.
fn ln_10(width: u32) -> BigInt {
    atanh_of_inverse(31, width) * 46
        + atanh_of_inverse(49, width) * 34
        + atanh_of_inverse(161, width) * 20
}

/// Returns e to the power of a fixed-point value.
fn exp_fixed(value: &BigInt, width: u32, limits: NumberLimits) -> Result<Number, NumberError> {
    let ln_10 = ln_10(width);
    let decades = value.div_floor(&ln_10);
    let decades = decades
        .to_i64()
        .filter(|decades| decades.abs() <= i64::from(limits.exponent))
        .ok_or(NumberError::ExponentRange)?;
    let rest = value - &ln_10 * decades;
    // Halving the argument a few times shortens the series; squaring the sum undoes it.
    let one = to_int(power_of_ten(width));
    let argument = rest / (1_u32 << HALVINGS);
    let mut sum = one.clone();
    let mut term = one.clone();
    let mut index = 1_u32;
    while !term.is_zero() {
        term = term * &argument / &one / index;
        sum += &term;
        index += 1;
    }
    for _ in 0..HALVINGS {
        sum = &sum * &sum / &one;
    }
    let number = from_fixed(&sum, width, limits)?;
    let shifted = i64::from(number.exponent) + decades;
    if number.is_int() && decades >= 0 {
        // A whole mantissa at a whole power: the exact value of something like 100^1.5.
        let number = Number::float(
            number.signed_coefficient(),
            i32::try_from(shifted).unwrap_or(i32::MAX),
        );
        return number.rounded(Rounding::Trunc, limits);
    }
    let number = if number.is_int() {
        padded(&number)
    } else {
        number
    };
    finish(
        NumberKind::Float,
        number.negative,
        number.coefficient.big().into_owned(),
        i64::from(number.exponent) + decades,
        limits,
    )
}

/// Writes a whole number with all its places.
fn padded(number: &Number) -> Number {
    let places = PRECISION.saturating_sub(digit_count(&number.coefficient.big()));
    Number {
        kind: NumberKind::Float,
        coefficient: (number.coefficient.big().as_ref() * power_of_ten(places)).into(),
        exponent: 0_i32.saturating_sub_unsigned(places),
        negative: number.negative,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: &[(&str, &str)]) {
        let limits = NumberLimits::default();
        for (expression, expected) in rows {
            let words: Vec<Number> = expression
                .split(' ')
                .skip(1)
                .filter_map(|word| Number::parse_json(word, limits).ok())
                .collect();
            let result = match expression.split(' ').next() {
                Some("pow") => words[0].pow(&words[1], limits),
                Some("exp") => words[0].exp(limits),
                Some("exp2") => words[0].exp2(limits),
                Some("ln") => words[0].ln(limits),
                Some("log10") => words[0].log10(limits),
                Some("log2") => words[0].log2(limits),
                _ => words[0].cbrt(limits),
            };
            let actual = match result.and_then(|number| number.simplified(limits)) {
                Ok(number) => number.to_string(),
                Err(error) => error.to_string(),
            };
            assert_eq!(actual, *expected, "{expression}");
        }
    }

    #[test]
    fn powers() {
        check(&[
            ("pow 2 10", "1024"),
            ("pow 2.0 3", "8"),
            ("pow 1.50 2", "2.2500"),
            ("pow 1.00 3", "1"),
            ("pow 1.5 20", "3325.25673007965087890625"),
            ("pow 1.1 34", "25.54766986187658895510194457594004"),
            ("pow 1.1 100", "13780.61233982227018411833717208964"),
            ("pow -8 3", "-512"),
            ("pow 2 -1", "0.5000000000000000000000000000000000"),
            ("pow -2 -1", "-0.5000000000000000000000000000000000"),
            ("pow 10 -2", "0.01000000000000000000000000000000000"),
            ("pow 3 -2", "0.1111111111111111111111111111111111"),
            ("pow 2 0.5", "1.414213562373095048801688724209698"),
            ("pow 0.25 0.5", "0.5000000000000000000000000000000000"),
            ("pow 4 0.5", "2"),
            ("pow 10 3.5", "3162.277660168379331998893544432719"),
            ("pow 1.0 0.5", "1"),
            ("pow 0 2", "0"),
            ("pow 0 0", "invalid operation"),
            ("pow -2 3.5", "invalid operation"),
            ("pow 2 1000000", "number has more than 10000 digits"),
            ("pow 1.5 1e99", "exponent out of range"),
        ]);
    }

    #[test]
    fn exponentials() {
        check(&[
            ("exp 1", "2.718281828459045235360287471352662"),
            ("exp 0", "1"),
            ("exp -10", "0.00004539992976248485153559151556055061"),
            ("exp 1e-10", "1.000000000100000000005000000000167"),
            ("exp 1e10", "exponent out of range"),
            ("exp2 10", "1024"),
            ("exp2 0.25", "1.189207115002721066717499970560476"),
            ("exp2 -10", "0.0009765625000000000000000000000000000"),
        ]);
    }

    #[test]
    fn logarithms() {
        check(&[
            ("ln 10", "2.302585092994045684017991454684364"),
            ("ln 1", "0"),
            ("ln 0.5", "-0.6931471805599453094172321214581766"),
            ("ln 1.0000000001", "9.999999999500000000033333333330833E-11"),
            (
                "ln 2.718281828459045235360287471352662",
                "0.9999999999999999999999999999999998",
            ),
            ("ln 1e100", "230.2585092994045684017991454684364"),
            ("ln -1", "invalid operation"),
            ("log10 1000", "3"),
            ("log10 0.001", "-3"),
            ("log10 2", "0.3010299956639811952137388947244930"),
            ("log2 8", "3"),
            ("log2 0.5", "-1"),
            ("log2 10", "3.32192809488736234787031942948939"),
            ("log2 1.5", "0.5849625007211561814537389439478164"),
        ]);
    }

    #[test]
    fn roots() {
        check(&[
            ("cbrt 27", "3"),
            ("cbrt -8", "-2"),
            ("cbrt 2.5", "1.357208808297453285759044734839745"),
            ("cbrt 0.125", "0.5000000000000000000000000000000000"),
            ("cbrt 0", "0"),
        ]);
    }
}
