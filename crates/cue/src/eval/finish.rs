//! Finishing a vertex: all its fields too, so that every fatal error is known.

use super::{
    Eval, Evaluator, FREE, Stop,
    error::ErrorId,
    task::TaskKind,
    vertex::{ArcKind, Check, Outcome, VertexId},
};
use crate::{
    builtin::Data,
    compile::ir::{Clause, Expr},
    diag::{Code, Diagnostic},
    kind::Kinds,
    label::Label,
};

impl Evaluator {
    /// Unifies a vertex and everything below it; returns the first fatal error.
    pub fn finish(&mut self, id: VertexId) -> Option<ErrorId> {
        let around = std::mem::take(&mut self.descent);
        let error = self.finish_below(id);
        self.descent = around;
        error
    }

    fn finish_below(&mut self, id: VertexId) -> Option<ErrorId> {
        stacker::maybe_grow(256 << 10, 2 << 20, || self.finish_here(id))
    }

    fn finish_here(&mut self, id: VertexId) -> Option<ErrorId> {
        if self.unify(id) != FREE {
            return None;
        }
        if let Some(target) = self.shared_target(id) {
            return self.finish_shared(id, target);
        }
        if self.aside > 0 && self.comes_round(id) {
            let error = self.round_error(id);
            self.vertex_mut(id).outcome = Outcome::Bottom(error);
            return Some(error);
        }
        if let Outcome::Bottom(error) = self.vertex(id).outcome
            && self.diagnostic(error).code == Code::Structural
        {
            // what is below goes on without end
            return self.bottom(id);
        }
        if self.vertex(id).finished || self.vertex(id).finishing {
            return self.bottom(id);
        }
        self.vertex_mut(id).finishing = true;
        self.finishing += 1;
        if !matches!(self.vertex(id).outcome, Outcome::Arms(_)) {
            self.descent.push(id);
            self.finish_fields(id);
            self.descent.pop();
        }
        self.vertex_mut(id).finishing = false;
        self.finishing -= 1;
        self.bottom(id)
    }

    fn finish_shared(&mut self, id: VertexId, target: VertexId) -> Option<ErrorId> {
        if matches!(self.vertex(id).outcome, Outcome::Bottom(_)) {
            return self.bottom(id);
        }
        // each vertex on the way to the value takes as long as two steps
        self.steps += 1;
        if let Err(Stop::Error(error)) = self.step() {
            return Some(error);
        }
        let around = |at: &VertexId| *at == target || self.family(*at) == target;
        let error = if self.descent.iter().any(around) {
            Some(self.round_error(id))
        } else {
            let outer = std::mem::replace(&mut self.vertex_mut(id).finishing, true);
            let error = self.finish_below(target);
            self.vertex_mut(id).finishing = outer;
            error
        };
        if let Some(error) = error {
            self.vertex_mut(id).outcome = Outcome::Bottom(error);
        }
        error
    }

    fn round_error(&mut self, id: VertexId) -> ErrorId {
        let mut error = Diagnostic::error(Code::Structural, "structural cycle");
        error.path = self.path(id);
        for conjunct in &self.vertex(id).conjuncts {
            error = error.at(self.program.span(conjunct.expr), "");
        }
        self.record(super::ErrorKind::Fatal, error)
    }

    /// What a vertex refers to that is nothing but a reference.
    fn referred(&mut self, id: VertexId) -> Option<VertexId> {
        let [only] = self.vertex(id).conjuncts[..] else {
            return None;
        };
        let reference = matches!(
            self.program.expr(only.expr),
            Expr::Field { .. } | Expr::Selector { .. }
        );
        if !reference {
            return None;
        }
        self.target(only.expr, only.env).ok()
    }

    /// Tells whether a vertex refers to a definition that is being finished around it.
    fn comes_round(&mut self, id: VertexId) -> bool {
        let [only] = self.vertex(id).conjuncts[..] else {
            return false;
        };
        self.is_definition(only.expr)
            && self
                .referred(id)
                .is_some_and(|target| self.descent.contains(&target))
    }

    /// Finishes what an optional field refers to, which the reference does where the field is declared.
    fn finish_optional(&mut self, id: VertexId) {
        if let Some(target) = self.referred(id) {
            let vertex = self.vertex(target);
            if !vertex.finished && !vertex.finishing && vertex.depth == FREE {
                self.aside += 1;
                self.finish_below(target);
                self.aside -= 1;
            }
            return;
        }
        let literal = match self.vertex(id).conjuncts[..] {
            [only] => matches!(self.program.expr(only.expr), Expr::Struct(_)),
            _ => false,
        };
        if literal && self.unify(id) == FREE {
            for at in 0..self.vertex(id).arcs.len() {
                let child = self.vertex(id).arcs[at].vertex;
                self.finish_optional(child);
            }
        }
    }

    fn bottom(&self, id: VertexId) -> Option<ErrorId> {
        match self.vertex(id).outcome {
            Outcome::Bottom(error) if self.is_fatal(error) => Some(error),
            _ => None,
        }
    }

    fn finish_fields(&mut self, id: VertexId) {
        let mut first = None;
        let mut at = 0;
        let mut settled = true;
        while at < self.vertex(id).arcs.len() {
            let arc = self.vertex(id).arcs[at];
            at += 1;
            match arc.kind {
                ArcKind::Member | ArcKind::Required => {}
                ArcKind::Optional => {
                    self.finish_optional(arc.vertex);
                    continue;
                }
                ArcKind::Pending => continue,
            }
            let error = self.finish_below(arc.vertex);
            settled &= !matches!(self.vertex(arc.vertex).outcome, Outcome::Open);
            first = first.or(error);
        }
        if self.unify(id) != FREE {
            return;
        }
        let before = self.state(id).errors.len();
        if before == 0 {
            self.check_closed(id);
        }
        if settled {
            self.recheck(id);
            self.validate_fields(id);
        }
        let added = self.state(id).errors.get(before).copied();
        let first = self.fatal_error(id).or(first).or(added);
        if let Some(error) = first {
            let keep =
                matches!(self.vertex(id).outcome, Outcome::Bottom(old) if self.is_fatal(old));
            if !keep {
                self.vertex_mut(id).outcome = Outcome::Bottom(error);
            }
        }
        self.vertex_mut(id).finished = settled;
        if settled {
            self.state_mut(id).settle();
        }
    }

    /// Runs the conditions on structs and lists.
    fn validate_fields(&mut self, id: VertexId) {
        if self.state(id).checks.is_empty() || self.state(id).scalar.is_some() {
            return;
        }
        if !self.kinds_of(id).within(Kinds::STRUCT.or(Kinds::LIST)) {
            return;
        }
        if self.is_condition(id) {
            return;
        }
        for checked in self.state(id).checks.clone() {
            let Check::Validator(function, args) = &checked.check else {
                continue;
            };
            if let Err(Stop::Error(error)) =
                self.validate(id, function, args, checked.env, checked.expr)
            {
                self.place(error, id);
                self.state_mut(id).errors.push(error);
            }
        }
    }

    /// Repeats comprehensions whose result may have changed what they depended on.
    fn recheck(&mut self, id: VertexId) {
        if !self.doubtful || self.state(id).recheck.is_empty() || !self.state(id).errors.is_empty()
        {
            return;
        }
        for (at, count) in self.state(id).recheck.clone() {
            let task = self.state(id).tasks[at];
            if !matches!(task.kind, TaskKind::Comprehension) {
                continue;
            }
            let Expr::Comprehension(comprehension) = self.program.expr(task.conjunct.expr).clone()
            else {
                continue;
            };
            let mut clauses = comprehension.clauses.iter();
            if !clauses.any(|clause| matches!(clause, Clause::If(_))) {
                // what is added to a source later is an error there
                continue;
            }
            let again = self.iterate(&comprehension, task.conjunct.expr, task.conjunct.env);
            let same = match again {
                Ok(envs) => envs.len() == count,
                Err(Stop::Error(_)) => false,
                Err(Stop::Blocked(_)) => true,
            };
            if !same {
                let message = "the fields that a comprehension adds change its own condition";
                if let Stop::Error(error) = self.fatal(Code::Cycle, task.conjunct.expr, message) {
                    self.place(error, id);
                    self.state_mut(id).errors.push(error);
                }
            }
        }
    }

    /// Finds a field of the finished root of an instance.
    pub fn field(&mut self, vertex: VertexId, label: Label) -> Option<VertexId> {
        self.unify(vertex);
        let found = self.settled(vertex).ok()?;
        let arc = self.arc(found, label)?;
        (arc.kind == ArcKind::Member).then_some(arc.vertex)
    }

    /// Unifies a vertex and follows its default.
    pub fn settled(&mut self, vertex: VertexId) -> Eval<VertexId> {
        self.unify(vertex);
        let at = self
            .vertex(vertex)
            .conjuncts
            .first()
            .map(|conjunct| conjunct.expr);
        match at {
            Some(at) => self.chosen(vertex, at),
            None => Ok(vertex),
        }
    }
}

/// What a finished vertex turned out to be; defaults are taken.
#[derive(Debug)]
pub enum Found {
    /// An error, fatal or incomplete.
    Error(Diagnostic),
    /// A concrete scalar.
    Scalar(Data),
    /// A list with its elements.
    List(Vec<VertexId>),
    /// A struct with all fields.
    Struct(Vec<(Label, ArcKind, VertexId)>),
    /// Something not concrete.
    Incomplete(Kinds),
}

impl Evaluator {
    /// Finishes a vertex and tells what it is.
    pub fn find(&mut self, vertex: VertexId) -> Found {
        self.finish(vertex);
        let found = match self.settled(vertex) {
            Ok(found) => found,
            Err(Stop::Error(error)) => return Found::Error(self.diagnostic(error).clone()),
            Err(Stop::Blocked(_)) => {
                let error = self.cycle(vertex);
                return Found::Error(self.diagnostic(error).clone());
            }
        };
        if found != vertex {
            self.finish(found);
        }
        match self.vertex(found).outcome {
            Outcome::Bottom(error) => return Found::Error(self.diagnostic(error).clone()),
            Outcome::Open => {
                let error = self.cycle(vertex);
                return Found::Error(self.diagnostic(error).clone());
            }
            _ => {}
        }
        let state = self.state(found);
        let simple = state.scalar.is_some() || state.kinds().within(Kinds::LIST);
        let mut arcs = self.vertex(found).arcs.iter();
        if simple && arcs.any(|arc| arc.kind == ArcKind::Required) {
            let message = "a field beside the value is required but not present";
            let mut error = Diagnostic::error(Code::Required, message);
            error.path = self.path(found);
            return Found::Error(error);
        }
        let state = self.state(found);
        if let Some((scalar, _)) = &state.scalar {
            return Found::Scalar(super::data::scalar_data(scalar.clone()));
        }
        let kinds = state.kinds();
        if self.is_condition(found) {
            return Found::Incomplete(kinds);
        }
        if kinds.within(Kinds::LIST) {
            return Found::List(self.elements(found));
        }
        if kinds.within(Kinds::STRUCT) {
            let arcs = self.ordered(found).into_iter();
            return Found::Struct(arcs.map(|arc| (arc.label, arc.kind, arc.vertex)).collect());
        }
        Found::Incomplete(kinds)
    }
}
