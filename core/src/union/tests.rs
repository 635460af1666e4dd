//! Stacks of images that were pulled and of a container made by hand, as text.

use std::fmt::Write as _;

use super::*;
use crate::disk::{layout, overlay2};
use crate::kernel::{Kernel, MountKind, Task};
use crate::session::Session;
use crate::trace::Lang;
use crate::vfs::{AbsPath, FileType, Fs, Name};
use crate::world;

fn pulled(images: &[&str]) -> Session {
    let mut session = Session::on(world::open("empty").unwrap());
    for image in images {
        assert_eq!(session.run(&format!("docker pull -q drydock.example/{image}")).exit, 0);
    }
    session
}

fn stack_of(kernel: &Kernel, name: &str) -> Stack {
    let subject = Subject::find(&subjects(&kernel.fs), name).unwrap();
    Stack::of(kernel, subject).unwrap()
}

/// The outcome, and a line for each slab: its name, what is told, what it has.
fn told(stack: &Stack, fs: &Fs, path: &str) -> String {
    let trail = stack.trail(fs, path.as_bytes());
    let mut text = format!("{}: {}\n", trail.path, stack.outcome_words(&trail, Lang::En).headline);
    for (slab, evidence) in trail.slabs.iter().enumerate() {
        let number = evidence.last_probe().map_or(String::new(), |(number, _)| format!(" {number}"));
        let short = stack.evidence_words(evidence, Lang::En).headline;
        let copy = evidence.copy.as_ref().map_or(String::new(), |copy| {
            let kind = match copy {
                Copy { whiteout: Some(_), .. } => "whiteout".to_owned(),
                Copy { opaque: true, .. } => "opaque dir".to_owned(),
                Copy { file_type: FileType::Dir, .. } => "dir".to_owned(),
                Copy { file_type: FileType::Symlink, target, .. } => format!("-> {}", target.as_deref().unwrap_or("")),
                Copy { size, .. } => format!("{size} bytes"),
            };
            let from =
                copy.copied_from.map_or(String::new(), |from| format!(" from {}", stack.slab_name(from, Lang::En)));
            format!(" [{kind}{from}]")
        });
        writeln!(text, "  {}:{number} {short}{copy}", stack.slab_name(slab, Lang::En)).unwrap();
    }
    text
}

#[test]
fn an_image_with_a_whiteout_and_an_opaque_directory() {
    let session = pulled(&["tidy"]);
    let kernel = session.machine().kernel();
    let (stack, fs) = (stack_of(kernel, "drydock.example/tidy"), &kernel.fs);
    let made: Vec<_> = stack.slabs.iter().map(|slab| slab.created_by.as_deref().unwrap_or("")).collect();
    assert!(made[0].contains("tidy up") && made[1].contains("COPY cargo") && made[2].contains("userland"), "{made:?}");
    assert!(stack.slabs.iter().all(|slab| slab.link.is_some() && slab.record.is_some()));
    assert_eq!(
        told(&stack, fs, "/cargo/old.log"),
        "/cargo/old.log: ENOENT: a whiteout in layer 3\n  layer 3: 1 whiteout: stop [whiteout]\n  layer 2: hidden [16 bytes]\n  layer 1: not asked\n"
    );
    assert_eq!(
        told(&stack, fs, "/cargo/manifest.txt"),
        "/cargo/manifest.txt: Provided by layer 2\n  layer 3: 1 nothing here\n  layer 2: 2 found: stop [11 bytes]\n  layer 1: not asked\n"
    );
    assert_eq!(
        told(&stack, fs, "cargo//./crates"),
        "/cargo/crates: A directory of layer 3 alone\n  layer 3: 1 joins, opaque: stop [opaque dir]\n  layer 2: hidden [dir]\n  layer 1: not asked\n"
    );
    assert_eq!(
        told(&stack, fs, "/cargo/crates/one"),
        "/cargo/crates/one: ENOENT: no layer shows this name\n  layer 3: 1 nothing here\n  layer 2: hidden [4 bytes]\n  layer 1: not asked\n"
    );
    assert_eq!(
        told(&stack, fs, "/cargo"),
        "/cargo: Merged from 2 directories\n  layer 3: 1 joins: go on [dir]\n  layer 2: 2 joins: go on [dir]\n  layer 1: 3 nothing here\n"
    );
    assert_eq!(told(&stack, fs, "/").lines().next(), Some("/: Merged from 3 directories"));
    assert_eq!(
        told(&stack, fs, "/cargo/old.log/x/y").lines().next(),
        Some("/cargo/old.log/x/y: ENOENT: a whiteout in layer 3")
    );
    assert_eq!(
        told(&stack, fs, "/cargo/manifest.txt/x").lines().next(),
        Some("/cargo/manifest.txt/x: ENOTDIR: /cargo/manifest.txt is not a directory")
    );
    let cut = stack.trail(fs, b"/cargo/crates/one");
    let cause = Fate::NotAsked(NotAsked::Cut { by: 0, at: AbsPath::new("/cargo/crates") });
    assert_eq!(cut.slabs[1].fate, cause, "layer 2 is cut off by the opaque directory");
}

/// Whether a listing in pages shows what the kernel's does, for every directory of a stack.
fn listings_agree(stack: &Stack, fs: &Fs) -> usize {
    let mut pending = vec![AbsPath::root()];
    let mut seen = 0;
    while let Some(path) = pending.pop() {
        seen += 1;
        let object = stack.overlay().at(fs, &path).unwrap();
        let real: Vec<Name> =
            stack.overlay().readdir(fs, &object).unwrap().into_iter().map(|entry| entry.name).collect();
        let whole = stack.page(fs, &path, None, usize::MAX).unwrap();
        let shown = whole.entries.iter().filter(|entry| entry.status == Status::Shown);
        assert_eq!(shown.clone().map(|entry| entry.name.clone()).collect::<Vec<_>>(), real, "{path}");
        for entry in shown {
            let below = path.join(entry.name.as_bytes());
            let trail = stack.trail(fs, below.as_bytes());
            assert!(
                matches!(trail.outcome, Outcome::Found { provider, .. } if provider == entry.provider),
                "{below}: {entry:?}"
            );
            if entry.file_type == FileType::Dir {
                pending.push(below);
            }
        }
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let page = stack.page(fs, &path, after.as_ref(), 3).unwrap();
            paged.extend(page.entries);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole.entries, "{path}");
    }
    seen
}

#[test]
fn hidden_names_are_listed_as_such() {
    let session = pulled(&["tidy"]);
    let kernel = session.machine().kernel();
    let (stack, fs) = (stack_of(kernel, "drydock.example/tidy"), &kernel.fs);
    let names = |path: &str| {
        let page = stack.page(fs, &path.into(), None, 100).unwrap();
        page.entries.into_iter().map(|entry| (entry.name.to_string(), entry.status, entry.provider)).collect::<Vec<_>>()
    };
    let owned = |name: &str, status, provider| (name.to_owned(), status, provider);
    assert_eq!(
        names("/cargo"),
        [
            owned("crates", Status::Shown, 0),
            owned("manifest.txt", Status::Shown, 1),
            owned("old.log", Status::Deleted { by: 0 }, 1)
        ]
    );
    assert_eq!(
        names("/cargo/crates"),
        [owned("one", Status::Cut, 1), owned("three", Status::Shown, 0), owned("two", Status::Cut, 1)]
    );
    assert!(listings_agree(&stack, fs) > 10);
}

/// A container called `box`, made and not started, and the place where its union would be mounted.
fn contain(session: &mut Session, image: &str) -> (Kernel, AbsPath) {
    assert_eq!(session.run(&format!("docker create --name box {image}")).exit, 0);
    let mut kernel = session.machine().kernel().clone();
    let merged = layout::layer_dir(stack_of(&kernel, "box").slabs[0].dir).join("merged");
    kernel.fs.mkdir(&merged, 0o700).unwrap();
    (kernel, merged)
}

#[test]
fn a_container_writes_deletes_and_replaces() {
    let (mut kernel, merged) = contain(&mut pulled(&["tidy"]), "drydock.example/tidy");
    let root = Task::host_root();
    let unmounted = stack_of(&kernel, "box");
    let data = overlay2::mount_data(&kernel.fs, unmounted.slabs[0].dir).unwrap().unwrap();
    kernel.mount(&root, "overlay", merged.as_bytes(), MountKind::Overlay, &data.options).unwrap();
    let at = |path: &str| [merged.as_bytes(), path.as_bytes()].concat();
    kernel.write_file(&root, &at("/cargo/manifest.txt"), b"one crate\n", 0o644).unwrap();
    kernel.unlink(&root, &at("/cargo/crates/three")).unwrap();
    kernel.rmdir(&root, &at("/cargo/crates")).unwrap();
    kernel.mkdir(&root, &at("/cargo/crates"), 0o755).unwrap();
    let stack = stack_of(&kernel, "box");
    let fs = &kernel.fs;
    assert_eq!(
        told(&stack, fs, "/cargo/manifest.txt"),
        "/cargo/manifest.txt: Provided by the container’s layer\n  the container’s layer: 1 found: stop [10 bytes from layer 2]\n  \
         the init layer: not asked\n  layer 3: not asked\n  layer 2: hidden [11 bytes]\n  layer 1: not asked\n"
    );
    assert_eq!(
        told(&stack, fs, "/cargo/crates"),
        "/cargo/crates: A directory of the container’s layer alone\n  the container’s layer: 1 joins, opaque: stop [opaque dir]\n  \
         the init layer: not asked\n  layer 3: hidden [opaque dir]\n  layer 2: hidden [dir]\n  layer 1: not asked\n"
    );
    let (held, more) = stack.held(fs, 0, 9);
    let held: Vec<_> = held.iter().map(|(path, copy)| (path.to_string(), copy.opaque, copy.copied_from)).collect();
    assert_eq!(held, [("/cargo/crates".to_owned(), true, None), ("/cargo/manifest.txt".to_owned(), false, Some(3))]);
    assert_eq!((more, stack.held(fs, 0, 1).1), (0, 1));
    listings_agree(&stack, fs);
    // Mounted or not, the same directories give the same answers.
    assert_eq!(stack.mount.state, MountState::Mounted);
    let line = stack.mount.text();
    assert!(
        line.starts_with(&format!("overlay on {merged} type overlay ")) && line.contains("(rw,relatime,lowerdir="),
        "{line}"
    );
    let mut stopped = kernel.clone();
    stopped.umount(&root, merged.as_bytes()).unwrap();
    let again = stack_of(&stopped, "box");
    assert_eq!(again.mount.state, MountState::WouldBe(overlay2::MountMode::ReadWrite));
    for path in
        ["/", "/cargo", "/cargo/crates", "/cargo/crates/one", "/cargo/manifest.txt", "/cargo/old.log", "/nowhere"]
    {
        assert_eq!(again.trail(&stopped.fs, path.as_bytes()), stack.trail(fs, path.as_bytes()), "{path}");
    }
    assert_eq!(again.image, stack_of(&kernel, "drydock.example/tidy").image);
}

#[test]
fn the_mount_line_leads_to_slabs() {
    let mut session = pulled(&["tidy", "base"]);
    let kernel = session.machine().kernel().clone();
    let parts = |stack: &Stack| stack.mount.pieces.iter().filter_map(|piece| piece.part).collect::<Vec<_>>();
    let image = stack_of(&kernel, "drydock.example/tidy");
    assert!(
        image.mount.text().starts_with("mount -t overlay overlay -o index=off,lowerdir=/var/lib/docker/overlay2/l/")
    );
    assert_eq!(parts(&image), [Part::Lower(1), Part::Lower(2), Part::Upper(0), Part::Work(0)]);
    let base = stack_of(&kernel, "drydock.example/base");
    assert_eq!((base.mount.state, base.mount.text().as_str()), (MountState::Never, ""));
    let (kernel, _) = contain(&mut session, "drydock.example/tidy");
    // Now something stands on the image's top layer: it is mounted read-only.
    let image = stack_of(&kernel, "drydock.example/tidy");
    assert_eq!(image.mount.state, MountState::WouldBe(overlay2::MountMode::ReadOnly));
    assert_eq!(parts(&image), [Part::Lower(0), Part::Lower(1), Part::Lower(2)]);
    let container = stack_of(&kernel, "box");
    let lowers = (1..5).map(Part::Lower);
    assert_eq!(parts(&container), lowers.chain([Part::Upper(0), Part::Work(0)]).collect::<Vec<_>>());
    for piece in container.mount.pieces.iter().filter(|piece| matches!(piece.part, Some(Part::Lower(_)))) {
        assert!(piece.text.contains("/overlay2/l/"), "{}", piece.text);
    }
}

#[test]
fn links_on_the_way_are_followed_and_one_at_the_end_is_not() {
    let session = pulled(&["base"]);
    let mut kernel = session.machine().kernel().clone();
    let image = stack_of(&kernel, "drydock.example/base");
    let diff = image.slabs[0].diff_dir();
    let root = Task::host_root();
    for (target, name) in [("etc/", "a"), ("/a", "b"), ("loop2", "loop1"), ("loop1", "loop2")] {
        kernel.symlink(&root, target.as_bytes(), diff.join(name).as_bytes()).unwrap();
    }
    let stack = stack_of(&kernel, "drydock.example/base");
    let trail = stack.trail(&kernel.fs, b"/b/passwd");
    assert_eq!(trail.path.to_string(), "/etc/passwd");
    assert_eq!(trail.followed.iter().map(|step| step.link.to_string()).collect::<Vec<_>>(), ["/b", "/a"]);
    assert!(matches!(trail.outcome, Outcome::Found { file_type: FileType::File, provider: 0, .. }));
    assert!(matches!(stack.trail(&kernel.fs, b"/b").outcome, Outcome::Found { file_type: FileType::Symlink, .. }));
    assert!(matches!(
        stack.trail(&kernel.fs, b"/loop1/x").outcome,
        Outcome::Failed { errno: crate::vfs::Errno::ELOOP, .. }
    ));
    assert_eq!(stack.trail(&kernel.fs, b"/a/../etc/./passwd/.").path.to_string(), "/etc/passwd");
}

#[test]
fn what_is_missing_is_told_by_name() {
    let session = pulled(&["tidy"]);
    let kernel = session.machine().kernel();
    let subject = Subject::find(&subjects(&kernel.fs), "drydock.example/tidy:latest").unwrap();
    let stack = Stack::of(kernel, subject).unwrap();
    let broken = |path: AbsPath| {
        let mut kernel = kernel.clone();
        kernel.fs.remove_all(&path).unwrap();
        Stack::of(&kernel, subject).unwrap_err()
    };
    let below = &stack.slabs[1];
    assert_eq!(broken(below.diff_dir()), Trouble::NoDirectory(below.dir));
    assert_eq!(broken(layout::link(below.link.unwrap())), Trouble::NoLink { dir: stack.slabs[0].dir, place: 1 });
    let chain = stack.slabs[0].record.as_ref().unwrap().chain;
    assert_eq!(broken(layout::layer(chain)), Trouble::NoRecord(chain));
    let Subject::Image(id) = subject else { panic!("an image") };
    assert_eq!(broken(layout::image_content(id)), Trouble::Gone(subject));
    for trouble in [Trouble::NoRecord(chain), Trouble::NoLayers, Trouble::Gone(subject)] {
        assert!(!trouble.words(Lang::En).is_empty() && !trouble.words(Lang::Zh).is_empty());
    }
}

#[test]
fn subjects_are_found_by_name_and_by_the_beginning_of_an_id() {
    let session = pulled(&["tidy", "web"]);
    let named = subjects(&session.machine().kernel().fs);
    assert_eq!(
        named.iter().map(|named| named.name.as_str()).collect::<Vec<_>>(),
        ["drydock.example/tidy:latest", "drydock.example/web:latest"]
    );
    let first = named[0].subject;
    assert_eq!(Subject::find(&named, &first.hex()[..8]), Some(first));
    assert_eq!(Subject::find(&named, &format!("sha256:{}", first.hex())), Some(first));
    assert_eq!(Subject::find(&named, "nginx"), None);
    assert_eq!(Subject::find(&named, ""), None);
}
