//! Operators, interpolation and slices.

use super::{
    Eval, Evaluator, Stop,
    env::EnvId,
    error::ErrorKind,
    value::Val,
    vertex::{Conjunct, VertexId},
};
use crate::{
    builtin::{Function, Run},
    compile::ir::{Expr, ExprId, Scalar},
    diag::Code,
    kind::Kinds,
};

impl Evaluator {
    /// Adds the value of an operation or call to a vertex.
    pub(super) fn insert_result(
        &mut self,
        vertex: VertexId,
        conjunct: Conjunct,
        embedded: bool,
    ) -> Eval<()> {
        let Conjunct { expr, env, info } = conjunct;
        if let Expr::Call { fun, args } = self.program.expr(expr).clone() {
            return self.insert_call(vertex, conjunct, fun, &args, embedded);
        }
        match self.operate(expr, env)? {
            Val::Scalar(scalar) => self.insert_scalar(vertex, scalar, expr),
            Val::Vertex(result) => {
                let made = self
                    .program
                    .add(Expr::Vertex(result.0), self.program.span(expr));
                self.insert_made(vertex, made, info);
            }
        }
        Ok(())
    }

    pub(super) fn operate(&mut self, expr: ExprId, env: EnvId) -> Eval<Val> {
        match self.program.expr(expr).clone() {
            Expr::Negate(value) => {
                self.needs_value(value, "-")?;
                let scalar = self.concrete(value, env, Kinds::NUMBER, "`-` needs a number")?;
                match scalar {
                    Scalar::Number(number) => Ok(Val::Scalar(Scalar::Number(number.negated()))),
                    _ => Err(self.fatal(Code::Type, expr, "`-` needs a number")),
                }
            }
            Expr::Plus(value) => {
                self.needs_value(value, "+")?;
                let scalar = self.concrete(value, env, Kinds::NUMBER, "`+` needs a number")?;
                Ok(Val::Scalar(scalar))
            }
            Expr::Not(value) => {
                self.needs_value(value, "!")?;
                match self.concrete(value, env, Kinds::BOOL, "`!` needs a bool")? {
                    Scalar::Bool(value) => Ok(Val::Scalar(Scalar::Bool(!value))),
                    _ => Err(self.fatal(Code::Type, expr, "`!` needs a bool")),
                }
            }
            Expr::Binary { op, left, right } => self.binary(expr, op, left, right, env),
            Expr::Exists { value, expected } => {
                let exists = match self.exists(value, env) {
                    // what is only there if it is there is not there
                    Err(Stop::Error(error))
                        if expected && self.error_kind(error) == ErrorKind::Cycle =>
                    {
                        false
                    }
                    other => other?,
                };
                Ok(Val::Scalar(Scalar::Bool(exists == expected)))
            }
            Expr::Interpolation {
                pieces,
                values,
                bytes,
            } => {
                let mut text = pieces
                    .first()
                    .map(|piece| piece.to_vec())
                    .unwrap_or_default();
                let allowed = Kinds::NUMBER.or(Kinds::TEXT).or(Kinds::BOOL);
                for (value, piece) in values.iter().zip(pieces.iter().skip(1)) {
                    match self.concrete(*value, env, allowed, "invalid interpolation")? {
                        Scalar::String(part) => text.extend_from_slice(part.as_bytes()),
                        Scalar::Bytes(part) if bytes => text.extend_from_slice(&part),
                        Scalar::Bytes(part) => {
                            text.extend_from_slice(String::from_utf8_lossy(&part).as_bytes());
                        }
                        other => text.extend_from_slice(super::value::display(&other).as_bytes()),
                    }
                    text.extend_from_slice(piece);
                    if text.len() > self.limits.string_bytes {
                        return Err(self.fatal(
                            Code::Limit,
                            expr,
                            "the interpolated string is too long",
                        ));
                    }
                }
                self.made_string(text, !bytes, expr).map(Val::Scalar)
            }
            Expr::Slice { base, low, high } => self.slice(expr, base, low, high, env),
            Expr::Call { fun, args } => {
                if let Expr::Function(Function {
                    run: Run::Pure(_), ..
                }) = self.program.expr(fun)
                {
                    return self.call_pure(expr, fun, &args, env);
                }
                let vertex = self.temporary(expr, env);
                self.vertex_value(vertex, expr)
            }
            _ => self.evaluate(expr, env),
        }
    }
}
