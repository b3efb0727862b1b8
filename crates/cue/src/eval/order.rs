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
    vertex::{Arc, VertexId},
};
use crate::{
    compile::ir::{Decl, Expr, ExprId},
    label::Label,
    source::FileId,
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
    /// A conjunct of the vertex, by where it starts in its file.
    Conjunct(u32),
    /// A struct literal, with its environment.
    Literal(ExprId, EnvId),
    Embedding,
}

impl Place {
    fn start(self) -> u32 {
        match self {
            Self::Conjunct(start) => start,
            _ => 0,
        }
    }
}

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
    pub(super) fn root_slot(&mut self, vertex: VertexId, expr: ExprId) -> u32 {
        let span = self.program.span(expr);
        let file = Place::File(span.file);
        let found = {
            let mut slots = self.slots.of(self.state(vertex).slots);
            slots.find(|(_, slot)| slot.parent == 0 && slot.place == file)
        };
        let parent = match found {
            Some((number, _)) => number,
            None => self.push_slot(vertex, 0, file),
        };
        self.push_slot(vertex, parent, Place::Conjunct(span.start))
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
        let chains = self.chains(own);
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
    fn chains(&self, slots: Slots) -> Vec<Vec<Label>> {
        let mut slots: SmallVec<[(u32, Slot); 8]> = self.slots.of(slots).collect();
        slots.sort_by_key(|(_, slot)| (slot.parent, slot.place.start()));
        let mut chains = Vec::new();
        for root in below(&slots, 0) {
            let mut chain = Vec::new();
            self.flatten_slot(*root, &slots, &mut chains, &mut chain);
            chains.push(chain);
        }
        chains
    }

    /// Adds the labels of a slot and those below it; what is embedded by reference makes a chain of its own.
    fn flatten_slot(
        &self,
        (number, slot): (u32, Slot),
        slots: &[(u32, Slot)],
        chains: &mut Vec<Vec<Label>>,
        out: &mut Vec<Label>,
    ) {
        stacker::maybe_grow(64 << 10, 1 << 20, || {
            let mut below = below(slots, number).iter();
            let literal = match slot.place {
                Place::Literal(literal, _) => Some(self.program.expr(literal)),
                _ => None,
            };
            let Some(Expr::Struct(literal)) = literal else {
                for child in below {
                    self.flatten_slot(*child, slots, chains, out);
                }
                return;
            };
            if !literal.embeds {
                for decl in &literal.decls {
                    match decl {
                        Decl::Field { label, .. } => out.push(*label),
                        Decl::Computed { value, .. } => {
                            out.extend(self.slots.computed.get(&(number, *value)));
                        }
                        _ => {}
                    }
                }
                return;
            }
            let own = |decl: &Decl| matches!(decl, Decl::Field { .. } | Decl::Computed { .. });
            let last = literal.decls.iter().rposition(own).unwrap_or(0);
            let (mut fields, mut after, mut embedded) = (Vec::new(), Vec::new(), Vec::new());
            for (at, decl) in literal.decls.iter().enumerate() {
                match decl {
                    Decl::Field { label, .. } => fields.push(*label),
                    Decl::Computed { value, .. } => {
                        fields.extend(self.slots.computed.get(&(number, *value)));
                    }
                    Decl::Embed(value) | Decl::Comprehension(value) => {
                        let Some(child) = below.next() else { continue };
                        let written = matches!(
                            self.program.expr(*value),
                            Expr::Struct(_) | Expr::Comprehension(_)
                        );
                        let part = match (written, at < last) {
                            (false, _) => &mut embedded,
                            (true, true) => &mut *out,
                            (true, false) => &mut after,
                        };
                        self.flatten_slot(*child, slots, chains, part);
                    }
                    Decl::Pattern { .. } | Decl::Ellipsis => {}
                }
            }
            if !embedded.is_empty() {
                chains.push(embedded);
            }
            out.append(&mut fields);
            out.append(&mut after);
        });
    }
}

/// The slots below another among slots sorted by what they are below.
fn below(slots: &[(u32, Slot)], parent: u32) -> &[(u32, Slot)] {
    let start = slots.partition_point(|(_, slot)| slot.parent < parent);
    let end = slots.partition_point(|(_, slot)| slot.parent <= parent);
    &slots[start..end]
}
