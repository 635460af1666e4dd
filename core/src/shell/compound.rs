//! Compound commands: loops, branches, groups.

use std::rc::Rc;

use super::interpreter::{Flow, Interpreter};
use crate::pattern::Glob;
use crate::process::{Case, Condition, Frame, Replay, Text};
use crate::script::Dialect;
use crate::script::ast::{ArmEnd, Command, Compound, List, LoopKind};

impl Interpreter<'_> {
    /// Starts a compound command whose redirections are done.
    pub(super) fn compound(&mut self, compound: &Compound, command: &Rc<Command>) {
        match compound {
            Compound::Group(list) => self.push_list(list),
            Compound::Subshell(list) => self.subshell(list),
            Compound::For { name, words, body } => {
                if words.is_some() {
                    self.push(Frame::ForWords { command: command.clone(), replay: Replay::default() });
                } else {
                    self.for_items(name, self.shell.args.clone(), body);
                }
            }
            Compound::ArithFor { parts, body } => self.push(Frame::ArithFor {
                parts: parts.clone(),
                body: body.clone(),
                part: 0,
                replay: Replay::default(),
                status: 0,
            }),
            Compound::Loop { kind, condition, body } => self.push(Frame::Loop {
                kind: *kind,
                condition: condition.clone(),
                body: body.clone(),
                ran: Condition::Nothing,
                status: 0,
            }),
            Compound::If { arms, otherwise } => {
                self.push(Frame::If { arms: arms.clone(), otherwise: otherwise.clone(), at: 0 });
                self.push_list(&arms[0].0);
            }
            Compound::Case { word, arms } => {
                let (word, arms) = (word.clone(), arms.clone());
                self.push(Frame::Case(Box::new(Case { word, arms, at: 0, ended: None, replay: Replay::default() })));
            }
            Compound::Test(cond) => self.push(Frame::Test { cond: cond.clone(), replay: Replay::default() }),
            Compound::Arith(word) => self.push(Frame::Arith { word: word.clone(), replay: Replay::default() }),
        }
    }

    /// Goes on with a compound command.
    pub(super) fn compound_frame(&mut self, frame: Frame) -> Flow {
        match frame {
            Frame::Redirect { command, replay } => return self.redirect_compound(command, replay),
            Frame::ForWords { command, replay } => self.for_words(command, replay),
            Frame::For { name, items, at, body } => self.for_item(name, items, at, body),
            Frame::ArithFor { parts, body, part, replay, status } => self.arith_for(parts, body, part, replay, status),
            Frame::Loop { kind, condition, body, ran, status } => {
                let status = if ran == Condition::Body { self.shell.status } else { status };
                let goes_on = self.condition_holds(kind == LoopKind::While, ran);
                if ran == Condition::Condition && !goes_on {
                    self.shell.status = status;
                    return Flow::Next;
                }
                let (next, ran) =
                    if goes_on { (body.clone(), Condition::Body) } else { (condition.clone(), Condition::Condition) };
                self.push(Frame::Loop { kind, condition, body, ran, status });
                self.push_list(&next);
            }
            Frame::If { arms, otherwise, at } => {
                if self.shell.status == 0 {
                    self.push_list(&arms[at].1);
                } else if let Some((condition, _)) = arms.get(at + 1) {
                    let condition = condition.clone();
                    self.push(Frame::If { arms, otherwise, at: at + 1 });
                    self.push_list(&condition);
                } else if let Some(otherwise) = otherwise {
                    // It finds the condition's status.
                    self.push_list(&otherwise);
                } else {
                    self.shell.status = 0;
                }
            }
            Frame::Case(case) => self.case(case),
            Frame::Test { cond, replay } => self.test(cond, replay),
            Frame::Arith { word, replay } => {
                let value = self.expanding(
                    replay,
                    |e| e.arith_command(&word),
                    |replay| Frame::Arith { word: word.clone(), replay },
                );
                if let Some((value, _)) = value {
                    if self.shell.options.xtrace && self.shell.dialect == Dialect::Bash {
                        self.trace(&[b"(( ", &crate::script::print::word(&word)[..], b" ))"].concat());
                    }
                    self.shell.status = u8::from(value == 0);
                }
            }
            // Every other frame is looked at before this is called.
            _ => {}
        }
        Flow::Next
    }

    fn for_words(&mut self, command: Rc<Command>, replay: Replay) {
        let Command::Compound(Compound::For { name, words: Some(words), body }, _) = &*command else { return };
        let again = |replay| Frame::ForWords { command: command.clone(), replay };
        if let Some((items, _)) = self.expanding(replay, |e| e.words(words), again) {
            self.for_items(name, items.into(), body);
        }
    }

    /// The first command of the body finds the status from before.
    fn for_items(&mut self, name: &Text, items: Rc<[Text]>, body: &List) {
        if items.is_empty() {
            self.shell.status = 0;
        }
        self.push(Frame::For { name: name.clone(), items, at: 0, body: body.clone() });
    }

    fn for_item(&mut self, name: Text, items: Rc<[Text]>, at: usize, body: List) {
        let Some(item) = items.get(at) else { return };
        if self.shell.options.xtrace && self.shell.dialect == Dialect::Bash {
            let words: Vec<Vec<u8>> =
                items.iter().map(|item| super::builtins::quoted_for_trace(item, Dialect::Bash)).collect();
            self.trace(&[b"for ", &name[..], b" in ", &words.join(&b' ')].concat());
        }
        if !self.set_variable(&name, item) {
            return;
        }
        let next = body.clone();
        self.push(Frame::For { name, items, at: at + 1, body });
        self.push_list(&next);
    }

    fn arith_for(
        &mut self,
        parts: Rc<[crate::script::ast::Word; 3]>,
        body: List,
        part: usize,
        replay: Replay,
        status: u8,
    ) {
        let frame =
            |part, replay, status| Frame::ArithFor { parts: parts.clone(), body: body.clone(), part, replay, status };
        // 0 is the start, 1 the test, 2 the step after the body.
        let status = if part == 2 && replay.given.is_empty() { self.shell.status } else { status };
        let word = &parts[part];
        let Some((value, _)) = self.expanding(replay, |e| e.arith_command(word), |replay| frame(part, replay, status))
        else {
            return;
        };
        if part != 1 {
            self.push(frame(1, Replay::default(), status));
        } else if value != 0 || word.0.is_empty() {
            self.push(frame(2, Replay::default(), status));
            self.push_list(&body.clone());
        } else {
            self.shell.status = status;
        }
    }

    fn case(&mut self, mut case: Box<Case>) {
        match case.ended {
            Some(ArmEnd::Break) => return,
            Some(ArmEnd::FallThrough) => {
                let Some(arm) = case.arms.get(case.at).cloned() else { return };
                (case.at, case.ended) = (case.at + 1, Some(arm.end));
                self.push(Frame::Case(case));
                self.push_list(&arm.body);
                return;
            }
            Some(ArmEnd::Continue) | None => {}
        }
        let (word, arms, at) = (case.word.clone(), case.arms.clone(), case.at);
        let replay = std::mem::take(&mut case.replay);
        let find = |e: &mut super::expand::Expander<'_>| {
            let value = e.one(&word)?;
            for (at, arm) in arms.iter().enumerate().skip(at) {
                for pattern in &arm.patterns {
                    if Glob::new(&e.quoted(pattern)?).matches(&value) {
                        return Ok(Some(at));
                    }
                }
            }
            Ok(None)
        };
        let again = |replay| {
            let mut case = case.clone();
            case.replay = replay;
            Frame::Case(case)
        };
        let Some((found, _)) = self.expanding(replay, find, again) else { return };
        if self.shell.options.xtrace && self.shell.dialect == Dialect::Bash && at == 0 {
            self.trace(&[b"case ", &crate::script::print::word(&word)[..], b" in"].concat());
        }
        // Commands that run find the status from before.
        if found.is_none_or(|at| arms[at].body.is_empty()) {
            self.shell.status = 0;
        }
        if let Some(at) = found {
            let arm = &arms[at];
            // What the word and the patterns gave is not asked again, save after `;;&`.
            (case.at, case.ended, case.replay) = (at + 1, Some(arm.end), Replay::default());
            self.push(Frame::Case(case));
            self.push_list(&arm.body);
        }
    }
}
