//! Equality as `==` sees it.

use super::{Eval, Evaluator, value::Val, vertex::VertexId};
use crate::{
    compile::ir::{ExprId, Scalar},
    diag::Code,
    kind::Kinds,
};

impl Evaluator {
    /// Compares two values with `==`.
    pub(super) fn equal(
        &mut self,
        at: ExprId,
        left: (ExprId, &Val),
        right: (ExprId, &Val),
    ) -> Eval<bool> {
        match (left.1, right.1) {
            (Val::Scalar(a), Val::Scalar(b)) => {
                let null = matches!(a, Scalar::Null) || matches!(b, Scalar::Null);
                let numbers = a.kind().meets(Kinds::NUMBER) && b.kind().meets(Kinds::NUMBER);
                if !null && !numbers && a.kind() != b.kind() {
                    let message = format!(
                        "cannot compare {} and {}",
                        super::value::display(a),
                        super::value::display(b)
                    );
                    return Err(self.fatal(Code::Type, at, message));
                }
                Ok(a.equal(b))
            }
            (Val::Scalar(scalar), Val::Vertex(vertex)) => {
                self.equal_mixed(at, scalar, *vertex, right.0)
            }
            (Val::Vertex(vertex), Val::Scalar(scalar)) => {
                self.equal_mixed(at, scalar, *vertex, left.0)
            }
            (Val::Vertex(a), Val::Vertex(b)) => {
                let (x, y) = (self.kinds_of(*a), self.kinds_of(*b));
                if x.within(Kinds::LIST) && y.within(Kinds::LIST) {
                    for (expr, list, kinds) in [(left.0, *a, x), (right.0, *b, y)] {
                        if self.is_condition(list) {
                            let message = format!("not concrete: {kinds}");
                            return Err(self.incomplete(Code::Incomplete, expr, message));
                        }
                    }
                    return self.equal_lists(at, *a, *b);
                }
                self.needs_concrete(left.0, *a)?;
                self.needs_concrete(right.0, *b)?;
                Err(self.fatal(Code::Type, at, format!("cannot compare {x} and {y}")))
            }
        }
    }

    /// Compares two values of any kinds with `==`; those of different kinds differ.
    pub(super) fn equal_all(
        &mut self,
        at: ExprId,
        left: (ExprId, &Val),
        right: (ExprId, &Val),
    ) -> Eval<bool> {
        let known = |this: &Self, value: &Val| match value {
            Val::Scalar(_) => true,
            Val::Vertex(vertex) => {
                let kinds = this.kinds_of(*vertex);
                kinds.within(Kinds::STRUCT) || kinds.within(Kinds::LIST)
            }
        };
        if !known(self, left.1) || !known(self, right.1) {
            return self.equal(at, left, right);
        }
        if let (Val::Scalar(a), Val::Scalar(b)) = (left.1, right.1) {
            return Ok(a.equal(b));
        }
        let (a, b) = (
            self.value_data(left.1.clone(), left.0)?,
            self.value_data(right.1.clone(), right.0)?,
        );
        Ok(super::distinct::same_data(&a, &b))
    }

    fn equal_mixed(
        &mut self,
        at: ExprId,
        scalar: &Scalar,
        vertex: VertexId,
        expr: ExprId,
    ) -> Eval<bool> {
        self.needs_concrete(expr, vertex)?;
        if matches!(scalar, Scalar::Null) {
            return Ok(false);
        }
        let kinds = self.kinds_of(vertex);
        let message = format!(
            "cannot compare {} and {kinds}",
            super::value::display(scalar)
        );
        Err(self.fatal(Code::Type, at, message))
    }

    fn equal_lists(&mut self, at: ExprId, a: VertexId, b: VertexId) -> Eval<bool> {
        for list in [a, b] {
            self.value_data(Val::Vertex(list), at)?;
        }
        let (x, y) = (self.elements(a), self.elements(b));
        if x.len() != y.len() {
            return Ok(false);
        }
        for (x, y) in x.into_iter().zip(y) {
            let (x, y) = (self.vertex_value(x, at)?, self.vertex_value(y, at)?);
            if let (Val::Vertex(x), Val::Vertex(y)) = (&x, &y)
                && self.kinds_of(*x).within(Kinds::STRUCT)
                && self.kinds_of(*y).within(Kinds::STRUCT)
            {
                let (x, y) = (
                    self.value_data(Val::Vertex(*x), at)?,
                    self.value_data(Val::Vertex(*y), at)?,
                );
                if !super::distinct::same_data(&x, &y) {
                    return Ok(false);
                }
                continue;
            }
            let kinds = |this: &Self, value: &Val| match value {
                Val::Scalar(scalar) => scalar.kind(),
                Val::Vertex(vertex) => this.kinds_of(*vertex),
            };
            if !kinds(self, &x).meets(kinds(self, &y)) {
                return Ok(false);
            }
            if !self.equal(at, (at, &x), (at, &y))? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
