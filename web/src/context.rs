//! What every component may use: the page's words, and the way to tell that something happened.

use yew::{Callback, hook, use_context};

use crate::i18n::{Words, words};
use crate::state::Action;

/// Where actions go.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dispatch(pub(crate) Callback<Action>);

impl Dispatch {
    /// Tells that `action` happened.
    pub(crate) fn emit(&self, action: Action) {
        self.0.emit(action);
    }

    /// A callback that tells it, for an event whose value does not matter.
    pub(crate) fn on<E: 'static>(&self, action: impl Fn() -> Action + 'static) -> Callback<E> {
        let callback = self.0.clone();
        Callback::from(move |_| callback.emit(action()))
    }
}

/// The words of the page's language.
#[hook]
pub(crate) fn use_words() -> &'static Words {
    use_context::<WordsContext>().map_or_else(|| words(drydock_core::trace::explain::Lang::En), |context| context.0)
}

/// Where actions go.
#[hook]
pub(crate) fn use_dispatch() -> Dispatch {
    use_context().unwrap_or_else(|| Dispatch(Callback::noop()))
}

/// The words as a context's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct WordsContext(pub(crate) &'static Words);
