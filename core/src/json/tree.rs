//! JSON with places: what was read, where each part stands, and what stopped the reader.
//!
//! The tree is a flat list in the order of the text, and the reader keeps its own stack: no depth of nesting overflows
//! anything, neither in reading nor in dropping. It takes time and space in proportion to the text.

use std::fmt;
use std::ops::Range;

use super::error::{Context, SyntaxError};
use super::{MAX_DEPTH, scan, text};
use crate::pace::{self, Pace};

/// What kind of value a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `null`
    Null,
    /// `true`, `false`
    Bool,
    /// A number, kept as text.
    Number,
    /// A string.
    String,
    /// `[…]`
    Array,
    /// `{…}`
    Object,
}

impl Type {
    /// Go's word in `json: cannot unmarshal … into`.
    pub const fn go_name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "bool",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

#[derive(Clone, Debug)]
struct Node {
    kind: Type,
    start: usize,
    end: usize,
    /// The index of the first node behind this one and all it contains.
    next: usize,
    complete: bool,
}

/// A value and all that it contains.
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    text: &'a [u8],
    nodes: Vec<Node>,
}

/// The outcome of reading.
#[derive(Clone, Debug)]
pub struct Parsed<'a> {
    /// What was read, up to what stopped the reader.
    pub tree: Tree<'a>,
    /// What stopped it, if not the value's end.
    pub error: Option<SyntaxError>,
    /// The offset behind the value, or that of the error.
    pub end: usize,
}

/// Reads one value from `text[start..]` and, like Go's `Decoder`, does not look at what follows it.
pub fn parse(text: &[u8], start: usize) -> Parsed<'_> {
    pace::finish(parse_paced(text, start, &Pace::unbroken()))
}

/// The same in pieces.
pub async fn parse_paced<'a>(text: &'a [u8], start: usize, pace: &Pace<'_>) -> Parsed<'a> {
    let mut reader = Reader { tree: Tree { text, nodes: Vec::new() }, open: Vec::new(), here: start.min(text.len()) };
    let error = reader.read(pace).await.err();
    let end = error.map_or(reader.here, |error| error.offset(text));
    let nodes = reader.tree.nodes.len();
    for index in reader.open {
        let node = &mut reader.tree.nodes[index];
        (node.next, node.end) = (nodes, end);
    }
    Parsed { tree: reader.tree, error, end }
}

/// What may come next.
#[derive(Clone, Copy)]
enum Next {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
}

struct Reader<'a> {
    tree: Tree<'a>,
    /// The objects and arrays that are open, outermost first.
    open: Vec<usize>,
    here: usize,
}

impl Reader<'_> {
    async fn read(&mut self, pace: &Pace<'_>) -> Result<(), SyntaxError> {
        let text = self.tree.text;
        let mut next = Next::Value;
        let mut before = self.here;
        loop {
            pace.step(self.here - before + 4).await;
            before = self.here;
            self.here = scan::white_space(text, self.here);
            let Some(c) = text.get(self.here).copied() else {
                return Err(if self.tree.nodes.is_empty() { SyntaxError::Empty } else { SyntaxError::End });
            };
            next = match (next, c) {
                (Next::ValueOrEnd, b']') | (Next::KeyOrEnd, b'}') => self.close(),
                (Next::CommaOrEnd, _) => self.comma_or_end(c)?,
                (Next::Value | Next::ValueOrEnd, _) => self.value(c)?,
                (Next::Key | Next::KeyOrEnd, b'"') => {
                    self.token(Type::String, scan::string)?;
                    Next::Colon
                }
                (Next::Colon, b':') => {
                    self.here += 1;
                    Next::Value
                }
                (Next::Key | Next::KeyOrEnd, _) => return Err(SyntaxError::at(self.here, c, Context::Key)),
                (Next::Colon, _) => return Err(SyntaxError::at(self.here, c, Context::AfterKey)),
            };
            if self.open.is_empty() {
                return Ok(());
            }
        }
    }

    fn value(&mut self, c: u8) -> Result<Next, SyntaxError> {
        match c {
            b'{' => return self.open(Type::Object, c, Next::KeyOrEnd),
            b'[' => return self.open(Type::Array, c, Next::ValueOrEnd),
            b'"' => self.token(Type::String, scan::string)?,
            b'-' | b'0'..=b'9' => self.token(Type::Number, scan::number)?,
            b't' => self.token(Type::Bool, |text, at| scan::word(text, at, "true"))?,
            b'f' => self.token(Type::Bool, |text, at| scan::word(text, at, "false"))?,
            b'n' => self.token(Type::Null, |text, at| scan::word(text, at, "null"))?,
            _ => return Err(SyntaxError::at(self.here, c, Context::Value)),
        }
        Ok(Next::CommaOrEnd)
    }

    fn open(&mut self, kind: Type, bracket: u8, next: Next) -> Result<Next, SyntaxError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(SyntaxError::at(self.here, bracket, Context::Depth));
        }
        self.open.push(self.tree.nodes.len());
        self.tree.nodes.push(Node { kind, start: self.here, end: self.here + 1, next: 0, complete: false });
        self.here += 1;
        Ok(next)
    }

    fn close(&mut self) -> Next {
        self.here += 1;
        let next = self.tree.nodes.len();
        if let Some(node) = self.open.pop().and_then(|index| self.tree.nodes.get_mut(index)) {
            (node.end, node.next, node.complete) = (self.here, next, true);
        }
        Next::CommaOrEnd
    }

    fn comma_or_end(&mut self, c: u8) -> Result<Next, SyntaxError> {
        let innermost = self.open.last().map(|index| self.tree.nodes[*index].kind);
        let (end, next, context) = match innermost {
            Some(Type::Object) => (b'}', Next::Key, Context::AfterPair),
            _ => (b']', Next::Value, Context::AfterElement),
        };
        match c {
            b',' => {
                self.here += 1;
                Ok(next)
            }
            _ if c == end => Ok(self.close()),
            _ => Err(SyntaxError::at(self.here, c, context)),
        }
    }

    fn token(
        &mut self,
        kind: Type,
        scan: impl Fn(&[u8], usize) -> Result<usize, SyntaxError>,
    ) -> Result<(), SyntaxError> {
        let (start, text) = (self.here, self.tree.text);
        let read = scan(text, start);
        let end = read.unwrap_or_else(|error| error.offset(text));
        let next = self.tree.nodes.len() + 1;
        self.tree.nodes.push(Node { kind, start, end, next, complete: read.is_ok() });
        self.here = end;
        read.map(|_| ())
    }
}

impl<'a> Tree<'a> {
    /// The outermost value; none if there was not even its first character.
    pub fn root(&self) -> Option<Value<'a, '_>> {
        self.value(0)
    }

    fn value(&self, index: usize) -> Option<Value<'a, '_>> {
        self.nodes.get(index).map(|node| Value { tree: self, index, node })
    }
}

/// A value in a [`Tree`].
#[derive(Clone, Copy)]
pub struct Value<'a, 't> {
    tree: &'t Tree<'a>,
    index: usize,
    node: &'t Node,
}

/// A key and, if the text goes that far, its value.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a, 't> {
    /// A string.
    pub key: Value<'a, 't>,
    /// What follows the colon.
    pub value: Option<Value<'a, 't>>,
}

impl<'a, 't> Value<'a, 't> {
    /// What kind of value it is.
    pub fn kind(&self) -> Type {
        self.node.kind
    }

    /// Where it stands: from its first byte to behind its last that was read.
    pub fn span(&self) -> Range<usize> {
        self.node.start..self.node.end
    }

    /// Its bytes.
    pub fn raw(&self) -> &'a [u8] {
        &self.tree.text[self.span()]
    }

    /// Whether it was read to its end.
    pub fn is_complete(&self) -> bool {
        self.node.complete
    }

    /// The text of a string, as Go decodes it.
    pub fn as_str(&self) -> Option<String> {
        if self.node.kind != Type::String {
            return None;
        }
        let raw = self.raw().get(1..).unwrap_or_default();
        let inside = if self.node.complete { raw.strip_suffix(b"\"").unwrap_or(raw) } else { raw };
        Some(text::unquote(inside))
    }

    /// A number's digits.
    pub fn as_u64(&self) -> Option<u64> {
        if self.node.kind != Type::Number {
            return None;
        }
        std::str::from_utf8(self.raw()).ok()?.parse().ok()
    }

    /// The values in an array; in an object, keys and values by turns.
    pub fn children(&self) -> impl Iterator<Item = Value<'a, 't>> + use<'a, 't> {
        let (tree, end) = (self.tree, self.node.next);
        let container = matches!(self.node.kind, Type::Array | Type::Object);
        let mut index = if container { self.index + 1 } else { end };
        std::iter::from_fn(move || {
            let value = tree.value(index).filter(|_| index < end)?;
            index = value.node.next;
            Some(value)
        })
    }

    /// The value and all within it, keys included, in the order of the text.
    pub fn descendants(&self) -> impl Iterator<Item = Value<'a, 't>> + use<'a, 't> {
        let tree = self.tree;
        (self.index..self.node.next).filter_map(move |index| tree.value(index))
    }

    /// The values in an array; nothing for any other value.
    pub fn elements(&self) -> impl Iterator<Item = Value<'a, 't>> + use<'a, 't> {
        let array = self.node.kind == Type::Array;
        self.children().filter(move |_| array)
    }

    /// The members of an object in their order, duplicates included; nothing for any other value.
    pub fn members(&self) -> impl Iterator<Item = Member<'a, 't>> + use<'a, 't> {
        let object = self.node.kind == Type::Object;
        let mut children = self.children();
        std::iter::from_fn(move || {
            let key = children.next().filter(|_| object)?;
            Some(Member { key, value: children.next() })
        })
    }

    /// The last member of that name, which is the one that counts in Go.
    pub fn get(&self, name: &str) -> Option<Value<'a, 't>> {
        self.members().filter(|member| member.key.is(name)).last().and_then(|member| member.value)
    }

    /// Whether it is this string.
    pub fn is(&self, text: &str) -> bool {
        let raw = self.raw();
        if raw.contains(&b'\\') {
            return self.as_str().is_some_and(|value| value == text);
        }
        self.node.complete && raw.len() == text.len() + 2 && raw.get(1..=text.len()) == Some(text.as_bytes())
    }
}

impl fmt::Debug for Value<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {:?}", self.node.kind, self.span())
    }
}
