//! One file of the disk, with its real bytes: as text, as JSON on lines of its own, unpacked, or as hex.

use std::collections::BTreeSet;

use drydock_core::archive::gunzip;
use drydock_core::identity::Kind;
use drydock_core::vfs::{AbsPath, Content, FileType, Fs, Inode, Node};
use drydock_core::world::MARK;

use super::chips::{Identities, Span, held, named};

/// A file, a directory or whatever else is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileView {
    /// The path below `/var/lib/docker`, name by name.
    pub path: Vec<Vec<Span>>,
    /// `st_size`.
    pub size: u64,
    /// The permission bits, as `stat -c %a` writes them.
    pub mode: String,
    /// What it is.
    pub file_type: FileType,
    /// What is in it.
    pub body: Body,
    /// Whether its bytes are the real ones.
    pub origin: Origin,
}

/// Whether bytes are the real ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// They are what Docker writes on a real host for this image.
    Real,
    /// A mark stands where the real file has bytes that are not here.
    Abridged,
    /// Made after what is known of the real ones.
    Reconstructed,
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing: no bytes.
    Empty,
    /// Text, line by line.
    Text(Lines),
    /// JSON that is stored on one line: the same characters, with line breaks and blanks added to read it.
    Json(Lines),
    /// gzip: what is inside.
    Gzip(Lines),
    /// Neither: the bytes.
    Hex(HexDump),
    /// The bytes are not part of the simulation; nothing but their number (and perhaps hash) is known.
    Unknown {
        /// The hash, if it is known: 64 hex digits.
        sha256: Option<String>,
    },
    /// A directory, with this many entries.
    Dir(usize),
    /// A symbolic link: where it points.
    Symlink(Vec<Span>),
    /// A character device 0:0: overlay's whiteout.
    Whiteout,
    /// Another kind of file.
    Special,
}

/// Lines of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The lines.
    pub lines: Vec<Line>,
    /// How many more there are.
    pub more: usize,
}

/// A line, and how far it is indented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Steps to the right.
    pub indent: usize,
    /// The text.
    pub spans: Vec<Span>,
}

/// Bytes in hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HexDump {
    /// Offset, 16 bytes in hex, the same as text.
    pub rows: Vec<(String, String, String)>,
    /// How many more bytes there are.
    pub more: usize,
}

/// The most lines that are shown.
const MOST_LINES: usize = 400;
/// The most bytes that are shown in hex.
const MOST_HEX: usize = 512;
/// The most bytes that are unpacked.
const MOST_UNPACKED: usize = 1 << 20;
/// The most bytes that are looked at as text.
const MOST_TEXT: usize = 256 << 10;

/// What is at `path`. `None` if nothing is. `on_trust` tells which hashes are not those of the bytes that are here.
pub fn file_view(
    fs: &Fs,
    root: &AbsPath,
    path: &AbsPath,
    known: &Identities,
    on_trust: &BTreeSet<String>,
) -> Option<FileView> {
    let inode = fs.get(fs.walk(path).ok()?)?;
    Some(FileView {
        path: names(root, path, known),
        size: inode.size(),
        mode: format!("{:04o}", inode.mode),
        file_type: inode.file_type(),
        origin: origin(inode, path, on_trust),
        body: body(inode, held(path), known),
    })
}

/// The names below `root` that lead to `path`.
fn names(root: &AbsPath, path: &AbsPath, known: &Identities) -> Vec<Vec<Span>> {
    let below = AbsPath::new(path.strip_prefix(root).unwrap_or(path.as_bytes()));
    let mut at = root.clone();
    let mut names = Vec::new();
    for name in below.names() {
        at = at.join(name);
        names.push(known.spans(&String::from_utf8_lossy(name), named(&at)));
    }
    names
}

fn origin(inode: &Inode, path: &AbsPath, on_trust: &BTreeSet<String>) -> Origin {
    let named_on_trust = || {
        let name = path.split().map(|(_, name)| String::from_utf8_lossy(name).into_owned());
        name.is_some_and(|name| on_trust.contains(&name))
    };
    match inode.content() {
        Some(Content::Bytes(bytes)) if bytes.starts_with(MARK.as_bytes()) => Origin::Abridged,
        Some(Content::Bytes(_))
            if matches!(named(path), Some(Kind::ImageId | Kind::ManifestDigest)) && named_on_trust() =>
        {
            Origin::Reconstructed
        }
        _ => Origin::Real,
    }
}

fn body(inode: &Inode, expected: Option<Kind>, known: &Identities) -> Body {
    match &inode.node {
        Node::Dir(entries) => Body::Dir(entries.len()),
        Node::Symlink(target) => Body::Symlink(known.spans(&String::from_utf8_lossy(target), Some(Kind::CacheId))),
        Node::Char(_) if inode.is_whiteout_device() => Body::Whiteout,
        Node::Char(_) | Node::Block(_) | Node::Fifo | Node::Socket => Body::Special,
        Node::File(Content::Known { sha256, .. }) => Body::Unknown { sha256: sha256.map(|hash| hash.to_string()) },
        Node::File(Content::Bytes(bytes)) => bytes_body(bytes, expected, known),
    }
}

fn bytes_body(bytes: &[u8], expected: Option<Kind>, known: &Identities) -> Body {
    if bytes.is_empty() {
        return Body::Empty;
    }
    if bytes.starts_with(&[0x1f, 0x8b])
        && let Ok(inside) = gunzip(bytes, MOST_UNPACKED)
        && let Some(text) = as_text(&inside)
    {
        return Body::Gzip(text_lines(text, expected, known));
    }
    match as_text(bytes) {
        Some(text) if text.starts_with(['{', '[']) && text.trim_end().lines().count() == 1 => {
            Body::Json(json_lines(text.trim_end(), known))
        }
        Some(text) => Body::Text(text_lines(text, expected, known)),
        None => Body::Hex(hex(bytes)),
    }
}

/// The bytes as text, if that is what they are.
fn as_text(bytes: &[u8]) -> Option<&str> {
    let cut = &bytes[..bytes.len().min(MOST_TEXT)];
    let text = match std::str::from_utf8(cut) {
        Ok(text) => text,
        // Cut in the middle of a character.
        Err(error) if error.error_len().is_none() && cut.len() < bytes.len() => {
            std::str::from_utf8(&cut[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r' | '\u{1b}')).then_some(text)
}

fn text_lines(text: &str, expected: Option<Kind>, known: &Identities) -> Lines {
    let mut all = text.lines();
    let lines =
        all.by_ref().take(MOST_LINES).map(|line| Line { indent: 0, spans: known.spans(line, expected) }).collect();
    Lines { lines, more: all.count() }
}

/// Breaks JSON into lines without changing one of its characters: only line breaks, indentation and the blank after a colon
/// are added.
fn json_lines(json: &str, known: &Identities) -> Lines {
    let mut breaker =
        JsonBreaker { known, lines: Vec::new(), line: String::new(), indent: 0, more: 0, path: Vec::new() };
    let mut in_string = false;
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        if in_string {
            breaker.line.push(c);
            match c {
                '\\' => breaker.line.extend(chars.next()),
                '"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                breaker.line.push(c);
            }
            '{' | '[' => {
                breaker.line.push(c);
                let close = if c == '{' { '}' } else { ']' };
                if chars.peek() == Some(&close) {
                    breaker.line.extend(chars.next());
                } else {
                    breaker.open();
                }
            }
            '}' | ']' => {
                breaker.close();
                breaker.line.push(c);
            }
            ',' => {
                breaker.line.push(c);
                breaker.end();
            }
            ':' => breaker.line.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => breaker.line.push(c),
        }
    }
    breaker.end();
    Lines { lines: breaker.lines, more: breaker.more }
}

struct JsonBreaker<'a> {
    known: &'a Identities,
    lines: Vec<Line>,
    line: String,
    indent: usize,
    more: usize,
    /// What the hashes in each open bracket are expected to be.
    path: Vec<Option<Kind>>,
}

impl JsonBreaker<'_> {
    fn end(&mut self) {
        if self.line.is_empty() {
            return;
        }
        let line = std::mem::take(&mut self.line);
        if self.lines.len() >= MOST_LINES {
            self.more += 1;
            return;
        }
        let expected = member_kind(&line).or_else(|| self.path.iter().rev().find_map(|kind| *kind));
        self.lines.push(Line { indent: self.indent, spans: self.known.spans(&line, expected) });
    }

    fn open(&mut self) {
        let kind = member_kind(&self.line);
        self.end();
        self.path.push(kind);
        self.indent += 1;
    }

    fn close(&mut self) {
        self.end();
        self.path.pop();
        self.indent = self.indent.saturating_sub(1);
    }
}

/// What kind of hash the value of a JSON member is, by its key.
fn member_kind(line: &str) -> Option<Kind> {
    let key = line.strip_prefix('"')?.split('"').next()?;
    match key {
        "diff_ids" => Some(Kind::DiffId),
        "Digest" | "layers" => Some(Kind::LayerDigest),
        "config" | "Image" | "Repositories" => Some(Kind::ImageId),
        "manifests" => Some(Kind::ManifestDigest),
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> HexDump {
    let shown = &bytes[..bytes.len().min(MOST_HEX)];
    let rows = shown.chunks(16).enumerate().map(|(index, row)| {
        let digits: Vec<String> = row.iter().map(|byte| format!("{byte:02x}")).collect();
        let text = row.iter().map(|byte| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' }).collect();
        (format!("{:06x}", index * 16), digits.join(" "), text)
    });
    HexDump { rows: rows.collect(), more: bytes.len() - shown.len() }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use drydock_core::archive::gzip;
    use drydock_core::clock::Time;
    use drydock_core::disk::layout;

    use super::*;

    const BASE: &str = "cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864";

    fn known() -> Identities {
        let mut known = Identities::default();
        known.learn(Kind::ChainId, BASE);
        known.learn(Kind::DiffId, BASE);
        known
    }

    fn view(path: &str, content: impl Into<Content>) -> FileView {
        let mut fs = Fs::new(Time::from_secs(1));
        let path = layout::root().join(path);
        fs.mkdir_all(&path.split().unwrap().0, 0o755).unwrap();
        fs.write(&path, content, 0o600).unwrap();
        file_view(&fs, &layout::root(), &path, &known(), &BTreeSet::new()).unwrap()
    }

    fn drawn(lines: &Lines) -> String {
        let mut text = String::new();
        for line in &lines.lines {
            text.push_str(&"  ".repeat(line.indent));
            for span in &line.spans {
                match span {
                    Span::Text(piece) => text.push_str(piece),
                    Span::Hash { chip, .. } => write!(text, "<{:?}>", chip.kind).unwrap(),
                }
            }
            text.push('\n');
        }
        text
    }

    #[test]
    fn the_file_decides_what_its_hash_is() {
        let Body::Text(lines) =
            view(&format!("image/overlay2/layerdb/sha256/{BASE}/parent"), format!("sha256:{BASE}")).body
        else {
            panic!()
        };
        assert_eq!(drawn(&lines), "sha256:<ChainId>\n");
        let Body::Text(lines) =
            view(&format!("image/overlay2/layerdb/sha256/{BASE}/diff"), format!("sha256:{BASE}")).body
        else {
            panic!()
        };
        assert_eq!(drawn(&lines), "sha256:<DiffId>\n");
    }

    #[test]
    fn json_keeps_every_character() {
        let json = format!(r#"{{"a":[],"rootfs":{{"diff_ids":["sha256:{BASE}","b\"{{,x"]}},"n":-1.5e3,"e":{{}}}}"#);
        let view = view("config", json.as_str());
        let Body::Json(lines) = &view.body else { panic!("{view:?}") };
        assert_eq!(
            drawn(lines),
            "{\n  \"a\": [],\n  \"rootfs\": {\n    \"diff_ids\": [\n      \"sha256:<DiffId>\",\n      \"b\\\"{,x\"\n    ]\n  \
             },\n  \"n\": -1.5e3,\n  \"e\": {}\n}\n"
        );
        let kept: String = drawn(lines).replace("<DiffId>", BASE).split(['\n', ' ']).collect();
        assert_eq!(kept, json);
        assert_eq!((view.size, view.mode.as_str()), (json.len() as u64, "0600"));
    }

    #[test]
    fn packed_binary_unknown_and_empty() {
        let Body::Gzip(lines) = view("tar-split.json.gz", gzip(b"{\"type\":2}\n{\"type\":1}\n")).body else { panic!() };
        assert_eq!(drawn(&lines), "{\"type\":2}\n{\"type\":1}\n");
        let Body::Hex(dump) = view("b", vec![0, b'A', 255]).body else { panic!() };
        assert_eq!(dump.rows, [("000000".into(), "00 41 ff".into(), ".A.".into())]);
        let broken = view("b", b"\x1f\x8b\x08broken".to_vec()).body;
        assert!(matches!(broken, Body::Hex(_)), "{broken:?}");
        assert_eq!(view("e", "").body, Body::Empty);
        assert_eq!(view("u", Content::Known { size: 7, sha256: None }).body, Body::Unknown { sha256: None });
    }

    #[test]
    fn broken_json_and_long_text_do_no_harm() {
        for text in ["{", "[[[[", "}}}}", "{\"", "{\"a\\", "[,,,]"] {
            view("x", text);
        }
        let Body::Text(lines) = view("long", "x\n".repeat(MOST_LINES + 5)).body else { panic!() };
        assert_eq!((lines.lines.len(), lines.more), (MOST_LINES, 5));
    }
}
