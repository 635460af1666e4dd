//! `[[ ]]`

use std::rc::Rc;

use super::expand::{Expander, Stop, Vars};
use super::interpreter::Interpreter;
use crate::pattern::{Flavor, Glob, Regex};
use crate::process::{Array, Frame, Replay, Text};
use crate::programs::test_expression;
use crate::script::ast::{Cond, Word};

impl Interpreter<'_> {
    pub(super) fn test(&mut self, cond: Rc<Cond>, replay: Replay) {
        let terminals: Vec<u32> =
            (0..3).filter(|fd| self.process.descriptors.get(fd).is_some_and(|d| self.is_terminal(*d))).collect();
        let status = |e: &mut Expander<'_>| status(e, &cond, &terminals);
        let again = |replay| Frame::Test { cond: cond.clone(), replay };
        if let Some((status, _)) = self.expanding(replay, status, again) {
            self.shell.status = status;
        }
    }
}

/// The status of a wrong regular expression, which counts as false.
const WRONG_EXPRESSION: u8 = 2;

fn status(e: &mut Expander<'_>, cond: &Cond, terminals: &[u32]) -> Result<u8, Stop> {
    Ok(match cond {
        Cond::Not(inner) => u8::from(status(e, inner, terminals)? == 0),
        Cond::And(left, right) => match status(e, left, terminals)? {
            0 => status(e, right, terminals)?,
            failed => failed,
        },
        Cond::Or(left, right) => match status(e, left, terminals)? {
            0 => 0,
            _ => status(e, right, terminals)?,
        },
        Cond::Binary(left, operator, right) if **operator == *b"=~" => {
            let left = e.one(left)?;
            match matches_regex(e, &left, right)? {
                Some(found) => u8::from(!found),
                None => WRONG_EXPRESSION,
            }
        }
        primary => u8::from(!holds(e, primary, terminals)?),
    })
}

fn holds(e: &mut Expander<'_>, cond: &Cond, terminals: &[u32]) -> Result<bool, Stop> {
    Ok(match cond {
        Cond::Word(word) => !e.one(word)?.is_empty(),
        Cond::Not(_) | Cond::And(..) | Cond::Or(..) => status(e, cond, terminals)? == 0,
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
    super::arith::eval(text, e.shell)
        .map_err(|error| Stop::Wrong(format!("[[: {}", error.message(text, e.shell.dialect))))
}

/// Whether the text matches; `None` if the pattern is no regular expression.
fn matches_regex(e: &mut Expander<'_>, text: &[u8], pattern: &Word) -> Result<Option<bool>, Stop> {
    let quoted = e.quoted(pattern)?;
    let mut source = Vec::new();
    for (c, quoted) in quoted.bytes.iter().zip(&quoted.quoted) {
        if *quoted && c.is_ascii_punctuation() {
            source.push(b'\\');
        }
        source.push(*c);
    }
    match Regex::new(&source, Flavor::Extended, false).and_then(Regex::strict) {
        Ok(regex) => {
            let found = regex.find_at(text, 0);
            let group =
                |span: &Option<(usize, usize)>| span.map_or_else(Text::default, |(from, to)| text[from..to].into());
            let groups = found.iter().flatten().map(group);
            let array = Array::Indexed((0..).zip(groups).collect());
            e.shell.variables.mark(b"BASH_REMATCH", |variable| {
                (variable.value, variable.array) = (None, Some(Rc::new(array)));
            });
            Ok(Some(found.is_some()))
        }
        Err(_) => Ok(None),
    }
}
