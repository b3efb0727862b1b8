//! Prints a file in the one accepted style, byte for byte as `cue fmt` of CUE 0.14 does.
//!
//! A walker goes over the tree and hands tokens and requests for whitespace to a printer, which decides between the
//! requests and what stood in the source. The printer's lines go through elastic tab stops, which align values,
//! attributes and comments. Alignment by rules about fields alone would not come out the same.
//!
//! Published definitions carry their formatted template, and a cluster makes a new revision when a byte of it changes;
//! that is why the layout follows the reference even where it is odd.

mod comments;
mod decl;
mod expr;
mod list;
mod literal;
mod printer;
mod simplify;
mod tabs;

use self::printer::Printer;
use crate::{
    diag::Diagnostics,
    limits::Limits,
    source::{FileId, Source, Span},
    syntax::{
        ast::{CommentGroup, Decl, File},
        parser::parse_file,
        token::Pos,
    },
};

use self::printer::{Last, Space};

/// How to format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FormatOptions {
    /// Removes braces and quotes that are not needed, as `cue fmt -s` does.
    pub simplify: bool,
}

/// Formats the text of a file.
pub fn format(text: &str, options: FormatOptions) -> Result<String, Diagnostics> {
    let source = Source::new("input", text);
    let file = parse_file(FileId::default(), &source, &Limits::default())?;
    Ok(format_file(file, &source, options))
}

/// Formats a parsed file.
pub fn format_file(mut file: File, source: &Source, options: FormatOptions) -> String {
    if options.simplify {
        simplify::unquote_labels(&mut file.decls);
    }
    print_safely(source, options, |walker| walker.file(&file))
}

/// Formats declarations as if they were a file.
pub fn format_decls(mut decls: Vec<Decl>, source: &Source, options: FormatOptions) -> String {
    if options.simplify {
        simplify::unquote_labels(&mut decls);
    }
    print_safely(source, options, |walker| walker.decls(&decls))
}

/// Prints as the reference does, unless that would not parse.
///
/// The reference breaks expressions in two when it prints a comment inside them, say behind an operator. Then such
/// comments go behind the whole value instead.
fn print_safely<'a>(
    source: &'a Source,
    options: FormatOptions,
    print: impl Fn(&mut Walker<'a>),
) -> String {
    let mut walker = Walker::new(source, options);
    print(&mut walker);
    let has_comments = walker.inner_comments;
    let printed = walker.printer.finish();
    if !has_comments || parses(&printed) {
        return printed;
    }
    let mut walker = Walker::new(source, options);
    walker.hoists = true;
    print(&mut walker);
    walker.printer.finish()
}

fn parses(text: &str) -> bool {
    parse_file(
        FileId::default(),
        &Source::new("printed", text),
        &Limits::default(),
    )
    .is_ok()
}

/// What a node needs to know while it is printed.
#[derive(Clone, Copy)]
struct Frame<'a> {
    /// Comments of the node that are still to be printed.
    comments: &'a [CommentGroup],
    /// How many tokens and children of the node have been printed; tells where its comments go.
    position: u8,
    /// What separates the parts of the node: a blank on a single line, else a newline.
    separator: Space,
    /// What separates the node from its neighbours.
    outer_separator: Space,
}

struct Walker<'a> {
    printer: Printer,
    source: &'a Source,
    simplify: bool,
    frame: Frame<'a>,
    outer: Vec<Frame<'a>>,
    /// A comment has been printed inside an expression.
    inner_comments: bool,
    /// Comments inside an expression go behind it.
    hoists: bool,
    /// Comments of the open expression that go behind it.
    held: Option<Vec<&'a CommentGroup>>,
}

impl<'a> Walker<'a> {
    fn new(source: &'a Source, options: FormatOptions) -> Self {
        Self {
            printer: Printer::new(),
            source,
            simplify: options.simplify,
            frame: Frame {
                comments: &[],
                position: 0,
                separator: Space::NEWLINE,
                outer_separator: Space::NEWLINE,
            },
            outer: Vec::new(),
            inner_comments: false,
            hoists: false,
            held: None,
        }
    }

    fn file(&mut self, file: &'a File) {
        self.enter(&file.comments);
        self.decls(&file.decls);
        self.leave();
    }

    /// Starts a node.
    fn enter(&mut self, comments: &'a [CommentGroup]) {
        self.outer.push(self.frame);
        self.frame = Frame {
            comments,
            position: 0,
            separator: self.frame.separator,
            outer_separator: self.frame.separator,
        };
        self.print_comments();
    }

    /// Prints an expression that no comment may break in two.
    fn whole(&mut self, print: impl FnOnce(&mut Self)) {
        let held = self.holding(print);
        self.release(held);
    }

    /// Prints an expression that no comment may break in two; returns the comments left out of it.
    fn holding(&mut self, print: impl FnOnce(&mut Self)) -> Vec<&'a CommentGroup> {
        let outer = self.held.replace(Vec::new());
        print(self);
        std::mem::replace(&mut self.held, outer).unwrap_or_default()
    }

    fn release(&mut self, held: Vec<&'a CommentGroup>) {
        for group in held {
            self.comment_groups(std::slice::from_ref(group));
        }
    }

    /// Prints something in brackets, where comments have room.
    fn roomy(&mut self, print: impl FnOnce(&mut Self)) {
        let outer = self.held.take();
        print(self);
        self.held = outer;
    }

    /// Ends a node.
    fn leave(&mut self) {
        self.frame.position = u8::MAX;
        self.print_comments();
        if let Some(frame) = self.outer.pop() {
            self.frame = frame;
        }
        self.step();
    }

    /// Moves on by one place in the node.
    fn step(&mut self) {
        self.frame.position = self.frame.position.saturating_add(1);
        self.print_comments();
    }

    fn request(&mut self, space: Space) {
        self.printer.request(space);
    }

    /// Prints a symbol. Symbols do not count as places for comments, save where the walker says so.
    fn token(&mut self, pos: Pos, text: &str) {
        self.printer.place(pos);
        let last = match text {
            "}" | "]" => Last::Closing,
            "+" => Last::Plus,
            "-" => Last::Minus,
            "<" => Last::Less,
            ">" => Last::Greater,
            "!" => Last::Not,
            "=~" => Last::Match,
            _ => Last::Other,
        };
        self.printer.token(text, last);
    }

    /// Prints a symbol with whitespace behind it.
    fn token_then(&mut self, pos: Pos, text: &str, behind: Space) {
        self.token(pos, text);
        self.request(behind);
    }

    /// Prints a word of the language, with whitespace behind it that comes before comments.
    fn word_then(&mut self, pos: Pos, text: &str, behind: Space) {
        self.leaf(pos, text);
        self.request(behind);
        self.step();
    }

    /// Prints a token that is a node of its own, such as a name or a literal.
    fn leaf(&mut self, pos: Pos, text: &str) {
        self.printer.place(pos);
        self.printer.token(text, Last::Other);
    }

    fn on_one_line(&self, span: Span) -> bool {
        let text = self.source.text.as_bytes();
        !text
            .get(span.start as usize..span.end as usize)
            .unwrap_or(&[])
            .contains(&b'\n')
    }

    /// What stands behind an opening brace: a blank if the struct is on one line, else a form feed.
    fn form_feed(&self) -> Space {
        if self.frame.separator == Space::BLANK {
            Space::BLANK
        } else {
            Space::FORM_FEED
        }
    }
}
