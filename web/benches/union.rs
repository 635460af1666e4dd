//! The union view on the largest stack that Docker makes: 125 layers, and a directory of 10 000 names. Each row is the work of one
//! task of the page, drawing apart; a browser must get it done within 50 ms to stay responsive.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

use drydock_core::digest::Sha256;
use drydock_core::disk::layout::LayerDir;
use drydock_core::disk::{imagedb, initialize, layerdb, layout, overlay2};
use drydock_core::identity::{CacheId, ChainId, DiffId, ImageId, LinkId};
use drydock_core::kernel::Kernel;
use drydock_core::trace::Lang;
use drydock_core::vfs::{AbsPath, Errno, Fs};
use drydock_web::view_model::chips::Identities;
use drydock_web::view_model::union::{Hints, Opened, answer, mount_line};
use drydock_web::view_model::union_tree::Listing;

/// The most layers that an image has.
const LAYERS: usize = 125;
/// Names of the directory.
const NAMES: usize = 10_000;
/// Runs: the slowest and the middle one count.
const RUNS: usize = 9;

/// Which layers have the names of the directory.
#[derive(Clone, Copy)]
enum Spread {
    /// Each name is in one layer.
    Apart,
    /// Each name is in every layer.
    Everywhere,
}

/// A disk with one image of [`LAYERS`] layers.
fn disk(spread: Spread, names: usize) -> Result<Fs, Errno> {
    let mut fs = Fs::new(drydock_core::clock::Time::from_secs(0));
    initialize(&mut fs)?;
    fs.mkdir_all(&layout::layers(), 0o755)?;
    fs.mkdir_all(&layout::layerdb_tmp(), 0o755)?;
    let (mut parent, mut below, mut diffs, mut history) = (None, None, Vec::new(), Vec::new());
    for n in 0..LAYERS {
        let diff = DiffId(Sha256::of(&n.to_le_bytes()));
        let (chain, cache) = (ChainId::of(parent, diff), CacheId::from_bytes([n as u8; 32]));
        let (dir, link) = (LayerDir::Plain(cache), LinkId::from_random([n as u8; 17]));
        overlay2::create_dir(&mut fs, dir)?;
        overlay2::create_diff(&mut fs, dir)?;
        overlay2::create_link(&mut fs, dir, link)?;
        overlay2::write_link(&mut fs, dir, link)?;
        if let Some(below) = below {
            overlay2::create_work(&mut fs, dir)?;
            overlay2::write_committed(&mut fs, below)?;
            let lower = overlay2::lower_on(&fs, below)?;
            overlay2::write_lower(&mut fs, dir, &lower)?;
        }
        let root = overlay2::diff_dir(dir);
        fs.mkdir(&root.join("d"), 0o755)?;
        for name in (0..names).filter(|name| matches!(spread, Spread::Everywhere) || name % LAYERS == n) {
            fs.write(&root.join(format!("d/{name:05}")), "", 0o644)?;
        }
        let set = layerdb::WriteSet::new(n as u32);
        set.begin(&mut fs)?;
        set.write_diff(&mut fs, diff)?;
        set.write_size(&mut fs, 1)?;
        set.write_cache_id(&mut fs, cache)?;
        if let Some(parent) = parent {
            set.write_parent(&mut fs, parent)?;
        }
        set.commit(&mut fs, chain)?;
        (parent, below) = (Some(chain), Some(dir));
        diffs.push(format!("\"{diff}\""));
        history.push(format!("{{\"created_by\":\"step {n}\"}}"));
    }
    let config = format!(
        "{{\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[{}]}},\"history\":[{}]}}",
        diffs.join(","),
        history.join(",")
    );
    imagedb::write_content(&mut fs, ImageId(Sha256::of(config.as_bytes())), config.into_bytes())?;
    Ok(fs)
}

/// Does something several times and prints how long it took.
fn measure(what: &str, mut work: impl FnMut()) {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    println!("  {what:<58} {:>8.2} ms {:>8.2} ms", millis(times[RUNS / 2]), millis(times[RUNS - 1]));
}

fn bench(title: &str, spread: Spread, names: usize) -> Result<(), Errno> {
    let kernel = Kernel::new(disk(spread, names)?);
    println!("{title}\n  {:<58} {:>11} {:>11}", "one task", "middle", "slowest");
    measure("open the stack (at each step of the timeline)", || {
        black_box(Opened::at(&kernel, None, Hints::default()));
    });
    let opened = Rc::new(Opened::at(&kernel, None, Hints::default()));
    let Some(stack) = opened.stack() else { return Err(Errno::ENOENT) };
    for (what, path) in [("a name of the base layer", "d/00000"), ("a name of no layer", "d/x"), ("the directory", "d")]
    {
        measure(&format!("look up {what}"), || {
            black_box(answer(stack, &opened.fs, path.as_bytes(), Lang::En));
        });
    }
    let mut known = Identities::default();
    known.learn_disk(&kernel.fs);
    measure("the mount line", || {
        black_box(mount_line(stack, &known));
    });
    let open: BTreeSet<AbsPath> = [AbsPath::new("/d")].into();
    measure("read one page of the directory", || {
        let mut listing = Listing::of(opened.clone(), &BTreeSet::new());
        listing.read(&open);
        black_box(listing);
    });
    let mut listing = Listing::of(opened.clone(), &open);
    let (start, mut pages) = (Instant::now(), 0);
    while listing.has_more(&open) {
        listing.read(&open);
        pages += 1;
    }
    println!("  {:<58} {:>8.2} ms in {pages} tasks", "(read all of it)", start.elapsed().as_secs_f64() * 1000.0);
    measure("the rows, when all has been read", || {
        black_box(listing.rows(&open));
    });
    let rows = listing.rows(&open);
    measure("draw a window of 40 rows", || {
        let middle = rows.len() / 2;
        black_box(rows.window(&opened, middle..middle + 40, &open, Lang::En));
    });
    Ok(())
}

fn main() -> Result<(), Errno> {
    bench(&format!("{LAYERS} layers, {NAMES} names, each in one layer"), Spread::Apart, NAMES)?;
    bench(&format!("{LAYERS} layers, 2000 names, each in every layer"), Spread::Everywhere, 2000)
}
