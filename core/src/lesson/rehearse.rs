//! Typing a lesson's commands.

use super::Lesson;
use crate::session::Session;
use crate::world;

/// A session on the lesson's world in which its commands have been typed. `None` if there is no such world.
pub fn rehearse(lesson: &Lesson) -> Option<Session> {
    let mut session = Session::on(world::open(&lesson.world)?);
    for command in &lesson.commands {
        session.run(&command.line);
    }
    Some(session)
}
