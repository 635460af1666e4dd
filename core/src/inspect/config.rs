//! Image configs: an image's ID is the sha256 of exactly these bytes.

use std::ops::Range;

use super::fault::Fault;
use super::findings::{Candidate, Findings, PendingConfig, Source};
use super::picture::{Image, Known, Origin};
use crate::digest::Sha256;
use crate::identity::{DiffId, ImageId};
use crate::json::{self, Type, Value};

/// Whether `root` has the keys of an image config.
pub(super) fn recognise(root: Value<'_, '_>) -> bool {
    let has = |name| root.get(name).is_some();
    // Of one that was cut off, `os` and `rootfs` may be missing: Docker writes the keys in their order.
    let system = has("os") || !root.is_complete();
    has("rootfs") || (has("architecture") && system && (has("config") || has("history") || has("created")))
}

/// Reads a config; `span` is where its bytes stand in the input, `whole` says that nothing was left out of them.
pub(super) fn read(root: Value<'_, '_>, span: Range<usize>, whole: bool, source: &Source<'_>, findings: &mut Findings) {
    let start = root.span().start;
    let text = source.places.text();
    let raw = text.get(span.clone()).unwrap_or_default();
    let given = |value: String| Some(Known { value, origin: Origin::Given });
    let text_of = |name| root.get(name).and_then(|value| value.as_str());
    let mut image = Image { created: text_of("created").and_then(given), ..Image::default() };
    image.platform = platform(text_of("os"), text_of("architecture"), text_of("variant")).and_then(given);
    let rootfs = root.get("rootfs").filter(|rootfs| rootfs.kind() == Type::Object);
    if let Some(diffs) = rootfs.and_then(|rootfs| diff_ids(rootfs, source, findings)) {
        let layers = history_layers(root);
        match layers {
            Some(history) if history > diffs.len() => {
                let fault = Fault::HistoryTooLong { history, layers: diffs.len() };
                findings.report(source, start, "history", fault);
            }
            Some(history) if history < diffs.len() && whole => {
                let fault = Fault::HistoryTooShort { history, layers: diffs.len() };
                findings.report(source, start, "history", fault);
            }
            _ => {}
        }
        image.diff_ids = Some(Known { value: diffs, origin: Origin::Given });
    } else if rootfs.is_none() && root.is_complete() && whole {
        findings.report(source, start, "rootfs", Fault::NoRootFs);
    }
    let named = match source.path.and_then(super::host_path::HostPath::parse) {
        Some(super::host_path::HostPath::Config(id)) => Some(id),
        _ => None,
    };
    let reformatted = !whole || !root.is_complete() || raw.trim_ascii().contains(&b'\n');
    let candidates = if whole && root.is_complete() { candidates(root, text, span) } else { Vec::new() };
    let place = source.places.place(start);
    findings.configs.push(PendingConfig { image, candidates, named, reformatted, input: source.input, place });
}

/// `linux/amd64`, `linux/arm/v7`.
pub(super) fn platform(os: Option<String>, architecture: Option<String>, variant: Option<String>) -> Option<String> {
    let mut platform = os?;
    for part in [architecture, variant].into_iter().flatten().filter(|part| !part.is_empty()) {
        platform.push('/');
        platform.push_str(&part);
    }
    Some(platform)
}

fn diff_ids(rootfs: Value<'_, '_>, source: &Source<'_>, findings: &mut Findings) -> Option<Vec<DiffId>> {
    // Of an image without layers Docker writes `"rootfs":{"type":"layers"}`.
    let Some(list) = rootfs.get("diff_ids") else { return rootfs.is_complete().then(Vec::new) };
    let mut diffs = Vec::new();
    for (index, value) in list.elements().enumerate() {
        diffs.push(findings.hash(source, value, &format!("rootfs.diff_ids[{index}]"))?);
    }
    list.is_complete().then_some(diffs)
}

/// How many items of the history made a layer; none without a history, which some builders do not write.
fn history_layers(root: Value<'_, '_>) -> Option<usize> {
    let empty = |item: &Value<'_, '_>| item.get("empty_layer").is_some_and(|value| value.raw() == b"true");
    let history = root.get("history").filter(|list| list.elements().next().is_some())?;
    Some(history.elements().filter(|item| !empty(item)).count())
}

/// The ID of the bytes; without the white space around them; and those of the bytes that Docker may have had before a printer
/// added white space.
fn candidates(root: Value<'_, '_>, text: &[u8], span: Range<usize>) -> Vec<Candidate> {
    let hash = |bytes: &[u8]| ImageId(Sha256::of(bytes));
    let given = |span: Range<usize>| Candidate { id: hash(&text[span.clone()]), bytes: Some(span) };
    let undone =
        |string: &dyn Fn(Value<'_, '_>) -> Vec<u8>| Candidate { id: hash(&compact(root, string)), bytes: None };
    vec![
        given(span),
        given(root.span()),
        undone(&|string| string.raw().to_vec()),
        // A printer also writes < and > plainly, and other characters as escapes or plainly.
        undone(&|string| json::quote(&string.as_str().unwrap_or_default()).into_bytes()),
    ]
}

/// The value without white space between its parts, its strings as `string` writes them.
fn compact(root: Value<'_, '_>, string: &dyn Fn(Value<'_, '_>) -> Vec<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(root.raw().len());
    let raw = root.raw();
    let start = root.span().start;
    let mut here = 0;
    for leaf in strings(root) {
        let span = leaf.span();
        let (from, to) = (span.start - start, span.end - start);
        out.extend(raw[here..from].iter().filter(|c| !c.is_ascii_whitespace()));
        out.extend(string(leaf));
        here = to;
    }
    out.extend(raw[here..].iter().filter(|c| !c.is_ascii_whitespace()));
    out
}

/// All strings within a value, in their order, keys included.
fn strings<'a, 't>(root: Value<'a, 't>) -> impl Iterator<Item = Value<'a, 't>> {
    root.descendants().filter(|value| value.kind() == Type::String)
}
