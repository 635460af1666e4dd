//! From a template's text to tokens.

/// A kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Error,
    Eof,
    Text,
    LeftDelim,
    RightDelim,
    Space,
    Bool,
    Char,
    CharConstant,
    Number,
    String,
    RawString,
    Dot,
    Field,
    Variable,
    Identifier,
    Keyword,
    Nil,
    Pipe,
    Assign,
    Declare,
    LeftParen,
    RightParen,
}

/// A token.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub text: String,
    /// Offset in the template.
    pub at: usize,
    /// Line, from 1.
    pub line: usize,
}

const LEFT: &str = "{{";
const RIGHT: &str = "}}";
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
const KEYWORDS: [&str; 11] =
    ["if", "else", "end", "range", "with", "break", "continue", "define", "template", "block", "nil"];

/// All tokens of a template. The last is `Eof` or `Error`.
pub(super) fn lex(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), parens: 0, line: 1, counted: 0 };
    if let Err((at, message)) = lexer.run() {
        let line = line(text, at);
        lexer.tokens.push(Token { kind: Kind::Error, text: message, at, line });
    }
    lexer.tokens
}

/// The line of an offset.
pub(super) fn line(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|c| *c == b'\n').count()
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    parens: usize,
    /// The line of the offset up to which lines were counted.
    line: usize,
    counted: usize,
}

type Lexed = Result<(), (usize, String)>;

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn emit(&mut self, kind: Kind, length: usize) {
        let (at, text) = (self.at, &self.rest()[..length]);
        self.line += line(&self.text[self.counted..], at - self.counted) - 1;
        self.counted = at;
        self.tokens.push(Token { kind, text: text.to_owned(), at, line: self.line });
        self.at += length;
    }

    fn error(&self, message: impl Into<String>) -> Lexed {
        Err((self.at, message.into()))
    }

    fn run(&mut self) -> Lexed {
        while let Some(before) = self.rest().find(LEFT) {
            let behind = &self.rest()[before + LEFT.len()..];
            let trim = is_left_trim(behind);
            let text = &self.rest()[..before];
            let kept = if trim { text.trim_end_matches(BLANKS).len() } else { before };
            if kept > 0 {
                self.emit(Kind::Text, kept);
            }
            self.at += before - kept;
            let inside = if trim { &behind[2..] } else { behind };
            if inside.starts_with("/*") {
                self.at += LEFT.len() + if trim { 2 } else { 0 };
                self.comment()?;
            } else {
                self.emit(Kind::LeftDelim, LEFT.len());
                self.at += if trim { 2 } else { 0 };
                self.parens = 0;
                self.action()?;
            }
        }
        if !self.rest().is_empty() {
            self.emit(Kind::Text, self.rest().len());
        }
        self.emit(Kind::Eof, 0);
        Ok(())
    }

    fn comment(&mut self) -> Lexed {
        let Some(end) = self.rest().find("*/") else { return self.error("unclosed comment") };
        self.at += end + 2;
        let Some(trim) = self.right_delim() else { return self.error("comment ends before closing delimiter") };
        self.skip_right_delim(trim);
        Ok(())
    }

    /// Whether a closing delimiter stands here, and whether it has a trim marker.
    fn right_delim(&self) -> Option<bool> {
        let rest = self.rest();
        if rest.starts_with(BLANKS) && rest[1..].starts_with("-}}") {
            return Some(true);
        }
        rest.starts_with(RIGHT).then_some(false)
    }

    fn skip_right_delim(&mut self, trim: bool) {
        self.at += RIGHT.len() + if trim { 2 } else { 0 };
        if trim {
            self.at += self.rest().len() - self.rest().trim_start_matches(BLANKS).len();
        }
    }

    fn action(&mut self) -> Lexed {
        loop {
            if let Some(trim) = self.right_delim() {
                if self.parens > 0 {
                    return self.error("unclosed left paren");
                }
                self.at += if trim { 2 } else { 0 };
                self.emit(Kind::RightDelim, RIGHT.len());
                if trim {
                    self.at += self.rest().len() - self.rest().trim_start_matches(BLANKS).len();
                }
                return Ok(());
            }
            let Some(c) = self.peek() else { return self.error("unclosed action") };
            let second = self.rest()[c.len_utf8()..].chars().next();
            match c {
                _ if BLANKS.contains(&c) => self.blanks(),
                '=' => self.emit(Kind::Assign, 1),
                ':' if second == Some('=') => self.emit(Kind::Declare, 2),
                ':' => return self.error("expected :="),
                '|' => self.emit(Kind::Pipe, 1),
                '"' => self.quoted('"', Kind::String, "unterminated quoted string")?,
                '\'' => self.quoted('\'', Kind::CharConstant, "unterminated character constant")?,
                '`' => match self.rest()[1..].find('`') {
                    Some(end) => self.emit(Kind::RawString, end + 2),
                    None => return self.error("unterminated raw quoted string"),
                },
                '$' => self.name(Kind::Variable)?,
                '.' if !second.is_some_and(|c| c.is_ascii_digit()) => self.name(Kind::Field)?,
                '.' | '+' | '-' | '0'..='9' => self.number()?,
                '(' => {
                    self.emit(Kind::LeftParen, 1);
                    self.parens += 1;
                }
                ')' => {
                    self.emit(Kind::RightParen, 1);
                    // Too many are the parser's business: it sees this token before it would see an error behind it.
                    self.parens = self.parens.saturating_sub(1);
                }
                _ if is_word(c) => self.word()?,
                ' '..='~' => self.emit(Kind::Char, 1),
                _ => return self.error("unrecognized character in action: ".to_owned() + &unicode(c)),
            }
        }
    }

    /// A run of blanks, without the last where that belongs to a closing delimiter.
    fn blanks(&mut self) {
        let run = self.rest().len() - self.rest().trim_start_matches(BLANKS).len();
        let marked = self.rest()[run..].starts_with("-}}");
        let length = if marked { run - 1 } else { run };
        if length > 0 {
            self.emit(Kind::Space, length);
        }
    }

    fn quoted(&mut self, quote: char, kind: Kind, unterminated: &str) -> Lexed {
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some((_, c)) if c != '\n' => {}
                    _ => break,
                },
                '\n' => break,
                _ if c == quote => {
                    self.emit(kind, at + 1);
                    return Ok(());
                }
                _ => {}
            }
        }
        self.error(unterminated)
    }

    /// `.` or `$`, or a name that begins with it.
    fn name(&mut self, kind: Kind) -> Lexed {
        let length = 1 + self.rest()[1..].find(|c| !is_word(c)).unwrap_or(self.rest().len() - 1);
        self.check_end(length)?;
        let kind = if length == 1 && kind == Kind::Field { Kind::Dot } else { kind };
        self.emit(kind, length);
        Ok(())
    }

    fn word(&mut self) -> Lexed {
        let length = self.rest().find(|c| !is_word(c)).unwrap_or(self.rest().len());
        self.check_end(length)?;
        let kind = match &self.rest()[..length] {
            "nil" => Kind::Nil,
            "true" | "false" => Kind::Bool,
            word if KEYWORDS.contains(&word) => Kind::Keyword,
            _ => Kind::Identifier,
        };
        self.emit(kind, length);
        Ok(())
    }

    /// Whether what is `length` long may end there.
    fn check_end(&self, length: usize) -> Lexed {
        let behind = &self.rest()[length..];
        match behind.chars().next() {
            Some(c) if !BLANKS.contains(&c) && !".,|:)(".contains(c) && !behind.starts_with(RIGHT) => {
                Err((self.at, "bad character ".to_owned() + &unicode(c)))
            }
            _ => Ok(()),
        }
    }

    fn number(&mut self) -> Lexed {
        let length = number_length(self.rest());
        if let Some(c) = self.rest()[length..].chars().next().filter(|c| is_word(*c)) {
            let text = &self.rest()[..length + c.len_utf8()];
            return self.error("bad number syntax: ".to_owned() + &crate::cli::go::quote(text));
        }
        self.emit(Kind::Number, length);
        Ok(())
    }
}

fn is_left_trim(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|text| text.starts_with(BLANKS))
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// How far a number reaches; whether it is one is seen later.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let run = |at: &mut usize, accepted: &dyn Fn(u8) -> bool| {
        while bytes.get(*at).is_some_and(|c| *c == b'_' || accepted(*c)) {
            *at += 1;
        }
    };
    let prefix = bytes.get(at..at + 2).map(<[u8]>::to_ascii_lowercase);
    let radix = match prefix.as_deref() {
        Some(b"0x") => 16,
        Some(b"0o") => 8,
        Some(b"0b") => 2,
        _ => 10,
    };
    at += if radix == 10 { 0 } else { 2 };
    let digit = |c: u8| char::from(c).is_digit(radix);
    run(&mut at, &digit);
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        run(&mut at, &digit);
    }
    let exponent: &[u8] = if radix == 16 { b"pP" } else { b"eE" };
    if matches!(radix, 10 | 16) && bytes.get(at).is_some_and(|c| exponent.contains(c)) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        run(&mut at, &|c| c.is_ascii_digit());
    }
    at
}

/// A character as Go's `%#U` writes it: `U+0021 '!'`.
fn unicode(c: char) -> String {
    let code = format!("U+{:04X}", u32::from(c));
    if c.is_control() { code } else { format!("{code} '{c}'") }
}
