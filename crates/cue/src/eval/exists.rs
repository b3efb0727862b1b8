//! Existence tests: `x != _|_` and `x == _|_`.

use super::{
    Eval, Evaluator, FREE, Stop,
    defaults::Mode,
    env::EnvId,
    error::ErrorKind,
    vertex::{Outcome, VertexId},
};
use crate::{
    compile::ir::{Expr, ExprId},
    diag::Code,
    kind::Kinds,
};

impl Evaluator {
    /// Tells whether an expression has a value, in the sense of a comparison with `_|_`.
    pub(super) fn exists(&mut self, expr: ExprId, env: EnvId) -> Eval<bool> {
        let simple = matches!(
            self.program.expr(expr),
            Expr::Negate(_)
                | Expr::Plus(_)
                | Expr::Not(_)
                | Expr::Binary { .. }
                | Expr::Exists { .. }
                | Expr::Interpolation { .. }
                | Expr::Lit(_)
                | Expr::MatchedLabel { .. }
                | Expr::Bind { slot: 0, .. }
        );
        if simple {
            return match self.evaluate(expr, env) {
                Ok(_) => Ok(true),
                Err(Stop::Error(error)) if self.error_kind(error) != ErrorKind::Cycle => Ok(false),
                Err(blocked) => Err(blocked),
            };
        }
        let vertex = match self.target(expr, env) {
            Ok(vertex) => vertex,
            Err(Stop::Error(error)) if self.error_kind(error) != ErrorKind::Cycle => {
                return Ok(false);
            }
            Err(blocked) => return Err(blocked),
        };
        self.not_around(vertex, expr)?;
        self.vertex_exists(vertex)
    }

    /// Refuses a test of a struct or list that the test is part of.
    fn not_around(&mut self, vertex: VertexId, at: ExprId) -> Eval<()> {
        let held = self.follow(vertex);
        let state = self.state(held);
        let known = state.kinds().within(Kinds::STRUCT.or(Kinds::LIST))
            || state.frozen && state.maybe_struct;
        let open = self.vertex(held).depth != FREE || self.vertex(held).finishing;
        if known && open {
            let message = "a test of a value depends on the value itself";
            return Err(self.incomplete(Code::Cycle, at, message));
        }
        Ok(())
    }

    fn vertex_exists(&mut self, vertex: VertexId) -> Eval<bool> {
        let low = self.unify(vertex);
        if low == FREE {
            self.finish(vertex);
        }
        let outcome = self.vertex(vertex).outcome.clone();
        match outcome {
            Outcome::Bottom(_) => return Ok(false),
            Outcome::Arms(arms) => {
                let mut defaults = arms.iter().filter(|arm| arm.mode == Mode::Is);
                return match (defaults.next(), defaults.next()) {
                    (Some(arm), None) => self.vertex_exists(arm.vertex),
                    (None, _) if arms.len() == 1 => self.vertex_exists(arms[0].vertex),
                    _ => Ok(true),
                };
            }
            Outcome::Value | Outcome::Open => {}
        }
        let state = self.state(vertex);
        if state.scalar.is_some() {
            return Ok(true);
        }
        let kinds = state.kinds();
        if low != FREE {
            if kinds.within(Kinds::STRUCT.or(Kinds::LIST)) {
                return Ok(true);
            }
            if self.vertex(vertex).depth != FREE && state.frozen {
                return Ok(true);
            }
            return Err(Stop::Blocked(low));
        }
        Ok(kinds.meets(Kinds::STRUCT.or(Kinds::LIST)))
    }
}
