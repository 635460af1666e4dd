//! Words for what dockerd does with volumes.

use super::{Lang, Words};
use crate::trace::Volumes;

pub(super) fn words(cause: &Volumes, lang: Lang) -> Words {
    match (cause, lang) {
        (Volumes::DirCreated { name }, Lang::En) => (
            format!("The volume {name} gets a directory"),
            "Volumes are directories of the host, outside all layers: what is written to them is in no image and survives the container.",
        ),
        (Volumes::DirCreated { name }, Lang::Zh) => (
            format!("为卷 {name} 建立目录"),
            "卷是宿主机上的目录，不在任何层里：写进去的内容不属于镜像，容器删除后也还在。",
        ),
        (Volumes::DataCreated { .. }, Lang::En) => (
            "_data is made".to_owned(),
            "This is what containers see of the volume. It is bind-mounted, not part of the union.",
        ),
        (Volumes::DataCreated { .. }, Lang::Zh) => {
            ("建立 _data".to_owned(), "容器看到的就是这个目录。它是绑定挂载进去的，不属于联合目录。")
        }
        (Volumes::Filled { place, .. }, Lang::En) => (
            format!("What the image has at {place} is copied into the volume"),
            "Only while the volume is empty, and only when a container is made. Afterwards the two have nothing to do with one another.",
        ),
        (Volumes::Filled { place, .. }, Lang::Zh) => {
            (format!("把镜像里 {place} 的内容复制到卷里"), "只在卷是空的、而且正在创建容器时才复制。此后两者互不相干。")
        }
        (Volumes::Removed { name }, Lang::En) => (
            format!("The volume {name} is removed"),
            "docker rm leaves volumes alone; docker rm -v takes the anonymous ones along.",
        ),
        (Volumes::Removed { name }, Lang::Zh) => {
            (format!("删除卷 {name}"), "docker rm 不动卷；docker rm -v 会连同匿名卷一起删除。")
        }
    }
}
