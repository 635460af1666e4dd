//! Running lines: one after another, in short tasks, so that the page stays alive; programs that are missing are loaded between.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use drydock_core::session::Session;
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use yew::Callback;

use super::jq;

/// How long a task may run commands before the page is given a turn, in milliseconds: half of what a frame has.
const TASK: f64 = 8.0;

/// What is told while lines run.
#[derive(Clone, Debug)]
pub(crate) enum Progress {
    /// A command has ended.
    Ran(Rc<Session>),
    /// This line waits for `jq`, which is being loaded.
    Loading(String),
    /// `jq` could not be loaded, so these lines were not run.
    Failed(Vec<String>),
    /// All have ended.
    Done,
}

/// Lines that are running; dropping it stops them before the next.
pub(crate) struct Running(Rc<RefCell<Option<Job>>>);

struct Job {
    session: Session,
    lines: VecDeque<String>,
    tell: Callback<Progress>,
    /// The next task.
    next: Option<Timeout>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.take();
    }
}

/// Runs `lines` on `session`. The first ones run before this returns, as many as fit into a task.
pub(crate) fn run(session: Session, lines: Vec<String>, tell: Callback<Progress>) -> Running {
    let job = Rc::new(RefCell::new(Some(Job { session, lines: lines.into(), tell, next: None })));
    go_on(&job);
    Running(job)
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Takes the job out while it works on it, so that whoever is told may stop it.
fn go_on(cell: &Rc<RefCell<Option<Job>>>) {
    let started = now();
    loop {
        let Some(mut job) = cell.take() else { return };
        let Some(line) = job.lines.pop_front() else { return job.tell.emit(Progress::Done) };
        let mut session = job.session.clone();
        session.run(&line);
        if jq::missed() {
            job.lines.push_front(line.clone());
            let tell = job.tell.clone();
            cell.replace(Some(job));
            load(cell.clone());
            return tell.emit(Progress::Loading(line));
        }
        job.session = session.clone();
        let tell = job.tell.clone();
        let more = !job.lines.is_empty();
        if more && now() - started > TASK {
            let again = cell.clone();
            job.next = Some(Timeout::new(0, move || go_on(&again)));
            cell.replace(Some(job));
            return tell.emit(Progress::Ran(Rc::new(session)));
        }
        cell.replace(Some(job));
        tell.emit(Progress::Ran(Rc::new(session)));
    }
}

fn load(cell: Rc<RefCell<Option<Job>>>) {
    jq::load(move |outcome| match outcome {
        Ok(()) => go_on(&cell),
        Err(_) => {
            if let Some(job) = cell.take() {
                job.tell.emit(Progress::Failed(job.lines.into()));
            }
        }
    });
}
