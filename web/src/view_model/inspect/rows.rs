//! The names of a host, one row each: searched, filtered and sorted.

use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_core::identity::{ImageId, Kind};
use drydock_core::inspect::{Picture, visible};
use drydock_core::pace::Pace;

use crate::view_model::chips::Chip;

/// What a name ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A tag.
    Tag,
    /// A digest.
    Digest,
    /// There is no name: an image by itself.
    Unnamed,
    /// It is no name that dockerd uses.
    Refused,
}

/// A name and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The reference as it stands in the input; of an image without a name the first digits of its ID.
    pub text: Rc<str>,
    /// The registry, or nothing for what is refused.
    pub registry: Rc<str>,
    /// What stands below the name: the registry, with `library/` where that is left out.
    pub home: Rc<str>,
    /// The repository without its registry.
    pub repository: Rc<str>,
    /// `:latest`, or `@` before a digest.
    pub tail: Rc<str>,
    /// The digest.
    pub digest: Option<Chip>,
    /// What it ends with.
    pub sort: Sort,
    /// The image that it leads to.
    pub image: Option<ImageId>,
    /// The image ID as it stands there, if it is none.
    pub image_text: Rc<str>,
    /// How many names that image has.
    pub siblings: usize,
    /// All of this in lower case, for searching.
    hay: String,
}

impl Row {
    /// The image as a chip.
    pub fn chip(&self) -> Option<Chip> {
        self.image.map(|image| Chip::new(Kind::ImageId, image.hex()))
    }
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those with a tag.
    Tags,
    /// Those with a digest.
    Digests,
    /// Those of images with no tag in any repository.
    Untagged,
    /// Images without a name.
    Unnamed,
    /// Those of images with several names.
    Shared,
    /// Those that dockerd does not use.
    Refused,
}

/// Every filter, in the order in which the page offers them.
pub const FILTERS: [Filter; 7] =
    [Filter::All, Filter::Tags, Filter::Digests, Filter::Untagged, Filter::Unnamed, Filter::Shared, Filter::Refused];

/// By what rows are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// By registry, then name.
    #[default]
    Registry,
    /// By repository, whatever its registry.
    Repository,
    /// By tag or digest.
    Reference,
    /// By image.
    Image,
    /// By the number of the image's names, most first.
    Names,
}

/// The order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub column: Column,
    /// From its end.
    pub reverse: bool,
}

/// The names of a picture: by registry, then repository, tags before digests; then images without a name, then what is refused.
pub async fn rows(picture: &Picture, pace: &Pace<'_>) -> Vec<Row> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in picture.names.values() {
        pace.step(128).await;
        *counts.entry(&name.image).or_default() += 1;
    }
    // Texts that many rows have are kept once.
    let mut texts: BTreeMap<String, Rc<str>> = BTreeMap::new();
    let mut shared = |text: &str| -> Rc<str> {
        if let Some(known) = texts.get(text) {
            return known.clone();
        }
        let fresh: Rc<str> = text.into();
        texts.insert(text.to_owned(), fresh.clone());
        fresh
    };
    let mut rows: Vec<Row> = Vec::with_capacity(picture.names.len() + picture.refused.len());
    for name in picture.names.values() {
        pace.step(1024).await;
        let repository = &name.reference.repository;
        let (domain, path) = (repository.domain(), repository.path());
        let short = path.strip_prefix("library/").filter(|_| domain == "docker.io" && !path[8..].contains('/'));
        let home = if short.is_some() { format!("{domain}/library") } else { domain.to_owned() };
        let (tail, digest) = match (&name.reference.tag, &name.reference.digest) {
            (tag, Some(digest)) => {
                let tag = tag.as_ref().map(|tag| format!(":{tag}")).unwrap_or_default();
                let text = digest.to_string();
                let chip = text.strip_prefix("sha256:").map(|hex| Chip::new(Kind::ManifestDigest, hex));
                let rest = if chip.is_some() { "" } else { &text };
                (format!("{tag}@{rest}"), chip)
            }
            (Some(tag), None) => (format!(":{tag}"), None),
            (None, None) => (String::new(), None),
        };
        let image = name.image_id();
        let text = visible(&name.text);
        rows.push(Row {
            hay: format!("{text} {home} {}", name.image).to_lowercase(),
            registry: shared(domain),
            home: shared(&home),
            repository: shared(short.unwrap_or(path)),
            tail: shared(&tail),
            sort: if name.reference.digest.is_some() { Sort::Digest } else { Sort::Tag },
            digest,
            image,
            image_text: if image.is_some() { shared("") } else { visible(&name.image).into() },
            siblings: counts.get(name.image.as_str()).copied().unwrap_or(1),
            text: text.into(),
        });
    }
    for (id, _) in picture.images.iter().filter(|(_, image)| image.names.is_empty()) {
        pace.step(512).await;
        rows.push(Row {
            hay: format!("<none> {id}"),
            registry: shared(""),
            home: shared(""),
            repository: shared("<none>"),
            tail: shared(""),
            digest: None,
            sort: Sort::Unnamed,
            image: Some(*id),
            image_text: shared(""),
            siblings: 0,
            text: id.short().into(),
        });
    }
    for refused in &picture.refused {
        pace.step(512).await;
        let (text, image) = (visible(&refused.text), refused.image.as_deref().unwrap_or_default());
        let id = image.parse().ok();
        rows.push(Row {
            hay: format!("{text} {}", visible(image)).to_lowercase(),
            registry: shared(""),
            home: shared(""),
            repository: text.clone().into(),
            tail: shared(""),
            digest: None,
            sort: Sort::Refused,
            image: id,
            image_text: if id.is_some() { shared("") } else { visible(image).into() },
            siblings: 0,
            text: text.into(),
        });
    }
    rows.sort_by(|a, b| natural(a).cmp(&natural(b)));
    rows
}

/// The order in which rows stand by themselves.
fn natural(row: &Row) -> impl Ord + '_ {
    (row.sort.max(Sort::Digest), &row.registry, &row.repository, row.sort, &row.tail, &row.text)
}

/// The numbers of the rows that `query` finds and `filter` lets through, in order. Words of the query are looked for each by itself.
pub fn select(rows: &[Row], query: &str, filter: Filter, order: Order) -> Vec<u32> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut tagged: std::collections::BTreeSet<ImageId> = std::collections::BTreeSet::new();
    if filter == Filter::Untagged {
        tagged.extend(rows.iter().filter(|row| row.sort == Sort::Tag).filter_map(|row| row.image));
    }
    let fits = |row: &Row| match filter {
        Filter::All => true,
        Filter::Tags => row.sort == Sort::Tag,
        Filter::Digests => row.sort == Sort::Digest,
        Filter::Untagged => row.sort == Sort::Digest && row.image.is_none_or(|image| !tagged.contains(&image)),
        Filter::Unnamed => row.sort == Sort::Unnamed,
        Filter::Shared => row.siblings > 1,
        Filter::Refused => row.sort == Sort::Refused,
    };
    let mut found: Vec<u32> = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        if fits(row) && words.iter().all(|word| row.hay.contains(word)) {
            found.push(u32::try_from(number).unwrap_or(u32::MAX));
        }
    }
    let row = |number: &u32| &rows[*number as usize];
    match order.column {
        // So they stand already.
        Column::Registry => {}
        Column::Repository => found.sort_by(|a, b| row(a).repository.cmp(&row(b).repository)),
        Column::Reference => found.sort_by(|a, b| row(a).tail.cmp(&row(b).tail)),
        Column::Image => found.sort_by_key(|number| row(number).image),
        Column::Names => found.sort_by_key(|number| std::cmp::Reverse(row(number).siblings)),
    }
    if order.reverse {
        found.reverse();
    }
    found
}
