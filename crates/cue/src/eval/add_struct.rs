//! Adding struct literals: their fields, embeddings, comprehensions and patterns.

use super::{
    Evaluator, Stop,
    closed::{Closes, GroupId, Link},
    env::{Env, EnvId, EnvKind},
    task::{Task, TaskKind},
    vertex::{ArcKind, Conjunct, Info, Matcher, Pattern, VertexId},
};
use crate::{
    compile::ir::{Decl, Expr, ExprId, StructLit},
    diag::Code,
    kind::Kinds,
    label::Label,
};

impl Evaluator {
    /// Opens the environment of a struct literal at a vertex, once for each place it was written in.
    fn struct_env(&mut self, vertex: VertexId, expr: ExprId, env: EnvId) -> EnvId {
        if let Some(inner) = self.opened.get(&(vertex, expr, env)) {
            return *inner;
        }
        let inner = self.add_env(Env {
            up: env,
            kind: EnvKind::Struct { vertex, expr },
        });
        self.opened.insert((vertex, expr, env), inner);
        inner
    }

    pub(super) fn insert_struct(
        &mut self,
        vertex: VertexId,
        conjunct: Conjunct,
        literal: &StructLit,
        embedded: bool,
    ) {
        if !self.first_time(vertex, conjunct) {
            return;
        }
        let Conjunct {
            expr,
            env,
            mut info,
        } = conjunct;
        if self.vertex(vertex).level as usize > self.limits.depth {
            let message = format!("structs nested more than {} levels deep", self.limits.depth);
            let Stop::Error(error) = self.fatal(Code::Structural, expr, message) else {
                return;
            };
            self.state_mut(vertex).errors.push(error);
            return;
        }
        self.mark_non_cyclic(vertex, info);
        let state = self.state_mut(vertex);
        state.literal = true;
        if info.group != GroupId::ROOT
            && let Err(at) = state.groups.binary_search(&info.group)
        {
            state.groups.insert(at, info.group);
        }
        if literal.embeds && !literal.regular {
            self.state_mut(vertex).maybe_struct = true;
        } else {
            self.restrict(vertex, Kinds::STRUCT, expr);
        }
        if literal.embeds_groups {
            let link = if embedded || self.files.contains(&expr) {
                Link::Embedding
            } else {
                Link::Conjunct
            };
            info.group = self.add_group(info.group, link, Closes::No);
            // it is the newest of all
            self.state_mut(vertex).groups.push(info.group);
        }
        let env = self.struct_env(vertex, expr, env);
        let slot = self.add_slot(vertex, info.slot, Some((expr, env)));
        info.slot = 0;
        for decl in &literal.decls {
            match decl {
                Decl::Field {
                    label,
                    presence,
                    value,
                } => {
                    self.add_field(
                        vertex,
                        *label,
                        (*presence).into(),
                        Conjunct {
                            expr: *value,
                            env,
                            info,
                        },
                    );
                }
                Decl::Computed {
                    label,
                    presence,
                    value,
                } => {
                    let kind = TaskKind::Computed {
                        label: *label,
                        presence: *presence,
                        value: *value,
                    };
                    let info = Info { slot, ..info };
                    self.push_task(
                        vertex,
                        Task::new(
                            kind,
                            Conjunct {
                                expr: *value,
                                env,
                                info,
                            },
                            true,
                        ),
                    );
                }
                Decl::Pattern { label, value } => {
                    if let Expr::Kind(kinds) = self.program.expr(*label) {
                        if kinds.meets(Kinds::STRING) {
                            let pattern = Pattern {
                                matcher: Matcher::Any,
                                value: *value,
                                env,
                                info,
                            };
                            self.add_pattern(vertex, &pattern);
                        }
                        continue;
                    }
                    let kind = TaskKind::Pattern {
                        label: *label,
                        value: *value,
                    };
                    self.push_task(
                        vertex,
                        Task::new(
                            kind,
                            Conjunct {
                                expr: *value,
                                env,
                                info,
                            },
                            true,
                        ),
                    );
                }
                Decl::Embed(value) => {
                    let mut inner = info;
                    inner.slot = self.add_slot(vertex, slot, None);
                    if !matches!(
                        self.program.expr(*value),
                        Expr::Lit(_) | Expr::Kind(_) | Expr::List(_)
                    ) {
                        inner.group = self.add_group(info.group, Link::Embedding, Closes::No);
                    }
                    self.insert(
                        vertex,
                        Conjunct {
                            expr: *value,
                            env,
                            info: inner,
                        },
                        true,
                    );
                }
                Decl::Comprehension(value) => {
                    if let Expr::Comprehension(comprehension) = self.program.expr(*value) {
                        for label in comprehension
                            .labels
                            .clone()
                            .iter()
                            .flat_map(|labels| labels.iter())
                        {
                            self.reserve_arc(vertex, *label);
                        }
                    }
                    let slot = self.add_slot(vertex, slot, None);
                    let info = Info { slot, ..info };
                    self.insert(
                        vertex,
                        Conjunct {
                            expr: *value,
                            env,
                            info,
                        },
                        true,
                    );
                }
                Decl::Ellipsis => {
                    self.state_mut(vertex).ellipses.push(info.group);
                }
            }
        }
    }

    fn reserve_arc(&mut self, vertex: VertexId, label: Label) {
        let count = self.vertex(vertex).arcs.len();
        let child = self.ensure_arc(vertex, label, ArcKind::Pending);
        if count < self.vertex(vertex).arcs.len() {
            self.apply_patterns(vertex, label, child);
        }
    }
}
