//! What `tree`, `find` and `ls` print of Docker's directories.

#![no_main]

use drydock_core::inspect::Kind;
use libfuzzer_sys::fuzz_target;

mod behind;
mod parsers;

fuzz_target!(|bytes: &[u8]| behind::check_behind("/var/lib/docker/overlay2/l:", Kind::Listing, bytes));
