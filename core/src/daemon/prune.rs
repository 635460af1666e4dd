//! What the prunes remove; `docker image prune`: images that no name leads to, or that no container uses.
//!
//! Model: moby `daemon/images/image_prune.go`.

use super::{Daemon, Image, RemoveOptions, RemovedItem};
use crate::clock::Time;
use crate::identity::ChainId;
use crate::trace::Recorder;

/// Which images or containers are to go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PruneFilter {
    /// Those with tags as well, as long as no container uses them (`-a`).
    pub all: bool,
    /// Only those with these labels: `name` or `name=value`.
    pub labels: Vec<String>,
    /// Only those without any of these labels.
    pub without_labels: Vec<String>,
    /// Only those that were not made after this.
    pub until: Option<Time>,
}

impl Daemon {
    /// Removes images. Gives what went, in order, and the bytes of the layers among that. What cannot go stays without a word.
    pub fn prune_images(&mut self, recorder: &mut Recorder, filter: &PruneFilter) -> (Vec<RemovedItem>, u64) {
        let sizes: Vec<(ChainId, u64)> =
            self.layers.iter().map(|layer| (layer.record.chain, layer.record.size)).collect();
        let mut removed = Vec::new();
        for text in self.prunable(filter) {
            // Somebody may need it: a container, an image that was made from it.
            removed.extend(self.remove_image(recorder, &text, RemoveOptions::default()).unwrap_or_default());
        }
        let size_of = |item: &RemovedItem| match item {
            RemovedItem::Layer(chain) => sizes.iter().find(|(other, _)| other == chain).map_or(0, |(_, size)| *size),
            RemovedItem::Name(_) | RemovedItem::Image(_) => 0,
        };
        let reclaimed = removed.iter().map(size_of).sum();
        self.log_prune(recorder.kernel().fs.now(), "image", reclaimed);
        (removed, reclaimed)
    }

    /// The names, and the IDs of images without names, that are to be removed.
    fn prunable(&self, filter: &PruneFilter) -> Vec<String> {
        let labelled = |image: &Image, labels: &[String], all: bool| {
            let has = |label: &String| super::list::has_label(image, label);
            if all { labels.iter().all(has) } else { labels.iter().any(has) }
        };
        let mut texts = Vec::new();
        for image in self.images() {
            let references = self.references.references(image.id);
            let is_top = !references.is_empty() || self.children(image.id).next().is_none();
            let has_tag = references.iter().any(|reference| reference.tag.is_some());
            if !is_top
                || has_tag && !filter.all
                || !labelled(image, &filter.labels, true)
                || labelled(image, &filter.without_labels, false)
                || filter.until.is_some_and(|until| super::list::created(image) > until)
            {
                continue;
            }
            if references.is_empty() {
                texts.push(image.id.hex());
            }
            texts.extend(references.iter().map(crate::reference::Reference::familiar));
        }
        texts
    }
}
