//! `drydock.example`: a registry of small whole images, made here from text. Every byte is present, so everything hashes for real.
//!
//! | repository | what it is for |
//! |---|---|
//! | `hello` | two tiny layers whose bytes one can read |
//! | `base` | a small userland |
//! | `web`, `job` | two images on that base: they share its layer |
//! | `tidy` | a whiteout and an opaque directory |
//! | `twice` | the same layer twice: one diffID, two chainIDs |
//! | `anywhere` | a list of two platforms |
//! | `oci` | OCI media types, an index, a layer that travels uncompressed |

use super::recipe::{Made, Recipe};
use super::tree::Tree;
use crate::oci::Platform;
use crate::registry::{Dialect, Pushed, Registry};

/// The registry's host name. `.example` is reserved (RFC 2606): it cannot be mistaken for a real one.
pub(super) const HOST: &str = "drydock.example";

const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The registry with all its images. Every repository has the tag `1` and, for the same image, `latest`.
pub(super) fn registry() -> Registry {
    let mut registry = Registry::default();
    hello(&mut registry);
    on_the_base(&mut registry);
    anywhere(&mut registry);
    oci(&mut registry);
    registry
}

/// An image for amd64 that runs a shell.
fn image(registry: &mut Registry, path: &str, created: &str, history: &[Made<'_>]) -> Pushed {
    let recipe = Recipe { created, architecture: "amd64", cmd: &["sh"], env: &[PATH], history };
    recipe.push(registry, path, Dialect::Docker)
}

/// Puts both tags on an image.
fn tag(registry: &mut Registry, path: &str, digest: crate::identity::ManifestDigest) {
    registry.tag(path, "1", digest);
    registry.tag(path, "latest", digest);
}

/// Behind a list of one, as Docker Hub has it for official images.
fn hello(registry: &mut Registry) {
    let (lower, upper) = (Tree::of(include_str!("trees/hello-1.txt")), Tree::of(include_str!("trees/hello-2.txt")));
    let recipe = Recipe {
        created: "2021-01-04T09:05:00Z",
        architecture: "amd64",
        cmd: &["cat", "/hello.txt"],
        env: &[PATH],
        history: &[Made::Layer(&lower, "COPY hello.txt / "), Made::Layer(&upper, "COPY greetings /greetings ")],
    };
    let pushed = recipe.push(registry, "hello", Dialect::Docker);
    let list = registry.push_list("hello", Dialect::Docker, &[(Platform::new("linux", "amd64"), &pushed)]);
    tag(registry, "hello", list);
}

fn on_the_base(registry: &mut Registry) {
    let base = Tree::of(include_str!("trees/base-1.txt"));
    let from = Made::Layer(&base, "COPY userland / ");
    let start = Made::Nothing("CMD [\"sh\"]");
    let add = |registry: &mut Registry, path: &str, created: &str, layers: &[Made<'_>]| {
        let history: Vec<Made<'_>> = [from, start].into_iter().chain(layers.iter().copied()).collect();
        let pushed = image(registry, path, created, &history);
        tag(registry, path, pushed.manifest);
    };
    add(registry, "base", "2021-01-04T08:00:00Z", &[]);
    let web = Tree::of(include_str!("trees/web-1.txt"));
    add(registry, "web", "2021-01-05T10:00:00Z", &[Made::Layer(&web, "COPY site / ")]);
    let job = Tree::of(include_str!("trees/job-1.txt"));
    add(registry, "job", "2021-01-05T11:00:00Z", &[Made::Layer(&job, "COPY job / ")]);
    let cargo = Tree::of(include_str!("trees/tidy-1.txt"));
    let tidied = Tree::of(include_str!("trees/tidy-2.txt"));
    let layers = [Made::Layer(&cargo, "COPY cargo /cargo "), Made::Layer(&tidied, "RUN tidy up /cargo")];
    add(registry, "tidy", "2021-01-06T10:30:00Z", &layers);
    let stamp = Tree::of(include_str!("trees/twice-1.txt"));
    let layers = [Made::Layer(&stamp, "COPY stamp.txt / "), Made::Layer(&stamp, "COPY stamp.txt / ")];
    add(registry, "twice", "2021-01-07T12:00:00Z", &layers);
}

fn anywhere(registry: &mut Registry) {
    let base = Tree::of(include_str!("trees/base-1.txt"));
    let tree = |architecture: &str| Tree::of(&format!("@ 2021-01-08T12:00:00Z\narch.txt 0644 \"{architecture}\\n\"\n"));
    let mut make = |architecture: &str| {
        let own = tree(architecture);
        let history = [Made::Layer(&base, "COPY userland / "), Made::Layer(&own, "COPY arch.txt / ")];
        let created = "2021-01-08T12:00:00Z";
        let recipe = Recipe { created, architecture, cmd: &["cat", "/arch.txt"], env: &[PATH], history: &history };
        recipe.push(registry, "anywhere", Dialect::Docker)
    };
    let (amd64, arm64) = (make("amd64"), make("arm64"));
    let platforms = [(Platform::new("linux", "amd64"), &amd64), (Platform::new("linux", "arm64"), &arm64)];
    let list = registry.push_list("anywhere", Dialect::Docker, &platforms);
    tag(registry, "anywhere", list);
}

fn oci(registry: &mut Registry) {
    let base = Tree::of(include_str!("trees/base-1.txt"));
    let stamp = Tree::of(include_str!("trees/twice-1.txt"));
    let history = [Made::Layer(&base, "COPY userland / "), Made::PlainLayer(&stamp, "COPY stamp.txt / ")];
    let created = "2021-01-09T12:00:00Z";
    let recipe = Recipe { created, architecture: "amd64", cmd: &["sh"], env: &[PATH], history: &history };
    let pushed = recipe.push(registry, "oci", Dialect::Oci);
    let index = registry.push_list("oci", Dialect::Oci, &[(Platform::new("linux", "amd64"), &pushed)]);
    tag(registry, "oci", index);
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::oci::{ImageConfig, Manifest, ManifestList};

    /// The image IDs, which depend on nothing but our own bytes. The digests of layers also depend on how they are compressed.
    #[test]
    fn the_same_bytes_everywhere() {
        let registry = registry();
        let mut found = String::new();
        for path in registry.paths() {
            let repository = registry.repository(path).unwrap();
            let (_, stored) = repository.resolve("latest").unwrap();
            let images = match Manifest::parse(&stored.media_type, &stored.bytes).unwrap() {
                Manifest::Image(manifest) => vec![manifest],
                Manifest::List(ManifestList { manifests, .. }) => manifests
                    .iter()
                    .map(|entry| {
                        let digest = entry.digest.to_string().parse().unwrap();
                        let stored = repository.manifest(digest).unwrap();
                        let Ok(Manifest::Image(manifest)) = Manifest::parse(&stored.media_type, &stored.bytes) else {
                            panic!()
                        };
                        manifest
                    })
                    .collect(),
            };
            for image in images {
                let id = image.config.digest.to_string();
                let Some(crate::registry::Blob::Whole(bytes)) = registry.blob(&image.config.digest) else { panic!() };
                let config = ImageConfig::parse(bytes).unwrap();
                assert_eq!(config.root_fs.unwrap().diff_ids.len(), image.layers.len());
                writeln!(found, "{path} {} {} layers", &id[7..19], image.layers.len()).unwrap();
            }
        }
        assert_eq!(found, IMAGES);
    }

    const IMAGES: &str = "anywhere 80bb7d5309b5 2 layers
anywhere 5a2beed1e4d3 2 layers
base 84f49414b062 1 layers
hello f006efe99a0c 2 layers
job e792301a80ad 2 layers
oci 0b04429f15ee 2 layers
tidy bcb931da2b05 3 layers
twice de19943c4601 3 layers
web 6da3514f8953 2 layers
";
}
