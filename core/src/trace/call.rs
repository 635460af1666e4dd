//! System calls of programs, as causes of steps.

use super::{Lang, Operation};

/// A system call of a program that writes, with the paths as the program gave them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// `open`, which makes the file or empties it.
    Open(String),
    /// `write`, and how many bytes.
    Write(String, u64),
    /// `truncate`, and to how many bytes.
    Truncate(String, u64),
    /// `mkdir`
    Mkdir(String),
    /// `rmdir`
    Rmdir(String),
    /// `unlink`
    Unlink(String),
    /// `rename`: from, to.
    Rename(String, String),
    /// `link`: what, the further name.
    Link(String, String),
    /// `symlink`: what it says, where.
    Symlink(String, String),
    /// `mknod`
    Mknod(String),
    /// `chmod`, and to which mode.
    Chmod(String, u16),
    /// `chown`, and to which user and group.
    Chown(String, Option<u32>, Option<u32>),
    /// `utimensat`
    Utimes(String),
    /// `setxattr`: the file, the attribute.
    Setxattr(String, String),
    /// `removexattr`: the file, the attribute.
    Removexattr(String, String),
    /// `mount`: where.
    Mount(String),
    /// `umount`: where.
    Umount(String),
}

impl Call {
    /// `open` of a path.
    pub fn open(path: &[u8]) -> Self {
        Self::Open(shown(path))
    }

    /// `write` to a file that was opened by this path.
    pub fn write(path: &[u8], bytes: u64) -> Self {
        Self::Write(shown(path), bytes)
    }

    /// The system call's name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::Write(..) => "write",
            Self::Truncate(..) => "truncate",
            Self::Mkdir(_) => "mkdir",
            Self::Rmdir(_) => "rmdir",
            Self::Unlink(_) => "unlink",
            Self::Rename(..) => "rename",
            Self::Link(..) => "link",
            Self::Symlink(..) => "symlink",
            Self::Mknod(_) => "mknod",
            Self::Chmod(..) => "chmod",
            Self::Chown(..) => "chown",
            Self::Utimes(_) => "utimensat",
            Self::Setxattr(..) => "setxattr",
            Self::Removexattr(..) => "removexattr",
            Self::Mount(_) => "mount",
            Self::Umount(_) => "umount",
        }
    }

    /// What kind of write it is.
    pub const fn operation(&self) -> Operation {
        match self {
            Self::Open(_) => Operation::Create,
            Self::Write(..) | Self::Truncate(..) => Operation::Write,
            Self::Mkdir(_) => Operation::Mkdir,
            Self::Rmdir(_) | Self::Unlink(_) => Operation::Unlink,
            Self::Rename(..) => Operation::Rename,
            Self::Link(..) => Operation::Link,
            Self::Symlink(..) => Operation::Symlink,
            Self::Mknod(_) => Operation::Mknod,
            Self::Chmod(..) | Self::Chown(..) | Self::Utimes(_) => Operation::Attributes,
            Self::Setxattr(..) | Self::Removexattr(..) => Operation::Setxattr,
            Self::Mount(_) | Self::Umount(_) => Operation::Mount,
        }
    }
}

/// A path in words: bytes that are not UTF-8 show as U+FFFD.
pub fn shown(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

/// What a call does, in words: the headline of a step.
pub(super) fn headline(program: &str, call: &Call, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let what = match call {
        Call::Open(path) if zh => format!("打开 {path} 来写：没有就新建，有就清空"),
        Call::Open(path) => format!("opens {path} to write: makes or empties it"),
        Call::Write(path, bytes) if zh => format!("向 {path} 写入 {bytes} 字节"),
        Call::Write(path, bytes) => format!("writes {bytes} bytes to {path}"),
        Call::Truncate(path, size) if zh => format!("把 {path} 截成 {size} 字节"),
        Call::Truncate(path, size) => format!("cuts {path} to {size} bytes"),
        Call::Mkdir(path) if zh => format!("新建目录 {path}"),
        Call::Mkdir(path) => format!("makes the directory {path}"),
        Call::Rmdir(path) if zh => format!("删除空目录 {path}"),
        Call::Rmdir(path) => format!("removes the empty directory {path}"),
        Call::Unlink(path) if zh => format!("删除 {path}"),
        Call::Unlink(path) => format!("removes {path}"),
        Call::Rename(from, to) if zh => format!("把 {from} 改名为 {to}"),
        Call::Rename(from, to) => format!("renames {from} to {to}"),
        Call::Link(from, to) if zh => format!("给 {from} 添一个硬链接 {to}"),
        Call::Link(from, to) => format!("gives {from} the further name {to}"),
        Call::Symlink(target, path) if zh => format!("新建符号链接 {path}，指向 {target}"),
        Call::Symlink(target, path) => format!("makes {path}, a symbolic link to {target}"),
        Call::Mknod(path) if zh => format!("新建特殊文件 {path}"),
        Call::Mknod(path) => format!("makes the special file {path}"),
        Call::Chmod(path, mode) if zh => format!("把 {path} 的权限改为 {mode:04o}"),
        Call::Chmod(path, mode) => format!("sets the mode of {path} to {mode:04o}"),
        Call::Chown(path, ..) if zh => format!("把 {path} 的属主改为 {}", owner(call)),
        Call::Chown(path, ..) => format!("sets the owner of {path} to {}", owner(call)),
        Call::Utimes(path) if zh => format!("修改 {path} 的时间"),
        Call::Utimes(path) => format!("sets the times of {path}"),
        Call::Setxattr(path, name) if zh => format!("给 {path} 设置扩展属性 {name}"),
        Call::Setxattr(path, name) => format!("sets the extended attribute {name} of {path}"),
        Call::Removexattr(path, name) if zh => format!("删除 {path} 的扩展属性 {name}"),
        Call::Removexattr(path, name) => format!("removes the extended attribute {name} of {path}"),
        Call::Mount(path) if zh => format!("在 {path} 上挂载"),
        Call::Mount(path) => format!("mounts something on {path}"),
        Call::Umount(path) if zh => format!("卸载 {path}"),
        Call::Umount(path) => format!("unmounts {path}"),
    };
    if zh { format!("{program}：{what}") } else { format!("{program} {what}") }
}

/// `user:group`, with an empty part for what stays.
fn owner(call: &Call) -> String {
    let Call::Chown(_, uid, gid) = call else { return String::new() };
    let shown = |id: &Option<u32>| id.map(|id| id.to_string()).unwrap_or_default();
    format!("{}:{}", shown(uid), shown(gid))
}
