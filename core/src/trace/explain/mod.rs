//! Words for causes, in every language of the interface. Exhaustive: a cause without words does not compile.

mod file;

use super::{Cause, call};

pub use file::file;

/// The languages of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// A cause in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happened, in one short sentence.
    pub headline: String,
    /// Why, in one or two sentences.
    pub detail: String,
}

/// The words for `cause`.
pub fn cause(cause: &Cause, lang: Lang) -> Explanation {
    let (headline, detail) = match (cause, lang) {
        (Cause::Program { program, call }, Lang::En) => (
            call::headline(program, call, lang),
            format!("A command that was typed, or a process that it started, made the system call {}.", call.name()),
        ),
        (Cause::Program { program, call }, Lang::Zh) => (
            call::headline(program, call, lang),
            format!("这是由输入的命令（或它启动的进程）发出的系统调用 {}。", call.name()),
        ),
    };
    Explanation { headline, detail }
}
