//! Words for what the layer store does.

use super::{Lang, Words};
use crate::trace::Layerdb;

pub(super) fn words(cause: &Layerdb, lang: Lang) -> Words {
    match lang {
        Lang::En => english(cause),
        Lang::Zh => chinese(cause),
    }
}

fn english(cause: &Layerdb) -> Words {
    match cause {
        Layerdb::TmpCreated => (
            "layerdb/tmp is made".to_owned(),
            "The first layer ever on this host: records are built here before they count.",
        ),
        Layerdb::WriteSetCreated { .. } => (
            "A layer record is begun".to_owned(),
            "Its files are collected in a write-set. Until the rename at the end the layer does not exist, whatever happens.",
        ),
        Layerdb::TarSplitOpened { .. } => (
            "tar-split.json.gz is opened".to_owned(),
            "It fills as a by-product while the tar is read: the same bytes are hashed, recorded and unpacked in one pass.",
        ),
        Layerdb::TarSplitWritten { records, .. } => (
            format!("tar-split.json.gz is complete: {records} records"),
            "Headers, order and padding: with them and the files Docker rebuilds the layer's tar byte for byte, to the same diffID.",
        ),
        Layerdb::DiffWritten { diff, .. } => (
            format!("diff says {}", diff.short()),
            "The diffID: the SHA-256 of the uncompressed tar. It is the same on every host and in every image.",
        ),
        Layerdb::SizeWritten { size, .. } => (
            format!("size says {size}"),
            "Bytes of this layer's own files, as du would count them: neither the download nor the tar, and none of the layers below.",
        ),
        Layerdb::CacheIdWritten { cache, .. } => (
            format!("cache-id says {}", cache.short()),
            "The only link from the layer's identity to its files in overlay2/.",
        ),
        Layerdb::ParentWritten { parent, .. } => (
            format!("parent says {}", parent.short()),
            "The chainID of the layer below: so a stack can be walked down to its base, which has no such file.",
        ),
        Layerdb::LayersCreated => (
            "layerdb/sha256 is made".to_owned(),
            "The first layer ever on this host: one directory for each layer will stand here.",
        ),
        Layerdb::Committed { chain, parent: None, .. } => (
            format!("The record is renamed into place: {}", chain.short()),
            "From this rename on the layer exists. It is the base: its chainID equals its diffID.",
        ),
        Layerdb::Committed { chain, parent: Some(_), .. } => (
            format!("The record is renamed into place: {}", chain.short()),
            "From this rename on the layer exists. Its chainID is the SHA-256 of the parent's chainID, a blank and the diffID.",
        ),
        Layerdb::Duplicate { chain } => (
            format!("Layer {} is here already", chain.short()),
            "The same content on the same layers: the one that is here is used, what was just unpacked is thrown away.",
        ),
        Layerdb::Cancelled { .. } => (
            "The begun record is thrown away".to_owned(),
            "It was never renamed into place, so no layer has to be removed.",
        ),
        Layerdb::MarkedRemoving { chain, .. } => (
            format!("The record of {} is renamed out of the way", chain.short()),
            "A crash from here on leaves a name that is no chainID, never half a layer under a valid one.",
        ),
        Layerdb::MountsCreated => (
            "layerdb/mounts is made".to_owned(),
            "The first container ever on this host: one directory for each container will stand here.",
        ),
        Layerdb::MountCreated { container } => (
            format!("The record of container {}'s layer is begun", container.short()),
            "Image layers are named by what is in them. A container's layer changes all the time, so it goes by the container's ID.",
        ),
        Layerdb::MountIdWritten { mount, .. } => (
            format!("mount-id says {}", mount.short()),
            "The container's directory in overlay2/: random, and not the container ID.",
        ),
        Layerdb::InitIdWritten { mount, .. } => (
            format!("init-id says {}-init", mount.short()),
            "The init layer's directory: always the mount-id with -init.",
        ),
        Layerdb::MountParentWritten { parent, .. } => (
            format!("parent says {}", parent.short()),
            "The chainID of the image's top layer, on which the container stands. As long as it does, the layer is not removed.",
        ),
        Layerdb::MountRemoved { container } => (
            format!("The record of container {}'s layer is removed", container.short()),
            "Both directories in overlay2/ went before it.",
        ),
        Layerdb::Removed { chain, .. } => (
            format!("The record of {} is removed", chain.short()),
            "Its files in overlay2/ went before it: as long as there is a record, it can be found out what is left to do.",
        ),
    }
}

fn chinese(cause: &Layerdb) -> Words {
    match cause {
        Layerdb::TmpCreated => {
            ("建立 layerdb/tmp".to_owned(), "这是本机的第一个层：层的记录先在这里准备好，之后才生效。")
        }
        Layerdb::WriteSetCreated { .. } => (
            "开始一条层记录".to_owned(),
            "各个文件先收集在 write-set 目录里。在最后改名之前，无论发生什么，这一层都不存在。",
        ),
        Layerdb::TarSplitOpened { .. } => (
            "打开 tar-split.json.gz".to_owned(),
            "它是读取 tar 时的副产品：同一批字节一次读过，既算哈希，又做记录，又解包。",
        ),
        Layerdb::TarSplitWritten { records, .. } => (
            format!("tar-split.json.gz 写完，共 {records} 条记录"),
            "其中有头部、顺序和填充。有了它和文件本身，Docker 就能逐字节重建该层的 tar，得到同样的 diffID。",
        ),
        Layerdb::DiffWritten { diff, .. } => (
            format!("diff 文件写入 {}", diff.short()),
            "这是 diffID：未压缩 tar 的 SHA-256。同一内容在任何主机、任何镜像里都相同。",
        ),
        Layerdb::SizeWritten { size, .. } => (
            format!("size 文件写入 {size}"),
            "本层自己文件的字节数，类似 du 的算法：不是下载大小，不是 tar 的大小，也不含下面各层。",
        ),
        Layerdb::CacheIdWritten { cache, .. } => {
            (format!("cache-id 文件写入 {}", cache.short()), "从层的身份通向 overlay2/ 中文件的唯一线索。")
        }
        Layerdb::ParentWritten { parent, .. } => (
            format!("parent 文件写入 {}", parent.short()),
            "下面一层的 chainID：由此可以一路走到最底层，而最底层没有这个文件。",
        ),
        Layerdb::LayersCreated => ("建立 layerdb/sha256".to_owned(), "这是本机的第一个层：以后每层在这里有一个目录。"),
        Layerdb::Committed { chain, parent: None, .. } => (
            format!("记录改名就位：{}", chain.short()),
            "从这次改名起，该层才算存在。它是最底层，chainID 等于 diffID。",
        ),
        Layerdb::Committed { chain, parent: Some(_), .. } => (
            format!("记录改名就位：{}", chain.short()),
            "从这次改名起，该层才算存在。它的 chainID 是“父层 chainID、空格、diffID”的 SHA-256。",
        ),
        Layerdb::Duplicate { chain } => {
            (format!("本机已有层 {}", chain.short()), "内容相同，下面的层也相同：直接用已有的，刚解开的丢掉。")
        }
        Layerdb::Cancelled { .. } => ("丢弃未完成的层记录".to_owned(), "它还没有改名就位，所以没有层需要删除。"),
        Layerdb::MarkedRemoving { chain, .. } => (
            format!("把 {} 的记录改名移开", chain.short()),
            "此后即使崩溃，留下的也不是合法的 chainID，绝不会是有效名称下的半个层。",
        ),
        Layerdb::MountsCreated => {
            ("建立 layerdb/mounts".to_owned(), "这是本机的第一个容器：以后每个容器在这里有一个目录。")
        }
        Layerdb::MountCreated { container } => (
            format!("开始容器 {} 的层记录", container.short()),
            "镜像层以内容命名；容器层随时会变，所以用容器 ID 命名。",
        ),
        Layerdb::MountIdWritten { mount, .. } => {
            (format!("mount-id 文件写入 {}", mount.short()), "容器在 overlay2/ 中的目录：随机产生，与容器 ID 不同。")
        }
        Layerdb::InitIdWritten { mount, .. } => {
            (format!("init-id 文件写入 {}-init", mount.short()), "init 层的目录名：总是 mount-id 加上 -init。")
        }
        Layerdb::MountParentWritten { parent, .. } => (
            format!("parent 文件写入 {}", parent.short()),
            "镜像最上层的 chainID，容器就建在它上面。只要容器还在，这一层就不会被删除。",
        ),
        Layerdb::MountRemoved { container } => {
            (format!("删除容器 {} 的层记录", container.short()), "它在 overlay2/ 中的两个目录已先删除。")
        }
        Layerdb::Removed { chain, .. } => {
            (format!("删除 {} 的记录", chain.short()), "overlay2/ 中的文件先删：只要记录还在，就知道还剩什么没做完。")
        }
    }
}
