//! tar-split: what of a tar is not the files' own content, so that the tar can be rebuilt byte for byte from the files.
//!
//! The records are JSON objects, one per line: raw bytes (headers, padding) or a reference to a file's body with its CRC-64.
//!
//! ```text
//! {"type":2,"payload":"<base64 of raw bytes>","position":0}
//! {"type":1,"name":"a/b","size":11,"payload":"<base64 of the CRC-64>","position":1}
//! ```
//!
//! Source: vbatts/tar-split `tar/asm/{disassemble,assemble}.go`, `tar/storage/{entry,packer}.go`.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::crc64;
use super::name::clean;
use super::stream::TarStream;
use super::tar::{Body, Entry, TarError};
use crate::json;

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// Raw bytes of the archive: headers, padding, the zero blocks at the end.
    Segment(Vec<u8>),
    /// The body of a file goes here (nothing, for an entry without one).
    File {
        /// The entry's name, verbatim.
        name: Vec<u8>,
        /// Number of bytes of the body.
        size: u64,
        /// CRC-64 of the body. None for an empty body, and for one that is left out and of which it is not known.
        crc: Option<[u8; 8]>,
    },
}

/// Why a tar cannot be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitError {
    /// The archive is damaged.
    Tar(TarError),
    /// Two entries have the same path: the records could not tell their bodies apart.
    DuplicatePath,
}

impl std::fmt::Display for SplitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tar(error) => error.fmt(f),
            Self::DuplicatePath => f.write_str("duplicates of file paths not supported"),
        }
    }
}

impl std::error::Error for SplitError {}

/// Takes a tar apart.
pub fn split(tar: &TarStream) -> Result<Vec<Record>, SplitError> {
    let mut splitter = Splitter::default();
    let (mut reader, tar) = (tar.reader(), &tar.bytes);
    for entry in reader.by_ref() {
        splitter.entry(tar, &entry.map_err(SplitError::Tar)?)?;
    }
    Ok(splitter.finish(tar, reader.position()))
}

/// Makes the records while somebody else walks over the entries.
#[derive(Clone, Debug, Default)]
pub struct Splitter {
    records: Vec<Record>,
    /// Where the last body ended.
    after_body: usize,
    seen: BTreeSet<Vec<u8>>,
}

impl Splitter {
    /// Records the bytes up to `entry`'s body, and the body.
    pub fn entry(&mut self, tar: &[u8], entry: &Entry<'_>) -> Result<(), SplitError> {
        self.records.push(Record::Segment(tar[self.after_body..entry.body_at].to_vec()));
        let (length, crc) = match entry.body {
            Body::Bytes(bytes) => (bytes.len(), (!bytes.is_empty()).then(|| crc64(bytes))),
            Body::Missing(missing) => (0, missing.crc64),
        };
        self.after_body = entry.body_at + length;
        let name = entry.header.name.clone();
        if !self.seen.insert(clean(&name)) {
            return Err(SplitError::DuplicatePath);
        }
        self.records.push(Record::File { name, size: entry.body.size(), crc });
        Ok(())
    }

    /// Records what follows the last body. `end` is where the reader stopped, past the zero blocks.
    pub fn finish(mut self, tar: &[u8], end: usize) -> Vec<Record> {
        if end > self.after_body {
            self.records.push(Record::Segment(tar[self.after_body..end].to_vec()));
        }
        self.records.push(Record::Segment(tar[end.max(self.after_body)..].to_vec()));
        self.records
    }
}

/// The records as the bytes that gunzip gives of `tar-split.json.gz`.
pub fn to_json(records: &[Record]) -> Vec<u8> {
    let mut out = String::new();
    for (position, record) in records.iter().enumerate() {
        match record {
            Record::Segment(bytes) => {
                out.push_str("{\"type\":2,\"payload\":\"");
                BASE64.encode_string(bytes, &mut out);
                out.push('"');
            }
            Record::File { name, size, crc } => {
                out.push_str("{\"type\":1,");
                match std::str::from_utf8(name) {
                    // Both fields are left out when empty.
                    Ok("") => {}
                    Ok(name) => {
                        out.push_str("\"name\":");
                        out.push_str(&json::quote(name));
                        out.push(',');
                    }
                    Err(_) => {
                        out.push_str("\"name_raw\":\"");
                        BASE64.encode_string(name, &mut out);
                        out.push_str("\",");
                    }
                }
                if *size > 0 {
                    out.push_str("\"size\":");
                    out.push_str(&size.to_string());
                    out.push(',');
                }
                out.push_str("\"payload\":");
                match crc {
                    None => out.push_str("null"),
                    Some(crc) => {
                        out.push('"');
                        BASE64.encode_string(crc, &mut out);
                        out.push('"');
                    }
                }
            }
        }
        out.push_str(",\"position\":");
        out.push_str(&position.to_string());
        out.push_str("}\n");
    }
    out.into_bytes()
}

/// A line that is not a record: its number, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRecord {
    /// The line, from 1.
    pub line: usize,
}

/// Reads the records back from what [`to_json`] wrote.
pub fn from_json(lines: &[u8]) -> Result<Vec<Record>, BadRecord> {
    let lines = lines.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
    lines.map(|(number, line)| record(line).ok_or(BadRecord { line: number + 1 })).collect()
}

fn record(line: &[u8]) -> Option<Record> {
    let object: serde_json::Value = serde_json::from_slice(line).ok()?;
    let bytes = |key: &str| object.get(key)?.as_str().and_then(|text| BASE64.decode(text).ok());
    match object.get("type")?.as_u64()? {
        2 => bytes("payload").map(Record::Segment),
        1 => {
            let name = match object.get("name").and_then(serde_json::Value::as_str) {
                Some(name) => name.as_bytes().to_vec(),
                None => bytes("name_raw").unwrap_or_default(),
            };
            let size = object.get("size").and_then(serde_json::Value::as_u64).unwrap_or(0);
            let crc = match object.get("payload") {
                None | Some(serde_json::Value::Null) => None,
                Some(_) => Some(bytes("payload")?.try_into().ok()?),
            };
            Some(Record::File { name, size, crc })
        }
        _ => None,
    }
}

/// Why a tar cannot be put together again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssembleError<E> {
    /// The body could not be had.
    Body(E),
    /// The body is not the one that was taken apart. Displayed as tar-split words it.
    Integrity {
        /// The entry's name.
        name: Vec<u8>,
    },
}

impl<E: std::fmt::Display> std::fmt::Display for AssembleError<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Body(error) => error.fmt(f),
            Self::Integrity { name } => {
                write!(f, "file integrity checksum failed for {}", json::quote(&String::from_utf8_lossy(name)))
            }
        }
    }
}

/// Puts the tar together again; `body` gives the content of the file of that name.
pub fn assemble<E, B: AsRef<[u8]>>(
    records: &[Record],
    mut body: impl FnMut(&[u8]) -> Result<B, E>,
) -> Result<Vec<u8>, AssembleError<E>> {
    let mut tar = Vec::new();
    for record in records {
        match record {
            Record::Segment(bytes) => tar.extend_from_slice(bytes),
            Record::File { size: 0, .. } => {}
            Record::File { name, crc, .. } => {
                let bytes = body(name).map_err(AssembleError::Body)?;
                if Some(crc64(bytes.as_ref())) != *crc {
                    return Err(AssembleError::Integrity { name: name.clone() });
                }
                tar.extend_from_slice(bytes.as_ref());
            }
        }
    }
    Ok(tar)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, body) in [("./a", &b"hello world"[..]), ("b<&", b""), ("d/c", &[9; 700])] {
            let mut header = tar::Header::new_ustar();
            header.set_size(body.len() as u64);
            header.set_mode(0o644);
            header.set_entry_type(tar::EntryType::Regular);
            builder.append_data(&mut header, name, body).unwrap();
        }
        let mut tar = builder.into_inner().unwrap();
        tar.extend([0; 2048]);
        tar
    }

    #[test]
    fn records_rebuild_the_tar() {
        let tar = sample();
        let records = split(&TarStream::whole(tar.clone())).unwrap();
        let again = from_json(&to_json(&records)).unwrap();
        assert_eq!(again, records);
        let body = |name: &[u8]| match name {
            b"a" => Ok(b"hello world".to_vec()),
            b"d/c" => Ok(vec![9; 700]),
            _ => Err("no such body"),
        };
        assert_eq!(assemble(&records, body), Ok(tar));
        let wrong = assemble(&records, |_| Ok::<_, &str>(b"HELLO world"));
        assert_eq!(wrong.unwrap_err().to_string(), "file integrity checksum failed for \"a\"");
    }

    /// The shape that Docker's own files have: raw bytes and files take turns, the end is the zero blocks, then the rest.
    #[test]
    fn lines_look_like_dockers() {
        let text = String::from_utf8(to_json(&split(&TarStream::whole(sample())).unwrap())).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 8);
        assert_eq!(lines[1], "{\"type\":1,\"name\":\"a\",\"size\":11,\"payload\":\"uc8/VyrZrD4=\",\"position\":1}");
        assert_eq!(lines[3], "{\"type\":1,\"name\":\"b\\u003c\\u0026\",\"payload\":null,\"position\":3}");
        assert_eq!(
            split(&TarStream::whole(vec![0; 1024])).unwrap(),
            [Record::Segment(vec![0; 1024]), Record::Segment(vec![])]
        );
    }

    #[test]
    fn refuses_duplicates() {
        let mut builder = tar::Builder::new(Vec::new());
        for name in ["x/y", "x//y"] {
            let mut header = tar::Header::new_ustar();
            header.set_size(0);
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            builder.append(&header, &b""[..]).unwrap();
        }
        let error = split(&TarStream::whole(builder.into_inner().unwrap())).unwrap_err();
        assert_eq!(error.to_string(), "duplicates of file paths not supported");
    }
}
