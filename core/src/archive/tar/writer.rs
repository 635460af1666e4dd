//! Writing an archive as Go's `archive/tar` does when a header asks for PAX: the old POSIX header where everything fits, PAX
//! records where something does not.
//!
//! Source: Go `archive/tar/{writer,format,common}.go`.

use super::pax::{format_time, write_record};
use super::{BLOCK, EntryKind, Gap, Header, Missing, padding};
use crate::archive::TarStream;
use crate::archive::name::{clean, split};
use crate::clock::Time;
use crate::vfs::{Content, Dev};

/// Room in the header: name and link target, prefix of the name.
const NAME: usize = 100;
const PREFIX: usize = 155;
/// Room for the name of the owner, and for that of the group.
const OWNER: usize = 32;

/// Writes an archive.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
    gaps: Vec<Gap>,
}

impl Writer {
    /// Adds an entry. Only a regular file has content; what is known of it only by size leaves a gap.
    pub fn append(&mut self, header: &Header, content: &Content) {
        let is_file = header.kind == EntryKind::File;
        let size = if is_file { content.size() } else { 0 };
        let records = records(header, size);
        let format = if records.is_empty() {
            Format::Posix
        } else {
            self.extended(&header.name, &records);
            Format::Pax
        };
        self.bytes.extend_from_slice(&block(header, size, format));
        if !is_file {
            return;
        }
        match content {
            Content::Bytes(bytes) => self.bytes.extend_from_slice(bytes),
            Content::Known { size, sha256 } => {
                let missing = Missing { size: *size, sha256: *sha256, crc64: None };
                self.gaps.push(Gap { at: self.bytes.len(), missing });
            }
        }
        self.pad(size);
    }

    /// Ends the archive: two blocks of zeros.
    pub fn finish(mut self) -> TarStream {
        self.bytes.resize(self.bytes.len() + 2 * BLOCK, 0);
        TarStream { bytes: self.bytes.into(), gaps: self.gaps.into() }
    }

    fn pad(&mut self, size: u64) {
        self.bytes.resize(self.bytes.len() + padding(size), 0);
    }

    /// The PAX header before an entry: an entry of its own, named after the other.
    fn extended(&mut self, name: &[u8], records: &[(Vec<u8>, Vec<u8>)]) {
        let mut body = Vec::new();
        for (key, value) in records {
            write_record(&mut body, key, value);
        }
        let (dir, file) = split(name);
        let path = [dir, b"PaxHeaders.0/", file].concat();
        let mut path: Vec<u8> = clean(&path).into_iter().filter(u8::is_ascii).collect();
        path.truncate(NAME);
        while path.last() == Some(&b'/') {
            path.pop();
        }
        let mut block = [0; BLOCK];
        text(&mut block[..NAME], &path);
        for field in [100..108, 108..116, 116..124, 136..148] {
            octal(&mut block[field], 0);
        }
        octal(&mut block[124..136], body.len() as u64);
        block[156] = b'x';
        seal(&mut block);
        self.bytes.extend_from_slice(&block);
        self.bytes.extend_from_slice(&body);
        self.pad(body.len() as u64);
    }
}

/// How an entry's own header is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Everything is in it; a long name may be split.
    Posix,
    /// What does not fit is in the PAX header before it.
    Pax,
}

/// What does not fit into the old header, sorted by key. Empty if all does.
fn records(header: &Header, size: u64) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut records: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    let mut needed = !header.xattrs.is_empty();
    let mut add = |key: &[u8], value: &[u8]| records.push((key.to_vec(), value.to_vec()));
    if !header.name.is_ascii() || header.name.len() > NAME {
        needed |= split_name(&header.name).is_none();
        add(b"path", &header.name);
    }
    if !header.link.is_ascii() || header.link.len() > NAME {
        needed = true;
        add(b"linkpath", &header.link);
    }
    for (key, owner) in [(&b"uname"[..], &header.uname), (b"gname", &header.gname)] {
        if !owner.is_ascii() || owner.len() > OWNER {
            needed = true;
            add(key, owner);
        }
    }
    for (key, number, digits) in
        [(&b"uid"[..], u64::from(header.uid), 7), (b"gid", u64::from(header.gid), 7), (b"size", size, 11)]
    {
        if !fits(number, digits) {
            needed = true;
            add(key, number.to_string().as_bytes());
        }
    }
    let Time { secs, nanos } = header.mtime;
    if nanos > 0 || u64::try_from(secs).map_or(true, |secs| !fits(secs, 11)) {
        needed = true;
        add(b"mtime", format_time(header.mtime).as_bytes());
    }
    for (name, value) in &header.xattrs {
        add(&[b"SCHILY.xattr.", name.as_slice()].concat(), value);
    }
    if !needed {
        return Vec::new();
    }
    records.sort();
    records
}

/// Whether `number` can be written with so many octal digits.
const fn fits(number: u64, digits: u32) -> bool {
    number >> (digits * 3) == 0
}

/// An entry's own header.
fn block(header: &Header, size: u64, format: Format) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let ascii = |bytes: &[u8]| bytes.iter().copied().filter(u8::is_ascii).collect::<Vec<u8>>();
    let (prefix, name) = match (format, split_name(&header.name)) {
        (Format::Posix, Some((prefix, name))) => (prefix, name),
        _ => (&[][..], header.name.as_slice()),
    };
    text(&mut block[..NAME], &ascii(name));
    text(&mut block[157..157 + NAME], &ascii(&header.link));
    text(&mut block[265..265 + OWNER], &ascii(&header.uname));
    text(&mut block[297..297 + OWNER], &ascii(&header.gname));
    text(&mut block[345..345 + PREFIX], prefix);
    let secs = u64::try_from(header.mtime.secs).unwrap_or(0);
    octal(&mut block[100..108], u64::from(header.mode));
    octal(&mut block[108..116], u64::from(header.uid));
    octal(&mut block[116..124], u64::from(header.gid));
    octal(&mut block[124..136], size);
    octal(&mut block[136..148], secs);
    let (flag, dev) = match header.kind {
        EntryKind::File => (b'0', Dev::ZERO),
        EntryKind::Hardlink => (b'1', Dev::ZERO),
        EntryKind::Symlink => (b'2', Dev::ZERO),
        EntryKind::Char(dev) => (b'3', dev),
        EntryKind::Block(dev) => (b'4', dev),
        EntryKind::Dir => (b'5', Dev::ZERO),
        EntryKind::Fifo => (b'6', Dev::ZERO),
        EntryKind::Global => (b'g', Dev::ZERO),
        EntryKind::Other(flag) => (flag, Dev::ZERO),
    };
    block[156] = flag;
    octal(&mut block[329..337], u64::from(dev.major));
    octal(&mut block[337..345], u64::from(dev.minor));
    seal(&mut block);
    block
}

/// Magic and checksum.
fn seal(block: &mut [u8; BLOCK]) {
    block[257..265].copy_from_slice(b"ustar\x0000");
    block[148..156].fill(b' ');
    let sum = block.iter().map(|b| u64::from(*b)).sum();
    octal(&mut block[148..155], sum);
}

fn text(field: &mut [u8], bytes: &[u8]) {
    let length = bytes.len().min(field.len());
    field[..length].copy_from_slice(&bytes[..length]);
}

/// Octal digits with zeros before them and a NUL behind; zero if there is no room (a PAX record tells it then).
fn octal(field: &mut [u8], number: u64) {
    let digits = field.len() - 1;
    let number = if fits(number, digits as u32) { number } else { 0 };
    for (i, byte) in field[..digits].iter_mut().rev().enumerate() {
        *byte = b'0' + (number >> (3 * i) & 7) as u8;
    }
    field[digits] = 0;
}

/// A long name in two parts at one of its slashes. None if it is short enough, or if that does not help.
///
/// Model: Go `archive/tar/writer.go` `splitUSTARPath`.
fn split_name(name: &[u8]) -> Option<(&[u8], &[u8])> {
    if name.len() <= NAME || !name.is_ascii() {
        return None;
    }
    let mut length = name.len();
    if length > PREFIX + 1 {
        length = PREFIX + 1;
    } else if name.ends_with(b"/") {
        length -= 1;
    }
    let at = name[..length].iter().rposition(|b| *b == b'/')?;
    let (prefix, rest) = (&name[..at], &name[at + 1..]);
    let fits = at > 0 && !rest.is_empty() && rest.len() <= NAME && prefix.len() <= PREFIX;
    fits.then_some((prefix, rest))
}

#[cfg(test)]
mod tests {
    use super::super::{Body, Reader};
    use super::*;
    use crate::digest::Sha256;

    fn written(headers: &[Header], content: &Content) -> TarStream {
        let mut writer = Writer::default();
        for header in headers {
            writer.append(header, content);
        }
        writer.finish()
    }

    #[test]
    fn reads_back_what_it_wrote() {
        let dev = EntryKind::Char(Dev { major: 5, minor: 1 });
        let mut headers = vec![
            Header::new("a", EntryKind::File, 0o100_644),
            Header::new(format!("{}/x", "d".repeat(120)), EntryKind::File, 0o644),
            Header::new("l".repeat(300), EntryKind::File, 0o644),
            Header::new(b"caf\xe9", EntryKind::File, 0o4755),
            Header::new("dir/", EntryKind::Dir, 0o40755),
            Header::new("console", dev, 0o20600),
        ];
        headers[0].xattrs.push((b"security.capability".to_vec(), b"\x01\0\0\x02\n\0".to_vec()));
        headers[3].mtime = Time { secs: -2, nanos: 750_000_000 };
        headers[4].uid = 3_000_000;
        let stream = written(&headers, &Content::from("body"));
        let entries: Vec<_> = stream.reader().collect::<Result<_, _>>().unwrap();
        assert_eq!(entries.iter().map(|entry| &entry.header).collect::<Vec<_>>(), headers.iter().collect::<Vec<_>>());
        assert_eq!(entries[1].body, Body::Bytes(b"body"));
        assert_eq!(entries[4].body, Body::Bytes(b""));
    }

    #[test]
    fn short_entries_are_one_plain_header() {
        let mut header = Header::new("docker-entrypoint.d/", EntryKind::Dir, 0o40755);
        header.mtime = Time::from_secs(1_610_446_659);
        let bytes = written(&[header], &Content::empty()).bytes;
        assert_eq!(bytes.len(), 512 + 1024);
        assert_eq!(&bytes[100..108], b"0040755\0");
        assert_eq!(&bytes[136..157], b"13777273503\x00013170\0 5".as_slice());
        assert_eq!(&bytes[257..265], b"ustar\x0000");
    }

    #[test]
    fn what_is_not_known_leaves_a_gap() {
        let known = Content::Known { size: 1000, sha256: Some(Sha256::of(b"?")) };
        let stream = written(&[Header::new("big", EntryKind::File, 0o755)], &known);
        assert_eq!((stream.size(), stream.sha256()), (512 + 1024 + 1024, None));
        let entries: Vec<_> = Reader::with_gaps(&stream.bytes, &stream.gaps).collect::<Result<_, _>>().unwrap();
        assert_eq!(entries[0].body.content(), known);
    }
}
