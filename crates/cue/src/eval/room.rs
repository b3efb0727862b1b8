//! What an evaluation may use: steps, and the memory of what is alive.
//!
//! How much memory an evaluation takes is worked out from what it holds. That costs a look at everything, so it is done
//! again only when what is quickly counted has grown by an eighth.

use std::rc::Rc;

use super::{
    Eval, Evaluator, Stop,
    closed::Group,
    env::Env,
    error::ErrorData,
    vertex::{RefNode, Vertex},
};
use crate::{
    compile::ir::{Expr, ListLit, Scalar, StructLit},
    diag::{Diagnostic, Label},
    num::Number,
    source::Span,
};

/// Steps and vertices between two looks at what is used.
const PAUSE: usize = 256;

/// Bytes that are not worth counting in detail.
const LITTLE: usize = 32 << 20;

/// Bytes that the allocator adds to each piece.
const PIECE: usize = 16;

/// Bytes of a syntax tree for each token.
const TOKEN: usize = 96;

/// What is known about the use of memory.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// The steps and the vertices at which to look again.
    next: (u64, usize),
    /// Tokens of the sources, whose syntax trees are kept.
    tokens: usize,
    /// Bytes of compiled regular expressions.
    regexps: usize,
    /// Bytes of strings and large numbers made so far, whether or not they are still there.
    made: usize,
    /// What was counted quickly when the memory was worked out last.
    counted: usize,
    /// The bytes beside the vertices and the like at that time.
    beside: usize,
}

impl Evaluator {
    /// Counts a step; fails beyond the limits.
    pub(super) fn step(&mut self) -> Eval<()> {
        self.steps += 1;
        if let Some(error) = self.exhausted {
            return Err(Stop::Error(error));
        }
        if self.steps > self.limits.steps {
            return Err(Stop::Error(
                self.exhaust("the program takes too many steps"),
            ));
        }
        if self.steps < self.room.next.0 && self.vertices.len() < self.room.next.1 {
            return Ok(());
        }
        self.room.next = (
            self.steps + PAUSE as u64,
            self.vertices.len().saturating_add(PAUSE),
        );
        self.room_for(0)
    }

    /// Counts what has been walked along, many of which take as long as a step.
    pub(super) fn walk(&mut self, walked: u64) {
        self.steps += walked / 16;
    }

    /// Fails if so many more vertices would be too many.
    pub(super) fn room_for(&mut self, vertices: usize) -> Eval<()> {
        let fits = self.vertices.len().saturating_add(vertices) <= self.limits.vertices
            && vertices.saturating_mul(size_of::<Vertex>()) <= self.limits.memory_bytes
            && !self.is_full();
        if fits {
            return Ok(());
        }
        Err(Stop::Error(
            self.exhaust("the program makes too many values"),
        ))
    }

    /// Counts text that has been read through.
    pub(super) fn read_text(&mut self, bytes: usize) {
        self.steps += bytes as u64 / 512;
    }

    /// Notes the size of a regular expression that is kept.
    pub(super) fn note_compiled(&mut self, bytes: usize) {
        self.room.regexps = self.room.regexps.saturating_add(bytes);
    }

    /// Counts a large number that has been worked out.
    pub(super) fn note_number(&mut self, number: &Number) {
        let bytes = number.bytes();
        if bytes > 0 {
            self.note_made(bytes);
            self.steps += bytes as u64 / 4;
        }
    }

    /// Notes that a string or a large number has been made.
    pub(super) fn note_made(&mut self, bytes: usize) {
        self.room.made = self.room.made.saturating_add(bytes);
    }

    /// Notes that sources have been parsed whose trees are kept.
    pub(crate) fn note_parsed(&mut self, tokens: usize) {
        self.room.tokens = self.room.tokens.saturating_add(tokens);
    }

    /// Tells whether what is alive takes more memory than it may.
    fn is_full(&mut self) -> bool {
        let plain = self.plain_bytes();
        let counted = plain.saturating_add(self.room.made);
        let little = LITTLE.min(self.limits.memory_bytes / 4);
        if counted > little && counted > self.room.counted + self.room.counted / 8 {
            self.room.counted = counted;
            self.room.beside = self.bytes_beside();
        }
        plain + self.room.beside > self.limits.memory_bytes
    }

    /// Bytes of what lies side by side, and of what finds it.
    fn plain_bytes(&self) -> usize {
        self.room.tokens.saturating_mul(TOKEN)
            + self.room.regexps
            + self.vertices.len() * size_of::<Vertex>()
            + self.envs.len() * size_of::<Env>()
            + self.groups.len() * size_of::<Group>()
            + self.refs.len() * size_of::<RefNode>()
            + self.errors.len() * size_of::<ErrorData>()
            + self.program.exprs.len() * (size_of::<Expr>() + size_of::<Span>())
            + self.slots.bytes()
            // a table is at least half full and has one byte more for each place
            + self.inserted.len() * 28
            + self.opened.len() * 28
            + self.temporaries.len() * 22
            + (self.canonical.len() + self.canonical_envs.len()) * 22
    }

    /// Bytes that vertices, errors and expressions have elsewhere.
    fn bytes_beside(&self) -> usize {
        let vertices = self.vertices.iter().map(Vertex::bytes_beside);
        let errors = self.errors.iter();
        let errors = errors.map(|error| diagnostic_bytes(&error.diagnostic));
        let exprs = self.program.exprs.iter().map(expr_bytes);
        vertices.sum::<usize>() + errors.sum::<usize>() + exprs.sum::<usize>()
    }
}

/// Bytes of a piece of memory that may be empty.
pub(super) fn piece(bytes: usize) -> usize {
    if bytes == 0 { 0 } else { bytes + PIECE }
}

/// Bytes of the value of a scalar, shared with others that have the same.
pub(super) fn scalar_bytes(scalar: &Scalar) -> usize {
    match scalar {
        Scalar::Null | Scalar::Bool(_) => 0,
        Scalar::Number(number) => number.bytes(),
        Scalar::String(text) => (text.len() + PIECE) / Rc::strong_count(text),
        Scalar::Bytes(bytes) => (bytes.len() + PIECE) / Rc::strong_count(bytes),
    }
}

pub(super) fn diagnostic_bytes(diagnostic: &Diagnostic) -> usize {
    let texts = [
        diagnostic.message.capacity(),
        diagnostic.path.capacity(),
        diagnostic.help.as_ref().map_or(0, String::capacity),
        diagnostic.labels.capacity() * size_of::<Label>(),
        diagnostic.children.capacity() * size_of::<Diagnostic>(),
    ];
    let labels = diagnostic.labels.iter();
    let children = diagnostic.children.iter().map(diagnostic_bytes);
    texts.into_iter().map(piece).sum::<usize>()
        + labels
            .map(|label| piece(label.text.capacity()))
            .sum::<usize>()
        + children.sum::<usize>()
}

fn expr_bytes(expr: &Expr) -> usize {
    match expr {
        Expr::Lit(scalar) => scalar_bytes(scalar),
        Expr::Struct(literal) => piece(size_of::<StructLit>() + size_of_val(&literal.decls[..])),
        Expr::List(literal) => piece(size_of::<ListLit>() + size_of_val(&literal.elements[..])),
        Expr::Disjunction(arms) => piece(size_of_val(&arms[..])),
        Expr::Call { args, .. } => piece(size_of_val(&args[..])),
        Expr::Interpolation { pieces, values, .. } => {
            let texts = pieces.iter().map(|text| piece(text.len()));
            piece(size_of_val(&pieces[..])) + piece(size_of_val(&values[..])) + texts.sum::<usize>()
        }
        _ => 0,
    }
}
