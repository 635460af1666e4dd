//! What is done with the files that are found.

use super::expression::Action;
use super::walk::{Finder, Found};
use crate::process::Text;
use crate::programs::{Context, Wait, mode, run_and_wait};
use crate::trace::{Call, shown};
use crate::vfs::FileType;

impl Finder<'_> {
    /// Does what the expression says; whether that was successful.
    pub(super) fn act(
        &mut self,
        ctx: &mut Context<'_>,
        action: &Action,
        found: &Found,
        pruned: &mut bool,
    ) -> Result<bool, Wait> {
        match action {
            Action::Print => ctx.line(&found.path),
            Action::Print0 => {
                ctx.out(&found.path);
                ctx.out(b"\0");
            }
            Action::Printf(format) => {
                let text = self.formatted(ctx, format, found);
                ctx.out(text);
            }
            Action::Ls => {
                let line = self.listed(ctx, found);
                ctx.line(line);
            }
            Action::Prune => *pruned = true,
            Action::Quit => self.quits = true,
            Action::Delete => {
                let name = shown(&found.path);
                if matches!(&found.path[..], b"." | b"..") {
                    return Ok(true);
                }
                let path = &found.path;
                let result = if found.stat.file_type == FileType::Dir {
                    ctx.call(Call::Rmdir(name.clone()), |kernel, task| kernel.rmdir(task, path))
                } else {
                    ctx.call(Call::Unlink(name.clone()), |kernel, task| kernel.unlink(task, path))
                };
                if let Err(error) = result {
                    ctx.complain(format_args!("cannot delete '{name}': {error}"));
                    return Ok(false);
                }
            }
            Action::Exec(command) => {
                let args: Vec<Text> = command.iter().map(|word| replaced(word, &found.path)).collect();
                return run(ctx, &args);
            }
            Action::ExecDir(command) => {
                let name = [b"./", last_name(&found.path)].concat();
                let args: Vec<Text> = command.iter().map(|word| replaced(word, &name)).collect();
                let dir = match found.path.iter().rposition(|c| *c == b'/') {
                    Some(0) => &b"/"[..],
                    Some(at) => &found.path[..at],
                    None => b".",
                };
                let here = ctx.process.task.clone();
                let mut there = here.clone();
                if ctx.kernel().chdir(&mut there, dir).is_err() {
                    return Ok(false);
                }
                ctx.process.task = there;
                let ran = run(ctx, &args);
                ctx.process.task = here;
                return ran;
            }
            Action::ExecPlus(at) => {
                self.waiting[*at].push(found.path.as_slice().into());
                if self.waiting[*at].len() >= 1000 {
                    self.run_batch(ctx, *at)?;
                }
            }
        }
        Ok(true)
    }

    /// Runs what waits for `-exec … +`.
    pub(super) fn run_batch(&mut self, ctx: &mut Context<'_>, at: usize) -> Result<(), Wait> {
        let files = std::mem::take(&mut self.waiting[at]);
        if files.is_empty() {
            return Ok(());
        }
        let command = &self.batches[at];
        let args: Vec<Text> = command[..command.len() - 1].iter().cloned().chain(files).collect();
        run_and_wait(ctx, &args).map(|_| ())
    }

    /// As `ls -dils`.
    fn listed(&self, ctx: &Context<'_>, found: &Found) -> Vec<u8> {
        let stat = &found.stat;
        let sizes = match stat.file_type {
            FileType::Char | FileType::Block => format!("{:>3}, {:>3}", stat.rdev.major, stat.rdev.minor),
            _ => format!("{:>8}", stat.size),
        };
        let head = format!(
            "{:>9} {:>6} {} {:>3} {:<8} {:<8} {sizes} {} ",
            stat.ino.0,
            stat.blocks() / 2,
            mode::letters(stat),
            stat.nlink,
            self.accounts.user(stat.uid),
            self.accounts.group(stat.gid),
            ctx.date(stat.mtime).listed(ctx.now()),
        );
        let mut line = [head.as_bytes(), &found.path].concat();
        if let Ok(target) = ctx.readlink(&found.path) {
            line.extend_from_slice(b" -> ");
            line.extend(target);
        }
        line
    }

    fn formatted(&self, ctx: &Context<'_>, format: &[u8], found: &Found) -> Vec<u8> {
        let (mut out, mut at) = (Vec::new(), 0);
        while at < format.len() {
            let len = format[at..].iter().position(|c| *c == b'%').unwrap_or(format.len() - at);
            let (text, ended) =
                crate::programs::escape::unescape(&format[at..at + len], crate::programs::escape::Style::Printf);
            out.extend(text);
            at += len;
            if ended || at >= format.len() {
                break;
            }
            at += 1;
            let digits = format[at..].iter().take_while(|c| c.is_ascii_digit() || **c == b'-').count();
            let spec = shown(&format[at..at + digits]);
            at += digits;
            let Some(c) = format.get(at).copied() else { break };
            at += 1;
            let mut time_format = || {
                let c = format.get(at).copied().unwrap_or(b'@');
                at += 1;
                match c {
                    b'@' => "%s.%N0".to_owned(),
                    b'+' => "%Y-%m-%d+%H:%M:%S.%N0".to_owned(),
                    b'T' => "%H:%M:%S.%N0".to_owned(),
                    b'S' => "%S.%N0".to_owned(),
                    c => format!("%{}", char::from(c)),
                }
            };
            let stat = &found.stat;
            let value: Vec<u8> = match c {
                b'%' => b"%".to_vec(),
                b'p' => found.path.clone(),
                b'f' => last_name(&found.path).to_vec(),
                b'h' => found
                    .path
                    .iter()
                    .rposition(|c| *c == b'/')
                    .map_or_else(|| b".".to_vec(), |at| found.path[..at].to_vec()),
                b'P' => found
                    .path
                    .strip_prefix(&self.start[..])
                    .map_or_else(Vec::new, |rest| rest.strip_prefix(b"/").unwrap_or(rest).to_vec()),
                b'H' => self.start.clone(),
                b'l' => ctx.readlink(&found.path).unwrap_or_default(),
                b'y' | b'Y' => vec![type_letter(stat.file_type)],
                b'm' => format!("{:o}", stat.mode).into_bytes(),
                b'M' => mode::letters(stat).into_bytes(),
                b's' => stat.size.to_string().into_bytes(),
                b'b' => stat.blocks().to_string().into_bytes(),
                b'k' => (stat.blocks() / 2).to_string().into_bytes(),
                b'n' => stat.nlink.to_string().into_bytes(),
                b'i' => stat.ino.0.to_string().into_bytes(),
                b'd' => found.depth.to_string().into_bytes(),
                b'U' => stat.uid.to_string().into_bytes(),
                b'G' => stat.gid.to_string().into_bytes(),
                b'u' => self.accounts.user(stat.uid).into_bytes(),
                b'g' => self.accounts.group(stat.gid).into_bytes(),
                b'D' => (u64::from(stat.dev.major) << 8 | u64::from(stat.dev.minor)).to_string().into_bytes(),
                b't' => ctx.date(stat.mtime).format("%a %b %e %H:%M:%S.%N0 %Y").into_bytes(),
                b'a' => ctx.date(stat.atime).format("%a %b %e %H:%M:%S.%N0 %Y").into_bytes(),
                b'c' => ctx.date(stat.ctime).format("%a %b %e %H:%M:%S.%N0 %Y").into_bytes(),
                b'T' => ctx.date(stat.mtime).format(&time_format()).into_bytes(),
                b'A' => ctx.date(stat.atime).format(&time_format()).into_bytes(),
                b'C' => ctx.date(stat.ctime).format(&time_format()).into_bytes(),
                c => vec![b'%', c],
            };
            let width: i64 = spec.parse().unwrap_or(0);
            let padding = vec![b' '; (width.unsigned_abs() as usize).min(1000).saturating_sub(value.len())];
            if width < 0 {
                out.extend(value);
                out.extend(padding);
            } else {
                out.extend(padding);
                out.extend(value);
            }
        }
        out
    }
}

/// Runs a command; whether it succeeded. That it is not there is no failure of find's.
fn run(ctx: &mut Context<'_>, args: &[Text]) -> Result<bool, Wait> {
    let failed = ctx.failed();
    let status = run_and_wait(ctx, args)?;
    ctx.set_failed(failed);
    Ok(status == 0)
}

pub(super) fn last_name(path: &[u8]) -> &[u8] {
    path.rsplit(|c| *c == b'/').find(|part| !part.is_empty()).unwrap_or(b"/")
}

pub(super) fn type_letter(kind: FileType) -> u8 {
    match kind {
        FileType::File => b'f',
        FileType::Dir => b'd',
        FileType::Symlink => b'l',
        FileType::Char => b'c',
        FileType::Block => b'b',
        FileType::Fifo => b'p',
        FileType::Socket => b's',
    }
}

/// The word with every `{}` replaced.
fn replaced(word: &[u8], path: &[u8]) -> Text {
    let (mut out, mut rest) = (Vec::new(), word);
    while let Some(at) = rest.windows(2).position(|w| w == b"{}") {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(path);
        rest = &rest[at + 2..];
    }
    out.extend_from_slice(rest);
    out.into()
}
