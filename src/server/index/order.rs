//! The order of keys in `index.yaml`.
//!
//! The Go library that ChartMuseum writes with sorts keys at every level as people would: `a9`
//! comes before `a10`, and letters come after all else (`registry-server-behaviour.md` 1.8). Its
//! JSON, and so all of the API, is in the order of bytes.

use std::cmp::Ordering;

use serde_json::Value;

/// Compares two keys.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let same = common_prefix(one, other);
    let (rest, other_rest) = (&one[same..], &other[same..]);
    let (Some(c), Some(d)) = (rest.chars().next(), other_rest.chars().next()) else {
        return one.len().cmp(&other.len());
    };
    // The number may have begun before the difference.
    let digits = one[..same]
        .bytes()
        .rev()
        .take_while(u8::is_ascii_digit)
        .count();
    let (number, other_number) = (
        leading_number(&one[same - digits..]),
        leading_number(&other[same - digits..]),
    );
    let by_number = by_value(number, other_number).then(number.len().cmp(&other_number.len()));
    // A number that goes on is larger than one that ends, whatever comes next; there the library
    // goes in circles (`a12`, `a1b`, `a2`).
    if digits > 0 && by_number.is_ne() {
        return by_number;
    }
    c.is_alphabetic()
        .cmp(&d.is_alphabetic())
        .then(by_number)
        .then(c.cmp(&d))
}

/// Sorts the keys of all objects in a value.
pub(super) fn sort_keys(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for value in object.values_mut() {
                sort_keys(value);
            }
            let mut entries: Vec<_> = std::mem::take(object).into_iter().collect();
            entries.sort_by(|(one, _), (other, _)| compare(one, other));
            object.extend(entries);
        }
        Value::Array(items) => items.iter_mut().for_each(sort_keys),
        _ => {}
    }
}

/// Returns how many bytes of whole characters two texts have in common at their start.
fn common_prefix(one: &str, other: &str) -> usize {
    let equal = one
        .bytes()
        .zip(other.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    (0..=equal)
        .rev()
        .find(|at| one.is_char_boundary(*at) && other.is_char_boundary(*at))
        .unwrap_or(0)
}

fn leading_number(text: &str) -> &str {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    &text[..end]
}

/// Compares numbers of any length by what they are worth.
fn by_value(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_come_as_people_count() {
        let sorted = [
            "",
            "-",
            "0",
            "00",
            "1",
            "2",
            "10",
            "A",
            "a",
            "a-b",
            "a.b",
            "a1",
            "a1b",
            "a01",
            "a2",
            "a9",
            "a10",
            "a10-x",
            "a10x",
            "a11",
            "a100",
            "a100000000000000000000000",
            "ab",
            "b",
            "é",
        ];
        let mut keys = sorted.to_vec();
        keys.reverse();
        keys.sort_by(|one, other| compare(one, other));
        assert_eq!(keys, sorted);
    }

    #[test]
    fn objects_are_sorted_at_every_level() {
        let mut value = serde_json::json!([{ "b10": { "y": 1, "x": 2 }, "b9": 3 }]);
        sort_keys(&mut value);
        assert_eq!(value.to_string(), r#"[{"b9":3,"b10":{"x":2,"y":1}}]"#);
    }

    proptest! {
        #[test]
        fn the_order_has_no_circles(mut keys in proptest::collection::vec("[ab0-3.é-]{0,5}", 0..24)) {
            keys.sort_by(|one, other| compare(one, other));
            for (at, one) in keys.iter().enumerate() {
                for other in &keys[at..] {
                    let there = compare(one, other);
                    prop_assert!(there.is_le(), "{one} {other}");
                    prop_assert_eq!(there, compare(other, one).reverse());
                    prop_assert_eq!(there.is_eq(), one == other);
                }
            }
        }
    }
}
