//! What targets ask for, as serde puts it.

use serde::de::{Deserializer, Error as _, Unexpected, Visitor};

use super::{Reader, Want, is_null};
use crate::{Error, event::EventKind, key::KeyDeserializer, node::key_text};

impl<'a> Deserializer<'a> for &mut Reader<'_, 'a> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Any, visitor)
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Bool, visitor)
    }

    fn deserialize_i8<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Integer, visitor)
    }

    fn deserialize_i16<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Integer, visitor)
    }

    fn deserialize_i32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Integer, visitor)
    }

    fn deserialize_i64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Integer, visitor)
    }

    fn deserialize_i128<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Integer, visitor)
    }

    fn deserialize_u8<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Integer, visitor)
    }

    fn deserialize_u16<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Integer, visitor)
    }

    fn deserialize_u32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Integer, visitor)
    }

    fn deserialize_u64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Integer, visitor)
    }

    fn deserialize_u128<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Integer, visitor)
    }

    fn deserialize_f32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Float, visitor)
    }

    fn deserialize_f64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Float, visitor)
    }

    fn deserialize_char<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Text, visitor)
    }

    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Text, visitor)
    }

    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Text, visitor)
    }

    fn deserialize_bytes<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Text, visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Text, visitor)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.stream.peek()?.kind {
            EventKind::Scalar(scalar) if is_null(scalar) => {
                self.stream.next()?;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Null, visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.read(Want::Null, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        // an error of the wrapper's own check must still get its place
        let at = self.stream.peek()?.start;
        let depth = self.frames.len();
        let value = visitor.visit_newtype_struct(&mut *self);
        value.map_err(|error| self.locate(error, at, depth))
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Sequence, visitor)
    }

    fn deserialize_tuple<V: Visitor<'a>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.read(Want::Sequence, visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.read(Want::Sequence, visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Mapping(None), visitor)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        // serde would take the items of a list for the fields, and name types of ours.
        let event = self.stream.peek()?;
        let (at, depth) = (event.start, self.frames.len());
        let found = match &event.kind {
            EventKind::SequenceStart(_) => "a list".to_owned(),
            EventKind::Scalar(scalar) if !is_null(scalar) => {
                let text: String = scalar.text.chars().take(40).collect();
                format!("`{text}`")
            }
            _ => return self.read(Want::Mapping(Some(fields)), visitor),
        };
        let error = Error::invalid_type(Unexpected::Other(&found), &"a mapping");
        Err(self.locate(error, at, depth))
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let event = self.stream.next()?;
        let at = event.start;
        let depth = self.frames.len();
        let value = match event.kind {
            EventKind::Scalar(scalar) => key_text(scalar, self.options.strings, at)
                .and_then(|name| visitor.visit_enum(KeyDeserializer(name).into_variant())),
            EventKind::MappingStart(_) => {
                let first_key = self.keys.len();
                self.push_frame(None);
                let value = self.variant(visitor);
                if value.is_ok() {
                    self.keys.truncate(first_key);
                    self.frames.pop();
                }
                value
            }
            _ => Err(Error::invalid_type(
                Unexpected::Seq,
                &"a word or a mapping of one key",
            )),
        };
        value.map_err(|error| self.locate(error, at, depth))
    }

    fn deserialize_identifier<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read(Want::Text, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.skip()?;
        visitor.visit_unit()
    }
}
