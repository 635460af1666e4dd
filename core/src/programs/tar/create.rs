//! `tar c`: an archive as GNU tar makes it.

use std::collections::BTreeMap;

use super::{Job, write_file};
use crate::accounts::Accounts;
use crate::archive;
use crate::kernel::{Follow, Stat};
use crate::programs::{Context, Wait};
use crate::trace::shown;
use crate::vfs::{Dev, FileType, Ino};

const BLOCK: usize = 512;
/// Archives are filled up to so many bytes.
const RECORD: usize = 20 * BLOCK;
/// Room for a name, and for the target of a link.
const NAME: usize = 100;

/// An archive in the making.
struct Archive {
    bytes: Vec<u8>,
    accounts: Accounts,
    /// The first name of files that have several.
    links: BTreeMap<(Dev, Ino), Vec<u8>>,
    told: bool,
}

impl Job {
    pub(super) fn create(&mut self, ctx: &mut Context<'_>) -> Result<(), Wait> {
        if self.options.operands.is_empty() {
            if ctx.busybox() {
                self.complain(ctx, format_args!("empty archive"));
            } else {
                self.complain(ctx, format_args!("Cowardly refusing to create an empty archive"));
                ctx.err("Try 'tar --help' or 'tar --usage' for more information.\n");
            }
            return Ok(());
        }
        if *self.archive == *b"-" && ctx.is_terminal(1) {
            self.fatal(ctx, format_args!("Refusing to write archive contents to terminal (missing -f option?)"));
            return Ok(());
        }
        let accounts = Accounts::read(ctx.kernel(), ctx.task());
        let mut made = Archive { bytes: Vec::new(), accounts, links: BTreeMap::new(), told: false };
        let directory = self.options.value('C').cloned();
        for operand in self.options.operands.clone() {
            let mut stack = vec![operand.to_vec()];
            while let Some(name) = stack.pop() {
                let path = match &directory {
                    Some(directory) if !name.starts_with(b"/") => [directory, &b"/"[..], &name].concat(),
                    _ => name.clone(),
                };
                let Some(stat) = self.entry(ctx, &mut made, &name, &path) else { continue };
                if stat.file_type == FileType::Dir {
                    let entries = ctx.kernel().readdir(ctx.task(), &path).unwrap_or_default();
                    let separator: &[u8] = if name.ends_with(b"/") { b"" } else { b"/" };
                    stack.extend(entries.iter().rev().map(|entry| [&name, separator, entry.name.as_bytes()].concat()));
                }
                if made.bytes.len() > 64 << 20 {
                    ctx.err("drydock: archives of more than 64 MiB are not simulated\n");
                    self.status = 2;
                    return Ok(());
                }
            }
        }
        if self.status != 0 {
            self.previous_errors(ctx);
        }
        made.bytes.resize(made.bytes.len() + 2 * BLOCK, 0);
        if !ctx.busybox() {
            made.bytes.resize(made.bytes.len().next_multiple_of(RECORD), 0);
        }
        let bytes = if self.options.has('z') { archive::gzip(&made.bytes) } else { made.bytes };
        if *self.archive == *b"-" {
            ctx.out(bytes);
            return Ok(());
        }
        if let Err(error) = write_file(ctx, &self.archive.clone(), &bytes) {
            let name = shown(&self.archive);
            self.fatal(ctx, format_args!("{name}: Cannot open: {error}"));
        }
        Ok(())
    }

    /// Adds a file. `None` if it cannot be, which has been told.
    fn entry(&mut self, ctx: &mut Context<'_>, made: &mut Archive, name: &[u8], path: &[u8]) -> Option<Stat> {
        let text = shown(name);
        let follow = if self.options.has('h') { Follow::Yes } else { Follow::No };
        let stat = match ctx.stat(path, follow) {
            Ok(stat) => stat,
            Err(error) => {
                let what = if ctx.busybox() { "" } else { "Cannot stat: " };
                self.complain(ctx, format_args!("{text}: {what}{error}"));
                return None;
            }
        };
        if stat.file_type == FileType::Socket {
            ctx.complain(format_args!("{text}: socket ignored"));
            return None;
        }
        let content = match stat.file_type {
            FileType::File => match ctx.kernel().read_file(ctx.task(), path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    let what = if ctx.busybox() { "" } else { "Cannot open: " };
                    self.complain(ctx, format_args!("{text}: {what}{error}"));
                    return None;
                }
            },
            _ => std::rc::Rc::from(&b""[..]),
        };
        let mut stored = name.to_vec();
        if stored.starts_with(b"/") && !self.options.has('P') {
            if !made.told {
                made.told = true;
                ctx.complain(format_args!(
                    "{}",
                    if ctx.busybox() {
                        "removing leading '/' from member names"
                    } else {
                        "Removing leading `/' from member names"
                    }
                ));
            }
            stored.drain(..stored.iter().take_while(|c| **c == b'/').count());
        }
        if stat.file_type == FileType::Dir && !stored.ends_with(b"/") {
            stored.push(b'/');
        }
        if self.verbose {
            // To standard error if the archive itself goes to standard output.
            let mut shown_name = name.to_vec();
            if stat.file_type == FileType::Dir && !shown_name.ends_with(b"/") {
                shown_name.push(b'/');
            }
            shown_name.push(b'\n');
            if *self.archive == *b"-" { ctx.err(shown_name) } else { ctx.out(shown_name) }
        }
        let mut link = match stat.file_type {
            FileType::Symlink => ctx.readlink(path).unwrap_or_default(),
            _ => Vec::new(),
        };
        let mut flag = match stat.file_type {
            FileType::File | FileType::Socket => b'0',
            FileType::Symlink => b'2',
            FileType::Char => b'3',
            FileType::Block => b'4',
            FileType::Dir => b'5',
            FileType::Fifo => b'6',
        };
        let mut content = &content[..];
        if stat.nlink > 1 && stat.file_type != FileType::Dir {
            match made.links.get(&(stat.dev, stat.ino)) {
                Some(first) => {
                    (flag, link, content) = (b'1', first.clone(), &[]);
                }
                None => {
                    made.links.insert((stat.dev, stat.ino), stored.clone());
                }
            }
        }
        for (long, letter) in [(&link, b'K'), (&stored, b'L')] {
            if long.len() > NAME {
                let body = [&long[..], &[0]].concat();
                made.add((b"././@LongLink", &[]), (letter, 0o644), (0, 0, 0), &body, Dev::ZERO);
            }
        }
        let owner = (stat.uid, stat.gid, stat.mtime.secs);
        made.add((&stored, &link), (flag, u32::from(stat.mode)), owner, content, stat.rdev);
        Some(stat)
    }
}

impl Archive {
    /// A header block and what follows it.
    fn add(
        &mut self,
        (name, link): (&[u8], &[u8]),
        (flag, mode): (u8, u32),
        (uid, gid, mtime): (u32, u32, i64),
        content: &[u8],
        rdev: Dev,
    ) {
        let mut block = [0_u8; BLOCK];
        let mut text = |at: usize, room: usize, bytes: &[u8]| {
            let len = bytes.len().min(room);
            block[at..at + len].copy_from_slice(&bytes[..len]);
        };
        text(0, NAME, name);
        text(157, NAME, link);
        text(257, 8, b"ustar  \0");
        text(265, 31, self.accounts.user(uid).as_bytes());
        text(297, 31, self.accounts.group(gid).as_bytes());
        text(100, 8, format!("{mode:07o}\0").as_bytes());
        text(108, 8, format!("{uid:07o}\0").as_bytes());
        text(116, 8, format!("{gid:07o}\0").as_bytes());
        text(124, 12, format!("{:011o}\0", content.len()).as_bytes());
        text(136, 12, format!("{:011o}\0", u64::try_from(mtime).unwrap_or(0)).as_bytes());
        text(156, 1, &[flag]);
        if matches!(flag, b'3' | b'4') {
            text(329, 8, format!("{:07o}\0", rdev.major).as_bytes());
            text(337, 8, format!("{:07o}\0", rdev.minor).as_bytes());
        }
        text(148, 8, b"        ");
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        self.bytes.extend_from_slice(&block);
        self.bytes.extend_from_slice(content);
        self.bytes.resize(self.bytes.len().next_multiple_of(BLOCK), 0);
    }
}
