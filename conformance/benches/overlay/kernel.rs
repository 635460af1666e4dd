//! The kernel's own union mount, on the filesystem of the folder for temporary files.

use std::ffi::CString;
use std::fs;
use std::path::Path;
use std::time::Duration;

use drydock_conformance::measure::{Timing, repeat, time};
use drydock_conformance::overlay::live::{Layers, Mounted, in_namespace};
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Dir, Mode, OFlags, open, openat, statat};

use super::{COPIED, COPIED_SIZE, Case, DEPTHS, Measured, RUNS, names_of_layer};

/// How often the same names are looked up again.
const AGAIN: u32 = 50;

pub(super) fn measure() -> Result<Measured, String> {
    let base = std::env::temp_dir().join(format!("drydock-bench-{}", std::process::id()));
    let measured = in_namespace(|| {
        let measured = measure_in(&base);
        let cleared = std::env::set_current_dir("/").and_then(|()| fs::remove_dir_all(&base));
        measured.and_then(|measured| cleared.map(|()| measured).map_err(|error| error.to_string()))
    });
    measured.map_err(|error| error.to_string())?
}

fn measure_in(base: &Path) -> Result<Measured, String> {
    let mut measured = Measured::default();
    for layers in DEPTHS {
        let mounts = build(base, layers, &["index=off"]).map_err(|error| format!("layers: {error}"))?;
        for case in Case::of(layers) {
            measured.lookups.push(lookups(&mounts, case).map_err(|error| format!("lookups: {error}"))?);
        }
        measured.listings.push(listing(&mounts).map_err(|error| format!("listing: {error}"))?);
    }
    let docker = copy_up(base, &["index=off"]).map_err(|error| format!("copy-up: {error}"))?;
    let volatile = copy_up(base, &["index=off", "volatile"]).map_err(|error| format!("copy-up: {error}"))?;
    measured.copy_up = Some((Some(docker), volatile));
    Ok(measured)
}

/// New layers in an emptied folder.
fn build(base: &Path, layers: usize, options: &[&str]) -> std::io::Result<Layers> {
    std::env::set_current_dir("/")?;
    if base.exists() {
        fs::remove_dir_all(base)?;
    }
    for name in ["u/d", "w", "m"] {
        fs::create_dir_all(base.join(name))?;
    }
    let lowers: Vec<String> = (1..=layers).map(|layer| format!("l{layer}")).collect();
    for (layer, name) in (1..).zip(&lowers) {
        let dir = base.join(name).join("d");
        fs::create_dir_all(&dir)?;
        for name in names_of_layer(layers, layer) {
            fs::write(dir.join(name), "")?;
        }
    }
    let options = options.iter().map(ToString::to_string).collect();
    Ok(Layers { base: base.to_owned(), lowers, data: Vec::new(), options })
}

fn dir(mounted: &Mounted) -> rustix::io::Result<OwnedFd> {
    open(mounted.path().join("d"), OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty())
}

fn lookups(layers: &Layers, case: Case) -> rustix::io::Result<(Option<Timing>, Timing, Option<Timing>)> {
    let names: Vec<CString> = case.names().into_iter().filter_map(|name| CString::new(name).ok()).collect();
    let look = |dir: &OwnedFd| {
        for name in &names {
            let found = statat(dir, name.as_c_str(), AtFlags::SYMLINK_NOFOLLOW);
            assert_eq!(found.is_ok(), case.found_in.is_some());
        }
    };
    // The layers themselves are warm: only the overlay is new each time.
    look(&dir(&layers.mount()?)?);
    let mut fresh: Vec<Duration> = Vec::new();
    for _ in 0..RUNS {
        let mounted = layers.mount()?;
        let dir = dir(&mounted)?;
        fresh.push(time(|| look(&dir)).0);
    }
    let mounted = layers.mount()?;
    let dir = dir(&mounted)?;
    look(&dir);
    let again = repeat(RUNS, names.len() as u32 * AGAIN, || (0..AGAIN).for_each(|_| look(&dir)));
    Ok((None, Timing::of(fresh, names.len() as u32), Some(again)))
}

fn listing(layers: &Layers) -> rustix::io::Result<(usize, Timing, Option<Timing>)> {
    let list = |mounted: &Mounted| -> rustix::io::Result<usize> { Ok(Dir::new(dir(mounted)?)?.count() - 2) };
    let mut entries = 0;
    let mut fresh = Vec::new();
    for _ in 0..=RUNS {
        let mounted = layers.mount()?;
        let (took, count) = time(|| list(&mounted));
        fresh.push(took);
        entries = count?;
    }
    let mounted = layers.mount()?;
    list(&mounted)?;
    let again = repeat(RUNS, 1, || {
        std::hint::black_box(list(&mounted).is_ok());
    });
    // The first run has warmed the layers.
    Ok((entries, Timing::of(fresh.split_off(1), 1), Some(again)))
}

fn copy_up(base: &Path, options: &[&str]) -> std::io::Result<Timing> {
    let mut runs = Vec::new();
    for _ in 0..3 {
        let layers = build(base, 2, options)?;
        for n in 0..COPIED {
            fs::write(base.join("l1/d").join(format!("file{n}")), vec![b'x'; COPIED_SIZE])?;
        }
        let mounted = layers.mount()?;
        let dir = dir(&mounted)?;
        let names: Vec<String> = (0..COPIED).map(|n| format!("file{n}")).collect();
        for name in &names {
            statat(&dir, name.as_str(), AtFlags::empty())?;
        }
        let (took, result) = time(|| {
            names.iter().try_for_each(|name| openat(&dir, name.as_str(), OFlags::WRONLY, Mode::empty()).map(drop))
        });
        result?;
        runs.push(took);
    }
    Ok(Timing::of(runs, COPIED as u32))
}
