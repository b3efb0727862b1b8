//! Concrete data: from vertices for functions, and back.

use super::{
    Eval, Evaluator, FREE, Stop,
    env::EnvId,
    value::Val,
    vertex::{ArcKind, Outcome, VertexId},
};
use crate::{
    builtin::Data,
    compile::ir::{Decl, Expr, ExprId, ListLit, Presence, Scalar, StructLit},
    diag::Code,
    kind::Kinds,
    source::Span,
};

impl Evaluator {
    /// Evaluates an expression to data.
    pub(super) fn data(&mut self, expr: ExprId, env: EnvId) -> Eval<Data> {
        let value = self.evaluate(expr, env)?;
        self.value_data(value, expr)
    }

    pub(super) fn value_data(&mut self, value: Val, at: ExprId) -> Eval<Data> {
        match value {
            Val::Scalar(scalar) => Ok(scalar_data(scalar)),
            Val::Vertex(vertex) => {
                stacker::maybe_grow(96 << 10, 1 << 20, || self.vertex_data(vertex, at))
            }
        }
    }

    fn vertex_data(&mut self, vertex: VertexId, at: ExprId) -> Eval<Data> {
        self.step()?;
        if self.vertex(vertex).level as usize > self.limits.depth
            || self.finishing > 4 * self.limits.depth
        {
            return Err(self.fatal(Code::Structural, at, "the value is nested too deep"));
        }
        let kinds = self.kinds_of(vertex);
        if kinds.within(Kinds::LIST) {
            self.settle_list(vertex)?;
            let mut items = Vec::new();
            let elements = self.elements(vertex);
            self.walk(4 * elements.len() as u64);
            for element in elements {
                let value = self.vertex_value(element, at)?;
                items.push(self.value_data(value, at)?);
            }
            return Ok(Data::List(items));
        }
        if !kinds.within(Kinds::STRUCT) || self.is_condition(vertex) {
            let message = format!("{}: not concrete: {kinds}", self.path(vertex));
            return Err(self.incomplete(Code::Incomplete, at, message));
        }
        let low = self.unify(vertex);
        if low != FREE && !(self.vertex(vertex).depth != FREE && self.state(vertex).frozen) {
            return Err(Stop::Blocked(low));
        }
        let mut fields = Vec::new();
        for arc in self.ordered(vertex) {
            if !arc.label.is_regular() {
                continue;
            }
            match arc.kind {
                ArcKind::Member => {
                    let value = self.vertex_value(arc.vertex, at)?;
                    let value = self.value_data(value, at)?;
                    fields.push((self.program.labels.text(arc.label), value));
                }
                ArcKind::Required => {
                    let name = self.program.labels.display(arc.label);
                    return Err(self.incomplete(
                        Code::Required,
                        at,
                        format!("field is required but not present: {name}"),
                    ));
                }
                ArcKind::Optional | ArcKind::Pending => {}
            }
        }
        if self.finish(vertex).is_some()
            && let Outcome::Bottom(error) = self.vertex(vertex).outcome
        {
            return Err(Stop::Error(error));
        }
        Ok(Data::Struct(fields))
    }

    /// Makes an expression for data; it needs no environment.
    pub fn data_expr(&mut self, data: &Data, span: Span) -> ExprId {
        let expr = match data {
            Data::Null => Expr::Lit(Scalar::Null),
            Data::Bool(value) => Expr::Lit(Scalar::Bool(*value)),
            Data::Number(number) => Expr::Lit(Scalar::Number(number.clone())),
            Data::String(text) => Expr::Lit(Scalar::String(text.clone())),
            Data::Bytes(bytes) => Expr::Lit(Scalar::Bytes(bytes.clone())),
            Data::List(items) => {
                let elements = items
                    .iter()
                    .map(|item| self.data_expr(item, span))
                    .collect();
                Expr::List(
                    ListLit {
                        elements,
                        ellipsis: None,
                        comprehensions: false,
                    }
                    .into(),
                )
            }
            Data::Struct(fields) => {
                let mut literal = StructLit {
                    regular: !fields.is_empty(),
                    ..StructLit::default()
                };
                for (name, value) in fields {
                    let label = self.program.labels.string(name);
                    let value = self.data_expr(value, span);
                    literal.decls.push(Decl::Field {
                        label,
                        presence: Presence::Member,
                        value,
                    });
                }
                Expr::Struct(literal.into())
            }
        };
        self.program.add(expr, span)
    }
}

/// The data of a scalar.
pub(super) fn scalar_data(scalar: Scalar) -> Data {
    match scalar {
        Scalar::Null => Data::Null,
        Scalar::Bool(value) => Data::Bool(value),
        Scalar::Number(number) => Data::Number(number),
        Scalar::String(text) => Data::String(text),
        Scalar::Bytes(bytes) => Data::Bytes(bytes),
    }
}
