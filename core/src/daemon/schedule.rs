//! When what happens during a pull: downloads side by side, registrations one after another.
//!
//! Docker downloads at most three blobs at once, in the order of the manifest as slots come free, and registers the layers
//! strictly from the base up, each as soon as it and everything below it is there. How long that takes depends on the network and
//! the disk of a real host. Here it is a rule, so that the same pull is the same every time:
//!
//! - a blob takes [`LATENCY`], plus its size at [`BYTES_PER_MILLI_DOWN`], plus the delay that the registry has for it;
//! - unpacking takes [`UNPACK`], plus the size of the tar at [`BYTES_PER_MILLI_UNPACKED`];
//! - of two things at the same moment, the config comes first, then downloads, then registrations, the lower layer before the
//!   higher.
//!
//! Model: moby `distribution/xfer/{transfer,download}.go`.

use std::collections::VecDeque;

/// Milliseconds since the layers of a pull began.
pub(super) type Millis = u64;

/// So many downloads go on at once (dockerd's `--max-concurrent-downloads`).
pub(super) const SLOTS: usize = 3;
/// What any blob takes, however small.
const LATENCY: Millis = 20;
/// 20 MB/s for each download.
const BYTES_PER_MILLI_DOWN: u64 = 20_000;
/// What any layer takes to unpack: a child process is started.
const UNPACK: Millis = 60;
/// 60 MB/s.
const BYTES_PER_MILLI_UNPACKED: u64 = 60_000;
/// A progress bar moves so often.
const TICK: Millis = 100;

/// How long a blob takes to arrive.
pub(super) const fn download_time(size: u64, delay: Millis) -> Millis {
    LATENCY.saturating_add(size / BYTES_PER_MILLI_DOWN).saturating_add(delay)
}

/// How long a tar takes to unpack.
pub(super) const fn unpack_time(size: u64) -> Millis {
    UNPACK.saturating_add(size / BYTES_PER_MILLI_UNPACKED)
}

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// A slot is free: the download of this layer begins. Layers are counted from 0 here.
    Start(usize),
    /// All bytes of this layer are there.
    Downloaded(usize),
    /// Everything that this layer needs is there: it is unpacked.
    Unpack(usize),
    /// This layer is unpacked: it is registered.
    Unpacked(usize),
    /// The image's config is there.
    Config,
    /// Time for progress bars to move: what is being downloaded, and how much of it is there in thousandths.
    Progress(usize, u64),
}

/// What the schedule must know of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Job {
    /// How long it takes to arrive; none if it is not downloaded: it is a copy of a layer below it.
    pub(super) download: Option<Millis>,
    /// How long it takes to unpack.
    pub(super) unpack: Millis,
}

/// Gives the events one after another; whoever runs them may cut layers out.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    jobs: Vec<Job>,
    now: Millis,
    waiting: VecDeque<usize>,
    /// Downloads that go on: layer, start, end.
    active: Vec<(usize, Millis, Millis)>,
    downloaded: Vec<bool>,
    /// The layer that is next in line to be registered.
    next: usize,
    unpacking: Option<(usize, Millis)>,
    config: Option<Millis>,
    /// Events that happen now, before time goes on.
    due: VecDeque<Event>,
}

impl Schedule {
    pub(super) fn new(jobs: Vec<Job>) -> Self {
        let downloads = |(layer, job): (usize, &Job)| job.download.map(|_| layer);
        let mut schedule = Self {
            now: 0,
            waiting: jobs.iter().enumerate().filter_map(downloads).collect(),
            active: Vec::new(),
            downloaded: jobs.iter().map(|job| job.download.is_none()).collect(),
            next: 0,
            unpacking: None,
            config: Some(LATENCY),
            due: VecDeque::new(),
            jobs,
        };
        schedule.fill_slots();
        schedule
    }

    /// The moment of the last event.
    pub(super) const fn now(&self) -> Millis {
        self.now
    }

    /// The layers whose download goes on.
    pub(super) fn active(&self) -> impl Iterator<Item = usize> {
        self.active.iter().map(|(layer, _, _)| *layer)
    }

    /// A layer will not be registered, and none on top of it: those that wait for a slot are not even downloaded.
    pub(super) fn fail(&mut self, layer: usize) {
        self.waiting.retain(|waiting| *waiting < layer);
        // One that was given a slot at this very moment has not begun either.
        let begins = |event: &Event| matches!(event, Event::Start(next) if *next >= layer);
        let (due, active) = (&mut self.due, &mut self.active);
        active.retain(|(next, ..)| !due.contains(&Event::Start(*next)) || *next < layer);
        due.retain(|event| !begins(event));
        self.jobs.truncate(layer);
    }

    fn fill_slots(&mut self) {
        while self.active.len() < SLOTS {
            let Some(layer) = self.waiting.pop_front() else { break };
            let time = self.jobs.get(layer).and_then(|job| job.download).unwrap_or(0);
            self.active.push((layer, self.now, self.now.saturating_add(time)));
            self.due.push_back(Event::Start(layer));
        }
    }

    /// The next event; none when everything is done.
    pub(super) fn next(&mut self) -> Option<Event> {
        if let Some(event) = self.due.pop_front() {
            return Some(event);
        }
        if self.unpacking.is_none() && self.next < self.jobs.len() && self.downloaded[self.next] {
            let layer = self.next;
            self.next += 1;
            self.unpacking = Some((layer, self.now.saturating_add(self.jobs[layer].unpack)));
            return Some(Event::Unpack(layer));
        }
        let config = self.config.map(|at| (at, 0, 0));
        let downloads = self.active.iter().map(|(layer, _, at)| (*at, 1, *layer));
        let unpacked = self.unpacking.map(|(layer, at)| (at, 2, layer));
        let (at, kind, layer) = config.into_iter().chain(downloads).chain(unpacked).min()?;
        let tick = (self.now / TICK + 1).saturating_mul(TICK);
        if tick < at && !self.active.is_empty() {
            self.now = tick;
            self.due = self.active.iter().map(|(layer, start, end)| progress(*layer, tick, *start, *end)).collect();
            return self.due.pop_front();
        }
        self.now = at;
        Some(match kind {
            0 => {
                self.config = None;
                Event::Config
            }
            1 => {
                self.active.retain(|(active, _, _)| *active != layer);
                if let Some(downloaded) = self.downloaded.get_mut(layer) {
                    *downloaded = true;
                }
                self.fill_slots();
                Event::Downloaded(layer)
            }
            _ => {
                self.unpacking = None;
                Event::Unpacked(layer)
            }
        })
    }
}

fn progress(layer: usize, now: Millis, start: Millis, end: Millis) -> Event {
    let thousandths = (now - start).saturating_mul(1000) / (end - start).max(1);
    Event::Progress(layer, thousandths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(jobs: &[(u64, u64)]) -> String {
        let job = |(download, unpack): &(u64, u64)| Job { download: Some(*download), unpack: *unpack };
        let mut schedule = Schedule::new(jobs.iter().map(job).collect());
        let mut shown = Vec::new();
        while let Some(event) = schedule.next() {
            let word = match event {
                Event::Start(layer) => format!("s{layer}"),
                Event::Downloaded(layer) => format!("d{layer}"),
                Event::Unpack(layer) => format!("u{layer}"),
                Event::Unpacked(layer) => format!("r{layer}"),
                Event::Config => "c".to_owned(),
                Event::Progress(..) => continue,
            };
            shown.push(format!("{word}@{}", schedule.now()));
        }
        shown.join(" ")
    }

    #[test]
    fn three_downloads_and_one_registration_at_a_time() {
        assert_eq!(
            shown(&[(20, 60); 5]),
            "s0@0 s1@0 s2@0 c@20 d0@20 s3@20 u0@20 d1@20 s4@20 d2@20 d3@40 d4@40 r0@80 u1@80 r1@140 u2@140 r2@200 u3@200 \
             r3@260 u4@260 r4@320"
        );
    }

    /// Upper layers wait for a slow lower one, however early they arrive.
    #[test]
    fn registration_is_in_order() {
        assert_eq!(
            shown(&[(1500, 60), (4000, 60), (200, 60)]),
            "s0@0 s1@0 s2@0 c@20 d2@200 d0@1500 u0@1500 r0@1560 d1@4000 u1@4000 r1@4060 u2@4060 r2@4120"
        );
    }

    #[test]
    fn what_failed_ends_what_stands_on_it() {
        let mut schedule = Schedule::new(vec![Job { download: Some(20), unpack: 60 }; 5]);
        let mut seen = Vec::new();
        while let Some(event) = schedule.next() {
            if event == Event::Downloaded(1) {
                schedule.fail(1);
            }
            seen.push(event);
        }
        assert!(seen.contains(&Event::Unpacked(0)));
        assert!(!seen.contains(&Event::Unpack(1)));
        assert!(!seen.contains(&Event::Start(4)));
    }
}
