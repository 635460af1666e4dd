//! From arguments to an expression.

use super::expression::{Action, Node, Number, Test};
use crate::accounts::Accounts;
use crate::kernel::Follow;
use crate::pattern::{Flavor, Glob, Regex};
use crate::process::Text;
use crate::programs::{Context, mode, options, size};
use crate::trace::shown;
use crate::vfs::Errno;

/// What busybox has not.
const ONLY_GNU: &str = "-true -false -lname -iregex -xtype -uid -gid -nouser -nogroup -d -mount -noleaf \
                        -ignore_readdir_race -printf -ls -delete -ok -okdir -execdir";

/// Reads arguments.
pub(super) struct Parser<'a> {
    pub(super) args: &'a [Text],
    pub(super) at: usize,
    pub(super) depths: (usize, usize),
    pub(super) depth_first: bool,
    pub(super) acts: bool,
    pub(super) batches: Vec<Vec<Text>>,
    pub(super) levels: u32,
    /// Whether `-follow` stands somewhere.
    pub(super) follows: bool,
}

/// A message, without the program's name.
pub(super) enum Wrong {
    /// What is wrong with the expression.
    Expression(String),
    /// A word that means nothing to busybox.
    Unrecognized(String),
}

impl Parser<'_> {
    /// Reads everything.
    pub(super) fn whole(&mut self, ctx: &Context<'_>) -> Result<Node, Wrong> {
        if self.args.is_empty() {
            return Ok(Node::Test(Test::True));
        }
        let node = self.comma(ctx)?;
        match self.args.get(self.at) {
            None => Ok(node),
            Some(extra) if **extra == *b")" && ctx.busybox() => Err(Wrong::Unrecognized(")".to_owned())),
            Some(extra) if **extra == *b")" => Err(Wrong::Expression("you have too many ')'".to_owned())),
            Some(extra) => Err(Wrong::Expression(format!("paths must precede expression: `{}'", shown(extra)))),
        }
    }

    fn peek(&self) -> Option<&[u8]> {
        self.args.get(self.at).map(|arg| &**arg)
    }

    fn comma(&mut self, ctx: &Context<'_>) -> Result<Node, Wrong> {
        let mut nodes = vec![self.or(ctx)?];
        if ctx.busybox() && self.peek() == Some(b",") {
            return Err(Wrong::Unrecognized(",".to_owned()));
        }
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
        // To busybox nothing is true.
        if nodes.is_empty() && !ctx.busybox() {
            return Err(Wrong::Expression("invalid expression".to_owned()));
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::And(nodes) })
    }

    fn not(&mut self, ctx: &Context<'_>) -> Result<Node, Wrong> {
        self.levels += 1;
        if self.levels > 1000 {
            return Err(Wrong::Expression(
                "drydock: an expression of more than 1000 parts is not simulated".to_owned(),
            ));
        }
        match self.peek() {
            Some(b"!" | b"-not") => {
                self.at += 1;
                if ctx.busybox() && self.peek().is_none() {
                    // It would be of the next one.
                    return Ok(Node::Test(Test::True));
                }
                Ok(Node::Not(Box::new(self.not(ctx)?)))
            }
            Some(b"(") => {
                self.at += 1;
                let node = self.comma(ctx)?;
                if self.peek() != Some(b")") && ctx.busybox() {
                    return Err(Wrong::Expression("unpaired '('".to_owned()));
                }
                if self.peek() != Some(b")") {
                    return Err(Wrong::Expression(
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
            Wrong::Expression(if ctx.busybox() {
                format!("{name} requires an argument")
            } else {
                format!("missing argument to `{name}'")
            })
        })
    }

    fn primary(&mut self, ctx: &Context<'_>) -> Result<Node, Wrong> {
        let name = self.args.get(self.at).map(|arg| shown(arg)).unwrap_or_default();
        self.at += 1;
        let busybox = ctx.busybox();
        let bad = |value: &str| {
            Wrong::Expression(if busybox {
                format!("invalid number '{value}'")
            } else {
                format!("invalid argument `{value}' to `{name}'")
            })
        };
        let unstattable = |value: &str, error: Errno| {
            Wrong::Expression(if busybox {
                format!("can't stat '{value}': {error}")
            } else {
                format!("'{value}': {error}")
            })
        };
        if busybox && ONLY_GNU.split(' ').any(|gnu| gnu == name) {
            return Err(Wrong::Unrecognized(name));
        }
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
                    Regex::new(whole.as_bytes(), Flavor::Basic, name == "-iregex")
                        .map_err(|e| Wrong::Expression(e.to_string()))?,
                )
            }
            "-type" | "-xtype" => {
                let value = self.value(&name, ctx)?;
                let kinds: Vec<u8> = value.bytes().filter(|c| *c != b',').collect();
                if busybox && !(value.len() == 1 && b"fdlcbps".contains(&kinds.first().copied().unwrap_or(0))) {
                    return Err(Wrong::Expression(format!("invalid argument '{value}' to '-type'")));
                }
                if kinds.is_empty() || !kinds.iter().all(|c| b"fdlcbps".contains(c)) {
                    return Err(Wrong::Expression(format!("Unknown argument to -type: {value}")));
                }
                if name == "-xtype" { Test::Xtype(kinds) } else { Test::Type(kinds) }
            }
            "-size" => {
                let value = self.value(&name, ctx)?;
                let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                let unit = size::parse(&format!("1{}", &value[digits.len()..]), 512).ok_or_else(|| bad(&value))?;
                let number = Number::parse(digits).ok_or_else(|| bad(&value))?;
                // Busybox compares bytes, and GNU's blocks that are begun.
                match i64::try_from(unit).unwrap_or(i64::MAX).checked_mul(number.value).filter(|_| busybox) {
                    Some(value) => Test::Size(Number { value, ..number }, 1),
                    None => Test::Size(number, unit),
                }
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
                    mode::parse(text, 0, 0, false).ok_or_else(|| {
                        let open = if busybox { '\'' } else { '`' };
                        Wrong::Expression(format!("invalid mode {open}{value}'"))
                    })?,
                )
            }
            "-user" | "-uid" => {
                let value = self.value(&name, ctx)?;
                let uid = accounts().uid(&value);
                Test::User(uid.ok_or_else(|| {
                    Wrong::Expression(if busybox {
                        format!("unknown user {value}")
                    } else {
                        format!("`{value}' is not the name of a known user")
                    })
                })?)
            }
            "-group" | "-gid" => {
                let value = self.value(&name, ctx)?;
                let gid = accounts().gid(&value);
                Test::Group(gid.ok_or_else(|| {
                    Wrong::Expression(if busybox {
                        format!("unknown group {value}")
                    } else {
                        format!("`{value}' is not the name of an existing group")
                    })
                })?)
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
                let stat = ctx.stat(value.as_bytes(), Follow::Yes).map_err(|e| unstattable(&value, e))?;
                Test::Newer(stat.mtime.secs, stat.mtime.nanos)
            }
            "-samefile" => {
                let value = self.value(&name, ctx)?;
                let stat = ctx.stat(value.as_bytes(), Follow::Yes).map_err(|e| unstattable(&value, e))?;
                Test::SameFile(Box::new(stat))
            }
            "-nouser" => Test::NoUser,
            "-nogroup" => Test::NoGroup,
            "-maxdepth" | "-mindepth" => {
                let value = self.value(&name, ctx)?;
                let depth = value.parse().map_err(|_| {
                    if busybox {
                        bad(&value)
                    } else {
                        Wrong::Expression(format!(
                            "Expected a positive decimal integer argument to {name}, but got '{value}'"
                        ))
                    }
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
            "-follow" => {
                self.follows = true;
                Test::True
            }
            _ => return self.action(&name, ctx),
        };
        Ok(Node::Test(test))
    }

    fn action(&mut self, name: &str, ctx: &Context<'_>) -> Result<Node, Wrong> {
        self.acts |= name != "-prune";
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
            "-ok" | "-okdir" => {
                return Err(Wrong::Expression(format!("drydock: {name} is not simulated: there is nobody to ask")));
            }
            "-exec" | "-execdir" => {
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
                        let action = if name == "-execdir" { Action::ExecDir(command) } else { Action::Exec(command) };
                        return Ok(Node::Action(action));
                    }
                }
                return Err(Wrong::Expression(if ctx.busybox() {
                    format!("{name} requires an argument")
                } else {
                    format!("missing argument to `{name}'")
                }));
            }
            "-executable" if ctx.busybox() => {
                return Err(Wrong::Expression("drydock: find -executable is not simulated".to_owned()));
            }
            other if ctx.busybox() => return Err(Wrong::Unrecognized(other.to_owned())),
            other if other.strip_prefix('-').is_some_and(|name| options::is_real(ctx, name)) => {
                return Err(Wrong::Expression(format!("drydock: {other} is not simulated")));
            }
            other if other.starts_with('-') => return Err(Wrong::Expression(format!("unknown predicate `{other}'"))),
            other => return Err(Wrong::Expression(format!("paths must precede expression: `{other}'"))),
        };
        Ok(Node::Action(action))
    }
}
