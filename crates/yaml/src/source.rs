//! Chooses where the events of a text come from.

use crate::{Error, Options, Position, libyaml::Libyaml, stream::Stream};

/// Opens a text; the first event is the start of a document or the end.
pub(crate) fn open<'a>(text: &'a str, options: &Options) -> Result<Stream<'a>, Error> {
    if text.len() > options.limits.bytes {
        let limit = options.limits.bytes;
        let message = format!("the text is larger than {limit} bytes");
        return Err(Error::at(message, Position::new(1, 1)));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(Stream::new(Box::new(Libyaml::new(text)), options.limits))
}
