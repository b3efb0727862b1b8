//! Operators between two values.

use super::{Eval, Evaluator, Stop, bound::order, env::EnvId, value::Val, vertex::VertexId};
use crate::{
    compile::ir::{Expr, ExprId, Scalar},
    diag::Code,
    kind::Kinds,
    num::{Number, NumberError, NumberLimits},
    syntax::ast::BinaryOp,
};

impl Evaluator {
    /// Evaluates an operand that must not be written as a type.
    fn operand(&mut self, expr: ExprId, env: EnvId, op: BinaryOp) -> Eval<Val> {
        if let Expr::Kind(kinds) = self.program.expr(expr)
            && *kinds != Kinds::ANY
        {
            let message = format!("invalid operand {kinds} of `{}`: not concrete", op.as_str());
            return Err(self.fatal(Code::Type, expr, message));
        }
        if let Expr::Function(function) = self.program.expr(expr) {
            let message = format!("invalid operand `{}`: a function", function.name);
            return Err(self.fatal(Code::Type, expr, message));
        }
        self.evaluate(expr, env)
    }

    pub(super) fn binary(
        &mut self,
        at: ExprId,
        op: BinaryOp,
        left: ExprId,
        right: ExprId,
        env: EnvId,
    ) -> Eval<Val> {
        for side in [left, right] {
            self.needs_value(side, op.as_str())?;
        }
        if matches!(op, BinaryOp::LAnd | BinaryOp::LOr) {
            return self.logical(at, op, left, right, env);
        }
        let a = self.operand(left, env, op);
        if let Err(Stop::Error(error)) = a
            && !self.is_fatal(error)
            && let Err(Stop::Error(other)) = self.operand(right, env, op)
            && self.is_fatal(other)
        {
            return Err(Stop::Error(other));
        }
        let a = a?;
        let b = self.operand(right, env, op)?;
        match op {
            BinaryOp::Eql | BinaryOp::Neq => {
                let file = self.program.span(at).file;
                let equal = if self.program.compares_all.contains(&file) {
                    self.equal_all(at, (left, &a), (right, &b))?
                } else {
                    self.equal(at, (left, &a), (right, &b))?
                };
                return Ok(Val::Scalar(Scalar::Bool(equal == (op == BinaryOp::Eql))));
            }
            BinaryOp::Add | BinaryOp::Mul => {
                if let Some(result) = self.list_arithmetic(at, op, (left, &a), (right, &b))? {
                    return Ok(result);
                }
            }
            _ => {}
        }
        // what is not known yet on one side comes before what is wrong on the other
        for (expr, value) in [(left, &a), (right, &b)] {
            if let Val::Vertex(vertex) = value {
                self.needs_concrete(expr, *vertex)?;
            }
        }
        let (a, b) = (
            self.scalar_operand(a, at, op)?,
            self.scalar_operand(b, at, op)?,
        );
        let wrong = |this: &mut Self| {
            let message = format!(
                "invalid operands {} and {} to `{}`",
                super::value::display(&a),
                super::value::display(&b),
                op.as_str()
            );
            this.fatal(Code::Type, at, message)
        };
        match op {
            BinaryOp::Lss | BinaryOp::Leq | BinaryOp::Gtr | BinaryOp::Geq => {
                let Some(order) = order(&a, &b) else {
                    return Err(wrong(self));
                };
                let holds = match op {
                    BinaryOp::Lss => order.is_lt(),
                    BinaryOp::Leq => order.is_le(),
                    BinaryOp::Gtr => order.is_gt(),
                    _ => order.is_ge(),
                };
                Ok(Val::Scalar(Scalar::Bool(holds)))
            }
            BinaryOp::Mat | BinaryOp::NMat => {
                if !a.kind().meets(Kinds::STRING) || !b.kind().meets(Kinds::TEXT) {
                    return Err(wrong(self));
                }
                let matched = self.matches(&b, &a, right)?;
                Ok(Val::Scalar(Scalar::Bool(matched == (op == BinaryOp::Mat))))
            }
            _ => match (op, &a, &b) {
                (_, Scalar::Number(a), Scalar::Number(b)) => self.arithmetic(at, op, a, b),
                (BinaryOp::Add, Scalar::String(a), Scalar::String(b)) => {
                    let text = [a.as_bytes(), b.as_bytes()].concat();
                    self.made_string(text, true, at).map(Val::Scalar)
                }
                (BinaryOp::Add, Scalar::Bytes(a), Scalar::Bytes(b)) => {
                    let bytes = [&a[..], &b[..]].concat();
                    self.made_string(bytes, false, at).map(Val::Scalar)
                }
                (BinaryOp::Mul, Scalar::String(text), Scalar::Number(count))
                | (BinaryOp::Mul, Scalar::Number(count), Scalar::String(text)) => {
                    let bytes = self.repeated(at, text.as_bytes(), count)?;
                    self.made_string(bytes, true, at).map(Val::Scalar)
                }
                (BinaryOp::Mul, Scalar::Bytes(bytes), Scalar::Number(count))
                | (BinaryOp::Mul, Scalar::Number(count), Scalar::Bytes(bytes)) => {
                    let bytes = self.repeated(at, bytes, count)?;
                    self.made_string(bytes, false, at).map(Val::Scalar)
                }
                _ => Err(wrong(self)),
            },
        }
    }

    fn repeated(&mut self, at: ExprId, bytes: &[u8], count: &Number) -> Eval<Vec<u8>> {
        if !count.is_int() || count.is_negative() {
            return Err(self.fatal(
                Code::Type,
                at,
                format!("cannot repeat a string {count} times"),
            ));
        }
        let times = count.to_usize().filter(|times| {
            times
                .checked_mul(bytes.len())
                .is_some_and(|length| length <= self.limits.string_bytes)
        });
        match times {
            Some(times) => Ok(bytes.repeat(times)),
            None if bytes.is_empty() => Ok(Vec::new()),
            None => Err(self.fatal(Code::Limit, at, "the repeated string is too long")),
        }
    }

    /// The scalar that an operand is; a complete struct or list is none.
    pub(super) fn scalar_operand(&mut self, value: Val, at: ExprId, op: BinaryOp) -> Eval<Scalar> {
        match value {
            Val::Scalar(scalar) => Ok(scalar),
            Val::Vertex(vertex) => {
                let kinds = self.kinds_of(vertex);
                let message = format!("invalid operand {kinds} of `{}`", op.as_str());
                Err(self.fatal(Code::Type, at, message))
            }
        }
    }

    /// Refuses what is not concrete in full; of what kinds it is does not matter until it is.
    pub(super) fn needs_concrete(&mut self, expr: ExprId, vertex: VertexId) -> Eval<()> {
        let kinds = self.kinds_of(vertex);
        if kinds.within(Kinds::STRUCT) || kinds.within(Kinds::LIST) {
            return self.value_data(Val::Vertex(vertex), expr).map(|_| ());
        }
        Err(self.incomplete(Code::Incomplete, expr, format!("not concrete: {kinds}")))
    }

    /// Refuses types and bounds as operands, which never become concrete where they stand.
    pub(super) fn needs_value(&mut self, operand: ExprId, operator: &str) -> Eval<()> {
        if matches!(
            self.program.expr(operand),
            Expr::Kind(_) | Expr::Bound { .. }
        ) {
            let message = format!("`{operator}` needs a concrete value");
            return Err(self.fatal(Code::Type, operand, message));
        }
        Ok(())
    }

    fn logical(
        &mut self,
        at: ExprId,
        op: BinaryOp,
        left: ExprId,
        right: ExprId,
        env: EnvId,
    ) -> Eval<Val> {
        let a = self.evaluate(left, env)?;
        if let Val::Vertex(vertex) = a {
            self.needs_concrete(left, vertex)?;
        }
        let b = match self.evaluate(right, env) {
            Err(Stop::Error(error)) if !self.is_fatal(error) => {
                let help = "both sides are evaluated: write `if a if b` when one guards the other";
                self.advise(error, help);
                return Err(Stop::Error(error));
            }
            other => other?,
        };
        if let Val::Vertex(vertex) = b {
            self.needs_concrete(right, vertex)?;
        }
        let Val::Scalar(Scalar::Bool(a)) = a else {
            return Err(self.fatal(Code::Type, at, "expected a bool"));
        };
        let decided = a == (op == BinaryOp::LOr);
        let b = match b {
            // only the kind of a side that no longer matters goes unchecked
            _ if decided => a,
            Val::Scalar(Scalar::Bool(b)) => b,
            Val::Scalar(other) => {
                let message = format!("expected a bool, found {}", super::value::display(&other));
                return Err(self.fatal(Code::Type, right, message));
            }
            Val::Vertex(vertex) => {
                let message = format!("expected a bool, found {}", self.kinds_of(vertex));
                return Err(self.fatal(Code::Type, right, message));
            }
        };
        Ok(Val::Scalar(Scalar::Bool(b)))
    }

    fn arithmetic(&mut self, at: ExprId, op: BinaryOp, a: &Number, b: &Number) -> Eval<Val> {
        let limits = NumberLimits::default();
        let integers = a.is_int() && b.is_int();
        let result: Result<Number, NumberError> = match op {
            BinaryOp::Add => a.add(b, limits),
            BinaryOp::Sub => a.sub(b, limits),
            BinaryOp::Mul => a.mul(b, limits),
            BinaryOp::Quo => a.div(b, limits),
            _ if !integers => {
                let message = format!("`{}` needs integers, found {a} and {b}", op.as_str());
                return Err(self.fatal(Code::Type, at, message));
            }
            BinaryOp::IntDiv => a.int_div(b),
            BinaryOp::IntMod => a.int_mod(b),
            BinaryOp::IntQuo => a.int_quo(b),
            _ => a.int_rem(b),
        };
        match result {
            Ok(number) => {
                self.note_number(&number);
                Ok(Val::Scalar(Scalar::Number(number)))
            }
            Err(error) => Err(self.fatal(Code::Arithmetic, at, error.to_string())),
        }
    }
}
