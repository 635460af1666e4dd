//! Words for what is recorded of images.

use super::{Lang, Words};
use crate::trace::{Distribution, Imagedb, Repositories};

pub(super) fn distribution(cause: &Distribution, lang: Lang) -> Words {
    match (cause, lang) {
        (Distribution::V2MetadataWritten { digest, repository, .. }, Lang::En) => (
            format!("The layer was seen as {} in {repository}", digest.short()),
            "From diffID to blob: so a push can ask the registry whether it has the blob, instead of sending it again.",
        ),
        (Distribution::V2MetadataWritten { digest, repository, .. }, Lang::Zh) => (
            format!("记下：该层在 {repository} 中是 {}", digest.short()),
            "由 diffID 查压缩包：推送时可以先问仓库有没有这个压缩包，不必重新上传。",
        ),
        (Distribution::DiffIdWritten { digest, diff }, Lang::En) => (
            format!("{} unpacks to {}", digest.short(), diff.short()),
            "From blob to diffID: so the next pull recognises the layer before downloading it. docker rmi leaves this file.",
        ),
        (Distribution::DiffIdWritten { digest, diff }, Lang::Zh) => (
            format!("记下：{} 解开后是 {}", digest.short(), diff.short()),
            "由压缩包查 diffID：下次拉取不必下载就能认出这一层。docker rmi 不会删除这个文件。",
        ),
    }
}

pub(super) fn imagedb(cause: &Imagedb, lang: Lang) -> Words {
    match (cause, lang) {
        (Imagedb::Compared { layers }, Lang::En) => (
            format!("The {layers} diffIDs are those that the config names"),
            "The config decides what the image is: if what was unpacked were something else, the pull would end here.",
        ),
        (Imagedb::Compared { layers }, Lang::Zh) => (
            format!("{layers} 个 diffID 与配置所列一致"),
            "镜像是什么由配置决定：如果解开的内容与之不符，拉取到此为止。",
        ),
        (Imagedb::ContentWritten { image }, Lang::En) => (
            format!("The config is kept as {}", image.short()),
            "The image ID is the SHA-256 of the config's bytes, which are kept exactly as they came. The config names the diffIDs.",
        ),
        (Imagedb::ContentWritten { image }, Lang::Zh) => (
            format!("配置存为 {}", image.short()),
            "镜像 ID 就是配置字节的 SHA-256，字节与收到时完全一样。配置里列有各层的 diffID。",
        ),
        (Imagedb::ParentWritten { image, parent }, Lang::En) => (
            format!("{} was made from {}", image.short(), parent.short()),
            "Commit and build write it; a pulled image has no such file. While the child is there, the parent cannot be removed.",
        ),
        (Imagedb::ParentWritten { image, parent }, Lang::Zh) => (
            format!("记下：{} 由 {} 而来", image.short(), parent.short()),
            "commit 和 build 会写它，拉取的镜像没有这个文件。子镜像还在时，父镜像不能删除。",
        ),
        (Imagedb::LastUpdatedWritten { image }, Lang::En) => (
            format!("The time of the last tag of {} is noted", image.short()),
            "Tagging writes it, committing too; a pull does not.",
        ),
        (Imagedb::LastUpdatedWritten { image }, Lang::Zh) => {
            (format!("记下 {} 最近一次打标签的时间", image.short()), "打标签和提交会写它，拉取不会。")
        }
        (Imagedb::MetadataRemoved { image }, Lang::En) => {
            (format!("What this host noted of {} is removed", image.short()), "Metadata first, the config after it.")
        }
        (Imagedb::MetadataRemoved { image }, Lang::Zh) => {
            (format!("删除本机对 {} 的附加记录", image.short()), "先删附加记录，再删配置。")
        }
        (Imagedb::ContentRemoved { image }, Lang::En) => (
            format!("The config of {} is removed", image.short()),
            "Now the image does not exist any more. Its layers follow, from the top, as far as nothing else uses them.",
        ),
        (Imagedb::ContentRemoved { image }, Lang::Zh) => (
            format!("删除 {} 的配置", image.short()),
            "从此镜像不复存在。接着从上往下删除它的层，直到遇到仍被使用的层为止。",
        ),
    }
}

pub(super) fn repositories(cause: &Repositories, lang: Lang) -> Words {
    match (cause, lang) {
        (Repositories::DigestAdded { image, .. }, Lang::En) => (
            format!("The manifest's digest becomes a name of {}", image.short()),
            "The digest of what the tag led to, a list or a manifest. Unlike a tag it never moves.",
        ),
        (Repositories::DigestAdded { image, .. }, Lang::Zh) => (
            format!("清单的摘要成为 {} 的名称", image.short()),
            "这是标签所指的列表或清单的摘要。与标签不同，它永远不会移动。",
        ),
        (Repositories::TagAdded { reference, image, before: None }, Lang::En) => (
            format!("{reference} becomes a name of {}", image.short()),
            "Only now does the image have a name that people type. The file holds names in their short form.",
        ),
        (Repositories::TagAdded { reference, image, before: None }, Lang::Zh) => (
            format!("{reference} 成为 {} 的名称", image.short()),
            "到这时镜像才有了人们输入的名称。文件里用的是简短形式的名称。",
        ),
        (Repositories::TagAdded { reference, image, before: Some(before) }, Lang::En) => (
            format!("{reference} moves from {} to {}", before.short(), image.short()),
            "A tag leads to one image at a time. The image it led to keeps its digest name, if it has one.",
        ),
        (Repositories::TagAdded { reference, image, before: Some(before) }, Lang::Zh) => (
            format!("{reference} 从 {} 移到 {}", before.short(), image.short()),
            "一个标签同一时刻只指向一个镜像。原来的镜像如果有摘要名称，则继续保留。",
        ),
        (Repositories::Removed { reference, image }, Lang::En) => (
            format!("{reference} is no longer a name of {}", image.short()),
            "One write for each name. The image itself is deleted only when its last name goes.",
        ),
        (Repositories::Removed { reference, image }, Lang::Zh) => (
            format!("{reference} 不再是 {} 的名称", image.short()),
            "每个名称写一次文件。只有最后一个名称消失时，镜像本身才会删除。",
        ),
    }
}
