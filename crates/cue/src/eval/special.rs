//! Functions that must see values as they are, concrete or not.

use std::rc::Rc;

use super::{
    Eval, Evaluator, Stop,
    env::EnvId,
    value::Val,
    vertex::{ArcKind, Conjunct, Outcome, VertexId},
};
use crate::{
    builtin::{Function, Special},
    compile::ir::{Expr, ExprId, Scalar},
    diag::Code,
    kind::Kinds,
    num::Number,
};

impl Evaluator {
    pub(super) fn insert_special(
        &mut self,
        vertex: VertexId,
        conjunct: Conjunct,
        function: &'static Function,
        special: Special,
        args: &Rc<[ExprId]>,
        embedded: bool,
    ) -> Eval<()> {
        let Conjunct { expr, env, info } = conjunct;
        match special {
            Special::Len => {
                let length = self.length(args[0], env)?;
                self.insert_scalar(vertex, Scalar::Number(Number::from(length)), expr);
            }
            Special::Close => {
                let value = self.evaluate_argument(args[0], env)?;
                let kinds = match &value {
                    Val::Scalar(scalar) => scalar.kind(),
                    Val::Vertex(found) => self.kinds_of(*found),
                };
                if !kinds.within(Kinds::STRUCT) {
                    return Err(self.fatal(Code::Call, args[0], format!("cannot close {kinds}")));
                }
                if let Val::Vertex(found) = value
                    && !self.vertex(found).choices().is_empty()
                {
                    // of a disjunction the default is taken, as it is
                    let made = self.plain_copy(found, true, args[0]);
                    self.insert_made(vertex, made, info);
                    return Ok(());
                }
                let mut inner = info;
                inner.group = self.closing_group(vertex, info);
                self.insert(
                    vertex,
                    Conjunct {
                        expr: args[0],
                        env,
                        info: inner,
                    },
                    embedded,
                );
            }
            Special::And => {
                for element in self.list_argument(args[0], env)? {
                    let made = self
                        .program
                        .add(Expr::Vertex(element.0), self.program.span(expr));
                    self.insert_made(vertex, made, info);
                }
            }
            Special::Or => {
                let made = self.disjunction_of(args[0], expr, env)?;
                self.insert_made(vertex, made, info);
            }
            Special::Error => {
                // a message may name the value that it is about
                self.quiet += 1;
                let message = self.concrete(args[0], env, Kinds::STRING, "expected a string");
                self.quiet -= 1;
                let message = message?;
                let text = match message {
                    Scalar::String(text) => text.to_string(),
                    _ => String::new(),
                };
                return Err(self.fatal(Code::User, expr, text));
            }
            Special::ListConcat
            | Special::ListRepeat
            | Special::ListFlattenN
            | Special::ListSort
            | Special::ListSortStable
            | Special::ListDrop
            | Special::ListTake
            | Special::ListSlice
            | Special::ListReverse => {
                let elements = self.list_result(special, args, env, expr)?;
                if elements.len() > self.limits.elements {
                    return Err(self.fatal(Code::Limit, expr, "the list is too long"));
                }
                let made = self.list_of(&elements, expr);
                self.insert_made(vertex, made, info);
            }
            Special::ListIsSorted => {
                let elements = self.list_argument(args[0], env)?;
                let sorted = self.is_sorted(&elements, args[1], env, expr)?;
                self.insert_scalar(vertex, Scalar::Bool(sorted), expr);
            }
            _ => {
                let subject = self.target(args[0], env)?;
                let value = self.vertex_value(subject, args[0])?;
                let subject = match value {
                    Val::Vertex(found) => found,
                    Val::Scalar(_) => self.chosen(subject, args[0])?,
                };
                let kinds = self.kinds_of(subject);
                if !kinds.meets(function.params[0]) {
                    let message = format!("cannot use {kinds} as argument to `{}`", function.name);
                    return Err(self.fatal(Code::Call, expr, message));
                }
                let rest: Rc<[ExprId]> = args[1..].into();
                if special.is_minimum() {
                    self.int_argument(rest[0], env)?;
                }
                let counted =
                    matches!(special, Special::StructMinFields | Special::StructMaxFields);
                if counted && !kinds.within(Kinds::STRUCT) {
                    let message = format!("not concrete: {kinds}");
                    return Err(self.incomplete(Code::Incomplete, args[0], message));
                }
                let result = match self.validate_special(subject, special, &rest, env, expr) {
                    Err(Stop::Error(error)) if !self.is_fatal(error) && special.is_minimum() => {
                        false
                    }
                    other => other?,
                };
                self.insert_scalar(vertex, Scalar::Bool(result), expr);
            }
        }
        Ok(())
    }

    /// Makes the disjunction of a call of `or`, the same one for all copies that arms are tried with.
    fn disjunction_of(&mut self, arg: ExprId, expr: ExprId, env: EnvId) -> Eval<ExprId> {
        let list = match self.evaluate_argument(arg, env)? {
            Val::Vertex(list) => list,
            Val::Scalar(scalar) => return Err(self.no_list(&scalar, arg)),
        };
        let length = self.vertex(list).arcs.len();
        if let Some((of, made)) = self.made_arms.get(&(expr, env))
            && *of == (list, length)
            && matches!(self.vertex(list).outcome, Outcome::Value)
        {
            return Ok(*made);
        }
        let elements = self.list_elements(list, arg)?;
        if elements.is_empty() {
            let message = "empty list in call to `or`";
            return Err(self.incomplete(Code::EmptyDisjunction, expr, message));
        }
        let span = self.program.span(expr);
        let arms: Vec<(ExprId, bool)> = elements
            .into_iter()
            .map(|element| (self.program.add(Expr::Vertex(element.0), span), false))
            .collect();
        let made = self.program.add(Expr::Disjunction(arms.into()), span);
        let key = (expr, self.canonical_env(env));
        self.pick_keys.insert(made, key);
        let length = self.vertex(list).arcs.len();
        self.made_arms.insert((expr, env), ((list, length), made));
        Ok(made)
    }

    fn length(&mut self, arg: ExprId, env: EnvId) -> Eval<usize> {
        match self.evaluate_argument(arg, env)? {
            Val::Scalar(Scalar::String(text)) => Ok(text.len()),
            Val::Scalar(Scalar::Bytes(bytes)) => Ok(bytes.len()),
            Val::Scalar(other) => {
                let message = format!(
                    "invalid argument {} to `len`",
                    super::value::display(&other)
                );
                Err(self.fatal(Code::Call, arg, message))
            }
            Val::Vertex(found) => {
                let kinds = self.kinds_of(found);
                if kinds.within(Kinds::LIST) {
                    self.settle_list(found)?;
                    return Ok(self.list_length(found));
                }
                if kinds.within(Kinds::STRUCT) {
                    self.settle_list(found)?;
                    return Ok(self.field_count(found));
                }
                let allowed = Kinds::TEXT.or(Kinds::LIST).or(Kinds::STRUCT);
                Err(if kinds.meets(allowed) {
                    self.incomplete(Code::Incomplete, arg, format!("not concrete: {kinds}"))
                } else {
                    self.fatal(
                        Code::Call,
                        arg,
                        format!("invalid argument {kinds} to `len`"),
                    )
                })
            }
        }
    }

    pub(super) fn field_count(&self, vertex: VertexId) -> usize {
        let arcs = self.vertex(vertex).arcs.iter();
        arcs.filter(|arc| arc.kind == ArcKind::Member && arc.label.is_regular())
            .count()
    }
}
