//! A browser of the Chromium family and the driver of the same version, for tests.

use super::{command, major, npm};
use crate::failure::{Failure, Outcome};
use crate::process::{quietly, run, say};
use crate::project;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A browser and its driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Browser {
    /// The browser's program.
    pub(crate) program: PathBuf,
    /// The program `chromedriver`.
    pub(crate) driver: PathBuf,
}

/// The pair that is brought where the system's packages have none ("Chrome for Testing").
const PINNED: &str = "148.0.7778.97";
/// The npm package that brings it.
const INSTALLER: &str = "@puppeteer/browsers@2.13.2";

const PROGRAMS: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const HOW: &str = "Install both in the same version, for example:
  Debian, Ubuntu:  sudo apt-get install chromium chromium-driver
  Fedora:          sudo dnf install chromium chromedriver
  Arch:            sudo pacman -S chromium
  macOS:           brew install --cask chromium chromedriver
  any:             npx @puppeteer/browsers install chrome@stable
                   npx @puppeteer/browsers install chromedriver@stable
then run this again. If they are not on PATH, name the programs in the variables CHROME and CHROMEDRIVER.";

/// Finds a browser with a driver that fits it, or brings both.
pub(crate) fn browser() -> Outcome<Browser> {
    if let Some(found) = installed() {
        return Ok(found);
    }
    if can_use_apt() {
        say("no browser with a fitting driver is here: installing Debian's chromium and chromium-driver");
        let mut apt = Command::new("apt-get");
        apt.args(["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"]);
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        let first = run(&mut apt);
        // A fresh container has no package lists yet.
        let installed_by_apt =
            first.or_else(|_| run(Command::new("apt-get").arg("update")).and_then(|()| run(&mut apt)));
        if installed_by_apt.is_ok()
            && let Some(found) = installed()
        {
            return Ok(found);
        }
    }
    say(&format!("no browser with a fitting driver is here: bringing Chrome for Testing {PINNED} into .tools/"));
    let brought = from_npm();
    brought.map_err(|failure| Failure::Missing {
        what: format!("the tests need a browser (Chromium or Chrome) and its driver (chromedriver): {failure}"),
        how: HOW.to_owned(),
    })
}

/// A browser that is here, whether or not it has a driver. Brings nothing.
pub(crate) fn any_browser() -> Option<PathBuf> {
    candidates().find(|program| main_version(program).is_some())
}

/// Where browsers may be.
fn candidates() -> impl Iterator<Item = PathBuf> {
    named("CHROME").into_iter().chain(on_path(PROGRAMS)).chain(brought_program("chrome"))
}

/// The program that a variable names.
fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The first browser found that has a driver of the same main version.
fn installed() -> Option<Browser> {
    let drivers: Vec<PathBuf> = named("CHROMEDRIVER")
        .into_iter()
        .chain(on_path(&["chromedriver"]))
        .chain(brought_program("chromedriver"))
        .collect();
    let drivers: Vec<(PathBuf, u32)> =
        drivers.into_iter().filter_map(|driver| Some((driver.clone(), main_version(&driver)?))).collect();
    for program in candidates() {
        let Some(version) = main_version(&program) else { continue };
        if let Some((driver, _)) = drivers.iter().find(|(_, of)| *of == version) {
            return Some(Browser { program, driver: driver.clone() });
        }
        say(&format!("{} is here, but no chromedriver of its version {version}", program.display()));
    }
    None
}

/// The programs of these names that are on `PATH`, or at this place.
fn on_path<'names>(names: &'names [&'names str]) -> impl Iterator<Item = PathBuf> + use<'names> {
    let folders: Vec<PathBuf> = std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
    names.iter().filter_map(move |name| {
        // Joined to an absolute name, a folder gives that name.
        let mut places = folders.iter().map(|folder| folder.join(name).with_extension(std::env::consts::EXE_EXTENSION));
        places.find(|place| place.is_file())
    })
}

/// The main version a browser or driver says it has.
fn main_version(program: &Path) -> Option<u32> {
    let printed = quietly(Command::new(program).arg("--version"))?;
    printed.split_whitespace().find_map(major)
}

/// Whether packages of a Debian system can be installed without asking anyone: as root, in practice in a container.
fn can_use_apt() -> bool {
    let root = quietly(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    root && on_path(&["apt-get"]).next().is_some() && Path::new("/etc/debian_version").exists()
}

/// Where the program `name` that was brought is.
fn brought_program(name: &str) -> Option<PathBuf> {
    let text = std::fs::read_to_string(record(name)).ok()?;
    Some(PathBuf::from(text)).filter(|program| program.is_file())
}

/// The file that says where the program `name` is.
fn record(name: &str) -> PathBuf {
    project::tools().join("chrome").join(format!("{name}.path"))
}

/// Brings the pinned browser and driver by their makers' own installer.
fn from_npm() -> Outcome<Browser> {
    let npm = npm()?;
    let folder = project::tools().join("chrome");
    std::fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    for name in ["chrome", "chromedriver"] {
        let mut place = None;
        let mut install = command(npm);
        install.args(["exec", "--yes", "--package", INSTALLER, "--", "browsers", "install"]);
        install.arg(format!("{name}@{PINNED}")).arg("--path").arg(&folder);
        // It ends with a line `chrome@148.0.0.0 /where/the/program/is`.
        crate::process::run_reading(&mut install, |line| {
            if let Some(program) = line.strip_prefix(&format!("{name}@{PINNED} ")) {
                place = Some(program.to_owned());
            }
        })?;
        let record = record(name);
        std::fs::write(&record, place.unwrap_or_default()).map_err(Failure::file(&record))?;
    }
    installed().ok_or_else(|| Failure::Missing {
        what: "the browser that was brought does not start".to_owned(),
        how: "It may lack libraries of the system.".to_owned(),
    })
}
