//! The order in which fields are exported.
//!
//! Each struct literal keeps its own order, after what it embeds; literals that belong together follow one another.
//! What that leaves open, and what contradicts itself, is settled by name.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::{
    Evaluator,
    env::EnvId,
    sort::sorted,
    vertex::{Arc, Conjunct, VertexId},
};
use crate::{
    compile::ir::{Decl, Expr, ExprId},
    label::Label,
    source::{FileId, Span},
};

/// A struct literal among those that make up a vertex, or the place of an embedding; 0 stands for the vertex itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    parent: u32,
    place: Place,
    /// The next slot of the same vertex, or 0.
    next: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The conjuncts of the vertex written in one file.
    File(FileId),
    /// A conjunct of the vertex, and where it starts or the reference that it came through.
    Conjunct(ExprId, u32),
    /// An operand of `&`.
    Operand(ExprId),
    /// A struct literal, with its environment.
    Literal(ExprId, EnvId),
    Embedding,
}

impl Place {
    fn start(self) -> u32 {
        match self {
            Self::Conjunct(_, start) => start,
            _ => 0,
        }
    }
}

/// Struct literals that have one place among those of a file: a literal, with what it embeds by reference.
struct Root {
    at: Position,
    /// It is an operand or a reference, which has no order among its like.
    loose: bool,
    chains: Vec<Vec<Label>>,
}

/// Where a root stands: that of each iteration around it, and where its last field is written that is not a field of an
/// earlier literal.
type Position = SmallVec<[(u32, u32); 2]>;

/// What a slot is gathered for.
#[derive(Clone)]
struct Written {
    /// The position of the iteration around it.
    around: Position,
    /// The expression; literals outside of it are referred to.
    span: Span,
    loose: bool,
    /// The root of the literal that embeds the expression.
    anchor: Option<usize>,
    /// There is nothing else, so that what is referred to keeps its own order.
    sole: bool,
}

/// How many pairs of chains that follow one another are noted one by one.
const LINKS: usize = 4096;

/// The slots of a vertex: the first and the last of a chain, or 0.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slots {
    first: u32,
    last: u32,
    /// Some of the labels are computed.
    computed: bool,
}

/// The slots of all vertices; together they cost less than a list for each.
#[derive(Debug)]
pub(super) struct AllSlots {
    slots: Vec<Slot>,
    /// Labels computed so far, by slot and by the value they belong to.
    computed: FxHashMap<(u32, ExprId), Label>,
}

impl Default for AllSlots {
    fn default() -> Self {
        let nobody = Slot {
            parent: 0,
            place: Place::Embedding,
            next: 0,
        };
        Self {
            slots: vec![nobody],
            computed: FxHashMap::default(),
        }
    }
}

impl AllSlots {
    /// Bytes that the slots take.
    pub(super) fn bytes(&self) -> usize {
        self.slots.len() * size_of::<Slot>() + self.computed.len() * 24
    }

    fn of(&self, slots: Slots) -> impl Iterator<Item = (u32, Slot)> + Clone {
        let after = |number: u32| (number != 0).then_some(number);
        std::iter::successors(after(slots.first), move |number| {
            after(self.slots[*number as usize].next)
        })
        .map(|number| (number, self.slots[number as usize]))
    }
}

impl Evaluator {
    /// Adds the slot of a struct literal in its environment, or that of an embedding.
    pub(super) fn add_slot(
        &mut self,
        vertex: VertexId,
        parent: u32,
        literal: Option<(ExprId, EnvId)>,
    ) -> u32 {
        let place = match literal {
            Some((literal, env)) => Place::Literal(literal, env),
            None => Place::Embedding,
        };
        self.push_slot(vertex, parent, place)
    }

    fn push_slot(&mut self, vertex: VertexId, parent: u32, place: Place) -> u32 {
        let all = &mut self.slots.slots;
        let number = u32::try_from(all.len()).unwrap_or(u32::MAX);
        all.push(Slot {
            parent,
            place,
            next: 0,
        });
        let own = &mut self.vertices[vertex.0 as usize].state.slots;
        if own.first == 0 {
            own.first = number;
        } else {
            all[own.last as usize].next = number;
        }
        own.last = number;
        number
    }

    /// The slot for a conjunct of the vertex; those written in one file follow one another.
    ///
    /// What came through a reference stands where the first of them is written.
    pub(super) fn root_slot(&mut self, vertex: VertexId, conjunct: Conjunct) -> u32 {
        let (mut from, mut link) = (conjunct.expr, conjunct.info.refs);
        while link != 0 {
            let reference = self.refs[link as usize];
            (from, link) = (reference.expr, reference.next);
        }
        let span = self.program.span(from);
        let file = Place::File(span.file);
        let found = {
            let mut slots = self.slots.of(self.state(vertex).slots);
            slots.find(|(_, slot)| slot.parent == 0 && slot.place == file)
        };
        let parent = match found {
            Some((number, _)) => number,
            None => self.push_slot(vertex, 0, file),
        };
        self.push_slot(vertex, parent, Place::Conjunct(conjunct.expr, span.start))
    }

    /// The slot for an operand of `&`.
    pub(super) fn operand_slot(&mut self, vertex: VertexId, parent: u32, expr: ExprId) -> u32 {
        self.push_slot(vertex, parent, Place::Operand(expr))
    }

    pub(super) fn note_computed(
        &mut self,
        vertex: VertexId,
        slot: u32,
        value: ExprId,
        label: Label,
    ) {
        self.slots.computed.entry((slot, value)).or_insert(label);
        self.state_mut(vertex).slots.computed = true;
    }

    /// The struct literals of a vertex with their environments.
    pub(super) fn literals(&self, vertex: VertexId) -> Vec<(ExprId, EnvId)> {
        let slots = self.slots.of(self.state(vertex).slots);
        let literals = slots.filter_map(|(_, slot)| match slot.place {
            Place::Literal(literal, env) => Some((literal, env)),
            _ => None,
        });
        let mut found = FxHashSet::default();
        literals.filter(|literal| found.insert(*literal)).collect()
    }

    /// The fields of a vertex in the order of export.
    pub(super) fn ordered(&self, vertex: VertexId) -> Vec<Arc> {
        let arcs = &self.vertex(vertex).arcs;
        let own = self.state(vertex).slots;
        let literals = || {
            let slots = self.slots.of(own);
            slots.filter(|(_, slot)| matches!(slot.place, Place::Literal(..)))
        };
        if arcs.len() < 2 || (!own.computed && literals().nth(1).is_none()) {
            return arcs.to_vec();
        }
        let chains = self.chains(vertex, own);
        let order = self.one_order(vertex, &chains).unwrap_or_else(|| {
            let vertex = self.vertex(vertex);
            let places = |chain: Vec<Label>| -> Vec<usize> {
                let places = chain.into_iter().filter_map(|label| vertex.place(label));
                places.collect()
            };
            let chains: Vec<_> = chains.into_iter().map(places).collect();
            let name = |place: usize| self.program.labels.text(arcs[place].label);
            sorted(arcs.len(), &chains, name)
        });
        order.into_iter().map(|at| arcs[at]).collect()
    }

    /// The only order there is, if one chain holds each field once and no other says anything.
    fn one_order(&self, vertex: VertexId, chains: &[Vec<Label>]) -> Option<Vec<usize>> {
        let mut telling = chains.iter().filter(|chain| chain.len() > 1);
        let chain = telling.next().filter(|_| telling.next().is_none())?;
        let vertex = self.vertex(vertex);
        let places = chain.iter().filter_map(|label| vertex.place(*label));
        let order: Vec<usize> = places.collect();
        let mut left = vec![true; vertex.arcs.len()];
        let each_once = order
            .iter()
            .all(|place| std::mem::replace(&mut left[*place], false));
        (each_once && order.len() == left.len()).then_some(order)
    }

    /// The orders of labels that the slots of a vertex ask for.
    fn chains(&self, vertex: VertexId, slots: Slots) -> Vec<Vec<Label>> {
        let mut slots: SmallVec<[(u32, Slot); 8]> = self.slots.of(slots).collect();
        slots.sort_by_key(|(_, slot)| (slot.parent, slot.place.start()));
        let conjuncts = slots
            .iter()
            .filter(|(_, slot)| matches!(slot.place, Place::Conjunct(..)))
            .count();
        let mut chains = Vec::new();
        for (number, slot) in below(&slots, 0) {
            let mut gathered = Gathered {
                order: self,
                vertex,
                slots: &slots,
                conjuncts,
                seen: FxHashSet::default(),
                places: FxHashMap::default(),
                roots: Vec::new(),
            };
            let nowhere = Written {
                around: Position::new(),
                span: Span::default(),
                loose: true,
                anchor: None,
                sole: false,
            };
            gathered.slot(*number, *slot, nowhere);
            link(gathered.roots, &mut chains);
        }
        chains
    }
}

/// The roots of one file.
struct Gathered<'a> {
    order: &'a Evaluator,
    vertex: VertexId,
    slots: &'a [(u32, Slot)],
    /// How many conjuncts the vertex has.
    conjuncts: usize,
    /// The labels of the literals so far.
    seen: FxHashSet<Label>,
    /// Where the literals so far stand.
    places: FxHashMap<ExprId, u32>,
    roots: Vec<Root>,
}

impl Gathered<'_> {
    fn slot(&mut self, number: u32, slot: Slot, within: Written) {
        stacker::maybe_grow(64 << 10, 1 << 20, || {
            let program = &self.order.program;
            let mut within = match slot.place {
                Place::Literal(literal, _) => return self.literal(number, literal, &within),
                Place::File(_) | Place::Embedding => within,
                Place::Conjunct(expr, start) => {
                    let span = program.span(expr);
                    Written {
                        around: SmallVec::from_slice(&[(start, span.start)]),
                        span,
                        loose: false,
                        anchor: None,
                        sole: self.conjuncts == 1 && is_reference(program.expr(expr)),
                    }
                }
                Place::Operand(expr) => Written {
                    span: program.span(expr),
                    loose: true,
                    anchor: None,
                    sole: false,
                    ..within
                },
            };
            let below = below(self.slots, number);
            let repeated = slot.place == Place::Embedding && below.len() > 1;
            if repeated {
                within.around.push((within.span.start, 0));
            }
            for (number, slot) in below {
                if let Some(last) = within.around.last_mut().filter(|_| repeated) {
                    last.1 += 1;
                }
                self.slot(*number, *slot, within.clone());
            }
        });
    }

    fn literal(&mut self, number: u32, literal: ExprId, within: &Written) {
        let program = &self.order.program;
        let Expr::Struct(fields) = program.expr(literal) else {
            return;
        };
        let span = program.span(literal);
        let within_span = span.file == within.span.file
            && (within.span.start..=within.span.end).contains(&span.start)
            && span.end <= within.span.end;
        let written = within_span || within.sole;
        let (mut at, mut embeds, mut computes) = (None, None, false);
        let mut chain = Vec::new();
        for decl in &fields.decls {
            let (label, value) = match decl {
                Decl::Field { label, value, .. } => (*label, *value),
                Decl::Computed { value, .. } => {
                    match self.order.slots.computed.get(&(number, *value)) {
                        Some(label) => {
                            computes = true;
                            (*label, *value)
                        }
                        None => continue,
                    }
                }
                Decl::Pattern { value, .. } => {
                    at = Some(program.span(*value).start);
                    continue;
                }
                Decl::Embed(value) if is_reference(program.expr(*value)) => {
                    embeds = embeds.or(Some(program.span(*value).start));
                    continue;
                }
                Decl::Embed(_) | Decl::Comprehension(_) | Decl::Ellipsis => continue,
            };
            if self.seen.insert(label) {
                at = Some(program.span(value).start);
            }
            if self.order.vertex(self.vertex).place(label).is_some() {
                chain.push(label);
            }
        }
        let root = match within.anchor.filter(|_| !written) {
            Some(root) => {
                self.roots[root].chains.push(chain);
                root
            }
            None => {
                let at = embeds.or(at).unwrap_or(span.start);
                let at = *self.places.entry(literal).or_insert(at);
                let at = if written { at } else { within.span.start };
                let mut position = within.around.clone();
                position.push((at, 1));
                let loose = within.loose || !written;
                self.roots.push(Root {
                    at: position.clone(),
                    loose,
                    chains: vec![chain],
                });
                if computes && embeds.is_some() {
                    // what is embedded by reference is there before labels are computed
                    if let Some(last) = position.last_mut() {
                        last.1 = 0;
                    }
                    self.roots.push(Root {
                        at: position,
                        loose,
                        chains: Vec::new(),
                    });
                }
                self.roots.len() - 1
            }
        };
        if !fields.embeds {
            return;
        }
        let mut below = below(self.slots, number).iter();
        for decl in &fields.decls {
            let (Decl::Embed(value) | Decl::Comprehension(value)) = decl else {
                continue;
            };
            let Some((number, slot)) = below.next() else {
                return;
            };
            let program = &self.order.program;
            let span = match program.expr(*value) {
                _ if !written => within.span,
                Expr::Comprehension(comprehension) => program.span(comprehension.body),
                // what is written in a list that is indexed is referred to as well
                expr if is_reference(expr) => Span::default(),
                _ => program.span(*value),
            };
            let within = Written {
                around: within.around.clone(),
                span,
                loose: false,
                anchor: Some(root),
                sole: false,
            };
            self.slot(*number, *slot, within);
        }
    }
}

fn is_reference(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Field { .. }
            | Expr::Computed { .. }
            | Expr::Let { .. }
            | Expr::Bind { .. }
            | Expr::This { .. }
            | Expr::Selector { .. }
            | Expr::Index { .. }
    )
}

/// Notes that roots follow one another by where they stand, and that those which are loose go together.
fn link(mut roots: Vec<Root>, chains: &mut Vec<Vec<Label>>) {
    roots.sort_by(|a, b| a.at.cmp(&b.at));
    let mut placed: FxHashSet<Label> = FxHashSet::default();
    let mut ends: Vec<Label> = Vec::new();
    for group in roots.chunk_by(|a, b| a.loose && b.loose) {
        let found = chains.len();
        for chain in group.iter().flat_map(|root| &root.chains) {
            let mut own = FxHashSet::default();
            let mut fresh = |label: &Label| !placed.contains(label) && own.insert(*label);
            let chain: Vec<Label> = chain.iter().copied().filter(|l| fresh(l)).collect();
            if !chain.is_empty() {
                chains.push(chain);
            }
        }
        let group = &chains[found..];
        if group.is_empty() {
            continue;
        }
        placed.extend(group.iter().flatten());
        let starts: Vec<Label> = group.iter().map(|chain| chain[0]).collect();
        let last = group
            .iter()
            .filter_map(|chain| chain.last().copied())
            .collect();
        let few = LINKS / starts.len().max(1);
        for end in ends.iter().take(few.max(1)) {
            chains.extend(starts.iter().map(|start| vec![*end, *start]));
        }
        ends = last;
    }
}

/// The slots below another among slots sorted by what they are below.
fn below(slots: &[(u32, Slot)], parent: u32) -> &[(u32, Slot)] {
    let start = slots.partition_point(|(_, slot)| slot.parent < parent);
    let end = slots.partition_point(|(_, slot)| slot.parent <= parent);
    &slots[start..end]
}
