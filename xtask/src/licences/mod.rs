//! `cargo xtask licences`: what is compiled into the page's program, and under which terms.
//!
//! `docs/licences.md` lists it; a release has the licences' own words in `licences.txt`.

mod packages;

use crate::failure::{Failure, Outcome, report};
use crate::project;
use packages::{Package, packages};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

const LIST: &str = "docs/licences.md";
const INTRODUCTION: &str = "# Licences

Drydock itself is under the [MIT licence](../LICENSE-MIT) or the [Apache licence 2.0](../LICENSE-APACHE), as you like.

Below is what is compiled into the program that the page runs. The linker leaves out what is not used, so the list is an upper
bound. The words of each licence are in `licences.txt` of a built site. Rust's own standard library (MIT OR Apache-2.0) comes on top.
The site ships no fonts and no scripts of others. Tools for building and testing are not part of it.

This file is written by `cargo xtask licences`; `cargo xtask test` fails if it is out of date.

| package | version | licence |
|---|---|---|
";

/// Writes the list, or with `--check` only says whether it is up to date.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    report(match arguments {
        [] => write_list(),
        [flag] if flag == "--check" => check(),
        _ => Err(Failure::Usage("usage: cargo xtask licences [--check]".to_owned())),
    })
}

fn write_list() -> Outcome {
    let path = project::path(LIST);
    fs::write(&path, list(&packages()?)).map_err(Failure::file(&path))
}

/// Fails if the list is not what it would be now.
pub(crate) fn check() -> Outcome {
    let path = project::path(LIST);
    let there = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    if there == list(&packages()?) {
        return Ok(());
    }
    let line = format!("{LIST} is out of date: run `cargo xtask licences`");
    Err(Failure::Findings { of: "licences", lines: vec![line] })
}

/// Writes `licences.txt` into the folder of a built site.
pub(crate) fn write_texts(folder: &Path) -> Outcome {
    let path = folder.join("licences.txt");
    fs::write(&path, texts(&packages()?)?).map_err(Failure::file(&path))
}

/// The list as a table.
fn list(packages: &[Package]) -> String {
    let mut table = String::from(INTRODUCTION);
    for Package { name, version, licence, .. } in packages {
        writeln!(table, "| [{name}](https://crates.io/crates/{name}/{version}) | {version} | {licence} |")
            .expect("a String takes any text");
    }
    table
}

/// The licences' own words, each once, under the packages that have it.
fn texts(packages: &[Package]) -> Outcome<String> {
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut without = Vec::new();
    for package in packages {
        let title = format!("{} {} ({})", package.name, package.version, package.licence);
        let texts = package.texts()?;
        if texts.is_empty() {
            without.push(format!("{title}, by {}", package.authors));
        }
        for text in texts {
            owners.entry(text).or_default().push(title.clone());
        }
    }
    let mut all = String::from("What is compiled into this site's program, and the words of each licence.\n");
    for (text, titles) in owners {
        write!(all, "\n{}\n{}\n\n{text}\n", "=".repeat(80), titles.join("\n")).expect("a String takes any text");
    }
    let note = "These packages come without a file of their licence; its words are above, under other names.";
    write!(all, "\n{}\n{note}\n\n{}\n", "=".repeat(80), without.join("\n")).expect("a String takes any text");
    Ok(all)
}
