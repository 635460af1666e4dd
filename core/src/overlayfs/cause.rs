//! Why overlayfs does what it does: one value for each rule. The words are in [`explain`](super::explain).

use std::rc::Rc;

use super::{Layer, WhiteoutForm};
use crate::vfs::{AbsPath, Fs};

/// What a task did that made overlayfs copy something up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// It opened the file for writing.
    OpenForWriting,
    /// It opened the file and emptied it.
    OpenTruncating,
    /// It set the size.
    Truncate,
    /// It set the mode.
    Chmod,
    /// It set owner or group.
    Chown,
    /// It set the times.
    Times,
    /// It set or removed an extended attribute.
    Xattr,
    /// It made a further name.
    Link,
    /// It moved the object.
    Rename,
    /// It made something in the directory.
    Create,
    /// It removed something from the directory.
    Remove,
}

/// What of an object was copied up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Copied {
    /// A directory: its attributes, none of its entries.
    Directory,
    /// A file with this many bytes, a symbolic link or a special file, with its attributes.
    Whole {
        /// Bytes of content.
        bytes: u64,
    },
    /// The attributes only, because the content was about to be thrown away.
    Emptied,
    /// The attributes only: `metacopy=on`.
    Attributes,
}

/// Why a directory was marked opaque.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpaqueReason {
    /// It was made where a whiteout was: what the whiteout hid must stay hidden.
    OverWhiteout,
    /// It was made in a merged directory, and with these options nothing can come to be below it: a shortcut for lookups.
    NothingBelow,
    /// It has no lower part and was moved into a merged directory, where it must not get one.
    Moved,
}

/// What follows from what a lookup found in a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The layer has nothing: the next one is asked.
    NothingHere,
    /// A whiteout: the search stops.
    WhiteoutEnds {
        /// Its form.
        form: WhiteoutForm,
    },
    /// The first that is found is not a directory: it is the answer.
    FileFound,
    /// Not a directory, but directories were found above it: it is ignored, and the search stops.
    FileBelowDirectory,
    /// Not a directory, where the path of a redirect goes on: the search stops.
    FileOnRedirectedPath,
    /// A directory: it joins, and the search goes on.
    DirectoryJoins,
    /// A directory in the lowest layer: it joins.
    LowestDirectory,
    /// An opaque directory: it joins, and the search stops.
    OpaqueEnds,
    /// A redirect: the layers below are searched for another name.
    Redirected {
        /// The name, or the path from the layers' roots.
        to: Rc<[u8]>,
    },
    /// A redirect, which the options forbid to follow: `EPERM`.
    RedirectRefused,
    /// A redirect that makes no sense: `EINVAL`.
    InvalidRedirect,
    /// A metacopy: the search for the data goes on.
    MetacopyContinues,
    /// A metacopy, which the options forbid to follow: `EPERM`.
    MetacopyRefused,
    /// Something that cannot be the data of the metacopy above: the search stops.
    NoDataForMetacopy,
    /// No layer has the data of a metacopy: `EIO`.
    MetacopyWithoutData,
    /// A metacopy leads to another file than it was copied up from: `ESTALE`.
    OriginDiffers,
    /// The root of another layer: `ELOOP`.
    OverlappingLayers,
}

/// Why something was done in the layers, or refused: the rule, with the values it was applied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// An object was copied to the upper layer.
    CopiedUp {
        /// Which.
        path: AbsPath,
        /// From where.
        from: Layer,
        /// How much of it.
        what: Copied,
        /// Why.
        trigger: Trigger,
    },
    /// The data of a metacopy followed.
    CopiedData {
        /// Of which file.
        path: AbsPath,
        /// From where.
        from: Layer,
        /// Bytes.
        bytes: u64,
        /// Why.
        trigger: Trigger,
    },
    /// The object that was copied up has further names in its layer: those keep the old file.
    BrokeHardLink {
        /// Which name.
        path: AbsPath,
        /// How many other names there are.
        others: u32,
    },
    /// A name was given to a file that had been copied up by another of its names.
    LinkedFromIndex {
        /// Which name.
        path: AbsPath,
    },
    /// A whiteout was made.
    MadeWhiteout {
        /// Where.
        path: AbsPath,
        /// The layer whose object it hides.
        hides: Layer,
    },
    /// Something was removed from the upper layer and no whiteout made: nothing below would show.
    RemovedWithoutWhiteout {
        /// Which.
        path: AbsPath,
    },
    /// Whiteouts in a directory went before the directory itself.
    ClearedWhiteouts {
        /// The directory.
        path: AbsPath,
        /// How many.
        count: usize,
    },
    /// Something new took the place of a whiteout.
    ReplacedWhiteout {
        /// Where.
        path: AbsPath,
    },
    /// A whiteout changed places with what was moved to it.
    SwappedWhiteout {
        /// Where it was.
        from: AbsPath,
        /// Where it is.
        to: AbsPath,
    },
    /// A directory was marked opaque.
    MarkedOpaque {
        /// Which.
        path: AbsPath,
        /// Why.
        why: OpaqueReason,
    },
    /// An object notes where its lower part stays.
    SetRedirect {
        /// Which.
        path: AbsPath,
        /// The name, or the path from the layers' roots.
        to: Rc<[u8]>,
    },
    /// A directory that has lower parts cannot be moved: `EXDEV`.
    NotMovable {
        /// Which.
        path: AbsPath,
        /// The topmost lower layer that has a part.
        layer: Layer,
    },
}

/// One thing that overlayfs did in the layers, or refused to do.
#[derive(Clone, Debug)]
pub struct Effect {
    /// What, and why.
    pub cause: Cause,
    /// The disk just after.
    pub after: Fs,
}
