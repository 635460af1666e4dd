//! Saved sessions: what is read can be written, and reads the same again; what is refused is refused in words.

#![no_main]

use drydock_core::saved::{LoadError, SavedSession, is_untypable};
use drydock_core::trace::explain::Lang;
use libfuzzer_sys::fuzz_target;

fn check(outcome: Result<SavedSession, LoadError>) {
    match outcome {
        Ok(saved) => {
            assert!(!saved.lines().iter().flat_map(|line| line.chars()).any(is_untypable));
            assert_eq!(SavedSession::parse(&saved.to_text()).as_ref(), Ok(&saved));
            if let Ok(link) = saved.to_link() {
                assert_eq!(SavedSession::parse_link(&link).as_ref(), Ok(&saved));
            }
        }
        Err(error) => {
            for lang in [Lang::En, Lang::Zh] {
                let words = error.words(lang);
                assert!(!words.is_empty() && !words.chars().any(is_untypable));
            }
        }
    }
}

fuzz_target!(|text: &str| {
    check(SavedSession::parse(text));
    check(SavedSession::parse(&format!("# Drydock session, version 1\n{text}")));
    check(SavedSession::parse_link(text));
});
