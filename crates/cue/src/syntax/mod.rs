//! The text side of the language: tokens, literals, the tree and the parser.

pub mod ast;
pub mod format;
pub mod lexer;
pub mod literal;
pub mod parser;
pub mod selection;
pub mod token;
