//! Expressions.

use std::rc::Rc;

use super::{
    Compiler,
    ir::{BoundOp, Expr, ExprId, ListLit, Scalar},
};
use crate::{
    diag::Code,
    num::{Number, NumberLimits},
    source::Span,
    syntax::{
        ast::{self, BasicLit, BinaryOp, LabelKind, LitKind},
        lexer::Lexer,
        literal::{Text, layout, unquote, unquote_piece, without_returns},
        token::Tok,
    },
};

impl Compiler<'_> {
    pub(super) fn expr(&mut self, syntax: &ast::Expr) -> ExprId {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.expr_here(syntax))
    }

    fn expr_here(&mut self, syntax: &ast::Expr) -> ExprId {
        let span = syntax.span();
        let expr = match syntax {
            ast::Expr::Bad(_) => return self.error(Code::Syntax, span, "invalid expression"),
            ast::Expr::Bottom(_) => Expr::Bottom,
            ast::Expr::Ident(ident) => return self.resolve(ident),
            ast::Expr::Basic(literal) => return self.basic(literal),
            ast::Expr::Interpolation(interpolation) => return self.interpolation(interpolation),
            ast::Expr::Struct(literal) => return self.struct_lit(literal),
            ast::Expr::List(list) => return self.list(list),
            ast::Expr::Ellipsis(_) => return self.error(Code::Syntax, span, "unexpected `...`"),
            ast::Expr::Paren(paren) => return self.expr(&paren.expr),
            ast::Expr::Selector(selector) => return self.selector(selector, span),
            ast::Expr::Index(index) => {
                if let ast::Expr::Basic(literal) = &index.index
                    && let Ok(Text::Str(name)) = unquote(&literal.text)
                    && let Some(member) = self.quoted_member(&index.expr, &name, span)
                {
                    return member;
                }
                let base = self.expr(&index.expr);
                let index = self.expr(&index.index);
                Expr::Index { base, index }
            }
            ast::Expr::Slice(slice) => {
                let base = self.expr(&slice.expr);
                let low = slice.low.as_ref().map(|low| self.expr(low));
                let high = slice.high.as_ref().map(|high| self.expr(high));
                Expr::Slice { base, low, high }
            }
            ast::Expr::Call(call) => {
                let fun = self.expr(&call.fun);
                let args = call
                    .args
                    .iter()
                    .map(|arg| self.expr(arg))
                    .collect::<Vec<_>>();
                Expr::Call {
                    fun,
                    args: args.into(),
                }
            }
            ast::Expr::Unary(unary) => return self.unary(unary, span),
            ast::Expr::Binary(binary) => return self.binary(binary, span),
            ast::Expr::Comprehension(comprehension) => return self.comprehension(comprehension),
            ast::Expr::Alias(_) => {
                return self.error(Code::Syntax, span, "an alias is not allowed here");
            }
        };
        self.program.add(expr, span)
    }

    fn basic(&mut self, literal: &BasicLit) -> ExprId {
        let span = literal.pos.span;
        let scalar = match literal.kind {
            LitKind::Null => Scalar::Null,
            LitKind::True => Scalar::Bool(true),
            LitKind::False => Scalar::Bool(false),
            LitKind::Int | LitKind::Float => {
                match Number::parse(&literal.text, NumberLimits::default()) {
                    Ok(number) => Scalar::Number(number),
                    Err(error) => return self.error(Code::Syntax, span, error.to_string()),
                }
            }
            LitKind::Str => match unquote(&literal.text) {
                Ok(Text::Str(text)) => Scalar::String(text.into()),
                Ok(Text::Bytes(bytes)) => Scalar::Bytes(bytes.into()),
                Err(message) => return self.error(Code::Syntax, span, message),
            },
        };
        self.program.add(Expr::Lit(scalar), span)
    }

    pub(super) fn interpolation(&mut self, interpolation: &ast::Interpolation) -> ExprId {
        let span = interpolation.span();
        let count = interpolation.pieces.len();
        let (Some(first), Some(last)) = (interpolation.pieces.first(), interpolation.pieces.last())
        else {
            return self.error(Code::Syntax, span, "invalid interpolation");
        };
        let quote = Lexer::quote_at(&first.text);
        let last = without_returns(&last.text, quote);
        let layout = layout(&first.text, &last);
        let mut pieces: Vec<Rc<[u8]>> = Vec::new();
        for (at, piece) in interpolation.pieces.iter().enumerate() {
            match unquote_piece(
                &without_returns(&piece.text, quote),
                layout,
                at == 0,
                at + 1 == count,
            ) {
                Ok(bytes) => pieces.push(bytes.into()),
                Err(message) => return self.error(Code::Syntax, piece.pos.span, message),
            }
        }
        let values: Vec<ExprId> = interpolation
            .exprs
            .iter()
            .map(|expr| self.expr(expr))
            .collect();
        let bytes = layout.quote.byte == b'\'';
        let expr = Expr::Interpolation {
            pieces: pieces.into(),
            values: values.into(),
            bytes,
        };
        self.program.add(expr, span)
    }

    fn list(&mut self, list: &ast::ListLit) -> ExprId {
        let mut lowered = ListLit {
            elements: Vec::new(),
            ellipsis: None,
            comprehensions: false,
        };
        for element in &list.elements {
            match element {
                ast::Expr::Ellipsis(ellipsis) => {
                    lowered.ellipsis = Some(ellipsis.ty.as_ref().map(|ty| self.expr(ty)));
                }
                other => {
                    let element = self.expr(other);
                    lowered.comprehensions |=
                        matches!(self.program.expr(element), Expr::Comprehension(_));
                    lowered.elements.push(element);
                }
            }
        }
        let span = list.lbrack.span.to(list.rbrack.span);
        self.program.add(Expr::List(lowered.into()), span)
    }

    fn selector(&mut self, selector: &ast::SelectorExpr, span: Span) -> ExprId {
        let label = match &selector.selector.kind {
            LabelKind::Ident(ident) => {
                if let ast::Expr::Ident(base) = &selector.expr
                    && let Some(imported) = self.imported(&base.name)
                {
                    return self.import_selector(imported, &base.name, &ident.name, span);
                }
                self.program.labels.name(&ident.name)
            }
            LabelKind::Basic(literal) => match self.quoted(literal) {
                Some(text) => {
                    if let Some(member) = self.quoted_member(&selector.expr, &text, span) {
                        return member;
                    }
                    self.program.labels.string(&text)
                }
                None => return self.program.add(Expr::Bottom, span),
            },
            _ => return self.error(Code::Syntax, span, "invalid selector"),
        };
        let base = self.expr(&selector.expr);
        self.program.add(Expr::Selector { base, label }, span)
    }

    /// Compiles `package["name"]` and `package."name"`.
    fn quoted_member(&mut self, base: &ast::Expr, name: &str, span: Span) -> Option<ExprId> {
        let ast::Expr::Ident(package) = base else {
            return None;
        };
        let imported = self.imported(&package.name)?;
        Some(self.import_selector(imported, &package.name, name, span))
    }

    fn unary(&mut self, unary: &ast::UnaryExpr, span: Span) -> ExprId {
        let op = match unary.op {
            Tok::Mul => {
                return self.error(
                    Code::Syntax,
                    unary.pos.span,
                    "a default mark is not allowed here",
                );
            }
            Tok::Lss => BoundOp::Less,
            Tok::Leq => BoundOp::LessEqual,
            Tok::Gtr => BoundOp::Greater,
            Tok::Geq => BoundOp::GreaterEqual,
            Tok::Neq => BoundOp::NotEqual,
            Tok::Mat => BoundOp::Match,
            Tok::NMat => BoundOp::NotMatch,
            op => {
                let value = self.expr(&unary.expr);
                let number = match self.program.expr(value) {
                    Expr::Lit(Scalar::Number(number)) => Some(number.clone()),
                    _ => None,
                };
                let expr = match (op, number) {
                    (Tok::Sub, Some(number)) => Expr::Lit(Scalar::Number(number.negated())),
                    (Tok::Add, Some(number)) => Expr::Lit(Scalar::Number(number)),
                    (Tok::Sub, None) => Expr::Negate(value),
                    (Tok::Add, None) => Expr::Plus(value),
                    _ => Expr::Not(value),
                };
                return self.program.add(expr, span);
            }
        };
        let value = self.expr(&unary.expr);
        if op == BoundOp::NotEqual && matches!(self.program.expr(value), Expr::Bottom) {
            return self.error(Code::Type, span, "`!= _|_` needs a value on the left");
        }
        self.program.add(Expr::Bound { op, value }, span)
    }

    fn binary(&mut self, binary: &ast::BinaryExpr, span: Span) -> ExprId {
        match binary.op {
            BinaryOp::Or => return self.disjunction(binary, span),
            BinaryOp::Eql | BinaryOp::Neq => {
                let expected = binary.op == BinaryOp::Neq;
                let operand = match (is_bottom(&binary.left), is_bottom(&binary.right)) {
                    (true, _) => Some(&binary.right),
                    (false, true) => Some(&binary.left),
                    _ => None,
                };
                if let Some(operand) = operand {
                    let value = self.expr(operand);
                    if matches!(self.program.expr(value), Expr::Kind(_) | Expr::Bound { .. }) {
                        let message = "a type always exists: compare a field with `_|_`";
                        return self.error(Code::Type, span, message);
                    }
                    return self.program.add(Expr::Exists { value, expected }, span);
                }
            }
            _ => {}
        }
        let left = self.expr(&binary.left);
        let right = self.expr(&binary.right);
        let expr = match binary.op {
            BinaryOp::And => Expr::And(left, right),
            op => {
                for (syntax, side) in [(&binary.left, left), (&binary.right, right)] {
                    if self.never_concrete(syntax, side) {
                        let message = format!("`{}` needs a concrete value", op.as_str());
                        return self.error(Code::Type, syntax.span(), message);
                    }
                }
                Expr::Binary { op, left, right }
            }
        };
        self.program.add(expr, span)
    }

    /// Tells whether an operand is written as a type or bound.
    fn never_concrete(&self, syntax: &ast::Expr, operand: ExprId) -> bool {
        match self.program.expr(operand) {
            Expr::Kind(_) | Expr::Bound { .. } => true,
            // sized types are made of bounds
            Expr::And(..) => matches!(without_parens(syntax), ast::Expr::Ident(_)),
            _ => false,
        }
    }

    fn disjunction(&mut self, binary: &ast::BinaryExpr, span: Span) -> ExprId {
        // a chain leans to the left
        let mut syntax = vec![&binary.right];
        let mut left = &binary.left;
        while let ast::Expr::Binary(inner) = left {
            if inner.op != BinaryOp::Or {
                break;
            }
            syntax.push(&inner.right);
            left = &inner.left;
        }
        syntax.push(left);
        let mut arms = Vec::with_capacity(syntax.len());
        for mut arm in syntax.into_iter().rev() {
            let mut marked = false;
            while let ast::Expr::Unary(unary) = arm
                && unary.op == Tok::Mul
            {
                arm = &unary.expr;
                marked = true;
            }
            arms.push((self.expr(arm), marked));
        }
        self.program.add(Expr::Disjunction(arms.into()), span)
    }
}

fn without_parens(expr: &ast::Expr) -> &ast::Expr {
    match expr {
        ast::Expr::Paren(paren) => without_parens(&paren.expr),
        other => other,
    }
}

fn is_bottom(expr: &ast::Expr) -> bool {
    matches!(without_parens(expr), ast::Expr::Bottom(_))
}
