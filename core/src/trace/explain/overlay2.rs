//! Words for what the storage driver does.

use super::{Lang, Words};
use crate::disk::layout::LayerDir;
use crate::trace::{InitPlace, Overlay2};

fn short(dir: &LayerDir) -> String {
    match dir {
        LayerDir::Plain(id) => id.short(),
        LayerDir::Init(id) => format!("{}-init", id.short()),
    }
}

pub(super) fn words(cause: &Overlay2, lang: Lang) -> Words {
    match (cause, lang) {
        (Overlay2::DirCreated { dir }, Lang::En) => (
            format!("The layer gets a directory: {}", short(dir)),
            "Its name is the cache-id: 32 random bytes, drawn on this host. It has nothing to do with the layer's hashes.",
        ),
        (Overlay2::DirCreated { dir }, Lang::Zh) => (
            format!("为该层建立目录 {}", short(dir)),
            "目录名是 cache-id：本机随机产生的 32 字节，与层的各种哈希毫无关系。",
        ),
        (Overlay2::DiffCreated { .. }, Lang::En) => (
            "diff/ is made for the layer's own files".to_owned(),
            "Only what this layer adds or hides lies here, nothing of the layers below.",
        ),
        (Overlay2::DiffCreated { .. }, Lang::Zh) => {
            ("建立 diff/，存放该层自己的文件".to_owned(), "这里只有本层增加或隐藏的内容，没有下面各层的东西。")
        }
        (Overlay2::ShortNameCreated { link, .. }, Lang::En) => (
            format!("l/{link} leads to the layer's diff/"),
            "mount(2) takes one page of options. With full paths a deep stack of layers would not fit, so each gets a short name.",
        ),
        (Overlay2::ShortNameCreated { link, .. }, Lang::Zh) => (
            format!("l/{link} 指向该层的 diff/"),
            "mount(2) 的选项只有一页大小，层数一多，完整路径就放不下，所以每层都有一个短名称。",
        ),
        (Overlay2::LinkWritten { link, .. }, Lang::En) => {
            (format!("link says {link}"), "So the driver finds a layer's short name without searching l/.")
        }
        (Overlay2::LinkWritten { link, .. }, Lang::Zh) => {
            (format!("link 文件写入 {link}"), "驱动由此得知该层的短名称，不必在 l/ 中查找。")
        }
        (Overlay2::WorkCreated { .. }, Lang::En) => (
            "work/ is made for the kernel".to_owned(),
            "overlayfs needs scratch space beside the directory it writes to. A base layer is never an upper directory, so it has none.",
        ),
        (Overlay2::WorkCreated { .. }, Lang::Zh) => {
            ("为内核建立 work/".to_owned(), "overlayfs 需要在可写目录旁边有工作空间。最底层从不作可写层，所以没有它。")
        }
        (Overlay2::ParentCommitted { parent, .. }, Lang::En) => (
            format!("{} is marked: something is on top of it", short(parent)),
            "committed is empty; that it exists is the message. Hence the top layer of a fresh pull has none.",
        ),
        (Overlay2::ParentCommitted { parent, .. }, Lang::Zh) => (
            format!("标记 {}：它上面有了新的层", short(parent)),
            "committed 是空文件，存在本身就是信息。所以刚拉取的镜像，最上层没有它。",
        ),
        (Overlay2::LowerWritten { below, .. }, Lang::En) => (
            format!("lower names the {below} below, nearest first"),
            "The short names of all layers below, as the mount will need them: the nearest parent first, the base last.",
        ),
        (Overlay2::LowerWritten { below, .. }, Lang::Zh) => (
            format!("lower 列出下面的 {below} 层，最近的在前"),
            "下面各层的短名称，正是挂载时所需的顺序：最近的父层在最前，最底层在最后。",
        ),
        (Overlay2::MergedCreated { .. }, Lang::En) => {
            ("merged/ is made, to mount the union on".to_owned(), "It is there only while the layer is mounted.")
        }
        (Overlay2::MergedCreated { .. }, Lang::Zh) => {
            ("建立 merged/，用作联合挂载点".to_owned(), "只有在该层处于挂载状态时，它才存在。")
        }
        (Overlay2::Mounted { dir, below, relative: false }, Lang::En) => (
            format!("{} is mounted on the {below} below", short(dir)),
            "One union: what is below is lowerdir, diff/ is upperdir, work/ is workdir, and merged/ is where it is seen.",
        ),
        (Overlay2::Mounted { dir, below, relative: false }, Lang::Zh) => (
            format!("把 {} 与下面的 {below} 层联合挂载", short(dir)),
            "下面各层是 lowerdir，diff/ 是 upperdir，work/ 是 workdir，合并后的样子在 merged/ 中看到。",
        ),
        (Overlay2::Mounted { dir, below, relative: true }, Lang::En) => (
            format!("{} is mounted on the {below} below, by relative paths", short(dir)),
            "With whole paths the options would not fit into the page that mount(2) takes, so dockerd mounts from within overlay2/.",
        ),
        (Overlay2::Mounted { dir, below, relative: true }, Lang::Zh) => (
            format!("用相对路径把 {} 与下面的 {below} 层联合挂载", short(dir)),
            "若用完整路径，选项会超出 mount(2) 能接受的一页，所以 dockerd 在 overlay2/ 目录里挂载。",
        ),
        (Overlay2::InitPlaceMade { path, kind: InitPlace::File, .. }, Lang::En) => (
            format!("/{path}: an empty file"),
            "What the image has there goes. The file stays empty: when the container runs, the host's own file is mounted over it.",
        ),
        (Overlay2::InitPlaceMade { path, kind: InitPlace::File, .. }, Lang::Zh) => (
            format!("/{path}：空文件"),
            "镜像里原有的东西被替换。这个文件始终是空的：容器运行时，真正的文件会挂载在它上面。",
        ),
        (Overlay2::InitPlaceMade { path, kind: InitPlace::Dir, .. }, Lang::En) => (
            format!("/{path}: a directory, if the image has none"),
            "A directory of the image stays as it is. The container's own will be mounted on it.",
        ),
        (Overlay2::InitPlaceMade { path, kind: InitPlace::Dir, .. }, Lang::Zh) => {
            (format!("/{path}：镜像没有时新建目录"), "镜像已有的目录保持原样。容器自己的内容会挂载在上面。")
        }
        (Overlay2::InitPlaceMade { path, kind: InitPlace::Link(target), .. }, Lang::En) => (
            format!("/{path}: a symbolic link to {target}"),
            "So old programs that look for the table of mounts find the kernel's.",
        ),
        (Overlay2::InitPlaceMade { path, kind: InitPlace::Link(target), .. }, Lang::Zh) => {
            (format!("/{path}：指向 {target} 的符号链接"), "这样，查找挂载表的老程序会找到内核的那一份。")
        }
        (Overlay2::Unmounted { dir }, Lang::En) => (
            format!("{} is unmounted", short(dir)),
            "What was written stays in diff/; the union is gone until somebody mounts it again.",
        ),
        (Overlay2::Unmounted { dir }, Lang::Zh) => {
            (format!("卸载 {}", short(dir)), "写入的内容留在 diff/ 中；联合视图消失，直到再次挂载。")
        }
        (Overlay2::MergedRemoved { .. }, Lang::En) => {
            ("merged/ is removed".to_owned(), "Nothing is mounted on it any more. It never holds files of its own.")
        }
        (Overlay2::MergedRemoved { .. }, Lang::Zh) => {
            ("删除 merged/".to_owned(), "它上面已没有挂载。它自己从来不存放文件。")
        }
        (Overlay2::ShortNameRemoved { link, .. }, Lang::En) => (
            format!("l/{link} is removed"),
            "The short name goes first, so that nothing leads to a half-removed layer.",
        ),
        (Overlay2::ShortNameRemoved { link, .. }, Lang::Zh) => {
            (format!("删除 l/{link}"), "先删短名称，这样就不会有名称指向删了一半的层。")
        }
        (Overlay2::DirRemoved { dir }, Lang::En) => (
            format!("{} is removed with all its files", short(dir)),
            "No image and no container uses this layer any more.",
        ),
        (Overlay2::DirRemoved { dir }, Lang::Zh) => {
            (format!("删除 {} 及其全部文件", short(dir)), "已经没有镜像或容器使用这一层。")
        }
    }
}
