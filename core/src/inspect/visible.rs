//! Text from outside, made safe to show in a line: nothing in it moves a cursor, turns the direction or hides.

/// The most characters that are shown of one text.
const LONGEST: usize = 120;

/// `text` with every control, direction and invisible character written as `\u{…}`, and its middle left out if it is long.
pub fn visible(text: &str) -> String {
    shortened(text, LONGEST)
}

/// The same of what is to be copied: cut only where it is much longer.
pub(super) fn visible_sample(text: &str) -> String {
    shortened(text, 6 * LONGEST)
}

fn shortened(text: &str, longest: usize) -> String {
    let count = text.chars().take(longest + 1).count();
    let mut shown = String::with_capacity(text.len().min(4 * longest));
    if count <= longest {
        text.chars().for_each(|c| push(&mut shown, c));
        return shown;
    }
    text.chars().take(longest * 2 / 3).for_each(|c| push(&mut shown, c));
    shown.push('…');
    let tail = text.char_indices().rev().nth(longest / 3 - 1).map_or(0, |(at, _)| at);
    text[tail..].chars().for_each(|c| push(&mut shown, c));
    shown
}

/// The part of `line` around the character that begins at byte `offset`, made safe in the same way.
pub fn excerpt(line: &[u8], offset: usize) -> String {
    const AROUND: usize = 60;
    let (before, after) = line.split_at(offset.min(line.len()));
    let before = String::from_utf8_lossy(&before[before.len().saturating_sub(4 * AROUND)..]);
    let after = String::from_utf8_lossy(&after[..after.len().min(4 * AROUND)]);
    let skipped = before.chars().count().saturating_sub(AROUND);
    let mut shown = String::new();
    if skipped > 0 || offset > 4 * AROUND {
        shown.push('…');
    }
    before.chars().skip(skipped).for_each(|c| push(&mut shown, c));
    after.chars().take(AROUND).for_each(|c| push(&mut shown, c));
    if after.chars().nth(AROUND).is_some() {
        shown.push('…');
    }
    shown
}

fn push(shown: &mut String, c: char) {
    if is_hidden(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
}

/// Characters that a terminal or a page would act on instead of showing them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Blanks that are not the ordinary one: JSON refuses them, and nobody sees why.
            '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{2800}' | '\u{3000}'
            | '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{3164}' | '\u{feff}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_named() {
        assert_eq!(visible("a\u{202e}b\u{1b}[31m\u{200b}镜"), "a\\u{202e}b\\u{1b}[31m\\u{200b}镜");
        assert_eq!(visible("<b>"), "<b>");
        assert_eq!(visible(&"é".repeat(120)), "é".repeat(120));
        assert_eq!(visible(&"é".repeat(121)), format!("{}…{}", "é".repeat(80), "é".repeat(40)));
    }

    #[test]
    fn excerpts() {
        assert_eq!(excerpt(b"abc", 1), "abc");
        assert_eq!(excerpt(b"", 5), "");
        let long = "x".repeat(1000);
        assert_eq!(excerpt(long.as_bytes(), 500), format!("…{}…", "x".repeat(120)));
    }
}
