//! Manifests and lists of them.

use std::fmt;

use super::fields::{Fields, UnmarshalError, document};
use super::{Descriptor, Platform, media_type};

/// What a tag or digest leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manifest {
    /// An image for one platform.
    Image(ImageManifest),
    /// Images for several.
    List(ManifestList),
}

/// An image for one platform: its config and its layers, lowest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageManifest {
    /// Its own type: Docker's or OCI's.
    pub media_type: String,
    /// The config.
    pub config: Descriptor,
    /// The layers, lowest first.
    pub layers: Vec<Descriptor>,
}

/// Manifests for several platforms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestList {
    /// Its own type: Docker's or OCI's.
    pub media_type: String,
    /// The manifests, each with its platform.
    pub manifests: Vec<Descriptor>,
}

impl ManifestList {
    /// The manifest that a machine takes: the first that it runs.
    ///
    /// Model: moby `distribution/pull_v2_unix.go` `filterManifests`; for ARM, if no variant fits, the first of any variant.
    pub fn choose(&self, machine: &Platform) -> Option<&Descriptor> {
        let platform = |entry: &Descriptor| entry.platform.clone().unwrap_or_default();
        let machine = machine.normalized();
        let same = |entry: &&Descriptor| {
            let image = platform(entry);
            machine.architecture == "arm" && (image.os, image.architecture) == (machine.os.clone(), "arm".to_owned())
        };
        self.manifests.iter().find(|entry| machine.runs(&platform(entry))).or_else(|| self.manifests.iter().find(same))
    }
}

impl Manifest {
    /// Reads `bytes`, which a registry served as `media_type`.
    ///
    /// Model: docker/distribution `manifest/{schema2,ocischema,manifestlist}`.
    pub fn parse(media_type: &str, bytes: &[u8]) -> Result<Self, ManifestError> {
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        let tree = match media_type {
            media_type::DOCKER_MANIFEST
            | media_type::DOCKER_LIST
            | media_type::OCI_MANIFEST
            | media_type::OCI_INDEX => document(bytes).map_err(ManifestError::Json)?,
            other => return Err(ManifestError::Format(other.to_owned())),
        };
        let fields = Fields::of(&tree, "Manifest").map_err(ManifestError::Json)?;
        let stated = fields.text("mediaType").map_err(ManifestError::Json)?;
        // OCI leaves it out; Docker's formats must have it.
        let optional = matches!(media_type, media_type::OCI_MANIFEST | media_type::OCI_INDEX);
        if stated != media_type && !(optional && stated.is_empty()) {
            return Err(ManifestError::Stated { served: media_type.to_owned(), stated, optional });
        }
        match media_type {
            media_type::DOCKER_MANIFEST | media_type::OCI_MANIFEST => Self::image(media_type, &fields),
            _ => Self::list(media_type, &fields),
        }
        .map_err(ManifestError::Json)
    }

    /// Reads a manifest whose type nobody told: by its own word, or by what it has.
    ///
    /// Model: moby `distribution/manifest.go` `detectManifestBlobMediaType`.
    pub fn parse_any(bytes: &[u8]) -> Result<Self, ManifestError> {
        let tree = document(bytes).map_err(ManifestError::Json)?;
        let fields = Fields::of(&tree, "Manifest").map_err(ManifestError::Json)?;
        let stated = fields.text("mediaType").map_err(ManifestError::Json)?;
        let has = |field: &str| fields.get(field).is_some();
        let detected = match stated.as_str() {
            "" if has("config") || has("layers") => media_type::OCI_MANIFEST,
            "" => media_type::OCI_INDEX,
            stated => stated,
        };
        Self::parse(detected, bytes)
    }

    fn image(media_type: &str, fields: &Fields<'_, '_>) -> Result<Self, UnmarshalError> {
        let config = fields.object("config", "Descriptor")?.ok_or(UnmarshalError::Digest(String::new()))?;
        let layers = fields.objects("layers", "Descriptor")?;
        Ok(Self::Image(ImageManifest {
            media_type: media_type.to_owned(),
            config: Descriptor::read(&config)?,
            layers: layers.iter().map(Descriptor::read).collect::<Result<_, _>>()?,
        }))
    }

    fn list(media_type: &str, fields: &Fields<'_, '_>) -> Result<Self, UnmarshalError> {
        let manifests = fields.objects("manifests", "ManifestDescriptor")?;
        Ok(Self::List(ManifestList {
            media_type: media_type.to_owned(),
            manifests: manifests.iter().map(Descriptor::read).collect::<Result<_, _>>()?,
        }))
    }
}

/// Why bytes are no manifest that can be used. Displayed in the words of docker/distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestError {
    /// It is not JSON, or JSON of another shape.
    Json(UnmarshalError),
    /// It says to be of another type than it was served as.
    Stated {
        /// As what it was served.
        served: String,
        /// What it says.
        stated: String,
        /// Whether the format allows to say nothing.
        optional: bool,
    },
    /// A format that is not modelled (or that Docker does not know): the old schema 1, artifacts.
    Format(String),
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => error.fmt(f),
            Self::Stated { served, stated, optional } => {
                let condition = if *optional { "if present, " } else { "" };
                write!(f, "{condition}mediaType in manifest should be '{served}' not '{stated}'")
            }
            Self::Format(other) => write!(f, "drydock: manifests of type {other:?} are not simulated"),
        }
    }
}

impl std::error::Error for ManifestError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptor(media_type: &str, byte: char) -> String {
        format!("{{\"mediaType\":\"{media_type}\",\"size\":7,\"digest\":\"sha256:{}\"", byte.to_string().repeat(64))
    }

    fn manifest(own: &str) -> String {
        let config = descriptor(media_type::DOCKER_CONFIG, 'c');
        let layer = descriptor(media_type::DOCKER_LAYER, '1');
        format!("{{\"schemaVersion\":2,{own}\"config\":{config}}},\"layers\":[{layer}}}]}}")
    }

    #[test]
    fn reads_both_dialects() {
        let docker = manifest(&format!("\"mediaType\":\"{}\",", media_type::DOCKER_MANIFEST));
        let Ok(Manifest::Image(image)) = Manifest::parse(media_type::DOCKER_MANIFEST, docker.as_bytes()) else {
            panic!()
        };
        assert_eq!(image.config.digest.to_string(), format!("sha256:{}", "c".repeat(64)));
        assert_eq!((image.layers.len(), image.layers[0].size), (1, 7));
        assert!(Manifest::parse(media_type::OCI_MANIFEST, manifest("").as_bytes()).is_ok());
    }

    #[test]
    fn refuses_in_dockers_words() {
        let of = |media_type: &str, text: &str| Manifest::parse(media_type, text.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            of(media_type::DOCKER_MANIFEST, &manifest("")),
            format!("mediaType in manifest should be '{}' not ''", media_type::DOCKER_MANIFEST)
        );
        assert_eq!(of(media_type::OCI_MANIFEST, "{"), "unexpected end of JSON input");
        assert_eq!(of(media_type::OCI_MANIFEST, "{} x"), "invalid character 'x' after top-level value");
        assert_eq!(
            of(media_type::OCI_MANIFEST, "{\"layers\":3}"),
            "invalid digest \"\"",
            "the config is read before the layers"
        );
    }

    #[test]
    fn a_list_gives_the_first_that_fits() {
        let entry = |byte: char, os: &str, architecture: &str, variant: &str| {
            let blob = descriptor(media_type::DOCKER_MANIFEST, byte);
            format!(
                "{blob},\"platform\":{{\"os\":\"{os}\",\"architecture\":\"{architecture}\",\"variant\":\"{variant}\"}}}}"
            )
        };
        let entries = [
            entry('a', "windows", "amd64", ""),
            entry('b', "linux", "arm", "v5"),
            entry('c', "linux", "amd64", ""),
            entry('d', "linux", "amd64", ""),
        ];
        let text = format!("{{\"mediaType\":\"{}\",\"manifests\":[{}]}}", media_type::DOCKER_LIST, entries.join(","));
        let Ok(Manifest::List(list)) = Manifest::parse(media_type::DOCKER_LIST, text.as_bytes()) else { panic!() };
        let choose = |text: &str| {
            let machine = Platform::parse(text, &Platform::new("linux", "amd64")).unwrap();
            list.choose(&machine).map(|entry| entry.digest.to_string()[7..8].to_owned())
        };
        assert_eq!(choose("linux/amd64").as_deref(), Some("c"));
        assert_eq!(choose("linux/arm/v6").as_deref(), Some("b"));
        assert_eq!(choose("linux/arm64"), None);
    }
}
