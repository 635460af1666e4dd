//! `expr`: arithmetic, comparisons and matches, each word an argument.

use super::{Context, Exit, Home, Program};
use crate::pattern::{Flavor, Regex};
use crate::trace::shown;

pub(super) const EXPR: Program = Program {
    name: "expr",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "EXPRESSION",
    summary: ["compute an expression", "计算表达式"],
    run: expr,
};

/// Why there is no value, in the program's words.
type Value = Result<String, String>;

/// Where in the arguments it is.
struct Reader {
    words: Vec<String>,
    at: usize,
    depth: u32,
    busybox: bool,
}

/// Parentheses within parentheses: beyond this, no person's expression comes.
const MAX_DEPTH: u32 = 100;

fn expr(ctx: &mut Context<'_>) -> Exit {
    let mut words: Vec<String> = ctx.args.iter().map(|arg| shown(arg)).collect();
    if words.first().is_some_and(|word| word == "--") {
        words.remove(0);
    }
    if words.is_empty() {
        if ctx.busybox() {
            ctx.complain(format_args!("too few arguments"));
            return Ok(2);
        }
        return Ok(super::options::wrong_operands(ctx, "missing operand", 2));
    }
    let mut reader = Reader { words, at: 0, depth: 0, busybox: ctx.busybox() };
    let value = reader.level(0).and_then(|value| match reader.words.get(reader.at) {
        None => Ok(value),
        Some(word) => Err(format!("syntax error: unexpected argument '{word}'")),
    });
    match value {
        Ok(value) => {
            let false_ = is_false(&value);
            ctx.line(value);
            Ok(u8::from(false_))
        }
        Err(message) => {
            let message = if ctx.busybox() && message.starts_with("syntax error") { "syntax error" } else { &*message };
            let message =
                if ctx.busybox() { message.replace("non-integer", "non-numeric") } else { message.to_owned() };
            ctx.complain(format_args!("{message}"));
            Ok(2)
        }
    }
}

/// An empty text or a zero.
fn is_false(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    value.is_empty() || !digits.is_empty() && digits.bytes().all(|c| c == b'0')
}

fn number(value: &str) -> Result<i64, String> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let is_number = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
    let message =
        if is_number { "drydock: a number of more than 64 bits is not simulated" } else { "non-integer argument" };
    value.parse().map_err(|_| message.to_owned())
}

/// Operators from the loosest to the tightest.
const LEVELS: [&[&str]; 6] =
    [&["|"], &["&"], &["<", "<=", "=", "==", "!=", ">=", ">"], &["+", "-"], &["*", "/", "%"], &[":"]];

impl Reader {
    fn eat(&mut self, word: &str) -> bool {
        let found = self.words.get(self.at).is_some_and(|next| next == word);
        self.at += usize::from(found);
        found
    }

    fn level(&mut self, level: usize) -> Value {
        let Some(operators) = LEVELS.get(level) else { return self.primary() };
        let mut left = self.level(level + 1)?;
        while let Some(operator) =
            self.words.get(self.at).and_then(|word| operators.iter().find(|operator| *operator == word)).copied()
        {
            self.at += 1;
            let right = self.level(level + 1)?;
            left = apply(&left, operator, &right)?;
        }
        Ok(left)
    }

    fn operand(&mut self) -> Value {
        let Some(word) = self.words.get(self.at).cloned() else {
            let last = self.words.get(self.at.wrapping_sub(1)).cloned().unwrap_or_default();
            return Err(format!("syntax error: missing argument after '{last}'"));
        };
        self.at += 1;
        Ok(word)
    }

    fn primary(&mut self) -> Value {
        if self.depth >= MAX_DEPTH {
            return Err("drydock: an expression nested more than 100 levels deep is not simulated".to_owned());
        }
        if self.eat("(") {
            self.depth += 1;
            let value = self.level(0)?;
            self.depth -= 1;
            if !self.eat(")") {
                return Err(match self.words.get(self.at) {
                    Some(word) => format!("syntax error: expecting ')' instead of '{word}'"),
                    None => {
                        format!(
                            "syntax error: expecting ')' after '{}'",
                            self.words.last().cloned().unwrap_or_default()
                        )
                    }
                });
            }
            return Ok(value);
        }
        let word = self.operand()?;
        // Words of functions are operands like any other when nothing follows.
        let more = self.at < self.words.len();
        match &*word {
            ")" => Err("syntax error: unexpected ')'".to_owned()),
            "length" if more => Ok(self.primary()?.chars().count().to_string()),
            "match" if more => {
                let text = self.primary()?;
                let pattern = self.primary()?;
                matched(&text, &pattern)
            }
            "index" if more => {
                let (text, set) = (self.primary()?, self.primary()?);
                Ok(text.chars().position(|c| set.contains(c)).map_or(0, |at| at + 1).to_string())
            }
            "substr" if more => {
                let (text, from, len) = (self.primary()?, self.primary()?, self.primary()?);
                let (Ok(from), Ok(len)) = (number(&from), number(&len)) else { return Ok(String::new()) };
                let (Ok(from), Ok(len)) = (usize::try_from(from - 1), usize::try_from(len)) else {
                    return Ok(String::new());
                };
                Ok(text.chars().skip(from).take(len).collect())
            }
            "+" if more => self.operand(),
            // Busybox's word for GNU's `+`.
            "quote" if self.busybox => self.operand(),
            _ => Ok(word),
        }
    }
}

fn apply(left: &str, operator: &str, right: &str) -> Value {
    let truth = |holds: bool| Ok(u8::from(holds).to_string());
    match operator {
        "|" if !is_false(left) => Ok(left.to_owned()),
        "|" if !is_false(right) => Ok(right.to_owned()),
        "&" if !is_false(left) && !is_false(right) => Ok(left.to_owned()),
        "|" | "&" => Ok("0".to_owned()),
        ":" => matched(left, right),
        "+" | "-" | "*" | "/" | "%" => {
            let (a, b) = (number(left)?, number(right)?);
            let value = match operator {
                "+" => a.checked_add(b),
                "-" => a.checked_sub(b),
                "*" => a.checked_mul(b),
                _ if b == 0 => return Err("division by zero".to_owned()),
                "/" => a.checked_div(b),
                _ => a.checked_rem(b),
            };
            value
                .map(|value| value.to_string())
                .ok_or_else(|| "drydock: numbers of more than 64 bits are not simulated".to_owned())
        }
        _ => {
            // As numbers if both are some.
            let order = match (left.parse::<i64>(), right.parse::<i64>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                _ => left.cmp(right),
            };
            truth(match operator {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                "=" | "==" => order.is_eq(),
                "!=" => order.is_ne(),
                ">=" => order.is_ge(),
                _ => order.is_gt(),
            })
        }
    }
}

/// A match at the front: what its group holds, else its length in characters.
fn matched(text: &str, pattern: &str) -> Value {
    let has_group = pattern.contains("\\(");
    let regex = Regex::new(pattern.as_bytes(), Flavor::Basic, false).map_err(|error| error.to_string())?;
    let nothing = || if has_group { String::new() } else { "0".to_owned() };
    let Some(found) = regex
        .find_at(text.as_bytes(), 0)
        .filter(|found| found.first().copied().flatten().is_some_and(|span| span.0 == 0))
    else {
        return Ok(nothing());
    };
    let span = |n: usize| {
        let (from, to) = found.get(n).copied().flatten()?;
        Some(String::from_utf8_lossy(&text.as_bytes()[from..to]).into_owned())
    };
    Ok(if has_group { span(1).unwrap_or_default() } else { span(0).unwrap_or_default().chars().count().to_string() })
}
