//! Work for which nobody waits: done when the step has been painted, at the latest when the reader leaves the page.

use std::cell::RefCell;

use gloo::events::EventListener;
use gloo::utils::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// What is done later. Of one errand only the last work counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errand {
    /// The address bar, the title of the window and what is remembered follow the page.
    Follow,
    /// The sandbox's session is kept.
    Keep,
}

type Work = Box<dyn FnOnce()>;

#[derive(Default)]
struct Waiting {
    follow: Option<Work>,
    keep: Option<Work>,
    leaving: Option<EventListener>,
}

thread_local! {
    static WAITING: RefCell<Waiting> = RefCell::default();
}

impl Waiting {
    const fn of(&mut self, errand: Errand) -> &mut Option<Work> {
        match errand {
            Errand::Follow => &mut self.follow,
            Errand::Keep => &mut self.keep,
        }
    }
}

/// Does `work` after the next frame, in place of what waits for the same errand.
pub(crate) fn later(errand: Errand, work: impl FnOnce() + 'static) {
    let waits = WAITING.with_borrow_mut(|waiting| {
        waiting.leaving.get_or_insert_with(|| {
            EventListener::new(&window(), "pagehide", |_| [Errand::Follow, Errand::Keep].into_iter().for_each(finish))
        });
        waiting.of(errand).replace(Box::new(work)).is_some()
    });
    if !waits {
        after_paint(move || finish(errand));
    }
}

/// Does now what waits for this errand.
pub(crate) fn finish(errand: Errand) {
    // Taken out first: the work may ask for more.
    let work = WAITING.with_borrow_mut(|waiting| waiting.of(errand).take());
    if let Some(work) = work {
        work();
    }
}

/// A task that is queued in a frame's callback comes after that frame has been painted.
fn after_paint(work: impl FnOnce() + 'static) {
    let frame = Closure::once_into_js(move || {
        let task = Closure::once_into_js(work);
        let _ = window().set_timeout_with_callback(task.unchecked_ref());
    });
    let _ = window().request_animation_frame(frame.unchecked_ref());
}
