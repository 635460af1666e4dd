//! A parser of lines by itself: behind a line by which all is of its kind.

use drydock_core::inspect::{Kind, Via};

use crate::parsers::check;

/// Reads `bytes` behind a first line by which they are of one kind.
pub fn check_behind(first: &str, kind: Kind, bytes: &[u8]) {
    let text = [first.as_bytes(), b"\n", bytes].concat();
    let inspection = check("some-file", Via::File, &text);
    // What looks like Markdown is read by its blocks only.
    let fenced = bytes.windows(3).any(|three| three == b"```");
    assert!(fenced || inspection.recognised.iter().any(|item| item.kind == kind), "{:?}", inspection.recognised);
}
