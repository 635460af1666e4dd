//! `cargo xtask finish`: what a build of the site still needs after trunk. Trunk.toml has it as a hook, so that `trunk build`
//! and `trunk serve` give the same site as `cargo xtask`.
//!
//! The lessons and pages, compiled, go into `lessons/`. What is loaded when it is first used is named in the page.
//!
//! For a release: the style sheets become one file, in their order; the page gets its content security policy; the words of all
//! licences are put beside it; the program is split in two. For other builds not: the policy would stop the script by which `trunk serve` reloads the page.

pub(crate) mod later;

use crate::failure::{Failure, Outcome, report};
use crate::{halves, lessons, licences, sri};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What the built page may do: run its own files, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
                      font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'self'; \
                      form-action 'none'";

/// Works on the folder that trunk names in its variables.
pub(crate) fn run(_arguments: &[String]) -> ExitCode {
    let variable = |name| {
        std::env::var_os(name).ok_or_else(|| Failure::Usage(format!("{name} is not set: trunk runs this command")))
    };
    report(variable("TRUNK_STAGING_DIR").and_then(|folder| {
        let release = variable("TRUNK_PROFILE")? == "release";
        lessons::build(&Path::new(&folder).join("lessons"))?;
        let path = Path::new(&folder).join("index.html");
        let page = fs::read_to_string(&path).map_err(Failure::file(&path))?;
        let page = without_unused_integrity(&later::name_files(&page, Path::new(&folder))?);
        fs::write(&path, page).map_err(Failure::file(&path))?;
        if release { finish_release(Path::new(&folder)) } else { Ok(()) }
    }))
}

fn finish_release(folder: &Path) -> Outcome {
    let path = folder.join("index.html");
    let mut page = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    page = bundle_styles(&page, folder)?;
    page = with_policy(&page);
    fs::write(&path, page).map_err(Failure::file(&path))?;
    licences::write_texts(folder)?;
    halves::halve(folder)
}

/// Puts all style sheets of `page` into one file, in place of the first.
fn bundle_styles(page: &str, folder: &Path) -> Outcome<String> {
    let mut sheets = Vec::new();
    let mut rest = String::new();
    let mut place = None;
    for line in page.lines() {
        if let Some(name) = attribute(line, "href").filter(|_| line.contains("rel=\"stylesheet\"")) {
            place.get_or_insert(rest.len());
            sheets.push(name.to_owned());
        } else {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    let Some(place) = place else { return Ok(rest) };
    let mut styles = String::new();
    for name in &sheets {
        let path: PathBuf = folder.join(name);
        styles.push_str(&without_comments(&fs::read_to_string(&path).map_err(Failure::file(&path))?));
        fs::remove_file(&path).map_err(Failure::file(&path))?;
    }
    let integrity = sri::sha384(styles.as_bytes());
    let name = format!("styles-{}.css", sri::short_name(styles.as_bytes()));
    let path = folder.join(&name);
    fs::write(&path, styles).map_err(Failure::file(&path))?;
    rest.insert_str(place, &format!("  <link rel=\"stylesheet\" href=\"./{name}\" integrity=\"{integrity}\">\n"));
    Ok(rest)
}

/// The value of an attribute in a line of HTML.
pub(crate) fn attribute<'line>(line: &'line str, name: &str) -> Option<&'line str> {
    let (_, after) = line.split_once(&format!(" {name}=\""))?;
    Some(after.split_once('"')?.0)
}

/// A style sheet without its comments and the blanks at the start of its lines. Strings in our css hold no `/*`.
fn without_comments(css: &str) -> String {
    let mut kept = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The page without the checksum on the preload of the program: browsers ignore it there and warn.
/// The program's name holds a hash of its content.
fn without_unused_integrity(page: &str) -> String {
    let Some((start, wasm)) = page.split_once("<link rel=\"preload\"") else { return page.to_owned() };
    let Some((link, end)) = wasm.split_once('>') else { return page.to_owned() };
    let Some(integrity) = attribute(link, "integrity") else { return page.to_owned() };
    let link = link.replace(&format!(" integrity=\"{integrity}\""), "");
    format!("{start}<link rel=\"preload\"{link}>{end}")
}

/// The page with the policy as the first thing after its encoding.
fn with_policy(page: &str) -> String {
    let encoding = "<meta charset=\"utf-8\">\n";
    page.replacen(
        encoding,
        &format!("{encoding}  <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n"),
        1,
    )
}

#[cfg(test)]
mod tests;
