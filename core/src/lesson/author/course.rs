//! `lessons/course.json`: which lessons and pages there are, in which order.

use super::object::read;
use super::{Mistake, Source};

/// The order of the course.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Names of lessons' folders.
    pub lessons: Vec<String>,
    /// Names of pages: `docs/<page>.<lang>.md`.
    pub pages: Vec<String>,
}

/// Reads `lessons/course.json`.
pub fn course(source: Source<'_>) -> Result<Course, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let course = read(source, &["lessons", "pages"], &mut mistakes, |object, mistakes| {
        let mut names = |key| {
            let mut names: Vec<String> = Vec::new();
            for (name, line) in object.strings(key, mistakes) {
                if names.contains(&name) {
                    mistakes.push(source.mistake(line, format!("`{name}` is here twice; remove one")));
                } else if let Some(what) = unfit(&name) {
                    mistakes.push(source.mistake(line, what));
                }
                names.push(name);
            }
            names
        };
        Some(Course { lessons: names("lessons"), pages: names("pages") })
    });
    if mistakes.is_empty() { Ok(course.unwrap_or_default()) } else { Err(mistakes) }
}

/// What is wrong with a name that goes into links: lower-case letters, digits and single hyphens do not change on the way.
pub(super) fn unfit(name: &str) -> Option<String> {
    let fits = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    (!name.split('-').all(fits))
        .then(|| format!("`{name}` cannot stand in a link; use lower-case letters, digits and hyphens"))
}
