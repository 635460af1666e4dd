//! Words for what dockerd and runc do for a container outside its layers.

use super::{Lang, Words};
use crate::trace::{Lifecycle, Saved};

pub(super) fn words(cause: &Lifecycle, lang: Lang) -> Words {
    match lang {
        Lang::En => english(cause),
        Lang::Zh => chinese(cause),
    }
}

fn english(cause: &Lifecycle) -> Words {
    match cause {
        Lifecycle::DirCreated { container } => (
            format!("containers/{} is made", container.short()),
            "What dockerd knows of the container will be here, not its files: those are in overlay2/.",
        ),
        Lifecycle::CheckpointsCreated { .. } => {
            ("checkpoints/ is made".to_owned(), "For frozen states of the running container. It stays empty.")
        }
        Lifecycle::HostConfigWritten { .. } => (
            "hostconfig.json is written".to_owned(),
            "What the container was asked to be on this host: its binds, ports, limits. Written anew together with config.v2.json.",
        ),
        Lifecycle::ConfigWritten { why, .. } => {
            let (what, why) = saved_english(*why);
            (format!("config.v2.json is written: {what}"), why)
        }
        Lifecycle::WorkingDirMade { path, .. } => (
            format!("The working directory {path} is made"),
            "The image names it but does not have it. It is the first thing in the read-write layer.",
        ),
        Lifecycle::LentFileWritten { name: "hosts", .. } => (
            "hosts is written".to_owned(),
            "It stays here, outside the layers, and is mounted over the empty file of the init layer. So it can be right at each start.",
        ),
        Lifecycle::LentFileWritten { name, .. } => (
            format!("{name} is written"),
            "It stays here, outside the layers, and is mounted over the empty file of the init layer.",
        ),
        Lifecycle::ResolvConfHashWritten { .. } => (
            "resolv.conf.hash is written".to_owned(),
            "By it dockerd sees whether somebody edited resolv.conf in the container: then it leaves it alone.",
        ),
        Lifecycle::MountsCreated { .. } => (
            "mounts/ is made".to_owned(),
            "/dev/shm was once mounted here. Now runc mounts it in the container: this stays empty.",
        ),
        Lifecycle::LogCreated { .. } => (
            "The log is made, empty".to_owned(),
            "What the container's program prints comes here: docker logs reads it.",
        ),
        Lifecycle::NamespaceMade { .. } => (
            "The container gets mounts of its own".to_owned(),
            "Its root is merged/. /proc, /sys, /dev are mounted in it alone: on the host, merged/dev is what the layers have.",
        ),
        Lifecycle::SourceMade { path, .. } => (
            format!("{path} is made on the host"),
            "-v names it and it was not there: dockerd makes an empty directory, which belongs to root.",
        ),
        Lifecycle::TargetMade { path, .. } => (
            format!("{path} is made in the container"),
            "Something is to be mounted there and the image has no such place. It lands in the read-write layer.",
        ),
        Lifecycle::BindMounted { source, target, .. } => (
            format!("{source} is mounted on {target}"),
            "In the container's own namespace: what is written there goes to the host's file and not to the layer.",
        ),
        Lifecycle::ProcessStarted { command, .. } => (
            format!("A process starts: {command}"),
            "It sees the container's mounts as its root. To the host it is a process like others.",
        ),
        Lifecycle::LogAppended { lines: 1, .. } => {
            ("A line is added to the log".to_owned(), "As JSON: the text, which output it came from, and when.")
        }
        Lifecycle::LogAppended { lines, .. } => {
            (format!("{lines} lines are added to the log"), "As JSON: the text, which output it came from, and when.")
        }
        Lifecycle::Signalled { signal, .. } => (
            format!("The first process gets {signal}"),
            "A first process that does nothing about a signal is not ended by it, except by SIGKILL.",
        ),
        Lifecycle::ProcessEnded { status, .. } => (
            format!("The first process has ended with status {status}"),
            "So has the container: all its other processes are killed. 137 means SIGKILL, 143 SIGTERM.",
        ),
        Lifecycle::DirRemoved { container } => (
            format!("containers/{} is removed", container.short()),
            "The last of the container: its configs, its log, the files that it was lent.",
        ),
    }
}

const fn saved_english(why: Saved) -> (&'static str, &'static str) {
    match why {
        Saved::Created => {
            ("the container is new", "The image's config with what was asked for on top, and the state: not running.")
        }
        Saved::Registered => ("the container is complete", "From here on docker ps -a shows it."),
        Saved::Starting => ("it is about to start", "Its network is known now."),
        Saved::Started => ("it runs", "The state has a Pid and a time now."),
        Saved::StartFailed => ("it could not be started", "The state says why, and with which exit code."),
        Saved::Stopping => ("it is told to stop", "HasBeenManuallyStopped: a restart policy will not bring it back."),
        Saved::Ended => ("it has ended", "The exit code and the time are kept; its files stay where they are."),
        Saved::Removing => {
            ("it is being removed", "If dockerd stops half way, it knows at its next start what to finish.")
        }
        Saved::Changed => ("something about it was changed", "The daemon's memory and this file always say the same."),
    }
}

fn chinese(cause: &Lifecycle) -> Words {
    match cause {
        Lifecycle::DirCreated { container } => (
            format!("建立 containers/{}", container.short()),
            "这里存放 dockerd 对该容器的记录，而不是容器里的文件：那些在 overlay2/ 中。",
        ),
        Lifecycle::CheckpointsCreated { .. } => {
            ("建立 checkpoints/".to_owned(), "用来存放运行中容器的冻结状态，一直是空的。")
        }
        Lifecycle::HostConfigWritten { .. } => (
            "写入 hostconfig.json".to_owned(),
            "容器在本机应当怎样运行：绑定挂载、端口、资源限制。总是和 config.v2.json 一起重写。",
        ),
        Lifecycle::ConfigWritten { why, .. } => {
            let (what, why) = saved_chinese(*why);
            (format!("写入 config.v2.json：{what}"), why)
        }
        Lifecycle::WorkingDirMade { path, .. } => {
            (format!("建立工作目录 {path}"), "镜像指定了它，却没有这个目录。它是读写层里的第一样东西。")
        }
        Lifecycle::LentFileWritten { name: "hosts", .. } => (
            "写入 hosts".to_owned(),
            "它放在这里，不属于任何层，运行时挂载在 init 层的空文件之上，所以每次启动都能重新写对。",
        ),
        Lifecycle::LentFileWritten { name, .. } => {
            (format!("写入 {name}"), "它放在这里，不属于任何层，运行时挂载在 init 层的空文件之上。")
        }
        Lifecycle::ResolvConfHashWritten { .. } => {
            ("写入 resolv.conf.hash".to_owned(), "dockerd 据此判断容器里的 resolv.conf 是否被人改过：改过就不再动它。")
        }
        Lifecycle::MountsCreated { .. } => {
            ("建立 mounts/".to_owned(), "从前 /dev/shm 挂载在这里；现在由 runc 在容器内挂载，所以它一直是空的。")
        }
        Lifecycle::LogCreated { .. } => {
            ("建立空的日志文件".to_owned(), "容器里的程序打印的内容会写到这里，docker logs 读的就是它。")
        }
        Lifecycle::NamespaceMade { .. } => (
            "容器有了自己的挂载命名空间".to_owned(),
            "它的根是 merged/。/proc、/sys、/dev 只挂载在容器里：在主机上看，merged/dev 只有各层里的内容。",
        ),
        Lifecycle::SourceMade { path, .. } => {
            (format!("在主机上新建 {path}"), "-v 指定了它，而它不存在：dockerd 会建一个属于 root 的空目录。")
        }
        Lifecycle::TargetMade { path, .. } => {
            (format!("在容器里新建 {path}"), "这里要挂载东西，而镜像里没有这个位置。新建的内容落在读写层。")
        }
        Lifecycle::BindMounted { source, target, .. } => (
            format!("把 {source} 挂载到 {target}"),
            "挂载只在容器自己的命名空间里：往那里写，写到的是主机上的文件，而不是容器层。",
        ),
        Lifecycle::ProcessStarted { command, .. } => {
            (format!("启动进程：{command}"), "它以容器的挂载为根；对主机来说，它和别的进程一样。")
        }
        Lifecycle::LogAppended { lines, .. } => {
            (format!("日志增加 {lines} 行"), "每行是一个 JSON：内容、来自哪个输出、时间。")
        }
        Lifecycle::Signalled { signal, .. } => {
            (format!("向第一个进程发送 {signal}"), "第一个进程若不处理某个信号，就不会因它而结束，SIGKILL 除外。")
        }
        Lifecycle::ProcessEnded { status, .. } => (
            format!("第一个进程结束，退出码 {status}"),
            "容器随之结束，其余进程都被杀死。137 表示 SIGKILL，143 表示 SIGTERM。",
        ),
        Lifecycle::DirRemoved { container } => {
            (format!("删除 containers/{}", container.short()), "容器的最后一部分：配置、日志，以及借给它的那些文件。")
        }
    }
}

const fn saved_chinese(why: Saved) -> (&'static str, &'static str) {
    match why {
        Saved::Created => ("新容器", "镜像的配置，加上命令行的要求，以及状态：未运行。"),
        Saved::Registered => ("容器已完整", "从此 docker ps -a 能看到它。"),
        Saved::Starting => ("即将启动", "它的网络已经确定。"),
        Saved::Started => ("正在运行", "状态里有了 Pid 和启动时间。"),
        Saved::StartFailed => ("启动失败", "状态里记下原因和退出码。"),
        Saved::Stopping => ("被要求停止", "HasBeenManuallyStopped：重启策略不会再把它拉起来。"),
        Saved::Ended => ("已经结束", "记下退出码和时间；它的文件都留在原处。"),
        Saved::Removing => ("正在删除", "即使 dockerd 中途停止，下次启动时也知道还要做完什么。"),
        Saved::Changed => ("有所更改", "守护进程的内存和这个文件始终一致。"),
    }
}
