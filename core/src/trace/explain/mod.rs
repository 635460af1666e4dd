//! Words for causes, in every language of the interface. Exhaustive: a cause without words does not compile.

mod file;

use super::Cause;

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
            format!("{program} changes the disk ({call})"),
            "A command that was typed on the host did this.".to_owned(),
        ),
        (Cause::Program { program, call }, Lang::Zh) => {
            (format!("{program} 改动了磁盘（{call}）"), "这是在主机上输入的命令所做的改动。".to_owned())
        }
    };
    Explanation { headline, detail }
}
