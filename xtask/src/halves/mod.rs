//! The program in two files, so that a first visitor waits for no more than the first lesson needs.
//!
//! Much of the program is for later: the terminal's other commands, other screens, rare cases. Which functions that are is not
//! declared but measured, as a compiler does that is guided by a profile: after the build, a browser goes through the first
//! lesson (`e2e/record.mjs`) with a program that notes which of its functions run ([`instrument`]). Those stay; all others move
//! into a second file ([`mod@write`]), on the same memory. In their place is a stub each, which brings the second file if it is not
//! there yet (`web/static/boot.js`) and calls the function there. So nothing can be missing, it can only come later, and a
//! profile that is not quite right costs time and nothing else.
//!
//! Where there is no browser the program stays in one file, which works as well and weighs more.

mod instrument;
mod module;
mod order;
mod write;

use crate::failure::{Failure, Outcome};
use crate::finish::attribute;
use crate::process::{run, say};
use crate::{project, sri, tools};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use module::Module;
use write::Plan;

/// Splits the program of the site in `folder`, if a browser is here to tell what its first lesson needs.
pub(crate) fn halve(folder: &Path) -> Outcome {
    match record(folder) {
        Ok(Some(recorded)) => split(folder, &recorded),
        Ok(None) => {
            say("no browser is here to tell what the first lesson needs: the program stays in one file");
            Ok(())
        }
        Err(failure) => {
            say(&format!(
                "what the first lesson needs could not be recorded: the program stays in one file\n{failure}"
            ));
            Ok(())
        }
    }
}

/// For each function of the program, whether it ran.
struct Recorded(Vec<bool>);

/// Goes through the first lesson with a program that notes what runs. `None` if there is no browser.
fn record(folder: &Path) -> Outcome<Option<Recorded>> {
    let Some(browser) = tools::any_browser() else { return Ok(None) };
    let node = tools::node()?;
    tools::journeys()?;
    let (_, name) = program(folder)?;
    let copy = project::target().join("recorded");
    let _ = fs::remove_dir_all(&copy);
    copy_folder(folder, &copy)?;
    let file = copy.join(&name);
    let bytes = fs::read(&file).map_err(Failure::file(&file))?;
    let noting = instrument::noting(&bytes).map_err(unreadable(&name))?;
    fs::write(&file, &noting.file).map_err(Failure::file(&file))?;
    say("recording which functions the first lesson needs");
    let result = project::target().join("recorded.bin");
    let mut journey = tools::command(node);
    journey.arg("e2e/record.mjs").arg(&result).arg(noting.address.to_string()).arg(noting.functions.to_string());
    run(journey.env("CHROME", browser).env("DRYDOCK_DIST", &copy))?;
    let notes = fs::read(&result).map_err(Failure::file(&result))?;
    Ok(Some(Recorded(notes.iter().map(|note| *note != 0).collect())))
}

/// Writes the two files in place of the one and names them in the page.
fn split(folder: &Path, recorded: &Recorded) -> Outcome {
    let (page, name) = program(folder)?;
    let file = folder.join(&name);
    let bytes = fs::read(&file).map_err(Failure::file(&file))?;
    let module = Module::read(&bytes).map_err(unreadable(&name))?;
    let plan = plan(&module, recorded);
    let first = write::first(&module, &plan).map_err(unreadable(&name))?;
    let second = write::second(&module, &plan).map_err(unreadable(&name))?;
    let stem = name.split_once('-').map_or("program", |(stem, _)| stem);
    let names = [("first", &first), ("second", &second)]
        .map(|(half, bytes)| format!("{stem}-{half}-{}.wasm", sri::short_name(bytes)));
    for (name, bytes) in names.iter().zip([&first, &second]) {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(Failure::file(&path))?;
    }
    fs::remove_file(&file).map_err(Failure::file(&file))?;
    let [first, second] = names;
    let entry = format!("data-wasm=\"./{first}\" data-second=\"./{second}\" data-light=\"{}\"", light_places(folder)?);
    let page = page.replace(&format!("data-wasm=\"./{name}\""), &entry).replace(&name, &first);
    let path = folder.join("index.html");
    fs::write(&path, page).map_err(Failure::file(&path))
}

/// The places of the site for which the first half is enough: the start page and the first lesson.
fn light_places(folder: &Path) -> Outcome<String> {
    let path = folder.join("lessons/catalogue.en.json");
    let text = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let catalogue: Value = serde_json::from_str(&text).unwrap_or_default();
    Ok(match catalogue["lessons"][0]["id"].as_str() {
        Some(lesson) => format!("/ /lesson/{lesson}"),
        None => "/".to_owned(),
    })
}

/// The page and the name of the program's file.
fn program(folder: &Path) -> Outcome<(String, String)> {
    let path = folder.join("index.html");
    let page = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let entry = page.split_once("name=\"app-entry\"").map_or("", |(_, entry)| entry);
    let name = attribute(entry, "data-wasm").map(|name| name.trim_start_matches("./").to_owned());
    match name {
        Some(name) => Ok((page, name)),
        None => Err(Failure::Findings {
            of: "index.html",
            lines: vec!["no element app-entry has the attribute data-wasm".to_owned()],
        }),
    }
}

/// What did not run goes into the second half, unless the outside calls it.
fn plan(module: &Module<'_>, recorded: &Recorded) -> Plan {
    let ran = |function: u32| module.body(function).is_none_or(|body| recorded.0.get(body).copied().unwrap_or(true));
    let all = 0..module.functions.len() as u32;
    let mut first: Vec<bool> = all.clone().map(ran).collect();
    for entry in &module.entries {
        first[*entry as usize] = true;
    }
    let is_first = |function: u32| first[function as usize];
    let mut stubs: BTreeSet<u32> = module.slots.values().copied().filter(|function| !is_first(*function)).collect();
    let mut shared = vec![false; module.functions.len()];
    for function in all {
        for called in module.calls(function) {
            match (is_first(function), is_first(*called)) {
                (true, false) => _ = stubs.insert(*called),
                (false, true) => shared[*called as usize] = true,
                _ => {}
            }
        }
    }
    // Stubs of one type are alike but for their slots: one after another they weigh little.
    let mut stubs: Vec<u32> = stubs.into_iter().collect();
    stubs.sort_by_key(|function| (module.functions[*function as usize], *function));
    let halves = [true, false].map(|half| in_order(module, |function| is_first(function) == half));
    let imported = 0..module.imported;
    let shared = imported.chain(halves[0].iter().copied()).filter(|function| shared[*function as usize]).collect();
    Plan { halves, stubs: stubs.into_iter().zip(module.table_size..).collect(), shared }
}

/// The functions that are chosen, in the order in which they weigh least.
fn in_order(module: &Module<'_>, chosen: impl Fn(u32) -> bool) -> Vec<u32> {
    let functions: Vec<u32> = (module.imported..module.functions.len() as u32).filter(|at| chosen(*at)).collect();
    let bodies: Vec<&[u8]> =
        functions.iter().filter_map(|function| Some(module.bodies[module.body(*function)?].as_bytes())).collect();
    order::by_likeness(&bodies).into_iter().map(|number| functions[number]).collect()
}

/// For `map_err` on what reads a program.
fn unreadable<E: std::fmt::Display>(name: &str) -> impl FnOnce(E) -> Failure + use<E> {
    let name = name.to_owned();
    move |error| Failure::Findings { of: "halves", lines: vec![format!("{name}: {error}")] }
}

fn copy_folder(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to).map_err(Failure::file(to))?;
    for entry in fs::read_dir(from).map_err(Failure::file(from))? {
        let entry = entry.map_err(Failure::file(from))?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(Failure::file(&path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
