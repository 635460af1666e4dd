//! Whole images made from trees: byte for byte the same wherever they are made.

use std::rc::Rc;

use serde::Serialize;

use super::tree::Tree;
use crate::archive::gzip;
use crate::digest::Sha256;
use crate::identity::DiffId;
use crate::json;
use crate::oci::RunConfig;
use crate::registry::{Dialect, Pushed, Registry};

/// What an image is made of.
#[derive(Clone, Debug)]
pub(super) struct Recipe<'a> {
    /// When it was made, as it stands in the config.
    pub created: &'a str,
    pub architecture: &'a str,
    /// How a container of it is run.
    pub run: RunConfig,
    /// How it was made, oldest first.
    pub history: &'a [Made<'a>],
}

/// A step of how an image was made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Made<'a> {
    /// It made a layer, which travels compressed.
    Layer(&'a Tree, &'a str),
    /// It made a layer, which travels as it is.
    PlainLayer(&'a Tree, &'a str),
    /// It made none.
    Nothing(&'a str),
}

#[derive(Serialize)]
struct Document<'a> {
    architecture: &'a str,
    config: &'a RunConfig,
    created: &'a str,
    history: Vec<History<'a>>,
    os: &'static str,
    rootfs: RootFs,
}

#[derive(Serialize)]
struct History<'a> {
    created: &'a str,
    created_by: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    empty_layer: bool,
}

#[derive(Serialize)]
struct RootFs {
    #[serde(rename = "type")]
    kind: &'static str,
    diff_ids: Vec<String>,
}

impl Recipe<'_> {
    /// Makes the image and puts it into the repository `path`.
    pub(super) fn push(&self, registry: &mut Registry, path: &str, dialect: Dialect) -> Pushed {
        let (mut history, mut layers, mut diff_ids) = (Vec::new(), Vec::<Rc<[u8]>>::new(), Vec::new());
        for made in self.history {
            let created = self.created;
            let (layer, created_by) = match made {
                Made::Layer(tree, by) => (Some((tree.to_tar().bytes, true)), *by),
                Made::PlainLayer(tree, by) => (Some((tree.to_tar().bytes, false)), *by),
                Made::Nothing(by) => (None, *by),
            };
            history.push(History { created, created_by, empty_layer: layer.is_none() });
            if let Some((tar, compressed)) = layer {
                diff_ids.push(DiffId(Sha256::of(&tar)).to_string());
                layers.push(if compressed { gzip(&tar).into() } else { tar });
            }
        }
        let document = Document {
            architecture: self.architecture,
            config: &self.run,
            created: self.created,
            history,
            os: "linux",
            rootfs: RootFs { kind: "layers", diff_ids },
        };
        registry.push(path, dialect, json::encode(&document).as_bytes(), &layers)
    }
}
