//! The sandbox: a session without a story, seen through the same panes as a lesson.

use std::rc::Rc;

use drydock_core::disk::refstore::RefStore;
use drydock_core::lesson::{LESSON_FORMAT, Lesson, Moment, Position};
use drydock_core::saved::{SaveError, SavedSession};
use drydock_core::session::Session;
use drydock_core::world;

use super::Course;

/// What the sandbox's course is called. No lesson's folder can be called so: `/` is no part of a name.
pub const SANDBOX: &str = "/sandbox";

/// A session as a course without stops. `None` if there is no such world.
pub fn course(world: &str, session: Session) -> Option<Course> {
    let world = world::NAMES.into_iter().find(|name| *name == world)?;
    let store = RefStore::load(&session.machine().kernel().fs).unwrap_or_default();
    let mut tagged = store.iter().filter(|(reference, _)| reference.tag.is_some());
    // The image that the last command named, or the first there is.
    let last = session.operations().last().map_or("", |operation| operation.line.as_str()).to_owned();
    let named =
        |familiar: &str| last.split_whitespace().any(|word| familiar == word || familiar == format!("{word}:latest"));
    let names: Vec<String> = tagged.by_ref().map(|(reference, _)| reference.familiar()).collect();
    let image = names.iter().find(|name| named(name)).or(names.first()).cloned().unwrap_or_default();
    let lesson = Lesson {
        format: LESSON_FORMAT,
        id: SANDBOX.to_owned(),
        lang: String::new(),
        title: String::new(),
        summary: String::new(),
        world: world.to_owned(),
        image,
        commands: Vec::new(),
        chapters: Vec::new(),
        stops: Vec::new(),
    };
    Course::new(&Rc::new(lesson), session).ok()
}

/// A new session in a world.
pub fn begin(world: &str) -> Option<Course> {
    course(world, Session::on(world::open(world)?))
}

/// The session that was saved, run again.
pub fn replay(saved: &SavedSession) -> Option<Course> {
    let mut session = Session::on(world::open(saved.world())?);
    for line in saved.lines() {
        session.run(line);
    }
    course(saved.world(), session)
}

/// What is saved of the sandbox, looked at from `moment`.
pub fn save(course: &Course, moment: usize) -> Result<SavedSession, SaveError> {
    let at = course.moments.get(moment).copied().filter(|_| moment + 1 < course.moments.len());
    SavedSession::of(&course.session, &course.lesson.world, at)
}

/// The index of the moment at a place; without one, the last.
pub fn moment_at(course: &Course, at: Option<Position>) -> usize {
    let last = course.moments.len().saturating_sub(1);
    at.map_or(last, |at| course.moments.partition_point(|moment| *moment < at).min(last))
}

/// How many commands have been typed at a moment: so many a session keeps that goes on from there.
pub fn commands_before(course: &Course, moment: usize) -> usize {
    course.moments.get(moment).map_or(0, |position| match position.moment {
        Moment::Before => position.operation,
        Moment::Step(_) | Moment::After => position.operation + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(lines: &[&str]) -> Course {
        let mut session = Session::on(world::open("documents").unwrap());
        for line in lines {
            session.run(line);
        }
        course("documents", session).unwrap()
    }

    #[test]
    fn what_is_saved_comes_back_at_its_place() {
        let course = typed(&["echo one >/tmp/a", "echo two >/tmp/b"]);
        for moment in 0..course.moments.len() {
            let saved = SavedSession::parse_link(&save(&course, moment).unwrap().to_link().unwrap()).unwrap();
            let again = replay(&saved).unwrap();
            assert_eq!(again.moments, course.moments);
            assert_eq!(moment_at(&again, saved.at()), moment);
            assert!(
                again.fs(moment).read(&"/tmp/a".into()).is_ok() == course.fs(moment).read(&"/tmp/a".into()).is_ok()
            );
        }
    }

    #[test]
    fn going_on_from_before() {
        let course = typed(&["true", "false"]);
        let kept: Vec<usize> = (0..course.moments.len()).map(|moment| commands_before(&course, moment)).collect();
        assert_eq!((kept.first(), kept.last()), (Some(&0), Some(&2)));
        assert!(kept.is_sorted());
        assert_eq!(commands_before(&begin("empty").unwrap(), 0), 0);
        assert!(begin("nowhere").is_none());
    }
}
