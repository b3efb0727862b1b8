//! Interned labels of fields.

use std::rc::Rc;

use rustc_hash::FxHashMap;

/// What a label is, apart from its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// An ordinary field.
    Regular,
    /// `_x`
    Hidden,
    /// `#X`
    Definition,
    /// `_#X`
    HiddenDefinition,
}

/// An interned label, or the index of a list element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(u32);

const INDEX: u32 = 1 << 31;
const HIDDEN: u32 = 1 << 30;
const DEFINITION: u32 = 1 << 29;
const NUMBER: u32 = DEFINITION - 1;

impl Label {
    /// The label of a list element.
    pub fn index(at: usize) -> Self {
        Self(INDEX | u32::try_from(at).unwrap_or(INDEX - 1).min(INDEX - 1))
    }

    /// The number that stands for the label.
    pub(crate) fn raw(self) -> u32 {
        self.0
    }

    /// The index, for a list element.
    pub fn as_index(self) -> Option<usize> {
        (self.0 & INDEX != 0).then_some((self.0 & !INDEX) as usize)
    }

    /// An ordinary field or a list element.
    pub fn is_regular(self) -> bool {
        self.0 & INDEX != 0 || self.0 & (HIDDEN | DEFINITION) == 0
    }

    /// An ordinary field, not a list element.
    pub fn is_string(self) -> bool {
        self.0 & (INDEX | HIDDEN | DEFINITION) == 0
    }

    /// A definition, hidden or not.
    pub fn is_definition(self) -> bool {
        self.0 & INDEX == 0 && self.0 & DEFINITION != 0
    }
}

/// The interner.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// By class.
    numbers: [FxHashMap<Rc<str>, Label>; 4],
    texts: Vec<Rc<str>>,
}

impl Labels {
    /// Interns a label of a given class.
    pub fn intern(&mut self, class: Class, text: &str) -> Label {
        if let Some(label) = self.numbers[class as usize].get(text) {
            return *label;
        }
        let text: Rc<str> = text.into();
        let bits = match class {
            Class::Regular => 0,
            Class::Hidden => HIDDEN,
            Class::Definition => DEFINITION,
            Class::HiddenDefinition => HIDDEN | DEFINITION,
        };
        let number = u32::try_from(self.texts.len())
            .unwrap_or(NUMBER)
            .min(NUMBER);
        let label = Label(bits | number);
        self.texts.push(Rc::clone(&text));
        self.numbers[class as usize].insert(text, label);
        label
    }

    /// Interns an ordinary label.
    pub fn string(&mut self, text: &str) -> Label {
        self.intern(Class::Regular, text)
    }

    /// Interns a name as written in a source, whose first characters give the class.
    pub fn name(&mut self, name: &str) -> Label {
        let class = if name.starts_with("_#") {
            Class::HiddenDefinition
        } else if name.starts_with('#') {
            Class::Definition
        } else if name.starts_with('_') {
            Class::Hidden
        } else {
            Class::Regular
        };
        self.intern(class, name)
    }

    /// Returns the text of a label; empty for a list element.
    pub fn text(&self, label: Label) -> Rc<str> {
        if label.as_index().is_some() {
            return "".into();
        }
        self.texts
            .get((label.0 & NUMBER) as usize)
            .map_or_else(|| "".into(), Rc::clone)
    }

    /// Returns a label as it stands in a path, quoted where needed.
    pub fn display(&self, label: Label) -> String {
        if let Some(index) = label.as_index() {
            return index.to_string();
        }
        let text = self.text(label);
        let plain = crate::syntax::literal::is_identifier(&text) && !text.starts_with(['_', '#']);
        if plain || !label.is_string() {
            text.to_string()
        } else {
            format!("{text:?}")
        }
    }
}
