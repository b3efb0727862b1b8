//! Sets of kinds of values.

use std::fmt;

/// A set of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Kinds(u16);

impl Kinds {
    /// No kind at all.
    pub const NONE: Self = Self(0);
    /// `null`
    pub const NULL: Self = Self(1);
    /// `bool`
    pub const BOOL: Self = Self(1 << 1);
    /// `int`
    pub const INT: Self = Self(1 << 2);
    /// `float`
    pub const FLOAT: Self = Self(1 << 3);
    /// `number`
    pub const NUMBER: Self = Self(Self::INT.0 | Self::FLOAT.0);
    /// `string`
    pub const STRING: Self = Self(1 << 4);
    /// `bytes`
    pub const BYTES: Self = Self(1 << 5);
    /// Strings and bytes.
    pub const TEXT: Self = Self(Self::STRING.0 | Self::BYTES.0);
    /// Lists.
    pub const LIST: Self = Self(1 << 6);
    /// Structs.
    pub const STRUCT: Self = Self(1 << 7);
    /// Every kind but structs and lists.
    pub const SCALAR: Self = Self(0x3f);
    /// Every kind.
    pub const ANY: Self = Self(0xff);

    /// The kinds in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The kinds in either set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds that are not in the other set.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Tells whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Tells whether the sets have a kind in common.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Tells whether all kinds are in the other set.
    pub const fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

impl fmt::Display for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ANY {
            return f.write_str("_");
        }
        let names = [
            (Self::NULL, "null"),
            (Self::BOOL, "bool"),
            (Self::NUMBER, "number"),
            (Self::INT, "int"),
            (Self::FLOAT, "float"),
            (Self::STRING, "string"),
            (Self::BYTES, "bytes"),
            (Self::LIST, "list"),
            (Self::STRUCT, "struct"),
        ];
        let mut left = *self;
        let mut separator = "";
        for (kinds, name) in names {
            if !kinds.is_empty() && kinds.within(left) {
                write!(f, "{separator}{name}")?;
                separator = "|";
                left = Self(left.0 & !kinds.0);
            }
        }
        if separator.is_empty() {
            f.write_str("_|_")
        } else {
            Ok(())
        }
    }
}
