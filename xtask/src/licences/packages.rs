//! The packages that the page's program is made of, by `cargo metadata`.

use crate::failure::{Failure, Outcome};
use crate::process::quietly;
use crate::tools::command;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A package from elsewhere that is compiled into the program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// As an SPDX expression.
    pub(super) licence: String,
    pub(super) authors: String,
    folder: PathBuf,
}

impl Package {
    /// What the package's files about its licence say, without the blanks around it.
    pub(super) fn texts(&self) -> Outcome<Vec<String>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(Failure::file(&self.folder))? {
            let path = entry.map_err(Failure::file(&self.folder))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
            let about =
                ["LICENSE", "LICENCE", "COPYING", "UNLICENSE", "NOTICE"].iter().any(|start| name.starts_with(start));
            files.extend((about && path.is_file()).then_some(path));
        }
        files.sort();
        let text =
            |path: PathBuf| Ok(fs::read_to_string(&path).map_err(Failure::file(&path))?.trim().replace("\r\n", "\n"));
        files.into_iter().map(text).collect()
    }
}

/// All of them, by name. What only runs while compiling (build scripts, procedural macros) is not in the program.
pub(super) fn packages() -> Outcome<Vec<Package>> {
    let mut cargo = command("cargo");
    cargo.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", "wasm32-unknown-unknown"]);
    let Some(printed) = quietly(&mut cargo) else {
        return Err(Failure::Missing {
            what: "cargo metadata failed".to_owned(),
            how: "Run `cargo metadata --locked` to see why.".to_owned(),
        });
    };
    let metadata: Value = serde_json::from_str(&printed)
        .map_err(|error| Failure::Findings { of: "cargo metadata", lines: vec![error.to_string()] })?;
    Ok(linked(&metadata))
}

/// The packages linked into `drydock-web`, those of this project apart.
fn linked(metadata: &Value) -> Vec<Package> {
    let packages = by_id(&metadata["packages"]);
    let nodes = by_id(&metadata["resolve"]["nodes"]);
    let root = packages.iter().find(|(_, package)| package["name"] == "drydock-web").map(|(id, _)| *id);
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<&str> = root.into_iter().collect();
    while let Some(id) = waiting.pop() {
        let Some(node) = nodes.get(id).filter(|_| seen.insert(id)) else { continue };
        let normal = array(&node["deps"])
            .filter(|dependency| array(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null()));
        let ids = normal.filter_map(|dependency| dependency["pkg"].as_str());
        waiting.extend(ids.filter(|id| packages.get(id).is_some_and(|package| !is_macro(package))));
    }
    // What has no source is in this project.
    let foreign = seen.into_iter().filter_map(|id| packages.get(id)).filter(|package| !package["source"].is_null());
    let mut list: Vec<Package> = foreign.map(|package| described(package)).collect();
    list.sort();
    list
}

/// The elements of a list, each under its `id`.
fn by_id(list: &Value) -> BTreeMap<&str, &Value> {
    array(list).filter_map(|value| Some((value["id"].as_str()?, value))).collect()
}

fn described(package: &Value) -> Package {
    let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let authors: Vec<&str> = array(&package["authors"]).filter_map(Value::as_str).collect();
    Package {
        name: text("name"),
        version: text("version"),
        // The way it was written before SPDX's.
        licence: text("license").replace(" / ", " OR ").replace('/', " OR "),
        authors: if authors.is_empty() { text("repository") } else { authors.join(", ") },
        folder: Path::new(&text("manifest_path")).parent().map(Path::to_owned).unwrap_or_default(),
    }
}

fn is_macro(package: &Value) -> bool {
    array(&package["targets"]).any(|target| array(&target["kind"]).any(|kind| kind == "proc-macro"))
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn macros_build_scripts_and_tests_are_not_in_the_program() {
        let package = |name: &str, kind: &str| {
            json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0", "authors": ["A"], "source": "registry",
                    "manifest_path": format!("/x/{name}/Cargo.toml"), "targets": [{ "kind": [kind] }] })
        };
        let uses = |name: &str, kind: Option<&str>| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let mut root = package("drydock-web", "lib");
        root["source"] = Value::Null;
        let metadata = json!({
            "packages": [root, package("a", "lib"), package("b", "lib"), package("m", "proc-macro"), package("t", "lib"), package("s", "lib")],
            "resolve": { "nodes": [
                { "id": "drydock-web", "deps": [uses("a", None), uses("m", None), uses("t", Some("dev")), uses("s", Some("build"))] },
                { "id": "a", "deps": [uses("b", None)] },
                { "id": "b", "deps": [] }, { "id": "m", "deps": [] }, { "id": "t", "deps": [] }, { "id": "s", "deps": [] },
            ] },
        });
        let found = linked(&metadata);
        assert_eq!(found.iter().map(|package| package.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(found[0].licence, "MIT OR Apache-2.0");
        assert_eq!(found[0].folder, Path::new("/x/a"));
    }
}
