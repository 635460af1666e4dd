//! Words for causes, in every language of the interface. Exhaustive: a cause without words does not compile.

mod changes;
mod file;
mod fsck;
mod images;
mod layerdb;
mod lifecycle;
mod overlay2;
mod transfer;
mod untar;
mod volumes;

use super::{Cause, Group, call};

pub use file::file;
pub use fsck::{check, violation};

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

/// What happened in one sentence with its values, and why in one or two without.
type Words = (String, &'static str);

/// The words for `cause`.
pub fn cause(cause: &Cause, lang: Lang) -> Explanation {
    let (headline, detail) = match cause {
        Cause::Program { program, call } => match lang {
            Lang::En => (
                call::headline(program, call, lang),
                "A command that was typed, or a process that it started, made this system call.",
            ),
            Lang::Zh => (call::headline(program, call, lang), "这是由输入的命令（或它启动的进程）发出的系统调用。"),
        },
        Cause::Resolve(cause) => transfer::resolve(cause, lang),
        Cause::ContentStore(cause) => transfer::content_store(cause, lang),
        Cause::Download(cause) => transfer::download(cause, lang),
        Cause::Overlay2(cause) => overlay2::words(cause, lang),
        Cause::Layerdb(cause) => layerdb::words(cause, lang),
        Cause::Untar(cause) => untar::words(cause, lang),
        Cause::Distribution(cause) => images::distribution(cause, lang),
        Cause::Imagedb(cause) => images::imagedb(cause, lang),
        Cause::Repositories(cause) => images::repositories(cause, lang),
        Cause::Lifecycle(cause) => lifecycle::words(cause, lang),
        Cause::Changes(cause) => changes::words(cause, lang),
        Cause::Volumes(cause) => volumes::words(cause, lang),
        Cause::Load(cause) => transfer::load(cause, lang),
    };
    Explanation { headline, detail: detail.to_owned() }
}

/// The words for `group`: a heading above its steps.
pub fn group(group: &Group, lang: Lang) -> String {
    match (group, lang) {
        (Group::Resolve, Lang::En) => "Resolve the name".to_owned(),
        (Group::Resolve, Lang::Zh) => "解析名称".to_owned(),
        (Group::Download(layer), Lang::En) => format!("Download layer {layer}"),
        (Group::Download(layer), Lang::Zh) => format!("下载第 {layer} 层"),
        (Group::Register(layer), Lang::En) => format!("Register layer {layer}"),
        (Group::Register(layer), Lang::Zh) => format!("登记第 {layer} 层"),
        (Group::Finish, Lang::En) => "Record the image and its names".to_owned(),
        (Group::Finish, Lang::Zh) => "记录镜像和它的名称".to_owned(),
        (Group::TakeBack, Lang::En) => "Take back what was begun".to_owned(),
        (Group::TakeBack, Lang::Zh) => "撤销已经开始的改动".to_owned(),
        (Group::Untag, Lang::En) => "Remove names".to_owned(),
        (Group::Untag, Lang::Zh) => "删除名称".to_owned(),
        (Group::DeleteImage, Lang::En) => "Delete the image's config".to_owned(),
        (Group::DeleteImage, Lang::Zh) => "删除镜像配置".to_owned(),
        (Group::DeleteLayer(layer), Lang::En) => format!("Delete layer {layer}"),
        (Group::DeleteLayer(layer), Lang::Zh) => format!("删除第 {layer} 层"),
        (Group::InitLayer, Lang::En) => "Make the container's init layer".to_owned(),
        (Group::InitLayer, Lang::Zh) => "建立容器的 init 层".to_owned(),
        (Group::RwLayer, Lang::En) => "Make the container's read-write layer".to_owned(),
        (Group::RwLayer, Lang::Zh) => "建立容器的读写层".to_owned(),
        (Group::Container, Lang::En) => "Record the container".to_owned(),
        (Group::Container, Lang::Zh) => "记录容器".to_owned(),
        (Group::Start, Lang::En) => "Start the container".to_owned(),
        (Group::Start, Lang::Zh) => "启动容器".to_owned(),
        (Group::Stop, Lang::En) => "The container ends".to_owned(),
        (Group::Stop, Lang::Zh) => "容器结束".to_owned(),
        (Group::RemoveContainer, Lang::En) => "Remove the container".to_owned(),
        (Group::RemoveContainer, Lang::Zh) => "删除容器".to_owned(),
    }
}
