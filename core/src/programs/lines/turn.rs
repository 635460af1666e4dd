//! `tac`, `rev`: lines, or what is in them, from the end to the front.

use super::{inputs, lines, program};
use crate::programs::options;
use crate::programs::{Context, Exit, Program};

pub(in crate::programs) const TAC: Program =
    program("tac", "[FILE]...", ["print lines from the last to the first", "从最后一行到第一行输出"], tac);
pub(in crate::programs) const REV: Program =
    program("rev", "[FILE]...", ["print each line from its end", "把每行的字符倒过来输出"], rev);

fn tac(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "", &[], 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    for (_, bytes) in inputs(ctx, &given.operands)? {
        // A last line without an end stays without one, and so joins the line that follows it now.
        for line in bytes.split_inclusive(|c| *c == b'\n').rev() {
            ctx.out(line);
        }
    }
    ctx.exit(1)
}

fn rev(ctx: &mut Context<'_>) -> Exit {
    let given = match options::parse(ctx, "", &[], 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    for (_, bytes) in inputs(ctx, &given.operands)? {
        let ended = bytes.ends_with(b"\n");
        let all = lines(&bytes);
        for (at, line) in all.iter().enumerate() {
            if ctx.busybox() {
                // It has no characters of several bytes.
                ctx.out(line.iter().rev().copied().collect::<Vec<u8>>());
            } else {
                let text: String = String::from_utf8_lossy(line).chars().rev().collect();
                ctx.out(text);
            }
            if ended || at + 1 < all.len() {
                ctx.out(b"\n");
            }
        }
    }
    ctx.exit(1)
}
