//! The speed of the union mount: lookups by depth, listings, copy-up, memory; beside the kernel's own where this machine can
//! mount an overlay (feature `live`).
//!
//! n lower layers and an upper one all have a directory `d`. [`NAMES`] empty files in it have names that one layer alone holds; each
//! layer has [`OWN`] more of its own. Each name is looked up once per run.

#[cfg(all(feature = "live", target_os = "linux"))]
mod kernel;
mod ours;

use drydock_conformance::measure::{Timing, table};

/// Files whose names one layer alone holds.
const NAMES: usize = 400;
/// Further files of each layer.
const OWN: usize = 10;
/// Lower layers.
const DEPTHS: [usize; 4] = [2, 16, 64, 127];
/// Runs: the best and the middle one count.
const RUNS: usize = 7;
/// Files that are copied up, of [`COPIED_SIZE`] bytes.
const COPIED: usize = 500;
const COPIED_SIZE: usize = 4096;

/// Where a name is looked for, and where it is: the number of a layer, or nowhere.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Case {
    layers: usize,
    found_in: Option<usize>,
}

impl Case {
    /// The cases for `layers` lower layers.
    fn of(layers: usize) -> Vec<Self> {
        let mut depths = vec![Some(1), Some(layers / 2), Some(layers), None];
        depths.dedup();
        depths.into_iter().map(|found_in| Self { layers, found_in }).collect()
    }

    fn names(self) -> Vec<String> {
        let kind = self.found_in.map_or("missing".to_owned(), |layer| format!("in{layer}"));
        (0..NAMES).map(|n| format!("{kind}-{n}")).collect()
    }
}

/// The names in `d` of lower layer `layer` (1 is the top).
fn names_of_layer(layers: usize, layer: usize) -> Vec<String> {
    let own = (0..OWN).map(|n| format!("own{layer}-{n}"));
    let shared = Case::of(layers).into_iter().filter(|case| case.found_in == Some(layer)).flat_map(Case::names);
    own.chain(shared).collect()
}

/// What was measured of one implementation.
#[derive(Default)]
struct Measured {
    /// A lookup alone (only ours can be called so), and the whole system call: with nothing remembered, and again.
    lookups: Vec<(Option<Timing>, Timing, Option<Timing>)>,
    /// A listing: how many entries, and the same twice.
    listings: Vec<(usize, Timing, Option<Timing>)>,
    /// Copy-up of a file: with an fsync, and without.
    copy_up: Option<(Option<Timing>, Timing)>,
    /// Bytes, and of what.
    memory: Vec<(String, u64)>,
}

fn main() {
    let ours = ours::measure();
    let kernel = ask_the_kernel().unwrap_or_else(|why| {
        println!("The kernel was not measured: {why}.\n");
        Measured::default()
    });
    print(&ours, &kernel);
}

#[cfg(all(feature = "live", target_os = "linux"))]
fn ask_the_kernel() -> Result<Measured, String> {
    kernel::measure()
}

#[cfg(not(all(feature = "live", target_os = "linux")))]
fn ask_the_kernel() -> Result<Measured, String> {
    Err("built without the feature `live`, or not on Linux".to_owned())
}

fn print(ours: &Measured, kernel: &Measured) {
    let dash = || "–".to_owned();
    let nanos = |timing: Option<Timing>| timing.map_or_else(dash, Timing::nanos);
    let micros = |timing: Option<Timing>| timing.map_or_else(dash, Timing::micros);
    let cases = DEPTHS.into_iter().flat_map(Case::of);
    let rows: Vec<Vec<String>> = cases
        .zip(&ours.lookups)
        .enumerate()
        .map(|(n, (case, (lookup, stat, _)))| {
            let real = kernel.lookups.get(n);
            vec![
                case.layers.to_string(),
                case.found_in.map_or("nowhere".to_owned(), |layer| format!("layer {layer}")),
                nanos(*lookup),
                nanos(Some(*stat)),
                nanos(real.map(|real| real.1)),
                nanos(real.and_then(|real| real.2)),
            ]
        })
        .collect();
    let head = ["layers", "found in", "lookup", "stat", "kernel: stat, fresh mount", "kernel: stat, again"];
    println!("Nanoseconds, best of {RUNS} runs (median)\n\n{}", table(&head, &rows));

    let rows: Vec<Vec<String>> = DEPTHS
        .iter()
        .zip(&ours.listings)
        .enumerate()
        .map(|(n, (layers, (entries, timing, _)))| {
            let real = kernel.listings.get(n);
            let real_entries = real.map_or(*entries, |real| real.0);
            assert_eq!(*entries, real_entries, "both list the same directory");
            vec![
                layers.to_string(),
                entries.to_string(),
                micros(Some(*timing)),
                micros(real.map(|real| real.1)),
                micros(real.and_then(|real| real.2)),
            ]
        })
        .collect();
    let head = ["layers", "entries", "readdir", "kernel: fresh mount", "kernel: again"];
    println!("Microseconds for a listing of the merged directory\n\n{}", table(&head, &rows));

    let (ours_up, kernel_up) = (ours.copy_up, kernel.copy_up);
    let row = vec![
        "open for writing, close".to_owned(),
        micros(ours_up.map(|timing| timing.1)),
        micros(kernel_up.map(|timing| timing.1)),
        micros(kernel_up.and_then(|timing| timing.0)),
    ];
    let head = ["a lower file of 4 KiB", "copy-up", "kernel: volatile (no fsync)", "kernel: as Docker mounts"];
    println!("Microseconds for a copy-up\n\n{}", table(&head, &[row]));

    let memory = ours.memory.iter().chain(&kernel.memory);
    let rows: Vec<Vec<String>> =
        memory.map(|(what, bytes)| vec![what.clone(), drydock_conformance::measure::thousands(bytes)]).collect();
    println!("Bytes\n\n{}", table(&["memory", "bytes"], &rows));
}
