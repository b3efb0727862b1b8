//! Functions that must see values as they are, concrete or not.

use std::rc::Rc;

use super::{
    Eval, Evaluator, FREE, Stop,
    call::Fit,
    distinct::same_data,
    env::EnvId,
    error::ErrorKind,
    value::Val,
    vertex::{ArcKind, Conjunct, Outcome, VertexId},
};
use crate::{
    builtin::{Function, Run, Special},
    compile::ir::{Decl, Expr, ExprId, Presence, Scalar, StructLit},
    diag::{Code, Diagnostic},
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

    fn field_count(&self, vertex: VertexId) -> usize {
        let arcs = self.vertex(vertex).arcs.iter();
        arcs.filter(|arc| arc.kind == ArcKind::Member && arc.label.is_regular())
            .count()
    }

    /// The elements of a list argument.
    fn list_argument(&mut self, arg: ExprId, env: EnvId) -> Eval<Vec<VertexId>> {
        match self.evaluate_argument(arg, env)? {
            Val::Vertex(found) => self.list_elements(found, arg),
            Val::Scalar(scalar) => Err(self.no_list(&scalar, arg)),
        }
    }

    fn no_list(&mut self, found: &Scalar, arg: ExprId) -> Stop {
        let message = format!("expected a list, found {}", super::value::display(found));
        self.fatal(Code::Call, arg, message)
    }

    fn list_elements(&mut self, found: VertexId, arg: ExprId) -> Eval<Vec<VertexId>> {
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

    fn int_argument(&mut self, arg: ExprId, env: EnvId) -> Eval<i64> {
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

    fn list_result(
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

    /// Tells whether a value has a field `less`, so that lists can be sorted by it.
    fn compares(&mut self, by: ExprId, env: EnvId) -> Eval<bool> {
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
    fn is_sorted(
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

    fn sort(
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

    /// Compares two elements with a struct that has fields `x`, `y` and `less`.
    fn less(&mut self, x: VertexId, y: VertexId, by: ExprId, env: EnvId, at: ExprId) -> Eval<bool> {
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
