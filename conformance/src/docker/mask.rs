//! What differs between two runs of the same engine, replaced by a mark.

use serde_json::Value;

/// Members of inspect output and `config.v2.json` whose values are drawn anew in every run.
const VOLATILE: [&str; 8] =
    ["Pid", "SandboxID", "SandboxKey", "EndpointID", "NetworkID", "MacAddress", "StartedAt", "FinishedAt"];

/// The JSON as text, members in their order, volatile values masked.
pub(super) fn json(value: &Value) -> String {
    fn masked(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let of = |(key, value): (&String, &Value)| {
                    let volatile = VOLATILE.contains(&key.as_str());
                    (key.clone(), if volatile { Value::from("<volatile>") } else { masked(value) })
                };
                Value::Object(members.iter().map(of).collect())
            }
            Value::Array(elements) => Value::Array(elements.iter().map(masked).collect()),
            other => other.clone(),
        }
    }
    masked(value).to_string()
}

/// How many bytes of `text` fit `shape`: `d` a digit, anything else itself. `None` if it does not fit.
fn fit(text: &[u8], shape: &[u8]) -> Option<usize> {
    let fits = |(want, is): (&u8, &u8)| if *want == b'd' { is.is_ascii_digit() } else { want == is };
    (text.len() >= shape.len() && shape.iter().zip(text).all(fits)).then_some(shape.len())
}

/// Replaces every part that `find` recognises at a place (it gives the length) by `mark`.
fn replace(text: &str, mark: &str, find: impl Fn(&[u8], usize) -> Option<usize>) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut kept, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        match find(bytes, at) {
            Some(len) if len > 0 => {
                out.push_str(&text[kept..at]);
                out.push_str(mark);
                at += len;
                kept = at;
            }
            _ => at += 1,
        }
    }
    out.push_str(&text[kept..]);
    out
}

/// RFC 3339 time stamps become `<time>`.
pub(super) fn times(text: &str) -> String {
    replace(text, "<time>", |bytes, at| {
        let rest = &bytes[at..];
        let mut len = fit(rest, b"dddd-dd-ddTdd:dd:dd")?;
        if rest.get(len) == Some(&b'.') {
            let digits = rest[len + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
            len += if digits > 0 { 1 + digits } else { 0 };
        }
        match rest.get(len)? {
            b'Z' => Some(len + 1),
            b'+' | b'-' => fit(&rest[len + 1..], b"dd:dd").map(|zone| len + 1 + zone),
            _ => None,
        }
    })
}

fn word_start(bytes: &[u8], at: usize) -> bool {
    at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_')
}

/// Ages such as `5 years ago` and `About a minute` become `<age>`.
pub(super) fn ages(text: &str) -> String {
    replace(text, "<age>", |bytes, at| {
        if !word_start(bytes, at) {
            return None;
        }
        let mut rest = std::str::from_utf8(&bytes[at..]).ok()?;
        let whole = rest.len();
        rest = rest.strip_prefix("About ").or_else(|| rest.strip_prefix("Less than ")).unwrap_or(rest);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        rest = match digits {
            0 => rest.strip_prefix("an ").or_else(|| rest.strip_prefix("a "))?,
            n => rest[n..].strip_prefix(' ')?,
        };
        let unit = ["second", "minute", "hour", "day", "week", "month", "year"];
        rest = unit.iter().find_map(|unit| rest.strip_prefix(unit))?;
        rest = rest.strip_prefix('s').unwrap_or(rest);
        if rest.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return None;
        }
        rest = rest.strip_prefix(" ago").unwrap_or(rest);
        Some(whole - rest.len())
    })
}

/// The times that `ls -l`, `find -ls` and `tar tv` print become `<time>`.
pub(super) fn list_times(line: &str) -> String {
    replace(line, "<time>", |bytes, at| {
        if !word_start(bytes, at) {
            return None;
        }
        let rest = &bytes[at..];
        if let Some(len) = fit(rest, b"dddd-dd-dd dd:dd") {
            return Some(len);
        }
        let month = rest.len() > 4 && rest[0].is_ascii_uppercase() && rest[1..3].iter().all(u8::is_ascii_lowercase);
        if !month {
            return None;
        }
        let mut len = 3;
        let blanks = rest[len..].iter().take_while(|b| **b == b' ').count();
        len += blanks;
        let day = rest[len..].iter().take_while(|b| b.is_ascii_digit()).count();
        len += day;
        let more = rest[len..].iter().take_while(|b| **b == b' ').count();
        len += more;
        if blanks == 0 || day == 0 || more == 0 {
            return None;
        }
        fit(&rest[len..], b"dd:dd").or_else(|| fit(&rest[len..], b"dddd")).map(|end| len + end)
    })
}

/// Whether `word` stands in `text` as a word of its own.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        assert_eq!(times("a 2021-01-12T10:17:41.649Z b 2021-01-12T10:17:41+08:00"), "a <time> b <time>");
        assert_eq!(times("2021-01-12T10:17:41"), "2021-01-12T10:17:41");
        assert_eq!(
            ages("5 years ago  About a minute ago  Less than a second  1 secondary"),
            "<age>  <age>  <age>  1 secondary"
        );
        assert_eq!(
            list_times("root Jan  7 06:13 a  Jan 12  2021 b 2021-01-07 06:13 c"),
            "root <time> a  <time> b <time> c"
        );
        assert!(has_word("cd x && find . -printf", "find") && !has_word("findmnt", "find"));
        let value = serde_json::from_str(r#"{"b":1,"Pid":4,"a":[{"StartedAt":"x"}]}"#).unwrap();
        assert_eq!(json(&value), r#"{"b":1,"Pid":"<volatile>","a":[{"StartedAt":"<volatile>"}]}"#);
    }
}
