//! Patterns: what they add to the fields whose labels they match.

use super::{
    Evaluator,
    env::{Env, EnvKind},
    vertex::{Conjunct, Matcher, Pattern, VertexId},
};
use crate::label::Label;

impl Evaluator {
    pub(super) fn apply_patterns(&mut self, vertex: VertexId, label: Label, child: VertexId) {
        if !label.is_string() || self.state(vertex).patterns.is_empty() {
            return;
        }
        for at in 0..self.state(vertex).patterns.len() {
            let pattern = self.state(vertex).patterns[at].clone();
            self.apply_pattern(&pattern, label, child);
        }
    }

    fn apply_pattern(&mut self, pattern: &Pattern, label: Label, child: VertexId) {
        // a regular expression takes as long as four other steps
        self.steps += 3;
        if self.step().is_err() {
            return;
        }
        let matched = match pattern.matcher {
            Matcher::Any => true,
            Matcher::Value(value) => {
                self.check_regexps(value, child);
                self.label_matches(value, label)
            }
        };
        if matched {
            let env = self.add_env(Env {
                up: pattern.env,
                kind: EnvKind::Matched(label),
            });
            self.add_conjunct(
                child,
                Conjunct {
                    expr: pattern.value,
                    env,
                    info: pattern.info,
                },
            );
        }
    }

    pub(super) fn add_pattern(&mut self, vertex: VertexId, pattern: &Pattern) {
        let arcs: Vec<_> = self
            .vertex(vertex)
            .arcs
            .iter()
            .map(|arc| (arc.label, arc.vertex))
            .collect();
        self.state_mut(vertex).patterns.push(pattern.clone());
        for (label, child) in arcs {
            if label.is_string() {
                self.apply_pattern(pattern, label, child);
            }
        }
    }
}
