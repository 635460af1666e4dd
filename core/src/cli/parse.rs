//! From the words typed to flags and arguments, by pflag's rules.
//!
//! Model: spf13/pflag 1.0.5 `flag.go` (`parseArgs`, `parseLongArg`, `parseSingleShortArg`).

use super::definition::{Audience, Flag, Kind, Order};
use super::{go, value};

/// The flags that every command has, besides its own.
pub const HELP: Flag = Flag::bool("help", "Print usage").short('h').only(Audience::Hidden);

/// The flags that were given, in the order in which they were.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    given: Vec<(&'static Flag, String)>,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The flags.
    pub flags: Flags,
    /// The rest.
    pub args: Vec<String>,
    /// `-h` was used, which works but is warned of.
    pub deprecated_help: bool,
}

/// Why the words make no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlagError {
    /// `--` followed by something that is no name.
    BadSyntax(String),
    /// No such flag.
    Unknown(String),
    /// No such letter in this word (given without its `-`).
    UnknownShorthand(char, String),
    /// The last word is a flag that needs a value.
    NeedsArgument(String),
    /// The last word ends in a letter that needs a value (the word without its `-`).
    ShorthandNeedsArgument(char, String),
    /// The value is not of the flag's kind: the value, the flag's name, the complaint.
    Invalid(String, String, String),
}

impl std::fmt::Display for FlagError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: [&str; 6] = match self {
            Self::BadSyntax(word) => ["bad flag syntax: ", word, "", "", "", ""],
            Self::Unknown(name) => ["unknown flag: --", name, "", "", "", ""],
            Self::UnknownShorthand(c, word) => ["unknown shorthand flag: ", &go::quote_char(*c), " in -", word, "", ""],
            Self::NeedsArgument(word) => ["flag needs an argument: ", word, "", "", "", ""],
            Self::ShorthandNeedsArgument(c, word) => {
                ["flag needs an argument: ", &go::quote_char(*c), " in -", word, "", ""]
            }
            Self::Invalid(value, name, why) => {
                ["invalid argument ", &go::quote(value), " for ", &go::quote(name), " flag: ", why]
            }
        };
        parts.iter().try_for_each(|part| f.write_str(part))
    }
}

/// Reads the words that follow a command's name.
pub fn parse(known: &[&'static Flag], order: Order, words: &[String]) -> Result<Parsed, FlagError> {
    let mut reader = Reader { known, parsed: Parsed::default(), rest: words };
    while let [word, rest @ ..] = reader.rest {
        reader.rest = rest;
        match word.strip_prefix('-') {
            None | Some("") => {
                reader.parsed.args.push(word.clone());
                if order == Order::FlagsFirst {
                    break;
                }
            }
            Some("-") => break,
            Some(short) => match short.strip_prefix('-') {
                Some(long) => reader.long(word, long)?,
                None => reader.shorts(short)?,
            },
        }
    }
    reader.parsed.args.extend_from_slice(reader.rest);
    Ok(reader.parsed)
}

struct Reader<'a> {
    known: &'a [&'static Flag],
    parsed: Parsed,
    rest: &'a [String],
}

impl Reader<'_> {
    fn long(&mut self, word: &str, text: &str) -> Result<(), FlagError> {
        if text.starts_with(['-', '=']) {
            return Err(FlagError::BadSyntax(word.to_owned()));
        }
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        let Some(flag) = self.known.iter().copied().find(|flag| flag.name == name) else {
            return Err(FlagError::Unknown(name.to_owned()));
        };
        let value = match value {
            Some(value) => value.to_owned(),
            None if flag.kind == Kind::Bool => "true".to_owned(),
            None => self.next().ok_or_else(|| FlagError::NeedsArgument(word.to_owned()))?,
        };
        self.set(flag, value)
    }

    fn shorts(&mut self, mut letters: &str) -> Result<(), FlagError> {
        while let Some(c) = letters.chars().next() {
            let Some(flag) = self.known.iter().copied().find(|flag| flag.short == c) else {
                return Err(FlagError::UnknownShorthand(c, letters.to_owned()));
            };
            self.parsed.deprecated_help |= *flag == HELP;
            let behind = &letters[c.len_utf8()..];
            let value = match behind.strip_prefix('=') {
                Some(value) if !value.is_empty() => value.to_owned(),
                _ if flag.kind == Kind::Bool => {
                    self.set(flag, "true".to_owned())?;
                    letters = behind;
                    continue;
                }
                _ if !behind.is_empty() => behind.to_owned(),
                _ => self.next().ok_or_else(|| FlagError::ShorthandNeedsArgument(c, letters.to_owned()))?,
            };
            return self.set(flag, value);
        }
        Ok(())
    }

    fn next(&mut self) -> Option<String> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first.clone())
    }

    fn set(&mut self, flag: &'static Flag, value: String) -> Result<(), FlagError> {
        match value::check(flag.kind, &value) {
            Ok(()) => {
                self.parsed.flags.given.push((flag, value));
                Ok(())
            }
            Err(why) => {
                let mut name = String::new();
                if flag.short != '\0' && *flag != HELP {
                    name.extend(['-', flag.short, ',', ' ']);
                }
                name.push_str("--");
                name.push_str(flag.name);
                Err(FlagError::Invalid(value, name, why))
            }
        }
    }
}

impl Flags {
    /// The values given for a flag, in order.
    pub fn all(&self, flag: &Flag) -> impl Iterator<Item = &str> {
        self.given.iter().filter(move |(given, _)| given.name == flag.name).map(|(_, value)| value.as_str())
    }

    /// Whether a flag was given at all.
    pub fn is_given(&self, flag: &Flag) -> bool {
        self.all(flag).next().is_some()
    }

    /// The last value given, or the default.
    pub fn text(&self, flag: &Flag) -> &str {
        let mut last = flag.default;
        for (given, value) in &self.given {
            if given.name == flag.name {
                last = value;
            }
        }
        last
    }

    /// Whether a flag is on.
    pub fn is_on(&self, flag: &Flag) -> bool {
        value::bool(self.text(flag)).unwrap_or(false)
    }

    /// A number; 0 if neither given nor by default.
    pub fn int(&self, flag: &Flag) -> i64 {
        value::int(self.text(flag)).unwrap_or(0)
    }

    /// All flags that were given, in order.
    pub fn given(&self) -> impl Iterator<Item = &'static Flag> {
        self.given.iter().map(|(flag, _)| *flag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Flag = Flag::bool("all", "").short('a');
    const QUIET: Flag = Flag::bool("quiet", "").short('q');
    const LAST: Flag = Flag::new(Kind::Int, "last", "").short('n').default("-1");
    const NAME: Flag = Flag::string("name", "");
    const TRUST: Flag = Flag::bool("trust", "").default("true");
    const ENV: Flag = Flag::new(Kind::Env, "env", "").short('e');

    fn read(order: Order, line: &str) -> Result<Parsed, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&[&ALL, &QUIET, &LAST, &NAME, &TRUST, &ENV, &HELP], order, &words).map_err(|error| error.to_string())
    }

    fn flags(line: &str) -> Flags {
        read(Order::Interspersed, line).unwrap().flags
    }

    fn error(line: &str) -> String {
        read(Order::Interspersed, line).unwrap_err()
    }

    #[test]
    fn forms() {
        for line in ["-n5", "-n 5", "-n=5", "--last 5", "--last=5", "-qn5", "-n 3 --last 5", "-n 0x5"] {
            assert_eq!(flags(line).int(&LAST), 5, "{line}");
        }
        assert_eq!(flags("").int(&LAST), -1);
        for line in ["-aq", "-qa", "-a -q", "--all --quiet=t", "-a=true -q"] {
            assert!(flags(line).is_on(&ALL) && flags(line).is_on(&QUIET), "{line}");
        }
        assert!(!flags("-a --all=false").is_on(&ALL));
        assert!(flags("").is_on(&TRUST) && !flags("--trust=0").is_on(&TRUST));
        assert_eq!(flags("-e A=1 -eB --env=C=").all(&ENV).collect::<Vec<_>>(), ["A=1", "B", "C="]);
        assert_eq!(flags("--name --all").text(&NAME), "--all");
        assert_eq!(flags("--name=a=b").text(&NAME), "a=b");
    }

    #[test]
    fn arguments() {
        let read = |order, line| read(order, line).unwrap().args;
        assert_eq!(read(Order::Interspersed, "a -q b - -- -a --"), ["a", "b", "-", "-a", "--"]);
        assert_eq!(read(Order::FlagsFirst, "-q a -q -- b"), ["a", "-q", "--", "b"]);
        assert_eq!(read(Order::FlagsFirst, "-- -q"), ["-q"]);
    }

    #[test]
    fn errors() {
        for (line, text) in [
            ("---", "bad flag syntax: ---"),
            ("--=", "bad flag syntax: --="),
            ("--foo=1", "unknown flag: --foo"),
            ("-aqx", "unknown shorthand flag: 'x' in -x"),
            ("-xaq", "unknown shorthand flag: 'x' in -xaq"),
            ("-=", "unknown shorthand flag: '=' in -="),
            ("--name", "flag needs an argument: --name"),
            ("-an", "flag needs an argument: 'n' in -n"),
            ("-n x", r#"invalid argument "x" for "-n, --last" flag: strconv.ParseInt: parsing "x": invalid syntax"#),
            ("--all=", r#"invalid argument "" for "-a, --all" flag: strconv.ParseBool: parsing "": invalid syntax"#),
            ("-e =x", r#"invalid argument "=x" for "-e, --env" flag: invalid environment variable: =x"#),
        ] {
            assert_eq!(error(line), text, "{line}");
        }
        assert!(read(Order::Interspersed, "-h").unwrap().deprecated_help);
    }
}
