//! From a tree back to text, in one fixed layout.

use super::ast::{
    Absent, AndOr, ArmEnd, Assign, Command, Compound, Cond, Connector, Direction, End, HereDoc, Index, Item, LoopKind,
    Mode, Param, ParamOp, Part, Pipeline, Redirect, RedirectKind, Simple, Which, Word,
};
use super::{KEYWORDS, is_name, is_name_byte};

/// The text of a script, on one line where here-documents allow it, without a line end.
pub fn script(list: &[Item]) -> Vec<u8> {
    let mut printer = Printer::default();
    printer.list(list);
    printer.line_end();
    printer.out
}

/// Whether a word means something else where a command begins, in one shell or the other.
fn is_keyword(word: &[u8]) -> bool {
    word == b"}" || word == b"time" || KEYWORDS.iter().any(|keyword| keyword.as_bytes() == word)
}

/// The text of one item: how `jobs` calls it.
pub fn and_or(and_or: &AndOr) -> Vec<u8> {
    let mut printer = Printer::default();
    printer.and_or(and_or);
    printer.line_end();
    printer.out
}

/// The text of a word.
pub fn word(word: &Word) -> Vec<u8> {
    let mut printer = Printer::default();
    printer.parts(&word.0);
    printer.out
}

/// The text of an assignment.
pub(super) fn assign(assign: &Assign) -> Vec<u8> {
    let mut printer = Printer::default();
    printer.assign(assign);
    printer.out
}

/// The text of a here-document, its lines ended.
pub(super) fn here_text(doc: &HereDoc) -> Vec<u8> {
    let body = doc.body.get().map(|body| match &*body.0 {
        [Part::Single(text)] if doc.literal => text.to_vec(),
        _ => word(body),
    });
    let mut body = body.unwrap_or_default();
    if !matches!(body.last(), None | Some(b'\n')) {
        body.push(b'\n');
    }
    body
}

#[derive(Default)]
struct Printer {
    out: Vec<u8>,
    /// Texts of here-documents, to follow at the next line end.
    waiting: Vec<u8>,
}

impl Printer {
    fn text(&mut self, text: impl AsRef<[u8]>) {
        self.out.extend_from_slice(text.as_ref());
    }

    /// Prints the here-documents that wait, after a line end.
    fn line_end(&mut self) -> bool {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return false;
        }
        self.text("\n");
        self.text(waiting);
        true
    }

    fn list(&mut self, list: &[Item]) {
        for (at, item) in list.iter().enumerate() {
            if at > 0 {
                let after = self.out.last() == Some(&b'\n');
                self.text(if after { "" } else { " " });
            }
            self.and_or(&item.and_or);
            let last = at + 1 == list.len();
            if item.background {
                self.text(" &");
            }
            // A here-document ends the line, and that is separator enough.
            if self.waiting.is_empty() {
                if !last && !item.background {
                    self.text(";");
                }
            } else if !last {
                self.line_end();
            }
        }
    }

    /// A list and a closing keyword.
    fn body(&mut self, list: &[Item], end: &str) {
        self.list(list);
        if !self.line_end() {
            self.text(if list.last().is_some_and(|item| item.background) { " " } else { "; " });
        }
        self.text(end);
    }

    fn and_or(&mut self, and_or: &AndOr) {
        self.pipeline(&and_or.first);
        for (connector, pipeline) in &and_or.rest {
            self.text(match connector {
                Connector::And => " && ",
                Connector::Or => " || ",
            });
            self.pipeline(pipeline);
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline) {
        if pipeline.negated {
            self.text("! ");
        }
        for (at, command) in pipeline.commands.iter().enumerate() {
            if at > 0 {
                self.text(" | ");
            }
            self.command(command);
        }
    }

    fn command(&mut self, command: &Command) {
        match command {
            Command::Simple(simple) => self.simple(simple),
            Command::Compound(compound, redirects) => {
                self.compound(compound);
                for redirect in redirects {
                    self.text(" ");
                    self.redirect(redirect);
                }
            }
            Command::Function { name, body } => {
                self.text(if is_keyword(name) { "function " } else { "" });
                self.text(name);
                self.text("() ");
                self.command(body);
            }
        }
    }

    fn simple(&mut self, simple: &Simple) {
        let start = self.out.len();
        let space = |p: &mut Self| {
            if p.out.len() > start {
                p.text(" ");
            }
        };
        for assign in &simple.assigns {
            space(self);
            self.assign(assign);
        }
        // `>x if` runs a program named if: behind a redirection it is no keyword.
        let keyword = simple.words.first().and_then(Word::plain).is_some_and(is_keyword);
        // A continued line can make one too: `do\` and, on the next line, `ne`.
        let escape = keyword && simple.assigns.is_empty() && simple.redirects.is_empty();
        let ahead = if keyword && simple.assigns.is_empty() { simple.redirects.len() } else { 0 };
        let (ahead, behind) = simple.redirects.split_at(ahead);
        for redirect in ahead {
            space(self);
            self.redirect(redirect);
        }
        self.text(if escape { "\\" } else { "" });
        for (at, word) in simple.words.iter().enumerate() {
            if at > 0 || !escape {
                space(self);
            }
            self.parts(&word.0);
        }
        for array in &simple.arrays {
            space(self);
            self.assign(array);
        }
        for redirect in behind {
            space(self);
            self.redirect(redirect);
        }
    }

    fn assign(&mut self, assign: &Assign) {
        self.text(&assign.name);
        self.subscript(assign.index.as_ref());
        self.text(if assign.append { "+=" } else { "=" });
        let Some(elements) = &assign.elements else { return self.parts(&assign.value.0) };
        self.text("(");
        for (at, (index, word)) in elements.iter().enumerate() {
            self.text(if at == 0 { "" } else { " " });
            self.subscript(index.as_ref());
            self.text(if index.is_some() { "=" } else { "" });
            self.parts(&word.0);
        }
        self.text(")");
    }

    fn subscript(&mut self, index: Option<&Word>) {
        if let Some(index) = index {
            self.text("[");
            self.parts(&index.0);
            self.text("]");
        }
    }

    fn compound(&mut self, compound: &Compound) {
        match compound {
            Compound::Group(list) => {
                self.text("{ ");
                self.body(list, "}");
            }
            Compound::Subshell(list) => {
                self.text("( ");
                self.list(list);
                self.line_end();
                self.text(" )");
            }
            Compound::For { name, words, body } => {
                self.text("for ");
                self.text(name);
                if let Some(words) = words {
                    self.text(" in");
                    for word in words {
                        self.text(" ");
                        self.parts(&word.0);
                    }
                }
                self.text("; do ");
                self.body(body, "done");
            }
            Compound::ArithFor { parts, body } => {
                self.text("for ((");
                self.parts(&parts[0].0);
                self.text(";");
                self.parts(&parts[1].0);
                self.text(";");
                self.parts(&parts[2].0);
                self.text(")); do ");
                self.body(body, "done");
            }
            Compound::Loop { kind, condition, body } => {
                self.text(match kind {
                    LoopKind::While => "while ",
                    LoopKind::Until => "until ",
                });
                self.body(condition, "do ");
                self.body(body, "done");
            }
            Compound::If { arms, otherwise } => {
                for (at, (condition, body)) in arms.iter().enumerate() {
                    self.text(if at == 0 { "if " } else { "elif " });
                    self.body(condition, "then ");
                    self.body(body, "");
                }
                if let Some(otherwise) = otherwise {
                    self.text("else ");
                    self.body(otherwise, "");
                }
                self.text("fi");
            }
            Compound::Case { word, arms } => {
                self.text("case ");
                self.parts(&word.0);
                self.text(" in ");
                for arm in arms.iter() {
                    self.text("(");
                    for (at, pattern) in arm.patterns.iter().enumerate() {
                        self.text(if at == 0 { "" } else { " | " });
                        self.parts(&pattern.0);
                    }
                    self.text(") ");
                    self.list(&arm.body);
                    self.line_end();
                    self.text(match arm.end {
                        ArmEnd::Break => " ;; ",
                        ArmEnd::FallThrough => " ;& ",
                        ArmEnd::Continue => " ;;& ",
                    });
                }
                self.text("esac");
            }
            Compound::Test(cond) => {
                self.text("[[ ");
                self.cond(cond);
                self.text(" ]]");
            }
            Compound::Arith(word) => {
                self.text("((");
                self.parts(&word.0);
                self.text("))");
            }
        }
    }

    fn cond(&mut self, cond: &Cond) {
        match cond {
            Cond::Word(word) => self.parts(&word.0),
            Cond::Unary(operator, word) => {
                self.text([b'-', *operator, b' ']);
                self.parts(&word.0);
            }
            Cond::Binary(left, operator, right) => {
                self.parts(&left.0);
                self.text(" ");
                self.text(operator);
                self.text(" ");
                self.parts(&right.0);
            }
            Cond::Not(inner) => {
                self.text("! ");
                self.operand(inner);
            }
            Cond::And(left, right) | Cond::Or(left, right) => {
                self.operand(left);
                self.text(if matches!(cond, Cond::And(..)) { " && " } else { " || " });
                self.operand(right);
            }
        }
    }

    fn operand(&mut self, cond: &Cond) {
        let parens = matches!(cond, Cond::And(..) | Cond::Or(..));
        self.text(if parens { "( " } else { "" });
        self.cond(cond);
        self.text(if parens { " )" } else { "" });
    }

    fn redirect(&mut self, redirect: &Redirect) {
        if let Some(fd) = redirect.fd {
            self.text(fd.to_string());
        }
        let (operator, word) = match &redirect.kind {
            RedirectKind::File(Mode::Read, word) => ("<", word),
            RedirectKind::File(Mode::Write, word) => (">", word),
            RedirectKind::File(Mode::Clobber, word) => (">|", word),
            RedirectKind::File(Mode::Append, word) => (">>", word),
            RedirectKind::File(Mode::ReadWrite, word) => ("<>", word),
            RedirectKind::Dup(Direction::Input, word) => ("<&", word),
            RedirectKind::Dup(Direction::Output, word) => (">&", word),
            RedirectKind::Both(Mode::Append, word) => ("&>>", word),
            RedirectKind::Both(_, word) => ("&>", word),
            RedirectKind::HereString(word) => ("<<<", word),
            RedirectKind::Here(doc) => return self.here(doc),
        };
        self.text(operator);
        // `<` and `<(` are `<<(` together, which is something else.
        self.text(if matches!(word.0.first(), Some(Part::Process(_))) { " " } else { "" });
        self.parts(&word.0);
    }

    fn here(&mut self, doc: &HereDoc) {
        let body = here_text(doc);
        // The end of one within, or in a substitution a line that begins like this, must not be taken for the end of this one.
        let mut end = doc.end.to_vec();
        let ends =
            |line: &[u8], end: &[u8]| line.strip_prefix(end).is_some_and(|rest| rest == b"\n" || rest.contains(&b')'));
        while body.split_inclusive(|c| *c == b'\n').any(|line| ends(line, &end)) {
            // In front: behind a `$` it would be a variable.
            end.insert(0, b'_');
        }
        self.text("<<");
        if doc.literal && end.contains(&b'\'') {
            self.out.extend(end.iter().flat_map(|c| [b'\\', *c]));
        } else {
            // `<<-` is another operator.
            self.out.extend((!doc.literal && end.first() == Some(&b'-')).then_some(b' '));
            self.out.extend(doc.literal.then_some(b'\''));
            self.text(&end);
            self.out.extend(doc.literal.then_some(b'\''));
        }
        self.waiting.extend(body);
        self.waiting.extend(end);
        self.waiting.push(b'\n');
    }

    fn parts(&mut self, parts: &[Part]) {
        for (at, part) in parts.iter().enumerate() {
            match part {
                // Backticks print as `$(…)`, so a dollar in front of them must not become part of it.
                Part::Literal(text) if text.last() == Some(&b'$') && at + 1 < parts.len() => {
                    self.text(&text[..text.len() - 1]);
                    self.text("\\$");
                }
                Part::Literal(text) => self.text(text),
                Part::Escaped(c) => self.text([b'\\', *c]),
                Part::Single(text) => {
                    self.text("'");
                    self.text(text);
                    self.text("'");
                }
                Part::AnsiC(text) => {
                    self.text("$'");
                    self.text(text);
                    self.text("'");
                }
                Part::Double(parts) => {
                    self.text("\"");
                    self.parts(parts);
                    self.text("\"");
                }
                Part::Param(param) => self.param(param, parts.get(at + 1)),
                Part::Command(list) => {
                    let inner = script(list);
                    // Never "$((".
                    self.text(if inner.first() == Some(&b'(') { "$( " } else { "$(" });
                    self.text(inner);
                    self.text(")");
                }
                Part::Process(list) => {
                    let inner = script(list);
                    self.text("<(");
                    self.text(inner);
                    self.text(")");
                }
                Part::Arith(word) => {
                    self.text("$((");
                    self.parts(&word.0);
                    self.text("))");
                }
            }
        }
    }

    /// A parameter; braces keep it apart from what follows.
    fn param(&mut self, param: &Param, next: Option<&Part>) {
        let joins = matches!(next, Some(Part::Literal(text)) if text.first().is_some_and(|c| is_name_byte(*c)));
        let short = param.name.len() == 1 || is_name(&param.name);
        if matches!((&param.op, &param.index), (ParamOp::Value, None)) && short && !joins {
            self.text("$");
            return self.text(&param.name);
        }
        self.text("${");
        self.text(match param.op {
            ParamOp::Length => "#",
            ParamOp::Indirect | ParamOp::Keys => "!",
            _ => "",
        });
        self.text(&param.name);
        match &param.index {
            None => {}
            Some(Index::All) => self.text("[@]"),
            Some(Index::Joined) => self.text("[*]"),
            Some(Index::At(word)) => self.subscript(Some(word)),
        }
        match &param.op {
            ParamOp::Value | ParamOp::Length | ParamOp::Indirect | ParamOp::Keys => {}
            ParamOp::Absent { then, or_empty, word } => {
                self.text(if *or_empty { ":" } else { "" });
                self.text(match then {
                    Absent::Use => "-",
                    Absent::Assign => "=",
                    Absent::Fail => "?",
                    Absent::Alternative => "+",
                });
                self.parts(&word.0);
            }
            ParamOp::Trim { end, longest, pattern } => {
                let sign = if *end == End::Front { "#" } else { "%" };
                self.text(sign);
                self.text(if *longest { sign } else { "" });
                self.parts(&pattern.0);
            }
            ParamOp::Replace { which, pattern, with } => {
                self.text(match which {
                    Which::First => "/",
                    Which::All => "//",
                    Which::Front => "/#",
                    Which::Back => "/%",
                });
                self.parts(&pattern.0);
                if !with.0.is_empty() {
                    self.text("/");
                    self.parts(&with.0);
                }
            }
            ParamOp::Substring { offset, length } => {
                self.text(":");
                self.parts(&offset.0);
                if let Some(length) = length {
                    self.text(":");
                    self.parts(&length.0);
                }
            }
            ParamOp::Case { upper, all } => {
                let sign = if *upper { "^" } else { "," };
                self.text(sign);
                self.text(if *all { sign } else { "" });
            }
        }
        self.text("}");
    }
}
