//! Operators, interpolation and slices.

use super::{
    Eval, Evaluator, FREE, Stop,
    bound::order,
    env::EnvId,
    error::ErrorKind,
    value::Val,
    vertex::{Conjunct, Outcome, VertexId},
};
use crate::{
    builtin::{Function, Run},
    compile::ir::{Expr, ExprId, Scalar},
    diag::{Code, Diagnostic, Severity},
    kind::Kinds,
    num::{Number, NumberError, NumberLimits},
    syntax::ast::BinaryOp,
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

    fn binary(
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
        for (expr, value) in [(left, &a), (right, &b)] {
            if let Val::Vertex(vertex) = value {
                self.needs_concrete(expr, *vertex)?;
            }
        }
        let (a, b) = (
            self.scalar_operand(left, a, at, op)?,
            self.scalar_operand(right, b, at, op)?,
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

    fn scalar_operand(
        &mut self,
        expr: ExprId,
        value: Val,
        at: ExprId,
        op: BinaryOp,
    ) -> Eval<Scalar> {
        match value {
            Val::Scalar(scalar) => Ok(scalar),
            Val::Vertex(vertex) => {
                self.needs_concrete(expr, vertex)?;
                let kinds = self.kinds_of(vertex);
                let message = format!("invalid operand {kinds} of `{}`", op.as_str());
                Err(self.fatal(Code::Type, at, message))
            }
        }
    }

    /// Refuses what is not concrete in full; of what kinds it is does not matter until it is.
    fn needs_concrete(&mut self, expr: ExprId, vertex: VertexId) -> Eval<()> {
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
            Ok(number) => Ok(Val::Scalar(Scalar::Number(number))),
            Err(error) => Err(self.fatal(Code::Arithmetic, at, error.to_string())),
        }
    }

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
    fn equal_all(&mut self, at: ExprId, left: (ExprId, &Val), right: (ExprId, &Val)) -> Eval<bool> {
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

    fn list_arithmetic(
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
        let scalar = self.scalar_operand(count.0, count.1.clone(), at, BinaryOp::IntDiv)?;
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

    /// Makes sure that all elements of a list are known.
    pub(super) fn settle_list(&mut self, list: VertexId) -> Eval<()> {
        let low = self.unify(list);
        if low != FREE && !(self.vertex(list).depth != FREE && self.state(list).frozen) {
            return Err(Stop::Blocked(low));
        }
        if let Outcome::Bottom(error) = self.vertex(list).outcome {
            return Err(Stop::Error(error));
        }
        if low == FREE && self.is_condition(list) {
            let at = self.state(list).checks[0].expr;
            let message = format!("not concrete: {}", self.kinds_of(list));
            return Err(self.incomplete(Code::Incomplete, at, message));
        }
        Ok(())
    }

    /// Tells whether there are only conditions on a list or struct, and nothing that they could hold for.
    pub(super) fn is_condition(&self, vertex: VertexId) -> bool {
        let state = self.state(vertex);
        let kinds = state.kinds();
        !state.checks.is_empty()
            && self.vertex(vertex).arcs.is_empty()
            && state.length.is_none()
            && state.tails.is_empty()
            && !state.literal
            && !state.maybe_struct
            && (kinds.within(Kinds::LIST) || kinds.within(Kinds::STRUCT))
    }

    fn slice(
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
