//! Goes through directories and asks the expression.

use super::act::{last_name, type_letter};
use super::expression::{Node, Test};
use crate::accounts::Accounts;
use crate::kernel::{Follow, Stat};
use crate::process::Text;
use crate::programs::{Context, Wait};
use crate::trace::shown;
use crate::vfs::FileType;

/// A search under way.
pub(super) struct Finder<'n> {
    pub(super) node: &'n Node,
    pub(super) depths: (usize, usize),
    pub(super) depth_first: bool,
    pub(super) prints: bool,
    pub(super) follow: Follow,
    /// Whether links that the command line names are followed.
    pub(super) follows_tops: bool,
    pub(super) accounts: Accounts,
    pub(super) batches: Vec<Vec<Text>>,
    pub(super) waiting: Vec<Vec<Text>>,
    pub(super) quits: bool,
    pub(super) start: Vec<u8>,
}

/// A file that is looked at.
pub(super) struct Found {
    pub(super) path: Vec<u8>,
    pub(super) stat: Stat,
    pub(super) depth: usize,
}

impl Finder<'_> {
    /// Goes through everything below a path.
    pub(super) fn walk(&mut self, ctx: &mut Context<'_>, top: &[u8]) -> Result<(), Wait> {
        self.start = top.to_vec();
        let mut stack = vec![(top.to_vec(), 0, false)];
        while let Some((path, depth, left)) = stack.pop() {
            let follow = if self.follows_tops && depth == 0 { Follow::Yes } else { self.follow };
            let stat = match ctx.stat(&path, follow).or_else(|_| ctx.stat(&path, Follow::No)) {
                Ok(stat) => stat,
                Err(error) => {
                    let name = shown(&path);
                    if ctx.busybox() {
                        ctx.complain(format_args!("{name}: {error}"));
                    } else {
                        ctx.complain(format_args!("'{name}': {error}"));
                    }
                    continue;
                }
            };
            let is_dir = stat.file_type == FileType::Dir;
            let found = Found { path, stat, depth };
            let mut descends = is_dir && depth < self.depths.1 && !left;
            if !self.depth_first || left || !descends {
                let mut pruned = false;
                if depth >= self.depths.0 {
                    let holds = self.eval(ctx, self.node, &found, &mut pruned)?;
                    if holds && self.prints {
                        ctx.line(&found.path);
                    }
                }
                descends &= !pruned;
            }
            if self.quits || ctx.overflows() {
                return Ok(());
            }
            if !descends {
                continue;
            }
            if self.depth_first {
                stack.push((found.path.clone(), depth, true));
            }
            match ctx.kernel().readdir(ctx.task(), &found.path) {
                Ok(entries) => {
                    let children = entries
                        .iter()
                        .rev()
                        .map(|entry| crate::programs::copy::inside(&found.path, entry.name.as_bytes()));
                    stack.extend(children.map(|child| (child, depth + 1, false)));
                }
                Err(error) => {
                    let name = shown(&found.path);
                    if ctx.busybox() {
                        ctx.complain(format_args!("{name}: {error}"));
                    } else {
                        ctx.complain(format_args!("'{name}': {error}"));
                    }
                }
            }
        }
        Ok(())
    }

    fn eval(&mut self, ctx: &mut Context<'_>, node: &Node, found: &Found, pruned: &mut bool) -> Result<bool, Wait> {
        Ok(match node {
            Node::Test(test) => self.test(ctx, test, found),
            Node::Not(inner) => !self.eval(ctx, inner, found, pruned)?,
            Node::And(nodes) => {
                for node in nodes {
                    if !self.eval(ctx, node, found, pruned)? {
                        return Ok(false);
                    }
                }
                true
            }
            Node::Or(nodes) => {
                for node in nodes {
                    if self.eval(ctx, node, found, pruned)? {
                        return Ok(true);
                    }
                }
                false
            }
            Node::Comma(nodes) => {
                let mut last = false;
                for node in nodes {
                    last = self.eval(ctx, node, found, pruned)?;
                }
                last
            }
            Node::Action(action) => self.act(ctx, action, found, pruned)?,
        })
    }

    fn test(&self, ctx: &Context<'_>, test: &Test, found: &Found) -> bool {
        let stat = &found.stat;
        match test {
            Test::True => true,
            Test::False => false,
            Test::Name(glob) => glob.matches(last_name(&found.path)),
            Test::Path(glob) => glob.matches(&found.path),
            Test::Lname(glob) => ctx.readlink(&found.path).is_ok_and(|target| glob.matches(&target)),
            Test::Regex(regex) => regex.is_match(&found.path),
            Test::Type(kinds) => kinds.contains(&type_letter(stat.file_type)),
            Test::Xtype(kinds) => {
                let target = ctx.stat(&found.path, Follow::Yes).map_or(stat.file_type, |stat| stat.file_type);
                kinds.contains(&type_letter(target))
            }
            Test::Size(number, unit) => number.holds(stat.size.div_ceil(*unit) as i64),
            Test::Empty => match stat.file_type {
                FileType::Dir => ctx.kernel().readdir(ctx.task(), &found.path).is_ok_and(|entries| entries.is_empty()),
                FileType::File => stat.size == 0,
                _ => false,
            },
            Test::Perm(b'-', mode) => stat.mode & mode == *mode,
            Test::Perm(b'=', mode) => stat.mode == *mode,
            Test::Perm(_, mode) => *mode == 0 || stat.mode & mode != 0,
            Test::User(uid) => stat.uid == *uid,
            Test::Group(gid) => stat.gid == *gid,
            Test::Links(number) => number.holds(i64::from(stat.nlink)),
            Test::Inum(number) => number.holds(stat.ino.0 as i64),
            Test::Age(number, unit, which) => {
                let time = match which {
                    b'a' => stat.atime,
                    b'c' => stat.ctime,
                    _ => stat.mtime,
                };
                number.holds(ctx.now().secs.saturating_sub(time.secs).div_euclid(*unit))
            }
            Test::Newer(secs, nanos) => (stat.mtime.secs, stat.mtime.nanos) > (*secs, *nanos),
            Test::SameFile(other) => crate::programs::copy::same_file(stat, other),
            Test::NoUser => !self.accounts.has_user(stat.uid),
            Test::NoGroup => !self.accounts.has_group(stat.gid),
        }
    }
}
