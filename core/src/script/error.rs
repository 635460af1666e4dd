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
    /// What may not stand in `[[ … ]]`, in bash's words.
    Conditional(&'static str),
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
    /// `]` behind an array's name.
    Bracket,
    /// `))` of `$((` or `((`.
    Arithmetic,
    /// `]]` of `[[`.
    Brackets,
    /// What stands at the front of `[[ … ]]`, or behind its `&&`.
    Operand,
}

impl Want {
    const fn byte(self) -> char {
        match self {
            Self::Single => '\'',
            Self::Double => '"',
            Self::Backtick => '`',
            Self::Brace => '}',
            Self::Paren | Self::Arithmetic => ')',
            Self::Bracket | Self::Brackets | Self::Operand => ']',
        }
    }
}

impl SyntaxError {
    /// Whether more text could complete the script: an interactive shell would go on reading.
    pub const fn is_incomplete(&self) -> bool {
        matches!(self.kind, ErrorKind::End(_) | ErrorKind::Unclosed(_))
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
                ErrorKind::Unclosed(Want::Operand) => f.write_str("unexpected token `EOF' in conditional command"),
                ErrorKind::Conditional(message) => f.write_str(message),
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
                    ErrorKind::NotSimulated(_) | ErrorKind::Conditional(_) => None,
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
