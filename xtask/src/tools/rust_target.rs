//! The standard library for WebAssembly.

use super::command;
use crate::failure::{Failure, Outcome};
use crate::process::{quietly, run, say};
use std::path::Path;

const TARGET: &str = "wasm32-unknown-unknown";

/// Brings it by rustup, if the compiler lacks it.
pub(super) fn ensure() -> Outcome {
    let folder = quietly(command("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if folder.is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    say(&format!("the compiler has no {TARGET} yet: asking rustup"));
    run(command("rustup").args(["target", "add", TARGET])).map_err(|failure| Failure::Missing {
        what: format!("the Rust compiler has no standard library for {TARGET} ({failure})"),
        how: format!(
            "Install Rust by rustup (https://rustup.rs), then `rustup target add {TARGET}`. A compiler from a Linux \
             distribution needs the distribution's package for it, such as libstd-rust-dev-wasm32."
        ),
    })
}
