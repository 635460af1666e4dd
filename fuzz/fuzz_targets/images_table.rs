//! The table of `docker images`.

#![no_main]

use drydock_core::inspect::Kind;
use libfuzzer_sys::fuzz_target;

mod behind;
mod parsers;

const HEADING: &str = "REPOSITORY   TAG   DIGEST   IMAGE ID   CREATED   SIZE";

fuzz_target!(|bytes: &[u8]| behind::check_behind(HEADING, Kind::ImagesTable, bytes));
