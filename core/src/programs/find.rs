//! `find`

use super::dates::Date;
use super::{Context, Exit, Home, Program, mode, size};
use crate::accounts::Accounts;
use crate::kernel::{Follow, Stat};
use crate::pattern::{Flavor, Glob, Regex};
use crate::process::Text;
use crate::trace::{Call, shown};
use crate::vfs::FileType;

pub(super) const FIND: Program = Program {
    name: "find",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-HLP] [PATH]... [EXPRESSION]",
    summary: ["find files by what they are", "按条件查找文件"],
    run: find,
};

/// A part of the expression.
enum Node {
    Test(Test),
    Action(Action),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Comma(Vec<Node>),
}

/// How a number compares: `+n`, `-n`, `n`.
#[derive(Clone, Copy)]
struct Number {
    sign: u8,
    value: i64,
}

impl Number {
    fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.as_bytes().first()? {
            sign @ (b'+' | b'-') => (*sign, &text[1..]),
            _ => (b'=', text),
        };
        Some(Self { sign, value: digits.parse().ok()? })
    }

    const fn holds(self, n: i64) -> bool {
        match self.sign {
            b'+' => n > self.value,
            b'-' => n < self.value,
            _ => n == self.value,
        }
    }
}

enum Test {
    True,
    False,
    Name(Glob),
    Path(Glob),
    Lname(Glob),
    Regex(Regex),
    Type(Vec<u8>),
    Size(Number, u64),
    Empty,
    Perm(u8, u16),
    User(u32),
    Group(u32),
    Links(Number),
    Inum(Number),
    /// Which time, in units of so many seconds.
    Age(Number, i64, u8),
    Newer(i64, u32),
    SameFile(Box<Stat>),
    NoUser,
    NoGroup,
}

enum Action {
    Print,
    Print0,
    Printf(Vec<u8>),
    Ls,
    Delete,
    Prune,
    Quit,
    Exec(Vec<Text>),
    ExecPlus(usize),
}

struct Parser<'a> {
    args: &'a [Text],
    at: usize,
    depths: (usize, usize),
    depth_first: bool,
    acts: bool,
    batches: Vec<Vec<Text>>,
    levels: u32,
}

/// A message, without the program's name.
struct Wrong(String);

fn find(ctx: &mut Context<'_>) -> Exit {
    let mut args = ctx.args.clone();
    let mut follow = Follow::No;
    while let Some(option) = args.first().filter(|arg| matches!(&***arg, b"-H" | b"-L" | b"-P")) {
        follow = if **option == *b"-L" { Follow::Yes } else { Follow::No };
        args.remove(0);
    }
    let starts = |arg: &Text| arg.starts_with(b"-") || matches!(&**arg, b"(" | b"!" | b")" | b",");
    let count = args.iter().take_while(|arg| !starts(arg)).count();
    let mut tops: Vec<Text> = args[..count].to_vec();
    if tops.is_empty() {
        tops.push(b"."[..].into());
    }
    let rest = args[count..].to_vec();
    let mut parser = Parser {
        args: &rest,
        at: 0,
        depths: (0, usize::MAX),
        depth_first: false,
        acts: false,
        batches: Vec::new(),
        levels: 0,
    };
    let node = match parser.whole(ctx) {
        Ok(node) => node,
        Err(Wrong(message)) => {
            ctx.complain(format_args!("{message}"));
            return Ok(1);
        }
    };
    let Parser { depths, depth_first, acts, batches, .. } = parser;
    let mut finder = Finder {
        node: &node,
        depths,
        depth_first,
        prints: !acts,
        follow,
        accounts: Accounts::read(ctx.kernel(), ctx.task()),
        waiting: vec![Vec::new(); batches.len()],
        batches,
        quits: false,
        start: Vec::new(),
    };
    for top in &tops {
        finder.walk(ctx, top)?;
        if finder.quits {
            break;
        }
    }
    for at in 0..finder.batches.len() {
        finder.run_batch(ctx, at)?;
    }
    ctx.exit(1)
}

impl Parser<'_> {
    fn whole(&mut self, ctx: &Context<'_>) -> Result<Node, Wrong> {
        if self.args.is_empty() {
            return Ok(Node::Test(Test::True));
        }
        let node = self.comma(ctx)?;
        match self.args.get(self.at) {
            None => Ok(node),
            Some(extra) if **extra == *b")" => Err(Wrong("you have too many ')'".to_owned())),
            Some(extra) => Err(Wrong(format!("paths must precede expression: `{}'", shown(extra)))),
        }
    }

    fn peek(&self) -> Option<&[u8]> {
        self.args.get(self.at).map(|arg| &**arg)
    }

    fn comma(&mut self, ctx: &Context<'_>) -> Result<Node, Wrong> {
        let mut nodes = vec![self.or(ctx)?];
        while self.peek() == Some(b",") {
            self.at += 1;
            nodes.push(self.or(ctx)?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Comma(nodes) })
    }

    fn or(&mut self, ctx: &Context<'_>) -> Result<Node, Wrong> {
        let mut nodes = vec![self.and(ctx)?];
        while matches!(self.peek(), Some(b"-o" | b"-or")) {
            self.at += 1;
            nodes.push(self.and(ctx)?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Or(nodes) })
    }

    fn and(&mut self, ctx: &Context<'_>) -> Result<Node, Wrong> {
        let mut nodes = Vec::new();
        loop {
            match self.peek() {
                None | Some(b"-o" | b"-or" | b")" | b",") => break,
                Some(b"-a" | b"-and") => self.at += 1,
                Some(_) => nodes.push(self.not(ctx)?),
            }
        }
        if nodes.is_empty() {
            return Err(Wrong("invalid expression".to_owned()));
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::And(nodes) })
    }

    fn not(&mut self, ctx: &Context<'_>) -> Result<Node, Wrong> {
        self.levels += 1;
        if self.levels > 1000 {
            return Err(Wrong("drydock: an expression of more than 1000 parts is not simulated".to_owned()));
        }
        match self.peek() {
            Some(b"!" | b"-not") => {
                self.at += 1;
                Ok(Node::Not(Box::new(self.not(ctx)?)))
            }
            Some(b"(") => {
                self.at += 1;
                let node = self.comma(ctx)?;
                if self.peek() != Some(b")") {
                    return Err(Wrong(
                        "invalid expression; I was expecting to find a ')' somewhere but did not see one.".to_owned(),
                    ));
                }
                self.at += 1;
                Ok(node)
            }
            _ => self.primary(ctx),
        }
    }

    fn value(&mut self, name: &str, ctx: &Context<'_>) -> Result<String, Wrong> {
        let value = self.args.get(self.at).map(|arg| shown(arg));
        self.at += 1;
        value.ok_or_else(|| {
            Wrong(if ctx.busybox() {
                format!("{name} requires an argument")
            } else {
                format!("missing argument to `{name}'")
            })
        })
    }

    fn primary(&mut self, ctx: &Context<'_>) -> Result<Node, Wrong> {
        let name = self.args.get(self.at).map(|arg| shown(arg)).unwrap_or_default();
        self.at += 1;
        let bad = |value: &str| Wrong(format!("invalid argument `{value}' to `{name}'"));
        let accounts = || Accounts::read(ctx.kernel(), ctx.task());
        let test = match &*name {
            "-true" => Test::True,
            "-false" => Test::False,
            "-name" | "-iname" | "-path" | "-ipath" | "-wholename" | "-lname" => {
                let value = self.value(&name, ctx)?;
                let glob = Glob::of_arg(value.as_bytes());
                match &*name {
                    "-name" => Test::Name(glob),
                    "-iname" => Test::Name(glob.folding()),
                    "-lname" => Test::Lname(glob),
                    "-ipath" => Test::Path(glob.folding()),
                    _ => Test::Path(glob),
                }
            }
            "-regex" | "-iregex" => {
                let value = self.value(&name, ctx)?;
                let whole = format!("^\\({value}\\)$");
                Test::Regex(
                    Regex::new(whole.as_bytes(), Flavor::Basic, name == "-iregex").map_err(|e| Wrong(e.to_string()))?,
                )
            }
            "-type" | "-xtype" => {
                let value = self.value(&name, ctx)?;
                let kinds: Vec<u8> = value.bytes().filter(|c| *c != b',').collect();
                if kinds.is_empty() || !kinds.iter().all(|c| b"fdlcbps".contains(c)) {
                    return Err(Wrong(format!("Unknown argument to -type: {value}")));
                }
                Test::Type(kinds)
            }
            "-size" => {
                let value = self.value(&name, ctx)?;
                let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                let unit = size::parse(&format!("1{}", &value[digits.len()..]), 512).ok_or_else(|| bad(&value))?;
                Test::Size(Number::parse(digits).ok_or_else(|| bad(&value))?, unit)
            }
            "-empty" => Test::Empty,
            "-perm" => {
                let value = self.value(&name, ctx)?;
                let (sign, text) = match value.as_bytes().first() {
                    Some(sign @ (b'-' | b'/' | b'+')) => (*sign, &value[1..]),
                    _ => (b'=', &value[..]),
                };
                Test::Perm(
                    sign,
                    mode::parse(text, 0, 0, false).ok_or_else(|| Wrong(format!("invalid mode `{value}'")))?,
                )
            }
            "-user" | "-uid" => {
                let value = self.value(&name, ctx)?;
                let uid = accounts().uid(&value);
                Test::User(uid.ok_or_else(|| Wrong(format!("`{value}' is not the name of a known user")))?)
            }
            "-group" | "-gid" => {
                let value = self.value(&name, ctx)?;
                let gid = accounts().gid(&value);
                Test::Group(gid.ok_or_else(|| Wrong(format!("`{value}' is not the name of an existing group")))?)
            }
            "-links" | "-inum" => {
                let value = self.value(&name, ctx)?;
                let number = Number::parse(&value).ok_or_else(|| bad(&value))?;
                if name == "-links" { Test::Links(number) } else { Test::Inum(number) }
            }
            "-mtime" | "-atime" | "-ctime" | "-mmin" | "-amin" | "-cmin" => {
                let value = self.value(&name, ctx)?;
                let unit = if name.ends_with("time") { 86400 } else { 60 };
                Test::Age(Number::parse(&value).ok_or_else(|| bad(&value))?, unit, name.as_bytes()[1])
            }
            "-newer" => {
                let value = self.value(&name, ctx)?;
                let stat = ctx.stat(value.as_bytes(), Follow::Yes).map_err(|e| Wrong(format!("'{value}': {e}")))?;
                Test::Newer(stat.mtime.secs, stat.mtime.nanos)
            }
            "-samefile" => {
                let value = self.value(&name, ctx)?;
                let stat = ctx.stat(value.as_bytes(), Follow::Yes).map_err(|e| Wrong(format!("'{value}': {e}")))?;
                Test::SameFile(Box::new(stat))
            }
            "-nouser" => Test::NoUser,
            "-nogroup" => Test::NoGroup,
            "-maxdepth" | "-mindepth" => {
                let value = self.value(&name, ctx)?;
                let depth = value.parse().map_err(|_| {
                    Wrong(format!("Expected a positive decimal integer argument to {name}, but got '{value}'"))
                })?;
                if name == "-maxdepth" {
                    self.depths.1 = depth
                } else {
                    self.depths.0 = depth
                }
                Test::True
            }
            "-depth" | "-d" => {
                self.depth_first = true;
                Test::True
            }
            "-mount" | "-xdev" | "-noleaf" | "-ignore_readdir_race" => Test::True,
            _ => return self.action(&name, ctx),
        };
        Ok(Node::Test(test))
    }

    fn action(&mut self, name: &str, ctx: &Context<'_>) -> Result<Node, Wrong> {
        self.acts |= name != "-prune" && name != "-quit";
        let action = match name {
            "-print" => Action::Print,
            "-print0" => Action::Print0,
            "-printf" => Action::Printf(self.value(name, ctx)?.into_bytes()),
            "-ls" => Action::Ls,
            "-prune" => Action::Prune,
            "-quit" => Action::Quit,
            "-delete" => {
                self.depth_first = true;
                Action::Delete
            }
            "-exec" | "-execdir" | "-ok" => {
                let start = self.at;
                while let Some(word) = self.args.get(self.at) {
                    self.at += 1;
                    let plus = **word == *b"+" && self.at - start >= 2 && *self.args[self.at - 2] == *b"{}";
                    if **word == *b";" || plus {
                        let command = self.args[start..self.at - 1].to_vec();
                        if command.is_empty() {
                            break;
                        }
                        if plus {
                            self.batches.push(command);
                            return Ok(Node::Action(Action::ExecPlus(self.batches.len() - 1)));
                        }
                        return Ok(Node::Action(Action::Exec(command)));
                    }
                }
                return Err(Wrong(if ctx.busybox() {
                    format!("{name} requires an argument")
                } else {
                    format!("missing argument to `{name}'")
                }));
            }
            other if ctx.busybox() => return Err(Wrong(format!("unrecognized: {other}"))),
            other if other.starts_with('-') => return Err(Wrong(format!("unknown predicate `{other}'"))),
            other => return Err(Wrong(format!("paths must precede expression: `{other}'"))),
        };
        Ok(Node::Action(action))
    }
}

struct Finder<'n> {
    node: &'n Node,
    depths: (usize, usize),
    depth_first: bool,
    prints: bool,
    follow: Follow,
    accounts: Accounts,
    batches: Vec<Vec<Text>>,
    waiting: Vec<Vec<Text>>,
    quits: bool,
    start: Vec<u8>,
}

/// A file that is looked at.
struct Found {
    path: Vec<u8>,
    stat: Stat,
    depth: usize,
}

impl Finder<'_> {
    fn walk(&mut self, ctx: &mut Context<'_>, top: &[u8]) -> Result<(), super::Wait> {
        self.start = top.to_vec();
        let mut stack = vec![(top.to_vec(), 0, false)];
        while let Some((path, depth, left)) = stack.pop() {
            let stat = match ctx.stat(&path, self.follow).or_else(|_| ctx.stat(&path, Follow::No)) {
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
                    let children =
                        entries.iter().rev().map(|entry| super::copy::inside(&found.path, entry.name.as_bytes()));
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

    fn eval(
        &mut self,
        ctx: &mut Context<'_>,
        node: &Node,
        found: &Found,
        pruned: &mut bool,
    ) -> Result<bool, super::Wait> {
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
                number.holds((ctx.now().secs - time.secs).div_euclid(*unit))
            }
            Test::Newer(secs, nanos) => (stat.mtime.secs, stat.mtime.nanos) > (*secs, *nanos),
            Test::SameFile(other) => super::copy::same_file(stat, other),
            Test::NoUser => !self.accounts.has_user(stat.uid),
            Test::NoGroup => !self.accounts.has_group(stat.gid),
        }
    }

    fn act(
        &mut self,
        ctx: &mut Context<'_>,
        action: &Action,
        found: &Found,
        pruned: &mut bool,
    ) -> Result<bool, super::Wait> {
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
                return Ok(super::run_and_wait(ctx, &args)? == 0);
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

    fn run_batch(&mut self, ctx: &mut Context<'_>, at: usize) -> Result<(), super::Wait> {
        let files = std::mem::take(&mut self.waiting[at]);
        if files.is_empty() {
            return Ok(());
        }
        let command = &self.batches[at];
        let args: Vec<Text> = command[..command.len() - 1].iter().cloned().chain(files).collect();
        super::run_and_wait(ctx, &args).map(|_| ())
    }

    fn date<'c>(&self, ctx: &'c Context<'_>, time: crate::clock::Time) -> Date<'c> {
        let zone = if ctx.busybox() { "UTC" } else { &ctx.profile().time_zone };
        Date { time, offset: ctx.utc_offset(), zone, locale: ctx.locale() }
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
            self.date(ctx, stat.mtime).listed(ctx.now()),
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
            let (text, ended) = super::escape::unescape(&format[at..at + len], super::escape::Style::Printf);
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
                b't' => self.date(ctx, stat.mtime).format("%a %b %e %H:%M:%S.%N0 %Y").into_bytes(),
                b'a' => self.date(ctx, stat.atime).format("%a %b %e %H:%M:%S.%N0 %Y").into_bytes(),
                b'c' => self.date(ctx, stat.ctime).format("%a %b %e %H:%M:%S.%N0 %Y").into_bytes(),
                b'T' => self.date(ctx, stat.mtime).format(&time_format()).into_bytes(),
                b'A' => self.date(ctx, stat.atime).format(&time_format()).into_bytes(),
                b'C' => self.date(ctx, stat.ctime).format(&time_format()).into_bytes(),
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

fn last_name(path: &[u8]) -> &[u8] {
    path.rsplit(|c| *c == b'/').find(|part| !part.is_empty()).unwrap_or(b"/")
}

fn type_letter(kind: FileType) -> u8 {
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
