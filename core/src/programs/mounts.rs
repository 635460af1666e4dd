//! `mount`, `umount`, `findmnt`

use super::options::{self, Value};
use super::{Context, Exit, Home, Program};
use crate::kernel::{MountAccess, MountInfo};
use crate::trace::{Call, shown};

pub(super) const MOUNT: Program = Program {
    name: "mount",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-t TYPE] | --bind SOURCE DIRECTORY | -t overlay overlay -o OPTIONS DIRECTORY",
    summary: ["list mounts, or mount", "列出挂载，或挂载"],
    run: mount,
};

pub(super) const UMOUNT: Program = Program {
    name: "umount",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "DIRECTORY...",
    summary: ["unmount", "卸载"],
    run: umount,
};

pub(super) const FINDMNT: Program = Program {
    name: "findmnt",
    directory: "/usr/bin",
    home: Home::Host,
    usage: "[-t TYPE] [-n] [-l] [DIRECTORY]",
    summary: ["list mounts as a tree", "以树形列出挂载"],
    run: findmnt,
};

fn matches_type(mount: &MountInfo, types: Option<&str>) -> bool {
    types.is_none_or(|types| match types.strip_prefix("no") {
        Some(excluded) => !excluded.split(',').any(|t| t == mount.fstype),
        None => types.split(',').any(|t| t == mount.fstype),
    })
}

fn mount(ctx: &mut Context<'_>) -> Exit {
    let long =
        [("types", 't', Value::Yes), ("options", 'o', Value::Yes), ("bind", 'B', Value::No), ("rbind", 'R', Value::No)];
    let options = match options::parse(ctx, "t:o:BRlanrwv", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let types = options.value('t').map(|types| shown(types));
    if options.operands.is_empty() {
        for mount in ctx.kernel().mounts(ctx.task().namespace) {
            if matches_type(&mount, types.as_deref()) {
                ctx.outf(format_args!(
                    "{} on {} type {} ({})\n",
                    mount.source, mount.target, mount.fstype, mount.options
                ));
            }
        }
        return Ok(0);
    }
    let [source, target] = &options.operands[..] else {
        ctx.err("drydock: mount needs a source and a directory here: /etc/fstab is not simulated\n");
        return Ok(1);
    };
    let given = options.value('o').map(|given| shown(given)).unwrap_or_default();
    let (source_shown, target_shown) = (shown(source), shown(target));
    let call = Call::Mount(target_shown.clone());
    let read_only = options.has('r') || given.split(',').any(|o| o == "ro");
    let result = if options.has('B') || given.split(',').any(|o| o == "bind") {
        let access = if read_only { MountAccess::ReadOnly } else { MountAccess::ReadWrite };
        ctx.call(call, |kernel, task| kernel.bind((task, source), (task, target), access).map(|_| ()))
    } else if types.as_deref() == Some("overlay") {
        let kind = crate::kernel::MountKind::Overlay;
        ctx.call(call, |kernel, task| kernel.mount(task, &source_shown, target, kind, &given).map(|_| ()))
    } else {
        let what = types.unwrap_or_else(|| source_shown.clone());
        ctx.err(format!("drydock: mounting {what} is not simulated; overlay and --bind are\n"));
        return Ok(32);
    };
    match result {
        Ok(()) => Ok(0),
        Err(error) => {
            if ctx.busybox() {
                ctx.complain(format_args!("mounting {source_shown} on {target_shown} failed: {error}"));
                return Ok(1);
            }
            ctx.complain(format_args!("{target_shown}: mount({source_shown}) failed: {error}."));
            Ok(32)
        }
    }
}

fn umount(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "flnrv", &[("lazy", 'l', Value::No), ("force", 'f', Value::No)], 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.operands.is_empty() {
        return Ok(options::wrong_operands(ctx, "bad usage", 1));
    }
    for target in &options.operands {
        let name = shown(target);
        let result = ctx.call(Call::Umount(name.clone()), |kernel, task| kernel.umount(task, target));
        match result {
            Ok(()) => {}
            Err(error) if ctx.busybox() => ctx.complain(format_args!("can't unmount {name}: {error}")),
            Err(crate::vfs::Errno::EINVAL) => ctx.complain(format_args!("{name}: not mounted.")),
            Err(crate::vfs::Errno::EBUSY) => ctx.complain(format_args!("{name}: target is busy.")),
            Err(crate::vfs::Errno::ENOENT) => ctx.complain(format_args!("{name}: no mount point specified.")),
            Err(error) => ctx.complain(format_args!("{name}: umount failed: {error}.")),
        }
    }
    ctx.exit(if ctx.busybox() { 1 } else { 32 })
}

fn findmnt(ctx: &mut Context<'_>) -> Exit {
    let long = [
        ("types", 't', Value::Yes),
        ("noheadings", 'n', Value::No),
        ("list", 'l', Value::No),
        ("output", 'o', Value::Yes),
    ];
    let options = match options::parse(ctx, "t:nlo:", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let types = options.value('t').map(|types| shown(types));
    let wanted = options.operands.first().map(|target| shown(target));
    let all = ctx.kernel().mounts(ctx.task().namespace);
    let chosen: Vec<&MountInfo> = all
        .iter()
        .filter(|m| matches_type(m, types.as_deref()))
        .filter(|m| wanted.as_ref().is_none_or(|w| m.target.to_string() == *w || m.source == *w))
        .collect();
    if chosen.is_empty() {
        return Ok(1);
    }
    // A tree only of everything; what is chosen is a list.
    let tree = types.is_none() && wanted.is_none() && !options.has('l');
    let depth = |m: &MountInfo| {
        let inside = |other: &&MountInfo| other.target != m.target && m.target.strip_prefix(&other.target).is_some();
        all.iter().filter(inside).count()
    };
    let label = |m: &MountInfo| {
        let depth = if tree { depth(m) } else { 0 };
        if depth == 0 { m.target.to_string() } else { format!("{}└─{}", "  ".repeat(depth - 1), m.target) }
    };
    let rows: Vec<[String; 4]> =
        chosen.iter().map(|m| [label(m), m.source.clone(), m.fstype.clone(), m.options.clone()]).collect();
    let heads = ["TARGET", "SOURCE", "FSTYPE", "OPTIONS"].map(str::to_owned);
    let mut widths = heads.clone().map(|head| head.chars().count());
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let heading = if options.has('n') { None } else { Some(heads) };
    for row in heading.iter().chain(&rows) {
        let [target, source, fstype, mount_options] = row;
        let line = format!(
            "{target:<a$} {source:<b$} {fstype:<c$} {mount_options}",
            a = widths[0],
            b = widths[1],
            c = widths[2]
        );
        ctx.line(line);
    }
    Ok(0)
}
