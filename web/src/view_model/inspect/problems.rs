//! What is wrong with the inputs, as it is shown: where, the line, in words.

use std::collections::BTreeMap;

use drydock_core::inspect::{Places, Severity, excerpt, visible};
use drydock_core::trace::explain::Lang;

use crate::state::Reading;

/// So many problems are shown; the others are counted.
pub const MOST_SHOWN: usize = 100;

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// How bad it is.
    pub severity: Severity,
    /// Its code.
    pub code: &'static str,
    /// The input's number.
    pub input: usize,
    /// The input's name.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line before the place, and from the place on.
    pub text: (String, String),
    /// Where in the data.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What dockerd does at its start.
    pub at_start: String,
    /// What to do.
    pub help: String,
}

/// The first problems, errors before warnings; and how many there are more.
pub fn problems(reading: &Reading, lang: Lang) -> (Vec<Shown>, usize) {
    let mut all: Vec<_> = reading.inspection.problems.iter().collect();
    all.sort_by_key(|problem| problem.severity());
    let more = all.len().saturating_sub(MOST_SHOWN);
    all.truncate(MOST_SHOWN);
    // Only of inputs with a problem, once each: it takes a pass over the text.
    let mut places: BTreeMap<usize, Places<'_>> = BTreeMap::new();
    let shown = all.into_iter().map(|problem| {
        let words = problem.words(lang);
        let input = reading.inputs.get(problem.input).map_or(&[][..], |input| &input.bytes);
        let (line, offset) = places.entry(problem.input).or_insert_with(|| Places::new(input)).line_at(problem.place);
        let whole = excerpt(line, offset);
        // What stands before the place, cut in the same way: the excerpt of the line's beginning.
        let before = excerpt(&line[..offset], offset);
        let text = whole
            .strip_prefix(&before)
            .map(|after| (before.clone(), after.to_owned()))
            .unwrap_or((whole, String::new()));
        Shown {
            severity: problem.severity(),
            code: problem.fault.code(),
            input: problem.input,
            file: reading.inputs.get(problem.input).map(|input| visible(&input.name)).unwrap_or_default(),
            line: problem.place.line,
            column: problem.place.column,
            text,
            path: visible(&problem.path),
            message: words.message,
            at_start: words.at_start,
            help: words.help,
        }
    });
    (shown.collect(), more)
}
