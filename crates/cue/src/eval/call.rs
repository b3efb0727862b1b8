//! Calls of functions, and functions used as validators.

use std::rc::Rc;

use super::{
    Eval, Evaluator, FREE, Stop,
    data::scalar_data,
    env::EnvId,
    value::Val,
    vertex::{ArcKind, Check, Checked, Conjunct, Outcome, VertexId},
};
use crate::{
    builtin::{Data, Failure, Function, Run, Special},
    compile::ir::{Decl, Expr, ExprId, Presence, Scalar, StructLit},
    diag::Code,
    kind::Kinds,
};

/// How far a value meets a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It does.
    Yes,
    /// Something is missing.
    NotYet,
    /// There is a contradiction.
    No,
}

impl Evaluator {
    /// Adds the result of a call to a vertex, or the condition that it is.
    pub(super) fn insert_call(
        &mut self,
        vertex: VertexId,
        conjunct: Conjunct,
        fun: ExprId,
        args: &Rc<[ExprId]>,
        embedded: bool,
    ) -> Eval<()> {
        let Conjunct { expr, env, info } = conjunct;
        let function = self.function(fun, env)?;
        if function.lacks_first(args.len()) {
            let check = Check::Validator(function, Rc::clone(args));
            self.state_mut(vertex)
                .checks
                .push(Checked { check, expr, env });
            let schemas = matches!(
                function.run,
                Run::Special(Special::MatchN | Special::MatchIf)
            );
            if embedded && schemas {
                // they leave it to their arguments what is allowed
                self.state_mut(vertex).ellipses.push(info.group);
            }
            self.restrict(vertex, function.params[0], expr);
            return Ok(());
        }
        self.check_count(function, args, expr)?;
        match function.run {
            Run::Special(special) => {
                self.insert_special(vertex, conjunct, function, special, args, embedded)
            }
            Run::Pure(_) => {
                match self.call_pure(expr, fun, args, env)? {
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
        }
    }

    fn function(&mut self, fun: ExprId, env: EnvId) -> Eval<&'static Function> {
        if let Expr::Function(function) = self.program.expr(fun) {
            return Ok(function);
        }
        if let Some(function) = self.named_function(fun, env)? {
            return Ok(function);
        }
        // report what is wrong with the callee itself first
        self.evaluate(fun, env)?;
        Err(self.fatal(Code::Call, fun, "cannot call something that is no function"))
    }

    /// Finds the function that a field or `let` is nothing but a name for.
    fn named_function(
        &mut self,
        mut expr: ExprId,
        mut env: EnvId,
    ) -> Eval<Option<&'static Function>> {
        // names of names; more is no program but a cycle
        for _ in 0..16 {
            match self.program.expr(expr) {
                Expr::Function(function) => return Ok(Some(*function)),
                Expr::Field { .. }
                | Expr::Let { .. }
                | Expr::Bind { .. }
                | Expr::Selector { .. }
                | Expr::Index { .. } => {}
                _ => return Ok(None),
            }
            let vertex = self.target(expr, env)?;
            let Some(only) = self.vertex(vertex).conjuncts.first() else {
                return Ok(None);
            };
            (expr, env) = (only.expr, only.env);
        }
        Ok(None)
    }

    fn check_count(&mut self, function: &Function, args: &[ExprId], at: ExprId) -> Eval<()> {
        let most = function.params.len();
        if let Run::Special(Special::MatchN | Special::MatchIf) = function.run {
            let message = format!("`{}` is a validator and must not be called", function.name);
            return Err(self.fatal(Code::Call, at, message));
        }
        if args.len() == most || (function.optional && args.len() + 1 == most) {
            return Ok(());
        }
        let message = format!(
            "`{}` takes {} arguments, found {}",
            function.name,
            function.params.len(),
            args.len()
        );
        Err(self.fatal(Code::Call, at, message))
    }

    /// Evaluates an argument of one of the kinds asked for.
    fn argument(&mut self, function: &Function, at: usize, arg: ExprId, env: EnvId) -> Eval<Val> {
        let allowed = function.params[at];
        let value = self.evaluate_argument(arg, env)?;
        let kinds = match &value {
            Val::Scalar(scalar) => scalar.kind(),
            Val::Vertex(vertex) => self.kinds_of(*vertex),
        };
        // an integer will do where a float is asked for
        let allowed = if allowed.meets(Kinds::FLOAT) {
            allowed.or(Kinds::INT)
        } else {
            allowed
        };
        if !kinds.meets(allowed) {
            let message = format!(
                "cannot use {kinds} as {allowed} in argument {} to `{}`",
                at + 1,
                function.name
            );
            return Err(self.fatal(Code::Call, arg, message));
        }
        Ok(value)
    }

    /// Calls a pure function.
    pub(super) fn call_pure(
        &mut self,
        expr: ExprId,
        fun: ExprId,
        args: &[ExprId],
        env: EnvId,
    ) -> Eval<Val> {
        let function = self.function(fun, env)?;
        if function.lacks_first(args.len()) {
            let vertex = self.temporary(expr, env);
            return self.vertex_value(vertex, expr);
        }
        self.check_count(function, args, expr)?;
        let Run::Pure(run) = function.run else {
            return Err(self.fatal(Code::Call, expr, "this function cannot be called here"));
        };
        let mut data = Vec::with_capacity(args.len());
        for (at, arg) in args.iter().enumerate() {
            let value = self.argument(function, at, *arg, env)?;
            data.push(self.value_data(value, *arg)?);
        }
        self.read_arguments(function, &data, expr);
        self.step()?;
        let result = self.outcome(run(&data, &self.limits), function, expr)?;
        self.data_value(result, expr)
    }

    /// Counts the steps of a function that reads long texts or compiles a regular expression.
    fn read_arguments(&mut self, function: &Function, data: &[Data], at: ExprId) {
        for argument in data {
            match argument {
                Data::String(text) => self.read_text(text.len()),
                Data::Bytes(bytes) => self.read_text(bytes.len()),
                _ => {}
            }
        }
        if let Some(Data::String(pattern)) = data.first()
            && function.compiles_pattern()
            && let Ok(regexp) = self.regexp(pattern, at)
        {
            self.steps += regexp.steps;
        }
    }

    fn outcome(
        &mut self,
        result: Result<Data, Failure>,
        function: &Function,
        at: ExprId,
    ) -> Eval<Data> {
        result.map_err(|failure| match failure {
            Failure::Fatal(message) => self.fatal(
                Code::Call,
                at,
                format!("error in call to `{}`: {message}", function.name),
            ),
            Failure::Incomplete(message) => self.incomplete(
                Code::Call,
                at,
                format!("error in call to `{}`: {message}", function.name),
            ),
            Failure::Limit(message) => self.fatal(Code::Limit, at, message),
        })
    }

    pub(super) fn data_value(&mut self, data: Data, at: ExprId) -> Eval<Val> {
        Ok(match data {
            Data::Null => Val::Scalar(Scalar::Null),
            Data::Bool(value) => Val::Scalar(Scalar::Bool(value)),
            Data::Number(number) => {
                self.note_number(&number);
                Val::Scalar(Scalar::Number(number))
            }
            Data::String(text) => {
                self.room_for_string(text.len(), at)?;
                Val::Scalar(Scalar::String(text))
            }
            Data::Bytes(bytes) => {
                self.room_for_string(bytes.len(), at)?;
                Val::Scalar(Scalar::Bytes(bytes))
            }
            Data::List(_) | Data::Struct(_) => {
                if let Data::List(elements) = &data {
                    self.room_for(elements.len())?;
                }
                let made = self.data_expr(&data, self.program.span(at));
                let vertex = self.temporary(made, EnvId::ROOT);
                self.unify(vertex);
                Val::Vertex(vertex)
            }
        })
    }

    /// Runs a validator on a vertex.
    pub(super) fn validate(
        &mut self,
        vertex: VertexId,
        function: &'static Function,
        args: &Rc<[ExprId]>,
        env: EnvId,
        at: ExprId,
    ) -> Eval<()> {
        let result = match function.run {
            Run::Special(special) => self.validate_special(vertex, special, args, env, at)?,
            Run::Pure(run) => {
                let mut data = Vec::with_capacity(args.len() + 1);
                let subject = match self.state(vertex).scalar.clone() {
                    Some((scalar, _)) => scalar_data(scalar),
                    None => self.value_data(Val::Vertex(vertex), at)?,
                };
                if !subject.kind().meets(function.params[0]) {
                    let message = format!(
                        "cannot use {} as argument to `{}`",
                        subject.kind(),
                        function.name
                    );
                    return Err(self.fatal(Code::Call, at, message));
                }
                data.push(subject);
                for (index, arg) in args.iter().enumerate() {
                    let value = self.argument(function, index + 1, *arg, env)?;
                    data.push(self.value_data(value, *arg)?);
                }
                match self.outcome(run(&data, &self.limits), function, at)? {
                    Data::Bool(result) => result,
                    _ => true,
                }
            }
        };
        if result {
            return Ok(());
        }
        let shown = match &self.state(vertex).scalar {
            Some((scalar, _)) => super::value::display(scalar),
            None => self.kinds_of(vertex).to_string(),
        };
        Err(self.fatal(
            Code::Conflict,
            at,
            format!(
                "invalid value {shown} (does not satisfy `{}`)",
                function.name
            ),
        ))
    }

    /// Tells how a finished vertex is, looking for errors and for required fields that are missing at any depth.
    pub(super) fn fit(&self, vertex: VertexId) -> Fit {
        let own = match self.vertex(vertex).outcome {
            Outcome::Bottom(error) if self.is_fatal(error) => return Fit::No,
            Outcome::Bottom(_) => Fit::NotYet,
            _ => Fit::Yes,
        };
        let arcs = &self.vertex(vertex).arcs;
        let fits = arcs.iter().map(|arc| match arc.kind {
            ArcKind::Required => Fit::NotYet,
            ArcKind::Member => stacker::maybe_grow(64 << 10, 1 << 20, || self.fit(arc.vertex)),
            ArcKind::Optional | ArcKind::Pending => Fit::Yes,
        });
        fits.fold(own, Ord::max)
    }

    /// Makes an expression for what a vertex holds, without conditions on it as a whole, of all its fields or the regular
    /// ones.
    pub(super) fn plain_copy(&mut self, vertex: VertexId, all: bool, at: ExprId) -> ExprId {
        let span = self.program.span(at);
        let kinds = self.kinds_of(vertex);
        if kinds.within(Kinds::LIST) {
            let elements = self.elements(vertex);
            return self.list_of(&elements, at);
        }
        if !kinds.within(Kinds::STRUCT) {
            return self.program.add(Expr::Kind(kinds), span);
        }
        let mut literal = StructLit {
            regular: true,
            ..StructLit::default()
        };
        for arc in self.vertex(vertex).arcs.clone() {
            if arc.kind == ArcKind::Member && (all || arc.label.is_regular()) {
                let value = self.program.add(Expr::Vertex(arc.vertex.0), span);
                literal.decls.push(Decl::Field {
                    label: arc.label,
                    presence: Presence::Member,
                    value,
                });
            }
        }
        self.program.add(Expr::Struct(literal.into()), span)
    }

    /// Tells whether a vertex unifies with an expression, as far as errors are concerned.
    pub(super) fn unifies(
        &mut self,
        vertex: VertexId,
        with: ExprId,
        env: EnvId,
        at: ExprId,
    ) -> Eval<bool> {
        Ok(self.meets(vertex, with, env, at)? == Fit::Yes)
    }

    /// Unifies a copy of a vertex with an expression.
    pub(super) fn meets(
        &mut self,
        vertex: VertexId,
        with: ExprId,
        env: EnvId,
        at: ExprId,
    ) -> Eval<Fit> {
        self.unify(vertex);
        let vertex = self.chosen(vertex, at)?;
        let span = self.program.span(at);
        let subject = match self.state(vertex).scalar.clone() {
            Some((scalar, _)) => self.program.add(Expr::Lit(scalar), span),
            None => self.plain_copy(vertex, false, at),
        };
        let probe = self.add_vertex(None, self.vertex(vertex).label);
        for (expr, env) in [(subject, EnvId::ROOT), (with, env)] {
            let conjunct = Conjunct {
                expr,
                env,
                info: super::vertex::Info::default(),
            };
            self.vertex_mut(probe).conjuncts.push(conjunct);
        }
        self.deep_probes += usize::from(self.probing > 8);
        if self.deep_probes > 2000 {
            let message = "the tests of values by unification have no end";
            return Err(Stop::Error(self.exhaust(message)));
        }
        if self.probing > 32 {
            return Err(self.fatal(
                Code::Structural,
                at,
                "structural cycle through a test of the value",
            ));
        }
        self.probing += 1;
        let low = self.unify(probe);
        if low == FREE {
            self.finish(probe);
        }
        self.probing -= 1;
        if low != FREE {
            return Err(Stop::Blocked(low));
        }
        Ok(self.fit(probe))
    }
}
