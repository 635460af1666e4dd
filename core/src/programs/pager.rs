//! `less`, `more`: as `cat` into a pipe; on a terminal all pages at once.

use super::{Context, Exit, Home, Program};
use crate::process::Text;
use crate::trace::shown;

const fn program(name: &'static str, summary: [&'static str; 2]) -> Program {
    Program { name, directory: "/usr/bin", home: Home::Both, usage: "[FILE]...", summary, run: pager }
}

pub(super) const LESS: Program = program("less", ["show files, all pages at once", "显示文件（一次显示全部）"]);
pub(super) const MORE: Program = program("more", ["show files, all pages at once", "显示文件（一次显示全部）"]);

fn pager(ctx: &mut Context<'_>) -> Exit {
    // Its options are about keys and the screen.
    let mut files: Vec<Text> =
        ctx.args.iter().filter(|arg| !arg.starts_with(b"-") && !arg.starts_with(b"+")).cloned().collect();
    if files.is_empty() {
        let typed = ctx.process.descriptors.get(&0).is_none_or(|stdin| ctx.machine.processes.is_typed_into(*stdin));
        if typed {
            let text = match ctx.program {
                "less" => "Missing filename (\"less --help\" for help)\n",
                _ => "more: bad usage\nTry 'more --help' for more information.\n",
            };
            ctx.err(text);
            return Ok(1);
        }
        files.push(b"-"[..].into());
    }
    // `more` puts a heading over each file that it does not read from a pipe.
    let headed = ctx.program == "more" && !ctx.is_terminal(1) && !ctx.busybox();
    for file in files {
        let name = shown(&file);
        match ctx.input(&file)? {
            Ok(bytes) => {
                if headed && *file != *b"-" {
                    ctx.outf(format_args!("::::::::::::::\n{name}\n::::::::::::::\n"));
                }
                ctx.out(bytes);
            }
            Err(error) => {
                let is_dir = error == crate::vfs::Errno::EISDIR.into();
                match (ctx.program, is_dir) {
                    (_, false) if ctx.busybox() => {
                        ctx.complain(format_args!("can't open '{name}': {error}"));
                        return Ok(1);
                    }
                    ("less", true) => ctx.outf(format_args!("{name} is a directory\n")),
                    ("less", false) => ctx.outf(format_args!("{name}: {error}\n")),
                    (_, true) => ctx.outf(format_args!("\n*** {name}: directory ***\n\n")),
                    (_, false) => ctx.complain(format_args!("cannot open {name}: {error}")),
                }
            }
        }
    }
    Ok(0)
}
