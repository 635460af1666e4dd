//! `dock`: what the simulator can tell that no program of a real host could. Its words stand behind a sign of their own.
//!
//! | command | answers |
//! |---|---|
//! | `dock id HASH` | which things of this host a hash, the beginning of one, or a short link names |
//! | `dock owner PATH` | whose a file below `/var/lib/docker` is |
//! | `dock why PATH` | why it exists |
//! | `dock who NAME PATH` | which layer of an image or container provides a path, and why |
//! | `dock fsck` | what does not hold on the disk, and what Docker makes of it |
//!
//! All is read off the disk at the moment of asking; nothing is remembered.

mod elsewhere;
mod facts;
mod faults;
mod identify;
mod owner;
#[cfg(test)]
mod tests;
mod who;
mod words;

use std::borrow::Cow;

pub use elsewhere::elsewhere;
use facts::Facts;

use super::call::Io;
use crate::programs::size::columns;
use crate::trace::explain::Lang;
use crate::trace::{Stream, explain};
use crate::vfs::AbsPath;

/// What stands before the first line of an answer.
const SIGN: &str = "⚓ ";
/// The colour of answers on a terminal: cyan.
const COLOUR: [&str; 2] = ["\x1b[36m", "\x1b[0m"];

/// An answer: a heading, and below it pairs of a label and a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// One line.
    pub heading: String,
    /// Details. A label may be empty: the text goes on.
    pub details: Vec<(Cow<'static, str>, String)>,
}

impl Answer {
    fn new(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), details: Vec::new() }
    }

    fn with(mut self, label: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        self.details.push((label.into(), text.into()));
        self
    }

    fn print(&self, out: &mut String) {
        let width = self.details.iter().map(|(label, _)| columns(label)).max().unwrap_or(0);
        out.push_str(&self.heading);
        out.push('\n');
        for (label, text) in &self.details {
            out.push_str("  ");
            if width > 0 {
                out.push_str(label);
                out.extend(std::iter::repeat_n(' ', width - columns(label) + 2));
            }
            out.push_str(text);
            out.push('\n');
        }
    }
}

/// A remark of the simulator on a terminal, behind what a program says there.
pub fn remark(text: &str, colours: bool) -> String {
    let text = [SIGN, text, "\n"].concat();
    if colours { coloured(&text) } else { text }
}

fn coloured(text: &str) -> String {
    [COLOUR[0], text.trim_end_matches('\n'), COLOUR[1], "\n"].concat()
}

/// Runs `dock` with these words behind it, in a directory of a host of that language; gives the exit status.
pub fn run(words: &[String], directory: &AbsPath, host: Lang, io: &mut dyn Io) -> u8 {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let out = io.reader(Stream::Stdout).unwrap_or(host);
    let err = io.reader(Stream::Stderr).unwrap_or(host);
    if matches!(words[..], ["help" | "--help"]) {
        io.print(Stream::Stdout, words::usage(out).as_bytes());
        return 0;
    }
    let Some(mut result) = answer(&words, directory, out, io) else {
        io.print(Stream::Stderr, words::usage(err).as_bytes());
        return 2;
    };
    if result.is_err() && err != out {
        result = answer(&words, directory, err, io).unwrap_or(result);
    }
    let (stream, status, answers) = match result {
        // As with the real fsck, faults show in the exit status.
        Ok(answers) if words[0] == "fsck" => (Stream::Stdout, u8::from(answers.len() > 1), answers),
        Ok(answers) => (Stream::Stdout, 0, answers),
        Err(message) => (Stream::Stderr, 1, vec![Answer::new(message)]),
    };
    let mut text = String::from(SIGN);
    for answer in &answers {
        answer.print(&mut text);
    }
    if io.is_terminal(stream) && io.wants_colours() {
        text = coloured(&text);
    }
    io.print(stream, text.as_bytes());
    status
}

/// The answers to a question, or why there is none. `None` if it is no question.
fn answer(words: &[&str], directory: &AbsPath, lang: Lang, io: &mut dyn Io) -> Option<Result<Vec<Answer>, String>> {
    Some(match *words {
        ["id", hash] => {
            let facts = Facts::read(&io.machine().kernel().fs);
            identify::identify(&facts, hash, lang)
        }
        ["owner", path] => {
            let fs = &io.machine().kernel().fs;
            owner::owner(fs, &Facts::read(fs), &absolute(directory, path), lang).map(|answer| vec![answer])
        }
        ["why", path] => {
            let fs = &io.machine().kernel().fs;
            let path = absolute(directory, path);
            owner::kind(fs, &path, lang).and_then(|kind| {
                let why = Answer::new(explain::file(kind, lang));
                Ok(vec![why, owner::owner(fs, &Facts::read(fs), &path, lang)?])
            })
        }
        ["who", name, path] => who::who(io.machine().kernel(), name, path, lang).map(|answer| vec![answer]),
        ["fsck"] => Ok(faults::faults(io.machine(), lang)),
        _ => return None,
    })
}

fn absolute(directory: &AbsPath, path: &str) -> AbsPath {
    if path.starts_with('/') {
        AbsPath::new(path)
    } else {
        AbsPath::new([directory.as_bytes(), b"/", path.as_bytes()].concat())
    }
}
