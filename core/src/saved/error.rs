//! Why a session cannot be saved or loaded, in words.

use super::{LineFault, MAX_LINE, MAX_LINES, MAX_TEXT};
use crate::trace::explain::Lang;

/// Why a session cannot be saved so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// It began in no world that has a name.
    World,
    /// It has more commands than [`MAX_LINES`].
    TooManyLines {
        /// How many.
        lines: usize,
    },
    /// It is longer than [`MAX_TEXT`].
    TooLong {
        /// Its length as text, in bytes.
        bytes: usize,
    },
    /// A command cannot be saved.
    Line {
        /// The command's number, from 1.
        number: usize,
        /// What is wrong with it.
        fault: LineFault,
    },
    /// It is too long for a link; a file takes it.
    LinkTooLong {
        /// How long the link would be.
        characters: usize,
    },
}

/// Why a text or a link is no session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// The text does not begin like a session.
    NotASession,
    /// Another version than [`super::VERSION`].
    Version {
        /// Which.
        version: String,
    },
    /// No such world.
    World {
        /// The name it gives.
        name: String,
    },
    /// It does not say in which world.
    NoWorld,
    /// A line of the text that is nothing known.
    Unreadable {
        /// Its number, from 1.
        number: usize,
    },
    /// A command that no session has.
    Line {
        /// The number of the text's line, from 1.
        number: usize,
        /// What is wrong with it.
        fault: LineFault,
    },
    /// More than [`MAX_LINES`] commands.
    TooManyLines,
    /// The text is longer than [`MAX_TEXT`].
    TooLong {
        /// Its length, in bytes; for a link, at least so long.
        bytes: usize,
    },
    /// The link is longer than [`super::MAX_LINK`].
    LinkTooLong,
    /// The link is not whole, or was changed.
    Damaged,
    /// It is looked at from a command that it does not have.
    NoSuchPlace,
}

impl LineFault {
    fn words(self, lang: Lang) -> String {
        match (self, lang) {
            (Self::TooLong { bytes }, Lang::En) => format!("it has {bytes} bytes, {MAX_LINE} at most are allowed"),
            (Self::TooLong { bytes }, Lang::Zh) => format!("它有 {bytes} 字节，最多允许 {MAX_LINE} 字节"),
            (Self::Character(c), Lang::En) => {
                format!("it has the character U+{:04X}, which cannot be typed in a terminal", u32::from(c))
            }
            (Self::Character(c), Lang::Zh) => format!("其中有字符 U+{:04X}，它无法在终端里输入", u32::from(c)),
        }
    }
}

impl SaveError {
    /// The error in one or two sentences.
    pub fn words(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::World, Lang::En) => {
                "This session began in a world without a name, so it cannot be saved.".to_owned()
            }
            (Self::World, Lang::Zh) => "这个会话所在的世界没有名字，因此无法保存。".to_owned(),
            (Self::TooManyLines { lines }, Lang::En) => {
                format!("The session has {lines} commands; {MAX_LINES} at most can be saved.")
            }
            (Self::TooManyLines { lines }, Lang::Zh) => {
                format!("会话里有 {lines} 条命令，最多只能保存 {MAX_LINES} 条。")
            }
            (Self::TooLong { bytes }, Lang::En) => {
                format!("The session is {bytes} bytes long; {MAX_TEXT} at most can be saved.")
            }
            (Self::TooLong { bytes }, Lang::Zh) => format!("会话长 {bytes} 字节，最多只能保存 {MAX_TEXT} 字节。"),
            (Self::Line { number, fault }, Lang::En) => {
                format!("Command {number} cannot be saved: {}.", fault.words(lang))
            }
            (Self::Line { number, fault }, Lang::Zh) => format!("第 {number} 条命令无法保存：{}。", fault.words(lang)),
            (Self::LinkTooLong { .. }, Lang::En) => {
                "The session is too long for a link. Export it as a file and send that.".to_owned()
            }
            (Self::LinkTooLong { .. }, Lang::Zh) => "会话太长，放不进链接。请导出成文件再发送。".to_owned(),
        }
    }
}

impl LoadError {
    /// The error in one or two sentences.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.english(),
            Lang::Zh => self.chinese(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::NotASession => "This is not the file of a Drydock session: its first line is another.".to_owned(),
            Self::Version { version } => {
                format!(
                    "This session was saved in version {}, which this Drydock does not read.",
                    version.escape_debug()
                )
            }
            Self::World { name } => format!("There is no world called “{}” here.", name.escape_debug()),
            Self::NoWorld => "It does not say in which world the session began.".to_owned(),
            Self::Unreadable { number } => format!("Line {number} is neither a command nor anything else known."),
            Self::Line { number, fault } => format!("Line {number} is no command: {}.", fault.words(Lang::En)),
            Self::TooManyLines => format!("It has more than {MAX_LINES} commands."),
            Self::TooLong { .. } => format!("It is longer than {MAX_TEXT} bytes."),
            Self::LinkTooLong => "The link is longer than any that Drydock makes.".to_owned(),
            Self::Damaged => "The link is damaged: a part of it was lost or changed on the way. Ask for it again, or \
                              for the session as a file."
                .to_owned(),
            Self::NoSuchPlace => "It is to be shown at a command that it does not have.".to_owned(),
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::NotASession => "这不是 Drydock 会话的文件：第一行不对。".to_owned(),
            Self::Version { version } => {
                format!("这个会话是以版本 {} 保存的，当前的 Drydock 读不了。", version.escape_debug())
            }
            Self::World { name } => format!("这里没有名为“{}”的世界。", name.escape_debug()),
            Self::NoWorld => "其中没有写明会话是在哪个世界里开始的。".to_owned(),
            Self::Unreadable { number } => format!("第 {number} 行既不是命令，也不是任何认得的内容。"),
            Self::Line { number, fault } => format!("第 {number} 行不是命令：{}。", fault.words(Lang::Zh)),
            Self::TooManyLines => format!("其中的命令多于 {MAX_LINES} 条。"),
            Self::TooLong { .. } => format!("它长于 {MAX_TEXT} 字节。"),
            Self::LinkTooLong => "这个链接比 Drydock 生成的任何链接都长。".to_owned(),
            Self::Damaged => "链接已损坏：传送途中有一部分丢失或被改动了。请对方重发，或者改发会话文件。".to_owned(),
            Self::NoSuchPlace => "它要从某条命令处显示，而会话里没有这条命令。".to_owned(),
        }
    }
}

impl std::fmt::Display for SaveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words(Lang::En))
    }
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words(Lang::En))
    }
}

impl std::error::Error for SaveError {}
impl std::error::Error for LoadError {}
