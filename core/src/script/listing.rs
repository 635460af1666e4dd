//! A function's text over several lines, as bash's `type` and `declare -f` show it.
//!
//! Model: `print_cmd.c` of bash 5.2. The tree does not keep how a word was written: `${x}` shows as `$x`, backticks as `$(…)`.

use super::ast::{
    AndOr, ArmEnd, Command, Compound, Cond, Connector, HereDoc, Item, LoopKind, Mode, Pipeline, Redirect, RedirectKind,
    Simple, Word,
};
use super::print;

/// `name () { … }`
pub fn function(name: &[u8], body: &Command) -> Vec<u8> {
    let mut listing = Listing::default();
    listing.text(name);
    listing.text(" () \n");
    listing.body(body);
    listing.out
}

#[derive(Default)]
struct Listing {
    out: Vec<u8>,
    /// Blanks in front of a line.
    indent: usize,
    /// Texts of here-documents, to follow at the end of the line.
    waiting: Vec<u8>,
}

impl Listing {
    fn text(&mut self, text: impl AsRef<[u8]>) {
        self.out.extend_from_slice(text.as_ref());
    }

    fn word(&mut self, word: &Word) {
        self.text(print::word(word));
    }

    /// Another line, which begins with this.
    fn line(&mut self, text: &str) {
        self.text("\n");
        self.begin(text);
    }

    fn begin(&mut self, text: &str) {
        self.out.resize(self.out.len() + self.indent, b' ');
        self.text(text);
    }

    /// The texts of here-documents that wait.
    fn here_texts(&mut self) {
        if !self.waiting.is_empty() {
            let waiting = std::mem::take(&mut self.waiting);
            self.text("\n");
            self.text(waiting);
        }
    }

    /// Ends a command, unless something else did.
    fn semicolon(&mut self) {
        if !matches!(self.out.last(), Some(b'&' | b'\n')) {
            self.text(";");
        }
    }

    /// The braces of a function and what is in them.
    fn body(&mut self, body: &Command) {
        self.begin("{ \n");
        self.indent += 4;
        let redirects: &[Redirect] = match body {
            Command::Compound(Compound::Group(list), redirects) => {
                self.list(list);
                redirects
            }
            other => {
                self.begin("");
                self.command(other);
                &[]
            }
        };
        self.here_texts();
        self.indent -= 4;
        self.line("}");
        self.redirects(redirects);
    }

    /// Commands, each on its line.
    fn list(&mut self, list: &[Item]) {
        self.begin("");
        self.inner(list);
    }

    /// Commands, the first where the line stands.
    fn inner(&mut self, list: &[Item]) {
        for (at, item) in list.iter().enumerate() {
            self.and_or(&item.and_or);
            if item.background {
                self.here_texts();
                self.text(" &");
            }
            if at + 1 == list.len() {
                break;
            }
            if item.background {
                self.text(" ");
                continue;
            }
            if self.waiting.is_empty() {
                self.text(";");
            }
            self.here_texts();
            self.line("");
        }
    }

    /// Commands between two keywords.
    fn block(&mut self, list: &[Item]) {
        self.text("\n");
        self.indent += 4;
        self.list(list);
        self.here_texts();
        self.indent -= 4;
        self.semicolon();
    }

    fn condition(&mut self, list: &[Item]) {
        self.inner(list);
        self.here_texts();
        self.semicolon();
    }

    fn and_or(&mut self, and_or: &AndOr) {
        self.pipeline(&and_or.first);
        for (connector, pipeline) in &and_or.rest {
            self.text(if *connector == Connector::And { " && " } else { " || " });
            self.pipeline(pipeline);
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline) {
        self.text(if pipeline.negated { "! " } else { "" });
        for (at, command) in pipeline.commands.iter().enumerate() {
            self.text(if at > 0 { " | " } else { "" });
            self.command(command);
        }
    }

    fn command(&mut self, command: &Command) {
        match command {
            Command::Simple(simple) => self.simple(simple),
            Command::Compound(compound, redirects) => {
                self.compound(compound);
                self.redirects(redirects);
            }
            Command::Function { name, body } => {
                self.text("function ");
                self.text(name);
                self.text(" () \n");
                self.body(body);
            }
        }
    }

    fn simple(&mut self, simple: &Simple) {
        let words = simple.words.iter().map(print::word);
        let (assigns, arrays) = (simple.assigns.iter().map(print::assign), simple.arrays.iter().map(print::assign));
        let all: Vec<Vec<u8>> = assigns.chain(words).chain(arrays).collect();
        self.text(all.join(&b' '));
        let redirects = &simple.redirects[..];
        if let (true, [first, rest @ ..]) = (all.is_empty(), redirects) {
            self.redirect(first);
            self.redirects(rest);
        } else {
            self.redirects(redirects);
        }
    }

    fn compound(&mut self, compound: &Compound) {
        match compound {
            Compound::Group(list) => {
                self.text("{ \n");
                self.indent += 4;
                self.list(list);
                self.here_texts();
                self.indent -= 4;
                self.line("}");
            }
            Compound::Subshell(list) => {
                self.text("( ");
                self.inner(list);
                self.here_texts();
                self.text(" )");
            }
            Compound::For { name, words, body } => {
                self.text("for ");
                self.text(name);
                self.text(" in ");
                let all = words.as_ref().map(|words| words.iter().map(print::word).collect::<Vec<_>>());
                self.text(all.map_or_else(|| b"\"$@\"".to_vec(), |all| all.join(&b' ')));
                self.text(";");
                self.line("do");
                self.block(body);
                self.line("done");
            }
            Compound::ArithFor { parts, body } => {
                self.text("for ((");
                for (at, part) in parts.iter().enumerate() {
                    self.text(if at > 0 { "; " } else { "" });
                    self.text(print::word(part).trim_ascii());
                }
                self.text("))");
                self.line("do");
                self.block(body);
                self.line("done");
            }
            Compound::Loop { kind, condition, body } => {
                self.text(if *kind == LoopKind::While { "while " } else { "until " });
                self.condition(condition);
                self.text(" do");
                self.block(body);
                self.line("done");
            }
            Compound::If { arms, otherwise } => self.branch(arms, otherwise.as_deref()),
            Compound::Case { word, arms } => {
                self.text("case ");
                self.word(word);
                self.text(" in ");
                self.indent += 4;
                for arm in arms.iter() {
                    self.line("");
                    let patterns: Vec<Vec<u8>> = arm.patterns.iter().map(print::word).collect();
                    self.text(patterns.join(&b" | "[..]));
                    self.text(")\n");
                    self.indent += 4;
                    if !arm.body.is_empty() {
                        self.list(&arm.body);
                    }
                    self.indent -= 4;
                    self.here_texts();
                    self.line(match arm.end {
                        ArmEnd::Break => ";;",
                        ArmEnd::FallThrough => ";&",
                        ArmEnd::Continue => ";;&",
                    });
                }
                self.indent -= 4;
                self.line("esac");
            }
            Compound::Test(cond) => {
                self.text("[[ ");
                self.cond(cond, 0);
                self.text(" ]]");
            }
            Compound::Arith(word) => {
                self.text("((");
                self.word(word);
                self.text("))");
            }
        }
    }

    /// `elif` is an `if` in the `else`.
    fn branch(&mut self, arms: &[(super::ast::List, super::ast::List)], otherwise: Option<&[Item]>) {
        let Some(((condition, body), rest)) = arms.split_first() else { return };
        self.text("if ");
        self.condition(condition);
        self.text(" then");
        self.block(body);
        if !rest.is_empty() {
            self.line("else\n");
            self.indent += 4;
            self.begin("");
            self.branch(rest, otherwise);
            self.indent -= 4;
            self.semicolon();
        } else if let Some(otherwise) = otherwise {
            self.line("else");
            self.block(otherwise);
        }
        self.line("fi");
    }

    /// An expression below an operator that binds so tightly: 1 is `||`, 2 is `&&`, 3 is `!`.
    fn cond(&mut self, cond: &Cond, above: u8) {
        let (own, signs) = match cond {
            Cond::Or(..) => (1, [" || ", ")"]),
            Cond::And(..) => (2, [" && ", ")"]),
            _ => (4, ["", ""]),
        };
        self.text(if own < above { "( " } else { "" });
        match cond {
            Cond::Word(word) => {
                self.text("-n ");
                self.word(word);
            }
            Cond::Unary(operator, word) => {
                self.text([b'-', *operator, b' ']);
                self.word(word);
            }
            Cond::Binary(left, operator, right) => {
                self.word(left);
                self.text([b" ", &operator[..], b" "].concat());
                self.word(right);
            }
            Cond::Not(inner) => {
                self.text("! ");
                self.cond(inner, 3);
            }
            Cond::And(left, right) | Cond::Or(left, right) => {
                self.cond(left, own);
                self.text(signs[0]);
                self.cond(right, own);
            }
        }
        self.text(if own < above { " )" } else { "" });
    }

    fn redirects(&mut self, redirects: &[Redirect]) {
        for redirect in redirects {
            self.text(" ");
            self.redirect(redirect);
        }
    }

    fn redirect(&mut self, redirect: &Redirect) {
        let (operator, word, usual) = match &redirect.kind {
            RedirectKind::File(Mode::Read, word) => ("< ", word, 0),
            RedirectKind::File(Mode::Write, word) => ("> ", word, 1),
            RedirectKind::File(Mode::Clobber, word) => (">| ", word, 1),
            RedirectKind::File(Mode::Append, word) => (">> ", word, 1),
            RedirectKind::File(Mode::ReadWrite, word) => ("<> ", word, 0),
            // The descriptor always shows.
            RedirectKind::Dup(direction, word) => {
                let input = *direction == super::ast::Direction::Input;
                self.text(redirect.fd.unwrap_or(u32::from(!input)).to_string());
                self.text(if input && word.plain() != Some(b"-") { "<&" } else { ">&" });
                return self.word(word);
            }
            RedirectKind::Both(Mode::Append, word) => ("&>> ", word, 1),
            RedirectKind::Both(_, word) => ("&> ", word, 1),
            RedirectKind::HereString(word) => ("<<< ", word, 0),
            RedirectKind::Here(doc) => return self.here(redirect.fd, doc),
        };
        if let Some(fd) = redirect.fd.filter(|fd| *fd != usual) {
            self.text(fd.to_string());
        }
        self.text(operator);
        self.word(word);
    }

    fn here(&mut self, fd: Option<u32>, doc: &HereDoc) {
        if let Some(fd) = fd.filter(|fd| *fd != 0) {
            self.text(fd.to_string());
        }
        self.text(if doc.strip_tabs { "<<-" } else { "<<" });
        self.text(if doc.literal { super::quote(&doc.end) } else { doc.end.to_vec() });
        self.waiting.extend(print::here_text(doc));
        self.waiting.extend_from_slice(&doc.end);
        self.waiting.push(b'\n');
    }
}
