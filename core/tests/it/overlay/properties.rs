//! What holds of every union, whatever is in its layers and whatever is done to it: on random scenarios.

use std::collections::{BTreeMap, BTreeSet};

use drydock_conformance::overlay::{Model, Scenario, Snapshot, generate};
use drydock_core::kernel::{Kernel, Task};
use drydock_core::overlayfs::Layer;
use drydock_core::vfs::{FileType, Fs, Ino, Inode};

const SEEDS: std::ops::Range<u64> = 0..100;

/// Runs the operations of random scenarios and hands the model to `look` after each: with the number of lower layers there were
/// at first.
fn explore(config: Option<&str>, mut look: impl FnMut(&Scenario, &Model, usize)) {
    for seed in SEEDS {
        let scenario = generate(seed, config);
        let Ok(mut model) = Model::mount(&scenario) else { continue };
        look(&scenario, &model, 0);
        for (n, op) in scenario.ops.iter().enumerate() {
            model.run(op);
            if model.is_dead() {
                break;
            }
            look(&scenario, &model, n + 1);
        }
    }
}

#[test]
fn no_operation_panics_and_lower_layers_never_change() {
    let mut first: BTreeMap<String, Vec<Snapshot>> = BTreeMap::new();
    explore(None, |scenario, model, _| {
        let now = model.lowers();
        let before = first.entry(scenario.id.clone()).or_insert_with(|| now.clone());
        // A commit puts a new layer on top.
        if now.len() > before.len() {
            *before = now;
        } else {
            assert_eq!(now, *before, "{}", scenario.id);
        }
    });
    assert!(first.len() > 60);
}

#[test]
fn a_remount_changes_nothing() {
    explore(None, |scenario, model, step| {
        // Only now and then: each is a mount and two looks at everything.
        if step % 7 != 0 || model.is_volatile() {
            return;
        }
        let mut again = model.clone();
        let before = again.merged();
        let result = again.remount();
        assert_eq!(result["ok"], true, "{} after {step} operations: {result}", scenario.id);
        assert_eq!(again.merged(), before, "{} after {step} operations", scenario.id);
    });
}

#[test]
fn what_shows_is_what_the_definition_says() {
    let mut compared = 0;
    explore(Some("docker"), |scenario, model, step| {
        // Redirects and metacopies that other mounts left are beyond the definition; so are whiteouts in the form of an attribute.
        let marked = |name: &str| ["redirect", "metacopy", "whiteout"].iter().any(|mark| name.ends_with(mark));
        let trees = scenario.layers.iter().chain([&scenario.upper]);
        let foreign = trees.flat_map(|tree| tree.values()).any(|node| {
            node.get("t").is_some_and(|t| t == "x")
                || node.get("opaque").is_some_and(|opaque| opaque == "x")
                || node.get("x").and_then(|x| x.as_object()).is_some_and(|x| x.keys().any(|name| marked(name)))
        });
        if foreign || step % 3 != 0 {
            return;
        }
        compared += 1;
        let shown: BTreeMap<String, FileType> = model
            .merged()
            .into_iter()
            .filter(|(path, node)| !path.is_empty() && node["t"] != "!")
            .map(|(path, node)| (path, letter(node["t"].as_str().unwrap())))
            .collect();
        assert_eq!(shown, defined(model.kernel()), "{} after {step} operations", scenario.id);
    });
    assert!(compared > 100, "{compared}");
}

fn letter(letter: &str) -> FileType {
    match letter {
        "d" => FileType::Dir,
        "f" => FileType::File,
        "l" => FileType::Symlink,
        "c" => FileType::Char,
        "b" => FileType::Block,
        "p" => FileType::Fifo,
        _ => FileType::Socket,
    }
}

/// The definition, without any thought of speed: every path that any layer has, judged by itself.
fn defined(kernel: &Kernel) -> BTreeMap<String, FileType> {
    let overlay = kernel.overlay_at(&Task::host_root(), b"/o/m").unwrap();
    let count = u16::try_from(overlay.lower_count()).unwrap();
    let roots: Vec<Ino> = (0..=count).filter_map(|n| overlay.layer_root(Layer(n))).collect();
    let mut paths = BTreeSet::new();
    for root in &roots {
        collect(&kernel.fs, *root, "", &mut paths);
    }
    let show = |path: &String| topmost(&kernel.fs, &roots, path).map(|inode| (path.clone(), inode.file_type()));
    paths.iter().filter_map(show).collect()
}

fn collect(fs: &Fs, dir: Ino, prefix: &str, paths: &mut BTreeSet<String>) {
    for (name, ino) in fs.entries(dir).unwrap() {
        let path = format!("{prefix}{name}");
        if fs.inode(*ino).unwrap().is_dir() {
            collect(fs, *ino, &format!("{path}/"), paths);
        }
        paths.insert(path);
    }
}

/// What a path shows: in the topmost layer that has it, unless a layer above, or that layer itself further up the path, cuts it off.
fn topmost<'a>(fs: &'a Fs, roots: &[Ino], path: &str) -> Option<&'a Inode> {
    let names: Vec<&str> = path.split('/').collect();
    'layers: for (n, root) in roots.iter().enumerate() {
        let mut at = *root;
        for (depth, name) in names.iter().enumerate() {
            // Whatever a layer above has at this place decides whether this layer is asked at all.
            let above = &roots[..n];
            if above.iter().any(|root| cuts(fs, *root, &names[..=depth], depth + 1 == names.len())) {
                return None;
            }
            let Ok(ino) = fs.lookup(at, name.as_bytes()) else { continue 'layers };
            at = ino;
            let inode = fs.inode(ino).unwrap();
            if inode.is_whiteout_device() {
                return None;
            }
            if depth + 1 < names.len() && !inode.is_dir() {
                return None;
            }
        }
        return fs.get(at);
    }
    None
}

/// Whether a layer has something at this path that hides what is below: a whiteout, something that is no directory, an opaque one.
/// `last`: the path ends here, and the layer would show it itself.
fn cuts(fs: &Fs, root: Ino, names: &[&str], last: bool) -> bool {
    let mut at = root;
    for name in names {
        let Ok(ino) = fs.lookup(at, name.as_bytes()) else { return false };
        at = ino;
    }
    let inode = fs.inode(at).unwrap();
    let opaque = inode.xattrs.get(b"trusted.overlay.opaque").is_some_and(|value| **value == *b"y");
    !inode.is_dir() || (!last && opaque)
}
