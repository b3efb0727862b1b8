//! Sorting with a comparison that a program gives.

use std::cmp::Ordering;

use super::{
    Eval, Evaluator, Stop,
    bound::order,
    env::EnvId,
    value::Val,
    vertex::{ArcKind, Conjunct, VertexId},
};
use crate::{
    compile::ir::{Decl, Expr, ExprId, Presence, Scalar, StructLit},
    diag::Code,
    kind::Kinds,
};

impl Evaluator {
    /// Tells whether a value has a field `less`, so that lists can be sorted by it.
    pub(super) fn compares(&mut self, by: ExprId, env: EnvId) -> Eval<bool> {
        let Val::Vertex(found) = self.evaluate_argument(by, env)? else {
            return Ok(false);
        };
        let kinds = self.kinds_of(found);
        if !kinds.within(Kinds::STRUCT) {
            let message = format!("not concrete: {kinds}");
            return Err(self.incomplete(Code::Incomplete, by, message));
        }
        self.unify(found);
        let label = self.program.labels.string("less");
        let kind = self.arc(found, label).map(|arc| arc.kind);
        Ok(matches!(kind, Some(ArcKind::Member | ArcKind::Required)))
    }

    /// Tells whether no element is less than the one before it; one that cannot be compared is.
    pub(super) fn is_sorted(
        &mut self,
        elements: &[VertexId],
        by: ExprId,
        env: EnvId,
        at: ExprId,
    ) -> Eval<bool> {
        if !self.compares(by, env)? {
            return Ok(true);
        }
        for pair in elements.windows(2).rev() {
            match self.less(pair[1], pair[0], by, env, at) {
                Ok(false) => {}
                Ok(true) | Err(Stop::Error(_)) => return Ok(false),
                Err(stop @ Stop::Blocked(_)) => return Err(stop),
            }
        }
        Ok(true)
    }

    pub(super) fn sort(
        &mut self,
        elements: Vec<VertexId>,
        by: ExprId,
        env: EnvId,
        at: ExprId,
    ) -> Eval<Vec<VertexId>> {
        // merge sort: stable, and an error can end it
        if elements.len() < 2 {
            return Ok(elements);
        }
        let (left, right) = elements.split_at(elements.len() / 2);
        let left = self.sort(left.to_vec(), by, env, at)?;
        let right = self.sort(right.to_vec(), by, env, at)?;
        let mut merged = Vec::with_capacity(elements.len());
        let (mut i, mut j) = (0, 0);
        while i < left.len() && j < right.len() {
            if self.less(right[j], left[i], by, env, at)? {
                merged.push(right[j]);
                j += 1;
            } else {
                merged.push(left[i]);
                i += 1;
            }
        }
        merged.extend_from_slice(&left[i..]);
        merged.extend_from_slice(&right[j..]);
        Ok(merged)
    }

    /// Compares two numbers or two strings with one of the comparisons of the package.
    fn less_by_nature(
        &mut self,
        x: VertexId,
        y: VertexId,
        by: ExprId,
        at: ExprId,
    ) -> Eval<Option<bool>> {
        let values = &self.program.package_values;
        let is = |name| values.get(&("list", name)) == Some(&by);
        let less = match (is("Ascending"), is("Descending")) {
            (true, _) => Ordering::Less,
            (_, true) => Ordering::Greater,
            _ => return Ok(None),
        };
        let (x, y) = (self.vertex_value(x, at), self.vertex_value(y, at));
        let (Ok(Val::Scalar(x)), Ok(Val::Scalar(y))) = (x, y) else {
            // the error is that of the comparison
            return Ok(None);
        };
        self.step()?;
        let allowed = Kinds::NUMBER.or(Kinds::STRING);
        let order = order(&x, &y).filter(|_| x.kind().within(allowed));
        Ok(order.map(|order| order == less))
    }

    /// Compares two elements with a struct that has fields `x`, `y` and `less`.
    fn less(&mut self, x: VertexId, y: VertexId, by: ExprId, env: EnvId, at: ExprId) -> Eval<bool> {
        if let Some(less) = self.less_by_nature(x, y, by, at)? {
            return Ok(less);
        }
        let span = self.program.span(at);
        let mut literal = StructLit {
            regular: true,
            ..StructLit::default()
        };
        for (name, vertex) in [("x", x), ("y", y)] {
            let label = self.program.labels.string(name);
            let value = self.program.add(Expr::Vertex(vertex.0), span);
            literal.decls.push(Decl::Field {
                label,
                presence: Presence::Member,
                value,
            });
        }
        let operands = self.program.add(Expr::Struct(literal.into()), span);
        let probe = self.add_vertex(None, self.vertex(x).label);
        for (expr, env) in [(by, env), (operands, EnvId::ROOT)] {
            let conjunct = Conjunct {
                expr,
                env,
                info: super::vertex::Info::default(),
            };
            self.vertex_mut(probe).conjuncts.push(conjunct);
        }
        let label = self.program.labels.string("less");
        let less = self.lookup(probe, label, (at, EnvId::ROOT), false)?;
        match self.vertex_value(less, at)? {
            Val::Scalar(Scalar::Bool(less)) => Ok(less),
            Val::Vertex(less) if self.kinds_of(less).meets(Kinds::BOOL) => Ok(false),
            _ => Err(self.fatal(Code::Call, at, "the comparison has no bool in field `less`")),
        }
    }
}
