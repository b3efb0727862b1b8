//! The tree of a template.

use rustc_hash::FxHashMap;

use super::{
    functions,
    lexer::{Piece, Word, pieces},
};
use crate::builtin::{Data, Failure, arguments::fatal};

/// Named templates; the main one has no name.
pub(super) type Templates = FxHashMap<String, Vec<Node>>;

#[derive(Clone, Debug)]
pub(super) enum Node {
    Text(String),
    Action(Pipeline),
    If(Pipeline, Vec<Self>, Vec<Self>),
    With(Pipeline, Vec<Self>, Vec<Self>),
    Range(Pipeline, Vec<Self>, Vec<Self>),
    Template(String, Option<Pipeline>),
    Break,
    Continue,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Pipeline {
    /// Variables that take the result, new ones unless `assign` is set.
    pub(super) variables: Vec<String>,
    pub(super) assign: bool,
    pub(super) commands: Vec<Vec<Operand>>,
}

/// An operand with the fields selected from it.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    pub(super) base: Base,
    pub(super) fields: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) enum Base {
    Dot,
    Variable(String),
    Function(String),
    Constant(Data),
    Nil,
    Group(Pipeline),
}

/// Levels of blocks and parentheses.
const DEPTH: usize = 200;

pub(super) fn parse(text: &str) -> Result<Templates, Failure> {
    let mut parser = Parser {
        pieces: pieces(text)?.into_iter(),
        templates: FxHashMap::default(),
        variables: vec!["$".to_owned()],
        depth: 0,
        ranges: 0,
    };
    let (main, end) = parser.nodes()?;
    if end != Stop::File {
        return fatal(format!("unexpected {{{{{}}}}}", end.name()));
    }
    let mut templates = parser.templates;
    templates.insert(String::new(), main);
    Ok(templates)
}

/// What ends a sequence of nodes.
#[derive(Debug, PartialEq)]
enum Stop {
    File,
    End,
    Else(Vec<Word>),
}

impl Stop {
    fn name(&self) -> &'static str {
        match self {
            Self::File => "EOF",
            Self::End => "end",
            Self::Else(_) => "else",
        }
    }
}

struct Parser<'a> {
    pieces: std::vec::IntoIter<Piece<'a>>,
    templates: Templates,
    variables: Vec<String>,
    depth: usize,
    ranges: usize,
}

impl Parser<'_> {
    fn nodes(&mut self) -> Result<(Vec<Node>, Stop), Failure> {
        self.depth += 1;
        if self.depth > DEPTH {
            return fatal("blocks are nested too deep");
        }
        let mut nodes = Vec::new();
        let end = loop {
            let Some(piece) = self.pieces.next() else {
                break Stop::File;
            };
            let words = match piece {
                Piece::Text(text) => {
                    if !text.is_empty() {
                        nodes.push(Node::Text(text.to_owned()));
                    }
                    continue;
                }
                Piece::Action(words) => words,
            };
            let words = trimmed(&words);
            let (keyword, rest) = match words {
                [Word::Name(name), rest @ ..] => (name.as_str(), trimmed(rest)),
                _ => ("", words),
            };
            match keyword {
                "end" if rest.is_empty() => break Stop::End,
                "else" => break Stop::Else(rest.to_vec()),
                "if" | "with" | "range" => nodes.push(self.block(keyword, rest)?),
                "define" => self.define(rest)?,
                "block" => nodes.push(self.named_block(rest)?),
                "template" => nodes.push(self.template(rest)?),
                "break" | "continue" if self.ranges == 0 => {
                    return fatal(format!("{{{{{keyword}}}}} outside {{{{range}}}}"));
                }
                "break" if rest.is_empty() => nodes.push(Node::Break),
                "continue" if rest.is_empty() => nodes.push(Node::Continue),
                _ => nodes.push(Node::Action(self.pipeline(words, 1)?)),
            }
        };
        self.depth -= 1;
        Ok((nodes, end))
    }

    fn block(&mut self, keyword: &str, words: &[Word]) -> Result<Node, Failure> {
        let known = self.variables.len();
        let ranges = keyword == "range";
        let pipeline = self.pipeline(words, if ranges { 2 } else { 1 })?;
        self.ranges += usize::from(ranges);
        let (body, end) = self.nodes()?;
        self.ranges -= usize::from(ranges);
        let otherwise = match end {
            Stop::File => return fatal("unexpected EOF"),
            Stop::End => Vec::new(),
            Stop::Else(words) => match words.as_slice() {
                [] => {
                    let (otherwise, end) = self.nodes()?;
                    if end != Stop::End {
                        return fatal(format!("expected end; found {}", end.name()));
                    }
                    otherwise
                }
                [Word::Name(name), rest @ ..] if name == keyword && keyword != "range" => {
                    self.depth += 1;
                    if self.depth > DEPTH {
                        return fatal("blocks are nested too deep");
                    }
                    let node = self.block(keyword, trimmed(rest))?;
                    self.depth -= 1;
                    vec![node]
                }
                _ => return fatal("unexpected words behind `else`"),
            },
        };
        self.variables.truncate(known);
        Ok(match keyword {
            "if" => Node::If(pipeline, body, otherwise),
            "with" => Node::With(pipeline, body, otherwise),
            _ => Node::Range(pipeline, body, otherwise),
        })
    }

    fn body(&mut self, name: String) -> Result<(), Failure> {
        let variables = std::mem::replace(&mut self.variables, vec!["$".to_owned()]);
        let ranges = std::mem::take(&mut self.ranges);
        let (body, end) = self.nodes()?;
        (self.variables, self.ranges) = (variables, ranges);
        if end != Stop::End {
            return fatal(format!("unexpected {} in a template", end.name()));
        }
        let blank = |nodes: &[Node]| {
            let text = |node: &Node| matches!(node, Node::Text(text) if text.trim().is_empty());
            nodes.iter().all(text)
        };
        match self.templates.get(&name) {
            Some(old) if !blank(old) && !blank(&body) => {
                return fatal(format!("multiple definition of template {name:?}"));
            }
            Some(old) if !blank(old) => {}
            _ => {
                self.templates.insert(name, body);
            }
        }
        Ok(())
    }

    fn define(&mut self, words: &[Word]) -> Result<(), Failure> {
        if self.depth > 1 {
            return fatal("unexpected {{define}}");
        }
        let (name, rest) = template_name(words)?;
        if !rest.is_empty() {
            return fatal("unexpected words behind the name of a template");
        }
        self.body(name)
    }

    fn named_block(&mut self, words: &[Word]) -> Result<Node, Failure> {
        let (name, rest) = template_name(words)?;
        let pipeline = self.pipeline(rest, 0)?;
        self.body(name.clone())?;
        Ok(Node::Template(name, Some(pipeline)))
    }

    fn template(&mut self, words: &[Word]) -> Result<Node, Failure> {
        let (name, rest) = template_name(words)?;
        let pipeline = if rest.is_empty() {
            None
        } else {
            Some(self.pipeline(rest, 0)?)
        };
        Ok(Node::Template(name, pipeline))
    }

    /// Reads a pipeline that may declare so many variables.
    fn pipeline(&mut self, words: &[Word], most: usize) -> Result<Pipeline, Failure> {
        let mut pipeline = Pipeline::default();
        let mut words = words;
        let sign = words
            .iter()
            .position(|word| matches!(word, Word::Declare | Word::Assign));
        if let Some(sign) = sign {
            pipeline.assign = words[sign] == Word::Assign;
            let names = words[..sign].iter().filter(|word| **word != Word::Space);
            for (at, word) in names.enumerate() {
                match word {
                    Word::Variable(name) if at % 2 == 0 => pipeline.variables.push(name.clone()),
                    Word::Comma if at % 2 == 1 => {}
                    _ => return fatal("unexpected word before `:=`"),
                }
            }
            if pipeline.variables.is_empty() || pipeline.variables.len() > most {
                return fatal("too many declarations");
            }
            for name in &pipeline.variables {
                if pipeline.assign && !self.variables.contains(name) {
                    return fatal(format!("undefined variable {name:?}"));
                }
            }
            words = &words[sign + 1..];
        }
        let mut at = 0;
        self.commands(trimmed(words), &mut at, &mut pipeline, false)?;
        if !pipeline.assign {
            self.variables.extend(pipeline.variables.iter().cloned());
        }
        Ok(pipeline)
    }

    fn commands(
        &mut self,
        words: &[Word],
        at: &mut usize,
        pipeline: &mut Pipeline,
        grouped: bool,
    ) -> Result<(), Failure> {
        self.depth += 1;
        if self.depth > DEPTH {
            return fatal("parentheses are nested too deep");
        }
        let mut command = Vec::new();
        let mut apart = true;
        loop {
            let word = words.get(*at);
            *at += 1;
            match word {
                Some(Word::Space) => {
                    apart = true;
                    continue;
                }
                Some(Word::Pipe) => {
                    end_command(&mut command, pipeline)?;
                    apart = true;
                    continue;
                }
                Some(Word::Close) if grouped => break,
                None if !grouped => break,
                None => return fatal("unclosed left paren"),
                Some(_) => {}
            }
            let Some(word) = word else { break };
            if let (Word::Field(name), false, Some(last)) =
                (word, apart, command.last_mut() as Option<&mut Operand>)
            {
                let bare = matches!(last.base, Base::Dot) && last.fields.is_empty();
                if bare || matches!(last.base, Base::Constant(_) | Base::Nil | Base::Function(_)) {
                    return fatal(format!("unexpected <.{name}> in operand"));
                }
                last.fields.push(name.clone());
                continue;
            }
            if !apart {
                return fatal("unexpected word in operand");
            }
            let (base, fields) = self.operand(words, word, at)?;
            command.push(Operand { base, fields });
            apart = false;
        }
        self.depth -= 1;
        if command.is_empty() && !pipeline.commands.is_empty() {
            return Ok(());
        }
        end_command(&mut command, pipeline)
    }

    fn operand(
        &mut self,
        words: &[Word],
        word: &Word,
        at: &mut usize,
    ) -> Result<(Base, Vec<String>), Failure> {
        let base = match word {
            Word::Dot => Base::Dot,
            Word::Field(name) => return Ok((Base::Dot, vec![name.clone()])),
            Word::Variable(name) => {
                if !self.variables.contains(name) {
                    return fatal(format!("undefined variable {name:?}"));
                }
                Base::Variable(name.clone())
            }
            Word::Name(name) => {
                if !functions::is_function(name) {
                    return fatal(format!("function {name:?} not defined"));
                }
                Base::Function(name.clone())
            }
            Word::Constant(value) => Base::Constant(value.clone()),
            Word::Nil => Base::Nil,
            Word::Open => {
                let mut inner = Pipeline::default();
                self.commands(words, at, &mut inner, true)?;
                Base::Group(inner)
            }
            _ => return fatal("unexpected word in operand"),
        };
        Ok((base, Vec::new()))
    }
}

fn end_command(command: &mut Vec<Operand>, pipeline: &mut Pipeline) -> Result<(), Failure> {
    let Some(first) = command.first() else {
        return fatal("missing value for command");
    };
    if !pipeline.commands.is_empty() && matches!(first.base, Base::Constant(_) | Base::Nil) {
        return fatal("a constant cannot take what a pipeline hands on");
    }
    pipeline.commands.push(std::mem::take(command));
    Ok(())
}

/// Reads the name that an action about a template starts with.
fn template_name(words: &[Word]) -> Result<(String, &[Word]), Failure> {
    match words {
        [Word::Constant(Data::String(name)), rest @ ..] => Ok((name.to_string(), trimmed(rest))),
        _ => fatal("the name of a template must be a string"),
    }
}

fn trimmed(mut words: &[Word]) -> &[Word] {
    while let [Word::Space, rest @ ..] | [rest @ .., Word::Space] = words {
        words = rest;
    }
    words
}
