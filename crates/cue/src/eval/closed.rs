//! Closedness: which fields a vertex allows.
//!
//! Conjuncts belong to groups, a tree. A reference to a definition makes a closed group; a literal that embeds something
//! makes a group of its own, with the embeddings below it. A closed group demands of every field that one of its own
//! conjuncts mentions it. An embedded closed group demands that of the literal around it instead, so that the literal
//! can add fields; two closed groups side by side must both agree.

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

impl GroupId {
    /// The group of what is in no other.
    pub(super) const ROOT: Self = Self(0);
}

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
            parent: GroupId::ROOT,
            link: Link::Conjunct,
            closes: Closes::No,
            source: None,
        }
    }
}

struct Node {
    group: GroupId,
    children: SmallVec<[GroupId; 4]>,
    closed: bool,
}

/// The groups active at a vertex, with all around them; sorted.
struct Tree(SmallVec<[Node; 8]>);

impl Tree {
    fn place(&self, group: GroupId) -> Option<usize> {
        self.0.binary_search_by_key(&group, |node| node.group).ok()
    }
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
        while group != GroupId::ROOT {
            if self.group(group).closes != Closes::No {
                return false;
            }
            group = self.group(group).parent;
        }
        true
    }

    /// The tree of the groups active at a vertex, if any of them closes it.
    fn group_tree(&self, vertex: VertexId) -> Option<Tree> {
        let family = self.family(vertex);
        let closes = |group: GroupId| match self.group(group).closes {
            Closes::No => false,
            Closes::Deep => true,
            Closes::Once(once) => self.family(once) == family,
        };
        let mut active: SmallVec<[GroupId; 16]> = SmallVec::new();
        let mut many = 1 << 10;
        for group in &self.state(vertex).groups {
            let mut at = *group;
            while at != GroupId::ROOT {
                active.push(at);
                at = self.group(at).parent;
            }
            if active.len() > many {
                // most of them again and again
                active.sort_unstable();
                active.dedup();
                many = many.max(2 * active.len());
            }
        }
        if !active.iter().any(|group| closes(*group)) {
            return None;
        }
        active.push(GroupId::ROOT);
        active.sort_unstable();
        active.dedup();
        let nodes = active.iter().map(|group| Node {
            group: *group,
            children: SmallVec::new(),
            closed: closes(*group),
        });
        let mut tree = Tree(nodes.collect());
        for group in active.into_iter().skip(1) {
            if let Some(parent) = tree.place(self.group(group).parent) {
                tree.0[parent].children.push(group);
            }
        }
        Some(tree)
    }

    /// The ellipses of a vertex, each as the nearest active group.
    fn open_groups(&self, tree: &Tree, vertex: VertexId) -> SmallVec<[GroupId; 8]> {
        let ellipses = self.state(vertex).ellipses.iter();
        ellipses.map(|group| self.nearest(tree, *group)).collect()
    }

    /// Tells whether the vertex refuses fields that it does not mention.
    pub(super) fn is_closed(&self, vertex: VertexId) -> bool {
        let Some(tree) = self.group_tree(vertex) else {
            return false;
        };
        let mentions = self.open_groups(&tree, vertex);
        !self.judge(&tree, GroupId::ROOT, &mentions).allowed
    }

    /// Reports the regular fields that the vertex does not allow.
    pub(super) fn check_closed(&mut self, vertex: VertexId) {
        let Some(tree) = self.group_tree(vertex) else {
            return;
        };
        let open = self.open_groups(&tree, vertex);
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
            let mut mentions = open.clone();
            mentions.extend(
                self.vertex(arc.vertex)
                    .conjuncts
                    .iter()
                    .filter(|conjunct| mirrors || !self.means_itself(conjunct, vertex, arc.label))
                    .map(|conjunct| self.nearest(&tree, conjunct.info.group)),
            );
            if !self.judge(&tree, GroupId::ROOT, &mentions).allowed {
                refused.push((arc.label, arc.vertex));
            }
        }
        for (_, child) in refused {
            let mut error = Diagnostic::error(Code::NotAllowed, "field not allowed");
            error.path = self.path(child);
            for conjunct in &self.vertex(child).conjuncts {
                error = error.at(self.program.span(conjunct.expr), "");
            }
            let closing = tree.0.iter().filter(|node| node.closed);
            let closing = closing.filter_map(|node| self.group(node.group).source);
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

    fn judge(&self, tree: &Tree, at: GroupId, mentions: &[GroupId]) -> Verdict {
        let own = mentions.contains(&at);
        let mut verdict = Verdict {
            closed: false,
            allowed: own,
            mentioned: own,
        };
        let Some(place) = tree.place(at) else {
            return verdict;
        };
        let node = &tree.0[place];
        let (mut demands, mut embedded_closed) = (true, node.closed);
        let mut conjunct_closed = false;
        let mut offered = own;
        for child in &node.children {
            let below = self.judge(tree, *child, mentions);
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

    /// A mention in a group that is not active counts for the nearest active one around it.
    fn nearest(&self, tree: &Tree, group: GroupId) -> GroupId {
        let mut at = group;
        while at != GroupId::ROOT && tree.place(at).is_none() {
            at = self.group(at).parent;
        }
        at
    }
}
