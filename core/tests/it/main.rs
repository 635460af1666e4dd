//! Tests of the core from outside, a module for each module they test.

#![allow(clippy::disallowed_methods, reason = "tests read recorded truth from files; the core does not")]

mod cli;
mod daemon;
mod document;
mod inspect;
mod overlay;
mod programs;
mod saved;
mod text_programs;
