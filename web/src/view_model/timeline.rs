//! The timeline: the places one can go to, in chapters.

use drydock_core::lesson::plain;

use crate::state::{Course, Cursor, Zoom};

/// A part of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// In words, short.
    pub title: String,
    /// The index of its first place.
    pub first: usize,
    /// How many places it has.
    pub places: usize,
    /// Where its title has room beside the others'.
    pub label: Label,
}

/// Where a chapter's title stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// There is no room for it.
    None,
    /// From its first place on.
    After,
    /// Up to its first place: at the end of the track.
    Before,
}

/// The timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Its parts: together all the places.
    pub chapters: Vec<Span>,
    /// How many places there are.
    pub places: usize,
    /// Which place is shown.
    pub at: usize,
    /// The shown place in words.
    pub title: String,
    /// How finely it goes.
    pub zoom: Zoom,
}

/// The timeline of `course`. `title` words the shown place.
pub fn timeline(course: &Course, cursor: Cursor, title: String) -> Timeline {
    let (places, at) = match cursor.zoom {
        Zoom::Stops => (course.stops.len(), cursor.stop),
        Zoom::Writes => (course.moments.len(), cursor.moment),
    };
    // A chapter starts at its first stop; in the view of every write, at that stop's moment.
    let mut chapters: Vec<Span> = Vec::new();
    let mut last = None;
    for (stop, moment) in course.lesson.stops.iter().zip(&course.stops) {
        if last == Some(stop.chapter) {
            continue;
        }
        last = Some(stop.chapter);
        let first = match cursor.zoom {
            Zoom::Stops => course.stop_named(&stop.name).unwrap_or_default(),
            Zoom::Writes if chapters.is_empty() => 0,
            Zoom::Writes => *moment,
        };
        let title = course.lesson.chapters.get(stop.chapter).map(|chapter| chapter.title.clone()).unwrap_or_default();
        chapters.push(Span { title, first, places: 0, label: Label::None });
    }
    for index in 0..chapters.len() {
        let next = chapters.get(index + 1).map_or(places, |next| next.first);
        chapters[index].places = next.saturating_sub(chapters[index].first);
    }
    chapters.retain(|chapter| chapter.places > 0);
    label(&mut chapters, places);
    Timeline { chapters, places, at, title, zoom: cursor.zoom }
}

/// The width of the track for which titles are chosen, in CSS pixels; narrower ones show none.
const TRACK: f64 = 640.0;

/// Gives each chapter its title if it does not run into the one before.
fn label(chapters: &mut [Span], places: usize) {
    let last = places.saturating_sub(1).max(1) as f64;
    let mut free = 0.0;
    for chapter in chapters {
        let at = chapter.first as f64 / last * TRACK;
        // CJK characters are about twice as wide.
        let width: f64 = chapter.title.chars().map(|c| if c.is_ascii() { 6.2 } else { 11.5 }).sum();
        let before = at + width > TRACK;
        let from = if before { at - width } else { at };
        chapter.label = match (from >= free, before) {
            (false, _) => Label::None,
            (true, true) => Label::Before,
            (true, false) => Label::After,
        };
        if chapter.label != Label::None {
            free = from + width + 8.0;
        }
    }
}

/// A stop's title as plain text.
pub fn stop_title(course: &Course, stop: usize) -> String {
    course.shown.get(stop).map(|shown| plain(&shown.title)).unwrap_or_default()
}
