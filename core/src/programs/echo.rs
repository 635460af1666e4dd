//! `echo`

use super::escape::{Style, unescape};
use super::{Context, Exit, Home, Program};

pub(super) const ECHO: Program = Program {
    name: "echo",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-neE] [STRING]...",
    summary: ["print its arguments", "输出参数"],
    run: echo,
};

fn echo(ctx: &mut Context<'_>) -> Exit {
    let (mut newline, mut escapes) = (true, false);
    let mut first = 0;
    // Anything but these letters makes the word text.
    while let Some(option) = ctx.args.get(first) {
        let letters = option.strip_prefix(b"-").filter(|letters| !letters.is_empty());
        let Some(letters) = letters.filter(|letters| letters.iter().all(|c| matches!(c, b'n' | b'e' | b'E'))) else {
            break;
        };
        for letter in letters {
            match letter {
                b'n' => newline = false,
                letter => escapes = *letter == b'e',
            }
        }
        first += 1;
    }
    let text = ctx.args[first..].join(&b' ');
    if escapes {
        let (text, ended) = unescape(&text, Style::Echo);
        ctx.out(text);
        newline &= !ended;
    } else {
        ctx.out(text);
    }
    if newline {
        ctx.out(b"\n");
    }
    ctx.exit(1)
}
