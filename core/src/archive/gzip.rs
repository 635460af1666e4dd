//! gzip, as Go's `compress/gzip` reads and writes it.
//!
//! Source: RFC 1952; Go `compress/gzip`. The deflate streams inside are miniz_oxide's work.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// Why bytes are not gzip. Displayed in the words of Go's reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GzipError {
    /// The header is not a gzip header.
    Header,
    /// The stream ends too early.
    UnexpectedEof,
    /// The deflate stream is damaged.
    Corrupt {
        /// How many bytes of the deflate stream were read before.
        offset: usize,
    },
    /// CRC or length in the trailer do not match what came out.
    Checksum,
    /// More would come out than the caller allows.
    TooLarge {
        /// What the caller allows, in bytes.
        limit: usize,
    },
}

impl std::fmt::Display for GzipError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Header => f.write_str("gzip: invalid header"),
            Self::UnexpectedEof => f.write_str("unexpected EOF"),
            Self::Corrupt { offset } => write!(f, "flate: corrupt input before offset {offset}"),
            Self::Checksum => f.write_str("gzip: invalid checksum"),
            Self::TooLarge { limit } => write!(f, "the data unpacks to more than {limit} bytes"),
        }
    }
}

impl std::error::Error for GzipError {}

/// What gunzip gives. Several members one after another are one stream, as in Go (`Multistream`).
///
/// `limit` bounds the result in bytes: a small file can unpack to more than fits in memory.
pub fn gunzip(mut bytes: &[u8], limit: usize) -> Result<Vec<u8>, GzipError> {
    let mut out = Vec::new();
    loop {
        bytes = member(bytes, &mut out, limit)?;
        if bytes.is_empty() {
            return Ok(out);
        }
    }
}

/// Unpacks one member; gives what follows it.
fn member<'a>(bytes: &'a [u8], out: &mut Vec<u8>, limit: usize) -> Result<&'a [u8], GzipError> {
    let body = &bytes[header(bytes)?..];
    let start = out.len();
    let consumed = inflate(body, out, limit)?;
    let trailer: &[u8; 8] = body.get(consumed..).and_then(|t| t.first_chunk()).ok_or(GzipError::UnexpectedEof)?;
    let [c0, c1, c2, c3, l0, l1, l2, l3] = *trailer;
    let produced = &out[start..];
    if u32::from_le_bytes([c0, c1, c2, c3]) != crc32(produced)
        || u32::from_le_bytes([l0, l1, l2, l3]) != produced.len() as u32
    {
        return Err(GzipError::Checksum);
    }
    Ok(&body[consumed + 8..])
}

/// The length of the member's header.
fn header(bytes: &[u8]) -> Result<usize, GzipError> {
    const CRC: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    let fixed: &[u8; 10] = bytes.first_chunk().ok_or(GzipError::UnexpectedEof)?;
    if fixed[..3] != [0x1f, 0x8b, 8] {
        return Err(GzipError::Header);
    }
    let (flags, mut at) = (fixed[3], 10);
    if flags & EXTRA != 0 {
        let len: &[u8; 2] = bytes.get(at..).and_then(|t| t.first_chunk()).ok_or(GzipError::UnexpectedEof)?;
        at += 2 + usize::from(u16::from_le_bytes(*len));
    }
    for flag in [NAME, COMMENT] {
        if flags & flag != 0 {
            let text = bytes.get(at..).ok_or(GzipError::UnexpectedEof)?;
            at += 1 + text.iter().position(|b| *b == 0).ok_or(GzipError::UnexpectedEof)?;
        }
    }
    if flags & CRC != 0 {
        let sum: &[u8; 2] = bytes.get(at..).and_then(|t| t.first_chunk()).ok_or(GzipError::UnexpectedEof)?;
        if u16::from_le_bytes(*sum) != crc32(&bytes[..at]) as u16 {
            return Err(GzipError::Header);
        }
        at += 2;
    }
    if at > bytes.len() { Err(GzipError::UnexpectedEof) } else { Ok(at) }
}

/// Appends what the deflate stream at the start of `body` unpacks to; gives the stream's length.
fn inflate(body: &[u8], out: &mut Vec<u8>, limit: usize) -> Result<usize, GzipError> {
    let start = out.len();
    let mut state = Box::<DecompressorOxide>::default();
    let (mut read, mut written) = (0, start);
    out.resize(start + (body.len() * 3).clamp(512, 1 << 20).min(limit + 1), 0);
    loop {
        let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        // The output buffer must hold this member from its first byte: back-references reach into it.
        let (status, took, gave) = decompress(&mut state, &body[read..], &mut out[start..], written - start, flags);
        read += took;
        written += gave;
        if written > limit {
            return Err(GzipError::TooLarge { limit });
        }
        match status {
            TINFLStatus::Done => {
                out.truncate(written);
                return Ok(read);
            }
            TINFLStatus::HasMoreOutput => out.resize((written * 2).min(limit + 1), 0),
            TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => {
                return Err(GzipError::UnexpectedEof);
            }
            _ => return Err(GzipError::Corrupt { offset: read }),
        }
    }
}

/// `bytes` as gzip with the header that Go writes when nothing is set: no name, no time, OS 255.
///
/// The deflate stream is not Go's byte for byte; what gunzip gives is.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    out.extend(miniz_oxide::deflate::compress_to_vec(bytes, 6));
    out.extend(crc32(bytes).to_le_bytes());
    out.extend((bytes.len() as u32).to_le_bytes());
    out
}

/// CRC-32 (IEEE 802.3), as in gzip.
pub fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut i = 0;
        while i < 256 {
            let mut c = i as u32;
            let mut bit = 0;
            while bit < 8 {
                c = if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 };
                bit += 1;
            }
            table[i] = c;
            i += 1;
        }
        table
    };
    !bytes.iter().fold(!0, |c, b| TABLE[usize::from(c as u8 ^ b)] ^ (c >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 1 << 24;

    #[test]
    fn the_empty_layer() {
        // The usual gzip of 1024 zero bytes, blob sha256:a3ed95ca… of old images.
        let hex = "1f8b080000096e8800ff621805a360148c5800080000ffff2eafb5ef00040000";
        let bytes: Vec<u8> = (0..32).map(|i| u8::from_str_radix(&hex[i * 2..i * 2 + 2], 16).unwrap()).collect();
        assert_eq!(gunzip(&bytes, LIMIT), Ok(vec![0; 1024]));
    }

    #[test]
    fn round_trips_and_members() {
        for len in [0, 1, 1000, 300_000] {
            let bytes: Vec<u8> = (0..len).map(|i: u32| (i.wrapping_mul(i) >> 7) as u8).collect();
            assert_eq!(gunzip(&gzip(&bytes), LIMIT), Ok(bytes));
        }
        let two = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(gunzip(&two, LIMIT).unwrap(), b"one two");
    }

    #[test]
    fn faults_in_gos_words() {
        let good = gzip(&[7; 5000]);
        let of = |bytes: &[u8]| gunzip(bytes, LIMIT).unwrap_err().to_string();
        assert_eq!(of(b"PK\x03\x04 not gzip at all"), "gzip: invalid header");
        assert_eq!(of(&good[..good.len() - 9]), "unexpected EOF");
        assert_eq!(of(&good[..good.len() - 3]), "unexpected EOF");
        let mut sum = good.clone();
        let at = sum.len() - 6;
        sum[at] ^= 1;
        assert_eq!(of(&sum), "gzip: invalid checksum");
        assert_eq!(gunzip(&good, 4999).map(|b| b.len()), Err(GzipError::TooLarge { limit: 4999 }));
        assert_eq!(gunzip(&good, 5000).map(|b| b.len()), Ok(5000));
    }

    /// Whatever the bytes, an answer.
    #[test]
    fn never_panics() {
        let mut random = crate::clock::Seeded::new(5);
        let good = gzip(b"some text, some text, some more text");
        for _ in 0..3000 {
            let mut bytes = good.clone();
            for _ in 0..=random.next_u64() % 4 {
                let at = random.next_u64() as usize % bytes.len();
                bytes[at] = random.next_u64() as u8;
            }
            let _ = gunzip(&bytes, 10_000);
        }
    }
}
