//! `ls`

mod colour;

use std::cell::Cell;

use super::dates::Date;
use super::options::{self, Options, Value};
use super::{Context, Exit, Home, Program, collate, mode, size};
use crate::accounts::Accounts;
use crate::kernel::{Follow, Stat};
use crate::pattern::Glob;
use crate::profile::{Locale, TreeVersion};
use crate::vfs::{Errno, FileType};

pub(super) const LS: Program = Program {
    name: "ls",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-1AaCdFghiLlnopQRrSstUu] [FILE]...",
    summary: ["list files and directories", "列出文件和目录"],
    run: ls,
};

const LONG: &[options::Long] = &[
    ("all", 'a', Value::No),
    ("almost-all", 'A', Value::No),
    ("classify", 'F', Value::Maybe),
    ("color", '\0', Value::Maybe),
    ("dereference", 'L', Value::No),
    ("directory", 'd', Value::No),
    ("full-time", '\x01', Value::No),
    ("human-readable", 'h', Value::No),
    ("inode", 'i', Value::No),
    ("no-group", 'G', Value::No),
    ("numeric-uid-gid", 'n', Value::No),
    ("quote-name", 'Q', Value::No),
    ("recursive", 'R', Value::No),
    ("reverse", 'r', Value::No),
    ("size", 's', Value::No),
    ("sort", '\x02', Value::Yes),
    ("group-directories-first", '\x03', Value::No),
    ("ignore", 'I', Value::Yes),
    ("ignore-backups", 'B', Value::No),
    ("time-style", '\x04', Value::Yes),
];

/// What is listed.
struct Entry {
    /// How it is called.
    name: Vec<u8>,
    /// Where it is.
    path: Vec<u8>,
    stat: Stat,
    /// What it says, if it is a symbolic link.
    target: Option<Vec<u8>>,
}

/// How it is listed.
struct Style {
    options: Options,
    long: bool,
    accounts: Accounts,
    /// The columns of the terminal, when names stand side by side.
    columns: Option<usize>,
    quotes: bool,
    /// Whether names have colours (only if they must, for the terminal shows text), and whether none had one yet.
    coloured: bool,
    fresh: Cell<bool>,
}

fn ls(ctx: &mut Context<'_>) -> Exit {
    let options = match options::parse(ctx, "1ABaCcdFfgGhI:iLlmNnopQRrSsTtUuvXxZ", LONG, 2) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if options.has('\x04') {
        ctx.err("drydock: ls --time-style is not simulated; --full-time is\n");
        return Ok(2);
    }
    let order = options.value('\x02').map(|how| String::from_utf8_lossy(how).into_owned());
    const ORDERS: [&str; 6] = ["none", "time", "size", "extension", "version", "width"];
    if let Some(order) = order.filter(|order| !ORDERS.contains(&order.as_str())) {
        return Ok(options::invalid(ctx, &order, "sort", &ORDERS, 2));
    }
    let colour = options.given.iter().rev().find(|(letter, _)| *letter == '\0').map(|(_, when)| when.clone());
    let colour =
        colour.map(|when| when.map_or_else(|| "always".into(), |when| String::from_utf8_lossy(&when).into_owned()));
    const COLOURS: [&str; 3] = ["always', 'yes', 'force", "never', 'no', 'none", "auto', 'tty', 'if-tty"];
    let group = |when: &String| COLOURS.iter().position(|words| words.split("', '").any(|word| word == when));
    let wanted = colour.as_ref().map(group);
    if let (Some(None), Some(when)) = (wanted, &colour) {
        return Ok(options::invalid(ctx, when, "color", &COLOURS, 1));
    }
    let coloured = matches!(wanted, Some(Some(0)));
    if coloured && (ctx.busybox() || ctx.var(b"LS_COLORS").is_some_and(|colours| !colours.is_empty())) {
        let what = if ctx.busybox() { "--color=always" } else { "--color with LS_COLORS" };
        return Ok(options::not_simulated(ctx, what, 2));
    }
    let terminal = ctx.columns(1);
    let long = options.given.iter().any(|(c, _)| matches!(c, 'l' | 'n' | 'g' | 'o' | '\x01'))
        && options.last_of("lnog\x01C1x") != Some('C');
    let side_by_side = match options.last_of("1Cxm") {
        Some('1') => false,
        Some(_) => true,
        None => terminal.is_some(),
    };
    let columns = (side_by_side && !long).then(|| usize::from(terminal.unwrap_or(80)));
    // Since coreutils 8.25, on terminals: the hosts with tree 2 have it, those with tree 1 do not.
    let quotes = terminal.is_some() && !ctx.busybox() && ctx.profile().tree == TreeVersion::V2 && !options.has('N');
    let accounts = Accounts::read(ctx.kernel(), ctx.task());
    let style = Style { long, accounts, columns, quotes, coloured, fresh: Cell::new(true), options };

    let (mut files, mut dirs, mut status) = (Vec::new(), Vec::new(), 0);
    let operands =
        if style.options.operands.is_empty() { vec![b"."[..].into()] } else { style.options.operands.clone() };
    for operand in &operands {
        // A link to a directory shows the directory, unless there are details to show of the link.
        let listed_as_link = style.long || style.options.has('d') || style.options.has('F');
        let follow = if listed_as_link && !style.options.has('L') && !operand.ends_with(b"/") {
            Follow::No
        } else {
            Follow::Yes
        };
        match ctx
            .stat(operand, follow)
            .or_else(|error| if follow == Follow::Yes { ctx.stat(operand, Follow::No) } else { Err(error) })
        {
            Err(error) => {
                cannot(ctx, "access", operand, error);
                status = 2;
            }
            Ok(stat) => {
                let is_dir = stat.file_type == FileType::Dir && !style.options.has('d');
                let entry = entry(ctx, operand.to_vec(), operand.to_vec(), stat);
                if is_dir { dirs.push(entry) } else { files.push(entry) }
            }
        }
    }
    sort(&mut files, &style, ctx.locale());
    sort(&mut dirs, &style, ctx.locale());
    let headings = operands.len() > 1 || style.options.has('R');
    let mut printed = !files.is_empty();
    if printed {
        print(ctx, &files, &style);
    }
    let mut stack: Vec<(Entry, bool)> = dirs.into_iter().rev().map(|dir| (dir, true)).collect();
    while let Some((dir, operand)) = stack.pop() {
        if ctx.overflows() {
            ctx.err("drydock: ls: more than 16 MiB of output is not simulated\n");
            return Ok(2);
        }
        let entries = match list(ctx, &dir.path, &style) {
            Ok(entries) => entries,
            Err(error) => {
                cannot(ctx, "open directory", &dir.path, error);
                status = status.max(if operand { 2 } else { 1 });
                continue;
            }
        };
        if headings {
            if printed {
                ctx.out(b"\n");
            }
            let name = quoted(&dir.name, style.quotes, style.options.has('Q'));
            ctx.line([&name[..], b":"].concat());
        }
        printed = true;
        if style.long || style.options.has('s') {
            let blocks: u64 = entries.iter().map(|entry| entry.stat.blocks()).sum();
            let total = if style.options.has('h') { size::human(blocks * 512) } else { (blocks / 2).to_string() };
            let word = if ctx.locale() == Locale::ZhCn { "总用量" } else { "total" };
            ctx.outf(format_args!("{word} {total}\n"));
        }
        print(ctx, &entries, &style);
        if style.options.has('R') {
            let inner = entries
                .into_iter()
                .rev()
                .filter(|e| e.stat.file_type == FileType::Dir && !matches!(&e.name[..], b"." | b".."));
            stack.extend(inner.map(|e| (Entry { name: e.path.clone(), ..e }, false)));
        }
    }
    Ok(if ctx.busybox() { u8::from(status > 0) } else { status })
}

fn cannot(ctx: &mut Context<'_>, what: &str, path: &[u8], error: Errno) {
    let shown = String::from_utf8_lossy(path);
    match (ctx.busybox(), what) {
        (true, "access") => ctx.complain(format_args!("{shown}: {error}")),
        (true, _) => ctx.complain(format_args!("can't open '{shown}': {error}")),
        (false, _) => ctx.complain(format_args!("cannot {what} '{shown}': {error}")),
    }
}

fn entry(ctx: &Context<'_>, name: Vec<u8>, path: Vec<u8>, stat: Stat) -> Entry {
    let target = if stat.file_type == FileType::Symlink { ctx.readlink(&path).ok() } else { None };
    Entry { name, path, stat, target }
}

fn list(ctx: &Context<'_>, dir: &[u8], style: &Style) -> Result<Vec<Entry>, Errno> {
    let mut names: Vec<Vec<u8>> =
        ctx.kernel().readdir(ctx.task(), dir)?.iter().map(|e| e.name.as_bytes().to_vec()).collect();
    let all = style.options.last_of("aAf");
    if all.is_none() {
        names.retain(|name| !name.starts_with(b"."));
    }
    if style.options.has('B') {
        names.retain(|name| !name.ends_with(b"~"));
    }
    for (_, glob) in style.options.given.iter().filter(|(letter, _)| *letter == 'I') {
        let glob = glob.as_ref().map(|glob| Glob::of_arg(glob));
        names.retain(|name| !glob.as_ref().is_some_and(|glob| glob.matches(name)));
    }
    if matches!(all, Some('a' | 'f')) {
        names.extend([b".".to_vec(), b"..".to_vec()]);
    }
    let separator: &[u8] = if dir.ends_with(b"/") { b"" } else { b"/" };
    let follow = if style.options.has('L') { Follow::Yes } else { Follow::No };
    let mut entries = Vec::new();
    for name in names {
        let path = [dir, separator, &name].concat();
        // What cannot be looked at (a directory that may be read but not entered) is not there for us.
        let stat = ctx.stat(&path, follow).or_else(|_| ctx.stat(&path, Follow::No));
        if let Ok(stat) = stat {
            entries.push(entry(ctx, name, path, stat));
        }
    }
    sort(&mut entries, style, ctx.locale());
    Ok(entries)
}

fn sort(entries: &mut [Entry], style: &Style, locale: Locale) {
    let options = &style.options;
    if options.has('f') || options.has('U') {
        return;
    }
    entries.sort_by(|a, b| {
        let by_name = || collate::compare(&a.name, &b.name, locale);
        let word = options.value('\x02').map(|word| &**word);
        let manner = match word {
            Some(b"time") => Some('t'),
            Some(b"size") => Some('S'),
            Some(b"extension") => Some('X'),
            Some(b"version") => Some('v'),
            _ => options.last_of("tSvX"),
        };
        match manner {
            Some('X') => extension(&a.name).cmp(extension(&b.name)).then_with(by_name),
            Some('t') => b.stat.mtime.cmp(&a.stat.mtime).then_with(by_name),
            Some('S') => b.stat.size.cmp(&a.stat.size).then_with(by_name),
            _ => by_name(),
        }
    });
    if options.has('r') {
        entries.reverse();
    }
    if options.has('\x03') {
        entries.sort_by_key(|entry| entry.stat.file_type != FileType::Dir);
    }
}

/// What stands behind the last point of a name.
fn extension(name: &[u8]) -> &[u8] {
    name.iter().rposition(|c| *c == b'.').map_or(&b""[..], |at| &name[at..])
}

/// A name, in quotes if it has characters that a shell would not take as they are.
fn quoted(name: &[u8], quotes: bool, double: bool) -> Vec<u8> {
    if double {
        let escaped: Vec<u8> =
            name.iter().flat_map(|c| if matches!(c, b'"' | b'\\') { vec![b'\\', *c] } else { vec![*c] }).collect();
        return [b"\"", &escaped[..], b"\""].concat();
    }
    let special = |c: &u8| b" \t\n!\"#$&'()*;<=>?[\\^`{|}~".contains(c);
    if !quotes || !(name.is_empty() || name.iter().any(special)) {
        return name.to_vec();
    }
    if name.contains(&b'\'') && !name.iter().any(|c| b"\"$`\\!".contains(c)) {
        return [b"\"", name, b"\""].concat();
    }
    crate::script::quote(name)
}

/// Busybox, built without Unicode, shows what is no printable ASCII as `?`, byte by byte (`printable_string`).
fn printable(name: &[u8]) -> Vec<u8> {
    name.iter().map(|c| if (b' '..=b'~').contains(c) { *c } else { b'?' }).collect()
}

/// The mark that `-F` and `-p` put behind a name.
fn mark(entry: &Entry, style: &Style) -> &'static [u8] {
    let all = style.options.has('F');
    match entry.stat.file_type {
        FileType::Dir if all || style.options.has('p') => b"/",
        FileType::Symlink if all && !style.long => b"@",
        FileType::Fifo if all => b"|",
        FileType::Socket if all => b"=",
        FileType::File if all && entry.stat.mode & 0o111 != 0 => b"*",
        _ => b"",
    }
}

fn print(ctx: &mut Context<'_>, entries: &[Entry], style: &Style) {
    let name = |entry: &Entry| {
        if ctx.busybox() { printable(&entry.name) } else { quoted(&entry.name, style.quotes, style.options.has('Q')) }
    };
    let shown: Vec<Vec<u8>> = entries
        .iter()
        .map(|entry| {
            let colour = if style.coloured { colour::of(&entry.stat) } else { "" };
            let name = if colour.is_empty() {
                name(entry)
            } else {
                // The first of them ends whatever colour there was.
                let reset = if style.fresh.take() { "\x1b[0m" } else { "" };
                [reset.as_bytes(), b"\x1b[", colour.as_bytes(), b"m", &name(entry), b"\x1b[0m"].concat()
            };
            [&name, mark(entry, style)].concat()
        })
        .collect();
    let prefixes = prefixes(ctx, entries, style);
    if style.long {
        let lines = if ctx.busybox() { busybox_lines(ctx, entries, style) } else { gnu_lines(ctx, entries, style) };
        for ((entry, line), (prefix, name)) in entries.iter().zip(lines).zip(prefixes.iter().zip(&shown)) {
            ctx.out(prefix);
            ctx.out(line);
            ctx.out(name);
            if let Some(target) = &entry.target {
                ctx.out(b" -> ");
                ctx.out(quoted(target, style.quotes, style.options.has('Q')));
            }
            ctx.out(b"\n");
        }
        return;
    }
    let names: Vec<Vec<u8>> =
        prefixes.iter().zip(&shown).map(|(prefix, name)| [prefix.as_bytes(), name].concat()).collect();
    if style.options.last_of("1Cxm") == Some('m') {
        in_lines(ctx, &names, style.columns.unwrap_or(80));
        return;
    }
    match style.columns {
        None => names.iter().for_each(|name| ctx.line(name)),
        Some(width) => {
            let any_quoted = shown
                .iter()
                .map(|name| colour::plain(name))
                .any(|name| name.starts_with(b"'") || name.starts_with(b"\""));
            side_by_side(ctx, &names, width, style.quotes && any_quoted);
        }
    }
}

/// The names with commas between them, in lines as wide as the terminal.
fn in_lines(ctx: &mut Context<'_>, names: &[Vec<u8>], width: usize) {
    let mut used = 0;
    for (at, name) in names.iter().enumerate() {
        let len = size::columns(&String::from_utf8_lossy(&colour::plain(name))) + usize::from(at + 1 < names.len());
        if at > 0 {
            let fits = used + 1 + len < width;
            ctx.out(if fits { b", " } else { b",\n" });
            used = if fits { used + 1 } else { 0 };
        }
        ctx.out(name);
        used += len;
    }
    if !names.is_empty() {
        ctx.out(b"\n");
    }
}

/// The number of the inode and the blocks, if they are wanted.
fn prefixes(ctx: &Context<'_>, entries: &[Entry], style: &Style) -> Vec<String> {
    let inos: Vec<String> = entries.iter().map(|entry| entry.stat.ino.0.to_string()).collect();
    let blocks: Vec<String> = entries
        .iter()
        .map(|e| {
            if style.options.has('h') { size::human(e.stat.blocks() * 512) } else { (e.stat.blocks() / 2).to_string() }
        })
        .collect();
    let ino_width = if ctx.busybox() { 7 } else { inos.iter().map(String::len).max().unwrap_or(0) };
    let block_width = if ctx.busybox() { 6 } else { blocks.iter().map(String::len).max().unwrap_or(0) };
    let mut prefixes = vec![String::new(); entries.len()];
    for (at, prefix) in prefixes.iter_mut().enumerate() {
        if style.options.has('i') {
            prefix.push_str(&format!("{:>ino_width$} ", inos[at]));
        }
        if style.options.has('s') {
            prefix.push_str(&format!("{:>block_width$} ", blocks[at]));
        }
    }
    prefixes
}

/// The names in columns, from top to bottom: as many columns as fit.
fn side_by_side(ctx: &mut Context<'_>, names: &[Vec<u8>], width: usize, indent: bool) {
    // Where some names are in quotes, the others are moved by one column, so that the letters align.
    let lead = |name: &[u8]| usize::from(indent && !matches!(colour::plain(name).first(), Some(b'\'' | b'"')));
    let widths: Vec<usize> =
        names.iter().map(|name| size::columns(&String::from_utf8_lossy(&colour::plain(name))) + lead(name)).collect();
    let fits = |columns: usize| -> Option<Vec<usize>> {
        let rows = names.len().div_ceil(columns);
        if names.len().div_ceil(rows) != columns {
            return None;
        }
        let column_widths: Vec<usize> =
            widths.chunks(rows).map(|column| column.iter().max().copied().unwrap_or(0)).collect();
        (column_widths.iter().sum::<usize>() + 2 * (columns - 1) < width).then_some(column_widths)
    };
    if names.is_empty() {
        return;
    }
    let column_widths = (1..=names.len().min(width / 3 + 1)).rev().find_map(fits).unwrap_or_else(|| vec![0]);
    let rows = names.len().div_ceil(column_widths.len());
    for row in 0..rows {
        let mut padding = 0;
        for (column, column_width) in column_widths.iter().enumerate() {
            let at = column * rows + row;
            let Some(name) = names.get(at) else { break };
            ctx.out(" ".repeat(padding + lead(name)));
            ctx.out(name);
            padding = (column_width + 2).saturating_sub(widths[at]);
        }
        ctx.out(b"\n");
    }
}

fn date(ctx: &Context<'_>, entry: &Entry) -> Date {
    ctx.date(entry.stat.mtime)
}

/// What stands in front of the names, in columns as wide as they must be.
fn gnu_lines(ctx: &Context<'_>, entries: &[Entry], style: &Style) -> Vec<String> {
    let options = &style.options;
    let dot = if ctx.profile().selinux { "." } else { "" };
    let numeric = options.has('n');
    let user = |e: &Entry| if numeric { e.stat.uid.to_string() } else { style.accounts.user(e.stat.uid) };
    let group = |e: &Entry| if numeric { e.stat.gid.to_string() } else { style.accounts.group(e.stat.gid) };
    let is_device = |e: &Entry| matches!(e.stat.file_type, FileType::Char | FileType::Block);
    let bytes = |e: &Entry| if options.has('h') { size::human(e.stat.size) } else { e.stat.size.to_string() };
    let widest = |text: &dyn Fn(&Entry) -> String| entries.iter().map(|e| text(e).len()).max().unwrap_or(0);
    let links = widest(&|e| e.stat.nlink.to_string());
    let (users, groups) = (widest(&user), widest(&group));
    let minor = widest(&|e| if is_device(e) { e.stat.rdev.minor.to_string() } else { String::new() });
    let major = widest(&|e| if is_device(e) { e.stat.rdev.major.to_string() } else { String::new() });
    let devices = if major > 0 { major + 2 + minor } else { 0 };
    let sizes = widest(&|e| if is_device(e) { String::new() } else { bytes(e) }).max(devices);
    entries
        .iter()
        .map(|e| {
            let mut line = format!("{}{dot} {:>links$} ", mode::letters(&e.stat), e.stat.nlink);
            if !options.has('g') {
                line.push_str(&format!("{:<users$} ", user(e)));
            }
            if !options.has('o') && !options.has('G') {
                line.push_str(&format!("{:<groups$} ", group(e)));
            }
            if is_device(e) {
                let major = sizes - minor - 2;
                line.push_str(&format!("{:>major$}, {:>minor$} ", e.stat.rdev.major, e.stat.rdev.minor));
            } else {
                line.push_str(&format!("{:>sizes$} ", bytes(e)));
            }
            let date = date(ctx, e);
            if options.has('\x01') {
                line.push_str(&date.format("%Y-%m-%d %H:%M:%S.%N %z"));
            } else {
                line.push_str(&date.listed(ctx.now()));
            }
            line.push(' ');
            line
        })
        .collect()
}

/// The same in busybox's fixed columns.
fn busybox_lines(ctx: &Context<'_>, entries: &[Entry], style: &Style) -> Vec<String> {
    let cut = |name: String| name.chars().take(8).collect::<String>();
    let numeric = style.options.has('n');
    entries
        .iter()
        .map(|e| {
            let (user, group) = if numeric {
                (e.stat.uid.to_string(), e.stat.gid.to_string())
            } else {
                (cut(style.accounts.user(e.stat.uid)), cut(style.accounts.group(e.stat.gid)))
            };
            let bytes = match e.stat.file_type {
                FileType::Char | FileType::Block => format!("{:>4}, {:>3}", e.stat.rdev.major, e.stat.rdev.minor),
                _ if style.options.has('h') => format!("{:>7}", size::busybox(e.stat.size)),
                _ => format!("{:>9}", e.stat.size),
            };
            let age = ctx.now().secs - e.stat.mtime.secs;
            let date = date(ctx, e);
            let format = if (-15 * 60..365 * 86400 / 2).contains(&age) { "%b %e %H:%M" } else { "%b %e  %Y" };
            let date = date.format(if style.options.has('\x01') { "%Y-%m-%d %H:%M:%S %z" } else { format });
            format!("{} {:>4} {user:<8} {group:<8} {bytes} {date} ", mode::letters(&e.stat), e.stat.nlink)
        })
        .collect()
}
