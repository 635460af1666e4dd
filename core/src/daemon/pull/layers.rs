//! Fetching what a manifest names: the config and the layers, on the schedule.
//!
//! Model: moby `distribution/pull_v2.go` `pullSchema2Layers`, `distribution/xfer/download.go` `Download`, `makeDownloadFunc`.

use std::rc::Rc;

use super::resolve::sha256;
use super::{Daemon, Pull, PullEvent, PullFailure};
use crate::archive::TarStream;
use crate::archive::compression::{DecompressError, decompress};
use crate::clock::Time;
use crate::daemon::image::Image;
use crate::daemon::register::{Begun, NewLayer, RegisterError};
use crate::daemon::schedule::{Event, Job, Schedule, download_time, unpack_time};
use crate::digest::Sha256;
use crate::disk::distribution::{self, Place};
use crate::disk::{imagedb, layout};
use crate::identity::{ChainId, DiffId, ImageId, LayerDigest};
use crate::oci::{Descriptor, ImageConfig, ImageManifest};
use crate::registry::{Blob, Origin, Registry};
use crate::trace::{Actor, Cause, Distribution, Download, Group, Imagedb, Recorder, Resolve};
use crate::vfs::{AbsPath, Content, Errno};

/// A blob up to this size has been read by the time its unpacking begins: so far the daemon reads ahead.
const READ_AHEAD: u64 = 32 << 10;

/// A layer that is not here.
struct Wanted {
    digest: LayerDigest,
    /// Its position in the image; the base is 1.
    position: usize,
    blob: Option<Blob>,
    size: u64,
    /// It is the same blob as this one, below it: that is taken.
    copy_of: Option<usize>,
    /// Where it is downloaded to, while it is there.
    file: Option<AbsPath>,
    tar: Option<TarStream>,
    begun: Option<Begun>,
}

/// The layers of one image, on their way.
struct Transfer {
    repository: String,
    start: Time,
    wanted: Vec<Wanted>,
    /// The highest layer that is here.
    top: Option<ChainId>,
    diffs: Vec<DiffId>,
    config: Option<(Rc<[u8]>, ImageConfig)>,
    /// The failure that will end the pull, and the layer it struck.
    failed: Option<(usize, PullFailure)>,
}

impl Daemon {
    /// Fetches config and layers, compares them, and records the image. If something fails, the layers that are new go again.
    pub(super) fn pull_layers(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        registry: &Rc<Registry>,
        manifest: &ImageManifest,
    ) -> Result<(), PullFailure> {
        let mut transfer = Transfer {
            repository: pull.reference.repository.canonical(),
            start: recorder.kernel().fs.now(),
            wanted: Vec::new(),
            top: None,
            diffs: Vec::new(),
            config: None,
            failed: None,
        };
        let id = ImageId(sha256(manifest.config.digest)?);
        self.skip_known_layers(recorder, pull, registry, manifest, &mut transfer)?;
        let result = self
            .run_transfer(recorder, pull, registry, manifest, &mut transfer)
            .and_then(|()| self.record_image(recorder, id, &transfer));
        if result.is_err() {
            self.take_back_transfer(recorder, &mut transfer)?;
        }
        result
    }

    /// From the base up: a layer whose blob was seen before, and that is here on the same layers, is taken. The first that is not
    /// ends this: everything above is downloaded, even if it is here on other layers.
    fn skip_known_layers(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        registry: &Registry,
        manifest: &ImageManifest,
        transfer: &mut Transfer,
    ) -> Result<(), PullFailure> {
        let mut is_missing = false;
        for (index, Descriptor { digest, size, .. }) in manifest.layers.iter().enumerate() {
            let (digest, size) = (LayerDigest(sha256(*digest)?), *size);
            if !is_missing {
                let diff = distribution::diff_id(&recorder.kernel().fs, digest);
                let chain = diff.map(|diff| (diff, ChainId::of(transfer.top, diff)));
                if let Some((diff, chain)) = chain.filter(|(_, chain)| self.layers.get(*chain).is_some()) {
                    recorder.look(Actor::Dockerd, Cause::Resolve(Resolve::LayerKnown { digest, diff, chain }));
                    pull.tell(recorder, PullEvent::AlreadyExists(digest));
                    transfer.top = Some(chain);
                    transfer.diffs.push(diff);
                    remember(recorder, digest, diff, &transfer.repository)?;
                    continue;
                }
            }
            is_missing = true;
            let copy_of = transfer.wanted.iter().position(|wanted| wanted.digest == digest);
            if copy_of.is_none() {
                pull.tell(recorder, PullEvent::PullingFsLayer(digest));
            }
            let blob = registry.blob(&digest.0.into()).cloned();
            let size = blob.as_ref().map_or(size, Blob::size);
            let position = index + 1;
            transfer.wanted.push(Wanted { digest, position, blob, size, copy_of, file: None, tar: None, begun: None });
        }
        let downloads = transfer.wanted.iter().filter(|wanted| wanted.copy_of.is_none());
        let waiting: Vec<_> = downloads.skip(crate::daemon::schedule::SLOTS).map(|wanted| wanted.digest).collect();
        for digest in waiting {
            pull.tell(recorder, PullEvent::Waiting(digest));
        }
        Ok(())
    }

    fn run_transfer(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        registry: &Registry,
        manifest: &ImageManifest,
        transfer: &mut Transfer,
    ) -> Result<(), PullFailure> {
        let job = |wanted: &Wanted| {
            let delay = registry.delay(&wanted.digest.0.into());
            Job {
                download: wanted.copy_of.is_none().then(|| download_time(wanted.size, delay)),
                unpack: unpack_time(wanted.unpacked_size()),
            }
        };
        let mut schedule = Schedule::new(transfer.wanted.iter().map(job).collect());
        while let Some(event) = schedule.next() {
            let now = transfer.start.plus_nanos(schedule.now().saturating_mul(1_000_000));
            recorder.unrecorded(|kernel| kernel.fs.set_now(now));
            let struck = match event {
                Event::Config => {
                    // Without a config the layers are not wanted: this failure ends the pull at once.
                    transfer.config = Some(Self::fetch_config(registry, manifest)?);
                    continue;
                }
                Event::Start(layer) => (layer, self.start_download(recorder, transfer, layer)),
                Event::Progress(layer, thousandths) => {
                    if let Some(Wanted { digest, size, .. }) = transfer.wanted.get(layer) {
                        let done = (u128::from(*size) * u128::from(thousandths) / 1000) as u64;
                        pull.tell(recorder, PullEvent::Downloading { layer: *digest, done, total: *size });
                    }
                    continue;
                }
                Event::Downloaded(layer) => (layer, Self::finish_download(recorder, pull, transfer, layer)),
                Event::Unpack(layer) => (layer, self.unpack_layer(recorder, pull, transfer, layer)),
                Event::Unpacked(layer) => (layer, self.register_layer(recorder, pull, transfer, layer)),
            };
            if let (layer, Err(failure)) = struck {
                schedule.fail(layer);
                // Of several, the highest is the one that the top layer hears of.
                if transfer.failed.as_ref().is_none_or(|(other, _)| layer >= *other) {
                    transfer.failed = Some((layer, failure));
                }
            }
            if let Some((lowest, failure)) =
                transfer.failed.take_if(|(layer, _)| schedule.active().all(|at| at < *layer))
            {
                transfer.failed = Some((lowest, failure.clone()));
                return Err(failure);
            }
        }
        Ok(())
    }

    /// Number 3: the config arrives, and stays in memory.
    fn fetch_config(registry: &Registry, manifest: &ImageManifest) -> Result<(Rc<[u8]>, ImageConfig), PullFailure> {
        let digest = manifest.config.digest;
        let (bytes, origin) = match registry.blob(&digest) {
            Some(blob @ (Blob::Whole(bytes) | Blob::Reconstructed(bytes))) => (Rc::clone(bytes), blob.origin()),
            Some(Blob::Abridged(_)) | None => return Err(PullFailure::NoConfig),
        };
        let id = ImageId(sha256(digest)?);
        if origin == Origin::Whole && Sha256::of(&bytes) != id.0 {
            return Err(PullFailure::ConfigDigest(id));
        }
        let config = ImageConfig::parse(&bytes).map_err(PullFailure::ConfigJson)?;
        if !matches!(config.os.as_str(), "" | "linux") {
            return Err(PullFailure::OperatingSystem);
        }
        if config.root_fs.is_none() {
            return Err(PullFailure::NoRootFs);
        }
        Ok((bytes, config))
    }

    /// Number 4: the temporary file is made.
    fn start_download(
        &mut self,
        recorder: &mut Recorder,
        transfer: &mut Transfer,
        layer: usize,
    ) -> Result<(), PullFailure> {
        let Some(wanted) = transfer.wanted.get_mut(layer) else { return Ok(()) };
        let file = layout::blob_download(self.ids.temp_digits());
        wanted.file = Some(file.clone());
        let cause = Cause::Download(Download::Started { digest: wanted.digest, file: file.clone() });
        in_group(recorder, Group::Download(wanted.position), |recorder| {
            recorder.step(Actor::Dockerd, cause, |kernel| kernel.fs.write(&file, Content::empty(), 0o600))
        })?;
        Ok(())
    }

    /// All bytes are there: they must hash to the digest.
    fn finish_download(
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        transfer: &mut Transfer,
        layer: usize,
    ) -> Result<(), PullFailure> {
        let Some(wanted) = transfer.wanted.get_mut(layer) else { return Ok(()) };
        let (digest, Some(file)) = (wanted.digest, wanted.file.clone()) else { return Ok(()) };
        in_group(recorder, Group::Download(wanted.position), |recorder| {
            let Some(blob) = &wanted.blob else {
                wanted.remove_file(recorder)?;
                return Err(PullFailure::NoBlob);
            };
            let content = match blob {
                Blob::Whole(bytes) | Blob::Reconstructed(bytes) => Content::Bytes(Rc::clone(bytes)),
                Blob::Abridged(abridged) => Content::Known { size: abridged.compressed_size, sha256: Some(digest.0) },
            };
            let is_good = content.sha256() == Some(digest.0) || blob.origin() == Origin::Reconstructed;
            let cause = if is_good {
                Download::Finished { digest, file: file.clone() }
            } else {
                Download::Refused { digest, file: file.clone() }
            };
            recorder.step(Actor::Dockerd, Cause::Download(cause), |kernel| kernel.fs.write(&file, content, 0o600))?;
            pull.tell(recorder, PullEvent::VerifyingChecksum(digest));
            if !is_good {
                wanted.remove_file(recorder)?;
                return Err(PullFailure::BlobDigest(digest));
            }
            pull.tell(recorder, PullEvent::DownloadComplete(digest));
            Ok(())
        })
    }

    /// Numbers 5 to 14.
    fn unpack_layer(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        transfer: &mut Transfer,
        layer: usize,
    ) -> Result<(), PullFailure> {
        let parent = transfer.top;
        let source = transfer.wanted.get(layer).and_then(|wanted| wanted.copy_of);
        let copied = source.and_then(|source| transfer.wanted.get(source)).and_then(|source| source.tar.clone());
        let Some(wanted) = transfer.wanted.get_mut(layer) else { return Ok(()) };
        let (digest, total, position) = (wanted.digest, wanted.size, wanted.position);
        if wanted.copy_of.is_none() {
            pull.tell(recorder, PullEvent::Extracting { layer: digest, done: total.min(READ_AHEAD), total });
        }
        let opened = match copied {
            Some(tar) => Ok((tar.clone(), DiffId(tar.sha256().unwrap_or(digest.0)))),
            None => open(wanted.blob.as_ref()),
        };
        let (tar, diff, broken) = match opened {
            Ok((tar, diff)) => (tar, diff, None),
            Err(DecompressError::Gzip(error)) => {
                let nothing = TarStream::whole(Vec::new());
                (nothing, DiffId(digest.0), Some(RegisterError::Stream(error.to_string())))
            }
            Err(error) => {
                wanted.remove_file(recorder)?;
                return Err(PullFailure::Decompress(error));
            }
        };
        wanted.tar = Some(tar.clone());
        let new = NewLayer { tar, diff, parent, position, is_copy: wanted.copy_of.is_some() };
        let read_ahead = total <= READ_AHEAD;
        let begun =
            self.begin_layer(recorder, new, |recorder| if read_ahead { wanted.remove_file(recorder) } else { Ok(()) });
        wanted.remove_file(recorder)?;
        let begun = begun.map_err(PullFailure::Register)?;
        if let Some(error) = broken {
            Self::take_back(recorder, &begun).map_err(PullFailure::Register)?;
            return Err(PullFailure::Register(error));
        }
        wanted.begun = Some(begun);
        if wanted.copy_of.is_none() {
            pull.tell(recorder, PullEvent::Extracting { layer: digest, done: total, total });
        }
        Ok(())
    }

    /// Numbers 15 to 22.
    fn register_layer(
        &mut self,
        recorder: &mut Recorder,
        pull: &mut Pull<'_>,
        transfer: &mut Transfer,
        layer: usize,
    ) -> Result<(), PullFailure> {
        let Some(wanted) = transfer.wanted.get_mut(layer) else { return Ok(()) };
        let Some(begun) = wanted.begun.take() else { return Ok(()) };
        let diff = begun.diff();
        let registered = self.finish_layer(recorder, &begun).map_err(PullFailure::Register)?;
        transfer.top = Some(registered.chain);
        transfer.diffs.push(diff);
        if wanted.copy_of.is_none() {
            pull.tell(recorder, PullEvent::PullComplete(wanted.digest));
        }
        in_group(recorder, Group::Register(wanted.position), |recorder| {
            remember(recorder, wanted.digest, diff, &transfer.repository)
        })?;
        Ok(())
    }

    /// Numbers 23 and 24.
    fn record_image(&mut self, recorder: &mut Recorder, id: ImageId, transfer: &Transfer) -> Result<(), PullFailure> {
        let Some((bytes, config)) = &transfer.config else { return Err(PullFailure::NoConfig) };
        let stated = config.root_fs.as_ref().map(|root_fs| root_fs.diff_ids.as_slice()).unwrap_or_default();
        let found: Vec<String> = transfer.diffs.iter().map(DiffId::to_string).collect();
        if stated != found {
            return Err(PullFailure::RootFsMismatch);
        }
        self.check_config(config).map_err(PullFailure::Image)?;
        in_group(recorder, Group::Finish, |recorder| {
            recorder.look(Actor::Dockerd, Cause::Imagedb(Imagedb::Compared { layers: found.len() }));
            let cause = Cause::Imagedb(Imagedb::ContentWritten { image: id });
            let content = Content::Bytes(Rc::clone(bytes));
            recorder.step(Actor::Dockerd, cause, |kernel| imagedb::write_content(&mut kernel.fs, id, content))
        })?;
        self.add_image(Image { id, config: Rc::new(config.clone()), parent: None });
        Ok(())
    }

    /// What a failed pull leaves: nothing of its files and layers; what it noted of blobs and layers stays.
    fn take_back_transfer(&mut self, recorder: &mut Recorder, transfer: &mut Transfer) -> Result<(), PullFailure> {
        for wanted in &mut transfer.wanted {
            if let Some(begun) = wanted.begun.take() {
                Self::take_back(recorder, &begun).map_err(PullFailure::Register)?;
            }
            in_group(recorder, Group::TakeBack, |recorder| wanted.remove_file(recorder))?;
        }
        self.release_layers(recorder, transfer.top)?;
        Ok(())
    }
}

impl Wanted {
    /// How many bytes its tar has: for the schedule only, so gzip's own word for it will do.
    fn unpacked_size(&self) -> u64 {
        match &self.blob {
            None => 0,
            Some(Blob::Abridged(layer)) => layer.tar.size(),
            Some(Blob::Whole(bytes) | Blob::Reconstructed(bytes)) => match (&**bytes, bytes.last_chunk::<4>()) {
                ([0x1f, 0x8b, ..], Some(length)) => u64::from(u32::from_le_bytes(*length)),
                _ => bytes.len() as u64,
            },
        }
    }

    fn remove_file(&mut self, recorder: &mut Recorder) -> Result<(), Errno> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let cause = Cause::Download(Download::Removed { digest: self.digest, file: file.clone() });
        recorder.step(Actor::Dockerd, cause, |kernel| kernel.fs.remove_all(&file))
    }
}

/// Runs something whose steps belong to `group`.
fn in_group<T>(recorder: &mut Recorder, group: Group, run: impl FnOnce(&mut Recorder) -> T) -> T {
    let outer = recorder.enter(Some(Rc::new(group)));
    let result = run(recorder);
    recorder.enter(outer);
    result
}

/// The tar in a blob, and its diffID.
fn open(blob: Option<&Blob>) -> Result<(TarStream, DiffId), DecompressError> {
    match blob {
        Some(Blob::Abridged(layer)) => Ok((layer.tar.clone(), layer.diff_id)),
        Some(Blob::Whole(bytes) | Blob::Reconstructed(bytes)) => {
            let tar = decompress(bytes)?;
            let diff = DiffId(Sha256::of(&tar));
            Ok((TarStream::whole(tar), diff))
        }
        None => Ok((TarStream::whole(Vec::new()), DiffId(Sha256::of(&[])))),
    }
}

/// Numbers 21 and 22: which blob is which layer, and where it was seen.
fn remember(recorder: &mut Recorder, digest: LayerDigest, diff: DiffId, repository: &str) -> Result<(), Errno> {
    let repository = repository.to_owned();
    let place = Place { digest: digest.to_string(), source_repository: repository.clone(), hmac: String::new() };
    let cause = Cause::Distribution(Distribution::V2MetadataWritten { diff, digest, repository });
    recorder.step(Actor::Dockerd, cause, |kernel| distribution::add_place(&mut kernel.fs, diff, place))?;
    let cause = Cause::Distribution(Distribution::DiffIdWritten { digest, diff });
    recorder.step(Actor::Dockerd, cause, |kernel| distribution::write_diff_id(&mut kernel.fs, digest, diff))
}
