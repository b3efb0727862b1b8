//! Digits of coefficients: counting, stripping and rounding them.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

/// Returns `10^exponent`.
pub(super) fn power_of_ten(exponent: u32) -> BigUint {
    BigUint::from(10_u8).pow(exponent)
}

/// Counts decimal digits; zero has one.
pub(super) fn digit_count(value: &BigUint) -> u32 {
    if let Some(small) = value.to_u64() {
        return small.checked_ilog10().unwrap_or(0) + 1;
    }
    // log10(2) from below; the estimate is right or one too low.
    let estimate = (value.bits() - 1) * 30_102 / 100_000;
    let mut count = u32::try_from(estimate).unwrap_or(u32::MAX - 1) + 1;
    let mut bound = power_of_ten(count);
    while *value >= bound {
        bound *= 10_u8;
        count += 1;
    }
    count
}

/// Returns whether a value surely has more digits than `limit`, without counting them.
pub(super) fn exceeds_digits(value: &BigUint, limit: usize) -> bool {
    // log2(10) is a little above 3.3219; values at the edge get the benefit of the doubt.
    value.bits() > (limit as u64).saturating_mul(33_220) / 10_000 + 1
}

/// Drops trailing zeros and returns how many there were.
pub(super) fn strip_zeros(mut value: BigUint) -> (BigUint, u32) {
    let mut zeros = 0;
    if value.is_zero() {
        return (value, 0);
    }
    // Larger steps first, so that long coefficients are not divided once per digit.
    for step in [1024_u32, 64, 8, 1] {
        if u64::from(step) > value.bits() {
            continue;
        }
        let divisor = power_of_ten(step);
        loop {
            let (quotient, remainder) = value.div_rem(&divisor);
            if !remainder.is_zero() {
                break;
            }
            value = quotient;
            zeros += step;
        }
    }
    (value, zeros)
}

/// Drops the last `count` digits, rounding half away from zero.
pub(super) fn drop_digits_half_up(value: &BigUint, count: u32) -> BigUint {
    let (quotient, remainder) = value.div_rem(&power_of_ten(count));
    if remainder * 2_u8 >= power_of_ten(count) {
        quotient + BigUint::one()
    } else {
        quotient
    }
}

/// Rounds to `precision` digits and returns how many were dropped.
pub(super) fn round_half_up(value: BigUint, precision: u32) -> (BigUint, u32) {
    let digits = digit_count(&value);
    if digits <= precision {
        return (value, 0);
    }
    let excess = digits - precision;
    let rounded = drop_digits_half_up(&value, excess);
    // Nines may have carried into one digit more.
    if digit_count(&rounded) > precision {
        (rounded / 10_u8, excess + 1)
    } else {
        (rounded, excess)
    }
}
