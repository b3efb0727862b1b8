//! Adding what a reference refers to: its conjuncts, unless the reference comes round to itself.
//!
//! Each conjunct carries the chain of references that it came through. A reference that is met again on the way down
//! from itself goes on without end, unless something else, or an arm of a disjunction, ends it.

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::{
    Evaluator, FREE,
    env::EnvId,
    vertex::{Conjunct, Guard, RefNode, VertexId},
};
use crate::{
    builtin::{Run, Special},
    compile::ir::{Expr, ExprId},
};

impl Evaluator {
    /// Adds the conjuncts of what a reference refers to.
    pub(super) fn include(
        &mut self,
        vertex: VertexId,
        target: VertexId,
        mut conjunct: Conjunct,
        embedded: bool,
    ) {
        let mut target = target;
        while let Some(next) = self.shared_target(target) {
            target = next;
        }
        let (node, family) = (self.family(vertex), self.family(target));
        if node == family {
            return;
        }
        let mut cyclic = false;
        let mut walked = 0;
        let mut at = self.vertex(vertex).parent;
        while let Some(ancestor) = at {
            walked += 1;
            if self.family(ancestor) == family {
                cyclic = true;
                break;
            }
            at = self.vertex(ancestor).parent;
        }
        let around = cyclic;
        let whole = self.is_disjunction(target);
        let mut link = conjunct.info.refs;
        while link != 0 {
            walked += 1;
            let reference = self.refs[link as usize];
            if reference.target == family {
                if reference.node == node {
                    self.walk(walked);
                    return;
                }
                let again = reference.alone
                    || reference.expr == conjunct.expr
                        && (whole || !self.has_data(&reference, &mut walked));
                // one that may end is ended by the limit on depth, if by nothing else
                cyclic |= again && conjunct.info.guard == Guard::None;
            }
            link = reference.next;
        }
        self.walk(walked);
        if self.is_definition(conjunct.expr)
            && !self.forgets_definition(conjunct.expr)
            && (embedded || !self.calls_close(target, 8, &mut FxHashSet::default()))
        {
            conjunct.info.group = self.definition_group(vertex, family, conjunct);
        }
        if cyclic {
            conjunct.info.cyclic = true;
            if !around && whole {
                // its arms show which of them go on
                self.include_all(vertex, target, conjunct, embedded);
                return;
            }
            self.state_mut(vertex).cyclic.push((target, conjunct));
            return;
        }
        self.include_all(vertex, target, conjunct, embedded);
    }

    /// Tells whether there is more where a reference was followed than what came through references to its target.
    ///
    /// A recursion through an arm goes on as far as there is data for it.
    fn has_data(&self, reference: &RefNode, walked: &mut u64) -> bool {
        let mut conjuncts = self.vertex(reference.node).conjuncts.iter();
        conjuncts.any(|conjunct| {
            let mut link = conjunct.info.refs;
            while link != 0 && link != reference.next {
                *walked += 1;
                let passed = self.refs[link as usize];
                if passed.target == reference.target {
                    return false;
                }
                link = passed.next;
            }
            link == 0 && link != reference.next
        })
    }

    fn is_disjunction(&self, vertex: VertexId) -> bool {
        let mut conjuncts = self.vertex(vertex).conjuncts.iter();
        conjuncts.all(|conjunct| matches!(self.program.expr(conjunct.expr), Expr::Disjunction(_)))
    }

    /// Adds the conjuncts of a vertex, noting the reference they came through.
    pub(super) fn include_all(
        &mut self,
        vertex: VertexId,
        target: VertexId,
        conjunct: Conjunct,
        embedded: bool,
    ) {
        let mut info = conjunct.info;
        let next = info.refs;
        info.refs = u32::try_from(self.refs.len()).unwrap_or(u32::MAX);
        let (node, family) = (self.family(vertex), self.family(target));
        let alone =
            matches!(&self.vertex(vertex).conjuncts[..], [only] if only.expr == conjunct.expr);
        self.refs.push(RefNode {
            expr: conjunct.expr,
            alone,
            target: family,
            node,
            next,
        });
        let conjuncts: SmallVec<[Conjunct; 4]> =
            SmallVec::from_slice(&self.vertex(target).conjuncts);
        if self
            .vertex(target)
            .parent
            .is_some_and(|parent| self.vertex(parent).depth != FREE)
        {
            self.listeners
                .entry(target)
                .or_default()
                .push((vertex, info));
        }
        for Conjunct { expr, env, .. } in conjuncts {
            self.insert(vertex, Conjunct { expr, env, info }, embedded);
        }
    }

    /// Tells whether a reference names a definition on its way.
    pub(super) fn is_definition(&self, expr: ExprId) -> bool {
        match self.program.expr(expr) {
            Expr::Field { label, .. } => label.is_definition(),
            Expr::Selector { base, label } => label.is_definition() || self.is_definition(*base),
            Expr::Index { base, .. } => self.is_definition(*base),
            _ => false,
        }
    }

    /// Tells whether a conjunct of a vertex is a call of `close`, or a reference to one: then it is closed at one level
    /// only, even if it is a definition.
    fn calls_close(
        &mut self,
        vertex: VertexId,
        names: usize,
        seen: &mut FxHashSet<(VertexId, usize)>,
    ) -> bool {
        self.steps += 1;
        let conjuncts: SmallVec<[Conjunct; 4]> =
            SmallVec::from_slice(&self.vertex(vertex).conjuncts);
        let mut operands: SmallVec<[(ExprId, EnvId); 4]> = conjuncts
            .iter()
            .map(|conjunct| (conjunct.expr, conjunct.env))
            .collect();
        while let Some((expr, env)) = operands.pop() {
            let close = match self.program.expr(expr) {
                Expr::And(left, right) => {
                    operands.extend([(*left, env), (*right, env)]);
                    false
                }
                Expr::Call { fun, .. } => matches!(
                    self.program.expr(*fun),
                    Expr::Function(function) if matches!(function.run, Run::Special(Special::Close))
                ),
                Expr::Field { .. } if names > 0 => match self.target(expr, env) {
                    Ok(target) => {
                        target != vertex
                            && seen.insert((target, names - 1))
                            && self.calls_close(target, names - 1, seen)
                    }
                    Err(_) => false,
                },
                _ => false,
            };
            if close {
                return true;
            }
        }
        false
    }

    /// Tells whether a reference is the value of a `let` and means something within a definition, which then is open.
    fn forgets_definition(&self, expr: ExprId) -> bool {
        let named = match self.program.expr(expr) {
            Expr::Field { label, .. } | Expr::Selector { label, .. } => label.is_definition(),
            _ => false,
        };
        !named && self.program.lets.contains(&expr)
    }
}
