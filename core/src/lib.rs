//! The simulated machine.
//!
//! Pure: no clock, randomness, I/O or environment. A command line goes in, a list of writes comes out, each with its reason.

pub mod clock;
pub mod digest;
pub mod identity;
pub mod persist;
pub mod vfs;
