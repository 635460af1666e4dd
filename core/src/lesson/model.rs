//! A compiled lesson or page: what the compiler writes as JSON and the front ends load. One file per language.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Block, Inline, PathTemplate, Value};

/// The version of the compiled files' format. A file of another version is refused.
pub const LESSON_FORMAT: u32 = 1;

/// A lesson in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Lesson {
    /// [`LESSON_FORMAT`].
    pub format: u32,
    /// The name of its folder: stable, in links.
    pub id: String,
    /// The language of its prose: `en`, `zh`.
    pub lang: String,
    /// Its title.
    pub title: String,
    /// What it is about, in a sentence or two.
    pub summary: String,
    /// The world that its commands are typed in.
    pub world: String,
    /// The image that values mean when they name none, such as `nginx:latest`.
    pub image: String,
    /// What is typed, in order.
    pub commands: Vec<Command>,
    /// Its parts.
    pub chapters: Vec<Chapter>,
    /// Where it stops and speaks, in order.
    pub stops: Vec<Stop>,
}

/// A command that the lesson types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Its name in the lesson.
    pub name: String,
    /// The line, as a user types it.
    pub line: String,
    /// The exit status that the lesson counts on.
    #[serde(default, skip_serializing_if = "is_success")]
    pub exit: u8,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_success(exit: &u8) -> bool {
    *exit == 0
}

/// A part of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// Stable, in links.
    pub name: String,
    /// In words; short, for the timeline.
    pub title: String,
}

/// A place where the lesson stops and speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Stable, in links.
    pub name: String,
    /// Index of its chapter.
    pub chapter: usize,
    /// Where it is.
    pub at: At,
    /// The idea in a line.
    pub title: Vec<Inline<Value>>,
    /// The idea.
    pub body: Vec<Block<Value>>,
    /// What to look at.
    #[serde(default, skip_serializing_if = "Focus::is_empty")]
    pub focus: Focus,
    /// What the learner is asked here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<Prediction>,
}

/// Where a stop is. Commands are indexes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum At {
    /// Before the command is typed.
    Before(usize),
    /// After the command, with all it printed.
    After(usize),
    /// Right after a step of the command.
    Step {
        /// The command.
        command: usize,
        /// The stable name of the step's cause, such as `layerdb.commit`.
        cause: String,
        /// Only steps of this layer count; the lowest is 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        layer: Option<usize>,
        /// Which of the steps that fit; the first is 1.
        nth: usize,
    },
}

impl At {
    /// The index of the command.
    pub const fn command(&self) -> usize {
        match self {
            Self::Before(command) | Self::After(command) | Self::Step { command, .. } => *command,
        }
    }
}

/// What to look at during a stop. Everything is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Focus {
    /// The pane that a small screen shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pane: Option<Pane>,
    /// The layer that the stage emphasises; the lowest is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<usize>,
    /// The file or directory that is opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<PathTemplate>,
    /// The value whose derivation the stage shows, with its *recompute*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derive: Option<Value>,
    /// The identities that light up everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub light: Vec<Value>,
}

impl Focus {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A pane of the lesson's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pane {
    /// The story.
    Story,
    /// The picture.
    Stage,
    /// The tree of `/var/lib/docker` and the open file.
    Disk,
    /// The terminal.
    Terminal,
}

/// A question that the simulator can answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// What is computed: the choice with this value is right. Read at the next stop, which shows it.
    pub answer: Value,
    /// What can be chosen. Exactly one has the answer's value.
    pub choices: Vec<Choice>,
    /// Its words.
    pub prose: PredictionProse,
}

/// One possible answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Stable.
    pub name: String,
    /// Right if it is the same as the answer.
    pub value: Value,
}

/// The words of a prediction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredictionProse {
    /// The question.
    pub question: Vec<Inline<Value>>,
    /// The words of each choice, in the order of the choices.
    pub choices: Vec<ChoiceProse>,
}

/// The words of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceProse {
    /// What is chosen.
    pub label: Vec<Inline<Value>>,
    /// Why it is right, or why not.
    pub reason: Vec<Inline<Value>>,
}

/// A page of the site that is no lesson: errata, what is not modelled, the glossary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Page {
    /// [`LESSON_FORMAT`].
    pub format: u32,
    /// Stable, in links.
    pub id: String,
    /// `en`, `zh`.
    pub lang: String,
    /// Its title.
    pub title: String,
    /// What stands before the first section.
    pub intro: Vec<Block<Value>>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// A section of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Stable, in links.
    pub name: String,
    /// Its title.
    pub title: Vec<Inline<Value>>,
    /// Its text.
    pub body: Vec<Block<Value>>,
}

/// Everything that can be loaded, in one language: `catalogue.en.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// [`LESSON_FORMAT`].
    pub format: u32,
    /// `en`, `zh`.
    pub lang: String,
    /// The lessons, in the order to take them. Each is in `<id>.<lang>.json`.
    pub lessons: Vec<Entry>,
    /// The pages. Each is in `<id>.<lang>.json`.
    pub pages: Vec<Entry>,
}

/// A line of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The lesson's or page's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about. Empty for pages.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// How many stops it has. 0 for pages.
    #[serde(default)]
    pub stops: usize,
}

/// Why a compiled file was refused.
#[derive(Debug)]
pub enum LoadError {
    /// It is not JSON of the expected shape.
    Shape(serde_json::Error),
    /// It has another format's number.
    Format(u32),
    /// Something in it points to what is not there: this.
    Dangling(String),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(error) => write!(f, "not a compiled lesson: {error}"),
            Self::Format(format) => {
                write!(f, "compiled for format {format}, but this program reads format {LESSON_FORMAT}")
            }
            Self::Dangling(what) => write!(f, "not a sound lesson: {what}"),
        }
    }
}

impl std::error::Error for LoadError {}

impl Lesson {
    /// Reads a compiled lesson. Indexes in what it gives are sound.
    pub fn from_json(json: &str) -> Result<Self, LoadError> {
        let lesson: Self = serde_json::from_str(json).map_err(LoadError::Shape)?;
        if lesson.format != LESSON_FORMAT {
            return Err(LoadError::Format(lesson.format));
        }
        for stop in &lesson.stops {
            let what = if stop.chapter >= lesson.chapters.len() {
                "chapter"
            } else if stop.at.command() >= lesson.commands.len() {
                "command"
            } else if stop.prediction.as_ref().is_some_and(|p| p.choices.len() != p.prose.choices.len()) {
                "choice"
            } else {
                continue;
            };
            return Err(LoadError::Dangling(format!("stop {} has no such {what}", stop.name)));
        }
        Ok(lesson)
    }
}

impl Page {
    /// Reads a compiled page.
    pub fn from_json(json: &str) -> Result<Self, LoadError> {
        let page: Self = serde_json::from_str(json).map_err(LoadError::Shape)?;
        if page.format == LESSON_FORMAT { Ok(page) } else { Err(LoadError::Format(page.format)) }
    }
}

impl Catalogue {
    /// Reads a compiled catalogue.
    pub fn from_json(json: &str) -> Result<Self, LoadError> {
        let catalogue: Self = serde_json::from_str(json).map_err(LoadError::Shape)?;
        if catalogue.format == LESSON_FORMAT { Ok(catalogue) } else { Err(LoadError::Format(catalogue.format)) }
    }
}
