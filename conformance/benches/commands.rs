//! How long docker's commands take on this machine: the engine alone, without a page. `cargo xtask bench commands`.

use std::time::{Duration, Instant};

use drydock_core::session::Session;
use drydock_core::world;

/// Each is run so often.
const RUNS: usize = 21;

/// What is measured: its name, the world, the lines before, the line.
const CASES: &[(&str, &str, &[&str], &str)] = &[
    ("pull nginx, nothing on the host (5 layers, abridged)", "documents", &[], "docker pull nginx"),
    ("pull hello, every byte unpacked and hashed (2 layers)", "documents", &[], "docker pull drydock.example/hello"),
    ("pull nginx, when it is there already", "documents", &["docker pull nginx"], "docker pull nginx"),
    ("run nginx", "documents", &["docker pull nginx"], "docker run -d -v /home:/home nginx"),
    ("run a shell script until it waits", "empty", &[PULL], RUN),
    ("exec: append to a file of the image", "empty", &[PULL, RUN], EXEC),
    ("diff", "empty", &[PULL, RUN, EXEC], "docker diff ship"),
    ("commit", "empty", &[PULL, RUN, EXEC], "docker commit ship afloat:1"),
    ("rm -f", "empty", &[PULL, RUN, EXEC], "docker rm -f ship"),
    (
        "200 containers, one after another",
        "empty",
        &[PULL],
        "for i in $(seq 200); do docker run -d drydock.example/web; done",
    ),
];

const PULL: &str = "docker pull drydock.example/web";
const RUN: &str = "docker run -d --name ship drydock.example/web";
const EXEC: &str = "docker exec ship sh -c 'echo painted >> /etc/motd'";

fn main() {
    println!("{:<55} {:>10} {:>10} {:>7}", "", "median", "slowest", "writes");
    for (name, world, before, line) in CASES {
        let mut times = Vec::new();
        let mut writes = 0;
        for _ in 0..RUNS {
            let Some(world) = world::open(world) else { continue };
            let mut session = Session::on(world);
            for line in *before {
                session.run(line);
            }
            let start = Instant::now();
            let operation = session.run(line);
            times.push(start.elapsed());
            writes = operation.steps.len();
        }
        times.sort_unstable();
        let at = |index: usize| times.get(index).copied().unwrap_or_default();
        println!("{name:<55} {:>10} {:>10} {writes:>7}", ms(at(RUNS / 2)), ms(at(RUNS - 1)));
    }
}

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}
