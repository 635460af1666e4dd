//! What every fuzz target of the recognisers asserts.

use drydock_core::inspect::{Input, Inspection, Via, inspect, report};
use drydock_core::trace::explain::Lang;

/// Whether a terminal or a page would act on `c` instead of showing it.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Reads one input. It is of some kind, its problems stand at a place and are worded without hidden characters, and its report is JSON.
pub fn check(name: &str, via: Via, bytes: &[u8]) -> Inspection {
    let inputs = [Input { name: name.to_owned(), via, bytes: bytes.into() }];
    let inspection = inspect(&inputs);
    assert!(!inspection.recognised.is_empty());
    for problem in &inspection.problems {
        assert!(problem.place.line >= 1 && problem.place.column >= 1);
        for lang in [Lang::En, Lang::Zh] {
            let words = problem.words(lang);
            assert!(!words.message.contains(is_hidden) && !words.help.contains(is_hidden), "{words:?}");
        }
    }
    let json = report::to_json(&inputs, &inspection, Lang::En);
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
    inspection
}
