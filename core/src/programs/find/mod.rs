//! `find`

mod act;
mod expression;
mod parse;
mod walk;

use super::{Context, Exit, Home, Program, options};
use crate::accounts::Accounts;
use crate::kernel::Follow;
use crate::process::Text;
use parse::{Parser, Wrong};
use walk::Finder;

pub(super) const FIND: Program = Program {
    name: "find",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-HLP] [PATH]... [EXPRESSION]",
    summary: ["find files by what they are", "按条件查找文件"],
    run: find,
};

fn find(ctx: &mut Context<'_>) -> Exit {
    let mut args = ctx.args.clone();
    let (mut follow, mut follows_tops) = (Follow::No, false);
    while let Some(option) = args.first().filter(|arg| matches!(&***arg, b"-H" | b"-L" | b"-P")) {
        follow = if **option == *b"-L" { Follow::Yes } else { Follow::No };
        follows_tops = **option == *b"-H";
        args.remove(0);
    }
    let busybox = ctx.busybox();
    let starts = |arg: &Text| {
        arg.starts_with(b"-") || matches!(&**arg, b"(" | b"!") || !busybox && matches!(&**arg, b")" | b",")
    };
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
        follows: false,
    };
    let node = match parser.whole(ctx) {
        Ok(node) => node,
        Err(Wrong::Unrecognized(word)) => return Ok(options::wrong(ctx, &format!("unrecognized: {word}"), 1)),
        Err(Wrong::Expression(message)) => {
            ctx.complain(format_args!("{message}"));
            return Ok(1);
        }
    };
    let Parser { depths, depth_first, acts, batches, follows, .. } = parser;
    if follows {
        follow = Follow::Yes;
    }
    let mut finder = Finder {
        node: &node,
        depths,
        depth_first,
        prints: !acts,
        follow,
        follows_tops,
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
