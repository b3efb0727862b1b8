//! Lists, mappings and variants, an entry at a time.

use std::borrow::Cow;

use serde::{
    Deserialize,
    de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor},
};

use super::{Reader, Want};
use crate::{Error, event::EventKind, key::KeyDeserializer};

pub(super) struct Items<'r, 's, 'a> {
    pub(super) reader: &'r mut Reader<'s, 'a>,
    pub(super) count: usize,
    pub(super) done: &'r mut bool,
}

impl<'a> SeqAccess<'a> for Items<'_, '_, 'a> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if *self.done {
            return Ok(None);
        }
        if self.reader.stream.peek()?.kind == EventKind::SequenceEnd {
            self.reader.stream.next()?;
            *self.done = true;
            return Ok(None);
        }
        if let Some(frame) = self.reader.frames.last_mut() {
            frame.index = Some(self.count);
        }
        self.count += 1;
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

pub(super) struct Entries<'r, 's, 'a> {
    pub(super) reader: &'r mut Reader<'s, 'a>,
    pub(super) fields: Option<&'static [&'static str]>,
    pub(super) done: &'r mut bool,
}

impl<'a> MapAccess<'a> for Entries<'_, '_, 'a> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if *self.done {
            return Ok(None);
        }
        let Some((mut key, at)) = self.reader.key()? else {
            *self.done = true;
            return Ok(None);
        };
        if let Some(fields) = self.fields
            && !fields.contains(&&*key)
            && let Some(field) = fields.iter().find(|field| eq_ignoring_case(field, &key))
        {
            key = Cow::Borrowed(field);
        }
        seed.deserialize(KeyDeserializer(key))
            .map(Some)
            .map_err(|error| {
                let reader = &mut *self.reader;
                if let Some(frame) = reader.frames.last_mut() {
                    frame.in_value = false;
                }
                reader.locate(error, at, reader.frames.len())
            })
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(&mut *self.reader)
    }
}
fn eq_ignoring_case(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

impl<'a> Reader<'_, 'a> {
    /// Reads the one entry of a mapping that names a variant.
    pub(super) fn variant<V: Visitor<'a>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        let Some((name, _)) = self.key()? else {
            return Err(Error::new("expected the name of a variant as key"));
        };
        let value = visitor.visit_enum(Variant { reader: self, name })?;
        match self.key()? {
            None => Ok(value),
            Some((_, at)) => Err(Error::at("expected a mapping of one key", at)),
        }
    }
}

struct Variant<'r, 's, 'a> {
    reader: &'r mut Reader<'s, 'a>,
    name: Cow<'a, str>,
}

impl<'r, 's, 'a> EnumAccess<'a> for Variant<'r, 's, 'a> {
    type Error = Error;
    type Variant = VariantValue<'r, 's, 'a>;

    fn variant_seed<V: DeserializeSeed<'a>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self::Variant), Error> {
        let name = seed.deserialize(KeyDeserializer(self.name))?;
        Ok((name, VariantValue(self.reader)))
    }
}

struct VariantValue<'r, 's, 'a>(&'r mut Reader<'s, 'a>);

impl<'a> VariantAccess<'a> for VariantValue<'_, '_, 'a> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Deserialize::deserialize(self.0)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'a>>(self, _length: usize, visitor: V) -> Result<V::Value, Error> {
        self.0.read(Want::Sequence, visitor)
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.read(Want::Mapping(Some(fields)), visitor)
    }
}
