//! Running a template on data.

use super::{
    functions,
    parser::{Base, Node, Operand, Pipeline, Templates},
    print,
};
use crate::{
    builtin::{
        Data, Failure,
        arguments::{fatal, room_for},
    },
    limits::Limits,
};

/// Nodes that one call may run.
const STEPS: usize = 5_000_000;
/// Levels of templates that call one another.
const DEPTH: usize = 1_000;

/// A value; none at all is what a map has for a key it lacks.
pub(super) type Value = Option<Data>;

enum Flow {
    On,
    Break,
    Continue,
}

struct Run<'a> {
    templates: &'a Templates,
    limits: &'a Limits,
    out: String,
    variables: Vec<(String, Value)>,
    steps: usize,
    depth: usize,
}

pub(super) fn execute(
    templates: &Templates,
    data: &Data,
    limits: &Limits,
) -> Result<String, Failure> {
    let mut run = Run {
        templates,
        limits,
        out: String::new(),
        variables: Vec::new(),
        steps: 0,
        depth: 0,
    };
    run.template("", &Some(data.clone()))?;
    Ok(run.out)
}

/// Tells whether a value counts as true: not empty, not zero.
pub(super) fn truth(value: &Value) -> bool {
    match value {
        None | Some(Data::Null) => false,
        Some(Data::Bool(value)) => *value,
        Some(Data::Number(number)) => !number.is_zero(),
        Some(Data::String(text)) => !text.is_empty(),
        Some(Data::Bytes(bytes)) => !bytes.is_empty(),
        Some(Data::List(items)) => !items.is_empty(),
        Some(Data::Struct(fields)) => !fields.is_empty(),
    }
}

impl Run<'_> {
    fn template(&mut self, name: &str, dot: &Value) -> Result<(), Failure> {
        let Some(nodes) = self.templates.get(name) else {
            return fatal(format!("template {name:?} not defined"));
        };
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Failure::Limit("templates call one another too deep".into()));
        }
        let outer = std::mem::replace(&mut self.variables, vec![("$".to_owned(), dot.clone())]);
        self.nodes(nodes, dot)?;
        self.variables = outer;
        self.depth -= 1;
        Ok(())
    }

    fn nodes(&mut self, nodes: &[Node], dot: &Value) -> Result<Flow, Failure> {
        stacker::maybe_grow(96 << 10, 1 << 20, || {
            for node in nodes {
                match self.node(node, dot)? {
                    Flow::On => {}
                    flow => return Ok(flow),
                }
            }
            Ok(Flow::On)
        })
    }

    fn node(&mut self, node: &Node, dot: &Value) -> Result<Flow, Failure> {
        self.steps += 1;
        if self.steps > STEPS {
            return Err(Failure::Limit("the template runs too long".into()));
        }
        match node {
            Node::Text(text) => {
                self.out.push_str(text);
                room_for(self.out.len(), self.limits)?;
            }
            Node::Action(pipeline) => {
                let value = self.pipeline(pipeline, dot)?;
                if pipeline.variables.is_empty() {
                    self.out.push_str(&print::shown(&value));
                    room_for(self.out.len(), self.limits)?;
                }
            }
            Node::If(pipeline, body, otherwise) => {
                return self.scoped(|run| {
                    let value = run.pipeline(pipeline, dot)?;
                    run.nodes(if truth(&value) { body } else { otherwise }, dot)
                });
            }
            Node::With(pipeline, body, otherwise) => {
                return self.scoped(|run| {
                    let value = run.pipeline(pipeline, dot)?;
                    if truth(&value) {
                        run.nodes(body, &value)
                    } else {
                        run.nodes(otherwise, dot)
                    }
                });
            }
            Node::Range(pipeline, body, otherwise) => {
                return self.scoped(|run| run.range(pipeline, body, otherwise, dot));
            }
            Node::Template(name, pipeline) => {
                let dot = match pipeline {
                    Some(pipeline) => self.pipeline(pipeline, dot)?,
                    None => None,
                };
                self.template(name, &dot)?;
            }
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::On)
    }

    fn scoped(
        &mut self,
        run: impl FnOnce(&mut Self) -> Result<Flow, Failure>,
    ) -> Result<Flow, Failure> {
        let known = self.variables.len();
        let flow = run(self);
        self.variables.truncate(known);
        flow
    }

    fn range(
        &mut self,
        pipeline: &Pipeline,
        body: &[Node],
        otherwise: &[Node],
        dot: &Value,
    ) -> Result<Flow, Failure> {
        let source = self.commands(pipeline, dot)?;
        let mut items: Vec<(Data, Data)> = Vec::new();
        let mut numbers = 0;
        match source {
            None | Some(Data::Null) => {}
            Some(Data::List(list)) => {
                let indices = (0..).map(Data::int);
                items.extend(indices.zip(list));
            }
            Some(Data::Struct(mut fields)) => {
                fields.sort_by(|(a, _), (b, _)| a.cmp(b));
                items.extend(
                    fields
                        .into_iter()
                        .map(|(name, value)| (Data::String(name), value)),
                );
            }
            Some(Data::Bytes(bytes)) => {
                let values = bytes.iter().map(|byte| Data::int((*byte).into()));
                items.extend((0..).map(Data::int).zip(values));
            }
            Some(Data::Number(number)) if number.is_int() => {
                if pipeline.variables.len() > 1 {
                    return fatal("a number cannot be iterated over with two variables");
                }
                numbers = number.to_i64().unwrap_or(i64::MAX);
            }
            Some(other) => {
                return fatal(format!(
                    "range can't iterate over {}",
                    print::shown(&Some(other))
                ));
            }
        }
        let mut items = items.into_iter();
        let numbers = (0..numbers).map(|at| (Data::int(at), Data::int(at)));
        let mut any = false;
        for (key, value) in (&mut items).chain(numbers) {
            any = true;
            let known = self.variables.len();
            let names = pipeline.variables.as_slice();
            let value = Some(value);
            match names {
                [] => {}
                [one] => self.set(one, value.clone(), pipeline.assign),
                [first, second, ..] => {
                    self.set(first, Some(key), pipeline.assign);
                    self.set(second, value.clone(), pipeline.assign);
                }
            }
            self.steps += 1;
            let flow = self.nodes(body, &value)?;
            self.variables.truncate(known);
            if matches!(flow, Flow::Break) {
                break;
            }
            if self.steps > STEPS {
                return Err(Failure::Limit("the template runs too long".into()));
            }
        }
        if any {
            return Ok(Flow::On);
        }
        self.nodes(otherwise, dot)
    }

    fn set(&mut self, name: &str, value: Value, assign: bool) {
        if assign
            && let Some((_, old)) = self
                .variables
                .iter_mut()
                .rev()
                .find(|(other, _)| other == name)
        {
            *old = value;
            return;
        }
        self.variables.push((name.to_owned(), value));
    }

    fn pipeline(&mut self, pipeline: &Pipeline, dot: &Value) -> Result<Value, Failure> {
        let value = self.commands(pipeline, dot)?;
        for name in &pipeline.variables {
            self.set(name, value.clone(), pipeline.assign);
        }
        Ok(value)
    }

    fn commands(&mut self, pipeline: &Pipeline, dot: &Value) -> Result<Value, Failure> {
        let mut last: Option<Value> = None;
        for command in &pipeline.commands {
            last = Some(self.command(command, last, dot)?);
        }
        Ok(last.flatten())
    }

    fn command(
        &mut self,
        command: &[Operand],
        piped: Option<Value>,
        dot: &Value,
    ) -> Result<Value, Failure> {
        let Some((first, rest)) = command.split_first() else {
            return fatal("missing value for command");
        };
        let Base::Function(name) = &first.base else {
            if matches!(first.base, Base::Nil) {
                return fatal("nil is not a command");
            }
            if !rest.is_empty() || piped.is_some() {
                return fatal("can't give arguments to what is no function");
            }
            return self.operand(first, dot);
        };
        self.call(name, rest, piped, dot)
    }

    fn call(
        &mut self,
        name: &str,
        operands: &[Operand],
        piped: Option<Value>,
        dot: &Value,
    ) -> Result<Value, Failure> {
        // these two stop as soon as the result is known
        let ends_with = match name {
            "and" => Some(false),
            "or" => Some(true),
            _ => None,
        };
        let mut arguments = Vec::with_capacity(operands.len() + 1);
        for operand in operands {
            let value = self.operand(operand, dot)?;
            if ends_with == Some(truth(&value)) {
                return Ok(value);
            }
            arguments.push(value);
        }
        arguments.extend(piped);
        functions::call(name, arguments, self.limits)
    }

    fn operand(&mut self, operand: &Operand, dot: &Value) -> Result<Value, Failure> {
        let mut value = match &operand.base {
            Base::Dot => dot.clone(),
            Base::Variable(name) => {
                let found = self.variables.iter().rev().find(|(other, _)| other == name);
                found.and_then(|(_, value)| value.clone())
            }
            Base::Function(name) => return self.call(name, &[], None, dot),
            Base::Constant(value) => Some(value.clone()),
            Base::Nil => Some(Data::Null),
            Base::Group(pipeline) => self.commands(pipeline, dot)?,
        };
        for name in &operand.fields {
            value = match value {
                None => None,
                Some(Data::Struct(fields)) => fields
                    .into_iter()
                    .find(|(other, _)| **other == **name)
                    .map(|(_, value)| value),
                Some(Data::Null) => return fatal(format!("nil pointer evaluating {name}")),
                Some(_) => return fatal(format!("can't evaluate field {name}")),
            };
        }
        Ok(value)
    }
}
