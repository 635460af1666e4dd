//! Files of scenarios: JSON, perhaps compressed by gzip.

use std::fmt;
use std::path::Path;

use serde_json::Value;

use super::Scenario;

/// Why a file could not be used.
#[derive(Debug)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// The scenarios of a file.
pub fn read(path: &Path) -> Result<Vec<Scenario>, Unreadable> {
    let fail = |what: String| Unreadable(format!("{}: {what}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| fail(error.to_string()))?;
    let text = if bytes.starts_with(&[0x1f, 0x8b]) { gunzip(&bytes).map_err(|why| fail(why.into()))? } else { bytes };
    let document: Value = serde_json::from_slice(&text).map_err(|error| fail(error.to_string()))?;
    let scenarios = document["scenarios"].as_array().ok_or_else(|| fail("no scenarios".into()))?;
    scenarios.iter().map(|value| Scenario::parse(value, &document["configs"]).map_err(&fail)).collect()
}

/// The content of a gzip file with one member.
fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let flags = *bytes.get(3).ok_or("a truncated gzip header")?;
    let mut at = 10;
    if flags & 4 != 0 {
        let len = bytes.get(at..at + 2).ok_or("a truncated gzip header")?;
        at += 2 + usize::from(u16::from_le_bytes([len[0], len[1]]));
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            let text = bytes.get(at..).ok_or("a truncated gzip header")?;
            at += 1 + text.iter().position(|byte| *byte == 0).ok_or("a truncated gzip header")?;
        }
    }
    at += if flags & 2 != 0 { 2 } else { 0 };
    let body = bytes.get(at..).ok_or("a truncated gzip header")?;
    miniz_oxide::inflate::decompress_to_vec(body).map_err(|_| "not a gzip stream")
}
