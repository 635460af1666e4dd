//! Differences in words: the normal format, and the unified one.

use super::compare::Changes;

/// A file's lines, and whether the last one ends.
pub(super) struct Lines<'a> {
    pub(super) lines: Vec<&'a [u8]>,
    pub(super) ended: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let ended = bytes.is_empty() || bytes.ends_with(b"\n");
        let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let lines = if bytes.is_empty() { Vec::new() } else { body.split(|c| *c == b'\n').collect() };
        Self { lines, ended }
    }

    /// A line with what marks it.
    fn put(&self, at: usize, mark: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(mark.as_bytes());
        out.extend_from_slice(self.lines[at]);
        out.push(b'\n');
        if at + 1 == self.lines.len() && !self.ended {
            out.extend_from_slice(b"\\ No newline at end of file\n");
        }
    }
}

/// A run of changed lines: those of the old file, those of the new; from and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) old: (usize, usize),
    pub(super) new: (usize, usize),
}

/// The runs of changed lines, in order.
pub(super) fn runs(changes: &Changes) -> Vec<Run> {
    let (mut i, mut j) = (0, 0);
    let (old, new) = (&changes.old, &changes.new);
    let mut found = Vec::new();
    while i + 1 < old.len() || j + 1 < new.len() {
        if !old[i] && !new[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let (old_from, new_from) = (i, j);
        while old[i] {
            i += 1;
        }
        while new[j] {
            j += 1;
        }
        found.push(Run { old: (old_from, i), new: (new_from, j) });
    }
    found
}

/// `3c3`, `7d6`, `9a9`
pub(super) fn normal(runs: &[Run], old: &Lines<'_>, new: &Lines<'_>) -> Vec<u8> {
    // Of an empty range, the line before it is named.
    let range = |(from, to): (usize, usize)| match to - from {
        0 => from.to_string(),
        1 => to.to_string(),
        _ => format!("{},{to}", from + 1),
    };
    let mut out = Vec::new();
    for run in runs {
        let letter = match (run.old.0 == run.old.1, run.new.0 == run.new.1) {
            (true, _) => 'a',
            (_, true) => 'd',
            _ => 'c',
        };
        out.extend_from_slice(format!("{}{letter}{}\n", range(run.old), range(run.new)).as_bytes());
        (run.old.0..run.old.1).for_each(|at| old.put(at, "< ", &mut out));
        if letter == 'c' {
            out.extend_from_slice(b"---\n");
        }
        (run.new.0..run.new.1).for_each(|at| new.put(at, "> ", &mut out));
    }
    out
}

/// Hunks with so many lines around what changed.
pub(super) fn unified(runs: &[Run], old: &Lines<'_>, new: &Lines<'_>, context: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = runs;
    while let Some(first) = rest.first() {
        // Runs that are near one another share a hunk.
        let near = |pair: &[Run]| pair[1].old.0 - pair[0].old.1 <= 2 * context;
        let count = 1 + rest.windows(2).take_while(|pair| near(pair)).count();
        let (hunk, later) = rest.split_at(count);
        rest = later;
        let last = hunk[count - 1];
        let before = context.min(first.old.0);
        let after = context.min(old.lines.len() - last.old.1);
        let (old_from, old_to) = (first.old.0 - before, last.old.1 + after);
        let (new_from, new_to) = (first.new.0 - before, last.new.1 + after);
        let range = |from: usize, to: usize| match to - from {
            0 => format!("{from},0"),
            1 => format!("{to}"),
            len => format!("{},{len}", from + 1),
        };
        out.extend_from_slice(format!("@@ -{} +{} @@\n", range(old_from, old_to), range(new_from, new_to)).as_bytes());
        let mut at = old_from;
        for run in hunk {
            (at..run.old.0).for_each(|at| old.put(at, " ", &mut out));
            (run.old.0..run.old.1).for_each(|at| old.put(at, "-", &mut out));
            (run.new.0..run.new.1).for_each(|at| new.put(at, "+", &mut out));
            at = run.old.1;
        }
        (at..old_to).for_each(|at| old.put(at, " ", &mut out));
    }
    out
}
