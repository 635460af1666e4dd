//! What a scenario says.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Snapshot;

/// A file of a layer, as the scenario describes it: `t` is its type.
pub type Node = Map<String, Value>;

/// A layer: path → file.
pub type Tree = BTreeMap<String, Node>;

/// An operation: `op` is its name, the rest its arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Op(pub Map<String, Value>);

/// One step of the truth.
#[derive(Clone, Debug)]
pub struct Step {
    /// The result.
    pub result: Value,
    /// Changes of the merged tree: path → new file, or null.
    pub merged: Map<String, Value>,
    /// Changes of the raw upper layer.
    pub upper: Map<String, Value>,
}

/// What the real kernel did.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// The mount failed so.
    pub mount_error: Option<String>,
    /// The merged tree at first.
    pub merged: Snapshot,
    /// The upper layer at first.
    pub upper: Snapshot,
    /// What each operation did.
    pub steps: Vec<Step>,
    /// Changes of the merged tree by a final remount.
    pub remount: Map<String, Value>,
}

/// A scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its unique name.
    pub id: String,
    /// The mount's options but for the directories.
    pub options: Vec<String>,
    /// Lower layers, top first.
    pub layers: Vec<Tree>,
    /// Data-only layers.
    pub data_layers: Vec<Tree>,
    /// The upper layer at first.
    pub upper: Tree,
    /// What is done.
    pub ops: Vec<Op>,
    /// Features that it uses.
    pub tags: Vec<String>,
    /// What the real kernel did; `None` if it was not asked yet.
    pub truth: Option<Truth>,
}

impl Op {
    /// An argument that is a string; empty if there is none.
    pub fn text(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or("")
    }

    /// The name of the operation.
    pub fn name(&self) -> &str {
        self.text("op")
    }

    /// An argument that is a number.
    pub fn number(&self, key: &str) -> Option<u64> {
        self.0.get(key).and_then(Value::as_u64)
    }

    /// An argument that is a mode in octal.
    pub fn mode(&self, key: &str, default: u16) -> u16 {
        self.0.get(key).and_then(Value::as_str).and_then(|mode| u16::from_str_radix(mode, 8).ok()).unwrap_or(default)
    }

    /// An argument that is yes or no.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.0.get(key).and_then(Value::as_bool)
    }

    /// An argument that is content.
    pub fn bytes(&self, key: &str) -> Option<Vec<u8>> {
        self.0.get(key).map(decode)
    }

    /// An argument that is a list of words.
    pub fn words(&self, key: &str) -> Vec<&str> {
        self.0
            .get(key)
            .and_then(Value::as_array)
            .map(|a| a.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }
}

impl Scenario {
    /// Reads a scenario. `configs`: the named option sets of its file.
    pub fn parse(value: &Value, configs: &Value) -> Result<Self, String> {
        let id = value["id"].as_str().ok_or("a scenario without id")?.to_owned();
        let config = value["config"].as_str().unwrap_or("docker");
        let words = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
        };
        let named = configs.get(config).ok_or_else(|| format!("{id}: no option set {config:?}"))?;
        let mut options = words(named);
        options.extend(words(&value["opts"]));
        let trees = |value: &Value| value.as_array().into_iter().flatten().map(tree).collect();
        let ops = value["ops"].as_array().into_iter().flatten().filter_map(|op| op.as_object().cloned().map(Op));
        Ok(Self {
            options,
            layers: trees(&value["layers"]),
            data_layers: trees(&value["data_layers"]),
            upper: tree(&value["upper"]),
            ops: ops.collect(),
            tags: words(&value["tags"]),
            truth: value.get("truth").map(Truth::parse),
            id,
        })
    }

    /// Whether the mount keeps its marks in `user.overlay.*`.
    pub fn is_userxattr(&self) -> bool {
        self.options.iter().any(|option| option == "userxattr")
    }

    /// The scenario as JSON, options spelt out, without truth: to be read again.
    pub fn to_json(&self) -> Value {
        let tree =
            |tree: &Tree| Value::Object(tree.iter().map(|(p, n)| (p.clone(), Value::Object(n.clone()))).collect());
        let mut scenario = serde_json::json!({
            "id": self.id,
            "config": "own",
            "layers": self.layers.iter().map(tree).collect::<Vec<_>>(),
            "ops": self.ops.iter().map(|op| Value::Object(op.0.clone())).collect::<Vec<_>>(),
        });
        if !self.data_layers.is_empty() {
            scenario["data_layers"] = self.data_layers.iter().map(tree).collect();
        }
        if !self.upper.is_empty() {
            scenario["upper"] = tree(&self.upper);
        }
        serde_json::json!({ "schema": "ovl-oracle/1", "configs": { "own": self.options }, "scenarios": [scenario] })
    }
}

impl Truth {
    /// As files of scenarios have it.
    pub fn to_json(&self) -> Value {
        if let Some(error) = &self.mount_error {
            return serde_json::json!({ "mount_err": error });
        }
        let object =
            |snapshot: &Snapshot| Value::Object(snapshot.iter().map(|(p, n)| (p.clone(), n.clone())).collect());
        let step = |step: &Step| serde_json::json!({ "r": step.result, "m": step.merged, "u": step.upper });
        serde_json::json!({
            "merged0": object(&self.merged),
            "upper0": object(&self.upper),
            "steps": self.steps.iter().map(step).collect::<Vec<_>>(),
            "remount": self.remount,
        })
    }

    fn parse(value: &Value) -> Self {
        let snapshot = |value: &Value| -> Snapshot {
            value.as_object().into_iter().flatten().map(|(path, node)| (path.clone(), node.clone())).collect()
        };
        let changes = |value: &Value| value.as_object().cloned().unwrap_or_default();
        let step =
            |step: &Value| Step { result: step["r"].clone(), merged: changes(&step["m"]), upper: changes(&step["u"]) };
        Self {
            mount_error: value["mount_err"].as_str().map(str::to_owned),
            merged: snapshot(&value["merged0"]),
            upper: snapshot(&value["upper0"]),
            steps: value["steps"].as_array().into_iter().flatten().map(step).collect(),
            remount: changes(&value["remount"]),
        }
    }
}

fn tree(value: &Value) -> Tree {
    let node = |(path, node): (&String, &Value)| Some((path.clone(), node.as_object()?.clone()));
    value.as_object().into_iter().flatten().filter_map(node).collect()
}

/// Content as scenarios write it: text, `hex:…`, or a repetition.
pub fn decode(value: &Value) -> Vec<u8> {
    if let (Some(text), Some(times)) = (value["rep"].as_str(), value["n"].as_u64()) {
        return text.repeat(times as usize).into_bytes();
    }
    let text = value.as_str().unwrap_or("");
    match text.strip_prefix("hex:") {
        Some(hex) => {
            (0..hex.len() / 2).filter_map(|n| u8::from_str_radix(hex.get(2 * n..2 * n + 2)?, 16).ok()).collect()
        }
        None => text.as_bytes().to_vec(),
    }
}

/// The reverse: printable ASCII as it is, anything else in hex.
pub fn encode(bytes: &[u8]) -> String {
    let plain = bytes.iter().all(|b| matches!(b, b'\n' | b'\t' | 32..=126)) && !bytes.starts_with(b"hex:");
    if plain {
        String::from_utf8_lossy(bytes).into_owned()
    } else {
        bytes.iter().fold("hex:".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
    }
}
