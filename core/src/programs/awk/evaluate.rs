//! Expressions: their values, and what they are assigned to.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::ast::{Arithmetic, Comparison, Expr, Origin, Place, Variable};
use super::globals;
use super::input::Source;
use super::lex::plain_pattern;
use super::record::MAX_FIELDS;
use super::run::{Array, Cell, Flow, Halt, Run, Runtime};
use super::value::{Bytes, Key, Value};
use crate::pattern::{Flavor, Regex};
use crate::process::Text;
use crate::programs::run_piped;

/// How deep functions may call one another.
const MAX_CALLS: usize = 200;

/// How deep the evaluation of expressions may be nested, calls included.
const MAX_DEPTH: u32 = 1000;

impl Runtime<'_, '_, '_> {
    /// Whether a condition holds.
    pub(super) fn holds(&mut self, condition: &Expr) -> Run<bool> {
        Ok(self.value(condition)?.holds())
    }

    /// An expression as text.
    pub(super) fn text(&mut self, expression: &Expr) -> Run<Bytes> {
        let value = self.value(expression)?;
        Ok(self.text_of(&value))
    }

    /// A value as text.
    pub(super) fn text_of(&self, value: &Value) -> Bytes {
        match value {
            Value::Text(text) | Value::Input(text) => text.clone(),
            value => value.bytes(&self.global_text(globals::CONVFMT)),
        }
    }

    pub(super) fn number(&mut self, expression: &Expr) -> Run<f64> {
        Ok(self.value(expression)?.number())
    }

    /// The value of an expression.
    pub(super) fn value(&mut self, expression: &Expr) -> Run<Value> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Halt::Fatal("drydock: awk calls nested so deep are not simulated".to_owned()));
        }
        let value = self.evaluate(expression);
        self.depth -= 1;
        value
    }

    fn evaluate(&mut self, expression: &Expr) -> Run<Value> {
        Ok(match expression {
            Expr::Number(number) => Value::Number(*number),
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Regex(regex) => {
                let record = self.whole_record();
                self.work(record.len() * 4)?;
                Value::truth(regex.is_match(&record))
            }
            Expr::Group(inner) => self.value(inner)?,
            Expr::Get(place) => self.get(place)?,
            Expr::Assign(place, value) => {
                let value = self.value(value)?;
                self.assign(place, value.clone())?;
                value
            }
            Expr::Update(place, operator, value) => {
                let right = self.number(value)?;
                let left = self.get(place)?.number();
                let result = Value::Number(arithmetic(*operator, left, right).map_err(|halt| match operator {
                    Arithmetic::Divide => Halt::Fatal("division by zero attempted in `/='".to_owned()),
                    Arithmetic::Remainder => Halt::Fatal("division by zero attempted in `%='".to_owned()),
                    _ => halt,
                })?);
                self.assign(place, result.clone())?;
                result
            }
            Expr::Step(place, by, new) => {
                let before = self.get(place)?.number();
                self.assign(place, Value::Number(before + by))?;
                Value::Number(if *new { before + by } else { before })
            }
            Expr::Arithmetic(operator, left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                Value::Number(arithmetic(*operator, left, right)?)
            }
            Expr::Negative(operand) => Value::Number(-self.number(operand)?),
            Expr::Positive(operand) => Value::Number(self.number(operand)?),
            Expr::Not(operand) => Value::truth(!self.holds(operand)?),
            Expr::And(left, right) => Value::truth(self.holds(left)? && self.holds(right)?),
            Expr::Or(left, right) => Value::truth(self.holds(left)? || self.holds(right)?),
            Expr::Choice(condition, then, otherwise) => {
                let chosen = if self.holds(condition)? { then } else { otherwise };
                self.value(chosen)?
            }
            Expr::Concat(parts) => {
                let mut text = Vec::new();
                for part in parts {
                    text.extend_from_slice(&self.text(part)?);
                    if text.len() > 16 << 20 {
                        return Err(Halt::Fatal("drydock: awk texts of more than 16 MiB are not simulated".to_owned()));
                    }
                }
                self.work(text.len())?;
                Value::text(text)
            }
            Expr::Compare(comparison, left, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                let order = left.compare(&right, &self.global_text(globals::CONVFMT));
                Value::truth(match comparison {
                    Comparison::Less => order.is_some_and(std::cmp::Ordering::is_lt),
                    Comparison::LessOrEqual => order.is_some_and(std::cmp::Ordering::is_le),
                    Comparison::Equal => order.is_some_and(std::cmp::Ordering::is_eq),
                    Comparison::NotEqual => !order.is_some_and(std::cmp::Ordering::is_eq),
                    Comparison::Greater => order.is_some_and(std::cmp::Ordering::is_gt),
                    Comparison::GreaterOrEqual => order.is_some_and(std::cmp::Ordering::is_ge),
                })
            }
            Expr::Match(negated, text, pattern) => {
                let text = self.text(text)?;
                let regex = self.regex(pattern)?;
                self.work(text.len() * 4)?;
                Value::truth(regex.is_match(&text) != *negated)
            }
            Expr::In(subscript, array) => {
                let key = self.key(subscript)?;
                Value::truth(self.array(*array)?.borrow().contains_key(&key))
            }
            Expr::Call(function, arguments) => self.call(*function, arguments)?,
            Expr::Builtin(builtin, arguments) => self.builtin(*builtin, arguments)?,
            Expr::Getline(place, origin) => self.getline(place.as_deref(), origin)?,
        })
    }

    // ---- patterns --------------------------------------------------------------------------------------------------------

    /// An expression as a pattern: one in slashes as it is, any other by its text.
    pub(super) fn regex(&mut self, expression: &Expr) -> Run<Rc<Regex>> {
        if let Expr::Regex(regex) = expression {
            return Ok(regex.clone());
        }
        let text = self.text(expression)?;
        self.regex_of(&text)
    }

    /// The pattern that a text is.
    pub(super) fn regex_of(&mut self, text: &Bytes) -> Run<Rc<Regex>> {
        if let Some(regex) = self.regexes.get(text) {
            return Ok(regex.clone());
        }
        self.work(text.len() * 64)?;
        match Regex::new(&plain_pattern(text), Flavor::Awk, false) {
            Ok(regex) => {
                let regex = Rc::new(regex.of_characters(self.ctx.is_utf8()));
                self.regexes.insert(text.clone(), regex.clone());
                Ok(regex)
            }
            Err(error) => Err(Halt::Fatal(format!("{error}: /{}/", String::from_utf8_lossy(text)))),
        }
    }

    // ---- variables -------------------------------------------------------------------------------------------------------

    /// A variable that awk itself knows.
    pub(super) fn global(&self, at: usize) -> Value {
        match &self.globals[at] {
            Cell::Scalar(value) => value.clone(),
            _ => Value::Unset,
        }
    }

    /// Such a variable as text.
    pub(super) fn global_text(&self, at: usize) -> Bytes {
        match &self.globals[at] {
            Cell::Scalar(Value::Text(text) | Value::Input(text)) => text.clone(),
            Cell::Scalar(value) => value.bytes(b"%.6g"),
            _ => Bytes::from(&b""[..]),
        }
    }

    pub(super) fn whole_record(&mut self) -> Bytes {
        let (joiner, format) = (self.global_text(globals::OFS), self.global_text(globals::CONVFMT));
        self.record.whole(&joiner, &format)
    }

    fn cell(&mut self, variable: Variable) -> &mut Cell {
        match variable {
            Variable::Global(at) => &mut self.globals[at],
            Variable::Local(at) => match self.frames.last_mut() {
                Some(frame) => &mut frame[at],
                // Only functions have local variables.
                None => &mut self.globals[globals::RT],
            },
        }
    }

    fn name(&self, variable: Variable) -> String {
        match variable {
            Variable::Global(at) => self.program.globals[at].to_string(),
            Variable::Local(_) => "a parameter".to_owned(),
        }
    }

    fn get(&mut self, place: &Place) -> Run<Value> {
        match place {
            Place::Variable(Variable::Global(globals::NF)) => {
                self.split_record();
                Ok(Value::Number(self.record.count() as f64))
            }
            Place::Variable(variable) => match self.cell(*variable) {
                Cell::Unset => Ok(Value::Unset),
                Cell::Scalar(value) => Ok(value.clone()),
                Cell::Array(_) => {
                    let name = self.name(*variable);
                    Err(Halt::Fatal(format!("attempt to use array `{name}' in a scalar context")))
                }
            },
            Place::Field(number) => {
                let number = self.field_number(number)?;
                if number == 0 {
                    return Ok(Value::Input(self.whole_record()));
                }
                self.split_record();
                Ok(self.record.field(number))
            }
            Place::Element(array, subscript) => {
                let key = self.key(subscript)?;
                let array = self.array(*array)?;
                // An element that is looked at is there from then on.
                let value = array.borrow_mut().entry(key).or_default().clone();
                Ok(value)
            }
        }
    }

    fn field_number(&mut self, number: &Expr) -> Run<usize> {
        let number = self.number(number)?;
        if number < 0.0 {
            return Err(Halt::Fatal(format!("attempt to access field {number:.0}")));
        }
        if number > MAX_FIELDS as f64 {
            return Err(Halt::Fatal(format!("drydock: awk with more than {MAX_FIELDS} fields is not simulated")));
        }
        Ok(number as usize)
    }

    /// Assigns to a place.
    pub(super) fn assign(&mut self, place: &Place, value: Value) -> Run<()> {
        match place {
            Place::Variable(Variable::Global(globals::NF)) => {
                let count = self.field_number(&Expr::Number(value.number()))?;
                self.work(count)?;
                self.split_record();
                self.record.set_count(count);
            }
            Place::Variable(Variable::Global(globals::IGNORECASE)) if value.holds() => {
                return Err(Halt::Fatal("drydock: awk's IGNORECASE is not simulated".to_owned()));
            }
            Place::Variable(variable) => {
                let cell = self.cell(*variable);
                if matches!(cell, Cell::Array(_)) {
                    let name = self.name(*variable);
                    return Err(Halt::Fatal(format!("attempt to use array `{name}' in a scalar context")));
                }
                *cell = Cell::Scalar(value);
            }
            Place::Field(number) => {
                let number = self.field_number(number)?;
                if number == 0 {
                    let text = self.text_of(&value);
                    return self.set_record(text);
                }
                self.work(number)?;
                self.split_record();
                self.record.set_field(number, value);
            }
            Place::Element(array, subscript) => {
                let key = self.key(subscript)?;
                self.array(*array)?.borrow_mut().insert(key, value);
            }
        }
        Ok(())
    }

    /// The array of a variable; one that holds nothing becomes an array.
    pub(super) fn array(&mut self, variable: Variable) -> Run<Array> {
        let cell = self.cell(variable);
        match cell {
            Cell::Array(array) => Ok(array.clone()),
            Cell::Unset => {
                let array = Array::default();
                *cell = Cell::Array(array.clone());
                Ok(array)
            }
            Cell::Scalar(_) => {
                let name = self.name(variable);
                Err(Halt::Fatal(format!("attempt to use scalar `{name}' as an array")))
            }
        }
    }

    /// The key that a subscript is.
    pub(super) fn key(&mut self, subscript: &[Expr]) -> Run<Key> {
        let mut text = Vec::new();
        for (at, part) in subscript.iter().enumerate() {
            if at > 0 {
                text.extend_from_slice(&self.global_text(globals::SUBSEP));
            }
            text.extend_from_slice(&self.text(part)?);
        }
        Ok(Key::of(&text.into()))
    }

    // ---- calls -----------------------------------------------------------------------------------------------------------

    fn call(&mut self, function: usize, arguments: &[Expr]) -> Run<Value> {
        let program = self.program;
        let function = &program.functions[function];
        if arguments.len() > function.parameters.len() {
            let name = &function.name;
            return Err(Halt::Fatal(format!("function `{name}' called with more arguments than declared")));
        }
        if self.frames.len() >= MAX_CALLS {
            return Err(Halt::Fatal(format!(
                "drydock: more than {MAX_CALLS} calls inside of one another are not simulated"
            )));
        }
        let mut frame = Vec::with_capacity(function.parameters.len());
        for (at, parameter) in function.parameters.iter().enumerate() {
            frame.push(match arguments.get(at) {
                None => Cell::Unset,
                Some(Expr::Get(Place::Variable(variable))) if parameter.array => Cell::Array(self.array(*variable)?),
                Some(_) if parameter.array => {
                    let name = &parameter.name;
                    return Err(Halt::Fatal(format!("attempt to use scalar parameter `{name}' as an array")));
                }
                Some(argument) => Cell::Scalar(self.value(argument)?),
            });
        }
        self.frames.push(frame);
        let flow = self.block(&function.body);
        self.frames.pop();
        match flow? {
            Flow::Return(value) => Ok(value),
            Flow::Normal | Flow::Break | Flow::Continue => Ok(Value::Unset),
        }
    }

    fn getline(&mut self, place: Option<&Place>, origin: &Origin) -> Run<Value> {
        let record = match origin {
            Origin::Input => self.next_record()?,
            Origin::File(file) => {
                let name = self.text(file)?;
                if !self.files.open.contains_key(&name) {
                    let Ok(bytes) = self.file(&name) else { return Ok(Value::Number(-1.0)) };
                    self.files.open.insert(name.clone(), Source::new(bytes));
                }
                self.next_of(&name)?
            }
            Origin::Command(command) => {
                let command = self.text(command)?;
                if !self.files.open.contains_key(&command) {
                    self.close_outputs()?;
                    let (_, printed) = run_piped(self.ctx, &shell_words(&command), None, true).map_err(Halt::Wait)?;
                    self.files.open.insert(command.clone(), Source::new(printed.into()));
                }
                let record = self.next_of(&command)?;
                if record.is_some() {
                    let count = self.global(globals::NR).number();
                    self.globals[globals::NR] = Cell::Scalar(Value::Number(count + 1.0));
                }
                record
            }
        };
        let Some(record) = record else { return Ok(Value::Number(0.0)) };
        match place {
            Some(place) => self.assign(place, Value::Input(record))?,
            None => self.set_record(record)?,
        }
        Ok(Value::Number(1.0))
    }
}

fn arithmetic(operator: Arithmetic, left: f64, right: f64) -> Run<f64> {
    Ok(match operator {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide if right == 0.0 => return Err(Halt::Fatal("division by zero attempted".to_owned())),
        Arithmetic::Divide => left / right,
        Arithmetic::Remainder if right == 0.0 => {
            return Err(Halt::Fatal("division by zero attempted in `%'".to_owned()));
        }
        Arithmetic::Remainder => left % right,
        Arithmetic::Power => left.powf(right),
    })
}

/// The words by which a shell runs a command.
pub(super) fn shell_words(command: &Bytes) -> [Text; 3] {
    [b"sh"[..].into(), b"-c"[..].into(), command.clone()]
}

/// An array of these elements, numbered from 1.
pub(super) fn numbered(values: impl Iterator<Item = Value>) -> BTreeMap<Key, Value> {
    values.enumerate().map(|(at, value)| (Key::Whole(at as i64 + 1), value)).collect()
}
