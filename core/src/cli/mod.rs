//! The `docker` program on the host.
//!
//! ```text
//! words ──dispatch──► Command (one definition) ──parse──► Call { flags, args } ──► daemon ──► tables, JSON, progress
//!                        │
//!                        └──► usage (--help), complete
//! ```
//!
//! Each subcommand has a file with its definition and, where the simulator has an engine for it, what it does with what the
//! daemon answers. Texts are those of the 20.10 client; errors of the daemon come from the daemon.

pub mod call;
pub mod complete;
pub mod container;
pub mod definition;
pub mod dispatch;
pub mod dock;
pub mod docker;
pub mod filter;
pub mod format;
pub mod go;
pub mod image;
pub mod inspect;
pub mod network;
pub mod output;
pub mod parse;
pub mod progress;
pub mod system;
pub mod tabwriter;
pub mod template;
pub mod units;
pub mod until;
pub mod usage;
pub mod value;
pub mod volume;

pub use call::{HostWork, Io, Printer, Work};
pub use dispatch::run;
