//! The names of entries.

/// The name that Go's `filepath.Clean` makes of `name`: `./a//b/../c/` is `a/c`, nothing is `.`.
pub fn clean(name: &[u8]) -> Vec<u8> {
    let rooted = name.first() == Some(&b'/');
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in name.split(|b| *b == b'/') {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|last| *last != b"..") => {
                parts.pop();
            }
            b".." if rooted => {}
            part => parts.push(part),
        }
    }
    let mut path = if rooted { b"/".to_vec() } else { Vec::new() };
    path.extend(parts.join(&b'/'));
    if path.is_empty() { b".".to_vec() } else { path }
}

/// The directory and the last name of a path, as Go's `filepath.Split` gives them: `a/b/c` is `a/b/` and `c`.
pub fn split(path: &[u8]) -> (&[u8], &[u8]) {
    path.split_at(path.iter().rposition(|b| *b == b'/').map_or(0, |at| at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned_as_in_go() {
        for (name, cleaned) in
            [("./a/", "a"), ("a/../b", "b"), ("../x", "../x"), ("/../x", "/x"), ("", "."), ("a/..", "."), ("/", "/")]
        {
            assert_eq!(clean(name.as_bytes()), cleaned.as_bytes(), "{name}");
        }
        assert_eq!(split(b"a/b"), (&b"a/"[..], &b"b"[..]));
        assert_eq!(split(b"b"), (&b""[..], &b"b"[..]));
    }
}
