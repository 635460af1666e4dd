//! What can happen to the page.

use std::rc::Rc;

use drydock_core::inspect::Input;
use drydock_core::lesson::Pane;
use drydock_core::trace::explain::Lang;
use drydock_core::vfs::AbsPath;

use super::address::Address;
use super::preferences::{LetterKeys, Preferences, Theme};
use super::union::Look;
use super::{Bench, Course, Loaded, Notice, Overlay, Resource, Zoom};

/// Something happened.
#[derive(Clone, Debug)]
pub enum Action {
    /// The address bar says something else, or a link was followed.
    Visit(Address),
    /// A file is asked for, came, or failed.
    Load(Resource, Loaded),
    /// A file that failed is to be asked for again.
    Retry(Resource),
    /// A lesson's commands have been run.
    Begin(Rc<Course>),
    /// The sandbox's session is another one now, looked at from this moment.
    Sandbox(Rc<Course>, usize),
    /// Something else is on the bench.
    Bench(Rc<Bench>),
    /// One more piece is.
    Piece(Input),
    /// Along the timeline.
    Walk(Walk),
    /// How finely the timeline goes.
    Zoom(Zoom),
    /// *Play*, or *pause*.
    TogglePlay,
    /// *Play* has waited long enough.
    PlayOn,
    /// *Play* shall go faster or slower.
    NextSpeed,
    /// A directory of the tree was opened or closed.
    OpenDir(AbsPath, bool),
    /// A path of the tree was chosen.
    Select(AbsPath),
    /// A question was answered: with the answer of this index.
    Answer(usize),
    /// The union view.
    Union(Look),
    /// Something opens above the page, or closes.
    Overlay(Overlay),
    /// A small screen shall show another pane.
    Show(Pane),
    /// The story's drawer opens or closes.
    ToggleDrawer,
    /// Another language.
    Lang(Lang),
    /// Another theme.
    Theme(Theme),
    /// Whether single letters do something.
    Letters(LetterKeys),
    /// Another tab has remembered this.
    Remember(Preferences),
    /// Something has to be told.
    Tell(Notice),
    /// It has been read.
    Dismiss,
}

/// A move along the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// To the first place.
    First,
    /// One place back.
    Back,
    /// One place on.
    Next,
    /// To the last place.
    Last,
    /// To the place of this index: a stop or a moment, as the zoom says.
    To(usize),
}
