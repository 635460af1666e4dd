//! The truth tables of this module, row by row: layers, what is done or looked for, and every cause in order. Each kind of cause,
//! finding and refusal has at least one row, and words in both languages.

mod changes;
mod lookups;
mod mounts;

use std::rc::Rc;

use super::*;
use crate::clock::Time;
use crate::vfs::{AbsPath, Content, Dev, Errno, Meta, Node};

/// Layers on a disk: `/0` is the upper one, `/1`, `/2`, … the lower ones from the top; data-only ones follow. `/w` is for work.
///
/// A layer is a list of what is in it:
/// `d/` a directory, `d/!` an opaque one, `f=text` a file, `-f` a whiteout, `x:f` a whiteout in the form of an attribute,
/// `f&g` a further name of g, `l->t` a symbolic link, `f|` a named pipe; then `@mark=value` sets an overlay attribute on it.
struct World {
    fs: Fs,
    overlay: Overlay,
    log: Vec<Effect>,
}

fn disk(layers: &[&str]) -> Fs {
    let mut fs = Fs::new(Time::from_secs(1));
    fs.mkdir(&"/w".into(), 0o755).unwrap();
    for (n, text) in layers.iter().enumerate() {
        let root = AbsPath::from(format!("/{n}").as_str());
        fs.mkdir(&root, 0o755).unwrap();
        for token in text.split_whitespace() {
            add(&mut fs, &root, token);
        }
    }
    fs
}

fn add(fs: &mut Fs, root: &AbsPath, token: &str) {
    let mut parts = token.split('@');
    let what = parts.next().unwrap();
    let create = |fs: &mut Fs, path: &str, node: Node| {
        let path = root.join(path);
        let (dir, name) = path.split().unwrap();
        let dir = fs.walk(&dir).unwrap();
        fs.create(dir, name, node, Meta::root(0o755)).unwrap()
    };
    let mark = |fs: &mut Fs, ino, name: &str, value: &str| {
        fs.set_xattr(ino, format!("trusted.overlay.{name}").as_bytes(), value.as_bytes()).unwrap();
    };
    let ino = if let Some(path) = what.strip_prefix('-') {
        create(fs, path, Node::Char(Dev::ZERO))
    } else if let Some(path) = what.strip_prefix("x:") {
        let ino = create(fs, path, Node::File(Content::empty()));
        mark(fs, ino, "whiteout", "y");
        ino
    } else if let Some((path, to)) = what.split_once("->") {
        create(fs, path, Node::Symlink(to.as_bytes().into()))
    } else if let Some((path, text)) = what.split_once('=') {
        create(fs, path, Node::File(Content::from(text.as_bytes().to_vec())))
    } else if let Some((path, to)) = what.split_once('&') {
        let ino = fs.walk(&root.join(to)).unwrap();
        let path = root.join(path);
        let (dir, name) = path.split().unwrap();
        let dir = fs.walk(&dir).unwrap();
        fs.link(ino, dir, name).unwrap();
        ino
    } else if let Some(path) = what.strip_suffix('|') {
        create(fs, path, Node::Fifo)
    } else if let Some(path) = what.strip_suffix("/!") {
        let ino = create(fs, path, Node::dir());
        mark(fs, ino, "opaque", "y");
        ino
    } else {
        create(fs, what.strip_suffix('/').unwrap(), Node::dir())
    };
    for part in parts {
        let (name, value) = part.split_once('=').unwrap();
        mark(fs, ino, name, value);
    }
}

/// `options`: as for a mount, without directories; `data`: how many of the layers, at the end, are data-only ones.
fn mount(fs: &mut Fs, layers: usize, options: &str, data: usize) -> Result<Overlay, Refusal> {
    let names = |range: std::ops::Range<usize>| range.map(|n| format!("/{n}")).collect::<Vec<_>>();
    let (lowers, datas) = (names(1..layers - data), names(layers - data..layers));
    let mut lowerdir = lowers.join(":");
    for name in &datas {
        lowerdir += &format!("::{name}");
    }
    let text = format!("{options},lowerdir={lowerdir},upperdir=/0,workdir=/w");
    let config = Options::parse(&text)?.config;
    let find = |name: &String| fs.walk(&AbsPath::from(name.as_str())).unwrap();
    let dirs = Directories {
        lowers: lowers.iter().map(find).collect(),
        data: datas.iter().map(find).collect(),
        upper: Some(find(&"/0".to_owned())),
        work: Some(find(&"/w".to_owned())),
    };
    Overlay::mount(fs, config, dirs, &[])
}

impl World {
    fn new(layers: &[&str], options: &str) -> Self {
        Self::with_data(layers, options, 0)
    }

    fn with_data(layers: &[&str], options: &str, data: usize) -> Self {
        let mut fs = disk(layers);
        let overlay = mount(&mut fs, layers.len(), options, data).unwrap();
        Self { fs, overlay, log: Vec::new() }
    }

    fn at(&self, path: &str) -> Result<Rc<Object>, Errno> {
        self.overlay.at(&self.fs, &AbsPath::from(path))
    }

    fn writer(&mut self, trigger: Trigger) -> Writer<'_> {
        self.overlay.writer(&mut self.fs, &mut self.log, trigger)
    }
}

/// The name of a variant.
fn variant(debug: &str) -> String {
    debug.split([' ', '{', '(']).next().unwrap_or_default().to_owned()
}
