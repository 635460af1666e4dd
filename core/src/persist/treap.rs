//! An ordered persistent map: a treap whose priorities are hashes of the keys.
//!
//! The shape of such a tree depends only on the set of keys, not on the order of insertion. So two versions line up node by
//! node, and [`Treap::diff`] can skip whatever they share.
//!
//! Source: Seidel and Aragon, "Randomized Search Trees", 1996 (the shape); the comparison follows from it.

use std::cmp::Ordering;
use std::rc::Rc;

use super::Delta;

/// A key's place in the heap order: any well-mixed hash, the same on every run.
pub trait Priority {
    /// The hash.
    fn priority(&self) -> u64;
}

/// An ordered persistent map.
#[derive(Debug)]
pub struct Treap<K, V> {
    root: Link<K, V>,
    len: usize,
}

type Link<K, V> = Option<Rc<Node<K, V>>>;

#[derive(Clone, Debug)]
struct Node<K, V> {
    key: K,
    value: V,
    priority: u64,
    left: Link<K, V>,
    right: Link<K, V>,
}

impl<K, V> Clone for Treap<K, V> {
    fn clone(&self) -> Self {
        Self { root: self.root.clone(), len: self.len }
    }
}

impl<K, V> Default for Treap<K, V> {
    fn default() -> Self {
        Self { root: None, len: 0 }
    }
}

impl<K: Ord + Clone + Priority, V: Clone> Treap<K, V> {
    /// The number of entries.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether both are the very same version (not: whether they are equal).
    pub fn same(&self, other: &Self) -> bool {
        same(&self.root, &other.root)
    }

    /// The value of `key`. `key` may be a borrowed form of the map's key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        let mut link = &self.root;
        while let Some(node) = link {
            link = match key.cmp(node.key.borrow()) {
                Ordering::Less => &node.left,
                Ordering::Greater => &node.right,
                Ordering::Equal => return Some(&node.value),
            };
        }
        None
    }

    /// Sets the value of `key`; gives the old one.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let old = insert(&mut self.root, key, value);
        self.len += usize::from(old.is_none());
        old
    }

    /// Removes `key`; gives its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
    {
        // Looked up first, so that nothing is copied when there is nothing to remove.
        self.get(key)?;
        self.len -= 1;
        remove(&mut self.root, key)
    }

    /// The entries in key order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        let mut iter = Iter { stack: Vec::new() };
        iter.descend(&self.root);
        iter
    }

    /// The entries whose keys come after `key`, which need not be in the map, in key order.
    pub fn iter_after<Q: Ord + ?Sized>(&self, key: &Q) -> Iter<'_, K, V>
    where
        K: std::borrow::Borrow<Q>,
    {
        let mut iter = Iter { stack: Vec::new() };
        let mut link = &self.root;
        while let Some(node) = link {
            if node.key.borrow() > key {
                iter.stack.push(node);
                link = &node.left;
            } else {
                link = &node.right;
            }
        }
        iter
    }

    /// Calls `visit` with every difference from `before` to `self`, in key order.
    pub fn diff<'a>(&'a self, before: &'a Self, visit: &mut dyn FnMut(&K, Delta<'_, V>))
    where
        V: PartialEq,
    {
        diff(&before.root, &self.root, visit);
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Treap<K, V>
where
    K: Ord + Clone + Priority,
    V: Clone,
{
    fn eq(&self, other: &Self) -> bool {
        self.same(other) || (self.len == other.len && self.iter().eq(other.iter()))
    }
}

impl<'a, K: Ord + Clone + Priority, V: Clone> IntoIterator for &'a Treap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;
    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<K: Ord + Clone + Priority, V: Clone> FromIterator<(K, V)> for Treap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

/// The entries of a [`Treap`] in key order.
#[derive(Debug)]
pub struct Iter<'a, K, V> {
    stack: Vec<&'a Node<K, V>>,
}

impl<'a, K, V> Iter<'a, K, V> {
    fn descend(&mut self, mut link: &'a Link<K, V>) {
        while let Some(node) = link {
            self.stack.push(node);
            link = &node.left;
        }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        let node = self.stack.pop()?;
        self.descend(&node.right);
        Some((&node.key, &node.value))
    }
}

fn same<K, V>(a: &Link<K, V>, b: &Link<K, V>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => Rc::ptr_eq(a, b),
        _ => false,
    }
}

/// Whether `a` belongs above `b`. Equal hashes fall back to the keys, so the shape is unique even then.
fn above<K: Ord, V>(a: &Node<K, V>, b: &Node<K, V>) -> bool {
    (a.priority, &b.key) > (b.priority, &a.key)
}

fn insert<K: Ord + Clone + Priority, V: Clone>(link: &mut Link<K, V>, key: K, value: V) -> Option<V> {
    let Some(rc) = link else {
        let priority = key.priority();
        *link = Some(Rc::new(Node { key, value, priority, left: None, right: None }));
        return None;
    };
    let node = Rc::make_mut(rc);
    match key.cmp(&node.key) {
        Ordering::Equal => Some(std::mem::replace(&mut node.value, value)),
        Ordering::Less => {
            let old = insert(&mut node.left, key, value);
            if node.left.as_ref().is_some_and(|child| above(child, node)) {
                rotate(link, Side::Left);
            }
            old
        }
        Ordering::Greater => {
            let old = insert(&mut node.right, key, value);
            if node.right.as_ref().is_some_and(|child| above(child, node)) {
                rotate(link, Side::Right);
            }
            old
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

/// Lifts the child on `side` above its parent.
fn rotate<K: Clone, V: Clone>(link: &mut Link<K, V>, side: Side) {
    let Some(mut parent) = link.take() else { return };
    let node = Rc::make_mut(&mut parent);
    let lifted = match side {
        Side::Left => node.left.take(),
        Side::Right => node.right.take(),
    };
    *link = match lifted {
        None => Some(parent),
        Some(mut child) => {
            let top = Rc::make_mut(&mut child);
            match side {
                Side::Left => {
                    node.left = top.right.take();
                    top.right = Some(parent);
                }
                Side::Right => {
                    node.right = top.left.take();
                    top.left = Some(parent);
                }
            }
            Some(child)
        }
    };
}

fn remove<K: Ord + Clone + std::borrow::Borrow<Q>, V: Clone, Q: Ord + ?Sized>(
    link: &mut Link<K, V>,
    key: &Q,
) -> Option<V> {
    let node = Rc::make_mut(link.as_mut()?);
    match key.cmp(node.key.borrow()) {
        Ordering::Less => remove(&mut node.left, key),
        Ordering::Greater => remove(&mut node.right, key),
        Ordering::Equal => {
            let (left, right) = (node.left.take(), node.right.take());
            let value = node.value.clone();
            *link = merge(left, right);
            Some(value)
        }
    }
}

/// One tree of two, every key of `left` being less than every key of `right`.
fn merge<K: Ord + Clone, V: Clone>(left: Link<K, V>, right: Link<K, V>) -> Link<K, V> {
    match (left, right) {
        (None, only) | (only, None) => only,
        (Some(mut a), Some(mut b)) => Some(if above(&a, &b) {
            let node = Rc::make_mut(&mut a);
            node.right = merge(node.right.take(), Some(b));
            a
        } else {
            let node = Rc::make_mut(&mut b);
            node.left = merge(Some(a), node.left.take());
            b
        }),
    }
}

/// What of a tree is below, at and above a key.
fn split<K: Ord + Clone, V: Clone>(link: &Link<K, V>, key: &K) -> (Link<K, V>, Link<K, V>, Link<K, V>) {
    let Some(node) = link else { return (None, None, None) };
    match key.cmp(&node.key) {
        Ordering::Equal => (node.left.clone(), Some(node.clone()), node.right.clone()),
        Ordering::Less => {
            let (less, at, rest) = split(&node.left, key);
            let mut more = Node::clone(node);
            more.left = rest;
            (less, at, Some(Rc::new(more)))
        }
        Ordering::Greater => {
            let (rest, at, more) = split(&node.right, key);
            let mut less = Node::clone(node);
            less.right = rest;
            (Some(Rc::new(less)), at, more)
        }
    }
}

fn diff<K: Ord + Clone, V: Clone + PartialEq>(
    old: &Link<K, V>,
    new: &Link<K, V>,
    visit: &mut dyn FnMut(&K, Delta<'_, V>),
) {
    if same(old, new) {
        return;
    }
    match (old, new) {
        (None, None) => {}
        (Some(a), None) => {
            diff(&a.left, &None, visit);
            visit(&a.key, Delta::Removed(&a.value));
            diff(&a.right, &None, visit);
        }
        (Some(a), Some(b)) if a.key != b.key && above(a, b) => {
            let (less, at, more) = split(new, &a.key);
            diff(&a.left, &less, visit);
            match at {
                None => visit(&a.key, Delta::Removed(&a.value)),
                Some(b) if a.value != b.value => visit(&a.key, Delta::Changed(&a.value, &b.value)),
                Some(_) => {}
            }
            diff(&a.right, &more, visit);
        }
        (_, Some(b)) => {
            let (less, at, more) = split(old, &b.key);
            diff(&less, &b.left, visit);
            match at {
                None => visit(&b.key, Delta::Added(&b.value)),
                Some(a) if a.value != b.value => visit(&b.key, Delta::Changed(&a.value, &b.value)),
                Some(_) => {}
            }
            diff(&more, &b.right, visit);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::clock::Seeded;

    impl Priority for u64 {
        fn priority(&self) -> u64 {
            Seeded::new(*self).next_u64()
        }
    }

    /// Thousands of random changes, each checked against the map of the standard library.
    #[test]
    fn behaves_as_a_btree_map() {
        let mut random = Seeded::new(7);
        let (mut map, mut model) = (Treap::default(), BTreeMap::new());
        for _ in 0..5000 {
            let key = random.next_u64() % 200;
            if random.next_u64().is_multiple_of(3) {
                assert_eq!(map.remove(&key), model.remove(&key));
            } else {
                let value = random.next_u64();
                assert_eq!(map.insert(key, value), model.insert(key, value));
            }
            assert_eq!(map.len(), model.len());
            assert_eq!(map.get(&key), model.get(&key));
        }
        assert!(map.iter().eq(model.iter()));
        for key in 0..201 {
            assert!(map.iter_after(&key).eq(model.range(key + 1..)), "after {key}");
        }
    }

    #[test]
    fn diff_finds_exactly_the_changes() {
        let mut random = Seeded::new(11);
        for _ in 0..300 {
            let before: Treap<u64, u64> = (0..100).map(|_| (random.next_u64() % 150, 0)).collect();
            let mut after = before.clone();
            let mut expected = BTreeMap::new();
            for _ in 0..random.next_u64() % 8 {
                let key = random.next_u64() % 150;
                if random.next_u64().is_multiple_of(2) {
                    after.remove(&key);
                } else {
                    after.insert(key, 1);
                }
                expected.insert(key, (before.get(&key).copied(), after.get(&key).copied()));
            }
            expected.retain(|_, (a, b)| a != b);
            let mut found = Vec::new();
            after.diff(&before, &mut |key, delta| {
                found.push((
                    *key,
                    match delta {
                        Delta::Added(new) => (None, Some(*new)),
                        Delta::Removed(old) => (Some(*old), None),
                        Delta::Changed(old, new) => (Some(*old), Some(*new)),
                    },
                ));
            });
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
        }
    }

    /// The shape depends on the keys alone: that is what `diff` relies on.
    #[test]
    fn shape_is_canonical() {
        fn shape(link: &Link<u64, ()>) -> String {
            link.as_ref().map_or_else(String::new, |n| format!("({}{}{})", shape(&n.left), n.key, shape(&n.right)))
        }
        let up: Treap<u64, ()> = (0..60).map(|n| (n, ())).collect();
        let mut down: Treap<u64, ()> = (0..90).rev().map(|n| (n, ())).collect();
        for n in 60..90 {
            down.remove(&n);
        }
        assert_eq!(shape(&up.root), shape(&down.root));
    }
}
