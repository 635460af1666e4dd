//! How the state changes. Pure: what must be done outside (fetching, saving, the address bar) is derived from the new state.

use std::rc::Rc;

use drydock_core::lesson::Pane;

use super::address::{Address, LessonPlace, Place};
use super::union::UnionChoice;
use super::{Action, AppState, Course, Cursor, Loaded, Notice, Overlay, Playing, Walk, Zoom};

impl AppState {
    /// The state after `action`. The same `Rc` if nothing changed.
    #[must_use]
    pub fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        next.apply(action);
        if next == *self { self } else { Rc::new(next) }
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Visit(address) => self.visit(address),
            Action::Load(resource, loaded) => {
                self.loaded.insert(resource, loaded);
            }
            Action::Retry(resource) => {
                self.loaded.remove(&resource);
            }
            Action::Begin(course) => self.begin(&course),
            Action::Sandbox(course, moment) => {
                let moment = moment.min(course.moments.len().saturating_sub(1));
                let stop = course.stop_at(moment);
                // Between two commands as a whole, within one write by write.
                let zoom = if course.stops.get(stop) == Some(&moment) { self.cursor.zoom } else { Zoom::Writes };
                self.place = Place::Sandbox(None);
                self.playing = Playing::Paused;
                self.cursor = Cursor { zoom, stop, moment };
                self.course = Some(course);
            }
            Action::Bench(bench) => self.bench = bench,
            Action::Piece(piece) => self.bench = Rc::new(self.bench.with_piece(piece)),
            Action::Walk(walk) => {
                self.playing = Playing::Paused;
                self.leave_told();
                self.walk(walk);
            }
            Action::Zoom(zoom) => self.zoom(zoom),
            Action::TogglePlay => self.toggle_play(),
            Action::PlayOn => {
                self.walk(Walk::Next);
                if self.at_end() {
                    self.playing = Playing::Paused;
                }
            }
            Action::NextSpeed => self.preferences.speed = self.preferences.speed.next(),
            Action::OpenDir(path, open) => {
                self.disk.by_hand.insert(path, open);
            }
            Action::Select(path) => self.disk.selected = Some(path),
            Action::Answer(choice) => {
                if let Some(stop) = self.course.as_ref().and_then(|course| course.lesson.stops.get(self.cursor.stop)) {
                    self.answers.insert(stop.name.clone(), choice);
                }
            }
            Action::Union(look) => UnionChoice::apply(&mut self.union, look),
            Action::Overlay(overlay) => self.overlay = overlay,
            Action::Show(pane) => self.pane = pane,
            Action::ToggleDrawer => {
                self.drawer = match self.drawer {
                    super::Drawer::Open => super::Drawer::Closed,
                    super::Drawer::Closed => super::Drawer::Open,
                };
            }
            Action::Lang(lang) => {
                self.lang = lang;
                self.preferences.lang = Some(lang);
            }
            Action::Theme(theme) => self.preferences.theme = theme,
            Action::Letters(letters) => self.preferences.letters = letters,
            Action::Remember(preferences) => self.preferences = preferences,
            Action::Tell(notice) => self.notice = Some(notice),
            Action::Dismiss => self.notice = None,
        }
    }

    fn visit(&mut self, address: Address) {
        if let Some(lang) = address.lang {
            self.lang = lang;
        }
        if address.union != self.address().union {
            self.union = address.union.map(UnionChoice::at);
        }
        if address.place == self.address().place {
            return;
        }
        // On a small screen a lesson begins with its story, whatever pane the screen before it showed.
        if let Place::Lesson(LessonPlace { lesson, .. }) = &address.place
            && !matches!(&self.place, Place::Lesson(old) if old.lesson == *lesson)
        {
            self.pane = Pane::Story;
        }
        self.leave_told();
        self.place = address.place;
        self.overlay = Overlay::None;
        self.playing = Playing::Paused;
        if let Some(course) = self.current().cloned() {
            self.take_place(&course);
        }
    }

    fn begin(&mut self, course: &Rc<Course>) {
        // Another language of the lesson that is on the screen: the place stays.
        let same = self.course.as_ref().is_some_and(|old| old.lesson.id == course.lesson.id);
        self.course = Some(course.clone());
        if !same && self.current().is_some() {
            self.answers.clear();
            self.disk = super::DiskChoice::default();
            self.take_place(course);
        }
    }

    /// Goes where the address says, or where the reader last was.
    fn take_place(&mut self, course: &Course) {
        let Place::Lesson(LessonPlace { lesson, stop, write }) = self.place.clone() else { return };
        let remembered = || self.preferences.progress.get(&lesson).and_then(|name| course.stop_named(name));
        let stop = match stop {
            None => remembered(),
            Some(name) => {
                let found = course.stop_named(&name);
                if found.is_none() {
                    self.notice = Some(Notice::NoSuchStop);
                }
                found
            }
        };
        let stop = stop.unwrap_or_default();
        self.cursor = match write {
            Some(moment) => {
                let moment = moment.min(course.moments.len() - 1);
                Cursor { zoom: Zoom::Writes, stop: course.stop_at(moment), moment }
            }
            None => Cursor { zoom: Zoom::Stops, stop, moment: course.stops.get(stop).copied().unwrap_or_default() },
        };
        self.arrive();
    }

    fn walk(&mut self, walk: Walk) {
        let Some(course) = self.current().cloned() else { return };
        let (at, count) = match self.cursor.zoom {
            Zoom::Stops => (self.cursor.stop, course.stops.len()),
            Zoom::Writes => (self.cursor.moment, course.moments.len()),
        };
        let Some(last) = count.checked_sub(1) else { return };
        let to = match walk {
            Walk::First => 0,
            Walk::Back => at.saturating_sub(1),
            Walk::Next => at + 1,
            Walk::Last => last,
            Walk::To(index) => index,
        }
        .min(last);
        if to == at {
            return;
        }
        match self.cursor.zoom {
            Zoom::Stops => (self.cursor.stop, self.cursor.moment) = (to, course.stops[to]),
            Zoom::Writes => (self.cursor.stop, self.cursor.moment) = (course.stop_at(to), to),
        }
        self.arrive();
    }

    fn zoom(&mut self, zoom: Zoom) {
        self.cursor.zoom = zoom;
        if let (Zoom::Stops, Some(course)) = (zoom, self.current()) {
            self.cursor.moment = course.stops.get(self.cursor.stop).copied().unwrap_or_default();
        }
    }

    /// At a new place: it shows what the lesson points at, and is remembered.
    fn arrive(&mut self) {
        self.disk.selected = None;
        self.disk.by_hand.retain(|_, open| *open);
        if matches!(self.overlay, Overlay::Card(_)) {
            self.overlay = Overlay::None;
        }
        let Some(course) = self.current() else { return };
        let (id, stop) = (course.lesson.id.clone(), course.lesson.stops.get(self.cursor.stop));
        if let Some(name) = stop.map(|stop| stop.name.clone()) {
            self.preferences.progress.insert(id, name);
        }
    }

    /// What was told of a step is over when the reader goes on.
    fn leave_told(&mut self) {
        if matches!(self.notice, Some(Notice::LinkCopied | Notice::CopyRefused | Notice::NoSuchStop)) {
            self.notice = None;
        }
    }

    fn toggle_play(&mut self) {
        self.playing = match self.playing {
            Playing::Running => Playing::Paused,
            Playing::Paused if self.at_end() => Playing::Paused,
            Playing::Paused => Playing::Running,
        };
    }

    /// Whether there is no next place.
    pub fn at_end(&self) -> bool {
        let Some(course) = self.current() else { return true };
        match self.cursor.zoom {
            Zoom::Stops => self.cursor.stop + 1 >= course.stops.len(),
            Zoom::Writes => self.cursor.moment + 1 >= course.moments.len(),
        }
    }

    /// What the page needs next for the lesson on the screen: its text, loaded but not yet run.
    pub fn to_run(&self) -> Option<Rc<drydock_core::lesson::Lesson>> {
        let Place::Lesson(place) = &self.place else { return None };
        let resource = super::Resource::Lesson(place.lesson.clone(), self.lang);
        let Some(Loaded::Lesson(lesson)) = self.loaded.get(&resource) else { return None };
        let there = self.course.as_ref().is_some_and(|course| Rc::ptr_eq(&course.lesson, lesson));
        (!there).then(|| lesson.clone())
    }
}
