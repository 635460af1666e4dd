//! A persistent array: values at small, dense numbers (inode numbers), in a 32-way tree.

use std::rc::Rc;

use super::Delta;

const BITS: u32 = 5;
const WIDTH: usize = 1 << BITS;

/// Values at numbers. Meant for numbers that are handed out in sequence: depth grows with the largest one.
#[derive(Debug)]
pub struct Trie<T> {
    root: Option<Rc<Branch<T>>>,
    /// How many bits of a number the tree resolves.
    bits: u32,
}

#[derive(Debug)]
enum Branch<T> {
    Inner([Option<Rc<Self>>; WIDTH]),
    Leaf([Option<Rc<T>>; WIDTH]),
}

impl<T> Clone for Branch<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Inner(children) => Self::Inner(children.clone()),
            Self::Leaf(values) => Self::Leaf(values.clone()),
        }
    }
}

impl<T> Clone for Trie<T> {
    fn clone(&self) -> Self {
        Self { root: self.root.clone(), bits: self.bits }
    }
}

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self { root: None, bits: BITS }
    }
}

fn slot(key: u64, bits: u32) -> usize {
    (key >> (bits - BITS)) as usize % WIDTH
}

impl<T> Trie<T> {
    /// The value at `key`.
    pub fn get(&self, key: u64) -> Option<&Rc<T>> {
        if key >> self.bits != 0 {
            return None;
        }
        let mut branch = self.root.as_ref()?;
        let mut bits = self.bits;
        loop {
            match &**branch {
                Branch::Leaf(values) => return values[slot(key, bits)].as_ref(),
                Branch::Inner(children) => branch = children[slot(key, bits)].as_ref()?,
            }
            bits -= BITS;
        }
    }

    /// The value at `key`, to be changed. Copied first if another version shares it.
    pub fn get_mut(&mut self, key: u64) -> Option<&mut T>
    where
        T: Clone,
    {
        self.get(key)?;
        let mut branch = self.root.as_mut()?;
        let mut bits = self.bits;
        loop {
            match Rc::make_mut(branch) {
                Branch::Leaf(values) => return values[slot(key, bits)].as_mut().map(Rc::make_mut),
                Branch::Inner(children) => branch = children[slot(key, bits)].as_mut()?,
            }
            bits -= BITS;
        }
    }

    /// Sets or (with `None`) clears the value at `key`.
    pub fn set(&mut self, key: u64, value: Option<Rc<T>>) {
        while key >> self.bits != 0 {
            if let Some(old) = self.root.take() {
                let mut children = [const { None }; WIDTH];
                children[0] = Some(old);
                self.root = Some(Rc::new(Branch::Inner(children)));
            }
            self.bits += BITS;
        }
        let empty = |bits| {
            Rc::new(if bits == BITS {
                Branch::Leaf([const { None }; WIDTH])
            } else {
                Branch::Inner([const { None }; WIDTH])
            })
        };
        let mut bits = self.bits;
        let mut branch = self.root.get_or_insert_with(|| empty(bits));
        loop {
            match Rc::make_mut(branch) {
                Branch::Leaf(values) => {
                    values[slot(key, bits)] = value;
                    return;
                }
                Branch::Inner(children) => {
                    let below = bits - BITS;
                    branch = children[slot(key, bits)].get_or_insert_with(|| empty(below));
                }
            }
            bits -= BITS;
        }
    }

    /// Calls `visit` with every difference from `before` to `self`, in the order of the numbers. Values are compared by
    /// identity: one that was written again counts as changed even if it is equal.
    pub fn diff<'a>(&'a self, before: &'a Self, visit: &mut dyn FnMut(u64, Delta<'a, Rc<T>>)) {
        // A tree that has grown holds the older, shallower one in its first slot.
        let (deep, shallow) = (self.bits.max(before.bits), self.bits.min(before.bits));
        let descend = |trie: &'a Self| -> Option<&'a Rc<Branch<T>>> {
            let mut branch = trie.root.as_ref();
            let mut bits = trie.bits;
            while bits > shallow {
                branch = match branch.map(|b| &**b) {
                    Some(Branch::Inner(children)) => children[0].as_ref(),
                    _ => None,
                };
                bits -= BITS;
            }
            branch
        };
        diff(descend(before), descend(self), 0, shallow, visit);
        let mut bits = shallow + BITS;
        while bits <= deep {
            for number in 1..WIDTH as u64 {
                let at = |trie: &'a Self| -> Option<&'a Rc<Branch<T>>> {
                    let mut branch = trie.root.as_ref()?;
                    let mut level = trie.bits;
                    if level < bits {
                        return None;
                    }
                    while level >= bits {
                        let Branch::Inner(children) = &**branch else { return None };
                        branch = children[if level == bits { number as usize } else { 0 }].as_ref()?;
                        level -= BITS;
                    }
                    Some(branch)
                };
                diff(at(before), at(self), number << (bits - BITS), bits - BITS, visit);
            }
            bits += BITS;
        }
    }
}

fn diff<'a, T>(
    old: Option<&'a Rc<Branch<T>>>,
    new: Option<&'a Rc<Branch<T>>>,
    base: u64,
    bits: u32,
    visit: &mut dyn FnMut(u64, Delta<'a, Rc<T>>),
) {
    if let (Some(old), Some(new)) = (old, new)
        && Rc::ptr_eq(old, new)
    {
        return;
    }
    for i in 0..WIDTH {
        let key = base | (i as u64) << (bits - BITS);
        let inner = |branch: Option<&'a Rc<Branch<T>>>| match branch.map(|b| &**b) {
            Some(Branch::Inner(children)) => children[i].as_ref(),
            _ => None,
        };
        let leaf = |branch: Option<&'a Rc<Branch<T>>>| match branch.map(|b| &**b) {
            Some(Branch::Leaf(values)) => values[i].as_ref(),
            _ => None,
        };
        if bits > BITS {
            let (old, new) = (inner(old), inner(new));
            if old.is_some() || new.is_some() {
                diff(old, new, key, bits - BITS, visit);
            }
            continue;
        }
        match (leaf(old), leaf(new)) {
            (None, None) => {}
            (None, Some(new)) => visit(key, Delta::Added(new)),
            (Some(old), None) => visit(key, Delta::Removed(old)),
            (Some(old), Some(new)) if Rc::ptr_eq(old, new) => {}
            (Some(old), Some(new)) => visit(key, Delta::Changed(old, new)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::clock::Seeded;

    #[test]
    fn behaves_as_a_map_and_diffs_by_definition() {
        let mut random = Seeded::new(3);
        let (mut trie, mut model) = (Trie::default(), BTreeMap::new());
        for round in 0..400_u64 {
            let (before, old_model) = (trie.clone(), model.clone());
            for _ in 0..random.next_u64() % 6 {
                // The range grows with the rounds, so that comparisons cross a change of depth.
                let key = random.next_u64() % (4 + round * round / 4);
                if random.next_u64().is_multiple_of(4) {
                    trie.set(key, None);
                    model.remove(&key);
                } else {
                    let value = Rc::new(random.next_u64());
                    trie.set(key, Some(value.clone()));
                    model.insert(key, value);
                }
                assert_eq!(trie.get(key), model.get(&key));
            }
            let mut found = Vec::new();
            trie.diff(&before, &mut |key, delta| {
                found.push((
                    key,
                    match delta {
                        Delta::Added(new) => (None, Some(**new)),
                        Delta::Removed(old) => (Some(**old), None),
                        Delta::Changed(old, new) => (Some(**old), Some(**new)),
                    },
                ));
            });
            let keys = old_model.keys().chain(model.keys()).copied().collect::<std::collections::BTreeSet<_>>();
            let expected: Vec<_> = keys
                .into_iter()
                .map(|k| (k, (old_model.get(&k).map(|v| **v), model.get(&k).map(|v| **v))))
                .filter(|(_, (a, b))| a != b)
                .collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn get_mut_leaves_other_versions_alone() {
        let mut a = Trie::default();
        a.set(40, Some(Rc::new(1)));
        let b = a.clone();
        *a.get_mut(40).unwrap() = 2;
        assert_eq!((a.get(40).map(|v| **v), b.get(40).map(|v| **v)), (Some(2), Some(1)));
        assert!(a.get_mut(41).is_none());
    }
}
