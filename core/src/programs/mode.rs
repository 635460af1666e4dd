//! Permission bits in letters: `rwxr-xr-x`, `u+x`.

use crate::kernel::Stat;
use crate::vfs::FileType;

/// The ten letters of `ls -l`.
pub fn letters(stat: &Stat) -> String {
    let kind = match stat.file_type {
        FileType::File => '-',
        FileType::Dir => 'd',
        FileType::Symlink => 'l',
        FileType::Char => 'c',
        FileType::Block => 'b',
        FileType::Fifo => 'p',
        FileType::Socket => 's',
    };
    let mut text = String::from(kind);
    text.push_str(&permissions(stat.mode));
    text
}

/// The nine letters of permission bits.
pub fn permissions(mode: u16) -> String {
    let mut text = String::with_capacity(9);
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (mode & special != 0, bits & 1 != 0) {
            (true, true) => letter,
            (true, false) => letter.to_ascii_uppercase(),
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    text
}

/// The mode that a text such as `755` or `u+x,go-w` makes of `mode`. `None` if it is no mode.
pub fn parse(text: &str, mode: u16, umask: u16, is_dir: bool) -> Option<u16> {
    if !text.is_empty() && text.bytes().all(|c| (b'0'..=b'7').contains(&c)) {
        let octal = u16::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o7777)?;
        // GNU keeps a directory's set-id bits unless they are written out.
        let kept = if is_dir && text.len() <= 4 { mode & 0o6000 } else { 0 };
        return Some(octal | kept);
    }
    symbolic(text, mode, umask, is_dir)
}

/// The mode that a text such as `u+x,go-w` makes of `mode`.
pub fn symbolic(text: &str, mut mode: u16, umask: u16, is_dir: bool) -> Option<u16> {
    for clause in text.split(',') {
        let who_len = clause.bytes().take_while(|c| b"ugoa".contains(c)).count();
        let (who, mut rest) = clause.split_at(who_len);
        let classes: u16 = who.bytes().fold(0, |classes, c| {
            classes
                | match c {
                    b'u' => 0o4700,
                    b'g' => 0o2070,
                    b'o' => 0o1007,
                    _ => 0o7777,
                }
        });
        let all = if who.is_empty() { 0o7777 } else { classes };
        if rest.is_empty() {
            return None;
        }
        while let Some(operator) = rest.bytes().next() {
            if !matches!(operator, b'+' | b'-' | b'=') {
                return None;
            }
            rest = &rest[1..];
            let len = rest.bytes().take_while(|c| b"rwxXstugo".contains(c)).count();
            let mut bits: u16 = 0;
            for c in rest[..len].bytes() {
                let copied = |shift: u16| ((mode >> shift) & 7) * 0o111;
                bits |= match c {
                    b'r' => 0o444,
                    b'w' => 0o222,
                    b'x' => 0o111,
                    b'X' if is_dir || mode & 0o111 != 0 => 0o111,
                    b's' => 0o6000,
                    b't' => 0o1000,
                    b'u' => copied(6),
                    b'g' => copied(3),
                    b'o' => copied(0),
                    _ => 0,
                };
            }
            rest = &rest[len..];
            let mut changed = bits & all;
            if who.is_empty() {
                changed &= !umask;
            }
            mode = match operator {
                b'+' => mode | changed,
                b'-' => mode & !changed,
                _ => {
                    let kept = if is_dir && who.is_empty() { 0o6000 } else { 0 };
                    (mode & !(all & !kept)) | changed
                }
            };
        }
    }
    Some(mode)
}
