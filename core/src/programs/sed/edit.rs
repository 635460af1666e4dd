//! Runs a script over lines.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::script::{Address, Command, Verb};
use crate::pattern::Regex;
use crate::process::Text;
use crate::trace::shown;

/// Steps that one run takes, so that `:a;ba` ends.
const MAX_STEPS: usize = 5_000_000;

/// Works on lines.
pub(super) struct Editor {
    pub(super) commands: Vec<Command>,
    quiet: bool,
    /// What ends a line.
    end: u8,
    pub(super) out: Vec<u8>,
    /// What `r` puts behind lines: files that were read beforehand.
    pub(super) files: BTreeMap<Text, Rc<[u8]>>,
    /// What `w` writes, by file.
    pub(super) written: BTreeMap<Text, Vec<u8>>,
    hold: Vec<u8>,
    pub(super) pattern: Vec<u8>,
    line: usize,
    appended: Vec<u8>,
    pub(super) substituted: bool,
    pub(super) last: Option<Regex>,
    pub(super) status: u8,
    steps: usize,
    pub(super) wrong: Option<String>,
}

/// What becomes of a line.
pub(super) enum End {
    Normal,
    NoPrint,
    Restart,
    Quit(bool),
}

impl Editor {
    pub(super) const fn new(commands: Vec<Command>, quiet: bool, end: u8) -> Self {
        Self {
            commands,
            quiet,
            end,
            out: Vec::new(),
            files: BTreeMap::new(),
            written: BTreeMap::new(),
            hold: Vec::new(),
            pattern: Vec::new(),
            line: 0,
            appended: Vec::new(),
            substituted: false,
            last: None,
            status: 0,
            steps: 0,
            wrong: None,
        }
    }

    /// Ready for another file.
    pub(super) fn reset(&mut self) {
        self.line = 0;
        for command in &mut self.commands {
            command.active = false;
        }
    }

    /// Works on the lines of a text.
    pub(super) fn run(&mut self, text: &[u8]) {
        let end = self.end;
        let ends_open = !text.is_empty() && text.last() != Some(&end);
        let mut lines: Vec<&[u8]> = text.split(|c| *c == end).collect();
        if !ends_open {
            lines.pop();
        }
        let mut lines = lines.into_iter().peekable();
        let mut keep = false;
        loop {
            if !keep {
                let Some(line) = lines.next() else { break };
                self.pattern = line.to_vec();
                self.line += 1;
            }
            keep = false;
            match self.cycle(&mut lines) {
                End::Normal => self.print_unless_quiet(),
                End::NoPrint => {}
                End::Restart => keep = true,
                End::Quit(prints) => {
                    if prints {
                        self.print_unless_quiet();
                    }
                    self.append();
                    return self.finish(ends_open && lines.peek().is_none());
                }
            }
            self.append();
            if self.wrong.is_some() || self.out.len() > 16 << 20 {
                return;
            }
        }
        self.finish(ends_open);
    }

    /// The last line keeps having no line end.
    fn finish(&mut self, open: bool) {
        if open && self.out.last() == Some(&self.end) {
            self.out.pop();
        }
    }

    fn print_unless_quiet(&mut self) {
        if !self.quiet {
            self.print();
        }
    }

    pub(super) fn print(&mut self) {
        self.out.extend_from_slice(&self.pattern);
        self.out.push(self.end);
    }

    /// Sends the line to a file.
    pub(super) fn write(&mut self, file: &Text) {
        let line = [&self.pattern[..], &[self.end]].concat();
        match &**file {
            b"/dev/stdout" => self.out.extend_from_slice(&line),
            _ => self.written.entry(file.clone()).or_default().extend_from_slice(&line),
        }
    }

    fn append(&mut self) {
        self.out.append(&mut self.appended);
    }

    fn cycle<'t>(&mut self, lines: &mut std::iter::Peekable<impl Iterator<Item = &'t [u8]>>) -> End {
        let mut at = 0;
        self.substituted = false;
        while at < self.commands.len() {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                self.wrong = Some("drydock: this script goes on and on".to_owned());
                return End::NoPrint;
            }
            let is_last = lines.peek().is_none();
            let chosen = self.selects(at, is_last);
            let command = at;
            at += 1;
            if !chosen {
                if let Verb::Open(close) = &self.commands[command].verb {
                    at = *close;
                }
                continue;
            }
            match &self.commands[command].verb {
                Verb::Substitute(_) => self.substitute(command),
                Verb::Empty => self.pattern.clear(),
                Verb::Read(file) => {
                    let text = self.files.get(file).cloned();
                    self.appended.extend_from_slice(text.as_deref().unwrap_or_default());
                }
                Verb::Write(file) => {
                    let file = file.clone();
                    self.write(&file);
                }
                Verb::Translate(pairs) => {
                    let text = String::from_utf8_lossy(&self.pattern).into_owned();
                    let swap = |c: char| pairs.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
                    self.pattern = text.chars().map(swap).collect::<String>().into_bytes();
                }
                Verb::Delete => return End::NoPrint,
                Verb::DeleteFirst => match self.pattern.iter().position(|c| *c == b'\n') {
                    Some(end) => {
                        self.pattern.drain(..=end);
                        return End::Restart;
                    }
                    None => return End::NoPrint,
                },
                Verb::Print => self.print(),
                Verb::PrintFirst => {
                    let end = self.pattern.iter().position(|c| *c == b'\n').unwrap_or(self.pattern.len());
                    self.out.extend_from_slice(&self.pattern[..end]);
                    self.out.push(b'\n');
                }
                Verb::Next => {
                    if is_last {
                        return if self.quiet { End::NoPrint } else { End::Quit(true) };
                    }
                    self.print_unless_quiet();
                    self.append();
                    self.pattern = lines.next().unwrap_or_default().to_vec();
                    self.line += 1;
                }
                Verb::AppendNext => {
                    if is_last {
                        return End::Quit(true);
                    }
                    self.append();
                    self.pattern.push(b'\n');
                    self.pattern.extend_from_slice(lines.next().unwrap_or_default());
                    self.line += 1;
                }
                Verb::Quit(status, prints) => {
                    self.status = *status;
                    return End::Quit(*prints);
                }
                Verb::Text(b'a', text) => self.appended.extend_from_slice(text),
                Verb::Text(b'i', text) => self.out.extend_from_slice(text),
                Verb::Text(_, text) => {
                    let command = &self.commands[command];
                    if command.to.is_none() || !command.active || command.negated {
                        self.out.extend_from_slice(text);
                    }
                    return End::NoPrint;
                }
                Verb::Number => self.out.extend_from_slice(format!("{}\n", self.line).as_bytes()),
                Verb::List => {
                    for c in &self.pattern {
                        match c {
                            b'\\' => self.out.extend_from_slice(b"\\\\"),
                            b'\t' => self.out.extend_from_slice(b"\\t"),
                            b'\n' => self.out.extend_from_slice(b"\\n"),
                            c if c.is_ascii_graphic() || *c == b' ' => self.out.push(*c),
                            c => self.out.extend_from_slice(format!("\\{c:03o}").as_bytes()),
                        }
                    }
                    self.out.extend_from_slice(b"$\n");
                }
                Verb::Hold(b'h') => self.hold.clone_from(&self.pattern),
                Verb::Hold(b'H') => {
                    self.hold.push(b'\n');
                    self.hold.extend_from_slice(&self.pattern);
                }
                Verb::Hold(b'g') => self.pattern.clone_from(&self.hold),
                Verb::Hold(b'G') => {
                    self.pattern.push(b'\n');
                    self.pattern.extend_from_slice(&self.hold);
                }
                Verb::Hold(_) => std::mem::swap(&mut self.hold, &mut self.pattern),
                Verb::Jump(kind, label) => {
                    let jumps = match kind {
                        b't' => std::mem::take(&mut self.substituted),
                        b'T' => !std::mem::take(&mut self.substituted),
                        _ => true,
                    };
                    if jumps {
                        let found = self.commands.iter().position(|c| matches!(&c.verb, Verb::Label(l) if l == label));
                        match found {
                            Some(found) => at = found,
                            None if label.is_empty() => return End::Normal,
                            None => {
                                self.wrong = Some(format!("can't find label for jump to `{}'", shown(label)));
                                return End::NoPrint;
                            }
                        }
                    }
                }
                Verb::Label(_) | Verb::Open(_) | Verb::Close | Verb::Nothing => {}
            }
            if self.pattern.len() + self.hold.len() > 16 << 20 {
                self.wrong = Some("drydock: a line of more than 16 MiB is not simulated".to_owned());
                return End::NoPrint;
            }
        }
        End::Normal
    }

    /// Whether a command is for the current line.
    fn selects(&mut self, at: usize, is_last: bool) -> bool {
        let line = self.line;
        let pattern = &self.pattern;
        let last_regex = &mut self.last;
        let mut holds = |address: &Address| match address {
            Address::Line(n) => line == *n,
            Address::Last => is_last,
            Address::Step(first, step) => {
                if *step == 0 {
                    line == *first
                } else {
                    line >= *first && (line - first).is_multiple_of(*step)
                }
            }
            Address::Match(Some(regex)) => {
                *last_regex = Some(regex.clone());
                regex.is_match(pattern)
            }
            Address::Match(None) => last_regex.as_ref().is_some_and(|regex| regex.is_match(pattern)),
            Address::Plus(_) | Address::Multiple(_) => false,
        };
        let command = &mut self.commands[at];
        let chosen = match (&command.from, &command.to) {
            (None, _) => true,
            (Some(from), None) => holds(from),
            (Some(from), Some(to)) => {
                if command.active {
                    match to {
                        Address::Line(_) | Address::Plus(_) | Address::Multiple(_) => {
                            command.active = line < command.until;
                            line <= command.until
                        }
                        to => {
                            command.active = !holds(to);
                            true
                        }
                    }
                } else if holds(from) || matches!(from, Address::Line(0)) && line == 1 {
                    command.until = match to {
                        Address::Line(n) => *n,
                        Address::Plus(n) => line.saturating_add(*n),
                        Address::Multiple(n) => line.checked_next_multiple_of(*n.max(&1)).unwrap_or(usize::MAX),
                        _ => usize::MAX,
                    };
                    // From line 0, the second address may match the first line.
                    let ends_here =
                        matches!(from, Address::Line(0)) && holds(to) || matches!(to, Address::Last) && is_last;
                    command.active = command.until > line && !ends_here;
                    true
                } else {
                    false
                }
            }
        };
        chosen != command.negated
    }
}
