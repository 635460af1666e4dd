//! Words for what `docker-untar` does.

use super::{Lang, Words};
use crate::archive::Unpacked;
use crate::trace::Untar;
use crate::vfs::FileType;

pub(super) fn words(cause: &Untar, lang: Lang) -> Words {
    match (cause, lang) {
        (Untar::Started { .. }, Lang::En) => (
            "docker-untar starts, with the layer's diff/ as its root".to_owned(),
            "A child process that sees only this layer. That is why a hard link to a file of a lower layer fails, and why whiteouts \
             need no lookup.",
        ),
        (Untar::Started { .. }, Lang::Zh) => (
            "docker-untar 启动，以该层的 diff/ 为根目录".to_owned(),
            "这个子进程只看得到本层。所以指向下层文件的硬链接会失败，而处理 whiteout 也不需要查找下层。",
        ),
        (Untar::Entry { name, outcome, .. }, _) => entry(&String::from_utf8_lossy(name), outcome, lang),
        (Untar::Refused { name, why, .. }, Lang::En) => (
            format!("{} is refused: {why}", String::from_utf8_lossy(name)),
            "One entry that cannot be unpacked spoils the layer, and with it the pull: what was begun is taken back.",
        ),
        (Untar::Refused { name, why, .. }, Lang::Zh) => (
            format!("拒绝 {}：{why}", String::from_utf8_lossy(name)),
            "有一项解不开，整个层就作废，拉取也随之失败：已经开始的改动会被撤销。",
        ),
        (Untar::TimesSet { .. }, Lang::En) => (
            "The directories get their times again".to_owned(),
            "Making files in a directory changes its time, so Docker sets all of them once more at the end.",
        ),
        (Untar::TimesSet { .. }, Lang::Zh) => {
            ("重新设置各目录的时间".to_owned(), "在目录里建文件会改变目录的时间，所以 Docker 最后再统一设置一遍。")
        }
    }
}

fn entry(name: &str, outcome: &Unpacked, lang: Lang) -> Words {
    match (outcome, lang) {
        (Unpacked::Made(kind), Lang::En) => (
            format!("{name} is unpacked: {}", english(*kind)),
            "One entry of the layer's tar, with the owner, mode, attributes and time that its header gives.",
        ),
        (Unpacked::Made(kind), Lang::Zh) => (
            format!("解出 {name}（{}）", chinese(*kind)),
            "层的 tar 中的一项，属主、权限、扩展属性和时间都按其头部设置。",
        ),
        (Unpacked::Linked { .. }, Lang::En) => (
            format!("{name} becomes a further name of a file"),
            "A hard link: one file with two names, counted once in size.",
        ),
        (Unpacked::Linked { .. }, Lang::Zh) => {
            (format!("{name} 成为某个文件的另一个名称"), "硬链接：一个文件两个名称，计算大小时只算一次。")
        }
        (Unpacked::Merged, Lang::En) => (
            format!("{name} is there: it gets the entry's attributes"),
            "A directory over a directory is merged, never replaced.",
        ),
        (Unpacked::Merged, Lang::Zh) => (format!("{name} 已存在，只更新属性"), "目录遇到目录时合并，而不是替换。"),
        (Unpacked::Whiteout { name: hidden }, Lang::En) => (
            format!("{name} becomes a device that hides {}", String::from_utf8_lossy(hidden)),
            "In a tar, .wh.NAME says that NAME is deleted. On disk overlayfs knows it by a character device 0:0 of that name.",
        ),
        (Unpacked::Whiteout { name: hidden }, Lang::Zh) => (
            format!("{name} 变成设备文件，隐藏 {}", String::from_utf8_lossy(hidden)),
            "在 tar 里，.wh.NAME 表示删除 NAME；在磁盘上，overlayfs 用同名的字符设备 0:0 表示。",
        ),
        (Unpacked::Opaque, Lang::En) => (
            format!("{name} makes its directory opaque"),
            "No file is made of it: the directory gets the attribute trusted.overlay.opaque, and hides all that lies below it.",
        ),
        (Unpacked::Opaque, Lang::Zh) => (
            format!("{name} 使所在目录变为不透明"),
            "它不会变成文件：目录得到扩展属性 trusted.overlay.opaque，从而遮住下层的全部内容。",
        ),
        (Unpacked::Ignored, Lang::En) => (
            format!("{name} is ignored"),
            "The layer's root keeps its own owner and mode; other headers say nothing that Docker reads.",
        ),
        (Unpacked::Ignored, Lang::Zh) => {
            (format!("忽略 {name}"), "层的根目录保持自己的属主和权限；其余这类头部没有 Docker 需要的内容。")
        }
    }
}

const fn english(kind: FileType) -> &'static str {
    match kind {
        FileType::File => "a file",
        FileType::Dir => "a directory",
        FileType::Symlink => "a symbolic link",
        FileType::Char => "a character device",
        FileType::Block => "a block device",
        FileType::Fifo => "a named pipe",
        FileType::Socket => "a socket",
    }
}

const fn chinese(kind: FileType) -> &'static str {
    match kind {
        FileType::File => "文件",
        FileType::Dir => "目录",
        FileType::Symlink => "符号链接",
        FileType::Char => "字符设备",
        FileType::Block => "块设备",
        FileType::Fifo => "命名管道",
        FileType::Socket => "套接字",
    }
}
