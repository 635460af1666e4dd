//! From text to a tree.

use super::super::class::{Char, Class, Item, Set, first};
use super::{Assert, Flavor, RegexError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Empty,
    Char(Char),
    Any,
    Set(Set),
    Assert(Assert),
    Cat(Vec<Node>),
    Alt(Vec<Node>),
    Group(usize, Box<Node>),
    Repeat(Box<Node>, u32, Option<u32>),
}

impl Node {
    /// A text that stands for itself.
    pub(super) fn text(text: &[u8]) -> Self {
        let (mut nodes, mut at) = (Vec::new(), 0);
        while at < text.len() {
            let (c, len) = first(&text[at..]);
            nodes.push(Self::Char(c));
            at += len;
        }
        Self::Cat(nodes)
    }

    /// The text that alone matches, if there is just one.
    pub(super) fn literal(&self) -> Option<Vec<u8>> {
        let Self::Cat(nodes) = self else { return None };
        let mut text = Vec::new();
        for node in nodes {
            let Self::Char(c) = node else { return None };
            text.extend_from_slice(char::from_u32(*c)?.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Some(text)
    }

    /// Whether a match can only begin at the start of the text.
    pub(super) fn anchored(&self) -> bool {
        match self {
            Self::Assert(Assert::Start) => true,
            Self::Cat(nodes) => nodes.first().is_some_and(Self::anchored),
            Self::Alt(nodes) => nodes.iter().all(Self::anchored),
            Self::Group(_, node) => node.anchored(),
            _ => false,
        }
    }
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    extended: bool,
    /// Whether an operator at the front stands for itself.
    awk: bool,
    /// The operators at the front, which repeat nothing.
    leading: Vec<u8>,
    /// What stands for itself and would not to the C library.
    loose: Option<RegexError>,
    groups: usize,
    depth: usize,
}

/// What a pattern says.
pub(super) struct Parsed {
    pub(super) node: Node,
    /// The number of its groups.
    pub(super) groups: usize,
    /// The operators that repeat nothing.
    pub(super) leading: Vec<u8>,
    /// What stands for itself and would not to the C library.
    pub(super) loose: Option<RegexError>,
}

/// Reads a pattern.
pub(super) fn parse(pattern: &[u8], flavor: Flavor) -> Result<Parsed, RegexError> {
    let (extended, awk) = (flavor != Flavor::Basic, flavor == Flavor::Awk);
    let mut parser =
        Parser { text: pattern, at: 0, extended, awk, leading: Vec::new(), loose: None, groups: 0, depth: 0 };
    let node = parser.alternatives()?;
    if parser.at < parser.text.len() {
        return Err(RegexError::Close);
    }
    let Parser { groups, leading, loose, .. } = parser;
    Ok(Parsed { node, groups, leading, loose })
}

impl Parser<'_> {
    fn starts(&self, text: &[u8]) -> bool {
        self.text[self.at..].starts_with(text)
    }

    fn eat(&mut self, text: &[u8]) -> bool {
        let found = self.starts(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// The operator as this flavor writes it: bare, or behind a backslash.
    fn eat_op(&mut self, c: u8) -> bool {
        if self.extended { self.eat(&[c]) } else { self.eat(&[b'\\', c]) }
    }

    fn at_op(&self, c: u8) -> bool {
        if self.extended { self.starts(&[c]) } else { self.starts(&[b'\\', c]) }
    }

    fn alternatives(&mut self) -> Result<Node, RegexError> {
        let mut nodes = vec![self.sequence()?];
        while self.eat_op(b'|') {
            nodes.push(self.sequence()?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Alt(nodes) })
    }

    fn at_end(&self) -> bool {
        self.at >= self.text.len() || self.at_op(b'|') || (self.at_op(b')') && (self.depth > 0 || !self.extended))
    }

    fn sequence(&mut self) -> Result<Node, RegexError> {
        let mut nodes = Vec::new();
        while !self.at_end() {
            let start = nodes.is_empty();
            let mut node = self.atom(start)?;
            while let Some((min, max)) = self.repetition()? {
                if let Node::Assert(_) = node {
                    let operator = self.text[..self.at].last().map(|c| if *c == b'}' { b'{' } else { *c });
                    self.leading.extend(operator.filter(|_| self.extended && !self.awk));
                    if self.awk && self.text[..self.at].ends_with(b"*") {
                        node = Node::Cat(vec![node, Node::Char(Char::from(b'*'))]);
                    } else if self.extended && min == 0 {
                        node = Node::Empty;
                    }
                    // `^*`: the star stands for itself in basic expressions and in awk, and repeats nothing in others.
                    continue;
                }
                node = match node {
                    Node::Repeat(inner, 0, None) if (min, max) == (0, None) => Node::Repeat(inner, 0, None),
                    node => Node::Repeat(Box::new(node), min, max),
                };
            }
            nodes.push(node);
        }
        Ok(Node::Cat(nodes))
    }

    fn repetition(&mut self) -> Result<Option<(u32, Option<u32>)>, RegexError> {
        if self.eat(b"*") {
            return Ok(Some((0, None)));
        }
        if self.eat_op(b'+') {
            return Ok(Some((1, None)));
        }
        if self.eat_op(b'?') {
            return Ok(Some((0, Some(1))));
        }
        let before = self.at;
        if !self.eat_op(b'{') {
            return Ok(None);
        }
        let interval = self.interval()?;
        if interval.is_none() {
            let error = if self.at >= self.text.len() { RegexError::Brace } else { RegexError::Interval };
            self.loose.get_or_insert(error);
            // In extended expressions a brace that begins no interval stands for itself.
            self.at = before;
        }
        Ok(interval)
    }

    fn interval(&mut self) -> Result<Option<(u32, Option<u32>)>, RegexError> {
        let min = self.number()?;
        let max = if self.eat(b",") { self.number()? } else { min };
        let closed = if self.extended { self.eat(b"}") } else { self.eat(b"\\}") };
        if !closed && self.extended {
            return Ok(None);
        }
        if !closed {
            return Err(if self.at >= self.text.len() { RegexError::Brace } else { RegexError::Interval });
        }
        match (min, max) {
            (None, None) => Ok(Some((0, None))),
            (min, Some(max)) if min.unwrap_or(0) > max => Err(RegexError::Interval),
            (min, max) if min.max(max) > Some(32_767) => {
                let _ = (min, max);
                Err(RegexError::TooBig)
            }
            (min, max) => Ok(Some((min.unwrap_or(0), max))),
        }
    }

    fn number(&mut self) -> Result<Option<u32>, RegexError> {
        let digits = self.text[self.at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let text = &self.text[self.at..self.at + digits];
        self.at += digits;
        match std::str::from_utf8(text).unwrap_or("") {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| RegexError::TooBig),
        }
    }

    fn atom(&mut self, start: bool) -> Result<Node, RegexError> {
        if self.at_op(b'(') {
            return self.group();
        }
        if self.extended && self.starts(b")") {
            if self.awk {
                return Err(RegexError::Close);
            }
            self.loose.get_or_insert(RegexError::Close);
        }
        let (c, len) = first(&self.text[self.at..]);
        self.at += len;
        Ok(match self.text[self.at - len] {
            b'.' => Node::Any,
            b'[' => Node::Set(self.set()?),
            b'^' if self.extended || start => {
                if !self.extended && self.eat(b"*") {
                    return Ok(Node::Cat(vec![Node::Assert(Assert::Start), Node::Char(Char::from(b'*'))]));
                }
                Node::Assert(Assert::Start)
            }
            b'$' if self.extended || self.at_end() => Node::Assert(Assert::End),
            b'{' if self.extended && !self.awk && start => {
                let before = self.at;
                if self.interval()?.is_some() {
                    self.leading.push(b'{');
                    return Ok(Node::Empty);
                }
                self.at = before;
                self.loose.get_or_insert(RegexError::Preceding);
                Node::Char(c)
            }
            operator @ (b'*' | b'+' | b'?') if self.extended && !self.awk && start => {
                self.leading.push(operator);
                Node::Empty
            }
            b'*' if start => Node::Char(c),
            b'\\' => self.escape()?,
            _ => Node::Char(c),
        })
    }

    fn group(&mut self) -> Result<Node, RegexError> {
        self.at += if self.extended { 1 } else { 2 };
        self.depth += 1;
        if self.depth > 100 {
            return Err(RegexError::TooBig);
        }
        self.groups += 1;
        let number = self.groups;
        let node = self.alternatives()?;
        if !self.eat_op(b')') {
            return Err(RegexError::Open);
        }
        self.depth -= 1;
        Ok(Node::Group(number, Box::new(node)))
    }

    fn escape(&mut self) -> Result<Node, RegexError> {
        if self.at >= self.text.len() {
            return Err(RegexError::Backslash);
        }
        let (c, len) = first(&self.text[self.at..]);
        let byte = self.text[self.at];
        self.at += len;
        let class = |negated, class| Node::Set(Set { negated, items: vec![Item::Class(class)] });
        Ok(match byte {
            b'w' => class(false, Class::Word),
            b'W' => class(true, Class::Word),
            b's' => class(false, Class::Space),
            b'S' => class(true, Class::Space),
            b'<' => Node::Assert(Assert::WordStart),
            b'>' => Node::Assert(Assert::WordEnd),
            b'b' => Node::Assert(Assert::Boundary),
            b'B' => Node::Assert(Assert::NotBoundary),
            b'`' => Node::Assert(Assert::Start),
            b'\'' => Node::Assert(Assert::End),
            b'n' => Node::Char(Char::from(b'\n')),
            b't' => Node::Char(Char::from(b'\t')),
            b'1'..=b'9' if usize::from(byte - b'0') > self.groups => return Err(RegexError::NoGroup),
            b'1'..=b'9' => return Err(RegexError::BackReference),
            b'{' if !self.extended => return Err(RegexError::Preceding),
            _ => Node::Char(c),
        })
    }

    /// The set whose bracket was just taken.
    fn set(&mut self) -> Result<Set, RegexError> {
        let negated = self.eat(b"^");
        let mut items = Vec::new();
        let start = self.at;
        loop {
            if self.at >= self.text.len() {
                return Err(RegexError::Bracket);
            }
            if self.starts(b"]") && self.at > start {
                self.at += 1;
                return Ok(Set { negated, items });
            }
            if self.eat(b"[:") {
                let rest = &self.text[self.at..];
                let end = rest.windows(2).position(|w| w == b":]").ok_or(RegexError::Bracket)?;
                items.push(Item::Class(Class::named(&rest[..end]).ok_or(RegexError::Class)?));
                self.at += end + 2;
                continue;
            }
            let from = self.element()?;
            let range = self.starts(b"-") && self.text.get(self.at + 1).is_some_and(|c| *c != b']');
            if range {
                self.at += 1;
                let to = self.element()?;
                if from > to {
                    return Err(RegexError::Range);
                }
                items.push(Item::Range(from, to));
            } else {
                items.push(Item::Range(from, from));
            }
        }
    }

    /// A character of a set; `[.x.]` and `[=x=]` are `x`.
    fn element(&mut self) -> Result<Char, RegexError> {
        for (open, close) in [(b"[.", b".]"), (b"[=", b"=]")] {
            if self.eat(open) {
                let (c, len) = first(self.text.get(self.at..).filter(|t| !t.is_empty()).ok_or(RegexError::Bracket)?);
                self.at += len;
                return if self.eat(close) { Ok(c) } else { Err(RegexError::Bracket) };
            }
        }
        let (c, len) = first(self.text.get(self.at..).filter(|t| !t.is_empty()).ok_or(RegexError::Bracket)?);
        self.at += len;
        Ok(c)
    }
}
