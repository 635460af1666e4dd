//! The shell: it runs scripts. bash on the host, ash in containers.
//!
//! ```text
//! line ── script::parse ──► tree ──► Interpreter: a stack of frames ──► fork, exec, system calls
//!                                                  │
//!                                    kept in process::Shell between turns
//! ```
//!
//! The interpreter holds no state of its own and does not recurse: where it is in a script is the stack of
//! [`Frame`](crate::process::Frame)s. So a script that waits (in `sleep`, `wait`, `read`) is parked as data, and goes on when
//! [`schedule`] lets its process run again.
//!
//! Limits: [`MAX_STEPS`] steps per typed line for all processes together; no job control, no arrays, no process substitution; what is
//! not simulated says so.

mod arith;
mod builtins;
mod children;
mod complain;
mod compound;
mod cond;
mod exec;
mod expand;
mod interpreter;
mod invoke;
mod redirect;
pub mod schedule;
mod simple;
mod terminal;

pub use crate::process::ExecError;
pub use builtins::names as builtin_names;
pub use exec::{Start, load_program};
pub use interpreter::MAX_FRAMES;
pub use schedule::{MAX_STEPS, engine, let_run, pass_time};
pub use terminal::{interrupt_line, login, prompt, run_line, waiting};

#[cfg(test)]
mod tests;
