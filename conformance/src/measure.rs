//! Measuring, for benchmarks: several runs, of which the best and the middle one count.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// How long something took, per operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// In the best run: what it costs when nothing disturbs.
    pub best: Duration,
    /// In the middle run.
    pub median: Duration,
}

impl Timing {
    /// Of runs that each did `operations`. At least one run, at least one operation.
    pub fn of(mut runs: Vec<Duration>, operations: u32) -> Self {
        runs.sort_unstable();
        let per_operation = |run: Option<&Duration>| *run.unwrap_or(&Duration::ZERO) / operations.max(1);
        Self { best: per_operation(runs.first()), median: per_operation(runs.get(runs.len() / 2)) }
    }

    /// `best (median)` in nanoseconds.
    pub fn nanos(self) -> String {
        format!("{} ({})", thousands(self.best.as_nanos()), thousands(self.median.as_nanos()))
    }

    /// `best (median)` in microseconds.
    pub fn micros(self) -> String {
        let micros = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e6);
        format!("{} ({})", micros(self.best), micros(self.median))
    }
}

/// Times one call.
pub fn time<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let started = Instant::now();
    let result = work();
    (started.elapsed(), result)
}

/// Does `work`, which does `operations`, `runs` times.
pub fn repeat(runs: usize, operations: u32, mut work: impl FnMut()) -> Timing {
    Timing::of((0..runs).map(|_| time(&mut work).0).collect(), operations)
}

/// A number with a space every three digits.
pub fn thousands(number: impl ToString) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// A table in Markdown. The first column is aligned left, the others right.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!("| {} |\n| ---", head.join(" | "));
    for _ in head.iter().skip(1) {
        text.push_str(" | ---:");
    }
    text.push_str(" |\n");
    for row in rows {
        writeln!(text, "| {} |", row.join(" | ")).expect("a String takes any text");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_and_the_middle_run_per_operation() {
        let runs = [30, 10, 20].map(Duration::from_micros).to_vec();
        let timing = Timing::of(runs, 10);
        assert_eq!(timing.nanos(), "1 000 (2 000)");
        assert_eq!(timing.micros(), "1.0 (2.0)");
        assert_eq!(thousands(1_234_567), "1 234 567");
        assert_eq!(thousands(12), "12");
    }
}
