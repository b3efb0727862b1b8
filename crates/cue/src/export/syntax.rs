//! Values in the language itself, final: defaults are taken, patterns and open ends left out. What is not known yet is
//! written as in the source.

use std::cmp::Ordering;

use super::{quote, spell};
use crate::{
    builtin::{Data, PACKAGES},
    compile::ir::BoundOp,
    diag::{Code, Diagnostic, Diagnostics},
    eval::{ArcKind, ErrorKind, Evaluator, Field, Shape, VertexId},
    kind::Kinds,
    limits::Limits,
    num::{Number, NumberLimits},
    source::{FileId, Source, Span},
    syntax::{
        ast::{Decl, File},
        format::{FormatOptions, format},
        parser::parse_expr,
    },
};

/// Which fields are written besides the regular ones, required ones and definitions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Hidden fields, `_x`.
    pub hidden: bool,
    /// Optional fields, `x?`.
    pub optional: bool,
    /// Regular fields and values alone, for a value that is exported; no definitions, but the comments above fields.
    pub data_only: bool,
}

/// Writes a value; a struct without braces. What is not known is looked up in `files`.
///
/// Simplifying joins structs of one field.
pub(crate) fn write(
    evaluator: &mut Evaluator,
    vertex: VertexId,
    files: &[File],
    shown: Shown,
    simplify: bool,
) -> Result<String, Diagnostics> {
    let faults = evaluator.faults(vertex, super::REPORTED);
    if !faults.is_empty() {
        let faults = faults.into_iter();
        return Err(Diagnostics(
            faults.map(|it| evaluator.diagnostic(it).clone()).collect(),
        ));
    }
    let mut writer = Writer {
        evaluator,
        files,
        shown,
        simplify,
        out: String::new(),
        imports: Vec::new(),
        depth: 0,
        count: 0,
        root: vertex,
    };
    writer.root()?;
    let mut text = match &writer.imports[..] {
        [] => String::new(),
        [only] => format!("import {only}\n\n"),
        several => format!("import (\n{}\n)\n\n", several.join("\n")),
    };
    text.push_str(&writer.out);
    format(&text, FormatOptions::default())
}

struct Writer<'a> {
    evaluator: &'a mut Evaluator,
    files: &'a [File],
    shown: Shown,
    simplify: bool,
    out: String,
    /// What is imported for what is written, in order of first use.
    imports: Vec<String>,
    depth: usize,
    count: usize,
    root: VertexId,
}

type Written = Result<(), Diagnostics>;

impl Writer<'_> {
    fn root(&mut self) -> Written {
        let found = self.settle(self.root)?;
        let Some(found) = found else {
            return self.as_written(self.root);
        };
        if !self.evaluator.arms(found).is_empty() {
            return self.value(self.root);
        }
        let shape = self.evaluator.shape(found);
        if shape.scalar.is_some() || shape.condition || !shape.kinds.within(Kinds::STRUCT) {
            return self.value(self.root);
        }
        self.fields(found, &shape)
    }

    /// Takes the default; nothing if the value is an error that more information may cure.
    fn settle(&mut self, vertex: VertexId) -> Result<Option<VertexId>, Diagnostics> {
        self.evaluator.finish(vertex);
        let found = self.evaluator.settled(vertex).unwrap_or(vertex);
        self.evaluator.finish(found);
        let held = self.evaluator.held(found);
        let Some(error) = self.evaluator.own_error(held) else {
            return Ok(Some(held));
        };
        if self.evaluator.error_kind(error) == ErrorKind::Fatal {
            return Err(self.evaluator.diagnostic(error).clone().into());
        }
        Ok((vertex == self.root && self.evaluator.has_fields(held)).then_some(held))
    }

    fn value(&mut self, vertex: VertexId) -> Written {
        self.nested(|writer| writer.value_here(vertex))
    }

    fn nested(&mut self, write: impl FnOnce(&mut Self) -> Written) -> Written {
        self.count += 1;
        self.depth += 1;
        let limits = &self.evaluator.limits;
        if self.depth > limits.depth
            || self.count > limits.vertices
            || self.out.len() > limits.export_bytes
        {
            let message = "the value is too large to be written";
            return Err(Diagnostic::error(Code::Limit, message).into());
        }
        stacker::maybe_grow(64 << 10, 1 << 20, || write(self))?;
        self.depth -= 1;
        Ok(())
    }

    fn value_here(&mut self, vertex: VertexId) -> Written {
        let Some(found) = self.settle(vertex)? else {
            return self.as_written(vertex);
        };
        let mut arms = self.evaluator.arms(found);
        if arms.iter().any(|(_, default)| *default) {
            arms.retain(|(_, default)| *default);
        }
        for (index, (arm, _)) in arms.iter().enumerate() {
            if index > 0 {
                self.out.push_str(" | ");
            }
            self.value(*arm)?;
        }
        if !arms.is_empty() {
            return Ok(());
        }
        let shape = self.evaluator.shape(found);
        if shape.kinds.within(Kinds::STRUCT) && !shape.condition {
            self.out.push_str("{\n");
            self.fields(found, &shape)?;
            self.out.push('}');
            return Ok(());
        }
        let start = self.out.len();
        self.out.push_str("{\n");
        self.scalar(&shape)?;
        self.out.push('\n');
        let before = self.out.len();
        self.fields(found, &shape)?;
        if self.out.len() > before {
            self.out.push('}');
        } else {
            self.out.truncate(start);
            self.scalar(&shape)?;
        }
        Ok(())
    }

    fn shows(&self, field: &Field<VertexId>) -> bool {
        let present = match field.kind {
            ArcKind::Optional => self.shown.optional,
            ArcKind::Pending => false,
            ArcKind::Member | ArcKind::Required => true,
        };
        let visible = field.regular
            || match (is_definition(field), field.name.starts_with('_')) {
                (true, false) => !self.shown.data_only,
                (true, true) => !self.shown.data_only && self.shown.hidden,
                (false, _) => self.shown.hidden,
            };
        present && visible
    }

    fn fields(&mut self, found: VertexId, shape: &Shape<VertexId>) -> Written {
        for vertex in self.evaluator.field_order(found) {
            let Some(field) = shape.fields.iter().find(|field| field.value == vertex) else {
                continue;
            };
            let definition = is_definition(field);
            if !self.shows(field) {
                continue;
            }
            if self.shown.data_only {
                for line in field.docs.iter().flat_map(|docs| docs.lines()) {
                    self.out.push_str("// ");
                    self.out.push_str(line);
                    self.out.push('\n');
                }
            }
            if field.regular {
                quote::label(&mut self.out, &field.name);
            } else {
                self.out.push_str(&field.name);
            }
            self.out.push_str(match field.kind {
                ArcKind::Optional => "?: ",
                ArcKind::Required => "!: ",
                _ => ": ",
            });
            if self.simplify && !definition && self.chain(vertex)? {
                continue;
            }
            self.value(vertex)?;
            self.out.push('\n');
        }
        Ok(())
    }

    /// Writes a struct of one field without braces; tells whether the value is one.
    fn chain(&mut self, vertex: VertexId) -> Result<bool, Diagnostics> {
        let Some(found) = self.settle(vertex)? else {
            return Ok(false);
        };
        let shape = self.evaluator.shape(found);
        let plain = shape.scalar.is_none() && !shape.condition && shape.kinds.within(Kinds::STRUCT);
        if !plain || !self.evaluator.arms(found).is_empty() {
            return Ok(false);
        }
        let mut shown = shape.fields.iter().filter(|field| self.shows(field));
        let (Some(only), None) = (shown.next(), shown.next()) else {
            return Ok(false);
        };
        if self.shown.data_only && !only.docs.is_empty() {
            return Ok(false);
        }
        self.nested(|writer| writer.fields(found, &shape))?;
        Ok(true)
    }

    /// Writes a value that is no struct.
    fn scalar(&mut self, shape: &Shape<VertexId>) -> Written {
        if let Some(data) = &shape.scalar {
            self.data(data);
            return Ok(());
        }
        if shape.kinds.within(Kinds::LIST) && shape.has_list {
            self.out.push('[');
            for (index, element) in shape.elements.iter().enumerate() {
                if index > 0 {
                    self.out.push_str(", ");
                }
                self.value(*element)?;
            }
            self.out.push(']');
            return Ok(());
        }
        let mut parts = Parts::of(shape);
        for validator in &shape.validators {
            let package = PACKAGES.iter().find(|package| {
                package
                    .functions
                    .iter()
                    .any(|function| function.is(validator.function))
            });
            let mut text = String::new();
            if let Some(package) = package {
                self.import(format!("\"{}\"", package.path));
                let name = package.path.rsplit('/').next().unwrap_or(package.path);
                text.push_str(name);
                text.push('.');
            }
            text.push_str(validator.name);
            let call = self.source(validator.span);
            match call.find('(') {
                Some(at) => text.push_str(&call[at..]),
                None => text.push_str("()"),
            }
            parts.conditions.push(text);
            parts.implied = parts.implied.and(
                validator
                    .function
                    .params
                    .first()
                    .copied()
                    .unwrap_or(Kinds::ANY),
            );
        }
        self.out.push_str(&parts.join(shape.kinds));
        Ok(())
    }

    fn data(&mut self, data: &Data) {
        // One more than the depth, which the formatter takes off again where it is not too deep.
        let tabs = self.depth + 1;
        match data {
            Data::String(text) => quote::string(&mut self.out, text, tabs),
            Data::Bytes(bytes) => quote::bytes(&mut self.out, bytes, tabs),
            other => self.out.push_str(&literal(other)),
        }
    }

    /// Writes what stands in the source.
    fn as_written(&mut self, vertex: VertexId) -> Written {
        for (index, span) in self.evaluator.written(vertex).into_iter().enumerate() {
            if index > 0 {
                self.out.push_str(" & ");
            }
            let text = self.source(span);
            let source = Source::new("value", text.as_str());
            let expr = parse_expr(FileId::default(), &source, &Limits::default())?;
            let mut speller = spell::Speller::default();
            speller.expression(&expr);
            self.out.push_str(&speller.out);
            for (base, _) in speller.selected {
                if let Some(import) = self.imported(&base) {
                    self.import(import);
                }
            }
        }
        Ok(())
    }

    fn import(&mut self, import: String) {
        if !self.imports.contains(&import) {
            self.imports.push(import);
        }
    }

    /// Returns what a file imports under a name.
    fn imported(&self, name: &str) -> Option<String> {
        let declarations = self.files.iter().flat_map(|file| &file.decls);
        let specs = declarations.filter_map(|decl| match decl {
            Decl::Import(import) => Some(&import.specs),
            _ => None,
        });
        specs.flatten().find_map(|spec| match &spec.name {
            Some(own) => (own.name == name).then(|| format!("{name} {}", spec.path.text)),
            None => {
                let path = spec.path.text.trim_matches('"');
                let own = path.rsplit(['/', ':']).next().unwrap_or(path);
                (own == name).then(|| spec.path.text.clone())
            }
        })
    }

    fn source(&self, span: Span) -> String {
        let source = self.evaluator.program.sources.get(span.file.0 as usize);
        source
            .and_then(|source| source.text.get(span.start as usize..span.end as usize))
            .unwrap_or("_")
            .to_owned()
    }
}

fn is_definition(field: &Field<VertexId>) -> bool {
    !field.regular && field.name.contains('#')
}

/// Writes a scalar that is no text.
fn literal(data: &Data) -> String {
    match data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => {
            let mut text = number.to_string();
            // a float stays one
            if !number.is_int() && !text.contains(['.', 'E']) {
                text.push_str(".0");
            }
            text
        }
        _ => String::new(),
    }
}

/// A constraint in parts.
struct Parts {
    /// A name for the kind that the bounds make up with it.
    name: Option<&'static str>,
    conditions: Vec<String>,
    /// The kinds that the conditions alone leave.
    implied: Kinds,
}

impl Parts {
    fn of(shape: &Shape<VertexId>) -> Self {
        let mut parts = Self {
            name: None,
            conditions: Vec::new(),
            implied: Kinds::ANY,
        };
        let is_least = |op: BoundOp| matches!(op, BoundOp::Greater | BoundOp::GreaterEqual);
        let is_most = |op: BoundOp| matches!(op, BoundOp::Less | BoundOp::LessEqual);
        let mut bounds: Vec<&(BoundOp, Data)> = shape.bounds.iter().collect();
        let number = |bound: &(BoundOp, Data)| match &bound.1 {
            Data::Number(number) => Some(number.clone()),
            _ => None,
        };
        // Of several ends on one side the narrowest counts.
        let narrowest =
            |bounds: &[&'_ (BoundOp, Data)], side: &dyn Fn(BoundOp) -> bool, sign: Ordering| {
                let ends = bounds.iter().enumerate().filter_map(|(at, bound)| {
                    number(bound)
                        .filter(|_| side(bound.0))
                        .map(|number| (at, number))
                });
                ends.reduce(|a, b| if b.1.compare(&a.1) == sign { b } else { a })
                    .map(|(at, _)| at)
            };
        let least = narrowest(&bounds, &is_least, Ordering::Greater);
        let most = narrowest(&bounds, &is_most, Ordering::Less);
        if let (Some(least), Some(most)) = (least, most) {
            let (least, most) = (bounds[least], bounds[most]);
            let ended = |bound: &(BoundOp, Data)| {
                (is_least(bound.0) || is_most(bound.0)) && number(bound).is_some()
            };
            bounds.retain(|bound| !ended(bound));
            let mut ends = vec![least, most];
            if shape.kinds == Kinds::INT
                && let (Data::Number(low), Data::Number(high)) = (&least.1, &most.1)
            {
                let low = (least.0 == BoundOp::GreaterEqual, low);
                let high = (most.0 == BoundOp::LessEqual, high);
                let (name, keeps) = sized(low, high);
                parts.name = Some(name);
                ends = ends
                    .into_iter()
                    .zip(keeps)
                    .filter(|(_, keep)| *keep)
                    .map(|(end, _)| end)
                    .collect();
            } else if let Some(name) = float(least, most) {
                parts.name = Some(name);
                ends.clear();
            }
            bounds.splice(0..0, ends);
        }
        for (op, data) in bounds {
            let mut text = op.as_str().to_owned();
            match data {
                Data::String(string) => quote::string(&mut text, string, 1),
                Data::Bytes(bytes) => quote::bytes(&mut text, bytes, 1),
                other => text.push_str(&literal(other)),
            }
            spell::keep_apart(&mut text, op.as_str().len());
            parts.conditions.push(text);
            parts.implied = parts.implied.and(match (op, data) {
                (BoundOp::NotEqual, Data::Null) => Kinds::ANY.without(Kinds::NULL),
                (_, Data::Number(_)) => Kinds::NUMBER,
                (_, data) => data.kind(),
            });
        }
        parts
    }

    fn join(self, kinds: Kinds) -> String {
        let mut words = Vec::new();
        match self.name {
            Some(name) => words.push(name.to_owned()),
            None if self.conditions.is_empty() || !self.implied.within(kinds) => {
                words.push(kinds.to_string().replace('|', " | "));
            }
            None => {}
        }
        words.extend(self.conditions);
        words.join(" & ")
    }
}

/// Names the floats of a fixed size.
fn float(least: &(BoundOp, Data), most: &(BoundOp, Data)) -> Option<&'static str> {
    let (Data::Number(low), Data::Number(high)) = (&least.1, &most.1) else {
        return None;
    };
    let both = least.0 == BoundOp::GreaterEqual && most.0 == BoundOp::LessEqual;
    if !both || low.negated().compare(high).is_ne() {
        return None;
    }
    let is = |end: f64| high.to_f64().total_cmp(&end).is_eq();
    if is(f64::from(f32::MAX)) {
        Some("float32")
    } else {
        is(f64::MAX).then_some("float64")
    }
}

/// The ints of a fixed size: name, bits, whether they have a sign.
const SIZED: [(&str, u32, bool); 10] = [
    ("uint8", 8, false),
    ("int8", 8, true),
    ("uint16", 16, false),
    ("int16", 16, true),
    ("uint32", 32, false),
    ("int32", 32, true),
    ("uint64", 64, false),
    ("int64", 64, true),
    ("uint128", 128, false),
    ("int128", 128, true),
];

/// Names the ints between two bounds, each with whether it is one of them; and tells which bounds must still be said.
fn sized(low: (bool, &Number), high: (bool, &Number)) -> (&'static str, [bool; 2]) {
    let ends = |bits: u32, sign: bool| {
        let limits = NumberLimits::default();
        let power = |exponent| {
            Number::int(2)
                .powi(exponent, limits)
                .unwrap_or_else(|_| Number::int(0))
        };
        let one = Number::int(1);
        let (low, high) = if sign {
            (power(bits - 1).negated(), power(bits - 1))
        } else {
            (Number::int(0), power(bits))
        };
        (low, high.sub(&one, limits).unwrap_or(one))
    };
    let is = |bound: (bool, &Number), end: &Number| bound.0 && bound.1.compare(end).is_eq();
    let mut part = None;
    for (name, bits, sign) in SIZED {
        let (least, most) = ends(bits, sign);
        let hits = [is(low, &least), is(high, &most)];
        let within = low.1.compare(&least).is_ge() && high.1.compare(&most).is_le();
        if hits == [true, true] {
            return (name, [false, false]);
        }
        if within && (hits[1] || (sign && hits[0])) && part.is_none() {
            part = Some((name, [!hits[0], !hits[1]]));
        }
    }
    if let Some(part) = part {
        return part;
    }
    let zero = Number::int(0);
    if low.1.compare(&zero).is_ge() {
        return ("uint", [!is(low, &zero), true]);
    }
    ("int", [true, true])
}
