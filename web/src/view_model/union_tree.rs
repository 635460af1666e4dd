//! The names in a union: read page by page, so that no directory is too large, and drawn row by row, so that no listing is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use drydock_core::trace::Lang;
use drydock_core::union::{Entry, Status};
use drydock_core::vfs::{AbsPath, FileType, Name};

use super::union::Opened;

/// Names that are read at once: well below what a browser may do between two frames, whatever the number of layers.
const PAGE: usize = 256;

/// How far a directory has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Progress {
    /// On from behind this name.
    From(Option<Name>),
    /// To its end, or to where it could not be read any more.
    Done,
}

#[derive(Clone, Debug)]
struct Dir {
    pages: Vec<Rc<[Entry]>>,
    progress: Progress,
}

impl Dir {
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.pages.iter().flat_map(|page| page.iter())
    }

    fn len(&self) -> usize {
        self.pages.iter().map(|page| page.len()).sum()
    }

    /// Every page but the last is full.
    fn get(&self, index: usize) -> Option<&Entry> {
        self.pages.get(index / PAGE)?.get(index % PAGE)
    }
}

/// What has been read of a union.
#[derive(Clone, Debug)]
pub struct Listing {
    opened: Rc<Opened>,
    dirs: BTreeMap<AbsPath, Dir>,
}

/// A row, not drawn yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    dir: u32,
    index: u32,
    level: u16,
}

/// Every row that could be drawn.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    dirs: Vec<(AbsPath, Dir)>,
    places: Vec<Place>,
}

/// A row to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its index among all rows.
    pub index: usize,
    /// Its path.
    pub path: AbsPath,
    /// Its name.
    pub name: String,
    /// How deep, the root's names being 1.
    pub level: usize,
    /// Its place among its siblings, from 1, and their number, if they have all been read.
    pub place: (usize, Option<usize>),
    /// Of a directory that shows: whether its names are listed.
    pub open: Option<bool>,
    /// What kind of thing it is.
    pub file_type: FileType,
    /// Whether it shows.
    pub status: Status,
    /// Who provides it.
    pub provider: String,
    /// How many slabs have something of that name.
    pub copies: usize,
}

impl Listing {
    /// Nothing has been read yet but the first page of the root.
    pub fn of(opened: Rc<Opened>, open: &BTreeSet<AbsPath>) -> Self {
        let mut listing = Self { opened, dirs: BTreeMap::new() };
        listing.read(open);
        listing
    }

    /// Whether it is a listing of this.
    pub fn is_of(&self, opened: &Rc<Opened>) -> bool {
        Rc::ptr_eq(&self.opened, opened)
    }

    /// Whether an open directory has not been read to its end.
    pub fn has_more(&self, open: &BTreeSet<AbsPath>) -> bool {
        self.opened.stack().is_some() && self.unread(open).is_some()
    }

    /// Reads one page of the first directory that needs it.
    pub fn read(&mut self, open: &BTreeSet<AbsPath>) {
        let Some(path) = self.unread(open) else { return };
        let opened = self.opened.clone();
        let Some(stack) = opened.stack() else { return };
        let dir =
            self.dirs.entry(path.clone()).or_insert_with(|| Dir { pages: Vec::new(), progress: Progress::From(None) });
        let Progress::From(after) = &dir.progress else { return };
        dir.progress = match stack.page(&opened.fs, &path, after.as_ref(), PAGE) {
            Ok(page) => {
                dir.pages.push(page.entries.into());
                page.next.map_or(Progress::Done, |next| Progress::From(Some(next)))
            }
            Err(_) => Progress::Done,
        };
    }

    fn unread(&self, open: &BTreeSet<AbsPath>) -> Option<AbsPath> {
        let is_unread = |path: &AbsPath| self.dirs.get(path).is_none_or(|dir| dir.progress != Progress::Done);
        let root = AbsPath::root();
        std::iter::once(&root).chain(open).find(|path| is_unread(path)).cloned()
    }

    /// Every row, the names of open directories below them.
    pub fn rows(&self, open: &BTreeSet<AbsPath>) -> Rows {
        let mut rows = Rows::default();
        self.list(&AbsPath::root(), 1, open, &mut rows);
        rows
    }

    fn list(&self, path: &AbsPath, level: u16, open: &BTreeSet<AbsPath>, rows: &mut Rows) {
        let Some(dir) = self.dirs.get(path) else { return };
        let own = rows.dirs.len() as u32;
        rows.dirs.push((path.clone(), dir.clone()));
        // The names that are open in this directory, so that not every name has to become a path.
        let below: BTreeSet<&[u8]> =
            open.iter().filter_map(|open| open.as_bytes().strip_prefix(path.as_bytes())).collect();
        let is_root = path.as_bytes().len() == 1;
        for (entry, index) in dir.entries().zip(0..) {
            rows.places.push(Place { dir: own, index, level });
            if entry.file_type == FileType::Dir && entry.status == Status::Shown && !below.is_empty() {
                let name = entry.name.as_bytes();
                let key = if is_root { name.to_vec() } else { [b"/", name].concat() };
                if below.contains(&key[..]) {
                    self.list(&path.join(name), level + 1, open, rows);
                }
            }
        }
    }
}

impl Rows {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The rows of a range, to draw.
    pub fn window(&self, opened: &Opened, range: Range<usize>, open: &BTreeSet<AbsPath>, lang: Lang) -> Vec<Row> {
        range.filter_map(|index| self.row(opened, index, open, lang)).collect()
    }

    /// One row.
    pub fn row(&self, opened: &Opened, index: usize, open: &BTreeSet<AbsPath>, lang: Lang) -> Option<Row> {
        let place = self.places.get(index)?;
        let (dir_path, dir) = self.dirs.get(place.dir as usize)?;
        let entry = dir.get(place.index as usize)?;
        let path = dir_path.join(entry.name.as_bytes());
        let is_dir = entry.file_type == FileType::Dir && entry.status == Status::Shown;
        Some(Row {
            index,
            name: entry.name.to_string(),
            level: usize::from(place.level),
            place: (place.index as usize + 1, (dir.progress == Progress::Done).then(|| dir.len())),
            open: is_dir.then(|| open.contains(&path)),
            file_type: entry.file_type,
            status: entry.status,
            provider: opened.stack().map(|stack| stack.slab_name(entry.provider, lang)).unwrap_or_default(),
            copies: entry.copies,
            path,
        })
    }

    /// The index of the row of a path.
    pub fn find(&self, path: &AbsPath) -> Option<usize> {
        let (above, name) = path.split()?;
        let dir = self.dirs.iter().position(|(path, _)| *path == above)?;
        let entry = self.dirs[dir].1.entries().position(|entry| entry.name.as_bytes() == name)?;
        self.places.iter().position(|place| place.dir as usize == dir && place.index as usize == entry)
    }

    /// The index of the row of the directory that holds a row.
    pub fn outer(&self, index: usize) -> Option<usize> {
        let level = self.places.get(index)?.level;
        self.places[..index].iter().rposition(|place| place.level < level)
    }

    /// The next row, going round, whose name begins with `text`.
    pub fn next_named(&self, from: usize, text: &str) -> Option<usize> {
        let count = self.places.len();
        (1..=count).map(|step| (from + step) % count).find(|index| {
            let place = self.places[*index];
            let entry = self.dirs.get(place.dir as usize).and_then(|(_, dir)| dir.get(place.index as usize));
            entry.is_some_and(|entry| entry.name.to_string().to_lowercase().starts_with(text))
        })
    }
}

#[cfg(test)]
mod tests {
    use drydock_core::session::Session;
    use drydock_core::world;

    use super::super::union::Hints;
    use super::*;

    fn opened(names: usize) -> Rc<Opened> {
        let mut session = Session::on(world::open("empty").unwrap());
        session.run("docker pull -q drydock.example/tidy");
        let mut kernel = session.machine().kernel().clone();
        let opened = Opened::at(&kernel, None, Hints::default());
        let top = opened.stack().unwrap().slabs[0].diff_dir();
        kernel.fs.mkdir(&top.join("many"), 0o755).unwrap();
        for n in 0..names {
            kernel.fs.write(&top.join(format!("many/{n:05}")), "", 0o644).unwrap();
        }
        Rc::new(Opened::at(&kernel, None, Hints::default()))
    }

    fn drawn(rows: &Rows, opened: &Opened, open: &BTreeSet<AbsPath>) -> Vec<String> {
        let all = rows.window(opened, 0..rows.len(), open, Lang::En);
        let sign = |row: &Row| match row.status {
            Status::Shown => "",
            Status::Deleted { .. } | Status::Cut => "!",
        };
        all.iter()
            .map(|row| format!("{}{}{}: {}", "  ".repeat(row.level - 1), sign(row), row.name, row.provider))
            .collect()
    }

    #[test]
    fn open_directories_list_their_names_with_who_provides_them() {
        let opened = opened(0);
        let open: BTreeSet<AbsPath> = ["/cargo".into(), "/cargo/crates".into()].into();
        let mut listing = Listing::of(opened.clone(), &open);
        while listing.has_more(&open) {
            listing.read(&open);
        }
        let rows = listing.rows(&open);
        let text = drawn(&rows, &opened, &open);
        let at = text.iter().position(|line| line == "cargo: layer 3").unwrap();
        assert_eq!(
            text[at..at + 7],
            [
                "cargo: layer 3",
                "  crates: layer 3",
                "    !one: layer 2",
                "    three: layer 3",
                "    !two: layer 2",
                "  manifest.txt: layer 2",
                "  !old.log: layer 2"
            ]
        );
        let three = rows.find(&"/cargo/crates/three".into()).unwrap();
        assert_eq!((three, rows.outer(three)), (at + 3, Some(at + 1)));
        assert_eq!(rows.next_named(three, "m"), Some(at + 5));
        let row = rows.row(&opened, at + 1, &open, Lang::En).unwrap();
        assert_eq!((row.place, row.open), ((1, Some(3)), Some(true)));
    }

    #[test]
    fn a_large_directory_is_read_in_pages() {
        let opened = opened(1000);
        let open: BTreeSet<AbsPath> = ["/many".into()].into();
        let mut listing = Listing::of(opened.clone(), &open);
        let first = listing.rows(&open).len();
        assert!(first < 300, "the root, and nothing of the large one yet");
        let mut reads = 0;
        while listing.has_more(&open) {
            listing.read(&open);
            reads += 1;
        }
        assert_eq!(reads, 1000_usize.div_ceil(PAGE));
        let rows = listing.rows(&open);
        let last = rows.find(&"/many/00999".into()).unwrap();
        assert_eq!(rows.row(&opened, last, &open, Lang::En).unwrap().place, (1000, Some(1000)));
    }
}
