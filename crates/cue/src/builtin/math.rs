//! Packages `math` and `math/bits`.
//!
//! Two families live here side by side: functions on decimals, whose results are ints when they
//! have no fraction, and functions on binary doubles, whose results are always floats.

use num_bigint::{BigInt, Sign};
use num_traits::{One as _, ToPrimitive as _, Zero as _};

use super::{
    Data, Failure, Function, Kinds, Outcome,
    arguments::{Arguments as _, check, double, fatal, number_limits, pure, room_for, size},
};
use crate::{
    limits::Limits,
    num::{Number, NumberError, NumberLimits, Rounding},
};

const N: Kinds = Kinds::NUMBER;
const I: Kinds = Kinds::INT;
const F: Kinds = Kinds::FLOAT;

macro_rules! double {
    ($name:literal, $function:expr) => {
        pure($name, &[N], F, |a, _| double($function(a.float(0)?)))
    };
}

pub(super) const FUNCTIONS: &[Function] = &[
    pure("Floor", &[N], I, |a, _| round(a, Rounding::Floor)),
    pure("Ceil", &[N], I, |a, _| round(a, Rounding::Ceil)),
    pure("Trunc", &[N], I, |a, _| round(a, Rounding::Trunc)),
    pure("Round", &[N], I, |a, _| round(a, Rounding::HalfUp)),
    pure("RoundToEven", &[N], I, |a, _| round(a, Rounding::HalfEven)),
    pure("Abs", &[N], N, |a, _| decimal(Ok(a.number(0)?.abs()))),
    check("MultipleOf", &[N, N], multiple_of),
    pure("Pow", &[N, N], N, |a, _| {
        decimal(a.number(0)?.pow(a.number(1)?, number_limits()))
    }),
    pure("Pow10", &[I], N, pow10),
    pure("Cbrt", &[N], N, |a, _| {
        decimal(a.number(0)?.cbrt(number_limits()))
    }),
    pure("Exp", &[N], N, |a, _| {
        decimal(a.number(0)?.exp(number_limits()))
    }),
    pure("Exp2", &[N], N, |a, _| {
        decimal(a.number(0)?.exp2(number_limits()))
    }),
    pure("Log", &[N], N, |a, _| logarithm(a, Number::ln)),
    pure("Log10", &[N], N, |a, _| logarithm(a, Number::log10)),
    pure("Log2", &[N], N, |a, _| logarithm(a, Number::log2)),
    pure("Copysign", &[N, N], N, |a, _| {
        let magnitude = a.number(0)?.abs();
        let negative = a.number(1)?.is_negative();
        decimal(Ok(if negative {
            magnitude.negated()
        } else {
            magnitude
        }))
    }),
    pure("Dim", &[N, N], N, dim),
    check("Signbit", &[N], |a, _| {
        Ok(a.number(0)?.is_negative().into())
    }),
    double!("Sqrt", f64::sqrt),
    double!("Sin", f64::sin),
    double!("Cos", f64::cos),
    double!("Tan", f64::tan),
    double!("Asin", f64::asin),
    double!("Acos", |x: f64| std::f64::consts::FRAC_PI_2 - x.asin()),
    double!("Atan", f64::atan),
    double!("Sinh", f64::sinh),
    double!("Cosh", f64::cosh),
    double!("Tanh", f64::tanh),
    double!("Asinh", f64::asinh),
    double!("Acosh", f64::acosh),
    double!("Atanh", f64::atanh),
    double!("Expm1", f64::exp_m1),
    double!("Log1p", f64::ln_1p),
    double!("Logb", |x: f64| if x == 0.0 {
        f64::NEG_INFINITY
    } else {
        libm::ilogb(x.abs()).into()
    }),
    double!("Erf", libm::erf),
    double!("Erfc", libm::erfc),
    double!("Erfinv", erfinv),
    double!("Erfcinv", |x: f64| erfinv(1.0 - x)),
    double!("Gamma", libm::tgamma),
    double!("J0", libm::j0),
    double!("J1", libm::j1),
    double!("Y0", libm::y0),
    double!("Y1", libm::y1),
    pure("Atan2", &[N, N], F, |a, _| {
        double(a.float(0)?.atan2(a.float(1)?))
    }),
    pure("Hypot", &[N, N], F, |a, _| {
        double(a.float(0)?.hypot(a.float(1)?))
    }),
    pure("Mod", &[N, N], F, |a, _| double(a.float(0)? % a.float(1)?)),
    pure("Remainder", &[N, N], F, |a, _| {
        double(libm::remainder(a.float(0)?, a.float(1)?))
    }),
    pure("Ldexp", &[N, I], F, |a, _| {
        double(libm::scalbn(a.float(0)?, narrow(a.int(1)?)))
    }),
    pure("Ilogb", &[N], I, |a, _| {
        Ok(Data::int(libm::ilogb(a.float(0)?).into()))
    }),
    pure("Jn", &[I, N], F, |a, _| {
        double(libm::jn(narrow(a.int(0)?), a.float(1)?))
    }),
    pure("Yn", &[I, N], F, |a, _| {
        double(libm::yn(narrow(a.int(0)?), a.float(1)?))
    }),
    pure("Jacobi", &[I, I], I, jacobi),
];

pub(super) const VALUES: &[(&str, &str)] = &[
    (
        "E",
        "2.71828182845904523536028747135266249775724709369995957496696763",
    ),
    (
        "Pi",
        "3.14159265358979323846264338327950288419716939937510582097494459",
    ),
    (
        "Phi",
        "1.61803398874989484820458683436563811772030917980576286213544861",
    ),
    (
        "Sqrt2",
        "1.41421356237309504880168872420969807856967187537694807317667974",
    ),
    (
        "SqrtE",
        "1.64872127070012814684865078781416357165377610071014801157507931",
    ),
    (
        "SqrtPi",
        "1.77245385090551602729816748334114518279754945612238712821380779",
    ),
    (
        "SqrtPhi",
        "1.27201964951406896425242246173749149171560804184009624861664038",
    ),
    (
        "Ln2",
        "0.693147180559945309417232121458176568075500134360255254120680009",
    ),
    (
        "Log2E",
        "1.442695040888963407359924681001892137426645954152985934135449408",
    ),
    (
        "Ln10",
        "2.3025850929940456840179914546843642076011014886287729760333278",
    ),
    (
        "Log10E",
        "0.43429448190325182765112891891660508229439700580366656611445378",
    ),
    ("MaxExp", "2147483647"),
    ("MinExp", "-2147483648"),
    ("MaxPrec", "4294967295"),
    ("MaxBase", "62"),
    ("ToNearestEven", "0"),
    ("ToNearestAway", "1"),
    ("ToZero", "2"),
    ("AwayFromZero", "3"),
    ("ToNegativeInf", "4"),
    ("ToPositiveInf", "5"),
    ("Below", "-1"),
    ("Exact", "0"),
    ("Above", "1"),
];

pub(super) const BITS: &[Function] = &[
    pure("Lsh", &[I, I], I, lsh),
    pure("Rsh", &[I, I], I, |a, _| {
        let value = integer(a, 0)?;
        let shift = a.count(1)?;
        // Beyond its own length nothing is left of a number but its sign.
        let shift = shift.min(usize::try_from(value.bits()).unwrap_or(usize::MAX));
        Ok(Number::int(value >> shift).into())
    }),
    pure("At", &[I, I], I, |a, _| {
        let bit = u64::try_from(a.count(1)?).unwrap_or(u64::MAX);
        if i32::try_from(bit).is_err() {
            return fatal("bit index too large");
        }
        Ok(Data::int(integer(a, 0)?.bit(bit).into()))
    }),
    pure("Set", &[I, I, I], I, |a, l| {
        let at = place(a, l)?;
        let mut value = integer(a, 0)?;
        let bit = match a.int(2)? {
            0 => false,
            1 => true,
            _ => return fatal("the bit is neither 0 nor 1"),
        };
        value.set_bit(at, bit);
        Ok(Number::int(value).into())
    }),
    pure("And", &[I, I], I, |a, _| {
        Ok(Number::int(integer(a, 0)? & integer(a, 1)?).into())
    }),
    pure("Or", &[I, I], I, |a, _| {
        Ok(Number::int(integer(a, 0)? | integer(a, 1)?).into())
    }),
    pure("Xor", &[I, I], I, |a, _| {
        Ok(Number::int(integer(a, 0)? ^ integer(a, 1)?).into())
    }),
    pure("Clear", &[I, I], I, |a, _| {
        Ok(Number::int(integer(a, 0)? & !integer(a, 1)?).into())
    }),
    pure("OnesCount", &[I], I, |a, _| {
        let ones = integer(a, 0)?.magnitude().count_ones();
        Ok(Number::int(ones).into())
    }),
    pure("Len", &[I], I, |a, _| {
        Ok(Number::int(integer(a, 0)?.bits()).into())
    }),
];

fn integer(arguments: &[Data], index: usize) -> Result<BigInt, Failure> {
    let number = arguments.number(index)?;
    number
        .to_bigint(number_limits())
        .map_or_else(|| fatal("not an int"), Ok)
}

fn narrow(value: i64) -> i32 {
    let bounded = value.clamp(i32::MIN.into(), i32::MAX.into());
    i32::try_from(bounded).unwrap_or(0)
}

/// Reads the place of a bit to be set, no further off than a string may be long.
fn place(arguments: &[Data], limits: &Limits) -> Result<u64, Failure> {
    let place = arguments.count(1)?;
    room_for(place / 8, limits)?;
    Ok(u64::try_from(place).unwrap_or(u64::MAX))
}

fn lsh(arguments: &[Data], limits: &Limits) -> Outcome {
    let shift = place(arguments, limits)?;
    let value = integer(arguments, 0)?;
    // A digit is worth a little more than three bits.
    let digits = usize::try_from((value.bits() + shift) / 3).unwrap_or(usize::MAX);
    if digits > number_limits().digits {
        return Err(NumberError::TooManyDigits(number_limits().digits).into());
    }
    Ok(Number::int(value << shift).into())
}

/// Turns the result of a decimal function into an int if it has no fraction.
fn decimal(result: Result<Number, NumberError>) -> Outcome {
    Ok(result?.simplified(number_limits())?.into())
}

fn round(arguments: &[Data], rounding: Rounding) -> Outcome {
    Ok(arguments
        .number(0)?
        .rounded(rounding, number_limits())?
        .into())
}

fn multiple_of(arguments: &[Data], _: &Limits) -> Outcome {
    let (value, unit) = (arguments.number(0)?, arguments.number(1)?);
    Ok(value.div(unit, number_limits())?.is_integral().into())
}

fn pow10(arguments: &[Data], _: &Limits) -> Outcome {
    let exponent = narrow(arguments.int(0)?);
    let limits = number_limits();
    if exponent.unsigned_abs() > limits.exponent.unsigned_abs() {
        return Err(NumberError::ExponentRange.into());
    }
    decimal(Ok(Number::float(1, exponent)))
}

fn logarithm(
    arguments: &[Data],
    function: fn(&Number, NumberLimits) -> Result<Number, NumberError>,
) -> Outcome {
    let number = arguments.number(0)?;
    if number.is_zero() {
        return Err(Failure::Incomplete(
            "the logarithm of 0 is infinite".to_owned(),
        ));
    }
    decimal(function(number, number_limits()))
}

fn dim(arguments: &[Data], _: &Limits) -> Outcome {
    let difference = arguments
        .number(0)?
        .sub(arguments.number(1)?, number_limits())?;
    decimal(Ok(if difference.is_negative() {
        Number::int(0)
    } else {
        difference
    }))
}

fn jacobi(arguments: &[Data], _: &Limits) -> Outcome {
    let (mut a, mut n) = (integer(arguments, 0)?, integer(arguments, 1)?);
    if !n.bit(0) {
        return fatal("the second argument is even");
    }
    let mut sign = 1;
    if n.sign() == Sign::Minus {
        if a.sign() == Sign::Minus {
            sign = -1;
        }
        n = -n;
    }
    a = ((a % &n) + &n) % &n;
    while !a.is_zero() {
        while !a.bit(0) {
            a >>= 1;
            let last = (&n % 8_u8).to_u8().unwrap_or(0);
            if last == 3 || last == 5 {
                sign = -sign;
            }
        }
        std::mem::swap(&mut a, &mut n);
        if (&a % 4_u8).to_u8() == Some(3) && (&n % 4_u8).to_u8() == Some(3) {
            sign = -sign;
        }
        a %= &n;
    }
    Ok(if n.is_one() { Data::int(sign) } else { size(0) })
}

/// The inverse of the error function: a rough start, then steps of Newton's method.
fn erfinv(x: f64) -> f64 {
    if x.is_nan() || x.abs() > 1.0 {
        return f64::NAN;
    }
    if x.abs() >= 1.0 {
        return f64::INFINITY.copysign(x);
    }
    if x == 0.0 {
        return x;
    }
    // ln(1 - x^2) with Winitzki's constant is good to two digits, enough to start from.
    let constant = 0.147;
    let logarithm = (-x * x).ln_1p();
    let half = 2.0 / (std::f64::consts::PI * constant) + logarithm / 2.0;
    let mut y = ((half * half - logarithm / constant).sqrt() - half)
        .sqrt()
        .copysign(x);
    for _ in 0..4 {
        let error = libm::erf(y) - x;
        y -= error / (std::f64::consts::FRAC_2_SQRT_PI * (-y * y).exp());
    }
    y
}

#[cfg(test)]
mod tests {
    use super::{Data, erfinv, jacobi, narrow};
    use crate::limits::Limits;

    #[test]
    fn jacobi_symbols() {
        for (x, y, symbol) in [
            (0, 1, 1),
            (0, 3, 0),
            (2, 7, 1),
            (2, 15, 1),
            (5, 21, 1),
            (19, 45, 1),
            (8, 21, -1),
            (6, 9, 0),
            (-1, 3, -1),
            (-1, -3, 1),
        ] {
            let found = jacobi(&[Data::int(x), Data::int(y)], &Limits::default());
            assert_eq!(found, Ok(Data::int(symbol)), "({x}/{y})");
        }
        assert!(jacobi(&[Data::int(1), Data::int(4)], &Limits::default()).is_err());
    }

    #[test]
    fn the_inverse_of_the_error_function_has_poles() {
        assert!((erfinv(0.5) - 0.476_936_276_204_469_9).abs() < 1e-15);
        assert!((erfinv(-0.5) + 0.476_936_276_204_469_9).abs() < 1e-15);
        assert!(erfinv(1.0) > f64::MAX && erfinv(-1.0) < f64::MIN);
        assert!(erfinv(1.5).is_nan() && erfinv(f64::NAN).is_nan());
    }

    #[test]
    fn large_orders_are_cut_off() {
        for (given, taken) in [(3, 3), (i64::MAX, i32::MAX), (i64::MIN, i32::MIN)] {
            assert_eq!(narrow(given), taken);
        }
    }
}
