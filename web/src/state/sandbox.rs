//! The sandbox: a session without a story, seen through the same panes as a lesson.

use std::rc::Rc;

use drydock_core::lesson::{LESSON_FORMAT, Lesson, Moment, Position};
use drydock_core::programs::Engine;
use drydock_core::saved::{SaveError, SavedSession};
use drydock_core::session::Session;
use drydock_core::world;

use super::Course;

/// What the sandbox's course is called. No lesson's folder can be called so: `/` is no part of a name.
pub const SANDBOX: &str = "/sandbox";

/// The session as a course that stops after every command. `old` is the one that was there before: what they have in common is not
/// worked out again.
pub fn course(world: &str, session: Session, old: Option<&Course>) -> Course {
    let lesson = match old.filter(|old| old.lesson.id == SANDBOX && old.lesson.world == world) {
        Some(old) => old.lesson.clone(),
        None => Rc::new(Lesson {
            format: LESSON_FORMAT,
            id: SANDBOX.to_owned(),
            lang: String::new(),
            title: String::new(),
            summary: String::new(),
            world: world.to_owned(),
            image: String::new(),
            commands: Vec::new(),
            chapters: Vec::new(),
            stops: Vec::new(),
        }),
    };
    Course::typed(&lesson, session, old)
}

/// The name of the world that a course's session began in.
pub fn world_of(course: &Course) -> &str {
    &course.lesson.world
}

/// A new session in a world. `None` if there is no such world.
pub fn begin(world: &str, engine: Engine) -> Option<Course> {
    Some(course(world, Session::on(world::open(world)?).with_engine(engine), None))
}

/// The course after an edit of its session: undo, redo, a command.
pub fn edited(course: &Course, session: Session) -> Course {
    self::course(world_of(course), session, Some(course))
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

/// The session as it was at a moment, without what came later: where a line goes that is typed there.
pub fn session_at(course: &Course, moment: usize) -> Session {
    let kept = commands_before(course, moment);
    if kept < course.operations().len() { course.session.fork(kept) } else { course.session.clone() }
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
    use drydock_core::commands::ENGINE;

    use super::*;

    fn typed(lines: &[&str]) -> Course {
        let mut now = begin("documents", ENGINE).unwrap();
        for line in lines {
            let mut session = now.session.clone();
            session.run(line);
            now = edited(&now, session);
        }
        now
    }

    #[test]
    fn what_is_saved_comes_back_at_its_place() {
        let typed = typed(&["echo one >/tmp/a", "echo two >/tmp/b"]);
        for moment in 0..typed.moments.len() {
            let saved = SavedSession::parse_link(&save(&typed, moment).unwrap().to_link().unwrap()).unwrap();
            let mut session = Session::on(world::open(saved.world()).unwrap());
            for line in saved.lines() {
                session.run(line);
            }
            let again = course(saved.world(), session, None);
            assert_eq!(again.moments, typed.moments);
            assert_eq!(moment_at(&again, saved.at()), moment);
            assert!(again.fs(moment).read(&"/tmp/a".into()).is_ok() == typed.fs(moment).read(&"/tmp/a".into()).is_ok());
        }
    }

    /// Command by command, with undo between, gives what the whole session gives at once.
    #[test]
    fn what_was_there_before_is_taken_over() {
        let lines = ["docker pull drydock.example/web", "ls /", "docker pull -q drydock.example/job", "docker images"];
        let now = typed(&lines);
        let whole = course("documents", now.session.clone(), None);
        assert_eq!((&now.moments, &now.stops), (&whole.moments, &whole.stops));
        assert_eq!((&now.stages, &now.known), (&whole.stages, &whole.known));
        let names: Vec<&str> = now.stages.iter().map(|plan| plan.reference.as_str()).collect();
        let (web, job) = ("drydock.example/web:latest", "drydock.example/job:latest");
        assert_eq!(names, [web, web, job, job]);
        assert!(now.stages[2].layers.iter().all(|layer| layer.dir.is_some()), "the shared layer's, too");
        let mut session = now.session.clone();
        session.undo();
        session.run("docker rmi drydock.example/job");
        let forked = edited(&now, session.clone());
        let whole = course("documents", session, None);
        assert_eq!((&forked.moments, &forked.stages), (&whole.moments, &whole.stages));
        assert_eq!(forked.stages[3].reference, job, "the one that the command takes away");
    }

    #[test]
    fn going_on_from_before() {
        let course = typed(&["true", "false"]);
        let kept: Vec<usize> = (0..course.moments.len()).map(|moment| commands_before(&course, moment)).collect();
        assert_eq!((kept.first(), kept.last()), (Some(&0), Some(&2)));
        assert_eq!(session_at(&course, 0).operations().len(), 0);
        assert!(kept.is_sorted());
        assert_eq!(commands_before(&begin("empty", ENGINE).unwrap(), 0), 0);
        assert!(begin("nowhere", ENGINE).is_none());
    }
}
