//! What programs are compiled to: expressions with names resolved.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    builtin::Function,
    kind::Kinds,
    label::{Label, Labels},
    num::Number,
    source::{FileId, Source, Span},
    syntax::ast::BinaryOp,
};

/// Number of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub u32);

/// A concrete value that is neither struct nor list.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Scalar {
    Null,
    Bool(bool),
    Number(Number),
    String(Rc<str>),
    Bytes(Rc<[u8]>),
}

impl Scalar {
    /// The kind of the value.
    pub fn kind(&self) -> Kinds {
        match self {
            Self::Null => Kinds::NULL,
            Self::Bool(_) => Kinds::BOOL,
            Self::Number(number) if number.is_int() => Kinds::INT,
            Self::Number(_) => Kinds::FLOAT,
            Self::String(_) => Kinds::STRING,
            Self::Bytes(_) => Kinds::BYTES,
        }
    }

    /// Tells whether two values unify: same kind and equal.
    pub fn same(&self, other: &Self) -> bool {
        self.kind() == other.kind() && self.equal(other)
    }

    /// Tells whether two values compare equal; `1` and `1.0` do.
    pub fn equal(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.compare(b).is_eq(),
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            _ => false,
        }
    }
}

/// Operators of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the symbols")]
pub enum BoundOp {
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    NotEqual,
    Match,
    NotMatch,
}

impl BoundOp {
    /// Returns the operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::NotEqual => "!=",
            Self::Match => "=~",
            Self::NotMatch => "!~",
        }
    }
}

/// An expression.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields repeat the names of the syntax")]
pub enum Expr {
    /// `_|_`
    Bottom,
    Lit(Scalar),
    /// A type, `_` included.
    Kind(Kinds),
    Struct(Rc<StructLit>),
    List(Rc<ListLit>),
    /// A field found `up` environments outwards.
    Field {
        up: u32,
        label: Label,
    },
    /// A field found by a computed label, through its alias.
    Computed {
        up: u32,
        label: ExprId,
    },
    /// A `let` of the struct `up` environments outwards.
    Let {
        up: u32,
        value: ExprId,
    },
    /// A variable of a `for` or `let` clause: 0 is the key, 1 the value.
    Bind {
        up: u32,
        slot: u32,
    },
    /// The value that an alias within it names.
    This {
        up: u32,
    },
    /// The label that a pattern matched.
    MatchedLabel {
        up: u32,
    },
    /// A package whose content is not known.
    Unknown,
    /// A member that a package does not have, with the message to say so when it is used.
    Absent(Rc<str>),
    /// A vertex of the evaluation, by number.
    Vertex(u32),
    Selector {
        base: ExprId,
        label: Label,
    },
    Index {
        base: ExprId,
        index: ExprId,
    },
    Slice {
        base: ExprId,
        low: Option<ExprId>,
        high: Option<ExprId>,
    },
    Function(&'static Function),
    Call {
        fun: ExprId,
        args: Rc<[ExprId]>,
    },
    Negate(ExprId),
    Plus(ExprId),
    Not(ExprId),
    Binary {
        op: BinaryOp,
        left: ExprId,
        right: ExprId,
    },
    And(ExprId, ExprId),
    /// `x != _|_`, or `==`.
    Exists {
        value: ExprId,
        expected: bool,
    },
    Interpolation {
        pieces: Rc<[Rc<[u8]>]>,
        values: Rc<[ExprId]>,
        bytes: bool,
    },
    Bound {
        op: BoundOp,
        value: ExprId,
    },
    /// Arms with their marks.
    Disjunction(Rc<[(ExprId, bool)]>),
    /// `X=value` as the value of a field or pattern.
    Aliased(ExprId),
    Comprehension(Rc<Comprehension>),
}

/// How binding a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Presence {
    /// `f: x`
    Member,
    /// `f!: x`
    Required,
    /// `f?: x`
    Optional,
}

/// A struct literal. `let` declarations are found through their references.
#[derive(Clone, Debug, Default)]
pub struct StructLit {
    /// The declarations that make something.
    pub decls: Vec<Decl>,
    /// It holds embeddings or comprehensions, so that it need not be a struct after all.
    pub embeds: bool,
    /// It embeds something that may be closed, or a field of which may be.
    pub embeds_groups: bool,
    /// It declares an ordinary field.
    pub regular: bool,
}

/// A declaration.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields repeat the names of the syntax")]
pub enum Decl {
    Field {
        label: Label,
        presence: Presence,
        value: ExprId,
    },
    Computed {
        label: ExprId,
        presence: Presence,
        value: ExprId,
    },
    Pattern {
        label: ExprId,
        value: ExprId,
    },
    Embed(ExprId),
    Comprehension(ExprId),
    Ellipsis,
}

/// A list literal.
#[derive(Clone, Debug)]
pub struct ListLit {
    /// The elements, comprehensions among them.
    pub elements: Vec<ExprId>,
    /// `...T` at the end: `Some(None)` without a type.
    pub ellipsis: Option<Option<ExprId>>,
    /// Some elements are comprehensions.
    pub comprehensions: bool,
}

/// A comprehension.
#[derive(Clone, Debug)]
pub struct Comprehension {
    /// The clauses.
    pub clauses: Vec<Clause>,
    /// The body, a struct literal.
    pub body: ExprId,
    /// The labels of the body when it can add no others.
    pub labels: Option<Rc<[Label]>>,
}

/// A clause. `for` and `let` open an environment.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names are those of the keywords")]
pub enum Clause {
    For { source: ExprId, key: bool },
    If(ExprId),
    Let(ExprId),
}

/// Everything compiled for one evaluation.
#[derive(Debug, Default)]
pub struct Program {
    /// The expressions.
    pub exprs: Vec<Expr>,
    /// Where each stands.
    pub spans: Vec<Span>,
    /// The labels.
    pub labels: Labels,
    /// The texts that spans refer to.
    pub sources: Vec<Source>,
    /// Comments above fields, by value.
    pub docs: FxHashMap<ExprId, Rc<str>>,
    /// The values of `let` declarations.
    pub lets: FxHashSet<ExprId>,
    /// The files in which values of all kinds can be compared.
    pub compares_all: FxHashSet<FileId>,
    /// Values of packages compiled so far.
    pub package_values: FxHashMap<(&'static str, &'static str), ExprId>,
}

impl Program {
    /// Adds an expression.
    pub fn add(&mut self, expr: Expr, span: Span) -> ExprId {
        let id = ExprId(u32::try_from(self.exprs.len()).unwrap_or(u32::MAX));
        self.exprs.push(expr);
        self.spans.push(span);
        id
    }

    /// Returns an expression; what it holds is shared.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize]
    }

    /// Returns what is written at a place; nothing for what was made.
    pub fn text(&self, span: Span) -> String {
        let source = self.sources.get(span.file.0 as usize);
        let range = span.start as usize..span.end as usize;
        let text = source.and_then(|source| source.text.get(range));
        text.unwrap_or_default().to_owned()
    }

    /// Returns where an expression stands.
    pub fn span(&self, id: ExprId) -> Span {
        self.spans[id.0 as usize]
    }
}
