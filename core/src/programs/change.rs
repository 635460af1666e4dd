//! Modes and owners: `chmod`, `chown`, `chgrp`

use super::options::{self, Value};
use super::{Context, Exit, Home, Program, mode};
use crate::accounts::Accounts;
use crate::kernel::{Follow, Stat};
use crate::process::Text;
use crate::trace::{Call, shown};
use crate::vfs::FileType;

pub(super) const CHMOD: Program = Program {
    name: "chmod",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-Rcvf] MODE[,MODE]... FILE...",
    summary: ["change the modes of files", "修改文件权限"],
    run: chmod,
};

pub(super) const CHOWN: Program = Program {
    name: "chown",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-Rhcvf] USER[:[GROUP]] FILE...",
    summary: ["change the owners of files", "修改文件属主"],
    run: |ctx| chown(ctx, false),
};

pub(super) const CHGRP: Program = Program {
    name: "chgrp",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-Rhcvf] GROUP FILE...",
    summary: ["change the groups of files", "修改文件属组"],
    run: |ctx| chown(ctx, true),
};

const LONG: &[options::Long] = &[
    ("changes", 'c', Value::No),
    ("no-dereference", 'h', Value::No),
    ("quiet", 'f', Value::No),
    ("recursive", 'R', Value::No),
    ("reference", '\0', Value::Yes),
    ("silent", 'f', Value::No),
    ("verbose", 'v', Value::No),
];

/// The files named, and with `-R` everything below: parents first.
fn all(ctx: &Context<'_>, files: &[Text], recursive: bool) -> Vec<Vec<u8>> {
    let (mut found, mut stack): (Vec<Vec<u8>>, Vec<Vec<u8>>) =
        (Vec::new(), files.iter().rev().map(|f| f.to_vec()).collect());
    while let Some(path) = stack.pop() {
        let is_dir = ctx.stat(&path, Follow::No).is_ok_and(|stat| stat.file_type == FileType::Dir);
        if recursive && is_dir {
            let entries = ctx.kernel().readdir(ctx.task(), &path).unwrap_or_default();
            stack.extend(entries.iter().rev().map(|entry| super::copy::inside(&path, entry.name.as_bytes())));
        }
        found.push(path);
    }
    found
}

fn chmod(ctx: &mut Context<'_>) -> Exit {
    // A mode such as `-x` looks like an option.
    let looks_like_mode =
        |arg: &Text| arg.len() > 1 && arg[0] == b'-' && arg[1..].iter().all(|c| b"rwxXstugo,+=-".contains(c));
    let mut minus = None;
    if let Some(at) = ctx.args.iter().position(looks_like_mode) {
        minus = Some(ctx.args.remove(at));
    }
    let options = match options::parse(ctx, "Rcvf", LONG, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.has('\0') {
        return Ok(options::not_simulated(ctx, "--reference", 1));
    }
    let mut operands = options.operands.clone();
    let text = match minus {
        Some(text) => text,
        None if operands.is_empty() => return Ok(options::wrong_operands(ctx, "missing operand", 1)),
        None => operands.remove(0),
    };
    let text = shown(&text);
    if operands.is_empty() {
        return Ok(options::wrong_operands(ctx, &format!("missing operand after '{text}'"), 1));
    }
    if mode::parse(&text, 0, 0, false).is_none() {
        if ctx.busybox() {
            ctx.complain(format_args!("invalid mode '{text}'"));
            return Ok(1);
        }
        return Ok(options::wrong(ctx, &format!("invalid mode: '{text}'"), 1));
    }
    for path in all(ctx, &operands, options.has('R')) {
        let name = shown(&path);
        let stat = match ctx.stat(&path, Follow::Yes) {
            Ok(stat) => stat,
            Err(error) => {
                if ctx.busybox() {
                    ctx.complain(format_args!("{name}: {error}"));
                } else if ctx.stat(&path, Follow::No).is_ok() {
                    if !options.has('R') {
                        ctx.complain(format_args!("cannot operate on dangling symlink '{name}'"));
                    }
                } else {
                    ctx.complain(format_args!("cannot access '{name}': {error}"));
                }
                continue;
            }
        };
        let is_link = ctx.stat(&path, Follow::No).is_ok_and(|stat| stat.file_type == FileType::Symlink);
        if options.has('R') && is_link {
            continue;
        }
        let is_dir = stat.file_type == FileType::Dir;
        let umask = ctx.task().umask;
        let Some(new) = mode::parse(&text, stat.mode, umask, is_dir) else { continue };
        let result = ctx.call(Call::Chmod(name.clone(), new), |kernel, task| kernel.chmod(task, &path, new));
        match result {
            Ok(()) if options.has('v') || (options.has('c') && new != stat.mode) => {
                let (old, new) = ((stat.mode, mode::permissions(stat.mode)), (new, mode::permissions(new)));
                if ctx.busybox() {
                    ctx.outf(format_args!("mode of '{name}' changed to {:04o} ({})\n", new.0, new.1));
                } else if old.0 == new.0 {
                    ctx.outf(format_args!("mode of '{name}' retained as {:04o} ({})\n", old.0, old.1));
                } else {
                    ctx.outf(format_args!(
                        "mode of '{name}' changed from {:04o} ({}) to {:04o} ({})\n",
                        old.0, old.1, new.0, new.1
                    ));
                }
            }
            Ok(()) => {}
            Err(_) if options.has('f') => {}
            Err(error) if ctx.busybox() => ctx.complain(format_args!("{name}: {error}")),
            Err(error) => ctx.complain(format_args!("changing permissions of '{name}': {error}")),
        }
    }
    ctx.exit(1)
}

/// The names that were asked for.
struct Owners<'t> {
    user: Option<&'t str>,
    group: Option<&'t str>,
}

impl Owners<'_> {
    /// What `-v` tells of a file.
    fn told(&self, name: &str, accounts: &Accounts, before: &Stat, changes: bool) -> String {
        let joined = |user: String, group: String| match (self.user, self.group) {
            (Some(_), Some(_)) => format!("{user}:{group}"),
            (Some(_), None) => user,
            (None, _) => group,
        };
        let what = if self.user.is_some() || self.group.is_none() { "ownership" } else { "group" };
        let old = joined(accounts.user(before.uid), accounts.group(before.gid));
        if changes {
            let text = |name: Option<&str>| name.unwrap_or_default().to_owned();
            let new = joined(text(self.user), text(self.group));
            format!("changed {what} of '{name}' from {old} to {new}\n")
        } else if self.user.is_none() && self.group.is_none() {
            format!("ownership of '{name}' retained\n")
        } else {
            format!("{what} of '{name}' retained as {old}\n")
        }
    }
}

fn chown(ctx: &mut Context<'_>, group_only: bool) -> Exit {
    let options = match options::parse(ctx, "RhcvfHLP", LONG, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.has('\0') {
        return Ok(options::not_simulated(ctx, "--reference", 1));
    }
    let mut operands = options.operands.clone();
    if operands.is_empty() {
        return Ok(options::wrong_operands(ctx, "missing operand", 1));
    }
    let text = shown(&operands.remove(0));
    if operands.is_empty() {
        return Ok(options::wrong_operands(ctx, &format!("missing operand after '{text}'"), 1));
    }
    let accounts = Accounts::read(ctx.kernel(), ctx.task());
    if ctx.busybox() && matches!(&*text, "" | ":") {
        let what = if group_only || !text.is_empty() { "group" } else { "user" };
        ctx.complain(format_args!("unknown {what} "));
        return Ok(1);
    }
    let (user, group) = if group_only {
        ("", Some(&*text))
    } else {
        match text.split_once(':').or_else(|| text.split_once('.')) {
            Some((user, group)) => (user, Some(group)),
            None => (&*text, None),
        }
    };
    let uid = if user.is_empty() { None } else { Some(accounts.uid(user)) };
    if uid == Some(None) {
        if ctx.busybox() {
            ctx.complain(format_args!("unknown user {user}"));
        } else {
            ctx.complain(format_args!("invalid user: '{text}'"));
        }
        return Ok(1);
    }
    let gid = match group {
        None => None,
        // `user:` means the group that the user logs in with.
        Some("") if !group_only => {
            // Of a number without a name busybox takes the number.
            let group = Accounts::login_group(ctx.kernel(), ctx.task(), user);
            group.or_else(|| uid.flatten().filter(|_| ctx.busybox())).map(Some)
        }
        Some(group) => Some(accounts.gid(group)),
    };
    if gid == Some(None) {
        let group = group.unwrap_or("");
        if ctx.busybox() {
            if group_only || text.starts_with(':') {
                ctx.complain(format_args!("unknown group {group}"));
            } else {
                ctx.complain(format_args!("unknown user/group {text}"));
            }
        } else if group_only {
            ctx.complain(format_args!("invalid group: '{group}'"));
        } else {
            ctx.complain(format_args!("invalid group: '{text}'"));
        }
        return Ok(1);
    }
    let (uid, gid) = (uid.flatten(), gid.flatten());
    let follow = if options.has('h') || options.has('R') { Follow::No } else { Follow::Yes };
    let asked = Owners { user: (!user.is_empty()).then_some(user), group: group.filter(|_| gid.is_some()) };
    for path in all(ctx, &operands, options.has('R')) {
        let name = shown(&path);
        let before = match ctx.stat(&path, follow) {
            Ok(stat) => stat,
            Err(error) if ctx.busybox() => {
                ctx.complain(format_args!("{name}: {error}"));
                continue;
            }
            Err(error) => {
                ctx.complain(format_args!("cannot access '{name}': {error}"));
                continue;
            }
        };
        let call = Call::Chown(name.clone(), uid, gid);
        match ctx.call(call, |kernel, task| kernel.chown(task, &path, uid, gid, follow)) {
            Ok(()) => {
                let changes = uid.is_some_and(|uid| uid != before.uid) || gid.is_some_and(|gid| gid != before.gid);
                let tells = options.has('v') || (options.has('c') && changes);
                if tells && ctx.busybox() {
                    let (uid, gid) = (uid.unwrap_or(before.uid), gid.unwrap_or(before.gid));
                    ctx.outf(format_args!("changed ownership of '{name}' to {uid}:{gid}\n"));
                } else if tells {
                    let line = asked.told(&name, &accounts, &before, changes);
                    ctx.out(line);
                }
            }
            Err(_) if options.has('f') => {}
            Err(error) if ctx.busybox() => ctx.complain(format_args!("{name}: {error}")),
            Err(error) if group_only => ctx.complain(format_args!("changing group of '{name}': {error}")),
            Err(error) => ctx.complain(format_args!("changing ownership of '{name}': {error}")),
        }
    }
    ctx.exit(1)
}
