//! A lesson on a session that ran its commands: where the stops are, and what is said there.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::prose::fill_line;
use super::{
    Answer, At, Choice, Filled, Focus, ImageFacts, Lesson, Posed, Prediction, Problem, Shown, Spot, Stop, Trouble,
    Value, Verdict,
};
use crate::session::{Operation, Session};
use crate::vfs::{AbsPath, Fs};

/// A place on a session's timeline. Ordered as things happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Index of the command.
    pub operation: usize,
    /// Where in it.
    pub moment: Moment,
}

/// A place within a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Before it is typed.
    Before,
    /// Right after the step of this index.
    Step(usize),
    /// After its end, with all it printed.
    After,
}

/// A lesson placed on the session that ran its commands.
#[derive(Clone, Debug)]
pub struct Play<'a> {
    pub(super) lesson: &'a Lesson,
    pub(super) operations: &'a [Rc<Operation>],
    positions: Vec<Position>,
    problems: Vec<Problem>,
    pub(super) images: RefCell<BTreeMap<String, Option<Rc<ImageFacts>>>>,
}

impl<'a> Play<'a> {
    /// Finds every stop of `lesson` in `session`, whose commands must be the lesson's. A stop that does not occur is placed at
    /// the end of its command, and is a problem.
    pub fn new(lesson: &'a Lesson, session: &'a Session) -> Self {
        let operations = session.operations();
        let mut play =
            Self { lesson, operations, positions: Vec::new(), problems: Vec::new(), images: RefCell::default() };
        for (n, command) in lesson.commands.iter().enumerate() {
            let (name, expected) = (command.name.clone(), command.exit);
            match operations.get(n) {
                Some(done) if done.line != command.line => play.report(None, Trouble::Command { name }),
                Some(done) if done.exit != expected => {
                    play.report(None, Trouble::Exit { name, expected, got: done.exit, stderr: done.stderr() });
                }
                Some(_) => {}
                None => play.report(None, Trouble::Command { name }),
            }
        }
        for stop in &lesson.stops {
            let position = play.find(stop);
            if let Some((last, before)) =
                play.positions.last().zip(lesson.stops.get(play.positions.len().wrapping_sub(1)))
                && position < *last
            {
                play.report(Some(stop), Trouble::Backwards { after: before.name.clone() });
            }
            play.positions.push(position);
        }
        play
    }

    /// Where each stop is, in the lesson's order.
    pub fn positions(&self) -> &[Position] {
        &self.positions
    }

    /// What did not hold when the stops were placed.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Everything that does not hold: the stops' places, every value in every stop, every path, every prediction.
    ///
    /// If a command did not do what the lesson counts on, that alone is told: the rest only follows from it.
    pub fn check(&self) -> Vec<Problem> {
        let of_command = |problem: &&Problem| matches!(problem.trouble, Trouble::Command { .. } | Trouble::Exit { .. });
        let commands: Vec<Problem> = self.problems.iter().filter(of_command).cloned().collect();
        if !commands.is_empty() {
            return commands;
        }
        let mut problems = self.problems.clone();
        for (n, stop) in self.lesson.stops.iter().enumerate() {
            let (shown, mut troubles) = self.show_and_check(n);
            if let (Some(path), Some(fs)) = (&shown.spot.open, self.disk(self.positions[n]))
                && !troubles.iter().any(|trouble| matches!(trouble, Trouble::Unknown(Value::Path(_))))
                && fs.walk(path).is_err()
            {
                troubles.push(Trouble::NoSuchPath(path.to_string()));
            }
            if let (Some(posed), Some(prediction)) = (&shown.prediction, &stop.prediction) {
                let right = posed.answers.iter().filter(|answer| answer.verdict == Verdict::Right);
                let right: Vec<String> = right.map(|answer| answer.name.clone()).collect();
                if right.len() != 1 {
                    let answer = self.value(&prediction.answer, self.reveal(n)).to_string();
                    troubles.push(Trouble::Answers { answer, right });
                }
            }
            let problem = |trouble| Problem { stop: Some(stop.name.clone()), trouble };
            problems.extend(troubles.into_iter().map(problem));
        }
        problems
    }

    /// The stop of this index, with its values filled in. `None` if there is none.
    pub fn show(&self, stop: usize) -> Option<Shown> {
        (stop < self.positions.len()).then(|| self.show_and_check(stop).0)
    }

    fn report(&mut self, stop: Option<&Stop>, trouble: Trouble) {
        self.problems.push(Problem { stop: stop.map(|stop| stop.name.clone()), trouble });
    }

    // ---- where ---------------------------------------------------------------------------------------------------------

    fn find(&mut self, stop: &Stop) -> Position {
        let operation = stop.at.command();
        let at = |moment| Position { operation, moment };
        let At::Step { cause, layer, nth, .. } = &stop.at else {
            return at(if matches!(stop.at, At::Before(_)) { Moment::Before } else { Moment::After });
        };
        let steps = self.operations.get(operation).map_or(&[][..], |operation| &operation.steps);
        let mut of_cause = steps.iter().enumerate().filter(|(_, step)| step.cause.name() == cause);
        let fits = |group: Option<usize>| layer.is_none() || group == *layer;
        let mut fitting =
            of_cause.clone().filter(|(_, step)| fits(step.group.as_ref().and_then(|group| group.layer())));
        if let Some((step, _)) = nth.checked_sub(1).and_then(|skip| fitting.nth(skip)) {
            return at(Moment::Step(step));
        }
        let mut causes = Vec::new();
        for step in steps {
            if !causes.contains(&step.cause.name()) {
                causes.push(step.cause.name());
            }
        }
        let found = of_cause.by_ref().count();
        self.report(Some(stop), Trouble::NoSuchStep { at: stop.at.clone(), found, causes });
        at(Moment::After)
    }

    /// The disk at a position.
    pub(super) fn disk(&self, position: Position) -> Option<&'a Fs> {
        let operation = self.operations.get(position.operation)?;
        Some(match position.moment {
            Moment::Before => &operation.before.kernel().fs,
            Moment::Step(step) => &operation.steps.get(step)?.after.fs,
            Moment::After => &operation.after.kernel().fs,
        })
    }

    /// Where the answer of a stop's prediction is read: at the next stop.
    fn reveal(&self, stop: usize) -> Position {
        let next = self.positions.get(stop + 1).or(self.positions.get(stop));
        next.copied().unwrap_or(Position { operation: 0, moment: Moment::Before })
    }

    fn show_and_check(&self, n: usize) -> (Shown, Vec<Trouble>) {
        let (stop, here) = (&self.lesson.stops[n], self.positions[n]);
        let mut troubles = Vec::new();
        let mut fill_at = |value: &Value, position: Position| {
            let filled = self.value(value, position);
            if let Filled::Unknown(value) = &filled {
                troubles.push(Trouble::Unknown(value.clone()));
            }
            filled
        };
        let prediction = stop.prediction.as_ref().map(|prediction| pose(prediction, self.reveal(n), &mut fill_at));
        let mut fill = |value: &Value| fill_at(value, here);
        let Focus { pane, layer, open, derive, light } = &stop.focus;
        let spot = Spot {
            pane: *pane,
            layer: *layer,
            open: open.as_ref().map(|open| AbsPath::new(fill(&Value::Path(open.clone())).to_string())),
            derive: derive.as_ref().map(&mut fill),
            light: light.iter().map(&mut fill).collect(),
        };
        let title = fill_line(&stop.title, &mut fill);
        let body = stop.body.iter().map(|block| block.fill(&mut fill)).collect();
        (Shown { title, body, spot, prediction }, troubles)
    }
}

/// The question with its answers judged, all read at `reveal`.
fn pose(prediction: &Prediction, reveal: Position, fill_at: &mut impl FnMut(&Value, Position) -> Filled) -> Posed {
    let answer = fill_at(&prediction.answer, reveal).key();
    let mut fill = |value: &Value| fill_at(value, reveal);
    let question = fill_line(&prediction.prose.question, &mut fill);
    let mut answers = Vec::new();
    for (Choice { name, value }, words) in prediction.choices.iter().zip(&prediction.prose.choices) {
        let verdict = if fill(value).key() == answer { Verdict::Right } else { Verdict::Wrong };
        let label = fill_line(&words.label, &mut fill);
        let reason = fill_line(&words.reason, &mut fill);
        answers.push(Answer { name: name.clone(), label, reason, verdict });
    }
    Posed { question, answers }
}
