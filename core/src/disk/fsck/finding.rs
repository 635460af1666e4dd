//! What is there instead of what should be.

use crate::digest::Sha256;
use crate::disk::layout::LayerDir;
use crate::identity::{ChainId, ContainerId, DiffId, ImageId, LinkId};
use crate::vfs::Name;

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// It is not there.
    Missing,
    /// It does not say what such a file says.
    Damaged,
}

/// What is there instead of what should be. The path is told beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// A file of a layer record.
    RecordFile(Problem),
    /// The record's name is not the chainID of its parent and its content.
    ChainName {
        /// What it is.
        right: ChainId,
    },
    /// The layer below is not there.
    NoParent {
        /// That layer.
        parent: ChainId,
    },
    /// The files of a layer are not there.
    NoDiff,
    /// A directory has no `link`, or one that is no short name.
    NoLink(Problem),
    /// The short name of a directory is not there.
    NoShortName {
        /// The directory.
        dir: LayerDir,
    },
    /// The short name of a directory leads to another one, or nowhere.
    ShortNameElsewhere {
        /// The directory.
        dir: LayerDir,
    },
    /// A base layer has what only a layer on top of another has.
    BaseHasLower,
    /// `lower` is not what it should be.
    WrongLower {
        /// What it should say.
        right: String,
    },
    /// `work/` is not there.
    NoWork,
    /// A layer is not marked, though another stands on it.
    NotCommitted {
        /// The directory of the other.
        child: LayerDir,
    },
    /// `size` is not the size of the files.
    WrongSize {
        /// What it says.
        says: u64,
        /// What they have.
        files: u64,
    },
    /// `tar-split.json.gz` cannot be read.
    NoTarSplit,
    /// A file that the layer's tar holds is not there.
    FileMissing,
    /// A file of the layer is not what was unpacked.
    FileChanged,
    /// The rebuilt tar hashes to something else.
    WrongDiffId {
        /// What it should hash to.
        right: DiffId,
        /// What it hashes to.
        found: Sha256,
    },
    /// A config's bytes hash to something else than its name.
    ImageHash {
        /// What they hash to.
        found: Sha256,
    },
    /// A config is none.
    ImageUnreadable,
    /// An image needs a layer that is not there.
    NoImageLayer {
        /// The layer.
        chain: ChainId,
    },
    /// `repositories.json` cannot be read.
    NamesUnreadable {
        /// Why, in Go's words.
        go: String,
    },
    /// A name leads to an image that is not there.
    NameLeadsNowhere {
        /// The name, in its familiar form.
        reference: String,
        /// The image.
        image: ImageId,
    },
    /// A name stands under another repository.
    NameElsewhere {
        /// The name, in its familiar form.
        reference: String,
    },
    /// A manifest's bytes hash to something else than its name.
    ManifestHash,
    /// There is metadata of an image that is not there.
    MetadataWithoutImage,
    /// The parent of an image is not there.
    NoParentImage {
        /// The parent.
        parent: ImageId,
    },
    /// It is told what a blob unpacks to, but not where it was seen.
    BlobUnseen,
    /// A file of the record of a container's layers.
    MountFile(Problem),
    /// The directory of one of a container's own layers is not there.
    NoContainerDir {
        /// The container.
        container: ContainerId,
    },
    /// A container has no record of its layers.
    ContainerWithoutLayers,
    /// There is a record of layers for a container that is not there.
    LayersWithoutContainer,
    /// One of a container's two files.
    ContainerFile(Problem),
    /// A container's file says that it is another container.
    OtherContainer {
        /// Which.
        says: String,
    },
    /// A container runs, but its union is not there.
    RunningWithoutMerged {
        /// The container.
        container: ContainerId,
    },
    /// A container does not run, but the directory for its union is there.
    MergedWithoutRunning {
        /// The container.
        container: ContainerId,
    },
    /// A container runs, but nothing is mounted where its union should be.
    RunningNotMounted {
        /// The container.
        container: ContainerId,
    },
    /// A container does not run, but its union is mounted.
    MountedNotRunning {
        /// The container.
        container: ContainerId,
    },
    /// A container uses a volume that is not there.
    NoVolume {
        /// The container.
        container: ContainerId,
        /// The volume.
        volume: String,
    },
    /// A directory of `overlay2/` belongs to no layer and no container.
    OrphanDir,
    /// A short name leads to nothing that belongs to a layer or a container.
    OrphanShortName {
        /// The short name, if it is one.
        link: Option<LinkId>,
    },
    /// Something temporary is left over.
    Leftover {
        /// Its name.
        name: Name,
    },
}
