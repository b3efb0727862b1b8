//! Environments: what the names of a conjunct refer to.

use super::{Evaluator, vertex::VertexId};
use crate::{compile::ir::ExprId, label::Label};

/// Number of an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct EnvId(pub(super) u32);

impl EnvId {
    /// The environment around all files.
    pub(super) const ROOT: Self = Self(0);
}

/// An environment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Env {
    pub(super) up: EnvId,
    pub(super) kind: EnvKind,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum EnvKind {
    /// Around everything.
    Root,
    /// A struct literal, or the value that has an alias, and the vertex it is part of.
    Struct { vertex: VertexId, expr: ExprId },
    /// A `for` or `let` clause.
    Bind {
        key: Label,
        value: VertexId,
        clause: ExprId,
    },
    /// A label that a pattern matched.
    Matched(Label),
}

impl Env {
    pub(super) fn root() -> Self {
        Self {
            up: EnvId::ROOT,
            kind: EnvKind::Root,
        }
    }

    pub(super) fn outer(vertex: VertexId) -> Self {
        Self {
            up: EnvId::ROOT,
            kind: EnvKind::Struct {
                vertex,
                expr: ExprId(u32::MAX),
            },
        }
    }
}

impl Evaluator {
    pub(super) fn add_env(&mut self, env: Env) -> EnvId {
        let id = EnvId(u32::try_from(self.envs.len()).unwrap_or(u32::MAX));
        self.envs.push(env);
        id
    }

    pub(super) fn env(&self, id: EnvId) -> Env {
        self.envs[id.0 as usize]
    }

    /// Returns the environment some levels outwards.
    pub(super) fn env_up(&self, mut env: EnvId, up: u32) -> EnvId {
        for _ in 0..up {
            env = self.env(env).up;
        }
        env
    }

    /// Returns a number that is the same for environments that arms of one disjunction open in the same place.
    pub(super) fn canonical_env(&mut self, id: EnvId) -> u32 {
        if id == EnvId::ROOT {
            return 0;
        }
        if let Some(number) = self.canonical_envs.get(&id) {
            return *number;
        }
        let env = self.env(id);
        let up = self.canonical_env(env.up);
        let (a, b) = match env.kind {
            EnvKind::Root => (0, 0),
            EnvKind::Struct { vertex, expr } => (self.canonical_vertex(vertex), expr.0),
            EnvKind::Bind { key, clause, .. } => (
                u32::MAX - clause.0,
                key.as_index()
                    .map_or(key.raw(), |i| u32::try_from(i).unwrap_or(0)),
            ),
            EnvKind::Matched(label) => (u32::MAX, label.raw()),
        };
        let next = u32::try_from(self.canonical.len() + 1).unwrap_or(u32::MAX);
        let number = *self.canonical.entry((a, b, up)).or_insert(next);
        self.canonical_envs.insert(id, number);
        number
    }

    /// Returns a number that is the same for the copies of a vertex, and for the values of one expression that is no field
    /// in environments that count as the same.
    fn canonical_vertex(&mut self, vertex: VertexId) -> u32 {
        let vertex = self.family(vertex);
        let Some(first) = self.vertex(vertex).conjuncts.first().copied() else {
            return vertex.0;
        };
        if self.temporaries.get(&(first.expr, first.env)) != Some(&vertex) {
            return vertex.0;
        }
        let around = self.canonical_env(first.env);
        let next = u32::try_from(self.canonical.len() + 1).unwrap_or(u32::MAX);
        let key = (u32::MAX, first.expr.0, around);
        // above the numbers of vertices
        1 << 31 | *self.canonical.entry(key).or_insert(next)
    }
}
