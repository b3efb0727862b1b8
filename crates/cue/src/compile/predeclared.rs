//! Names that need no import, and members of packages.

use super::{Compiler, Imported};
use crate::{
    builtin::{PREDECLARED, Package},
    compile::ir::{BoundOp, Expr, ExprId, Scalar},
    kind::Kinds,
    limits::Limits,
    num::{Number, NumberLimits},
    source::{FileId, Source, Span},
    syntax::parser::parse_expr,
};

/// Sized types: name, kind, least and greatest value.
const SIZED: &[(&str, Kinds, &str, &str)] = &[
    ("uint8", Kinds::INT, "0", "255"),
    ("uint16", Kinds::INT, "0", "65535"),
    ("uint32", Kinds::INT, "0", "4294967295"),
    ("uint64", Kinds::INT, "0", "18446744073709551615"),
    (
        "uint128",
        Kinds::INT,
        "0",
        "340282366920938463463374607431768211455",
    ),
    ("int8", Kinds::INT, "-128", "127"),
    ("int16", Kinds::INT, "-32768", "32767"),
    ("int32", Kinds::INT, "-2147483648", "2147483647"),
    ("rune", Kinds::INT, "0", "1114111"),
    (
        "int64",
        Kinds::INT,
        "-9223372036854775808",
        "9223372036854775807",
    ),
    (
        "int128",
        Kinds::INT,
        "-170141183460469231731687303715884105728",
        "170141183460469231731687303715884105727",
    ),
    (
        "float32",
        Kinds::NUMBER,
        "-3.40282346638528859811704183484516925440e+38",
        "3.40282346638528859811704183484516925440e+38",
    ),
    (
        "float64",
        Kinds::NUMBER,
        "-1.797693134862315708145274237317043567981e+308",
        "1.797693134862315708145274237317043567981e+308",
    ),
];

impl Compiler<'_> {
    pub(super) fn predeclared(&mut self, name: &str, span: Span) -> Option<ExprId> {
        let plain = name.strip_prefix("__").unwrap_or(name);
        let kinds = match plain {
            "_" => Kinds::ANY,
            "bool" => Kinds::BOOL,
            "int" => Kinds::INT,
            "float" => Kinds::FLOAT,
            "number" => Kinds::NUMBER,
            "string" => Kinds::STRING,
            "bytes" => Kinds::BYTES,
            "uint" => return Some(self.range(Kinds::INT, Some("0"), None, span)),
            _ => {
                if let Some((_, kinds, low, high)) =
                    SIZED.iter().find(|(sized, ..)| *sized == plain)
                {
                    return Some(self.range(*kinds, Some(low), Some(high), span));
                }
                let function = PREDECLARED.iter().find(|function| function.name == plain)?;
                return Some(self.program.add(Expr::Function(function), span));
            }
        };
        Some(self.program.add(Expr::Kind(kinds), span))
    }

    fn range(&mut self, kinds: Kinds, low: Option<&str>, high: Option<&str>, span: Span) -> ExprId {
        let mut expr = self.program.add(Expr::Kind(kinds), span);
        for (op, limit) in [(BoundOp::GreaterEqual, low), (BoundOp::LessEqual, high)] {
            let Some(limit) = limit else { continue };
            let number = Number::parse_json(limit, NumberLimits::default()).unwrap_or_default();
            let value = self.program.add(Expr::Lit(Scalar::Number(number)), span);
            let bound = self.program.add(Expr::Bound { op, value }, span);
            expr = self.program.add(Expr::And(expr, bound), span);
        }
        expr
    }

    /// Finds a name among the members of the package whose values are being compiled.
    pub(super) fn member(&mut self, name: &str, span: Span) -> Option<ExprId> {
        let package = self.members?;
        self.package_member(package, name, span)
    }

    /// Returns the member of a package, if there is one.
    pub(super) fn package_member(
        &mut self,
        package: &'static Package,
        name: &str,
        span: Span,
    ) -> Option<ExprId> {
        if let Some(function) = package
            .functions
            .iter()
            .find(|function| function.name == name)
        {
            return Some(self.program.add(Expr::Function(function), span));
        }
        let (name, text) = package.values.iter().find(|(value, _)| *value == name)?;
        if let Some(expr) = self.program.package_values.get(&(package.path, name)) {
            return Some(*expr);
        }
        let source = Source::new(package.path, *text);
        let file = FileId(u32::try_from(self.program.sources.len()).unwrap_or(u32::MAX));
        self.program.sources.push(source.clone());
        let parsed = parse_expr(file, &source, &Limits::default()).ok()?;
        let mut compiler = Compiler::new(self.program);
        compiler.members = Some(package);
        let expr = compiler.expr(&parsed);
        let mut errors = std::mem::take(&mut compiler.errors);
        self.errors.append(&mut errors);
        self.program
            .package_values
            .insert((package.path, name), expr);
        Some(expr)
    }

    /// Compiles `package.name`.
    pub(super) fn import_selector(
        &mut self,
        imported: Imported,
        package: &str,
        name: &str,
        span: Span,
    ) -> ExprId {
        match imported {
            Imported::Unknown => self.program.add(Expr::Unknown, span),
            Imported::Package(found) => match self.package_member(found, name, span) {
                Some(member) => member,
                None => {
                    let message = format!("package `{package}` has no `{name}`");
                    self.program.add(Expr::Absent(message.into()), span)
                }
            },
        }
    }
}
