//! The write that a moment shows: who did it, in which part of the command, and why.

use drydock_core::lesson::Moment;
use drydock_core::trace::explain::{self, Explanation, Lang};
use drydock_core::trace::{Actor, Group, Step};

use crate::state::Course;

/// A write, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The command it belongs to, as typed.
    pub line: String,
    /// Who did it. `None` before and after a command.
    pub actor: Option<Actor>,
    /// The part of the command.
    pub group: Option<Group>,
    /// What happened and why. `None` before and after a command.
    pub told: Option<Explanation>,
    /// Where in the command it is.
    pub moment: Moment,
}

/// The write at `moment`. `None` if the course has no such moment.
pub fn write(course: &Course, moment: usize, lang: Lang) -> Option<Write> {
    let position = course.moments.get(moment)?;
    let operation = course.operations().get(position.operation)?;
    let step: Option<&Step> = match position.moment {
        Moment::Step(step) => operation.steps.get(step),
        Moment::Before | Moment::After => None,
    };
    Some(Write {
        line: operation.line.clone(),
        actor: step.map(|step| step.actor),
        group: step.and_then(|step| step.group.as_deref().cloned()),
        told: step.map(|step| explain::cause(&step.cause, lang)),
        moment: position.moment,
    })
}
