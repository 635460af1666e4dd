//! Inspecting a host: files and outputs recorded from Docker 20.10.24, and what goes wrong with them.

mod faults;
mod further;
mod host;
mod hostile;
mod kinds;
mod picture;
mod schema;

use drydock_core::inspect::{Input, Inspection, Via, inspect};

/// A recorded file.
macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!("../../data/inspect/", $name))
    };
}
pub(crate) use data;

const IMAGE: &str = "sha256:f6d0b4767a6c466c178bf718f99bea0d3742b26679081e52dbf8e0c7c4c42d74";
const DIGEST: &str = "sha256:10b8cc432d56da8b61b070f4c7d2543a9ed17c2b23010b43af434fd40e2ca4aa";

fn file(name: &str, bytes: &[u8]) -> Input {
    Input { name: name.to_owned(), via: Via::File, bytes: bytes.into() }
}

fn paste(text: &str) -> Input {
    Input { name: "paste".to_owned(), via: Via::Paste, bytes: text.as_bytes().into() }
}

fn of_file(name: &str, bytes: &[u8]) -> Inspection {
    inspect(&[file(name, bytes)])
}

fn of_text(text: &str) -> Inspection {
    inspect(&[paste(text)])
}

/// `code line:column`, in order.
fn problems(inspection: &Inspection) -> Vec<String> {
    let all = inspection.problems.iter();
    all.map(|problem| format!("{} {}:{}", problem.fault.code(), problem.place.line, problem.place.column)).collect()
}

/// Names of kinds, in order.
fn kinds(inspection: &Inspection) -> Vec<&'static str> {
    inspection.recognised.iter().map(|item| item.kind.name()).collect()
}
