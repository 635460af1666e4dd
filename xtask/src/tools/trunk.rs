//! trunk, which builds and serves the site.

use super::{cargo_install, version};
use crate::failure::Outcome;

/// The version that is brought.
const PINNED: &str = "0.21.14";

/// Brings it, unless one is here that reads this project's Trunk.toml.
pub(super) fn ensure() -> Outcome {
    if version("trunk").is_some_and(|version| fits(&version)) {
        return Ok(());
    }
    // Its default features are for downloading tools, which is done here.
    cargo_install("trunk", PINNED, "0", &["--no-default-features"])
}

/// Whether a version of trunk is of the same line as the pinned one and not older.
fn fits(version: &str) -> bool {
    match version.strip_prefix("0.21.") {
        Some(patch) => patch.parse::<u32>().is_ok_and(|patch| patch >= 14),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_the_same_line_fit_if_not_older() {
        assert!(fits(PINNED));
        assert!(fits("0.21.20"));
        assert!(!fits("0.21.9"));
        assert!(!fits("0.22.0-beta.1"));
        assert!(!fits("0.21.15-rc.1"));
    }
}
