//! Images as they were before Docker 1.10: what `docker save` still writes beside each layer, for old readers.
//!
//! A v1 image is one layer with what was known of it; its ID is made up here, from that and from the ID of the one below.
//!
//! Model: moby `image/image.go` `V1Image`, `image/v1/imagev1.go` `CreateID`.

use serde::Serialize;

use super::{ImageConfig, RunConfig};
use crate::digest::Sha256;
use crate::identity::ChainId;
use crate::json;

/// One layer as an image of its own. Its fields and their order are those of Go's struct.
#[derive(Clone, Debug, Default, Serialize)]
pub struct V1Image {
    /// 64 hex digits.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The one below.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub parent: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    comment: String,
    created: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    container: String,
    container_config: RunConfig,
    #[serde(skip_serializing_if = "String::is_empty")]
    docker_version: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    author: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<RunConfig>,
    #[serde(skip_serializing_if = "String::is_empty")]
    architecture: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    variant: String,
    /// `linux`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub os: String,
}

/// What the ID is the hash of: the keys in the order of their names.
#[derive(Serialize)]
struct Identity<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    architecture: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    author: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    comment: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<&'a RunConfig>,
    #[serde(skip_serializing_if = "str::is_empty")]
    container: &'a str,
    container_config: &'a RunConfig,
    created: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    docker_version: &'a str,
    layer_id: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    os: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    variant: &'a str,
}

impl V1Image {
    /// A layer that is not the top one: nothing is known of it. `epoch` is the beginning of 1970 in the daemon's time zone.
    pub fn of_layer(epoch: &str) -> Self {
        Self { created: epoch.to_owned(), ..Self::default() }
    }

    /// The top layer: what the image's config says.
    pub fn of_image(config: &ImageConfig) -> Self {
        let never = crate::clock::Time::GO_ZERO;
        Self {
            id: String::new(),
            parent: String::new(),
            comment: config.comment.clone(),
            created: config.created.unwrap_or(never).to_string(),
            container: config.container.clone(),
            container_config: config.container_config.clone().unwrap_or_default(),
            docker_version: config.docker_version.clone(),
            author: config.author.clone(),
            config: config.config.clone(),
            architecture: config.architecture.clone(),
            variant: config.variant.clone(),
            os: config.os.clone(),
        }
    }

    /// Its ID, on top of `parent`.
    pub fn identity(&self, layer: ChainId, parent: Option<Sha256>) -> Sha256 {
        let identity = Identity {
            architecture: &self.architecture,
            author: &self.author,
            comment: &self.comment,
            config: self.config.as_ref(),
            container: &self.container,
            container_config: &self.container_config,
            created: &self.created,
            docker_version: &self.docker_version,
            layer_id: layer.to_string(),
            os: &self.os,
            parent: parent.map(|hash| hash.prefixed()),
            variant: &self.variant,
        };
        Sha256::of(json::encode(&identity).as_bytes())
    }

    /// The bytes of its file `json`.
    pub fn encode(&self) -> String {
        json::encode(self)
    }
}
