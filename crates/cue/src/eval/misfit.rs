//! Arms of disjunctions that need not be tried.
//!
//! An arm that is a scalar, or a struct with a literal field, often contradicts a literal that the vertex has. That is
//! seen without making a copy of the vertex.

use super::{
    Evaluator, FREE,
    env::EnvId,
    error::{ErrorId, ErrorKind},
    vertex::{ArcKind, Outcome, VertexId},
};
use crate::{
    compile::ir::{Decl, Expr, ExprId, Presence, Scalar},
    diag::{Code, Diagnostic},
};

/// A literal of an arm and one of the vertex that contradict each other.
pub(super) struct Misfit {
    arm: ExprId,
    own: ExprId,
    at: VertexId,
}

impl Evaluator {
    /// Finds a contradiction between an arm and what is written about a vertex already.
    pub(super) fn misfit(&mut self, id: VertexId, arm: ExprId, env: EnvId) -> Option<Misfit> {
        match self.program.expr(arm) {
            Expr::Lit(_) | Expr::Struct(_) => self.contradicts(id, arm),
            Expr::Vertex(number) => {
                let target = VertexId(*number);
                if self.state(id).scalar.is_none() || self.unify(target) != FREE {
                    return None;
                }
                let target = self.follow(target);
                let Outcome::Value = self.vertex(target).outcome else {
                    return None;
                };
                let (scalar, _) = self.state(target).scalar.as_ref()?;
                let (own, at) = self.state(id).scalar.as_ref()?;
                (!own.same(scalar)).then_some(Misfit {
                    arm,
                    own: *at,
                    at: id,
                })
            }
            Expr::Field { .. }
                if self.state(id).scalar.is_some() || !self.vertex(id).arcs.is_empty() =>
            {
                let target = self.target(arm, env).ok()?;
                let conjuncts = self.vertex(target).conjuncts.clone();
                conjuncts
                    .iter()
                    .find_map(|conjunct| self.contradicts(id, conjunct.expr))
            }
            _ => None,
        }
    }

    fn contradicts(&self, id: VertexId, arm: ExprId) -> Option<Misfit> {
        match self.program.expr(arm) {
            Expr::Lit(scalar) => {
                let (own, at) = self.state(id).scalar.as_ref()?;
                (!own.same(scalar)).then_some(Misfit {
                    arm,
                    own: *at,
                    at: id,
                })
            }
            Expr::Struct(literal) => literal.decls.iter().find_map(|decl| {
                let Decl::Field {
                    label,
                    presence: Presence::Member,
                    value,
                } = decl
                else {
                    return None;
                };
                let Expr::Lit(scalar) = self.program.expr(*value) else {
                    return None;
                };
                let arc = self
                    .arc(id, *label)
                    .filter(|arc| arc.kind == ArcKind::Member)?;
                let own = self.literal_of(arc.vertex, scalar)?;
                Some(Misfit {
                    arm: *value,
                    own,
                    at: arc.vertex,
                })
            }),
            _ => None,
        }
    }

    /// A literal among the conjuncts of a vertex that is another scalar.
    fn literal_of(&self, vertex: VertexId, scalar: &Scalar) -> Option<ExprId> {
        let mut conjuncts = self.vertex(vertex).conjuncts.iter();
        conjuncts
            .find(|conjunct| {
                matches!(self.program.expr(conjunct.expr), Expr::Lit(own) if !own.same(scalar))
            })
            .map(|conjunct| conjunct.expr)
    }

    /// Makes the error that trying the arm would have given.
    pub(super) fn misfit_error(&mut self, misfit: &Misfit) -> ErrorId {
        let shown = |this: &Self, expr: ExprId| match this.program.expr(expr) {
            Expr::Lit(scalar) => super::value::display(scalar),
            Expr::Vertex(number) => match &this.state(VertexId(*number)).scalar {
                Some((scalar, _)) => super::value::display(scalar),
                None => String::new(),
            },
            _ => match &this.state(misfit.at).scalar {
                Some((scalar, _)) => super::value::display(scalar),
                None => String::new(),
            },
        };
        let (own, arm) = (shown(self, misfit.own), shown(self, misfit.arm));
        let message = format!("conflicting values {own} and {arm}");
        let error = Diagnostic::error(Code::Conflict, message);
        let error = error.at(self.program.span(misfit.arm), arm);
        let mut error = error.at(self.program.span(misfit.own), own);
        error.path = self.path(misfit.at);
        self.record(ErrorKind::Fatal, error)
    }
}
