//! What commands do, as one hash: it tells whether two builds of the simulator are the same machine.

use std::fmt::Write as _;

use crate::digest::Sha256;
use crate::session::Session;
use crate::vfs::{Fs, Ino, Inode, Node};
use crate::world;

/// A hash over everything that commands do which are typed one after another on the host called `world`: their lines, exit
/// statuses and every printed byte; each step's cause; and the whole disk after each, with owners, modes, times, attributes and
/// contents. `None` if there is no such world.
pub fn fingerprint<'l>(world: &str, lines: impl IntoIterator<Item = &'l str>) -> Option<Sha256> {
    let mut session = Session::on(world::open(world)?);
    let mut told = String::new();
    for line in lines {
        let operation = session.run(line);
        let _ = writeln!(told, "{line:?} {} {:?}", operation.exit, operation.output);
        for step in &operation.steps {
            let _ = writeln!(told, "{:?} {}", step.actor, step.cause.name());
        }
        let fs = &operation.after.kernel().fs;
        disk(fs, Fs::ROOT, &mut told);
    }
    Some(Sha256::of(told.as_bytes()))
}

/// The inode and everything below it.
fn disk(fs: &Fs, ino: Ino, told: &mut String) {
    let Some(inode) = fs.get(ino) else { return };
    let Inode { mode, uid, gid, mtime, .. } = inode;
    let _ = write!(told, "{} {mode:?} {uid} {gid} {mtime} ", ino.0);
    for (name, value) in inode.xattrs.iter() {
        let _ = write!(told, "{name:?}={value:?} ");
    }
    match &inode.node {
        Node::File(content) => _ = writeln!(told, "{} {:?}", content.size(), content.sha256()),
        Node::Dir(_) => {
            let _ = writeln!(told, "dir");
            for entry in fs.list(ino).unwrap_or_default() {
                let _ = write!(told, "{:?} ", entry.name);
                disk(fs, entry.ino, told);
            }
        }
        other => _ = writeln!(told, "{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_happens_is_left_out() {
        let of = |lines: &[&str]| fingerprint("empty", lines.iter().copied());
        let once = of(&["echo a > /tmp/x"]);
        assert_eq!(once, of(&["echo a > /tmp/x"]));
        for other in [&["echo b > /tmp/x"][..], &["echo a > /tmp/y"], &["umask 077; echo a > /tmp/x"], &[]] {
            assert_ne!(once, of(other));
        }
        assert_eq!(fingerprint("nowhere", []), None);
    }
}
