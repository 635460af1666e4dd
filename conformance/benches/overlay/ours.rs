//! The simulated union mount.

use std::hint::black_box;

use drydock_conformance::measure::{Timing, repeat, time};
use drydock_core::clock::Time;
use drydock_core::kernel::{Access, Create, Follow, Kernel, MountKind, OpenFlags, OpenHow, Task};
use drydock_core::overlayfs::Overlay;
use drydock_core::vfs::{AbsPath, Fs};

use super::{COPIED, COPIED_SIZE, Case, DEPTHS, Measured, RUNS, names_of_layer};

fn task() -> Task {
    Task { cwd: AbsPath::from("/o"), ..Task::host_root() }
}

/// A disk with the layers, not mounted yet.
fn disk(layers: usize) -> Fs {
    let mut fs = Fs::new(Time::from_secs(1_700_000_000));
    let make = |fs: &mut Fs, name: &str| {
        fs.mkdir_all(&AbsPath::from("/o").join(name), 0o755).expect("a new disk takes a directory");
    };
    for name in ["u/d", "w", "m"] {
        make(&mut fs, name);
    }
    for layer in 1..=layers {
        make(&mut fs, &format!("l{layer}/d"));
        for name in names_of_layer(layers, layer) {
            let path = AbsPath::from(format!("/o/l{layer}/d/{name}").as_str());
            fs.write(&path, &b""[..], 0o644).expect("a new disk takes a file");
        }
    }
    fs
}

fn mount(fs: Fs, layers: usize) -> Kernel {
    let mut kernel = Kernel::new(fs);
    let lowers: Vec<String> = (1..=layers).map(|layer| format!("l{layer}")).collect();
    let options = format!("index=off,lowerdir={},upperdir=u,workdir=w", lowers.join(":"));
    kernel.mount(&task(), "overlay", b"/o/m", MountKind::Overlay, &options).expect("the layers can be mounted");
    kernel
}

fn union(kernel: &Kernel) -> &Overlay {
    kernel.overlay_at(&task(), b"/o/m").expect("an overlay is mounted")
}

pub(super) fn measure() -> Measured {
    // Memory first, before other things have left some of it free.
    let memory = memory(DEPTHS.into_iter().max().unwrap_or(2));
    let mut measured = Measured { memory, ..Measured::default() };
    for layers in DEPTHS {
        let kernel = mount(disk(layers), layers);
        measured.lookups.extend(Case::of(layers).into_iter().map(|case| lookups(&kernel, case)));
        measured.listings.push(listing(&kernel));
    }
    measured.copy_up = Some((None, copy_up()));
    measured
}

fn lookups(kernel: &Kernel, case: Case) -> (Option<Timing>, Timing, Option<Timing>) {
    let overlay = union(kernel);
    let dir = overlay.at(&kernel.fs, &AbsPath::from("/d")).expect("the directory");
    let (names, task) = (case.names(), task());
    let count = names.len() as u32;
    let lookup = repeat(RUNS, count, || {
        for name in &names {
            black_box(overlay.lookup(&kernel.fs, &dir, name.as_bytes()).expect("a lookup"));
        }
    });
    let paths: Vec<String> = names.iter().map(|name| format!("/o/m/d/{name}")).collect();
    let stat = repeat(RUNS, count, || {
        for path in &paths {
            let found = black_box(kernel.stat(&task, path.as_bytes(), Follow::No));
            assert_eq!(found.is_ok(), case.found_in.is_some());
        }
    });
    (Some(lookup), stat, None)
}

fn listing(kernel: &Kernel) -> (usize, Timing, Option<Timing>) {
    let list = || kernel.readdir(&task(), b"/o/m/d").expect("a listing");
    let timing = repeat(RUNS, 1, || drop(black_box(list())));
    (list().len(), timing, None)
}

/// Opening lower files for writing.
fn copy_up() -> Timing {
    let mut fs = disk(2);
    for n in 0..COPIED {
        let path = AbsPath::from(format!("/o/l1/d/file{n}").as_str());
        fs.write(&path, vec![b'x'; COPIED_SIZE], 0o644).expect("a new disk takes a file");
    }
    let before = mount(fs, 2);
    let how = OpenHow { access: Access::Write, create: Create::No, flags: OpenFlags::NONE, mode: 0 };
    let paths: Vec<String> = (0..COPIED).map(|n| format!("/o/m/d/file{n}")).collect();
    let runs = (0..RUNS).map(|_| {
        let mut kernel = before.clone();
        let (took, ()) = time(|| {
            for path in &paths {
                let file = kernel.open(&task(), path.as_bytes(), how).expect("a file");
                kernel.close(file).expect("an open file");
            }
        });
        took
    });
    Timing::of(runs.collect(), COPIED as u32)
}

/// What layers, their mount and further states take.
fn memory(layers: usize) -> Vec<(String, u64)> {
    let files: usize = (1..=layers).map(|layer| names_of_layer(layers, layer).len()).sum();
    let before = resident();
    let fs = disk(layers);
    let on_disk = resident();
    let kernel = mount(fs, layers);
    let mounted = resident();
    vec![
        (format!("simulated: {layers} layers with {files} files"), on_disk.saturating_sub(before)),
        ("simulated: mounting them".to_owned(), mounted.saturating_sub(on_disk)),
        states(&kernel),
    ]
}

/// What it costs to keep a state: copies of the kernel, each with one file changed.
fn states(kernel: &Kernel) -> (String, u64) {
    const STATES: u64 = 1000;
    let before = resident();
    let mut kept = Vec::new();
    let mut kernel = kernel.clone();
    for n in 0..STATES {
        let path = format!("/o/m/d/state{n}");
        kernel.write_file(&task(), path.as_bytes(), b"x", 0o644).expect("a file can be made");
        kept.push(kernel.clone());
    }
    let bytes = resident().saturating_sub(before) / STATES;
    black_box(kept);
    ("simulated: each further state that is kept, with a file made in it".to_owned(), bytes)
}

/// The memory that this process takes; 0 where that cannot be read.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u64 = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0);
    pages * 4096
}
