//! `sha256sum`, `md5sum`

use super::options::{self, Long, Options, Value};
use super::size::hex;
use super::{Context, Exit, Home, Program, Wait};
use crate::digest::Sha256;
use crate::kernel::Follow;
use crate::process::Text;
use crate::profile::TreeVersion;
use md5::{Digest as _, Md5};

pub(super) const SHA256SUM: Program = Program {
    name: "sha256sum",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-bct] [FILE]...",
    summary: ["print or check SHA-256 hashes", "计算或校验 SHA-256"],
    run: sha256sum,
};

pub(super) const MD5SUM: Program = Program {
    name: "md5sum",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-bct] [FILE]...",
    summary: ["print or check MD5 hashes", "计算或校验 MD5"],
    run: md5sum,
};

/// A way to compute hashes.
struct Algorithm {
    name: &'static str,
    /// Hex digits of a hash.
    digits: usize,
    hash: fn(&[u8]) -> String,
}

const SHA256: Algorithm = Algorithm { name: "SHA256", digits: 64, hash: |bytes| Sha256::of(bytes).to_string() };
const MD5: Algorithm = Algorithm { name: "MD5", digits: 32, hash: |bytes| hex(&Md5::digest(bytes)) };

const LONG: &[Long] = &[
    ("binary", 'b', Value::No),
    ("check", 'c', Value::No),
    ("text", 't', Value::No),
    ("quiet", 'q', Value::No),
    ("status", 's', Value::No),
    ("warn", 'w', Value::No),
    ("tag", 'T', Value::No),
];

fn sha256sum(ctx: &mut Context<'_>) -> Exit {
    sums(ctx, &SHA256)
}

fn md5sum(ctx: &mut Context<'_>) -> Exit {
    sums(ctx, &MD5)
}

fn sums(ctx: &mut Context<'_>, algorithm: &Algorithm) -> Exit {
    let given = match options::parse(ctx, "bctqsw", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let mut files = given.operands.clone();
    if files.is_empty() {
        files.push(Text::from(&b"-"[..]));
    }
    for file in files {
        if given.has('c') {
            check(ctx, algorithm, &file, &given)?;
            continue;
        }
        let Some(hash) = hash_of(ctx, algorithm, &file)? else { continue };
        let name = String::from_utf8_lossy(&file).into_owned();
        if given.has('T') {
            ctx.line(format!("{} ({name}) = {hash}", algorithm.name));
        } else {
            let mode = if given.has('b') && !ctx.busybox() { '*' } else { ' ' };
            // A name with a newline or backslash is escaped, and a backslash in front of the line says so.
            let escaped = name.replace('\\', "\\\\").replace('\n', "\\n");
            let mark = if escaped == name { "" } else { "\\" };
            ctx.line(format!("{mark}{hash} {mode}{escaped}"));
        }
    }
    ctx.exit(1)
}

/// The hash of a file. `None` if it cannot be read, which has been told.
fn hash_of(ctx: &mut Context<'_>, algorithm: &Algorithm, file: &[u8]) -> Result<Option<String>, Wait> {
    match ctx.input(file)? {
        Ok(bytes) => Ok(Some((algorithm.hash)(&bytes))),
        Err(error) => {
            let name = String::from_utf8_lossy(file);
            if ctx.busybox() {
                let what = if ctx.stat(file, Follow::Yes).is_ok() { "read" } else { "open" };
                ctx.complain(format_args!("can't {what} '{name}': {error}"));
            } else {
                ctx.complain(format_args!("{}: {error}", super::names::quoted(file)));
            }
            Ok(None)
        }
    }
}

/// Checks the hashes that a file lists.
fn check(ctx: &mut Context<'_>, algorithm: &Algorithm, list: &[u8], given: &Options) -> Result<(), Wait> {
    let shown = String::from_utf8_lossy(list).into_owned();
    let text = match ctx.input(list)? {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => {
            ctx.complain(format_args!("{shown}: {error}"));
            return Ok(());
        }
    };
    let (mut lines, mut improper, mut unreadable, mut wrong) = (0, 0, 0, 0);
    let busybox = ctx.busybox();
    for line in text.lines() {
        let is_hash = |hash: &str| hash.len() == algorithm.digits && hash.bytes().all(|c| c.is_ascii_hexdigit());
        // Busybox compares whatever stands there.
        let parts =
            line.split_once(' ').filter(|(hash, name)| is_hash(hash) || busybox && name.starts_with([' ', '*']));
        let parts = parts.and_then(|(hash, name)| Some((hash.to_ascii_lowercase(), name.get(1..)?)));
        let Some((stated, name)) = parts else {
            improper += 1;
            if busybox && given.has('w') {
                ctx.complain(format_args!("invalid format"));
            }
            continue;
        };
        lines += 1;
        let verdict = match hash_of(ctx, algorithm, name.as_bytes())? {
            None => {
                unreadable += 1;
                if busybox { "FAILED" } else { "FAILED open or read" }
            }
            Some(hash) if hash == stated => "OK",
            Some(_) => {
                wrong += 1;
                "FAILED"
            }
        };
        if !given.has('s') && !(given.has('q') && verdict == "OK") {
            ctx.line(format!("{name}: {verdict}"));
        }
    }
    if busybox {
        let failed = improper + unreadable + wrong;
        if failed > 0 && given.has('s') {
            ctx.fail();
        } else if failed > 0 {
            let all = lines + improper;
            ctx.complain(format_args!("WARNING: {failed} of {all} computed checksums did NOT match"));
        }
        return Ok(());
    }
    if lines == 0 {
        let shown = if shown == "-" && !ctx.busybox() { "'standard input'".to_owned() } else { shown };
        ctx.complain(format_args!(
            "{shown}: no properly formatted {}checksum lines found",
            algorithm_in_words(ctx, algorithm)
        ));
        return Ok(());
    }
    let warn = |ctx: &mut Context<'_>, n: usize, one: &str, many: &str| {
        if n > 0 && !given.has('s') {
            ctx.complain(format_args!("WARNING: {n} {}", if n == 1 { one } else { many }));
        }
    };
    warn(ctx, improper, "line is improperly formatted", "lines are improperly formatted");
    warn(ctx, unreadable, "listed file could not be read", "listed files could not be read");
    warn(ctx, wrong, "computed checksum did NOT match", "computed checksums did NOT match");
    Ok(())
}

/// How old versions and busybox name the algorithm in complaints; the newest do not.
fn algorithm_in_words(ctx: &Context<'_>, algorithm: &Algorithm) -> String {
    if ctx.profile().tree == TreeVersion::V2 && !ctx.busybox() { String::new() } else { format!("{} ", algorithm.name) }
}
