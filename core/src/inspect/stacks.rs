//! The stacks of all images, found by what is known of one of them.

use std::collections::{BTreeMap, BTreeSet};

use super::picture::Picture;
use crate::identity::ChainId;

/// All different stacks of layers.
pub(super) struct Stacks {
    /// Each from the top down.
    list: Vec<Vec<ChainId>>,
    /// By the number of layers, a place from the top, and the layer there: the first such stack, and whether it is the only one.
    by_layer: BTreeMap<(usize, usize, ChainId), (usize, bool)>,
}

impl Stacks {
    /// Those of the images in `picture`.
    pub(super) fn of(picture: &Picture) -> Self {
        let images = picture.images.values().chain(picture.loose_configs.iter().map(|config| &config.image));
        let (mut list, mut by_layer) = (Vec::new(), BTreeMap::new());
        let mut tops = BTreeSet::new();
        for diffs in images.filter_map(|image| image.diff_ids.as_ref()) {
            let mut stack = ChainId::chain(&diffs.value);
            stack.reverse();
            // The topmost layer's name is made of all that lie below.
            if !stack.first().is_some_and(|top| tops.insert(*top)) {
                continue;
            }
            for (place, layer) in stack.iter().enumerate() {
                let known = by_layer.entry((stack.len(), place, *layer)).or_insert((list.len(), true));
                known.1 = known.0 == list.len();
            }
            list.push(stack);
        }
        Self { list, by_layer }
    }

    /// The topmost layer of the only stack that has as many layers as `known`, and at every place where one is known, that one;
    /// none where nothing is known.
    pub(super) fn only_fitting(&self, known: &[Option<ChainId>]) -> Option<ChainId> {
        // What lies below a layer is the same in every stack that has it: the topmost known one finds them all.
        let (place, layer) = known.iter().enumerate().find_map(|(place, layer)| Some((place, (*layer)?)))?;
        let (index, only) = self.by_layer.get(&(known.len(), place, layer))?;
        let stack = self.list.get(*index).filter(|_| *only)?;
        let fits = known.iter().zip(stack).all(|(known, layer)| known.is_none_or(|known| known == *layer));
        stack.first().filter(|_| fits).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::{Image, Known, Origin};
    use super::*;
    use crate::digest::Sha256;
    use crate::identity::{DiffId, ImageId};

    fn diff(text: &str) -> DiffId {
        DiffId(Sha256::of(text.as_bytes()))
    }

    /// Three stacks on one base; two images have the same one.
    #[test]
    fn what_is_known_of_one_layer_finds_the_stack() {
        let mut picture = Picture::default();
        let mut stacks = Vec::new();
        for (name, layers) in
            [("1", ["a", "b", "c"]), ("2", ["a", "b", "d"]), ("3", ["a", "b", "d"]), ("4", ["a", "e", "f"])]
        {
            let diffs = layers.map(diff).to_vec();
            let mut stack = ChainId::chain(&diffs);
            stack.reverse();
            stacks.push(stack);
            let image = Image { diff_ids: Some(Known { value: diffs, origin: Origin::Given }), ..Image::default() };
            picture.images.insert(ImageId(Sha256::of(name.as_bytes())), image);
        }
        let found = Stacks::of(&picture);
        let (abc, abd, aef) = (&stacks[0], &stacks[1], &stacks[3]);
        let top = |known: [Option<ChainId>; 3]| found.only_fitting(&known);
        assert_eq!(top([Some(abc[0]), None, None]), Some(abc[0]));
        assert_eq!(top([Some(abd[0]), None, Some(abd[2])]), Some(abd[0]));
        assert_eq!(top([None, Some(aef[1]), None]), Some(aef[0]));
        // Two stacks have this layer, all three the base.
        assert_eq!(top([None, Some(abc[1]), None]), None);
        assert_eq!(top([None, None, Some(abc[2])]), None);
        // Nothing known; another place; another height; a contradiction.
        assert_eq!(top([None, None, None]), None);
        assert_eq!(top([None, Some(abc[0]), None]), None);
        assert_eq!(found.only_fitting(&[Some(abc[0]), None]), None);
        assert_eq!(top([Some(abc[0]), Some(aef[1]), None]), None);
    }
}
