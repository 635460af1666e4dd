//! Words for what comes from a registry.

use super::{Lang, Words};
use crate::trace::{ContentStore, Download, Load, ManifestRole, Resolve};

pub(super) fn resolve(cause: &Resolve, lang: Lang) -> Words {
    match (cause, lang) {
        (Resolve::Tag { reference, digest }, Lang::En) => (
            format!("{reference} is {} today", digest.short()),
            "A tag is a movable name. Only the registry knows which manifest it leads to now; what follows is fetched by digest.",
        ),
        (Resolve::Tag { reference, digest }, Lang::Zh) => (
            format!("{reference} 目前指向 {}", digest.short()),
            "标签是可以移动的名称，只有 registry 知道它现在指向哪份清单；之后的内容都按摘要获取。",
        ),
        (Resolve::Platform { manifest, platform, .. }, Lang::En) => (
            format!("The list names {} for {platform}", manifest.short()),
            "One tag serves many machines: the list has a manifest for each, and the first that fits this machine is taken.",
        ),
        (Resolve::Platform { manifest, platform, .. }, Lang::Zh) => (
            format!("列表中 {platform} 对应的清单是 {}", manifest.short()),
            "同一个标签供多种机器使用：列表为每个平台给出一份清单，取第一份适合本机的。",
        ),
        (Resolve::ImageKnown { image }, Lang::En) => (
            format!("Image {} is here already", image.short()),
            "Its config is in imagedb, so its layers must be in layerdb: nothing is downloaded.",
        ),
        (Resolve::ImageKnown { image }, Lang::Zh) => (
            format!("本机已有镜像 {}", image.short()),
            "它的配置在 imagedb 中，所以各层也必定在 layerdb 中：什么都不用下载。",
        ),
        (Resolve::LayerKnown { digest, .. }, Lang::En) => (
            format!("Layer {} is here already", digest.short()),
            "An earlier pull noted what this blob unpacks to, and layerdb has that layer on the same layers below it. From the \
             first layer that is missing on, everything is downloaded.",
        ),
        (Resolve::LayerKnown { digest, .. }, Lang::Zh) => (
            format!("本机已有层 {}", digest.short()),
            "以前的拉取记下了这个压缩包解开后是哪一层，而 layerdb 里有叠在同样底层之上的这一层。从第一个缺少的层开始，其上的全部重新下载。",
        ),
    }
}

pub(super) fn content_store(cause: &ContentStore, lang: Lang) -> Words {
    match (cause, lang) {
        (ContentStore::Stored { digest, role: ManifestRole::List }, Lang::En) => (
            format!("The list of manifests {} is kept", digest.short()),
            "Since 20.10 dockerd keeps manifests in containerd's content store, byte for byte: their hash is their name.",
        ),
        (ContentStore::Stored { digest, role: ManifestRole::List }, Lang::Zh) => (
            format!("保存清单列表 {}", digest.short()),
            "从 20.10 起，dockerd 把清单原样存进 containerd 的内容库：内容的哈希就是文件名。",
        ),
        (ContentStore::Stored { digest, role: ManifestRole::Image }, Lang::En) => (
            format!("The manifest {} is kept", digest.short()),
            "It names the config and the layers by digest and size. Layers and config are not kept here, only manifests.",
        ),
        (ContentStore::Stored { digest, role: ManifestRole::Image }, Lang::Zh) => (
            format!("保存清单 {}", digest.short()),
            "清单用摘要和大小列出配置与各层。内容库只保存清单，不保存层和配置。",
        ),
        (ContentStore::Dropped { digest }, Lang::En) => (
            format!("The manifest {} is dropped", digest.short()),
            "No image holds it any more, so containerd collects it.",
        ),
        (ContentStore::Dropped { digest }, Lang::Zh) => {
            (format!("清单 {} 被清除", digest.short()), "已经没有镜像引用它，containerd 将它回收。")
        }
    }
}

pub(super) fn download(cause: &Download, lang: Lang) -> Words {
    match (cause, lang) {
        (Download::Started { digest, .. }, Lang::En) => (
            format!("The download of {} begins", digest.short()),
            "At most three blobs travel at once. Each goes into a temporary file of its own, compressed as it is.",
        ),
        (Download::Started { digest, .. }, Lang::Zh) => {
            (format!("开始下载 {}", digest.short()), "最多同时下载三个压缩包，各自写入一个临时文件，保持压缩状态。")
        }
        (Download::Finished { digest, .. }, Lang::En) => (
            format!("{} is complete, and its bytes hash to its name", digest.short()),
            "The digest is the SHA-256 of the compressed bytes: whoever has the manifest can check the blob.",
        ),
        (Download::Finished { digest, .. }, Lang::Zh) => (
            format!("{} 下载完成，哈希与名称一致", digest.short()),
            "摘要就是压缩字节的 SHA-256：有了清单，就能核对收到的内容。",
        ),
        (Download::Refused { digest, .. }, Lang::En) => (
            format!("{} is complete, but its bytes do not hash to its name", digest.short()),
            "What arrived is not what the manifest names. The pull fails, and what it registered is taken back.",
        ),
        (Download::Refused { digest, .. }, Lang::Zh) => (
            format!("{} 下载完成，但哈希与名称不符", digest.short()),
            "收到的内容不是清单所指的内容。拉取失败，已登记的层会被撤销。",
        ),
        (Download::Removed { digest, .. }, Lang::En) => (
            format!("The temporary file of {} is removed", digest.short()),
            "Docker does not keep compressed layers: the file goes as soon as it has been read.",
        ),
        (Download::Removed { digest, .. }, Lang::Zh) => {
            (format!("删除 {} 的临时文件", digest.short()), "Docker 不保留压缩的层：临时文件读完就删除。")
        }
    }
}

pub(super) fn load(cause: &Load, lang: Lang) -> Words {
    match (cause, lang) {
        (Load::Unpacked { .. }, Lang::En) => (
            "The archive is unpacked into a temporary directory".to_owned(),
            "Config files, manifest.json, and the tar of every layer. Layers that this host has already are not read again.",
        ),
        (Load::Unpacked { .. }, Lang::Zh) => {
            ("把归档解到临时目录".to_owned(), "里面有配置文件、manifest.json 和每一层的 tar。本机已有的层不会再读。")
        }
        (Load::Removed { .. }, Lang::En) => (
            "The temporary directory goes".to_owned(),
            "Nothing is noted of where the layers came from: that is known of a pull and a push only.",
        ),
        (Load::Removed { .. }, Lang::Zh) => ("删除临时目录".to_owned(), "层的来历没有记录：只有 pull 和 push 才知道。"),
    }
}
