//! How busybox compares directories: it lists everything below both, sorts the lists and goes through them side by side.

use std::collections::BTreeSet;

use super::{Differ, Place, Side, join};
use crate::kernel::Follow;
use crate::process::Text;
use crate::programs::{Context, Wait};
use crate::trace::shown;
use crate::vfs::FileType;

impl Differ {
    pub(super) fn busybox_directories(&mut self, ctx: &mut Context<'_>, dirs: [&Text; 2]) -> Result<(), Wait> {
        let lists = [self.below(ctx, dirs[0], dirs[1]), self.below(ctx, dirs[1], dirs[0])];
        let names: BTreeSet<&Vec<u8>> = lists.iter().flatten().collect();
        for name in names {
            let there = [lists[0].contains(name), lists[1].contains(name)];
            if there[0] != there[1] && !self.options.has('N') {
                let dir = shown(dirs[usize::from(there[1])]);
                let name = shown(name);
                ctx.line(format!("Only in {dir}: {name}"));
                self.status = self.status.max(1);
                continue;
            }
            self.busybox_pair(ctx, dirs, name, there)?;
        }
        Ok(())
    }

    /// What is below a directory, by its path from there. Directories are in the list where they are not gone into; those that the
    /// other side has not are passed over.
    fn below(&mut self, ctx: &mut Context<'_>, top: &Text, other: &Text) -> BTreeSet<Vec<u8>> {
        let (mut list, mut stack) = (BTreeSet::new(), vec![Vec::new()]);
        let is_dir = |ctx: &Context<'_>, path: &[u8]| {
            ctx.stat(path, Follow::Yes).is_ok_and(|stat| stat.file_type == FileType::Dir)
        };
        while let Some(path) = stack.pop() {
            let here = if path.is_empty() { top.clone() } else { join(top, &path) };
            let entries = match ctx.kernel().readdir(ctx.task(), &here) {
                Ok(entries) => entries,
                Err(error) => {
                    let shown = shown(&here);
                    ctx.complain(format_args!("{shown}: {error}"));
                    self.status = 2;
                    continue;
                }
            };
            for entry in entries {
                let name = entry.name.as_bytes();
                let name = if path.is_empty() { name.to_vec() } else { join(&path, name).to_vec() };
                if !self.options.has('r') || !is_dir(ctx, &join(top, &name)) {
                    list.insert(name);
                } else if self.options.has('N') || is_dir(ctx, &join(other, &name)) {
                    stack.push(name);
                } else {
                    self.status = self.status.max(1);
                }
            }
        }
        list
    }

    /// The two files of a name; one that is missing counts as empty.
    fn busybox_pair(
        &mut self,
        ctx: &mut Context<'_>,
        dirs: [&Text; 2],
        name: &[u8],
        there: [bool; 2],
    ) -> Result<(), Wait> {
        let paths = dirs.map(|dir| join(dir, name));
        let kinds = [0, 1].map(|at| {
            let path = &paths[if there[at] { at } else { 1 - at }];
            ctx.stat(path, Follow::Yes).map_or(FileType::File, |stat| stat.file_type)
        });
        let shown_paths = [shown(&paths[0]), shown(&paths[1])];
        let plain = |kind| matches!(kind, FileType::File | FileType::Dir);
        if kinds == [FileType::Dir, FileType::Dir] {
            let [old, new] = shown_paths;
            ctx.line(format!("Common subdirectories: {old} and {new}"));
        } else if let Some(at) = kinds.iter().position(|kind| !plain(*kind)) {
            let path = &shown_paths[at];
            ctx.line(format!("File {path} is not a regular file or directory and was skipped"));
        } else if kinds[0] != kinds[1] {
            let words = kinds.map(|kind| if kind == FileType::Dir { "directory" } else { "regular file" });
            let [old, new] = shown_paths;
            ctx.line(format!("File {old} is a {} while file {new} is a {}", words[0], words[1]));
        } else {
            let [old, new] = paths;
            let side = |ctx: &Context<'_>, at: usize, path: Text| {
                if there[at] {
                    Side { stat: ctx.stat(&path, Follow::Yes).ok(), name: path }
                } else {
                    Side { stat: None, name: Text::from(&b"/dev/null"[..]) }
                }
            };
            let (old, new) = (side(ctx, 0, old), side(ctx, 1, new));
            self.files(ctx, &old, &new, Place::InDirectories)?;
        }
        Ok(())
    }
}
