//! In which order functions stand in a file: it runs the same in any, and weighs less where like functions are neighbours.
//!
//! gzip finds what was there before within 32 KiB only. A compiler makes many functions that are nearly one, such as those of a
//! collection for each type in it, and they come out far apart.

use std::collections::BTreeMap;

/// So many bytes in a row are looked at as one piece.
const PIECE: usize = 6;
/// Of a function's pieces so many stand for it: those with the smallest hashes, so that like functions keep the same ones.
const KEPT: usize = 160;
/// A piece that more functions have than this says nothing about any of them.
const COMMON: usize = 300;
/// How much the last functions count in the choice of the next, the last one first.
const WEIGHTS: [u64; 3] = [10, 6, 4];

/// The numbers of `bodies` in an order in which each is followed by the one most like it and those before it.
pub(super) fn by_likeness(bodies: &[&[u8]]) -> Vec<usize> {
    let pieces = rare_pieces(bodies);
    let mut having = vec![Vec::new(); pieces.iter().flatten().max().map_or(0, |most| most + 1)];
    for (number, pieces) in pieces.iter().enumerate() {
        for piece in pieces {
            having[*piece].push(number);
        }
    }
    let mut order: Vec<usize> = Vec::new();
    let mut placed = vec![false; bodies.len()];
    let mut shared = vec![0_u64; bodies.len()];
    for first in 0..bodies.len() {
        let mut next = Some(first).filter(|first| !placed[*first]);
        while let Some(number) = next {
            placed[number] = true;
            order.push(number);
            let mut found = Vec::new();
            for (last, weight) in order.iter().rev().zip(WEIGHTS) {
                for other in pieces[*last].iter().flat_map(|piece| &having[*piece]).filter(|other| !placed[**other]) {
                    if shared[*other] == 0 {
                        found.push(*other);
                    }
                    shared[*other] += weight;
                }
            }
            // Of what a function consists of, the larger part: a long one shares something with everything.
            let likeness = |number: usize| shared[number] * 1_000_000 / (16 + pieces[number].len() as u64);
            next = found.iter().copied().max_by_key(|number| (likeness(*number), std::cmp::Reverse(*number)));
            for number in found {
                shared[number] = 0;
            }
        }
    }
    order
}

/// For each function the numbers of the pieces that stand for it, without those that too many have.
fn rare_pieces(bodies: &[&[u8]]) -> Vec<Vec<usize>> {
    let hashes: Vec<Vec<u64>> = bodies.iter().map(|body| hashes(body)).collect();
    let mut times: BTreeMap<u64, usize> = BTreeMap::new();
    hashes.iter().flatten().for_each(|hash| *times.entry(*hash).or_default() += 1);
    times.retain(|_, times| (2..=COMMON).contains(times));
    let numbers: BTreeMap<u64, usize> = times.into_keys().zip(0..).collect();
    hashes.iter().map(|hashes| hashes.iter().filter_map(|hash| numbers.get(hash).copied()).collect()).collect()
}

/// The hashes (FNV-1a) that stand for a function's bytes, each once.
fn hashes(body: &[u8]) -> Vec<u64> {
    let hash = |piece: &[u8]| {
        piece
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
    };
    let mut all: Vec<u64> = body.windows(PIECE).map(hash).collect();
    all.sort_unstable();
    all.dedup();
    all.truncate(KEPT);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_functions_are_neighbours() {
        let one = b"the quick brown fox jumps over the lazy dog".as_slice();
        let two = b"pack my box with five dozen liquor jugs, then go".as_slice();
        let like_one = b"the quick brown fox jumps over the lazy cat".as_slice();
        let like_two = b"pack my box with five dozen liquor jugs, then stay".as_slice();
        assert_eq!(by_likeness(&[one, two, like_one, b"", like_two]), [0, 2, 1, 4, 3]);
        assert_eq!(by_likeness(&[]), [0; 0]);
    }
}
