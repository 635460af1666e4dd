//! What templates see: Go values with the names of their types, made of what the daemon answers.
//!
//! A struct's fields have two names: Go's, by which templates find them, and the key in JSON.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::json;
use crate::clock::Time;

/// A Go value. Cloning is cheap.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value at all: what a map gives for a key it does not have.
    None,
    /// A pointer that points nowhere: `*container.HealthConfig`.
    NilPointer(&'static str),
    /// `bool`
    Bool(bool),
    /// An integer, and its type.
    Int(i64, &'static str),
    /// `float64`
    Float(f64),
    /// `string`
    String(Rc<str>),
    /// `json.Number`: a number that is kept as text, which Go takes for a string.
    Number(Rc<str>),
    /// `time.Time`
    Time(Time),
    /// A slice.
    List(Rc<List>),
    /// A map.
    Map(Rc<Map>),
    /// A struct, or a pointer to one.
    Struct(Rc<Struct>),
    /// A method that takes a key and gives what this map has for it: `.Label "maintainer"`.
    Lookup(Rc<Map>),
}

/// A slice.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// `[]string`
    pub type_name: &'static str,
    /// The elements; none is `nil`, which JSON shows as `null`.
    pub items: Option<Vec<Value>>,
}

/// A map. Its keys are sorted, as Go prints them.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// `map[string]string`
    pub type_name: &'static str,
    /// The type of its keys where that is not `string` itself.
    pub key_type: &'static str,
    /// What a key that is not there stands for, to `index`.
    pub zero: Value,
    /// The entries; none is `nil`, which JSON shows as `null`.
    pub entries: Option<BTreeMap<Rc<str>, Value>>,
}

/// A struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    /// `types.ImageInspect`
    pub type_name: &'static str,
    /// Whether there is a `*` before that.
    pub pointer: bool,
    /// How it becomes JSON.
    pub marshal: Marshal,
    /// The fields in their order.
    pub fields: Vec<Field>,
}

/// How a struct becomes JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marshal {
    /// Field by field.
    Fields,
    /// Sorted by name, with `<`, `>` and `&` escaped, as the formatter's contexts do.
    Sorted,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Go's name.
    pub name: &'static str,
    /// The key in JSON.
    pub key: &'static str,
    /// Whether JSON leaves it out when it is empty.
    pub omit_empty: bool,
    /// Its value.
    pub value: Value,
}

impl Field {
    /// A field whose key is its name.
    pub fn new(name: &'static str, value: Value) -> Self {
        Self { name, key: name, omit_empty: false, value }
    }

    /// A field with a key of its own.
    pub fn keyed(name: &'static str, key: &'static str, value: Value) -> Self {
        Self { name, key, omit_empty: false, value }
    }

    /// A field that JSON leaves out when it is empty.
    pub fn optional(name: &'static str, value: Value) -> Self {
        Self { name, key: name, omit_empty: true, value }
    }
}

impl Map {
    /// What it has for a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.as_ref()?.get(key)
    }
}

impl Value {
    /// A string.
    pub fn string(text: impl Into<Rc<str>>) -> Self {
        Self::String(text.into())
    }

    /// An `int64`.
    pub const fn int64(number: i64) -> Self {
        Self::Int(number, "int64")
    }

    /// An `int`.
    pub const fn int(number: i64) -> Self {
        Self::Int(number, "int")
    }

    /// A `[]string`; none is nil.
    pub fn strings(items: Option<&[String]>) -> Self {
        let items = items.map(|items| items.iter().map(|item| Self::string(item.as_str())).collect());
        Self::List(Rc::new(List { type_name: "[]string", items }))
    }

    /// A `map[string]string`; none is nil.
    pub fn string_map<'a>(entries: Option<impl IntoIterator<Item = (&'a str, &'a str)>>) -> Self {
        let entries = entries
            .map(|entries| entries.into_iter().map(|(key, value)| (Rc::from(key), Self::string(value))).collect());
        Self::Map(Rc::new(Map { type_name: "map[string]string", key_type: "string", zero: Self::string(""), entries }))
    }

    /// A struct.
    pub fn of_struct(type_name: &'static str, fields: Vec<Field>) -> Self {
        Self::Struct(Rc::new(Struct { type_name, pointer: false, marshal: Marshal::Fields, fields }))
    }

    /// A pointer to a struct.
    pub fn pointer_to(type_name: &'static str, fields: Vec<Field>) -> Self {
        Self::Struct(Rc::new(Struct { type_name, pointer: true, marshal: Marshal::Fields, fields }))
    }

    /// A context of the formatter: a pointer to a struct all of whose fields are methods that give strings.
    pub fn context(type_name: &'static str, fields: Vec<Field>) -> Self {
        Self::Struct(Rc::new(Struct { type_name, pointer: true, marshal: Marshal::Sorted, fields }))
    }

    /// Whether it is a context of the formatter, whose methods are known but not what is inside.
    pub fn is_context(&self) -> bool {
        matches!(self, Self::Struct(inner) if inner.marshal == Marshal::Sorted)
    }

    /// Go's name of its type.
    pub fn type_name(&self) -> String {
        match self {
            Self::None => "<nil>".to_owned(),
            Self::NilPointer(name) | Self::Int(_, name) => (*name).to_owned(),
            Self::Bool(_) => "bool".to_owned(),
            Self::Float(_) => "float64".to_owned(),
            Self::String(_) => "string".to_owned(),
            Self::Number(_) => "json.Number".to_owned(),
            Self::Time(_) => "time.Time".to_owned(),
            Self::List(list) => list.type_name.to_owned(),
            Self::Map(map) => map.type_name.to_owned(),
            Self::Lookup(_) => "func(string) string".to_owned(),
            Self::Struct(value) => [if value.pointer { "*" } else { "" }, value.type_name].concat(),
        }
    }

    /// Whether `if` takes it for true. Model: Go `text/template` `IsTrue`.
    pub fn is_true(&self) -> bool {
        match self {
            Self::None | Self::NilPointer(_) => false,
            Self::Bool(value) => *value,
            Self::Int(number, _) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::String(text) | Self::Number(text) => !text.is_empty(),
            Self::Time(_) | Self::Struct(_) | Self::Lookup(_) => true,
            Self::List(list) => list.items.as_ref().is_some_and(|items| !items.is_empty()),
            Self::Map(map) => map.entries.as_ref().is_some_and(|entries| !entries.is_empty()),
        }
    }

    /// The same as JSON decoded without knowing its type: structs are maps, numbers texts.
    ///
    /// Model: docker/cli `cli/command/inspect/inspector.go` `tryRawInspectFallback`.
    #[must_use]
    pub fn raw(&self) -> Self {
        match self {
            Self::NilPointer(_) => Self::None,
            Self::Int(number, _) => Self::Number(number.to_string().into()),
            Self::Float(number) => Self::Number(crate::cli::go::json_number(*number).into()),
            Self::Time(time) => Self::string(time.to_string()),
            Self::List(list) => match &list.items {
                None => Self::None,
                Some(items) => {
                    let items = Some(items.iter().map(Self::raw).collect());
                    Self::List(Rc::new(List { type_name: "[]interface {}", items }))
                }
            },
            Self::Map(map) => match &map.entries {
                None => Self::None,
                Some(entries) => Self::raw_map(entries.iter().map(|(key, value)| (key.clone(), value.raw())).collect()),
            },
            Self::Struct(value) => Self::raw_map(
                value
                    .fields
                    .iter()
                    .filter(|field| !field.is_left_out())
                    .map(|field| (field.key.into(), field.value.raw()))
                    .collect(),
            ),
            Self::None | Self::Bool(_) | Self::String(_) | Self::Number(_) | Self::Lookup(_) => self.clone(),
        }
    }

    fn raw_map(entries: BTreeMap<Rc<str>, Self>) -> Self {
        let (type_name, key_type) = ("map[string]interface {}", "string");
        Self::Map(Rc::new(Map { type_name, key_type, zero: Self::None, entries: Some(entries) }))
    }

    /// As JSON on one line, in the order of its fields; `<`, `>` and `&` are escaped only within the formatter's contexts.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        json::json(&mut out, self, json::Html::Plain, None, 0);
        out
    }

    /// As JSON with an indent of four blanks, as `docker inspect` prints it, for a value that stands so many levels deep.
    pub fn to_indented_json(&self, depth: usize) -> String {
        let mut out = String::new();
        json::json(&mut out, self, json::Html::Plain, Some("    "), depth);
        out
    }
}
