//! Reading one input: taking it apart and handing each piece to its recogniser.

use std::borrow::Cow;

use super::fault::{AsFile, AtStart, Fault};
use super::findings::{Findings, Source};
use super::host_path::HostPath;
use super::kind::{self, Kind, LooksLike};
use super::place::Places;
use super::repositories::Load;
use super::split::{self, BYTE_ORDER_MARK, Body, Piece, Pieces};
use super::visible::{excerpt, visible};
use super::{Input, Via};
use super::{config, docker_inspect, images_table, listing, manifest, mounts, repositories, store_file};
use crate::json::{self, Parsed, SyntaxError};
use crate::pace::Pace;

/// Reads an input; the kinds that were found in it, in their order.
pub(super) async fn input(number: usize, input: &Input, findings: &mut Findings, pace: &Pace<'_>) -> Vec<Kind> {
    let places = Places::paced(&input.bytes, pace).await;
    let name = (input.via == Via::File).then_some(input.name.as_str());
    let source = Source { input: number, places: &places, path: name };
    let path = name.and_then(HostPath::parse);
    if is_utf16(&input.bytes) {
        let go = json::parse(&input.bytes, 0).error.unwrap_or(SyntaxError::Empty);
        findings.report(&source, 0, "", Fault::Utf16 { go });
        return vec![Kind::Unknown];
    }
    let (text, elisions) = split::blank_out(&input.bytes, pace).await;
    if text.trim_ascii().is_empty() {
        findings.report(&source, 0, "", Fault::Empty);
        return vec![if path == Some(HostPath::Repositories) { Kind::Repositories } else { Kind::Unknown }];
    }
    let Pieces { list, prompt, remark } = split::split(&text, pace).await;
    let own_file = input.via == Via::File && path == Some(HostPath::Repositories);
    let mut reader = Reader {
        source,
        via: input.via,
        findings,
        pace,
        elisions: &elisions,
        text: &text,
        own_file,
        kinds: Vec::new(),
        also: Vec::new(),
        has_json: false,
        trailing: false,
    };
    for piece in &list {
        reader.piece(piece, list.len() == 1).await;
    }
    reader.report_unknown(&list, prompt.is_some()).await;
    let mut kinds = reader.kinds;
    kinds.extend(reader.also);
    let is_repositories = kinds.contains(&Kind::Repositories);
    let as_file = as_file(&input.bytes, 0, is_repositories, pace).await;
    if input.bytes.starts_with(BYTE_ORDER_MARK) {
        findings.report(&source, 0, "", Fault::ByteOrderMark { as_file });
    }
    // Remarks between other outputs are no concern; dockerd would read those in its own file.
    if let Some(at) = prompt.or(remark.filter(|_| is_repositories)) {
        findings.report(&source, at, "", Fault::Prompt { as_file });
    }
    let recognised = kinds.iter().any(|kind| *kind != Kind::Unknown);
    if let Some(at) = input.bytes.windows(2).position(|pair| pair == b"\r\n").filter(|_| recognised) {
        let as_file = if is_repositories { AsFile::Accepted } else { AsFile::Other };
        findings.report(&source, at, "", Fault::CarriageReturns { as_file });
    }
    if own_file && !is_value_first(&input.bytes, &list) {
        as_dockerd_reads(&input.bytes, &source, findings, pace).await;
    }
    kinds
}

/// Whether the first piece is JSON and nothing stands before it: then it was read as dockerd reads it.
fn is_value_first(bytes: &[u8], list: &[Piece<'_>]) -> bool {
    let first = bytes.iter().position(|byte| !byte.is_ascii_whitespace());
    list.first().is_some_and(|piece| matches!(piece.body, Body::Json { .. }) && Some(piece.span.start) == first)
}

/// Whether a mark says so, or every other byte of the beginning is zero, as of plain letters in UTF-16.
fn is_utf16(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(64) & !1).unwrap_or_default();
    let zero_at = |place: usize| head.iter().enumerate().all(|(at, byte)| (*byte == 0) == (at % 2 == place));
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || (head.len() >= 4 && (zero_at(0) || zero_at(1)))
}

/// What Go makes of the bytes from `start`, if they are a repositories.json.
async fn as_file(bytes: &[u8], start: usize, is_repositories: bool, pace: &Pace<'_>) -> AsFile {
    if !is_repositories {
        return AsFile::Other;
    }
    match json::parse_paced(bytes, start, pace).await.error {
        Some(error) => AsFile::Refused(error),
        None => AsFile::Accepted,
    }
}

struct Reader<'r> {
    source: Source<'r>,
    via: Via,
    findings: &'r mut Findings,
    pace: &'r Pace<'r>,
    elisions: &'r [usize],
    text: &'r [u8],
    /// It is dockerd's own file, of which dockerd reads the first value.
    own_file: bool,
    /// One for each piece.
    kinds: Vec<Kind>,
    /// Further kinds: `docker inspect` of an image and a container prints one value.
    also: Vec<Kind>,
    /// A piece was JSON.
    has_json: bool,
    /// What stands behind a value was reported; once is enough, there may be much of it.
    trailing: bool,
}

impl Reader<'_> {
    async fn piece(&mut self, piece: &Piece<'_>, alone: bool) {
        // The input's own name says what its first JSON is, not what follows or was typed.
        let own = self.source.path.filter(|_| !self.has_json && !piece.follows_json && piece.command.is_none());
        self.has_json |= matches!(piece.body, Body::Json { .. });
        let path = piece.path.as_deref().or(own);
        let source = Source { path, ..self.source };
        let path = path.and_then(HostPath::parse);
        let kind = match &piece.body {
            Body::Json { parsed, trailing } => self.json(piece, parsed, *trailing, &source, path.as_ref(), alone).await,
            Body::Text => self.lines(piece, &source, path.as_ref()).await,
        };
        self.kinds.push(kind);
    }

    async fn json(
        &mut self,
        piece: &Piece<'_>,
        parsed: &Parsed<'_>,
        trailing: Option<usize>,
        source: &Source<'_>,
        path: Option<&HostPath>,
        alone: bool,
    ) -> Kind {
        let Some(root) = parsed.tree.root() else { return Kind::Unknown };
        let kind = kind::of_json(root, &self.text[piece.span.clone()], path);
        let again = kind == Kind::Repositories || (kind == Kind::Unknown && parsed.error.is_some());
        let second = (piece.follows_json || self.own_file) && again && self.kinds.contains(&Kind::Repositories);
        if let Some(at) = trailing.or(second.then_some(piece.span.start)) {
            self.trailing(at, source);
        }
        if second {
            return kind;
        }
        let elision = self.elisions.iter().find(|at| piece.span.contains(at));
        if let Some(at) = elision {
            let is_repositories = kind == Kind::Repositories;
            let as_file = as_file(self.source.places.text(), piece.span.start, is_repositories, self.pace).await;
            self.findings.report(source, *at, "", Fault::Elision { as_file });
        }
        if let Some(error) = parsed.error {
            let offset = error.offset(self.text).min(piece.span.end);
            let line = excerpt(source.places.line(offset), source.places.place_in_line(offset));
            let repositories = matches!(kind, Kind::Repositories | Kind::Unknown);
            self.findings.report(source, offset, "", Fault::Syntax { error, line, repositories });
        }
        let end = if parsed.error.is_some() { piece.span.end } else { parsed.end };
        let start = root.span().start;
        let whole_file = alone && self.via == Via::File;
        let bytes = self.source.places.text();
        let span = if whole_file { 0..bytes.len() } else { start..end };
        let raw = bytes.get(span.clone()).unwrap_or_default();
        let findings = &mut *self.findings;
        match kind {
            Kind::Repositories => repositories::read(root, source, findings, self.pace).await,
            Kind::ImageConfig => config::read(root, span, elision.is_none(), source, findings),
            Kind::Manifest => manifest::read(root, manifest::Shape::Image, raw, source, findings),
            Kind::ManifestList => manifest::read(root, manifest::Shape::List, raw, source, findings),
            Kind::ImageInspect | Kind::ContainerInspect => {
                docker_inspect::read(root, source, findings, self.pace).await;
                self.also.extend(docker_inspect::other(root).map(Kind::from));
            }
            _ => {}
        }
        kind
    }

    async fn lines(&mut self, piece: &Piece<'_>, source: &Source<'_>, path: Option<&HostPath>) -> Kind {
        let mut owned: Vec<(usize, Cow<'_, str>)> = Vec::new();
        for line in lines(self.text, piece) {
            self.pace.step(line.1.len()).await;
            owned.push(line);
        }
        let failed = !owned.is_empty() && owned.iter().all(|(_, line)| kind::is_error_message(line));
        if failed && (path.is_none() || piece.command.is_some()) {
            return Kind::Unknown;
        }
        let texts = owned.iter().map(|(_, line)| line.as_ref());
        let kind = kind::of_text(texts, path, piece.command.as_deref(), self.pace).await;
        let lines = owned.iter().map(|(start, line)| (*start, line.as_ref()));
        let findings = &mut *self.findings;
        match (kind, path) {
            (Kind::StoreFiles, Some(path)) if store_file::recognise(path) => {
                let content = String::from_utf8_lossy(&self.text[piece.span.clone()]);
                store_file::read(path, &content, piece.span.start, source, findings);
            }
            (Kind::StoreFiles, _) => {
                for (start, (path, content, offset)) in
                    lines.filter_map(|(at, line)| Some((at, store_file::grep_line(line)?)))
                {
                    store_file::read(&path, content, start + offset, source, findings);
                    self.pace.step(256 + content.len()).await;
                }
            }
            (Kind::ImagesTable, _) => images_table::read(lines, source, findings, self.pace).await,
            (Kind::Mounts, _) => mounts::read(lines, source, findings, self.pace).await,
            (Kind::Listing, _) => {
                listing::read(lines, piece.path.as_deref(), source, findings, self.pace).await;
            }
            (Kind::Repositories, _) if self.own_file && self.kinds.contains(&kind) => {
                self.trailing(piece.span.start, source);
            }
            (Kind::Repositories, _) => not_json(self.text, piece.span.start, source, self.findings, self.pace).await,
            _ => {}
        }
        kind
    }

    fn trailing(&mut self, at: usize, source: &Source<'_>) {
        if !std::mem::replace(&mut self.trailing, true) {
            let rest = source.places.line(at).get(source.places.place_in_line(at)..).unwrap_or_default();
            let text = visible(&String::from_utf8_lossy(rest));
            self.findings.report(source, at, "", Fault::TrailingData { text });
        }
    }

    /// Says of the first piece of no kind what it looks like; what stands directly behind JSON should not be there.
    async fn report_unknown(&mut self, pieces: &[Piece<'_>], prompted: bool) {
        let partly = self.kinds.iter().any(|kind| *kind != Kind::Unknown);
        let source = self.source;
        let mut reported = false;
        let repositories = self.via == Via::File
            && !prompted
            && self.kinds.first() == Some(&Kind::Unknown)
            && self.kinds.contains(&Kind::Repositories);
        let kinds = std::mem::take(&mut self.kinds);
        for (piece, _) in pieces.iter().zip(&kinds).filter(|(_, kind)| **kind == Kind::Unknown) {
            let start = piece.span.start;
            let looks_like = match &piece.body {
                Body::Json { parsed: Parsed { error: Some(_), .. }, .. } => continue,
                Body::Text if piece.follows_json && partly => {
                    self.trailing(start, &source);
                    continue;
                }
                // What stands before a file's value, other than a prompt, dockerd does not read past.
                Body::Text if repositories && !reported && piece.command.is_none() && piece.path.is_none() => {
                    reported = true;
                    not_json(self.text, start, &source, self.findings, self.pace).await;
                    continue;
                }
                // Among recognised outputs, those of other commands are no concern.
                _ if reported || (partly && piece.command.is_some()) => continue,
                Body::Json { parsed, .. } => parsed.tree.root().map_or(LooksLike::Nothing, kind::guess_json),
                Body::Text => kind::guess_text(&self.text[piece.span.clone()]),
            };
            reported = true;
            let go = kind::refusal(looks_like).filter(|_| !partly);
            self.findings.report(&source, start, "", Fault::NotRecognised { looks_like, go, partly });
        }
        self.kinds = kinds;
        if partly {
            self.kinds.retain(|kind| *kind != Kind::Unknown);
        } else if pieces.is_empty() {
            // Prompts or headings without any output.
            let fault = Fault::NotRecognised { looks_like: LooksLike::Nothing, go: None, partly };
            self.findings.report(&source, 0, "", fault);
            self.kinds.push(Kind::Unknown);
        }
    }
}

/// A repositories.json that does not begin as JSON objects do: what dockerd makes of `text` from `start` on.
async fn not_json(text: &[u8], start: usize, source: &Source<'_>, findings: &mut Findings, pace: &Pace<'_>) {
    let parsed = json::parse_paced(text, start, pace).await;
    if let Some(error) = parsed.error {
        let line = excerpt(source.places.line(parsed.end), source.places.place_in_line(parsed.end));
        findings.report(source, parsed.end, "", Fault::Syntax { error, line, repositories: true });
    } else if let Some(root) = parsed.tree.root() {
        repositories::read(root, source, findings, pace).await;
    }
}

/// Of dockerd's own file dockerd's reading has the last word: what stops it is said, whatever else the bytes look like.
async fn as_dockerd_reads(bytes: &[u8], source: &Source<'_>, findings: &mut Findings, pace: &Pace<'_>) {
    let said = |is: fn(&AtStart) -> bool| {
        let mut of_this = findings.problems.iter().filter(|problem| problem.input == source.input);
        of_this.any(|problem| is(&problem.fault.at_start()))
    };
    let missing = match repositories::load_paced(bytes, pace).await {
        Load::Refuses(_) => !said(|at| matches!(at, AtStart::Refuses(_))),
        Load::Crashes => !said(|at| *at == AtStart::Crashes),
        Load::Starts(_) => false,
    };
    if missing {
        not_json(bytes, 0, source, findings, pace).await;
    }
}

/// A piece's lines with their offsets, without comments around them.
fn lines<'t>(text: &'t [u8], piece: &Piece<'_>) -> impl Iterator<Item = (usize, Cow<'t, str>)> {
    let mut start = piece.span.start;
    text[piece.span.clone()].split_inclusive(|c| *c == b'\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let line = line.trim_ascii_end();
        let comment = line.starts_with(b"# ");
        (!comment && !line.is_empty()).then(|| (at, String::from_utf8_lossy(line)))
    })
}
