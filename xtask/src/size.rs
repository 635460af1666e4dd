//! `cargo xtask size`: the weight of the first load, in bytes as a server sends them (gzip).

use crate::failure::{Failure, Outcome, report};
use crate::finish::later;
use crate::project;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// What the first load may weigh, in bytes. `docs/performance.md` says what it weighs.
pub(crate) const BUDGET: usize = 770_000;

/// Weighs what is in `dist/`.
pub(crate) fn run(_arguments: &[String]) -> ExitCode {
    report(check(&project::path("dist")))
}

/// A file of the first load.
#[derive(Debug, PartialEq, Eq)]
struct Weight {
    name: String,
    raw: usize,
    gzip: usize,
}

/// Prints the weight of each file of the first load; fails over the budget.
pub(crate) fn check(dist: &Path) -> Outcome {
    let weights = first_load(dist)?;
    println!("{:>15} {:>9}  first load", "bytes", "gzip");
    for Weight { name, raw, gzip } in &weights {
        println!("{raw:>15} {gzip:>9}  {name}");
    }
    for Weight { name, raw, gzip } in &later_files(dist)? {
        println!("{raw:>15} {gzip:>9}  {name}, when it is first used");
    }
    let total: usize = weights.iter().map(|weight| weight.gzip).sum();
    println!("{:>15} {total:>9}  in all, of {BUDGET} at most", weights.iter().map(|weight| weight.raw).sum::<usize>());
    if total <= BUDGET {
        return Ok(());
    }
    let line = format!("the first load is {total} bytes, {} over the budget of {BUDGET}", total - BUDGET);
    Err(Failure::Findings { of: "size", lines: vec![line] })
}

/// The page, every file of the site that it names, and what the program loads to show the first lesson.
fn first_load(dist: &Path) -> Outcome<Vec<Weight>> {
    let page = read(&dist.join("index.html"))?;
    let mut weights = vec![weigh("index.html", &page)];
    for name in named_files(&String::from_utf8_lossy(&page)) {
        weights.push(weigh(name, &read(&dist.join(name))?));
    }
    // A visitor loads one language: the heavier one counts.
    let lessons = [first_lesson(dist, "en")?, first_lesson(dist, "zh")?];
    let [english, chinese] = lessons.each_ref().map(|files| files.iter().map(|file| file.gzip).sum::<usize>());
    let [in_english, in_chinese] = lessons;
    weights.extend(if english > chinese { in_english } else { in_chinese });
    Ok(weights)
}

/// The catalogue in one language and the lesson that stands first in it, if there is one.
fn first_lesson(dist: &Path, language: &str) -> Outcome<Vec<Weight>> {
    let name = format!("lessons/catalogue.{language}.json");
    let catalogue = read(&dist.join(&name))?;
    let mut weights = vec![weigh(&name, &catalogue)];
    let listed: Value = serde_json::from_slice(&catalogue)
        .map_err(|error| Failure::Findings { of: "size", lines: vec![format!("{name}: {error}")] })?;
    if let Some(id) = listed["lessons"][0]["id"].as_str() {
        let name = format!("lessons/{id}.{language}.json");
        weights.push(weigh(&name, &read(&dist.join(&name))?));
    }
    Ok(weights)
}

/// The files of the first load that a page names in attributes, each once.
fn named_files(page: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    // A line is a whole number of elements' attributes.
    let first = page.lines().filter(|line| !line.contains(later::ELEMENT));
    let pairs = first.flat_map(|line| line.split('"').zip(line.split('"').skip(1)).step_by(2));
    // The program's second half is asked for when something needs it.
    for (_, value) in pairs.filter(|(before, _)| !before.ends_with("data-second=")) {
        let name = value.strip_prefix("./").unwrap_or(value);
        let file = Path::new(name).extension().is_some_and(|kind| {
            ["css", "js", "wasm", "svg", "json"].iter().any(|known| kind.eq_ignore_ascii_case(known))
        });
        if file && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The files that are loaded when they are first used.
fn later_files(dist: &Path) -> Outcome<Vec<Weight>> {
    let page = String::from_utf8_lossy(&read(&dist.join("index.html"))?).into_owned();
    let values = page.lines().filter(|line| line.contains(later::ELEMENT)).flat_map(|line| line.split('"'));
    let names = values.filter_map(|value| value.strip_prefix("./"));
    names.map(|name| Ok(weigh(name, &read(&dist.join(name))?))).collect()
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(Failure::file(path))
}

fn weigh(name: &str, content: &[u8]) -> Weight {
    Weight { name: name.to_owned(), raw: content.len(), gzip: gzipped(content) }
}

/// The size of `content` as gzip, at the best level: deflate's stream, a header of 10 bytes, a trailer of 8.
pub(crate) fn gzipped(content: &[u8]) -> usize {
    miniz_oxide::deflate::compress_to_vec(content, 9).len() + 18
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_files() {
        let page = r#"<link href="icon.svg"><link rel="preload" href="./a.wasm"><meta data-js="./a.js" data-wasm="./a.wasm" data-second="./b.wasm"><a href="">
  <meta name="app-jq" data-js="./later.js">"#;
        assert_eq!(named_files(page), ["icon.svg", "a.wasm", "a.js"]);
    }

    #[test]
    fn repetition_weighs_little() {
        assert_eq!(gzipped(b""), 20);
        assert!(gzipped(&[b'a'; 10_000]) < 60);
    }
}
