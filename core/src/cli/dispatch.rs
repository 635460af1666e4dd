//! From the words behind `docker` to the subcommand that they call.
//!
//! Model: docker/cli `cmd/docker/docker.go`, spf13/cobra `command.go` (`Find`, `stripFlags`, `execute`).

use super::call::{Call, Failure, Io};
use super::definition::{Action, Audience, Command, Entry, Flag, Order};
use super::dock;
use super::docker::{DOCKER, VERSION};
use super::parse::{self, FlagError, Flags, HELP};
use super::usage::{self, DEFAULT_COLUMNS, Place};
use crate::trace::Stream;

/// The exit status when flags make no sense.
const BAD_FLAGS: u8 = 125;

/// Runs `docker` with these words behind it; gives the exit status.
pub fn run(words: &[String], io: &mut dyn Io) -> u8 {
    let columns = io.machine().profile.columns.unwrap_or(DEFAULT_COLUMNS);
    let outcome = Dispatcher { io: &mut *io, columns }.run(words);
    match outcome {
        Ok(()) => 0,
        Err(Failure { message, status, remark }) => {
            if !message.is_empty() {
                io.print(Stream::Stderr, (message + "\n").as_bytes());
            }
            if let Some(remark) = remark {
                let remark = dock::remark(&remark, io.wants_colours());
                io.print(Stream::Stderr, remark.as_bytes());
            }
            status
        }
    }
}

/// The way down the tree: the place reached, and the words that are left.
pub(super) fn find(words: &[String]) -> (Place, Vec<String>) {
    let mut place = Place { path: "docker".to_owned(), entry: DOCKER };
    let mut rest = words.to_vec();
    while let Some((at, entry)) = child(place.entry.command, &rest) {
        rest.remove(at);
        place.path.push(' ');
        place.path.push_str(entry.name);
        place.entry = entry;
    }
    (place, rest)
}

/// The entry that the first word that is no flag calls, and where that word stands. A flag that is not known here is taken to
/// have a value.
fn child(command: &Command, words: &[String]) -> Option<(usize, Entry)> {
    let mut at = 0;
    loop {
        let word = words.get(at).filter(|word| !word.is_empty())?.as_str();
        let takes_value = match word.strip_prefix("--") {
            Some("") => return None,
            Some(long) => !long.contains('=') && long != HELP.name,
            None => word.len() == 2 && word.starts_with('-') && word != "-h",
        };
        if !word.starts_with('-') {
            let entry = command.entries().iter().find(|entry| entry.is_called(word))?;
            return Some((at, *entry));
        }
        at += 1 + usize::from(takes_value);
    }
}

struct Dispatcher<'a> {
    io: &'a mut dyn Io,
    columns: u16,
}

impl Dispatcher<'_> {
    fn run(&mut self, words: &[String]) -> Result<(), Failure> {
        let root = Place { path: "docker".to_owned(), entry: DOCKER };
        let known = known_flags(DOCKER.command);
        let parsed = parse::parse(&known, Order::FlagsFirst, words).map_err(|error| self.flag_error(&root, &error))?;
        let (globals, words) = (parsed.flags, parsed.args);
        if parsed.deprecated_help {
            self.warn_of_short_help(Stream::Stderr);
        }
        check_globals(&globals)?;
        if words.first().is_some_and(|word| word == "help") {
            return self.help_topic(&words[1..]);
        }
        let (place, rest) = find(&words);
        if place.path != root.path {
            return self.call(place, &rest, globals.is_on(&HELP));
        }
        self.root(&root, &globals, &words)
    }

    /// `docker` with no command, or an unknown one: now its flags may stand behind that, too.
    fn root(&mut self, root: &Place, globals: &Flags, words: &[String]) -> Result<(), Failure> {
        let parsed = parse::parse(&known_flags(root.entry.command), Order::Interspersed, words)
            .map_err(|error| self.flag_error(root, &error))?;
        if parsed.deprecated_help {
            self.warn_of_short_help(Stream::Stdout);
        }
        if globals.is_on(&HELP) || parsed.flags.is_on(&HELP) {
            return self.help(root, Stream::Stdout);
        }
        if globals.is_on(&VERSION) || parsed.flags.is_on(&VERSION) {
            let docker = self.io.machine().profile.docker.clone();
            let line = ["Docker version ", &docker.version, ", build ", &docker.client.commit, "\n"].concat();
            self.io.print(Stream::Stdout, line.as_bytes());
            return Ok(());
        }
        match parsed.args.first() {
            None => self.help(root, Stream::Stderr),
            Some(word) => {
                Err(Failure::new(["docker: '", word, "' is not a docker command.\nSee 'docker --help'"].concat()))
            }
        }
    }

    fn call(&mut self, place: Place, words: &[String], help: bool) -> Result<(), Failure> {
        let command = place.entry.command;
        if let Action::NotSimulated(_) = command.action {
            return Err(Failure::not_simulated(&place.path));
        }
        let parsed = parse::parse(&known_flags(command), command.order, words)
            .map_err(|error| self.flag_error(&place, &error))?;
        if parsed.deprecated_help {
            self.warn_of_short_help(Stream::Stdout);
        }
        if parsed.flags.is_on(&HELP) || help && !parsed.flags.is_given(&HELP) {
            return self.help(&place, Stream::Stdout);
        }
        usage::check_count(&place, parsed.args.len(), self.columns).map_err(Failure::new)?;
        check_audience(&parsed.flags)?;
        match command.action {
            Action::Run(run) => {
                run(&mut Call { io: self.io, path: place.path, flags: parsed.flags, args: parsed.args })
            }
            Action::Group(_) | Action::NotSimulated(_) => self.help(&place, Stream::Stderr),
        }
    }

    fn help_topic(&mut self, words: &[String]) -> Result<(), Failure> {
        let (place, rest) = find(words);
        if !rest.is_empty() {
            return Err(Failure::new("unknown help topic: ".to_owned() + &rest.join(" ")));
        }
        self.help(&place, Stream::Stdout)
    }

    fn help(&mut self, place: &Place, stream: Stream) -> Result<(), Failure> {
        if let Action::NotSimulated(_) = place.entry.command.action {
            return Err(Failure::not_simulated(&place.path));
        }
        let mut text = "\n".to_owned() + &usage::usage(place, self.columns);
        text.push_str(guides(place));
        self.io.print(stream, text.as_bytes());
        Ok(())
    }

    fn warn_of_short_help(&mut self, stream: Stream) {
        let warning = b"Flag shorthand -h has been deprecated, please use --help\n";
        self.io.print(stream, warning);
    }

    /// Model: docker/cli `cli/cobra.go` `FlagErrorFunc`.
    fn flag_error(&self, place: &Place, error: &FlagError) -> Failure {
        let mut message = [&error.to_string(), "\nSee '", &place.path, " --help'."].concat();
        if !place.entry.command.entries().is_empty() {
            message.push_str("\n\n");
            message.push_str(&usage::usage(place, self.columns));
            message.push_str(guides(place));
        }
        Failure::with_status(message, BAD_FLAGS)
    }
}

/// What stands below the help of `docker` itself.
fn guides(place: &Place) -> &'static str {
    let root = place.path == "docker";
    if root {
        "\nTo get more help with docker, check out our guides at https://docs.docker.com/go/guides/\n"
    } else {
        ""
    }
}

/// A command's flags, and the one that every command has.
fn known_flags(command: &Command) -> Vec<&'static Flag> {
    static EVERYWHERE: [Flag; 1] = [HELP];
    let own: Vec<&Flag> = command.all_flags().collect();
    let missing = !own.iter().any(|flag| flag.name == HELP.name);
    own.into_iter().chain(EVERYWHERE.iter().filter(|_| missing)).collect()
}

/// The global flags that the simulator accepts are those that change nothing here.
fn check_globals(flags: &Flags) -> Result<(), Failure> {
    for flag in flags.given() {
        match flag.name {
            "debug" | "help" | "version" => {}
            "log-level" => {
                let level = flags.text(flag);
                let known = ["trace", "debug", "info", "warn", "warning", "error", "fatal", "panic"];
                if !known.contains(&level.to_ascii_lowercase().as_str()) {
                    return Err(Failure::new("Unable to parse logging level: ".to_owned() + level));
                }
            }
            name => return Err(Failure::not_simulated(&["docker --", name].concat())),
        }
    }
    Ok(())
}

/// Model: docker/cli `cmd/docker/docker.go` `areFlagsSupported`.
fn check_audience(flags: &Flags) -> Result<(), Failure> {
    let mut complaints: Vec<String> = Vec::new();
    for flag in flags.given() {
        let why = match flag.audience {
            Audience::Everyone | Audience::Hidden => continue,
            Audience::Experimental => "with experimental features enabled",
            Audience::Windows => "running on windows, but the Docker daemon is running on linux",
        };
        complaints.push(["\"--", flag.name, "\" is only supported on a Docker daemon ", why].concat());
    }
    if complaints.is_empty() { Ok(()) } else { Err(Failure::new(complaints.join("\n"))) }
}
