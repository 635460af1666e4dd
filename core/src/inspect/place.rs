//! Lines and columns.

use crate::pace::{self, Pace};

/// Where something stands in an input: line and column from 1, the column in characters (code points).
///
/// Lines end with a line feed; a carriage return before it is the line's last character. A byte that is not part of a
/// character, or a character that is cut off, counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

/// Finds places in a text: made once, in one pass; then each look-up takes about the same short time, however long the lines.
#[derive(Clone, Debug)]
pub struct Places<'a> {
    text: &'a [u8],
    /// The offset of each line's first byte.
    lines: Vec<usize>,
    /// Offsets, some 1,000 bytes apart, and the number of characters before each.
    marks: Vec<(usize, usize)>,
}

/// The distance of the marks in bytes.
const STRIDE: usize = 1024;

impl<'a> Places<'a> {
    /// Reads `text` once.
    pub fn new(text: &'a [u8]) -> Self {
        pace::finish(Self::paced(text, &Pace::unbroken()))
    }

    /// The same in pieces.
    pub(super) async fn paced(text: &'a [u8], pace: &Pace<'_>) -> Self {
        let mut marks = vec![(0, 0)];
        let (mut offset, mut count) = (0, 0);
        for chunk in text.utf8_chunks() {
            let mut valid = chunk.valid();
            while valid.len() > STRIDE {
                let (piece, rest) = valid.split_at(valid.floor_char_boundary(STRIDE));
                offset += piece.len();
                count += piece.chars().count();
                marks.push((offset, count));
                valid = rest;
                pace.step(STRIDE / 4).await;
            }
            offset += valid.len() + chunk.invalid().len();
            count += valid.chars().count() + usize::from(!chunk.invalid().is_empty());
            if marks.last().is_some_and(|(last, _)| offset >= last + STRIDE) {
                marks.push((offset, count));
                pace.step(STRIDE / 4).await;
            }
        }
        let mut lines = vec![0];
        for (number, piece) in text.chunks(STRIDE).enumerate() {
            let ends = piece.iter().enumerate().filter(|(_, c)| **c == b'\n');
            lines.extend(ends.map(|(at, _)| number * STRIDE + at + 1));
            pace.step(STRIDE / 4).await;
        }
        Self { text, lines, marks }
    }

    /// The text.
    pub fn text(&self) -> &'a [u8] {
        self.text
    }

    /// The place of the byte at `offset`.
    pub fn place(&self, offset: usize) -> Place {
        let line = self.line_index(offset);
        let start = self.lines.get(line).copied().unwrap_or_default();
        Place { line: line + 1, column: self.characters_before(offset) - self.characters_before(start) + 1 }
    }

    /// How many bytes of its line stand before the byte at `offset`.
    pub fn place_in_line(&self, offset: usize) -> usize {
        offset - self.lines.get(self.line_index(offset)).copied().unwrap_or_default()
    }

    /// The line that holds the byte at `offset`, without its end.
    pub fn line(&self, offset: usize) -> &'a [u8] {
        let index = self.line_index(offset);
        let start = self.lines.get(index).copied().unwrap_or_default();
        let end = self.lines.get(index + 1).map_or(self.text.len(), |next| next - 1);
        let line = self.text.get(start..end).unwrap_or_default();
        line.strip_suffix(b"\r").unwrap_or(line)
    }

    /// What stands at a place: its line without its end, and how many bytes of it stand before the place.
    pub fn line_at(&self, place: Place) -> (&'a [u8], usize) {
        let line = self.line(self.lines.get(place.line.saturating_sub(1)).copied().unwrap_or(self.text.len()));
        let mut before = 0;
        let mut left = place.column.saturating_sub(1);
        for chunk in line.utf8_chunks() {
            if let Some((at, _)) = chunk.valid().char_indices().nth(left) {
                return (line, before + at);
            }
            left -= chunk.valid().chars().count();
            before += chunk.valid().len();
            if left == 0 {
                break;
            }
            left -= usize::from(!chunk.invalid().is_empty());
            before += chunk.invalid().len();
        }
        (line, before)
    }

    fn line_index(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset) - 1
    }

    fn characters_before(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let mark = self.marks.partition_point(|(at, _)| *at <= offset) - 1;
        let (at, count) = self.marks.get(mark).copied().unwrap_or_default();
        let between = self.text.get(at..offset).unwrap_or_default();
        let chunks = between.utf8_chunks();
        count
            + chunks
                .map(|chunk| chunk.valid().chars().count() + usize::from(!chunk.invalid().is_empty()))
                .sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &[u8], offset: usize) -> (usize, usize) {
        let place = Places::new(text).place(offset);
        (place.line, place.column)
    }

    #[test]
    fn characters_and_lines() {
        let text = "a镜\u{1f433}b\r\nc\n".as_bytes();
        assert_eq!(at(text, 0), (1, 1));
        assert_eq!(at(text, 1), (1, 2));
        assert_eq!(at(text, 4), (1, 3));
        assert_eq!(at(text, 8), (1, 4));
        assert_eq!(at(text, 10), (1, 6));
        assert_eq!(at(text, 11), (2, 1));
        assert_eq!(at(text, 13), (3, 1));
        assert_eq!(at(text, 99), (3, 1));
        assert_eq!(at(b"", 0), (1, 1));
        assert_eq!(at(b"\xff\xfeab", 3), (1, 4));
        assert_eq!(Places::new(text).line(5), "a镜\u{1f433}b".as_bytes());
        assert_eq!(Places::new(text).line(11), b"c");
        assert_eq!(Places::new(text).line(99), b"");
    }

    #[test]
    fn lines_by_their_number() {
        let text = "a\r\n镜b\nc".as_bytes();
        let at = |line, column| Places::new(text).line_at(Place { line, column });
        assert_eq!(at(1, 1), (b"a".as_slice(), 0));
        assert_eq!(at(2, 2), ("镜b".as_bytes(), 3));
        assert_eq!(at(3, 9), (b"c".as_slice(), 1));
        assert_eq!(at(7, 7), (b"c".as_slice(), 1));
        assert_eq!(Places::new(b"x\xffy\xe9z").line_at(Place { line: 1, column: 5 }), (b"x\xffy\xe9z".as_slice(), 4));
    }

    /// The marks make no difference: the same as counting from the beginning.
    #[test]
    fn long_lines() {
        let text = "x镜é\u{1f433}".repeat(2000);
        let places = Places::new(text.as_bytes());
        for (column, (offset, _)) in text.char_indices().enumerate().step_by(97) {
            assert_eq!(places.place(offset), Place { line: 1, column: column + 1 });
        }
        let garbage: Vec<u8> = (0..5000_usize).map(|n| if n % 3 == 0 { 0xff } else { b'a' }).collect();
        assert_eq!(Places::new(&garbage).place(4999).column, 5000);
    }
}
