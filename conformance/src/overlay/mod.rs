//! Scenarios of the union mount: layers, operations, and what the real kernel did.
//!
//! ```text
//! file ── scenario ── layers, upper      ─► layers.rs builds them
//!                  ├─ operations          ─► model.rs runs them on the simulated kernel
//!                  └─ truth: results and snapshots after each  ◄─ check.rs compares ─ snapshot.rs observes
//! ```
//!
//! What is compared: the result or error number of every operation, and after each the whole merged tree and the raw upper layer:
//! types, modes, numbers of names, owners, explicit times, contents, link targets, devices, extended attributes. Not compared:
//! the values and presence of `overlay.origin`, `overlay.impure` and `overlay.uuid` (they differ from host to host), modes and
//! numbers of names of whiteouts.

mod check;
mod file;
mod generate;
mod layers;
#[cfg(all(feature = "live", target_os = "linux"))]
pub mod live;
mod model;
mod scenario;
mod shrink;
mod snapshot;

pub use check::{Difference, check};
pub use file::{Unreadable, read};
pub use generate::{config_names, generate};
pub use layers::build_layer;
pub use model::Model;
pub use scenario::{Node, Op, Scenario, Step, Tree, Truth, decode, encode};
pub use shrink::shrink;
pub use snapshot::{Snapshot, content, is_incidental, without_incidentals};
