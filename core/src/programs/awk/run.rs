//! Runs a program: its rules over the records, its statements.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::ast::{Block, Expr, Pattern, Place, Program, Statement, Variable};
use super::globals;
use super::input::{Ending, Files, Source};
use super::output::Outputs;
use super::record::{Record, Separator};
use super::value::{Bytes, Key, Value};
use crate::pattern::Regex;
use crate::programs::{Context, Wait};

/// An array. Functions get it itself, not a copy.
pub(super) type Array = Rc<RefCell<BTreeMap<Key, Value>>>;

/// What a variable holds.
#[derive(Clone, Debug, Default)]
pub(super) enum Cell {
    #[default]
    Unset,
    Scalar(Value),
    Array(Array),
}

/// Why statements do not go on in order.
#[derive(Debug)]
pub(super) enum Halt {
    Next,
    NextFile,
    Exit,
    Fatal(String),
    Wait(Wait),
}

/// How a statement ended.
pub(super) enum Flow {
    Normal,
    Break,
    Continue,
    Return(Value),
}

pub(super) type Run<T> = Result<T, Halt>;

/// Steps that a program may take: statements, and the bytes that it moves around.
const MAX_STEPS: u64 = 5_000_000;

/// A running program.
pub(super) struct Runtime<'p, 'c, 'm> {
    pub(super) program: &'p Program,
    pub(super) ctx: &'c mut Context<'m>,
    pub(super) globals: Vec<Cell>,
    pub(super) frames: Vec<Vec<Cell>>,
    pub(super) record: Record,
    pub(super) files: Files,
    pub(super) outputs: Outputs,
    pub(super) regexes: BTreeMap<Bytes, Rc<Regex>>,
    /// `FS` as it was when the record was read.
    pub(super) separator: Separator,
    ranges: Vec<bool>,
    steps: u64,
    pub(super) depth: u32,
    pub(super) exit: u8,
    /// Which argument is next, what is being read, whether anything was.
    argument: usize,
    source: Option<Source>,
    read_any: bool,
}

impl<'p, 'c, 'm> Runtime<'p, 'c, 'm> {
    pub(super) fn new(program: &'p Program, ctx: &'c mut Context<'m>, files: Files) -> Self {
        let text = |text: &[u8]| Cell::Scalar(Value::text(text));
        let mut cells = vec![Cell::Unset; program.globals.len()];
        for (at, value) in [
            (globals::FS, &b" "[..]),
            (globals::OFS, b" "),
            (globals::RS, b"\n"),
            (globals::ORS, b"\n"),
            (globals::SUBSEP, b"\x1c"),
            (globals::CONVFMT, b"%.6g"),
            (globals::OFMT, b"%.6g"),
        ] {
            cells[at] = text(value);
        }
        cells[globals::RLENGTH] = Cell::Scalar(Value::Number(-1.0));
        let env: BTreeMap<Key, Value> =
            ctx.env.iter().map(|(name, value)| (Key::of(name), Value::Input(value.clone()))).collect();
        cells[globals::ENVIRON] = Cell::Array(Rc::new(RefCell::new(env)));
        Self {
            program,
            ctx,
            globals: cells,
            frames: Vec::new(),
            record: Record::default(),
            files,
            outputs: Outputs::default(),
            regexes: BTreeMap::new(),
            separator: Separator::Blanks,
            ranges: vec![false; program.rules.len()],
            steps: 0,
            depth: 0,
            exit: 0,
            argument: 1,
            source: None,
            read_any: false,
        }
    }

    /// The command line's arguments, the program's name first.
    pub(super) fn set_arguments(&mut self, arguments: &[Bytes]) {
        let array = arguments.iter().enumerate().map(|(at, text)| (Key::Whole(at as i64), Value::Input(text.clone())));
        self.globals[globals::ARGV] = Cell::Array(Rc::new(RefCell::new(array.collect())));
        self.globals[globals::ARGC] = Cell::Scalar(Value::Number(arguments.len() as f64));
    }

    /// At which record it is, as a complaint names it.
    pub(super) fn place(&self) -> String {
        let number = self.global(globals::FNR).number();
        if number == 0.0 {
            return String::new();
        }
        let name = self.global_text(globals::FILENAME);
        let name = if name.is_empty() { "-".into() } else { String::from_utf8_lossy(&name) };
        format!("(FILENAME={name} FNR={number}) ")
    }

    /// Counts work; a program that does too much ends.
    pub(super) fn work(&mut self, amount: usize) -> Run<()> {
        self.steps += 1 + amount as u64 / 64;
        if self.steps > MAX_STEPS || self.ctx.overflows() {
            return Err(Halt::Fatal("drydock: an awk program that does so much is not simulated".to_owned()));
        }
        Ok(())
    }

    // ---- the whole -------------------------------------------------------------------------------------------------------

    /// Everything, from `BEGIN` to `END`.
    pub(super) fn whole(&mut self) -> Run<()> {
        let program = self.program;
        let mut ended = self.blocks(&program.begin);
        if matches!(ended, Ok(())) && !(program.rules.is_empty() && program.end.is_empty()) {
            ended = self.records();
        }
        if matches!(ended, Ok(()) | Err(Halt::Exit)) {
            match (ended, self.blocks(&program.end)) {
                (_, Err(Halt::Exit) | Ok(())) => {}
                (_, other) => return other,
            }
            return Ok(());
        }
        ended
    }

    fn blocks(&mut self, blocks: &[Block]) -> Run<()> {
        blocks.iter().try_for_each(|block| self.block(block).map(|_| ()))
    }

    fn records(&mut self) -> Run<()> {
        while let Some(record) = self.next_record()? {
            self.set_record(record)?;
            match self.rules() {
                Ok(()) | Err(Halt::Next) => {}
                Err(Halt::NextFile) => self.source = None,
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    fn rules(&mut self) -> Run<()> {
        let program = self.program;
        for (at, rule) in program.rules.iter().enumerate() {
            let applies = match &rule.pattern {
                Pattern::Always => true,
                Pattern::When(condition) => self.holds(condition)?,
                Pattern::Range(from, to) => {
                    let inside = self.ranges[at] || self.holds(from)?;
                    if inside {
                        self.ranges[at] = !self.holds(to)?;
                    }
                    inside
                }
            };
            if !applies {
                continue;
            }
            match &rule.action {
                Some(block) => {
                    self.block(block)?;
                }
                None => self.print(&[], None)?,
            }
        }
        Ok(())
    }

    // ---- records ---------------------------------------------------------------------------------------------------------

    fn ending(&mut self) -> Run<Ending> {
        let text = self.global_text(globals::RS);
        Ok(match &*text {
            [] => Ending::Paragraph,
            [byte] => Ending::Byte(*byte),
            _ => Ending::Regex(self.regex_of(&text)?),
        })
    }

    /// The next record of the files on the command line.
    pub(super) fn next_record(&mut self) -> Run<Option<Bytes>> {
        let ending = self.ending()?;
        loop {
            if let Some(source) = &mut self.source {
                if let Some((record, end)) = source.next(&ending) {
                    self.work(record.len())?;
                    for counter in [globals::NR, globals::FNR] {
                        let count = self.global(counter).number();
                        self.globals[counter] = Cell::Scalar(Value::Number(count + 1.0));
                    }
                    self.globals[globals::RT] = Cell::Scalar(Value::Text(end));
                    return Ok(Some(record));
                }
                self.source = None;
            }
            if !self.open_next()? {
                return Ok(None);
            }
        }
    }

    /// The next record of a file that `getline` reads.
    pub(super) fn next_of(&mut self, name: &Bytes) -> Run<Option<Bytes>> {
        let ending = self.ending()?;
        let found = self.files.open.get_mut(name).and_then(|source| source.next(&ending));
        self.work(found.as_ref().map_or(0, |(record, _)| record.len()))?;
        Ok(found.map(|(record, _)| record))
    }

    /// Opens the next file of the command line; whether there is one.
    fn open_next(&mut self) -> Run<bool> {
        loop {
            let count = self.global(globals::ARGC).number();
            if self.argument as f64 >= count {
                if self.read_any {
                    return Ok(false);
                }
                self.read_any = true;
                let bytes = self.file(b"-").unwrap_or_else(|_| Bytes::from(&b""[..]));
                self.source = Some(Source::new(bytes));
                return Ok(true);
            }
            let Cell::Array(arguments) = &self.globals[globals::ARGV] else { return Ok(false) };
            let name = arguments.borrow().get(&Key::Whole(self.argument as i64)).cloned().unwrap_or_default();
            let name = name.bytes(b"%.6g");
            self.argument += 1;
            self.work(1)?;
            if name.is_empty() {
                continue;
            }
            if let Some((variable, value)) = assignment(&name) {
                self.assign_argument(variable, value);
                continue;
            }
            match self.file(&name) {
                Ok(bytes) => {
                    self.read_any = true;
                    self.globals[globals::FNR] = Cell::Scalar(Value::Number(0.0));
                    self.globals[globals::FILENAME] = Cell::Scalar(Value::Text(name));
                    self.source = Some(Source::new(bytes));
                    return Ok(true);
                }
                Err(message) => {
                    self.read_any = true;
                    let shown = String::from_utf8_lossy(&name).into_owned();
                    if self.ctx.busybox() {
                        self.exit = 1;
                        self.ctx.complain(format_args!("{shown}: {message}"));
                        return Err(Halt::Exit);
                    }
                    self.exit = 2;
                    if message == "Is a directory" {
                        self.exit = 0;
                        self.ctx
                            .complain(format_args!("warning: command line argument `{shown}' is a directory: skipped"));
                    } else {
                        let old = self.ctx.profile().tree == crate::profile::TreeVersion::V1;
                        let message = if old { format!(" ({message})") } else { format!(": {message}") };
                        self.ctx.complain(format_args!("fatal: cannot open file `{shown}' for reading{message}"));
                        return Err(Halt::Exit);
                    }
                }
            }
        }
    }

    /// `name=value` on the command line.
    pub(super) fn assign_argument(&mut self, name: &[u8], value: &[u8]) {
        let known = self.program.globals.iter().position(|known| known.as_bytes() == name);
        if let Some(at) = known
            && !matches!(self.globals[at], Cell::Array(_))
        {
            self.globals[at] = Cell::Scalar(Value::Input(super::lex::unescaped(value).into()));
        }
    }

    /// A file's bytes, or the system's words for why there are none.
    pub(super) fn file(&mut self, name: &[u8]) -> Result<Bytes, String> {
        if let Some(bytes) = self.files.read.remove(name) {
            return Ok(bytes);
        }
        if matches!(name, b"-" | b"/dev/stdin") {
            return Ok(Bytes::from(&b""[..]));
        }
        match self.ctx.read_file(name) {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("drydock: waiting for this file is not simulated".to_owned()),
        }
    }

    /// Makes a text the current record.
    pub(super) fn set_record(&mut self, record: Bytes) -> Run<()> {
        let separator = self.global_text(globals::FS);
        self.separator = self.separator_of(&separator)?;
        self.record.set(record);
        Ok(())
    }

    /// How a text separates fields.
    pub(super) fn separator_of(&mut self, text: &Bytes) -> Run<Separator> {
        let paragraphs = self.global_text(globals::RS).is_empty();
        Ok(match &**text {
            b" " => Separator::Blanks,
            [] => Separator::Nothing,
            [byte] if *byte != b'\\' && !paragraphs => Separator::Byte(*byte),
            [byte] => {
                let quoted = if paragraphs { [b"[\n", &[*byte][..], b"]"].concat() } else { vec![b'\\', *byte] };
                Separator::Regex(self.regex_of(&quoted.into())?)
            }
            pattern if paragraphs => Separator::Regex(self.regex_of(&[b"(", pattern, b")|\n"].concat().into())?),
            _ => Separator::Regex(self.regex_of(text)?),
        })
    }

    /// Splits the current record, if that was not done.
    pub(super) fn split_record(&mut self) {
        let separator = &self.separator;
        self.record.split(|| separator.clone());
    }

    // ---- statements ------------------------------------------------------------------------------------------------------

    pub(super) fn block(&mut self, block: &Block) -> Run<Flow> {
        for statement in block.iter() {
            match self.statement(statement)? {
                Flow::Normal => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Normal)
    }

    fn statement(&mut self, statement: &Statement) -> Run<Flow> {
        self.work(0)?;
        match statement {
            Statement::Expression(expression) => {
                self.value(expression)?;
            }
            Statement::Print(list, output) => self.print(list, output.as_ref())?,
            Statement::Printf(list, output) => self.printf(list, output.as_ref())?,
            Statement::Block(block) => return self.block(block),
            Statement::If(condition, then, otherwise) => {
                let chosen = if self.holds(condition)? { then } else { otherwise };
                return self.block(chosen);
            }
            Statement::While(condition, body) => return self.repeat(Some(condition), None, body),
            Statement::DoWhile(body, condition) => {
                return match self.block(body)? {
                    Flow::Break => Ok(Flow::Normal),
                    Flow::Return(value) => Ok(Flow::Return(value)),
                    Flow::Normal | Flow::Continue => self.repeat(Some(condition), None, body),
                };
            }
            Statement::For(first, condition, step, body) => {
                if let Some(first) = first {
                    self.value(first)?;
                }
                return self.repeat(condition.as_ref(), step.as_ref(), body);
            }
            Statement::ForIn(place, array, body) => return self.for_in(place, *array, body),
            Statement::Delete(array, subscript) => {
                let array = self.array(*array)?;
                match subscript {
                    None => array.borrow_mut().clear(),
                    Some(subscript) => {
                        let key = self.key(subscript)?;
                        array.borrow_mut().remove(&key);
                    }
                }
            }
            Statement::Next => return Err(Halt::Next),
            Statement::NextFile => return Err(Halt::NextFile),
            Statement::Break => return Ok(Flow::Break),
            Statement::Continue => return Ok(Flow::Continue),
            Statement::Exit(status) => {
                if let Some(status) = status {
                    self.exit = self.value(status)?.number() as i64 as u8;
                }
                return Err(Halt::Exit);
            }
            Statement::Return(value) => {
                let value = value.as_ref().map(|value| self.value(value)).transpose()?;
                return Ok(Flow::Return(value.unwrap_or_default()));
            }
        }
        Ok(Flow::Normal)
    }

    fn repeat(&mut self, condition: Option<&Expr>, step: Option<&Expr>, body: &Block) -> Run<Flow> {
        loop {
            self.work(0)?;
            if let Some(condition) = condition
                && !self.holds(condition)?
            {
                return Ok(Flow::Normal);
            }
            match self.block(body)? {
                Flow::Break => return Ok(Flow::Normal),
                Flow::Return(value) => return Ok(Flow::Return(value)),
                Flow::Normal | Flow::Continue => {}
            }
            if let Some(step) = step {
                self.value(step)?;
            }
        }
    }

    fn for_in(&mut self, place: &Place, array: Variable, body: &Block) -> Run<Flow> {
        let keys: Vec<Key> = self.array(array)?.borrow().keys().cloned().collect();
        for key in keys {
            self.work(0)?;
            self.assign(place, key.value())?;
            match self.block(body)? {
                Flow::Break => break,
                Flow::Return(value) => return Ok(Flow::Return(value)),
                Flow::Normal | Flow::Continue => {}
            }
        }
        Ok(Flow::Normal)
    }
}

/// An argument that assigns to a variable.
pub(super) fn assignment(argument: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = argument.iter().position(|c| *c == b'=')?;
    let name = &argument[..at];
    crate::script::is_name(name).then_some((name, &argument[at + 1..]))
}
