//! What the page loads when it is first used: `jq`. Its files get a hash in their names, and the page gets an element that names
//! them with their checksums, by which `web/static/jq.js` loads them.

use crate::failure::{Failure, Outcome};
use crate::sri;
use std::fs;
use std::path::Path;

/// The files as trunk leaves them, and the attribute that names each.
const FILES: [(&str, &str, &str); 3] =
    [("jq", "js", "boot"), ("drydock-jq", "js", "js"), ("drydock-jq_bg", "wasm", "wasm")];

/// By this the element is found: by `web/src/effects/jq.rs`, and by `cargo xtask size`, which does not count its files.
pub(crate) const ELEMENT: &str = "<meta name=\"app-jq\"";

/// Renames the files in `folder` and gives the page with the element.
pub(super) fn name_files(page: &str, folder: &Path) -> Outcome<String> {
    let mut element = format!("  {ELEMENT}");
    for (stem, kind, attribute) in FILES {
        let path = folder.join(format!("{stem}.{kind}"));
        let content = fs::read(&path).map_err(Failure::file(&path))?;
        let name = format!("{stem}-{}.{kind}", sri::short_name(&content));
        fs::rename(&path, folder.join(&name)).map_err(Failure::file(&path))?;
        let integrity = sri::sha384(&content);
        element.push_str(&format!(" data-{attribute}=\"./{name}\" data-{attribute}-integrity=\"{integrity}\""));
    }
    element.push_str(">\n");
    let encoding = "<meta charset=\"utf-8\">\n";
    Ok(page.replacen(encoding, &format!("{encoding}{element}"), 1))
}
