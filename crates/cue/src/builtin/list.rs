//! Package `list`.
//!
//! What looks at numbers or strings only is done here; what may have open elements, or compares
//! them, is left to the evaluator, which finds the arithmetic of places in [`span`], [`taken`] and
//! [`dropped`].

use std::ops::Range;

use super::{
    Data, Failure, Function, Kinds, Outcome, Special,
    arguments::{
        Arguments as _, check, fatal, number_limits, pure, room_for_elements, size, texts,
    },
    special,
};
use crate::{
    limits::Limits,
    num::{Number, NumberError},
};

const L: Kinds = Kinds::LIST;
const I: Kinds = Kinds::INT;
const N: Kinds = Kinds::NUMBER;
const B: Kinds = Kinds::BOOL;
const ANY: Kinds = Kinds::ANY;
const COMPARER: Kinds = Kinds::STRUCT;

pub(super) const FUNCTIONS: &[Function] = &[
    pure("Avg", &[L], N, avg),
    pure("Max", &[L], N, |a, _| {
        extreme(a, |candidate, best| candidate.compare(best).is_gt())
    }),
    pure("Min", &[L], N, |a, _| {
        extreme(a, |candidate, best| candidate.compare(best).is_lt())
    }),
    pure("Product", &[L], N, |a, _| {
        fold(a, 1, |all, next| all.mul(next, number_limits()))
    }),
    pure("Sum", &[L], N, |a, _| {
        fold(a, 0, |all, next| all.add(next, number_limits()))
    }),
    pure("Range", &[N, N, N], L, range),
    pure("SortStrings", &[L], L, |a, _| {
        let mut sorted = a.texts(0)?;
        sorted.sort_unstable();
        Ok(texts(sorted))
    }),
    check("IsSortedStrings", &[L], |a, _| {
        Ok(a.texts(0)?.is_sorted().into())
    }),
    special("Concat", &[L], L, Special::ListConcat),
    special("Contains", &[L, ANY], B, Special::ListContains),
    special("Drop", &[L, I], L, Special::ListDrop),
    special("FlattenN", &[ANY, I], L, Special::ListFlattenN),
    special("IsSorted", &[L, COMPARER], B, Special::ListIsSorted),
    special("MatchN", &[L, I, ANY], B, Special::ListMatchN),
    special("MaxItems", &[L, I], B, Special::ListMaxItems),
    special("MinItems", &[L, I], B, Special::ListMinItems),
    special("Repeat", &[L, I], L, Special::ListRepeat),
    special("Reverse", &[L], L, Special::ListReverse),
    special("Slice", &[L, I, I], L, Special::ListSlice),
    special("Sort", &[L, COMPARER], L, Special::ListSort),
    special("SortStable", &[L, COMPARER], L, Special::ListSortStable),
    special("Take", &[L, I], L, Special::ListTake),
    special("UniqueItems", &[L], B, Special::ListUniqueItems),
];

pub(super) const VALUES: &[(&str, &str)] = &[
    ("Comparer", "{T: _, x: T, y: T, less: bool}"),
    ("Ascending", "{T: number | string, x: T, y: T, less: x < y}"),
    (
        "Descending",
        "{T: number | string, x: T, y: T, less: x > y}",
    ),
];

/// Returns the places of `list.Slice`.
pub fn span(length: usize, low: i64, high: i64) -> Result<Range<usize>, Failure> {
    let (Ok(low), Ok(high)) = (usize::try_from(low), usize::try_from(high)) else {
        return fatal("negative index");
    };
    if low > high {
        return fatal(format!("invalid index: {low} > {high}"));
    }
    if high > length {
        return fatal("slice bounds out of range");
    }
    Ok(low..high)
}

/// Returns how many elements `list.Take` keeps.
pub fn taken(length: usize, count: i64) -> Result<usize, Failure> {
    usize::try_from(count).map_or_else(|_| fatal("negative index"), |count| Ok(count.min(length)))
}

/// Returns how many elements `list.Drop` leaves out.
pub fn dropped(length: usize, count: i64) -> Result<usize, Failure> {
    taken(length, count)
}

/// Returns how often `list.Repeat` repeats a list of this length.
pub fn repeats(length: usize, count: i64, limits: &Limits) -> Result<usize, Failure> {
    let Ok(count) = usize::try_from(count) else {
        return fatal("negative count");
    };
    room_for_elements(length.saturating_mul(count), limits)?;
    Ok(count)
}

fn fold(
    arguments: &[Data],
    start: i64,
    step: impl Fn(&Number, &Number) -> Result<Number, NumberError>,
) -> Outcome {
    let numbers = arguments.numbers(0)?;
    let total = numbers
        .into_iter()
        .try_fold(Number::from(start), |all, next| step(&all, next))?;
    Ok(total.simplified(number_limits())?.into())
}

fn avg(arguments: &[Data], _: &Limits) -> Outcome {
    let numbers = arguments.numbers(0)?;
    if numbers.is_empty() {
        return fatal("empty list");
    }
    let Data::Number(sum) = fold(arguments, 0, |all, next| all.add(next, number_limits()))? else {
        return fatal("the sum is no number");
    };
    let Data::Number(count) = size(numbers.len()) else {
        return fatal("the list is too long");
    };
    Ok(sum
        .div(&count, number_limits())?
        .simplified(number_limits())?
        .into())
}

fn extreme(arguments: &[Data], better: impl Fn(&Number, &Number) -> bool) -> Outcome {
    let best = arguments.numbers(0)?.into_iter().reduce(|best, candidate| {
        if better(candidate, best) {
            candidate
        } else {
            best
        }
    });
    match best {
        Some(best) => Ok(best.simplified(number_limits())?.into()),
        None => fatal("empty list"),
    }
}

fn range(arguments: &[Data], limits: &Limits) -> Outcome {
    let (start, end, step) = (
        arguments.number(0)?,
        arguments.number(1)?,
        arguments.number(2)?,
    );
    if step.is_zero() {
        return fatal("step must be non zero");
    }
    let down = step.is_negative();
    let order = end.compare(start);
    if order.is_gt() && down {
        return fatal("step must be positive");
    }
    if order.is_lt() && !down {
        return fatal("step must be negative");
    }
    let mut elements = Vec::new();
    let mut next = start.clone();
    while if down {
        next.compare(end).is_gt()
    } else {
        next.compare(end).is_lt()
    } {
        room_for_elements(elements.len() + 1, limits)?;
        elements.push(Data::Number(next.simplified(number_limits())?));
        let following = next.add(step, number_limits())?;
        // A step below the last digit of the start would never arrive.
        if following.compare(&next).is_eq() {
            return fatal("step is too small");
        }
        next = following;
    }
    Ok(Data::List(elements))
}
