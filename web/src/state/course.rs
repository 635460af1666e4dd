//! A lesson in memory: its commands run, its stops placed, every moment an index away.

use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;

use drydock_core::digest::Digest;
use drydock_core::disk::layout;
use drydock_core::identity::LayerDigest;
use drydock_core::json::tree;
use drydock_core::kernel::Kernel;
use drydock_core::lesson::{Facts, Lesson, Moment, Play, Position, Problem, Shown};
use drydock_core::reference::Reference;
use drydock_core::registry::{Blob, Reach};
use drydock_core::session::{Operation, Session};
use drydock_core::vfs::{ChangeKind, Fs};
use drydock_core::world;

use crate::view_model::chips::Identities;
use crate::view_model::container::{ContainerPlan, ContainerView, container, container_plan};
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
    /// For each command, the container that it is about.
    pub containers: Vec<Option<ContainerPlan>>,
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
        let mut containers: Vec<Option<ContainerPlan>> = Vec::new();
        for operation in session.operations() {
            containers.push(container_plan(operation, containers.last().copied().flatten()));
        }
        Ok(Self { moments, stops, shown, stages, containers, known, on_trust, lesson: lesson.clone(), session })
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

    /// The course of a session without a story: it stops after every command. What it has in common with `old`, the course that was
    /// there before, is taken over, so that a command costs the same after a thousand others.
    pub fn typed(lesson: &Rc<Lesson>, session: Session, old: Option<&Self>) -> Self {
        let operations = session.operations();
        let same = |old: &&Self| Rc::ptr_eq(&old.lesson, lesson);
        let old = old.filter(same);
        let common = old.map_or(0, |old| {
            old.operations().iter().zip(operations).take_while(|(old, new)| Rc::ptr_eq(old, new)).count()
        });
        let new = &operations[common..];
        let mut containers = old.map(|old| old.containers[..common].to_vec()).unwrap_or_default();
        let (mut known, on_trust, mut moments, mut stages) = match old {
            Some(old) => {
                let kept = old.moments.partition_point(|at| at.operation < common);
                let stages = old.stages[..common].to_vec();
                (old.known.clone(), old.on_trust.clone(), old.moments[..kept].to_vec(), stages)
            }
            None => {
                let on_trust = session.start().daemon.network().taken_on_trust().iter().map(hex).collect();
                let mut known = Identities::default();
                let fs = &session.start().kernel().fs;
                known.learn_disk(fs);
                for image in names(fs).iter().filter_map(|name| Facts(fs).image(name)) {
                    known.learn_image(&image);
                }
                (known, on_trust, Vec::new(), Vec::new())
            }
        };
        moments.extend(moments_of(new, common));
        if moments.is_empty() {
            moments.push(Position { operation: 0, moment: Moment::Before });
        }
        for operation in new {
            if !operation.steps.is_empty() {
                known.learn_disk(&operation.after.kernel().fs);
            }
            let plan = typed_plan(operation, stages.last(), &on_trust);
            if let Some(image) = &plan.image {
                known.learn_image(image);
            }
            stages.push(plan);
            containers.push(container_plan(operation, containers.last().copied().flatten()));
        }
        let ends = moments.iter().enumerate().filter(|(_, at)| at.moment == Moment::After).map(|(index, _)| index);
        let stops = std::iter::once(0).chain(ends).collect();
        Self { moments, stops, shown: Vec::new(), stages, containers, known, on_trust, lesson: lesson.clone(), session }
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

    /// The container that a moment is about, compared with another moment.
    pub fn container(&self, base: usize, moment: usize) -> Option<ContainerView> {
        let plan = (*self.containers.get(self.moments.get(moment)?.operation)?)?;
        container(plan, self.kernel(base), self.kernel(moment))
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

    /// The kernel's state at a moment: the disk, and what is mounted.
    pub fn kernel(&self, moment: usize) -> &Kernel {
        let start = self.session.start().kernel();
        let Some(position) = self.moments.get(moment) else { return start };
        let Some(operation) = self.operations().get(position.operation) else { return start };
        match position.moment {
            Moment::Before => operation.before.kernel(),
            Moment::Step(step) => operation.steps.get(step).map_or(operation.after.kernel(), |step| &step.after),
            Moment::After => operation.after.kernel(),
        }
    }

    /// The disk at a moment.
    pub fn fs(&self, moment: usize) -> &Fs {
        &self.kernel(moment).fs
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
    let mut moments: Vec<Position> = moments_of(operations, 0).collect();
    if moments.is_empty() {
        moments.push(Position { operation: 0, moment: Moment::Before });
    }
    moments
}

/// The moments of these commands, which have the numbers from `first` on.
fn moments_of(operations: &[Rc<Operation>], first: usize) -> impl Iterator<Item = Position> + '_ {
    operations.iter().zip(first..).flat_map(|(operation, index)| {
        let steps = (0..operation.steps.len()).map(Moment::Step);
        let all = std::iter::once(Moment::Before).chain(steps).chain(std::iter::once(Moment::After));
        all.map(move |moment| Position { operation: index, moment })
    })
}

/// What the stage shows for a command that was typed: the image that it brought or named, else the one before it as long as there
/// is one, else any.
fn typed_plan(operation: &Operation, before: Option<&Rc<StagePlan>>, on_trust: &BTreeSet<String>) -> Rc<StagePlan> {
    let fs = &operation.after.kernel().fs;
    let had = names(&operation.before.kernel().fs);
    let has = if operation.steps.is_empty() { had.clone() } else { names(fs) };
    let brought = has.iter().find(|name| !had.contains(name));
    let is_named = |name: &&String| {
        let familiar = name.strip_suffix(":latest").unwrap_or(name);
        operation.line.split_whitespace().any(|word| word == familiar || word == name.as_str())
    };
    let named = has.iter().find(is_named).or_else(|| had.iter().find(is_named));
    let kept = before.filter(|plan| has.contains(&plan.reference));
    let Some(name) = brought.or(named) else {
        return match (kept, has.first()) {
            (Some(plan), _) => plan.clone(),
            (None, Some(first)) => Rc::new(plan_of(first, operation, on_trust)),
            (None, None) => Rc::default(),
        };
    };
    // The one before knows where its layers' things were while they were pulled.
    match before.filter(|plan| plan.reference == *name && brought.is_none()) {
        Some(plan) => plan.clone(),
        None => {
            let mut plan = plan_of(name, operation, on_trust);
            learn_places(&mut plan, operation);
            Rc::new(plan)
        }
    }
}

/// An image as it is after a command, or was before it.
fn plan_of(name: &str, operation: &Operation, on_trust: &BTreeSet<String>) -> StagePlan {
    let mut plan = StagePlan { reference: name.to_owned(), ..StagePlan::default() };
    for facts in [&operation.after, &operation.before].map(|machine| Facts(&machine.kernel().fs)) {
        let Some(image) = facts.image(name) else { continue };
        for (layer, number) in image.layers.iter().zip(1..) {
            let record = format!("{}/image/overlay2/layerdb/sha256/{}/cache-id", layout::root(), layer.chain.hex());
            if let Some(cache) = facts.text(&record) {
                plan.learn(number, &layout::root().join(b"overlay2").join(cache.as_bytes()));
            }
        }
        plan.image = Some(image);
        break;
    }
    plan.abridged = plan.is_abridged(on_trust);
    plan
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

/// Two courses are the same if they are the same lesson, in the same language, after the same commands. A command's record is made
/// once, so the last one tells of all before it.
impl PartialEq for Course {
    fn eq(&self, other: &Self) -> bool {
        let (own, others) = (self.operations(), other.operations());
        let last = match (own.last(), others.last()) {
            (Some(own), Some(other)) => Rc::ptr_eq(own, other),
            (own, other) => own.is_none() && other.is_none(),
        };
        let undone = |course: &Self| course.session.undone().len();
        Rc::ptr_eq(&self.lesson, &other.lesson) && own.len() == others.len() && last && undone(self) == undone(other)
    }
}
