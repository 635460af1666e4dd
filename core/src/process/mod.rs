//! Processes as values.
//!
//! ```text
//! Processes ── Process { pid, task, descriptors, image, … }        one per process, container processes too
//!           │                                  ├─ Image::Shell     a script half way through: its place is a stack of frames
//!           │                                  └─ Image::Program   a program, run whole or, if it must wait, again
//!           ├─ Pipe { bytes, readers, writers }
//!           └─ Sink                            what a supervisor reads (the logs of a container)
//! ```
//!
//! A process that waits (for a child, a time, input) is nothing but data: sessions keep every state, undo brings sleeping
//! containers back, and nothing here holds a thread. [`shell`](crate::shell) lets processes run.
//!
//! Limits: no process groups and no job control; input typed into a running command is not simulated (reading the terminal
//! gives its end).

mod descriptor;
mod exec_error;
mod frame;
mod image;
mod signal;
mod supervise;
mod table;
mod variables;

pub use descriptor::{Chunk, Descriptor, Pipe, PipeId, SinkId};
pub use exec_error::ExecError;
pub use frame::{Case, Condition, Frame, Replay, Saved};
pub use image::{Client, Image, Job, Memory, Options, Running, Shell, Text, Trap};
pub use signal::Signal;
pub use table::{Blocked, Pid, PidNs, Process, Processes, Spawn, State, Writer};
pub use variables::{Array, Key, Variable, Variables};
