//! The words of `dock`, in every language. Labels are the field's terms, which are the same in all.

use crate::identity::Kind;
use crate::trace::explain::Lang;

pub(super) const NAMES: &str = "name";
pub(super) const LAYERS: &str = "layers";
pub(super) const LAYER: &str = "layer";
pub(super) const PATH: &str = "path";
pub(super) const PARENT: &str = "parent";
pub(super) const FORMULA: &str = "=";
pub(super) const IMAGE_ID: &str = "image ID";
pub(super) const CHAIN_ID: &str = "chainID";
pub(super) const DIFF_ID: &str = "diffID";
pub(super) const CACHE_ID: &str = "cache-id";
pub(super) const MOUNT_ID: &str = "mount-id";
pub(super) const LAYER_DIGEST: &str = "layer digest";
pub(super) const MANIFEST_DIGEST: &str = "manifest digest";
pub(super) const CONTAINER: &str = "container";
pub(super) const FOUND: &str = "fsck";
pub(super) const DOCKER: &str = "docker";

/// What a kind of identity is.
pub(super) const fn kind(kind: Kind, lang: Lang) -> &'static str {
    match (kind, lang) {
        (Kind::LayerDigest, Lang::En) => "layer digest, the SHA-256 of a layer as it travels, compressed",
        (Kind::LayerDigest, Lang::Zh) => "layer digest：层在传输时（压缩后）的 SHA-256",
        (Kind::ManifestDigest, Lang::En) => "manifest digest, the SHA-256 of a manifest or a manifest list",
        (Kind::ManifestDigest, Lang::Zh) => "manifest digest：清单或清单列表的 SHA-256",
        (Kind::DiffId, Lang::En) => "diffID, the SHA-256 of a layer's uncompressed tar",
        (Kind::DiffId, Lang::Zh) => "diffID：层的未压缩 tar 的 SHA-256",
        (Kind::ChainId, Lang::En) => "chainID, a layer together with all layers below it",
        (Kind::ChainId, Lang::Zh) => "chainID：一个层连同它下面的所有层",
        (Kind::ImageId, Lang::En) => "image ID, the SHA-256 of an image's config",
        (Kind::ImageId, Lang::Zh) => "image ID：镜像配置的 SHA-256",
        (Kind::CacheId, Lang::En) => "a directory of overlay2/, a random name made on this host",
        (Kind::CacheId, Lang::Zh) => "overlay2/ 下的一个目录，名字由本机随机生成",
        (Kind::LinkId, Lang::En) => "a short name in overlay2/l/, random as well",
        (Kind::LinkId, Lang::Zh) => "overlay2/l/ 下的短名字，也是随机生成的",
        (Kind::ContainerId, Lang::En) => "container ID, random",
        (Kind::ContainerId, Lang::Zh) => "容器 ID，随机生成",
    }
}

pub(super) const fn usage(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "Usage: dock id HASH | owner PATH | why PATH | who NAME PATH | fsck\n\n\
             Not a part of Docker: Drydock itself answers.\n\n  \
             id HASH      what a hash, the beginning of one, or a short link names\n  \
             owner PATH   whose a file below /var/lib/docker is\n  \
             why PATH     why it exists\n  \
             who NAME PATH   which layer of an image or container provides a path, and why\n  \
             fsck         what is wrong on Docker's disk, and what Docker makes of it\n"
        }
        Lang::Zh => {
            "用法：dock id 哈希 | owner 路径 | why 路径 | who 名字 路径 | fsck\n\n\
             这不是 Docker 的命令，回答你的是 Drydock。\n\n  \
             id 哈希      哈希（可以只写开头）或短链接指的是什么\n  \
             owner 路径   /var/lib/docker 下的文件属于谁\n  \
             why 路径     它为什么存在\n  \
             who 名字 路径   镜像或容器里的路径由哪一层提供，为什么\n  \
             fsck         Docker 的磁盘上哪里不对，Docker 会怎样处理\n"
        }
    }
}

pub(super) fn checked(lang: Lang, checks: usize, faults: usize) -> String {
    match (lang, faults) {
        (Lang::En, 0) => format!("{checks} checks: everything holds"),
        (Lang::En, 1) => format!("{checks} checks: 1 fault"),
        (Lang::En, _) => format!("{checks} checks: {faults} faults"),
        (Lang::Zh, 0) => format!("检查 {checks} 项：一切正常"),
        (Lang::Zh, _) => format!("检查 {checks} 项：发现 {faults} 处问题"),
    }
}

pub(super) fn no_stack(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("no image and no container on this host is called {name}"),
        Lang::Zh => format!("这台主机上没有叫 {name} 的镜像或容器"),
    }
}

pub(super) fn too_short(lang: Lang, digits: usize) -> String {
    match lang {
        Lang::En => format!("give at least {digits} characters of the hash"),
        Lang::Zh => format!("请至少写出哈希的前 {digits} 个字符"),
    }
}

pub(super) fn unknown(lang: Lang, text: &str) -> String {
    match lang {
        Lang::En => format!("nothing on this host is called {text}"),
        Lang::Zh => format!("这台主机上没有叫 {text} 的东西"),
    }
}

pub(super) fn ambiguous(lang: Lang, text: &str, count: usize) -> String {
    match lang {
        Lang::En => format!("{count} things begin with {text}: give more of it"),
        Lang::Zh => format!("有 {count} 样东西以 {text} 开头，请多写几位"),
    }
}

pub(super) fn position(lang: Lang, layer: usize, of: usize, image: &str) -> String {
    match lang {
        Lang::En => format!("{layer} of {of} in {image}, counted from the base"),
        Lang::Zh => format!("{image} 的第 {layer} 层（从底往上数，共 {of} 层）"),
    }
}

pub(super) const fn base_chain(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "a base layer: its chainID is its diffID",
        Lang::Zh => "最底层：chainID 就是 diffID",
    }
}

pub(super) const fn no_image(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "no image on this host has this layer",
        Lang::Zh => "这台主机上没有镜像用到这一层",
    }
}

pub(super) const fn memory(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "a memory of pulls and pushes; no image owns it, and docker rmi leaves it",
        Lang::Zh => "pull 和 push 的记忆，不属于任何镜像，docker rmi 也不会清理它",
    }
}

pub(super) const fn everybodys(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Docker's own: it belongs to no single image, layer or container",
        Lang::Zh => "Docker 自己的：不属于某一个镜像、层或容器",
    }
}

pub(super) const fn nobodys(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "nobody's: no layer and no container has this directory (an orphan)",
        Lang::Zh => "没有主人：没有层、也没有容器用这个目录（孤儿）",
    }
}

pub(super) fn not_dockers(lang: Lang, path: &str) -> String {
    match lang {
        Lang::En => format!("{path} is not below /var/lib/docker"),
        Lang::Zh => format!("{path} 不在 /var/lib/docker 下"),
    }
}

pub(super) fn can_be_pulled(lang: Lang, names: &str) -> String {
    match (lang, names) {
        (Lang::En, "") => "nothing here reaches the internet, and there is no registry".to_owned(),
        (Lang::Zh, "") => "模拟环境连不上互联网，也没有 registry".to_owned(),
        (Lang::En, _) => format!("nothing here reaches the internet; what can be pulled: {names}"),
        (Lang::Zh, _) => format!("模拟环境连不上互联网；这里可以拉取：{names}"),
    }
}

pub(super) fn tags_here(lang: Lang, repository: &str, tags: &str) -> String {
    match lang {
        Lang::En => format!("nothing here reaches the internet; of {repository} there is here: {tags}"),
        Lang::Zh => format!("模拟环境连不上互联网；这里的 {repository} 只有这些标签：{tags}"),
    }
}

pub(super) fn no_such_file(lang: Lang, path: &str) -> String {
    match lang {
        Lang::En => format!("{path}: no such file or directory"),
        Lang::Zh => format!("{path}：没有这个文件或目录"),
    }
}
