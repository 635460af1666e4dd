//! What a subcommand is: the one definition from which parsing, `--help`, completion and the documentation are made.
//!
//! Model: spf13/cobra `command.go`, spf13/pflag `flag.go`, docker/cli `cli/required.go`.

use super::call::Run;

/// A subcommand, apart from its name: `docker rmi` and `docker image rm` are one definition under two names.
#[derive(Debug)]
pub struct Command {
    /// What follows the name on the usage line: `[OPTIONS] NAME[:TAG|@DIGEST]`.
    pub usage: &'static str,
    /// One line on what it does.
    pub short: &'static str,
    /// What its help says instead of `short`, where there is more to say.
    pub long: Option<&'static str>,
    /// The example in its help.
    pub example: Option<&'static str>,
    /// How many arguments it takes.
    pub arity: Arity,
    /// What its arguments name, for completion.
    pub operands: Operands,
    /// Its flags, in any order.
    pub flags: &'static [&'static [Flag]],
    /// Where flags may stand.
    pub order: Order,
    /// What it does.
    pub action: Action,
}

/// A subcommand's place in the tree.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The name, as lists and usage lines show it.
    pub name: &'static str,
    /// Other names that work here.
    pub aliases: &'static [&'static str],
    /// What it is.
    pub command: &'static Command,
}

/// What a command does when it is called.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// Nothing itself: it holds further commands, in alphabetical order.
    Group(&'static [Entry]),
    /// This.
    Run(Run),
    /// Docker has it, the simulator has not; whether it is listed as a command or as a group of commands.
    NotSimulated(Section),
}

/// The two lists in `docker --help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `Management Commands:`
    Management,
    /// `Commands:`
    Operations,
}

/// How many arguments a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    /// None.
    None,
    /// As many as this.
    Exactly(usize),
    /// As many as this or more.
    AtLeast(usize),
    /// As many as this or fewer.
    AtMost(usize),
    /// Between these.
    Range(usize, usize),
    /// Any number.
    Any,
}

/// What a command's arguments name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operands {
    /// Nothing that could be completed.
    Free,
    /// Images.
    Images,
    /// The first an image, the rest free.
    ImageThenFree,
    /// Containers.
    Containers,
    /// The first a container, the rest free.
    ContainerThenFree,
    /// Images and containers.
    Objects,
    /// Volumes.
    Volumes,
    /// Networks.
    Networks,
    /// The first a network, the second a container.
    NetworkThenContainer,
    /// Files of the host.
    Files,
}

/// Where flags may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Anywhere.
    Interspersed,
    /// Before the first argument: what follows belongs to another program.
    FlagsFirst,
}

/// A flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The name without `--`.
    pub name: &'static str,
    /// The letter after `-`, or `'\0'`.
    pub short: char,
    /// What values it takes.
    pub kind: Kind,
    /// The value it has when not given. As it is shown in the help; empty is not shown.
    pub default: &'static str,
    /// What it is for.
    pub usage: &'static str,
    /// Who gets to see it.
    pub audience: Audience,
}

/// The kinds of values that flags take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` if the flag is given without `=`.
    Bool,
    /// Any text.
    String,
    /// Any texts, given one by one.
    List,
    /// A `name=value` environment variable, or the name of one.
    Env,
    /// A `key[=value]` label.
    Label,
    /// `name:ip`.
    ExtraHost,
    /// `stdin`, `stdout` or `stderr`.
    Stream,
    /// An IP address.
    Ip,
    /// `name:alias`.
    Link,
    /// Texts separated by commas.
    Strings,
    /// A whole number.
    Int,
    /// A whole number from 0 to 65535.
    Uint16,
    /// A number of bytes with a unit.
    Bytes,
    /// The same, or -1.
    SwapBytes,
    /// A number of CPUs.
    Decimal,
    /// `1h2m3s`.
    Duration,
    /// `name=value`.
    Filter,
    /// `key=value`, given one by one.
    Map,
    /// `type=bind,source=…,target=…`
    Mount,
    /// `key=value` of a kernel parameter that belongs to a namespace.
    Sysctl,
    /// A value with a grammar of its own, which is checked where it is used; called this in the help.
    Other(&'static str),
}

/// Who gets to see a flag and may use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everyone.
    Everyone,
    /// Works, but is not in the help.
    Hidden,
    /// Daemons with experimental features switched on.
    Experimental,
    /// Daemons on Windows.
    Windows,
}

impl Command {
    /// A command that takes no flags and no arguments; for `..` in definitions.
    pub const PLAIN: Self = Self {
        usage: "",
        short: "",
        long: None,
        example: None,
        arity: Arity::None,
        operands: Operands::Free,
        flags: &[],
        order: Order::Interspersed,
        action: Action::NotSimulated(Section::Operations),
    };

    /// A command that holds others.
    pub const fn group(short: &'static str, entries: &'static [Entry]) -> Self {
        Self { usage: "COMMAND", short, action: Action::Group(entries), ..Self::PLAIN }
    }

    /// A group of commands that the simulator has not.
    pub const fn foreign_group(short: &'static str) -> Self {
        Self { usage: "COMMAND", short, action: Action::NotSimulated(Section::Management), ..Self::PLAIN }
    }

    /// The commands it holds.
    pub const fn entries(&self) -> &'static [Entry] {
        match self.action {
            Action::Group(entries) => entries,
            Action::Run(_) | Action::NotSimulated(_) => &[],
        }
    }

    /// All its flags.
    pub fn all_flags(&self) -> impl Iterator<Item = &'static Flag> + use<> {
        self.flags.iter().flat_map(|flags| flags.iter())
    }

    /// In which list it stands.
    pub const fn section(&self) -> Section {
        match self.action {
            Action::Group(_) => Section::Management,
            Action::Run(_) => Section::Operations,
            Action::NotSimulated(section) => section,
        }
    }
}

impl Entry {
    /// An entry without other names.
    pub const fn new(name: &'static str, command: &'static Command) -> Self {
        Self { name, aliases: &[], command }
    }

    /// The same with other names.
    #[must_use]
    pub const fn or(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Whether it is called by `name`.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

impl Flag {
    /// A flag without a letter.
    pub const fn new(kind: Kind, name: &'static str, usage: &'static str) -> Self {
        Self { name, short: '\0', kind, default: "", usage, audience: Audience::Everyone }
    }

    /// A flag that is there or not.
    pub const fn bool(name: &'static str, usage: &'static str) -> Self {
        Self::new(Kind::Bool, name, usage)
    }

    /// A flag with a text.
    pub const fn string(name: &'static str, usage: &'static str) -> Self {
        Self::new(Kind::String, name, usage)
    }

    /// A flag that may be given several times.
    pub const fn list(name: &'static str, usage: &'static str) -> Self {
        Self::new(Kind::List, name, usage)
    }

    /// The same with a letter.
    #[must_use]
    pub const fn short(mut self, short: char) -> Self {
        self.short = short;
        self
    }

    /// The same with a default.
    #[must_use]
    pub const fn default(mut self, default: &'static str) -> Self {
        self.default = default;
        self
    }

    /// The same for others than everyone.
    #[must_use]
    pub const fn only(mut self, audience: Audience) -> Self {
        self.audience = audience;
        self
    }
}

impl Kind {
    /// The word for a value in the help; empty for none.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bool => "",
            Self::String => "string",
            Self::List | Self::Env | Self::Label | Self::ExtraHost | Self::Stream | Self::Ip | Self::Link => "list",
            Self::Strings => "strings",
            Self::Int => "int",
            Self::Uint16 => "uint16",
            Self::Bytes | Self::SwapBytes => "bytes",
            Self::Decimal => "decimal",
            Self::Duration => "duration",
            Self::Filter => "filter",
            Self::Map | Self::Sysctl => "map",
            Self::Mount => "mount",
            Self::Other(word) => word,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::docker::DOCKER;

    fn every_command(entry: &Entry, visit: &mut impl FnMut(&Entry)) {
        visit(entry);
        entry.command.entries().iter().for_each(|entry| every_command(entry, visit));
    }

    #[test]
    fn definitions_are_sound() {
        every_command(&DOCKER, &mut |entry| {
            let Entry { name, command, .. } = entry;
            assert!(!command.short.is_empty() || *name == "docker", "{name}");
            assert!(command.entries().is_sorted_by_key(|entry| entry.name), "{name}");
            let mut names: Vec<&str> = command.all_flags().map(|flag| flag.name).collect();
            let mut letters: Vec<char> = command.all_flags().map(|flag| flag.short).filter(|c| *c != '\0').collect();
            let counts = (names.len(), letters.len());
            names.sort_unstable();
            names.dedup();
            letters.sort_unstable();
            letters.dedup();
            assert_eq!((names.len(), letters.len()), counts, "{name} has a flag twice");
            for flag in command.all_flags().filter(|flag| !flag.default.is_empty() && !flag.default.ends_with(']')) {
                assert_eq!(crate::cli::value::check(flag.kind, flag.default), Ok(()), "{name} --{}", flag.name);
            }
        });
    }
}
