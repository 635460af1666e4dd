//! `tr`

use super::program;
use crate::programs::options::{self, Value};
use crate::programs::{Context, Exit, Program};

pub(in crate::programs) const TR: Program =
    program("tr", "[-cdst] SET1 [SET2]", ["replace or delete characters", "替换或删除字符"], tr);

/// The characters of a set: `a-z`, `[:upper:]`, `\n`, `\101`.
fn set(text: &[u8]) -> Vec<char> {
    let text: Vec<char> = String::from_utf8_lossy(text).chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let rest: String = text[at..].iter().take(16).collect();
        if let Some((name, _)) = rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]")) {
            found.extend(class(name).iter().flat_map(|(from, to)| *from..=*to));
            at += name.chars().count() + 4;
            continue;
        }
        let c = character(&text, &mut at);
        if text.get(at) == Some(&'-') && at + 1 < text.len() {
            at += 1;
            found.extend(c..=character(&text, &mut at));
        } else {
            found.push(c);
        }
    }
    found
}

fn class(name: &str) -> &'static [(char, char)] {
    match name {
        "upper" => &[('A', 'Z')],
        "lower" => &[('a', 'z')],
        "digit" => &[('0', '9')],
        "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        "alpha" => &[('A', 'Z'), ('a', 'z')],
        "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "blank" => &[('\t', '\t'), (' ', ' ')],
        "space" => &[('\t', '\r'), (' ', ' ')],
        "cntrl" => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        "graph" => &[('!', '~')],
        "print" => &[(' ', '~')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        _ => &[],
    }
}

/// A character, perhaps written with a backslash.
fn character(text: &[char], at: &mut usize) -> char {
    let c = text[*at];
    *at += 1;
    let Some(next) = text.get(*at).copied().filter(|_| c == '\\') else { return c };
    let digits = text[*at..].iter().take(3).take_while(|c| c.is_digit(8)).count();
    if digits > 0 {
        let value = text[*at..*at + digits].iter().fold(0, |value, c| value * 8 + c.to_digit(8).unwrap_or(0));
        *at += digits;
        return char::from_u32(value & 0xff).unwrap_or('\0');
    }
    *at += 1;
    match next {
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        other => other,
    }
}

fn tr(ctx: &mut Context<'_>) -> Exit {
    let long = [
        ("complement", 'c', Value::No),
        ("delete", 'd', Value::No),
        ("squeeze-repeats", 's', Value::No),
        ("truncate-set1", 't', Value::No),
    ];
    let given = match options::parse(ctx, "cCdst", &long, 1) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    if ctx.busybox() && given.operands.get(1).is_some_and(|to| to.is_empty()) {
        ctx.complain(format_args!("STRING2 cannot be empty"));
        return Ok(1);
    }
    let Some(first) = given.operands.first() else {
        return Ok(options::wrong(ctx, "missing operand", 1));
    };
    if given.operands.len() == 1 && !given.has('d') && !given.has('s') {
        let shown = String::from_utf8_lossy(first).into_owned();
        let message = format!("missing operand after '{shown}'\nTwo strings must be given when translating.");
        return Ok(options::wrong(ctx, &message, 1));
    }
    let complement = given.has('c') || given.has('C');
    let mut from = set(first);
    let to = given.operands.get(1).map(|text| set(text)).unwrap_or_default();
    if given.has('t') {
        from.truncate(to.len());
    }
    let bytes = match ctx.stdin()? {
        Ok(bytes) => bytes,
        Err(error) => {
            ctx.complain(format_args!("read error: {error}"));
            return Ok(1);
        }
    };
    let squeezed = if to.is_empty() { &from } else { &to };
    let (mut out, mut last) = (String::new(), None);
    for c in String::from_utf8_lossy(&bytes).chars() {
        let inside = from.contains(&c) != complement;
        if inside && given.has('d') {
            continue;
        }
        // The last of several places counts.
        let place = from.iter().rposition(|known| *known == c);
        let c = match (inside, to.last()) {
            (true, Some(end)) if !given.has('d') => place.and_then(|at| to.get(at)).copied().unwrap_or(*end),
            _ => c,
        };
        if given.has('s') && last == Some(c) && squeezed.contains(&c) != (complement && to.is_empty()) {
            continue;
        }
        last = Some(c);
        out.push(c);
    }
    ctx.out(out);
    ctx.exit(1)
}
