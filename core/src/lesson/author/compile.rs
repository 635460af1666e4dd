//! Structure and words together: a lesson per language.

use std::collections::{BTreeMap, BTreeSet};

use super::markdown::blocks;
use super::sections::{Section, sections};
use super::structure::{Structure, structure};
use super::words::stop_words;
use super::{Mistake, Source};
use crate::lesson::{Block, Chapter, LESSON_FORMAT, Lesson, Prediction, Problem, Stop, Trouble, plain};

/// A lesson in every language, and where its parts were written.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// One per prose file, in their order.
    pub lessons: Vec<Lesson>,
    /// The structured file's name.
    file: String,
    /// The lines of its stops, by name.
    stops: BTreeMap<String, usize>,
    /// The lines of its commands, by name.
    commands: BTreeMap<String, usize>,
    /// Per prose file: its name and its sections.
    prose: Vec<(String, BTreeMap<String, Place>)>,
}

/// Where a section was written: the line of its heading, and its text from there on.
type Place = (usize, String);

impl Compiled {
    /// A mistake in the structured file as a whole.
    pub(super) fn mistake(&self, what: String) -> Mistake {
        Mistake { file: self.file.clone(), line: 1, what }
    }

    /// A problem found on the machine with the lesson of this index, as a mistake in the file that has it.
    pub fn locate(&self, lesson: usize, problem: &Problem) -> Mistake {
        let what = match &problem.stop {
            Some(stop) => format!("stop `{stop}`: {}", problem.trouble),
            None => problem.trouble.to_string(),
        };
        let stop = problem.stop.as_deref().unwrap_or_default();
        if let (Trouble::Unknown(value), Some((file, sections))) = (&problem.trouble, self.prose.get(lesson))
            && let Some((line, text)) = sections.get(stop)
            && let Some(at) = text.find(&format!("{{{value}}}"))
        {
            let line = line + text[..at].matches('\n').count();
            return Mistake { file: file.clone(), line, what };
        }
        let line = match &problem.trouble {
            Trouble::Command { name } | Trouble::Exit { name, .. } => self.commands.get(name),
            _ => self.stops.get(stop),
        };
        Mistake { file: self.file.clone(), line: line.copied().unwrap_or(1), what }
    }
}

/// Compiles the lesson `id` from its structured file and its words: a language and its prose file each.
pub fn lesson(id: &str, source: Source<'_>, prose: &[(&str, Source<'_>)]) -> Result<Compiled, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let structure = structure(source, &mut mistakes);
    let Some(structure) = structure else { return Err(mistakes) };
    let commands = structure.commands.iter().map(|command| command.name.clone());
    let mut compiled = Compiled {
        file: source.file.to_owned(),
        stops: structure.stops.iter().map(|stop| (stop.name.clone(), stop.line)).collect(),
        commands: commands.zip(structure.command_lines.iter().copied()).collect(),
        ..Compiled::default()
    };
    for (lang, prose) in prose {
        let sections = sections(*prose, &mut mistakes);
        compiled.lessons.push(translate(id, lang, &structure, *prose, &sections, &mut mistakes));
        let texts = sections.iter().filter_map(|section| {
            let text = std::iter::once(prose.text.lines().nth(section.line - 1).unwrap_or_default());
            let text: Vec<&str> = text.chain(section.body.lines.iter().copied()).collect();
            Some((section.name?.to_owned(), (section.line, text.join("\n"))))
        });
        compiled.prose.push((prose.file.to_owned(), texts.collect()));
    }
    if mistakes.is_empty() { Ok(compiled) } else { Err(mistakes) }
}

/// The lesson in one language.
fn translate(
    id: &str,
    lang: &str,
    structure: &Structure,
    source: Source<'_>,
    sections: &[Section<'_>],
    mistakes: &mut Vec<Mistake>,
) -> Lesson {
    let (title, summary) = title(source, sections, mistakes);
    let known: BTreeSet<&str> = structure.stops.iter().map(|stop| stop.name.as_str()).collect();
    let chapters: BTreeSet<&str> = structure.chapters.iter().map(|(name, _)| name.as_str()).collect();
    let mut seen = BTreeSet::new();
    for section in sections.iter().skip(1) {
        let what = match (section.level, section.name) {
            (1, _) => "there can be one title only; use `##` for a chapter, `###` for a stop".to_owned(),
            (_, None) => "the heading needs the name of its chapter or stop at its end: `{#name}`".to_owned(),
            (2, Some(name)) if !chapters.contains(name) => format!("`lesson.json` has no chapter `{name}`"),
            (3, Some(name)) if !known.contains(name) => format!("`lesson.json` has no stop `{name}`"),
            (2 | 3, Some(name)) if !seen.insert((section.level, name)) => format!("`{name}` has a section already"),
            (2 | 3, _) => continue,
            (_, _) => "use `##` for a chapter and `###` for a stop, nothing deeper".to_owned(),
        };
        mistakes.push(source.mistake(section.line, what));
    }
    let find = |level, name: &str| {
        sections.iter().enumerate().find(|(_, section)| section.level == level && section.name == Some(name))
    };
    let missing = |level: usize, what: &str, name: &str, mistakes: &mut Vec<Mistake>| {
        let hashes = "#".repeat(level);
        let what = format!("the {what} `{name}` has no words here; add a section `{hashes} … {{#{name}}}`");
        mistakes.push(source.mistake(1, what));
    };
    let mut parts = Vec::new();
    for (name, _) in &structure.chapters {
        let section = find(2, name);
        if section.is_none() {
            missing(2, "chapter", name, mistakes);
        }
        let title = section.map(|(_, section)| plain(&section.title)).unwrap_or_default();
        parts.push(Chapter { name: name.clone(), title });
    }
    let mut stops = Vec::new();
    for stop in &structure.stops {
        let Some((n, section)) = find(3, &stop.name) else {
            missing(3, "stop", &stop.name, mistakes);
            continue;
        };
        let chapter = sections[..n].iter().rev().find(|section| section.level == 2).and_then(|section| section.name);
        let expected = structure.chapters.get(stop.chapter).map(|(name, _)| name.as_str());
        if chapter != expected {
            let what = format!("this stop belongs to the chapter `{}`; move it there", expected.unwrap_or_default());
            mistakes.push(source.mistake(section.line, what));
        }
        let (body, words) =
            stop_words(stop.prediction.as_ref().map(|(_, choices)| choices.as_slice()), section, mistakes);
        let prediction =
            stop.prediction.clone().zip(words).map(|((answer, choices), prose)| Prediction { answer, choices, prose });
        stops.push(Stop {
            name: stop.name.clone(),
            chapter: stop.chapter,
            at: stop.at.clone(),
            title: section.title.clone(),
            body,
            focus: stop.focus.clone(),
            prediction,
        });
    }
    Lesson {
        format: LESSON_FORMAT,
        id: id.to_owned(),
        lang: lang.to_owned(),
        title,
        summary,
        world: structure.world.clone(),
        image: structure.image.clone(),
        commands: structure.commands.clone(),
        chapters: parts,
        stops,
    }
}

/// The title and the paragraph below it.
fn title(source: Source<'_>, sections: &[Section<'_>], mistakes: &mut Vec<Mistake>) -> (String, String) {
    let Some(section) = sections.first() else { return Default::default() };
    let summary = if let [Block::Paragraph(line)] = &blocks(&section.body, mistakes)[..] {
        plain(line)
    } else {
        mistakes.push(source.mistake(section.line, "below the title must be one paragraph: what the lesson is about"));
        String::new()
    };
    (plain(&section.title), summary)
}
