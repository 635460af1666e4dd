//! Where records come from: files one after another, cut at `RS`.

use std::collections::BTreeMap;

use super::value::Bytes;
use crate::pattern::Regex;
use crate::process::Text;

/// A file that is being read.
#[derive(Clone, Debug)]
pub(super) struct Source {
    bytes: Bytes,
    at: usize,
}

/// What separates records.
#[derive(Clone, Debug)]
pub(super) enum Ending {
    /// A character.
    Byte(u8),
    /// Empty lines.
    Paragraph,
    /// Matches of a pattern.
    Regex(std::rc::Rc<Regex>),
}

impl Source {
    pub(super) const fn new(bytes: Bytes) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next record, and what ended it.
    pub(super) fn next(&mut self, ending: &Ending) -> Option<(Bytes, Bytes)> {
        if matches!(ending, Ending::Paragraph) {
            self.at += self.bytes[self.at..].iter().take_while(|c| **c == b'\n').count();
        }
        let rest = &self.bytes[self.at..];
        if rest.is_empty() {
            return None;
        }
        let found = match ending {
            Ending::Byte(byte) => rest.iter().position(|c| c == byte).map(|at| (at, at + 1)),
            Ending::Paragraph => rest
                .windows(2)
                .position(|pair| pair == b"\n\n")
                .map(|at| (at, at + rest[at..].iter().take_while(|c| **c == b'\n').count())),
            Ending::Regex(regex) => {
                regex.find_at(rest, 0).and_then(|captures| captures[0]).filter(|(start, end)| start < end)
            }
        };
        let (len, next) = found.unwrap_or_else(|| {
            // A line end at the end of a file ends its last record and begins no other.
            let last = !matches!(ending, Ending::Byte(_)) && rest.ends_with(b"\n");
            (rest.len() - usize::from(last), rest.len())
        });
        let record = (rest[..len].into(), rest[len..next].into());
        self.at += next;
        Some(record)
    }
}

/// What `getline <file` has open, and what standard input and named pipes held when the program began.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Open files, by name.
    pub(super) open: BTreeMap<Text, Source>,
    /// What was read before the program began, because it may have had to wait for it.
    pub(super) read: BTreeMap<Text, Bytes>,
}
