//! Running a template.

use std::fmt;
use std::rc::Rc;

use super::function::{self, Parameter};
use super::lex::line;
use super::node::{Branch, Command, Control, Node, Number, Pipe, Term, TermKind};
use super::value::Value;
use super::{MissingKey, Options, print};
use crate::cli::go;

/// Nodes and arguments that are evaluated at most, and bytes that are printed: a loop in a loop in a loop has to end.
const MAX_STEPS: usize = 200_000;
const MAX_OUTPUT: usize = 16 << 20;

/// Runs `nodes` over `data`: what was printed, and the error that ended it.
pub(super) fn execute(nodes: &[Node], text: &str, data: &Value, options: Options) -> (String, Result<(), String>) {
    let dot = Slot { value: data.clone(), boxed: false };
    let variables = vec![("$".into(), dot.clone())];
    let mut state = State { text, options, out: String::new(), variables, here: Here::Nowhere, steps: 0 };
    let result = state.walk_all(nodes, &dot).map(|_| ());
    (state.out, result)
}

/// A value, and whether it was taken out of something that holds values of any type (`interface {}`).
#[derive(Clone)]
struct Slot {
    value: Value,
    boxed: bool,
}

impl Slot {
    fn type_name(&self) -> String {
        if self.boxed { "interface {}".to_owned() } else { self.value.type_name() }
    }
}

impl From<Value> for Slot {
    fn from(value: Value) -> Self {
        Self { value, boxed: false }
    }
}

/// What an error is about.
#[derive(Clone, Copy)]
enum Here<'t> {
    Nowhere,
    Term(&'t Term),
    Command(&'t Command),
    Pipe(&'t Pipe),
}

impl fmt::Display for Here<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere => Ok(()),
            Self::Term(term) => term.fmt(f),
            Self::Command(command) => command.fmt(f),
            Self::Pipe(pipe) => pipe.fmt(f),
        }
    }
}

/// How a list of nodes ended.
#[derive(PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

struct State<'t> {
    text: &'t str,
    options: Options,
    out: String,
    variables: Vec<(Rc<str>, Slot)>,
    here: Here<'t>,
    steps: usize,
}

type Evaluated = Result<Slot, String>;

impl<'t> State<'t> {
    fn error<T>(&self, message: impl AsRef<str>) -> Result<T, String> {
        let at = match self.here {
            Here::Nowhere => 0,
            Here::Term(term) => term.at,
            Here::Command(command) => command.at,
            Here::Pipe(pipe) => pipe.at,
        };
        let column = at - self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let place = format!("template: :{}:{column}: executing \"\" at <{}>: ", line(self.text, at), self.here);
        Err(place + message.as_ref())
    }

    fn step(&mut self) -> Result<(), String> {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.out.len() > MAX_OUTPUT {
            return Err("drydock: a template that does so much is not simulated".to_owned());
        }
        Ok(())
    }

    fn walk_all(&mut self, nodes: &'t [Node], dot: &Slot) -> Result<Flow, String> {
        for node in nodes {
            let flow = self.walk(node, dot)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn walk(&mut self, node: &'t Node, dot: &Slot) -> Result<Flow, String> {
        self.step()?;
        match node {
            Node::Text(text) => self.out.push_str(text),
            Node::Action(pipe) => {
                let value = self.pipeline(pipe, dot)?;
                if pipe.variables.is_empty() {
                    self.print(&value)?;
                }
            }
            Node::Branch(branch) => {
                let scope = self.variables.len();
                let flow = self.branch(branch, dot)?;
                self.variables.truncate(scope);
                return Ok(flow);
            }
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::Next)
    }

    fn print(&mut self, value: &Value) -> Result<(), String> {
        if value.is_context() {
            return Err("drydock: what is inside of a formatter's context is not simulated".to_owned());
        }
        if let Value::Lookup(_) = value {
            return self.error("can't print method of type ".to_owned() + &value.type_name());
        }
        self.out.push_str(&print::printed(value));
        Ok(())
    }

    fn branch(&mut self, branch: &'t Branch, dot: &Slot) -> Result<Flow, String> {
        let value = self.pipeline(&branch.pipe, dot)?;
        match branch.control {
            Control::Range => self.range(branch, &value, dot),
            _ if !value.is_true() => self.walk_all(&branch.otherwise, dot),
            Control::With => self.walk_all(&branch.then, &value.into()),
            Control::If => self.walk_all(&branch.then, dot),
        }
    }

    fn range(&mut self, branch: &'t Branch, value: &Value, dot: &Slot) -> Result<Flow, String> {
        let items: Vec<(Value, Slot)> = match value {
            Value::None => Vec::new(),
            Value::List(list) => {
                let boxed = list.type_name == "[]interface {}";
                let slot = |(n, item): (usize, &Value)| (Value::int(n as i64), Slot { value: item.clone(), boxed });
                list.items.iter().flatten().enumerate().map(slot).collect()
            }
            Value::Map(map) => {
                let boxed = map.zero == Value::None;
                let slot =
                    |(key, item): (&Rc<str>, &Value)| (Value::String(key.clone()), Slot { value: item.clone(), boxed });
                map.entries.iter().flatten().map(slot).collect()
            }
            _ => return self.error("range can't iterate over ".to_owned() + &print::plain(value)),
        };
        if items.is_empty() {
            return self.walk_all(&branch.otherwise, dot);
        }
        let scope = self.variables.len();
        for (index, item) in items {
            // The pipeline has bound its variables to the whole; now they are bound to the parts.
            match branch.pipe.variables.as_slice() {
                [] => {}
                [element] => self.bind(element, item.clone(), branch.pipe.assign)?,
                [key, element, ..] => {
                    self.bind(key, index.into(), branch.pipe.assign)?;
                    self.bind(element, item.clone(), branch.pipe.assign)?;
                }
            }
            let flow = self.walk_all(&branch.then, &item)?;
            self.variables.truncate(scope);
            if flow == Flow::Break {
                break;
            }
        }
        Ok(Flow::Next)
    }

    fn bind(&mut self, name: &Rc<str>, slot: Slot, assign: bool) -> Result<(), String> {
        let known = self.variables.iter_mut().rev().find(|(known, _)| assign && known == name);
        match known {
            Some((_, old)) => *old = slot,
            None if assign => return self.error("undefined variable: ".to_owned() + name),
            None => self.variables.push((name.clone(), slot)),
        }
        Ok(())
    }

    fn pipeline(&mut self, pipe: &'t Pipe, dot: &Slot) -> Result<Value, String> {
        self.here = Here::Pipe(pipe);
        let mut value: Option<Value> = None;
        for command in &pipe.commands {
            value = Some(self.command(command, dot, value)?.value);
        }
        let value = value.unwrap_or(Value::None);
        for name in &pipe.variables {
            self.bind(name, value.clone().into(), pipe.assign)?;
        }
        Ok(value)
    }

    fn command(&mut self, command: &'t Command, dot: &Slot, last: Option<Value>) -> Evaluated {
        let Some((first, args)) = command.terms.split_first() else { return Ok(Value::None.into()) };
        match &first.kind {
            TermKind::Field(_) | TermKind::Chain(..) | TermKind::Variable(..) => self.operand(first, args, dot, last),
            TermKind::Function(name) => {
                self.here = Here::Term(first);
                self.call(name, Here::Command(command), args, dot, last).map(Slot::from)
            }
            TermKind::Pipe(pipe) => {
                self.no_arguments(first, args, last.as_ref())?;
                self.pipeline(pipe, dot).map(Slot::from)
            }
            _ => {
                self.here = Here::Term(first);
                self.no_arguments(first, args, last.as_ref())?;
                match &first.kind {
                    TermKind::Nil => self.error("nil is not a command"),
                    _ => Ok(constant(first, dot)),
                }
            }
        }
    }

    fn no_arguments(&self, first: &Term, args: &[Term], last: Option<&Value>) -> Result<(), String> {
        if args.is_empty() && last.is_none() {
            return Ok(());
        }
        self.error(format!("can't give argument to non-function {first}"))
    }

    /// A term with fields, the last of which may be a method that takes arguments.
    fn operand(&mut self, term: &'t Term, args: &'t [Term], dot: &Slot, last: Option<Value>) -> Evaluated {
        self.here = Here::Term(term);
        let (receiver, names) = match &term.kind {
            TermKind::Field(names) => (dot.clone(), names),
            TermKind::Variable(name, names) => {
                let slot = self.variables.iter().rev().find(|(known, _)| known == name).map(|(_, slot)| slot.clone());
                let slot = slot.unwrap_or_else(|| Value::None.into());
                if names.is_empty() {
                    self.no_arguments(term, args, last.as_ref())?;
                    return Ok(slot);
                }
                (slot, names)
            }
            TermKind::Chain(inner, names) => {
                if let TermKind::Nil = inner.kind {
                    return self.error(format!("indirection through explicit nil in {term}"));
                }
                (self.argument(inner, dot)?, names)
            }
            _ => return Ok(constant(term, dot)),
        };
        let Some((name, before)) = names.split_last() else { return Ok(receiver) };
        let mut receiver = receiver;
        for name in before {
            receiver = self.field(term, &receiver, name, &[], dot, None)?;
        }
        self.field(term, &receiver, name, args, dot, last)
    }

    fn field(
        &mut self,
        term: &'t Term,
        receiver: &Slot,
        name: &str,
        args: &'t [Term],
        dot: &Slot,
        last: Option<Value>,
    ) -> Evaluated {
        let has_arguments = !args.is_empty() || last.is_some();
        match &receiver.value {
            Value::None if receiver.boxed => {
                return self.error(["nil pointer evaluating interface {}.", name].concat());
            }
            Value::None => {
                return match self.options.missing_key {
                    MissingKey::NoValue => Ok(Value::None.into()),
                    MissingKey::Error => self.error("nil data; no entry for key ".to_owned() + &go::quote(name)),
                };
            }
            Value::NilPointer(type_name) => {
                return self.error(["nil pointer evaluating ", type_name, ".", name].concat());
            }
            Value::Struct(inner) => {
                if let Some(field) = inner.fields.iter().find(|field| field.name == name) {
                    return self.member(term, &field.value, name, inner.pointer, args, dot, last);
                }
            }
            Value::Map(map) if map.key_type == "string" => {
                if has_arguments {
                    return self.error(name.to_owned() + " is not a method but has arguments");
                }
                let boxed = map.zero == Value::None;
                return match map.get(name) {
                    Some(value) => Ok(Slot { value: value.clone(), boxed }),
                    None if self.options.missing_key == MissingKey::Error => {
                        self.error("map has no entry for key ".to_owned() + &go::quote(name))
                    }
                    None => Ok(Value::None.into()),
                };
            }
            _ => {}
        }
        self.error(["can't evaluate field ", name, " in type ", &receiver.type_name()].concat())
    }

    /// A struct's field, or a method of a context.
    #[expect(clippy::too_many_arguments, reason = "what a call is made of")]
    fn member(
        &mut self,
        term: &'t Term,
        value: &Value,
        name: &str,
        method: bool,
        args: &'t [Term],
        dot: &Slot,
        last: Option<Value>,
    ) -> Evaluated {
        let given = args.len() + usize::from(last.is_some());
        let Value::Lookup(map) = value else {
            return match given {
                0 => Ok(value.clone().into()),
                _ if method => self.error(format!("wrong number of args for {name}: want 0 got {given}")),
                _ => self.error(name.to_owned() + " has arguments but cannot be invoked as function"),
            };
        };
        if given != 1 {
            return self.error(format!("wrong number of args for {name}: want 1 got {given}"));
        }
        let key = match (args.first(), last) {
            (Some(arg), _) => self.typed_argument(arg, Parameter::String, dot)?,
            (None, last) => self.check_type(last.unwrap_or(Value::None).into(), Parameter::String)?,
        };
        self.here = Here::Term(term);
        let Value::String(key) = key else { return Ok(map.zero.clone().into()) };
        Ok(map.get(&key).cloned().unwrap_or_else(|| map.zero.clone()).into())
    }

    fn call(
        &mut self,
        name: &str,
        place: Here<'t>,
        args: &'t [Term],
        dot: &Slot,
        last: Option<Value>,
    ) -> Result<Value, String> {
        self.step()?;
        let Some(signature) = function::signature(name, self.options.functions) else {
            return self.error(go::quote(name) + " is not a defined function");
        };
        let given = args.len() + usize::from(last.is_some());
        let wanted = signature.fixed.len();
        if signature.more.is_some() && given < wanted {
            return self.error(format!("wrong number of args for {name}: want at least {wanted} got {}", args.len()));
        }
        if signature.more.is_none() && given != wanted {
            return self.error(format!("wrong number of args for {name}: want {wanted} got {given}"));
        }
        let parameter = |n: usize| signature.fixed.get(n).copied().or(signature.more).unwrap_or(Parameter::Any);
        let mut values = Vec::with_capacity(given);
        for (n, arg) in args.iter().enumerate() {
            let value = self.typed_argument(arg, parameter(n), dot)?;
            let decided = matches!((name, value.is_true()), ("or", true) | ("and", false));
            values.push(value);
            if decided {
                return function::call(name, &values, self.options.functions);
            }
        }
        if let Some(last) = last {
            values.push(self.check_type(last.into(), parameter(args.len()))?);
        }
        function::call(name, &values, self.options.functions).or_else(|message| {
            self.here = place;
            self.error(["error calling ", name, ": ", &message].concat())
        })
    }

    /// The value of an argument, whatever its type.
    fn argument(&mut self, term: &'t Term, dot: &Slot) -> Evaluated {
        self.step()?;
        self.here = Here::Term(term);
        match &term.kind {
            TermKind::Field(_) | TermKind::Variable(..) | TermKind::Chain(..) => self.operand(term, &[], dot, None),
            TermKind::Pipe(pipe) => self.pipeline(pipe, dot).map(Slot::from),
            TermKind::Function(name) => self.call(name, Here::Term(term), &[], dot, None).map(Slot::from),
            _ => Ok(constant(term, dot)),
        }
    }

    fn typed_argument(&mut self, term: &'t Term, parameter: Parameter, dot: &Slot) -> Result<Value, String> {
        self.here = Here::Term(term);
        match (&term.kind, parameter) {
            (TermKind::Nil, Parameter::String | Parameter::Int) => {
                self.error("cannot assign nil to ".to_owned() + type_of(parameter))
            }
            (TermKind::String(..), Parameter::String) | (_, Parameter::Any) => {
                self.argument(term, dot).map(|slot| slot.value)
            }
            (TermKind::Number(_, Number::Int(_)), Parameter::Int) => self.argument(term, dot).map(|slot| slot.value),
            (TermKind::Number(_, Number::Float(number)), Parameter::Int) if number.fract() == 0.0 => {
                Ok(Value::int(*number as i64))
            }
            (TermKind::Bool(_) | TermKind::Number(..) | TermKind::String(..), _) => self.error(match parameter {
                Parameter::String => format!("expected string; found {term}"),
                Parameter::Int => format!("expected integer; found {term}"),
                Parameter::Strings | Parameter::Any => {
                    format!("can't handle {term} for arg of type {}", type_of(parameter))
                }
            }),
            _ => {
                let slot = self.argument(term, dot)?;
                self.check_type(slot, parameter)
            }
        }
    }

    fn check_type(&self, slot: Slot, parameter: Parameter) -> Result<Value, String> {
        let value = slot.value;
        let fits = match (&value, parameter) {
            (_, Parameter::Any)
            | (Value::String(_), Parameter::String)
            | (Value::Int(_, "int"), Parameter::Int)
            | (Value::None, Parameter::Strings) => true,
            (Value::List(list), Parameter::Strings) => list.type_name != "[]interface {}",
            (Value::None, _) => return self.error("invalid value; expected ".to_owned() + type_of(parameter)),
            _ => false,
        };
        if fits {
            return Ok(value);
        }
        let (wanted, got) = (type_of(parameter), value.type_name());
        self.error(["wrong type for value; expected ", wanted, "; got ", &got].concat())
    }
}

/// The value of a term that has no parts.
fn constant(term: &Term, dot: &Slot) -> Slot {
    match &term.kind {
        TermKind::Dot => dot.clone(),
        TermKind::Bool(value) => Value::Bool(*value).into(),
        TermKind::Number(_, Number::Int(number)) => Value::int(*number).into(),
        TermKind::Number(_, Number::Float(number)) => Value::Float(*number).into(),
        TermKind::String(_, value) => Value::String(value.clone()).into(),
        _ => Value::None.into(),
    }
}

const fn type_of(parameter: Parameter) -> &'static str {
    match parameter {
        Parameter::Any => "interface {}",
        Parameter::String => "string",
        Parameter::Int => "int",
        Parameter::Strings => "[]string",
    }
}
