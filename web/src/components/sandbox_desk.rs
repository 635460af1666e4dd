//! What can be done with the session as a whole, and what keeps it: the one place through which every change of it goes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use drydock_core::programs::Engine;
use drydock_core::saved::SavedSession;
use drydock_core::session::Session;
use drydock_core::trace::explain::Lang;
use drydock_core::world;
use yew::{Callback, UseStateSetter, hook, use_effect_with, use_memo, use_state_eq};

use crate::context::{Dispatch, use_dispatch, use_words};
use crate::effects::jq;
use crate::effects::run::{Progress, Running, run};
use crate::effects::session_file::{self, Entry};
use crate::i18n::words;
use crate::state::sandbox::{begin, course, edited, moment_at, save, session_at};
use crate::state::shelf::{Shelf, Why, is_beginning};
use crate::state::{Action, AppState, Course};

/// The world in which a first visitor begins.
const FIRST_WORLD: &str = "documents";

/// Something to do with the session.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// Run these commands where one looks.
    Run(Vec<String>),
    /// Take the last command back.
    Undo,
    /// Do it again.
    Redo,
    /// Begin anew in this world.
    Begin(String),
    /// Open this session; the one that is here is put aside.
    Open(SavedSession),
    /// Take the session of this text back, which was put aside.
    Take(String),
    /// Delete it.
    Forget(String),
    /// Another tab had kept this, and the session that is here took its place.
    Displaced(String),
    /// Tell something.
    Say(String),
}

/// What is going on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Busy {
    /// Nothing.
    #[default]
    No,
    /// A session is being opened: so many commands of so many have been run.
    Opening(usize, usize),
    /// Commands are running.
    Running,
    /// This command waits for a program that is being loaded.
    Loading(String),
    /// These were not run, for a program could not be loaded.
    Failed(Vec<String>),
}

/// The session's surroundings, as the page shows them.
#[derive(Clone, PartialEq)]
pub(crate) struct Desk {
    pub(crate) act: Callback<Deed>,
    pub(crate) busy: Busy,
    pub(crate) shelf: Rc<Shelf>,
    pub(crate) message: Option<String>,
}

/// Puts the session that the browser keeps aside, before one from elsewhere on the page takes its place.
pub(crate) fn put_kept_aside() {
    let kept = session_file::read(Entry::Session);
    let kept = kept.filter(|text| SavedSession::parse(text).is_ok_and(|own| !own.lines().is_empty()));
    if let Some(text) = kept {
        let mut shelf = Shelf::from_json(&session_file::read(Entry::Shelf).unwrap_or_default());
        shelf.put(Why::Replaced, text);
        session_file::write(Entry::Shelf, &shelf.to_json());
    }
}

/// The desk, with the session of the link on it, or the one that was kept, or a new one.
#[hook]
pub(crate) fn use_desk(state: &Rc<AppState>, link: Option<&String>) -> Desk {
    let (lang, dispatch) = (use_words().lang, use_dispatch());
    let (busy, message) = (use_state_eq(Busy::default), use_state_eq(|| None::<String>));
    let shelf = use_state_eq(|| Rc::new(Shelf::from_json(&session_file::read(Entry::Shelf).unwrap_or_default())));
    let hand = use_memo((), |()| Hand {
        dispatch,
        busy: busy.setter(),
        message: message.setter(),
        shown: shelf.setter(),
        shelf: RefCell::new((*shelf).clone()),
        here: RefCell::default(),
        running: RefCell::default(),
        lang: Cell::new(lang),
    });
    hand.lang.set(lang);
    *hand.here.borrow_mut() = state.current().cloned().map(|course| (course, state.cursor.moment));
    {
        let hand = hand.clone();
        use_effect_with(link.cloned(), move |link| hand.arrive(link.as_deref(), lang));
    }
    {
        let hand = hand.clone();
        // Whoever leaves is not brought back by a command that has still to run.
        use_effect_with((), move |()| move || drop(hand.running.take()));
    }
    let act = use_memo((), |()| {
        let hand = hand.clone();
        Callback::from(move |deed| hand.act(deed))
    });
    Desk { act: (*act).clone(), busy: (*busy).clone(), shelf: (*shelf).clone(), message: (*message).clone() }
}

/// What works on the desk. It outlives a picture of the page, so what it shows goes through setters.
struct Hand {
    dispatch: Dispatch,
    busy: UseStateSetter<Busy>,
    message: UseStateSetter<Option<String>>,
    shown: UseStateSetter<Rc<Shelf>>,
    shelf: RefCell<Rc<Shelf>>,
    /// The session, and the moment that is looked at.
    here: RefCell<Option<(Rc<Course>, usize)>>,
    running: RefCell<Option<Running>>,
    /// The reader's.
    lang: Cell<Lang>,
}

impl Hand {
    fn engine(&self) -> Engine {
        jq::ENGINE.speaking(self.lang.get())
    }

    fn act(self: &Rc<Self>, deed: Deed) {
        let here = self.here.borrow().clone();
        if !matches!(deed, Deed::Say(_) | Deed::Displaced(_)) {
            self.message.set(None);
        }
        match (deed, here) {
            (Deed::Run(lines), Some((here, moment))) => self.run(&here, moment, lines),
            (Deed::Undo, Some((here, _))) => self.edit(&here, Session::undo),
            (Deed::Redo, Some((here, _))) => self.edit(&here, Session::redo),
            (Deed::Run(_) | Deed::Undo | Deed::Redo, None) => {}
            (Deed::Begin(world), _) => {
                self.put_aside(Why::Restarted);
                self.begin(&world);
            }
            (Deed::Open(saved), _) => {
                self.put_aside(Why::Replaced);
                self.open(&saved, Vec::new());
            }
            (Deed::Take(text), _) => {
                if let Ok(saved) = SavedSession::parse(&text) {
                    self.reshelve(|shelf| shelf.forget(&text));
                    self.put_aside(Why::Replaced);
                    self.open(&saved, Vec::new());
                }
            }
            (Deed::Forget(text), _) => self.reshelve(|shelf| shelf.forget(&text)),
            (Deed::Displaced(text), here) => {
                let own = here.and_then(|(course, moment)| save(&course, moment).ok());
                if own.is_none_or(|own| !is_beginning(&text, &own.to_text())) {
                    self.reshelve(|shelf| shelf.put(Why::OtherTab, text));
                }
            }
            (Deed::Say(text), _) => self.message.set(Some(text)),
        }
    }

    /// Shows a session from its end.
    fn show_end(&self, course: Course) {
        let last = course.moments.len().saturating_sub(1);
        self.show(course, last);
    }

    fn show(&self, course: Course, moment: usize) {
        let course = Rc::new(course);
        *self.here.borrow_mut() = Some((course.clone(), moment));
        self.dispatch.emit(Action::Sandbox(course, moment));
    }

    fn reshelve(&self, change: impl FnOnce(&mut Shelf)) {
        // Another tab may have put something there.
        if let Some(text) = session_file::read(Entry::Shelf) {
            self.shelf.replace(Rc::new(Shelf::from_json(&text)));
        }
        change(Rc::make_mut(&mut self.shelf.borrow_mut()));
        let shelf = self.shelf.borrow().clone();
        session_file::write(Entry::Shelf, &shelf.to_json());
        self.shown.set(shelf);
    }

    fn put_aside(&self, why: Why) {
        let here = self.here.borrow().clone();
        let saved = here.and_then(|(course, _)| save(&course, course.moments.len()).ok());
        if let Some(saved) = saved {
            self.reshelve(|shelf| shelf.put(why, saved.to_text()));
        }
    }

    fn edit(&self, here: &Course, edit: fn(&mut Session) -> bool) {
        self.stop();
        let mut session = here.session.clone();
        if edit(&mut session) {
            self.show_end(edited(here, session));
        }
    }

    /// What is still running runs no further.
    fn stop(&self) {
        if self.running.take().is_some() {
            self.busy.set(Busy::No);
        }
    }

    fn begin(&self, world: &str) {
        self.stop();
        if let Some(course) = begin(world, self.engine()) {
            self.show_end(course);
        }
    }

    fn run(self: &Rc<Self>, here: &Course, moment: usize, lines: Vec<String>) {
        let session = session_at(here, moment).with_engine(self.engine());
        if session.operations().len() < here.operations().len() {
            self.put_aside(Why::Forked);
        }
        self.busy.set(Busy::Running);
        let hand = self.clone();
        let tell = Callback::from(move |progress| match progress {
            Progress::Ran(session) => {
                let here = hand.here.borrow().clone();
                if let Some((here, _)) = here {
                    hand.show_end(edited(&here, (*session).clone()));
                }
            }
            Progress::Loading(line) => hand.busy.set(Busy::Loading(line)),
            Progress::Failed(lines) => hand.busy.set(Busy::Failed(lines)),
            Progress::Done => hand.busy.set(Busy::No),
        });
        let running = run(session, lines, tell);
        *self.running.borrow_mut() = Some(running);
    }

    /// Runs a saved session again, and takes back what had been: `undone`, the last one taken back at the end.
    fn open(self: &Rc<Self>, saved: &SavedSession, undone: Vec<String>) {
        let (name, at) = (saved.world(), saved.at());
        let Some(world) = world::open(name) else { return };
        let session = Session::on(world).with_engine(self.engine());
        let undo = undone.len();
        let lines: Vec<String> = saved.lines().iter().cloned().chain(undone.into_iter().rev()).collect();
        let of = lines.len();
        self.busy.set(Busy::Opening(0, of));
        let (hand, so_far) = (self.clone(), RefCell::new(Some(course(name, session.clone(), None))));
        let whole = saved.to_text();
        let tell = Callback::from(move |progress| {
            let Some(course) = so_far.take() else { return };
            match progress {
                Progress::Ran(session) => {
                    hand.busy.set(Busy::Opening(session.operations().len(), of));
                    so_far.replace(Some(edited(&course, (*session).clone())));
                }
                Progress::Loading(_) => drop(so_far.replace(Some(course))),
                Progress::Failed(lines) => {
                    // What is here now will be kept in its place.
                    hand.reshelve(|shelf| shelf.put(Why::Unfinished, whole.clone()));
                    hand.show_end(course);
                    hand.busy.set(Busy::Failed(lines));
                }
                Progress::Done => {
                    let mut session = course.session.clone();
                    while session.undone().len() < undo && session.undo() {}
                    let course = edited(&course, session);
                    let moment = moment_at(&course, at);
                    hand.show(course, moment);
                    hand.busy.set(Busy::No);
                }
            }
        });
        let running = run(session, lines, tell);
        *self.running.borrow_mut() = Some(running);
    }

    /// Puts on the desk what the address, or else the browser, has.
    fn arrive(self: &Rc<Self>, link: Option<&str>, lang: Lang) {
        let there = self.here.borrow().is_some();
        if there && link.is_none() {
            return;
        }
        let words = words(lang);
        let kept = session_file::read(Entry::Session);
        let kept = kept.map(|text| (SavedSession::parse(&text), text));
        let mut told = Vec::new();
        match link.map(SavedSession::parse_link) {
            Some(Ok(shared)) => {
                if let Some((Ok(own), text)) = kept
                    && !own.lines().is_empty()
                    && own.lines() != shared.lines()
                {
                    self.reshelve(|shelf| shelf.put(Why::Replaced, text));
                    self.message.set(Some(words.sandbox_own_aside.to_owned()));
                }
                return self.open(&shared, Vec::new());
            }
            Some(Err(error)) => told.extend([words.sandbox_refused.to_owned(), error.words(lang)]),
            None => {}
        }
        match kept {
            // The link was no good, and the session is here already.
            _ if there => {
                let here = self.here.borrow().clone();
                if let Some((course, moment)) = here {
                    self.dispatch.emit(Action::Sandbox(course, moment));
                }
            }
            Some((Ok(own), _)) => {
                let undone = session_file::read(Entry::Undone).unwrap_or_default();
                self.open(&own, serde_json::from_str(&undone).unwrap_or_default());
            }
            Some((Err(error), text)) => {
                self.reshelve(|shelf| shelf.put(Why::Unreadable, text));
                told.extend([words.sandbox_unreadable.to_owned(), error.words(lang)]);
                self.begin(FIRST_WORLD);
            }
            None => self.begin(FIRST_WORLD),
        }
        if !told.is_empty() {
            self.message.set(Some(told.join(" ")));
        }
    }
}
