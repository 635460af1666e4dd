//! The shell's grammar: any text is read or refused; what is read prints as something that reads the same.
//!
//! The first byte chooses the shell.

#![no_main]

use drydock_core::script::{self, Aliases, Dialect, print};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, text)) = bytes.split_first() else { return };
    let dialect = if first & 1 == 0 { Dialect::Bash } else { Dialect::Ash };
    let none = Aliases::new();
    match script::parse(text, dialect, &none) {
        Ok(list) => {
            let once = print::script(&list);
            let again = script::parse(&once, dialect, &none).expect("what is printed can be read");
            assert_eq!(String::from_utf8_lossy(&print::script(&again)), String::from_utf8_lossy(&once));
        }
        Err(error) => assert!(!error.message(dialect).to_string().is_empty()),
    }
    let (lines, error) = script::parse_lines(text, dialect, &none);
    let _ = (print::script(&lines), error.map(|error| error.is_incomplete()));
    let _ = script::parse_quoted(text, dialect);
});
