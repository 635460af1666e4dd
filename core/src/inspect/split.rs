//! Taking a paste apart: the outputs of several commands, each with the command or path that says what it is.

use std::borrow::Cow;
use std::ops::Range;

use super::prompt;
use crate::json::{self, Parsed};
use crate::pace::Pace;

/// The bytes that some editors put before UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One output.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    /// Its bytes in the input.
    pub(super) span: Range<usize>,
    /// The command that was typed before it.
    pub(super) command: Option<String>,
    /// The path that `==> path <==` or the command gives.
    pub(super) path: Option<String>,
    pub(super) body: Body<'a>,
    /// It stands directly behind a JSON value, with neither prompt nor heading between.
    pub(super) follows_json: bool,
}

/// What a piece looks like.
#[derive(Debug)]
pub(super) enum Body<'a> {
    /// It begins as JSON does.
    Json {
        parsed: Parsed<'a>,
        /// Where something else stands behind the value on its last line.
        trailing: Option<usize>,
    },
    /// Anything else, in lines.
    Text,
}

/// An input, taken apart.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    pub(super) list: Vec<Piece<'a>>,
    /// The offset of the first prompt.
    pub(super) prompt: Option<usize>,
    /// The offset of the first remark that stands between outputs.
    pub(super) remark: Option<usize>,
}

/// `bytes` with what is not the file's own replaced by blanks, so that places stay true: a byte order mark and lines of nothing
/// but dots, by which people mark what they left out.
pub(super) async fn blank_out<'a>(bytes: &'a [u8], pace: &Pace<'_>) -> (Cow<'a, [u8]>, Vec<usize>) {
    let mut text = Cow::Borrowed(bytes);
    if bytes.starts_with(BYTE_ORDER_MARK) {
        text.to_mut()[..BYTE_ORDER_MARK.len()].fill(b' ');
    }
    let mut elisions = Vec::new();
    let mut start = 0;
    for line in bytes.split_inclusive(|c| *c == b'\n') {
        if is_elision(line.trim_ascii()) {
            let indent = line.len() - line.trim_ascii_start().len();
            let dots = start + indent..start + indent + line.trim_ascii().len();
            elisions.push(dots.start);
            text.to_mut()[dots].fill(b' ');
        }
        start += line.len();
        pace.step(line.len() / 4).await;
    }
    (text, elisions)
}

fn is_elision(line: &[u8]) -> bool {
    line == "…".as_bytes() || (line.len() >= 3 && line.iter().all(|c| *c == b'.'))
}

/// Takes `text` apart. In a Markdown document only what stands between fences counts.
pub(super) async fn split<'a>(text: &'a [u8], pace: &Pace<'_>) -> Pieces<'a> {
    // What begins as JSON is no document, whatever comes in its texts or behind it.
    let json = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
    let mut fences = 0;
    for line in text.split(|c| *c == b'\n').take_while(|_| !json) {
        fences += usize::from(line.starts_with(FENCE));
        pace.step(line.len() / 4).await;
    }
    let mut splitter = Splitter {
        text,
        here: 0,
        command: None,
        heading: None,
        used: false,
        after_json: false,
        region: if fences > 0 && fences % 2 == 0 { Region::Prose } else { Region::Everywhere },
        pieces: Pieces { list: Vec::new(), prompt: None, remark: None },
    };
    while splitter.here < text.len() {
        if splitter.pieces.list.len() < MOST_PIECES {
            splitter.next(pace).await;
        } else {
            let start = std::mem::replace(&mut splitter.here, text.len());
            splitter.push(start..text.len(), Body::Text);
        }
    }
    splitter.pieces
}

/// An input is taken apart into so many outputs; what follows is one more, so that memory stays bounded.
const MOST_PIECES: usize = 10_000;

/// What begins and ends a block in Markdown.
const FENCE: &[u8] = b"```";

/// Where in a document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Region {
    /// The text is no document.
    Everywhere,
    /// Outside of blocks.
    Prose,
    /// Within a block.
    Block,
}

struct Splitter<'a> {
    text: &'a [u8],
    here: usize,
    command: Option<String>,
    heading: Option<String>,
    /// The command has had its output.
    used: bool,
    after_json: bool,
    region: Region,
    pieces: Pieces<'a>,
}

impl<'a> Splitter<'a> {
    /// Takes one line, or one output.
    async fn next(&mut self, pace: &Pace<'_>) {
        pace.step(256).await;
        let line_end = self.line_end(self.here);
        let line = &self.text[self.here..line_end];
        let found = boundary(line);
        if line.trim_ascii().is_empty() || (self.region == Region::Prose && !matches!(found, Some(Boundary::Fence))) {
            self.here = line_end + 1;
            return;
        }
        match found {
            Some(Boundary::Prompt(command)) => {
                self.pieces.prompt.get_or_insert(self.here);
                (self.command, self.heading, self.after_json, self.used) = (Some(command), None, false, false);
                self.here = line_end + 1;
            }
            Some(Boundary::Fence) => {
                self.region = match self.region {
                    Region::Everywhere => Region::Everywhere,
                    Region::Prose => Region::Block,
                    Region::Block => Region::Prose,
                };
                self.after_json = false;
                // A command may stand in a block of its own, before that of its output.
                if self.used {
                    (self.command, self.heading) = (None, None);
                }
                self.here = line_end + 1;
            }
            Some(Boundary::Heading(path)) => {
                (self.heading, self.after_json) = (Some(path), false);
                self.here = line_end + 1;
            }
            Some(Boundary::Comment) => {
                self.pieces.remark.get_or_insert(self.here);
                self.here = line_end + 1;
            }
            None if matches!(line.trim_ascii_start().first(), Some(b'{' | b'[')) => self.json(pace).await,
            None => self.lines(pace).await,
        }
    }

    fn line_end(&self, from: usize) -> usize {
        self.text[from..].iter().position(|c| *c == b'\n').map_or(self.text.len(), |length| from + length)
    }

    async fn json(&mut self, pace: &Pace<'_>) {
        let parsed = json::parse_paced(self.text, self.here, pace).await;
        let start = self.here + white_space(&self.text[self.here..]);
        let line_end = self.line_end(parsed.end);
        let rest = &self.text[parsed.end..line_end];
        let blank = white_space(rest);
        let (end, trailing) = if parsed.error.is_some() {
            (self.next_boundary(line_end, pace).await, None)
        } else if blank == rest.len() || ends_output(&rest[blank..]) {
            (parsed.end, None)
        } else {
            (self.next_boundary(line_end, pace).await, Some(parsed.end + blank))
        };
        self.here = end + if end == parsed.end { blank } else { 0 };
        self.push(start..end, Body::Json { parsed, trailing });
    }

    /// The start of the first line behind `line_end` that begins with a prompt or is a heading; the text's end if there is none.
    async fn next_boundary(&self, line_end: usize, pace: &Pace<'_>) -> usize {
        let mut start = line_end + 1;
        while start < self.text.len() {
            let end = self.line_end(start);
            if boundary(&self.text[start..end]).is_some_and(|found| !matches!(found, Boundary::Comment)) {
                return start;
            }
            start = end + 1;
            pace.step(256).await;
        }
        self.text.len()
    }

    async fn lines(&mut self, pace: &Pace<'_>) {
        let start = self.here;
        let mut end = start;
        while end < self.text.len() {
            pace.step(256).await;
            let line_end = self.line_end(end);
            let line = &self.text[end..line_end];
            let json = line.first() == Some(&b'{');
            if end > start && (json || boundary(line).is_some_and(|found| !matches!(found, Boundary::Comment))) {
                break;
            }
            let text = std::str::from_utf8(line).ok();
            if let Some(length) = text.and_then(|line| prompt::behind_output(line).or_else(|| heading_behind(line))) {
                end += length;
                break;
            }
            end = (line_end + 1).min(self.text.len());
        }
        self.here = end;
        self.push(start..end, Body::Text);
    }

    fn push(&mut self, span: Range<usize>, body: Body<'a>) {
        let given = self.command.as_deref().and_then(prompt::path_argument);
        let path = self.heading.clone().or_else(|| given.map(str::to_owned));
        let is_json = matches!(body, Body::Json { .. });
        let piece = Piece { span, command: self.command.clone(), path, body, follows_json: self.after_json };
        self.pieces.list.push(piece);
        (self.after_json, self.used) = (is_json, true);
    }
}

/// What separates outputs.
enum Boundary {
    /// A prompt and what was typed.
    Prompt(String),
    /// `==> path <==`, as `head` and `tail` print it.
    Heading(String),
    /// The beginning or end of a block in a document.
    Fence,
    /// A remark beside the output, or what `sudo` and zsh print beside it.
    Comment,
}

/// Whether `rest`, behind an output without a line feed, is a prompt, a heading, or the mark that zsh sets there.
fn ends_output(rest: &[u8]) -> bool {
    rest.trim_ascii() == b"%" || matches!(boundary(rest), Some(Boundary::Prompt(_) | Boundary::Heading(_)))
}

/// Where in `line` a heading begins that follows an output without a line feed.
fn heading_behind(line: &str) -> Option<usize> {
    line.trim_end().strip_suffix(" <==")?.find("==> ").filter(|at| *at > 0)
}

fn boundary(line: &[u8]) -> Option<Boundary> {
    let line = std::str::from_utf8(line).ok()?;
    if let Some(command) = prompt::command(line).or_else(|| prompt::without_prompt(line)) {
        return Some(Boundary::Prompt(command.to_owned()));
    }
    if line.as_bytes().starts_with(FENCE) {
        return Some(Boundary::Fence);
    }
    let line = line.trim();
    if let Some(path) = line.strip_prefix("==> ").and_then(|rest| rest.strip_suffix(" <==")) {
        return Some(Boundary::Heading(path.to_owned()));
    }
    (line.starts_with("# ") || line.starts_with("[sudo] password for ") || line == "%").then_some(Boundary::Comment)
}

fn white_space(text: &[u8]) -> usize {
    text.len() - text.trim_ascii_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pace;

    fn pieces(text: &str) -> Vec<(String, Option<String>, bool)> {
        let never = Pace::unbroken();
        let (clean, _) = pace::finish(blank_out(text.as_bytes(), &never));
        let list = pace::finish(split(&clean, &never)).list;
        list.into_iter()
            .map(|piece| {
                let json = matches!(piece.body, Body::Json { .. });
                (String::from_utf8_lossy(&clean[piece.span]).trim_end().to_owned(), piece.path, json)
            })
            .collect()
    }

    fn piece(text: &str, path: Option<&str>, json: bool) -> (String, Option<String>, bool) {
        (text.to_owned(), path.map(str::to_owned), json)
    }

    #[test]
    fn a_session() {
        let text = "[root@localhost ~]# cat /d/repositories.json\n{\"a\":1}[root@localhost ~]# cat /d/size\n12\n\
                    [root@localhost ~]# head /d/*\n==> /d/a <==\nx\n\n==> /d/b <==\n[1]\n{}\n";
        let expected = [
            piece("{\"a\":1}", Some("/d/repositories.json"), true),
            piece("12", Some("/d/size"), false),
            piece("x", Some("/d/a"), false),
            piece("[1]", Some("/d/b"), true),
            piece("{}", Some("/d/b"), true),
        ];
        assert_eq!(pieces(text), expected);
        assert_eq!(pace::finish(split(text.as_bytes(), &Pace::unbroken())).prompt, Some(0));
    }

    #[test]
    fn a_document() {
        let text =
            "# Title\n{prose}\n```sh\ncat /var/lib/docker/x.json | jq .\n```\n\n```json\n{}\n```\nmore\n```\ny\n```\n";
        let expected = [piece("{}", Some("/var/lib/docker/x.json"), true), piece("y", None, false)];
        assert_eq!(pieces(text), expected);
        assert_eq!(pieces("```json\n{}\n"), [piece("{}", None, true)]);
    }

    #[test]
    fn what_ends_json() {
        assert_eq!(pieces("\u{feff}{} x\ny\n"), [piece("{} x\ny", None, true)]);
        assert_eq!(pieces("{,\nroot@h:~# ls /\nbin"), [piece("{,", None, true), piece("bin", Some("/"), false)]);
        assert_eq!(pieces("{\n  ...\n}"), [piece("{\n     \n}", None, true)]);
        assert_eq!(pieces("a\n{}"), [piece("a", None, false), piece("{}", None, true)]);
        assert_eq!(pieces(" \n\n"), []);
    }
}
