//! References: from an expression to the vertex it means.

use super::{
    Eval, Evaluator, FREE, Stop,
    defaults::Mode,
    env::{EnvId, EnvKind},
    error::ErrorKind,
    task::TaskState,
    value::Val,
    vertex::{Arc, ArcKind, Conjunct, Guard, Info, Matcher, Outcome, VertexId},
};
use crate::{
    compile::ir::{Expr, ExprId, Scalar},
    diag::{Code, Diagnostic},
    kind::Kinds,
    label::Label,
};

impl Evaluator {
    /// Finds the vertex that an expression means; makes one if it is no reference.
    pub(super) fn target(&mut self, expr: ExprId, env: EnvId) -> Eval<VertexId> {
        stacker::maybe_grow(96 << 10, 1 << 20, || self.target_here(expr, env))
    }

    fn target_here(&mut self, expr: ExprId, env: EnvId) -> Eval<VertexId> {
        match self.program.expr(expr).clone() {
            Expr::Field { up, label } => {
                let env = self.env_up(env, up);
                let owner = self.env_vertex(env, expr)?;
                self.lookup(owner, label, (expr, env), true)
            }
            Expr::Computed { up, label } => {
                let env = self.env_up(env, up);
                let owner = self.env_vertex(env, expr)?;
                let text = self.label_value(label, env)?;
                let label = self.program.labels.string(&text);
                self.lookup(owner, label, (expr, env), true)
            }
            Expr::Let { up, value } => {
                let env = self.env_up(env, up);
                Ok(self.guarded_temporary(value, env, Guard::Body))
            }
            Expr::Bind { up, slot: 1 } => {
                let env = self.env_up(env, up);
                match self.env(env).kind {
                    EnvKind::Bind { value, .. } => Ok(value),
                    _ => Err(self.fatal(Code::Unresolved, expr, "variable without value")),
                }
            }
            Expr::This { up } => {
                let env = self.env_up(env, up);
                self.env_vertex(env, expr)
            }
            Expr::Vertex(number) => Ok(VertexId(number)),
            Expr::Selector { base, label } => {
                if matches!(self.program.expr(base), Expr::Unknown) {
                    return Err(self.incomplete(
                        Code::Incomplete,
                        expr,
                        "the content of this package is not known",
                    ));
                }
                let owner = self.target(base, env)?;
                let owner = self.own_arm(owner);
                self.lookup(owner, label, (expr, env), false)
            }
            Expr::Index { base, index } => {
                let owner = self.target(base, env)?;
                let owner = self.own_arm(owner);
                self.index(owner, index, env, expr)
            }
            _ => Ok(self.temporary(expr, env)),
        }
    }

    /// The copy of a vertex for the arm being worked on, if there is one: an arm that refers to the whole means itself.
    fn own_arm(&self, vertex: VertexId) -> VertexId {
        if self.vertex(vertex).depth == FREE || self.state(vertex).picks.is_empty() {
            return vertex;
        }
        let family = self.family(vertex);
        let mut at = self.stack.last().map(|frame| frame.vertex);
        while let Some(id) = at {
            if id != vertex && self.vertex(id).is_copy() && self.family(id) == family {
                return id;
            }
            at = self.vertex(id).parent;
        }
        vertex
    }

    fn env_vertex(&mut self, env: EnvId, expr: ExprId) -> Eval<VertexId> {
        match self.env(env).kind {
            EnvKind::Struct { vertex, .. } => Ok(vertex),
            _ => Err(self.fatal(Code::Unresolved, expr, "reference without a struct")),
        }
    }

    fn all_literal(&self, exprs: &[ExprId]) -> bool {
        exprs
            .iter()
            .all(|expr| matches!(self.program.expr(*expr), Expr::Lit(_)))
    }

    /// Returns the vertex for an expression that is no field, the same one each time.
    pub(super) fn temporary(&mut self, expr: ExprId, env: EnvId) -> VertexId {
        self.guarded_temporary(expr, env, Guard::None)
    }

    fn guarded_temporary(&mut self, expr: ExprId, env: EnvId, guard: Guard) -> VertexId {
        // a list of literals is the same everywhere
        let env = match self.program.expr(expr) {
            Expr::List(list) if self.all_literal(&list.elements) && list.ellipsis.is_none() => {
                EnvId::ROOT
            }
            _ => env,
        };
        if let Some(vertex) = self.temporaries.get(&(expr, env)) {
            return *vertex;
        }
        let mut around = env;
        let parent = loop {
            match self.env(around).kind {
                EnvKind::Root => break None,
                EnvKind::Struct { vertex, .. } => break Some(vertex),
                _ => around = self.env(around).up,
            }
        };
        let label = parent.map_or(Label::index(0), |parent| self.vertex(parent).label);
        let vertex = self.add_vertex(parent, label);
        let Info { refs, cyclic, .. } = self.current;
        let info = Info {
            guard,
            refs,
            cyclic,
            ..Info::default()
        };
        self.vertex_mut(vertex)
            .conjuncts
            .push(Conjunct { expr, env, info });
        self.temporaries.insert((expr, env), vertex);
        vertex
    }

    fn index(
        &mut self,
        owner: VertexId,
        index: ExprId,
        env: EnvId,
        expr: ExprId,
    ) -> Eval<VertexId> {
        let allowed = Kinds::STRING.or(Kinds::NUMBER);
        let scalar = self.concrete(
            index,
            env,
            allowed,
            "an index must be an integer or a string",
        )?;
        match scalar {
            Scalar::String(text) => {
                let found = self.operand_vertex(owner, expr)?;
                if self.kinds_of(found).within(Kinds::LIST) {
                    return Err(self.fatal(
                        Code::Index,
                        index,
                        "a list cannot be indexed with a string",
                    ));
                }
                let label = self.program.labels.string(&text);
                self.lookup(owner, label, (expr, env), false)
            }
            Scalar::Number(number) => {
                let found = self.operand_vertex(owner, expr)?;
                let kinds = self.kinds_of(found);
                if !kinds.meets(Kinds::LIST) {
                    return Err(self.fatal(
                        Code::Index,
                        expr,
                        format!("cannot index {kinds} with a number"),
                    ));
                }
                let at = number.to_usize().filter(|_| number.is_int());
                let Some(at) = at else {
                    return Err(self.fatal(Code::Index, index, format!("invalid index {number}")));
                };
                let element = self.arc(found, Label::index(at));
                if element.is_none_or(|arc| arc.kind != ArcKind::Member) {
                    let length = self.list_length(found);
                    let low = self.unify(found);
                    if low != FREE && !self.state(found).frozen {
                        return Err(Stop::Blocked(low));
                    }
                    let message =
                        format!("index out of range: {at} of a list with {length} elements");
                    return Err(if self.is_open_list(found) {
                        self.incomplete(Code::Index, expr, message)
                    } else {
                        self.fatal(Code::Index, expr, message)
                    });
                }
                self.lookup(found, Label::index(at), (expr, env), false)
            }
            _ => Err(self.fatal(Code::Index, index, "invalid index")),
        }
    }

    /// Follows defaults and arms to the vertex that holds the fields.
    pub(super) fn chosen(&mut self, vertex: VertexId, at: ExprId) -> Eval<VertexId> {
        let mut current = vertex;
        loop {
            match &self.vertex(current).outcome {
                Outcome::Arms(arms) => {
                    let mut defaults = arms.iter().filter(|arm| arm.mode == Mode::Is);
                    let first = defaults.next();
                    let next = match (first, arms.len()) {
                        (Some(arm), _) if defaults.next().is_none() => arm.vertex,
                        (None, 1) => arms[0].vertex,
                        _ => {
                            let error =
                                self.incomplete(Code::Ambiguous, at, "unresolved disjunction");
                            if let Stop::Error(error) = error {
                                self.place(error, vertex);
                            }
                            return Err(error);
                        }
                    };
                    current = next;
                    self.unify(current);
                }
                _ => return Ok(current),
            }
        }
    }

    /// Unifies an operand and follows its default; what is not finished is handed out as far as it is known.
    pub(super) fn operand_vertex(&mut self, vertex: VertexId, at: ExprId) -> Eval<VertexId> {
        match self.vertex_value(vertex, at)? {
            Val::Vertex(found) => Ok(found),
            Val::Scalar(scalar) => {
                let message = format!(
                    "invalid operand {}: not a list or struct",
                    super::value::display(&scalar)
                );
                Err(self.fatal(Code::Type, at, message))
            }
        }
    }

    /// Finds a field of a vertex.
    pub(super) fn lookup(
        &mut self,
        owner: VertexId,
        label: Label,
        (at, env): (ExprId, EnvId),
        lexical: bool,
    ) -> Eval<VertexId> {
        let mut low = self.unify(owner);
        if let Some(target) = self.shared_target(owner).filter(|_| low == FREE) {
            let found = self.lookup(target, label, (at, env), lexical);
            if let Err(Stop::Error(error)) = found
                && !self.is_fatal(error)
                && self.is_undefined(target, label)
                && self.in_definition(owner)
                && self.comes_before(owner, at, env)
            {
                let message = self.diagnostic(error).message.clone();
                return Err(self.fatal(Code::Missing, at, message));
            }
            return found;
        }
        let mut found = owner;
        if low == FREE {
            if !lexical && let Outcome::Bottom(error) = self.vertex(owner).outcome {
                return Err(Stop::Error(error));
            }
            match self.chosen(owner, at) {
                Ok(chosen) => found = chosen,
                Err(stop) if !lexical => return Err(stop),
                Err(_) => {}
            }
            if !lexical && let Outcome::Bottom(error) = self.vertex(found).outcome {
                return Err(Stop::Error(error));
            }
        } else if self.vertex(owner).depth != FREE {
            low = self.contribute(owner, label);
        }
        let arc = self.arc(found, label);
        if let Some(Arc {
            vertex,
            kind: ArcKind::Member | ArcKind::Required,
            ..
        }) = arc
        {
            if low != FREE && self.aimed_at(owner, label) && self.takes_default(vertex) {
                if low < self.vertex(owner).depth || !self.state(owner).frozen {
                    return Err(Stop::Blocked(low));
                }
                return Err(self.contradiction(vertex, at));
            }
            return Ok(vertex);
        }
        if low != FREE
            && self.state(owner).frozen
            && low >= self.vertex(owner).depth
            && self.aimed_at(owner, label)
        {
            return Err(self.contradiction(owner, at));
        }
        let state = self.state(owner);
        // what waits may have nothing to do with this field
        let settled = state.picks.is_empty()
            && state.inserted == self.vertex(owner).conjuncts.len()
            && state.kinds().within(Kinds::STRUCT)
            && self.vertex(owner).depth == FREE
            && !self.may_still_add(owner, label);
        if low != FREE && !settled {
            let depth = self.vertex(owner).depth;
            if low < depth || !state.frozen || depth == FREE {
                return Err(Stop::Blocked(low));
            }
        }
        if low == FREE {
            let low = self.open_low(owner);
            if low != FREE {
                return Err(Stop::Blocked(low));
            }
        }
        self.missing(found, label, arc, (at, env))
    }

    /// Tells whether an unfinished task is there to add a certain field.
    fn aimed_at(&self, owner: VertexId, label: Label) -> bool {
        let mut tasks = self.state(owner).tasks.iter();
        tasks.any(|task| task.state != TaskState::Done && task.aims_at(&self.program, label))
    }

    /// Tells whether the value of a vertex so far is one of several arms.
    fn takes_default(&mut self, vertex: VertexId) -> bool {
        let vertex = self.follow(vertex);
        matches!(&self.vertex(vertex).outcome, Outcome::Arms(arms) if arms.len() > 1)
    }

    /// The error of a condition that decides about what it depends on.
    fn contradiction(&mut self, vertex: VertexId, at: ExprId) -> Stop {
        let mut error =
            Diagnostic::error(Code::Cycle, "a condition depends on what it decides about");
        error.path = self.path(vertex);
        let error = error.at(self.program.span(at), "");
        Stop::Error(self.record(ErrorKind::Cycle, error))
    }

    fn missing(
        &mut self,
        owner: VertexId,
        label: Label,
        arc: Option<Arc>,
        (at, env): (ExprId, EnvId),
    ) -> Eval<VertexId> {
        let name = self.program.labels.display(label);
        let kinds = self.kinds_of(owner);
        if let Some((scalar, _)) = &self.state(owner).scalar
            && self.vertex(owner).arcs.is_empty()
        {
            let message = format!(
                "invalid operand {}: not a list or struct",
                super::value::display(scalar)
            );
            return Err(self.fatal(Code::Type, at, message));
        }
        if !kinds.meets(Kinds::STRUCT.or(Kinds::LIST)) && self.vertex(owner).arcs.is_empty() {
            return Err(self.fatal(
                Code::Type,
                at,
                format!("cannot select `{name}` from {kinds}"),
            ));
        }
        if let Some(Arc {
            kind: ArcKind::Optional,
            ..
        }) = arc
        {
            return Err(self.incomplete(
                Code::Missing,
                at,
                format!("cannot refer to the optional field `{name}`"),
            ));
        }
        let message = format!("undefined field: {name}");
        let closed = label.is_string()
            && self.vertex(owner).depth == FREE
            && (self.is_closed(owner) || self.closes_by_name(owner))
            && self.comes_before(owner, at, env)
            && !self.has_pattern_for(owner, label);
        if kinds.within(Kinds::LIST) || closed {
            return Err(self.fatal(Code::Missing, at, message));
        }
        Err(self.incomplete(Code::Missing, at, message))
    }

    /// Tells whether a vertex is closed because it, or something around it, is a definition.
    fn closes_by_name(&self, vertex: VertexId) -> bool {
        let state = self.state(vertex);
        if !state.ellipses.is_empty() || !state.kinds().within(Kinds::STRUCT) {
            return false;
        }
        self.in_definition(vertex)
    }

    fn in_definition(&self, vertex: VertexId) -> bool {
        let mut at = Some(vertex);
        while let Some(vertex) = at {
            if self.vertex(vertex).label.is_definition() {
                return true;
            }
            at = self.vertex(vertex).parent;
        }
        false
    }

    /// Tells whether a finished struct that anything could be added to has no such field, not even an optional one.
    fn is_undefined(&mut self, vertex: VertexId, label: Label) -> bool {
        let state = self.state(vertex);
        label.is_string()
            && state.ellipses.is_empty()
            && state.kinds().within(Kinds::STRUCT)
            && self.vertex(vertex).depth == FREE
            && matches!(self.vertex(vertex).outcome, Outcome::Value)
            && self.arc(vertex, label).is_none()
            && !self.has_pattern_for(vertex, label)
    }

    /// Tells whether a vertex is declared before the place of a reference.
    ///
    /// The reference evaluates in the order of declarations and takes a struct that it has not finished for open.
    fn comes_before(&self, vertex: VertexId, at: ExprId, env: EnvId) -> bool {
        let mut around = env;
        let from = loop {
            match self.env(around).kind {
                EnvKind::Root => return false,
                EnvKind::Struct { vertex, .. } => break vertex,
                _ => around = self.env(around).up,
            }
        };
        let ancestors = |vertex: VertexId| {
            let mut at = self.family(vertex);
            let mut all = vec![at];
            while let Some(parent) = self.vertex(at).parent {
                at = self.family(parent);
                all.push(at);
            }
            all.reverse();
            all
        };
        let (owners, froms) = (ancestors(vertex), ancestors(from));
        // an arm is finished when it is chosen, from outside
        if self.vertex(vertex).copied.is_some() {
            return !froms.contains(&self.family(vertex));
        }
        let common = owners
            .iter()
            .zip(&froms)
            .take_while(|(a, b)| a == b)
            .count();
        let Some(owner) = owners.get(common) else {
            return true;
        };
        let Some(meeting) = common.checked_sub(1) else {
            return false;
        };
        let arcs = &self.vertex(owners[meeting]).arcs;
        let place = |vertex: VertexId| arcs.iter().position(|arc| arc.vertex == vertex);
        let Some(owner_place) = place(*owner) else {
            return false;
        };
        if let Some(from) = froms.get(common) {
            return place(*from).is_some_and(|from| owner_place < from);
        }
        let span = self.program.span(at);
        let holds = |arc: &Arc| {
            self.vertex(arc.vertex).conjuncts.iter().any(|conjunct| {
                let around = self.program.span(conjunct.expr);
                around.file == span.file && around.start <= span.start && span.end <= around.end
            })
        };
        let from = arcs.iter().position(holds);
        from.is_some_and(|from| owner_place < from)
    }

    /// Tells whether a pattern would allow a field.
    fn has_pattern_for(&mut self, vertex: VertexId, label: Label) -> bool {
        let patterns = self.state(vertex).patterns.clone();
        patterns.iter().any(|pattern| match pattern.matcher {
            Matcher::Any => true,
            Matcher::Value(value) => self.label_matches(value, label),
        })
    }

    /// Runs the tasks of a vertex on the stack that may add to a field; returns what that is blocked on.
    fn contribute(&mut self, owner: VertexId, label: Label) -> u32 {
        let depth = self.vertex(owner).depth;
        let mut low;
        loop {
            let mut progress = false;
            low = FREE;
            let mut at = 0;
            while at < self.state(owner).tasks.len() {
                let task = &self.state(owner).tasks[at];
                if task.may_add(&self.program, label) {
                    match task.state {
                        TaskState::Waiting => {
                            let blocked = self.run_task(owner, at);
                            progress |= blocked == FREE;
                            low = low.min(blocked);
                        }
                        TaskState::Running => low = low.min(depth),
                        TaskState::Done => {}
                    }
                }
                at += 1;
            }
            if !progress {
                break;
            }
        }
        if !self.state(owner).picks.is_empty()
            || self.state(owner).inserted < self.vertex(owner).conjuncts.len()
        {
            low = low.min(depth);
        }
        low
    }

    /// The kinds that a vertex may have.
    pub(super) fn kinds_of(&self, vertex: VertexId) -> Kinds {
        self.state(vertex).kinds()
    }
}
