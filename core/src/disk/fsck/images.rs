//! Checks of images, their names, and what is remembered of where they came from.

use std::collections::BTreeSet;

use super::{Check, Checker, Finding};
use crate::digest::Sha256;
use crate::disk::refstore::RefStore;
use crate::disk::{content_store, distribution, imagedb, layout};
use crate::identity::{ChainId, ImageId, LayerDigest};
use crate::json;
use crate::oci::{ImageConfig, RootFs};

impl Checker<'_> {
    pub(super) fn images(&mut self) {
        for image in imagedb::list(self.fs) {
            let Some(bytes) = imagedb::content(self.fs, image) else { continue };
            let path = layout::image_content(image);
            let found = Sha256::of(&bytes);
            if found != image.0 && !self.is_trusted(image.0) {
                self.report(Check::ImageName, path.clone(), Finding::ImageHash { found });
            }
            let Ok(config) = ImageConfig::parse(&bytes) else {
                self.report(Check::ImageName, path, Finding::ImageUnreadable);
                continue;
            };
            let diffs = config.root_fs.as_ref().and_then(RootFs::identities).unwrap_or_default();
            let missing = ChainId::chain(&diffs).into_iter().find(|chain| !self.records.contains_key(chain));
            if let Some(chain) = missing {
                self.report(Check::ImageLayers, path, Finding::NoImageLayer { chain });
            }
        }
    }

    pub(super) fn names(&mut self) {
        let path = layout::repositories();
        let Some(store) = RefStore::load(self.fs) else {
            let bytes = self.fs.read(&path).ok().and_then(|content| Some(content.bytes().ok()?.to_vec()));
            let error = bytes.map(|bytes| json::parse(&bytes, 0).error.map(|error| error.to_string()));
            let go = match error {
                None => format!("open {path}: no such file or directory"),
                Some(error) => error.unwrap_or_default(),
            };
            self.report(Check::Names, path, Finding::NamesUnreadable { go });
            return;
        };
        let images: BTreeSet<ImageId> = imagedb::list(self.fs).into_iter().collect();
        for (name, image) in store.iter() {
            let reference = name.familiar();
            if !images.contains(&image) {
                let finding = Finding::NameLeadsNowhere { reference: reference.clone(), image };
                self.report(Check::Names, path.clone(), finding);
            }
            if store.get(&name) != Some(image) {
                self.report(Check::Names, path.clone(), Finding::NameElsewhere { reference });
            }
        }
    }

    pub(super) fn manifests(&mut self) {
        for digest in content_store::list(self.fs) {
            let found = content_store::read(self.fs, digest).map(|bytes| Sha256::of(&bytes));
            if found != Some(digest) && !self.is_trusted(digest) {
                self.report(Check::ManifestName, layout::content_blob(digest), Finding::ManifestHash);
            }
        }
    }

    pub(super) fn metadata(&mut self) {
        let dir = Self::below("image/overlay2/imagedb/metadata/sha256");
        for image in self.list(&dir).iter().filter_map(|name| name.parse().ok()).map(ImageId) {
            let path = layout::image_metadata(image);
            if !imagedb::exists(self.fs, image) {
                self.report(Check::ImageMetadata, path, Finding::MetadataWithoutImage);
            } else if let Some(parent) = imagedb::parent(self.fs, image).filter(|id| !imagedb::exists(self.fs, *id)) {
                self.report(Check::ImageMetadata, path.join("parent"), Finding::NoParentImage { parent });
            }
        }
    }

    pub(super) fn notes(&mut self) {
        let dir = Self::below("image/overlay2/distribution/diffid-by-digest/sha256");
        for digest in self.list(&dir).iter().filter_map(|name| name.parse().ok()).map(LayerDigest) {
            let seen = distribution::diff_id(self.fs, digest).map(|diff| distribution::places(self.fs, diff));
            let is_seen = seen.unwrap_or_default().iter().any(|place| place.digest == digest.to_string());
            if !is_seen {
                self.report(Check::Notes, layout::diffid_by_digest(digest), Finding::BlobUnseen);
            }
        }
    }
}
