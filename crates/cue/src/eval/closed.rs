//! Closedness: which fields a vertex allows.
//!
//! Conjuncts belong to groups, a tree. A reference to a definition makes a closed group; a literal that embeds something
//! makes a group of its own, with the embeddings below it. A closed group demands of every field that one of its own
//! conjuncts mentions it. An embedded closed group demands that of the literal around it instead, so that the literal
//! can add fields; two closed groups side by side must both agree.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{
    Evaluator,
    env::EnvKind,
    error::ErrorKind,
    vertex::{ArcKind, Conjunct, Outcome, VertexId},
};
use crate::{
    compile::ir::{Expr, ExprId},
    diag::{Code, Diagnostic},
    label::Label,
};

/// Number of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub(super) struct GroupId(pub(super) u32);

/// How a group stands in the group around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// As something to unify with.
    Conjunct,
    /// As an embedding.
    Embedding,
}

/// Whether a group closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closes {
    No,
    /// At every depth.
    Deep,
    /// At one vertex.
    Once(VertexId),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    parent: GroupId,
    link: Link,
    closes: Closes,
    /// The reference to what closes.
    source: Option<ExprId>,
}

impl Group {
    pub(super) fn root() -> Self {
        Self {
            parent: GroupId(0),
            link: Link::Conjunct,
            closes: Closes::No,
            source: None,
        }
    }
}

#[derive(Default)]
struct Node {
    children: SmallVec<[GroupId; 4]>,
    closed: bool,
}

struct Verdict {
    closed: bool,
    allowed: bool,
    mentioned: bool,
}

impl Evaluator {
    pub(super) fn add_group(&mut self, parent: GroupId, link: Link, closes: Closes) -> GroupId {
        let id = GroupId(u32::try_from(self.groups.len()).unwrap_or(u32::MAX));
        self.groups.push(Group {
            parent,
            link,
            closes,
            source: None,
        });
        id
    }

    /// Notes what reference made a group.
    pub(super) fn closed_by(&mut self, group: GroupId, source: ExprId) {
        self.groups[group.0 as usize].source = Some(source);
    }

    fn group(&self, id: GroupId) -> Group {
        self.groups[id.0 as usize]
    }

    /// Tells whether neither a group nor any around it closes.
    pub(super) fn closes_nothing(&self, mut group: GroupId) -> bool {
        while group != GroupId(0) {
            if self.group(group).closes != Closes::No {
                return false;
            }
            group = self.group(group).parent;
        }
        true
    }

    /// The tree of the groups active at a vertex, if any of them closes it.
    fn group_tree(&self, vertex: VertexId) -> Option<FxHashMap<GroupId, Node>> {
        let mut tree: FxHashMap<GroupId, Node> = FxHashMap::default();
        let mut closed = false;
        let family = self.family(vertex);
        for group in &self.state(vertex).groups {
            let mut at = *group;
            let mut below = None;
            loop {
                let known = tree.contains_key(&at);
                let node = tree.entry(at).or_default();
                node.children.extend(below);
                if known {
                    break;
                }
                node.closed = match self.group(at).closes {
                    Closes::No => false,
                    Closes::Deep => true,
                    Closes::Once(once) => self.family(once) == family,
                };
                closed |= node.closed;
                if at == GroupId(0) {
                    break;
                }
                below = Some(at);
                at = self.group(at).parent;
            }
        }
        closed.then_some(tree)
    }

    /// Tells whether the vertex refuses fields that it does not mention.
    pub(super) fn is_closed(&self, vertex: VertexId) -> bool {
        let Some(tree) = self.group_tree(vertex) else {
            return false;
        };
        !self
            .judge(&tree, GroupId(0), &[], &self.state(vertex).ellipses)
            .allowed
    }

    /// Reports the regular fields that the vertex does not allow.
    pub(super) fn check_closed(&mut self, vertex: VertexId) {
        let Some(tree) = self.group_tree(vertex) else {
            return;
        };
        let mut refused: Vec<(Label, VertexId)> = Vec::new();
        let mirrors = self.mirrors(vertex);
        for arc in &self.vertex(vertex).arcs {
            if !matches!(arc.kind, ArcKind::Member | ArcKind::Required) || !arc.label.is_string() {
                continue;
            }
            // what is missing comes first
            if matches!(self.vertex(arc.vertex).outcome, Outcome::Bottom(error) if !self.is_fatal(error))
            {
                continue;
            }
            let mut mentions: SmallVec<[GroupId; 8]> = SmallVec::new();
            mentions.extend(
                self.vertex(arc.vertex)
                    .conjuncts
                    .iter()
                    .filter(|conjunct| mirrors || !self.means_itself(conjunct, vertex, arc.label))
                    .map(|conjunct| conjunct.info.group),
            );
            if !self
                .judge(&tree, GroupId(0), &mentions, &self.state(vertex).ellipses)
                .allowed
            {
                refused.push((arc.label, arc.vertex));
            }
        }
        for (_, child) in refused {
            let mut error = Diagnostic::error(Code::NotAllowed, "field not allowed");
            error.path = self.path(child);
            for conjunct in &self.vertex(child).conjuncts {
                error = error.at(self.program.span(conjunct.expr), "");
            }
            let closing = tree
                .iter()
                .filter(|(_, node)| node.closed)
                .filter_map(|(id, _)| self.group(*id).source);
            if let Some(source) = closing.min() {
                error = error.at(self.program.span(source), "closed by this definition");
            }
            let error = self.record(ErrorKind::Fatal, error);
            self.state_mut(vertex).errors.push(error);
        }
    }

    /// Tells whether a vertex, or one around it, is nothing but a reference, so that there is nothing to be refused.
    fn mirrors(&self, vertex: VertexId) -> bool {
        let mut at = Some(vertex);
        while let Some(here) = at {
            let [only] = &self.vertex(here).conjuncts[..] else {
                return false;
            };
            if matches!(
                self.program.expr(only.expr),
                Expr::Field { .. } | Expr::Selector { .. }
            ) {
                return true;
            }
            at = self.vertex(here).parent;
        }
        false
    }

    /// Tells whether a conjunct of a field is a reference to that field, which does not count as mentioning it.
    fn means_itself(&self, conjunct: &Conjunct, vertex: VertexId, label: Label) -> bool {
        let Expr::Field { up, label: named } = self.program.expr(conjunct.expr) else {
            return false;
        };
        *named == label
            && matches!(
                self.env(self.env_up(conjunct.env, *up)).kind,
                EnvKind::Struct { vertex: owner, .. } if self.family(owner) == self.family(vertex)
            )
    }

    fn judge(
        &self,
        tree: &FxHashMap<GroupId, Node>,
        at: GroupId,
        mentions: &[GroupId],
        ellipses: &[GroupId],
    ) -> Verdict {
        let own = mentions.iter().chain(ellipses).any(|group| {
            *group == at || {
                // a mention in a group that is not active here counts for the nearest active one
                !tree.contains_key(group) && self.nearest(tree, *group) == at
            }
        });
        let mut verdict = Verdict {
            closed: false,
            allowed: own,
            mentioned: own,
        };
        let Some(node) = tree.get(&at) else {
            return verdict;
        };
        let (mut demands, mut embedded_closed) = (true, node.closed);
        let mut conjunct_closed = false;
        let mut offered = own;
        for child in &node.children {
            let below = self.judge(tree, *child, mentions, ellipses);
            verdict.mentioned |= below.mentioned;
            offered |= if below.closed {
                below.allowed
            } else {
                below.mentioned
            };
            if below.closed {
                match self.group(*child).link {
                    Link::Embedding => embedded_closed = true,
                    Link::Conjunct => {
                        conjunct_closed = true;
                        demands &= below.allowed;
                    }
                }
            }
        }
        verdict.closed = embedded_closed || conjunct_closed;
        verdict.allowed = demands && (offered || !embedded_closed);
        verdict
    }

    fn nearest(&self, tree: &FxHashMap<GroupId, Node>, group: GroupId) -> GroupId {
        let mut at = group;
        while !tree.contains_key(&at) && at != GroupId(0) {
            at = self.group(at).parent;
        }
        at
    }
}
