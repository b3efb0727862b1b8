//! Vertices and what they are made of.

use std::{
    ops::{Deref, DerefMut},
    rc::Rc,
};

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use thin_vec::ThinVec;

use super::{
    Evaluator, FREE,
    closed::GroupId,
    disjunction::{Arm, Choice},
    env::EnvId,
    error::{ErrorId, ErrorKind},
    order::Slots,
    room::{piece, scalar_bytes},
    task::Task,
};
use crate::{
    builtin::Function,
    compile::ir::{BoundOp, ExprId, Presence, Scalar},
    diag::{Code, Diagnostic},
    kind::Kinds,
    label::Label,
};

/// Number of a vertex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VertexId(pub(super) u32);

/// Number of a link in a chain of references; 0 is the empty chain.
pub(super) type RefsId = u32;

/// A reference on the way to a conjunct.
#[derive(Clone, Copy, Debug)]
pub(super) struct RefNode {
    /// The reference.
    pub(super) expr: ExprId,
    /// It is all that the vertex is, so that the vertex is what is referred to.
    pub(super) alone: bool,
    /// What was referred to.
    pub(super) target: VertexId,
    /// Where the reference was followed.
    pub(super) node: VertexId,
    pub(super) next: RefsId,
}

impl Default for RefNode {
    fn default() -> Self {
        Self {
            expr: ExprId(u32::MAX),
            alone: false,
            target: VertexId(u32::MAX),
            node: VertexId(u32::MAX),
            next: 0,
        }
    }
}

/// What may end a recursion that a conjunct is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Guard {
    /// Nothing.
    #[default]
    None,
    /// It is an element that a comprehension yields, or a `let`, and may not be there the next time.
    Body,
}

/// How a conjunct got where it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Info {
    pub(super) guard: Guard,
    pub(super) group: GroupId,
    pub(super) refs: RefsId,
    /// Where its fields come in the order of the vertex; see `order`.
    pub(super) slot: u32,
    /// It came through a reference to a vertex around it.
    pub(super) cyclic: bool,
}

/// An expression in its environment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conjunct {
    pub(super) expr: ExprId,
    pub(super) env: EnvId,
    pub(super) info: Info,
}

/// How a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArcKind {
    /// A regular field.
    Member,
    /// `f!`
    Required,
    /// `f?`
    Optional,
    /// A place kept for what a comprehension may add.
    Pending,
}

impl From<Presence> for ArcKind {
    fn from(presence: Presence) -> Self {
        match presence {
            Presence::Member => Self::Member,
            Presence::Required => Self::Required,
            Presence::Optional => Self::Optional,
        }
    }
}

/// A field of a vertex.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub(super) label: Label,
    pub(super) vertex: VertexId,
    pub(super) kind: ArcKind,
}

/// A condition on the concrete value.
#[derive(Clone, Debug)]
pub enum Check {
    /// A bound such as `>= 3`.
    Bound(BoundOp, Scalar),
    /// A call that lacks its first argument: the function and the expressions of the others.
    Validator(&'static Function, Rc<[ExprId]>),
}

#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) check: Check,
    pub(super) expr: ExprId,
    pub(super) env: EnvId,
}

/// `[expr]: value`
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) matcher: Matcher,
    pub(super) value: ExprId,
    pub(super) env: EnvId,
    pub(super) info: Info,
}

/// What labels a pattern matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matcher {
    /// All ordinary ones.
    Any,
    /// Those that unify with a value.
    Value(VertexId),
}

/// `...T` of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tail {
    pub(super) from: usize,
    pub(super) value: Option<ExprId>,
    pub(super) env: EnvId,
    pub(super) info: Info,
}

/// A disjunction among the conjuncts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pick {
    pub(super) conjunct: Conjunct,
}

/// How far a vertex is.
#[derive(Clone, Debug, Default)]
pub(super) enum Outcome {
    /// Not unified.
    #[default]
    Open,
    /// A value, concrete or not.
    Value,
    /// Arms that remain.
    Arms(Rc<[Arm]>),
    /// An error.
    Bottom(ErrorId),
}

/// What is known about a vertex.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Conjuncts inserted already.
    pub(super) inserted: usize,
    pub(super) kinds: Option<Kinds>,
    /// The expression that narrowed the kinds last.
    pub(super) kind_source: Option<ExprId>,
    pub(super) scalar: Option<(Scalar, ExprId)>,
    /// Groups of what was inserted, the root left out; sorted.
    pub(super) groups: ThinVec<GroupId>,
    pub(super) tasks: ThinVec<Task>,
    pub(super) errors: ThinVec<ErrorId>,
    /// Something says that it is a struct unless something else turns up.
    pub(super) maybe_struct: bool,
    /// `_` is among the conjuncts.
    pub(super) top: bool,
    /// A struct literal is among the conjuncts.
    pub(super) literal: bool,
    pub(super) non_cyclic: bool,
    pub(super) slots: Slots,
    pub(super) frozen: bool,
    rare: Option<Box<Rare>>,
}

/// What is known about few vertices.
///
/// It is reached through the [`State`], where it comes into being when it is first written to.
#[derive(Debug)]
pub(super) struct Rare {
    pub(super) checks: ThinVec<Checked>,
    pub(super) patterns: ThinVec<Pattern>,
    /// Groups that allow any field.
    pub(super) ellipses: ThinVec<GroupId>,
    pub(super) picks: ThinVec<Pick>,
    pub(super) spawned: ThinVec<(VertexId, GroupId, GroupId)>,
    /// Length of a closed list.
    pub(super) length: Option<usize>,
    pub(super) tails: ThinVec<Tail>,
    pub(super) cyclic: ThinVec<(VertexId, Conjunct)>,
    /// A struct or list, arm of a disjunction that comes round again.
    pub(super) cyclic_arm: Option<ExprId>,
    /// Comprehensions to be repeated at the end.
    pub(super) recheck: ThinVec<(usize, usize)>,
    /// The vertex that this one, a mere reference, stands for.
    pub(super) shared: Option<(VertexId, Conjunct)>,
    /// An operation in one of its arms needs the value that the arms are there to give.
    pub(super) ambiguous: Option<ErrorId>,
}

impl Rare {
    const NONE: &Self = &Self::new();

    const fn new() -> Self {
        Self {
            checks: ThinVec::new(),
            patterns: ThinVec::new(),
            ellipses: ThinVec::new(),
            picks: ThinVec::new(),
            spawned: ThinVec::new(),
            length: None,
            tails: ThinVec::new(),
            cyclic: ThinVec::new(),
            cyclic_arm: None,
            recheck: ThinVec::new(),
            shared: None,
            ambiguous: None,
        }
    }
}

impl Deref for State {
    type Target = Rare;

    fn deref(&self) -> &Rare {
        self.rare.as_deref().unwrap_or(Rare::NONE)
    }
}

impl DerefMut for State {
    fn deref_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_with(|| Box::new(Rare::new()))
    }
}

impl State {
    pub(super) fn kinds(&self) -> Kinds {
        self.kinds.unwrap_or(Kinds::ANY)
    }

    fn bytes_beside(&self) -> usize {
        let scalar = self.scalar.as_ref();
        let rare = self.rare.as_ref().map_or(0, |rare| {
            piece(size_of::<Rare>())
                + listed(&rare.checks)
                + listed(&rare.patterns)
                + listed(&rare.ellipses)
                + listed(&rare.picks)
                + listed(&rare.spawned)
                + listed(&rare.tails)
                + listed(&rare.cyclic)
                + listed(&rare.recheck)
        });
        scalar.map_or(0, |(scalar, _)| scalar_bytes(scalar))
            + listed(&self.groups)
            + listed(&self.tasks)
            + listed(&self.errors)
            + rare
    }

    /// Forgets what only unifying needs.
    pub(super) fn settle(&mut self) {
        self.tasks = ThinVec::new();
        if let Some(rare) = &mut self.rare {
            rare.recheck = ThinVec::new();
            rare.cyclic = ThinVec::new();
            rare.spawned = ThinVec::new();
        }
    }
}

/// What makes a vertex an arm of a disjunction.
#[derive(Debug)]
pub(super) struct Copied {
    /// The vertex without any choice.
    pub(super) family: VertexId,
    /// The vertex it was copied from, which has one choice less.
    pub(super) original: VertexId,
    pub(super) choices: Box<[Choice]>,
}

/// The frame that an attempt was blocked on; its depth is `FREE` if there is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    pub(super) depth: u32,
    pub(super) serial: u32,
    /// What was known then.
    pub(super) version: u64,
}

impl Block {
    pub(super) const NONE: Self = Self {
        depth: FREE,
        serial: 0,
        version: 0,
    };
}

/// A place in the configuration.
#[derive(Debug)]
pub(super) struct Vertex {
    pub(super) parent: Option<VertexId>,
    pub(super) label: Label,
    pub(super) copied: Option<Box<Copied>>,
    pub(super) conjuncts: SmallVec<[Conjunct; 2]>,
    pub(super) arcs: ThinVec<Arc>,
    pub(super) index: Option<Box<FxHashMap<Label, u32>>>,
    pub(super) state: State,
    pub(super) outcome: Outcome,
    /// Depth at which it is being unified, or `FREE`.
    pub(super) depth: u32,
    /// What a last attempt was blocked on.
    pub(super) blocked: Block,
    pub(super) level: u16,
    pub(super) finished: bool,
    pub(super) finishing: bool,
    /// A comprehension has iterated over its fields.
    pub(super) iterated: bool,
}

/// Bytes of a list.
fn listed<T>(list: &ThinVec<T>) -> usize {
    // the list keeps its length and capacity there, too
    if list.capacity() == 0 {
        0
    } else {
        piece(list.capacity() * size_of::<T>() + 16)
    }
}

/// A vertex with more arcs has an index of them.
const FEW_ARCS: usize = 12;

impl Vertex {
    /// Tells whether it is an arm of a disjunction.
    pub(super) fn is_copy(&self) -> bool {
        self.copied.is_some()
    }

    /// Finds the arc of a label.
    pub(super) fn place(&self, label: Label) -> Option<usize> {
        if let Some(index) = &self.index {
            return index.get(&label).map(|place| *place as usize);
        }
        // behind the first ones without an index, there are only elements of a list, each in its place
        let mut first = self.arcs.iter().take(FEW_ARCS);
        first
            .position(|arc| arc.label == label)
            .or_else(|| label.as_index().filter(|at| *at < self.arcs.len()))
            .filter(|place| self.arcs[*place].label == label)
    }

    /// Bytes that it has elsewhere.
    pub(super) fn bytes_beside(&self) -> usize {
        let conjuncts = if self.conjuncts.spilled() {
            piece(self.conjuncts.capacity() * size_of::<Conjunct>())
        } else {
            0
        };
        let index = self.index.as_ref();
        let arms = match &self.outcome {
            Outcome::Arms(arms) => piece(size_of_val(&arms[..])),
            _ => 0,
        };
        let copied = self.copied.as_ref().map_or(0, |copied| {
            piece(size_of::<Copied>()) + piece(size_of_val(&copied.choices[..]))
        });
        conjuncts
            + listed(&self.arcs)
            + index.map_or(0, |index| piece(index.capacity() * 18))
            + arms
            + copied
            + self.state.bytes_beside()
    }

    /// The arms chosen for it.
    pub(super) fn choices(&self) -> &[Choice] {
        self.copied.as_ref().map_or(&[], |copied| &copied.choices)
    }
}

impl Evaluator {
    pub(super) fn vertex(&self, id: VertexId) -> &Vertex {
        &self.vertices[id.0 as usize]
    }

    pub(super) fn vertex_mut(&mut self, id: VertexId) -> &mut Vertex {
        &mut self.vertices[id.0 as usize]
    }

    pub(super) fn state(&self, id: VertexId) -> &State {
        &self.vertices[id.0 as usize].state
    }

    pub(super) fn state_mut(&mut self, id: VertexId) -> &mut State {
        &mut self.vertices[id.0 as usize].state
    }

    pub(super) fn add_vertex(&mut self, parent: Option<VertexId>, label: Label) -> VertexId {
        let id = VertexId(u32::try_from(self.vertices.len()).unwrap_or(u32::MAX));
        let level = parent.map_or(0, |parent| self.vertex(parent).level.saturating_add(1));
        self.vertices.push(Vertex {
            parent,
            label,
            copied: None,
            conjuncts: SmallVec::new(),
            arcs: ThinVec::new(),
            index: None,
            state: State::default(),
            outcome: Outcome::Open,
            depth: FREE,
            blocked: Block::NONE,
            level,
            finished: false,
            finishing: false,
            iterated: false,
        });
        id
    }

    /// The vertex that an arm is a copy of, or the vertex itself.
    pub(super) fn family(&self, id: VertexId) -> VertexId {
        let copied = self.vertex(id).copied.as_ref();
        copied.map_or(id, |copied| copied.family)
    }

    pub(super) fn arc(&self, id: VertexId, label: Label) -> Option<Arc> {
        let vertex = self.vertex(id);
        vertex.place(label).map(|place| vertex.arcs[place])
    }

    /// Reports a field that is added to what a comprehension has iterated over.
    fn too_late(&mut self, id: VertexId, label: Label) {
        let name = self.program.labels.display(label);
        let message = format!("field `{name}` is added to a value after iterating over it");
        let mut error = Diagnostic::error(Code::Cycle, message);
        error.path = self.path(id);
        let error = self.record(ErrorKind::Fatal, error);
        self.state_mut(id).errors.push(error);
    }

    /// Finds or makes the arc of a label and makes it at least as present as asked for.
    pub(super) fn ensure_arc(&mut self, id: VertexId, label: Label, kind: ArcKind) -> VertexId {
        let vertex = self.vertex_mut(id);
        if let Some(at) = vertex.place(label) {
            let arc = &mut vertex.arcs[at];
            let child = arc.vertex;
            if kind < arc.kind {
                arc.kind = kind;
                let late = vertex.iterated && kind == ArcKind::Member && label.is_regular();
                self.version += 1;
                if late {
                    self.too_late(id, label);
                }
            }
            return child;
        }
        let late = vertex.iterated && kind == ArcKind::Member && label.is_regular();
        if late {
            self.too_late(id, label);
        }
        let child = self.add_vertex(Some(id), label);
        let vertex = self.vertex_mut(id);
        let at = u32::try_from(vertex.arcs.len()).unwrap_or(u32::MAX);
        vertex.arcs.push(Arc {
            label,
            vertex: child,
            kind,
        });
        if let Some(index) = &mut vertex.index {
            index.insert(label, at);
        } else if vertex.arcs.len() > FEW_ARCS && label != Label::index(at as usize) {
            let numbered = vertex.arcs.iter().zip(0..);
            vertex.index = Some(Box::new(
                numbered.map(|(arc, at)| (arc.label, at)).collect(),
            ));
        }
        self.version += 1;
        child
    }
}
