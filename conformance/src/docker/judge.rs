//! Whether a replayed step equals the recorded one. The rules, all of them:
//!
//! - **Disk**: path, type, mode, owner, target, device number, xattrs (but overlay's private `origin uuid impure nlink`), size
//!   and content of files, hard links and their number (but of whiteouts, which the kernel may share), overlay mounts with
//!   their options, and every merged tree. Compressed files by what gunzip gives; `config.v2.json` as JSON with its volatile
//!   values masked; time stamps of logs and `lastUpdated` masked; a container's `resolv.conf` and its hash by existence.
//! - **Output**: exit status, and both streams line by line with runs of blanks folded, times and ages masked. Lines of
//!   progress that the engine drops at random are not compared; per-layer lines, `docker diff` and `find` compare as sets.

use std::collections::BTreeMap;

use serde_json::Value;

use super::mask;

/// Everything compared of one path: attribute → value as text.
type Attributes = BTreeMap<&'static str, String>;

const IGNORED_XATTRS: [&str; 4] =
    ["trusted.overlay.origin", "trusted.overlay.uuid", "trusted.overlay.impure", "trusted.overlay.nlink"];

/// The differences of two snapshots, one line each. Empty: they are equal.
pub fn disk(recorded: &Value, replayed: &Value) -> Vec<String> {
    let (want, got) = (paths(recorded), paths(replayed));
    let mut found = Vec::new();
    for (path, want) in &want {
        match got.get(path) {
            None => found.push(format!("missing {path}")),
            Some(got) => found.extend(attributes(path, want, got)),
        }
    }
    found.extend(got.keys().filter(|path| !want.contains_key(*path)).map(|path| format!("extra {path}")));
    found.sort();
    found
}

fn attributes(path: &str, want: &Attributes, got: &Attributes) -> Option<String> {
    let differs = |key: &&&'static str| want.get(**key) != got.get(**key);
    let mut keys: Vec<&&str> = want.keys().chain(got.keys()).collect::<Vec<_>>();
    keys.sort();
    keys.dedup();
    let shown: Vec<String> = keys
        .iter()
        .filter(|key| differs(&&***key))
        .map(|key| {
            let of = |side: &Attributes| {
                side.get(**key).map_or("none", String::as_str).chars().take(120).collect::<String>()
            };
            format!("{key}: recorded {} replayed {}", of(want), of(got))
        })
        .collect();
    (!shown.is_empty()).then(|| format!("{path}: {}", shown.join("; ")))
}

fn text<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn paths(snapshot: &Value) -> BTreeMap<String, Attributes> {
    let mut found = BTreeMap::new();
    for entry in list(snapshot, "entries") {
        let path = text(entry, "path");
        if in_work_dir(path) {
            continue;
        }
        let mut attributes = common(entry);
        attributes.insert("xattrs", xattrs(entry));
        match text(entry, "type") {
            "file" => {
                let (size, content) = content(entry, path);
                attributes.insert("size", size);
                attributes.insert("content", content);
            }
            "symlink" => {
                attributes.insert("size", entry["size"].to_string());
            }
            _ => {}
        }
        let whiteout = text(entry, "type") == "chardev" && text(entry, "rdev") == "0:0";
        if text(entry, "type") != "dir" && !whiteout {
            attributes.insert("nlink", entry["nlink"].to_string());
            if let Some(same) = entry.get("samefile") {
                attributes.insert("samefile", same.to_string());
            }
        }
        found.insert(path.to_owned(), attributes);
    }
    for (id, merged) in snapshot.get("merged").and_then(Value::as_object).into_iter().flatten() {
        for entry in list(merged, "entries") {
            let mut attributes = common(entry);
            if text(entry, "type") == "file" {
                attributes.insert("size", entry["size"].to_string());
                attributes.insert("sha256", entry["sha256"].to_string());
            }
            found.insert(format!("MERGED {id}/{}", text(entry, "path")), attributes);
        }
    }
    for mount in list(snapshot, "mounts") {
        if text(mount, "fstype") == "overlay" {
            let options = text(mount, "super_options").replacen("rw,", "", 1);
            found.insert(format!("MOUNT {}", text(mount, "mountpoint")), BTreeMap::from([("options", options)]));
        }
    }
    found
}

/// `overlay2/*/work/work` and below: the kernel's own.
fn in_work_dir(path: &str) -> bool {
    let mut parts = path.split('/');
    parts.next() == Some("overlay2") && parts.nth(1) == Some("work") && parts.next() == Some("work")
}

fn common(entry: &Value) -> Attributes {
    ["type", "mode", "uid", "gid", "target", "rdev"]
        .into_iter()
        .filter_map(|key| Some((key, entry.get(key).filter(|value| !value.is_null())?.to_string())))
        .collect()
}

fn xattrs(entry: &Value) -> String {
    let all = entry.get("xattrs").and_then(Value::as_object).into_iter().flatten();
    let mut kept: Vec<String> = all
        .filter(|(name, _)| !IGNORED_XATTRS.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    kept.sort();
    kept.join(" ")
}

/// Size and content of a regular file, as far as they are compared.
fn content(entry: &Value, path: &str) -> (String, String) {
    let none = String::new();
    if path.starts_with("containers/") && (path.ends_with("/resolv.conf") || path.ends_with("/resolv.conf.hash")) {
        return (none, "of the host".to_owned());
    }
    if path.as_bytes().ends_with(b".gz")
        && let Some(unpacked) = entry.get("gunzip")
    {
        return (none, unpacked["sha256"].to_string());
    }
    if let Some(body) = entry.get("text").and_then(Value::as_str) {
        if path.ends_with("/config.v2.json") {
            return (none, serde_json::from_str(body).map_or_else(|_| body.to_owned(), |json| mask::json(&json)));
        }
        if path.ends_with("-json.log") || path.ends_with("/lastUpdated") {
            return (none, mask::times(body));
        }
    }
    (entry["size"].to_string(), entry["sha256"].to_string())
}

/// What of a command's output is compared.
#[derive(Debug, PartialEq, Eq)]
enum Shown {
    /// Only the exit status.
    Nothing,
    /// These lines, in this order.
    Lines(Vec<String>),
}

fn shown(command: &str, output: &str) -> Shown {
    let output = mask::ages(&mask::times(output));
    let mut lines: Vec<String> = output.lines().map(fold_blanks).collect();
    let words: Vec<&str> = command.split_whitespace().take(2).collect();
    if matches!(words[..], ["docker", "pull" | "push" | "load"]) {
        lines.retain(|line| !is_random_progress(line));
        let (mut layers, mut rest): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| is_layer_line(line));
        layers.sort();
        rest.append(&mut layers);
        return Shown::Lines(rest);
    }
    if matches!(words[..], ["docker", "diff"]) || mask::has_word(command, "find") {
        lines.sort();
        return Shown::Lines(lines);
    }
    if only_exit_status(command) {
        return Shown::Nothing;
    }
    if lists_times(command) {
        lines = lines.iter().map(|line| mask::list_times(line)).collect();
    }
    if (command.contains("inspect") || command.contains("config.v2.json"))
        && let Ok(json) = serde_json::from_str::<Value>(&lines.join("\n"))
    {
        return Shown::Lines(vec![mask::json(&json)]);
    }
    Shown::Lines(lines)
}

fn fold_blanks(line: &str) -> String {
    let mut folded = String::new();
    let mut blanks = 0;
    for c in line.trim_end().chars() {
        blanks = if c == ' ' { blanks + 1 } else { 0 };
        if blanks <= 2 {
            folded.push(c);
        }
    }
    folded
}

fn is_random_progress(line: &str) -> bool {
    const WORDS: [&str; 9] = [
        "Verifying Checksum",
        "Download complete",
        "Waiting",
        "Downloading",
        "Extracting",
        "Preparing",
        "Pushing",
        "Layer already exists",
        "Pushed",
    ];
    line.split_once(": ").is_some_and(|(_, what)| WORDS.iter().any(|word| what.starts_with(word)))
}

fn is_layer_line(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(id, _)| id.len() == 12 && id.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn only_exit_status(command: &str) -> bool {
    let execs_mount = mask::has_word(command, "exec") && mask::has_word(command, "mount");
    let lists_inodes = command
        .split("ls -")
        .skip(1)
        .any(|flags| flags.chars().take_while(char::is_ascii_alphanumeric).any(|flag| flag == 'i'));
    lists_inodes
        || execs_mount
        || ["/proc/mounts", "resolv.conf", "system df", "docker events"].iter().any(|text| command.contains(text))
}

fn lists_times(command: &str) -> bool {
    let long = command
        .split("ls -")
        .skip(1)
        .any(|flags| flags.chars().take_while(char::is_ascii_alphanumeric).any(|flag| flag == 'l'));
    long || command.contains("tar t") || (mask::has_word(command, "find") && command.contains("-ls"))
}

/// The difference of one stream, if there is one.
pub fn stream(command: &str, name: &str, recorded: &str, replayed: &str) -> Option<String> {
    let (want, got) = (shown(command, recorded), shown(command, replayed));
    if want == got {
        return None;
    }
    let (Shown::Lines(want), Shown::Lines(got)) = (want, got) else { return None };
    let at = want.iter().zip(&got).position(|(a, b)| a != b).unwrap_or(want.len().min(got.len()));
    let line = |lines: &[String]| lines.get(at).map_or("(no more lines)".to_owned(), |line| format!("{line:?}"));
    Some(format!("{name} line {}: recorded {} replayed {}", at + 1, line(&want), line(&got)))
}
