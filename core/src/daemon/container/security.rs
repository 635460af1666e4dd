//! `--security-opt`: what the daemon reads in it.
//!
//! Model: moby `daemon/daemon_unix.go` `parseSecurityOpt`.

/// What the options come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Security {
    /// A profile of AppArmor.
    pub(super) app_armor: String,
    /// A profile of seccomp.
    pub(super) seccomp: String,
    /// Whether programs get no further privileges, not even by setuid.
    pub(super) no_new_privileges: bool,
}

impl Security {
    /// Reads the options; the error is in the daemon's words.
    pub(super) fn parse(options: &[String]) -> Result<Self, String> {
        let mut security = Self::default();
        for option in options {
            match option.as_str() {
                "no-new-privileges" => security.no_new_privileges = true,
                "disable" => {}
                option => security.pair(option)?,
            }
        }
        Ok(security)
    }

    fn pair(&mut self, option: &str) -> Result<(), String> {
        let pair = option.split_once('=').or_else(|| option.split_once(':'));
        let (key, value) = pair.ok_or_else(|| format!("invalid --security-opt 1: {option:?}"))?;
        let unknown = || format!("invalid --security-opt 2: {option:?}");
        match key {
            "label" => {}
            "apparmor" => value.clone_into(&mut self.app_armor),
            "seccomp" => value.clone_into(&mut self.seccomp),
            "no-new-privileges" => self.no_new_privileges = truth(value).ok_or_else(unknown)?,
            _ => return Err(unknown()),
        }
        Ok(())
    }
}

/// Model: Go `strconv.ParseBool`.
fn truth(value: &str) -> Option<bool> {
    match value {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let parse = |options: &[&str]| Security::parse(&options.iter().map(ToString::to_string).collect::<Vec<_>>());
        let found = parse(&["no-new-privileges", "label=disable", "apparmor:x", "seccomp=unconfined"]).unwrap();
        assert_eq!((found.app_armor.as_str(), found.seccomp.as_str()), ("x", "unconfined"));
        assert!(found.no_new_privileges);
        assert!(!parse(&["no-new-privileges=false"]).unwrap().no_new_privileges);
        assert_eq!(parse(&["foo=bar"]), Err("invalid --security-opt 2: \"foo=bar\"".to_owned()));
    }
}
