//! Where the reader is, as the part of the address after `#`: `#/lesson/pull-nginx/chain?lang=zh`.
//!
//! ```text
//! ""  "#/"                                    the start page
//! "#/lesson/<lesson>[/<stop>][?write=<n>]"    a lesson, at a stop, or at one write in the view of every write
//! "#/page/<page>[/<section>]"                 a page of prose, at a section
//! "#/sandbox[?s=<link>]"                       the sandbox, with a shared session
//! "#/inspect"                                 pieces of one's own host
//! any of them with "lang=en" or "lang=zh"     which wins over the remembered language
//! a lesson or the sandbox with
//!   "union[=<name or ID>][&path=<path>]"      the union view of an image or container, at a path
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
    /// Pieces of one's own host, inspected.
    Inspect,
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

impl Place {
    /// Which screen it is on: the same as long as only the place on it changes, but for a section of a page.
    pub fn screen(&self) -> (Self, Option<String>) {
        match self {
            Self::Lesson(LessonPlace { lesson, .. }) => {
                (Self::Lesson(LessonPlace { lesson: lesson.clone(), stop: None, write: None }), None)
            }
            Self::Page(PagePlace { page, section }) => {
                (Self::Page(PagePlace { page: page.clone(), section: None }), section.clone())
            }
            Self::Sandbox(_) => (Self::Sandbox(None), None),
            Self::Home | Self::Inspect | Self::Unknown(_) => (self.clone(), None),
        }
    }
}

impl PagePlace {
    /// The place that a link in prose names: `errata` or `errata#overlay2-names`.
    pub fn of_link(link: &str) -> Self {
        let (page, section) = link.split_once('#').unwrap_or((link, ""));
        Self { page: page.to_owned(), section: (!section.is_empty()).then(|| section.to_owned()) }
    }
}

/// A place in the union view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnionPlace {
    /// The image or container, by a name or an ID; without one, what the moment is about.
    pub subject: Option<String>,
    /// The path that is looked up, in bytes; without one, the root.
    pub path: Option<Vec<u8>>,
}

/// What the address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The screen.
    pub place: Place,
    /// The union view, if it is open on that screen.
    pub union: Option<UnionPlace>,
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
    /// The address of a screen, in a language.
    pub const fn of(place: Place, lang: Lang) -> Self {
        Self { place, union: None, lang: Some(lang) }
    }

    /// Reads the part after `#` (with or without it). Never fails: what means nothing is [`Place::Unknown`].
    pub fn parse(fragment: &str) -> Self {
        let text = fragment.strip_prefix('#').unwrap_or(fragment);
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let parameter = |name: &str| {
            let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
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
            ["inspect"] => Place::Inspect,
            ["page", page, ref rest @ ..] if sound && rest.len() <= 1 => Place::Page(PagePlace {
                page: page.to_owned(),
                section: rest.first().map(|section| (*section).to_owned()),
            }),
            _ => Place::Unknown(path.to_owned()),
        };
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).ok().filter(|text| !text.is_empty());
        let union = parameter("union").map(|subject| UnionPlace {
            subject: decoded(subject).and_then(text),
            path: parameter("path").and_then(decoded).filter(|path| !path.is_empty()),
        });
        let union = union.filter(|_| matches!(place, Place::Lesson(_) | Place::Sandbox(_)));
        Self { place, union, lang: parameter("lang").and_then(lang_of) }
    }
}

/// What stands as it is in a value of the query; every other byte becomes `%` and two hex digits.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'@' | b'+' | b',')
}

/// A value of the query, as it stands in the address.
fn encoded(value: &[u8]) -> String {
    let one = |byte: &u8| if is_plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") };
    value.iter().map(one).collect()
}

/// The bytes of a value of the query. `None` if a `%` is not followed by two hex digits.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                (digit()? * 16 + digit()?) as u8
            }
            byte => byte,
        });
    }
    Some(bytes)
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
            Place::Inspect => f.write_str("#/inspect")?,
            Place::Unknown(path) => write!(f, "#{path}")?,
        }
        if let Some(UnionPlace { subject, path }) = &self.union {
            let subject = subject.as_ref().map(|subject| format!("={}", encoded(subject.as_bytes())));
            query.push(format!("union{}", subject.unwrap_or_default()));
            query.extend(path.as_ref().map(|path| format!("path={}", encoded(path))));
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
            "#/inspect",
            "#/page/errata",
            "#/page/errata/names?lang=zh",
            "#/sandbox?union",
            "#/sandbox?s=abc&union=drydock.example/tidy:latest&path=/cargo/old.log&lang=en",
            "#/lesson/pull-nginx/chain?union=web&path=/a%20b/%E5%B1%82/%FF%26",
        ] {
            assert_eq!(Address::parse(text).to_string(), text);
        }
        assert_eq!(Address::parse(""), Address::default());
        assert_eq!(Address::parse("#"), Address::default());
        assert_eq!(Address::parse("#/sandbox?union=x&path=%4").union.unwrap().path, None, "no such byte");
        assert_eq!(Address::parse("#/?union=x").union, None, "there is no disk on the start page");
    }

    #[test]
    fn what_means_nothing_is_no_file_name() {
        for text in ["#/lesson", "#/lesson/../x", "#/lesson/a/b/c", "#/lesson/%3Cimg%3E", "#/page/a.b", "#/nowhere"] {
            assert!(matches!(Address::parse(text).place, Place::Unknown(_)), "{text}");
        }
        assert_eq!(Address::parse("#/?lang=fr&write=x").lang, None);
    }

    #[test]
    fn steps_are_no_screens() {
        let screen = |text: &str| Address::parse(text).place.screen();
        assert_eq!(screen("#/lesson/a/b?write=3"), screen("#/lesson/a"));
        assert_eq!(screen("#/sandbox?s=x"), screen("#/sandbox"));
        assert_ne!(screen("#/lesson/a"), screen("#/lesson/b"));
        assert_ne!(screen("#/page/a"), screen("#/page/a/b"));
    }

    #[test]
    fn languages() {
        assert_eq!(lang_of("zh-Hans-CN"), Some(Lang::Zh));
        assert_eq!(lang_of("en"), Some(Lang::En));
        assert_eq!(lang_of("de"), None);
    }
}
