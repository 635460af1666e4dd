//! The arguments of `drydock shell`.

use std::ffi::OsString;

use drydock_core::world;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Options {
    /// The world's name; `None` is the file's own, or `documents`.
    pub(super) world: Option<&'static str>,
    /// Where the lines come from, in order. None: from whoever sits there, or standard input if nobody does.
    pub(super) sources: Vec<Source>,
    /// Columns of the terminal that output goes to; `None` is a pipe.
    pub(super) columns: Option<u16>,
    /// How the outcome is given.
    pub(super) format: Format,
}

/// Where lines come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// `-c`.
    Line(String),
    /// A file; `-` is standard input.
    File(OsString),
}

/// How the outcome is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// As the commands print it.
    Plain,
    /// One array at the end.
    Json,
}

/// Widths that programs cannot lay out their columns in are refused.
const COLUMNS: std::ops::RangeInclusive<u16> = 20..=1000;

impl Options {
    pub(super) fn parse(arguments: &[OsString]) -> Result<Self, String> {
        let (mut world, mut columns, mut format) = (None, None, Format::Plain);
        let mut sources = Vec::new();
        let mut rest = arguments.iter();
        let mut only_files = false;
        while let Some(argument) = rest.next() {
            let text = argument.to_str().filter(|text| !only_files && text.len() > 1 && text.starts_with('-'));
            let Some(text) = text else {
                if sources.iter().any(|source| matches!(source, Source::File(_))) {
                    return Err("one file at most".to_owned());
                }
                sources.push(Source::File(argument.clone()));
                continue;
            };
            let (name, inline) = match text.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
                _ => (text, None),
            };
            let mut value = || match inline.clone() {
                Some(value) => Ok(value),
                None => match rest.next().map(|next| next.to_str()) {
                    Some(Some(value)) => Ok(value.to_owned()),
                    Some(None) => Err(format!("what follows {name} is not UTF-8")),
                    None => Err(format!("{name} needs a value")),
                },
            };
            match name {
                "--world" => world = Some(world_of(&value()?)?),
                "-c" => sources.push(Source::Line(value()?)),
                "--tty" => columns = Some(columns_of(&value()?)?),
                "--json" if inline.is_none() => format = Format::Json,
                "--" => only_files = true,
                _ => return Err(format!("unknown option {text}")),
            }
        }
        Ok(Self { world, sources, columns, format })
    }
}

fn world_of(name: &str) -> Result<&'static str, String> {
    let known = world::NAMES.into_iter().find(|known| *known == name);
    known.ok_or_else(|| format!("no world {}: {}", name.escape_debug(), world::NAMES.join(", ")))
}

fn columns_of(text: &str) -> Result<u16, String> {
    let columns = text.parse().ok().filter(|columns| COLUMNS.contains(columns));
    columns.ok_or_else(|| format!("--tty needs a number of columns from {} to {}", COLUMNS.start(), COLUMNS.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Options, String> {
        Options::parse(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn every_form() {
        let none = Options { world: None, sources: Vec::new(), columns: None, format: Format::Plain };
        let (line, file) = (|text: &str| Source::Line(text.to_owned()), |name: &str| Source::File(name.into()));
        assert_eq!(parse(&[]), Ok(none.clone()));
        let sources = vec![line("ls -l"), file("f"), line("--json")];
        let expected = Options { world: Some("empty"), sources, columns: Some(80), format: Format::Json };
        assert_eq!(
            parse(&["--world", "empty", "-c", "ls -l", "--tty=80", "f", "-c", "--json", "--json"]),
            Ok(expected)
        );
        assert_eq!(parse(&["-"]), Ok(Options { sources: vec![file("-")], ..none.clone() }));
        assert_eq!(parse(&["--", "--json"]), Ok(Options { sources: vec![file("--json")], ..none }));
    }

    #[test]
    fn wrong_usage() {
        for (words, message) in [
            (&["--world"][..], "--world needs a value"),
            (&["--world", "mars"], "no world mars: "),
            (&["--tty", "wide"], "--tty needs a number of columns from 20 to 1000"),
            (&["--tty=0"], "--tty needs a number of columns"),
            (&["--json=yes"], "unknown option --json=yes"),
            (&["-x"], "unknown option -x"),
            (&["a", "b"], "one file at most"),
            (&["a", "-c", "ls", "-"], "one file at most"),
        ] {
            let error = parse(words).unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
