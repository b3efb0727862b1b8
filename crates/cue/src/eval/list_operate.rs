//! Arithmetic on lists, and slices.

use super::{Eval, Evaluator, env::EnvId, value::Val, vertex::VertexId};
use crate::{
    compile::ir::{ExprId, Scalar},
    diag::{Code, Diagnostic, Severity},
    kind::Kinds,
    syntax::ast::BinaryOp,
};

impl Evaluator {
    pub(super) fn list_arithmetic(
        &mut self,
        at: ExprId,
        op: BinaryOp,
        left: (ExprId, &Val),
        right: (ExprId, &Val),
    ) -> Eval<Option<Val>> {
        let list = |this: &Self, value: &Val| match value {
            Val::Vertex(vertex) if this.kinds_of(*vertex).within(Kinds::LIST) => Some(*vertex),
            _ => None,
        };
        let (a, b) = (list(self, left.1), list(self, right.1));
        let elements = match (op, a, b) {
            (BinaryOp::Add, Some(a), Some(b)) => {
                self.settle_list(a)?;
                self.settle_list(b)?;
                let mut elements = self.elements(a);
                elements.extend(self.elements(b));
                elements
            }
            (BinaryOp::Mul, Some(list), None) => self.repeat_list(at, list, right)?,
            (BinaryOp::Mul, None, Some(list)) => self.repeat_list(at, list, left)?,
            _ => return Ok(None),
        };
        let mut warning = Diagnostic::error(
            Code::ListArithmetic,
            "operators on lists were removed from the language",
        );
        warning.severity = Severity::Warning;
        let help = if op == BinaryOp::Add {
            "use list.Concat"
        } else {
            "use list.Repeat"
        };
        self.warnings
            .push(warning.at(self.program.span(at), "").with_help(help));
        if elements.len() > self.limits.elements {
            return Err(self.fatal(Code::Limit, at, "the list is too long"));
        }
        let made = self.list_of(&elements, at);
        let vertex = self.temporary(made, EnvId::ROOT);
        self.unify(vertex);
        Ok(Some(Val::Vertex(vertex)))
    }

    fn repeat_list(
        &mut self,
        at: ExprId,
        list: VertexId,
        count: (ExprId, &Val),
    ) -> Eval<Vec<VertexId>> {
        self.settle_list(list)?;
        if let Val::Vertex(vertex) = count.1 {
            self.needs_concrete(count.0, *vertex)?;
        }
        let scalar = self.scalar_operand(count.1.clone(), at, BinaryOp::IntDiv)?;
        let elements = self.elements(list);
        let times = match &scalar {
            Scalar::Number(number) if number.is_int() && !number.is_negative() => number.to_usize(),
            _ => {
                let message = format!(
                    "cannot repeat a list {} times",
                    super::value::display(&scalar)
                );
                return Err(self.fatal(Code::Type, at, message));
            }
        };
        let fits = times.filter(|times| {
            times
                .checked_mul(elements.len())
                .is_some_and(|length| length <= self.limits.elements)
        });
        match fits {
            Some(times) => Ok(elements.repeat(times)),
            None if elements.is_empty() => Ok(Vec::new()),
            None => Err(self.fatal(Code::Limit, at, "the repeated list is too long")),
        }
    }

    pub(super) fn slice(
        &mut self,
        at: ExprId,
        base: ExprId,
        low: Option<ExprId>,
        high: Option<ExprId>,
        env: EnvId,
    ) -> Eval<Val> {
        let value = self.evaluate_argument(base, env)?;
        let (length, list, bytes) = match value {
            Val::Scalar(Scalar::Bytes(bytes)) => (bytes.len(), None, Some(bytes)),
            Val::Vertex(vertex) if self.kinds_of(vertex).within(Kinds::LIST) => {
                self.settle_list(vertex)?;
                (self.list_length(vertex), Some(vertex), None)
            }
            _ => return Err(self.fatal(Code::Index, at, "only lists and bytes can be sliced")),
        };
        let mut ends = [0, length];
        for (end, expr) in ends.iter_mut().zip([low, high]) {
            let Some(expr) = expr else { continue };
            let scalar =
                self.concrete(expr, env, Kinds::INT, "a slice index must be an integer")?;
            let Scalar::Number(number) = scalar else {
                continue;
            };
            match number.to_usize().filter(|at| *at <= length) {
                Some(index) => *end = index,
                None => {
                    return Err(self.fatal(
                        Code::Index,
                        expr,
                        format!("slice index {number} out of range"),
                    ));
                }
            }
        }
        let [low, high] = ends;
        if low > high {
            return Err(self.fatal(
                Code::Index,
                at,
                format!("invalid slice index: {low} > {high}"),
            ));
        }
        if let Some(bytes) = bytes {
            return Ok(Val::Scalar(Scalar::Bytes(bytes[low..high].into())));
        }
        let elements = list.map(|list| self.elements(list)).unwrap_or_default();
        let made = self.list_of(&elements[low..high], at);
        let vertex = self.temporary(made, EnvId::ROOT);
        self.unify(vertex);
        Ok(Val::Vertex(vertex))
    }
}
