//! Words for what does not hold on a disk: what is there, and what Docker makes of it.

use super::{Explanation, Lang};
use crate::disk::fsck::{Check, Finding, Problem, Violation};
use crate::disk::layout::LayerDir;

/// The words for a violation: what is found, and what Docker does about it.
pub fn violation(violation: &Violation, lang: Lang) -> Explanation {
    let (headline, detail) = match lang {
        Lang::En => (english(&violation.finding), english_consequence(violation)),
        Lang::Zh => (chinese(&violation.finding), chinese_consequence(violation)),
    };
    Explanation { headline, detail: detail.to_owned() }
}

/// What a check is about, in a few words.
pub const fn check(check: Check, lang: Lang) -> &'static str {
    match (check, lang) {
        (Check::Record, Lang::En) => "the files of every layer record",
        (Check::Record, Lang::Zh) => "每个层记录的文件齐全",
        (Check::ChainName, Lang::En) => "every record is named by its chainID",
        (Check::ChainName, Lang::Zh) => "层记录的名字就是它的 chainID",
        (Check::Parent, Lang::En) => "every layer's parent exists",
        (Check::Parent, Lang::Zh) => "每一层的父层都在",
        (Check::CacheId, Lang::En) => "every cache-id leads to files",
        (Check::CacheId, Lang::Zh) => "每个 cache-id 都指向实际的文件",
        (Check::Link, Lang::En) => "link and l/ lead to each other",
        (Check::Link, Lang::Zh) => "link 与 l/ 互相对应",
        (Check::Lower, Lang::En) => "lower names the layers below",
        (Check::Lower, Lang::Zh) => "lower 列出下面的各层",
        (Check::Committed, Lang::En) => "layers with something on top are committed",
        (Check::Committed, Lang::Zh) => "上面有东西的层带有 committed",
        (Check::Size, Lang::En) => "size is that of the files",
        (Check::Size, Lang::Zh) => "size 等于文件大小之和",
        (Check::TarSplit, Lang::En) => "the rebuilt tar hashes to the diffID",
        (Check::TarSplit, Lang::Zh) => "重建的 tar 的哈希等于 diffID",
        (Check::ImageName, Lang::En) => "the image ID is the hash of the config",
        (Check::ImageName, Lang::Zh) => "镜像 ID 就是配置的哈希",
        (Check::ImageLayers, Lang::En) => "every layer of every image exists",
        (Check::ImageLayers, Lang::Zh) => "每个镜像的各层都在",
        (Check::Names, Lang::En) => "every name leads to an image",
        (Check::Names, Lang::Zh) => "每个名称都指向一个镜像",
        (Check::ManifestName, Lang::En) => "manifests hash to their names",
        (Check::ManifestName, Lang::Zh) => "清单的哈希就是它的名字",
        (Check::ImageMetadata, Lang::En) => "metadata belongs to an image",
        (Check::ImageMetadata, Lang::Zh) => "附加记录属于某个镜像",
        (Check::Notes, Lang::En) => "blobs that are known were seen somewhere",
        (Check::Notes, Lang::Zh) => "记下的压缩包都有来源",
        (Check::MountRecord, Lang::En) => "the record of every container's layers",
        (Check::MountRecord, Lang::Zh) => "每个容器的层记录齐全",
        (Check::MountLayers, Lang::En) => "init and read-write layers stand on the image",
        (Check::MountLayers, Lang::Zh) => "init 层和读写层叠在镜像之上",
        (Check::Container, Lang::En) => "containers and their layers belong together",
        (Check::Container, Lang::Zh) => "容器与它的层一一对应",
        (Check::Merged, Lang::En) => "merged is there while a container runs",
        (Check::Merged, Lang::Zh) => "merged 只在容器运行时存在",
        (Check::Mounted, Lang::En) => "unions are mounted while containers run",
        (Check::Mounted, Lang::Zh) => "容器运行时，它的联合目录是挂载着的",
        (Check::Volume, Lang::En) => "the volumes of containers exist",
        (Check::Volume, Lang::Zh) => "容器用到的卷都在",
        (Check::Orphans, Lang::En) => "every directory belongs to something",
        (Check::Orphans, Lang::Zh) => "每个目录都有归属",
        (Check::Leftovers, Lang::En) => "nothing temporary is left over",
        (Check::Leftovers, Lang::Zh) => "没有遗留的临时文件",
    }
}

/// The beginning of a directory's name.
fn short(dir: LayerDir) -> String {
    match dir {
        LayerDir::Plain(id) => id.short(),
        LayerDir::Init(id) => id.short() + "…-init",
    }
}

const fn english_problem(problem: Problem) -> &'static str {
    match problem {
        Problem::Missing => "the file is missing",
        Problem::Damaged => "the file does not say what it should",
    }
}

const fn chinese_problem(problem: Problem) -> &'static str {
    match problem {
        Problem::Missing => "文件不见了",
        Problem::Damaged => "文件内容不对",
    }
}

fn english(finding: &Finding) -> String {
    match finding {
        Finding::RecordFile(problem)
        | Finding::NoLink(problem)
        | Finding::MountFile(problem)
        | Finding::ContainerFile(problem) => english_problem(*problem).to_owned(),
        Finding::ChainName { right } => format!("its parent and its content make the chainID {right}"),
        Finding::NoParent { parent } => format!("the layer {parent} is not there"),
        Finding::NoDiff => "the layer's files are missing".to_owned(),
        Finding::NoShortName { dir } => format!("the short name of {} is missing", short(*dir)),
        Finding::ShortNameElsewhere { dir } => format!("the short name of {} leads elsewhere", short(*dir)),
        Finding::BaseHasLower => "a base layer has nothing below it: this should not be here".to_owned(),
        Finding::WrongLower { right } => format!("it should say {right}"),
        Finding::NoWork => "the kernel's scratch directory is missing".to_owned(),
        Finding::NotCommitted { child } => {
            format!("the mark is missing, though {} stands on this layer", short(*child))
        }
        Finding::WrongSize { says, files } => format!("it says {says}, the files have {files} bytes"),
        Finding::NoTarSplit => "the records cannot be read".to_owned(),
        Finding::FileMissing => "a file of the layer is missing".to_owned(),
        Finding::FileChanged => "the file is not what was unpacked".to_owned(),
        Finding::WrongDiffId { right, found } => {
            format!("the rebuilt tar hashes to {}, not to {right}", found.prefixed())
        }
        Finding::ImageHash { found } => format!("the bytes hash to {}", found.prefixed()),
        Finding::ImageUnreadable => "the bytes are no image config".to_owned(),
        Finding::NoImageLayer { chain } => format!("the image needs the layer {chain}, which is not there"),
        Finding::NamesUnreadable { go } => format!("the file cannot be read: {go}"),
        Finding::NameLeadsNowhere { reference, image } => {
            format!("{reference} leads to {image}, which is not there")
        }
        Finding::NameElsewhere { reference } => format!("{reference} stands under another repository"),
        Finding::ManifestHash => "the bytes do not hash to the file's name".to_owned(),
        Finding::MetadataWithoutImage => "there is no such image".to_owned(),
        Finding::NoParentImage { parent } => format!("the image {parent} is not there"),
        Finding::BlobUnseen => "nothing tells where this blob was seen".to_owned(),
        Finding::NoContainerDir { container } => format!("a layer of the container {} is missing", container.short()),
        Finding::ContainerWithoutLayers => "layerdb/mounts knows no layers of this container".to_owned(),
        Finding::LayersWithoutContainer => "containers/ has no such container".to_owned(),
        Finding::OtherContainer { says } if says.is_empty() => "the file names no container".to_owned(),
        Finding::OtherContainer { says } => format!("the file is that of the container {says}"),
        Finding::RunningWithoutMerged { container } => {
            format!("the container {} runs, but its union is not there", container.short())
        }
        Finding::MergedWithoutRunning { container } => {
            format!("the container {} does not run, but this directory is there", container.short())
        }
        Finding::RunningNotMounted { container } => {
            format!("the container {} runs, but nothing is mounted here", container.short())
        }
        Finding::MountedNotRunning { container } => {
            format!("the container {} does not run, but its union is mounted here", container.short())
        }
        Finding::NoVolume { container, volume } => {
            format!("the container {} uses the volume {volume}, which is not there", container.short())
        }
        Finding::OrphanDir => "no layer and no container has this directory".to_owned(),
        Finding::OrphanShortName { .. } => "this leads to nothing that a layer or a container has".to_owned(),
        Finding::Leftover { .. } => "something temporary was left over".to_owned(),
    }
}

fn chinese(finding: &Finding) -> String {
    match finding {
        Finding::RecordFile(problem)
        | Finding::NoLink(problem)
        | Finding::MountFile(problem)
        | Finding::ContainerFile(problem) => chinese_problem(*problem).to_owned(),
        Finding::ChainName { right } => format!("按父层和内容算出的 chainID 应是 {right}"),
        Finding::NoParent { parent } => format!("层 {parent} 不存在"),
        Finding::NoDiff => "这一层的文件不见了".to_owned(),
        Finding::NoShortName { dir } => format!("{} 的短名字不见了", short(*dir)),
        Finding::ShortNameElsewhere { dir } => format!("{} 的短名字指到了别处", short(*dir)),
        Finding::BaseHasLower => "最底层下面没有别的层，这里不该有它".to_owned(),
        Finding::WrongLower { right } => format!("内容应为 {right}"),
        Finding::NoWork => "内核用的工作目录不见了".to_owned(),
        Finding::NotCommitted { child } => format!("{} 叠在这一层上，却没有这个标记", short(*child)),
        Finding::WrongSize { says, files } => format!("记的是 {says}，文件实际共 {files} 字节"),
        Finding::NoTarSplit => "记录无法读取".to_owned(),
        Finding::FileMissing => "这一层的一个文件不见了".to_owned(),
        Finding::FileChanged => "文件已不是当初解出来的样子".to_owned(),
        Finding::WrongDiffId { right, found } => {
            format!("重建的 tar 的哈希是 {}，而不是 {right}", found.prefixed())
        }
        Finding::ImageHash { found } => format!("内容的哈希是 {}", found.prefixed()),
        Finding::ImageUnreadable => "内容不是镜像配置".to_owned(),
        Finding::NoImageLayer { chain } => format!("镜像需要层 {chain}，但它不存在"),
        Finding::NamesUnreadable { go } => format!("文件无法读取：{go}"),
        Finding::NameLeadsNowhere { reference, image } => format!("{reference} 指向 {image}，但它不存在"),
        Finding::NameElsewhere { reference } => format!("{reference} 写在了别的仓库下面"),
        Finding::ManifestHash => "内容的哈希与文件名不符".to_owned(),
        Finding::MetadataWithoutImage => "没有这个镜像".to_owned(),
        Finding::NoParentImage { parent } => format!("镜像 {parent} 不存在"),
        Finding::BlobUnseen => "没有记录说明这个压缩包来自哪里".to_owned(),
        Finding::NoContainerDir { container } => format!("容器 {} 的一个层不见了", container.short()),
        Finding::ContainerWithoutLayers => "layerdb/mounts 里没有这个容器的层".to_owned(),
        Finding::LayersWithoutContainer => "containers/ 里没有这个容器".to_owned(),
        Finding::OtherContainer { says } if says.is_empty() => "文件里没有写明是哪个容器".to_owned(),
        Finding::OtherContainer { says } => format!("这是容器 {says} 的文件"),
        Finding::RunningWithoutMerged { container } => format!("容器 {} 在运行，联合目录却不在", container.short()),
        Finding::MergedWithoutRunning { container } => format!("容器 {} 没有运行，这个目录却还在", container.short()),
        Finding::RunningNotMounted { container } => format!("容器 {} 在运行，这里却没有挂载", container.short()),
        Finding::MountedNotRunning { container } => {
            format!("容器 {} 没有运行，它的联合目录却还挂载着", container.short())
        }
        Finding::NoVolume { container, volume } => format!("容器 {} 用到卷 {volume}，但它不存在", container.short()),
        Finding::OrphanDir => "没有层、也没有容器用这个目录".to_owned(),
        Finding::OrphanShortName { .. } => "它指向的东西不属于任何层或容器".to_owned(),
        Finding::Leftover { .. } => "有临时文件遗留下来".to_owned(),
    }
}

fn english_consequence(violation: &Violation) -> &'static str {
    let of_container = violation.check == Check::MountLayers;
    match &violation.finding {
        Finding::RecordFile(_) | Finding::NoParent { .. } if violation.check != Check::MountRecord => {
            "At its next start dockerd passes over this layer and over every image that needs it, with a line in its log. Pull the \
             image again."
        }
        Finding::NoParent { .. } | Finding::MountFile(_) | Finding::ContainerWithoutLayers => {
            "At its next start dockerd does not load the container: docker ps does not list it, its directories stay."
        }
        Finding::RecordFile(_) => "dockerd passes over what it cannot read.",
        Finding::ChainName { .. } => {
            "dockerd takes the directory's name as it is; but images look for the chainID computed from their config, and do not \
             find this layer."
        }
        Finding::NoDiff => {
            "Nothing is noticed until the layer is used: then docker run ends with \"no such file or directory\". Pull the image again."
        }
        Finding::NoLink(_) => "Nothing can be put on this layer: docker run ends with \"no such file or directory\".",
        Finding::NoShortName { .. } | Finding::ShortNameElsewhere { .. } if of_container => {
            "The container cannot be mounted: docker start ends with \"error creating overlay mount\". Docker does not make the link \
             anew; ln -s can."
        }
        Finding::NoShortName { .. } | Finding::ShortNameElsewhere { .. } => {
            "The mount options lead through this link: docker run ends with \"error creating overlay mount … no such file or \
             directory\", or shows another layer's files. Docker does not make it anew; ln -s can."
        }
        Finding::BaseHasLower => "dockerd would mount this layer, instead of taking its files as they are.",
        Finding::WrongLower { .. } => {
            "dockerd mounts what the file says and checks nothing: containers see other layers than their image has, or do not start."
        }
        Finding::NoWork => {
            "The mount fails: docker start ends with \"error creating overlay mount … no such file or directory\"."
        }
        Finding::NotCommitted { .. } => {
            "When this layer is read (push, save), dockerd mounts it so that it could be written to. It does not repair the mark."
        }
        Finding::WrongSize { .. } => {
            "docker images and docker history show what the file says. Nothing compares it with the files."
        }
        Finding::NoTarSplit => "Containers run all the same; docker push and docker save of the image fail.",
        Finding::FileMissing => {
            "Containers run without the file; docker push and docker save fail when they come to it."
        }
        Finding::FileChanged => {
            "Containers see the changed file, in every image that shares the layer; docker push and docker save end with \"file \
             integrity checksum failed\"."
        }
        Finding::WrongDiffId { .. } => {
            "Containers run all the same; docker push and docker save end with \"could not verify layer data\"."
        }
        Finding::ImageHash { .. } | Finding::ImageUnreadable => {
            "dockerd hashes the config whenever it reads it (\"failed to verify\"): the image cannot be used, and after the next start \
             it is not listed."
        }
        Finding::NoImageLayer { .. } => {
            "At its next start dockerd does not restore the image: \"layer does not exist, not restoring image\". Pull it again."
        }
        Finding::NamesUnreadable { .. } => {
            "dockerd goes on with what it has in memory and writes the file anew with the next name. If it is started before that, it \
             refuses: \"Couldn't create reference store repository\"."
        }
        Finding::NameLeadsNowhere { .. } => {
            "docker images leaves it out; pulling or tagging the name lets it lead somewhere again."
        }
        Finding::NameElsewhere { .. } => "dockerd does not find it by its name; it stays in the file.",
        Finding::ManifestHash => {
            "containerd does not look again at what it has. Docker reads the manifest when the image is pushed."
        }
        Finding::MetadataWithoutImage => "Nothing reads it, and nothing removes it.",
        Finding::NoParentImage { .. } => {
            "dockerd leaves the parent out: docker history ends at this image's own steps."
        }
        Finding::BlobUnseen => "The next pull still knows the layer; a push sends it again.",
        Finding::NoContainerDir { .. } => "docker start ends with \"no such file or directory\"; docker rm works.",
        Finding::LayersWithoutContainer => {
            "dockerd keeps the directories, and with them the image's layers, but no command leads to them."
        }
        Finding::ContainerFile(_) | Finding::OtherContainer { .. } => {
            "At its next start dockerd does not load the container, and says so in its log; its directories stay. While dockerd runs, \
             it writes the file anew at the next change."
        }
        Finding::RunningWithoutMerged { .. } | Finding::RunningNotMounted { .. } => {
            "The process keeps what it has mounted in its own namespace; docker exec and docker cp on the host side fail."
        }
        Finding::MountedNotRunning { .. } => {
            "docker rm ends with \"device or resource busy\" until somebody unmounts it; docker start mounts another one on top."
        }
        Finding::MergedWithoutRunning { .. } => "docker start uses it as its mount point; docker rm removes it.",
        Finding::NoVolume { .. } => {
            "docker start makes an empty volume of this name, or fails if only its directory is gone."
        }
        Finding::OrphanDir => {
            "No docker command knows it, docker system prune neither: it takes up room until somebody removes it by hand."
        }
        Finding::OrphanShortName { .. } => "Nothing reads it, and nothing removes it.",
        Finding::Leftover { .. } => {
            "What crashed half way leaves such things; dockerd removes some of them when it starts or stops."
        }
    }
}

fn chinese_consequence(violation: &Violation) -> &'static str {
    let of_container = violation.check == Check::MountLayers;
    match &violation.finding {
        Finding::RecordFile(_) | Finding::NoParent { .. } if violation.check != Check::MountRecord => {
            "dockerd 下次启动时会跳过这一层，以及用到它的所有镜像，只在日志里记一行。重新拉取镜像即可。"
        }
        Finding::NoParent { .. } | Finding::MountFile(_) | Finding::ContainerWithoutLayers => {
            "dockerd 下次启动时不会加载这个容器：docker ps 看不到它，目录却还留着。"
        }
        Finding::RecordFile(_) => "dockerd 会跳过读不懂的东西。",
        Finding::ChainName { .. } => "dockerd 不核对目录名；但镜像按配置算出 chainID 再去找层，所以找不到它。",
        Finding::NoDiff => "用到之前不会有人发现：docker run 时才报 \"no such file or directory\"。重新拉取镜像即可。",
        Finding::NoLink(_) => "没法再往这一层上叠东西：docker run 报 \"no such file or directory\"。",
        Finding::NoShortName { .. } | Finding::ShortNameElsewhere { .. } if of_container => {
            "容器无法挂载：docker start 报 \"error creating overlay mount\"。Docker 不会重建这个链接，要用 ln -s 手工补上。"
        }
        Finding::NoShortName { .. } | Finding::ShortNameElsewhere { .. } => {
            "挂载选项要经过这个链接：docker run 报 \"error creating overlay mount … no such file or directory\"，或者看到别的层的文件。\
             Docker 不会重建它，要用 ln -s 手工补上。"
        }
        Finding::BaseHasLower => "dockerd 会去挂载这一层，而不是直接使用它的文件。",
        Finding::WrongLower { .. } => "dockerd 照文件里写的挂载，不做核对：容器看到的层与镜像不符，或者根本启动不了。",
        Finding::NoWork => "挂载失败：docker start 报 \"error creating overlay mount … no such file or directory\"。",
        Finding::NotCommitted { .. } => "读取这一层时（push、save），dockerd 会把它挂成可写的。这个标记它不会补。",
        Finding::WrongSize { .. } => "docker images 和 docker history 照文件里的数显示，没有人去核对。",
        Finding::NoTarSplit => "容器照常运行；docker push 和 docker save 会失败。",
        Finding::FileMissing => "容器照常运行，只是少了这个文件；docker push 和 docker save 走到它时失败。",
        Finding::FileChanged => {
            "凡是共用这一层的镜像，容器看到的都是改过的文件；docker push 和 docker save 报 \"file integrity checksum failed\"。"
        }
        Finding::WrongDiffId { .. } => "容器照常运行；docker push 和 docker save 报 \"could not verify layer data\"。",
        Finding::ImageHash { .. } | Finding::ImageUnreadable => {
            "dockerd 每次读配置都会算哈希（\"failed to verify\"）：这个镜像不能用了，下次启动后也不再列出。"
        }
        Finding::NoImageLayer { .. } => {
            "dockerd 下次启动时不会恢复这个镜像：\"layer does not exist, not restoring image\"。重新拉取即可。"
        }
        Finding::NamesUnreadable { .. } => {
            "dockerd 继续用内存里的内容，下次改动名称时会重写这个文件。如果在那之前重启，它会拒绝启动：\
             \"Couldn't create reference store repository\"。"
        }
        Finding::NameLeadsNowhere { .. } => "docker images 不显示它；重新拉取或打标签后，这个名称又有了去处。",
        Finding::NameElsewhere { .. } => "dockerd 按名称找不到它；它会一直留在文件里。",
        Finding::ManifestHash => "已有的内容 containerd 不会再检查。推送镜像时 Docker 才会读这个清单。",
        Finding::MetadataWithoutImage => "没有人读它，也没有人删它。",
        Finding::NoParentImage { .. } => "dockerd 会忽略这个父镜像：docker history 只到这个镜像自己的步骤为止。",
        Finding::BlobUnseen => "下次拉取仍认得这一层；推送时会重新上传。",
        Finding::NoContainerDir { .. } => "docker start 报 \"no such file or directory\"；docker rm 仍然可用。",
        Finding::LayersWithoutContainer => "dockerd 会保留这些目录，连同镜像的层，但没有命令能找到它们。",
        Finding::ContainerFile(_) | Finding::OtherContainer { .. } => {
            "dockerd 下次启动时不会加载这个容器，只在日志里说明；目录还留着。如果 dockerd 正在运行，状态下次变化时它会重写这个文件。"
        }
        Finding::RunningWithoutMerged { .. } | Finding::RunningNotMounted { .. } => {
            "进程在自己的命名空间里仍挂着原来的文件；从宿主机一侧执行的 docker exec 和 docker cp 会失败。"
        }
        Finding::MountedNotRunning { .. } => {
            "在有人卸载它之前，docker rm 报 \"device or resource busy\"；docker start 会在上面再挂一次。"
        }
        Finding::MergedWithoutRunning { .. } => "docker start 会用它作挂载点；docker rm 会删掉它。",
        Finding::NoVolume { .. } => "docker start 会新建一个同名的空卷；如果只是卷的目录不见了，则启动失败。",
        Finding::OrphanDir => "没有 docker 命令认得它，docker system prune 也不例外：除非手工删除，它会一直占着空间。",
        Finding::OrphanShortName { .. } => "没有人读它，也没有人删它。",
        Finding::Leftover { .. } => "中途崩溃会留下这类东西；dockerd 启动或停止时会清理其中一部分。",
    }
}
