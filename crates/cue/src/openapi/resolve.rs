//! Reads declarations as types.

use serde_json::{Value as Json, json};

use super::shape::{Kind, List, Member, Shape, Struct, Type};
use crate::{
    api::Instance,
    diag::{Code, Diagnostic, Severity},
    num::{Number, NumberLimits},
    source::Span,
    syntax::{
        ast::{BasicLit, BinaryOp, Constraint, Decl, Expr, Field, LabelKind, LitKind, UnaryExpr},
        literal::{Text, unquote},
        token::Tok,
    },
};

/// References within references, after which they count as endless.
const DEEPEST: usize = 48;

/// Turns declarations into types.
pub(super) struct Resolver<'a> {
    instance: &'a Instance,
    pub(super) warnings: Vec<Diagnostic>,
    depth: usize,
}

/// The structs around an expression, innermost last.
type Scopes<'a> = Vec<Vec<&'a Decl>>;

impl<'a> Resolver<'a> {
    pub(super) fn new(instance: &'a Instance) -> Self {
        Self {
            instance,
            warnings: Vec::new(),
            depth: 0,
        }
    }

    /// Returns the type of the field at a path, with the comments above it, if there is one.
    pub(super) fn at(&mut self, path: &[&str]) -> Option<(Shape, Vec<String>)> {
        let files = self.instance.files();
        let decls: Vec<&Decl> = files.iter().flat_map(|file| &file.decls).collect();
        let mut scopes = vec![decls];
        let mut fields = Struct::default();
        let mut walked = Vec::new();
        for (index, name) in path.iter().enumerate() {
            let here = scopes.last().cloned().unwrap_or_default();
            let given = here.into_iter().filter_map(|decl| match decl {
                Decl::Field(field) if label(field).as_deref() == Some(*name) => Some(&**field),
                _ => None,
            });
            if index + 1 == path.len() {
                for field in given {
                    self.field(field, &mut fields, &mut scopes, &mut walked);
                }
                break;
            }
            let inner = given.filter_map(|field| match &field.value {
                Expr::Struct(value) => Some(&value.decls),
                _ => None,
            });
            scopes.push(inner.flatten().collect());
            walked.push((*name).to_owned());
        }
        let member = fields.fields.swap_remove(*path.last()?)?;
        Some((member.shape, member.docs))
    }

    /// Reads the declarations of a struct; the last of the scopes is the struct itself.
    fn fields(
        &mut self,
        decls: &[&'a Decl],
        scopes: &mut Scopes<'a>,
        path: &mut Vec<String>,
    ) -> Struct {
        let mut result = Struct::default();
        for decl in decls {
            match decl {
                Decl::Field(field) => self.field(field, &mut result, scopes, path),
                Decl::Ellipsis(_) => result.others = result.others.or(Some(Box::new(Shape::top()))),
                Decl::Embed(embedding) => {
                    let shape = self.shape(&embedding.expr, scopes, path);
                    if let [arm] = shape.arms.as_slice()
                        && let Type::Struct(embedded) = &arm.kind
                    {
                        result = result_with(result, embedded);
                    }
                }
                Decl::Comprehension(_) => self.warn("fields of a comprehension are left out", None),
                _ => {}
            }
        }
        result
    }

    fn field(
        &mut self,
        field: &'a Field,
        result: &mut Struct,
        scopes: &mut Scopes<'a>,
        path: &mut Vec<String>,
    ) {
        let name = match &field.label.kind {
            LabelKind::Ident(_) | LabelKind::Basic(_) => match label(field) {
                Some(name) => name,
                None => return,
            },
            LabelKind::Pattern(pattern) => {
                let any = match pattern.elements.as_slice() {
                    [Expr::Ident(ident)] => matches!(ident.name.as_str(), "string" | "_"),
                    [Expr::Alias(alias)] => {
                        matches!(&alias.expr, Expr::Ident(ident) if ident.name == "string")
                    }
                    _ => false,
                };
                if any {
                    let shape = self.shape(&field.value, scopes, path);
                    result.others = Some(Box::new(shape));
                }
                return;
            }
            LabelKind::Interpolation(_) | LabelKind::Paren(_) => {
                self.warn("a computed field is left out", Some(field.label.span()));
                return;
            }
        };
        path.push(name.clone());
        let shape = self.shape(&field.value, scopes, path);
        path.pop();
        // A comment above a chain speaks of its last field.
        let docs = if chain(field).is_some() {
            Vec::new()
        } else {
            docs_of(field)
        };
        let mut given = Member {
            shape,
            optional: matches!(field.constraint, Some((Constraint::Optional, _))),
            docs,
        };
        if let Some(inner) = chain(field) {
            pass_docs(&mut given, inner, &docs_of(field));
        }
        match result.fields.get_mut(&name) {
            Some(known) => known.add(&given),
            None => {
                result.fields.insert(name, given);
            }
        }
    }

    fn shape(&mut self, expr: &'a Expr, scopes: &mut Scopes<'a>, path: &mut Vec<String>) -> Shape {
        match expr {
            Expr::Basic(literal) => Self::literal(literal).map_or_else(Shape::top, Into::into),
            Expr::Ident(ident) => self.named(&ident.name, ident.pos.span, scopes, path),
            Expr::Paren(node) => self.shape(&node.expr, scopes, path),
            Expr::Struct(value) => {
                let decls: Vec<&Decl> = value.decls.iter().collect();
                scopes.push(decls.clone());
                let fields = self.fields(&decls, scopes, path);
                scopes.pop();
                Type::Struct(fields).into()
            }
            Expr::List(list) => {
                let mut result = List::default();
                for element in &list.elements {
                    match element {
                        Expr::Ellipsis(ellipsis) => {
                            let rest = ellipsis.ty.as_ref();
                            let rest =
                                rest.map_or_else(Shape::top, |ty| self.shape(ty, scopes, path));
                            result.rest = Some(Box::new(rest));
                        }
                        Expr::Comprehension(_) => return self.computed(expr.span(), path),
                        _ => result.elements.push(self.shape(element, scopes, path)),
                    }
                }
                Type::List(result).into()
            }
            Expr::Binary(node) if node.op == BinaryOp::Or => {
                let mut terms = Vec::new();
                self.terms(expr, &mut terms, scopes, path);
                Shape::join(terms)
            }
            Expr::Binary(node) if node.op == BinaryOp::And => {
                let left = self.shape(&node.left, scopes, path);
                let right = self.shape(&node.right, scopes, path);
                left.meet(&right)
            }
            Expr::Unary(node) => self.unary(node, scopes, path),
            Expr::Selector(node) => {
                let name = match &node.selector.kind {
                    LabelKind::Ident(ident) => ident.name.clone(),
                    LabelKind::Basic(literal) => match unquote(&literal.text) {
                        Ok(Text::Str(name)) => name,
                        _ => return Shape::top(),
                    },
                    _ => return Shape::top(),
                };
                if matches!(&node.expr, Expr::Ident(ident) if ident.name == "time")
                    && name == "Time"
                {
                    let format = vec![("format", json!("date-time"))];
                    return Type::bounded(Kind::String, format).into();
                }
                let base = self.shape(&node.expr, scopes, path);
                member(&base, &name).unwrap_or_else(|| self.computed(expr.span(), path))
            }
            Expr::Call(call) => {
                Self::call(call).unwrap_or_else(|| self.computed(expr.span(), path))
            }
            Expr::Alias(alias) => self.shape(&alias.expr, scopes, path),
            _ => self.computed(expr.span(), path),
        }
    }

    /// Collects the terms of a disjunction.
    fn terms(
        &mut self,
        expr: &'a Expr,
        terms: &mut Vec<(Shape, bool)>,
        scopes: &mut Scopes<'a>,
        path: &mut Vec<String>,
    ) {
        match expr {
            Expr::Binary(node) if node.op == BinaryOp::Or => {
                self.terms(&node.left, terms, scopes, path);
                self.terms(&node.right, terms, scopes, path);
            }
            Expr::Unary(node) if node.op == Tok::Mul => {
                let shape = self.shape(&node.expr, scopes, path);
                terms.push((shape, true));
            }
            _ => {
                let shape = self.shape(expr, scopes, path);
                terms.push((shape, false));
            }
        }
    }

    fn literal(literal: &BasicLit) -> Option<Type> {
        Some(match literal.kind {
            LitKind::Null => Type::Value(Json::Null),
            LitKind::True => Type::Value(true.into()),
            LitKind::False => Type::Value(false.into()),
            LitKind::Str => match unquote(&literal.text) {
                Ok(Text::Str(text)) => Type::Value(text.into()),
                _ => Type::scalar(Kind::Bytes),
            },
            LitKind::Int | LitKind::Float => {
                let number = Number::parse(&literal.text, NumberLimits::default()).ok()?;
                Type::Value(json_number(&number))
            }
        })
    }

    fn unary(
        &mut self,
        node: &'a UnaryExpr,
        scopes: &mut Scopes<'a>,
        path: &mut Vec<String>,
    ) -> Shape {
        let operand = self.shape(&node.expr, scopes, path).concrete();
        let number = operand.as_ref().filter(|value| value.is_number()).cloned();
        let pattern = operand.as_ref().and_then(Json::as_str).map(Json::from);
        let bounded = |kind, bounds| Shape::from(Type::bounded(kind, bounds));
        match (node.op, number, pattern) {
            (Tok::Sub, Some(number), _) => {
                let text = format!("-{number}");
                let negative =
                    serde_json::from_str(text.trim_start_matches("--")).unwrap_or(number);
                Type::Value(negative).into()
            }
            (Tok::Add, Some(number), _) => Type::Value(number).into(),
            (Tok::Geq, Some(number), _) => bounded(Kind::Number, vec![("minimum", number)]),
            (Tok::Gtr, Some(number), _) => bounded(
                Kind::Number,
                vec![("minimum", number), ("exclusiveMinimum", true.into())],
            ),
            (Tok::Leq, Some(number), _) => bounded(Kind::Number, vec![("maximum", number)]),
            (Tok::Lss, Some(number), _) => bounded(
                Kind::Number,
                vec![("maximum", number), ("exclusiveMaximum", true.into())],
            ),
            (Tok::Mat, _, Some(pattern)) => bounded(Kind::String, vec![("pattern", pattern)]),
            (Tok::NMat, _, Some(pattern)) => {
                bounded(Kind::String, vec![("not", json!({ "pattern": pattern }))])
            }
            (Tok::Mul, _, _) => self.shape(&node.expr, scopes, path),
            (Tok::Lss | Tok::Leq | Tok::Gtr | Tok::Geq | Tok::Neq, _, _) => {
                self.warn("a schema cannot say this bound", Some(node.pos.span));
                match operand {
                    Some(Json::String(_)) => Type::scalar(Kind::String).into(),
                    _ => Shape::top(),
                }
            }
            _ => self.computed(node.pos.span.to(node.expr.span()), path),
        }
    }

    fn call(call: &crate::syntax::ast::CallExpr) -> Option<Shape> {
        let Expr::Selector(function) = &call.fun else {
            return None;
        };
        let Expr::Ident(package) = &function.expr else {
            return None;
        };
        let LabelKind::Ident(name) = &function.selector.kind else {
            return None;
        };
        let keyword = match (package.name.as_str(), name.name.as_str()) {
            ("strings", "MinRunes") => "minLength",
            ("strings", "MaxRunes") => "maxLength",
            _ => return None,
        };
        let [Expr::Basic(count)] = call.args.as_slice() else {
            return None;
        };
        let Some(Type::Value(count)) = Self::literal(count) else {
            return None;
        };
        Some(Type::bounded(Kind::String, vec![(keyword, count)]).into())
    }

    /// Expands a reference, or a name that the language knows.
    fn named(
        &mut self,
        name: &str,
        span: Span,
        scopes: &mut Scopes<'a>,
        path: &mut Vec<String>,
    ) -> Shape {
        for index in (0..scopes.len()).rev() {
            let values: Vec<&'a Expr> = scopes[index]
                .iter()
                .filter_map(|decl| declared(decl, name))
                .collect();
            if values.is_empty() {
                continue;
            }
            if self.depth >= DEEPEST {
                self.warn(&format!("the recursive type `{name}` is cut off"), None);
                return Shape::top();
            }
            self.depth += 1;
            let mut outer: Scopes<'a> = scopes[..=index].to_vec();
            let mut shape = Shape::top();
            for value in values {
                shape = shape.meet(&self.shape(value, &mut outer, path));
            }
            self.depth -= 1;
            return shape;
        }
        predeclared(name).map_or_else(|| self.computed(span, path), Into::into)
    }

    /// Asks the evaluated instance for what is computed: for the field itself, or else for the expression, which an
    /// optional field has without having a value.
    fn computed(&mut self, span: Span, path: &[String]) -> Shape {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let root = self.instance.value();
        let value = root.lookup(&path).and_then(|value| value.to_json().ok());
        let value = value.or_else(|| {
            let sources = self.instance.sources();
            let source = sources.get(span.file.0 as usize)?;
            let text = source.text.get(span.start as usize..span.end as usize)?;
            self.instance.expression(text).ok()?.to_json().ok()
        });
        let value: Option<Json> = value.and_then(|text| serde_json::from_str(&text).ok());
        value.map_or_else(Shape::top, |value| of_json(&value))
    }

    fn warn(&mut self, message: &str, span: Option<Span>) {
        let mut warning = Diagnostic::error(Code::Unsupported, message);
        warning.severity = Severity::Warning;
        if let Some(span) = span {
            warning = warning.at(span, "");
        }
        self.warnings.push(warning);
    }
}

fn result_with(left: Struct, right: &Struct) -> Struct {
    let both = Shape::from(Type::Struct(left)).meet(&Type::Struct(right.clone()).into());
    match both.arms.into_iter().next().map(|arm| arm.kind) {
        Some(Type::Struct(value)) => value,
        _ => Struct::default(),
    }
}

/// Returns the name of a regular field.
fn label(field: &Field) -> Option<String> {
    match &field.label.kind {
        LabelKind::Ident(ident) if ident.name.starts_with(['_', '#']) => None,
        LabelKind::Ident(ident) => Some(ident.name.clone()),
        LabelKind::Basic(literal) => match unquote(&literal.text) {
            Ok(Text::Str(name)) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the type of a field, in whichever arm has it.
fn member(shape: &Shape, name: &str) -> Option<Shape> {
    let found: Vec<(Shape, bool)> = shape
        .arms
        .iter()
        .filter_map(|arm| match &arm.kind {
            Type::Struct(value) => Some((value.fields.get(name)?.shape.clone(), arm.marked)),
            _ => None,
        })
        .collect();
    (!found.is_empty()).then(|| Shape::join(found))
}

/// Returns what a declaration gives a name, if it is the one meant.
fn declared<'a>(decl: &'a Decl, name: &str) -> Option<&'a Expr> {
    match decl {
        Decl::Field(field) => {
            let alias = field
                .label
                .alias
                .as_ref()
                .is_some_and(|alias| alias.0.name == name);
            let label = matches!(&field.label.kind, LabelKind::Ident(ident) if ident.name == name);
            (alias || label).then_some(&field.value)
        }
        Decl::Let(clause) if clause.ident.name == name => Some(&clause.expr),
        _ => None,
    }
}

fn predeclared(name: &str) -> Option<Type> {
    let formatted = |kind, format: &str| Type::bounded(kind, vec![("format", json!(format))]);
    let range = |low: Json, high: Json| {
        Type::bounded(Kind::Integer, vec![("minimum", low), ("maximum", high)])
    };
    Some(match name.trim_start_matches("__") {
        "_" => Type::Top,
        "string" => Type::scalar(Kind::String),
        "bytes" => Type::scalar(Kind::Bytes),
        "bool" => Type::scalar(Kind::Boolean),
        "int" => Type::scalar(Kind::Integer),
        "float" => Type::scalar(Kind::Float),
        "number" => Type::scalar(Kind::Number),
        "uint" => Type::bounded(Kind::Integer, vec![("minimum", json!(0))]),
        "int8" => range(json!(-128), json!(127)),
        "int16" => range(json!(-32768), json!(32767)),
        "int32" => formatted(Kind::Integer, "int32"),
        "int64" => formatted(Kind::Integer, "int64"),
        "uint8" => range(json!(0), json!(255)),
        "uint16" => range(json!(0), json!(65535)),
        "uint32" => range(json!(0), json!(4_294_967_295_u32)),
        "uint64" => range(json!(0), json!(18_446_744_073_709_551_615.0_f64)),
        "float32" => formatted(Kind::Float, "float"),
        "float64" => formatted(Kind::Float, "double"),
        _ => return None,
    })
}

fn of_json(value: &Json) -> Shape {
    match value {
        Json::Array(elements) => {
            let elements = elements.iter().map(of_json).collect();
            Type::List(List {
                elements,
                rest: None,
            })
            .into()
        }
        Json::Object(object) => {
            let fields = object.iter().map(|(name, value)| {
                let shape = of_json(value);
                (
                    name.clone(),
                    Member {
                        shape,
                        optional: false,
                        docs: Vec::new(),
                    },
                )
            });
            Type::Struct(Struct {
                fields: fields.collect(),
                others: None,
            })
            .into()
        }
        scalar => Type::Value(scalar.clone()).into(),
    }
}

/// Numbers pass through binary doubles, as they do in the original.
fn json_number(number: &Number) -> Json {
    if number.is_int()
        && let Some(value) = number.to_i64()
    {
        return value.into();
    }
    let value = number.to_f64();
    serde_json::Number::from_f64(value).map_or(Json::Null, Json::Number)
}

/// Returns the field that follows in a chain `a: b: 1`.
fn chain(field: &Field) -> Option<&Field> {
    match &field.value {
        Expr::Struct(value) if !value.has_braces() => match value.decls.as_slice() {
            [Decl::Field(inner)] => Some(inner),
            _ => None,
        },
        _ => None,
    }
}

fn docs_of(field: &Field) -> Vec<String> {
    let groups = field
        .comments
        .iter()
        .filter(|group| group.doc && group.position == 0);
    let texts = groups.map(|group| {
        let lines = group.list.iter().map(|comment| {
            let line = comment.text.trim_start_matches("//");
            line.strip_prefix(' ').unwrap_or(line).trim_end()
        });
        lines.collect::<Vec<_>>().join("\n").trim().to_owned()
    });
    texts.filter(|text| !text.is_empty()).collect()
}

/// Hands the comment above a chain down to its last field.
fn pass_docs(member: &mut Member, inner: &Field, docs: &[String]) {
    let Some(name) = label(inner) else { return };
    for arm in &mut member.shape.arms {
        let Type::Struct(value) = &mut arm.kind else {
            continue;
        };
        let Some(found) = value.fields.get_mut(&name) else {
            continue;
        };
        match chain(inner) {
            Some(next) => pass_docs(found, next, docs),
            None => found.docs.splice(0..0, docs.iter().cloned()).for_each(drop),
        }
    }
}
