//! Registering a layer: a directory for its files, a record of what it is, and the rename that makes it exist. And taking one
//! away again.
//!
//! Model: moby `layer/layer_store.go` `registerWithDescriptor`, `releaseLayer`, `deleteLayer`; `daemon/graphdriver/overlay2/overlay.go`
//! `create`, `Remove`. The numbers are those of the trace of a real pull.

use std::fmt;
use std::rc::Rc;

use super::layers::MAX_DEPTH;
use super::{Daemon, Layer};
use crate::archive::tar_split::{self, SplitError, Splitter};
use crate::archive::{TarError, TarStream, UnpackError, Unpacked, Unpacker, gzip};
use crate::disk::layerdb::{self, Record, WriteSet};
use crate::disk::layout::{self, LayerDir};
use crate::disk::overlay2;
use crate::identity::{ChainId, DiffId, LinkId};
use crate::kernel::{Kernel, MountAccess, Privilege, Task};
use crate::random::LayerIds;
use crate::trace::{Actor, Cause, Group, Layerdb, Overlay2, Recorder, Untar};
use crate::vfs::{AbsPath, Errno};

/// Why a layer is not registered. Displayed in moby's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterError {
    /// There would be more layers than an image may have.
    MaxDepth,
    /// `docker-untar` refused an entry.
    Unpack(UnpackError),
    /// `docker-untar` found the tar damaged.
    Tar(TarError),
    /// The tar cannot be recorded.
    Split(SplitError),
    /// Reading the layer's bytes failed in the middle.
    Stream(String),
    /// Writing to the daemon's own directories failed.
    Disk(Errno),
}

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MaxDepth => f.write_str("max depth exceeded"),
            // The child's own words, after the status it ended with.
            Self::Unpack(error) => write!(f, "Error processing tar file(exit status 1): {error}"),
            Self::Tar(error) => write!(f, "Error processing tar file(exit status 1): {error}"),
            // The child ended well: feeding it failed, and it had nothing to say.
            Self::Split(error) => write!(f, "Error processing tar file({error}): "),
            Self::Stream(error) => write!(f, "Error processing tar file({error}): "),
            Self::Disk(errno) => errno.fmt(f),
        }
    }
}

impl std::error::Error for RegisterError {}

impl From<Errno> for RegisterError {
    fn from(errno: Errno) -> Self {
        Self::Disk(errno)
    }
}

/// A layer that is to be registered.
#[derive(Clone, Debug)]
pub(super) struct NewLayer {
    /// Its tar.
    pub(super) tar: TarStream,
    /// The hash of the tar.
    pub(super) diff: DiffId,
    /// The layer below.
    pub(super) parent: Option<ChainId>,
    /// Its position; the base is 1.
    pub(super) position: usize,
    /// Whether the tar is that of a layer below it in the same image, put together again.
    pub(super) is_copy: bool,
}

impl NewLayer {
    const fn group(&self) -> Group {
        Group::Register(self.position)
    }
}

/// A registration that is under way: the files are unpacked, the record is not yet in place.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    layer: NewLayer,
    dir: LayerDir,
    ids: LayerIds,
    set: WriteSet,
    records: Vec<tar_split::Record>,
}

impl Begun {
    /// The hash of the layer's tar.
    pub(super) const fn diff(&self) -> DiffId {
        self.layer.diff
    }
}

/// What became of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Registered {
    pub(super) chain: ChainId,
    /// Whether the layer is new. If not, it was here, or somebody else registered it meanwhile.
    pub(super) is_new: bool,
}

fn dockerd<T, E>(
    recorder: &mut Recorder,
    cause: Cause,
    write: impl FnOnce(&mut Kernel) -> Result<T, E>,
) -> Result<T, E> {
    recorder.step(Actor::Dockerd, cause, write)
}

impl Daemon {
    /// Numbers 5 to 14: makes the layer's directory and unpacks the tar into it. On failure everything is taken back but the mark
    /// on the parent. `after_start` is run when the child process has started.
    pub(super) fn begin_layer(
        &mut self,
        recorder: &mut Recorder,
        layer: NewLayer,
        after_start: impl FnOnce(&mut Recorder) -> Result<(), Errno>,
    ) -> Result<Begun, RegisterError> {
        let group = recorder.enter(Some(Rc::new(layer.group())));
        let depth = layer.parent.and_then(|parent| self.layers.get(parent)).map_or(0, |parent| parent.depth);
        if depth >= MAX_DEPTH {
            recorder.enter(group);
            return Err(RegisterError::MaxDepth);
        }
        let ids = self.ids.layer(ChainId::of(layer.parent, layer.diff));
        let dir = LayerDir::Plain(ids.cache);
        let set = WriteSet::new(self.ids.temp_digits());
        let mut begun = Begun { layer, dir, ids, set, records: Vec::new() };
        let result = self
            .create_directories(recorder, &begun)
            .and_then(|()| Self::begin_record(recorder, &begun.set))
            .map_err(RegisterError::Disk)
            .and_then(|()| Self::untar(recorder, &mut begun, after_start));
        recorder.enter(group);
        match result {
            Ok(()) => Ok(begun),
            Err(error) => {
                Self::take_back(recorder, &begun)?;
                Err(error)
            }
        }
    }

    /// Numbers 5 to 11.
    fn create_directories(&self, recorder: &mut Recorder, begun: &Begun) -> Result<(), Errno> {
        let parent = begun.layer.parent.and_then(|parent| self.layers.get(parent));
        Self::make_layer_dir(recorder, begun.dir, begun.ids.link, parent.map(|parent| (parent.dir(), parent.depth)))
    }

    /// A directory in `overlay2/`, and what the driver keeps in it. `below` is the layer that it stands on, and how many there are
    /// with that one.
    ///
    /// Model: moby `daemon/graphdriver/overlay2/overlay.go` `create`.
    pub(super) fn make_layer_dir(
        recorder: &mut Recorder,
        dir: LayerDir,
        link: LinkId,
        below: Option<(LayerDir, usize)>,
    ) -> Result<(), Errno> {
        let cause = Cause::Overlay2(Overlay2::DirCreated { dir });
        dockerd(recorder, cause, |kernel| overlay2::create_dir(&mut kernel.fs, dir))?;
        let cause = Cause::Overlay2(Overlay2::DiffCreated { dir });
        dockerd(recorder, cause, |kernel| overlay2::create_diff(&mut kernel.fs, dir))?;
        let cause = Cause::Overlay2(Overlay2::ShortNameCreated { dir, link });
        dockerd(recorder, cause, |kernel| overlay2::create_link(&mut kernel.fs, dir, link))?;
        let cause = Cause::Overlay2(Overlay2::LinkWritten { dir, link });
        dockerd(recorder, cause, |kernel| overlay2::write_link(&mut kernel.fs, dir, link))?;
        let Some((parent, below)) = below else { return Ok(()) };
        let cause = Cause::Overlay2(Overlay2::WorkCreated { dir });
        dockerd(recorder, cause, |kernel| overlay2::create_work(&mut kernel.fs, dir))?;
        let cause = Cause::Overlay2(Overlay2::ParentCommitted { parent, child: dir });
        dockerd(recorder, cause, |kernel| overlay2::write_committed(&mut kernel.fs, parent))?;
        let lower = overlay2::lower_on(&recorder.kernel().fs, parent)?;
        let cause = Cause::Overlay2(Overlay2::LowerWritten { dir, below });
        dockerd(recorder, cause, |kernel| overlay2::write_lower(&mut kernel.fs, dir, &lower))
    }

    /// Numbers 12 and 13.
    fn begin_record(recorder: &mut Recorder, set: &WriteSet) -> Result<(), Errno> {
        Self::make_dir_once(recorder, &layout::layerdb_tmp(), Layerdb::TmpCreated)?;
        let cause = Cause::Layerdb(Layerdb::WriteSetCreated { set: set.clone() });
        dockerd(recorder, cause, |kernel| set.begin(&mut kernel.fs))?;
        let cause = Cause::Layerdb(Layerdb::TarSplitOpened { set: set.clone() });
        dockerd(recorder, cause, |kernel| set.write_tar_split(&mut kernel.fs, Vec::new()))
    }

    pub(super) fn make_dir_once(recorder: &mut Recorder, path: &AbsPath, cause: Layerdb) -> Result<(), Errno> {
        if recorder.kernel().fs.walk(path).is_ok() {
            return Ok(());
        }
        dockerd(recorder, Cause::Layerdb(cause), |kernel| kernel.fs.mkdir(path, 0o755).map(drop))
    }

    /// Number 14: the child process and what it unpacks. The same bytes are recorded for tar-split on their way.
    fn untar(
        recorder: &mut Recorder,
        begun: &mut Begun,
        after_start: impl FnOnce(&mut Recorder) -> Result<(), Errno>,
    ) -> Result<(), RegisterError> {
        let dir = begun.dir;
        let root = overlay2::diff_dir(dir);
        let start = Cause::Untar(Untar::Started { dir });
        let namespace = recorder.step(Actor::Untar, start, |kernel| {
            kernel.new_namespace(&Task::host_root(), root.as_bytes(), MountAccess::ReadWrite)
        })?;
        after_start(recorder)?;
        let task = Task::root_in(namespace, Privilege::Host);
        let result = Self::untar_entries(recorder, begun, Unpacker::new(task));
        recorder.unrecorded(|kernel| kernel.remove_namespace(namespace));
        result
    }

    fn untar_entries(recorder: &mut Recorder, begun: &mut Begun, mut unpacker: Unpacker) -> Result<(), RegisterError> {
        let (dir, tar) = (begun.dir, begun.layer.tar.clone());
        let mut splitter = Splitter::default();
        let mut reader = tar.reader();
        let mut duplicate = None;
        for entry in reader.by_ref() {
            let entry = entry.map_err(RegisterError::Tar)?;
            // Whatever is wrong with an entry for tar-split, the child has got it by then.
            let recorded = splitter.entry(&tar.bytes, &entry);
            let name = entry.header.name.clone();
            let cause = |outcome: Result<&Unpacked, &UnpackError>| match outcome {
                Ok(outcome) => Cause::Untar(Untar::Entry { dir, name, outcome: outcome.clone() }),
                Err(error) => Cause::Untar(Untar::Refused { dir, name, why: error.to_string() }),
            };
            recorder
                .step_by_outcome(Actor::Untar, |kernel| unpacker.entry(kernel, &entry), cause)
                .map_err(RegisterError::Unpack)?;
            if let Err(error) = recorded {
                duplicate = Some(error);
                break;
            }
        }
        let times = Cause::Untar(Untar::TimesSet { dir });
        recorder.step(Actor::Untar, times, |kernel| unpacker.finish(kernel)).map_err(RegisterError::Unpack)?;
        if let Some(error) = duplicate {
            return Err(RegisterError::Split(error));
        }
        begun.records = splitter.finish(&tar.bytes, reader.position());
        if begun.layer.is_copy {
            // Putting the other's tar together ends with a write of its last piece, which is empty, and is read as one more.
            begun.records.push(tar_split::Record::Segment(Vec::new()));
        }
        Ok(())
    }

    /// Numbers 15 to 20: completes the record and renames it into place. A layer that is here already is taken instead.
    pub(super) fn finish_layer(&mut self, recorder: &mut Recorder, begun: &Begun) -> Result<Registered, RegisterError> {
        let group = recorder.enter(Some(Rc::new(begun.layer.group())));
        let result = self.write_record(recorder, begun);
        recorder.enter(group);
        result.map_err(RegisterError::Disk)
    }

    fn write_record(&mut self, recorder: &mut Recorder, begun: &Begun) -> Result<Registered, Errno> {
        let NewLayer { diff, parent, .. } = begun.layer;
        let (set, cache) = (&begun.set, begun.ids.cache);
        let size = overlay2::size(&recorder.kernel().fs, begun.dir)?;
        let cause = Layerdb::TarSplitWritten { set: set.clone(), records: begun.records.len() };
        let split = gzip(&tar_split::to_json(&begun.records));
        dockerd(recorder, Cause::Layerdb(cause), |kernel| set.write_tar_split(&mut kernel.fs, split))?;
        let cause = Cause::Layerdb(Layerdb::DiffWritten { set: set.clone(), diff });
        dockerd(recorder, cause, |kernel| set.write_diff(&mut kernel.fs, diff))?;
        let cause = Cause::Layerdb(Layerdb::SizeWritten { set: set.clone(), size });
        dockerd(recorder, cause, |kernel| set.write_size(&mut kernel.fs, size))?;
        let cause = Cause::Layerdb(Layerdb::CacheIdWritten { set: set.clone(), cache });
        dockerd(recorder, cause, |kernel| set.write_cache_id(&mut kernel.fs, cache))?;
        if let Some(parent) = parent {
            let cause = Cause::Layerdb(Layerdb::ParentWritten { set: set.clone(), parent });
            dockerd(recorder, cause, |kernel| set.write_parent(&mut kernel.fs, parent))?;
        }
        let chain = ChainId::of(parent, diff);
        if self.layers.get(chain).is_some() {
            recorder.look(Actor::Dockerd, Cause::Layerdb(Layerdb::Duplicate { chain }));
            Self::remove_begun(recorder, begun)?;
            return Ok(Registered { chain, is_new: false });
        }
        Self::make_dir_once(recorder, &layout::layers(), Layerdb::LayersCreated)?;
        let cause = Cause::Layerdb(Layerdb::Committed { set: set.clone(), chain, diff, parent });
        dockerd(recorder, cause, |kernel| set.commit(&mut kernel.fs, chain))?;
        let record = Record { chain, diff, size, cache, parent };
        let depth = parent.and_then(|parent| self.layers.get(parent)).map_or(0, |parent| parent.depth) + 1;
        self.layers.insert(Layer { record, depth });
        Ok(Registered { chain, is_new: true })
    }

    /// Takes back what a registration that failed, or that is no longer wanted, has made.
    pub(super) fn take_back(recorder: &mut Recorder, begun: &Begun) -> Result<(), RegisterError> {
        let group = recorder.enter(Some(Rc::new(Group::TakeBack)));
        let result = Self::remove_begun(recorder, begun);
        recorder.enter(group);
        result.map_err(RegisterError::Disk)
    }

    fn remove_begun(recorder: &mut Recorder, begun: &Begun) -> Result<(), Errno> {
        Self::remove_directories(recorder, begun.dir)?;
        let cause = Cause::Layerdb(Layerdb::Cancelled { set: begun.set.clone() });
        dockerd(recorder, cause, |kernel| begun.set.cancel(&mut kernel.fs))
    }

    /// What the storage driver removes: the short name, then the directory.
    pub(super) fn remove_directories(recorder: &mut Recorder, dir: LayerDir) -> Result<(), Errno> {
        if let Some(link) = overlay2::link(&recorder.kernel().fs, dir) {
            let cause = Cause::Overlay2(Overlay2::ShortNameRemoved { dir, link });
            // That the name is gone already does not keep the directory.
            let _ = dockerd(recorder, cause, |kernel| overlay2::remove_link(&mut kernel.fs, link));
        }
        let cause = Cause::Overlay2(Overlay2::DirRemoved { dir });
        dockerd(recorder, cause, |kernel| overlay2::remove_dir(&mut kernel.fs, dir))
    }

    /// Removes the layers from `top` downwards, as far as nothing holds them; gives those that went, top first.
    pub(super) fn release_layers(
        &mut self,
        recorder: &mut Recorder,
        top: Option<ChainId>,
    ) -> Result<Vec<ChainId>, Errno> {
        let mut removed = Vec::new();
        let mut next = top;
        while let Some(chain) = next {
            let Some(layer) = self.layers.get(chain).cloned() else { break };
            if self.is_held(chain) {
                break;
            }
            self.delete_layer(recorder, &layer)?;
            removed.push(chain);
            next = layer.record.parent;
        }
        Ok(removed)
    }

    fn delete_layer(&mut self, recorder: &mut Recorder, layer: &Layer) -> Result<(), Errno> {
        let chain = layer.record.chain;
        self.layers.remove(chain);
        let random = self.ids.cache();
        let group = recorder.enter(Some(Rc::new(Group::DeleteLayer(layer.depth))));
        let cause = Cause::Layerdb(Layerdb::MarkedRemoving { chain, random });
        let result = dockerd(recorder, cause, |kernel| layerdb::mark_removing(&mut kernel.fs, chain, random))
            .and_then(|()| Self::remove_directories(recorder, layer.dir()))
            .and_then(|()| {
                let cause = Cause::Layerdb(Layerdb::Removed { chain, random });
                dockerd(recorder, cause, |kernel| layerdb::remove(&mut kernel.fs, chain, random))
            });
        recorder.enter(group);
        result
    }
}
