//! The machine that follows all ways at once.

use std::rc::Rc;

use super::super::class::{Char, first, is_word, last_len, lower};
use super::{Assert, Captures, Inst, Regex};

/// Where groups began and ended, on one way. Shared by ways until they part.
type Slots = Rc<[Option<usize>]>;

/// The ways that are alive, best first; each instruction at most once.
struct Ways {
    list: Vec<(usize, Slots)>,
    seen: Vec<bool>,
}

impl Ways {
    fn new(size: usize) -> Self {
        Self { list: Vec::new(), seen: vec![false; size] }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.seen.fill(false);
    }

    /// Adds a way and everything that can be reached from it without reading.
    fn add(&mut self, regex: &Regex, at: usize, slots: Slots, around: &Around) {
        let mut stack = vec![(at, slots)];
        while let Some((at, mut slots)) = stack.pop() {
            if std::mem::replace(&mut self.seen[at], true) {
                continue;
            }
            match regex.program[at] {
                Inst::Jump(to) => stack.push((to, slots)),
                Inst::Split(a, b) => {
                    stack.push((b, slots.clone()));
                    stack.push((a, slots));
                }
                Inst::Save(slot) => {
                    if let Some(place) = Rc::make_mut(&mut slots).get_mut(slot) {
                        *place = Some(around.at);
                    }
                    stack.push((at + 1, slots));
                }
                Inst::Assert(assert) => {
                    if around.holds(assert) {
                        stack.push((at + 1, slots));
                    }
                }
                Inst::Char(_) | Inst::Any | Inst::Set(_) | Inst::Match => self.list.push((at, slots)),
            }
        }
    }
}

/// A place in the text and what is around it.
struct Around {
    at: usize,
    len: usize,
    before: Option<Char>,
    after: Option<Char>,
}

impl Around {
    fn holds(&self, assert: Assert) -> bool {
        let (before, after) = (self.before.is_some_and(is_word), self.after.is_some_and(is_word));
        match assert {
            Assert::Start => self.at == 0,
            Assert::End => self.at == self.len,
            Assert::WordStart => !before && after,
            Assert::WordEnd => before && !after,
            Assert::Boundary => before != after,
            Assert::NotBoundary => before == after,
        }
    }
}

/// The leftmost, longest match that begins at `from` or later.
pub(super) fn find(regex: &Regex, text: &[u8], from: usize) -> Option<Captures> {
    if from > text.len() {
        return None;
    }
    let empty: Slots = vec![None; 2 * (regex.groups + 1)].into();
    let (mut ways, mut next) = (Ways::new(regex.program.len()), Ways::new(regex.program.len()));
    let mut best: Option<Slots> = None;
    let mut at = from;
    let mut before = if at == 0 { None } else { Some(first(&text[at - last_len(&text[..at])..]).0) };
    loop {
        let after = text.get(at..).filter(|rest| !rest.is_empty()).map(first);
        let around = Around { at, len: text.len(), before, after: after.map(|(c, _)| c) };
        if best.is_none() && (at == 0 || !regex.anchored) {
            // A way that begins here comes after those that began earlier.
            ways.add(regex, 0, empty.clone(), &around);
        }
        if ways.list.is_empty() && (best.is_some() || regex.anchored) {
            break;
        }
        for (inst, slots) in &ways.list {
            // Ways that began later than the best match are not looked at any more.
            if best.as_ref().is_some_and(|best| slots[0] > best[0]) {
                continue;
            }
            if regex.program[*inst] == Inst::Match
                && best.as_ref().is_none_or(|best| slots[0] < best[0] || slots[1] > best[1])
            {
                best = Some(slots.clone());
            }
        }
        let Some((c, len)) = after else { break };
        let folded = if regex.fold { lower(c) } else { c };
        let then = text.get(at + len..).filter(|rest| !rest.is_empty()).map(|rest| first(rest).0);
        let around = Around { at: at + len, len: text.len(), before: Some(c), after: then };
        for (inst, slots) in ways.list.drain(..) {
            if best.as_ref().is_some_and(|best| slots[0] > best[0]) {
                continue;
            }
            let goes_on = match regex.program[inst] {
                Inst::Char(expected) => expected == folded,
                Inst::Any | Inst::Set(_) if !regex.strays && char::from_u32(c).is_none() => false,
                Inst::Any => true,
                Inst::Set(set) if regex.fold => regex.sets[set].has_folded(c),
                Inst::Set(set) => regex.sets[set].has(c),
                _ => false,
            };
            if goes_on {
                next.add(regex, inst + 1, slots, &around);
            }
        }
        std::mem::swap(&mut ways, &mut next);
        next.clear();
        before = Some(c);
        at += len;
    }
    let slots = best?;
    Some(slots.chunks(2).map(|pair| Some((pair[0]?, pair[1]?))).collect())
}
