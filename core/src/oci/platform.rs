//! The machines that images are for: operating system, architecture, variant.
//!
//! Source: containerd `platforms/{platforms,database,compare}.go`, the versions that Docker 20.10 uses.

use std::fmt;

use super::fields::{Fields, UnmarshalError};

/// A machine, in Go's words. Displayed as `linux/arm64/v8`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platform {
    /// `linux`, `windows`, …
    pub os: String,
    /// `amd64`, `arm64`, …
    pub architecture: String,
    /// `v7`; empty where there is only one.
    pub variant: String,
}

impl Platform {
    /// A machine without a variant.
    pub fn new(os: &str, architecture: &str) -> Self {
        Self { os: os.to_owned(), architecture: architecture.to_owned(), variant: String::new() }
    }

    pub(super) fn read(fields: &Fields<'_, '_>) -> Result<Self, UnmarshalError> {
        Ok(Self {
            os: fields.text("os")?,
            architecture: fields.text("architecture")?,
            variant: fields.text("variant")?,
        })
    }

    /// Reads what `--platform` takes: `linux/arm64`, `linux/arm/v7`, or one word that is an OS or an architecture, for which
    /// `host` fills the rest.
    pub fn parse(text: &str, host: &Self) -> Result<Self, ParsePlatformError> {
        let parts: Vec<&str> = text.split('/').collect();
        let word = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        };
        if let Some(part) = parts.iter().find(|part| !word(part)) {
            return Err(ParsePlatformError::Component { part: (*part).to_owned(), text: text.to_owned() });
        }
        match parts[..] {
            [os] if is_known_os(&normal_os(os)) => {
                Ok(Self { os: normal_os(os), architecture: host.architecture.clone(), variant: host.variant.clone() })
            }
            [architecture] => {
                let (architecture, variant) = normal_architecture(architecture, "");
                if !is_known_architecture(&architecture) {
                    return Err(ParsePlatformError::Unknown(text.to_owned()));
                }
                Ok(Self { os: host.os.clone(), variant: short_variant(&architecture, variant), architecture })
            }
            [os, architecture] => {
                let (architecture, variant) = normal_architecture(architecture, "");
                Ok(Self { os: normal_os(os), variant: short_variant(&architecture, variant), architecture })
            }
            [os, architecture, variant] => {
                let (architecture, mut variant) = normal_architecture(architecture, variant);
                if architecture == "arm64" && variant.is_empty() {
                    "v8".clone_into(&mut variant);
                }
                Ok(Self { os: normal_os(os), architecture, variant })
            }
            _ => Err(ParsePlatformError::TooMany(text.to_owned())),
        }
    }

    /// The one spelling of it.
    #[must_use]
    pub fn normalized(&self) -> Self {
        let (architecture, variant) = normal_architecture(&self.architecture, &self.variant);
        Self { os: normal_os(&self.os), architecture, variant }
    }

    /// Whether a machine that is this platform runs an image for `image`: the same, or on ARM an older variant.
    ///
    /// Model: containerd `platforms/compare.go` `Only`.
    pub fn runs(&self, image: &Self) -> bool {
        let (host, image) = (self.normalized(), image.normalized());
        if (&host.os, &host.architecture) != (&image.os, &image.architecture) {
            return false;
        }
        let arm = ["v8", "v7", "v6", "v5"];
        let rank = |variant: &str| arm.iter().position(|known| *known == variant);
        match (rank(&host.variant), rank(&image.variant)) {
            (Some(host_rank), Some(image_rank)) if host.architecture == "arm" => host_rank <= image_rank,
            _ => host.variant == image.variant,
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let os = if self.os.is_empty() { "unknown" } else { &self.os };
        let parts = [os, &self.architecture, &self.variant];
        f.write_str(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/"))
    }
}

/// `arm` without a variant means v7, and is not told.
fn short_variant(architecture: &str, variant: String) -> String {
    if architecture == "arm" && variant == "v7" { String::new() } else { variant }
}

fn normal_os(os: &str) -> String {
    let os = os.to_ascii_lowercase();
    if os == "macos" { "darwin".to_owned() } else { os }
}

fn normal_architecture(architecture: &str, variant: &str) -> (String, String) {
    let (architecture, variant) = (architecture.to_ascii_lowercase(), variant.to_ascii_lowercase());
    let (architecture, variant) = match (architecture.as_str(), variant.as_str()) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64", _) => ("amd64", ""),
        ("aarch64" | "arm64", "8" | "v8") => ("arm64", ""),
        ("aarch64", other) => ("arm64", other),
        ("armhf", _) | ("arm", "" | "7") => ("arm", "v7"),
        ("armel", _) | ("arm", "6") => ("arm", "v6"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "8") => ("arm", "v8"),
        other => other,
    };
    (architecture.to_owned(), variant.to_owned())
}

fn is_known_os(os: &str) -> bool {
    const KNOWN: [&str; 15] = [
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "hurd",
        "illumos",
        "js",
        "linux",
        "nacl",
        "netbsd",
        "openbsd",
        "plan9",
        "solaris",
        "windows",
    ];
    KNOWN.contains(&os)
}

fn is_known_architecture(architecture: &str) -> bool {
    const KNOWN: [&str; 14] = [
        "386", "amd64", "arm", "arm64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x",
        "sparc64", "wasm",
    ];
    KNOWN.contains(&architecture)
}

/// Why a text names no platform. Displayed in containerd's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParsePlatformError {
    /// A part that is no word.
    Component {
        /// The part.
        part: String,
        /// The whole.
        text: String,
    },
    /// One word that is neither an OS nor an architecture.
    Unknown(String),
    /// More than three parts.
    TooMany(String),
}

impl fmt::Display for ParsePlatformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Component { part, text } => write!(
                f,
                "{part:?} is an invalid component of {text:?}: platform specifier component must match \
                 \"^[A-Za-z0-9_-]+$\": invalid argument"
            ),
            Self::Unknown(text) => write!(f, "{text:?}: unknown operating system or architecture: invalid argument"),
            Self::TooMany(text) => write!(f, "{text:?}: cannot parse platform specifier: invalid argument"),
        }
    }
}

impl std::error::Error for ParsePlatformError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_and_prints() {
        let host = Platform::new("linux", "amd64");
        for (text, shown) in [
            ("linux/arm64", "linux/arm64"),
            ("linux/arm64/v8", "linux/arm64/v8"),
            ("Linux/x86_64", "linux/amd64"),
            ("linux/arm", "linux/arm"),
            ("linux/arm/6", "linux/arm/v6"),
            ("arm64", "linux/arm64"),
            ("windows", "windows/amd64"),
        ] {
            assert_eq!(Platform::parse(text, &host).unwrap().to_string(), shown, "{text}");
        }
        let error = |text: &str| Platform::parse(text, &host).unwrap_err().to_string();
        assert_eq!(error("z80"), "\"z80\": unknown operating system or architecture: invalid argument");
        assert_eq!(error("a/b/c/d"), "\"a/b/c/d\": cannot parse platform specifier: invalid argument");
        assert!(error("linux/").starts_with("\"\" is an invalid component of \"linux/\""));
    }

    #[test]
    fn what_runs_what() {
        let of = |os: &str, architecture: &str, variant: &str| Platform {
            variant: variant.to_owned(),
            ..Platform::new(os, architecture)
        };
        assert!(of("linux", "arm64", "").runs(&of("linux", "arm64", "v8")));
        assert!(of("linux", "arm", "v7").runs(&of("linux", "arm", "v6")));
        assert!(!of("linux", "arm", "v6").runs(&of("linux", "arm", "v7")));
        assert!(!of("linux", "amd64", "").runs(&of("linux", "386", "")));
        assert!(!of("linux", "amd64", "").runs(&of("windows", "amd64", "")));
    }
}
