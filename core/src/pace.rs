//! Long work in short pieces: whoever waits for it says when it should pause, and nothing here reads a clock.
//!
//! What may take long is an `async fn` that is given a [`Pace`] and calls [`Pace::step`] as it goes. A page polls it in tasks of its
//! own, a few milliseconds each, and drops it when the outcome is not wanted any more; [`finish`] is for everybody else.

use std::cell::Cell;
use std::fmt;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// So much is done between two questions whether to pause: a millisecond's work, roughly.
const BETWEEN: usize = 8 * 1024;

/// When to pause.
pub struct Pace<'p> {
    due: Option<&'p dyn Fn() -> bool>,
    done: Cell<usize>,
}

impl<'p> Pace<'p> {
    /// Pauses when `due` says so.
    pub const fn new(due: &'p dyn Fn() -> bool) -> Self {
        Self { due: Some(due), done: Cell::new(0) }
    }

    /// Never pauses.
    pub const fn unbroken() -> Self {
        Self { due: None, done: Cell::new(0) }
    }

    /// Says that so much was done, in bytes that were looked at, and pauses here if it is time.
    pub async fn step(&self, work: usize) {
        let done = self.done.get() + work;
        self.done.set(if done < BETWEEN { done } else { 0 });
        if done >= BETWEEN && self.due.is_some_and(|due| due()) {
            let mut paused = false;
            std::future::poll_fn(
                |_| if std::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending },
            )
            .await;
        }
    }
}

impl fmt::Debug for Pace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pace").field("pauses", &self.due.is_some()).finish_non_exhaustive()
    }
}

/// Does work to its end, over all its pauses.
pub fn finish<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    loop {
        if let Poll::Ready(outcome) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return outcome;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn work(pace: &Pace<'_>) -> usize {
        let mut sum = 0;
        for n in 0..100 {
            sum += n;
            pace.step(BETWEEN / 2).await;
        }
        sum
    }

    #[test]
    fn pauses_where_it_is_time_and_nowhere_else() {
        let always = || true;
        let pace = Pace::new(&always);
        let mut task = pin!(work(&pace));
        let mut pauses = 0;
        while task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
            pauses += 1;
        }
        assert_eq!(pauses, 50);
        let never = || false;
        assert_eq!(finish(work(&Pace::new(&never))), 4950);
        assert_eq!(finish(work(&Pace::unbroken())), 4950);
    }
}
