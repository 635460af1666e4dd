//! Tests of the core from outside, a module for each module they test.

mod cli;
mod daemon;
mod document;
mod inspect;
mod overlay;
mod saved;
mod text_programs;
