//! Values of expressions where something concrete is needed.

use std::rc::Rc;

use super::{
    Eval, Evaluator, FREE, Stop,
    env::{EnvId, EnvKind},
    vertex::{Outcome, VertexId},
};
use crate::{
    builtin::{Function, Run, Special},
    compile::ir::{Expr, ExprId, Scalar},
    diag::Code,
    kind::Kinds,
};

/// The value of an expression.
#[derive(Clone, Debug)]
pub enum Val {
    /// A concrete scalar.
    Scalar(Scalar),
    /// Anything else: a struct, a list, or something not concrete.
    Vertex(VertexId),
}

/// Shows a scalar in a message.
pub(super) fn display(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Number(number) => number.to_string(),
        Scalar::String(text) => format!("{:?}", shorten(text)),
        Scalar::Bytes(bytes) => format!(
            "'{}'",
            shorten(&String::from_utf8_lossy(bytes)).escape_debug()
        ),
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.to_owned();
    }
    text.chars().take(57).chain("...".chars()).collect()
}

impl Evaluator {
    /// Evaluates an expression; defaults are taken.
    pub(super) fn evaluate(&mut self, expr: ExprId, env: EnvId) -> Eval<Val> {
        if let Expr::Lit(scalar) = self.program.expr(expr) {
            let scalar = scalar.clone();
            self.argument = false;
            return self.step().map(|()| Val::Scalar(scalar));
        }
        stacker::maybe_grow(96 << 10, 1 << 20, || self.evaluate_here(expr, env))
    }

    fn evaluate_here(&mut self, expr: ExprId, env: EnvId) -> Eval<Val> {
        self.step()?;
        let argument = std::mem::take(&mut self.argument);
        if !argument && self.is_conjunction(expr) {
            // what `and` yields is a condition, whatever it has been given
            return Err(self.incomplete(Code::Incomplete, expr, "not concrete: a call of `and`"));
        }
        match self.program.expr(expr) {
            Expr::Bind { up, slot: 0 } => {
                let env = self.env_up(env, *up);
                match self.env(env).kind {
                    EnvKind::Bind { key, .. } => Ok(Val::Scalar(self.label_scalar(key))),
                    _ => Err(self.fatal(Code::Unresolved, expr, "variable without value")),
                }
            }
            Expr::MatchedLabel { up } => {
                let env = self.env_up(env, *up);
                match self.env(env).kind {
                    EnvKind::Matched(label) => Ok(Val::Scalar(self.label_scalar(label))),
                    _ => Err(self.fatal(Code::Unresolved, expr, "label without value")),
                }
            }
            Expr::Negate(_)
            | Expr::Plus(_)
            | Expr::Not(_)
            | Expr::Binary { .. }
            | Expr::Exists { .. }
            | Expr::Interpolation { .. }
            | Expr::Slice { .. }
            | Expr::Call { .. } => self.operate(expr, env),
            Expr::Unknown => Err(self.incomplete(
                Code::Incomplete,
                expr,
                "the content of this package is not known",
            )),
            Expr::Absent(message) => {
                let message = message.clone();
                Err(self.fatal(Code::Unresolved, expr, &*message))
            }
            _ => {
                let reference = matches!(
                    self.program.expr(expr),
                    Expr::Field { .. } | Expr::Selector { .. } | Expr::Index { .. }
                );
                let vertex = self.target(expr, env)?;
                let value = self.vertex_value(vertex, expr);
                if reference && !argument && matches!(value, Err(Stop::Error(_))) {
                    self.note_ambiguous(vertex, expr);
                }
                value
            }
        }
    }

    fn is_conjunction(&self, expr: ExprId) -> bool {
        let Expr::Call { fun, .. } = self.program.expr(expr) else {
            return false;
        };
        matches!(
            self.program.expr(*fun),
            Expr::Function(Function {
                run: Run::Special(Special::And),
                ..
            })
        )
    }

    /// Evaluates an argument of a call.
    pub(super) fn evaluate_argument(&mut self, expr: ExprId, env: EnvId) -> Eval<Val> {
        self.argument = true;
        let value = self.evaluate(expr, env);
        self.argument = false;
        value
    }

    /// Returns the value of a vertex; one being unified is handed out as far as it is known.
    pub(super) fn vertex_value(&mut self, vertex: VertexId, at: ExprId) -> Eval<Val> {
        let low = self.unify(vertex);
        match &self.vertex(vertex).outcome {
            Outcome::Bottom(error) => return Err(Stop::Error(*error)),
            Outcome::Arms(_) => {
                let chosen = self.chosen(vertex, at)?;
                return self.vertex_value(chosen, at);
            }
            Outcome::Value | Outcome::Open => {}
        }
        let state = self.state_mut(vertex);
        let known = state.frozen && state.picks.is_empty();
        if known && state.maybe_struct && !state.top && state.kinds.is_none() {
            state.kinds = Some(Kinds::STRUCT);
        }
        let state = self.state(vertex);
        if let Some((scalar, _)) = &state.scalar {
            return Ok(Val::Scalar(scalar.clone()));
        }
        if low == FREE || state.kinds().within(Kinds::STRUCT.or(Kinds::LIST)) {
            return Ok(Val::Vertex(vertex));
        }
        if self.vertex(vertex).depth != FREE && state.frozen {
            return Err(Stop::Error(self.cycle(vertex)));
        }
        Err(Stop::Blocked(low))
    }

    /// Evaluates an expression to a concrete scalar of one of the kinds asked for.
    pub(super) fn concrete(
        &mut self,
        expr: ExprId,
        env: EnvId,
        allowed: Kinds,
        wrong: &str,
    ) -> Eval<Scalar> {
        match self.evaluate(expr, env)? {
            Val::Scalar(scalar) if scalar.kind().meets(allowed) => Ok(scalar),
            Val::Scalar(scalar) => {
                let message = format!("{wrong}, found {}", display(&scalar));
                Err(self.fatal(Code::Type, expr, message))
            }
            Val::Vertex(vertex) => {
                let kinds = self.kinds_of(vertex);
                if kinds.meets(allowed) {
                    let name = self.path(vertex);
                    let message = format!("{name}: not concrete: {kinds}");
                    Err(self.incomplete(Code::Incomplete, expr, message))
                } else {
                    Err(self.fatal(Code::Type, expr, format!("{wrong}, found {kinds}")))
                }
            }
        }
    }

    /// Counts a string that is made; fails beyond the limits.
    pub(super) fn room_for_string(&mut self, bytes: usize, at: ExprId) -> Eval<()> {
        self.string_bytes = self.string_bytes.saturating_add(bytes);
        self.note_made(bytes);
        if bytes > self.limits.string_bytes || self.string_bytes > self.limits.total_string_bytes {
            let message = "the program makes strings that are too long";
            return Err(self.fatal(Code::Limit, at, message));
        }
        self.room_for(0)
    }

    /// Makes a string value, within the limits.
    pub(super) fn made_string(&mut self, bytes: Vec<u8>, text: bool, at: ExprId) -> Eval<Scalar> {
        self.room_for_string(bytes.len(), at)?;
        if !text {
            return Ok(Scalar::Bytes(bytes.into()));
        }
        let text: Rc<str> = match String::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(error) => String::from_utf8_lossy(error.as_bytes())
                .into_owned()
                .into(),
        };
        Ok(Scalar::String(text))
    }
}
