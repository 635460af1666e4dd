//! A prose file cut into its sections by headings: `## Title {#name}`.

use super::markdown::{Mode, Passage, inline};
use super::{Mistake, Source};
use crate::lesson::{Inline, Value};

/// A heading and the lines below it, up to the next heading of any level.
pub(super) struct Section<'a> {
    /// How many `#` it has.
    pub(super) level: usize,
    /// The name in `{#name}`.
    pub(super) name: Option<&'a str>,
    pub(super) title: Vec<Inline<Value>>,
    /// The line of the heading.
    pub(super) line: usize,
    pub(super) body: Passage<'a>,
}

/// The sections of a file. The first must be a `# Title`.
pub(super) fn sections<'a>(source: Source<'a>, mistakes: &mut Vec<Mistake>) -> Vec<Section<'a>> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut fenced = false;
    for (number, line) in (1..).zip(source.text.lines()) {
        fenced ^= line.starts_with("```");
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        let heading = if fenced || level == 0 { None } else { line[level..].strip_prefix(' ') };
        let Some(heading) = heading else {
            match sections.last_mut() {
                Some(section) => section.body.lines.push(line),
                None if line.trim().is_empty() || line.starts_with("<!--") => {}
                None => mistakes.push(source.mistake(number, "the file must start with a title: `# …`")),
            }
            continue;
        };
        let (title, name) = match heading.trim().strip_suffix('}').and_then(|heading| heading.rsplit_once("{#")) {
            Some((title, name)) => (title.trim(), Some(name)),
            None => (heading.trim(), None),
        };
        let lines = Passage { source, first: number, lines: vec![title] };
        let title = inline(&lines, 0..1, Mode::Prose, mistakes);
        let body = Passage { source, first: number + 1, lines: Vec::new() };
        sections.push(Section { level, name, title, line: number, body });
    }
    if sections.first().is_none_or(|first| first.level != 1) {
        mistakes.push(source.mistake(1, "the file must start with a title: `# …`"));
    }
    sections
}
