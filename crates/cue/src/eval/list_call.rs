//! Functions on lists: their arguments, and the lists that they make.

use super::{Eval, Evaluator, Stop, env::EnvId, value::Val, vertex::VertexId};
use crate::{
    builtin::Special,
    compile::ir::{ExprId, Scalar},
    diag::Code,
    kind::Kinds,
};

impl Evaluator {
    /// The elements of a list argument.
    pub(super) fn list_argument(&mut self, arg: ExprId, env: EnvId) -> Eval<Vec<VertexId>> {
        match self.evaluate_argument(arg, env)? {
            Val::Vertex(found) => self.list_elements(found, arg),
            Val::Scalar(scalar) => Err(self.no_list(&scalar, arg)),
        }
    }

    pub(super) fn no_list(&mut self, found: &Scalar, arg: ExprId) -> Stop {
        let message = format!("expected a list, found {}", super::value::display(found));
        self.fatal(Code::Call, arg, message)
    }

    pub(super) fn list_elements(&mut self, found: VertexId, arg: ExprId) -> Eval<Vec<VertexId>> {
        let kinds = self.kinds_of(found);
        if kinds.within(Kinds::LIST) {
            self.settle_list(found)?;
            return Ok(self.elements(found));
        }
        Err(if kinds.meets(Kinds::LIST) {
            self.incomplete(Code::Incomplete, arg, format!("not concrete: {kinds}"))
        } else {
            self.fatal(Code::Call, arg, format!("expected a list, found {kinds}"))
        })
    }

    pub(super) fn int_argument(&mut self, arg: ExprId, env: EnvId) -> Eval<i64> {
        match self.concrete(arg, env, Kinds::INT, "expected an integer")? {
            Scalar::Number(number) => match number.to_i64() {
                Some(value) => Ok(value),
                None => Err(self.fatal(Code::Call, arg, format!("integer {number} is too large"))),
            },
            _ => Err(self.fatal(Code::Call, arg, "expected an integer")),
        }
    }

    fn index_argument(&mut self, arg: ExprId, env: EnvId) -> Eval<usize> {
        let value = self.int_argument(arg, env)?;
        match usize::try_from(value) {
            Ok(index) => Ok(index),
            Err(_) => Err(self.fatal(Code::Call, arg, format!("negative index {value}"))),
        }
    }

    pub(super) fn list_result(
        &mut self,
        special: Special,
        args: &[ExprId],
        env: EnvId,
        at: ExprId,
    ) -> Eval<Vec<VertexId>> {
        if special == Special::ListFlattenN {
            let depth = match self.evaluate_argument(args[0], env)? {
                Val::Vertex(_) => self.int_argument(args[1], env)?,
                Val::Scalar(scalar) => {
                    let message = format!(
                        "cannot use value {} as list",
                        super::value::display(&scalar)
                    );
                    return Err(self.fatal(Code::Call, at, message));
                }
            };
            let elements = self.list_argument(args[0], env)?;
            let mut flat = Vec::new();
            self.flatten(&elements, depth, &mut flat, at)?;
            return Ok(flat);
        }
        let mut elements = self.list_argument(args[0], env)?;
        match special {
            Special::ListConcat => {
                let mut all = Vec::new();
                for list in elements {
                    match self.vertex_value(list, args[0])? {
                        Val::Vertex(found) => all.extend(self.list_elements(found, args[0])?),
                        Val::Scalar(scalar) => {
                            let message = format!(
                                "expected a list, found {}",
                                super::value::display(&scalar)
                            );
                            return Err(self.fatal(Code::Call, args[0], message));
                        }
                    }
                }
                Ok(all)
            }
            Special::ListRepeat => {
                let count = self.index_argument(args[1], env)?;
                if count
                    .checked_mul(elements.len())
                    .is_none_or(|length| length > self.limits.elements)
                {
                    return Err(self.fatal(Code::Limit, at, "the repeated list is too long"));
                }
                Ok(elements.repeat(count))
            }
            Special::ListDrop => {
                let count = self.index_argument(args[1], env)?.min(elements.len());
                Ok(elements.split_off(count))
            }
            Special::ListTake => {
                let count = self.index_argument(args[1], env)?;
                elements.truncate(count);
                Ok(elements)
            }
            Special::ListSlice => {
                let (low, high) = (
                    self.index_argument(args[1], env)?,
                    self.index_argument(args[2], env)?,
                );
                if low > high || high > elements.len() {
                    return Err(self.fatal(
                        Code::Index,
                        at,
                        format!("slice bounds out of range [{low}:{high}]"),
                    ));
                }
                Ok(elements[low..high].to_vec())
            }
            Special::ListReverse => {
                elements.reverse();
                Ok(elements)
            }
            _ => {
                if !self.compares(args[1], env)? {
                    let message = "the comparison has no field `less`";
                    return Err(self.incomplete(Code::Call, args[1], message));
                }
                self.sort(elements, args[1], env, at)
            }
        }
    }

    fn flatten(
        &mut self,
        elements: &[VertexId],
        depth: i64,
        flat: &mut Vec<VertexId>,
        at: ExprId,
    ) -> Eval<()> {
        self.step()?;
        for element in elements {
            let nested = match self.vertex_value(*element, at)? {
                Val::Vertex(found) if self.kinds_of(found).within(Kinds::LIST) => Some(found),
                _ => None,
            };
            match nested {
                Some(list) if depth != 0 => {
                    let inner = self.list_elements(list, at)?;
                    stacker::maybe_grow(96 << 10, 1 << 20, || {
                        self.flatten(&inner, depth - 1, flat, at)
                    })?;
                }
                _ => flat.push(*element),
            }
        }
        Ok(())
    }
}
