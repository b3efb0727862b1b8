//! What a value that is not known in full still waits for.

use super::{
    Evaluator,
    vertex::{ArcKind, VertexId},
};
use crate::{
    compile::ir::{Decl, Expr},
    label::Label,
};

impl Evaluator {
    /// The fields of a vertex in the order of export.
    pub fn arcs_in_order(&self, vertex: VertexId) -> Vec<(Label, ArcKind, VertexId)> {
        let arcs = self.ordered(vertex).into_iter();
        arcs.map(|arc| (arc.label, arc.kind, arc.vertex)).collect()
    }

    /// The texts of the expressions that a vertex is made of; a variable counts for what it stands for.
    pub fn expressions(&mut self, vertex: VertexId) -> Vec<String> {
        let mut texts = Vec::new();
        for conjunct in self.vertex(vertex).conjuncts.clone() {
            let bound = matches!(
                self.program.expr(conjunct.expr),
                Expr::Bind { .. } | Expr::Let { .. }
            );
            match self.target(conjunct.expr, conjunct.env) {
                Ok(target) if bound && target != vertex => texts.extend(self.expressions(target)),
                _ => texts.push(self.program.text(self.program.span(conjunct.expr))),
            }
        }
        texts
    }

    /// The comprehensions of a struct that cannot tell yet what they add.
    pub fn waiting_comprehensions(&mut self, vertex: VertexId) -> Vec<String> {
        if self.own_error(vertex).is_none() {
            return Vec::new();
        }
        let mut waiting = Vec::new();
        for (literal, _, env) in self.state(vertex).opened.clone() {
            let Expr::Struct(literal) = self.program.expr(literal).clone() else {
                continue;
            };
            for decl in &literal.decls {
                let Decl::Comprehension(expr) = *decl else {
                    continue;
                };
                let Expr::Comprehension(comprehension) = self.program.expr(expr).clone() else {
                    continue;
                };
                if self.iterate(&comprehension, expr, env).is_err() {
                    let mut span = self.program.span(expr);
                    span.end = self.program.span(comprehension.body).end;
                    waiting.push(self.program.text(span));
                }
            }
        }
        waiting
    }
}
