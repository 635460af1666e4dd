//! `cargo xtask lessons`: the course, checked and compiled.

use crate::failure::{Failure, Outcome, report};
use crate::project;
use drydock_core::lesson::author::{Assembled, Mistake, assemble};
use drydock_core::lesson::fingerprint;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask lessons check | build [FOLDER] | new NAME";

/// Does what the first argument says.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    report(match arguments[..] {
        ["check"] => check(),
        ["build"] => build(&project::target().join("lessons")),
        ["build", folder] => build(Path::new(folder)),
        ["new", name] => new(name),
        _ => Err(Failure::Usage(USAGE.to_owned())),
    })
}

/// Reads every lesson and page.
fn course() -> Outcome<Assembled> {
    let mut files = BTreeMap::new();
    read_texts("lessons", &mut files)?;
    read_texts("docs", &mut files)?;
    assemble(&files).map_err(|mistakes| findings(&mistakes))
}

fn findings(mistakes: &[Mistake]) -> Failure {
    Failure::Findings { of: "lessons", lines: mistakes.iter().map(Mistake::to_string).collect() }
}

/// The texts in a folder of the project and in the folders in it, by their names as seen from the top.
fn read_texts(folder: &str, files: &mut BTreeMap<String, String>) -> Outcome {
    let path = project::path(folder);
    for entry in fs::read_dir(&path).map_err(Failure::file(&path))? {
        let entry = entry.map_err(Failure::file(&path))?;
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read_texts(&name, files)?;
        } else if Path::new(&name).extension().is_some_and(|kind| kind == "md" || kind == "json") {
            files.insert(name, fs::read_to_string(entry.path()).map_err(Failure::file(&entry.path()))?);
        }
    }
    Ok(())
}

/// What every lesson's commands do on this machine, as JSON: the page's tests do the same in a browser.
pub(crate) fn fingerprints() -> Outcome<String> {
    let mut all = BTreeMap::new();
    for lesson in course()?.lessons.iter().filter_map(|compiled| compiled.lessons.first()) {
        let lines: Vec<&str> = lesson.commands.iter().map(|command| command.line.as_str()).collect();
        let hash = fingerprint(&lesson.world, lines.iter().copied()).map(|hash| hash.to_string());
        all.insert(lesson.id.clone(), json!({ "world": lesson.world, "lines": lines, "fingerprint": hash }));
    }
    Ok(json!(all).to_string())
}

/// Everything that can be wrong in a lesson.
pub(crate) fn check() -> Outcome {
    let course = course()?;
    let mistakes = course.verify();
    if !mistakes.is_empty() {
        return Err(findings(&mistakes));
    }
    println!("{} lessons, {} pages: sound", course.lessons.len(), course.pages.len());
    Ok(())
}

/// Writes the compiled course into `folder`, as the page and the command line load it.
pub(crate) fn build(folder: &Path) -> Outcome {
    let course = course()?;
    fs::create_dir_all(folder).map_err(Failure::file(folder))?;
    for (name, json) in course.files() {
        let path = folder.join(name);
        fs::write(&path, json).map_err(Failure::file(&path))?;
    }
    Ok(())
}

/// The smallest lesson that is complete, to start from.
const TEMPLATE: [(&str, &str); 3] = [
    (
        "lesson.json",
        r#"{
  "$schema": "../../docs/lesson.schema.json",
  "world": "documents",
  "image": "nginx:latest",
  "commands": [
    { "name": "pull", "line": "docker pull nginx" }
  ],
  "chapters": ["start"],
  "stops": [
    { "name": "first", "chapter": "start", "before": "pull" },
    { "name": "done", "chapter": "start", "after": "pull", "focus": { "open": "image/overlay2" } }
  ]
}
"#,
    ),
    (
        "en.md",
        "# NAME\n\nWhat the lesson is about, in one sentence.\n\n## Start {#start}\n\n### First {#first}\n\nNothing is typed yet.\n\n\
         ### Done {#done}\n\nThe image is {image}.\n",
    ),
    (
        "zh.md",
        "# NAME\n\n用一句话说明这一课讲什么。\n\n## 开始 {#start}\n\n### 第一步 {#first}\n\n还没有输入任何命令。\n\n\
         ### 完成 {#done}\n\n镜像是 {image}。\n",
    ),
];

/// Starts a lesson.
fn new(name: &str) -> Outcome {
    let folder = project::path("lessons").join(name);
    if folder.exists() {
        return Err(Failure::Usage(format!("lessons/{name} is there already")));
    }
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    for (file, text) in TEMPLATE {
        let path = folder.join(file);
        fs::write(&path, text.replace("NAME", name)).map_err(Failure::file(&path))?;
    }
    println!(
        "lessons/{name}: add \"{name}\" to lessons/course.json, then `cargo xtask lessons check`; see docs/writing-lessons.md"
    );
    Ok(())
}
