//! Arithmetic: 64-bit integers with C's operators.

use super::expand::Vars;
use crate::script::{Dialect, is_name_byte};

/// Why an expression has no value. Displayed as bash words it; ash has two messages for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ArithError {
    /// Something is missing or too much; what is left.
    Syntax(&'static str, String),
    /// Division by zero; what is left.
    Zero(String),
    /// Nested or self-referring without end.
    Deep,
    /// A variable that may not be set.
    Readonly(String),
}

impl ArithError {
    pub(super) fn message(&self, expression: &[u8], dialect: Dialect) -> String {
        let shown = String::from_utf8_lossy(expression);
        let shown = shown.trim_start();
        match (self, dialect) {
            (Self::Readonly(name), Dialect::Bash) => format!("{name}: readonly variable"),
            (Self::Readonly(name), Dialect::Ash) => format!("{name}: is read only"),
            (Self::Zero(_), Dialect::Ash) => "divide by zero".to_owned(),
            (Self::Deep, Dialect::Ash) => "expression recursion loop detected".to_owned(),
            (Self::Syntax(..), Dialect::Ash) => "arithmetic syntax error".to_owned(),
            (Self::Syntax(what, rest), Dialect::Bash) => format!("{shown}: {what} (error token is \"{rest}\")"),
            (Self::Zero(rest), Dialect::Bash) => format!("{shown}: division by 0 (error token is \"{rest}\")"),
            (Self::Deep, Dialect::Bash) => {
                format!("{shown}: expression recursion level exceeded (error token is \"{shown}\")")
            }
        }
    }
}

type Value<T = i64> = Result<T, ArithError>;

/// The value of an expression. Variables are read and set in `vars`.
pub(super) fn eval(text: &[u8], vars: &mut dyn Vars) -> Value {
    eval_at(text, vars, 0)
}

fn eval_at(text: &[u8], vars: &mut dyn Vars, depth: u32) -> Value {
    let mut parser = Parser { text, at: 0, vars, depth, live: true };
    parser.blanks();
    if parser.at == text.len() {
        return Ok(0);
    }
    let value = parser.comma()?;
    if parser.at < text.len() {
        let operand = parser.peek().is_some_and(|c| c.is_ascii_alphanumeric() || c == b'(');
        return parser.syntax(if operand {
            "syntax error in expression"
        } else {
            "syntax error: invalid arithmetic operator"
        });
    }
    Ok(value)
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    vars: &'a mut dyn Vars,
    depth: u32,
    /// Whether what is read counts: not in the branch of `?:`, `&&`, `||` that is not taken.
    live: bool,
}

/// Binary operators by binding, weakest first.
const LEVELS: [&[&str]; 10] = [
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

const ASSIGNMENTS: [&str; 11] = ["<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "="];

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn starts(&self, text: &str) -> bool {
        self.text[self.at..].starts_with(text.as_bytes())
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n')) {
            self.at += 1;
        }
    }

    fn take(&mut self, len: usize) {
        self.at += len;
        self.blanks();
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.starts(text);
        if found {
            self.take(text.len());
        }
        found
    }

    fn rest(&self) -> String {
        String::from_utf8_lossy(&self.text[self.at.min(self.text.len())..]).into_owned()
    }

    fn syntax<T>(&self, what: &'static str) -> Value<T> {
        let mut rest = self.rest();
        if rest.is_empty() {
            // Bash names the operator that lacks its operand.
            let start = self.text[..self.at].iter().rposition(|c| *c != b' ').unwrap_or(0);
            rest = String::from_utf8_lossy(&self.text[start..]).into_owned();
        }
        Err(ArithError::Syntax(what, rest))
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Value<T>) -> Value<T> {
        if self.depth >= 100 {
            return Err(ArithError::Deep);
        }
        self.depth += 1;
        let value = inner(self);
        self.depth -= 1;
        value
    }

    fn comma(&mut self) -> Value {
        let mut value = self.assignment()?;
        while self.eat(",") {
            value = self.assignment()?;
        }
        Ok(value)
    }

    fn name(&mut self) -> Option<Vec<u8>> {
        let rest = &self.text[self.at..];
        if rest.first().is_none_or(u8::is_ascii_digit) {
            return None;
        }
        let mut len = rest.iter().take_while(|c| is_name_byte(**c)).count();
        // An element of an array: its name with the index.
        if len > 0 && rest.get(len) == Some(&b'[') {
            let mut depth = 0;
            let end = rest[len..].iter().position(|c| {
                depth += i32::from(*c == b'[') - i32::from(*c == b']');
                depth == 0
            });
            len += end.map_or(0, |end| end + 1);
        }
        (len > 0).then(|| rest[..len].to_vec())
    }

    fn assignment(&mut self) -> Value {
        let start = self.at;
        if let Some(name) = self.name() {
            self.take(name.len());
            let operator = ASSIGNMENTS.into_iter().find(|o| self.starts(o) && !self.starts("=="));
            if let Some(operator) = operator {
                self.take(operator.len());
                let right = self.deeper(Self::assignment)?;
                let value = match operator.strip_suffix('=') {
                    None | Some("") => right,
                    Some(operator) => {
                        let left = self.variable(&name)?;
                        self.binary(operator, left, right)?
                    }
                };
                return self.set(&name, value);
            }
            self.at = start;
        }
        self.ternary()
    }

    fn set(&mut self, name: &[u8], value: i64) -> Value {
        if self.live && !self.vars.set(name, value.to_string().as_bytes()) {
            return Err(ArithError::Readonly(String::from_utf8_lossy(name).into_owned()));
        }
        Ok(value)
    }

    fn ternary(&mut self) -> Value {
        let condition = self.deeper(|p| p.level(0))?;
        if !self.eat("?") {
            return Ok(condition);
        }
        let then = self.branch(condition != 0, |p| p.deeper(Self::assignment))?;
        if !self.eat(":") {
            return self.syntax("`:' expected for conditional expression");
        }
        let otherwise = self.branch(condition == 0, |p| p.deeper(Self::assignment))?;
        Ok(if condition != 0 { then } else { otherwise })
    }

    fn branch(&mut self, taken: bool, inner: impl FnOnce(&mut Self) -> Value) -> Value {
        let live = self.live;
        self.live = live && taken;
        let value = inner(self);
        self.live = live;
        value
    }

    fn level(&mut self, level: usize) -> Value {
        let Some(operators) = LEVELS.get(level) else { return self.power() };
        let mut left = self.level(level + 1)?;
        loop {
            let operator = operators.iter().find(|o| self.starts(o) && self.is_whole(o));
            let Some(operator) = operator else { return Ok(left) };
            self.take(operator.len());
            left = match *operator {
                "||" => i64::from(self.branch(left == 0, |p| p.level(level + 1))? != 0 || left != 0),
                "&&" => i64::from(self.branch(left != 0, |p| p.level(level + 1))? != 0 && left != 0),
                operator => {
                    let right = self.level(level + 1)?;
                    self.binary(operator, left, right)?
                }
            };
        }
    }

    /// Whether an operator is not just the front of a longer one.
    fn is_whole(&self, operator: &str) -> bool {
        let next = self.text.get(self.at + operator.len()).copied();
        match operator {
            "|" => !matches!(next, Some(b'|' | b'=')),
            "&" => !matches!(next, Some(b'&' | b'=')),
            "<" | ">" => !matches!(next, Some(b'<' | b'>')),
            "*" => !matches!(next, Some(b'*' | b'=')),
            "<<" | ">>" | "^" | "+" | "-" | "/" | "%" => next != Some(b'='),
            _ => true,
        }
    }

    fn binary(&mut self, operator: &str, left: i64, right: i64) -> Value {
        Ok(match operator {
            "|" => left | right,
            "^" => left ^ right,
            "&" => left & right,
            "==" => i64::from(left == right),
            "!=" => i64::from(left != right),
            "<=" => i64::from(left <= right),
            ">=" => i64::from(left >= right),
            "<" => i64::from(left < right),
            ">" => i64::from(left > right),
            "<<" => left.wrapping_shl(right as u32),
            ">>" => left.wrapping_shr(right as u32),
            "+" => left.wrapping_add(right),
            "-" => left.wrapping_sub(right),
            "*" => left.wrapping_mul(right),
            _ if right == 0 && !self.live => 0,
            _ if right == 0 => {
                let start = self.text[..self.at].iter().rposition(|c| matches!(c, b'/' | b'%')).map_or(0, |at| at + 1);
                let rest = String::from_utf8_lossy(&self.text[start..]).trim_start().to_owned();
                return Err(ArithError::Zero(rest));
            }
            "/" => left.wrapping_div(right),
            _ => left.wrapping_rem(right),
        })
    }

    fn power(&mut self) -> Value {
        let base = self.unary()?;
        if !self.eat("**") {
            return Ok(base);
        }
        let exponent = self.deeper(Self::power)?;
        if exponent < 0 {
            return self.syntax("exponent less than 0");
        }
        let (mut value, mut square, mut exponent) = (1_i64, base, exponent);
        while exponent > 0 {
            if exponent & 1 == 1 {
                value = value.wrapping_mul(square);
            }
            square = square.wrapping_mul(square);
            exponent >>= 1;
        }
        Ok(value)
    }

    fn unary(&mut self) -> Value {
        for (operator, by) in [("++", 1), ("--", -1)] {
            if self.starts(operator) {
                let before = self.at;
                self.take(2);
                if let Some(name) = self.name() {
                    self.take(name.len());
                    let value = self.variable(&name)?.wrapping_add(by);
                    return self.set(&name, value);
                }
                self.at = before;
            }
        }
        let sign = match self.peek() {
            Some(c @ (b'+' | b'-' | b'!' | b'~')) => c,
            _ => return self.operand(),
        };
        self.take(1);
        let value = self.deeper(Self::unary)?;
        Ok(match sign {
            b'-' => value.wrapping_neg(),
            b'!' => i64::from(value == 0),
            b'~' => !value,
            _ => value,
        })
    }

    fn operand(&mut self) -> Value {
        if self.eat("(") {
            let value = self.deeper(Self::comma)?;
            return if self.eat(")") { Ok(value) } else { self.syntax("missing `)'") };
        }
        if self.peek().is_some_and(|c| c.is_ascii_digit()) {
            return self.number();
        }
        let Some(name) = self.name() else { return self.syntax("syntax error: operand expected") };
        self.take(name.len());
        let value = self.variable(&name)?;
        for (operator, by) in [("++", 1), ("--", -1)] {
            if self.eat(operator) {
                self.set(&name, value.wrapping_add(by))?;
                break;
            }
        }
        Ok(value)
    }

    /// A variable's value: itself an expression.
    fn variable(&mut self, name: &[u8]) -> Value {
        if !self.live {
            return Ok(0);
        }
        if self.depth >= 100 {
            return Err(ArithError::Deep);
        }
        let Some(text) = self.vars.get(name) else { return Ok(0) };
        eval_at(&text, self.vars, self.depth + 1)
    }

    fn number(&mut self) -> Value {
        let rest = &self.text[self.at..];
        let len = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, b'#' | b'@' | b'_')).count();
        let word = String::from_utf8_lossy(&rest[..len]).into_owned();
        let (digits, base) = match word.split_once('#') {
            Some((base, digits)) => (digits.to_owned(), base.parse().unwrap_or(0)),
            None => match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
                Some(hex) => (hex.to_owned(), 16),
                None if word.len() > 1 && word.starts_with('0') => (word[1..].to_owned(), 8),
                None => (word.clone(), 10),
            },
        };
        if !(2..=64).contains(&base) {
            return self.syntax("invalid arithmetic base");
        }
        let mut value = 0_i64;
        for c in digits.bytes() {
            let digit = match c {
                b'0'..=b'9' => u32::from(c - b'0'),
                b'a'..=b'z' => u32::from(c - b'a') + 10,
                b'A'..=b'Z' => u32::from(c - b'A') + if base <= 36 { 10 } else { 36 },
                b'@' => 62,
                _ => 63,
            };
            if digit >= base {
                return self.syntax("value too great for base");
            }
            value = value.wrapping_mul(i64::from(base)).wrapping_add(i64::from(digit));
        }
        self.take(len);
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    struct Map(BTreeMap<Vec<u8>, Vec<u8>>);

    impl Vars for Map {
        fn get(&mut self, name: &[u8]) -> Option<Vec<u8>> {
            self.0.get(name).cloned()
        }
        fn set(&mut self, name: &[u8], value: &[u8]) -> bool {
            self.0.insert(name.to_vec(), value.to_vec());
            true
        }
    }

    #[test]
    fn expressions() {
        let mut vars = Map(BTreeMap::from([
            (b"x".to_vec(), b"5".to_vec()),
            (b"e".to_vec(), b"x+1".to_vec()),
            (b"l".to_vec(), b"l".to_vec()),
        ]));
        let mut value = |text: &str| match eval(text.as_bytes(), &mut vars) {
            Ok(value) => value.to_string(),
            Err(error) => error.message(text.as_bytes(), Dialect::Bash),
        };
        let cases = [
            ("1+2*3", "7"),
            ("(1+2)*3", "9"),
            (" x * 2 ", "10"),
            ("x++ + x", "11"),
            ("x", "6"),
            ("--x", "5"),
            ("e", "6"),
            ("x = 3, x += 4", "7"),
            ("2**10", "1024"),
            ("0x1f + 010 + 2#101", "44"),
            ("1 ? 2 : 3", "2"),
            ("0 && (x = 100)", "0"),
            ("x", "7"),
            ("1<2 && 3>=3", "1"),
            ("!0 + ~0", "0"),
            ("7 / 2 % 2", "1"),
            ("1 << 4 | 1", "17"),
            ("-3", "-3"),
            ("", "0"),
            ("1+", "1+: syntax error: operand expected (error token is \"+\")"),
            ("1/0", "1/0: division by 0 (error token is \"0\")"),
            ("1 2", "1 2: syntax error in expression (error token is \"2\")"),
            ("l", "l: expression recursion level exceeded (error token is \"l\")"),
            ("9223372036854775807 + 1", "-9223372036854775808"),
        ];
        for (text, expected) in cases {
            assert_eq!(value(text), expected, "{text}");
        }
        value(&"(".repeat(10_000));
        value(&"-".repeat(10_000));
    }
}
