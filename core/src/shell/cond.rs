//! `[[ ]]`

use std::rc::Rc;

use super::expand::{Expander, Failure, Stop, Vars};
use super::interpreter::Interpreter;
use crate::pattern::{Flavor, Glob, Regex};
use crate::process::{Array, Frame, Replay, Text};
use crate::programs::test_expression;
use crate::script::ast::Cond;

impl Interpreter<'_> {
    pub(super) fn test(&mut self, cond: Rc<Cond>, replay: Replay) {
        let terminals: Vec<u32> =
            (0..3).filter(|fd| self.process.descriptors.get(fd).is_some_and(|d| self.is_terminal(*d))).collect();
        let holds = |e: &mut Expander<'_>| holds(e, &cond, &terminals);
        let again = |replay| Frame::Test { cond: cond.clone(), replay };
        if let Some((holds, _)) = self.expanding(replay, holds, again) {
            self.shell.status = u8::from(!holds);
        }
    }
}

fn holds(e: &mut Expander<'_>, cond: &Cond, terminals: &[u32]) -> Result<bool, Stop> {
    Ok(match cond {
        Cond::Word(word) => !e.one(word)?.is_empty(),
        Cond::Not(inner) => !holds(e, inner, terminals)?,
        Cond::And(left, right) => holds(e, left, terminals)? && holds(e, right, terminals)?,
        Cond::Or(left, right) => holds(e, left, terminals)? || holds(e, right, terminals)?,
        Cond::Unary(b'v', word) => {
            let name = e.one(word)?;
            Vars::get(&mut *e.shell, &name).is_some()
        }
        Cond::Unary(operator, word) => {
            let operand = e.one(word)?;
            test_expression::unary(*operator, &operand, (e.kernel, e.task), terminals)
        }
        Cond::Binary(left, operator, right) => {
            let left = e.one(left)?;
            match &**operator {
                b"=" | b"==" => Glob::new(&e.quoted(right)?).matches(&left),
                b"!=" => !Glob::new(&e.quoted(right)?).matches(&left),
                b"=~" => matches_regex(e, &left, right)?,
                b"<" => left < e.one(right)?,
                b">" => left > e.one(right)?,
                b"-nt" | b"-ot" | b"-ef" => {
                    let right = e.one(right)?;
                    test_expression::files(&left, operator, &right, (e.kernel, e.task))
                }
                operator => {
                    let right = e.one(right)?;
                    let (left, right) = (number(e, &left)?, number(e, &right)?);
                    test_expression::compare(left, operator, right).unwrap_or(false)
                }
            }
        }
    })
}

/// A number in `[[ ]]` is an arithmetic expression.
fn number(e: &mut Expander<'_>, text: &[u8]) -> Result<i64, Stop> {
    super::arith::eval(text, e.shell).map_err(|error| {
        Stop::Fail(Failure { message: format!("[[: {}", error.message(text, e.shell.dialect)), status: 1 })
    })
}

fn matches_regex(e: &mut Expander<'_>, text: &[u8], pattern: &crate::script::ast::Word) -> Result<bool, Stop> {
    let quoted = e.quoted(pattern)?;
    let mut source = Vec::new();
    for (c, quoted) in quoted.bytes.iter().zip(&quoted.quoted) {
        if *quoted && c.is_ascii_punctuation() {
            source.push(b'\\');
        }
        source.push(*c);
    }
    match Regex::new(&source, Flavor::Extended, false) {
        Ok(regex) => {
            let found = regex.find_at(text, 0);
            let group =
                |span: &Option<(usize, usize)>| span.map_or_else(Text::default, |(from, to)| text[from..to].into());
            let groups = found.iter().flatten().map(group);
            let array = Array::Indexed((0..).zip(groups).collect());
            e.shell.variables.mark(b"BASH_REMATCH", |variable| {
                (variable.value, variable.array) = (None, Some(Rc::new(array)));
            });
            Ok(found.is_some())
        }
        // A wrong expression is no error but the status 2, which counts as false.
        Err(_) => Ok(false),
    }
}
