//! `test` and `[`

use crate::kernel::{Follow, Kernel, Mask, Task};
use crate::pattern::{Flavor, Glob, Regex};
use crate::vfs::FileType;

use super::{Context, Exit, Home, Program};

pub(super) const TEST: Program = Program {
    name: "test",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "EXPRESSION",
    summary: ["check files and compare values", "检查文件类型、比较值"],
    run: |ctx| {
        let args = ctx.args.iter().map(|arg| arg.to_vec()).collect();
        run(ctx, args)
    },
};

pub(super) const BRACKET: Program = Program {
    name: "[",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "EXPRESSION ]",
    summary: ["check files and compare values", "检查文件类型、比较值"],
    run: |ctx| bracketed(ctx, "]"),
};

/// Ash's `[[` is another name of `[`, whose texts on the right of `=` are patterns.
pub(super) const BRACKETS: Program = Program {
    name: "[[",
    directory: "/usr/bin",
    home: Home::Busybox,
    usage: "EXPRESSION ]]",
    summary: ["check files and compare values, with patterns", "检查文件类型、比较值（支持通配符）"],
    run: |ctx| bracketed(ctx, "]]"),
};

fn bracketed(ctx: &mut Context<'_>, end: &str) -> Exit {
    let mut args: Vec<Vec<u8>> = ctx.args.iter().map(|arg| arg.to_vec()).collect();
    if args.pop().is_none_or(|last| last != end.as_bytes()) {
        if ctx.busybox() {
            ctx.complain(format_args!("missing {end}"));
        } else {
            ctx.complain(format_args!("missing `{end}'"));
        }
        return Ok(2);
    }
    run(ctx, args)
}

fn run(ctx: &mut Context<'_>, args: Vec<Vec<u8>>) -> Exit {
    let terminals: Vec<u32> = (0..10).filter(|fd| ctx.is_terminal(*fd)).collect();
    let mut parser = Parser {
        args: &args,
        at: 0,
        kernel: ctx.kernel(),
        task: ctx.task(),
        terminals: &terminals,
        depth: 0,
        patterns: ctx.program == "[[",
    };
    match parser.whole() {
        Ok(holds) => Ok(u8::from(!holds)),
        Err(error) => {
            let message = error.message(ctx.busybox());
            ctx.complain(format_args!("{message}"));
            Ok(2)
        }
    }
}

/// Why an expression is none.
enum Wrong {
    TooMany(String),
    Number(String),
    Missing(String),
    /// The word that is no operator, and the one behind it, which busybox names.
    UnaryExpected(String, String),
    BinaryExpected(String),
    CloseExpected,
}

impl Wrong {
    fn message(&self, busybox: bool) -> String {
        match (self, busybox) {
            (Self::TooMany(_), false) => "too many arguments".to_owned(),
            (Self::Number(text), false) => format!("{text}: integer expression expected"),
            (Self::Missing(text), false) => format!("{text}: argument expected"),
            (Self::UnaryExpected(text, _), false) => format!("{text}: unary operator expected"),
            (Self::BinaryExpected(text), false) => format!("{text}: binary operator expected"),
            (Self::CloseExpected, false) => "`)' expected".to_owned(),
            (Self::Number(text), true) if text.is_empty() => "bad number".to_owned(),
            (Self::Number(text), true) if text.trim_start_matches('-').bytes().all(|c| c.is_ascii_digit()) => {
                format!("{text}: out of range")
            }
            (Self::Number(text), true) => format!("{text}: bad number"),
            (Self::Missing(_), true) => "argument expected".to_owned(),
            (Self::UnaryExpected(_, text) | Self::BinaryExpected(text) | Self::TooMany(text), true) => {
                format!("{text}: unknown operand")
            }
            (Self::CloseExpected, true) => "closing paren expected".to_owned(),
        }
    }
}

struct Parser<'a> {
    args: &'a [Vec<u8>],
    at: usize,
    kernel: &'a Kernel,
    task: &'a Task,
    terminals: &'a [u32],
    depth: u32,
    /// Whether what stands on the right of `=` is a pattern, and `=~` is there.
    patterns: bool,
}

const UNARY: &[u8] = b"bcdefghknoprstuwxzGLNOSav";

fn is_unary(arg: &[u8]) -> bool {
    matches!(arg, [b'-', c] if UNARY.contains(c))
}

fn is_binary(arg: &[u8]) -> bool {
    matches!(
        arg,
        b"=" | b"=="
            | b"!="
            | b"<"
            | b">"
            | b"-eq"
            | b"-ne"
            | b"-lt"
            | b"-le"
            | b"-gt"
            | b"-ge"
            | b"-nt"
            | b"-ot"
            | b"-ef"
            | b"=~"
    )
}

fn show(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

impl Parser<'_> {
    /// By the number of arguments first, as POSIX says; only then by grammar.
    fn whole(&mut self) -> Result<bool, Wrong> {
        match self.args {
            [] => return Ok(false),
            [only] => return Ok(!only.is_empty()),
            [a, b] => {
                return if a == b"!" {
                    Ok(b.is_empty())
                } else if is_unary(a) {
                    Ok(self.unary(a[1], b))
                } else {
                    Err(Wrong::UnaryExpected(show(a), show(b)))
                };
            }
            [a, operator, b] if is_binary(operator) => return self.binary(a, operator, b),
            [a, operator, b] if operator == b"-a" => return Ok(!a.is_empty() && !b.is_empty()),
            [a, operator, b] if operator == b"-o" => return Ok(!a.is_empty() || !b.is_empty()),
            [not, ..] if not == b"!" && self.args.len() <= 4 => {
                let rest = &self.args[1..];
                let mut inner = Parser { args: rest, at: 0, depth: self.depth + 1, ..*self };
                return inner.whole().map(|holds| !holds);
            }
            [open, inner, close] if open == b"(" && close == b")" => return Ok(!inner.is_empty()),
            [_, operator, _] => return Err(Wrong::BinaryExpected(show(operator))),
            _ => {}
        }
        let holds = self.or()?;
        if self.at < self.args.len() { Err(Wrong::TooMany(show(&self.args[self.at]))) } else { Ok(holds) }
    }

    fn peek(&self, offset: usize) -> Option<&[u8]> {
        self.args.get(self.at + offset).map(|arg| &arg[..])
    }

    fn or(&mut self) -> Result<bool, Wrong> {
        let mut holds = self.and()?;
        while self.peek(0) == Some(b"-o") {
            self.at += 1;
            holds |= self.and()?;
        }
        Ok(holds)
    }

    fn and(&mut self) -> Result<bool, Wrong> {
        let mut holds = self.not()?;
        while self.peek(0) == Some(b"-a") {
            self.at += 1;
            holds &= self.not()?;
        }
        Ok(holds)
    }

    fn not(&mut self) -> Result<bool, Wrong> {
        let mut negated = false;
        while self.peek(0) == Some(b"!") {
            self.at += 1;
            negated = !negated;
        }
        Ok(self.primary()? != negated)
    }

    fn primary(&mut self) -> Result<bool, Wrong> {
        let Some(first) = self.peek(0).map(<[u8]>::to_vec) else {
            return Err(Wrong::Missing(show(self.args.last().map_or(b"", |l| l))));
        };
        if self.peek(1).is_some_and(is_binary)
            && let Some(second) = self.peek(2).map(<[u8]>::to_vec)
        {
            let operator = self.args[self.at + 1].clone();
            self.at += 3;
            return self.binary(&first, &operator, &second);
        }
        if first == b"(" && self.depth < 100 {
            self.at += 1;
            self.depth += 1;
            let holds = self.or()?;
            self.depth -= 1;
            if self.peek(0) != Some(b")") {
                return Err(Wrong::CloseExpected);
            }
            self.at += 1;
            return Ok(holds);
        }
        if is_unary(&first)
            && let Some(operand) = self.peek(1).map(<[u8]>::to_vec)
        {
            self.at += 2;
            return Ok(self.unary(first[1], &operand));
        }
        self.at += 1;
        Ok(!first.is_empty())
    }

    fn unary(&self, operator: u8, operand: &[u8]) -> bool {
        unary(operator, operand, (self.kernel, self.task), self.terminals)
    }

    fn binary(&self, a: &[u8], operator: &[u8], b: &[u8]) -> Result<bool, Wrong> {
        Ok(match operator {
            b"=" | b"==" if self.patterns => Glob::of_arg(b).matches(a),
            b"!=" if self.patterns => !Glob::of_arg(b).matches(a),
            b"=~" => Regex::new(b, Flavor::Extended, false).is_ok_and(|regex| regex.is_match(a)),
            b"=" | b"==" => a == b,
            b"!=" => a != b,
            b"<" => a < b,
            b">" => a > b,
            b"-nt" | b"-ot" | b"-ef" => files(a, operator, b, (self.kernel, self.task)),
            operator => {
                let number = |text: &[u8]| show(text).trim().parse::<i64>().map_err(|_| Wrong::Number(show(text)));
                compare(number(a)?, operator, number(b)?).unwrap_or(false)
            }
        })
    }
}

/// `-f operand` and the like.
pub fn unary(operator: u8, operand: &[u8], (kernel, task): (&Kernel, &Task), terminals: &[u32]) -> bool {
    let stat = |follow| kernel.stat(task, operand, follow).ok();
    let is = |file_type| stat(Follow::Yes).is_some_and(|stat| stat.file_type == file_type);
    let mode = |bit: u16| stat(Follow::Yes).is_some_and(|stat| stat.mode & bit != 0);
    match operator {
        b'z' => operand.is_empty(),
        b'n' => !operand.is_empty(),
        b'e' | b'a' => stat(Follow::Yes).is_some(),
        b'f' => is(FileType::File),
        b'd' => is(FileType::Dir),
        b'b' => is(FileType::Block),
        b'c' => is(FileType::Char),
        b'p' => is(FileType::Fifo),
        b'S' => is(FileType::Socket),
        b'L' | b'h' => stat(Follow::No).is_some_and(|stat| stat.file_type == FileType::Symlink),
        b's' => stat(Follow::Yes).is_some_and(|stat| stat.size > 0),
        b'r' => kernel.access(task, operand, Mask::READ).is_ok(),
        b'w' => kernel.access(task, operand, Mask::WRITE).is_ok(),
        b'x' => kernel.access(task, operand, Mask::EXEC).is_ok(),
        b'u' => mode(0o4000),
        b'g' => mode(0o2000),
        b'k' => mode(0o1000),
        b'O' => stat(Follow::Yes).is_some_and(|stat| stat.uid == task.uid),
        b'G' => stat(Follow::Yes).is_some_and(|stat| stat.gid == task.gid),
        b'N' => stat(Follow::Yes).is_some_and(|stat| stat.mtime > stat.atime),
        b't' => show(operand).trim().parse().is_ok_and(|fd| terminals.contains(&fd)),
        _ => false,
    }
}

/// `a -nt b` and the like.
pub fn files(a: &[u8], operator: &[u8], b: &[u8], (kernel, task): (&Kernel, &Task)) -> bool {
    let stat = |path| kernel.stat(task, path, Follow::Yes).ok();
    match (operator, stat(a), stat(b)) {
        (b"-nt", Some(a), Some(b)) => a.mtime > b.mtime,
        (b"-nt", Some(_), None) => true,
        (b"-ot", Some(a), Some(b)) => a.mtime < b.mtime,
        (b"-ot", None, Some(_)) => true,
        (b"-ef", Some(a), Some(b)) => (a.dev, a.ino) == (b.dev, b.ino),
        _ => false,
    }
}

/// `a -eq b` and the like; `None` if that is no operator.
pub fn compare(a: i64, operator: &[u8], b: i64) -> Option<bool> {
    Some(match operator {
        b"-eq" => a == b,
        b"-ne" => a != b,
        b"-lt" => a < b,
        b"-le" => a <= b,
        b"-gt" => a > b,
        b"-ge" => a >= b,
        _ => return None,
    })
}
