//! Files that the page loads at run time.

use std::fmt;
use std::rc::Rc;

use drydock_core::lesson::{Catalogue, Lesson, LoadError, Page};
use drydock_core::trace::explain::Lang;

use super::address::lang_code;

/// A file to load. Displayed as its address, relative to the site's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// The list of lessons and pages.
    Catalogue(Lang),
    /// A lesson, by its id.
    Lesson(String, Lang),
    /// A page of prose, by its id.
    Page(String, Lang),
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, lang) = match self {
            Self::Catalogue(lang) => ("catalogue", lang),
            Self::Lesson(name, lang) | Self::Page(name, lang) => (name.as_str(), lang),
        };
        write!(f, "lessons/{name}.{}.json", lang_code(*lang))
    }
}

impl Resource {
    /// Reads the file's text.
    pub fn read(&self, json: &str) -> Result<Loaded, Failure> {
        let refused = |error: LoadError| Failure::Content(error.to_string());
        Ok(match self {
            Self::Catalogue(_) => Loaded::Catalogue(Rc::new(Catalogue::from_json(json).map_err(refused)?)),
            Self::Lesson(..) => Loaded::Lesson(Rc::new(Lesson::from_json(json).map_err(refused)?)),
            Self::Page(..) => Loaded::Page(Rc::new(Page::from_json(json).map_err(refused)?)),
        })
    }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Loaded {
    /// It is on its way.
    Waiting,
    /// It did not come, or cannot be used.
    Failed(Failure),
    /// The list of lessons and pages.
    Catalogue(Rc<Catalogue>),
    /// A lesson.
    Lesson(Rc<Lesson>),
    /// A page.
    Page(Rc<Page>),
}

/// Why a file is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The site did not answer.
    Network,
    /// The site has no such file.
    Missing,
    /// It answered with an HTTP status that is no success.
    Status(u16),
    /// What it sent cannot be used: why.
    Content(String),
}
