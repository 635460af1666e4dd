//! How the client shows what the daemon reports while it pulls or pushes.
//!
//! On a terminal each layer keeps its line, which is drawn again for each report; elsewhere each report is a line of its own, and
//! those with numbers are left out.
//!
//! Model: moby `pkg/jsonmessage/jsonmessage.go`.

use std::collections::BTreeMap;

use super::units;

/// A report of the daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report<'a> {
    /// Something to be said once: about an ID, or about the whole (an empty ID).
    Status {
        /// What it is about.
        id: &'a str,
        /// What is said.
        text: &'a str,
    },
    /// How far an action has come.
    Progress {
        /// What it is about.
        id: &'a str,
        /// What is going on.
        action: &'a str,
        /// Bytes so far; 0 if not counted.
        current: u64,
        /// Bytes in all; 0 if not known.
        total: u64,
    },
}

/// What was shown so far.
#[derive(Clone, Debug)]
pub struct Display {
    /// The terminal's width; none if the output is no terminal.
    columns: Option<u16>,
    /// The lines that can still be drawn again, counted from the first.
    lines: BTreeMap<String, usize>,
}

impl Display {
    /// A display on a terminal so wide, or on none.
    pub const fn new(columns: Option<u16>) -> Self {
        Self { columns, lines: BTreeMap::new() }
    }

    /// What is printed for a report.
    pub fn show(&mut self, report: Report<'_>) -> String {
        let Report::Progress { id, action, current, total } = report else {
            let Report::Status { id, text } = report else { return String::new() };
            // What stands above a line of another kind is left alone from now on.
            self.lines.clear();
            return [id, if id.is_empty() { "" } else { ": " }, text, "\n"].concat();
        };
        let Some(columns) = self.columns else {
            let counted = current > 0 || total > 0;
            return if counted { String::new() } else { [id, ": ", action, "\n"].concat() };
        };
        let mut out = String::new();
        let next = self.lines.len();
        let line = *self.lines.entry(id.to_owned()).or_insert_with(|| {
            out.push('\n');
            next
        });
        let up = (self.lines.len() - line).to_string();
        let bar = bar(current, total, columns);
        out.extend(["\x1b[", &up, "A\x1b[2K\r", id, ": ", action, " ", &bar, "\r\x1b[", &up, "B"]);
        out
    }
}

/// `[=====>    ]  1.2MB/26.5MB`; without the bar on a terminal that is not wide enough for it.
fn bar(current: u64, total: u64, columns: u16) -> String {
    const WIDE: u16 = 110;
    const CELLS: u64 = 50;
    if current == 0 && total == 0 {
        return String::new();
    }
    let size = |bytes: u64| units::human_size(i64::try_from(bytes).unwrap_or(i64::MAX));
    let mut out = String::new();
    let done = size(current);
    let pad = 8_usize.saturating_sub(done.len());
    if total > 0 && columns > WIDE {
        let filled = ((current as f64 / total as f64 * 100.0) as u64 / 2).min(CELLS) as usize;
        out.push('[');
        out.extend(std::iter::repeat_n('=', filled));
        out.push('>');
        out.extend(std::iter::repeat_n(' ', CELLS as usize - filled));
        out.push_str("] ");
    }
    out.extend(std::iter::repeat_n(' ', pad));
    out.push_str(&done);
    if total >= current && total > 0 {
        out.extend(["/", &size(total)]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "044dd9ddb9c2";
    const B: &str = "621acc9fd4b6";

    fn show(columns: Option<u16>) -> String {
        let mut display = Display::new(columns);
        let progress = |id, action, current, total| Report::Progress { id, action, current, total };
        let reports = [
            Report::Status { id: "latest", text: "Pulling from library/nginx" },
            progress(A, "Pulling fs layer", 0, 0),
            progress(B, "Pulling fs layer", 0, 0),
            progress(A, "Downloading", 1_200_000, 26_500_000),
            progress(B, "Downloading", 512, 0),
            progress(A, "Extracting", 32768, 3000),
            progress(A, "Pull complete", 0, 0),
            Report::Status { id: "", text: "Digest: sha256:5e02" },
            progress(B, "Pulling fs layer", 0, 0),
        ];
        reports.map(|report| display.show(report)).concat()
    }

    /// Expected: what the 20.10.24 client writes for these reports.
    #[test]
    fn plain() {
        assert_eq!(
            show(None),
            "latest: Pulling from library/nginx\n044dd9ddb9c2: Pulling fs layer\n621acc9fd4b6: Pulling fs layer\n\
             044dd9ddb9c2: Pull complete\nDigest: sha256:5e02\n621acc9fd4b6: Pulling fs layer\n"
        );
    }

    #[test]
    fn terminal() {
        let narrow = "latest: Pulling from library/nginx\n\
            \n\x1b[1A\x1b[2K\r044dd9ddb9c2: Pulling fs layer \r\x1b[1B\
            \n\x1b[1A\x1b[2K\r621acc9fd4b6: Pulling fs layer \r\x1b[1B\
            \x1b[2A\x1b[2K\r044dd9ddb9c2: Downloading    1.2MB/26.5MB\r\x1b[2B\
            \x1b[1A\x1b[2K\r621acc9fd4b6: Downloading     512B\r\x1b[1B\
            \x1b[2A\x1b[2K\r044dd9ddb9c2: Extracting  32.77kB\r\x1b[2B\
            \x1b[2A\x1b[2K\r044dd9ddb9c2: Pull complete \r\x1b[2B\
            Digest: sha256:5e02\n\
            \n\x1b[1A\x1b[2K\r621acc9fd4b6: Pulling fs layer \r\x1b[1B";
        assert_eq!(show(Some(80)), narrow);
        let bar = |filled: usize| ["[", &"=".repeat(filled), ">", &" ".repeat(50 - filled), "]"].concat();
        let wide = narrow
            .replace("Downloading    1.2MB", &["Downloading ", &bar(2), "    1.2MB"].concat())
            .replace("Extracting  32", &["Extracting ", &bar(50), "  32"].concat());
        assert_eq!(show(Some(120)), wide);
    }
}
