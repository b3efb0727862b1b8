//! Declarations: files, imports, fields, `let`, comprehensions.

use super::{Parsed, Parser};
use crate::syntax::{
    ast::{
        Attribute, BasicLit, Clause, Comprehension, Constraint, Decl, Ellipsis, EmbedDecl, Expr,
        Field, File, ForClause, Ident, IfClause, ImportDecl, ImportSpec, Label, LabelKind,
        LetClause, LitKind, Package, StructLit,
    },
    token::Tok,
};

impl Parser<'_> {
    pub(super) fn file(&mut self) -> Parsed<File> {
        let mut decls = Vec::new();
        self.open();
        self.open_list();
        while self.token.tok == Tok::Attribute {
            let attribute = self.attribute()?;
            decls.push(Decl::Attribute(attribute));
            self.decl_end(Tok::Eof)?;
            self.settle(decls.last_mut().and_then(Decl::comments_mut));
        }
        if self.word() == "package" && self.peek() == Tok::Ident {
            self.open();
            let pos = self.token.pos;
            self.advance()?;
            let name = self.ident()?;
            if name.name.starts_with('#') || name.name.starts_with("_#") {
                return Err(self.fail(
                    name.pos.span,
                    format!("invalid package name `{}`", name.name),
                ));
            }
            let comments = self.close();
            decls.push(Decl::Package(Package {
                comments,
                pos,
                name,
            }));
            self.decl_end(Tok::Eof)?;
        }
        while self.token.tok == Tok::Attribute || self.word() == "import" {
            let import = self.token.tok != Tok::Attribute;
            if import && !matches!(self.peek(), Tok::Str | Tok::Ident | Tok::LParen) {
                break;
            }
            self.settle(decls.last_mut().and_then(Decl::comments_mut));
            if import {
                let import = self.import()?;
                decls.push(Decl::Import(import));
            } else {
                let attribute = self.attribute()?;
                decls.push(Decl::Attribute(attribute));
            }
            self.decl_end(Tok::Eof)?;
        }
        self.decls(&mut decls, Tok::Eof)?;
        self.close_list(decls.last_mut().and_then(Decl::comments_mut));
        let comments = self.close();
        Ok(File {
            id: self.id,
            comments,
            decls,
        })
    }

    fn import(&mut self) -> Parsed<ImportDecl> {
        self.open();
        let pos = self.token.pos;
        self.advance()?;
        let (mut lparen, mut rparen, mut specs) = (None, None, Vec::new());
        if self.token.tok == Tok::LParen {
            lparen = Some(self.token.pos);
            self.open_list();
            self.advance()?;
            while self.token.tok != Tok::RParen {
                self.settle(
                    specs
                        .last_mut()
                        .map(|spec: &mut ImportSpec| &mut spec.comments),
                );
                let spec = self.import_spec()?;
                specs.push(spec);
                if self.token.tok == Tok::Comma {
                    self.advance()?;
                } else if self.token.tok != Tok::RParen {
                    return Err(self.unexpected("`,` or `)`"));
                }
            }
            self.close_list(specs.last_mut().map(|spec| &mut spec.comments));
            rparen = Some(self.token.pos);
            self.advance()?;
        } else {
            let spec = self.import_spec()?;
            specs.push(spec);
        }
        let comments = self.close();
        Ok(ImportDecl {
            comments,
            pos,
            lparen,
            specs,
            rparen,
        })
    }

    fn import_spec(&mut self) -> Parsed<ImportSpec> {
        self.open();
        let name = if self.token.tok == Tok::Ident {
            Some(self.ident()?)
        } else {
            None
        };
        if self.token.tok != Tok::Str {
            return Err(self.unexpected("an import path"));
        }
        let path = self.basic(LitKind::Str)?;
        let comments = self.close();
        Ok(ImportSpec {
            comments,
            name,
            path,
        })
    }

    pub(super) fn ident(&mut self) -> Parsed<Ident> {
        if self.token.tok != Tok::Ident {
            return Err(self.unexpected("a name"));
        }
        self.open();
        let pos = self.token.pos;
        let name = self.text(pos).to_owned();
        self.advance()?;
        Ok(Ident {
            comments: self.close(),
            pos,
            name,
        })
    }

    pub(super) fn basic(&mut self, kind: LitKind) -> Parsed<BasicLit> {
        self.open();
        let pos = self.token.pos;
        let text = self.text(pos).to_owned();
        self.advance()?;
        Ok(BasicLit {
            comments: self.close(),
            pos,
            kind,
            text,
        })
    }

    pub(super) fn attribute(&mut self) -> Parsed<Attribute> {
        self.open();
        let pos = self.token.pos;
        let text = self.text(pos).to_owned();
        self.advance()?;
        Ok(Attribute {
            comments: self.close(),
            pos,
            text,
        })
    }

    fn decl_end(&mut self, closing: Tok) -> Parsed<()> {
        if self.token.tok == Tok::Comma {
            return self.advance();
        }
        if self.token.tok == closing || self.token.tok == Tok::Eof {
            return Ok(());
        }
        Err(self.unexpected("`,` or a line break"))
    }

    /// Reads declarations up to a closing token, which stays.
    pub(super) fn decls(&mut self, decls: &mut Vec<Decl>, closing: Tok) -> Parsed<()> {
        while self.token.tok != closing {
            if self.token.tok == Tok::Eof {
                return Err(self.unexpected("`}`"));
            }
            self.settle(decls.last_mut().and_then(Decl::comments_mut));
            let decl = self.nested(Self::decl)?;
            decls.push(decl);
            self.decl_end(closing)?;
        }
        Ok(())
    }

    fn decl(&mut self) -> Parsed<Decl> {
        match self.token.tok {
            Tok::Attribute => return self.attribute().map(Decl::Attribute),
            Tok::Ellipsis => {
                self.open();
                let pos = self.token.pos;
                self.advance()?;
                let ty = None;
                return Ok(Decl::Ellipsis(Box::new(Ellipsis {
                    comments: self.close(),
                    pos,
                    ty,
                })));
            }
            _ => {}
        }
        match self.word() {
            "let" if self.peek() == Tok::Ident => {
                return self.let_clause().map(|l| Decl::Let(Box::new(l)));
            }
            "if" | "for" if self.starts_clause() => {
                return self
                    .comprehension()
                    .map(|c| Decl::Comprehension(Box::new(c)));
            }
            _ => {}
        }
        self.field_or_embedding()
    }

    pub(super) fn starts_clause(&self) -> bool {
        !matches!(
            self.peek(),
            Tok::Colon
                | Tok::Question
                | Tok::Bind
                | Tok::Comma
                | Tok::RBrace
                | Tok::RBrack
                | Tok::Period
                | Tok::Eof
        )
    }

    fn let_clause(&mut self) -> Parsed<LetClause> {
        self.open();
        let pos = self.token.pos;
        self.advance()?;
        let ident = self.ident()?;
        let equal = self.expect(Tok::Bind, "`=`")?;
        let expr = self.expr()?;
        Ok(LetClause {
            comments: self.close(),
            pos,
            ident,
            equal,
            expr,
        })
    }

    pub(super) fn comprehension(&mut self) -> Parsed<Comprehension> {
        self.open();
        let mut clauses = Vec::new();
        loop {
            let clause = match self.word() {
                "for" => {
                    self.open();
                    let pos = self.token.pos;
                    self.advance()?;
                    let mut value = self.ident()?;
                    let (mut key, mut comma) = (None, None);
                    if self.token.tok == Tok::Comma && !self.token.automatic {
                        comma = Some(self.token.pos);
                        self.advance()?;
                        key = Some(std::mem::replace(&mut value, self.ident()?));
                    }
                    if self.word() != "in" {
                        return Err(self.unexpected("`in`"));
                    }
                    let in_pos = self.token.pos;
                    self.advance()?;
                    let source = self.expr()?;
                    let comments = self.close();
                    Clause::For(Box::new(ForClause {
                        comments,
                        pos,
                        key,
                        comma,
                        value,
                        in_pos,
                        source,
                    }))
                }
                "if" => {
                    self.open();
                    let pos = self.token.pos;
                    self.advance()?;
                    let condition = self.expr()?;
                    Clause::If(Box::new(IfClause {
                        comments: self.close(),
                        pos,
                        condition,
                    }))
                }
                "let" if !clauses.is_empty() => Clause::Let(Box::new(self.let_clause()?)),
                _ if self.token.tok == Tok::LBrace => break,
                _ => return Err(self.unexpected("`{` or another clause")),
            };
            clauses.push(clause);
            if self.token.tok == Tok::Comma {
                self.advance()?;
            }
        }
        let value = self.struct_lit()?;
        Ok(Comprehension {
            comments: self.close(),
            clauses,
            value,
        })
    }

    fn at_label_end(&self) -> bool {
        match self.token.tok {
            Tok::Colon => true,
            Tok::Question | Tok::Not => self.peek() == Tok::Colon,
            _ => false,
        }
    }

    fn field_or_embedding(&mut self) -> Parsed<Decl> {
        self.open();
        let mut alias = None;
        let mut expr = self.expr()?;
        if self.token.tok == Tok::Bind {
            let Expr::Ident(ident) = expr else {
                return Err(self.unexpected("`,` or a line break"));
            };
            alias = Some((ident, self.token.pos));
            self.advance()?;
            expr = self.expr()?;
            if !self.at_label_end() {
                return Err(self.unexpected("`:`"));
            }
        }
        if self.at_label_end() {
            let field = self.field_rest(alias, expr)?;
            let comments = self.close();
            return Ok(Decl::Field(Box::new(Field { comments, ..field })));
        }
        let mut comments = self.close();
        // attributes behind an embedding are not kept by the language, but allowed
        while self.token.tok == Tok::Attribute {
            let attribute = self.attribute()?;
            comments.extend(attribute.comments);
        }
        Ok(Decl::Embed(Box::new(EmbedDecl { comments, expr })))
    }

    fn label_kind(&mut self, expr: Expr) -> Parsed<LabelKind> {
        Ok(match expr {
            Expr::Ident(ident) => LabelKind::Ident(ident),
            Expr::Basic(BasicLit {
                comments,
                pos,
                kind: LitKind::Null | LitKind::True | LitKind::False,
                text,
            }) => LabelKind::Ident(Ident {
                comments,
                pos,
                name: text,
            }),
            Expr::Basic(literal) => LabelKind::Basic(literal),
            Expr::Interpolation(interpolation) => LabelKind::Interpolation(interpolation),
            Expr::Paren(paren) => LabelKind::Paren(paren),
            Expr::List(list) if list.elements.len() == 1 => LabelKind::Pattern(list),
            other => return Err(self.fail(other.span(), "invalid label")),
        })
    }

    fn field_rest(
        &mut self,
        alias: Option<(Ident, crate::syntax::token::Pos)>,
        label: Expr,
    ) -> Parsed<Field> {
        let kind = self.label_kind(label)?;
        let label = Label {
            comments: Vec::new(),
            alias,
            kind,
        };
        let mut constraint = None;
        if matches!(self.token.tok, Tok::Question | Tok::Not) {
            if matches!(label.kind, LabelKind::Pattern(_)) {
                return Err(self.unexpected("`:`"));
            }
            let optional = self.token.tok == Tok::Question;
            let which = if optional {
                Constraint::Optional
            } else {
                Constraint::Required
            };
            constraint = Some((which, self.token.pos));
            self.advance()?;
        }
        let colon = self.expect(Tok::Colon, "`:`")?;
        let value = self.nested(|parser| parser.field_value(0))?;
        let mut attributes = Vec::new();
        while self.token.tok == Tok::Attribute {
            attributes.push(self.attribute()?);
        }
        Ok(Field {
            comments: Vec::new(),
            label,
            constraint,
            colon,
            value,
            attributes,
        })
    }

    /// Reads a value, or the next label of a chain `a: b: 1` with what follows it.
    fn field_value(&mut self, _: u8) -> Parsed<Expr> {
        let mut expr = self.expr()?;
        let mut alias = None;
        if self.token.tok == Tok::Bind {
            let Expr::Ident(ident) = expr else {
                return Err(self.unexpected("a value"));
            };
            alias = Some((ident, self.token.pos));
            self.advance()?;
            expr = self.expr()?;
        }
        if self.at_label_end() {
            let attributes_go_outside = self.field_rest(alias, expr)?;
            let decls = vec![Decl::Field(Box::new(attributes_go_outside))];
            return Ok(Expr::Struct(StructLit {
                decls,
                ..StructLit::default()
            }));
        }
        if let Some((ident, equal)) = alias {
            let comments = Vec::new();
            return Ok(Expr::Alias(Box::new(super::super::ast::AliasExpr {
                comments,
                ident,
                equal,
                expr,
            })));
        }
        Ok(expr)
    }
}
