//! The union mount of the kernel that this machine runs, asked directly (feature `live`; Linux, root).
//!
//! ```text
//! namespace.rs   a thread with mounts of its own: nothing reaches the host
//! disk.rs        layers on the real disk          observe.rs   what a real tree looks like
//! worker.rs      a thread whose root is the mount: it makes the system calls
//! compare.rs     random scenarios on both
//! record.rs      a scenario's truth               errno.rs     names of errors
//! ```

mod compare;
mod disk;
mod errno;
mod namespace;
mod observe;
mod record;
mod worker;

pub use compare::Comparison;
pub use disk::{Layers, Mounted, build_layer};
pub use namespace::{Unavailable, in_namespace};
pub use record::{RecordError, Recorder};
