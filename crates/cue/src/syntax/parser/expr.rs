//! Expressions.

use super::{Parsed, Parser};
use crate::syntax::{
    ast::{
        AliasExpr, BasicLit, BinaryExpr, BinaryOp, BottomLit, CallExpr, Comments, Ellipsis, Expr,
        IndexExpr, Interpolation, Label, LabelKind, ListLit, LitKind, ParenExpr, SelectorExpr,
        SliceExpr, StructLit, UnaryExpr,
    },
    token::{Lexer, Tok},
};

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        self.open_list();
        let mut expr = self.nested(|parser| parser.binary(1))?;
        self.close_list(expr.comments_mut());
        Ok(expr)
    }

    fn binary_op(&self) -> Option<BinaryOp> {
        Some(match self.token.tok {
            Tok::Or => BinaryOp::Or,
            Tok::And => BinaryOp::And,
            Tok::LOr => BinaryOp::LOr,
            Tok::LAnd => BinaryOp::LAnd,
            Tok::Eql => BinaryOp::Eql,
            Tok::Neq => BinaryOp::Neq,
            Tok::Lss => BinaryOp::Lss,
            Tok::Leq => BinaryOp::Leq,
            Tok::Gtr => BinaryOp::Gtr,
            Tok::Geq => BinaryOp::Geq,
            Tok::Mat => BinaryOp::Mat,
            Tok::NMat => BinaryOp::NMat,
            Tok::Add => BinaryOp::Add,
            Tok::Sub => BinaryOp::Sub,
            Tok::Mul => BinaryOp::Mul,
            Tok::Quo => BinaryOp::Quo,
            Tok::Ident => match self.word() {
                "div" => BinaryOp::IntDiv,
                "mod" => BinaryOp::IntMod,
                "quo" => BinaryOp::IntQuo,
                "rem" => BinaryOp::IntRem,
                _ => return None,
            },
            _ => return None,
        })
    }

    fn binary(&mut self, least: u8) -> Parsed<Expr> {
        let mut left = self.unary()?;
        let mut length = 0;
        while let Some(op) = self.binary_op().filter(|op| op.precedence() >= least) {
            length += 1;
            if length > self.limits.chain {
                return Err(self.fail(self.token.pos.span, "expression has too many operands"));
            }
            self.settle(left.comments_mut());
            self.open();
            self.step();
            let pos = self.token.pos;
            self.advance()?;
            let right = self.nested(|parser| parser.binary(op.precedence() + 1))?;
            let comments = self.close();
            left = Expr::Binary(Box::new(BinaryExpr {
                comments,
                left,
                pos,
                op,
                right,
            }));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let prefix = matches!(
            self.token.tok,
            Tok::Add
                | Tok::Sub
                | Tok::Not
                | Tok::Mul
                | Tok::Lss
                | Tok::Leq
                | Tok::Gtr
                | Tok::Geq
                | Tok::Neq
                | Tok::Mat
                | Tok::NMat
        );
        if !prefix {
            return self.primary();
        }
        self.open();
        let (pos, op) = (self.token.pos, self.token.tok);
        self.advance()?;
        let expr = self.nested(Self::unary)?;
        Ok(Expr::Unary(Box::new(UnaryExpr {
            comments: self.close(),
            pos,
            op,
            expr,
        })))
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let mut expr = self.operand()?;
        let mut length = 0;
        loop {
            length += 1;
            if length > self.limits.chain {
                return Err(self.fail(self.token.pos.span, "expression is too long"));
            }
            expr = match self.token.tok {
                Tok::Period => {
                    self.open();
                    self.step();
                    let period = self.token.pos;
                    self.advance()?;
                    let kind = match self.token.tok {
                        Tok::Ident => LabelKind::Ident(self.ident()?),
                        Tok::Str => LabelKind::Basic(self.basic(LitKind::Str)?),
                        _ => return Err(self.unexpected("a name")),
                    };
                    if let LabelKind::Basic(literal) = &kind
                        && Lexer::quote_at(&literal.text).byte != b'"'
                    {
                        return Err(self.fail(literal.pos.span, "invalid selector"));
                    }
                    let selector = Label {
                        comments: Vec::new(),
                        alias: None,
                        kind,
                    };
                    let comments = self.close();
                    Expr::Selector(Box::new(SelectorExpr {
                        comments,
                        expr,
                        period,
                        selector,
                    }))
                }
                Tok::LBrack => self.index_or_slice(expr)?,
                Tok::LParen => self.call(expr)?,
                _ => return Ok(expr),
            };
        }
    }

    fn index_or_slice(&mut self, expr: Expr) -> Parsed<Expr> {
        self.open();
        self.step();
        let lbrack = self.token.pos;
        self.advance()?;
        let low = if self.token.tok == Tok::Colon {
            None
        } else {
            Some(self.expr()?)
        };
        if self.token.tok == Tok::Comma {
            // a line break before the bracket
            self.advance()?;
        }
        if self.token.tok == Tok::Colon {
            let colon = self.token.pos;
            self.advance()?;
            let high = if self.token.tok == Tok::RBrack {
                None
            } else {
                Some(self.expr()?)
            };
            if self.token.tok == Tok::Comma && self.token.automatic {
                self.advance()?;
            }
            self.step();
            let rbrack = self.expect(Tok::RBrack, "`]`")?;
            let comments = self.close();
            return Ok(Expr::Slice(Box::new(SliceExpr {
                comments,
                expr,
                lbrack,
                low,
                colon,
                high,
                rbrack,
            })));
        }
        let Some(index) = low else {
            return Err(self.unexpected("an index"));
        };
        let rbrack = self.expect(Tok::RBrack, "`]`")?;
        Ok(Expr::Index(Box::new(IndexExpr {
            comments: self.close(),
            expr,
            lbrack,
            index,
            rbrack,
        })))
    }

    fn call(&mut self, fun: Expr) -> Parsed<Expr> {
        self.open();
        self.step();
        let lparen = self.token.pos;
        self.open_list();
        self.advance()?;
        let mut args: Vec<Expr> = Vec::new();
        while self.token.tok != Tok::RParen {
            self.settle(args.last_mut().and_then(Expr::comments_mut));
            let arg = self.expr()?;
            args.push(arg);
            if self.token.tok == Tok::Comma {
                self.advance()?;
            } else if self.token.tok != Tok::RParen {
                return Err(self.unexpected("`,` or `)`"));
            }
        }
        self.close_list(args.last_mut().and_then(Expr::comments_mut));
        let rparen = self.expect(Tok::RParen, "`)`")?;
        Ok(Expr::Call(Box::new(CallExpr {
            comments: self.close(),
            fun,
            lparen,
            args,
            rparen,
        })))
    }

    fn operand(&mut self) -> Parsed<Expr> {
        let kind = match self.token.tok {
            Tok::Int => LitKind::Int,
            Tok::Float => LitKind::Float,
            Tok::Str => LitKind::Str,
            Tok::Ident => match self.word() {
                "null" => LitKind::Null,
                "true" => LitKind::True,
                "false" => LitKind::False,
                _ => return self.ident().map(Expr::Ident),
            },
            Tok::Bottom => {
                self.open();
                let pos = self.token.pos;
                self.advance()?;
                return Ok(Expr::Bottom(BottomLit {
                    comments: self.close(),
                    pos,
                }));
            }
            Tok::Interpolation => return self.interpolation().map(Expr::Interpolation),
            Tok::LBrace => return self.struct_lit().map(Expr::Struct),
            Tok::LBrack => return self.list().map(Expr::List),
            Tok::LParen => {
                self.open();
                let lparen = self.token.pos;
                self.advance()?;
                let expr = Box::new(self.expr()?);
                let rparen = self.expect(Tok::RParen, "`)`")?;
                return Ok(Expr::Paren(ParenExpr {
                    comments: self.close(),
                    lparen,
                    expr,
                    rparen,
                }));
            }
            _ => return Err(self.unexpected("an expression")),
        };
        self.basic(kind).map(Expr::Basic)
    }

    fn interpolation(&mut self) -> Parsed<Interpolation> {
        self.open();
        let mut pos = self.token.pos;
        let quote = Lexer::quote_at(self.text(pos));
        let (mut pieces, mut exprs) = (Vec::new(), Vec::new());
        loop {
            let text = self.text(pos).to_owned();
            pieces.push(BasicLit {
                comments: Comments::new(),
                pos,
                kind: LitKind::Str,
                text,
            });
            self.step();
            self.advance()?;
            let expr = self.expr()?;
            exprs.push(expr);
            if self.token.tok != Tok::RParen {
                return Err(self.unexpected("`)` after an interpolated expression"));
            }
            let (piece, ended) = self.lexer.resume_string(quote, self.token.pos);
            pos = piece;
            self.token.pos = piece;
            if ended {
                break;
            }
        }
        let text = self.text(pos).to_owned();
        pieces.push(BasicLit {
            comments: Comments::new(),
            pos,
            kind: LitKind::Str,
            text,
        });
        self.advance()?;
        Ok(Interpolation {
            comments: self.close(),
            pieces,
            exprs,
        })
    }

    pub(super) fn struct_lit(&mut self) -> Parsed<StructLit> {
        if self.token.tok != Tok::LBrace {
            return Err(self.unexpected("`{`"));
        }
        self.open();
        let lbrace = self.token.pos;
        self.step();
        self.open_list();
        self.advance()?;
        let mut decls = Vec::new();
        self.decls(&mut decls, Tok::RBrace)?;
        self.close_list(
            decls
                .last_mut()
                .and_then(super::super::ast::Decl::comments_mut),
        );
        let rbrace = self.token.pos;
        self.advance()?;
        Ok(StructLit {
            comments: self.close(),
            lbrace,
            decls,
            rbrace,
        })
    }

    fn list(&mut self) -> Parsed<ListLit> {
        self.open();
        let lbrack = self.token.pos;
        self.step();
        self.open_list();
        self.advance()?;
        let mut elements: Vec<Expr> = Vec::new();
        while self.token.tok != Tok::RBrack {
            self.settle(elements.last_mut().and_then(Expr::comments_mut));
            let ellipsis = self.token.tok == Tok::Ellipsis;
            let element = self.nested(Self::list_element)?;
            elements.push(element);
            if self.token.tok == Tok::Comma {
                self.advance()?;
            } else if self.token.tok != Tok::RBrack {
                return Err(self.unexpected("`,` or `]`"));
            }
            if ellipsis && self.token.tok != Tok::RBrack {
                return Err(self.unexpected("`]` after `...`"));
            }
        }
        self.close_list(elements.last_mut().and_then(Expr::comments_mut));
        let rbrack = self.token.pos;
        self.advance()?;
        Ok(ListLit {
            comments: self.close(),
            lbrack,
            elements,
            rbrack,
        })
    }

    fn list_element(&mut self) -> Parsed<Expr> {
        if self.token.tok == Tok::Ellipsis {
            self.open();
            let pos = self.token.pos;
            self.advance()?;
            let bare = matches!(self.token.tok, Tok::Comma | Tok::RBrack);
            let ty = if bare { None } else { Some(self.expr()?) };
            return Ok(Expr::Ellipsis(Box::new(Ellipsis {
                comments: self.close(),
                pos,
                ty,
            })));
        }
        if matches!(self.word(), "if" | "for") && self.starts_clause() {
            return self
                .comprehension()
                .map(|c| Expr::Comprehension(Box::new(c)));
        }
        let expr = self.expr()?;
        if self.token.tok != Tok::Bind {
            return Ok(expr);
        }
        let Expr::Ident(ident) = expr else {
            return Err(self.unexpected("`,` or `]`"));
        };
        let equal = self.token.pos;
        self.advance()?;
        let expr = self.expr()?;
        Ok(Expr::Alias(Box::new(AliasExpr {
            comments: Vec::new(),
            ident,
            equal,
            expr,
        })))
    }
}
