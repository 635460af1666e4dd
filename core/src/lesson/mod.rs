//! Lessons: data that points at what the machine does.
//!
//! ```text
//! lessons/<id>/lesson.toml  en.md  zh.md ──(compiler)──► <id>.en.json  <id>.zh.json ──► Lesson
//!                                                                                        │  + a Session that ran its commands
//!                                                                                        ▼
//!                          Play: for each stop where it is (operation, step), its prose with values filled in,
//!                                its focus, its prediction with the answer the simulator computed
//! ```
//!
//! A lesson holds no hash, size or listing. It names a [`Value`] (`chain 2`), and [`Play`] reads it off the simulated disk.
//! It holds no step number either: a stop names a [`Cause`](crate::trace::Cause) by its stable name, and [`Play`] finds the
//! step. So a lesson cannot tell anything but what the machine does, and a stop that does not occur is a [`Problem`], not a
//! wrong picture.
//!
//! Lessons read; they never write.

pub mod author;
mod fill;
mod fingerprint;
mod image;
mod model;
mod play;
mod problem;
mod prose;
mod rehearse;
mod shown;
#[cfg(test)]
mod tests;
mod value;

pub use fingerprint::fingerprint;
pub use image::{Facts, ImageFacts, LayerFacts};
pub use model::{
    At, Catalogue, Chapter, Choice, ChoiceProse, Command, Entry, Focus, LESSON_FORMAT, Lesson, LoadError, Page, Pane,
    Prediction, PredictionProse, Section, Stop,
};
pub use play::{Moment, Play, Position};
pub use problem::{Problem, Trouble};
pub use prose::{Aside, Block, Inline, plain};
pub use rehearse::rehearse;
pub use shown::{Answer, Filled, Posed, Shown, Spot, Verdict};
pub use value::{Hash, ParseValueError, Part, PathTemplate, Segment, Value};
