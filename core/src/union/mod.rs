//! Who provides a file: the stack of an image or a container, and what a path comes to in it.
//!
//! ```text
//! Subject ── Stack::of ──►  slabs, top down              one directory of overlay2/ each
//! (image or container)      │ upper   the container's     dir, link, record (chainID, diffID, size), created_by
//!                           │ init    Docker's
//!                           │ layer n … layer 1           the image's
//!                           ├ mount line                  the option string; its parts lead to slabs
//!                           └ overlay                     the union: the kernel's own if mounted, else a view of it
//!
//! Stack::trail(path)   ──►  what each slab was asked, in order, what it has, and why the search stopped
//! Stack::page(dir)     ──►  the names of a directory: who provides each, and which are hidden
//! ```
//!
//! Everything is read off the disk at the moment of asking. Nothing is mounted: the union of what is not mounted is a view over the
//! directories that the storage driver *would* name ([`overlay2::mount_data`](crate::disk::overlay2::mount_data)), by the same rules.
//!
//! Not shown: what is mounted *on* the union inside a container (`/proc`, `/etc/hosts`, volumes).

mod listing;
mod mount_line;
mod stack;
mod subject;
#[cfg(test)]
mod tests;
mod trail;
mod words;

pub use listing::{Entry, Page, Status};
pub use mount_line::{MountLine, MountState, Part, Piece};
pub use stack::{Role, Slab, Stack, Trouble};
pub use subject::{Named, Subject, subjects};
pub use trail::{Copy, Evidence, Fate, Followed, Member, NotAsked, Outcome, Trail};
