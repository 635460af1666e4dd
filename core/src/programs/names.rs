//! Names as GNU's programs write them in complaints.

/// A name, in quotes if a shell would not take it as it is (`quotef` of gnulib's quotearg.c).
pub(super) fn quoted(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    let special = |c: char| c.is_whitespace() || c.is_control() || "!\"$&'()*;<=>?[\\^`{|}".contains(c);
    if !text.is_empty() && !text.contains(special) && !text.starts_with(['#', '~']) {
        return text.into_owned();
    }
    if text.contains('\'') && !text.contains(['"', '$', '`', '\\', '!']) {
        return format!("\"{text}\"");
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn only_what_a_shell_would_read_otherwise() {
        for (name, shown) in [("a.b-c", "a.b-c"), ("x*", "'x*'"), ("a b", "'a b'"), ("it's", "\"it's\""), ("", "''")] {
            assert_eq!(quoted(name.as_bytes()), shown);
        }
    }
}
