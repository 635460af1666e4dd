//! JSON: the reader takes what serde_json takes and refuses what it refuses, but for what Go takes and serde_json does not.

#![no_main]

use drydock_core::json::{self, Type, Value, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let parsed = parse(bytes, 0);
    assert!(parsed.end <= bytes.len());
    if let Some(root) = parsed.tree.root() {
        check(root, bytes.len());
        let inside: usize = root.descendants().count();
        assert!(inside <= bytes.len());
    }
    match parsed.error {
        None => {
            assert!(parsed.tree.root().is_some_and(|root| root.is_complete()));
            // The same value again from its own bytes, and nothing different behind it.
            let again = parse(&bytes[..parsed.end], 0);
            assert_eq!((again.error, again.end), (None, parsed.end));
        }
        Some(error) => {
            assert_eq!(error.offset(bytes), parsed.end);
            assert!(!error.to_string().is_empty());
            // serde_json reads no deeper than 128 and no number too large for a float, but takes nothing that Go refuses.
            assert!(serde_json::from_slice::<serde_json::Value>(bytes).is_err());
        }
    }
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) {
        assert_eq!(parsed.error, None);
        let written = json::encode(&value);
        assert_eq!(parse(written.as_bytes(), 0).error, None);
        let again: serde_json::Value = serde_json::from_str(&written).expect("what Go writes is JSON");
        // Go writes 670 for 67e1, and serde_json's floats may be off by a last digit.
        assert!(again == value || has_float(&value));
    }
});

/// Every value lies within the text and within its parent, in order.
fn check(root: Value<'_, '_>, length: usize) {
    let mut before = 0;
    for value in root.descendants() {
        let span = value.span();
        assert!(span.start >= before && span.start < span.end && span.end <= length);
        before = span.start;
        match value.kind() {
            Type::String => assert!(value.as_str().is_some()),
            Type::Object => {
                let keys = value.members().map(|member| member.key.span().start);
                assert!(keys.is_sorted());
            }
            Type::Array => assert!(value.elements().all(|element| element.span().end <= span.end)),
            Type::Null | Type::Bool | Type::Number => assert_eq!(value.children().count(), 0),
        }
    }
}

fn has_float(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Number(number) => number.is_f64(),
        serde_json::Value::Array(list) => list.iter().any(has_float),
        serde_json::Value::Object(map) => map.values().any(has_float),
        _ => false,
    }
}
