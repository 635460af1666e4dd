use std::fmt::Write as _;

use super::super::tar::{Body, Writer};
use super::*;
use crate::kernel::{MountAccess, Privilege};
use crate::vfs::{AbsPath, Content, Fs, Node};

fn header(name: &str, kind: EntryKind, mode: u32) -> Header {
    Header { mtime: Time::from_secs(7), ..Header::new(name, kind, mode) }
}

fn file(name: &str) -> Header {
    header(name, EntryKind::File, 0o644)
}

fn link(name: &str, kind: EntryKind, target: &str) -> Header {
    Header { link: target.as_bytes().to_vec(), ..header(name, kind, 0o777) }
}

/// Unpacks, and shows what lies in the layer: path, mode, owner, what it is.
fn unpacked(headers: &[Header]) -> Result<String, String> {
    let mut kernel = Kernel::new(Fs::new(Time::from_secs(100)));
    let host = Task::host_root();
    kernel.fs.mkdir_all(&"/layer/diff".into(), 0o755).unwrap();
    let ns = kernel.new_namespace(&host, b"/layer/diff", MountAccess::ReadWrite).unwrap();
    let mut unpacker = Unpacker::new(Task::root_in(ns, Privilege::Host));
    for header in headers {
        let body = Body::Bytes(if header.kind == EntryKind::File { b"body" } else { b"" });
        let entry = Entry { header: header.clone(), body, body_at: 0 };
        unpacker.entry(&mut kernel, &entry).map_err(|error| error.to_string())?;
    }
    unpacker.finish(&mut kernel).map_err(|error| error.to_string())?;
    let mut shown = String::new();
    let mut pending = vec![AbsPath::new("/layer/diff")];
    while let Some(path) = pending.pop() {
        let inode = kernel.fs.get(kernel.fs.walk(&path).unwrap()).unwrap();
        let what = match &inode.node {
            Node::Dir(_) if inode.xattrs.is_empty() => "dir".to_owned(),
            Node::Dir(_) => "opaque dir".to_owned(),
            Node::Symlink(target) => format!("-> {}", String::from_utf8_lossy(target)),
            Node::Char(dev) => format!("char {}:{}", dev.major, dev.minor),
            other => format!("{:?} x{}", other.file_type(), inode.nlink()),
        };
        let tail = String::from_utf8_lossy(path.strip_prefix(&"/layer/diff".into()).unwrap()).into_owned();
        let (mode, uid, gid) = (inode.mode, inode.uid, inode.gid);
        writeln!(shown, "/{tail} {mode:04o} {uid}:{gid} {what}").unwrap();
        let names: Vec<_> =
            inode.entries().into_iter().flat_map(|entries| entries.iter().map(|(name, _)| name.clone())).collect();
        pending.extend(names.iter().rev().map(|name| path.join(name.as_bytes())));
    }
    Ok(shown)
}

#[test]
fn names_and_missing_parents() {
    let root = Header { uid: 5, ..header("./", EntryKind::Dir, 0o700) };
    assert_eq!(
        unpacked(&[root, file("a/../u/norm"), file("../../../../evil"), file("/abs/./x")]).unwrap(),
        "/ 0755 0:0 dir\n/abs 0755 0:0 dir\n/abs/x 0644 0:0 File x1\n/evil 0644 0:0 File x1\n/u 0755 0:0 dir\n\
         /u/norm 0644 0:0 File x1\n"
    );
}

#[test]
fn whiteouts_of_both_kinds() {
    let owned = Header { uid: 3, gid: 4, ..file("d/.wh.gone") };
    assert_eq!(
        unpacked(&[header("d", EntryKind::Dir, 0o750), owned, file("d/.wh..wh..opq"), file("d/.wh..wh.aufs")]).unwrap(),
        "/ 0755 0:0 dir\n/d 0750 0:0 opaque dir\n/d/.wh.aufs 0000 0:0 char 0:0\n/d/gone 0000 3:4 char 0:0\n"
    );
    assert_eq!(unpacked(&[file(".wh.x"), file("x")]).unwrap(), "/ 0755 0:0 dir\n/x 0644 0:0 File x1\n");
    assert_eq!(
        unpacked(&[file("a/x"), file("a/.wh.x")]).unwrap_err(),
        "failed to mknod(\"/a/x\", S_IFCHR, 0): file exists"
    );
}

#[test]
fn links_are_those_of_this_layer() {
    let hard = Header { uid: 9, mode: 0o600, ..link("b", EntryKind::Hardlink, "a") };
    assert_eq!(
        unpacked(&[file("a"), hard, link("s", EntryKind::Symlink, "../out")]).unwrap(),
        "/ 0755 0:0 dir\n/a 0600 9:0 File x2\n/b 0600 9:0 File x2\n/s 0777 0:0 -> ../out\n",
        "a hard link's own header counts for the file"
    );
    assert_eq!(
        unpacked(&[link("b", EntryKind::Hardlink, "etc/passwd")]).unwrap_err(),
        "link /etc/passwd /b: no such file or directory"
    );
    assert_eq!(
        unpacked(&[
            header("usr/lib", EntryKind::Dir, 0o755),
            link("lib", EntryKind::Symlink, "usr/lib"),
            file("lib/x")
        ])
        .unwrap(),
        "/ 0755 0:0 dir\n/lib 0777 0:0 -> usr/lib\n/usr 0755 0:0 dir\n/usr/lib 0755 0:0 dir\n\
         /usr/lib/x 0644 0:0 File x1\n"
    );
}

#[test]
fn later_entries_replace_or_merge() {
    assert_eq!(
        unpacked(&[file("d/a"), header("d/", EntryKind::Dir, 0o2770), file("e/f/g"), file("e")]).unwrap(),
        "/ 0755 0:0 dir\n/d 2770 0:0 dir\n/d/a 0644 0:0 File x1\n/e 0644 0:0 File x1\n"
    );
    assert_eq!(unpacked(&[file("f"), file("f/x")]).unwrap_err(), "open /f/x: not a directory");
}

#[test]
fn types_and_attributes() {
    let mut capable = header("ping", EntryKind::File, 0o104_755);
    capable.xattrs.push((b"security.capability".to_vec(), vec![1, 0, 0, 2]));
    let console = header("console", EntryKind::Char(Dev { major: 5, minor: 1 }), 0o600);
    assert_eq!(
        unpacked(&[capable, console, header("p", EntryKind::Fifo, 0o644)]).unwrap(),
        "/ 0755 0:0 dir\n/console 0600 0:0 char 5:1\n/p 0644 0:0 Fifo x1\n/ping 4755 0:0 File x1\n"
    );
    assert_eq!(unpacked(&[header("x", EntryKind::Other(b'7'), 0)]).unwrap_err(), "unhandled tar header type 55");
    assert_eq!(unpacked(&[header("pax_global_header", EntryKind::Global, 0)]).unwrap(), "/ 0755 0:0 dir\n");
}

/// Whatever an archive holds, an answer.
#[test]
fn never_panics() {
    let mut random = crate::clock::Seeded::new(3);
    let names = ["a", "a/b", ".wh.a", "a/.wh..wh..opq", "../a", "/", "", ".", "..", "a/b/c/", ".wh.", "l", "l/x"];
    for _ in 0..2000 {
        let mut pick = || random.next_u64() as usize;
        let headers: Vec<Header> = (0..6)
            .map(|_| {
                let kinds = [EntryKind::File, EntryKind::Dir, EntryKind::Symlink, EntryKind::Hardlink, EntryKind::Fifo];
                link(names[pick() % names.len()], kinds[pick() % kinds.len()], names[pick() % names.len()])
            })
            .collect();
        let _ = unpacked(&headers);
    }
    let mut writer = Writer::default();
    writer.append(&file("a"), &Content::from("body"));
    assert_eq!(writer.finish().reader().count(), 1);
}
