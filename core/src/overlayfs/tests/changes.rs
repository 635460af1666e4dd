//! Changing: what is done in the layers, and why.

use std::collections::BTreeSet;

use super::*;
use crate::vfs::{Name, RenameMode, SetAttr};

/// What is done.
type Change = fn(&mut World) -> Result<(), Errno>;

/// Layers (the upper one first), options, what is done, the result, and each cause in order.
type Row = (&'static [&'static str], &'static str, Change, Result<(), Errno>, &'static [&'static str]);

const DOCKER: &str = "index=off";
const REDIRECT: &str = "redirect_dir=on";
const METACOPY: &str = "metacopy=on";

fn open_for_writing(world: &mut World, path: &str) -> Result<(), Errno> {
    let object = world.at(path)?;
    world.writer(Trigger::OpenForWriting).copy_up(&object, CopyUp::Data).map(drop)
}

fn chmod(world: &mut World, path: &str) -> Result<(), Errno> {
    let object = world.at(path)?;
    world.writer(Trigger::Chmod).set_attr(&object, SetAttr { mode: Some(0o600), ..SetAttr::default() })
}

fn remove(world: &mut World, path: &str) -> Result<(), Errno> {
    let object = world.at(path)?;
    world.writer(Trigger::Remove).remove(&object)
}

fn create(world: &mut World, path: &str, node: Node) -> Result<(), Errno> {
    let path = AbsPath::from(path);
    let (dir, name) = path.split().ok_or(Errno::EEXIST)?;
    let dir = world.overlay.at(&world.fs, &dir)?;
    let name = Name::new(name);
    world.writer(Trigger::Create).create(&dir, name.as_bytes(), node, Meta::root(0o755)).map(drop)
}

fn mkdir(world: &mut World, path: &str) -> Result<(), Errno> {
    create(world, path, Node::dir())
}

fn touch(world: &mut World, path: &str) -> Result<(), Errno> {
    create(world, path, Node::File(Content::empty()))
}

fn rename(world: &mut World, from: &str, to: &str, mode: RenameMode) -> Result<(), Errno> {
    let (from, to) = (AbsPath::from(from), AbsPath::from(to));
    let ((dir, name), (to_dir, to_name)) = (from.split().unwrap(), to.split().unwrap());
    let (dir, to_dir) = (world.overlay.at(&world.fs, &dir)?, world.overlay.at(&world.fs, &to_dir)?);
    world.writer(Trigger::Rename).rename((&dir, name), (&to_dir, to_name), mode)
}

fn link(world: &mut World, from: &str, to: &str) -> Result<(), Errno> {
    let (object, to) = (world.at(from)?, AbsPath::from(to));
    let (dir, name) = to.split().unwrap();
    let dir = world.overlay.at(&world.fs, &dir)?;
    world.writer(Trigger::Link).link(&object, &dir, name)
}

const MOVE: RenameMode = RenameMode::Replace;
const SWAP: RenameMode = RenameMode::Exchange;

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // Copy-up.
    (&["", "f=text"], DOCKER, |w| open_for_writing(w, "/f"), Ok(()), &["CopiedUp"]),
    (&["", "a/ a/b/ a/b/f=text"], DOCKER, |w| chmod(w, "/a/b/f"), Ok(()), &["CopiedUp", "CopiedUp", "CopiedUp"]),
    (&["f=text", ""], DOCKER, |w| open_for_writing(w, "/f"), Ok(()), &[]),
    (&["", "f=text g&f"], DOCKER, |w| chmod(w, "/f"), Ok(()), &["CopiedUp", "BrokeHardLink"]),
    (&["", "f=text g&f"], "index=on", |w| chmod(w, "/f"), Ok(()), &["CopiedUp", "LinkedFromIndex"]),
    (&["", "f=text"], METACOPY, |w| chmod(w, "/f"), Ok(()), &["CopiedUp"]),
    (&["", "f=text"], METACOPY, |w| chmod(w, "/f").and_then(|()| open_for_writing(w, "/f")), Ok(()), &["CopiedUp", "CopiedData"]),
    // Removing.
    (&["f=text", ""], DOCKER, |w| remove(w, "/f"), Ok(()), &["RemovedWithoutWhiteout"]),
    (&["", "f=text"], DOCKER, |w| remove(w, "/f"), Ok(()), &["MadeWhiteout"]),
    (&["f=new", "f=old"], DOCKER, |w| remove(w, "/f"), Ok(()), &["MadeWhiteout"]),
    (&["f=new", "-f", "f=old"], DOCKER, |w| remove(w, "/f"), Ok(()), &["RemovedWithoutWhiteout"]),
    (&["d/! d/f=new", "d/ d/f=old"], DOCKER, |w| remove(w, "/d/f"), Ok(()), &["RemovedWithoutWhiteout"]),
    (&["", "d/ d/f=text"], DOCKER, |w| remove(w, "/d"), Err(Errno::ENOTEMPTY), &[]),
    (&["d/ -d/f", "d/ d/f=text"], DOCKER, |w| remove(w, "/d"), Ok(()), &["ClearedWhiteouts", "MadeWhiteout"]),
    (&["d/ -d/f", ""], DOCKER, |w| remove(w, "/d"), Err(Errno::ENOTEMPTY), &[]),
    (&["d/!", "d/ d/f=text"], DOCKER, |w| remove(w, "/d"), Ok(()), &["MadeWhiteout"]),
    // Making.
    (&["", ""], DOCKER, |w| touch(w, "/f"), Ok(()), &[]),
    (&["-f", "f=text"], DOCKER, |w| touch(w, "/f"), Ok(()), &["ReplacedWhiteout"]),
    (&["-d", "d/"], DOCKER, |w| mkdir(w, "/d"), Ok(()), &["ReplacedWhiteout", "MarkedOpaque"]),
    (&["", "-d", "d/"], DOCKER, |w| mkdir(w, "/d"), Ok(()), &[]),
    (&["", ""], REDIRECT, |w| mkdir(w, "/d"), Ok(()), &["MarkedOpaque"]),
    (&["", ""], DOCKER, |w| create(w, "/c", Node::Char(Dev::ZERO)), Err(Errno::EPERM), &[]),
    (&["", "f=text"], DOCKER, |w| touch(w, "/f"), Err(Errno::EEXIST), &[]),
    // Links.
    (&["", "f=text"], DOCKER, |w| link(w, "/f", "/g"), Ok(()), &["CopiedUp"]),
    (&["-g", "f=text g=old"], DOCKER, |w| link(w, "/f", "/g"), Ok(()), &["CopiedUp", "ReplacedWhiteout"]),
    // Moving.
    (&["", "f=text"], DOCKER, |w| rename(w, "/f", "/g", MOVE), Ok(()), &["CopiedUp", "MadeWhiteout"]),
    (&["f=text", ""], DOCKER, |w| rename(w, "/f", "/g", MOVE), Ok(()), &[]),
    (&["-g", "f=text g=old"], DOCKER, |w| rename(w, "/f", "/g", MOVE), Ok(()), &["CopiedUp", "SwappedWhiteout"]),
    (&["f=text -g", "g=old"], DOCKER, |w| rename(w, "/f", "/g", MOVE), Ok(()), &["ReplacedWhiteout"]),
    (&["", "d/"], DOCKER, |w| rename(w, "/d", "/e", MOVE), Err(Errno::EXDEV), &["NotMovable"]),
    (&["d/", "d/"], DOCKER, |w| rename(w, "/d", "/e", MOVE), Err(Errno::EXDEV), &["NotMovable"]),
    (&["d/", ""], DOCKER, |w| rename(w, "/d", "/e", MOVE), Ok(()), &["MarkedOpaque"]),
    (&["d/!", "d/"], DOCKER, |w| rename(w, "/d", "/e", MOVE), Ok(()), &["MadeWhiteout"]),
    (&["", "d/"], REDIRECT, |w| rename(w, "/d", "/e", MOVE), Ok(()), &["CopiedUp", "SetRedirect", "MadeWhiteout"]),
    (&["", "d/ d/x=1 e/"], REDIRECT, |w| rename(w, "/d", "/e", MOVE), Ok(()), &["CopiedUp", "SetRedirect", "MadeWhiteout"]),
    (&["", "f=1 g=2"], DOCKER, |w| rename(w, "/f", "/g", SWAP), Ok(()), &["CopiedUp", "CopiedUp"]),
    (&["f=1", "d/"], DOCKER, |w| rename(w, "/f", "/d", SWAP), Err(Errno::EXDEV), &["NotMovable"]),
];

#[test]
fn every_row() {
    let mut wrong = Vec::new();
    for (layers, options, change, expected, causes) in ROWS {
        let mut world = World::new(layers, options);
        let result = change(&mut world);
        let found: Vec<&str> = world.log.iter().map(|effect| name(&effect.cause)).collect();
        if (result, &found[..]) != (*expected, *causes) {
            wrong.push(format!("{layers:?} {options}: {result:?} {found:?}, not {expected:?} {causes:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One name for each variant: the compiler insists that none is forgotten.
fn name(cause: &Cause) -> &'static str {
    match cause {
        Cause::CopiedUp { .. } => "CopiedUp",
        Cause::CopiedData { .. } => "CopiedData",
        Cause::BrokeHardLink { .. } => "BrokeHardLink",
        Cause::LinkedFromIndex { .. } => "LinkedFromIndex",
        Cause::MadeWhiteout { .. } => "MadeWhiteout",
        Cause::RemovedWithoutWhiteout { .. } => "RemovedWithoutWhiteout",
        Cause::ClearedWhiteouts { .. } => "ClearedWhiteouts",
        Cause::ReplacedWhiteout { .. } => "ReplacedWhiteout",
        Cause::SwappedWhiteout { .. } => "SwappedWhiteout",
        Cause::MarkedOpaque { .. } => "MarkedOpaque",
        Cause::SetRedirect { .. } => "SetRedirect",
        Cause::NotMovable { .. } => "NotMovable",
    }
}

#[test]
fn every_cause_has_a_row_and_words_in_both_languages() {
    let mut seen = BTreeSet::new();
    for (layers, options, change, ..) in ROWS {
        let mut world = World::new(layers, options);
        let _result = change(&mut world);
        for effect in &world.log {
            seen.insert(name(&effect.cause));
            let (en, zh) = (explain::en::cause(&effect.cause), explain::zh::cause(&effect.cause));
            for words in [&en, &zh] {
                assert!(!words.headline.is_empty() && !words.detail.is_empty(), "{:?}", effect.cause);
            }
            assert!(en != zh && !zh.detail.is_ascii() && en.detail.is_ascii(), "{:?}", effect.cause);
        }
    }
    assert_eq!(seen.len(), 12, "{seen:?}");
}
