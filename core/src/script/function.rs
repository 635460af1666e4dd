//! Definitions of functions.

use std::rc::Rc;

use super::ast::Command;
use super::error::ErrorKind;
use super::is_name;
use super::lexer::{Parsed, Parser};

impl Parser<'_> {
    /// `name() body` or `function name body`.
    pub(super) fn function(&mut self) -> Parsed<Option<Command>> {
        let start = self.at;
        let keyword = self.peek_word() == b"function";
        if keyword {
            self.at += b"function".len();
            self.blanks();
        }
        let name: Rc<[u8]> = self.peek_word().into();
        // `A[(1)]` is an element of an array.
        let is_element = name.iter().position(|c| *c == b'[').is_some_and(|at| is_name(&name[..at]));
        if is_element && !keyword && self.bash() {
            return Ok(None);
        }
        self.at += name.len();
        self.blanks();
        if keyword && !self.bash() {
            self.newlines()?;
        }
        let behind = self.at;
        let opened = self.eat("(");
        let parens = opened && {
            self.blanks();
            self.eat(")")
        };
        if keyword && name.is_empty() {
            return self.expected_word();
        }
        // `$(` begins a substitution, `\(` is no parenthesis, and behind `a=` none may stand.
        let named = !matches!(name.last(), None | Some(b'$' | b'\\')) && !name.contains(&b'=');
        if (keyword || parens) && named && !self.bash() && !may_name_a_function(&name) {
            return self.error(ErrorKind::BadFunctionName);
        }
        if (keyword || parens) && *name == *b"in" && !self.bash() {
            return self.error(ErrorKind::Unexpected("in".into(), None));
        }
        if keyword && opened && !parens && !self.bash() {
            return self.unexpected(Some(")"));
        }
        let plain = !name.is_empty() && !name.iter().any(|c| b"$`'\"\\={}".contains(c));
        if opened && !parens && plain && !keyword && self.bash() {
            return self.expected_word();
        }
        if !parens {
            // A body in parentheses.
            self.at = behind;
        }
        if keyword && !plain {
            return self.error(ErrorKind::BadLoopVariable(String::from_utf8_lossy(&name).into()));
        }
        if !(parens || keyword) || !plain {
            self.at = start;
            return Ok(None);
        }
        self.newlines()?;
        let body = if let Some(compound) = self.compound()? {
            Command::Compound(compound, self.redirects()?)
        } else if self.bash() || !parens {
            return self.unexpected(None);
        } else {
            self.nested(Self::command)?
        };
        Ok(Some(Command::Function { name, body: Rc::new(body) }))
    }
}

/// Whether ash takes this for a function's name: no special builtin can be one (busybox `shell/ash.c`, `simplecmd`).
fn may_name_a_function(name: &[u8]) -> bool {
    let special: [&[u8]; 15] = [
        b"break",
        b"continue",
        b"eval",
        b"exec",
        b"exit",
        b"export",
        b"local",
        b"readonly",
        b"return",
        b"set",
        b"shift",
        b"source",
        b"times",
        b"trap",
        b"unset",
    ];
    is_name(name) && !special.contains(&name)
}
