//! Small facts about the machine: `hostname`, `whoami`, `id`, `uname`, `env`, `clear`, `sync`, `tee`, `yes`, `which`, `ps`

use super::options::{self, Value};
use super::{Context, Exit, Home, Program, Wait};
use crate::accounts::Accounts;
use crate::kernel::OpenHow;
use crate::process::{Image, Memory, State, Text};
use crate::trace::{Call, shown};

const fn both(
    name: &'static str,
    usage: &'static str,
    summary: [&'static str; 2],
    run: fn(&mut Context<'_>) -> Exit,
) -> Program {
    Program { name, directory: "/usr/bin", home: Home::Both, usage, summary, run }
}

pub(super) const CLEAR: Program = both("clear", "", ["clear the terminal", "清屏"], |ctx| {
    ctx.out(if ctx.busybox() { &b"\x1b[H\x1b[J"[..] } else { b"\x1b[H\x1b[2J\x1b[3J" });
    Ok(0)
});
pub(super) const SYNC: Program =
    both("sync", "", ["write everything out: here it always is", "把缓存写入磁盘：这里总是已写入"], |_| Ok(0));
pub(super) const WHOAMI: Program = both("whoami", "", ["print who one is", "输出当前用户名"], |ctx| {
    if ctx.busybox() && !ctx.args.is_empty() {
        return Ok(options::wrong_operands(ctx, "extra operand", 1));
    }
    let name = Accounts::read(ctx.kernel(), ctx.task()).user(ctx.task().uid);
    ctx.line(name);
    Ok(0)
});
pub(super) const HOSTNAME: Program = both("hostname", "[-sfi]", ["print the host's name", "输出主机名"], hostname);
pub(super) const ID: Program =
    both("id", "[-ugGn] [USER]", ["print users and groups by name and number", "输出用户和组"], id);
pub(super) const UNAME: Program = both("uname", "[-asnrvmo]", ["print facts about the system", "输出系统信息"], uname);
pub(super) const ENV: Program =
    both("env", "[-iu] [NAME=VALUE]... [COMMAND]", ["print or change the environment", "输出或修改环境变量"], env);
pub(super) const TEE: Program =
    both("tee", "[-a] [FILE]...", ["copy input to files and output", "同时写到文件和标准输出"], tee);
pub(super) const YES: Program = both("yes", "[STRING]...", ["print a line again and again", "不断输出同一行"], yes);
pub(super) const WHICH: Program = both("which", "[-a] NAME...", ["print where programs are", "输出程序的位置"], which);
pub(super) const PS: Program = both("ps", "[-ef|aux]", ["list the simulated processes", "列出模拟的进程"], ps);

fn hostname(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "sfidyIA", &[("short", 's', Value::No), ("fqdn", 'f', Value::No)], 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.has('i') || options.has('I') || !options.operands.is_empty() {
        ctx.err("drydock: of hostname, only printing the name is simulated\n");
        return Ok(1);
    }
    let name = shown(&ctx.process.hostname);
    let name = if options.has('s') { name.split('.').next().unwrap_or("").to_owned() } else { name };
    ctx.line(name);
    Ok(0)
}

fn id(ctx: &mut Context<'_>) -> Exit {
    let long =
        [("user", 'u', Value::No), ("group", 'g', Value::No), ("groups", 'G', Value::No), ("name", 'n', Value::No)];
    let options = match options::parse(ctx, "ugGnr", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let kinds = ['u', 'g', 'G'].into_iter().filter(|kind| options.has(*kind)).count();
    if ctx.busybox()
        && (options.operands.len() > 1 || kinds > 1 || kinds == 0 && (options.has('n') || options.has('r')))
    {
        return Ok(options::wrong_operands(ctx, "too many operands", 1));
    }
    let accounts = Accounts::read(ctx.kernel(), ctx.task());
    let (mut uid, mut gid, mut groups) = (ctx.task().uid, ctx.task().gid, ctx.task().groups.clone());
    if let Some(name) = options.operands.first().map(|name| shown(name)) {
        match accounts.uid(&name).filter(|uid| accounts.has_user(*uid)) {
            Some(found) => {
                uid = found;
                gid = Accounts::login_group(ctx.kernel(), ctx.task(), &accounts.user(uid)).unwrap_or(0);
                groups = Vec::new();
            }
            None => {
                if ctx.busybox() {
                    ctx.complain(format_args!("unknown user {name}"));
                } else {
                    ctx.complain(format_args!("'{name}': no such user"));
                }
                return Ok(1);
            }
        }
    }
    // GNU's puts the group itself first, busybox's shows what the kernel has.
    if !ctx.busybox() {
        groups.retain(|group| *group != gid);
    }
    if !groups.contains(&gid) {
        groups.insert(0, gid);
    }
    let name = options.has('n');
    let user = |uid: u32| if name { accounts.user(uid) } else { uid.to_string() };
    let group = |gid: u32| if name { accounts.group(gid) } else { gid.to_string() };
    let line = match options.last_of("ugG") {
        Some('u') => user(uid),
        Some('g') => group(gid),
        Some(_) => groups.iter().map(|gid| group(*gid)).collect::<Vec<_>>().join(" "),
        None => {
            let named = |id: u32, has: bool, name: String| if has { format!("{id}({name})") } else { id.to_string() };
            let user = named(uid, accounts.has_user(uid), accounts.user(uid));
            let group = |gid: u32| named(gid, accounts.has_group(gid), accounts.group(gid));
            let all: Vec<String> = groups.iter().map(|gid| group(*gid)).collect();
            let mut line = format!("uid={user} gid={} groups={}", group(gid), all.join(","));
            if ctx.profile().selinux && ctx.on_host() {
                line.push_str(" context=unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023");
            }
            line
        }
    };
    ctx.line(line);
    Ok(0)
}

fn uname(ctx: &mut Context<'_>) -> Exit {
    let long = [
        ("all", 'a', Value::No),
        ("kernel-release", 'r', Value::No),
        ("machine", 'm', Value::No),
        ("nodename", 'n', Value::No),
    ];
    let options = match options::parse(ctx, "asnrvmpio", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let machine = match &*ctx.profile().architecture {
        "amd64" => "x86_64".to_owned(),
        "arm64" => "aarch64".to_owned(),
        other => other.to_owned(),
    };
    let facts = [
        ('s', "Linux".to_owned()),
        ('n', shown(&ctx.process.hostname)),
        ('r', ctx.profile().kernel.clone()),
        ('v', "#1 SMP".to_owned()),
        ('m', machine),
        ('o', "GNU/Linux".to_owned()),
    ];
    if ctx.busybox() && !options.operands.is_empty() {
        return Ok(options::wrong_operands(ctx, "extra operand", 1));
    }
    let all = options.has('a');
    let none = options.given.is_empty();
    let facts = facts.into_iter().chain([('p', "unknown".to_owned()), ('i', "unknown".to_owned())]);
    let facts = facts.filter(|(letter, _)| !(all && matches!(letter, 'p' | 'i')));
    let wanted = |letter: char| all || options.has(letter) || (none && letter == 's');
    let line: Vec<String> = facts.filter(|(letter, _)| wanted(*letter)).map(|(_, fact)| fact).collect();
    ctx.line(line.join(" "));
    Ok(0)
}

fn env(ctx: &mut Context<'_>) -> Exit {
    if let Some(Memory::Child(pid)) = ctx.memory().cloned() {
        return super::wait_for_child(ctx, pid);
    }
    let long = [("ignore-environment", 'i', Value::No), ("unset", 'u', Value::Yes), ("null", '0', Value::No)];
    let options = match options::parse(ctx, "+iu:0", &long, 125) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let mut env: Vec<(Text, Text)> = if options.has('i') { Vec::new() } else { ctx.env.to_vec() };
    for (letter, value) in &options.given {
        if *letter == 'u' {
            env.retain(|(name, _)| Some(name) != value.as_ref());
        }
    }
    let mut rest = &options.operands[..];
    if ctx.busybox() && rest.first().is_some_and(|first| **first == *b"-") {
        // As -i.
        (env, rest) = (Vec::new(), &rest[1..]);
    }
    while let Some((first, after)) = rest.split_first() {
        let Some(at) = first.iter().position(|c| *c == b'=') else { break };
        let (name, value) = (Text::from(&first[..at]), Text::from(&first[at + 1..]));
        env.retain(|(n, _)| *n != name);
        env.push((name, value));
        rest = after;
    }
    if rest.is_empty() {
        for (name, value) in &env {
            ctx.out([&name[..], b"=", value].concat());
            ctx.out(if options.has('0') { b"\0" } else { b"\n" });
        }
        return Ok(0);
    }
    ctx.env = env.into();
    let (engine, args) = (ctx.engine, rest.to_vec());
    match (engine.start)(engine, ctx, &args) {
        Ok(pid) => super::wait_for_child(ctx, pid),
        Err(status) => Ok(status),
    }
}

fn tee(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "aip", &[("append", 'a', Value::No)], 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let bytes = match ctx.stdin()? {
        Ok(bytes) => bytes,
        Err(error) => {
            ctx.complain(format_args!("'standard input': {error}"));
            return Ok(1);
        }
    };
    ctx.out(&bytes);
    for file in &options.operands {
        if ctx.busybox() && **file == *b"-" {
            // To it that is standard output once more.
            ctx.out(&bytes);
            continue;
        }
        let how = if options.has('a') { OpenHow::append(0o666) } else { OpenHow::replace(0o666) };
        let opened = ctx.call(Call::open(file), |kernel, task| kernel.open(task, file, how));
        let result = opened.and_then(|open| {
            let written = if bytes.is_empty() {
                Ok(0)
            } else {
                ctx.call(Call::write(file, bytes.len() as u64), |kernel, task| kernel.write(task, open, &bytes))
            };
            ctx.machine.recorder.unrecorded(|kernel| kernel.close(open))?;
            written
        });
        if let Err(error) = result {
            let name = shown(file);
            ctx.complain(format_args!("{name}: {error}"));
        }
    }
    ctx.exit(1)
}

/// Bytes that `yes` prints in one turn, and in all.
const YES_TURN: u64 = 64 * 1024;
const YES_ALL: u64 = 4 << 20;

fn yes(ctx: &mut Context<'_>) -> Exit {
    let mut line = if ctx.args.is_empty() { b"y".to_vec() } else { ctx.args.join(&b' ') };
    line.push(b'\n');
    let mut printed = match ctx.memory() {
        Some(Memory::Count(count)) => *count,
        _ => 0,
    };
    if printed >= YES_ALL {
        ctx.err("drydock: yes: stopped after 4 MiB: nobody would read more\n");
        return Ok(1);
    }
    let turn = printed + YES_TURN;
    while printed < turn {
        ctx.out(&line);
        printed += line.len() as u64;
    }
    if let Some(memory) = ctx.memory() {
        *memory = Memory::Count(printed);
    }
    ctx.flush()?;
    if ctx.failed() {
        return Ok(1);
    }
    Err(Wait::Yield)
}

fn which(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "a", &[("all", 'a', Value::No)], 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    let mut status = 0;
    if ctx.busybox() && options.operands.is_empty() {
        return Ok(options::wrong_operands(ctx, "missing operand", 1));
    }
    for name in &options.operands {
        let path = ctx.var(b"PATH").map(Text::from);
        // Busybox's says nothing of what may not be run.
        let refused = ctx.busybox()
            && name.contains(&b'/')
            && ctx.kernel().access(ctx.task(), name, crate::kernel::Mask::EXEC).is_err();
        if refused {
            status = 1;
            continue;
        }
        match (ctx.engine.locate)(ctx.engine, ctx, name, path.as_deref()) {
            Some(path) => ctx.line(path),
            None => {
                let dirs = path.as_deref().map(shown).unwrap_or_default();
                let name = shown(name);
                // The version on hosts with SELinux is another one, and says where it looked.
                if ctx.profile().selinux && !ctx.busybox() {
                    ctx.err(format!("/usr/bin/which: no {name} in ({dirs})\n"));
                }
                status = 1;
            }
        }
    }
    Ok(status)
}

fn ps(ctx: &mut Context<'_>) -> Exit {
    if ctx.busybox() && ctx.args.iter().any(|arg| arg.starts_with(b"-o") || arg.starts_with(b"-T")) {
        let option = shown(&ctx.args[0]);
        return Ok(options::not_simulated(ctx, &option, 1));
    }
    let accounts = Accounts::read(ctx.kernel(), ctx.task());
    let me = (ctx.process.ns_pid, ctx.process.args.clone(), ctx.process.task.uid, ctx.process.parent);
    let ns = ctx.process.pid_ns;
    let mut rows: Vec<(u32, u32, String, String)> = vec![];
    for process in ctx.machine.processes.iter() {
        if process.pid_ns != ns || matches!(process.image, Image::Away) && process.args.is_empty() {
            continue;
        }
        let ended = matches!(process.state, State::Ended(_));
        let parent = ctx.machine.processes.get(process.parent).filter(|p| p.pid_ns == ns).map_or(0, |p| p.ns_pid);
        let mut command: String = process.args.iter().map(|arg| shown(arg)).collect::<Vec<_>>().join(" ");
        if ended {
            command = format!("[{}] <defunct>", command.split(' ').next().unwrap_or(""));
        }
        rows.push((process.ns_pid, parent, accounts.user(process.task.uid), command));
    }
    let command = me.1.iter().map(|arg| shown(arg)).collect::<Vec<_>>().join(" ");
    let parent = ctx.machine.processes.get(me.3).map_or(0, |p| p.ns_pid);
    rows.push((me.0, parent, accounts.user(me.2), command));
    rows.sort();
    if ctx.busybox() {
        // As Debian builds it: without times.
        ctx.out("PID   USER     COMMAND\n");
        for (pid, _, user, command) in rows {
            let user: String = user.chars().take(8).collect();
            ctx.outf(format_args!("{pid:>5} {user:<8} {command}\n"));
        }
        return Ok(0);
    }
    let args: Vec<String> = ctx.args.iter().map(|arg| shown(arg)).collect();
    match args.first().map_or("", |first| first.trim_start_matches('-')) {
        "ef" | "e" | "A" => {
            ctx.out("UID          PID    PPID  C STIME TTY          TIME CMD\n");
            for (pid, parent, user, command) in rows {
                ctx.outf(format_args!("{user:<8} {pid:>7} {parent:>7}  0 00:00 ?        00:00:00 {command}\n"));
            }
        }
        "" => {
            ctx.out("    PID TTY          TIME CMD\n");
            for (pid, _, _, command) in rows {
                let name = command
                    .split(' ')
                    .next()
                    .unwrap_or("")
                    .rsplit('/')
                    .next()
                    .unwrap_or("")
                    .trim_start_matches('-')
                    .to_owned();
                ctx.outf(format_args!("{pid:>7} pts/0    00:00:00 {name}\n"));
            }
        }
        other => {
            ctx.err(format!("drydock: ps {other} is not simulated; ps and ps -ef are\n"));
            return Ok(1);
        }
    }
    Ok(0)
}
