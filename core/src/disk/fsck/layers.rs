//! Checks of layers: their records, their directories, and how both lead to one another.

use super::{Check, Checker, Finding};
use crate::archive::{gunzip, tar_split};
use crate::digest::Sha256;
use crate::disk::layerdb::{self, Record};
use crate::disk::layout::{self, LayerDir};
use crate::disk::overlay2;
use crate::identity::{CacheId, ChainId, DiffId};
use crate::vfs::{AbsPath, Content, Errno};

/// tar-split records may be this long when unpacked.
const MAX_RECORDS: usize = 1 << 28;

impl Checker<'_> {
    pub(super) fn layers(&mut self) {
        for chain in layerdb::list(self.fs) {
            match layerdb::record(self.fs, chain) {
                Some(record) => {
                    self.records.insert(chain, record);
                }
                None => self.record_files(chain),
            }
        }
        for record in self.records.clone().into_values() {
            self.layer(&record);
        }
    }

    /// Which files of a record make it unreadable.
    fn record_files(&mut self, chain: ChainId) {
        let dir = layout::layer(chain);
        let is_hash = |text: &str| text.parse::<ChainId>().is_ok();
        let is_size = |text: &str| text.parse::<u64>().is_ok();
        let is_cache = |text: &str| text.trim().parse::<CacheId>().is_ok();
        let parent = dir.join("parent");
        let parent_problem = if self.exists(&parent) { self.problem(&parent, is_hash) } else { None };
        for (path, problem) in [
            (dir.join("diff"), self.problem(&dir.join("diff"), is_hash)),
            (dir.join("size"), self.problem(&dir.join("size"), is_size)),
            (dir.join("cache-id"), self.problem(&dir.join("cache-id"), is_cache)),
            (parent, parent_problem),
        ] {
            if let Some(problem) = problem {
                self.report(Check::Record, path, Finding::RecordFile(problem));
            }
        }
    }

    fn layer(&mut self, record: &Record) {
        let Record { chain, diff, size, cache, parent } = *record;
        let (dir, path) = (LayerDir::Plain(cache), layout::layer(chain));
        let right = ChainId::of(parent, diff);
        if right != chain {
            self.report(Check::ChainName, path.clone(), Finding::ChainName { right });
        }
        let below = parent.and_then(|parent| self.records.get(&parent)).map(|below| LayerDir::Plain(below.cache));
        if let (Some(parent), None) = (parent, below) {
            self.report(Check::Parent, path.join("parent"), Finding::NoParent { parent });
        }
        match overlay2::size(self.fs, dir) {
            Ok(files) if files != size => {
                self.report(Check::Size, path.join("size"), Finding::WrongSize { says: size, files });
            }
            Ok(_) => {}
            Err(_) => self.report(Check::CacheId, overlay2::diff_dir(dir), Finding::NoDiff),
        }
        self.driver_files(dir, below, parent.is_some());
        self.tar_split(chain, dir, diff);
    }

    /// What the storage driver keeps of a directory that stands on `below`. `is_on_top` is whether it should stand on something.
    pub(super) fn driver_files(&mut self, dir: LayerDir, below: Option<LayerDir>, is_on_top: bool) {
        if !overlay2::exists(self.fs, dir) {
            return;
        }
        let own = layout::layer_dir(dir);
        self.short_name(dir);
        let (lower, work) = (own.join("lower"), own.join("work"));
        if !is_on_top {
            for path in [lower, work] {
                if self.exists(&path) {
                    self.report(Check::Lower, path, Finding::BaseHasLower);
                }
            }
            return;
        }
        if !self.exists(&work) {
            self.report(Check::Lower, work, Finding::NoWork);
        }
        let Some(below) = below else { return };
        // Without a `link` below there is nothing to compare with: that is told there.
        if let Ok(right) = overlay2::lower_on(self.fs, below)
            && crate::disk::text(self.fs, &lower).as_ref() != Some(&right)
        {
            self.report(Check::Lower, lower, Finding::WrongLower { right });
        }
        let mark = layout::layer_dir(below).join("committed");
        if overlay2::exists(self.fs, below) && !self.exists(&mark) {
            self.report(Check::Committed, mark, Finding::NotCommitted { child: dir });
        }
    }

    fn short_name(&mut self, dir: LayerDir) {
        let path = layout::layer_dir(dir).join("link");
        let Some(link) = overlay2::link(self.fs, dir) else {
            if let Some(problem) = self.problem(&path, |_| false) {
                self.report(Check::Link, path, Finding::NoLink(problem));
            }
            return;
        };
        let short = layout::link(link);
        if !self.exists(&short) {
            self.report(Check::Link, short, Finding::NoShortName { dir });
        } else if overlay2::linked_dir(self.fs, link) != Some(dir) {
            self.report(Check::Link, short, Finding::ShortNameElsewhere { dir });
        }
    }

    /// Rebuilds the tar. What is not known of its bytes cannot be checked.
    fn tar_split(&mut self, chain: ChainId, dir: LayerDir, right: DiffId) {
        let (path, finding) = match self.rebuilt(chain, dir) {
            Ok(Some(found)) if found != right.0 && !self.is_trusted(right.0) => {
                (layout::layer(chain).join("tar-split.json.gz"), Finding::WrongDiffId { right, found })
            }
            Ok(_) => return,
            // That all of them are gone is told once.
            Err((_, Finding::FileMissing)) if !self.exists(&overlay2::diff_dir(dir)) => return,
            Err(found) => found,
        };
        self.report(Check::TarSplit, path, finding);
    }

    /// The hash of the rebuilt tar; none if some bytes are not known, or if a name leads out of the layer's directory (the daemon
    /// cannot rebuild such a tar either).
    fn rebuilt(&self, chain: ChainId, dir: LayerDir) -> Result<Option<Sha256>, (AbsPath, Finding)> {
        let unreadable = || (layout::layer(chain).join("tar-split.json.gz"), Finding::NoTarSplit);
        let packed = layerdb::tar_split(self.fs, chain).ok_or_else(unreadable)?;
        let lines = gunzip(&packed, MAX_RECORDS).map_err(|_| unreadable())?;
        let records = tar_split::from_json(&lines).map_err(|_| unreadable())?;
        let root = overlay2::diff_dir(dir);
        let body = |name: &[u8]| -> Result<Vec<u8>, Option<(AbsPath, Errno)>> {
            let path = root.join(name);
            if path.strip_prefix(&root).is_none() {
                return Err(None);
            }
            match self.fs.read(&path) {
                Ok(Content::Bytes(bytes)) => Ok(bytes.to_vec()),
                Ok(Content::Known { .. }) => Err(None),
                Err(errno) => Err(Some((path, errno))),
            }
        };
        match tar_split::assemble(&records, body) {
            Ok(tar) => Ok(Some(Sha256::of(&tar))),
            Err(tar_split::AssembleError::Body(None)) => Ok(None),
            Err(tar_split::AssembleError::Body(Some((path, _)))) => Err((path, Finding::FileMissing)),
            Err(tar_split::AssembleError::Integrity { name }) => Err((root.join(name), Finding::FileChanged)),
        }
    }
}
