//! Programs that work on lines: `head`, `tail`, `wc`, `sort`, `uniq`, `cut`, `tr`, `nl`, `tac`, `rev`, `paste`, `comm`, `join`,
//! `fold`, `expand`, `column`

mod beside;
mod cut;
mod ends;
mod number;
mod sort;
mod tr;
mod turn;
mod uniq;
mod wc;
mod width;

pub(super) use beside::{COMM, JOIN, PASTE};
pub(super) use cut::CUT;
pub(super) use ends::{HEAD, TAIL};
pub(super) use number::NL;
pub(super) use sort::SORT;
pub(super) use tr::TR;
pub(super) use turn::{REV, TAC};
pub(super) use uniq::UNIQ;
pub(super) use wc::WC;
pub(super) use width::{COLUMN, EXPAND, FOLD};

use super::names::quoted;
use super::{Context, Exit, Home, Program, Wait};
use crate::kernel::IoError;
use crate::process::Text;
use crate::vfs::Errno;

const fn program(
    name: &'static str,
    usage: &'static str,
    summary: [&'static str; 2],
    run: fn(&mut Context<'_>) -> Exit,
) -> Program {
    Program { name, directory: "/usr/bin", home: Home::Both, usage, summary, run }
}

/// Each file's bytes with its name; those that cannot be read have been told.
fn inputs(ctx: &mut Context<'_>, operands: &[Text]) -> Result<Vec<(Text, Text)>, Wait> {
    let dash = [Text::from(&b"-"[..])];
    let files = if operands.is_empty() { &dash[..] } else { operands };
    let mut found = Vec::new();
    for file in files {
        match ctx.input(file)? {
            Ok(bytes) => found.push((file.clone(), bytes)),
            Err(error) => {
                let name = String::from_utf8_lossy(file);
                let directory = matches!(error, IoError::Errno(Errno::EISDIR));
                match (ctx.busybox(), ctx.program) {
                    // Busybox opens directories and finds nothing in them.
                    (true, "sort" | "cut" | "rev" | "paste" | "fold" | "nl" | "expand") if directory => {}
                    (true, "head") if directory => ctx.complain(format_args!("{name}: Input/output error")),
                    (true, "tail") if directory => ctx.complain(format_args!("read error: {error}")),
                    (true, "uniq") if directory => ctx.complain(format_args!("{name}: I/O error")),
                    (true, "wc") if directory => {
                        ctx.complain(format_args!("{name}: {error}"));
                        found.push((file.clone(), Text::from(&b""[..])));
                    }
                    (false, "tac") => ctx.complain(format_args!("failed to open '{name}' for reading: {error}")),
                    (true, "tail" | "uniq") => {
                        ctx.complain(format_args!("can't open '{name}': {error}"));
                    }
                    (false, "head" | "tail") => ctx.complain(format_args!("cannot open '{name}' for reading: {error}")),
                    (true, _) => ctx.complain(format_args!("{name}: {error}")),
                    (false, "sort") => ctx.complain(format_args!("cannot read: {}: {error}", quoted(file))),
                    (false, _) => ctx.complain(format_args!("{}: {error}", quoted(file))),
                }
            }
        }
    }
    Ok(found)
}

/// The pieces of a text that this byte ends.
fn split(bytes: &[u8], end: u8) -> Vec<&[u8]> {
    let body = bytes.strip_suffix(&[end]).unwrap_or(bytes);
    if bytes.is_empty() { Vec::new() } else { body.split(|byte| *byte == end).collect() }
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    split(bytes, b'\n')
}
