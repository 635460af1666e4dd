//! What follows a change of the page, in the order for which a browser lays it out once: first everything that measures, then
//! everything that changes what was measured. One layout costs more than all else that a step does.

use std::cell::RefCell;

use wasm_bindgen_futures::spawn_local;

/// What is to be done with what was measured.
type Change = Box<dyn FnOnce()>;
type Measure = Box<dyn FnOnce() -> Option<Change>>;

thread_local! {
    static WAITING: RefCell<Vec<Measure>> = RefCell::default();
}

/// Runs `measure` when the page has changed as a whole, and what it gives when everything else has measured, too: before the page
/// is painted.
pub(crate) fn settle<C: FnOnce() + 'static>(measure: impl FnOnce() -> Option<C> + 'static) {
    let measure: Measure = Box::new(|| measure().map(|change| Box::new(change) as Change));
    let first = WAITING.with_borrow_mut(|waiting| {
        waiting.push(measure);
        waiting.len() == 1
    });
    if first {
        // Effects run one after another in one go; this runs after it, in the same task.
        spawn_local(async {
            let changes: Vec<Change> = WAITING.take().into_iter().filter_map(|measure| measure()).collect();
            for change in changes {
                change();
            }
        });
    }
}
