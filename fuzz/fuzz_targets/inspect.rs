//! The recognisers, all of them: any bytes give a report, and what is said of dockerd's start is what dockerd's reading does.

#![no_main]

use drydock_core::inspect::repositories::{Load, load};
use drydock_core::inspect::{AtStart, Kind, Via};
use libfuzzer_sys::fuzz_target;

mod parsers;

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses how the rest came here.
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let (name, via) = match choice % 4 {
        0 => ("repositories.json", Via::File),
        1 => ("some-file", Via::File),
        2 => ("layerdb/sha256/a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5/diff", Via::File),
        _ => ("paste", Via::Paste),
    };
    let inspection = parsers::check(name, via, bytes);
    if choice % 4 == 0 {
        start(bytes, &inspection);
    }
});

/// Of a file named repositories.json that was not copied from a screen.
fn start(bytes: &[u8], inspection: &drydock_core::inspect::Inspection) {
    if inspection.recognised.iter().any(|item| item.kind != Kind::Repositories) {
        return;
    }
    let said: Vec<AtStart> = inspection.problems.iter().map(|problem| problem.fault.at_start()).collect();
    let refuses = said.iter().any(|at| matches!(at, AtStart::Refuses(_)));
    match load(bytes) {
        Load::Refuses(_) => assert!(refuses, "{said:?}"),
        Load::Crashes => assert!(said.contains(&AtStart::Crashes)),
        Load::Starts(store) => {
            assert!(!refuses, "{said:?}");
            // What dockerd writes, it reads again as the same; and where nothing is wrong, all it holds was found.
            assert_eq!(load(store.encode().as_bytes()), Load::Starts(store.clone()));
            if !inspection.has_errors() {
                let held = store.repositories.iter().flatten().flat_map(|(_, map)| map.iter().flatten());
                assert!(held.clone().all(|(name, _)| inspection.picture.names.contains_key(name)));
                assert_eq!(held.count(), inspection.picture.names.len());
            }
        }
    }
}
