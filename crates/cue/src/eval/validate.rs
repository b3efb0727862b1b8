//! Validators that must see values as they are: on lists and structs, on schemas, and on text.

use std::rc::Rc;

use super::{
    Eval, Evaluator, FREE, Stop,
    call::Fit,
    distinct::same_data,
    env::EnvId,
    error::ErrorKind,
    vertex::{Conjunct, Outcome, VertexId},
};
use crate::{
    builtin::{Function, Run, Special},
    compile::ir::{Expr, ExprId, Scalar},
    diag::{Code, Diagnostic},
    num::Number,
};

impl Evaluator {
    /// Decides a condition on a struct or list, or on any value.
    pub(super) fn validate_special(
        &mut self,
        vertex: VertexId,
        special: Special,
        args: &Rc<[ExprId]>,
        env: EnvId,
        at: ExprId,
    ) -> Eval<bool> {
        match special {
            Special::ListMinItems
            | Special::StructMinFields
            | Special::ListMaxItems
            | Special::StructMaxFields => {
                let limit = self.int_argument(args[0], env)?;
                let list = matches!(special, Special::ListMinItems | Special::ListMaxItems);
                let count = if list {
                    self.list_length(vertex)
                } else {
                    self.field_count(vertex)
                };
                let count = i64::try_from(count).unwrap_or(i64::MAX);
                let least = matches!(special, Special::ListMinItems | Special::StructMinFields);
                if !least {
                    return Ok(count <= limit);
                }
                let open = if list {
                    self.is_open_list(vertex)
                } else {
                    !self.is_closed(vertex)
                };
                if count < limit && open {
                    let message = format!("has {count} elements or fields, needs at least {limit}");
                    let error =
                        Diagnostic::error(Code::Incomplete, message).at(self.program.span(at), "");
                    return Err(Stop::Error(self.record(ErrorKind::Incomplete, error)));
                }
                Ok(count >= limit)
            }
            Special::ListUniqueItems => {
                let elements = self.list_elements(vertex, at)?;
                self.all_differ(&elements, at)
            }
            Special::ListContains => {
                let elements = self.list_elements(vertex, at)?;
                let wanted = self.data(args[0], env)?;
                for element in elements {
                    let element = self.some_data(element, at)?;
                    if element.is_some_and(|element| same_data(&element, &wanted)) {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Special::MatchN => {
                let (mut count, mut open) = (0_i64, 0_i64);
                for element in self.list_argument(args[1], env)? {
                    let with = self
                        .program
                        .add(Expr::Vertex(element.0), self.program.span(at));
                    let fit = self.meets(vertex, with, EnvId::ROOT, at)?;
                    count += i64::from(fit == Fit::Yes);
                    open += i64::from(fit == Fit::NotYet);
                }
                if self.count_fits(count, args[0], env, at)? {
                    return Ok(true);
                }
                for more in 1..=open {
                    if self.count_fits(count + more, args[0], env, at)? {
                        let message = format!("meets {count} of the schemas so far");
                        return Err(self.incomplete(Code::Incomplete, at, message));
                    }
                }
                Ok(false)
            }
            Special::ListIsSorted => {
                let elements = self.list_elements(vertex, at)?;
                self.is_sorted(&elements, args[0], env, at)
            }
            Special::ListMatchN => {
                if let Err(Stop::Error(error)) = self.evaluate_argument(args[1], env)
                    && self.diagnostic(error).code != Code::Ambiguous
                {
                    return Err(Stop::Error(error));
                }
                let mut count = 0_i64;
                for element in self.list_elements(vertex, at)? {
                    count += i64::from(self.unifies(element, args[1], env, at)?);
                }
                let fits = self.count_fits(count, args[0], env, at)?;
                let state = self.state(vertex);
                if !fits && state.length.is_none() && state.tails.is_empty() {
                    return Err(self.incomplete(Code::Incomplete, at, "not a list yet"));
                }
                Ok(fits)
            }
            Special::MatchIf => {
                let branch = if self.unifies(vertex, args[0], env, at)? {
                    args[1]
                } else {
                    args[2]
                };
                match self.meets(vertex, branch, env, at)? {
                    Fit::Yes => Ok(true),
                    Fit::No => Ok(false),
                    Fit::NotYet => {
                        let message = "does not meet the schema that applies yet";
                        Err(self.incomplete(Code::Incomplete, at, message))
                    }
                }
            }
            Special::JsonValidate | Special::YamlValidate | Special::YamlValidatePartial => {
                self.validate_text(vertex, special, args[0], env, at)
            }
            _ => Err(self.fatal(Code::Call, at, "this function is no validator")),
        }
    }

    fn count_fits(&mut self, count: i64, wanted: ExprId, env: EnvId, at: ExprId) -> Eval<bool> {
        let span = self.program.span(at);
        let number = self
            .program
            .add(Expr::Lit(Scalar::Number(Number::from(count))), span);
        let subject = self.temporary(number, EnvId::ROOT);
        self.unify(subject);
        self.unifies(subject, wanted, env, at)
    }

    /// Returns the data of a vertex, unless it is not concrete.
    pub(super) fn some_data(
        &mut self,
        vertex: VertexId,
        at: ExprId,
    ) -> Eval<Option<crate::builtin::Data>> {
        if let Outcome::Bottom(error) = self.vertex(vertex).outcome {
            return Err(Stop::Error(error));
        }
        let value = self.vertex_value(vertex, at)?;
        match self.value_data(value, at) {
            Ok(data) => Ok(Some(data)),
            Err(Stop::Error(error)) if !self.is_fatal(error) => Ok(None),
            Err(stop) => Err(stop),
        }
    }

    fn validate_text(
        &mut self,
        vertex: VertexId,
        special: Special,
        schema: ExprId,
        env: EnvId,
        at: ExprId,
    ) -> Eval<bool> {
        let text: Rc<str> = match self.state(vertex).scalar.clone() {
            Some((Scalar::String(text), _)) => text,
            Some((Scalar::Bytes(bytes), _)) => String::from_utf8_lossy(&bytes).into(),
            _ => return Err(self.incomplete(Code::Incomplete, at, "not a concrete string")),
        };
        // the value of a call of `close` at the top is open
        let mut schema = schema;
        while let Expr::Call { fun, args } = self.program.expr(schema)
            && let Expr::Function(Function {
                run: Run::Special(Special::Close),
                ..
            }) = self.program.expr(*fun)
            && let [only] = args[..]
        {
            schema = only;
        }
        let parsed = if special == Special::JsonValidate {
            crate::builtin::json::parse(&text, &self.limits).map(|data| vec![data])
        } else {
            crate::builtin::yaml::documents(&text, &self.limits)
        };
        let documents = match parsed {
            Ok(documents) => documents,
            Err(
                crate::builtin::Failure::Fatal(m)
                | crate::builtin::Failure::Incomplete(m)
                | crate::builtin::Failure::Limit(m),
            ) => {
                return Err(self.fatal(Code::Call, at, m));
            }
        };
        for data in documents {
            if !self.validate_data(vertex, special, &data, (schema, env), at)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn validate_data(
        &mut self,
        vertex: VertexId,
        special: Special,
        data: &crate::builtin::Data,
        schema: (ExprId, EnvId),
        at: ExprId,
    ) -> Eval<bool> {
        let made = self.data_expr(data, self.program.span(at));
        let subject = self.temporary(made, EnvId::ROOT);
        if self.unify(subject) != FREE {
            return Ok(false);
        }
        let probe = self.add_vertex(None, self.vertex(vertex).label);
        for (expr, env) in [(made, EnvId::ROOT), schema] {
            let conjunct = Conjunct {
                expr,
                env,
                info: super::vertex::Info::default(),
            };
            self.vertex_mut(probe).conjuncts.push(conjunct);
        }
        self.finish(probe);
        if let Outcome::Bottom(error) = self.vertex(probe).outcome {
            return Err(Stop::Error(error));
        }
        if special != Special::YamlValidatePartial && self.fit(probe) != Fit::Yes {
            let message = "a required field is not present";
            return Err(if special == Special::YamlValidate {
                self.fatal(Code::Required, at, message)
            } else {
                self.incomplete(Code::Required, at, message)
            });
        }
        if special == Special::YamlValidate {
            let value = self.vertex_value(probe, at)?;
            self.value_data(value, at)?;
        }
        Ok(true)
    }
}
