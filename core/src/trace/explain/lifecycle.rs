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
            (format!("建立工作目录 {path}"), "镜像指定了它，却没有这个目录。它是可读写层里的第一样东西。")
        }
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
