//! What keys do.

use drydock_core::trace::explain::Lang;

use super::preferences::{LetterKeys, Theme};
use super::{Action, AppState, Overlay, Walk, Zoom};

/// A key that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name as browsers give it: `ArrowRight`, `a`, ` `.
    pub name: String,
    /// Where.
    pub place: Place,
}

/// Where in the page a key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On something that has no use for keys.
    Page,
    /// On a button, link, slider or tree: Space is theirs.
    Control,
    /// Where text is typed: every key is theirs.
    Text,
}

impl AppState {
    /// What `key` does now. `dark` tells which theme is shown.
    pub fn key(&self, key: &Key, dark: bool) -> Option<Action> {
        if key.name == "Escape" && self.overlay != Overlay::None {
            return Some(Action::Overlay(Overlay::None));
        }
        // A dialog keeps the keys for itself.
        if key.place == Place::Text || self.overlay == Overlay::Help {
            return None;
        }
        self.named(key).or_else(|| self.letter(key, dark))
    }

    /// Keys with names. In a lesson only.
    fn named(&self, key: &Key) -> Option<Action> {
        self.current()?;
        match (key.name.as_str(), key.place) {
            ("ArrowRight", _) => Some(Action::Walk(Walk::Next)),
            ("ArrowLeft", _) => Some(Action::Walk(Walk::Back)),
            ("Home", Place::Page) => Some(Action::Walk(Walk::First)),
            ("End", Place::Page) => Some(Action::Walk(Walk::Last)),
            (" ", Place::Page) => Some(Action::TogglePlay),
            _ => None,
        }
    }

    fn letter(&self, key: &Key, dark: bool) -> Option<Action> {
        if self.preferences.letters == LetterKeys::Off {
            return None;
        }
        match key.name.as_str() {
            "?" => Some(Action::Overlay(Overlay::Help)),
            "l" => Some(Action::Lang(match self.lang {
                Lang::En => Lang::Zh,
                Lang::Zh => Lang::En,
            })),
            "d" => Some(Action::Theme(if dark { Theme::Light } else { Theme::Dark })),
            "w" => self.current().map(|_| {
                Action::Zoom(match self.cursor.zoom {
                    Zoom::Stops => Zoom::Writes,
                    Zoom::Writes => Zoom::Stops,
                })
            }),
            _ => None,
        }
    }
}
