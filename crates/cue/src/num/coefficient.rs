//! Coefficients, most of which fit a machine word.

use std::{borrow::Cow, fmt, rc::Rc};

use num_bigint::BigUint;
use num_traits::ToPrimitive;

/// A natural number of any size.
#[derive(Clone, Debug)]
pub(super) enum Coefficient {
    Small(u64),
    /// One that does not fit.
    Big(Rc<BigUint>),
}

impl Coefficient {
    pub(super) fn is_zero(&self) -> bool {
        matches!(self, Self::Small(0))
    }

    /// Returns the value if it fits.
    pub(super) fn to_u64(&self) -> Option<u64> {
        match self {
            Self::Small(value) => Some(*value),
            Self::Big(_) => None,
        }
    }

    /// Returns the value for arithmetic of any size.
    pub(super) fn big(&self) -> Cow<'_, BigUint> {
        match self {
            Self::Small(value) => Cow::Owned(BigUint::from(*value)),
            Self::Big(value) => Cow::Borrowed(value),
        }
    }

    /// Counts the bytes that the value takes elsewhere, shared with others that have the same.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Small(_) => 0,
            Self::Big(value) => {
                usize::try_from(value.bits() / 8).unwrap_or(usize::MAX) / Rc::strong_count(value)
            }
        }
    }

    /// Counts the bits that the value needs.
    pub(super) fn bits(&self) -> u64 {
        match self {
            Self::Small(value) => u64::from(u64::BITS - value.leading_zeros()),
            Self::Big(value) => value.bits(),
        }
    }
}

impl From<BigUint> for Coefficient {
    fn from(value: BigUint) -> Self {
        match value.to_u64() {
            Some(small) => Self::Small(small),
            None => Self::Big(Rc::new(value)),
        }
    }
}

impl From<u128> for Coefficient {
    fn from(value: u128) -> Self {
        match u64::try_from(value) {
            Ok(small) => Self::Small(small),
            Err(_) => Self::Big(Rc::new(value.into())),
        }
    }
}

impl fmt::Display for Coefficient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Small(value) => value.fmt(f),
            Self::Big(value) => value.fmt(f),
        }
    }
}
