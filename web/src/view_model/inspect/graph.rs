//! Names as a graph: repository → tag or digest → image. A row of the graph is as high as a box; only what is in sight is drawn.

use std::collections::BTreeMap;
use std::ops::Range;

use drydock_core::identity::ImageId;

use super::rows::Row;

/// Where the boxes of a graph are, for rows in a given order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// For each reference its row's number.
    pub order: Vec<u32>,
    /// Runs of references of one repository: each its first place, in order.
    runs: Vec<u32>,
    /// For each place the image whose box stands there.
    images: Vec<Option<ImageId>>,
    /// Where each image's box stands.
    places: BTreeMap<ImageId, u32>,
}

/// A line from one box to another; 0 is the upper edge of what is in sight, 1 the height of a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// Where it begins.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
    /// The image that it leads to.
    pub image: Option<ImageId>,
}

/// What is in sight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sight {
    /// For each place the row whose repository's box stands there.
    pub repositories: Vec<Option<u32>>,
    /// For each place the row.
    pub references: Vec<Option<u32>>,
    /// For each place the image.
    pub images: Vec<Option<ImageId>>,
    /// From repositories to references.
    pub left: Vec<Edge>,
    /// From references to images.
    pub right: Vec<Edge>,
}

impl Graph {
    /// The graph of `rows` in this order.
    pub fn new(rows: &[Row], order: Vec<u32>) -> Self {
        let row = |number: u32| &rows[number as usize];
        let mut runs = Vec::new();
        let mut sums: BTreeMap<ImageId, (u64, u64)> = BTreeMap::new();
        for (place, number) in order.iter().enumerate() {
            let here = row(*number);
            let before = place.checked_sub(1).map(|before| row(order[before]));
            let same = |other: &Row| other.repository == here.repository && other.home == here.home;
            if !before.is_some_and(same) {
                runs.push(u32::try_from(place).unwrap_or(u32::MAX));
            }
            if let Some(image) = here.image {
                let sum = sums.entry(image).or_default();
                *sum = (sum.0 + place as u64, sum.1 + 1);
            }
        }
        // Every image as near as there is room to the middle of its names.
        let mut middles: Vec<(u64, ImageId)> = sums.iter().map(|(image, (sum, count))| (sum / count, *image)).collect();
        middles.sort_unstable();
        let (mut images, mut places) = (vec![None; order.len()], BTreeMap::new());
        let mut free = 0;
        for (middle, image) in middles {
            let at = free.max(usize::try_from(middle).unwrap_or(usize::MAX));
            if images.len() <= at {
                images.resize(at + 1, None);
            }
            images[at] = Some(image);
            places.insert(image, u32::try_from(at).unwrap_or(u32::MAX));
            free = at + 1;
        }
        Self { order, runs, images, places }
    }

    /// How many boxes it is high.
    pub const fn height(&self) -> usize {
        self.images.len()
    }

    /// What is in sight of the places `range`.
    pub fn sight(&self, rows: &[Row], range: Range<usize>) -> Sight {
        let range = range.start.min(self.height())..range.end.min(self.height());
        let height = range.len();
        let mut sight = Sight {
            repositories: vec![None; height],
            references: range.clone().map(|place| self.order.get(place).copied()).collect(),
            images: self.images[range.clone()].to_vec(),
            ..Sight::default()
        };
        let middle = |place: usize| place as f32 - range.start as f32 + 0.5;
        let first = self.runs.partition_point(|run| (*run as usize) <= range.start).saturating_sub(1);
        for (index, run) in self.runs.iter().enumerate().skip(first) {
            let start = *run as usize;
            let end = self.runs.get(index + 1).map_or(self.order.len(), |next| *next as usize);
            // The box stands in the middle of its references, but in sight as long as one of them is.
            let seen = start.max(range.start)..end.min(range.end);
            if start >= range.end || seen.is_empty() {
                break;
            }
            let at = usize::midpoint(start, end - 1).clamp(seen.start, seen.end - 1);
            sight.repositories[at - range.start] = self.order.get(start).copied();
            let lines = seen.map(|place| Edge { from: middle(at), to: middle(place), image: self.image(rows, place) });
            sight.left.extend(lines);
        }
        for place in range.clone() {
            let Some(image) = self.image(rows, place) else { continue };
            let Some(to) = self.places.get(&image) else { continue };
            sight.right.push(Edge { from: middle(place), to: middle(*to as usize), image: Some(image) });
        }
        sight
    }

    fn image(&self, rows: &[Row], place: usize) -> Option<ImageId> {
        rows.get(*self.order.get(place)? as usize)?.image
    }
}
