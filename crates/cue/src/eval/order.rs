//! The order in which fields are exported.
//!
//! Each struct literal keeps its own order, after what it embeds; literals that belong together follow one another.
//! What that leaves open, and what contradicts itself, is settled by name.

use std::collections::{BinaryHeap, hash_map::Entry};

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::{
    Evaluator,
    vertex::{Arc, VertexId},
};
use crate::{
    compile::ir::{Decl, Expr, ExprId},
    label::Label,
    source::FileId,
};

/// As many fields can be ordered by sets that fit a word.
const FEW: usize = u64::BITS as usize;

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
    Literal(ExprId),
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
    fn of(&self, slots: Slots) -> impl Iterator<Item = (u32, Slot)> + Clone {
        let after = |number: u32| (number != 0).then_some(number);
        std::iter::successors(after(slots.first), move |number| {
            after(self.slots[*number as usize].next)
        })
        .map(|number| (number, self.slots[number as usize]))
    }
}

impl Evaluator {
    /// Adds the slot of a struct literal, or that of an embedding.
    pub(super) fn add_slot(
        &mut self,
        vertex: VertexId,
        parent: u32,
        literal: Option<ExprId>,
    ) -> u32 {
        self.push_slot(
            vertex,
            parent,
            literal.map_or(Place::Embedding, Place::Literal),
        )
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

    /// The fields of a vertex in the order of export.
    pub(super) fn ordered(&self, vertex: VertexId) -> Vec<Arc> {
        let arcs = &self.vertex(vertex).arcs;
        let own = self.state(vertex).slots;
        let literals = || {
            let slots = self.slots.of(own);
            slots.filter(|(_, slot)| matches!(slot.place, Place::Literal(_)))
        };
        if arcs.len() < 2 || (!own.computed && literals().nth(1).is_none()) {
            return arcs.to_vec();
        }
        let chains = self.chains(own);
        let order = self.one_order(vertex, &chains);
        let order = order.or_else(|| self.few_ordered(arcs, &chains));
        let order = order.unwrap_or_else(|| {
            let mut graph = Graph::default();
            for arc in arcs {
                graph.node(arc.label);
            }
            for mut chain in chains {
                chain.retain(|label| graph.numbers.contains_key(label));
                for pair in chain.windows(2) {
                    graph.edge(pair[0], pair[1]);
                }
            }
            let names: Vec<_> = arcs
                .iter()
                .map(|arc| self.program.labels.text(arc.label))
                .collect();
            graph.sort(|a, b| names[a].cmp(&names[b]))
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

    /// Orders fields that are few and whose chains agree: of those that may come next, the least does.
    fn few_ordered(&self, arcs: &[Arc], chains: &[Vec<Label>]) -> Option<Vec<usize>> {
        if arcs.len() > FEW {
            return None;
        }
        // for each field the set of those right before it in some chain, one bit for each
        let mut before = [0_u64; FEW];
        for chain in chains {
            let places = chain
                .iter()
                .filter_map(|label| arcs.iter().position(|arc| arc.label == *label));
            let mut last = None;
            for place in places {
                if let Some(last) = last.replace(place)
                    && last != place
                {
                    before[place] |= 1 << last;
                }
            }
        }
        let name = |place: usize| self.program.labels.text(arcs[place].label);
        let mut left = u64::MAX >> (FEW - arcs.len());
        let mut order = Vec::with_capacity(arcs.len());
        while left != 0 {
            let mut ready = (0..arcs.len())
                .filter(|place| left & (1 << place) != 0 && before[*place] & left == 0);
            let mut next = ready.next()?;
            for other in ready {
                if name(other) < name(next) {
                    next = other;
                }
            }
            left &= !(1 << next);
            order.push(next);
        }
        Some(order)
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
                Place::Literal(literal) => Some(self.program.expr(literal)),
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

#[derive(Default)]
struct Graph {
    numbers: FxHashMap<Label, usize>,
    next: Vec<Vec<usize>>,
    seen: FxHashSet<(usize, usize)>,
}

impl Graph {
    fn node(&mut self, label: Label) {
        let number = self.next.len();
        if let Entry::Vacant(entry) = self.numbers.entry(label) {
            entry.insert(number);
            self.next.push(Vec::new());
        }
    }

    fn edge(&mut self, from: Label, to: Label) {
        let (Some(from), Some(to)) = (self.numbers.get(&from), self.numbers.get(&to)) else {
            return;
        };
        if from != to && self.seen.insert((*from, *to)) {
            self.next[*from].push(*to);
        }
    }

    /// Orders the nodes; of those that may come next, the least does. A cycle is entered where the order so far leads
    /// into it, else at its least node.
    fn sort(&self, compare: impl Fn(usize, usize) -> std::cmp::Ordering) -> Vec<usize> {
        let components = self.components();
        let mut of = vec![0; self.next.len()];
        for (number, component) in components.iter().enumerate() {
            for node in component {
                of[*node] = number;
            }
        }
        let mut rank: Vec<usize> = (0..self.next.len()).collect();
        rank.sort_by(|a, b| compare(*a, *b));
        let mut by_name = vec![0; rank.len()];
        for (place, node) in rank.iter().enumerate() {
            by_name[*node] = place;
        }
        let mut entries: Vec<Vec<usize>> = vec![Vec::new(); components.len()];
        let mut waiting = vec![0_usize; components.len()];
        for (from, targets) in self.next.iter().enumerate() {
            for to in targets.iter().filter(|to| of[**to] != of[from]) {
                waiting[of[*to]] += 1;
                entries[of[*to]].push(*to);
            }
        }
        let least = |component: usize| {
            let nodes = if entries[component].is_empty() {
                &components[component]
            } else {
                &entries[component]
            };
            nodes.iter().map(|node| by_name[*node]).min().unwrap_or(0)
        };
        let mut ready: BinaryHeap<std::cmp::Reverse<(usize, usize)>> = BinaryHeap::new();
        for (component, count) in waiting.iter().enumerate() {
            if *count == 0 {
                ready.push(std::cmp::Reverse((least(component), component)));
            }
        }
        let mut order = Vec::with_capacity(self.next.len());
        while let Some(std::cmp::Reverse((first, component))) = ready.pop() {
            self.walk(rank[first], component, &of, &by_name, &mut order);
            for node in &components[component] {
                for to in self.next[*node].iter().filter(|to| of[**to] != component) {
                    waiting[of[*to]] -= 1;
                    if waiting[of[*to]] == 0 {
                        ready.push(std::cmp::Reverse((least(of[*to]), of[*to])));
                    }
                }
            }
        }
        order
    }

    /// Lists the nodes of a component from one of them on.
    fn walk(
        &self,
        first: usize,
        component: usize,
        of: &[usize],
        by_name: &[usize],
        order: &mut Vec<usize>,
    ) {
        let mut done = FxHashSet::default();
        let mut open = vec![first];
        while let Some(node) = open.pop() {
            if !done.insert(node) {
                continue;
            }
            order.push(node);
            let mut targets: Vec<usize> = self.next[node]
                .iter()
                .copied()
                .filter(|to| of[*to] == component && !done.contains(to))
                .collect();
            targets.sort_by_key(|node| std::cmp::Reverse(by_name[*node]));
            open.extend(targets);
        }
    }

    /// Strongly connected components.
    fn components(&self) -> Vec<Vec<usize>> {
        let count = self.next.len();
        let (mut index, mut low) = (vec![usize::MAX; count], vec![0; count]);
        let mut on_stack = vec![false; count];
        let (mut stack, mut found, mut clock) = (Vec::new(), Vec::new(), 0);
        for start in 0..count {
            if index[start] != usize::MAX {
                continue;
            }
            let mut calls = vec![(start, 0)];
            while let Some((node, edge)) = calls.pop() {
                if edge == 0 {
                    index[node] = clock;
                    low[node] = clock;
                    clock += 1;
                    stack.push(node);
                    on_stack[node] = true;
                }
                if let Some(to) = self.next[node].get(edge).copied() {
                    calls.push((node, edge + 1));
                    if index[to] == usize::MAX {
                        calls.push((to, 0));
                    } else if on_stack[to] {
                        low[node] = low[node].min(index[to]);
                    }
                    continue;
                }
                if let Some((caller, _)) = calls.last() {
                    low[*caller] = low[*caller].min(low[node]);
                }
                if low[node] == index[node] {
                    let mut component = Vec::new();
                    while let Some(member) = stack.pop() {
                        on_stack[member] = false;
                        component.push(member);
                        if member == node {
                            break;
                        }
                    }
                    found.push(component);
                }
            }
        }
        found
    }
}
