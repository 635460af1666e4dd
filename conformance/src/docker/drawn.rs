//! What no simulator could compute, read off a recording: random identities and times.
//!
//! | of | is read |
//! |---|---|
//! | a layer | cache-id and link id |
//! | a container | its ID, its mount-id, both link ids, when it was made, started, ended; its ends of networks; anonymous volumes |
//! | the host | its `resolv.conf`, the bridge's ID |
//! | an image that was made on the host | when |
//! | a layer that was made on the host | when each of its files changed last |

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use drydock_core::archive::tar_split::{self, Record};
use drydock_core::archive::{Reader, gunzip};
use drydock_core::clock::Time;
use drydock_core::digest::Sha256;
use drydock_core::identity::{CacheId, ChainId, LinkId};
use drydock_core::random::{ContainerIds, LayerIds, NetworkEnds};
use serde_json::Value;

use super::recording::{Recording, Step, Unreadable};

/// The texts of a snapshot's files, by path.
type Texts<'a> = BTreeMap<&'a str, &'a str>;

fn entries(snapshot: &Value) -> impl Iterator<Item = &Value> {
    snapshot["entries"].as_array().into_iter().flatten()
}

fn texts(snapshot: &Value) -> Texts<'_> {
    entries(snapshot).filter_map(|entry| Some((entry["path"].as_str()?, entry["text"].as_str()?))).collect()
}

/// The middle of a path between two others.
fn between<'a>(path: &'a str, before: &str, after: &str) -> Option<&'a str> {
    path.strip_prefix(before)?.strip_suffix(after)
}

const LAYERS: &str = "image/overlay2/layerdb/sha256/";
const IMAGES: &str = "image/overlay2/imagedb/content/sha256/";

/// When things came to be in one step.
#[derive(Debug, Default)]
pub(super) struct Times {
    /// The container or the image that it made.
    pub(super) made: Option<Time>,
    /// The files of the layer that it made: their names in the tar.
    pub(super) files: Vec<(Vec<u8>, Time)>,
}

/// Everything that is read.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// For each layer, in the order in which the engine drew them.
    pub(super) layers: BTreeMap<ChainId, Vec<LayerIds>>,
    /// For each container the step that made it, and its name; that is empty if the engine made it up.
    pub(super) containers: Vec<(u64, String, ContainerIds)>,
    /// For each step that made a container, or an image of files.
    pub(super) times: BTreeMap<u64, Times>,
    /// For each start of a container, with its name, in their order.
    pub(super) ends: Vec<(String, NetworkEnds)>,
    /// Anonymous volumes, in the order in which they were made, with their steps.
    pub(super) volumes: Vec<(u64, Sha256)>,
    /// Uses of volumes, in the order in which containers began with them, with their steps.
    pub(super) uses: Vec<(u64, Sha256)>,
    /// The ID of the network `bridge`.
    pub(super) bridge: Option<Sha256>,
    /// The host's `resolv.conf`, as containers got it.
    pub(super) resolv_conf: Option<String>,
    /// When some steps happened, as far as containers tell.
    moments: BTreeMap<u64, Time>,
}

impl Drawn {
    /// Reads it off every snapshot of a recording.
    pub(super) fn read(recording: &Recording) -> Result<Self, Unreadable> {
        let mut drawn = Self::default();
        let mut known = BTreeSet::new();
        for step in recording.steps.iter().filter(|step| step.changed) {
            let snapshot = recording.snapshot(step)?;
            let texts = texts(&snapshot);
            drawn.layers(&texts);
            drawn.containers(step, &texts);
            drawn.runs(step, &texts);
            if step.command.contains("docker commit") || step.command.contains("docker import") {
                drawn.times.insert(step.number, times(&snapshot, &known));
            }
            known = entries(&snapshot).filter_map(|entry| Some(entry["path"].as_str()?.to_owned())).collect();
        }
        for step in &recording.steps {
            drawn.unseen(step);
        }
        Ok(drawn)
    }

    /// A container that was gone before anybody looked: its ID, as far as it shows in what it printed.
    fn unseen(&mut self, step: &Step) {
        let is_run = step.command.starts_with("docker run ");
        if !is_run || self.containers.iter().any(|(at, ..)| *at == step.number) {
            return;
        }
        let words = step.stdout.split(|c: char| !c.is_ascii_alphanumeric());
        let is_hex = |word: &&str| word.len() == 12 && word.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
        let Some(short) = words.into_iter().find(is_hex) else { return };
        let rest = |of: &str| Sha256::of(format!("{of} {short}").as_bytes());
        let Ok(container) = format!("{short}{}", &rest("id").to_string()[..52]).parse() else { return };
        let words: Vec<&str> = step.command.split_whitespace().collect();
        let name = words.windows(2).find(|pair| pair[0] == "--name").map_or("", |pair| pair[1]);
        let Some((link, init_link)) = unseen_links(step.number) else { return };
        let Ok(cache) = rest("cache").to_string().parse() else { return };
        let ids = ContainerIds { container, mount: LayerIds { cache, link }, init_link, made: None };
        self.containers.push((step.number, name.to_owned(), ids));
    }

    /// When a step began, about: between what is known of those before and after it.
    pub(super) fn moment(&self, step: u64) -> Option<Time> {
        let (before, from) = self.moments.range(..=step).next_back()?;
        let (after, to) = self.moments.range(step..).next()?;
        let nanos = |time: &Time| i128::from(time.secs) * 1_000_000_000 + i128::from(time.nanos);
        let part = (nanos(to) - nanos(from)) * i128::from(step - before) / i128::from((after - before).max(1));
        Some(from.plus_nanos(u64::try_from(part).ok()?))
    }

    /// What a step tells of containers that run: their ends of networks, their volumes, when they started or ended.
    fn runs(&mut self, step: &Step, texts: &Texts<'_>) {
        for (path, text) in texts {
            if path.starts_with("containers/") && path.ends_with("/resolv.conf") {
                self.resolv_conf.get_or_insert_with(|| (*text).to_owned());
            }
            let Some(id) = between(path, "containers/", "/config.v2.json") else { continue };
            let config: Value = serde_json::from_str(text).unwrap_or_default();
            let name = self.containers.iter().find(|(.., ids)| ids.container.to_string() == id);
            let name = name.map(|(_, name, _)| name.clone()).unwrap_or_default();
            let settings = &config["NetworkSettings"];
            let end = &settings["Networks"]["bridge"];
            let hash = |value: &Value| value.as_str().and_then(|text| text.parse::<Sha256>().ok());
            self.bridge = self.bridge.or_else(|| hash(&end["NetworkID"]));
            if let (Some(sandbox), Some(endpoint)) = (hash(&settings["SandboxID"]), hash(&end["EndpointID"])) {
                let ends = NetworkEnds { sandbox, endpoint };
                if !self.ends.iter().any(|(_, known)| *known == ends) {
                    self.ends.push((name, ends));
                }
            }
            for (_, point) in config["MountPoints"].as_object().into_iter().flatten() {
                let anonymous = point["Driver"] == "local" && point["Spec"]["Source"].is_null();
                let is_new = |known: &[(u64, Sha256)], id: &Sha256| known.iter().all(|(_, known)| known != id);
                let volume = hash(&point["Name"]).filter(|volume| anonymous && is_new(&self.volumes, volume));
                self.volumes.extend(volume.map(|volume| (step.number, volume)));
                let id = hash(&point["ID"]).filter(|id| is_new(&self.uses, id));
                self.uses.extend(id.map(|id| (step.number, id)));
            }
            let stamps = [&config["Created"], &config["State"]["StartedAt"], &config["State"]["FinishedAt"]];
            let latest = stamps.into_iter().filter_map(|stamp| Time::parse_rfc3339(stamp.as_str()?)).max();
            if let Some(latest) = latest.filter(|latest| !self.moments.values().any(|known| known >= latest)) {
                self.moments.insert(step.number, latest);
            }
        }
    }

    fn layers(&mut self, texts: &Texts<'_>) {
        for (path, cache) in texts {
            let chain = between(path, LAYERS, "/cache-id").map(|hex| format!("sha256:{hex}").parse());
            let (Some(Ok(chain)), Some(link)) = (chain, link(texts, cache)) else { continue };
            let Ok(cache) = cache.parse() else { continue };
            let ids = self.layers.entry(chain).or_default();
            let drawn = LayerIds { cache, link };
            if ids.last() != Some(&drawn) {
                ids.push(drawn);
            }
        }
    }

    fn containers(&mut self, step: &Step, texts: &Texts<'_>) {
        for (path, text) in texts {
            let Some(id) = between(path, "containers/", "/config.v2.json").and_then(|id| id.parse().ok()) else {
                continue;
            };
            if self.containers.iter().any(|(.., ids)| ids.container == id) {
                continue;
            }
            let config: Value = serde_json::from_str(text).unwrap_or_default();
            let name = config["Name"].as_str().unwrap_or_default().trim_start_matches('/').to_owned();
            let record = format!("image/overlay2/layerdb/mounts/{id}/mount-id");
            let Some(mount) = texts.get(record.as_str()) else { continue };
            let (Some(own), Some(init_link)) = (link(texts, mount), link(texts, &format!("{mount}-init"))) else {
                continue;
            };
            let Ok(cache) = mount.parse::<CacheId>() else { continue };
            let is_chosen = step.command.split(|c: char| c.is_whitespace() || c == '=').any(|word| word == name);
            let made = config["Created"].as_str().and_then(Time::parse_rfc3339);
            let ids = ContainerIds { container: id, mount: LayerIds { cache, link: own }, init_link, made };
            self.times.insert(step.number, Times { made, files: Vec::new() });
            self.containers.push((step.number, if is_chosen { name } else { String::new() }, ids));
        }
    }
}

/// Short names of a container that nobody saw: any two that no other has.
fn unseen_links(step: u64) -> Option<(LinkId, LinkId)> {
    let link = |of: char| {
        let digits: String = step.to_string().bytes().map(|digit| char::from(digit - b'0' + b'A')).collect();
        format!("{of}{digits:A>25}").parse().ok()
    };
    Some((link('Y')?, link('Z')?))
}

/// The short name of a directory.
fn link(texts: &Texts<'_>, dir: &str) -> Option<LinkId> {
    texts.get(format!("overlay2/{dir}/link").as_str())?.parse().ok()
}

/// When the image of a step was made, and the files of its layer.
fn times(snapshot: &Value, known: &BTreeSet<String>) -> Times {
    let mut times = Times::default();
    for entry in entries(snapshot) {
        let path = entry["path"].as_str().unwrap_or_default();
        if known.contains(path) {
            continue;
        }
        if path.starts_with(IMAGES) {
            let config: Value = serde_json::from_str(entry["text"].as_str().unwrap_or_default()).unwrap_or_default();
            times.made = config["created"].as_str().and_then(Time::parse_rfc3339);
        }
        if between(path, LAYERS, "/tar-split.json.gz").is_some() {
            let packed = BASE64.decode(entry["base64"].as_str().unwrap_or_default()).unwrap_or_default();
            times.files = file_times(&packed).unwrap_or_default();
        }
    }
    times
}

/// The times in the headers of a layer's tar.
fn file_times(packed: &[u8]) -> Option<Vec<(Vec<u8>, Time)>> {
    let records = tar_split::from_json(&gunzip(packed, 1 << 28).ok()?).ok()?;
    let mut tar = Vec::new();
    for record in records {
        match record {
            Record::Segment(bytes) => tar.extend(bytes),
            // The bodies are not here, and not looked at.
            Record::File { size, .. } => tar.resize(tar.len() + usize::try_from(size).ok()?, 0),
        }
    }
    Some(Reader::new(&tar).filter_map(Result::ok).map(|entry| (entry.header.name, entry.header.mtime)).collect())
}
