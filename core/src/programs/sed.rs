//! `sed`

use super::options::{self, Value};
use super::{Context, Exit, Home, Program};
use crate::pattern::{Flavor, Regex};
use crate::process::Text;
use crate::trace::{Call, shown};

pub(super) const SED: Program = Program {
    name: "sed",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-nEi] [-e SCRIPT]... [-f FILE] [SCRIPT] [FILE]...",
    summary: ["edit text line by line", "逐行编辑文本"],
    run: sed,
};

/// Which lines a command is for.
enum Address {
    Line(usize),
    Last,
    Step(usize, usize),
    Match(Option<Regex>),
    /// `addr,+n`, only as the second.
    Plus(usize),
}

struct Command {
    from: Option<Address>,
    to: Option<Address>,
    negated: bool,
    verb: Verb,
    /// Whether lines are in the range now; until which line it goes, if that is known.
    active: bool,
    until: usize,
}

enum Verb {
    Substitute { regex: Option<Regex>, with: Vec<Piece>, global: bool, nth: usize, prints: bool },
    Translate(Vec<(char, char)>),
    Delete,
    DeleteFirst,
    Print,
    PrintFirst,
    Next,
    AppendNext,
    Quit(u8, bool),
    Text(u8, Vec<u8>),
    Number,
    List,
    Hold(u8),
    Label(Vec<u8>),
    Jump(u8, Vec<u8>),
    Open(usize),
    Close,
    Nothing,
}

/// A piece of what comes in place of a match.
enum Piece {
    Text(Vec<u8>),
    Group(usize),
    Case(u8),
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    flavor: Flavor,
    open: Vec<usize>,
    commands: Vec<Command>,
}

type Parsed<T> = Result<T, String>;

fn sed(ctx: &mut Context<'_>) -> Exit {
    // -i takes its suffix without a blank only.
    let mut in_place = false;
    let mut suffix = Vec::new();
    let mut operand_seen = false;
    ctx.args.retain(|arg| {
        operand_seen |= **arg == *b"--";
        let rest = arg
            .strip_prefix(b"-i")
            .or_else(|| arg.strip_prefix(b"--in-place="))
            .or_else(|| (**arg == *b"--in-place").then_some(b""));
        match rest {
            Some(rest) if !operand_seen => {
                in_place = true;
                suffix = rest.to_vec();
                false
            }
            _ => true,
        }
    });
    let long = [
        ("quiet", 'n', Value::No),
        ("silent", 'n', Value::No),
        ("expression", 'e', Value::Yes),
        ("file", 'f', Value::Yes),
        ("regexp-extended", 'E', Value::No),
        ("separate", 's', Value::No),
    ];
    let options = match options::parse(ctx, "nrEsue:f:iz", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    in_place |= options.has('i');
    let mut operands = options.operands.clone();
    let mut script = Vec::new();
    let mut given = false;
    for (letter, value) in &options.given {
        let Some(value) = value else { continue };
        let part: Vec<u8> = match letter {
            'e' => value.to_vec(),
            _ => match ctx.input(value)? {
                Ok(bytes) => bytes.strip_suffix(b"\n").unwrap_or(&bytes).to_vec(),
                Err(error) => {
                    let name = shown(value);
                    ctx.complain(format_args!("couldn't open file {name}: {error}"));
                    return Ok(1);
                }
            },
        };
        if given {
            script.push(b'\n');
        }
        given = true;
        script.extend(part);
    }
    if !given {
        if operands.is_empty() {
            let usage = "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n";
            ctx.err(usage);
            return Ok(1);
        }
        script = operands.remove(0).to_vec();
    }
    let flavor = if options.has('E') || options.has('r') { Flavor::Extended } else { Flavor::Basic };
    let mut parser = Parser { text: &script, at: 0, flavor, open: Vec::new(), commands: Vec::new() };
    if let Err(message) = parser.whole() {
        if ctx.busybox() {
            ctx.complain(format_args!("{message}"));
        } else {
            let at = parser.at.min(script.len());
            ctx.complain(format_args!("-e expression #1, char {at}: {message}"));
        }
        return Ok(1);
    }
    let commands = parser.commands;
    let mut editor = Editor::new(commands, options.has('n'));
    if operands.is_empty() {
        operands.push(b"-"[..].into());
    }
    // Read before anything is printed: reading may have to wait.
    let mut files: Vec<(Text, std::rc::Rc<[u8]>)> = Vec::new();
    for file in &operands {
        match ctx.input(file)? {
            Ok(bytes) => files.push((file.clone(), bytes)),
            Err(error) => {
                let name = shown(file);
                let directory = error == crate::kernel::IoError::Errno(crate::vfs::Errno::EISDIR);
                if ctx.busybox() {
                    ctx.complain(format_args!("{name}: {error}"));
                } else if directory {
                    ctx.complain(format_args!("couldn't edit {name}: not a regular file"));
                } else {
                    ctx.complain(format_args!("can't read {name}: {error}"));
                }
            }
        }
    }
    let mut status = if ctx.failed() { if ctx.busybox() { 1 } else { 2 } } else { 0 };
    if in_place {
        for (file, bytes) in files {
            editor.reset();
            editor.run(&bytes);
            if let Some(message) = editor.wrong.take() {
                ctx.complain(format_args!("{message}"));
                return Ok(1);
            }
            let out = std::mem::take(&mut editor.out);
            if !rewrite(ctx, &file, &bytes, &out, &suffix) {
                status = 4;
            }
        }
    } else {
        let all: Vec<u8> = join(files.iter().map(|(_, bytes)| &bytes[..]));
        editor.run(&all);
        ctx.out(std::mem::take(&mut editor.out));
        if let Some(message) = editor.wrong.take() {
            ctx.complain(format_args!("{message}"));
            return Ok(1);
        }
    }
    Ok(if status > 0 { status } else { editor.status })
}

/// Files as one; between files there is a line end.
fn join<'a>(files: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut all: Vec<u8> = Vec::new();
    for bytes in files {
        if !bytes.is_empty() && all.last().is_some_and(|c| *c != b'\n') {
            all.push(b'\n');
        }
        all.extend_from_slice(bytes);
    }
    all
}

/// Writes an edited file as sed does: to a new file, which then takes the name.
fn rewrite(ctx: &mut Context<'_>, file: &[u8], old: &[u8], new: &[u8], suffix: &[u8]) -> bool {
    use crate::kernel::{Create, Follow, OpenHow, RenameFlags};
    let name = shown(file);
    let dir = file.iter().rposition(|c| *c == b'/').map_or(&b""[..], |at| &file[..=at]);
    let temporary = [dir, b"sedXXXXXX"].concat();
    let result = (|| {
        let stat = ctx.stat(file, Follow::Yes)?;
        let _ = old;
        let how = OpenHow { create: Create::New, ..OpenHow::replace(0o600) };
        let open = ctx.call(Call::open(&temporary), |kernel, task| kernel.open(task, &temporary, how))?;
        if !new.is_empty() {
            ctx.call(Call::write(&temporary, new.len() as u64), |kernel, task| kernel.write(task, open, new))?;
        }
        ctx.machine.recorder.unrecorded(|kernel| kernel.close(open))?;
        let temporary_shown = shown(&temporary);
        let (uid, gid) = (Some(stat.uid), Some(stat.gid));
        ctx.call(Call::Chown(temporary_shown.clone(), uid, gid), |k, task| {
            k.chown(task, &temporary, uid, gid, Follow::No)
        })?;
        ctx.call(Call::Chmod(temporary_shown.clone(), stat.mode), |k, task| k.chmod(task, &temporary, stat.mode))?;
        if !suffix.is_empty() {
            let backup = [file, suffix].concat();
            ctx.call(Call::Rename(name.clone(), shown(&backup)), |k, task| {
                k.rename(task, file, &backup, RenameFlags::default())
            })?;
        }
        let call = Call::Rename(temporary_shown, name.clone());
        ctx.call(call, |kernel, task| kernel.rename(task, &temporary, file, RenameFlags::default()))
    })();
    if let Err(error) = result {
        ctx.complain(format_args!("couldn't open temporary file {}: {error}", shown(&temporary)));
        return false;
    }
    true
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn blanks(&mut self, also: &[u8]) {
        while self.peek().is_some_and(|c| matches!(c, b' ' | b'\t') || also.contains(&c)) {
            self.at += 1;
        }
    }

    fn number(&mut self) -> Option<usize> {
        let digits = self.text[self.at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let text = std::str::from_utf8(&self.text[self.at..self.at + digits]).ok()?;
        self.at += digits;
        text.parse().ok()
    }

    fn whole(&mut self) -> Parsed<()> {
        loop {
            self.blanks(b"\n;");
            if self.at >= self.text.len() {
                return if self.open.is_empty() { Ok(()) } else { Err("unmatched `{'".to_owned()) };
            }
            self.command()?;
        }
    }

    fn address(&mut self) -> Parsed<Option<Address>> {
        let address = match self.peek() {
            Some(b'0'..=b'9') => {
                let first = self.number().unwrap_or(0);
                if self.peek() == Some(b'~') {
                    self.at += 1;
                    Address::Step(first, self.number().unwrap_or(0))
                } else {
                    Address::Line(first)
                }
            }
            Some(b'$') => {
                self.at += 1;
                Address::Last
            }
            Some(b'+') => {
                self.at += 1;
                Address::Plus(self.number().unwrap_or(0))
            }
            Some(c @ (b'/' | b'\\')) => {
                self.at += 1;
                let delimiter = if c == b'/' {
                    c
                } else {
                    self.at += 1;
                    *self.text.get(self.at - 1).ok_or("unexpected end")?
                };
                let pattern = self.until(delimiter, false).ok_or("unterminated address regex")?;
                let fold = self.peek() == Some(b'I');
                self.at += usize::from(fold);
                Address::Match(self.regex(&pattern, fold)?)
            }
            _ => return Ok(None),
        };
        Ok(Some(address))
    }

    /// An empty pattern is the last one that was used.
    fn regex(&self, pattern: &[u8], fold: bool) -> Parsed<Option<Regex>> {
        if pattern.is_empty() {
            return Ok(None);
        }
        Regex::new(pattern, self.flavor, fold).map(Some).map_err(|error| error.to_string())
    }

    /// Takes the text up to a delimiter.
    fn until(&mut self, delimiter: u8, replacement: bool) -> Option<Vec<u8>> {
        let (mut text, mut in_set) = (Vec::new(), false);
        loop {
            let c = self.peek()?;
            self.at += 1;
            if c == b'\\' {
                let next = self.peek()?;
                self.at += 1;
                if next == delimiter && (!replacement || next != b'&') {
                    text.push(next);
                } else if next == b'n' && !replacement {
                    text.push(b'\n');
                } else {
                    text.extend([c, next]);
                }
                continue;
            }
            if !replacement {
                in_set = match c {
                    b'[' if !in_set => true,
                    b']' if in_set && !matches!(text.last(), Some(b'[' | b'^')) => false,
                    _ => in_set,
                };
            }
            if c == delimiter && !in_set {
                return Some(text);
            }
            if c == b'\n' && !replacement {
                return None;
            }
            text.push(c);
        }
    }

    fn command(&mut self) -> Parsed<()> {
        let from = self.address()?;
        let mut to = None;
        self.blanks(b"");
        if from.is_some() && self.peek() == Some(b',') {
            self.at += 1;
            self.blanks(b"");
            to = Some(self.address()?.ok_or("unexpected `,'")?);
        }
        self.blanks(b"");
        let mut negated = false;
        while self.peek() == Some(b'!') {
            negated = true;
            self.at += 1;
            self.blanks(b"");
        }
        let Some(letter) = self.peek() else { return Err("missing command".to_owned()) };
        self.at += 1;
        let verb = self.verb(letter)?;
        self.commands.push(Command { from, to, negated, verb, active: false, until: 0 });
        if letter == b'{' {
            self.open.push(self.commands.len() - 1);
        }
        if letter == b'}' {
            let open = self.open.pop().ok_or("unexpected `}'")?;
            let here = self.commands.len();
            self.commands[open].verb = Verb::Open(here);
        }
        Ok(())
    }

    fn verb(&mut self, letter: u8) -> Parsed<Verb> {
        let verb = match letter {
            b's' => return self.substitute(),
            b'y' => {
                let delimiter = self.peek().ok_or("unterminated `y' command")?;
                self.at += 1;
                let from = self.until(delimiter, true).ok_or("unterminated `y' command")?;
                let to = self.until(delimiter, true).ok_or("unterminated `y' command")?;
                let chars = |text: &[u8]| {
                    shown(&super::escape::unescape(text, super::escape::Style::Printf).0).chars().collect::<Vec<_>>()
                };
                let (from, to) = (chars(&from), chars(&to));
                if from.len() != to.len() {
                    return Err("strings for `y' command are different lengths".to_owned());
                }
                Verb::Translate(from.into_iter().zip(to).collect())
            }
            b'd' => Verb::Delete,
            b'D' => Verb::DeleteFirst,
            b'p' => Verb::Print,
            b'P' => Verb::PrintFirst,
            b'n' => Verb::Next,
            b'N' => Verb::AppendNext,
            b'=' => Verb::Number,
            b'l' => Verb::List,
            b'h' | b'H' | b'g' | b'G' | b'x' => Verb::Hold(letter),
            b'q' | b'Q' => {
                self.blanks(b"");
                Verb::Quit(self.number().unwrap_or(0) as u8, letter == b'q')
            }
            b'a' | b'i' | b'c' => {
                self.blanks(b"");
                if self.peek() == Some(b'\\') {
                    self.at += 1;
                    self.blanks(b"");
                    if self.peek() == Some(b'\n') {
                        self.at += 1;
                    }
                }
                let mut text = Vec::new();
                while let Some(c) = self.peek() {
                    self.at += 1;
                    match c {
                        b'\\' => {
                            text.extend(self.peek());
                            self.at += 1;
                        }
                        b'\n' => break,
                        c => text.push(c),
                    }
                }
                if text.is_empty() {
                    return Err("expected \\ after `a', `c' or `i'".to_owned());
                }
                text.push(b'\n');
                return Ok(Verb::Text(letter, text));
            }
            b':' | b'b' | b't' | b'T' => {
                self.blanks(b"");
                let len = self.text[self.at..].iter().take_while(|c| !matches!(c, b'\n' | b';' | b'}')).count();
                let label = self.text[self.at..self.at + len].trim_ascii_end().to_vec();
                self.at += len;
                return Ok(if letter == b':' { Verb::Label(label) } else { Verb::Jump(letter, label) });
            }
            b'{' => return Ok(Verb::Open(0)),
            b'}' => Verb::Close,
            b'#' => {
                while self.peek().is_some_and(|c| c != b'\n') {
                    self.at += 1;
                }
                Verb::Nothing
            }
            b'r' | b'w' | b'e' | b'W' | b'R' | b'F' | b'z' | b'v' => {
                return Err(format!("drydock: the command {} is not simulated", char::from(letter)));
            }
            other => return Err(format!("unknown command: `{}'", char::from(other))),
        };
        self.ends()?;
        Ok(verb)
    }

    fn ends(&mut self) -> Parsed<()> {
        self.blanks(b"");
        match self.peek() {
            None | Some(b';' | b'\n' | b'}' | b'#') => Ok(()),
            Some(_) => {
                self.at += 1;
                Err("extra characters after command".to_owned())
            }
        }
    }

    fn substitute(&mut self) -> Parsed<Verb> {
        let missing = || "unterminated `s' command".to_owned();
        let delimiter = self.peek().ok_or_else(missing)?;
        self.at += 1;
        let pattern = self.until(delimiter, false).ok_or_else(missing)?;
        let with = self.until(delimiter, true).ok_or_else(missing)?;
        let (mut global, mut prints, mut fold, mut nth) = (false, false, false, 1);
        loop {
            match self.peek() {
                Some(b'g') => global = true,
                Some(b'p') => prints = true,
                Some(b'i' | b'I') => fold = true,
                Some(b'1'..=b'9') => {
                    nth = self.number().unwrap_or(1);
                    continue;
                }
                Some(c @ (b'w' | b'e' | b'm' | b'M')) => {
                    return Err(format!("drydock: the flag {} of `s' is not simulated", char::from(c)));
                }
                _ => break,
            }
            self.at += 1;
        }
        self.blanks(b"");
        match self.peek() {
            None | Some(b';' | b'\n' | b'}' | b'#') => {}
            Some(_) => {
                self.at += 1;
                return Err("unknown option to `s'".to_owned());
            }
        }
        let regex = self.regex(&pattern, fold)?;
        let with = replacement(&with);
        let groups = regex.as_ref().map_or(9, Regex::groups);
        if let Some(wrong) =
            with.iter().find_map(|p| if let Piece::Group(n) = p { (*n > groups).then_some(n) } else { None })
        {
            return Err(format!("invalid reference \\{wrong} on `s' command's RHS"));
        }
        Ok(Verb::Substitute { regex, with, global, nth, prints })
    }
}

fn replacement(text: &[u8]) -> Vec<Piece> {
    let (mut pieces, mut literal, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(c) = text.get(at) {
        at += 1;
        let piece = match (c, text.get(at)) {
            (b'&', _) => Piece::Group(0),
            (b'\\', Some(next)) => {
                at += 1;
                match next {
                    b'0'..=b'9' => Piece::Group(usize::from(next - b'0')),
                    b'U' | b'L' | b'E' | b'u' | b'l' => Piece::Case(*next),
                    b'n' => {
                        literal.push(b'\n');
                        continue;
                    }
                    b't' => {
                        literal.push(b'\t');
                        continue;
                    }
                    next => {
                        literal.push(*next);
                        continue;
                    }
                }
            }
            _ => {
                literal.push(*c);
                continue;
            }
        };
        if !literal.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut literal)));
        }
        pieces.push(piece);
    }
    if !literal.is_empty() {
        pieces.push(Piece::Text(literal));
    }
    pieces
}

/// Steps that one run takes, so that `:a;ba` ends.
const MAX_STEPS: usize = 5_000_000;

struct Editor {
    commands: Vec<Command>,
    quiet: bool,
    out: Vec<u8>,
    hold: Vec<u8>,
    pattern: Vec<u8>,
    line: usize,
    appended: Vec<u8>,
    substituted: bool,
    last: Option<Regex>,
    status: u8,
    steps: usize,
    wrong: Option<String>,
}

/// What becomes of a line.
enum End {
    Normal,
    NoPrint,
    Restart,
    Quit(bool),
}

impl Editor {
    const fn new(commands: Vec<Command>, quiet: bool) -> Self {
        Self {
            commands,
            quiet,
            out: Vec::new(),
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
    fn reset(&mut self) {
        self.line = 0;
        for command in &mut self.commands {
            command.active = false;
        }
    }

    fn run(&mut self, text: &[u8]) {
        let ends_open = !text.is_empty() && !text.ends_with(b"\n");
        let mut lines: Vec<&[u8]> = text.split(|c| *c == b'\n').collect();
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
        if open && self.out.last() == Some(&b'\n') {
            self.out.pop();
        }
    }

    fn print_unless_quiet(&mut self) {
        if !self.quiet {
            self.print();
        }
    }

    fn print(&mut self) {
        self.out.extend_from_slice(&self.pattern);
        self.out.push(b'\n');
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
                Verb::Substitute { .. } => self.substitute(command),
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
            Address::Plus(_) => false,
        };
        let command = &mut self.commands[at];
        let chosen = match (&command.from, &command.to) {
            (None, _) => true,
            (Some(from), None) => holds(from),
            (Some(from), Some(to)) => {
                if command.active {
                    match to {
                        Address::Line(_) | Address::Plus(_) => {
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
                        Address::Plus(n) => line + n,
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

    fn substitute(&mut self, at: usize) {
        let Verb::Substitute { regex, with, global, nth, prints } = &self.commands[at].verb else { return };
        let Some(regex) = regex.as_ref().or(self.last.as_ref()).cloned() else {
            self.wrong = Some("no previous regular expression".to_owned());
            return;
        };
        let (mut out, mut end, mut count) = (Vec::new(), 0, 0);
        for captures in regex.find_all(&self.pattern) {
            let Some((from, to)) = captures[0] else { continue };
            count += 1;
            if count < *nth {
                continue;
            }
            out.extend_from_slice(&self.pattern[end..from]);
            insert(&mut out, with, &captures, &self.pattern);
            end = to;
            if !global {
                break;
            }
        }
        let done = count >= *nth;
        let prints = *prints && done;
        if done {
            out.extend_from_slice(&self.pattern[end..]);
            self.pattern = out;
            self.substituted = true;
        }
        self.last = Some(regex);
        if prints {
            self.print();
        }
    }
}

/// Adds what comes in place of a match.
fn insert(out: &mut Vec<u8>, with: &[Piece], captures: &crate::pattern::Captures, text: &[u8]) {
    let (mut case, mut once) = (b'E', None);
    for piece in with {
        let part: &[u8] = match piece {
            Piece::Case(c @ (b'u' | b'l')) => {
                once = Some(*c);
                continue;
            }
            Piece::Case(c) => {
                case = *c;
                continue;
            }
            Piece::Text(text) => text,
            Piece::Group(group) => {
                captures.get(*group).copied().flatten().map_or(&b""[..], |(from, to)| &text[from..to])
            }
        };
        if case == b'E' && once.is_none() {
            out.extend_from_slice(part);
            continue;
        }
        for c in String::from_utf8_lossy(part).chars() {
            let how = once.take().unwrap_or(case);
            let changed: String = match how {
                b'U' | b'u' => c.to_uppercase().collect(),
                b'L' | b'l' => c.to_lowercase().collect(),
                _ => c.to_string(),
            };
            out.extend_from_slice(changed.as_bytes());
        }
    }
}
