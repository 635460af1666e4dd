//! Pages of the site, and where the links of pages and lessons lead.

use std::collections::BTreeSet;

use super::markdown::blocks;
use super::sections::sections;
use super::{Mistake, Source};
use crate::lesson::{LESSON_FORMAT, Lesson, Page, Section, plain};

/// Compiles the page `id`: a language and its prose file each. All languages must have the same sections.
pub fn page(id: &str, prose: &[(&str, Source<'_>)]) -> Result<Vec<Page>, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut pages: Vec<Page> = Vec::new();
    for (lang, source) in prose {
        let cut = sections(*source, &mut mistakes);
        let mut page = Page {
            format: LESSON_FORMAT,
            id: id.to_owned(),
            lang: (*lang).to_owned(),
            title: cut.first().map(|section| plain(&section.title)).unwrap_or_default(),
            intro: cut.first().map(|section| blocks(&section.body, &mut mistakes)).unwrap_or_default(),
            sections: Vec::new(),
        };
        for section in cut.iter().skip(1) {
            match (section.level, section.name) {
                (2, Some(name)) => page.sections.push(Section {
                    name: name.to_owned(),
                    title: section.title.clone(),
                    body: blocks(&section.body, &mut mistakes),
                }),
                _ => mistakes.push(source.mistake(section.line, "a section of a page is written `## Title {#name}`")),
            }
        }
        if let Some(first) = pages.first() {
            let names = |page: &Page| page.sections.iter().map(|section| section.name.clone()).collect::<Vec<_>>();
            let (expected, found) = (names(first), names(&page));
            if let Some(name) = expected.iter().find(|name| !found.contains(name)) {
                mistakes.push(source.mistake(1, format!("the section `{name}` is missing in this language; add it")));
            } else if expected != found {
                let what =
                    format!("the sections must be those of the other language, in order: {}", expected.join(", "));
                mistakes.push(source.mistake(1, what));
            }
        }
        pages.push(page);
    }
    if mistakes.is_empty() { Ok(pages) } else { Err(mistakes) }
}

/// Links of all files that lead to no lesson, stop, page, section or glossary entry.
pub fn links(sources: &[Source<'_>], lessons: &[&Lesson], pages: &[&Page]) -> Vec<Mistake> {
    let mut known = BTreeSet::new();
    for page in pages {
        known.insert(format!("page:{}", page.id));
        for section in &page.sections {
            known.insert(format!("page:{}#{}", page.id, section.name));
            if page.id == "glossary" {
                known.insert(format!("term:{}", section.name));
            }
        }
    }
    for lesson in lessons {
        known.insert(format!("lesson:{}", lesson.id));
        known.extend(lesson.stops.iter().map(|stop| format!("lesson:{}#{}", lesson.id, stop.name)));
    }
    let mut mistakes = Vec::new();
    for source in sources {
        for (offset, _) in source.text.match_indices("](") {
            let Some((target, _)) = source.text[offset + 2..].split_once(')') else { continue };
            let ours = ["term:", "page:", "lesson:"].iter().any(|scheme| target.starts_with(scheme));
            if ours && !known.contains(target) {
                let what = format!("`{target}` leads nowhere; mend it, or add what it names");
                mistakes.push(source.mistake(source.line(offset), what));
            }
        }
    }
    mistakes
}
