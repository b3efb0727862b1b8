//! Which arms of a product of disjunctions are its defaults.
//!
//! An arm that is left has been chosen from each disjunction of the product, marked or not. The marks of a disjunction
//! count only while a marked arm of it is left; what is a default of every disjunction that has any is a default.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::disjunction::{Arm, Key};

/// Whether an arm is a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mode {
    /// There are defaults and this is none.
    Not,
    /// Nothing is marked.
    Maybe,
    /// It is.
    Is,
}

impl Mode {
    /// The mode of a value that is chosen from two disjunctions.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Maybe, mode) | (mode, Self::Maybe) => mode,
            (Self::Is, Self::Is) => Self::Is,
            _ => Self::Not,
        }
    }
}

/// What an arm is within one disjunction of a product that is not decided yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) key: Key,
    /// The arm is marked.
    pub(super) marked: bool,
    /// Some arm of the disjunction is marked as written, whether or not it is left.
    pub(super) ranked: bool,
    /// What the value is among the arms of a disjunction within the arm.
    pub(super) nested: Mode,
}

/// Decides the modes of arms, as far as the disjunctions are concerned that none but these arms belong to.
pub(super) fn settle(arms: &mut [Arm], inherited: &FxHashSet<Key>) {
    let mut marked: FxHashSet<Key> = FxHashSet::default();
    for mark in arms.iter().flat_map(|arm| &arm.marks) {
        if mark.marked {
            marked.insert(mark.key);
        }
    }
    let mode = |mark: &Mark| match (marked.contains(&mark.key), mark.marked, mark.nested) {
        (true, false, _) => Mode::Not,
        (true, true, Mode::Maybe) => Mode::Is,
        // the defaults within an arm that is not marked do not come back when those that are marked are gone
        (false, _, _) if mark.ranked => Mode::Maybe,
        (_, _, nested) => nested,
    };
    let mut defaults: FxHashMap<Key, bool> = FxHashMap::default();
    for mark in arms.iter().flat_map(|arm| &arm.marks) {
        *defaults.entry(mark.key).or_default() |= mode(mark) == Mode::Is;
    }
    for arm in arms.iter_mut() {
        let mut all = Mode::Maybe;
        let mut left: SmallVec<[Mark; 1]> = SmallVec::new();
        for mark in &arm.marks {
            if inherited.contains(&mark.key) {
                left.push(*mark);
                continue;
            }
            let one = match (defaults.get(&mark.key), mode(mark)) {
                (Some(true), Mode::Maybe) => Mode::Not,
                (Some(true), mode) => mode,
                _ => Mode::Maybe,
            };
            all = all.and(one);
        }
        arm.mode = all;
        arm.marks = left;
    }
}
