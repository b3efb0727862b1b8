//! Declarations: files, imports, fields, `let`, comprehensions.

use super::{Parsed, Parser};
use crate::syntax::{
    ast::{
        Attribute, BasicLit, Clause, Comments, Comprehension, Constraint, Decl, Ellipsis,
        EmbedDecl, Expr, Field, File, ForClause, Ident, IfClause, ImportDecl, ImportSpec, Label,
        LabelKind, LetClause, LitKind, Package, StructLit,
    },
    token::Tok,
};

impl Parser<'_> {
    pub(super) fn file(&mut self) -> Parsed<File> {
        let mut decls = Vec::new();
        self.open_list();
        while self.token.tok == Tok::Attribute {
            let attribute = self.attribute()?;
            decls.push(Decl::Attribute(Box::new(attribute)));
            self.decl_end(Tok::Eof)?;
            self.settle(decls.last_mut().and_then(Decl::comments_mut));
        }
        if self.word() == "package" {
            self.open();
            let pos = self.token.pos;
            self.advance()?;
            let name = self.new_name()?;
            if name.name.starts_with('#') || name.name.starts_with("_#") {
                return Err(self.fail(
                    name.pos.span,
                    format!("invalid package name `{}`", name.name),
                ));
            }
            self.decl_end(Tok::Eof)?;
            let comments = self.close();
            let package = Package {
                comments,
                pos,
                name,
            };
            decls.push(Decl::Package(Box::new(package)));
        }
        while self.token.tok == Tok::Attribute || self.word() == "import" {
            let import = self.token.tok != Tok::Attribute;
            self.settle(decls.last_mut().and_then(Decl::comments_mut));
            if import {
                let import = self.import()?;
                decls.push(Decl::Import(Box::new(import)));
            } else {
                let attribute = self.attribute()?;
                decls.push(Decl::Attribute(Box::new(attribute)));
                self.decl_end(Tok::Eof)?;
            }
        }
        self.decls(&mut decls, Tok::Eof)?;
        self.close_list(decls.last_mut().and_then(Decl::comments_mut));
        let comments = self.frames.pop().unwrap_or_default().groups;
        Ok(File {
            id: self.id,
            comments,
            decls,
            tokens: self.tokens,
        })
    }

    fn import(&mut self) -> Parsed<ImportDecl> {
        self.open();
        let pos = self.ident()?.pos;
        let (mut lparen, mut rparen, mut specs) = (None, None, Vec::new());
        if self.token.tok == Tok::LParen {
            lparen = Some(self.token.pos);
            self.advance()?;
            self.open_list();
            while self.token.tok != Tok::RParen {
                self.settle(
                    specs
                        .last_mut()
                        .map(|spec: &mut ImportSpec| &mut spec.comments),
                );
                let spec = self.import_spec(Tok::RParen)?;
                specs.push(spec);
            }
            self.close_list(specs.last_mut().map(|spec| &mut spec.comments));
            rparen = Some(self.token.pos);
            self.advance()?;
            self.decl_end(Tok::Eof)?;
        } else {
            let spec = self.import_spec(Tok::Eof)?;
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

    fn import_spec(&mut self, closing: Tok) -> Parsed<ImportSpec> {
        self.open();
        let name = if self.token.tok == Tok::Ident {
            Some(self.new_name()?)
        } else {
            None
        };
        if self.token.tok != Tok::Str {
            return Err(self.unexpected("an import path"));
        }
        let pos = self.token.pos;
        let path = BasicLit {
            comments: Comments::new(),
            pos,
            kind: LitKind::Str,
            text: self.text(pos).to_owned(),
        };
        self.advance()?;
        self.decl_end(closing)?;
        let comments = self.close();
        Ok(ImportSpec {
            comments,
            name,
            path,
        })
    }

    /// Reads a name that must be no keyword.
    fn new_name(&mut self) -> Parsed<Ident> {
        if matches!(
            self.word(),
            "if" | "for" | "in" | "let" | "true" | "false" | "null"
        ) {
            return Err(self.unexpected("a name"));
        }
        self.ident()
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
            let decl = self.nested(|parser| parser.decl(closing))?;
            decls.push(decl);
        }
        Ok(())
    }

    /// Reads a declaration with the comma behind it.
    fn decl(&mut self, closing: Tok) -> Parsed<Decl> {
        match self.token.tok {
            Tok::Attribute => {
                let attribute = self.attribute()?;
                self.decl_end(closing)?;
                return Ok(Decl::Attribute(Box::new(attribute)));
            }
            Tok::Ellipsis => {
                self.open();
                let pos = self.token.pos;
                self.advance()?;
                let comments = self.close();
                self.decl_end(closing)?;
                let ty = None;
                return Ok(Decl::Ellipsis(Box::new(Ellipsis { comments, pos, ty })));
            }
            _ => {}
        }
        self.open();
        let mut decl = match self.word() {
            "let" if self.peek() == Tok::Ident => self.let_decl(closing).map(Decl::Let),
            "if" | "for" if self.starts_clause() => {
                self.open();
                let mut comprehension = self.comprehension()?;
                self.decl_end(closing)?;
                comprehension.comments = self.close();
                Ok(Decl::Comprehension(Box::new(comprehension)))
            }
            _ => self.field_or_embedding(closing),
        }?;
        self.close_around(decl.comments_mut());
        Ok(decl)
    }

    fn let_decl(&mut self, closing: Tok) -> Parsed<Box<LetClause>> {
        self.open();
        let mut clause = self.let_parts()?;
        self.decl_end(closing)?;
        clause.comments = self.close();
        Ok(Box::new(clause))
    }

    /// Tells whether a word that can start a clause does so, and is not a label or reference.
    pub(super) fn starts_clause(&self) -> bool {
        let [next, behind] = self.peek_two();
        if next == Tok::Not {
            return behind != Tok::Colon;
        }
        !matches!(
            next,
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
        let mut clause = self.let_parts()?;
        clause.comments = self.close();
        Ok(clause)
    }

    fn let_parts(&mut self) -> Parsed<LetClause> {
        let pos = self.token.pos;
        self.advance()?;
        let ident = self.new_name()?;
        let equal = self.expect(Tok::Bind, "`=`")?;
        let expr = self.expr()?;
        Ok(LetClause {
            comments: Comments::new(),
            pos,
            ident,
            equal,
            expr,
        })
    }

    /// Reads a comprehension; its node is opened by the caller.
    pub(super) fn comprehension(&mut self) -> Parsed<Comprehension> {
        let mut clauses = Vec::new();
        loop {
            let clause = match self.word() {
                "for" => {
                    self.open();
                    let pos = self.token.pos;
                    self.advance()?;
                    let mut value = self.new_name()?;
                    let (mut key, mut comma) = (None, None);
                    if self.token.tok == Tok::Comma && !self.token.automatic {
                        comma = Some(self.token.pos);
                        self.advance()?;
                        key = Some(std::mem::replace(&mut value, self.new_name()?));
                    }
                    if self.word() != "in" {
                        return Err(self.unexpected("`in`"));
                    }
                    if let Some(frame) = self.frames.last_mut() {
                        frame.position = 4;
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
        self.open();
        let mut value = self.struct_lit()?;
        value.comments = self.close();
        Ok(Comprehension {
            comments: Comments::new(),
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

    fn field_or_embedding(&mut self, closing: Tok) -> Parsed<Decl> {
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
            self.decl_end(closing)?;
            return Ok(Decl::Field(Box::new(field)));
        }
        self.decl_end(closing)?;
        let comments = Comments::new();
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
            comments: Comments::new(),
            alias: alias.map(Box::new),
            kind,
        };
        let mut constraint = None;
        if matches!(self.token.tok, Tok::Question | Tok::Not) {
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
        let value = self.nested(Self::field_value)?;
        // Attributes behind a chain belong to its last field.
        let chained = matches!(&value, Expr::Struct(value) if !value.has_braces());
        let attributes = if chained {
            Vec::new()
        } else {
            self.attributes()?
        };
        Ok(Field {
            comments: Comments::new(),
            label,
            constraint,
            colon,
            value,
            attributes,
        })
    }

    fn attributes(&mut self) -> Parsed<Vec<Attribute>> {
        self.open_list();
        let mut attributes: Vec<Attribute> = Vec::new();
        while self.token.tok == Tok::Attribute {
            self.settle(
                attributes
                    .last_mut()
                    .map(|attribute| &mut attribute.comments),
            );
            let attribute = self.attribute()?;
            attributes.push(attribute);
        }
        self.close_list(
            attributes
                .last_mut()
                .map(|attribute| &mut attribute.comments),
        );
        Ok(attributes)
    }

    /// Reads a value, or the next label of a chain `a: b: 1` with what follows it.
    fn field_value(&mut self) -> Parsed<Expr> {
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
            let decls = vec![Decl::Field(Box::new(self.field_rest(alias, expr)?))];
            return Ok(Expr::Struct(StructLit {
                decls,
                ..StructLit::default()
            }));
        }
        if let Some((ident, equal)) = alias {
            let comments = Comments::new();
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
