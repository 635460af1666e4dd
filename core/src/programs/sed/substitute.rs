//! `s`: what comes in place of what matches.

use super::edit::Editor;
use super::script::{Piece, Substitution, Verb};

impl Editor {
    /// `s`
    pub(super) fn substitute(&mut self, at: usize) {
        let Verb::Substitute(substitution) = &self.commands[at].verb else { return };
        let Substitution { regex, with, global, nth, prints, writes } = substitution;
        let Some(regex) = regex.as_ref().or(self.last.as_ref()).cloned() else {
            self.wrong = Some("no previous regular expression".to_owned());
            return;
        };
        let (mut out, mut end, mut count) = (Vec::new(), 0, 0);
        for captures in regex.find_all(&self.pattern) {
            let Some((from, to)) = captures[0] else { continue };
            count += 1;
            if count < *nth {
                continue;
            }
            out.extend_from_slice(&self.pattern[end..from]);
            insert(&mut out, with, &captures, &self.pattern);
            end = to;
            if !global {
                break;
            }
        }
        let done = count >= *nth;
        let prints = *prints && done;
        let writes = writes.clone().filter(|_| done);
        if done {
            out.extend_from_slice(&self.pattern[end..]);
            self.pattern = out;
            self.substituted = true;
        }
        self.last = Some(regex);
        if prints {
            self.print();
        }
        if let Some(file) = writes {
            self.write(&file);
        }
    }
}

/// Adds what comes in place of a match.
fn insert(out: &mut Vec<u8>, with: &[Piece], captures: &crate::pattern::Captures, text: &[u8]) {
    let (mut case, mut once) = (b'E', None);
    for piece in with {
        let part: &[u8] = match piece {
            Piece::Case(c @ (b'u' | b'l')) => {
                once = Some(*c);
                continue;
            }
            Piece::Case(c) => {
                case = *c;
                continue;
            }
            Piece::Text(text) => text,
            Piece::Group(group) => {
                captures.get(*group).copied().flatten().map_or(&b""[..], |(from, to)| &text[from..to])
            }
        };
        if case == b'E' && once.is_none() {
            out.extend_from_slice(part);
            continue;
        }
        for c in String::from_utf8_lossy(part).chars() {
            let how = once.take().unwrap_or(case);
            let changed: String = match how {
                b'U' | b'u' => c.to_uppercase().collect(),
                b'L' | b'l' => c.to_lowercase().collect(),
                _ => c.to_string(),
            };
            out.extend_from_slice(changed.as_bytes());
        }
    }
}
