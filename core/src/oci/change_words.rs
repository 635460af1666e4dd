//! The words of a Dockerfile's instruction: where they end, and what of them is a variable.
//!
//! Model: buildkit `frontend/dockerfile/parser/line_parsers.go` `parseWords`, `parseJSON`; `shell/lex.go` `ProcessWord`.

use super::change::ChangeError;

/// A JSON array of strings, if the text is one.
pub(super) fn json_words(text: &str) -> Option<Vec<String>> {
    let text = text.trim_start();
    if text.starts_with('[') { serde_json::from_str(text).ok() } else { None }
}

/// Words with their quotes and backslashes, which is what they are made of later.
pub(super) fn split_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match quote {
            None if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                continue;
            }
            None if matches!(c, '\'' | '"') => quote = Some(c),
            Some(open) if c == open => quote = None,
            _ => {}
        }
        word.push(c);
        if c == '\\' && quote != Some('\'') {
            word.extend(chars.next());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// A word without its quotes, its variables replaced by what `env` (of `name=value`) has for them.
pub(super) fn expand(word: &str, env: &[String]) -> Result<String, ChangeError> {
    let mut out = String::new();
    let mut chars = word.chars().peekable();
    let mut quote: Option<char> = None;
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\'', Some('\'')) | ('"', Some('"')) => quote = None,
            (c, Some('\'')) => out.push(c),
            ('\'' | '"', None) => quote = Some(c),
            ('\\', None) => out.extend(chars.next()),
            ('\\', Some(_)) => match chars.peek() {
                Some('"' | '$' | '\\') => out.extend(chars.next()),
                _ => out.push('\\'),
            },
            ('$', _) => {
                let braced = chars.next_if_eq(&'{').is_some();
                let mut name = String::new();
                while let Some(c) = chars.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    name.push(c);
                }
                if !braced {
                    if name.is_empty() {
                        out.push('$');
                    } else {
                        out.push_str(value(&name, env).unwrap_or_default());
                    }
                    continue;
                }
                let mut rest = String::new();
                loop {
                    match chars.next() {
                        Some('}') => break,
                        Some(c) => rest.push(c),
                        None => return Err(ChangeError("syntax error: missing '}'".to_owned())),
                    }
                }
                out.push_str(&modified(&name, &rest, env)?);
            }
            (c, _) => out.push(c),
        }
    }
    match quote {
        Some('"') => Err(ChangeError("unexpected end of statement while looking for matching double-quote".to_owned())),
        Some(_) => Err(ChangeError("unexpected end of statement while looking for matching single-quote".to_owned())),
        None => Ok(out),
    }
}

fn value<'a>(name: &str, env: &'a [String]) -> Option<&'a str> {
    env.iter().find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

/// `${name}`, `${name:-default}`, `${name:+other}`.
fn modified(name: &str, rest: &str, env: &[String]) -> Result<String, ChangeError> {
    let found = value(name, env).filter(|value| !value.is_empty());
    if rest.is_empty() {
        return Ok(value(name, env).unwrap_or_default().to_owned());
    }
    if let Some(default) = rest.strip_prefix(":-") {
        return found.map_or_else(|| expand(default, env), |found| Ok(found.to_owned()));
    }
    if let Some(other) = rest.strip_prefix(":+") {
        return if found.is_some() { expand(other, env) } else { Ok(String::new()) };
    }
    Err(ChangeError(format!("unsupported modifier ({}) in substitution", rest.chars().take(2).collect::<String>())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_quotes() {
        assert_eq!(split_words(r#"a="x y" b\ c 'd "e'"#), [r#"a="x y""#, r"b\ c", r#"'d "e'"#]);
        assert_eq!(json_words(r#"["a", "b"]"#), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(json_words("[a]"), None);
    }

    #[test]
    fn variables_and_quotes() {
        let env = ["A=1".to_owned(), "E=".to_owned()];
        for (word, right) in [
            ("$A${A}b", "11b"),
            (r"\$A", "$A"),
            ("'$A'", "$A"),
            (r#""$A \" \x""#, r#"1 " \x"#),
            ("${B:-two}${E:-e}", "twoe"),
            ("${A:+set}${B:+set}", "set"),
            ("$B$", "$"),
        ] {
            assert_eq!(expand(word, &env).unwrap(), right, "{word}");
        }
        assert_eq!(expand("${A", &env).unwrap_err().to_string(), "syntax error: missing '}'");
        assert!(expand("\"a", &env).is_err());
    }
}
