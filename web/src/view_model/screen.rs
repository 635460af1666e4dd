//! A terminal's screen: what a program wrote, as the control sequences in it have it.

/// A terminal's lines, written to as a program writes to one.
///
/// Understands what `docker pull` sends (moby `pkg/jsonmessage`): `\r`, `\n`, `ESC [ n A`, `ESC [ n B`, `ESC [ 2 K`;
/// `ESC [ H`, `ESC [ J` of `clear`; and the colours of `ESC [ n m` ([`Ink`]). Other sequences are dropped. Lines are not wrapped: the
/// page does that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    lines: Vec<Vec<(char, Ink)>>,
    row: usize,
    column: usize,
    ink: Ink,
    /// Whether everything above, too, was wiped off.
    cleared: bool,
}

/// How characters look (ECMA-48, 8.3.117). The default is the terminal's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ink {
    /// The colour, 0 to 7: black, red, green, yellow, blue, magenta, cyan, white. The bright ones count as these.
    pub colour: Option<u8>,
    /// The colour behind, likewise.
    pub ground: Option<u8>,
    /// Whether it is bold.
    pub bold: bool,
}

/// A line as it stands in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its characters, without blanks at the end.
    pub text: String,
    /// The bytes of the text from which another ink is used, in order. Every line begins with the default one, and ends with it.
    pub inks: Vec<(usize, Ink)>,
}

impl Ink {
    /// After `ESC [ … m` with these numbers.
    fn after(mut self, numbers: &[usize]) -> Self {
        let mut numbers = numbers.iter().copied();
        while let Some(number) = numbers.next() {
            match number {
                0 => self = Self::default(),
                1 => self.bold = true,
                22 => self.bold = false,
                30..=37 => self.colour = Some((number - 30) as u8),
                90..=97 => self.colour = Some((number - 90) as u8),
                39 => self.colour = None,
                40..=47 => self.ground = Some((number - 40) as u8),
                100..=107 => self.ground = Some((number - 100) as u8),
                49 => self.ground = None,
                // Of 256 or more colours: their numbers are no attributes.
                38 | 48 => match numbers.next() {
                    Some(5) => drop(numbers.next()),
                    Some(2) => drop(numbers.nth(2)),
                    _ => {}
                },
                _ => {}
            }
        }
        self
    }
}

impl Screen {
    /// Writes bytes; what is not UTF-8 shows as U+FFFD.
    pub fn write(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '\n' => {
                    self.row += 1;
                    self.column = 0;
                    self.reach();
                }
                '\r' => self.column = 0,
                '\u{8}' => self.column = self.column.saturating_sub(1),
                '\t' => self.column = (self.column / 8 + 1) * 8,
                '\u{1b}' => self.escape(&mut chars),
                c if c.is_control() => {}
                c => self.put(c),
            }
        }
        // The cursor may stand on a line that nothing was written to yet.
        self.reach();
    }

    /// Whether everything was wiped off since the beginning.
    pub const fn is_cleared(&self) -> bool {
        self.cleared
    }

    /// The lines, without empty ones at the end.
    pub fn into_lines(self) -> Vec<Line> {
        let mut lines: Vec<Line> = self.lines.iter().map(|line| finished(line)).collect();
        while lines.last().is_some_and(|line| line.text.is_empty()) {
            lines.pop();
        }
        lines
    }

    fn reach(&mut self) {
        if self.lines.len() <= self.row {
            self.lines.resize(self.row + 1, Vec::new());
        }
    }

    fn put(&mut self, c: char) {
        self.reach();
        let line = &mut self.lines[self.row];
        if line.len() <= self.column {
            line.resize(self.column + 1, (' ', Ink::default()));
        }
        line[self.column] = (c, self.ink);
        self.column += 1;
    }

    fn escape(&mut self, chars: &mut std::str::Chars<'_>) {
        if chars.as_str().strip_prefix('[').is_none() {
            return;
        }
        chars.next();
        // Without a number there is one that is not given.
        let mut numbers: Vec<Option<usize>> = vec![None];
        for c in chars {
            match c {
                '0'..='9' => {
                    let digit = c as usize - '0' as usize;
                    if let Some(number) = numbers.last_mut() {
                        *number = Some((number.unwrap_or(0) * 10 + digit).min(9999));
                    }
                }
                ';' => numbers.push(None),
                '?' => numbers = vec![None],
                'm' => {
                    let numbers: Vec<usize> = numbers.into_iter().map(Option::unwrap_or_default).collect();
                    return self.ink = self.ink.after(&numbers);
                }
                '@'..='~' => return self.control(c, numbers.last().copied().flatten()),
                _ => return,
            }
        }
    }

    fn control(&mut self, command: char, number: Option<usize>) {
        match command {
            'A' => self.row = self.row.saturating_sub(number.unwrap_or(1).max(1)),
            // Not past the last line, as a terminal stops at its edge.
            'B' => {
                self.row = (self.row + number.unwrap_or(1).max(1)).min(self.lines.len().saturating_sub(1));
            }
            'H' => (self.row, self.column) = (0, 0),
            'J' => {
                self.cleared |= (self.row, self.column) == (0, 0);
                self.lines.truncate(self.row);
                self.reach();
            }
            'K' => {
                self.reach();
                let column = self.column;
                let line = &mut self.lines[self.row];
                match number {
                    Some(2) => line.clear(),
                    Some(1) => line.iter_mut().take(column + 1).for_each(|at| *at = (' ', Ink::default())),
                    _ => line.truncate(column),
                }
            }
            _ => {}
        }
    }
}

fn finished(line: &[(char, Ink)]) -> Line {
    // A blank shows if something is behind it.
    let shows = |(c, ink): &(char, Ink)| !c.is_whitespace() || ink.ground.is_some();
    let end = line.iter().rposition(shows).map_or(0, |at| at + 1);
    let (mut text, mut inks, mut last) = (String::new(), Vec::new(), Ink::default());
    for (c, ink) in &line[..end] {
        if *ink != last {
            inks.push((text.len(), *ink));
            last = *ink;
        }
        text.push(*c);
    }
    if last != Ink::default() {
        inks.push((text.len(), Ink::default()));
    }
    Line { text, inks }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(bytes: &str) -> Vec<Line> {
        let mut screen = Screen::default();
        screen.write(bytes.as_bytes());
        screen.into_lines()
    }

    fn lines(bytes: &str) -> Vec<String> {
        written(bytes).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn plain_text() {
        assert_eq!(lines("a\n\nb\n"), ["a", "", "b"]);
        assert_eq!(lines(""), [""; 0]);
        assert_eq!(lines("a\tb"), ["a       b"]);
    }

    /// The way in which a pull redraws the line of a layer that is not the last one.
    #[test]
    fn progress_redraws_its_line() {
        let pull = "latest: Pulling from library/nginx\n\
            \na076a628af6f: Pulling fs layer \n0732ab25fa22: Pulling fs layer \
            \u{1b}[1A\u{1b}[2K\ra076a628af6f: Pull complete \u{1b}[1B\r";
        assert_eq!(
            lines(pull),
            ["latest: Pulling from library/nginx", "", "a076a628af6f: Pull complete", "0732ab25fa22: Pulling fs layer"]
        );
    }

    /// The cursor stands on the empty line below the last one when a pull goes up to redraw, and comes back to it.
    #[test]
    fn the_cursor_comes_back_to_an_empty_line() {
        let pull = "a: Waiting \nb: Waiting \n\u{1b}[2A\u{1b}[2K\ra: Done \u{1b}[2B\rc: Waiting \n";
        assert_eq!(lines(pull), ["a: Done", "b: Waiting", "c: Waiting"]);
    }

    #[test]
    fn clear_and_unknown_sequences() {
        assert_eq!(lines("gone\u{1b}[H\u{1b}[Jkept \u{1b}[1;31mred\u{1b}[0m \u{1b}"), ["kept red"]);
        assert_eq!(lines("abcdef\r\u{1b}[2Kx"), ["x"]);
        assert_eq!(lines("abcdef\rxy\u{1b}[K"), ["xy"]);
        assert_eq!(lines("\u{1b}[99999999999999999999A!"), ["!"]);
    }

    #[test]
    fn colours() {
        let plain = Ink::default();
        let cyan = Ink { colour: Some(6), ..plain };
        let bold_red = Ink { colour: Some(1), bold: true, ..plain };
        let marked = Ink { colour: Some(7), ground: Some(1), ..plain };
        let inks = |bytes| written(bytes).into_iter().map(|line| line.inks).collect::<Vec<_>>();
        assert_eq!(inks("\u{1b}[36mä\nb\u{1b}[0m c"), [vec![(0, cyan), (2, plain)], vec![(0, cyan), (1, plain)]]);
        // As grep marks what it found.
        assert_eq!(inks("a\u{1b}[01;31m\u{1b}[Kb\u{1b}[m\u{1b}[Kc"), [vec![(1, bold_red), (2, plain)]]);
        assert_eq!(inks("\u{1b}[37;41mx\u{1b}[39;49my"), [vec![(0, marked), (1, plain)]]);
        assert_eq!(inks("\u{1b}[38;5;9;36mx\u{1b}[22;48;2;1;2;3my"), [vec![(0, cyan), (2, plain)]]);
        assert_eq!(inks("\u{1b}[91mx\r\u{1b}[my"), [vec![]; 1], "written over");
        assert_eq!(lines("\u{1b}[41m  \u{1b}[0m  "), ["  "], "what is behind a blank shows");
    }
}
