//! The documents say what the program does: the report fits its schema, and the list of problems is the same in all places.

use std::collections::BTreeSet;

use drydock_core::inspect::fault::CODES;
use drydock_core::inspect::report::to_json;
use drydock_core::inspect::{Input, inspect};
use drydock_core::trace::explain::Lang;
use serde_json::Value;

use super::faults::{TABLE, fill};
use super::{data, file};

const SCHEMA: &str = include_str!("../../../../docs/inspect.schema.json");
const DOCUMENT: &str = include_str!("../../../../docs/inspect.md");

/// Why `value` does not fit `schema`, of whose language only what the schema uses is known here.
fn misfit(schema: &Value, value: &Value, at: &str) -> Option<String> {
    for (key, rule) in schema.as_object()? {
        let fits = match key.as_str() {
            "type" => type_of(value) == rule.as_str()? || (rule == "integer" && value.is_u64()),
            "enum" => rule.as_array()?.contains(value),
            "minimum" => value.as_u64() >= rule.as_u64(),
            "oneOf" => rule.as_array()?.iter().filter(|one| misfit(one, value, at).is_none()).count() == 1,
            "required" => rule.as_array()?.iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
            "additionalProperties" => value.as_object()?.keys().all(|name| schema["properties"].get(name).is_some()),
            "items" => {
                let mut all = value.as_array()?.iter().enumerate();
                if let Some(found) = all.find_map(|(index, item)| misfit(rule, item, &format!("{at}[{index}]"))) {
                    return Some(found);
                }
                true
            }
            "properties" => {
                let all = value.as_object()?;
                let misfits = |(name, item): (&String, &Value)| misfit(rule.get(name)?, item, &format!("{at}.{name}"));
                if let Some(found) = all.iter().find_map(misfits) {
                    return Some(found);
                }
                true
            }
            "$schema" | "title" => true,
            other => panic!("the schema uses {other}"),
        };
        if !fits {
            return Some(format!("{at}: {value} does not fit {key} {rule}"));
        }
    }
    None
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[test]
fn every_report_fits_the_schema() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let check = |inputs: &[Input]| {
        for lang in [Lang::En, Lang::Zh] {
            let report = serde_json::from_str(&to_json(inputs, &inspect(inputs), lang)).unwrap();
            assert_eq!(misfit(&schema, &report, ""), None);
        }
    };
    for (text, ..) in TABLE {
        check(&[file("repositories.json", fill(text).as_bytes())]);
    }
    check(&[
        file("1", data!("container-image-config.json")),
        file("2", data!("container-inspect.json")),
        file("3", data!("mount.txt")),
        file("4", data!("links.txt")),
        file("5", data!("nginx-manifest.json")),
        file("6", data!("list.json")),
        file("7", data!("nginx-image-inspect.json")),
        file("8", b"{\"rootfs\":{\n\"diff_ids\":[]}}"),
    ]);
    check(&[]);
    let wrong = serde_json::json!({"inputs": [{"file": 1, "kind": "x"}]});
    assert!(misfit(&schema, &wrong, "").is_some());
}

#[test]
fn the_list_of_problems_is_the_same_everywhere() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let code = &schema["properties"]["problems"]["items"]["properties"]["code"]["enum"];
    let in_schema: Vec<&str> = code.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(in_schema, CODES);
    let table = DOCUMENT.split("## Problems").nth(1).unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    assert_eq!(rows.skip(1).collect::<Vec<_>>(), CODES);

    let seen: BTreeSet<&str> = TABLE
        .iter()
        .flat_map(|(text, ..)| inspect(&[file("repositories.json", fill(text).as_bytes())]).problems)
        .map(|problem| problem.fault.code())
        .collect();
    assert!(seen.iter().all(|code| CODES.contains(code)));
}
