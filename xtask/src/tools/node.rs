//! Node.js: wasm-opt and the tests of the whole page are programs for it.

use super::{major, version};
use crate::failure::{Failure, Outcome};

/// The oldest that will do.
const OLDEST: u32 = 20;
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
const HOW: &str =
    "Install Node.js from your system's packages or from https://nodejs.org, so that `node` and `npm` are on PATH.";

/// The name of node's program, if it is here and new enough.
pub(crate) fn node() -> Outcome<&'static str> {
    let found = version("node");
    match found.as_deref().and_then(major) {
        Some(major) if major >= OLDEST => Ok("node"),
        Some(major) => Err(Failure::Missing {
            what: format!("Node.js {OLDEST} or newer is needed; this is {major}"),
            how: HOW.to_owned(),
        }),
        None => Err(Failure::Missing {
            what: format!("Node.js {OLDEST} or newer is needed; `node` is not on PATH"),
            how: HOW.to_owned(),
        }),
    }
}

/// The name of npm's program, if it is here with a node that is new enough.
pub(crate) fn npm() -> Outcome<&'static str> {
    node()?;
    match version(NPM) {
        Some(_) => Ok(NPM),
        None => Err(Failure::Missing { what: "npm is needed; `npm` is not on PATH".to_owned(), how: HOW.to_owned() }),
    }
}
