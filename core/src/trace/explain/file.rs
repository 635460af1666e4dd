//! Why a file below `/var/lib/docker` exists: a sentence or two for each kind, in every language.

use super::Lang;
use crate::disk::FileKind;

/// Why files of this kind exist.
pub const fn file(kind: FileKind, lang: Lang) -> &'static str {
    match lang {
        Lang::En => english(kind),
        Lang::Zh => chinese(kind),
    }
}

const fn english(kind: FileKind) -> &'static str {
    use FileKind as K;
    match kind {
        K::Root => "Docker's data root: images, layers, containers and volumes of this host.",
        K::Image => "What is known about images, kept apart for each storage driver; here overlay2.",
        K::Repositories => "The only place where names live: repository, tag and digest, each leading to an image ID.",
        K::ImageDb => "The image store: configs, and what this host adds to them.",
        K::ImageConfig => {
            "An image's config, byte for byte as the registry sent it. Its name is the SHA-256 of these bytes: the image ID."
        }
        K::ImageMetadata => {
            "What this host adds to an image. A pull adds nothing; tagging, committing and building do."
        }
        K::ImageParent => "The image that this one was committed or built from.",
        K::ImageLastUpdated => "When this image was last given a name on this host.",
        K::LayerDb => "The layer store: one directory for each layer on its stack, named by chainID.",
        K::Layer => "One layer on top of all layers below it. The directory's name is its chainID.",
        K::LayerDiff => {
            "The layer's diffID: the SHA-256 of its uncompressed tar. It says what is in the layer, not what lies under it."
        }
        K::LayerSize => {
            "Bytes of the layer's own files, uncompressed. Not the size of the download, not the size of the tar."
        }
        K::LayerCacheId => {
            "The layer's directory in overlay2/. Random, drawn on this host: the only link from the layer's identity to its files."
        }
        K::LayerParent => "The chainID of the layer below. The base layer has no such file.",
        K::TarSplit => {
            "What the files alone do not tell of the layer's tar: headers, order, padding. With it Docker rebuilds the tar byte for byte."
        }
        K::RemovingLayer => {
            "A layer on its way out: renamed first, so that a crash cannot leave half a layer under a valid name."
        }
        K::LayerTmp => "Where layer records are built before they are renamed into place.",
        K::WriteSet => {
            "A layer record under construction. The rename out of here is the moment at which the layer exists."
        }
        K::Mounts => "One directory for each container: which layers of overlay2/ are its own.",
        K::MountRecord => "A container's own layer: its directory, its init layer, the image layer it stands on.",
        K::MountId => "The container's directory in overlay2/. Another random number, not the container ID.",
        K::InitId => "The container's init layer: the mount-id with -init.",
        K::MountParent => "The chainID of the image's top layer, on which the container stands.",
        K::Distribution => {
            "What pulls and pushes remember: which compressed blob is which layer, and where it was seen. docker rmi never cleans it."
        }
        K::DiffIdByDigest => {
            "Named by the digest of a compressed blob; holds the diffID of what it unpacks to. So the next pull knows the layer before downloading it."
        }
        K::V2Metadata => {
            "Named by a diffID; lists the blobs and repositories in which this layer was seen. A push uses it to avoid an upload."
        }
        K::Overlay2 => "The storage driver's directories: the files of all layers and containers.",
        K::Links => {
            "Short names for layer directories. All options of a mount must fit one page of memory; full paths would not."
        }
        K::ShortLink => "A short name: a symbolic link to a layer's diff directory.",
        K::LayerDir => "A layer's, or a container's, directory. The name is random; only layerdb knows whose it is.",
        K::InitDir => "A container's init layer: empty files where Docker will mount the real ones.",
        K::DiffDir => "The layer's own tree: what it adds, changes and hides, nothing of the layers below.",
        K::LayerFile => {
            "A file of this layer. A character device 0:0 is a whiteout: it hides the name in the layers below."
        }
        K::Link => "The layer's short name in l/.",
        K::Lower => {
            "The short names of all layers below, nearest first, base last: the lowerdir of a mount. A base layer has none."
        }
        K::Committed => {
            "Empty. It marks a layer that something was put on top of, so it is mounted read-only from then on."
        }
        K::Work => "Scratch space of the kernel's overlay. Only layers with something below have it.",
        K::Merged => "The union of all layers, as the container sees it. It exists only while it is mounted.",
        K::Containers => "One directory for each container, named by container ID.",
        K::Container => "What Docker knows about this container, and the files that it mounts into it.",
        K::ContainerConfig => "The container's state and settings. Rewritten whenever its state changes.",
        K::HostConfig => "How the container is tied to the host: binds, ports, limits.",
        K::Hostname => {
            "The real /etc/hostname of the container, mounted over the empty file of the init layer. Made at the first start."
        }
        K::Hosts => {
            "The real /etc/hosts of the container, mounted over the empty file of the init layer. Made at the first start."
        }
        K::ResolvConf => {
            "The real /etc/resolv.conf of the container, derived from the host's. Made at the first start."
        }
        K::ResolvConfHash => {
            "The SHA-256 of resolv.conf as Docker wrote it: so it knows whether somebody edited the file."
        }
        K::JsonLog => "What the container printed, a JSON object for each line. docker logs reads it.",
        K::Checkpoints => "For docker checkpoint, an experimental feature. Empty.",
        K::ContainerMounts => "For memory that containers share. Empty with private IPC, the default.",
        K::Tmp => "Blobs on their way. Emptied when the daemon starts.",
        K::BlobDownload => {
            "A compressed layer while it is downloaded and checked. Gone as soon as it is unpacked: Docker keeps no compressed layers."
        }
        K::ContentStore => {
            "The embedded containerd's content store. Docker 20.10 keeps manifests here, and nothing else."
        }
        K::ContentBlob => "A manifest or manifest list, byte for byte. Its name is the SHA-256 of these bytes.",
        K::Volumes => "Volumes: data that outlives containers. No layer has a part in it.",
        K::Other => "A part of Docker's data that Drydock does not model.",
    }
}

const fn chinese(kind: FileKind) -> &'static str {
    use FileKind as K;
    match kind {
        K::Root => "Docker 的数据根目录：这台主机上的镜像、层、容器和卷都在这里。",
        K::Image => "镜像的各种元数据，按存储驱动分开存放；这里用的是 overlay2。",
        K::Repositories => "名字只记在这里：仓库名、标签、摘要，每一个都指向一个镜像 ID。",
        K::ImageDb => "镜像库：镜像配置，以及本机补充的信息。",
        K::ImageConfig => "镜像的配置，与仓库发来的字节一模一样。文件名就是这些字节的 SHA-256，也就是镜像 ID。",
        K::ImageMetadata => "本机给镜像补充的信息。pull 什么也不写；打标签、commit 和 build 才会写。",
        K::ImageParent => "这个镜像由哪个镜像 commit 或 build 而来。",
        K::ImageLastUpdated => "本机最近一次给这个镜像起名字的时间。",
        K::LayerDb => "层库：每个层（连同它下面的所有层）一个目录，以 chainID 命名。",
        K::Layer => "叠在下面各层之上的一个层。目录名就是它的 chainID。",
        K::LayerDiff => "这一层的 diffID，即未压缩 tar 的 SHA-256。它只说明层里有什么，不说明下面垫着什么。",
        K::LayerSize => "这一层自己的文件的字节数（未压缩）。既不是下载量，也不是 tar 的大小。",
        K::LayerCacheId => "这一层在 overlay2/ 下的目录名。由本机随机生成：从层的身份找到层的文件，只有这一条路。",
        K::LayerParent => "下面一层的 chainID。最底层没有这个文件。",
        K::TarSplit => {
            "只看文件还原不出来的部分：tar 的头、顺序和填充。有了它，Docker 能把 tar 一个字节不差地重建出来。"
        }
        K::RemovingLayer => "正在删除的层：先改名，这样即使中途崩溃，也不会在有效的名字下留下半个层。",
        K::LayerTmp => "层记录先在这里写好，再改名就位。",
        K::WriteSet => "正在写的层记录。从这里改名出去的那一刻，这个层才算存在。",
        K::Mounts => "每个容器一个目录：记录 overlay2/ 里哪些层是它自己的。",
        K::MountRecord => "容器自己的层：它的目录、它的 init 层，以及它站在哪个镜像层上。",
        K::MountId => "容器在 overlay2/ 下的目录名。这是另一个随机数，不是容器 ID。",
        K::InitId => "容器的 init 层：mount-id 加上 -init。",
        K::MountParent => "镜像最上层的 chainID，容器就站在它上面。",
        K::Distribution => "pull 和 push 的记忆：哪个压缩包是哪个层，在哪里见过。docker rmi 从不清理这里。",
        K::DiffIdByDigest => "以压缩包的摘要命名，内容是解压后的 diffID。下次拉取时，不用下载就能认出这个层。",
        K::V2Metadata => "以 diffID 命名，列出在哪些仓库、以哪些摘要见过这个层。push 靠它省去上传。",
        K::Overlay2 => "存储驱动的目录：所有层和容器的文件都在这里。",
        K::Links => "层目录的短名字。mount 的全部选项必须装进一页内存，写全路径就放不下了。",
        K::ShortLink => "一个短名字：指向某个层 diff 目录的软链接。",
        K::LayerDir => "一个层或一个容器的目录。名字是随机的，只有 layerdb 知道它属于谁。",
        K::InitDir => "容器的 init 层：放着一些空文件，真正的文件稍后会挂载在它们上面。",
        K::DiffDir => "这一层自己的目录树：它新增、修改和隐藏的内容，不含下面各层的任何东西。",
        K::LayerFile => "这一层里的文件。如果是 0:0 字符设备，那就是 whiteout：它把下面各层的同名文件盖住。",
        K::Link => "这一层在 l/ 里的短名字。",
        K::Lower => "下面所有层的短名字，最近的在前，最底层在后：挂载时的 lowerdir 就是它。最底层没有这个文件。",
        K::Committed => "空文件。表示这个层上面已经叠了东西，从此它只会以只读方式挂载。",
        K::Work => "内核 overlay 的工作区。下面还有层的目录才有它。",
        K::Merged => "所有层联合之后的样子，也就是容器看到的根目录。只有挂载期间才存在。",
        K::Containers => "每个容器一个目录，以容器 ID 命名。",
        K::Container => "Docker 所知道的关于这个容器的一切，以及要挂载进容器的几个文件。",
        K::ContainerConfig => "容器的状态和设置。每当状态变化就重写一遍。",
        K::HostConfig => "容器与主机的关系：绑定挂载、端口、资源限制。",
        K::Hostname => "容器里真正的 /etc/hostname，挂载在 init 层的空文件之上。第一次启动时生成。",
        K::Hosts => "容器里真正的 /etc/hosts，挂载在 init 层的空文件之上。第一次启动时生成。",
        K::ResolvConf => "容器里真正的 /etc/resolv.conf，由主机的那一份得来。第一次启动时生成。",
        K::ResolvConfHash => "Docker 写下 resolv.conf 时的 SHA-256：凭它判断有没有人改过这个文件。",
        K::JsonLog => "容器的输出，每行一个 JSON 对象。docker logs 读的就是它。",
        K::Checkpoints => "留给实验功能 docker checkpoint 用。空目录。",
        K::ContainerMounts => "留给容器之间共享的内存。默认的私有 IPC 下是空的。",
        K::Tmp => "正在路上的压缩包。守护进程启动时会清空。",
        K::BlobDownload => "下载和校验中的压缩层。解包之后立刻删除：Docker 不保留压缩的层。",
        K::ContentStore => "内嵌 containerd 的内容库。Docker 20.10 只把 manifest 放在这里。",
        K::ContentBlob => "一份 manifest 或 manifest 列表，一个字节不差。文件名就是这些字节的 SHA-256。",
        K::Volumes => "卷：比容器活得更久的数据，与层无关。",
        K::Other => "Docker 数据里 Drydock 没有模拟的部分。",
    }
}
