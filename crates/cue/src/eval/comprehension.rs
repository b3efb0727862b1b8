//! Comprehensions: the environments in which a body is to be inserted.

use super::{
    Eval, Evaluator, FREE, Stop,
    env::{Env, EnvId, EnvKind},
    value::Val,
    vertex::{ArcKind, Outcome, VertexId},
};
use crate::{
    compile::ir::{Clause, Comprehension, ExprId, Scalar},
    diag::Code,
    kind::Kinds,
    label::Label,
};

impl Evaluator {
    /// Evaluates the clauses; returns one environment for each time the body counts.
    pub(super) fn iterate(
        &mut self,
        comprehension: &Comprehension,
        at: ExprId,
        env: EnvId,
    ) -> Eval<Vec<EnvId>> {
        let mut envs = Vec::new();
        self.clauses(&comprehension.clauses, at, env, &mut envs)?;
        Ok(envs)
    }

    fn clauses(
        &mut self,
        clauses: &[Clause],
        at: ExprId,
        env: EnvId,
        envs: &mut Vec<EnvId>,
    ) -> Eval<()> {
        self.step()?;
        let Some((clause, rest)) = clauses.split_first() else {
            if envs.len() >= self.limits.elements {
                return Err(self.fatal(Code::Limit, at, "the comprehension yields too much"));
            }
            envs.push(env);
            return Ok(());
        };
        match *clause {
            Clause::If(condition) => {
                let value =
                    self.concrete(condition, env, Kinds::BOOL, "a condition must be a bool")?;
                if matches!(value, Scalar::Bool(true)) {
                    self.clauses(rest, at, env, envs)?;
                }
            }
            Clause::Let(value) => {
                let value = self.temporary(value, env);
                let kind = EnvKind::Bind {
                    key: Label::index(0),
                    value,
                    clause: at,
                };
                let env = self.add_env(Env { up: env, kind });
                self.clauses(rest, at, env, envs)?;
            }
            Clause::For { source, .. } => {
                for (key, value) in self.source(source, env)? {
                    let kind = EnvKind::Bind {
                        key,
                        value,
                        clause: source,
                    };
                    let env = self.add_env(Env { up: env, kind });
                    self.clauses(rest, at, env, envs)?;
                }
            }
        }
        Ok(())
    }

    fn source(&mut self, source: ExprId, env: EnvId) -> Eval<Vec<(Label, VertexId)>> {
        let found = match self.evaluate(source, env)? {
            Val::Vertex(vertex) => vertex,
            Val::Scalar(scalar) => {
                let message = format!("cannot iterate over {}", super::value::display(&scalar));
                return Err(self.fatal(Code::Type, source, message));
            }
        };
        let low = self.unify(found);
        if low != FREE {
            let vertex = self.vertex(found);
            if vertex.depth == FREE || !vertex.state.frozen {
                return Err(Stop::Blocked(low));
            }
            let known = self.state(found).length.is_some();
            if self.kinds_of(found).within(Kinds::LIST) && !known {
                return Err(Stop::Error(self.cycle(found)));
            }
        } else if let Outcome::Bottom(error) = self.vertex(found).outcome {
            return Err(Stop::Error(error));
        }
        let low = self.open_low(found);
        if low != FREE {
            return Err(Stop::Blocked(low));
        }
        let kinds = self.kinds_of(found);
        if !kinds.meets(Kinds::STRUCT.or(Kinds::LIST)) {
            return Err(self.fatal(Code::Type, source, format!("cannot iterate over {kinds}")));
        }
        let concrete = kinds.within(Kinds::STRUCT) || kinds.within(Kinds::LIST);
        if !concrete || self.is_condition(found) {
            return Err(self.incomplete(
                Code::Incomplete,
                source,
                format!("cannot iterate over {kinds} yet"),
            ));
        }
        self.iterated.push(found);
        let mut items = Vec::new();
        for arc in &self.vertex(found).arcs {
            match arc.kind {
                ArcKind::Member if arc.label.is_regular() => items.push((arc.label, arc.vertex)),
                ArcKind::Required if arc.label.is_regular() => {
                    let name = self.program.labels.display(arc.label);
                    return Err(self.incomplete(
                        Code::Required,
                        source,
                        format!("field is required but not present: {name}"),
                    ));
                }
                _ => {}
            }
        }
        if kinds.within(Kinds::LIST) {
            items.sort_by_key(|(label, _)| label.as_index());
        }
        Ok(items)
    }
}
