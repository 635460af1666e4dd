//! `--device`: `path[:path in the container][:permissions]`.
//!
//! Model: docker/cli `cli/command/container/opts.go` `validateLinuxPath`, `parseLinuxDevice`.

use crate::daemon::container::Device;
use crate::vfs::AbsPath;

/// Reads one.
pub(super) fn parse(text: &str) -> Result<Device, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (source, place, permissions) = match *parts.as_slice() {
        [source] if !source.is_empty() => (source, source, "rwm"),
        [source, mode] if !source.is_empty() && is_mode(mode) => (source, source, mode),
        [source, place] if !source.is_empty() => (source, place, "rwm"),
        [source, place, mode] if !source.is_empty() && is_mode(mode) => (source, place, mode),
        [source, _, mode] if !source.is_empty() => return Err(format!("bad mode specified: {mode}")),
        _ => return Err(format!("bad format for path: {text}")),
    };
    if !place.starts_with('/') {
        return Err(format!("{place} is not an absolute path"));
    }
    let place = AbsPath::new(place).to_string();
    let path_on_host = if parts.len() < 3 && source.starts_with('/') && place == AbsPath::new(source).to_string() {
        place.clone()
    } else {
        source.to_owned()
    };
    Ok(Device { path_on_host, path_in_container: place, cgroup_permissions: permissions.to_owned() })
}

/// Some of `r`, `w` and `m`, each once.
fn is_mode(text: &str) -> bool {
    let once = |letter: char| text.matches(letter).count() == 1;
    !text.is_empty() && text.chars().all(|letter| "rwm".contains(letter) && once(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<(String, String, String), String> {
        parse(text).map(|device| (device.path_on_host, device.path_in_container, device.cgroup_permissions))
    }

    /// As recorded of 20.10.24.
    #[test]
    fn devices_are_read() {
        let found = |a: &str, b: &str, c: &str| Ok((a.to_owned(), b.to_owned(), c.to_owned()));
        assert_eq!(parts("/dev/null:/dev/mynull:rw"), found("/dev/null", "/dev/mynull", "rw"));
        assert_eq!(parts("/dev/zero"), found("/dev/zero", "/dev/zero", "rwm"));
        assert_eq!(parts("/dev/zero:r"), found("/dev/zero", "/dev/zero", "r"));
        assert_eq!(parts("/dev/null:/dev/x:q"), Err("bad mode specified: q".to_owned()));
        assert_eq!(parts(""), Err("bad format for path: ".to_owned()));
    }
}
