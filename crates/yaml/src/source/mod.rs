//! Chooses where the events of a text come from.

use crate::{
    Error, Options, Position,
    block::Block,
    event::{Event, EventKind, Source},
    libyaml::Libyaml,
    stream::Stream,
};

/// Opens a text; the first event is the start of a document or the end.
pub(crate) fn open<'a>(text: &'a str, options: &Options) -> Result<Stream<'a>, Error> {
    if text.len() > options.limits.bytes {
        let limit = options.limits.bytes;
        let message = format!("the text is larger than {limit} bytes");
        return Err(Error::at(message, Position::new(1, 1)));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(Stream::new(Events::Text(Text::new(text)), options.limits))
}

/// All the places that a stream of events may come from.
pub(crate) enum Events<'a> {
    Text(Text<'a>),
    Played(Played<'a>),
}

impl<'a> Source<'a> for Events<'a> {
    #[inline]
    fn next_event(&mut self) -> Result<Event<'a>, Error> {
        match self {
            Self::Text(text) => text.next_event(),
            Self::Played(played) => played.next_event(),
        }
    }
}

/// Plays events that have been read before.
pub(crate) struct Played<'a>(pub(crate) std::vec::IntoIter<Event<'a>>);

impl<'a> Source<'a> for Played<'a> {
    fn next_event(&mut self) -> Result<Event<'a>, Error> {
        Ok(self
            .0
            .next()
            .unwrap_or_else(|| Event::new(EventKind::StreamEnd, Position::default())))
    }
}

/// The events of a text: from [`Block`] as long as it can, and then from
/// [`Libyaml`], which starts over and passes the events given already.
pub(crate) struct Text<'a> {
    text: &'a str,
    parser: Parser<'a>,
    given: u64,
}

enum Parser<'a> {
    Block(Block<'a>),
    Libyaml(Box<Libyaml<'a>>),
}

impl<'a> Text<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            parser: Parser::Block(Block::new(text)),
            given: 0,
        }
    }
}

impl<'a> Source<'a> for Text<'a> {
    #[inline]
    fn next_event(&mut self) -> Result<Event<'a>, Error> {
        match &mut self.parser {
            Parser::Libyaml(parser) => parser.next_event(),
            Parser::Block(block) => match block.next_event() {
                Some(event) => {
                    self.given += 1;
                    Ok(event)
                }
                None => self.hand_over(),
            },
        }
    }
}

impl<'a> Text<'a> {
    #[cold]
    fn hand_over(&mut self) -> Result<Event<'a>, Error> {
        let mut parser = Libyaml::new(self.text);
        for _ in 0..self.given {
            parser.next_event()?;
        }
        let event = parser.next_event();
        self.parser = Parser::Libyaml(Box::new(parser));
        event
    }
}

#[cfg(test)]
mod tests;
