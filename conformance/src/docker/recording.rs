//! A recorded scenario, and what a replay may take from it.
//!
//! A replay takes the commands, the input bytes, and what no simulator could compute: random ids and facts of the host. The
//! rest of the expected snapshots and outputs is seen by the judge only.

use std::fs;
use std::path::{Path, PathBuf};

use drydock_core::archive::gunzip;
use serde_json::Value;

/// One command and what the real engine answered.
#[derive(Debug)]
pub struct Step {
    /// Its number.
    pub number: u64,
    /// What was typed.
    pub command: String,
    /// The exit status.
    pub exit: i64,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The file that holds the disk after it, relative to the scenario.
    pub snapshot: String,
    /// Whether it changed the disk.
    pub changed: bool,
}

/// An image that the registry of the recording served.
#[derive(Debug)]
pub struct Input {
    /// `library/nginx:latest`
    pub name: String,
    /// The media type of the manifest.
    pub media_type: String,
    /// The manifest's bytes.
    pub manifest: Vec<u8>,
    /// The config's bytes; none for a list.
    pub config: Vec<u8>,
    /// Media type and bytes of each platform's manifest, if `manifest` is a list.
    pub platforms: Vec<(String, Vec<u8>)>,
    /// The blobs' compressed bytes, base first; `None` for one that is not part of this copy.
    pub layers: Vec<Option<Vec<u8>>>,
}

/// A recorded scenario.
#[derive(Debug)]
pub struct Recording {
    /// The folder's name.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    /// Its commands.
    pub steps: Vec<Step>,
    /// What its registry served.
    pub inputs: Vec<Input>,
}

/// What could not be read: a file and why.
#[derive(Debug)]
pub struct Unreadable(
    /// The file.
    pub PathBuf,
    /// Why.
    pub String,
);

fn bytes(path: &Path) -> Result<Vec<u8>, Unreadable> {
    let raw = fs::read(path).map_err(|error| Unreadable(path.to_owned(), error.to_string()))?;
    if path.extension().is_some_and(|extension| extension == "gz") {
        return gunzip(&raw, 1 << 28).map_err(|error| Unreadable(path.to_owned(), error.to_string()));
    }
    Ok(raw)
}

fn json(path: &Path) -> Result<Value, Unreadable> {
    serde_json::from_slice(&bytes(path)?).map_err(|error| Unreadable(path.to_owned(), error.to_string()))
}

impl Recording {
    /// Reads the scenario in `folder`.
    pub fn read(folder: &Path) -> Result<Self, Unreadable> {
        let file = folder.join("transcript.json");
        let transcript = json(&file)?;
        let text = |step: &Value, key: &str| step[key].as_str().unwrap_or_default().to_owned();
        let steps = transcript["steps"].as_array().ok_or_else(|| Unreadable(file, "no \"steps\"".into()))?;
        let steps = steps
            .iter()
            .map(|step| Step {
                number: step["i"].as_u64().unwrap_or_default(),
                command: text(step, "cmd"),
                exit: step["exit"].as_i64().unwrap_or_default(),
                stdout: text(step, "stdout"),
                stderr: text(step, "stderr"),
                snapshot: text(step, "snapshot"),
                changed: step["changed"].as_bool().unwrap_or(true),
            })
            .collect();
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self { name, folder: folder.to_owned(), steps, inputs: inputs(&folder.join("inputs"))? })
    }

    /// The disk after a step.
    pub fn snapshot(&self, step: &Step) -> Result<Value, Unreadable> {
        json(&self.folder.join(&step.snapshot))
    }
}

fn inputs(folder: &Path) -> Result<Vec<Input>, Unreadable> {
    let Ok(listing) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut folders: Vec<PathBuf> = listing.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    folders.retain(|folder| folder.join("index.json").is_file());
    folders.iter().map(|folder| input(folder)).collect()
}

fn input(folder: &Path) -> Result<Input, Unreadable> {
    let index = json(&folder.join("index.json"))?;
    let layers = index["layers"].as_array().into_iter().flatten().map(|layer| {
        let file = folder.join(layer["blob_file"].as_str().unwrap_or_default());
        if file.is_file() { bytes(&file).map(Some) } else { Ok(None) }
    });
    let manifest = bytes(&folder.join("manifest.json"))?;
    Ok(Input {
        name: index["registry_name"].as_str().unwrap_or_default().to_owned(),
        media_type: index["manifest_media_type"].as_str().unwrap_or_default().to_owned(),
        platforms: platforms(folder, &manifest),
        manifest,
        config: bytes(&folder.join("config.json")).unwrap_or_default(),
        layers: layers.collect::<Result<_, _>>()?,
    })
}

/// The manifests that a list leads to, as far as their bytes are among the blobs.
fn platforms(folder: &Path, manifest: &[u8]) -> Vec<(String, Vec<u8>)> {
    let list: Value = serde_json::from_slice(manifest).unwrap_or_default();
    let entries = list["manifests"].as_array().into_iter().flatten();
    entries
        .filter_map(|entry| {
            let hex = entry["digest"].as_str()?.strip_prefix("sha256:")?;
            let bytes = fs::read(folder.join("../../../blobs/sha256").join(hex)).ok()?;
            Some((entry["mediaType"].as_str()?.to_owned(), bytes))
        })
        .collect()
}
