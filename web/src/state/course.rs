//! A lesson in memory: its commands run, its stops placed, every moment an index away.

use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;

use drydock_core::digest::Digest;
use drydock_core::disk::layout;
use drydock_core::identity::LayerDigest;
use drydock_core::json::tree;
use drydock_core::lesson::{Facts, Lesson, Moment, Play, Position, Problem, Shown};
use drydock_core::reference::Reference;
use drydock_core::registry::{Blob, Reach};
use drydock_core::session::{Operation, Session};
use drydock_core::vfs::{ChangeKind, Fs};
use drydock_core::world;

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
    /// For each command, the image that the stage shows: the one it brought, else the one before it.
    pub stages: Vec<Rc<StagePlan>>,
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
        for operation in session.operations().iter().filter(|operation| !operation.steps.is_empty()) {
            known.learn_disk(&operation.after.kernel().fs);
        }
        let on_trust = session.start().daemon.network().taken_on_trust().iter().map(hex).collect();
        let stages = stage_plans(&lesson.image, session.operations(), &on_trust);
        for image in stages.iter().filter_map(|plan| plan.image.as_ref()) {
            known.learn_image(image);
        }
        Ok(Self { moments, stops, shown, stages, known, on_trust, lesson: lesson.clone(), session })
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

    /// The image that the stage shows at a moment. `None` if the session has no commands.
    pub fn stage(&self, moment: usize) -> Option<&StagePlan> {
        let operation = self.moments.get(moment)?.operation;
        self.stages.get(operation).map(|plan| &**plan)
    }

    /// The images that the session brings.
    pub fn images(&self) -> impl Iterator<Item = &StagePlan> {
        self.stages.iter().map(|plan| &**plan)
    }

    /// The compressed bytes of a layer, if the registry has every one of them.
    pub fn blob(&self, reference: &str, digest: LayerDigest) -> Option<Rc<[u8]>> {
        let domain = Reference::parse(reference).ok()?.repository.domain().to_owned();
        let network = self.session.start().daemon.network();
        network.endpoints(&domain).into_iter().find_map(|endpoint| match endpoint.reach {
            Reach::Registry(registry) => match registry.blob(&digest.0.into())? {
                Blob::Whole(bytes) => Some(bytes.clone()),
                Blob::Reconstructed(_) | Blob::Abridged(_) => None,
            },
            Reach::Unreachable(_) => None,
        })
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

/// A session on the lesson's world that has run its commands. `None` if there is no such world.
fn perform(lesson: &Lesson) -> Option<Session> {
    let mut session = Session::on(world::open(&lesson.world)?);
    for command in &lesson.commands {
        session.run(&command.line);
    }
    Some(session)
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

/// For each command the image that it brought: the one whose name is new on the disk after it. A command that brings none shows
/// the one before; until there is one, the lesson's.
fn stage_plans(first: &str, operations: &[Rc<Operation>], on_trust: &BTreeSet<String>) -> Vec<Rc<StagePlan>> {
    let facts = |reference: &str| {
        let mut ends = operations.iter().rev().map(|operation| &operation.after.kernel().fs);
        ends.find_map(|fs| Facts(fs).image(reference))
    };
    let plan = |reference: String| {
        let mut plan = StagePlan { image: facts(&reference), reference, ..StagePlan::default() };
        plan.abridged = plan.is_abridged(on_trust);
        plan
    };
    let mut now = Rc::new(plan(first.to_owned()));
    let mut plans = Vec::new();
    for operation in operations {
        let before = names(&operation.before.kernel().fs);
        let after = names(&operation.after.kernel().fs);
        if let Some(name) = after.into_iter().find(|name| !before.contains(name)) {
            let mut brought = plan(name);
            learn_places(&mut brought, operation);
            now = Rc::new(brought);
        }
        plans.push(now.clone());
    }
    plans
}

/// Where each layer's things are, read off what the layer's steps added.
fn learn_places(plan: &mut StagePlan, operation: &Operation) {
    for step in &operation.steps {
        let Some(layer) = step.group.as_ref().and_then(|group| group.layer()) else { continue };
        for change in step.changes() {
            if change.kind == ChangeKind::Added {
                plan.learn(layer, &change.path);
            }
        }
    }
}

/// The names with a tag in repositories.json.
fn names(fs: &Fs) -> Vec<String> {
    let text = Facts(fs).text(&layout::repositories().to_string()).unwrap_or_default();
    let parsed = tree::parse(text.as_bytes(), 0);
    let repositories = parsed.tree.root().and_then(|root| root.get("Repositories"));
    let keys = repositories.into_iter().flat_map(|repositories| {
        let each = repositories.members().filter_map(|member| member.value);
        each.flat_map(|repository| repository.members().filter_map(|member| member.key.as_str()).collect::<Vec<_>>())
            .collect::<Vec<String>>()
    });
    keys.filter(|name| !name.contains('@')).collect()
}

/// Two courses are the same if they are the same lesson, in the same language, on the same commands.
impl PartialEq for Course {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lesson, &other.lesson) && self.moments.len() == other.moments.len()
    }
}
