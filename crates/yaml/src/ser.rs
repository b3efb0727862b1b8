//! Writes values as block-style YAML, while serde walks them.
//!
//! Lists stand at the indentation of their key, as Go programs write them; empty
//! ones are `[]` and `{}`; nothing is folded or wrapped.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::{Error, scalar::format_float, ser_key::KeySerializer, text};

pub(crate) fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    let mut out = String::new();
    value.serialize(Writer {
        out: &mut out,
        indent: 0,
        lead: Lead::Start,
    })?;
    Ok(out)
}

/// What stands before a value on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// Nothing: the value is the document.
    Start,
    /// `key:`
    Key,
    /// `-`
    Dash,
}

/// Writes one value, up to and including its last newline.
struct Writer<'o> {
    out: &'o mut String,
    /// The column of the key or dash before the value.
    indent: usize,
    lead: Lead,
}

impl<'o> Writer<'o> {
    fn scalar(self, text: &str) {
        if self.lead != Lead::Start {
            self.out.push(' ');
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn text(self, text: &str) {
        if self.lead != Lead::Start {
            self.out.push(' ');
        }
        text::push_value(self.out, text, self.indent + 2);
        self.out.push('\n');
    }

    fn entries(self) -> Collection<'o> {
        let indent = match self.lead {
            Lead::Start => 0,
            Lead::Key | Lead::Dash => self.indent + 2,
        };
        self.collection(indent, "{}")
    }

    fn items(self) -> Collection<'o> {
        let indent = match self.lead {
            Lead::Start => 0,
            Lead::Key => self.indent,
            Lead::Dash => self.indent + 2,
        };
        self.collection(indent, "[]")
    }

    fn collection(self, indent: usize, empty: &'static str) -> Collection<'o> {
        Collection {
            out: self.out,
            indent,
            lead: self.lead,
            is_empty: true,
            empty,
        }
    }

    /// Writes `name:` as the only key and returns the writer of its value.
    fn variant(self, name: &str) -> Self {
        let mut entries = self.entries();
        entries.key(name);
        Self {
            out: entries.out,
            indent: entries.indent,
            lead: Lead::Key,
        }
    }
}

/// Writes the lines of a list or mapping.
struct Collection<'o> {
    out: &'o mut String,
    indent: usize,
    lead: Lead,
    is_empty: bool,
    /// What an empty one is written as.
    empty: &'static str,
}

impl Collection<'_> {
    fn line(&mut self) {
        if self.is_empty {
            self.is_empty = false;
            match self.lead {
                Lead::Start => return,
                Lead::Key => self.out.push('\n'),
                Lead::Dash => {
                    self.out.push(' ');
                    return;
                }
            }
        }
        self.pad();
    }

    fn pad(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', self.indent));
    }

    fn key(&mut self, key: &str) {
        self.line();
        if text::push_key(self.out, key) {
            self.out.push('\n');
            self.pad();
        }
        self.out.push(':');
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(Writer {
            out: self.out,
            indent: self.indent,
            lead: Lead::Key,
        })
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.line();
        self.out.push('-');
        value.serialize(Writer {
            out: self.out,
            indent: self.indent,
            lead: Lead::Dash,
        })
    }

    fn finish(self) {
        if self.is_empty {
            if self.lead != Lead::Start {
                self.out.push(' ');
            }
            self.out.push_str(self.empty);
            self.out.push('\n');
        }
    }
}

impl<'o> Serializer for Writer<'o> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Collection<'o>;
    type SerializeTuple = Collection<'o>;
    type SerializeTupleStruct = Collection<'o>;
    type SerializeTupleVariant = Collection<'o>;
    type SerializeMap = Collection<'o>;
    type SerializeStruct = Collection<'o>;
    type SerializeStructVariant = Collection<'o>;

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.scalar(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        self.scalar(&value.to_string());
        Ok(())
    }

    fn serialize_i128(self, value: i128) -> Result<(), Error> {
        self.scalar(&value.to_string());
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.scalar(&value.to_string());
        Ok(())
    }

    fn serialize_u128(self, value: u128) -> Result<(), Error> {
        self.scalar(&value.to_string());
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        // by way of the shortest decimal, lest 0.1 become 0.10000000149011612
        let value: f64 = value.to_string().parse().unwrap_or_else(|_| value.into());
        self.serialize_f64(value)
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        if value.is_nan() {
            self.scalar(".nan");
        } else if value.is_infinite() {
            self.scalar(if value > 0.0 { ".inf" } else { "-.inf" });
        } else if value.fract() == 0.0 && value.abs() < 9.2e18 {
            self.scalar(&format!("{value}"));
        } else {
            self.scalar(&format_float(value));
        }
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.text(&STANDARD.encode(value));
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.scalar("null");
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Error> {
        self.serialize_none()
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self.variant(variant))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Collection<'o>, Error> {
        Ok(self.items())
    }

    fn serialize_tuple(self, _length: usize) -> Result<Collection<'o>, Error> {
        Ok(self.items())
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _length: usize,
    ) -> Result<Collection<'o>, Error> {
        Ok(self.items())
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Collection<'o>, Error> {
        Ok(self.variant(variant).items())
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Collection<'o>, Error> {
        Ok(self.entries())
    }

    fn serialize_struct(
        self,
        _name: &'static str,
        _length: usize,
    ) -> Result<Collection<'o>, Error> {
        Ok(self.entries())
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Collection<'o>, Error> {
        Ok(self.variant(variant).entries())
    }
}

impl SerializeSeq for Collection<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl SerializeTuple for Collection<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl SerializeTupleStruct for Collection<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl SerializeTupleVariant for Collection<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl SerializeMap for Collection<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let key = key.serialize(KeySerializer)?;
        self.key(&key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        if self.is_empty {
            return Err(Error::custom("a map gave a value before its key"));
        }
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl SerializeStruct for Collection<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.key(key);
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl SerializeStructVariant for Collection<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.key(key);
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}
