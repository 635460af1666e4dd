//! Lines of `mount` and of `/proc/mounts`.

#![no_main]

use drydock_core::inspect::Kind;
use libfuzzer_sys::fuzz_target;

mod behind;
mod parsers;

fuzz_target!(|bytes: &[u8]| behind::check_behind("overlay / overlay rw,lowerdir=/a 0 0", Kind::Mounts, bytes));
