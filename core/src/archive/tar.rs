//! Reading tar as Go's `archive/tar` does, with the place of every byte.
//!
//! Headers and PAX records are parsed by the `tar` crate; the walk over the blocks is ours, because tar-split needs to know
//! where each header and body lies, and because what counts as damaged must be what Go counts as damaged.
//!
//! Source: Go `archive/tar/reader.go`.

use crate::clock::Time;
use crate::vfs::Dev;

const BLOCK: usize = 512;
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

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file (typeflag `0`, NUL, `7`).
    File,
    /// A directory.
    Dir,
    /// A symbolic link.
    Symlink,
    /// A hard link to another entry.
    Hardlink,
    /// A character device.
    Char(Dev),
    /// A block device.
    Block(Dev),
    /// A named pipe.
    Fifo,
    /// A PAX global header: applies to nothing that Docker reads.
    Global,
    /// A typeflag that is none of these.
    Other(u8),
}

/// One entry of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The name, verbatim: `./a`, `a/`, any bytes.
    pub name: Vec<u8>,
    /// What it is.
    pub kind: EntryKind,
    /// The target of a link.
    pub link: Vec<u8>,
    /// The mode field, 12 bits of it.
    pub mode: u16,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Last change.
    pub mtime: Time,
    /// Extended attributes, from `SCHILY.xattr.` records.
    pub xattrs: Vec<(Vec<u8>, Vec<u8>)>,
    /// The body. Empty for all but regular files.
    pub body: &'a [u8],
    /// Where the body begins in the archive.
    pub body_at: usize,
}

/// Walks over the entries of an archive. Ends after the first error.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    done: bool,
}

impl<'a> Reader<'a> {
    /// A reader of this archive.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, done: false }
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

    /// The body of the entry whose header was just read, and its padding, skipped.
    fn body(&mut self, size: u64) -> Result<&'a [u8], TarError> {
        let size = usize::try_from(size).map_err(|_| TarError::UnexpectedEof)?;
        let end = self.at.checked_add(size).ok_or(TarError::UnexpectedEof)?;
        let body = self.bytes.get(self.at..end).ok_or(TarError::UnexpectedEof)?;
        self.at = end;
        Ok(body)
    }

    fn skip_padding(&mut self) -> Result<(), TarError> {
        let end = self.at.next_multiple_of(BLOCK);
        self.at = end.min(self.bytes.len());
        if end > self.bytes.len() { Err(TarError::UnexpectedEof) } else { Ok(()) }
    }

    fn extended(&mut self, size: u64) -> Result<&'a [u8], TarError> {
        if size > MAX_EXTENDED {
            return Err(TarError::FieldTooLong);
        }
        let body = self.body(size)?;
        self.skip_padding()?;
        Ok(body)
    }

    fn read(&mut self) -> Result<Option<Entry<'a>>, TarError> {
        let (mut pax, mut long_name, mut long_link) = (Pax::default(), None, None);
        self.skip_padding()?;
        loop {
            let Some(block) = self.block()? else { return Ok(None) };
            let header = tar::Header::from_byte_slice(block);
            verify_checksum(block)?;
            let size = u64::try_from(number(&block[124..136])?).map_err(|_| TarError::Header)?;
            match block[156] {
                b'x' => pax = Pax::parse(self.extended(size)?)?,
                b'g' => {
                    self.extended(size)?;
                    return self.entry(header, EntryKind::Global, 0, pax, None, None).map(Some);
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
                    return self.entry(header, kind, size, pax, long_name, long_link).map(Some);
                }
            }
        }
    }

    fn entry(
        &mut self,
        header: &tar::Header,
        kind: EntryKind,
        size: u64,
        pax: Pax,
        long_name: Option<Vec<u8>>,
        long_link: Option<Vec<u8>>,
    ) -> Result<Entry<'a>, TarError> {
        let block = header.as_bytes();
        let name = long_name.or(pax.path).unwrap_or_else(|| header.path_bytes().into_owned());
        let own_link = || header.link_name_bytes().map(std::borrow::Cow::into_owned).unwrap_or_default();
        let link = long_link.or(pax.link).unwrap_or_else(own_link);
        // Every field is read, used or not: Go refuses the header if one of them is not a number.
        let mode = number(&block[100..108])? as u16 & 0o7777;
        let (uid, gid) = (number(&block[108..116])?, number(&block[116..124])?);
        let (uid, gid) = (pax.uid.unwrap_or(uid as u64) as u32, pax.gid.unwrap_or(gid as u64) as u32);
        let mtime = Time::from_secs(number(&block[136..148])?);
        let mtime = pax.mtime.unwrap_or(mtime);
        let body_at = self.at;
        let body = self.body(size)?;
        Ok(Entry { name, kind, link, mode, uid, gid, mtime, xattrs: pax.xattrs, body, body_at })
    }
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
        0 | b'0' | b'7' => EntryKind::File,
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

/// What the records of a PAX header say.
#[derive(Default)]
struct Pax {
    path: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    uid: Option<u64>,
    gid: Option<u64>,
    size: Option<u64>,
    mtime: Option<Time>,
    xattrs: Vec<(Vec<u8>, Vec<u8>)>,
    sparse: bool,
}

impl Pax {
    fn parse(records: &[u8]) -> Result<Self, TarError> {
        let mut pax = Self::default();
        for record in tar::PaxExtensions::new(records) {
            let record = record.map_err(|_| TarError::Header)?;
            let (key, value) = (record.key_bytes(), record.value_bytes());
            // An empty value means: as if there were no record.
            if value.is_empty() {
                continue;
            }
            let number =
                || std::str::from_utf8(value).ok().and_then(|text| text.parse().ok()).ok_or(TarError::Header).map(Some);
            match key {
                b"path" => pax.path = Some(value.to_vec()),
                b"linkpath" => pax.link = Some(value.to_vec()),
                b"uid" => pax.uid = number()?,
                b"gid" => pax.gid = number()?,
                b"size" => pax.size = number()?,
                b"mtime" => pax.mtime = Some(pax_time(value).ok_or(TarError::Header)?),
                key if key.starts_with(b"GNU.sparse.") => pax.sparse = true,
                key => {
                    if let Some(name) = key.strip_prefix(b"SCHILY.xattr.") {
                        pax.xattrs.push((name.to_vec(), value.to_vec()));
                    }
                }
            }
        }
        Ok(pax)
    }
}

/// Decimal seconds, perhaps negative, perhaps with a fraction (of which nine digits count).
fn pax_time(text: &[u8]) -> Option<Time> {
    let text = std::str::from_utf8(text).ok()?;
    let (secs, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nanos: u32 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    let whole: i64 = secs.parse().ok()?;
    Some(match (secs.starts_with('-'), nanos) {
        (false, _) | (true, 0) => Time { secs: whole, nanos },
        (true, _) => Time { secs: whole.checked_sub(1)?, nanos: 1_000_000_000 - nanos },
    })
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
        assert_eq!((entries[0].name.as_slice(), entries[0].body, entries[0].body_at), (&b"a"[..], &b"hello"[..], 512));
        assert_eq!((entries[0].mode, entries[0].mtime), (0o644, Time::from_secs(7)));
        assert_eq!(entries[1].name, long.as_bytes());
        assert_eq!(reader.position(), bytes.len());
    }

    #[test]
    fn reads_pax() {
        let bytes = archive(|b| {
            let records =
                [("path", &b"p\xff"[..]), ("mtime", b"-1.25"), ("SCHILY.xattr.user.k", b"v\0w"), ("uid", b"70000")];
            b.append_pax_extensions(records).unwrap();
            file(b, "short", b"");
        });
        let entry = Reader::new(&bytes).next().unwrap().unwrap();
        assert_eq!((entry.name.as_slice(), entry.uid), (&b"p\xff"[..], 70_000));
        assert_eq!(entry.mtime, Time { secs: -2, nanos: 750_000_000 });
        assert_eq!(entry.xattrs, [(b"user.k".to_vec(), b"v\0w".to_vec())]);
    }

    #[test]
    fn damage_in_gos_words() {
        let good = archive(|b| file(b, "a", &[1; 600]));
        let of = |bytes: &[u8]| Reader::new(bytes).find_map(Result::err).map(|e| e.to_string());
        assert_eq!(of(&good), None);
        assert_eq!(of(&good[..700]), Some("unexpected EOF".into()));
        assert_eq!(of(&good[..1200]), Some("unexpected EOF".into()));
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
