//! The screens of the site: what the navigation and the start page lead to. A screen that is not here does not exist for a reader.

use crate::i18n::Words;
use crate::state::address::Place;

/// A screen that one can go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Where it is.
    pub place: Place,
    /// Its name.
    pub title: &'static str,
    /// What one can do there, for the start page. Empty for the start page itself.
    pub lead: &'static str,
    /// Whether the reader is there.
    pub here: bool,
}

/// Every screen, in the order of the navigation, for a reader at `at`.
pub fn screens(at: &Place, words: &'static Words) -> Vec<Screen> {
    let screen = |place, title, lead, here| Screen { place, title, lead, here };
    vec![
        screen(Place::Home, words.lessons, "", matches!(at, Place::Home | Place::Lesson(_))),
        screen(Place::Sandbox(None), words.sandbox, words.home_sandbox, matches!(at, Place::Sandbox(_))),
        screen(Place::Inspect, words.inspect, words.home_inspect, *at == Place::Inspect),
    ]
}

#[cfg(test)]
mod tests {
    use drydock_core::trace::explain::Lang;

    use super::*;
    use crate::i18n::words;

    #[test]
    fn a_reader_is_in_one_place_at_most() {
        let at = Place::Sandbox(None);
        let here: Vec<_> = screens(&at, words(Lang::En)).into_iter().filter(|screen| screen.here).collect();
        assert_eq!(here.iter().map(|screen| &screen.place).collect::<Vec<_>>(), [&at]);
        assert!(screens(&Place::Unknown(String::new()), words(Lang::Zh)).iter().all(|screen| !screen.here));
    }
}
