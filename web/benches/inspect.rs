//! *Inspect yours* with ten thousand names: how long reading takes, and everything that happens while one searches and scrolls.

use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

use drydock_core::inspect::{Input, Via, inspect, report};
use drydock_core::pace::{Pace, finish};
use drydock_core::trace::explain::Lang;
use drydock_web::state::Bench;
use drydock_web::view_model::inspect::answer::{Question, ask};
use drydock_web::view_model::inspect::graph::Graph;
use drydock_web::view_model::inspect::rows::{Column, Filter, Order, rows, select};

/// A repositories.json with so many names, in repositories of 20, of images with three names each.
fn names(count: usize) -> String {
    let repositories = (0..count / 20).map(|repository| {
        let name = format!("registry.example.com:5000/team{}/app{repository}", repository % 97);
        let references = (0..20).map(|tag| {
            let image = (repository * 20 + tag) / 3;
            format!("\"{name}:v{tag}\":\"sha256:{image:064x}\"")
        });
        format!("\"{name}\":{{{}}}", references.collect::<Vec<_>>().join(","))
    });
    format!("{{\"Repositories\":{{{}}}}}", repositories.collect::<Vec<_>>().join(","))
}

/// The fastest and the slowest of several runs.
fn measure<T>(what: &str, times: usize, mut run: impl FnMut() -> T) -> T {
    let mut taken: Vec<Duration> = Vec::new();
    let mut last = None;
    for _ in 0..times {
        let start = Instant::now();
        last = Some(black_box(run()));
        taken.push(start.elapsed());
    }
    taken.sort();
    let millis = |duration: Duration| duration.as_secs_f64() * 1000.0;
    let (middle, slowest) = (taken[taken.len() / 2], taken[taken.len() - 1]);
    println!("{what:<44} {:>9.2} ms {:>9.2} ms", millis(middle), millis(slowest));
    last.expect("it ran")
}

/// What the process holds, in bytes, where Linux tells it.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

fn main() {
    let text = names(10_000);
    println!("10 000 names, {} bytes{:>28} {:>12}", text.len(), "median", "slowest");
    let input = || [Input { name: "repositories.json".to_owned(), via: Via::File, bytes: text.as_bytes().into() }];
    let before = resident();
    let inspection = measure("read the file and put it together", 9, || inspect(&input()));
    let rows: Rc<[_]> =
        measure("rows of the picture", 9, || finish(rows(&inspection.picture, &Pace::unbroken()))).into();
    let held = resident().zip(before).map(|(after, before)| after.saturating_sub(before));
    let all = measure("all rows, in their order", 9, || select(&rows, "", Filter::All, Order::default()));
    let graph = measure("the graph's places", 9, || Graph::new(&rows, all.clone()));
    let mut place = 0;
    measure("one step of scrolling: 30 places in sight", 99, || {
        place = (place + 997) % graph.height();
        graph.sight(&rows, place..place + 30)
    });
    measure("a letter typed: search", 9, || select(&rows, "team9 v1", Filter::All, Order::default()));
    measure("search for what is nowhere", 9, || select(&rows, "nowhere", Filter::All, Order::default()));
    for (what, column) in [("repository", Column::Repository), ("tag", Column::Reference), ("image", Column::Image)] {
        measure(&format!("sort by {what}"), 9, || select(&rows, "", Filter::All, Order { column, reverse: true }));
    }
    measure("filter: images with several names", 9, || select(&rows, "", Filter::Shared, Order::default()));
    measure("the report of the command line", 3, || report::to_json(&input(), &inspection, Lang::En));
    let found = Bench::default().with_piece(input()[0].clone()).read().expect("it was given");
    let name = rows[5000].text.to_string();
    measure("docker rmi NAME, answered by the engine", 3, || ask(&found, &Question::Remove(name.clone())));
    measure("docker images, answered by the engine", 3, || ask(&found, &Question::List));
    let line = format!("{{\"Repositories\":{{\"a\":{{\"a:{}\":\"x\"}}}}}}", "x".repeat(10_000_000));
    let long = [Input { name: "long".to_owned(), via: Via::File, bytes: line.into_bytes().into() }];
    measure("a line of 10 MB", 3, || inspect(&long));
    let deep = [Input { name: "deep".to_owned(), via: Via::File, bytes: "[".repeat(10_000).into_bytes().into() }];
    measure("10 000 levels of nesting", 3, || inspect(&deep));
    if let Some(bytes) = held {
        println!("memory for picture and rows: {:.1} MB", bytes as f64 / 1e6);
    }
}
