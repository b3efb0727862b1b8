//! Events with anchors and aliases resolved and limits kept.
//!
//! The subtree of an anchor is recorded when it is met, and every alias plays it
//! again. Nothing else is kept, so a text without anchors is read in the memory
//! of one event.

use std::collections::HashMap;

use crate::{
    Error, Limits, Position,
    event::{Event, EventKind, Source},
    source::Events,
};

/// A range of [`Stream::recorded`].
#[derive(Clone, Copy)]
struct Range {
    start: usize,
    /// `None` while the anchored node is still being recorded.
    end: Option<usize>,
}

enum Item<'a> {
    Event(Event<'a>),
    Alias { start: usize, end: usize },
}

struct Replay {
    next: usize,
    end: usize,
    /// The first run through a recorded node is no repetition.
    repeats: bool,
}

/// A stream of events in which aliases have been replaced by what they name.
pub(crate) struct Stream<'a> {
    source: Events<'a>,
    peeked: Option<Event<'a>>,
    recorded: Vec<Item<'a>>,
    anchors: HashMap<String, Range>,
    replays: Vec<Replay>,
    limits: Limits,
    depth: usize,
    nodes: usize,
    repeated: usize,
}

impl<'a> Stream<'a> {
    pub(crate) fn new(source: Events<'a>, limits: Limits) -> Self {
        Self {
            source,
            peeked: None,
            recorded: Vec::new(),
            anchors: HashMap::new(),
            replays: Vec::new(),
            limits,
            depth: 0,
            nodes: 0,
            repeated: 0,
        }
    }

    /// Returns the next event without taking it.
    pub(crate) fn peek(&mut self) -> Result<&Event<'a>, Error> {
        let event = match self.peeked.take() {
            Some(event) => event,
            None => self.advance()?,
        };
        Ok(self.peeked.insert(event))
    }

    /// Takes the next event.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Event<'a>, Error> {
        match self.peeked.take() {
            Some(event) => Ok(event),
            None => self.advance(),
        }
    }

    fn advance(&mut self) -> Result<Event<'a>, Error> {
        let event = if self.replays.is_empty() {
            let event = self.source.next_event()?;
            if matches!(event.kind, EventKind::Alias(_)) || event.anchor().is_some() {
                self.expand(event)?
            } else {
                event
            }
        } else {
            self.replayed()?
        };
        match event.kind {
            EventKind::Scalar(_) => self.count_node(event.start)?,
            EventKind::SequenceStart(_) | EventKind::MappingStart(_) => {
                self.count_node(event.start)?;
                self.depth += 1;
                self.check_depth(self.depth, event.start)?;
            }
            EventKind::SequenceEnd | EventKind::MappingEnd => self.depth -= 1,
            EventKind::DocumentStart => {
                self.anchors.clear();
                self.recorded.clear();
            }
            EventKind::Alias(_) | EventKind::DocumentEnd | EventKind::StreamEnd => {}
        }
        Ok(event)
    }

    /// Returns the first event of an anchored node or of what an alias names.
    #[cold]
    fn expand(&mut self, event: Event<'a>) -> Result<Event<'a>, Error> {
        if let EventKind::Alias(name) = &event.kind {
            let (start, end) = self.anchored(name, event.start)?;
            self.play(start, end, true);
        } else {
            let (start, end) = self.record(event)?;
            self.play(start, end, false);
        }
        self.replayed()
    }

    #[cold]
    fn replayed(&mut self) -> Result<Event<'a>, Error> {
        while let Some(replay) = self.replays.last_mut() {
            if replay.next == replay.end {
                self.replays.pop();
                continue;
            }
            let repeats = replay.repeats;
            let item = &self.recorded[replay.next];
            replay.next += 1;
            match item {
                Item::Event(event) => {
                    let event = event.clone();
                    if repeats {
                        self.count_repeated(&event)?;
                    }
                    return Ok(event);
                }
                Item::Alias { start, end } => {
                    let (start, end) = (*start, *end);
                    self.play(start, end, true);
                }
            }
        }
        let event = self.source.next_event()?;
        if matches!(event.kind, EventKind::Alias(_)) || event.anchor().is_some() {
            return self.expand(event);
        }
        Ok(event)
    }

    fn play(&mut self, start: usize, end: usize, repeats: bool) {
        self.replays.push(Replay {
            next: start,
            end,
            repeats,
        });
    }

    fn anchored(&self, name: &str, at: Position) -> Result<(usize, usize), Error> {
        match self.anchors.get(name) {
            None => Err(Error::at(
                format!("there is no anchor `&{name}` before `*{name}`"),
                at,
            )),
            Some(Range { end: None, .. }) => Err(Error::at(
                format!("the value of `&{name}` contains itself"),
                at,
            )),
            Some(Range {
                start,
                end: Some(end),
            }) => Ok((*start, *end)),
        }
    }

    /// Records the node that begins with `first` and all anchors in it.
    fn record(&mut self, first: Event<'a>) -> Result<(usize, usize), Error> {
        let begin = self.recorded.len();
        let mut open: Vec<(Option<String>, usize)> = Vec::new();
        let mut event = first;
        loop {
            let nesting = event.nesting();
            let start = self.recorded.len();
            if let EventKind::Alias(name) = &event.kind {
                let (start, end) = self.anchored(name, event.start)?;
                self.recorded.push(Item::Alias { start, end });
            } else {
                let anchor = event.anchor().map(str::to_owned);
                let at = event.start;
                self.recorded.push(Item::Event(event));
                if let Some(anchor) = &anchor {
                    let end = (nesting == 0).then_some(start + 1);
                    self.anchors.insert(anchor.clone(), Range { start, end });
                }
                if nesting > 0 {
                    open.push((anchor, start));
                    self.check_depth(self.depth + open.len(), at)?;
                } else if nesting < 0 {
                    let end = Some(start + 1);
                    // an inner node may have taken the same name since
                    if let Some((Some(anchor), start)) = open.pop()
                        && let Some(range) = self.anchors.get_mut(&anchor)
                        && range.start == start
                    {
                        range.end = end;
                    }
                }
                self.check_nodes(self.nodes + self.recorded.len() - begin, at)?;
            }
            if open.is_empty() {
                return Ok((begin, self.recorded.len()));
            }
            event = self.source.next_event()?;
        }
    }

    fn count_node(&mut self, at: Position) -> Result<(), Error> {
        self.nodes += 1;
        self.check_nodes(self.nodes, at)
    }

    fn check_nodes(&self, nodes: usize, at: Position) -> Result<(), Error> {
        if nodes > self.limits.nodes {
            let limit = self.limits.nodes;
            return Err(Error::at(
                format!("more than {limit} values in one text"),
                at,
            ));
        }
        Ok(())
    }

    fn check_depth(&self, depth: usize, at: Position) -> Result<(), Error> {
        if depth > self.limits.depth {
            let limit = self.limits.depth;
            return Err(Error::at(
                format!("nested more than {limit} levels deep"),
                at,
            ));
        }
        Ok(())
    }

    fn count_repeated(&mut self, event: &Event<'a>) -> Result<(), Error> {
        self.repeated += match &event.kind {
            EventKind::Scalar(scalar) => 1 + scalar.text.len() / 32,
            _ => 1,
        };
        if self.repeated > self.limits.aliases {
            return Err(Error::at(
                "aliases repeat too much of this text",
                event.start,
            ));
        }
        Ok(())
    }
}
