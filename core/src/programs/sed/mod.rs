//! `sed`: lines edited by a script.

mod edit;
mod parse;
mod script;
mod substitute;

use super::options::{self, Value};
use super::{Context, Exit, Home, Program};
use crate::kernel::{Create, Follow, OpenHow, RenameFlags};
use crate::pattern::Flavor;
use crate::process::Text;
use crate::trace::{Call, shown};
use crate::vfs::{Errno, FileType};
use edit::Editor;
use parse::Parser;

pub(super) const SED: Program = Program {
    name: "sed",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-nEisz] [-e SCRIPT]... [-f FILE] [SCRIPT] [FILE]...",
    summary: ["edit text line by line", "逐行编辑文本"],
    run: sed,
};

/// The status of GNU's sed when a file fails it.
const PANIC: u8 = 4;

fn sed(ctx: &mut Context<'_>) -> Exit {
    // -i takes its suffix without a blank only.
    let mut in_place = false;
    let mut suffix = Vec::new();
    let mut operand_seen = false;
    ctx.args.retain(|arg| {
        operand_seen |= **arg == *b"--";
        let rest = arg
            .strip_prefix(b"-i")
            .or_else(|| arg.strip_prefix(b"--in-place="))
            .or_else(|| (**arg == *b"--in-place").then_some(b""));
        match rest {
            Some(rest) if !operand_seen => {
                in_place = true;
                suffix = rest.to_vec();
                false
            }
            _ => true,
        }
    });
    let long = [
        ("quiet", 'n', Value::No),
        ("silent", 'n', Value::No),
        ("expression", 'e', Value::Yes),
        ("file", 'f', Value::Yes),
        ("regexp-extended", 'E', Value::No),
        ("separate", 's', Value::No),
        ("null-data", 'z', Value::No),
    ];
    let options = match options::parse(ctx, "nrEsue:f:iz", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    in_place |= options.has('i');
    let mut operands = options.operands.clone();
    let mut script = Vec::new();
    let mut given = false;
    for (letter, value) in &options.given {
        let Some(value) = value else { continue };
        let part: Vec<u8> = match letter {
            'e' => value.to_vec(),
            _ => match ctx.input(value)? {
                Ok(bytes) => bytes.strip_suffix(b"\n").unwrap_or(&bytes).to_vec(),
                Err(error) => {
                    let name = shown(value);
                    ctx.complain(format_args!("couldn't open file {name}: {error}"));
                    return Ok(if ctx.busybox() { 1 } else { PANIC });
                }
            },
        };
        if given {
            script.push(b'\n');
        }
        given = true;
        script.extend(part);
    }
    if !given {
        if operands.is_empty() && ctx.busybox() {
            return Ok(options::wrong_operands(ctx, "missing script", 1));
        }
        if operands.is_empty() {
            options::sed_usage(ctx);
            return Ok(1);
        }
        script = operands.remove(0).to_vec();
    }
    let flavor = if options.has('E') || options.has('r') { Flavor::Extended } else { Flavor::Basic };
    let mut parser = Parser {
        text: &script,
        at: 0,
        flavor,
        busybox: ctx.busybox(),
        utf8: ctx.is_utf8(),
        open: Vec::new(),
        commands: Vec::new(),
    };
    if let Err(message) = parser.whole() {
        if ctx.busybox() {
            ctx.complain(format_args!("{message}"));
        } else {
            let at = parser.at.min(script.len());
            ctx.complain(format_args!("-e expression #1, char {at}: {message}"));
        }
        return Ok(1);
    }
    let commands = parser.commands;
    let end = if options.has('z') { 0 } else { b'\n' };
    let mut editor = Editor::new(commands, options.has('n'), end);
    let read: Vec<Text> = editor.commands.iter().filter_map(|command| command.reads().cloned()).collect();
    for name in read {
        // A file that cannot be read is as if it were empty.
        if let Ok(bytes) = ctx.input(&name)? {
            editor.files.insert(name, bytes);
        }
    }
    let written: Vec<Text> = editor.commands.iter().filter_map(|command| command.writes().cloned()).collect();
    // Files to write to are opened before anything is read.
    for name in written.iter().filter(|_| !ctx.busybox()) {
        let dir = name.iter().rposition(|c| *c == b'/').map_or(&b"."[..], |at| &name[..=at]);
        if let Err(error) = ctx.stat(dir, Follow::Yes) {
            ctx.complain(format_args!("couldn't open file {}: {error}", shown(name)));
            return Ok(PANIC);
        }
    }
    if operands.is_empty() {
        operands.push(b"-"[..].into());
    }
    // Read before anything is printed: reading may have to wait.
    let mut files: Vec<(Text, std::rc::Rc<[u8]>)> = Vec::new();
    let (mut directory_read, mut uneditable) = (None, false);
    for file in &operands {
        let stat = ctx.stat(file, Follow::Yes).ok().filter(|_| in_place && !ctx.busybox());
        if stat.is_some_and(|stat| stat.file_type != FileType::File) {
            ctx.complain(format_args!("couldn't edit {}: not a regular file", shown(file)));
            uneditable = true;
            continue;
        }
        match ctx.input(file)? {
            Ok(bytes) => files.push((file.clone(), bytes)),
            Err(error) => {
                let name = shown(file);
                let directory = error == crate::kernel::IoError::Errno(Errno::EISDIR);
                if ctx.busybox() && directory {
                    // It opens a directory and finds no line in it.
                } else if ctx.busybox() {
                    ctx.complain(format_args!("{name}: {error}"));
                } else if directory {
                    directory_read = Some(name);
                    break;
                } else {
                    ctx.complain(format_args!("can't read {name}: {error}"));
                }
            }
        }
    }
    let mut status = match ctx.failed() {
        true if uneditable => PANIC,
        true if ctx.busybox() => 1,
        true => 2,
        false => 0,
    };
    let one_by_one = in_place || options.has('s');
    if !one_by_one {
        let all: Vec<u8> = join(files.iter().map(|(_, bytes)| &bytes[..]), end);
        files = vec![(b"-"[..].into(), all.into())];
    }
    for (file, bytes) in files {
        editor.reset();
        editor.run(&bytes);
        let out = std::mem::take(&mut editor.out);
        if in_place && editor.wrong.is_none() {
            if !rewrite(ctx, &file, &out, &suffix) {
                status = PANIC;
            }
        } else {
            ctx.out(out);
        }
        if let Some(mut message) = editor.wrong.take() {
            if ctx.busybox() {
                // Of its own few it has other words.
                message = message.replace('`', "'").replace("regular expression", "regexp");
            }
            ctx.complain(format_args!("{message}"));
            return Ok(1);
        }
    }
    if let Some(name) = directory_read {
        ctx.complain(format_args!("read error on {name}: {}", Errno::EISDIR));
        status = PANIC;
    }
    for name in written {
        if let Some(bytes) = editor.written.remove(&name).or_else(|| (*name != *b"/dev/stdout").then(Vec::new)) {
            send(ctx, &name, &bytes);
        }
    }
    Ok(if status > 0 { status } else { editor.status })
}

/// Files as one; between files there is a line end.
fn join<'a>(files: impl Iterator<Item = &'a [u8]>, end: u8) -> Vec<u8> {
    let mut all: Vec<u8> = Vec::new();
    for bytes in files {
        if !bytes.is_empty() && all.last().is_some_and(|c| *c != end) {
            all.push(end);
        }
        all.extend_from_slice(bytes);
    }
    all
}

/// Writes an edited file as sed does: to a new file, which then takes the name.
fn rewrite(ctx: &mut Context<'_>, file: &[u8], new: &[u8], suffix: &[u8]) -> bool {
    let name = shown(file);
    let dir = file.iter().rposition(|c| *c == b'/').map_or(&b""[..], |at| &file[..=at]);
    let temporary = [dir, b"sedXXXXXX"].concat();
    let result = (|| {
        let stat = ctx.stat(file, Follow::Yes)?;
        let how = OpenHow { create: Create::New, ..OpenHow::replace(0o600) };
        let open = ctx.call(Call::open(&temporary), |kernel, task| kernel.open(task, &temporary, how))?;
        if !new.is_empty() {
            ctx.call(Call::write(&temporary, new.len() as u64), |kernel, task| kernel.write(task, open, new))?;
        }
        ctx.machine.recorder.unrecorded(|kernel| kernel.close(open))?;
        let temporary_shown = shown(&temporary);
        let (uid, gid) = (Some(stat.uid), Some(stat.gid));
        ctx.call(Call::Chown(temporary_shown.clone(), uid, gid), |k, task| {
            k.chown(task, &temporary, uid, gid, Follow::No)
        })?;
        ctx.call(Call::Chmod(temporary_shown.clone(), stat.mode), |k, task| k.chmod(task, &temporary, stat.mode))?;
        if !suffix.is_empty() {
            let backup = [file, suffix].concat();
            ctx.call(Call::Rename(name.clone(), shown(&backup)), |k, task| {
                k.rename(task, file, &backup, RenameFlags::default())
            })?;
        }
        let call = Call::Rename(temporary_shown, name.clone());
        ctx.call(call, |kernel, task| kernel.rename(task, &temporary, file, RenameFlags::default()))
    })();
    if let Err(error) = result {
        ctx.complain(format_args!("couldn't open temporary file {}: {error}", shown(&temporary)));
        return false;
    }
    true
}

/// Writes what `w` collected for a file.
fn send(ctx: &mut Context<'_>, name: &[u8], bytes: &[u8]) {
    if name == b"/dev/stderr" {
        return ctx.err(bytes);
    }
    let how = OpenHow::replace(0o666);
    let written = ctx.call(Call::open(name), |kernel, task| kernel.open(task, name, how)).and_then(|open| {
        if !bytes.is_empty() {
            ctx.call(Call::write(name, bytes.len() as u64), |kernel, task| kernel.write(task, open, bytes))?;
        }
        ctx.machine.recorder.unrecorded(|kernel| kernel.close(open))
    });
    if let Err(error) = written {
        let name = shown(name);
        ctx.complain(format_args!("couldn't open file {name}: {error}"));
    }
}
