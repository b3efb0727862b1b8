//! Turns the key of a map into text; lists, mappings and null are no keys.

use serde::ser::{Impossible, Serialize, Serializer};

use crate::Error;

pub(crate) struct KeySerializer;

type NotAKey = Impossible<String, Error>;

fn not_a_key<T>() -> Result<T, Error> {
    Err(Error::new(
        "the key of a map must be text, a number or a boolean",
    ))
}

macro_rules! as_text {
    ($($name:ident: $type:ty),* $(,)?) => {
        $(fn $name(self, value: $type) -> Result<String, Error> {
            Ok(value.to_string())
        })*
    };
}

impl Serializer for KeySerializer {
    type Ok = String;
    type Error = Error;
    type SerializeSeq = NotAKey;
    type SerializeTuple = NotAKey;
    type SerializeTupleStruct = NotAKey;
    type SerializeTupleVariant = NotAKey;
    type SerializeMap = NotAKey;
    type SerializeStruct = NotAKey;
    type SerializeStructVariant = NotAKey;

    as_text! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_char: char,
        serialize_str: &str,
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<String, Error> {
        not_a_key()
    }

    fn serialize_none(self) -> Result<String, Error> {
        not_a_key()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<String, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<String, Error> {
        not_a_key()
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<String, Error> {
        not_a_key()
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<String, Error> {
        Ok(variant.to_owned())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<String, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<String, Error> {
        not_a_key()
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<NotAKey, Error> {
        not_a_key()
    }

    fn serialize_tuple(self, _length: usize) -> Result<NotAKey, Error> {
        not_a_key()
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<NotAKey, Error> {
        not_a_key()
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<NotAKey, Error> {
        not_a_key()
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<NotAKey, Error> {
        not_a_key()
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<NotAKey, Error> {
        not_a_key()
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<NotAKey, Error> {
        not_a_key()
    }
}
