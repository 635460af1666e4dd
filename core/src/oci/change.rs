//! Instructions of a Dockerfile that change how an image is run: what `--change` of `docker commit` and `docker import` takes.
//!
//! | instruction | what it changes |
//! |---|---|
//! | `CMD` `ENTRYPOINT` | the program: `["a","b"]` as it is, anything else through the shell |
//! | `ENV` `LABEL` | `name=value …` or `name value` |
//! | `EXPOSE` `VOLUME` `ONBUILD` | one more, or several |
//! | `USER` `WORKDIR` | the new value |
//! | `HEALTHCHECK` | `NONE`, or flags and `CMD …` |
//!
//! Model: moby `builder/dockerfile/{builder,dispatchers}.go` `BuildFromConfig`, buildkit `frontend/dockerfile/{parser,instructions}`.

use std::collections::BTreeMap;
use std::fmt;

use super::change_words::{expand, json_words, split_words};
use super::{Healthcheck, NameSet, RunConfig};

/// Why an instruction cannot be applied. Displayed in the daemon's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeError(pub(super) String);

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ChangeError {}

fn error<T>(text: impl Into<String>) -> Result<T, ChangeError> {
    Err(ChangeError(text.into()))
}

/// What `--change` takes.
const KNOWN: [&str; 10] =
    ["cmd", "entrypoint", "healthcheck", "env", "expose", "label", "onbuild", "user", "volume", "workdir"];

/// Applies instructions, one a line, to a config.
pub fn apply(changes: &[String], config: &RunConfig) -> Result<RunConfig, ChangeError> {
    let lines: Vec<&str> = changes.iter().flat_map(|change| change.lines()).map(str::trim).collect();
    let lines = lines.into_iter().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let parsed: Vec<(String, &str)> = lines
        .map(|line| {
            let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            (word.to_lowercase(), rest.trim())
        })
        .collect();
    // All are looked at before the first is applied.
    if let Some((name, _)) = parsed.iter().find(|(name, _)| !KNOWN.contains(&name.as_str())) {
        return error(format!("{name} is not a valid change command"));
    }
    let mut change = Change { config: config.clone(), cmd_is_set: false };
    for (name, rest) in parsed {
        change.instruction(&name, rest)?;
    }
    Ok(change.config)
}

struct Change {
    config: RunConfig,
    /// An entrypoint takes a command away that was there before, but not one of the same changes.
    cmd_is_set: bool,
}

impl Change {
    fn instruction(&mut self, name: &str, rest: &str) -> Result<(), ChangeError> {
        match name {
            "cmd" => {
                self.config.cmd = Some(self.command_line(rest));
                self.cmd_is_set |= !rest.is_empty();
            }
            "entrypoint" => {
                self.config.entrypoint = Some(self.command_line(rest));
                if !self.cmd_is_set {
                    self.config.cmd = None;
                }
            }
            "env" => self.env(rest)?,
            "label" => {
                let pairs = self.pairs("LABEL", rest)?;
                self.config.labels.get_or_insert_with(BTreeMap::new).extend(pairs);
            }
            "expose" => self.expose(rest)?,
            "volume" => self.volume(rest)?,
            "user" => self.config.user = self.only_word("USER", rest)?,
            "workdir" => {
                let asked = self.only_word("WORKDIR", rest)?;
                let whole =
                    if asked.starts_with('/') { asked } else { [&self.config.working_dir, "/", &asked].concat() };
                self.config.working_dir = crate::vfs::AbsPath::new(whole).to_string();
            }
            "onbuild" => self.on_build(rest)?,
            _ => self.config.healthcheck = Some(healthcheck(rest)?),
        }
        Ok(())
    }

    /// `["a","b"]` as it is; anything else is for the shell.
    fn command_line(&self, rest: &str) -> Vec<String> {
        if let Some(words) = json_words(rest) {
            return words;
        }
        let shell = &self.config.shell;
        let shell = if shell.is_empty() { vec!["/bin/sh".to_owned(), "-c".to_owned()] } else { shell.clone() };
        shell.into_iter().chain((!rest.is_empty()).then(|| rest.to_owned())).collect()
    }

    fn expand(&self, word: &str) -> Result<String, ChangeError> {
        expand(word, self.config.env.as_deref().unwrap_or_default())
    }

    fn only_word(&self, name: &str, rest: &str) -> Result<String, ChangeError> {
        if rest.is_empty() {
            return error(format!("{name} requires exactly one argument"));
        }
        self.expand(rest)
    }

    /// `name=value …`, or `name value` with blanks in the value.
    fn pairs(&self, name: &str, rest: &str) -> Result<Vec<(String, String)>, ChangeError> {
        let words = split_words(rest);
        let Some(first) = words.first() else { return error(format!("{name} requires at least one argument")) };
        let raw: Vec<(String, String)> = if first.contains('=') {
            let pair = |word: &String| match word.split_once('=') {
                Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
                None => error(format!(
                    "dockerfile parse error line 1: Syntax error - can't find = in {word:?}. Must be of the form: name=value"
                )),
            };
            words.iter().map(pair).collect::<Result<_, _>>()?
        } else {
            let Some((key, value)) = rest.split_once(char::is_whitespace) else {
                return error(format!("dockerfile parse error line 1: {name} must have two arguments"));
            };
            vec![(key.to_owned(), value.trim().to_owned())]
        };
        let mut pairs = Vec::new();
        for (key, value) in raw {
            if key.is_empty() {
                return error(format!("{name} names can not be blank"));
            }
            pairs.push((self.expand(&key)?, self.expand(&value)?));
        }
        Ok(pairs)
    }

    fn env(&mut self, rest: &str) -> Result<(), ChangeError> {
        // All values are expanded by what was set before this instruction.
        for (key, value) in self.pairs("ENV", rest)? {
            let env = self.config.env.get_or_insert_with(Vec::new);
            let pair = [&key, "=", &value].concat();
            match env.iter_mut().find(|old| old.split('=').next() == Some(&key)) {
                Some(old) => *old = pair,
                None => env.push(pair),
            }
        }
        Ok(())
    }

    fn expose(&mut self, rest: &str) -> Result<(), ChangeError> {
        let words = split_words(rest);
        if words.is_empty() {
            return error("EXPOSE requires at least one argument");
        }
        for word in words {
            for port in self.expand(&word)?.split_whitespace() {
                self.config.exposed_ports.0.extend(ports(port)?);
            }
        }
        Ok(())
    }

    fn volume(&mut self, rest: &str) -> Result<(), ChangeError> {
        let words = json_words(rest).unwrap_or_else(|| split_words(rest));
        if words.is_empty() {
            return error("VOLUME requires at least one argument");
        }
        for word in words {
            let place = self.expand(&word)?.trim().to_owned();
            if place.is_empty() {
                return error("VOLUME specified can not be an empty string");
            }
            self.config.volumes.get_or_insert_with(NameSet::default).0.insert(place);
        }
        Ok(())
    }

    fn on_build(&mut self, rest: &str) -> Result<(), ChangeError> {
        let trigger = rest.split_whitespace().next().unwrap_or_default().to_uppercase();
        match trigger.as_str() {
            "" => return error("ONBUILD requires at least one argument"),
            "ONBUILD" => return error("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
            "MAINTAINER" | "FROM" => return error(format!("{trigger} isn't allowed as an ONBUILD trigger")),
            _ => {}
        }
        self.config.on_build.get_or_insert_with(Vec::new).push(rest.to_owned());
        Ok(())
    }
}

/// `80`, `80/udp`, `80-82`.
///
/// Model: docker/go-connections `nat/nat.go` `ParsePortSpecs`.
fn ports(text: &str) -> Result<Vec<String>, ChangeError> {
    let (range, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let protocol = protocol.to_lowercase();
    if !matches!(protocol.as_str(), "tcp" | "udp" | "sctp") {
        return error(format!("Invalid proto: {protocol}"));
    }
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    match (first.parse::<u16>(), last.parse::<u16>()) {
        (Ok(first), Ok(last)) if first <= last => Ok((first..=last).map(|port| format!("{port}/{protocol}")).collect()),
        _ => error(format!("Invalid containerPort: {range}")),
    }
}

/// Model: buildkit `instructions/parse.go` `parseHealthcheck`.
fn healthcheck(rest: &str) -> Result<Healthcheck, ChangeError> {
    let mut check = Healthcheck::default();
    let mut rest = rest;
    while let Some(flag) = rest.strip_prefix("--") {
        let (flag, behind) = flag.split_once(char::is_whitespace).unwrap_or((flag, ""));
        let (name, value) = flag.split_once('=').unwrap_or((flag, ""));
        match name {
            "interval" => check.interval = duration(name, value)?,
            "timeout" => check.timeout = duration(name, value)?,
            "start-period" => check.start_period = duration(name, value)?,
            "retries" => {
                let retries = value.parse::<i64>().ok().filter(|retries| *retries >= 1);
                check.retries = match retries {
                    Some(retries) => retries,
                    None => return error(format!("--retries must be at least 1 (not {value})")),
                };
            }
            _ => return error(format!("Unknown flag: {name}")),
        }
        rest = behind.trim_start();
    }
    let (kind, command) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    match (kind.to_uppercase().as_str(), command.trim()) {
        ("", _) => error("HEALTHCHECK requires at least one argument"),
        ("NONE", "") => Ok(Healthcheck { test: vec!["NONE".to_owned()], ..Healthcheck::default() }),
        ("NONE", _) => error("HEALTHCHECK NONE takes no arguments"),
        ("CMD", "") => error("Missing command after HEALTHCHECK CMD"),
        ("CMD", command) => {
            check.test = match json_words(command) {
                Some(words) => [vec!["CMD".to_owned()], words].concat(),
                None => vec!["CMD-SHELL".to_owned(), command.to_owned()],
            };
            Ok(check)
        }
        (other, _) => error(format!("Unknown type {other:?} in HEALTHCHECK (try CMD)")),
    }
}

/// Nanoseconds of a Go duration such as `1m30s`. Less than a millisecond is refused, but for 0.
fn duration(flag: &str, text: &str) -> Result<i64, ChangeError> {
    let refused = || ChangeError(format!("invalid duration for --{flag}: time: invalid duration {text:?}"));
    let mut total: i64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(refused)?;
        let number: i64 = rest[..end].parse().map_err(|_| refused())?;
        let unit_end = rest[end..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| end + at);
        let unit: i64 = match &rest[end..unit_end] {
            "h" => 3_600_000_000_000,
            "m" => 60_000_000_000,
            "s" => 1_000_000_000,
            "ms" => 1_000_000,
            _ => return Err(refused()),
        };
        total = number.checked_mul(unit).and_then(|nanos| nanos.checked_add(total)).ok_or_else(refused)?;
        rest = &rest[unit_end..];
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(lines: &[&str]) -> Result<RunConfig, String> {
        let config = RunConfig {
            env: Some(vec!["PATH=/bin".to_owned(), "A=1".to_owned()]),
            cmd: Some(vec!["sh".to_owned()]),
            working_dir: "/srv".to_owned(),
            ..RunConfig::default()
        };
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        apply(&lines, &config).map_err(|error| error.to_string())
    }

    fn texts(words: &[&str]) -> Option<Vec<String>> {
        Some(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn programs() {
        assert_eq!(changed(&["CMD [\"cat\",\"/data/new.txt\"]"]).unwrap().cmd, texts(&["cat", "/data/new.txt"]));
        assert_eq!(changed(&["cmd echo  $HOME"]).unwrap().cmd, texts(&["/bin/sh", "-c", "echo  $HOME"]));
        let entry = changed(&["ENTRYPOINT [\"/e\"]"]).unwrap();
        assert_eq!((entry.entrypoint, entry.cmd), (texts(&["/e"]), None));
        let both = changed(&["CMD [\"a\"]\nENTRYPOINT [\"/e\"]"]).unwrap();
        assert_eq!(both.cmd, texts(&["a"]), "a command of the same changes stays");
        assert_eq!(changed(&["CMD [not json"]).unwrap().cmd, texts(&["/bin/sh", "-c", "[not json"]));
    }

    #[test]
    fn values() {
        let env = changed(&["ENV FOO=bar A=\"two words\" B=$A", "ENV OLD the rest"]).unwrap().env;
        assert_eq!(env, texts(&["PATH=/bin", "A=two words", "FOO=bar", "B=1", "OLD=the rest"]));
        let labels = changed(&["LABEL x=1 y='$A'"]).unwrap().labels.unwrap();
        assert_eq!(labels.into_iter().collect::<Vec<_>>(), [("x".into(), "1".into()), ("y".into(), "$A".into())]);
        let ports = changed(&["EXPOSE 80 53/UDP 1-2"]).unwrap().exposed_ports;
        assert_eq!(ports.0.into_iter().collect::<Vec<_>>(), ["1/tcp", "2/tcp", "53/udp", "80/tcp"]);
        assert_eq!(changed(&["WORKDIR www/../a"]).unwrap().working_dir, "/srv/a");
        assert_eq!(changed(&["USER ${A}:33"]).unwrap().user, "1:33");
        let volumes = changed(&["VOLUME [\"/a\"]", "VOLUME /b /c"]).unwrap().volumes.unwrap();
        assert_eq!(volumes.0.into_iter().collect::<Vec<_>>(), ["/a", "/b", "/c"]);
        assert_eq!(changed(&["ONBUILD RUN make"]).unwrap().on_build, texts(&["RUN make"]));
        let check = changed(&["HEALTHCHECK --interval=1m30s --retries=2 CMD curl -f x"]).unwrap().healthcheck.unwrap();
        assert_eq!((check.interval, check.retries), (90_000_000_000, 2));
        assert_eq!(check.test, ["CMD-SHELL", "curl -f x"]);
    }

    #[test]
    fn refusals_in_dockers_words() {
        let of = |line: &str| changed(&[line]).unwrap_err();
        assert_eq!(of("RUN x"), "run is not a valid change command");
        assert_eq!(of("ENV"), "ENV requires at least one argument");
        assert_eq!(of("EXPOSE eighty"), "Invalid containerPort: eighty");
        assert_eq!(of("EXPOSE 80/icmp"), "Invalid proto: icmp");
        assert_eq!(of("ONBUILD FROM x"), "FROM isn't allowed as an ONBUILD trigger");
        assert_eq!(of("HEALTHCHECK PING x"), "Unknown type \"PING\" in HEALTHCHECK (try CMD)");
        assert_eq!(of("USER"), "USER requires exactly one argument");
        assert!(changed(&["", "# nothing"]).is_ok());
    }
}
