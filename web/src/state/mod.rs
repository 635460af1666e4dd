//! What the page is showing: one value, changed only by [`reduce`](AppState::reduce). No Yew, no browser.

mod action;
pub mod address;
pub mod bench;
mod course;
pub mod keys;
pub mod preferences;
mod reduce;
mod resource;
pub mod sandbox;
pub mod shelf;
#[cfg(test)]
mod tests;
pub mod union;

use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_core::lesson::Pane;
use drydock_core::trace::explain::Lang;
use drydock_core::vfs::AbsPath;

pub use action::{Action, Walk};
pub use bench::{Bench, Found, Reading};
pub use course::{Course, Unplayable};
pub use resource::{Failure, Loaded, Resource};

use crate::view_model::chips::Chip;
use address::{Address, LessonPlace, Place};
use preferences::Preferences;
use union::UnionChoice;

/// How finely the timeline goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zoom {
    /// From stop to stop.
    #[default]
    Stops,
    /// From write to write.
    Writes,
}

/// Whether *play* goes on by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Playing {
    /// It does not: the learner paces.
    #[default]
    Paused,
    /// It does.
    Running,
}

/// The place on the timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// How finely it goes.
    pub zoom: Zoom,
    /// The index of the stop whose story is told.
    pub stop: usize,
    /// The index of the moment that is shown.
    pub moment: usize,
}

/// What is open above the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The card of a hash.
    Card(Chip),
    /// Keys, signs and settings.
    Help,
}

/// Something the page has to tell once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// What was remembered could not be read and is kept aside.
    SavedIsCorrupt,
    /// The browser lets nothing be remembered.
    NothingIsSaved,
    /// The link names a stop that the lesson does not have.
    NoSuchStop,
    /// A link is on the clipboard.
    LinkCopied,
    /// The browser did not allow copying.
    CopyRefused,
    /// A file is too large to be read.
    FileTooLarge,
}

/// How the reader looks at the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiskChoice {
    /// Directories opened and closed by hand.
    pub by_hand: BTreeMap<AbsPath, bool>,
    /// The path whose content is shown; without one, the lesson's.
    pub selected: Option<AbsPath>,
}

/// Whether the story is shown beside the stage on a screen of medium width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawer {
    /// It is.
    #[default]
    Open,
    /// It is put away.
    Closed,
}

/// Everything the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct AppState {
    /// The screen.
    pub place: Place,
    /// The language of the page.
    pub lang: Lang,
    /// What is remembered.
    pub preferences: Preferences,
    /// What was loaded, or is being loaded.
    pub loaded: BTreeMap<Resource, Loaded>,
    /// The lesson in memory.
    pub course: Option<Rc<Course>>,
    /// The place on its timeline.
    pub cursor: Cursor,
    /// Whether *play* goes on.
    pub playing: Playing,
    /// How the disk is looked at.
    pub disk: DiskChoice,
    /// For each stop with a question the answer that was chosen, by the stop's name.
    pub answers: BTreeMap<String, usize>,
    /// The union view, if it is open in place of the stage.
    pub union: Option<UnionChoice>,
    /// What is open above the page.
    pub overlay: Overlay,
    /// The pane that a small screen shows.
    pub pane: Pane,
    /// The story's drawer.
    pub drawer: Drawer,
    /// What is inspected.
    pub bench: Rc<Bench>,
    /// What has to be told.
    pub notice: Option<Notice>,
}

impl AppState {
    /// The page as it opens at `address`, with what was remembered, for a browser that prefers `browser_lang`.
    pub fn open(address: Address, preferences: Preferences, browser_lang: Lang, notice: Option<Notice>) -> Self {
        Self {
            lang: address.lang.or(preferences.lang).unwrap_or(browser_lang),
            place: address.place,
            preferences,
            loaded: BTreeMap::new(),
            course: None,
            cursor: Cursor::default(),
            playing: Playing::Paused,
            disk: DiskChoice::default(),
            answers: BTreeMap::new(),
            union: address.union.map(UnionChoice::at),
            overlay: Overlay::None,
            pane: Pane::Story,
            drawer: Drawer::Open,
            bench: Rc::default(),
            notice,
        }
    }

    /// What the screen needs and has not been asked for yet.
    pub fn wanted(&self) -> Vec<Resource> {
        let lang = self.lang;
        let mut wanted = vec![Resource::Catalogue(lang)];
        match &self.place {
            Place::Lesson(place) => wanted.push(Resource::Lesson(place.lesson.clone(), lang)),
            Place::Page(place) => wanted.push(Resource::Page(place.page.clone(), lang)),
            Place::Home | Place::Sandbox(_) | Place::Inspect | Place::Unknown(_) => {}
        }
        wanted.retain(|resource| !self.loaded.contains_key(resource));
        wanted
    }

    /// The lesson that the screen shows, if it is in memory in the page's language.
    pub fn current(&self) -> Option<&Rc<Course>> {
        let id = match &self.place {
            Place::Lesson(place) => place.lesson.as_str(),
            Place::Sandbox(_) => sandbox::SANDBOX,
            Place::Home | Place::Page(_) | Place::Inspect | Place::Unknown(_) => return None,
        };
        self.course.as_ref().filter(|course| course.lesson.id == id)
    }

    /// The lesson that follows `course` in the catalogue: its title, and the address of its beginning or of where the reader was.
    pub fn following(&self, course: &Course) -> Option<(String, String)> {
        let Some(Loaded::Catalogue(catalogue)) = self.loaded.get(&Resource::Catalogue(self.lang)) else { return None };
        let at = catalogue.lessons.iter().position(|entry| entry.id == course.lesson.id)?;
        let next = catalogue.lessons.get(at + 1)?;
        let place = Place::Lesson(LessonPlace { lesson: next.id.clone(), stop: None, write: None });
        Some((next.title.clone(), Address::of(place, self.lang).to_string()))
    }

    /// The address of what is shown, for the address bar and for sharing.
    pub fn address(&self) -> Address {
        let mut place = self.place.clone();
        if let (Place::Lesson(LessonPlace { stop, write, .. }), Some(course)) = (&mut place, self.current()) {
            *stop = course.lesson.stops.get(self.cursor.stop).map(|stop| stop.name.clone());
            *write = (self.cursor.zoom == Zoom::Writes).then_some(self.cursor.moment);
        }
        let union = self.union.as_ref().filter(|_| self.current().is_some()).map(UnionChoice::place);
        Address { place, union, lang: Some(self.lang) }
    }

    /// The moment that the shown one is compared with.
    pub fn base(&self, course: &Course) -> usize {
        match self.cursor.zoom {
            Zoom::Writes => self.cursor.moment.saturating_sub(1),
            // Of stops that share a moment, all show what led to it.
            Zoom::Stops => {
                let earlier = course.stops.iter().rev().find(|moment| **moment < self.cursor.moment);
                earlier.copied().unwrap_or_default().min(self.cursor.moment)
            }
        }
    }

    /// The path whose content is shown.
    pub fn selected<'a>(&'a self, course: &'a Course) -> Option<&'a AbsPath> {
        let of_lesson = || course.shown.get(self.cursor.stop).and_then(|shown| shown.spot.open.as_ref());
        self.disk.selected.as_ref().or_else(of_lesson)
    }
}
