//! The whole course: every lesson and page in every language, and the files that the front ends load.

use std::collections::{BTreeMap, BTreeSet};

use super::{Compiled, LANGUAGES, Mistake, Source, course, lesson, links, page};
use crate::lesson::{Catalogue, Entry, LESSON_FORMAT, Lesson, Page};

/// Everything that authors wrote, compiled.
#[derive(Clone, Debug)]
pub struct Assembled {
    /// The lessons, in the order to take them.
    pub lessons: Vec<Compiled>,
    /// The pages, each in every language.
    pub pages: Vec<Vec<Page>>,
}

/// The file that says what is part of the course.
const COURSE: &str = "lessons/course.json";

/// Compiles the course from its files: path in the project (with slashes) → text. All of `lessons/` must be there, and the pages
/// in `docs/`; what else there is does not matter.
pub fn assemble(files: &BTreeMap<String, String>) -> Result<Assembled, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let source = |path: &str| files.get_key_value(path).map(|(file, text)| Source { file, text });
    let missing = |file: String, what: &str| Mistake { file, line: 1, what: format!("this file is missing: {what}") };
    let course = match source(COURSE) {
        Some(source) => course(source)?,
        None => return Err(vec![missing(COURSE.to_owned(), "it lists the lessons and pages in their order")]),
    };
    mistakes.extend(strays(files, &course.lessons));
    let (mut assembled, mut sources) = (Assembled { lessons: Vec::new(), pages: Vec::new() }, Vec::new());
    for id in &course.lessons {
        let path = format!("lessons/{id}/lesson.json");
        let Some(structure) = source(&path) else {
            mistakes.push(missing(path, "it holds the lesson's world, commands and stops"));
            continue;
        };
        let prose = in_all_languages(|lang| format!("lessons/{id}/{lang}.md"), source, &mut mistakes);
        sources.extend(prose.iter().map(|(_, source)| *source));
        match lesson(id, structure, &prose) {
            Ok(compiled) => assembled.lessons.push(compiled),
            Err(found) => mistakes.extend(found),
        }
    }
    for id in &course.pages {
        // English pages are the project's documents, too: they have a document's usual name.
        let path = |lang: &str| if lang == "en" { format!("docs/{id}.md") } else { format!("docs/{id}.{lang}.md") };
        let prose = in_all_languages(path, source, &mut mistakes);
        sources.extend(prose.iter().map(|(_, source)| *source));
        match page(id, &prose) {
            Ok(pages) => assembled.pages.push(pages),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() {
        let lessons: Vec<&Lesson> = assembled.lessons.iter().filter_map(|lesson| lesson.lessons.first()).collect();
        let pages: Vec<&Page> = assembled.pages.iter().filter_map(|page| page.first()).collect();
        mistakes = links(&sources, &lessons, &pages);
    }
    mistakes.sort();
    if mistakes.is_empty() { Ok(assembled) } else { Err(mistakes) }
}

fn in_all_languages<'a>(
    path: impl Fn(&str) -> String,
    source: impl Fn(&str) -> Option<Source<'a>>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<(&'static str, Source<'a>)> {
    let mut prose = Vec::new();
    for lang in LANGUAGES {
        let file = path(lang);
        match source(&file) {
            Some(source) => prose.push((lang, source)),
            None => mistakes.push(Mistake {
                file,
                line: 1,
                what: format!("this file is missing: it holds the words in the language `{lang}`"),
            }),
        }
    }
    prose
}

/// Folders of lessons that the course does not list.
fn strays(files: &BTreeMap<String, String>, lessons: &[String]) -> Vec<Mistake> {
    let folders: BTreeSet<&str> = files
        .keys()
        .filter_map(|path| path.strip_prefix("lessons/")?.split_once('/').map(|(folder, _)| folder))
        .filter(|folder| !lessons.iter().any(|lesson| lesson == folder))
        .collect();
    let mistake = |folder| Mistake {
        file: COURSE.to_owned(),
        line: 1,
        what: format!(
            "the folder lessons/{folder} is not listed here; add `{folder}` to `lessons` or remove the folder"
        ),
    };
    folders.into_iter().map(mistake).collect()
}

impl Assembled {
    /// The files for the front ends: name → JSON. `catalogue.<lang>.json` lists the others, `<id>.<lang>.json`.
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut put = |name: String, json: serde_json::Result<String>| {
            // Cannot fail: the types hold nothing but texts, numbers and lists.
            files.insert(name, json.unwrap_or_default());
        };
        for lesson in self.lessons.iter().flat_map(|lesson| &lesson.lessons) {
            put(format!("{}.{}.json", lesson.id, lesson.lang), serde_json::to_string(lesson));
        }
        for page in self.pages.iter().flatten() {
            put(format!("{}.{}.json", page.id, page.lang), serde_json::to_string(page));
        }
        for lang in LANGUAGES {
            put(format!("catalogue.{lang}.json"), serde_json::to_string(&self.catalogue(lang)));
        }
        files
    }

    /// What there is, in one language.
    pub fn catalogue(&self, lang: &str) -> Catalogue {
        let lessons = self.lessons.iter().flat_map(|lesson| &lesson.lessons).filter(|lesson| lesson.lang == lang);
        let pages = self.pages.iter().flatten().filter(|page| page.lang == lang);
        Catalogue {
            format: LESSON_FORMAT,
            lang: lang.to_owned(),
            lessons: lessons
                .map(|lesson| Entry {
                    id: lesson.id.clone(),
                    title: lesson.title.clone(),
                    summary: lesson.summary.clone(),
                    stops: lesson.stops.len(),
                })
                .collect(),
            pages: pages
                .map(|page| Entry { id: page.id.clone(), title: page.title.clone(), summary: String::new(), stops: 0 })
                .collect(),
        }
    }
}
