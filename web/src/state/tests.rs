use std::rc::Rc;

use drydock_core::lesson::{Catalogue, Entry, Pane};
use drydock_core::trace::explain::Lang;
use drydock_core::vfs::AbsPath;

use super::address::Address;
use super::keys::{Key, Place as KeyPlace};
use super::preferences::{LetterKeys, Preferences};
use super::{Action, AppState, Loaded, Notice, Overlay, Playing, Resource, Walk, Zoom};
use crate::fixture;

fn at(fragment: &str) -> Rc<AppState> {
    with(fragment, Preferences::default())
}

/// The page at an address, with the lesson loaded and begun.
fn with(fragment: &str, preferences: Preferences) -> Rc<AppState> {
    let state = Rc::new(AppState::open(Address::parse(fragment), preferences, Lang::En, None));
    let course = Rc::new(fixture::course());
    let resource = Resource::Lesson("pull-nginx".to_owned(), Lang::En);
    state.reduce(Action::Load(resource, Loaded::Lesson(course.lesson.clone()))).reduce(Action::Begin(course))
}

fn key(name: &str) -> Key {
    Key { name: name.to_owned(), place: KeyPlace::Page }
}

#[test]
fn forwards_and_back_to_the_start() {
    let start = at("#/lesson/pull-nginx");
    let stops = start.course.as_ref().unwrap().stops.len();
    let mut state = start.clone();
    for stop in 1..stops {
        state = state.reduce(Action::Walk(Walk::Next));
        assert_eq!(state.cursor.stop, stop);
    }
    assert!(state.at_end());
    assert!(Rc::ptr_eq(&state, &state.clone().reduce(Action::Walk(Walk::Next))), "the end is the end");
    for _ in 1..stops {
        state = state.reduce(Action::Walk(Walk::Back));
    }
    assert_eq!(state.cursor, start.cursor);
}

#[test]
fn a_link_leads_to_its_stop_and_the_address_follows() {
    let state = at("#/lesson/pull-nginx/chain?lang=zh");
    assert_eq!(state.lang, Lang::Zh);
    assert_eq!(state.address().to_string(), "#/lesson/pull-nginx/chain?lang=zh");
    let next = state.reduce(Action::Walk(Walk::Next));
    assert_eq!(next.address().to_string(), "#/lesson/pull-nginx/check?lang=zh");
    assert_eq!(next.preferences.progress["pull-nginx"], "check");
    let writes = next.reduce(Action::Zoom(Zoom::Writes)).reduce(Action::Walk(Walk::To(5)));
    let again = at(&writes.address().to_string());
    assert_eq!(again.cursor, writes.cursor);
}

#[test]
fn a_link_to_a_stop_that_is_gone_says_so() {
    let state = at("#/lesson/pull-nginx/nowhere");
    assert_eq!((state.cursor.stop, state.notice), (0, Some(Notice::NoSuchStop)));
    assert_eq!(state.reduce(Action::Walk(Walk::Next)).notice, None, "the reader has gone on");
    let far = at("#/lesson/pull-nginx?write=999999");
    assert_eq!(far.cursor.moment, far.course.as_ref().unwrap().moments.len() - 1);
}

#[test]
fn a_lesson_goes_on_where_the_reader_was() {
    let progress = [("pull-nginx".to_owned(), "chain".to_owned())].into();
    let state = with("#/lesson/pull-nginx", Preferences { progress, ..Preferences::default() });
    assert_eq!(state.cursor.stop, state.course.as_ref().unwrap().stop_named("chain").unwrap());
}

#[test]
fn another_language_keeps_the_place_and_asks_for_the_lesson_again() {
    let state = at("#/lesson/pull-nginx/chain").reduce(Action::Lang(Lang::Zh));
    assert!(state.wanted().contains(&Resource::Lesson("pull-nginx".to_owned(), Lang::Zh)));
    assert!(state.current().is_some(), "the old text stays until the new one is there");
    let mut lesson = fixture::lesson();
    lesson.lang = "zh".to_owned();
    let resource = Resource::Lesson("pull-nginx".to_owned(), Lang::Zh);
    let state = state.clone().reduce(Action::Load(resource, Loaded::Lesson(Rc::new(lesson))));
    let old = state.course.clone();
    let course = super::Course::rehearse(&state.to_run().unwrap(), old.as_deref()).unwrap();
    let zh = state.clone().reduce(Action::Begin(Rc::new(course)));
    assert_eq!(zh.cursor, state.cursor);
    assert_eq!(zh.to_run(), None);
}

#[test]
fn what_another_tab_remembers_is_not_lost_and_moves_nothing() {
    let state = at("#/lesson/pull-nginx/chain?lang=zh");
    let progress = [("other".to_owned(), "end".to_owned()), ("pull-nginx".to_owned(), "base".to_owned())].into();
    let next = state.clone().reduce(Action::Remember(Preferences { progress, ..Preferences::default() }));
    assert_eq!((next.lang, next.cursor, &next.place), (state.lang, state.cursor, &state.place));
    let next = next.reduce(Action::Walk(Walk::Next));
    assert_eq!(next.preferences.progress["other"], "end");
    assert_eq!(next.preferences.progress["pull-nginx"], "check");
}

#[test]
fn what_was_opened_by_hand_stays_and_what_was_closed_opens_again() {
    let path = |text: &str| AbsPath::new(text);
    let state = at("#/lesson/pull-nginx")
        .reduce(Action::OpenDir(path("/a"), true))
        .reduce(Action::OpenDir(path("/b"), false))
        .reduce(Action::Select(path("/a")))
        .reduce(Action::Walk(Walk::Next));
    assert_eq!(state.disk.by_hand, [(path("/a"), true)].into());
    assert_eq!(state.disk.selected, None);
}

#[test]
fn play_stops_at_the_end_and_at_any_step() {
    let mut state = at("#/lesson/pull-nginx").reduce(Action::TogglePlay);
    assert_eq!(state.playing, Playing::Running);
    while state.playing == Playing::Running {
        state = state.reduce(Action::PlayOn);
    }
    assert!(state.at_end());
    assert_eq!(state.reduce(Action::TogglePlay).playing, Playing::Paused, "nothing to play");
    let state = at("#/lesson/pull-nginx").reduce(Action::TogglePlay).reduce(Action::Walk(Walk::Next));
    assert_eq!(state.playing, Playing::Paused);
}

#[test]
fn keys() {
    let state = at("#/lesson/pull-nginx");
    let does = |state: &AppState, key: &Key| state.key(key, false).map(|action| format!("{action:?}"));
    assert_eq!(does(&state, &key("ArrowRight")).as_deref(), Some("Walk(Next)"));
    assert_eq!(does(&state, &key("?")).as_deref(), Some("Overlay(Help)"));
    assert_eq!(does(&state, &Key { name: "?".to_owned(), place: KeyPlace::Text }), None);
    assert_eq!(does(&state, &Key { name: " ".to_owned(), place: KeyPlace::Control }), None, "Space presses a button");
    let quiet = state.clone().reduce(Action::Letters(LetterKeys::Off));
    assert_eq!(does(&quiet, &key("l")), None);
    assert!(does(&quiet, &key("ArrowLeft")).is_some(), "named keys always work");
    let help = state.reduce(Action::Overlay(Overlay::Help));
    assert_eq!(does(&help, &key("ArrowRight")), None);
    assert_eq!(does(&help, &key("Escape")).as_deref(), Some("Overlay(None)"));
    assert_eq!(does(&at("#/"), &key("ArrowRight")), None, "no lesson, no steps");
}

#[test]
fn answers_belong_to_their_stop() {
    let state = at("#/lesson/pull-nginx/base").reduce(Action::Answer(1));
    assert_eq!(state.answers, [("base".to_owned(), 1)].into());
}

#[test]
fn the_last_lesson_has_no_next_one() {
    let entry = |id: &str| Entry { id: id.to_owned(), title: id.to_uppercase(), summary: String::new(), stops: 1 };
    let lessons = vec![entry("pull-nginx"), entry("second")];
    let list = Catalogue { format: 1, lang: "en".to_owned(), lessons, pages: Vec::new() };
    let resource = Resource::Catalogue(Lang::En);
    let state = at("#/lesson/pull-nginx").reduce(Action::Load(resource, Loaded::Catalogue(Rc::new(list))));
    let mut course = fixture::course();
    let address = "#/lesson/second?lang=en".to_owned();
    assert_eq!(state.following(&course), Some(("SECOND".to_owned(), address)));
    let mut lesson = (*course.lesson).clone();
    lesson.id = "second".to_owned();
    course.lesson = Rc::new(lesson);
    assert_eq!(state.following(&course), None);
}

#[test]
fn a_lesson_begins_with_its_story() {
    let state = at("#/sandbox").reduce(Action::Show(Pane::Terminal));
    let state = state.reduce(Action::Visit(Address::parse("#/lesson/pull-nginx?lang=en")));
    assert_eq!(state.pane, Pane::Story);
    // Within a lesson the pane stays what the reader chose.
    let state = state.reduce(Action::Show(Pane::Disk));
    assert_eq!(state.reduce(Action::Visit(Address::parse("#/lesson/pull-nginx/tag?lang=en"))).pane, Pane::Disk);
}
