//! Files of `/proc` that tell of the moment: they are made when they are read.

use std::rc::Rc;

use crate::kernel::{Follow, NsId};
use crate::machine::Machine;
use crate::process::{Process, Text};

/// The content of such a file; `None` if `path` is none.
pub(super) fn read(machine: &Machine, process: &Process, path: &[u8]) -> Option<Rc<[u8]>> {
    let kernel = machine.kernel();
    let name = path.strip_prefix(b"/proc/").map(<[u8]>::to_vec).or_else(|| {
        // By a symbolic link, such as /etc/mtab, or a relative path.
        let real = match kernel.readlink(&process.task, path) {
            Ok(target) if target.starts_with(b"/proc/") => target,
            Ok(target) if target.starts_with(b"../proc/") => target[2..].to_vec(),
            _ => return None,
        };
        real.strip_prefix(b"/proc/").map(<[u8]>::to_vec)
    })?;
    // Only where there is a /proc.
    kernel.stat(&process.task, b"/proc", Follow::Yes).ok()?;
    let text = match &*name {
        b"mounts" | b"self/mounts" => mounts(machine, process.task.namespace),
        b"sys/kernel/hostname" => [&process.hostname[..], b"\n"].concat(),
        b"self/cmdline" => process.args.iter().flat_map(|arg: &Text| arg.iter().copied().chain([0])).collect(),
        b"uptime" => {
            let up = machine.now().secs - machine.profile.start.secs + 3600;
            format!("{up}.00 {up}.00\n").into_bytes()
        }
        _ => return None,
    };
    Some(text.into())
}

/// The lines of `/proc/mounts`.
fn mounts(machine: &Machine, namespace: NsId) -> Vec<u8> {
    let mut text = Vec::new();
    for mount in machine.kernel().mounts(namespace) {
        let line = format!("{} {} {} {} 0 0\n", mount.source, mount.target, mount.fstype, mount.options);
        text.extend_from_slice(line.as_bytes());
    }
    text
}
