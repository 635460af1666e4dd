//! Lookup: which layers provide a name. The heart of the union (`ovl_lookup` of fs/overlayfs/namei.c).
//!
//! The real directories that make up the parent are searched from the top down:
//!
//! | found in a layer | nothing collected yet | directories collected |
//! |---|---|---|
//! | nothing | go on | go on |
//! | whiteout | stop: no such name | stop |
//! | not a directory | this is it, stop | ignore it, stop |
//! | directory | collect it, go on | collect it, go on |
//! | opaque directory | collect it, stop | collect it, stop |
//!
//! A redirect replaces the name for the layers below; an absolute one restarts from the roots of the layers, whatever would
//! have cut off the parents.

use std::borrow::Cow;
use std::rc::Rc;

use super::opaque::Opaqueness;
use super::xattr::Own;
use super::{Answer, Finding, Found, Layer, Lookup, Lower, Object, Overlay, Probe, WhiteoutForm};
use crate::vfs::{Errno, FileType, Fs, Ino, Inode, Name};

/// What a lookup comes to.
#[derive(Clone, Debug)]
pub enum Entry {
    /// Something.
    Object(Rc<Object>),
    /// Nothing.
    Absent {
        /// Because the upper layer has a whiteout.
        whiteout_in_upper: bool,
    },
}

impl Entry {
    /// The object, if there is one.
    pub fn object(self) -> Option<Rc<Object>> {
        match self {
            Self::Object(object) => Some(object),
            Self::Absent { .. } => None,
        }
    }
}

/// The state of a search (`struct ovl_lookup_data`).
#[allow(clippy::struct_excessive_bools, reason = "the kernel's own state, one to one")]
struct Search<'a> {
    overlay: &'a Overlay,
    fs: &'a Fs,
    /// The name asked for, or what a redirect has made of it.
    name: Cow<'a, [u8]>,
    layer: Layer,
    /// A directory was found.
    is_dir: bool,
    /// What was found last hides everything below.
    opaque: bool,
    xwhiteouts: bool,
    /// The search is over.
    stop: bool,
    /// No layer comes after this one, so marks about lower layers are not read.
    last: bool,
    /// The name comes from a redirect.
    redirected: bool,
    /// The last redirect read was absolute.
    absolute: bool,
    /// The last file found has no data.
    metacopy: bool,
    probes: Option<&'a mut Vec<Probe>>,
}

impl Overlay {
    /// What `name` in the directory `parent` stands for.
    pub fn lookup(&self, fs: &Fs, parent: &Rc<Object>, name: &[u8]) -> Result<Entry, Errno> {
        self.search(fs, parent, name, None)
    }

    /// The same, with the evidence: every place that was looked at, and why the search stopped.
    pub fn explain_lookup(&self, fs: &Fs, parent: &Rc<Object>, name: &[u8]) -> Lookup {
        let mut probes = Vec::new();
        let answer = match self.search(fs, parent, name, Some(&mut probes)) {
            Err(error) => Answer::Failed(error),
            Ok(Entry::Absent { whiteout_in_upper }) => Answer::Absent { whiteout_in_upper },
            Ok(Entry::Object(object)) if object.is_dir() && object.is_merge() => {
                let upper = object.upper.map(|_| Layer::UPPER);
                Answer::Merged { layers: upper.into_iter().chain(object.lowers.iter().map(|l| l.layer)).collect() }
            }
            Ok(Entry::Object(object)) => Answer::From { layer: object.layer() },
        };
        Lookup { path: parent.path().join(name), probes, answer }
    }

    fn search<'a>(
        &'a self,
        fs: &'a Fs,
        parent: &Rc<Object>,
        name: &'a [u8],
        probes: Option<&'a mut Vec<Probe>>,
    ) -> Result<Entry, Errno> {
        if name.len() > 255 {
            return Err(Errno::ENAMETOOLONG);
        }
        let mut search = Search::new(self, fs, name, probes);
        search.last = !search.reads_redirects() && parent.lowers.is_empty();
        let mut upper = Upper::default();
        if let Some(dir) = parent.upper {
            upper = search.upper(dir)?;
        }
        let mut lowers = search.lowers(parent, &upper)?;
        let mut data_redirect = None;
        if search.metacopy && !lowers.is_empty() && !self.set.data.is_empty() && search.absolute {
            search.metacopy = false;
            data_redirect = Some(Rc::from(&*search.name));
        } else {
            search.check_following()?;
        }
        if search.metacopy || (upper.metacopy && lowers.is_empty()) {
            return Err(search.fail(Errno::EIO, Finding::MetacopyWithoutData));
        }
        if let Some(origin) = upper.origin.filter(|_| lowers.is_empty()) {
            // Which layer does not matter: only the inode's number is of use.
            lowers.push(Lower { layer: Layer(1), ino: origin });
        }
        let (is_dir, xwhiteouts, whiteout_in_upper) = (search.is_dir, search.xwhiteouts, upper.opaque);
        match self.assemble(fs, parent, name, upper, lowers, is_dir)? {
            Some(mut object) => {
                (object.xwhiteouts, object.data_redirect) = (xwhiteouts, data_redirect);
                Ok(Entry::Object(Rc::new(object)))
            }
            None => Ok(Entry::Absent { whiteout_in_upper }),
        }
    }

    /// Puts the object together from what was found.
    fn assemble(
        &self,
        fs: &Fs,
        parent: &Rc<Object>,
        name: &[u8],
        mut upper: Upper,
        lowers: Vec<Lower>,
        is_dir: bool,
    ) -> Result<Option<Object>, Errno> {
        let upper_alias = upper.ino.is_some();
        let lower = lowers.first().map(|lower| lower.ino);
        let mut index = None;
        if let Some(origin) = lower
            && !is_dir
            && (upper.ino.is_none() || !upper.metacopy || self.set.config.index)
        {
            index = self.index_entry(fs, upper.ino, origin)?;
        }
        if upper.ino.is_none()
            && let Some(entry) = index
        {
            let inode = fs.inode(entry)?;
            upper.metacopy = self.is_metacopy(inode)?;
            upper.redirect = self.redirect_of(inode)?.cloned();
            upper.ino = Some(entry);
        }
        let Some(real) = upper.ino.or(lower) else { return Ok(None) };
        let inode = fs.inode(real)?;
        let several = (upper.ino.is_some() && lower.is_some()) || lowers.len() > 1;
        let by_lower = self.is_by_lower(fs, upper.ino, lower, index.is_some());
        Ok(Some(Object {
            parent: Some(parent.clone()),
            name: Name::new(name),
            file_type: inode.file_type(),
            upper: upper.ino,
            upper_alias,
            data_redirect: None,
            opaque: upper.opaque,
            redirect: upper.redirect,
            metacopy: upper.metacopy,
            whiteouts: is_dir && (several || self.own(inode, Own::Origin).is_some()),
            xwhiteouts: false,
            index,
            by_lower,
            nameless: false,
            lowers,
        }))
    }
}

/// What the upper layer has.
#[derive(Default)]
struct Upper {
    ino: Option<Ino>,
    /// An opaque directory; or, if there is no inode, a whiteout.
    opaque: bool,
    metacopy: bool,
    redirect: Option<Rc<[u8]>>,
    origin: Option<Ino>,
}

impl<'a> Search<'a> {
    fn new(overlay: &'a Overlay, fs: &'a Fs, name: &'a [u8], probes: Option<&'a mut Vec<Probe>>) -> Self {
        Self {
            overlay,
            fs,
            name: Cow::Borrowed(name),
            layer: Layer::UPPER,
            is_dir: false,
            opaque: false,
            xwhiteouts: false,
            stop: false,
            last: false,
            redirected: false,
            absolute: false,
            metacopy: false,
            probes,
        }
    }

    /// Whether redirects are read at all.
    fn reads_redirects(&self) -> bool {
        self.overlay.set.config.follows_redirects() || !self.overlay.set.data.is_empty()
    }

    fn upper(&mut self, dir: Ino) -> Result<Upper, Errno> {
        let ino = self.in_layer(dir)?;
        let origin = match ino {
            Some(ino) if !self.is_dir => self.overlay.origin_of(self.fs, ino)?,
            _ => None,
        };
        let redirect = self.redirected.then(|| Rc::from(&*self.name));
        Ok(Upper { ino, opaque: self.opaque, metacopy: self.metacopy, redirect, origin })
    }

    /// Goes through the lower layers and collects what belongs to the object.
    fn lowers(&mut self, parent: &Object, upper: &Upper) -> Result<Vec<Lower>, Errno> {
        let set = &self.overlay.set;
        let mut found = Vec::new();
        // From an absolute redirect on, the roots of the layers take the place of the parent's directories.
        let mut roots = self.name.first() == Some(&b'/');
        let mut at = 0;
        while !self.stop {
            let places = if roots { &self.overlay.root.lowers } else { &parent.lowers };
            let Some(place) = places.get(at) else { break };
            self.check_following()?;
            if !self.reads_redirects() {
                self.last = at + 1 == places.len();
            } else if self.is_dir || set.data.is_empty() {
                self.last = usize::from(place.layer.0) == set.lowers.len();
            }
            self.layer = place.layer;
            at += 1;
            let Some(ino) = self.in_layer(place.ino)? else { continue };
            if upper.ino.is_some() && found.is_empty() && !self.is_dir && set.config.index {
                self.verify_origin(upper, ino)?;
            }
            // Of several metacopies only the topmost is kept.
            if !self.metacopy || found.is_empty() {
                found.push(Lower { layer: place.layer, ino });
            }
            if self.name.first() == Some(&b'/') && !roots && !self.stop {
                roots = true;
                at = usize::from(place.layer.0);
            }
        }
        Ok(found)
    }

    /// A metacopy must continue at the very file that it was copied up from.
    fn verify_origin(&mut self, upper: &Upper, ino: Ino) -> Result<(), Errno> {
        match upper.origin {
            Some(origin) if origin != ino => Err(self.fail(Errno::ESTALE, Finding::OriginDiffers)),
            _ => Ok(()),
        }
    }

    /// Whether the next layer may be looked at under the options of the mount.
    fn check_following(&mut self) -> Result<(), Errno> {
        let config = &self.overlay.set.config;
        if self.metacopy && !config.metacopy {
            return Err(self.fail(Errno::EPERM, Finding::MetacopyRefused));
        }
        if self.redirected && !config.follows_redirects() {
            return Err(self.fail(Errno::EPERM, Finding::RedirectRefused));
        }
        Ok(())
    }

    /// Looks for the name, which a redirect may have made a path, in one layer.
    fn in_layer(&mut self, base: Ino) -> Result<Option<Ino>, Errno> {
        if self.name.first() != Some(&b'/') {
            let name = self.name.clone();
            return self.single(base, &name, 0, b"");
        }
        // Counted from the end: a redirect met on the way changes what is before.
        let mut left = self.name.len() - 1;
        let mut dir = base;
        loop {
            let path = self.name.clone();
            let start = path.len() - left;
            let len = path[start..].iter().take_while(|b| **b != b'/').count();
            let rest = &path[start + len..];
            match self.single(dir, &path[start..start + len], start, rest)? {
                Some(ino) if !rest.is_empty() && self.fs.inode(ino)?.is_dir() => dir = ino,
                found => return Ok(found.filter(|_| rest.is_empty())),
            }
            left -= len + 1;
        }
    }

    /// Looks for one name in one real directory (`ovl_lookup_single`). `before` bytes of a redirect's path come before the
    /// name, `after` follows it.
    fn single(&mut self, base: Ino, name: &[u8], before: usize, after: &[u8]) -> Result<Option<Ino>, Errno> {
        let overlay = self.overlay;
        let Some(&ino) = self.fs.entries(base)?.get(name) else {
            self.probe(base, name, Found::Absent, || Finding::NothingHere);
            return Ok(None);
        };
        let inode = self.fs.inode(ino)?;
        let at_end = after.is_empty();
        if overlay.is_whiteout(inode) {
            (self.stop, self.opaque) = (true, true);
            let form = if inode.is_whiteout_device() { WhiteoutForm::Device } else { WhiteoutForm::Xattr };
            self.probe(base, name, Found::Whiteout(form), || Finding::WhiteoutEnds { form });
            return Ok(None);
        }
        let kind = inode.file_type();
        if !inode.is_dir() {
            let ignored = if !at_end {
                Some(Finding::FileOnRedirectedPath)
            } else if self.is_dir {
                Some(Finding::FileBelowDirectory)
            } else if self.metacopy && kind != FileType::File {
                Some(Finding::NoDataForMetacopy)
            } else {
                None
            };
            if let Some(cause) = ignored {
                self.stop = true;
                self.probe(base, name, Found::File(kind, ino), || cause);
                return Ok(None);
            }
            self.metacopy = overlay.is_metacopy(inode)?;
            self.stop = !self.metacopy;
            if !self.metacopy {
                self.probe(base, name, Found::File(kind, ino), || Finding::FileFound);
                return Ok(Some(ino));
            }
            self.probe(base, name, Found::Metacopy(ino), || Finding::MetacopyContinues);
            if self.last {
                return Ok(Some(ino));
            }
        } else if at_end && self.metacopy {
            self.stop = true;
            self.probe(base, name, Found::Dir(ino), || Finding::NoDataForMetacopy);
            return Ok(None);
        } else if overlay.is_trap(ino) {
            self.probe(base, name, Found::Dir(ino), || Finding::OverlappingLayers);
            return Err(Errno::ELOOP);
        } else if self.directory(base, name, (ino, inode), at_end) {
            return Ok(Some(ino));
        }
        self.read_redirect(inode, before, after)?;
        Ok(Some(ino))
    }

    /// A directory was found. Whether nothing more is to be read from it.
    fn directory(&mut self, base: Ino, name: &[u8], (ino, inode): (Ino, &Inode), at_end: bool) -> bool {
        self.is_dir |= at_end;
        if self.last {
            self.probe(base, name, Found::Dir(ino), || Finding::LowestDirectory);
            return true;
        }
        match self.overlay.opaqueness(inode) {
            Opaqueness::Opaque => {
                self.stop = true;
                self.opaque |= at_end;
                self.probe(base, name, Found::OpaqueDir(ino), || Finding::OpaqueEnds);
                return true;
            }
            Opaqueness::Xwhiteouts if at_end && self.layer != Layer::UPPER => self.xwhiteouts = true,
            _ => {}
        }
        self.probe(base, name, Found::Dir(ino), || Finding::DirectoryJoins);
        false
    }

    /// Takes note of where the layers below continue.
    fn read_redirect(&mut self, inode: &Inode, before: usize, after: &[u8]) -> Result<(), Errno> {
        self.absolute = false;
        let value = match self.overlay.redirect_of(inode) {
            Ok(None) => return Ok(()),
            Ok(Some(value)) => value,
            Err(error) => return Err(self.fail(error, Finding::InvalidRedirect)),
        };
        let mut path = Vec::with_capacity(before + value.len() + after.len());
        if value.first() == Some(&b'/') {
            self.absolute = true;
            // An opaque directory on the way here does not cut off what the redirect means.
            self.stop = false;
        } else {
            path.extend_from_slice(&self.name[..before]);
        }
        path.extend_from_slice(value);
        path.extend_from_slice(after);
        if let Some(last) = self.probes.as_mut().and_then(|probes| probes.last_mut()) {
            last.cause = Finding::Redirected { to: path.as_slice().into() };
        }
        self.name = Cow::Owned(path);
        self.redirected = true;
        Ok(())
    }

    fn probe(&mut self, dir: Ino, name: &[u8], found: Found, cause: impl FnOnce() -> Finding) {
        if let Some(probes) = &mut self.probes {
            probes.push(Probe { layer: self.layer, dir, name: Name::new(name), found, cause: cause() });
        }
    }

    /// Gives the last probe the cause of the failure.
    fn fail(&mut self, error: Errno, cause: Finding) -> Errno {
        if let Some(last) = self.probes.as_mut().and_then(|probes| probes.last_mut()) {
            last.cause = cause;
        }
        error
    }
}
