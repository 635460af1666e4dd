use super::super::Entry;
use super::*;
use crate::kernel::{SetXattr, Special};
use crate::vfs::{AbsPath, Fs};

fn kernel() -> (Kernel, Task) {
    let (mut kernel, task) = (Kernel::new(Fs::new(Time::from_secs(50))), Task::host_root());
    kernel.mkdir(&task, b"/upper", 0o755).unwrap();
    (kernel, task)
}

fn packed(kernel: &Kernel, task: &Task, whiteouts: Whiteouts) -> TarStream {
    let accounts = Accounts::read(kernel, task);
    let mut packer = Packer::new(kernel, task, &accounts, whiteouts);
    packer.below(b"/upper").unwrap();
    packer.finish()
}

fn shown(stream: &TarStream) -> Vec<String> {
    let show = |entry: Entry<'_>| {
        let Header { name, kind, link, mode, uname, .. } = entry.header;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        format!("{} {kind:?} {mode:o} {} {} {}", text(&name), text(&link), text(&uname), entry.body.size())
    };
    stream.reader().map(|entry| show(entry.unwrap())).collect()
}

/// The upper directory of a recorded container, and the diffID of the layer that `docker commit` made of it: copied-up files that did
/// not change, two names of one whiteout, an opaque directory, a hard link, a device, a symbolic link.
#[test]
fn a_recorded_upper_directory_hashes_to_its_diff_id() {
    const EARLY: i64 = 1_795_448_173;
    const LATE: i64 = EARLY + 1;
    const IMAGE: i64 = 1_610_000_000;
    let (mut kernel, task) = kernel();
    let at = |name: &str| [b"/upper/data/", name.as_bytes()].concat();
    kernel.mkdir(&task, b"/upper/data", 0o755).unwrap();
    let mut times: Vec<(Vec<u8>, i64)> = Vec::new();
    for (name, content, mode, time) in [
        ("a.txt", "alpha\nmore\n", 0o644, EARLY),
        ("c.txt", "charlie\n", 0o644, IMAGE),
        ("d.txt", "delta\n", 0o600, IMAGE),
        ("e.txt", "echo\n", 0o644, IMAGE),
        ("g.txt", "g\n", 0o644, LATE),
        ("new.txt", "new\n", 0o644, EARLY),
    ] {
        kernel.write_file(&task, &at(name), content.as_bytes(), mode).unwrap();
        times.push((at(name), time));
    }
    kernel.mkdir(&task, &at("opq"), 0o755).unwrap();
    kernel.write_file(&task, &at("opq/n"), b"o\n", 0o644).unwrap();
    kernel.setxattr(&task, &at("opq"), OPAQUE_XATTR, SetXattr::Any, Follow::No).unwrap();
    kernel.link(&task, &at("new.txt"), &at("new-hard.txt"), Follow::No).unwrap();
    kernel.symlink(&task, b"a.txt", &at("s")).unwrap();
    kernel.mknod(&task, &at("null"), Special::Char(Dev { major: 1, minor: 3 }), 0o644).unwrap();
    // The kernel makes all whiteouts names of one device.
    kernel.mknod(&task, &at("b.txt"), Special::Char(Dev::ZERO), 0).unwrap();
    kernel.link(&task, &at("b.txt"), &at("del"), Follow::No).unwrap();
    times.extend(["b.txt", "null", "s", "opq/n", "opq"].map(|name| (at(name), LATE)));
    times.push((b"/upper/data".to_vec(), LATE));
    for (path, secs) in times {
        // A fraction is cut off.
        let time = Some(Time { secs, nanos: 228_003_666 });
        kernel.utimes(&task, &path, (time, time), Follow::No).unwrap();
    }
    let stream = packed(&kernel, &task, Whiteouts::Converted);
    assert_eq!(
        stream.sha256().unwrap().to_string(),
        "6953d8977edc8c6f4715a75d547a63d787920d563a4171ff008117bc749a7b4e",
        "{:#?}",
        shown(&stream)
    );
}

#[test]
fn devices_stay_devices_in_a_tree_that_is_no_upper_directory() {
    let (mut kernel, task) = kernel();
    kernel.mknod(&task, b"/upper/w", Special::Char(Dev::ZERO), 0).unwrap();
    kernel.mknod(&task, b"/upper/pipe", Special::Fifo, 0o600).unwrap();
    kernel.chown(&task, b"/upper/pipe", Some(33), Some(33), Follow::No).unwrap();
    kernel.mkdir(&task, b"/upper/d", 0o1755).unwrap();
    kernel.setxattr(&task, b"/upper/d", OPAQUE_XATTR, SetXattr::Any, Follow::No).unwrap();
    assert_eq!(
        shown(&packed(&kernel, &task, Whiteouts::Kept)),
        ["d/ Dir 41755  root 0", "pipe Fifo 10600   0", "w Char(Dev { major: 0, minor: 0 }) 20000  root 0"]
    );
}

/// Of the extended attributes only a file capability travels, and that without the user namespace it was given in.
#[test]
fn capabilities_travel() {
    let (mut kernel, task) = kernel();
    kernel.write_file(&task, b"/upper/ping", b"1", 0o755).unwrap();
    let revision_3 = [&b"\x01\0\0\x03"[..], &[7; 16], &[9, 0, 0, 0]].concat();
    for (name, value) in [(&b"security.capability"[..], revision_3.as_slice()), (b"user.k", b"v")] {
        kernel.setxattr(&task, b"/upper/ping", (name, value), SetXattr::Any, Follow::No).unwrap();
    }
    let stream = packed(&kernel, &task, Whiteouts::Converted);
    let header = stream.reader().next().unwrap().unwrap().header;
    assert_eq!(header.xattrs, [(b"security.capability".to_vec(), [&b"\x01\0\0\x02"[..], &[7; 16]].concat())]);
}

#[test]
fn sockets_are_left_out() {
    let (mut kernel, task) = kernel();
    kernel.mknod(&task, b"/upper/a", Special::Socket, 0o777).unwrap();
    kernel.write_file(&task, b"/upper/b", b"", 0o644).unwrap();
    assert_eq!(shown(&packed(&kernel, &task, Whiteouts::Kept)), ["b File 100644  root 0"]);
    let dir = kernel.fs.walk(&AbsPath::new("/upper")).unwrap();
    assert_eq!(kernel.fs.entries(dir).unwrap().len(), 2);
}

/// A subtree under a name of its own, as `docker cp` sends it.
#[test]
fn a_tree_can_get_another_name() {
    let (mut kernel, task) = kernel();
    kernel.mkdir(&task, b"/upper/d", 0o755).unwrap();
    kernel.write_file(&task, b"/upper/d/f", b"1", 0o644).unwrap();
    let accounts = Accounts::read(&kernel, &task);
    let mut packer = Packer::new(&kernel, &task, &accounts, Whiteouts::Kept);
    packer.tree(b"/upper/d", b"e");
    assert_eq!(shown(&packer.finish()), ["e/ Dir 40755  root 0", "e/f File 100644  root 1"]);
}
