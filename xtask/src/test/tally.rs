//! How many tests ran, by what the runners print.

use std::fmt;

/// Counts of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    passed: u32,
    failed: u32,
    ignored: u32,
}

impl Tally {
    /// Takes up a line of output, if it is a runner's summary: `test result: ok. 3 passed; 0 failed; 0 ignored; …` from Rust's,
    /// `ℹ pass 3`, `ℹ fail 0`, `ℹ skipped 0` from node's.
    pub(super) fn read(&mut self, line: &str) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            let words: Vec<&str> = counts.split([' ', ';', '.']).filter(|word| !word.is_empty()).collect();
            for pair in words.windows(2) {
                let Ok(count) = pair[0].parse() else { continue };
                self.add(pair[1], count);
            }
        } else if let Some(counts) = line.strip_prefix("ℹ ")
            && let Some((what, count)) = counts.split_once(' ')
            && let Ok(count) = count.parse()
        {
            self.add(what, count);
        }
    }

    fn add(&mut self, what: &str, count: u32) {
        match what {
            "passed" | "pass" => self.passed += count,
            "failed" | "fail" | "cancelled" => self.failed += count,
            "ignored" | "skipped" | "todo" => self.ignored += count,
            _ => {}
        }
    }

    /// What came since `before`.
    pub(super) fn since(self, before: Tally) -> Tally {
        Tally {
            passed: self.passed - before.passed,
            failed: self.failed - before.failed,
            ignored: self.ignored - before.ignored,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed; {} failed; {} ignored", self.passed, self.failed, self.ignored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_both_runners_count() {
        let mut tally = Tally::default();
        for line in [
            "running 4 tests",
            "test result: ok. 3 passed; 1 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.00s",
            "test result: FAILED. 10 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.2s",
            "ℹ tests 8",
            "ℹ suites 0",
            "ℹ pass 5",
            "ℹ fail 1",
            "ℹ cancelled 0",
            "ℹ skipped 2",
            "ℹ duration_ms 1300.5",
        ] {
            tally.read(line);
        }
        assert_eq!(tally, Tally { passed: 18, failed: 2, ignored: 2 });
        assert_eq!(tally.to_string(), "18 passed; 2 failed; 2 ignored");
    }
}
