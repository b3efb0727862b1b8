#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cmp::Ordering;

use super::*;

fn number(text: &str) -> Number {
    match text.strip_prefix('-') {
        Some(rest) => number(rest).negated(),
        None => Number::parse(text, NumberLimits::default()).unwrap(),
    }
}

#[track_caller]
fn check_literals(rows: &[(&str, &str)]) {
    for (literal, expected) in rows {
        let actual = match Number::parse(literal, NumberLimits::default()) {
            Ok(number) => number.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(actual, *expected, "literal {literal}");
    }
}

#[track_caller]
fn check_sums(rows: &[(&str, &str)]) {
    for (expression, expected) in rows {
        let words: Vec<&str> = expression.split(' ').collect();
        let (left, right) = (number(words[0]), number(words[2]));
        let limits = NumberLimits::default();
        let result = match words[1] {
            "+" => left.add(&right, limits),
            "-" => left.sub(&right, limits),
            "*" => left.mul(&right, limits),
            "/" => left.div(&right, limits),
            "div" => left.int_div(&right),
            "mod" => left.int_mod(&right),
            "quo" => left.int_quo(&right),
            "rem" => left.int_rem(&right),
            other => panic!("no operator {other}"),
        };
        let actual = result.map_or_else(|error| error.to_string(), |n| n.to_string());
        assert_eq!(actual, *expected, "{expression}");
    }
}

#[test]
fn literals_print_as_the_reference_prints_them() {
    check_literals(&[
        ("0", "0"),
        ("1.00", "1.00"),
        ("5.", "5"),
        (".5", "0.5"),
        ("5.e3", "5E+3"),
        (".5e-3", "0.0005"),
        ("0x1F", "31"),
        ("0XFF", "255"),
        ("0o17", "15"),
        ("0b101", "5"),
        ("1_000.5", "1000.5"),
        ("1_0.0_1", "10.01"),
        ("0x_1", "1"),
        ("0x1_F", "31"),
        ("0x1_E", "30"),
        ("1._5", "1.5"),
        ("1e_5", "1E+5"),
        ("1e5_0", "1E+50"),
        ("01.5", "1.5"),
        ("00e5", "0E+5"),
        ("1e+5", "1E+5"),
        ("1e-5", "0.00001"),
        ("1.2e2", "1.2E+2"),
        ("12.55e1", "125.5"),
        ("1e0", "1"),
        ("0.0e5", "0E+4"),
        ("0e-10", "0.0000000000"),
        ("0e-2001", "0E-2001"),
        ("1.0e-6", "0.0000010"),
        ("1.0e-7", "1.0E-7"),
        ("123e-8", "0.00000123"),
        ("1e100000", "1E+100000"),
        (
            "1.23456789012345678901234567890123456789",
            "1.23456789012345678901234567890123456789",
        ),
    ]);
}

#[test]
fn multipliers_make_ints() {
    check_literals(&[
        ("1.5K", "1500"),
        ("1Ki", "1024"),
        ("0.5Ki", "512"),
        ("5.K", "5000"),
        ("0.0009765625Ki", "1"),
        ("1.5Ti", "1649267441664"),
        ("1Pi", "1125899906842624"),
        ("1.1Ki", "number cannot be represented as int"),
        ("1.0001K", "number cannot be represented as int"),
    ]);
    assert!(number("1.5K").is_int());
}

#[test]
fn malformed_literals_are_named() {
    check_literals(&[
        ("1__0", "illegal '_' in number"),
        ("1_", "illegal '_' in number"),
        ("1_.5", "illegal '_' in number"),
        ("1_e5", "illegal '_' in number"),
        ("1.5_K", "illegal '_' in number"),
        ("0x_", "illegal '_' in number"),
        ("0x1__F", "illegal '_' in number"),
        ("012", "illegal integer number"),
        ("00", "illegal integer number"),
        ("0K", "illegal integer number"),
        ("", "illegal integer number"),
        (".", "illegal integer number"),
        ("1.2.3", "illegal integer number"),
        ("é", "illegal integer number"),
        ("0x", "illegal hexadecimal number"),
        ("0b12", "illegal binary number"),
        ("0o8", "illegal octal number"),
        ("1E", "illegal exponent \"1E\""),
        ("1e+", "illegal exponent \"1e+\""),
        ("1e100001", "exponent out of range"),
        ("1e-100001", "exponent out of range"),
        ("1e99999999999999999999", "exponent out of range"),
    ]);
}

#[test]
fn digits_are_limited() {
    let limits = NumberLimits {
        digits: 20,
        exponent: 30,
    };
    for literal in [
        &*"9".repeat(21),
        &"f".repeat(81).replace('f', "0xf"),
        "99999999999999999999P",
    ] {
        assert!(Number::parse(literal, limits).is_err(), "{literal}");
    }
    let long = Number::parse(&"9".repeat(20), limits).unwrap();
    assert_eq!(long.mul(&long, limits), Err(NumberError::TooManyDigits(20)));
    assert_eq!(
        number("3").powi(1_000_000_000, limits),
        Err(NumberError::TooManyDigits(20))
    );
    assert_eq!(
        number("1e30").rounded(Rounding::Floor, limits),
        Err(NumberError::TooManyDigits(20))
    );
}

#[test]
fn sums_and_products_keep_zeros() {
    check_sums(&[
        ("1.10 + 2.20", "3.30"),
        ("1.50 * 2", "3.00"),
        ("2 * 1.5", "3.0"),
        ("1e3 + 1", "1001"),
        ("1e3 + 1e3", "2E+3"),
        ("1e2 * 1.5", "1.5E+2"),
        ("1e5 + 0.00", "100000.00"),
        ("0e5 + 1e-7", "1E-7"),
        ("5 - 5.00", "0.00"),
        ("0.1 + 0.2", "0.3"),
        ("1e-8 * 10", "1.0E-7"),
        ("0 - 5", "-5"),
        ("-5 + 5", "0"),
        ("0 * -1", "-0"),
        ("0.0 * -1", "-0.0"),
    ]);
}

#[test]
fn floats_round_half_up_to_34_digits() {
    check_sums(&[
        ("1e40 + 1", "1.000000000000000000000000000000000E+40"),
        ("1e40 - 1", "1.000000000000000000000000000000000E+40"),
        (
            "1e100000 + 1",
            "1.000000000000000000000000000000000E+100000",
        ),
        (
            "1e2000 + 1e-2000",
            "1.000000000000000000000000000000000E+2000",
        ),
        (
            "1234567890123456789012345678901234.5 + 0",
            "1234567890123456789012345678901235",
        ),
        (
            "-1234567890123456789012345678901234.5 + 0",
            "-1234567890123456789012345678901235",
        ),
        (
            "-1234567890123456789012345678901234.4 + 0",
            "-1234567890123456789012345678901234",
        ),
        (
            "1234567890123456789012345678901234.5 - 1e-60",
            "1234567890123456789012345678901234",
        ),
        (
            "9999999999999999999999999999999999.5 + 0",
            "1.000000000000000000000000000000000E+34",
        ),
        ("9e99999 + 9e99999", "1.8E+100000"),
        ("1e100000 * 10", "exponent out of range"),
        ("1e-100000 * 1e-100000", "exponent out of range"),
    ]);
}

#[test]
fn ints_stay_exact() {
    check_sums(&[
        (
            "12345678901234567890123456789012345678901234567890 + 1",
            "12345678901234567890123456789012345678901234567891",
        ),
        (
            "12345678901234567890123456789012345 * 10",
            "123456789012345678901234567890123450",
        ),
    ]);
    let power = number("2").powi(200, NumberLimits::default()).unwrap();
    assert_eq!(
        power.to_string(),
        "1606938044258990275541962092341162602522202993782792835301376"
    );
}

#[test]
fn quotients_have_one_zero_at_most() {
    check_sums(&[
        ("4 / 2", "2.0"),
        ("1.00 / 1.00", "1.0"),
        ("7 / 2", "3.5"),
        ("100 / 10", "10"),
        ("200 / 2", "1.0E+2"),
        ("1e10 / 4", "2.50E+9"),
        ("123000 / 1", "1.230E+5"),
        ("7e5 / 7e2", "1.0E+3"),
        ("1e32 / 1", "1.0E+32"),
        ("1e33 / 1", "1E+33"),
        ("25e31 / 1", "2.50E+32"),
        ("25e32 / 1", "2.5E+33"),
        (
            "123456789012345678901234567890123 / 1",
            "123456789012345678901234567890123.0",
        ),
        (
            "1234567890123456789012345678901234 / 1",
            "1234567890123456789012345678901234",
        ),
        ("1 / 1e10", "1E-10"),
        ("3 / 1e-10", "3.0E+10"),
        ("2 / 3", "0.6666666666666666666666666666666667"),
        ("-2 / 3", "-0.6666666666666666666666666666666667"),
        ("1e40 / 3e5", "3.333333333333333333333333333333333E+34"),
        (
            "1 / 12345678901234567890123456789012345678",
            "8.100000072900000663390006036849055E-38",
        ),
        ("0 / 5", "0"),
        ("0 / -5", "0"),
        ("0.00 / 5", "0.0"),
        ("0e5 / 5", "0"),
        ("0 / 5e3", "0.0"),
        ("0.0 / 0.5", "0"),
        ("1 / 0", "division by zero"),
        ("0 / 0.0", "division undefined"),
    ]);
}

#[test]
fn integer_division_comes_in_two_kinds() {
    check_sums(&[
        ("7 div 2", "3"),
        ("-7 div 2", "-4"),
        ("7 div -2", "-3"),
        ("-7 div -2", "4"),
        ("7 mod 2", "1"),
        ("-7 mod 2", "1"),
        ("7 mod -2", "1"),
        ("-7 mod -2", "1"),
        ("-4 mod 2", "0"),
        ("-7 quo 2", "-3"),
        ("7 quo -2", "-3"),
        ("-7 rem 2", "-1"),
        ("7 rem -2", "1"),
        ("-4 rem 2", "-0"),
        ("1 quo -5", "-0"),
        ("1 div 0", "division by zero"),
        ("0 rem 0", "division by zero"),
    ]);
}

#[test]
fn comparison_ignores_kind_and_equality_does_not() {
    for (left, order, right) in [
        ("1", Ordering::Equal, "1.00"),
        ("1e2", Ordering::Equal, "100"),
        ("-1", Ordering::Less, "-0.5"),
        ("0", Ordering::Equal, "0.0"),
        ("0", Ordering::Less, "1e-100000"),
        ("-1", Ordering::Less, "0"),
        ("1e100000", Ordering::Greater, "1"),
        ("3", Ordering::Greater, "2.999"),
        ("9.99", Ordering::Less, "10"),
        (
            "12345678901234567890123456789012345678",
            Ordering::Less,
            "12345678901234567890123456789012345679",
        ),
    ] {
        assert_eq!(
            number(left).compare(&number(right)),
            order,
            "{left} {right}"
        );
        assert_eq!(number(right).compare(&number(left)), order.reverse());
    }
    assert_eq!(number("1.0"), number("1.00"));
    assert_ne!(number("1.0"), number("1"));
}

#[test]
fn equal_numbers_hash_alike() {
    let set: std::collections::HashSet<Number> =
        ["1.0", "1.00", "10e-1", "1", "100e-2"].map(number).into();
    assert_eq!(set.len(), 2);
}

#[test]
fn negation_has_no_negative_zero() {
    assert_eq!(number("-0.0").to_string(), "0.0");
    assert_eq!(number("-1e3").to_string(), "-1E+3");
}

#[test]
fn json_numbers_have_a_sign() {
    for (text, expected) in [
        ("-1.50", "-1.50"),
        ("1e3", "1E+3"),
        ("-0", "0"),
        ("12", "12"),
    ] {
        let number = Number::parse_json(text, NumberLimits::default()).unwrap();
        assert_eq!(number.to_string(), expected);
    }
    for text in ["0x1", "1_0", "1K", "--1", "+1"] {
        assert!(
            Number::parse_json(text, NumberLimits::default()).is_err(),
            "{text}"
        );
    }
}

#[test]
fn doubles_convert_both_ways() {
    for (value, expected) in [
        (2.0_f64.sqrt(), "1.4142135623730951"),
        (2.0, "2"),
        (24.0, "24"),
        (1e10, "1E+10"),
        (-0.00001, "-0.00001"),
    ] {
        assert_eq!(Number::from_f64(value).unwrap().to_string(), expected);
    }
    assert!(Number::from_f64(f64::NAN).is_none());
    assert!((number("0.1").to_f64() - 0.1).abs() < f64::EPSILON);
    assert!(number("1e400").to_f64().is_infinite());
}

#[test]
fn whole_numbers() {
    for (text, floor, ceil, trunc, up, even) in [
        ("2.5", "2", "3", "2", "3", "2"),
        ("-2.5", "-3", "-2", "-2", "-3", "-2"),
        ("3.5", "3", "4", "3", "4", "4"),
        ("-0.4", "-1", "-0", "-0", "-0", "-0"),
        ("1e3", "1000", "1000", "1000", "1000", "1000"),
    ] {
        let modes = [
            (Rounding::Floor, floor),
            (Rounding::Ceil, ceil),
            (Rounding::Trunc, trunc),
            (Rounding::HalfUp, up),
            (Rounding::HalfEven, even),
        ];
        for (mode, expected) in modes {
            let rounded = number(text).rounded(mode, NumberLimits::default()).unwrap();
            assert_eq!(rounded.to_string(), expected, "{text} {mode:?}");
            assert!(rounded.is_int());
        }
    }
    assert_eq!(number("1.50e1").to_i64(), Some(15));
    assert_eq!(number("1.5").to_i64(), None);
    assert_eq!(number("-3").to_usize(), None);
    assert_eq!(number("1e30").to_i64(), None);
    assert!(
        number("1.0")
            .simplified(NumberLimits::default())
            .unwrap()
            .is_int()
    );
}
