//! What a value that is not known in full still waits for.

use super::{
    Evaluator,
    env::EnvId,
    value::Val,
    vertex::{ArcKind, VertexId},
};
use crate::{
    compile::ir::{Decl, Expr, ExprId},
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

    /// The declarations of a struct that cannot tell yet what they add, as written.
    pub fn waiting_declarations(&mut self, vertex: VertexId) -> Vec<String> {
        if self.own_error(vertex).is_none() {
            return Vec::new();
        }
        let mut waiting = Vec::new();
        for (literal, env) in self.literals(vertex) {
            let Expr::Struct(literal) = self.program.expr(literal).clone() else {
                continue;
            };
            for decl in &literal.decls {
                match *decl {
                    Decl::Comprehension(expr) => {
                        waiting.extend(self.waiting_comprehension(expr, env));
                    }
                    Decl::Computed { label, value, .. }
                        if !matches!(self.evaluate(label, env), Ok(Val::Scalar(_))) =>
                    {
                        let [label, value] =
                            [label, value].map(|it| self.program.text(self.program.span(it)));
                        let quoted = label.starts_with(['"', '#']);
                        let label = if quoted { label } else { format!("({label})") };
                        waiting.push(format!("{label}: {value}"));
                    }
                    _ => {}
                }
            }
        }
        waiting
    }

    fn waiting_comprehension(&mut self, expr: ExprId, env: EnvId) -> Option<String> {
        let Expr::Comprehension(comprehension) = self.program.expr(expr).clone() else {
            return None;
        };
        self.iterate(&comprehension, expr, env).err()?;
        let mut span = self.program.span(expr);
        span.end = self.program.span(comprehension.body).end;
        Some(self.program.text(span))
    }
}
