//! Recorded truth, and how the simulated machine is replayed against it.
//!
//! Used by the core's tests and by `cargo xtask conformance`. Pure but for reading the files that it is given.

pub mod docker;
pub mod measure;
pub mod overlay;
