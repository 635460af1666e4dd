//! A lesson in memory: its commands run, its stops placed, every moment an index away.

use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;

use drydock_core::digest::Digest;
use drydock_core::kernel::Kernel;
use drydock_core::lesson::{Facts, ImageFacts, Lesson, Moment, Play, Position, Problem, Shown};
use drydock_core::machine::Machine;
use drydock_core::session::{Operation, Session};
use drydock_core::vfs::{ChangeKind, Fs};

use crate::view_model::chips::Identities;
use crate::view_model::stage::StagePlan;

/// A lesson in memory. Nothing in it changes; another language is another course on the same session.
#[derive(Clone, Debug)]
pub struct Course {
    /// The lesson.
    pub lesson: Rc<Lesson>,
    /// The session that ran its commands.
    pub session: Session,
    /// Every moment, in order: before each command, after each of its steps, after its end.
    pub moments: Vec<Position>,
    /// For each stop, the index of its moment.
    pub stops: Vec<usize>,
    /// For each stop, what it shows.
    pub shown: Vec<Rc<Shown>>,
    /// Where the stage finds what it shows.
    pub stage: StagePlan,
    /// Every identity that the disk ever has in this session.
    pub known: Identities,
    /// The digests, in hex, that are the real image's but not the hash of the bytes shown here: those are reconstructed.
    pub on_trust: BTreeSet<String>,
}

impl Course {
    /// The course of `lesson` on `session`, which ran its commands. Fails if the lesson does not fit what they did.
    pub fn new(lesson: &Rc<Lesson>, session: Session) -> Result<Self, Unplayable> {
        let moments = moments(session.operations());
        let play = Play::new(lesson, &session);
        if let Some(problem) = play.problems().first() {
            return Err(Unplayable::Problem(problem.clone()));
        }
        let stops = play
            .positions()
            .iter()
            .map(|position| moments.binary_search(position).unwrap_or_else(|next| next.min(moments.len() - 1)))
            .collect();
        let shown = (0..lesson.stops.len()).filter_map(|stop| play.show(stop)).map(Rc::new).collect();
        let mut known = Identities::default();
        let mut image = None;
        for operation in session.operations() {
            let fs = &operation.after.kernel().fs;
            known.learn_disk(fs);
            image = Facts(fs).image(&lesson.image).or(image);
        }
        if let Some(image) = &image {
            known.learn_image(image);
        }
        let mut stage = stage_plan(&lesson.image, image, session.operations());
        let network = session.start().daemon.network();
        let on_trust = network.taken_on_trust().into_iter().map(|digest| hex(&digest)).collect::<BTreeSet<_>>();
        stage.abridged = stage.is_abridged(&on_trust);
        Ok(Self { moments, stops, shown, stage, known, on_trust, lesson: lesson.clone(), session })
    }

    /// Runs the commands of `lesson` in its world and places it on them. `old` is the course that was there before: a lesson with
    /// the same commands (itself in another language) takes its session.
    pub fn rehearse(lesson: &Rc<Lesson>, old: Option<&Self>) -> Result<Self, Unplayable> {
        let lines = |lesson: &Lesson| {
            (lesson.world.clone(), lesson.commands.iter().map(|command| command.line.clone()).collect::<Vec<_>>())
        };
        let session = match old.filter(|old| lines(&old.lesson) == lines(lesson)) {
            Some(old) => old.session.clone(),
            None => perform(lesson).ok_or_else(|| Unplayable::World(lesson.world.clone()))?,
        };
        Self::new(lesson, session)
    }

    /// Whether a hash is the real image's while the bytes behind it are reconstructed here.
    pub fn is_on_trust(&self, value: &str) -> bool {
        self.on_trust.contains(value)
    }

    /// The commands, as run.
    pub fn operations(&self) -> &[Rc<Operation>] {
        self.session.operations()
    }

    /// The disk at a moment.
    pub fn fs(&self, moment: usize) -> &Fs {
        let start = &self.session.start().kernel().fs;
        let Some(position) = self.moments.get(moment) else { return start };
        let Some(operation) = self.operations().get(position.operation) else { return start };
        match position.moment {
            Moment::Before => &operation.before.kernel().fs,
            Moment::Step(step) => operation.steps.get(step).map_or(&operation.after.kernel().fs, |step| &step.after.fs),
            Moment::After => &operation.after.kernel().fs,
        }
    }

    /// The last stop that is not after `moment`; the first, if all are.
    pub fn stop_at(&self, moment: usize) -> usize {
        self.stops.partition_point(|stop| *stop <= moment).saturating_sub(1)
    }

    /// The stop of this name.
    pub fn stop_named(&self, name: &str) -> Option<usize> {
        self.lesson.stops.iter().position(|stop| stop.name == name)
    }
}

/// Why a lesson cannot be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unplayable {
    /// There is no world of this name.
    World(String),
    /// What its commands did is not what it speaks of.
    Problem(Problem),
}

/// For whoever wrote the lesson or built the site: in English.
impl fmt::Display for Unplayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::World(name) => write!(f, "there is no world called `{name}`"),
            Self::Problem(Problem { stop: Some(stop), trouble }) => write!(f, "stop `{stop}`: {trouble}"),
            Self::Problem(Problem { stop: None, trouble }) => trouble.fmt(f),
        }
    }
}

/// A session on the lesson's world that has run its commands.
#[cfg(not(feature = "fixture"))]
fn perform(lesson: &Lesson) -> Option<Session> {
    let world = drydock_core::world::open(&lesson.world)?;
    let machine = Machine::new(Rc::new(world.profile), Kernel::new(world.fs));
    Some(Session::new(machine.with_network(Rc::new(world.network)).with_ids(world.ids)))
}

#[cfg(feature = "fixture")]
fn perform(_lesson: &Lesson) -> Option<Session> {
    Some(crate::fixture::session())
}

/// A digest's hash, without its algorithm.
fn hex(digest: &Digest) -> String {
    let text = digest.to_string();
    text.split_once(':').map_or_else(String::new, |(_, hex)| hex.to_owned())
}

/// Every moment of these commands, in order.
fn moments(operations: &[Rc<Operation>]) -> Vec<Position> {
    let mut moments = Vec::new();
    for (index, operation) in operations.iter().enumerate() {
        let at = |moment| Position { operation: index, moment };
        moments.push(at(Moment::Before));
        moments.extend((0..operation.steps.len()).map(|step| at(Moment::Step(step))));
        moments.push(at(Moment::After));
    }
    if moments.is_empty() {
        moments.push(Position { operation: 0, moment: Moment::Before });
    }
    moments
}

/// Where each layer's things are, read off what the layer's steps added.
fn stage_plan(reference: &str, image: Option<ImageFacts>, operations: &[Rc<Operation>]) -> StagePlan {
    let mut plan = StagePlan { reference: reference.to_owned(), image, layers: Vec::new(), abridged: false };
    for step in operations.iter().flat_map(|operation| &operation.steps) {
        let Some(layer) = step.group.as_ref().and_then(|group| group.layer()) else { continue };
        for change in step.changes() {
            if change.kind == ChangeKind::Added {
                plan.learn(layer, &change.path);
            }
        }
    }
    plan
}

/// Two courses are the same if they are the same lesson, in the same language, on the same commands.
impl PartialEq for Course {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lesson, &other.lesson) && self.moments.len() == other.moments.len()
    }
}
