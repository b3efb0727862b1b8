//! Expressions.

use super::{Parsed, Parser};
use crate::syntax::{
    ast::{
        AliasExpr, BasicLit, BinaryExpr, BinaryOp, BottomLit, CallExpr, Comments, Decl, Ellipsis,
        Expr, IndexExpr, Interpolation, Label, LabelKind, ListLit, LitKind, ParenExpr,
        SelectorExpr, SliceExpr, StructLit, UnaryExpr,
    },
    lexer::Lexer,
    token::{Quote, Tok},
};

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        self.open();
        let mut expr = self.nested(|parser| parser.binary(1))?;
        self.close_around(expr.comments_mut());
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
        self.open_list();
        let word = self.word();
        let left = self.unary()?;
        // `let` may be a reference, but only one that nothing follows.
        let mut expr = match &left {
            Expr::Ident(_) if word == "let" => left,
            _ => self.binary_rest(least, left)?,
        };
        self.close_list(expr.comments_mut());
        Ok(expr)
    }

    /// Goes on behind the left operand.
    fn binary_rest(&mut self, least: u8, mut left: Expr) -> Parsed<Expr> {
        let mut length = 0;
        while let Some(op) = self.binary_op().filter(|op| op.precedence() >= least) {
            length += 1;
            if length > self.limits.chain {
                return Err(self.fail(self.token.pos.span, "expression has too many operands"));
            }
            self.open_behind(left.comments_mut());
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
        let alone = self.word() == "let";
        let mut expr = self.operand()?;
        let mut length = 0;
        if alone {
            return Ok(expr);
        }
        loop {
            length += 1;
            if length > self.limits.chain {
                return Err(self.fail(self.token.pos.span, "expression is too long"));
            }
            expr = match self.token.tok {
                Tok::Period => {
                    self.open_behind(expr.comments_mut());
                    let period = self.token.pos;
                    self.advance()?;
                    let kind = match self.token.tok {
                        Tok::Ident => LabelKind::Ident(self.ident()?),
                        Tok::Str => LabelKind::Basic(self.basic(LitKind::Str)?),
                        _ => return Err(self.unexpected("a name")),
                    };
                    if let LabelKind::Basic(literal) = &kind
                        && Lexer::quote_at(&literal.text) != Quote::PLAIN
                    {
                        return Err(self.fail(literal.pos.span, "invalid selector"));
                    }
                    let selector = Label {
                        comments: Comments::new(),
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

    fn index_or_slice(&mut self, mut expr: Expr) -> Parsed<Expr> {
        self.open_behind(expr.comments_mut());
        let lbrack = self.token.pos;
        self.advance()?;
        let low = if self.token.tok == Tok::Colon {
            None
        } else {
            Some(self.expr()?)
        };
        if self.token.tok == Tok::Colon {
            let colon = self.token.pos;
            self.advance()?;
            let high = if self.token.tok == Tok::RBrack {
                None
            } else {
                Some(self.expr()?)
            };
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

    fn call(&mut self, mut fun: Expr) -> Parsed<Expr> {
        self.settle(fun.comments_mut());
        self.open();
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
        let rparen = self.expect(Tok::RParen, "`)`")?;
        self.close_list(args.last_mut().and_then(Expr::comments_mut));
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
                self.open_list();
                let mut expr = Box::new(self.expr()?);
                self.close_list(expr.comments_mut());
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
        self.open_list();
        let mut pos = self.token.pos;
        let quote = Lexer::quote_at(self.text(pos));
        let (mut pieces, mut exprs): (_, Vec<Expr>) = (Vec::new(), Vec::new());
        loop {
            self.settle(exprs.last_mut().and_then(Expr::comments_mut));
            // The string and the parenthesis that ends it count as two tokens.
            self.open();
            self.skip_place();
            let text = self.text(pos).to_owned();
            self.advance()?;
            let comments = self.close();
            pieces.push(BasicLit {
                comments,
                pos,
                kind: LitKind::Str,
                text,
            });
            self.settle(pieces.last_mut().map(|piece| &mut piece.comments));
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
        self.settle(exprs.last_mut().and_then(Expr::comments_mut));
        self.open();
        let text = self.text(pos).to_owned();
        self.advance()?;
        let comments = self.close();
        pieces.push(BasicLit {
            comments,
            pos,
            kind: LitKind::Str,
            text,
        });
        self.close_list(pieces.last_mut().map(|piece| &mut piece.comments));
        Ok(Interpolation {
            comments: self.close(),
            pieces,
            exprs,
        })
    }

    /// Reads a struct. It opens no node: a comment behind the brace stays with what is open.
    pub(super) fn struct_lit(&mut self) -> Parsed<StructLit> {
        if self.token.tok != Tok::LBrace {
            return Err(self.unexpected("`{`"));
        }
        let lbrace = self.token.pos;
        self.advance()?;
        let mut decls = Vec::new();
        if self.token.tok != Tok::RBrace {
            self.open_list();
            self.decls(&mut decls, Tok::RBrace)?;
            self.close_list(decls.last_mut().and_then(Decl::comments_mut));
        }
        let rbrace = self.token.pos;
        self.advance()?;
        self.settle_in_order(decls.last_mut().and_then(Decl::comments_mut));
        Ok(StructLit {
            comments: Comments::new(),
            lbrace,
            decls,
            rbrace,
        })
    }

    /// Reads a list, which opens no node, like a struct.
    fn list(&mut self) -> Parsed<ListLit> {
        let lbrack = self.token.pos;
        self.advance()?;
        let mut elements: Vec<Expr> = Vec::new();
        self.open_list();
        while !matches!(self.token.tok, Tok::RBrack | Tok::Ellipsis) {
            self.settle(elements.last_mut().and_then(Expr::comments_mut));
            let (element, ended) = self.nested(Self::list_element)?;
            elements.push(element);
            if ended {
                break;
            }
        }
        self.close_list(elements.last_mut().and_then(Expr::comments_mut));
        if self.token.tok == Tok::Ellipsis {
            let ellipsis = self.list_ellipsis(elements.last_mut())?;
            elements.push(ellipsis);
        }
        let rbrack = self.expect(Tok::RBrack, "`]`")?;
        let last = match elements.as_mut_slice() {
            [.., last, Expr::Ellipsis(ellipsis)] => ellipsis.ty.as_mut().or(Some(last)),
            [Expr::Ellipsis(ellipsis)] => ellipsis.ty.as_mut(),
            elements => elements.last_mut(),
        };
        self.settle_in_order(last.and_then(Expr::comments_mut));
        Ok(ListLit {
            comments: Comments::new(),
            lbrack,
            elements,
            rbrack,
        })
    }

    fn list_ellipsis(&mut self, before: Option<&mut Expr>) -> Parsed<Expr> {
        let pos = self.token.pos;
        self.advance()?;
        let bare = matches!(self.token.tok, Tok::Comma | Tok::RBrack);
        let ty = if bare {
            None
        } else {
            self.settle(before.and_then(Expr::comments_mut));
            Some(self.expr()?)
        };
        if self.token.tok == Tok::Comma {
            self.advance()?;
        }
        Ok(Expr::Ellipsis(Box::new(Ellipsis {
            comments: Comments::new(),
            pos,
            ty,
        })))
    }

    /// Reads an element with the comma behind it, and tells whether it must be the last one.
    fn list_element(&mut self) -> Parsed<(Expr, bool)> {
        self.open();
        let mut element = if matches!(self.word(), "if" | "for") && self.starts_clause() {
            self.comprehension()
                .map(|c| Expr::Comprehension(Box::new(c)))?
        } else {
            let left = self.unary()?;
            let expr = self.binary_rest(1, left)?;
            self.list_alias(expr)?
        };
        let comma = self.token.tok == Tok::Comma;
        // Only comprehensions may do without a comma at the end of the line.
        let automatic = self.token.automatic && !matches!(element, Expr::Comprehension(_));
        if comma {
            self.advance()?;
            if automatic && self.token.tok != Tok::RBrack {
                return Err(self.unexpected("`]`, as there is no `,` before the line break"));
            }
        } else if self.token.tok != Tok::RBrack {
            return Err(self.unexpected("`,` or `]`"));
        }
        self.close_around(element.comments_mut());
        Ok((element, !comma))
    }

    fn list_alias(&mut self, expr: Expr) -> Parsed<Expr> {
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
            comments: Comments::new(),
            ident,
            equal,
            expr,
        })))
    }
}
