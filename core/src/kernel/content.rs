//! Calls that read and write content, by descriptor and by path.

use std::rc::Rc;

use super::open::{Description, MemDevice};
use super::{File, Follow, IoError, Kernel, MAX_FILE_SIZE, Mask, OpenFlags, OpenHow, Place, Stat, Task};
use crate::vfs::{Content, DirEntry, Errno, FileType, SetAttr};

impl Kernel {
    /// The entries of a directory, in the order of the names' bytes.
    pub fn readdir(&self, task: &Task, path: &[u8]) -> Result<Vec<DirEntry>, Errno> {
        let place = self.walk(task, path, Follow::Yes)?.place;
        if !self.inode_at(&place)?.is_dir() {
            return Err(Errno::ENOTDIR);
        }
        self.permit(task, &place, Mask::READ)?;
        self.list(&place)
    }

    /// The content of a regular file, perhaps known by its size only: to hash it, or to copy it as it is.
    pub fn content(&self, task: &Task, path: &[u8]) -> Result<Content, Errno> {
        let place = self.walk(task, path, Follow::Yes)?.place;
        let inode = self.inode_at(&place)?;
        if inode.is_dir() {
            return Err(Errno::EISDIR);
        }
        self.permit(task, &place, Mask::READ)?;
        match (inode.file_type(), MemDevice::of(&inode.node)) {
            (FileType::File, _) => self.content_of(&place).cloned(),
            (FileType::Fifo, _) | (_, Some(MemDevice::Null)) => Ok(Content::empty()),
            _ => Err(Errno::ENXIO),
        }
    }

    /// The bytes of a regular file.
    pub fn read_file(&self, task: &Task, path: &[u8]) -> Result<Rc<[u8]>, IoError> {
        Ok(self.content(task, path)?.bytes()?.clone())
    }

    /// Replaces the content of the file at `path`, which is made with `mode` less the umask if it is missing: a shell's `>`.
    pub fn write_file(&mut self, task: &Task, path: &[u8], bytes: &[u8], mode: u16) -> Result<(), Errno> {
        self.write_once(task, path, bytes, OpenHow::replace(mode))
    }

    /// Appends to the file at `path`, which is made with `mode` less the umask if it is missing: a shell's `>>`.
    pub fn append_file(&mut self, task: &Task, path: &[u8], bytes: &[u8], mode: u16) -> Result<(), Errno> {
        self.write_once(task, path, bytes, OpenHow::append(mode))
    }

    fn write_once(&mut self, task: &Task, path: &[u8], bytes: &[u8], how: OpenHow) -> Result<(), Errno> {
        let file = self.open(task, path, how)?;
        let result = self.write(task, file, bytes).map(drop);
        self.close(file)?;
        result
    }

    /// Replaces the content of a file as [`Kernel::write_file`] does, by content that may be known by its size only.
    pub fn write_content(&mut self, task: &Task, path: &[u8], content: Content, mode: u16) -> Result<(), Errno> {
        let file = self.open(task, path, OpenHow::replace(mode))?;
        let place = self.file_place(file)?;
        let result = match self.inode_at(&place)?.file_type() {
            FileType::File if content.size() > 0 => self.set_content_of(&place, content),
            _ => Ok(()),
        };
        self.close(file)?;
        result
    }

    /// Cuts a file off, or fills it up with zeros.
    pub fn truncate(&mut self, task: &Task, path: &[u8], size: u64) -> Result<(), Errno> {
        let place = self.walk(task, path, Follow::Yes)?.place;
        match self.inode_at(&place)?.file_type() {
            FileType::Dir => return Err(Errno::EISDIR),
            FileType::File => {}
            _ => return Err(Errno::EINVAL),
        }
        self.want_write(task, &place)?;
        self.permit(task, &place, Mask::WRITE)?;
        self.resize(task, &place, size)
    }

    fn resize(&mut self, task: &Task, place: &Place, size: u64) -> Result<(), Errno> {
        if size > MAX_FILE_SIZE && size > self.content_of(place)?.size() {
            return Err(Errno::EFBIG);
        }
        let (now, drop_privileges) = (self.fs.now(), self.loses_privileges(task, place)?);
        self.set_attr(place, SetAttr { size: Some(size), mtime: Some(now), drop_privileges, ..SetAttr::default() })
    }

    // ---- by descriptor ---------------------------------------------------------------------------------------------------

    /// Reads at most `len` bytes from the file's offset, and moves it.
    pub fn read(&mut self, file: File, len: usize) -> Result<Vec<u8>, IoError> {
        let offset = self.description(file)?.offset;
        let bytes = self.read_bytes(file, offset, len)?;
        self.set_offset(file, offset + bytes.len() as u64)?;
        Ok(bytes)
    }

    /// Reads at most `len` bytes from `offset`. `ESPIPE` for a named pipe.
    pub fn read_at(&self, file: File, offset: u64, len: usize) -> Result<Vec<u8>, IoError> {
        self.check_seekable(file)?;
        self.read_bytes(file, offset, len)
    }

    /// `EBADF` for a handle that `O_PATH` gave, `ESPIPE` for a named pipe.
    fn check_seekable(&self, file: File) -> Result<(), Errno> {
        let description = self.description(file)?;
        if description.flags.has(OpenFlags::PATH) {
            return Err(Errno::EBADF);
        }
        let kind = self.inode_at(&self.place_of(description)?)?.file_type();
        if kind == FileType::Fifo { Err(Errno::ESPIPE) } else { Ok(()) }
    }

    fn read_bytes(&self, file: File, offset: u64, len: usize) -> Result<Vec<u8>, IoError> {
        let description = self.description(file)?;
        if !description.access.reads() || description.flags.has(OpenFlags::PATH) {
            return Err(Errno::EBADF.into());
        }
        let place = self.place_of(description)?;
        let inode = self.inode_at(&place)?;
        match (inode.file_type(), MemDevice::of(&inode.node)) {
            (FileType::Dir, _) => Err(Errno::EISDIR.into()),
            (FileType::File, _) => {
                let bytes = self.content_of(&place)?.bytes()?;
                let from = bytes.len().min(usize::try_from(offset).unwrap_or(usize::MAX));
                Ok(bytes[from..bytes.len().min(from.saturating_add(len))].to_vec())
            }
            (_, Some(MemDevice::Zero | MemDevice::Full)) => Ok(vec![0; len.min(MAX_FILE_SIZE as usize)]),
            _ => Ok(Vec::new()),
        }
    }

    /// Writes at the file's offset (or, with `O_APPEND`, at its end) and moves the offset. Gives how many bytes: all.
    pub fn write(&mut self, task: &Task, file: File, bytes: &[u8]) -> Result<usize, Errno> {
        let description = self.description(file)?;
        let offset = self.write_offset(description, description.offset)?;
        self.write_bytes(task, file, offset, bytes)?;
        self.set_offset(file, offset + bytes.len() as u64)?;
        Ok(bytes.len())
    }

    /// Writes at `offset` (with `O_APPEND`, at the end all the same, as Linux does).
    pub fn write_at(&mut self, task: &Task, file: File, offset: u64, bytes: &[u8]) -> Result<usize, Errno> {
        self.check_seekable(file)?;
        let offset = self.write_offset(self.description(file)?, offset)?;
        self.write_bytes(task, file, offset, bytes)?;
        Ok(bytes.len())
    }

    fn write_offset(&self, description: &Description, offset: u64) -> Result<u64, Errno> {
        let place = self.place_of(description)?;
        let appends = description.flags.has(OpenFlags::APPEND) && self.inode_at(&place)?.file_type() == FileType::File;
        Ok(if appends { self.content_of(&place)?.size() } else { offset })
    }

    fn write_bytes(&mut self, task: &Task, file: File, offset: u64, bytes: &[u8]) -> Result<(), Errno> {
        let description = self.description(file)?;
        if !description.access.writes() || description.flags.has(OpenFlags::PATH) {
            return Err(Errno::EBADF);
        }
        let place = self.place_of(description)?;
        let inode = self.inode_at(&place)?;
        match (inode.file_type(), MemDevice::of(&inode.node)) {
            (_, Some(MemDevice::Full)) => return Err(Errno::ENOSPC),
            (FileType::File, _) => {}
            _ => return Ok(()),
        }
        if bytes.is_empty() {
            return Ok(());
        }
        if offset.checked_add(bytes.len() as u64).is_none_or(|end| end > MAX_FILE_SIZE) {
            return Err(Errno::EFBIG);
        }
        if self.loses_privileges(task, &place)? {
            self.set_attr(&place, SetAttr { drop_privileges: true, ..SetAttr::default() })?;
        }
        let content = self.content_of(&place)?.written(offset, bytes);
        self.set_content_of(&place, content)
    }

    /// Moves the file's offset. `ESPIPE` for a named pipe.
    pub fn seek(&mut self, file: File, offset: u64) -> Result<(), Errno> {
        self.check_seekable(file)?;
        self.set_offset(file, offset)
    }

    /// The attributes of an open file.
    pub fn fstat(&self, file: File) -> Result<Stat, Errno> {
        self.stat_place(&self.file_place(file)?)
    }

    /// The entries of an open directory; none if it is removed.
    pub fn freaddir(&self, file: File) -> Result<Vec<DirEntry>, Errno> {
        let description = self.description(file)?;
        if description.flags.has(OpenFlags::PATH) {
            return Err(Errno::EBADF);
        }
        self.list(&self.place_of(description)?)
    }

    /// Cuts an open file off, or fills it up with zeros.
    pub fn ftruncate(&mut self, task: &Task, file: File, size: u64) -> Result<(), Errno> {
        let description = self.description(file)?;
        let place = self.place_of(description)?;
        if description.flags.has(OpenFlags::PATH) {
            return Err(Errno::EBADF);
        }
        if !description.access.writes() || self.inode_at(&place)?.file_type() != FileType::File {
            return Err(Errno::EINVAL);
        }
        self.resize(task, &place, size)
    }

    /// Sets the permission bits of an open file.
    pub fn fchmod(&mut self, task: &Task, file: File, mode: u16) -> Result<(), Errno> {
        let description = self.description(file)?;
        if description.flags.has(OpenFlags::PATH) {
            return Err(Errno::EBADF);
        }
        let place = self.place_of(description)?;
        self.chmod_place(task, &place, mode)
    }
}
