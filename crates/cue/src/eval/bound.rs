//! Bounds and other conditions on concrete values.

use std::{borrow::Cow, cmp::Ordering, rc::Rc};

use super::{
    Eval, Evaluator, Stop,
    env::EnvId,
    error::ErrorKind,
    value::Val,
    vertex::{Check, VertexId},
};
use crate::{
    compile::ir::{BoundOp, Expr, ExprId, Scalar},
    diag::{Code, Diagnostic},
    kind::Kinds,
    label::Label,
    num::{Number, NumberLimits, Rounding},
};

/// The kinds of values that a bound can hold for; none if it makes no sense.
pub(super) fn bound_kinds(op: BoundOp, value: &Scalar) -> Kinds {
    let kind = match value {
        Scalar::Number(_) => Kinds::NUMBER,
        other => other.kind(),
    };
    match op {
        BoundOp::NotEqual if matches!(value, Scalar::Null) => Kinds::ANY.without(Kinds::NULL),
        BoundOp::NotEqual => kind.without(Kinds::BOOL),
        BoundOp::Match | BoundOp::NotMatch => kind.and(Kinds::TEXT),
        _ => kind.and(Kinds::NUMBER.or(Kinds::TEXT)),
    }
}

/// Orders two scalars of one kind.
pub(super) fn order(a: &Scalar, b: &Scalar) -> Option<Ordering> {
    Some(match (a, b) {
        (Scalar::Number(a), Scalar::Number(b)) => a.compare(b),
        (Scalar::String(a), Scalar::String(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Scalar::Bytes(a), Scalar::Bytes(b)) => a.cmp(b),
        _ => return None,
    })
}

/// Tells whether the numbers between two bounds are all fractions.
fn no_int_between(low: (&Scalar, bool), high: (&Scalar, bool)) -> bool {
    let (Scalar::Number(least), Scalar::Number(most)) = (low.0, high.0) else {
        return false;
    };
    let limits = NumberLimits::default();
    let (Ok(first), Ok(last)) = (
        least.rounded(Rounding::Ceil, limits),
        most.rounded(Rounding::Floor, limits),
    ) else {
        return false;
    };
    let one = Number::from(1_i64);
    let first = if low.1 && least.is_integral() {
        first.add(&one, limits)
    } else {
        Ok(first)
    };
    let last = if high.1 && most.is_integral() {
        last.sub(&one, limits)
    } else {
        Ok(last)
    };
    matches!((first, last), (Ok(first), Ok(last)) if first.compare(&last).is_gt())
}

/// A compiled regular expression.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    regexp: Rc<regex::Regex>,
    /// What compiling it counts for.
    pub(super) steps: u64,
}

/// The text of a string, or of bytes as far as they are text.
fn text_of(scalar: &Scalar) -> Cow<'_, str> {
    match scalar {
        Scalar::String(text) => Cow::Borrowed(text),
        Scalar::Bytes(bytes) => String::from_utf8_lossy(bytes),
        _ => Cow::Borrowed(""),
    }
}

impl Evaluator {
    pub(super) fn bound_operand(&mut self, op: BoundOp, value: ExprId, env: EnvId) -> Eval<Scalar> {
        let allowed = match op {
            BoundOp::NotEqual => Kinds::SCALAR.without(Kinds::BOOL),
            BoundOp::Match | BoundOp::NotMatch => Kinds::TEXT,
            _ => Kinds::NUMBER.or(Kinds::TEXT),
        };
        if let BoundOp::Match | BoundOp::NotMatch = op
            && let Val::Vertex(vertex) = self.evaluate(value, env)?
        {
            let kinds = self.kinds_of(vertex);
            if kinds.meets(Kinds::SCALAR.without(Kinds::BOOL)) {
                let message = format!("not concrete: {kinds}");
                return Err(self.incomplete(Code::Incomplete, value, message));
            }
        }
        if let Expr::Kind(kinds) = self.program.expr(value)
            && kinds.within(Kinds::NUMBER.or(Kinds::TEXT))
        {
            let message = format!("a bound needs a concrete value, found {kinds}");
            return Err(self.fatal(Code::Type, value, message));
        }
        self.concrete(value, env, allowed, "invalid bound")
    }

    /// Compiles a regular expression, once.
    pub(super) fn regexp(&mut self, pattern: &str, at: ExprId) -> Eval<Compiled> {
        if !self.regexps.contains_key(pattern) {
            let compiled = self.compiled(pattern);
            self.regexps.insert(Rc::from(pattern), compiled);
        }
        match &self.regexps[pattern] {
            Ok(compiled) => Ok(compiled.clone()),
            Err(message) => {
                let message = format!("invalid regular expression: {message}");
                Err(self.fatal(Code::Regexp, at, message))
            }
        }
    }

    /// Compiles a regular expression; one that becomes large takes many steps and much memory.
    fn compiled(&mut self, pattern: &str) -> Result<Compiled, String> {
        let most = self.limits.regex_bytes;
        let mut steps = 0;
        for size in [8 << 10, 64 << 10, most] {
            let size = most.min(size);
            steps += size as u64 / 12;
            match crate::pattern::compile(pattern, size) {
                Err(message) if size == most => {
                    self.steps += steps;
                    return Err(message);
                }
                Err(_) => {}
                Ok(regexp) => {
                    self.steps += steps;
                    self.note_compiled(size);
                    let regexp = Rc::new(regexp);
                    return Ok(Compiled { regexp, steps });
                }
            }
        }
        Err(String::new())
    }

    pub(super) fn matches(&mut self, pattern: &Scalar, text: &Scalar, at: ExprId) -> Eval<bool> {
        let regexp = self.regexp(&text_of(pattern), at)?;
        self.read_text(text_of(text).len());
        Ok(regexp.regexp.is_match(&text_of(text)))
    }

    /// Tells whether a scalar satisfies a bound.
    pub(super) fn satisfies(
        &mut self,
        op: BoundOp,
        bound: &Scalar,
        value: &Scalar,
        at: ExprId,
    ) -> Eval<bool> {
        Ok(match op {
            BoundOp::NotEqual => !bound.equal(value),
            BoundOp::Match | BoundOp::NotMatch if matches!(value, Scalar::Bytes(_)) => {
                let message = "only strings can be matched, not bytes";
                return Err(self.fatal(Code::Type, at, message));
            }
            BoundOp::Match => self.matches(bound, value, at)?,
            BoundOp::NotMatch => !self.matches(bound, value, at)?,
            _ => match order(value, bound) {
                None => false,
                Some(order) => match op {
                    BoundOp::Less => order.is_lt(),
                    BoundOp::LessEqual => order.is_le(),
                    BoundOp::Greater => order.is_gt(),
                    _ => order.is_ge(),
                },
            },
        })
    }

    /// Runs the conditions that can be decided on the vertex alone.
    pub(super) fn check_value(&mut self, vertex: VertexId) {
        if self.state(vertex).checks.is_empty() || !self.state(vertex).errors.is_empty() {
            return;
        }
        let checks = self.state(vertex).checks.clone();
        let Some((scalar, source)) = self.state(vertex).scalar.clone() else {
            self.check_bounds(vertex);
            return;
        };
        for checked in checks {
            let result = match &checked.check {
                Check::Bound(op, bound) => {
                    match self.satisfies(*op, bound, &scalar, checked.expr) {
                        Ok(true) => Ok(()),
                        Ok(false) => {
                            let message = format!(
                                "invalid value {} (out of bound {}{})",
                                super::value::display(&scalar),
                                op.as_str(),
                                super::value::display(bound)
                            );
                            let error = Diagnostic::error(Code::Conflict, message);
                            let error = error
                                .at(self.program.span(source), "")
                                .at(self.program.span(checked.expr), "");
                            Err(Stop::Error(self.record(ErrorKind::Fatal, error)))
                        }
                        Err(stop) => Err(stop),
                    }
                }
                Check::Validator(function, args) => {
                    self.validate(vertex, function, args, checked.env, checked.expr)
                }
            };
            if let Err(Stop::Error(error)) = result {
                self.place(error, vertex);
                self.state_mut(vertex).errors.push(error);
                return;
            }
        }
    }

    /// Reports numeric bounds that no value satisfies.
    fn check_bounds(&mut self, vertex: VertexId) {
        let mut low: Option<(Scalar, bool, ExprId)> = None;
        let mut high: Option<(Scalar, bool, ExprId)> = None;
        for checked in &self.state(vertex).checks {
            let Check::Bound(op, value) = &checked.check else {
                continue;
            };
            let strict = matches!(op, BoundOp::Less | BoundOp::Greater);
            let (side, tighter) = match op {
                BoundOp::Less | BoundOp::LessEqual => (&mut high, Ordering::Less),
                BoundOp::Greater | BoundOp::GreaterEqual => (&mut low, Ordering::Greater),
                _ => continue,
            };
            let replaces =
                side.as_ref()
                    .is_none_or(|(old, old_strict, _)| match order(value, old) {
                        Some(Ordering::Equal) => strict && !old_strict,
                        Some(order) => order == tighter,
                        None => false,
                    });
            if replaces {
                *side = Some((value.clone(), strict, checked.expr));
            }
        }
        let (Some((low, low_strict, low_at)), Some((high, high_strict, high_at))) = (low, high)
        else {
            return;
        };
        let empty = match order(&low, &high) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => low_strict || high_strict,
            Some(Ordering::Less) if self.state(vertex).kinds().within(Kinds::INT) => {
                no_int_between((&low, low_strict), (&high, high_strict))
            }
            _ => false,
        };
        if empty {
            let message = format!(
                "conflicting bounds: no value is above {} and below {}",
                super::value::display(&low),
                super::value::display(&high)
            );
            let error = Diagnostic::error(Code::Conflict, message);
            let mut error = error
                .at(self.program.span(low_at), "")
                .at(self.program.span(high_at), "");
            error.path = self.path(vertex);
            let error = self.record(ErrorKind::Fatal, error);
            self.state_mut(vertex).errors.push(error);
        }
    }

    /// Reports invalid regular expressions of a pattern that is put to use.
    pub(super) fn check_regexps(&mut self, value: VertexId, child: VertexId) {
        for checked in self.state(value).checks.clone() {
            if let Check::Bound(BoundOp::Match | BoundOp::NotMatch, Scalar::String(pattern)) =
                &checked.check
                && let Err(Stop::Error(error)) = self.regexp(pattern, checked.expr)
            {
                self.state_mut(child).errors.push(error);
            }
        }
    }

    /// Tells whether a label unifies with the label expression of a pattern.
    pub(super) fn label_matches(&mut self, value: VertexId, label: Label) -> bool {
        let scalar = Scalar::String(self.program.labels.text(label));
        self.scalar_matches(value, &scalar)
    }

    fn scalar_matches(&mut self, value: VertexId, scalar: &Scalar) -> bool {
        use super::vertex::Outcome;
        self.unify(value);
        match self.vertex(value).outcome.clone() {
            Outcome::Bottom(_) | Outcome::Open => false,
            Outcome::Arms(arms) => arms
                .iter()
                .any(|arm| self.scalar_matches(arm.vertex, scalar)),
            Outcome::Value => {
                let state = self.state(value);
                if !scalar.kind().meets(state.kinds()) {
                    return false;
                }
                if let Some((own, _)) = &state.scalar {
                    return own.same(scalar);
                }
                let checks = state.checks.clone();
                for checked in checks {
                    let fine = match &checked.check {
                        Check::Bound(op, bound) => {
                            self.satisfies(*op, bound, scalar, checked.expr) == Ok(true)
                        }
                        Check::Validator(function, args) => {
                            let expr = self
                                .program
                                .add(Expr::Lit(scalar.clone()), self.program.span(checked.expr));
                            let subject = self.temporary(expr, EnvId::ROOT);
                            self.unify(subject);
                            self.validate(subject, function, args, checked.env, checked.expr)
                                .is_ok()
                        }
                    };
                    if !fine {
                        return false;
                    }
                }
                true
            }
        }
    }
}
