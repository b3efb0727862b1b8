//! Programs as trees that can be printed and cut down.

use std::fmt::{self, Display, Formatter, Write as _};

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    /// A literal, a type or a reference, as it is written.
    Word(String),
    Struct(Vec<Decl>),
    List(Vec<Element>, Option<Box<Self>>),
    Binary(Box<Self>, &'static str, Box<Self>),
    Unary(&'static str, Box<Self>),
    /// Arms, each marked as a default or not.
    Arms(Vec<(bool, Self)>),
    Call(&'static str, Vec<Self>),
    /// Text and values between.
    Interpolation(String, Vec<Self>),
    Select(Box<Self>, String),
    Index(Box<Self>, Box<Self>),
    Slice(Box<Self>, u8, u8),
}

/// An element of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Element {
    Expr(Expr),
    Comprehension(Vec<Clause>, Vec<Decl>),
}

/// A clause of a comprehension.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Clause {
    If(Expr),
    For(String, Expr),
    Let(String, Expr),
}

/// A declaration.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decl {
    /// A label as it is written, with its mark, and a value.
    Field(String, Expr),
    Embed(Expr),
    Let(String, Expr),
    Comprehension(Vec<Clause>, Vec<Self>),
    Pattern(String, Expr),
    Ellipsis,
}

/// A file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Program(pub(super) Vec<Decl>);

impl Expr {
    pub(super) fn word(text: impl Into<String>) -> Self {
        Self::Word(text.into())
    }

    fn is_simple(&self) -> bool {
        !matches!(self, Self::Binary(..) | Self::Unary(..) | Self::Arms(_))
            && !matches!(self, Self::Word(word) if word.starts_with(['>', '<', '=', '!', '-']))
    }
}

struct Tight<'a>(&'a Expr);

impl Display for Tight<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_simple() {
            self.0.fmt(f)
        } else {
            write!(f, "({})", self.0)
        }
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Struct(decls) => write!(f, "{{{}}}", Listed(decls)),
            Self::List(elements, tail) => {
                write!(f, "[{}", Listed(elements))?;
                if let Some(tail) = tail {
                    if !elements.is_empty() {
                        f.write_str(", ")?;
                    }
                    write!(f, "...{}", Tight(tail))?;
                }
                f.write_char(']')
            }
            Self::Binary(left, operator, right) => {
                write!(f, "{} {operator} {}", Tight(left), Tight(right))
            }
            Self::Unary(operator, operand) => write!(f, "{operator}{}", Tight(operand)),
            Self::Arms(arms) => {
                for (index, (marked, arm)) in arms.iter().enumerate() {
                    if index > 0 {
                        f.write_str(" | ")?;
                    }
                    write!(f, "{}{}", if *marked { "*" } else { "" }, Tight(arm))?;
                }
                Ok(())
            }
            Self::Call(name, arguments) => write!(f, "{name}({})", Listed(arguments)),
            Self::Interpolation(text, values) => {
                write!(f, "\"{text}")?;
                for value in values {
                    write!(f, "\\({value})")?;
                }
                f.write_char('"')
            }
            Self::Select(base, label) => write!(f, "{}.{label}", Tight(base)),
            Self::Index(base, index) => write!(f, "{}[{index}]", Tight(base)),
            Self::Slice(base, low, high) => write!(f, "{}[{low}:{high}]", Tight(base)),
        }
    }
}

struct Listed<'a, T>(&'a [T]);

impl<T: Display> Display for Listed<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            item.fmt(f)?;
        }
        Ok(())
    }
}

fn comprehension(f: &mut Formatter<'_>, clauses: &[Clause], body: &[Decl]) -> fmt::Result {
    for clause in clauses {
        match clause {
            Clause::If(condition) => write!(f, "if {condition} ")?,
            Clause::For(names, source) => write!(f, "for {names} in {source} ")?,
            Clause::Let(name, value) => write!(f, "let {name} = {value} ")?,
        }
    }
    write!(f, "{{{}}}", Listed(body))
}

impl Display for Element {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expr(expr) => expr.fmt(f),
            Self::Comprehension(clauses, body) => comprehension(f, clauses, body),
        }
    }
}

impl Display for Decl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(label, value) => write!(f, "{label}: {value}"),
            Self::Embed(expr) => expr.fmt(f),
            Self::Let(name, value) => write!(f, "let {name} = {value}"),
            Self::Comprehension(clauses, body) => comprehension(f, clauses, body),
            Self::Pattern(pattern, value) => write!(f, "[{pattern}]: {value}"),
            Self::Ellipsis => f.write_str("..."),
        }
    }
}

impl Display for Program {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|decl| writeln!(f, "{decl}"))
    }
}
