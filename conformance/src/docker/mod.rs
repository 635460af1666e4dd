//! Recorded Docker scenarios: the commands that a real engine ran, what it printed, and its whole disk after each.
//!
//! ```text
//! Recording (transcript, snapshots, input bytes) ──► replay: the same commands in a Session ──► judge, step by step
//!                                                                     └──► emit: transcript and snapshots in the same format
//! ```

mod drawn;
pub mod judge;
mod mask;
pub mod recording;
pub mod replay;
pub mod snapshot;

pub use recording::{Recording, Unreadable};
pub use replay::{Outcome, Replayed, replay};
