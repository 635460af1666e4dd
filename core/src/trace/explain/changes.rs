//! Words for what is made of a container's changes.

use super::{Lang, Words};
use crate::trace::Changes;

pub(super) fn words(cause: &Changes, lang: Lang) -> Words {
    match (cause, lang) {
        (Changes::Compared { found, .. }, Lang::En) => (
            format!("The two unions are compared: {found} differences"),
            "The container's union and that of its init layer, file by file: type, mode, owner, of a file size and time. So files that \
             were copied up but did not change are not listed, and neither is what the init layer holds.",
        ),
        (Changes::Compared { found, .. }, Lang::Zh) => (
            format!("比较两个联合目录：{found} 处不同"),
            "逐个文件比较容器的联合目录和它的 init 层的联合目录：类型、权限、属主，文件还比大小和时间。所以只是被 copy-up、内容没变的\
             文件不会列出，init 层里的东西也不会。",
        ),
        (Changes::Packed { bytes, .. }, Lang::En) => (
            format!("The read-write layer is packed: a tar of {bytes} bytes"),
            "Only this directory, not the union: it holds exactly what changed. Whiteouts become files .wh.NAME. The tar is not kept: it \
             is unpacked again at once, so the new layer is a copy.",
        ),
        (Changes::Packed { bytes, .. }, Lang::Zh) => (
            format!("打包读写层：tar 共 {bytes} 字节"),
            "只打包这个目录，而不是联合目录：改动都在这里。whiteout 变成名为 .wh.NAME 的文件。tar 不会保存，而是立刻再解开，所以新层\
             是一份复制。",
        ),
        (Changes::Exported { bytes, .. }, Lang::En) => (
            format!("Everything that the container sees is packed: a tar of {bytes} bytes"),
            "The union, not its layers: no whiteouts, no history, no config. The init layer's empty files are in it; volumes are not.",
        ),
        (Changes::Exported { bytes, .. }, Lang::Zh) => (
            format!("打包容器看到的全部文件：tar 共 {bytes} 字节"),
            "打包的是联合目录而不是各层：没有 whiteout，没有历史，也没有配置。init 层的空文件在内，卷不在内。",
        ),
        (Changes::CopiedOut { path }, Lang::En) => {
            (format!("{path} is packed"), "docker cp sends files as a tar, in both directions.")
        }
        (Changes::CopiedOut { path }, Lang::Zh) => {
            (format!("打包 {path}"), "docker cp 在两个方向上都以 tar 传送文件。")
        }
        (Changes::CopiedIn { path, .. }, Lang::En) => (
            format!("{path} is written"),
            "Through the union, as if the container had written it: it lands in the read-write layer.",
        ),
        (Changes::CopiedIn { path, .. }, Lang::Zh) => {
            (format!("写入 {path}"), "经由联合目录写入，和容器自己写一样：落在读写层里。")
        }
    }
}
