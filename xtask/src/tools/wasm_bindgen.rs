//! wasm-bindgen's command line tools, which must have the very version of the library that the page is built with.

use super::{cargo_install, version};
use crate::failure::{Failure, Outcome};
use crate::project;
use std::fs;

/// Brings `wasm-bindgen` and `wasm-bindgen-test-runner`, unless both are here in the locked version.
pub(super) fn ensure() -> Outcome {
    let path = project::path("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let Some(wanted) = locked_version(&lock, "wasm-bindgen") else {
        return Err(Failure::Missing {
            what: "Cargo.lock names no wasm-bindgen".to_owned(),
            how: "Run `cargo fetch` in the project folder.".to_owned(),
        });
    };
    let here = |program| version(program).as_deref() == Some(wanted);
    if here("wasm-bindgen") && here("wasm-bindgen-test-runner") {
        return Ok(());
    }
    cargo_install("wasm-bindgen-cli", wanted, "1", &[])
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_package_not_of_its_namesakes() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "bindgen"), None);
    }
}
