//! JSON as Go's `encoding/json` writes and reads it, for that is what dockerd's files are.
//!
//! - [`mod@encode`]: Docker's bytes from a value.
//! - [`tree`]: any bytes to a tree that remembers places, duplicate keys and how far it came; errors in Go's words.
//!
//! Source: Go 1.19 `encoding/json` (`encode.go`, `decode.go`, `scanner.go`), the Go that Docker 20.10.24 was built with.

pub mod encode;
mod error;
mod scan;
#[cfg(test)]
mod tests;
pub mod text;
pub mod tree;

pub use encode::{encode, encode_indented, quote};
pub use error::{Context, SyntaxError};
pub use tree::{Member, Parsed, Tree, Type, Value, parse, parse_paced};

/// Objects and arrays may be nested this deep; Go refuses more (`scanner.go` `maxNestingDepth`).
pub const MAX_DEPTH: usize = 10_000;
