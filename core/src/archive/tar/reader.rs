//! The walk over an archive. Source: Go `archive/tar/reader.go`.

use super::pax::Pax;
use super::{BLOCK, Body, Entry, EntryKind, Gap, Header, padding};
use crate::clock::Time;
use crate::vfs::Dev;

/// Extended headers may be this long; Go refuses more (`maxSpecialFileSize`).
const MAX_EXTENDED: u64 = 1 << 20;

/// Why bytes are not a tar archive. Displayed in the words of Go's reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TarError {
    /// A block that should be a header is not one.
    Header,
    /// The archive ends within an entry.
    UnexpectedEof,
    /// An extended header is too long.
    FieldTooLong,
    /// A sparse file: not modelled here.
    Sparse,
}

impl std::fmt::Display for TarError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Header => "archive/tar: invalid tar header",
            Self::UnexpectedEof => "unexpected EOF",
            Self::FieldTooLong => "archive/tar: header field too long",
            Self::Sparse => "drydock: sparse files in a tar archive are not simulated",
        })
    }
}

impl std::error::Error for TarError {}

/// Walks over the entries of an archive. Ends after the first error.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Bodies that are left out, from the next one on.
    gaps: &'a [Gap],
    /// How many bytes of padding follow the last body.
    padding: usize,
    done: bool,
}

impl<'a> Reader<'a> {
    /// A reader of this archive.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self::with_gaps(bytes, &[])
    }

    /// A reader of an archive that lacks the bodies at these places.
    pub const fn with_gaps(bytes: &'a [u8], gaps: &'a [Gap]) -> Self {
        Self { bytes, at: 0, gaps, padding: 0, done: false }
    }

    /// How far it has read. After the last entry: past the zero blocks that end the archive.
    pub const fn position(&self) -> usize {
        self.at
    }

    /// The next header block, or `None` at the end: no more bytes, or two blocks of zeros.
    fn block(&mut self) -> Result<Option<&'a [u8; BLOCK]>, TarError> {
        let rest = &self.bytes[self.at..];
        let Some(block) = rest.first_chunk::<BLOCK>() else {
            self.at = self.bytes.len();
            return if rest.is_empty() { Ok(None) } else { Err(TarError::UnexpectedEof) };
        };
        self.at += BLOCK;
        if block.iter().any(|b| *b != 0) {
            return Ok(Some(block));
        }
        match self.bytes[self.at..].first_chunk::<BLOCK>() {
            Some(second) if second.iter().any(|b| *b != 0) => Err(TarError::Header),
            Some(_) => {
                self.at += BLOCK;
                Ok(None)
            }
            None if self.at == self.bytes.len() => Ok(None),
            None => Err(TarError::UnexpectedEof),
        }
    }

    /// The next `size` bytes, which padding follows.
    fn bytes(&mut self, size: u64) -> Result<&'a [u8], TarError> {
        let size = usize::try_from(size).map_err(|_| TarError::UnexpectedEof)?;
        let end = self.at.checked_add(size).ok_or(TarError::UnexpectedEof)?;
        let bytes = self.bytes.get(self.at..end).ok_or(TarError::UnexpectedEof)?;
        self.at = end;
        self.padding = padding(size as u64);
        Ok(bytes)
    }

    /// The body of the entry whose header was just read.
    fn body(&mut self, size: u64) -> Result<Body<'a>, TarError> {
        if let Some((gap, rest)) = self.gaps.split_first()
            && (gap.at, gap.missing.size) == (self.at, size)
        {
            self.gaps = rest;
            self.padding = padding(size);
            return Ok(Body::Missing(gap.missing));
        }
        self.bytes(size).map(Body::Bytes)
    }

    /// Skips the padding of what came last. Whether it was there: an archive may end where padding should be.
    fn skip_padding(&mut self) -> bool {
        let end = self.at + std::mem::take(&mut self.padding);
        self.at = end.min(self.bytes.len());
        end <= self.bytes.len()
    }

    fn extended(&mut self, size: u64) -> Result<&'a [u8], TarError> {
        if size > MAX_EXTENDED { Err(TarError::FieldTooLong) } else { self.bytes(size) }
    }

    fn read(&mut self) -> Result<Option<Entry<'a>>, TarError> {
        let (mut pax, mut long_name, mut long_link) = (Pax::default(), None, None);
        loop {
            if !self.skip_padding() {
                return Ok(None);
            }
            let Some(block) = self.block()? else { return Ok(None) };
            let header = tar::Header::from_byte_slice(block);
            verify_checksum(block)?;
            let size = u64::try_from(number(&block[124..136])?).map_err(|_| TarError::Header)?;
            match block[156] {
                b'x' => pax = Pax::parse(self.extended(size)?)?,
                b'g' => {
                    // The padding of a global header comes after the entry that it makes.
                    self.extended(size)?;
                    let header = entry_header(header, EntryKind::Global, Pax::default(), None, None)?;
                    return Ok(Some(Entry { header, body: Body::Bytes(&[]), body_at: self.at }));
                }
                b'L' => long_name = Some(c_string(self.extended(size)?)),
                b'K' => long_link = Some(c_string(self.extended(size)?)),
                b'S' => return Err(TarError::Sparse),
                _ if pax.sparse => return Err(TarError::Sparse),
                flag => {
                    let name = long_name.as_ref().or(pax.path.as_ref());
                    let slash = name.map_or_else(|| header.path_bytes().ends_with(b"/"), |name| name.ends_with(b"/"));
                    let kind = kind(flag, slash, header)?;
                    let has_body = matches!(kind, EntryKind::File | EntryKind::Other(_));
                    let size = if has_body { pax.size.unwrap_or(size) } else { 0 };
                    let header = entry_header(header, kind, pax, long_name, long_link)?;
                    let body_at = self.at;
                    return Ok(Some(Entry { header, body: self.body(size)?, body_at }));
                }
            }
        }
    }
}

fn entry_header(
    header: &tar::Header,
    kind: EntryKind,
    pax: Pax,
    long_name: Option<Vec<u8>>,
    long_link: Option<Vec<u8>>,
) -> Result<Header, TarError> {
    let block = header.as_bytes();
    let name = long_name.or(pax.path).unwrap_or_else(|| header.path_bytes().into_owned());
    let own_link = || header.link_name_bytes().map(std::borrow::Cow::into_owned).unwrap_or_default();
    let link = long_link.or(pax.link).unwrap_or_else(own_link);
    // Every field is read, used or not: Go refuses the header if one of them is not a number.
    let mode = number(&block[100..108])? as u32;
    let (uid, gid) = (number(&block[108..116])?, number(&block[116..124])?);
    let (uid, gid) = (pax.uid.unwrap_or(uid as u64) as u32, pax.gid.unwrap_or(gid as u64) as u32);
    let mtime = Time::from_secs(number(&block[136..148])?);
    let mtime = pax.mtime.unwrap_or(mtime);
    let is_ustar = block[257..262] == *b"ustar";
    let owner = |field: &[u8]| if is_ustar { c_string(field) } else { Vec::new() };
    let uname = pax.uname.unwrap_or_else(|| owner(&block[265..297]));
    let gname = pax.gname.unwrap_or_else(|| owner(&block[297..329]));
    Ok(Header { name, kind, link, mode, uid, gid, uname, gname, mtime, xattrs: pax.xattrs })
}

impl<'a> Iterator for Reader<'a> {
    type Item = Result<Entry<'a>, TarError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self.read().transpose();
        self.done = !matches!(next, Some(Ok(_)));
        next
    }
}

/// A numeric field: octal between blanks and NULs (nothing is 0), or with the first bit set base 256, two's complement.
fn number(field: &[u8]) -> Result<i64, TarError> {
    if field[0] & 0x80 != 0 {
        let negative = field[0] & 0x40 != 0;
        let first = i128::from(field[0] & 0x3f) - if negative { 64 } else { 0 };
        let value = field[1..].iter().fold(first, |value, byte| value << 8 | i128::from(*byte));
        return i64::try_from(value).map_err(|_| TarError::Header);
    }
    let text = field.trim_ascii_end();
    let blank = |b: &u8| matches!(b, b' ' | 0);
    let Some(start) = text.iter().position(|b| !blank(b)) else { return Ok(0) };
    // A NUL ends the number, whatever follows it.
    let digits = text[start..].split(|b| *b == 0).next().unwrap_or_default().trim_ascii_end();
    digits.iter().try_fold(0, |value, digit| match digit {
        b'0'..=b'7' => Ok(value << 3 | i64::from(digit - b'0')),
        _ => Err(TarError::Header),
    })
}

/// The sum of the header's bytes, its own field counted as blanks, taken as unsigned or (old Sun tars) as signed bytes.
fn verify_checksum(block: &[u8; BLOCK]) -> Result<(), TarError> {
    let stated = number(&block[148..156])?;
    let of = |value: fn(u8) -> i64| -> i64 {
        block.iter().enumerate().map(|(i, b)| if (148..156).contains(&i) { 32 } else { value(*b) }).sum()
    };
    if stated == of(i64::from) || stated == of(|b| i64::from(b as i8)) { Ok(()) } else { Err(TarError::Header) }
}

fn kind(flag: u8, slash: bool, header: &tar::Header) -> Result<EntryKind, TarError> {
    let block = header.as_bytes();
    let dev = || Ok(Dev { major: number(&block[329..337])? as u32, minor: number(&block[337..345])? as u32 });
    Ok(match flag {
        // Before POSIX a directory was a file whose name ends with a slash.
        0 if slash => EntryKind::Dir,
        0 | b'0' => EntryKind::File,
        b'1' => EntryKind::Hardlink,
        b'2' => EntryKind::Symlink,
        b'3' => EntryKind::Char(dev()?),
        b'4' => EntryKind::Block(dev()?),
        b'5' => EntryKind::Dir,
        b'6' => EntryKind::Fifo,
        other => EntryKind::Other(other),
    })
}

fn c_string(bytes: &[u8]) -> Vec<u8> {
    bytes.split(|b| *b == 0).next().unwrap_or_default().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(build: impl FnOnce(&mut tar::Builder<Vec<u8>>)) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        build(&mut builder);
        builder.into_inner().unwrap()
    }

    fn file(builder: &mut tar::Builder<Vec<u8>>, name: &str, body: &[u8]) {
        let mut header = tar::Header::new_gnu();
        header.set_size(body.len() as u64);
        header.set_mode(0o100_644);
        header.set_mtime(7);
        builder.append_data(&mut header, name, body).unwrap();
    }

    #[test]
    fn reads_entries_and_long_names() {
        let long = format!("{}/x", "d".repeat(150));
        let bytes = archive(|b| {
            file(b, "a", b"hello");
            file(b, &long, b"");
        });
        let mut reader = Reader::new(&bytes);
        let entries: Vec<_> = reader.by_ref().collect::<Result<_, _>>().unwrap();
        let header = &entries[0].header;
        assert_eq!((header.name.as_slice(), entries[0].body_at), (&b"a"[..], 512));
        assert_eq!(entries[0].body, Body::Bytes(b"hello"));
        assert_eq!((header.mode, header.mtime), (0o100_644, Time::from_secs(7)));
        assert_eq!(entries[1].header.name, long.as_bytes());
        assert_eq!(reader.position(), bytes.len());
    }

    #[test]
    fn reads_pax() {
        let bytes = archive(|b| {
            let records =
                [("path", &b"p\xff"[..]), ("mtime", b"-1.25"), ("SCHILY.xattr.user.k", b"v\0\nw"), ("uid", b"70000")];
            b.append_pax_extensions(records).unwrap();
            file(b, "short", b"");
        });
        let header = Reader::new(&bytes).next().unwrap().unwrap().header;
        assert_eq!((header.name.as_slice(), header.uid), (&b"p\xff"[..], 70_000));
        assert_eq!(header.mtime, Time { secs: -2, nanos: 750_000_000 });
        assert_eq!(header.xattrs, [(b"user.k".to_vec(), b"v\0\nw".to_vec())]);
    }

    #[test]
    fn damage_in_gos_words() {
        let good = archive(|b| file(b, "a", &[1; 600]));
        let of = |bytes: &[u8]| Reader::new(bytes).find_map(Result::err).map(|e| e.to_string());
        assert_eq!(of(&good), None);
        assert_eq!(of(&good[..700]), Some("unexpected EOF".into()));
        assert_eq!(of(&good[..1200]), None, "an archive may end where padding should be");
        assert_eq!(of(&good[..1536]), None, "an archive may end without zero blocks");
        let mut bad = good.clone();
        bad[0] = b'b';
        assert_eq!(of(&bad), Some("archive/tar: invalid tar header".into()));
        assert_eq!(of(b""), None);
        assert_eq!(of(&[1; 100]), Some("unexpected EOF".into()));
    }

    /// Whatever the bytes, an answer.
    #[test]
    fn never_panics() {
        let mut random = crate::clock::Seeded::new(9);
        let good = archive(|b| {
            b.append_pax_extensions([("path", &b"x"[..])]).unwrap();
            file(b, "a", &[1; 600]);
        });
        for _ in 0..3000 {
            let mut bytes = good.clone();
            for _ in 0..=random.next_u64() % 6 {
                let at = random.next_u64() as usize % bytes.len();
                bytes[at] = random.next_u64() as u8;
            }
            bytes.truncate(random.next_u64() as usize % (good.len() + 1));
            assert!(Reader::new(&bytes).count() < 100);
        }
    }
}
