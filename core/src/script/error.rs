//! Why a text is not a script, in each shell's words.

use std::fmt;

use super::Dialect;

/// A text that is not a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: ErrorKind,
    /// The line it was found on, from 1.
    pub line: u32,
    /// The text of that line, for a token that may not stand there: bash shows it.
    pub text: Box<str>,
    /// What is around it.
    pub within: Within,
}

/// What is around an error, as far as it changes what becomes of the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// The script.
    Script,
    /// `$(…)` or `<(…)`.
    Substitution,
    /// The values of an array.
    Array,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A token that may not stand here; what ash would have liked.
    Unexpected(Box<str>, Option<&'static str>),
    /// The text ends too early; what ash would have liked.
    End(Option<&'static str>),
    /// The text ends inside of something that this would have closed.
    Unclosed(Want),
    /// `${…}` that means nothing.
    BadSubstitution(Box<str>),
    /// The variable of a `for` is not a name.
    BadLoopVariable(Box<str>),
    /// Ash does not take this for the name of a function.
    BadFunctionName,
    /// Where bash loses the thread: the word in front of it.
    Near(Box<str>),
    /// What may not stand in `[[ … ]]`.
    Conditional(Conditional),
    /// Correct, but not simulated.
    NotSimulated(&'static str),
}

/// What would have closed an unclosed construct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// `'`
    Single,
    /// `"`
    Double,
    /// A backtick.
    Backtick,
    /// `}` of `${`.
    Brace,
    /// `)` of `$(`.
    Paren,
    /// `)` behind the values of an array.
    Values,
    /// `]` behind an array's name.
    Bracket,
    /// `))` of `$((` or `((`.
    Arithmetic,
    /// `]]` of `[[`.
    Brackets,
}

/// Why a text between `[[` and `]]` is no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditional {
    /// Where it went wrong.
    pub place: Place,
    /// What stands there, if bash has a name for it.
    pub token: Option<Box<str>>,
    /// The lines of the parentheses around it: bash misses an end for each, from the inside out.
    pub parentheses: Vec<u32>,
    /// What the text goes on with.
    pub rest: Rest,
}

/// Where in `[[ … ]]` a token may not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where an expression begins.
    Operand,
    /// Behind its first word.
    Operator,
    /// Behind an operator of one operand.
    UnaryArgument,
    /// Behind an operator between two.
    BinaryArgument,
    /// Where a parenthesis should be closed.
    Parenthesis,
    /// Behind the whole expression.
    End,
}

/// What is left of a text behind an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Nothing: more could complete it.
    Missing,
    /// Nothing, and no more is asked for: the last line's end may not stand where it does.
    Nothing,
    /// Something.
    More,
}

impl Conditional {
    /// Whether bash says nothing about it: `]]` where an expression should begin.
    fn is_silent(&self) -> bool {
        self.place == Place::Operand && self.token.as_deref() == Some("]]")
    }

    fn message(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = self.token.as_deref().map(|token| format!("`{token}'"));
        match (self.place, token) {
            (Place::Operand, token) => {
                write!(f, "unexpected token {} in conditional command", token.unwrap_or_default())
            }
            (Place::Operator, Some(token)) => {
                write!(f, "unexpected token {token}, conditional binary operator expected")
            }
            (Place::Operator, None) => f.write_str("conditional binary operator expected"),
            (Place::UnaryArgument, token) => argument(f, token, "unary"),
            (Place::BinaryArgument, token) => argument(f, token, "binary"),
            (Place::Parenthesis, Some(token)) => write!(f, "unexpected token {token}, expected `)'"),
            (Place::Parenthesis, None) => f.write_str("expected `)'"),
            (Place::End, Some(token)) => write!(f, "syntax error in conditional expression: unexpected token {token}"),
            (Place::End, None) => f.write_str("syntax error in conditional expression"),
        }
    }
}

fn argument(f: &mut fmt::Formatter<'_>, token: Option<String>, operator: &str) -> fmt::Result {
    let token = token.map(|token| format!(" {token}")).unwrap_or_default();
    write!(f, "unexpected argument{token} to conditional {operator} operator")
}

impl Want {
    const fn byte(self) -> char {
        match self {
            Self::Single => '\'',
            Self::Double => '"',
            Self::Backtick => '`',
            Self::Brace => '}',
            Self::Paren | Self::Values | Self::Arithmetic => ')',
            Self::Bracket | Self::Brackets => ']',
        }
    }
}

impl SyntaxError {
    /// Whether more text could complete the script: an interactive shell would go on reading.
    pub fn is_incomplete(&self) -> bool {
        match &self.kind {
            ErrorKind::Conditional(wrong) => matches!(wrong.rest, Rest::Missing),
            kind => matches!(kind, ErrorKind::End(_) | ErrorKind::Unclosed(_)),
        }
    }

    /// The status that bash's shell ends with, whose last command gave `last`. In `[[ … ]]` and between quotes an error as such
    /// changes nothing; that the text ends there does.
    pub fn status(&self, last: u8) -> u8 {
        match &self.kind {
            _ if self.is_of_running() => 1,
            ErrorKind::Conditional(Conditional { rest: Rest::More, .. }) => last,
            ErrorKind::Conditional(_) | ErrorKind::Unclosed(_) if last != 0 => last,
            _ => 2,
        }
    }

    /// Whether bash finds it when the command runs, not when it is read.
    pub fn is_of_running(&self) -> bool {
        self.within == Within::Array
            || matches!(self.kind, ErrorKind::BadSubstitution(_) | ErrorKind::BadLoopVariable(_))
    }

    /// Whether it is one of `[[ … ]]`.
    pub const fn is_conditional(&self) -> bool {
        matches!(self.kind, ErrorKind::Conditional(_))
    }

    /// What bash prints: messages, each with its line.
    pub fn lines(&self) -> Vec<(u32, String)> {
        let mut lines = vec![(self.line, self.message(Dialect::Bash).to_string())];
        match &self.kind {
            ErrorKind::Unexpected(..) | ErrorKind::Near(_) => lines.push((self.line, format!("`{}'", self.text))),
            ErrorKind::Conditional(wrong) => {
                if wrong.is_silent() {
                    lines.clear();
                }
                lines.extend(wrong.parentheses.iter().map(|line| (*line, "expected `)'".to_owned())));
            }
            _ => {}
        }
        lines
    }

    /// The message, without the shell's name in front of it.
    pub fn message(&self, dialect: Dialect) -> Message<'_> {
        Message { error: self, dialect }
    }
}

/// A [`SyntaxError`] in a shell's words.
#[derive(Debug)]
pub struct Message<'a> {
    error: &'a SyntaxError,
    dialect: Dialect,
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let ErrorKind::NotSimulated(what) = self.error.kind {
            return write!(f, "drydock: {what} not simulated");
        }
        match self.dialect {
            Dialect::Bash => match &self.error.kind {
                ErrorKind::Unexpected(token, _) => write!(f, "syntax error near unexpected token `{token}'"),
                ErrorKind::End(_) => f.write_str("syntax error: unexpected end of file"),
                ErrorKind::Unclosed(Want::Brackets) => f.write_str("unexpected EOF while looking for `]]'"),
                ErrorKind::Near(word) => write!(f, "syntax error near `{word}'"),
                ErrorKind::Conditional(wrong) => wrong.message(f),
                ErrorKind::Unclosed(want) => write!(f, "unexpected EOF while looking for matching `{}'", want.byte()),
                ErrorKind::BadSubstitution(text) => write!(f, "{text}: bad substitution"),
                ErrorKind::BadLoopVariable(name) => write!(f, "`{name}': not a valid identifier"),
                ErrorKind::NotSimulated(_) | ErrorKind::BadFunctionName => Ok(()),
            },
            Dialect::Ash => {
                f.write_str("syntax error: ")?;
                let expecting = match &self.error.kind {
                    ErrorKind::Unexpected(token, expecting) => {
                        match &**token {
                            "newline" => f.write_str("unexpected newline")?,
                            token if token.starts_with(['<', '>']) => f.write_str("unexpected redirection")?,
                            token if ash_quotes(token) => write!(f, "unexpected \"{token}\"")?,
                            _ => f.write_str("unexpected word")?,
                        }
                        *expecting
                    }
                    ErrorKind::End(expecting) => {
                        f.write_str("unexpected end of file")?;
                        *expecting
                    }
                    ErrorKind::Unclosed(Want::Single | Want::Double) => {
                        return f.write_str("unterminated quoted string");
                    }
                    ErrorKind::Unclosed(Want::Backtick) => return f.write_str("EOF in backquote substitution"),
                    ErrorKind::Unclosed(Want::Brace) => return f.write_str("missing '}'"),
                    ErrorKind::Unclosed(_) => {
                        f.write_str("unexpected end of file")?;
                        Some(")")
                    }
                    ErrorKind::BadSubstitution(_) => return f.write_str("bad substitution"),
                    ErrorKind::BadLoopVariable(_) => return f.write_str("bad for loop variable"),
                    ErrorKind::BadFunctionName => return f.write_str("bad function name"),
                    ErrorKind::NotSimulated(_) | ErrorKind::Conditional(_) | ErrorKind::Near(_) => None,
                };
                match expecting {
                    Some(token) => write!(f, " (expecting \"{token}\")"),
                    None => Ok(()),
                }
            }
        }
    }
}

/// Whether ash calls a token by its text, not by its kind.
fn ash_quotes(token: &str) -> bool {
    super::KEYWORDS.contains(&token) || token == "}" || token.starts_with([')', '(', ';', '&', '|'])
}
