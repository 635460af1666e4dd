//! What happened, write by write, and why.
//!
//! A [`Step`] is one write (or one look that explains something). It holds who did it, a typed [`Cause`], and the whole state
//! before and after: its effect is *measured* from these two, never claimed. Steps belong to a [`Group`] (`register layer 2`),
//! and what a command printed remembers after which step it was printed.
//!
//! Only the [`Recorder`] hands out the state for writing. Words for causes are in [`explain`].

mod call;
mod cause;
pub mod explain;
mod recorder;

pub use call::{Call, shown};
pub use cause::{
    Actor, Cause, Changes, ContentStore, Distribution, Download, Group, Imagedb, InitPlace, Layerdb, Lifecycle, Load,
    ManifestRole, Operation, Overlay2, Repositories, Resolve, Saved, Untar, Volumes,
};
pub use explain::Lang;
pub use recorder::{Output, Recorder, Step, Stream};
