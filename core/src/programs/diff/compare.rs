//! Which lines differ: the shortest way from one list of lines to another, chosen among equals as GNU's does.
//!
//! Source: GNU diffutils `src/analyze.c`, gnulib `lib/diffseq.h` (E. Myers, "An O(ND) Difference Algorithm and Its Variations").

/// Lines as numbers: the same number, the same line.
pub(super) type Class = usize;

/// For each line of two lists, whether it has no counterpart. Each list ends with a `false` that stands for no line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) old: Vec<bool>,
    pub(super) new: Vec<bool>,
}

/// Compares two lists.
pub(super) fn compare(old: &[Class], new: &[Class]) -> Changes {
    let classes = old.iter().chain(new).max().map_or(0, |most| most + 1);
    let (old_kept, mut old_changed) = kept(old, new, classes);
    let (new_kept, mut new_changed) = kept(new, old, classes);
    let left: Vec<Class> = old_kept.iter().map(|at| old[*at]).collect();
    let right: Vec<Class> = new_kept.iter().map(|at| new[*at]).collect();
    let mut search = Search::new(&left, &right);
    search.run();
    for (at, changed) in search.deleted.iter().enumerate().filter(|(_, changed)| **changed) {
        old_changed[old_kept[at]] = *changed;
    }
    for (at, changed) in search.inserted.iter().enumerate().filter(|(_, changed)| **changed) {
        new_changed[new_kept[at]] = *changed;
    }
    shift(old, &mut old_changed, &mut new_changed);
    shift(new, &mut new_changed, &mut old_changed);
    Changes { old: old_changed, new: new_changed }
}

/// What is to become of a line before the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Keep,
    /// It is nowhere in the other list.
    Discard,
    /// It is in too many places there to tell anything.
    Perhaps,
}

/// The lines that the search looks at; the others are marked as changed.
fn kept(lines: &[Class], other: &[Class], classes: usize) -> (Vec<usize>, Vec<bool>) {
    let mut counts = vec![0_usize; classes];
    for class in other {
        counts[*class] += 1;
    }
    let (mut many, mut rest) = (5, (lines.len() / 64) >> 2);
    while rest > 0 {
        many *= 2;
        rest >>= 2;
    }
    let mut fates: Vec<Fate> = lines
        .iter()
        .map(|class| match counts[*class] {
            0 => Fate::Discard,
            count if count > many => Fate::Perhaps,
            _ => Fate::Keep,
        })
        .collect();
    let mut at = 0;
    while at < fates.len() {
        match fates[at] {
            Fate::Keep => at += 1,
            Fate::Perhaps => {
                fates[at] = Fate::Keep;
                at += 1;
            }
            Fate::Discard => {
                let mut end = at + fates[at..].iter().take_while(|fate| **fate != Fate::Keep).count();
                while fates[end - 1] == Fate::Perhaps {
                    end -= 1;
                    fates[end] = Fate::Keep;
                }
                settle(&mut fates[at..end]);
                at = end;
            }
        }
    }
    let mut changed: Vec<bool> = fates.iter().map(|fate| *fate != Fate::Keep).collect();
    changed.push(false);
    let kept = fates.iter().enumerate().filter(|(_, fate)| **fate == Fate::Keep).map(|(at, _)| at).collect();
    (kept, changed)
}

/// Which lines of a run that begins and ends with discarded ones are discarded, too.
fn settle(run: &mut [Fate]) {
    let perhaps = run.iter().filter(|fate| **fate == Fate::Perhaps).count();
    if perhaps * 4 > run.len() {
        for fate in run.iter_mut().filter(|fate| **fate == Fate::Perhaps) {
            *fate = Fate::Keep;
        }
        return;
    }
    let (mut least, mut rest) = (1, run.len() >> 2 >> 2);
    while rest > 0 {
        least <<= 1;
        rest >>= 2;
    }
    least += 1;
    // Runs of so many uncertain lines are kept.
    let mut at = 0;
    while at < run.len() {
        let len = run[at..].iter().take_while(|fate| **fate == Fate::Perhaps).count();
        if len >= least {
            run[at..at + len].fill(Fate::Keep);
        }
        at += len.max(1);
    }
    let len = run.len();
    keep_at_end(run, 0..len);
    keep_at_end(run, (0..len).rev());
}

/// Keeps uncertain lines near one end of a run.
fn keep_at_end(run: &mut [Fate], order: impl Iterator<Item = usize>) {
    let mut row = 0;
    for (n, at) in order.enumerate() {
        if n >= 8 && run[at] == Fate::Discard {
            break;
        }
        match run[at] {
            Fate::Perhaps => {
                run[at] = Fate::Keep;
                row = 0;
            }
            Fate::Keep => row = 0,
            Fate::Discard => row += 1,
        }
        if row == 3 {
            break;
        }
    }
}

/// The search for the shortest way, from both ends at once.
struct Search<'a> {
    old: &'a [Class],
    new: &'a [Class],
    deleted: Vec<bool>,
    inserted: Vec<bool>,
    /// How far each diagonal was followed, forwards and backwards. Diagonals are numbered from -(length of `new`) - 1.
    forward: Vec<isize>,
    backward: Vec<isize>,
    too_expensive: usize,
}

/// A part of both lists.
#[derive(Clone, Copy)]
struct Part {
    x: (isize, isize),
    y: (isize, isize),
    /// Whether the shortest way must be found, whatever it costs.
    minimal: bool,
}

impl<'a> Search<'a> {
    fn new(old: &'a [Class], new: &'a [Class]) -> Self {
        let diagonals = old.len() + new.len() + 3;
        let (mut too_expensive, mut rest) = (1, diagonals);
        while rest > 0 {
            too_expensive <<= 1;
            rest >>= 2;
        }
        Self {
            old,
            new,
            deleted: vec![false; old.len()],
            inserted: vec![false; new.len()],
            forward: vec![0; diagonals],
            backward: vec![0; diagonals],
            too_expensive: too_expensive.max(256),
        }
    }

    fn same(&self, x: isize, y: isize) -> bool {
        self.old[x as usize] == self.new[y as usize]
    }

    fn run(&mut self) {
        let whole = Part { x: (0, self.old.len() as isize), y: (0, self.new.len() as isize), minimal: false };
        let mut parts = vec![whole];
        while let Some(Part { x: (mut x0, mut x1), y: (mut y0, mut y1), minimal }) = parts.pop() {
            while x0 < x1 && y0 < y1 && self.same(x0, y0) {
                (x0, y0) = (x0 + 1, y0 + 1);
            }
            while x0 < x1 && y0 < y1 && self.same(x1 - 1, y1 - 1) {
                (x1, y1) = (x1 - 1, y1 - 1);
            }
            if x0 == x1 {
                self.inserted[y0 as usize..y1 as usize].fill(true);
            } else if y0 == y1 {
                self.deleted[x0 as usize..x1 as usize].fill(true);
            } else {
                let (x, y, low, high) = self.middle(Part { x: (x0, x1), y: (y0, y1), minimal });
                parts.push(Part { x: (x, x1), y: (y, y1), minimal: high });
                parts.push(Part { x: (x0, x), y: (y0, y), minimal: low });
            }
        }
    }

    /// A point in the middle of the shortest way, and whether the two halves must be searched to the end.
    fn middle(&mut self, part: Part) -> (isize, isize, bool, bool) {
        let Part { x: (x0, x1), y: (y0, y1), minimal } = part;
        let at = |d: isize, new: usize| (d + new as isize + 1) as usize;
        let n = self.new.len();
        let (least, most) = (x0 - y1, x1 - y0);
        let (forward_middle, backward_middle) = (x0 - y0, x1 - y1);
        let (mut fmin, mut fmax) = (forward_middle, forward_middle);
        let (mut bmin, mut bmax) = (backward_middle, backward_middle);
        let odd = (forward_middle - backward_middle) & 1 != 0;
        self.forward[at(forward_middle, n)] = x0;
        self.backward[at(backward_middle, n)] = x1;
        for cost in 1.. {
            if fmin > least {
                fmin -= 1;
                self.forward[at(fmin - 1, n)] = -1;
            } else {
                fmin += 1;
            }
            if fmax < most {
                fmax += 1;
                self.forward[at(fmax + 1, n)] = -1;
            } else {
                fmax -= 1;
            }
            let mut d = fmax;
            while d >= fmin {
                let (low, high) = (self.forward[at(d - 1, n)], self.forward[at(d + 1, n)]);
                let mut x = if low < high { high } else { low + 1 };
                while x < x1 && x - d < y1 && self.same(x, x - d) {
                    x += 1;
                }
                self.forward[at(d, n)] = x;
                if odd && (bmin..=bmax).contains(&d) && self.backward[at(d, n)] <= x {
                    return (x, x - d, true, true);
                }
                d -= 2;
            }
            if bmin > least {
                bmin -= 1;
                self.backward[at(bmin - 1, n)] = isize::MAX;
            } else {
                bmin += 1;
            }
            if bmax < most {
                bmax += 1;
                self.backward[at(bmax + 1, n)] = isize::MAX;
            } else {
                bmax -= 1;
            }
            let mut d = bmax;
            while d >= bmin {
                let (low, high) = (self.backward[at(d - 1, n)], self.backward[at(d + 1, n)]);
                let mut x = if low < high { low } else { high - 1 };
                while x0 < x && y0 < x - d && self.same(x - 1, x - d - 1) {
                    x -= 1;
                }
                self.backward[at(d, n)] = x;
                if !odd && (fmin..=fmax).contains(&d) && x <= self.forward[at(d, n)] {
                    return (x, x - d, true, true);
                }
                d -= 2;
            }
            if !minimal && cost >= self.too_expensive {
                return self.best_so_far(part, (fmin, fmax), (bmin, bmax));
            }
        }
        (x0, y0, true, true)
    }

    /// Where a search that costs too much has come furthest.
    fn best_so_far(
        &self,
        part: Part,
        (fmin, fmax): (isize, isize),
        (bmin, bmax): (isize, isize),
    ) -> (isize, isize, bool, bool) {
        let Part { x: (x0, x1), y: (y0, y1), .. } = part;
        let at = |d: isize| (d + self.new.len() as isize + 1) as usize;
        let (mut forward, mut backward) = ((-1, x0), (isize::MAX, x1));
        let mut d = fmax;
        while d >= fmin {
            let mut x = self.forward[at(d)].min(x1);
            let mut y = x - d;
            if y1 < y {
                (x, y) = (y1 + d, y1);
            }
            if forward.0 < x + y {
                forward = (x + y, x);
            }
            d -= 2;
        }
        let mut d = bmax;
        while d >= bmin {
            let mut x = self.backward[at(d)].max(x0);
            let mut y = x - d;
            if y < y0 {
                (x, y) = (y0 + d, y0);
            }
            if x + y < backward.0 {
                backward = (x + y, x);
            }
            d -= 2;
        }
        if (x1 + y1) - backward.0 < forward.0 - (x0 + y0) {
            (forward.1, forward.0 - forward.1, true, false)
        } else {
            (backward.1, backward.0 - backward.1, false, true)
        }
    }
}

/// Moves runs of changed lines down as far as they go, so that runs meet, and back to where the other list changes, too.
fn shift(lines: &[Class], changed: &mut [bool], other: &mut [bool]) {
    let end = lines.len();
    let before = |flags: &[bool], at: usize| at > 0 && flags[at - 1];
    let (mut i, mut j) = (0, 0);
    loop {
        while i < end && !changed[i] {
            while other[j] {
                j += 1;
            }
            j += 1;
            i += 1;
        }
        if i >= end {
            return;
        }
        let mut start = i;
        while changed[i] {
            i += 1;
        }
        while other[j] {
            j += 1;
        }
        let mut corresponding;
        loop {
            let length = i - start;
            while start > 0 && lines[start - 1] == lines[i - 1] {
                start -= 1;
                changed[start] = true;
                i -= 1;
                changed[i] = false;
                while before(changed, start) {
                    start -= 1;
                }
                j -= 1;
                while other[j] {
                    j -= 1;
                }
            }
            corresponding = if before(other, j) { i } else { end };
            while i != end && lines[start] == lines[i] {
                changed[start] = false;
                start += 1;
                changed[i] = true;
                i += 1;
                while changed[i] {
                    i += 1;
                }
                j += 1;
                while other[j] {
                    corresponding = i;
                    j += 1;
                }
            }
            if length == i - start {
                break;
            }
        }
        while corresponding < i {
            start -= 1;
            changed[start] = true;
            i -= 1;
            changed[i] = false;
            j -= 1;
            while other[j] {
                j -= 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is not marked is the same in both, in order; and nothing panics.
    #[test]
    fn what_is_left_is_common() {
        let mut random = crate::clock::Seeded::new(3);
        for round in 0..3000 {
            let mut list = |most: u64| -> Vec<Class> {
                let len = random.next_u64() % most;
                (0..len).map(|_| (random.next_u64() % 5) as usize).collect()
            };
            let (old, new) = (list(2 + round % 40), list(2 + round % 40));
            let changes = compare(&old, &new);
            let common = |lines: &[Class], changed: &[bool]| -> Vec<Class> {
                lines.iter().zip(changed).filter(|(_, changed)| !**changed).map(|(line, _)| *line).collect()
            };
            assert_eq!(common(&old, &changes.old), common(&new, &changes.new), "{old:?} {new:?}");
        }
    }
}
