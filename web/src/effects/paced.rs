//! Long work in tasks of a few milliseconds, between which the page takes keys and paints.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use gloo::timers::callback::Timeout;
use gloo::utils::window;

/// How long a task may go on, in milliseconds: a frame's worth, for browsers wait a while between such tasks.
const TASK: f64 = 16.0;

/// Work that is going on; dropping it ends it at its next pause.
pub(crate) struct Paced(Rc<RefCell<Option<Job>>>);

struct Job {
    work: Pin<Box<dyn Future<Output = ()>>>,
    started: Rc<Cell<f64>>,
    /// The next task.
    next: Timeout,
}

impl Drop for Paced {
    fn drop(&mut self) {
        self.0.take();
    }
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Begins `work` in so many milliseconds. It is given what tells it whether to pause.
pub(crate) fn begin<W: Future<Output = ()> + 'static>(
    pause: u32,
    work: impl FnOnce(Box<dyn Fn() -> bool>) -> W,
) -> Paced {
    let started = Rc::new(Cell::new(0.0));
    let since = started.clone();
    let work = Box::pin(work(Box::new(move || now() - since.get() > TASK)));
    let cell = Rc::new(RefCell::new(None));
    let next = again(pause, &cell);
    cell.replace(Some(Job { work, started, next }));
    Paced(cell)
}

fn again(pause: u32, cell: &Rc<RefCell<Option<Job>>>) -> Timeout {
    let cell = cell.clone();
    Timeout::new(pause, move || go_on(&cell))
}

/// Takes the job out while it works on it, so that whoever is told of the outcome may drop it.
fn go_on(cell: &Rc<RefCell<Option<Job>>>) {
    let Some(mut job) = cell.take() else { return };
    job.started.set(now());
    if job.work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        job.next = again(0, cell);
        cell.replace(Some(job));
    }
}
