//! `drydock.example`: a registry of small whole images, made here from text. Every byte is present, so everything hashes for real.
//!
//! | repository | what it is for |
//! |---|---|
//! | `hello` | two tiny layers whose bytes one can read; prints them |
//! | `base` | a small userland: busybox, a shell |
//! | `web`, `job` | two images on that base, which share its layer: one runs until it is stopped, one counts and ends |
//! | `tidy` | a whiteout and an opaque directory |
//! | `twice` | the same layer twice: one diffID, two chainIDs |
//! | `anywhere` | a list of two platforms |
//! | `oci` | OCI media types, an index, a layer that travels uncompressed |

use std::collections::BTreeSet;

use super::recipe::{Made, Recipe};
use super::tree::Tree;
use crate::identity::ManifestDigest;
use crate::oci::{NameSet, Platform, RunConfig};
use crate::registry::{Dialect, Registry};

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

/// How a container is run that starts this.
fn run(cmd: &[&str]) -> RunConfig {
    let texts = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect());
    RunConfig { cmd: texts(cmd), env: texts(&[PATH]), ..RunConfig::default() }
}

/// Puts both tags on an image.
fn tag(registry: &mut Registry, path: &str, digest: ManifestDigest) {
    registry.tag(path, "1", digest);
    registry.tag(path, "latest", digest);
}

/// Behind a list of one, as Docker Hub has it for official images.
fn hello(registry: &mut Registry) {
    let (lower, upper) = (Tree::of(include_str!("trees/hello-1.txt")), Tree::of(include_str!("trees/hello-2.txt")));
    let recipe = Recipe {
        created: "2021-01-04T09:05:00Z",
        architecture: "amd64",
        run: run(&["cat", "/hello.txt", "/greetings/en.txt", "/greetings/zh.txt"]),
        history: &[Made::Layer(&lower, "COPY hello / "), Made::Layer(&upper, "COPY greetings /greetings ")],
    };
    let pushed = recipe.push(registry, "hello", Dialect::Docker);
    let list = registry.push_list("hello", Dialect::Docker, &[(Platform::new("linux", "amd64"), &pushed)]);
    tag(registry, "hello", list);
}

fn on_the_base(registry: &mut Registry) {
    let base = Tree::of(include_str!("trees/base-1.txt"));
    let from = [Made::Layer(&base, "COPY userland / "), Made::Nothing("CMD [\"sh\"]")];
    let add = |registry: &mut Registry, path: &str, created: &str, run: RunConfig, steps: &[Made<'_>]| {
        let history: Vec<Made<'_>> = from.iter().chain(steps).copied().collect();
        let recipe = Recipe { created, architecture: "amd64", run, history: &history };
        let pushed = recipe.push(registry, path, Dialect::Docker);
        tag(registry, path, pushed.manifest);
    };
    add(registry, "base", "2021-01-04T08:00:00Z", run(&["sh"]), &[]);

    let web = Tree::of(include_str!("trees/web-1.txt"));
    let serve = RunConfig {
        exposed_ports: NameSet(BTreeSet::from(["80/tcp".to_owned()])),
        working_dir: "/srv/www".to_owned(),
        ..run(&["serve"])
    };
    let steps = [
        Made::Layer(&web, "COPY site / "),
        Made::Nothing("WORKDIR /srv/www"),
        Made::Nothing("EXPOSE 80"),
        Made::Nothing("CMD [\"serve\"]"),
    ];
    add(registry, "web", "2021-01-05T10:00:00Z", serve, &steps);

    let job = Tree::of(include_str!("trees/job-1.txt"));
    let count = RunConfig { entrypoint: Some(vec!["count-ships".to_owned()]), ..run(&["/var/ships"]) };
    let steps = [
        Made::Layer(&job, "COPY job / "),
        Made::Nothing("ENTRYPOINT [\"count-ships\"]"),
        Made::Nothing("CMD [\"/var/ships\"]"),
    ];
    add(registry, "job", "2021-01-05T11:00:00Z", count, &steps);

    let cargo = Tree::of(include_str!("trees/tidy-1.txt"));
    let tidied = Tree::of(include_str!("trees/tidy-2.txt"));
    let steps = [Made::Layer(&cargo, "COPY cargo /cargo "), Made::Layer(&tidied, "RUN tidy up /cargo")];
    add(registry, "tidy", "2021-01-06T10:30:00Z", run(&["find", "/cargo"]), &steps);

    let stamp = Tree::of(include_str!("trees/twice-1.txt"));
    let steps = [Made::Layer(&stamp, "COPY stamp.txt / "), Made::Layer(&stamp, "COPY stamp.txt / ")];
    add(registry, "twice", "2021-01-07T12:00:00Z", run(&["cat", "/stamp.txt"]), &steps);
}

fn anywhere(registry: &mut Registry) {
    let base = Tree::of(include_str!("trees/base-1.txt"));
    let tree = |architecture: &str| Tree::of(&format!("@ 2021-01-08T12:00:00Z\narch.txt 0644 \"{architecture}\\n\"\n"));
    let mut make = |architecture: &str| {
        let own = tree(architecture);
        let history = [Made::Layer(&base, "COPY userland / "), Made::Layer(&own, "COPY arch.txt / ")];
        let run = run(&["cat", "/arch.txt"]);
        let recipe = Recipe { created: "2021-01-08T12:00:00Z", architecture, run, history: &history };
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
    let recipe = Recipe { created, architecture: "amd64", run: run(&["sh"]), history: &history };
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

    const IMAGES: &str = "anywhere 2f9d65f202f3 2 layers
anywhere e8139438a971 2 layers
base eacb4b5e57d4 1 layers
hello 2f0f99e43dcb 2 layers
job 4a4caed14044 2 layers
oci 3f95025322d4 2 layers
tidy 69b90a2c8b2d 3 layers
twice 5d372fb77f20 3 layers
web 041aa050daa0 2 layers
";
}
