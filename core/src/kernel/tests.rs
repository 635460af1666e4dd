//! The calls on a plain filesystem. Rows of tables: what is tried, and what Linux 6.18 on ext4 answers.

use super::*;
use crate::clock::Time;
use crate::vfs::{Content, Dev, Errno, FileType};

/// What a row tries.
type Call = fn(&mut Kernel, &Task) -> Result<(), Errno>;

fn kernel() -> Kernel {
    let mut kernel = Kernel::new(Fs::new(Time::from_secs(1)));
    let task = Task::host_root();
    for dir in ["/d", "/d/e", "/tmp"] {
        kernel.mkdir(&task, dir.as_bytes(), 0o755).unwrap();
    }
    kernel.chmod(&task, b"/tmp", 0o1777).unwrap();
    kernel.write_file(&task, b"/d/f", b"text", 0o644).unwrap();
    for (target, link) in
        [("f", "/d/l"), ("/d", "/abs"), ("nowhere", "/d/dangling"), ("loop", "/d/loop"), ("e/", "/d/s")]
    {
        kernel.symlink(&task, target.as_bytes(), link.as_bytes()).unwrap();
    }
    kernel
}

fn user(uid: u32) -> Task {
    Task { uid, gid: uid, ..Task::host_root() }
}

fn result<T>(result: Result<T, Errno>) -> &'static str {
    result.map_or_else(Errno::name, |_| "ok")
}

#[test]
fn walking() {
    let kernel = kernel();
    let task = Task::host_root();
    let long = format!("/d/{}", "n".repeat(256));
    let rows = [
        ("", "ENOENT"),
        ("/", "ok"),
        ("//d//e/", "ok"),
        ("/d/f/", "ENOTDIR"),
        ("/d/f/x", "ENOTDIR"),
        ("/d/f/..", "ENOTDIR"),
        ("/d/l/", "ENOTDIR"),
        ("/d/s", "ok"),
        ("/d/dangling", "ENOENT"),
        ("/d/loop", "ELOOP"),
        ("/abs/e/../l", "ok"),
        ("/../../d", "ok"),
        ("/nope/..", "ENOENT"),
        (&long, "ENAMETOOLONG"),
        ("d/f", "ok"),
    ];
    for (path, expected) in rows {
        assert_eq!(result(kernel.stat(&task, path.as_bytes(), Follow::Yes)), expected, "{path}");
    }
    assert_eq!(kernel.realpath(&task, b"/abs/e/../l").unwrap().to_string(), "/d/f");
    let mut task = task;
    kernel.chdir(&mut task, b"/abs/s").unwrap();
    assert_eq!(task.cwd.to_string(), "/d/e");
    assert_eq!(kernel.realpath(&task, b"../f").unwrap().to_string(), "/d/f");
}

#[test]
fn names() {
    let rows: &[(&str, Call, &str)] = &[
        ("mkdir over a link", |k, t| k.mkdir(t, b"/d/dangling/", 0o755), "EEXIST"),
        ("mkdir .", |k, t| k.mkdir(t, b"/d/.", 0o755), "EEXIST"),
        ("mkdir with slash", |k, t| k.mkdir(t, b"/d/new/", 0o755), "ok"),
        ("symlink with slash", |k, t| k.symlink(t, b"x", b"/d/new/"), "ENOENT"),
        ("create with slash", |k, t| k.open(t, b"/d/new/", OpenHow::replace(0o644)).map(drop), "EISDIR"),
        ("create through dangling", |k, t| k.write_file(t, b"/d/dangling", b"", 0o644), "ok"),
        ("rmdir .", |k, t| k.rmdir(t, b"/d/."), "EINVAL"),
        ("rmdir ..", |k, t| k.rmdir(t, b"/d/.."), "ENOTEMPTY"),
        ("rmdir /", |k, t| k.rmdir(t, b"/"), "EBUSY"),
        ("rmdir file", |k, t| k.rmdir(t, b"/d/f"), "ENOTDIR"),
        ("unlink dir", |k, t| k.unlink(t, b"/d/e"), "EISDIR"),
        ("unlink file/", |k, t| k.unlink(t, b"/d/f/"), "ENOTDIR"),
        ("unlink .", |k, t| k.unlink(t, b"/d/."), "EISDIR"),
        ("into itself", |k, t| k.rename(t, b"/d", b"/d/e/x", RenameFlags::default()), "EINVAL"),
        ("over ancestor", |k, t| k.rename(t, b"/d/e", b"/d", RenameFlags::default()), "ENOTEMPTY"),
        ("dir over file", |k, t| k.rename(t, b"/d/e", b"/d/f", RenameFlags::default()), "ENOTDIR"),
        ("file over dir", |k, t| k.rename(t, b"/d/f", b"/d/e", RenameFlags::default()), "EISDIR"),
        ("file to slash", |k, t| k.rename(t, b"/d/f", b"/d/g/", RenameFlags::default()), "ENOTDIR"),
        ("rename .", |k, t| k.rename(t, b"/d/.", b"/x", RenameFlags::default()), "EBUSY"),
        ("link dir", |k, t| k.link(t, b"/d/e", b"/x", Follow::No), "EPERM"),
        ("link link", |k, t| k.link(t, b"/d/dangling", b"/x", Follow::No), "ok"),
        ("truncate dir", |k, t| k.truncate(t, b"/d", 0), "EISDIR"),
        (
            "open dir to write",
            |k, t| k.open(t, b"/d", OpenHow { access: Access::Write, ..OpenHow::read() }).map(drop),
            "EISDIR",
        ),
        ("create a dir", |k, t| k.open(t, b"/d", OpenHow::append(0)).map(drop), "EISDIR"),
    ];
    for (what, call, expected) in rows {
        assert_eq!(result(call(&mut kernel(), &Task::host_root())), *expected, "{what}");
    }
}

#[test]
fn permissions() {
    let rows: &[(&str, Call, &str)] = &[
        ("create in another's dir", |k, t| k.mkdir(t, b"/d/x", 0o755), "EACCES"),
        ("unlink in another's dir", |k, t| k.unlink(t, b"/d/f"), "EACCES"),
        ("read", |k, t| k.content(t, b"/d/f").map(drop), "ok"),
        ("write", |k, t| k.append_file(t, b"/d/f", b"x", 0), "EACCES"),
        ("chmod", |k, t| k.chmod(t, b"/d/f", 0), "EPERM"),
        ("chown", |k, t| k.chown(t, b"/d/f", Some(7), None, Follow::Yes), "EPERM"),
        ("own file, given away", |k, t| k.chown(t, b"/tmp/mine", Some(8), None, Follow::Yes), "EPERM"),
        ("own file, chmod", |k, t| k.chmod(t, b"/tmp/mine", 0o600), "ok"),
        ("sticky", |k, t| k.unlink(t, b"/tmp/roots"), "EPERM"),
        ("device", |k, t| k.mknod(t, b"/tmp/x", Special::Char(Dev { major: 1, minor: 3 }), 0o600), "EPERM"),
        ("device 0:0", |k, t| k.mknod(t, b"/tmp/x", Special::Char(Dev::ZERO), 0o600), "ok"),
        ("trusted", |k, t| k.setxattr(t, b"/tmp/mine", (b"trusted.x", b""), SetXattr::Any, Follow::Yes), "EPERM"),
        ("hard link", |k, t| k.link(t, b"/d/f", b"/tmp/x", Follow::No), "EPERM"),
        ("mount", |k, t| k.mount(t, "x", b"/tmp", MountKind::Overlay, "").map(drop), "EPERM"),
    ];
    for (what, call, expected) in rows {
        let mut kernel = kernel();
        kernel.write_file(&Task::host_root(), b"/tmp/roots", b"", 0o644).unwrap();
        kernel.write_file(&user(7), b"/tmp/mine", b"", 0o644).unwrap();
        assert_eq!(result(call(&mut kernel, &user(7))), *expected, "{what}");
    }
}

#[test]
fn open_files_share_their_offset_and_outlive_their_names() {
    let mut kernel = kernel();
    let task = Task::host_root();
    let file = kernel.open(&task, b"/d/new", OpenHow { access: Access::ReadWrite, ..OpenHow::replace(0o644) }).unwrap();
    let again = kernel.dup(file).unwrap();
    kernel.write(&task, file, b"one ").unwrap();
    kernel.write(&task, again, b"two").unwrap();
    kernel.unlink(&task, b"/d/new").unwrap();
    kernel.close(again).unwrap();
    assert_eq!(kernel.read_at(file, 0, 100).unwrap(), b"one two");
    assert_eq!(kernel.fstat(file).unwrap().nlink, 0);
    kernel.close(file).unwrap();
    assert_eq!(kernel.fstat(file), Err(Errno::EBADF));
}

#[test]
fn writing_takes_set_id_bits_from_others() {
    let mut kernel = kernel();
    let task = user(7);
    kernel.write_file(&task, b"/tmp/s", b"", 0o600).unwrap();
    kernel.chmod(&task, b"/tmp/s", 0o4755).unwrap();
    kernel.append_file(&task, b"/tmp/s", b"x", 0).unwrap();
    assert_eq!(kernel.stat(&task, b"/tmp/s", Follow::Yes).unwrap().mode, 0o755);
}

#[test]
fn mounts_and_namespaces() {
    let mut kernel = kernel();
    let root = Task::host_root();
    let tmpfs = MountKind::Memory { fstype: "tmpfs", content: Fs::new(Time::from_secs(2)) };
    kernel.mount(&root, "tmpfs", b"/d/e", tmpfs, "rw,size=1k").unwrap();
    kernel.mkdir(&root, b"/d/e/etc", 0o755).unwrap();
    kernel.write_file(&root, b"/d/e/etc/hosts", b"", 0o644).unwrap();
    let ns = kernel.new_namespace(&root, b"/d/e", MountAccess::ReadWrite).unwrap();
    let inside = Task::root_in(ns, Privilege::Container);
    kernel.bind((&root, b"/d/f"), (&inside, b"/etc/hosts"), MountAccess::ReadOnly).unwrap();
    assert_eq!(&*kernel.read_file(&inside, b"/etc/hosts").unwrap(), b"text");
    assert_eq!(&*kernel.read_file(&root, b"/d/e/etc/hosts").unwrap(), b"");
    assert_eq!(kernel.append_file(&inside, b"/etc/hosts", b"x", 0), Err(Errno::EROFS));
    assert_eq!(kernel.unlink(&inside, b"/etc/hosts"), Err(Errno::EBUSY));
    assert_eq!(kernel.rename(&root, b"/d/e/etc", b"/d/etc", RenameFlags::default()), Err(Errno::EXDEV));
    assert_eq!(kernel.realpath(&inside, b"/etc/../../etc").unwrap().to_string(), "/etc");
    assert_eq!(kernel.realpath(&root, b"/d/e/..").unwrap().to_string(), "/d");
    let shown: Vec<_> =
        kernel.mounts(ns).iter().map(|m| format!("{} {} {} {}", m.source, m.target, m.fstype, m.options)).collect();
    assert_eq!(shown, ["tmpfs / tmpfs rw,size=1k", "/dev/sda1 /etc/hosts ext4 ro,relatime"]);
    assert_eq!(kernel.umount(&root, b"/d"), Err(Errno::EINVAL));
    kernel.umount(&root, b"/d/e").unwrap();
    assert_eq!(kernel.stat(&root, b"/d/e/etc", Follow::Yes), Err(Errno::ENOENT));
    assert_eq!(kernel.stat(&inside, b"/etc", Follow::Yes).unwrap().file_type, FileType::Dir);
    kernel.remove_namespace(ns);
    assert_eq!(kernel.stat(&inside, b"/etc", Follow::Yes), Err(Errno::EINVAL));
}

#[test]
fn unknown_content_is_never_invented() {
    let mut kernel = kernel();
    let task = Task::host_root();
    kernel.write_content(&task, b"/big", Content::Known { size: 1 << 40, sha256: None }, 0o644).unwrap();
    assert!(matches!(kernel.read_file(&task, b"/big"), Err(IoError::Unknown(_))));
    kernel.append_file(&task, b"/d/f", b"!", 0).unwrap();
    assert_eq!(kernel.truncate(&task, b"/d/f", MAX_FILE_SIZE + 1), Err(Errno::EFBIG));
    kernel.truncate(&task, b"/big", 10).unwrap();
    assert_eq!(kernel.stat(&task, b"/big", Follow::Yes).unwrap().size, 10);
}
