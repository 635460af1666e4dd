//! `type=bind,source=/a,target=/b`: what `--mount` says.
//!
//! Model: docker/cli `opts/mount.go`.

use crate::cli::{units, value};
use crate::daemon::container::{MountKind, MountSpec, TmpfsOptions, VolumeOptions};

/// What `--mount` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The type, as it was given.
    pub kind: String,
    /// The mount.
    pub spec: MountSpec,
    /// The first key that is not simulated.
    pub not_simulated: Option<String>,
}

/// Reads what `--mount` says.
pub fn parse(text: &str) -> Result<Asked, String> {
    let mut asked = Asked { kind: "volume".to_owned(), ..Asked::default() };
    let (mut of_volume, mut of_bind, mut of_tmpfs) = (false, false, false);
    for field in text.split(',') {
        let (key, given) = match field.split_once('=') {
            Some((key, given)) => (key.to_lowercase(), Some(given)),
            None => (field.to_lowercase(), None),
        };
        of_volume |= key.starts_with("volume-");
        of_bind |= key.starts_with("bind-");
        of_tmpfs |= key.starts_with("tmpfs-");
        set(&mut asked, &key, given, field)?;
    }
    if asked.kind.is_empty() {
        return Err("type is required".to_owned());
    }
    if asked.spec.target.is_empty() {
        return Err("target is required".to_owned());
    }
    for (given, kind) in [(of_volume, "volume"), (of_bind, "bind"), (of_tmpfs, "tmpfs")] {
        if given && asked.kind != kind {
            return Err(format!("cannot mix '{kind}-*' options with mount type '{}'", asked.kind));
        }
    }
    asked.spec.kind = match asked.kind.as_str() {
        "bind" => Some(MountKind::Bind),
        "volume" => Some(MountKind::Volume),
        "tmpfs" => Some(MountKind::Tmpfs),
        _ => None,
    };
    Ok(asked)
}

fn set(asked: &mut Asked, key: &str, given: Option<&str>, field: &str) -> Result<(), String> {
    let alone = matches!(key, "readonly" | "ro" | "volume-nocopy" | "bind-nonrecursive");
    let text = match given {
        Some(text) => text,
        None if alone => "true",
        None => return Err(format!("invalid field '{field}' must be a key=value pair")),
    };
    let invalid = || format!("invalid value for {key}: {text}");
    let spec = &mut asked.spec;
    match key {
        "type" => asked.kind = text.to_lowercase(),
        "source" | "src" => text.clone_into(&mut spec.source),
        "target" | "dst" | "destination" => text.clone_into(&mut spec.target),
        "readonly" | "ro" => spec.read_only = value::bool(text).ok_or_else(invalid)?,
        "volume-nocopy" => {
            let no_copy = value::bool(text).ok_or_else(invalid)?;
            spec.volume_options = Some(VolumeOptions::of_mount(no_copy));
        }
        "volume-driver" if text == "local" => {}
        "tmpfs-size" => {
            let size = units::ram_in_bytes(text).ok_or_else(invalid)?;
            spec.tmpfs_options.get_or_insert_with(TmpfsOptions::default).size_bytes = size;
        }
        "tmpfs-mode" => {
            let mode = u32::from_str_radix(text, 8).map_err(|_| invalid())?;
            spec.tmpfs_options.get_or_insert_with(TmpfsOptions::default).mode = mode;
        }
        "consistency" | "bind-propagation" | "bind-nonrecursive" | "volume-label" | "volume-driver" | "volume-opt" => {
            asked.not_simulated.get_or_insert_with(|| key.to_owned());
        }
        _ => return Err(format!("unexpected key '{key}' in '{field}'")),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: what the 20.10.24 client says.
    #[test]
    fn complaints() {
        for (text, why) in [
            ("source=vv", "target is required"),
            ("foo=bar", "unexpected key 'foo' in 'foo=bar'"),
            ("type=bind,foo", "invalid field 'foo' must be a key=value pair"),
            ("type=volume,target=/h,readonly=x", "invalid value for readonly: x"),
            ("type=bind,source=/tmp,target=/h,volume-nocopy", "cannot mix 'volume-*' options with mount type 'bind'"),
            ("target=/h,bind-propagation=shared", "cannot mix 'bind-*' options with mount type 'volume'"),
            ("type=volume,target=/h,tmpfs-size=1m", "cannot mix 'tmpfs-*' options with mount type 'volume'"),
            ("type=tmpfs,target=/t,tmpfs-size=foo", "invalid value for tmpfs-size: foo"),
            ("type=tmpfs,target=/t,tmpfs-mode=9", "invalid value for tmpfs-mode: 9"),
        ] {
            assert_eq!(parse(text).unwrap_err(), why, "{text}");
        }
        let asked = parse("TYPE=Bind,src=/a,dst=/b,ro").unwrap();
        assert_eq!((asked.spec.kind, asked.spec.read_only), (Some(MountKind::Bind), true));
        assert_eq!(parse("target=/a,volume-opt=a=b").unwrap().not_simulated.unwrap(), "volume-opt");
    }
}
