//! `tar t`: what an archive holds.

use super::Job;
use crate::archive::{Entry, EntryKind, Reader};
use crate::programs::{Context, mode};

/// The columns of owner, group and size together; they grow where more is needed, and stay so.
const OWNER_AND_SIZE: usize = 19;

/// Where a header keeps the names of owner and group, and how long they may be.
const USER_NAME: usize = 265;
const GROUP_NAME: usize = 297;
const NAME_LEN: usize = 32;

/// Prints entries, one line each.
pub(super) struct Listing {
    long: bool,
    numeric: bool,
    columns: usize,
}

impl Listing {
    pub(super) const fn new(long: bool, numeric: bool) -> Self {
        Self { long, numeric, columns: OWNER_AND_SIZE }
    }

    /// Prints an entry of the archive `bytes`.
    pub(super) fn print(&mut self, ctx: &mut Context<'_>, bytes: &[u8], entry: &Entry<'_>) {
        let header = &entry.header;
        if !self.long {
            ctx.line(&header.name);
            return;
        }
        let (letter, link) = match header.kind {
            EntryKind::File | EntryKind::Other(_) | EntryKind::Global => ('-', None),
            EntryKind::Dir => ('d', None),
            EntryKind::Symlink => ('l', Some(" -> ")),
            EntryKind::Hardlink => {
                (if ctx.busybox() { '-' } else { 'h' }, Some(if ctx.busybox() { " -> " } else { " link to " }))
            }
            EntryKind::Char(_) => ('c', None),
            EntryKind::Block(_) => ('b', None),
            EntryKind::Fifo => ('p', None),
        };
        let permissions = mode::permissions((header.mode & 0o7777) as u16);
        let size = match header.kind {
            EntryKind::Char(dev) | EntryKind::Block(dev) => format!("{},{}", dev.major, dev.minor),
            EntryKind::File => entry.body.size().to_string(),
            _ => "0".to_owned(),
        };
        let user = self.owner(bytes, entry, USER_NAME, header.uid);
        let group = self.owner(bytes, entry, GROUP_NAME, header.gid);
        let date = ctx.date(header.mtime);
        let mut line = if ctx.busybox() {
            let date = date.format("%Y-%m-%d %H:%M:%S");
            format!("{letter}{permissions} {user}/{group} {size:>9} {date} ")
        } else {
            let needed = user.chars().count() + group.chars().count() + size.len() + 2;
            self.columns = self.columns.max(needed);
            let padding = self.columns - needed + size.len();
            let date = date.format("%Y-%m-%d %H:%M");
            format!("{letter}{permissions} {user}/{group} {size:>padding$} {date} ")
        }
        .into_bytes();
        line.extend_from_slice(&header.name);
        if let Some(link) = link {
            line.extend_from_slice(link.as_bytes());
            line.extend_from_slice(&header.link);
        }
        ctx.line(line);
    }

    /// A name out of the header block before the body, or the number if there is none.
    fn owner(&self, bytes: &[u8], entry: &Entry<'_>, at: usize, number: u32) -> String {
        let name = entry.body_at.checked_sub(512).and_then(|block| bytes.get(block + at..block + at + NAME_LEN));
        let name = name.map_or(&[][..], |name| name.split(|c| *c == 0).next().unwrap_or_default());
        if self.numeric || name.is_empty() { number.to_string() } else { String::from_utf8_lossy(name).into_owned() }
    }
}

impl Job {
    pub(super) fn list(&mut self, ctx: &mut Context<'_>, bytes: &[u8]) {
        let mut listing = Listing::new(self.verbose, self.options.has('N'));
        let mut found = vec![false; self.options.operands.len()];
        let mut first = true;
        for entry in Reader::new(bytes) {
            match entry {
                Ok(entry) => {
                    if entry.header.kind != EntryKind::Global && self.wanted(&entry.header.name, &mut found) {
                        listing.print(ctx, bytes, &entry);
                    }
                }
                Err(error) => return self.damaged(ctx, first, error),
            }
            first = false;
        }
        self.missing(ctx, &found);
    }
}
