//! `eq`, `ne`, `lt`, `le`, `gt`, `ge`.
//!
//! Model: Go `text/template/funcs.go`.

use std::cmp::Ordering;

use super::value::Value;

const INCOMPATIBLE: &str = "incompatible types for comparison";
const INVALID: &str = "invalid type for comparison";
const MISSING: &str = "missing argument for comparison";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bool,
    Int,
    Float,
    String,
    Other,
}

const fn kind(value: &Value) -> Kind {
    match value {
        Value::Bool(_) => Kind::Bool,
        Value::Int(..) => Kind::Int,
        Value::Float(_) => Kind::Float,
        Value::String(_) | Value::Number(_) => Kind::String,
        _ => Kind::Other,
    }
}

/// Whether the first equals one of the others.
pub(super) fn equal(first: &Value, others: &[Value]) -> Result<bool, String> {
    if others.is_empty() {
        return Err(MISSING.to_owned());
    }
    for other in others {
        let same = match (first, other) {
            (Value::String(a) | Value::Number(a), Value::String(b) | Value::Number(b)) => a == b,
            (Value::Int(a, _), Value::Int(b, _)) => a == b,
            (Value::None, _) | (_, Value::None) => first == other,
            _ if kind(first) != kind(other) => return Err(INCOMPATIBLE.to_owned()),
            _ => {
                check_comparable(other)?;
                first == other
            }
        };
        if same {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Which of two is less.
pub(super) fn order(a: &Value, b: &Value) -> Result<Ordering, String> {
    if kind(a) == Kind::Other || kind(b) == Kind::Other {
        return Err(INVALID.to_owned());
    }
    match (a, b) {
        (Value::Int(a, _), Value::Int(b, _)) => Ok(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => Ok(a.total_cmp(b)),
        (Value::String(a) | Value::Number(a), Value::String(b) | Value::Number(b)) => Ok(a.cmp(b)),
        (Value::Bool(_), Value::Bool(_)) => Err(INVALID.to_owned()),
        _ => Err(INCOMPATIBLE.to_owned()),
    }
}

fn check_comparable(value: &Value) -> Result<(), String> {
    match value {
        Value::List(_) | Value::Map(_) => {
            Err(["non-comparable type ", &super::print::plain(value), ": ", &value.type_name()].concat())
        }
        _ => Ok(()),
    }
}
