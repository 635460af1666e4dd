//! Copy-up: before anything lower is changed, it is copied to the upper layer (fs/overlayfs/copy_up.c).
//!
//! | what | how |
//! |---|---|
//! | its parents that are not there yet | first: each directory with its attributes and times, without its entries |
//! | type, mode (with set-id bits), owner, atime and mtime, link target, device number | kept |
//! | extended attributes | kept, but for overlayfs's own |
//! | content | kept; none if it is about to be thrown away; with `metacopy=on` only when somebody writes |
//! | times of the parent | kept: that something was copied into it is no change |
//! | further names in the lower layer | `index=off`: they keep the lower file (the hard link is broken); `index=on`: see `index.rs` |

use std::rc::Rc;

use super::index::NlinkBase;
use super::origin::{encode, index_name};
use super::xattr::Own;
use super::{Cause, Copied, Object, Writer};
use crate::vfs::{Content, Errno, Fs, Ino, Inode, Meta, Node};

/// How much of a file is needed in the upper layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyUp {
    /// The attributes. Without metacopy that means the data too.
    Metadata,
    /// The data too.
    Data,
    /// The attributes and an empty file: what it held is about to go.
    Emptied,
}

impl Writer<'_> {
    /// Copies an object up, and its parents before it, as far as they are not in the upper layer yet. Gives the object as it is
    /// then.
    pub fn copy_up(&mut self, object: &Rc<Object>, how: CopyUp) -> Result<Rc<Object>, Errno> {
        if object.upper_alias && !needs_data(object, how) {
            return Ok(object.clone());
        }
        if self.overlay.set.upper.is_none() {
            return Err(Errno::EROFS);
        }
        if object.nameless {
            return Err(nameless_error(self.fs, object));
        }
        if object.file_type() == crate::vfs::FileType::File && object.data_redirect.is_some() {
            self.overlay.data_of(self.fs, object)?;
        }
        // Upwards to what is there already, then down again.
        let mut pending = vec![object.clone()];
        let mut at = object.clone();
        let mut parent = loop {
            let above = at.parent.clone().ok_or(Errno::EROFS)?;
            if above.upper_alias {
                break above;
            }
            pending.push(above.clone());
            at = above;
        };
        while let Some(next) = pending.pop() {
            parent = self.copy_up_one(&parent, &next, how)?;
        }
        Ok(parent)
    }

    /// The object at the same place now.
    pub(super) fn fresh(&self, object: &Rc<Object>) -> Result<Rc<Object>, Errno> {
        let mut names = Vec::new();
        let mut at = object;
        while let Some(parent) = &at.parent {
            names.push(&at.name);
            at = parent;
        }
        names.iter().rev().try_fold(self.overlay.root.clone(), |dir, name| {
            self.overlay.lookup(self.fs, &dir, name.as_bytes())?.object().ok_or(Errno::ENOENT)
        })
    }

    /// `parent` is in the upper layer.
    fn copy_up_one(&mut self, parent: &Rc<Object>, object: &Object, how: CopyUp) -> Result<Rc<Object>, Errno> {
        let name = object.name.clone();
        if object.upper.is_none() {
            self.copy(parent, object, how)?;
        } else if !object.upper_alias {
            self.link_up(parent, object)?;
        }
        let object = self.overlay.lookup(self.fs, parent, name.as_bytes())?.object().ok_or(Errno::ESTALE)?;
        if !needs_data(&object, how) {
            return Ok(object);
        }
        self.copy_data(&object, how)?;
        self.overlay.lookup(self.fs, parent, name.as_bytes())?.object().ok_or(Errno::ESTALE)
    }

    /// `ovl_do_copy_up`
    fn copy(&mut self, parent: &Rc<Object>, object: &Object, how: CopyUp) -> Result<(), Errno> {
        let lower = *object.lowers.first().ok_or(Errno::ESTALE)?;
        let source = self.fs.inode(lower.ino)?.clone();
        let (names, is_dir) = (source.nlink(), source.is_dir());
        let metacopy =
            how == CopyUp::Metadata && self.overlay.set.config.metacopy && matches!(source.node, Node::File(_));
        let (node, what) = self.node_to_copy(object, &source, how, metacopy)?;
        let upper_dir = parent.upper.ok_or(Errno::EROFS)?;
        let indexed = !is_dir && self.overlay.needs_index(self.fs, object);
        let ino = if indexed {
            let index = self.overlay.set.index.ok_or(Errno::EROFS)?;
            self.fs.create(index, &index_name(lower.ino), node, Meta::root(0))?
        } else {
            self.set_own(upper_dir, Own::Impure, b"y")?;
            create_quietly(self.fs, upper_dir, object.name.as_bytes(), node)?
        };
        self.copy_attributes(&source, ino)?;
        let keeps_origin = is_dir || names == 1 || indexed;
        if keeps_origin {
            self.set_own(ino, Own::Origin, &encode(lower.ino))?;
        }
        if metacopy {
            self.set_own(ino, Own::Metacopy, b"")?;
        }
        let (path, trigger) = (object.path(), self.trigger);
        self.did(Cause::CopiedUp { path: path.clone(), from: lower.layer, what, trigger });
        if indexed {
            let mut entry = object.clone();
            entry.upper = Some(ino);
            self.note_nlink(&entry, names, NlinkBase::Upper)?;
            return self.link_up(parent, &entry);
        }
        if !keeps_origin {
            self.did(Cause::BrokeHardLink { path, others: names - 1 });
        }
        Ok(())
    }

    fn node_to_copy(
        &self,
        object: &Object,
        source: &Inode,
        how: CopyUp,
        metacopy: bool,
    ) -> Result<(Node, Copied), Errno> {
        Ok(match &source.node {
            Node::Dir(_) => (Node::dir(), Copied::Directory),
            Node::File(_) if how == CopyUp::Emptied => (Node::File(Content::empty()), Copied::Emptied),
            Node::File(content) if metacopy => (Node::File(hole(content)), Copied::Attributes),
            Node::File(content) => {
                let size = content.size();
                let data = self.overlay.content(self.fs, object)?.resized(size);
                (Node::File(data), Copied::Whole { bytes: size })
            }
            node => (node.clone(), Copied::Whole { bytes: 0 }),
        })
    }

    /// Mode, owner, times and extended attributes.
    fn copy_attributes(&mut self, source: &Inode, ino: Ino) -> Result<(), Errno> {
        let mut xattrs = source.xattrs.clone();
        for (name, _) in source.xattrs.iter().filter(|(name, _)| self.overlay.is_private(name.as_bytes())) {
            xattrs.remove(name.as_bytes());
        }
        let inode = self.fs.inode_mut(ino)?;
        (inode.mode, inode.uid, inode.gid) = (source.mode, source.uid, source.gid);
        (inode.atime, inode.mtime, inode.xattrs) = (source.atime, source.mtime, xattrs);
        Ok(())
    }

    /// Brings the data of a metacopy up.
    fn copy_data(&mut self, object: &Object, how: CopyUp) -> Result<(), Errno> {
        let upper = object.upper.ok_or(Errno::ESTALE)?;
        let size = object.lowers.first().and_then(|lower| self.fs.get(lower.ino)).map_or(0, Inode::size);
        let (from, data) = self.overlay.data_of(self.fs, object)?;
        if how != CopyUp::Emptied && size > 0 {
            let content = self.fs.inode(data)?.content().ok_or(Errno::EIO)?.resized(size);
            self.fs.set_content(upper, content)?;
        }
        self.fs.remove_xattr(upper, Own::Metacopy.name(self.overlay.set.config.userxattr))?;
        self.did(Cause::CopiedData { path: object.path(), from, bytes: size, trigger: self.trigger });
        Ok(())
    }
}

/// Of a lower object that is open but whose name was removed: where the name was is a whiteout now, or something newer, and the
/// upper filesystem refuses to put the copy there; or the directory that held it has gone too.
fn nameless_error(fs: &Fs, object: &Object) -> Errno {
    let upper_dir = object.parent.as_ref().and_then(|parent| parent.upper).unwrap_or(Fs::ROOT);
    let dir_is_gone = fs.get(upper_dir).is_none_or(|dir| dir.links.is_empty()) && upper_dir != Fs::ROOT;
    let in_the_way = fs.lookup(upper_dir, object.name.as_bytes()).ok().and_then(|ino| fs.get(ino));
    match in_the_way {
        _ if dir_is_gone => Errno::ENOENT,
        Some(inode) if object.is_dir() && inode.is_dir() => Errno::ENOTEMPTY,
        _ if object.is_dir() => Errno::ENOTDIR,
        _ => Errno::EEXIST,
    }
}

fn needs_data(object: &Object, how: CopyUp) -> bool {
    how != CopyUp::Metadata && object.upper.is_some() && object.metacopy
}

/// What the raw file of a metacopy holds: its size in zeros.
fn hole(content: &Content) -> Content {
    match content {
        Content::Bytes(bytes) => Content::from(vec![0; bytes.len()]),
        Content::Known { size, .. } => Content::Known { size: *size, sha256: None },
    }
}

/// Creates an entry and keeps the directory's times.
fn create_quietly(fs: &mut Fs, dir: Ino, name: &[u8], node: Node) -> Result<Ino, Errno> {
    let inode = fs.inode(dir)?;
    let (atime, mtime) = (inode.atime, inode.mtime);
    let ino = fs.create(dir, name, node, Meta::root(0))?;
    let inode = fs.inode_mut(dir)?;
    (inode.atime, inode.mtime) = (atime, mtime);
    Ok(ino)
}
