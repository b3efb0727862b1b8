//! Sorting so that chains of nodes keep their order.
//!
//! Of the nodes that may come next, the one with the least name does. Where chains contradict one another, the nodes
//! that come both before and after each other are listed together, by name.

use std::{collections::BinaryHeap, rc::Rc};

use rustc_hash::FxHashSet;

/// As many nodes can be sorted by sets that fit a word.
const FEW: usize = u64::BITS as usize;

/// Sorts the nodes from zero up to `count`.
pub(super) fn sorted(
    count: usize,
    chains: &[Vec<usize>],
    name: impl Fn(usize) -> Rc<str>,
) -> Vec<usize> {
    if count <= FEW {
        return FewNodes::new(count, chains).sort(name);
    }
    let names: Vec<_> = (0..count).map(name).collect();
    Graph::new(count, chains).sort(|a, b| names[a].cmp(&names[b]))
}

fn edges(chains: &[Vec<usize>]) -> impl Iterator<Item = (usize, usize)> {
    let pairs = chains.iter().flat_map(|chain| chain.windows(2));
    pairs
        .map(|pair| (pair[0], pair[1]))
        .filter(|(from, to)| from != to)
}

/// The members of a set, from the least.
fn members(set: u64) -> impl Iterator<Item = usize> {
    let after = |set: u64| (set != 0).then_some(set);
    std::iter::successors(after(set), move |set| after(set & (set - 1)))
        .map(|set| set.trailing_zeros() as usize)
}

fn with(set: u64, node: usize) -> u64 {
    set | 1 << node
}

/// Nodes with sets of nodes, each a word with one bit for each.
struct FewNodes {
    count: usize,
    /// Those right after each node.
    next: [u64; FEW],
    /// Those right before each node.
    before: [u64; FEW],
}

impl FewNodes {
    fn new(count: usize, chains: &[Vec<usize>]) -> Self {
        let (mut next, mut before) = ([0; FEW], [0; FEW]);
        for (from, to) in edges(chains) {
            next[from] |= 1 << to;
            before[to] |= 1 << from;
        }
        Self {
            count,
            next,
            before,
        }
    }

    fn sort(&self, name: impl Fn(usize) -> Rc<str>) -> Vec<usize> {
        let least = |set: u64| members(set).reduce(|a, b| if name(b) < name(a) { b } else { a });
        let cycles = self.cycles();
        let mut left = members(u64::MAX).take(self.count).fold(0, with);
        let mut order = Vec::with_capacity(self.count);
        while left != 0 {
            let (mut open, mut first) = (left, None);
            while let Some(node) = members(open).next() {
                let cycle = cycles[node];
                open &= !cycle;
                let before = members(cycle).fold(0, |set, node| set | self.before[node]);
                if before & left & !cycle != 0 {
                    continue;
                }
                first = least(first.into_iter().fold(cycle, with));
            }
            // what is not part of a cycle is one of its own, so that some cycle always comes first
            let Some(first) = first else { break };
            let mut cycle: Vec<usize> = members(cycles[first]).collect();
            if cycle.len() > 1 {
                cycle.sort_by_key(|node| name(*node));
            }
            order.extend(cycle);
            left &= !cycles[first];
        }
        order
    }

    /// For each node those that come both before and after it, and itself.
    fn cycles(&self) -> [u64; FEW] {
        let mut after = self.next;
        for through in 0..self.count {
            for node in 0..self.count {
                if after[node] & (1 << through) != 0 {
                    after[node] |= after[through];
                }
            }
        }
        let mut cycles = [0; FEW];
        for node in 0..self.count {
            let back = members(after[node]).filter(|other| after[*other] & (1 << node) != 0);
            cycles[node] = back.fold(1 << node, with);
        }
        cycles
    }
}

/// Any number of nodes.
struct Graph {
    next: Vec<Vec<usize>>,
    seen: FxHashSet<(usize, usize)>,
}

impl Graph {
    fn new(count: usize, chains: &[Vec<usize>]) -> Self {
        let mut graph = Self {
            next: vec![Vec::new(); count],
            seen: FxHashSet::default(),
        };
        for (from, to) in edges(chains) {
            if graph.seen.insert((from, to)) {
                graph.next[from].push(to);
            }
        }
        graph
    }

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
        let mut waiting = vec![0_usize; components.len()];
        for (from, targets) in self.next.iter().enumerate() {
            for to in targets.iter().filter(|to| of[**to] != of[from]) {
                waiting[of[*to]] += 1;
            }
        }
        let least = |component: usize| {
            let nodes = &components[component];
            nodes.iter().map(|node| by_name[*node]).min().unwrap_or(0)
        };
        let mut ready: BinaryHeap<std::cmp::Reverse<(usize, usize)>> = BinaryHeap::new();
        for (component, count) in waiting.iter().enumerate() {
            if *count == 0 {
                ready.push(std::cmp::Reverse((least(component), component)));
            }
        }
        let mut order = Vec::with_capacity(self.next.len());
        while let Some(std::cmp::Reverse((_, component))) = ready.pop() {
            let mut nodes = components[component].clone();
            nodes.sort_by_key(|node| by_name[*node]);
            order.extend(nodes);
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
