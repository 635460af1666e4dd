//! `--format`: any text is a template or is refused in words; every template ends, with bounded output.

#![no_main]

use drydock_core::cli::template::value::{Field, Value};
use drydock_core::cli::template::{Functions, MissingKey, Options, Template};
use libfuzzer_sys::fuzz_target;

/// A value with a field of every kind, named by one letter so that random changes find them.
fn data() -> Value {
    let strings = ["a".to_owned(), "b:1".to_owned(), "ü/☃".to_owned()];
    let map = || Value::string_map(Some([("a", "1"), ("b", "x")]));
    let inner = Value::of_struct("types.Inner", vec![Field::new("A", map()), Field::new("B", Value::int(3))]);
    let fields = vec![
        Field::new("ID", Value::string("sha256:da0d627b91c1")),
        Field::new("A", Value::strings(Some(&strings))),
        Field::new("B", Value::Bool(true)),
        Field::new("C", Value::int64(-7)),
        Field::new("D", Value::Float(2.5)),
        Field::new("E", map()),
        Field::new("F", inner),
        Field::new("G", Value::NilPointer("*types.Nothing")),
        Field::new("H", Value::strings(None)),
        Field::optional("I", Value::None),
        Field::new("J", Value::Number("12".into())),
    ];
    Value::of_struct("types.Sample", fields)
}

fuzz_target!(|text: &str| {
    let template = match Template::parse(text) {
        Ok(template) => template,
        // In Go's words, or in our own where something is not simulated.
        Err(message) => {
            return assert!(message.starts_with("template: ") || message.ends_with("is not simulated"), "{message}");
        }
    };
    for (missing_key, functions) in [(MissingKey::NoValue, Functions::Basic), (MissingKey::Error, Functions::Header)] {
        let (out, result) = template.execute(&data(), Options { missing_key, functions });
        assert!(out.len() < 64 << 20);
        if let Err(message) = result {
            assert!(!message.is_empty());
        }
    }
});
