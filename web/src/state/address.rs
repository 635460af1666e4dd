//! Where the reader is, as the part of the address after `#`: `#/lesson/pull-nginx/chain?lang=zh`.
//!
//! ```text
//! ""  "#/"                                    the start page
//! "#/lesson/<lesson>[/<stop>][?write=<n>]"    a lesson, at a stop, or at one write in the view of every write
//! "#/page/<page>[/<section>]"                 a page of prose, at a section
//! "#/sandbox[?s=<link>]"                       the sandbox, with a shared session
//! any of them with "lang=en" or "lang=zh"     which wins over the remembered language
//! ```

use drydock_core::trace::explain::Lang;

/// A screen, and the place on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The start page.
    #[default]
    Home,
    /// A lesson.
    Lesson(LessonPlace),
    /// A page of prose.
    Page(PagePlace),
    /// The sandbox, with the session of the link, if there is one.
    Sandbox(Option<String>),
    /// An address that means nothing here.
    Unknown(String),
}

/// A place in a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonPlace {
    /// The lesson's id.
    pub lesson: String,
    /// The stop's name; without it, where the reader last was.
    pub stop: Option<String>,
    /// In the view of every write: its number, from 0.
    pub write: Option<usize>,
}

/// A place on a page of prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePlace {
    /// The page's id.
    pub page: String,
    /// The section's name.
    pub section: Option<String>,
}

impl PagePlace {
    /// The place that a link in prose names: `errata` or `errata#overlay2-names`.
    pub fn of_link(link: &str) -> Self {
        let (page, section) = link.split_once('#').unwrap_or((link, ""));
        Self { page: page.to_owned(), section: (!section.is_empty()).then(|| section.to_owned()) }
    }
}

/// What the address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The screen.
    pub place: Place,
    /// The language, if the address names one.
    pub lang: Option<Lang>,
}

/// A language as addresses and the page's `lang` attribute write it.
pub const fn lang_code(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh",
    }
}

/// The language of a code such as `zh`, `zh-CN` or `en-US`. `None` for any other language.
pub fn lang_of(code: &str) -> Option<Lang> {
    match code.split('-').next()? {
        "en" => Some(Lang::En),
        "zh" => Some(Lang::Zh),
        _ => None,
    }
}

impl Address {
    /// Reads the part after `#` (with or without it). Never fails: what means nothing is [`Place::Unknown`].
    pub fn parse(fragment: &str) -> Self {
        let text = fragment.strip_prefix('#').unwrap_or(fragment);
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let parameter = |name: &str| {
            query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, v)| v)
        };
        let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
        let sound = names.iter().all(|name| is_name(name));
        let place = match names[..] {
            [] => Place::Home,
            ["lesson", lesson, ref rest @ ..] if sound && rest.len() <= 1 => Place::Lesson(LessonPlace {
                lesson: lesson.to_owned(),
                stop: rest.first().map(|stop| (*stop).to_owned()),
                write: parameter("write").and_then(|number| number.parse().ok()),
            }),
            ["sandbox"] => Place::Sandbox(parameter("s").map(str::to_owned)),
            ["page", page, ref rest @ ..] if sound && rest.len() <= 1 => Place::Page(PagePlace {
                page: page.to_owned(),
                section: rest.first().map(|section| (*section).to_owned()),
            }),
            _ => Place::Unknown(path.to_owned()),
        };
        Self { place, lang: parameter("lang").and_then(lang_of) }
    }
}

/// Names in addresses become names of files to load: letters, digits and `-` only.
fn is_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// With the `#`.
impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut query = Vec::new();
        match &self.place {
            Place::Home => f.write_str("#/")?,
            Place::Lesson(LessonPlace { lesson, stop, write }) => {
                write!(f, "#/lesson/{lesson}")?;
                if let Some(stop) = stop {
                    write!(f, "/{stop}")?;
                }
                query.extend(write.map(|number| format!("write={number}")));
            }
            Place::Page(PagePlace { page, section }) => {
                write!(f, "#/page/{page}")?;
                if let Some(section) = section {
                    write!(f, "/{section}")?;
                }
            }
            Place::Sandbox(link) => {
                f.write_str("#/sandbox")?;
                query.extend(link.as_ref().map(|link| format!("s={link}")));
            }
            Place::Unknown(path) => write!(f, "#{path}")?,
        }
        query.extend(self.lang.map(|lang| format!("lang={}", lang_code(lang))));
        if query.is_empty() { Ok(()) } else { write!(f, "?{}", query.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_round_trip() {
        for text in [
            "#/",
            "#/?lang=en",
            "#/lesson/pull-nginx",
            "#/lesson/pull-nginx/chain?write=12&lang=zh",
            "#/page/errata",
            "#/page/errata/names?lang=zh",
        ] {
            assert_eq!(Address::parse(text).to_string(), text);
        }
        assert_eq!(Address::parse(""), Address::default());
        assert_eq!(Address::parse("#"), Address::default());
    }

    #[test]
    fn what_means_nothing_is_no_file_name() {
        for text in ["#/lesson", "#/lesson/../x", "#/lesson/a/b/c", "#/lesson/%3Cimg%3E", "#/page/a.b", "#/nowhere"] {
            assert!(matches!(Address::parse(text).place, Place::Unknown(_)), "{text}");
        }
        assert_eq!(Address::parse("#/?lang=fr&write=x").lang, None);
    }

    #[test]
    fn languages() {
        assert_eq!(lang_of("zh-Hans-CN"), Some(Lang::Zh));
        assert_eq!(lang_of("en"), Some(Lang::En));
        assert_eq!(lang_of("de"), None);
    }
}
