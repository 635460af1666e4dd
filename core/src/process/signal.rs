//! Signals, by number and name.

use std::fmt;

/// A signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signal(u8);

/// Names in the order of their numbers, from 1; x86-64.
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
    "PWR", "SYS",
];

impl Signal {
    /// The terminal is gone.
    pub const HUP: Self = Self(1);
    /// Ctrl-C.
    pub const INT: Self = Self(2);
    /// Ctrl-\.
    pub const QUIT: Self = Self(3);
    /// Ends a process, whatever it thinks of it.
    pub const KILL: Self = Self(9);
    /// A pipe without a reader was written to.
    pub const PIPE: Self = Self(13);
    /// The polite request to end.
    pub const TERM: Self = Self(15);
    /// A child ended.
    pub const CHLD: Self = Self(17);
    /// Stops a process; it cannot refuse.
    pub const STOP: Self = Self(19);

    /// The signal of this number.
    pub const fn new(number: u32) -> Option<Self> {
        if number >= 1 && number <= 64 { Some(Self(number as u8)) } else { None }
    }

    /// The signal of a name such as `TERM`, `SIGTERM` or `15`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(number) = text.parse() {
            return Self::new(number);
        }
        let upper = text.to_ascii_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        let at = NAMES.iter().position(|n| *n == name)?;
        Self::new(at as u32 + 1)
    }

    /// The number.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The name without `SIG`; for real-time signals the number.
    pub fn name(self) -> String {
        NAMES.get(usize::from(self.0) - 1).map_or_else(|| self.0.to_string(), |name| (*name).to_owned())
    }

    /// Every signal that has a name.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=NAMES.len() as u8).map(Self)
    }

    /// The exit status that a shell tells of a process which this signal ended.
    pub const fn status(self) -> u8 {
        128 + self.0
    }

    /// Whether a process that does nothing about this signal lives on.
    pub const fn is_harmless(self) -> bool {
        matches!(self.0, 17 | 18 | 23 | 28)
    }

    /// What a shell says of a program that this signal ended. `None`: nothing.
    pub const fn epitaph(self) -> Option<&'static str> {
        match self.0 {
            1 => Some("Hangup"),
            3 => Some("Quit"),
            4 => Some("Illegal instruction"),
            5 => Some("Trace/breakpoint trap"),
            6 => Some("Aborted"),
            7 => Some("Bus error"),
            8 => Some("Floating point exception"),
            9 => Some("Killed"),
            10 => Some("User defined signal 1"),
            11 => Some("Segmentation fault"),
            12 => Some("User defined signal 2"),
            14 => Some("Alarm clock"),
            15 => Some("Terminated"),
            _ => None,
        }
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SIG")?;
        f.write_str(&self.name())
    }
}
