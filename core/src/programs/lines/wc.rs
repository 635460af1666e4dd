//! `wc`

use super::{inputs, program};
use crate::kernel::Follow;
use crate::process::Text;
use crate::programs::options::{self, Long, Value};
use crate::programs::{Context, Exit, Program, size};
use crate::vfs::FileType;

pub(in crate::programs) const WC: Program =
    program("wc", "[-lwcmL] [FILE]...", ["count lines, words and bytes", "统计行数、词数和字节数"], wc);

fn wc(ctx: &mut Context<'_>) -> Exit {
    const LONG: &[Long] = &[
        ("lines", 'l', Value::No),
        ("words", 'w', Value::No),
        ("bytes", 'c', Value::No),
        ("chars", 'm', Value::No),
        ("max-line-length", 'L', Value::No),
    ];
    let given = match options::parse(ctx, "lwcmL", LONG, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let wanted: Vec<char> = "lwmcL".chars().filter(|c| given.has(*c)).collect();
    let wanted = if wanted.is_empty() { vec!['l', 'w', 'c'] } else { wanted };
    let busybox = ctx.busybox();
    let count = |bytes: &[u8]| -> Vec<usize> {
        let of = |what: &char| match what {
            'l' => bytes.iter().filter(|byte| **byte == b'\n').count(),
            'w' => bytes.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count(),
            // Busybox has no characters of several bytes.
            'm' if busybox => bytes.len(),
            'm' => String::from_utf8_lossy(bytes).chars().count(),
            'L' => String::from_utf8_lossy(bytes).split('\n').map(size::columns).max().unwrap_or(0),
            _ => bytes.len(),
        };
        wanted.iter().map(of).collect()
    };
    let files = inputs(ctx, &given.operands)?;
    let mut rows: Vec<(Vec<usize>, String)> =
        files.iter().map(|(name, bytes)| (count(bytes), String::from_utf8_lossy(name).into_owned())).collect();
    // A directory can be opened, so it is counted; nothing can be read of it.
    let is_dir = |name: &Text| ctx.stat(name, Follow::Yes).is_ok_and(|stat| stat.file_type == FileType::Dir);
    let dirs: Vec<usize> = if ctx.busybox() {
        Vec::new()
    } else {
        given.operands.iter().enumerate().filter(|(_, name)| is_dir(name)).map(|(at, _)| at).collect()
    };
    for at in &dirs {
        let name = String::from_utf8_lossy(&given.operands[*at]).into_owned();
        rows.insert((*at).min(rows.len()), (vec![0; wanted.len()], name));
    }
    let sizes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    if given.operands.len() > 1 {
        let column = |i: usize| rows.iter().map(move |(row, _)| row[i]);
        let total = wanted
            .iter()
            .enumerate()
            .map(|(i, what)| if *what == 'L' { column(i).max().unwrap_or(0) } else { column(i).sum() })
            .collect();
        rows.push((total, "total".to_owned()));
    }
    // As wide as the sum of the sizes; standard input alone has no size beforehand, so seven. Busybox has nine always.
    let piped = given.operands.is_empty() || given.operands.iter().any(|name| &**name == b"-") || !dirs.is_empty();
    let mut width = sizes.to_string().len().max(if piped { 7 } else { 1 });
    if ctx.busybox() {
        width = 9;
    }
    if wanted.len() == 1 && rows.len() == 1 {
        width = 1;
    }
    for (row, name) in rows {
        let text: Vec<String> = row.iter().map(|n| format!("{n:width$}")).collect();
        let name = if given.operands.is_empty() { String::new() } else { format!(" {name}") };
        ctx.line(text.join(" ") + &name);
    }
    ctx.exit(1)
}
