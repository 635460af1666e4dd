//! Names and removals.

use std::rc::Rc;

use super::fixture::{Host, layer, push, recorded_registry};
use drydock_core::daemon::{ImageFilter, RemoveOptions};
use drydock_core::registry::Registry;

const FORCE: RemoveOptions = RemoveOptions { force: true, prune: true };

fn plain() -> RemoveOptions {
    RemoveOptions::default()
}

/// The recorded sequence of two images that share three layers.
#[test]
fn as_recorded() {
    let mut host = Host::new(recorded_registry());
    host.pull("nginx:latest");
    host.pull("site:1.0");
    for name in ["myweb:v1", "myweb:v2", "registry.example.com:5443/team/web"] {
        assert_eq!(host.tag("nginx:latest", name).text, "");
    }
    assert_eq!(
        host.text("image/overlay2/repositories.json"),
        concat!(
            r#"{"Repositories":{"myweb":{"#,
            r#""myweb:v1":"sha256:da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457","#,
            r#""myweb:v2":"sha256:da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457"},"nginx":{"#,
            r#""nginx:latest":"sha256:da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457","#,
            r#""nginx@sha256:5e025de29c954f7d4e8400577011ae1123b3a397616d66e2bd101fa2a6f3ec9d":"#,
            r#""sha256:da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457"},"#,
            r#""registry.example.com:5443/team/web":{"registry.example.com:5443/team/web:latest":"#,
            r#""sha256:da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457"},"site":{"#,
            r#""site:1.0":"sha256:426bbf44f4b39e3915a3f26d68713f7f97440b065cd19ca662ff9ba76f1e8613","#,
            r#""site@sha256:82ccba560914514c5aaff4fbe7a508021966ee61a6b01dc1ede90394ca793590":"#,
            r#""sha256:426bbf44f4b39e3915a3f26d68713f7f97440b065cd19ca662ff9ba76f1e8613"}}}"#
        )
    );
    assert_eq!(host.rmi("myweb:v2", plain()).text, "Untagged: myweb:v2\n");
    assert_eq!(
        host.rmi("registry.example.com:5443/team/web:latest", plain()).text,
        "Untagged: registry.example.com:5443/team/web:latest\n"
    );
    assert_eq!(
        host.rmi("da0d627b91c1", plain()).text,
        "Error response from daemon: conflict: unable to delete da0d627b91c1 (must be forced) - image is referenced in multiple \
         repositories\n"
    );
    assert_eq!(
        host.rmi("nginx:latest", plain()).text,
        "Untagged: nginx:latest
Untagged: nginx@sha256:5e025de29c954f7d4e8400577011ae1123b3a397616d66e2bd101fa2a6f3ec9d
"
    );
    assert_eq!(
        host.rmi("myweb:v1", plain()).text,
        "Untagged: myweb:v1
Deleted: sha256:da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457
Deleted: sha256:58608e04b80ae2fc8b1c4bdc486cfae5d0c43ab1342c5dddec234b2fba915487
Deleted: sha256:f96ab88c34f3986a004933794f5ee50c5650a713e86ebd83734c50e295701f26
"
    );
    assert_eq!(
        host.rmi("site:1.0", plain()).text,
        "Untagged: site:1.0
Untagged: site@sha256:82ccba560914514c5aaff4fbe7a508021966ee61a6b01dc1ede90394ca793590
Deleted: sha256:426bbf44f4b39e3915a3f26d68713f7f97440b065cd19ca662ff9ba76f1e8613
Deleted: sha256:e3e5a76d7ca1372d904f2f709a9887bc20420dcc1fa66774762104b845c6527c
Deleted: sha256:a29aea1ce2a82a8665722fe82913a1951ae1e6e1eb251ae81423061bfcb265d7
Deleted: sha256:7cf3770f2b09da882d92f4e0473d8793d115d548f5cf04dbdfd23b538ba2b090
Deleted: sha256:df31148a109b3478d1d8163cfbc6100f2e2a586bd5082d542a30f1aa4ead05e3
"
    );
    assert_eq!(host.names("overlay2"), ["l"]);
    assert_eq!(host.names("image/overlay2/distribution/diffid-by-digest/sha256").len(), 6, "notes stay");
    assert_eq!(host.names("containerd/daemon/io.containerd.content.v1.content/blobs/sha256").len(), 0);
    assert_eq!(host.rmi("nope:1", plain()).text, "Error response from daemon: No such image: nope:1\n");
}

#[test]
fn by_id_and_by_digest() {
    let mut registry = Registry::default();
    let image = push(&mut registry, "a:1", &[layer(&[("x", "1")])]);
    let mut host = Host::new(registry);
    let (id, digest) = (image.image.hex(), image.manifest);
    host.pull("r.test/a:1");
    assert_eq!(
        host.rmi(&id[..6], plain()).text,
        format!("Untagged: r.test/a:1\nUntagged: r.test/a@{digest}\nDeleted: sha256:{id}\nDeleted: {}\n", {
            host_chain(&image)
        }),
        "one tag and the digest of the same repository are one name"
    );
    host.pull("r.test/a:1");
    assert_eq!(
        host.rmi(&format!("r.test/a@{digest}"), plain()).text,
        format!("Untagged: r.test/a@{digest}\n"),
        "the tag is left"
    );
    host.tag("r.test/a:1", "other:x");
    let text = host.rmi(&id, FORCE).text;
    assert!(text.starts_with("Untagged: other:x\nUntagged: r.test/a:1\nDeleted: sha256:"), "{text}");
    assert_eq!(host.text("image/overlay2/repositories.json"), "{\"Repositories\":{}}");
}

fn host_chain(_image: &drydock_core::registry::Pushed) -> String {
    // The only layer is the base, so its chainID is its diffID.
    let tar = super::fixture::tar(&[("x", "1")]);
    drydock_core::digest::Sha256::of(&tar).prefixed()
}

/// A tag that moves leaves the old image with its digest only, or with nothing.
#[test]
fn tags_that_move() {
    let mut registry = Registry::default();
    let one = push(&mut registry, "a:1", &[layer(&[("x", "1")])]);
    let two = push(&mut registry, "a:2", &[layer(&[("x", "2")])]);
    let mut host = Host::new(registry);
    host.pull("r.test/a:1");
    host.pull("r.test/a:2");
    let done = host.tag("r.test/a:2", "r.test/a:1");
    assert_eq!(done.trace().lines().count(), 2, "names, then the time of the tag");
    let updated = format!("image/overlay2/imagedb/metadata/sha256/{}/lastUpdated", two.image.hex());
    assert!(host.text(&updated).starts_with("2023-10-02T09:00:0"), "{}", host.text(&updated));
    let images = host.machine.daemon.list_images(host.fs(), &ImageFilter::default()).unwrap();
    let shown: Vec<(&[String], usize)> =
        images.iter().map(|image| (image.repo_tags.as_slice(), image.repo_digests.len())).collect();
    assert_eq!(shown, [(&[][..], 1), (&["r.test/a:1".to_owned(), "r.test/a:2".to_owned()][..], 1)]);
    assert_eq!(host.tag("nope", "x").text, "Error response from daemon: No such image: nope:latest\n");
    assert_eq!(
        host.tag(&one.image.hex(), "sha256:abc").text,
        "Error response from daemon: refusing to create an ambiguous tag using digest algorithm as name\n"
    );
}

#[test]
fn lists_and_filters() {
    let mut registry = Registry::default();
    let shared = layer(&[("s", "1")]);
    push(&mut registry, "a:1", &[Rc::clone(&shared)]);
    push(&mut registry, "team/b:x", &[shared, layer(&[("t", "22")])]);
    let mut host = Host::new(registry);
    host.pull("r.test/a:1");
    host.pull("r.test/team/b:x");
    let list = |filter: ImageFilter| -> Vec<String> {
        let images = host.machine.daemon.list_images(host.fs(), &filter).unwrap();
        images.into_iter().flat_map(|image| image.repo_tags).collect()
    };
    let pattern = |text: &str| ImageFilter { references: vec![text.to_owned()], ..ImageFilter::default() };
    assert_eq!(list(ImageFilter::default()), ["r.test/a:1", "r.test/team/b:x"]);
    assert_eq!(list(pattern("r.test/*")), ["r.test/a:1"]);
    assert_eq!(list(pattern("r.test/*/[a-c]:?")), ["r.test/team/b:x"]);
    assert_eq!(list(ImageFilter { dangling: Some(true), ..ImageFilter::default() }), Vec::<String>::new());
    let sizes: Vec<u64> = host.machine.daemon.images().map(|image| host.machine.daemon.size(image)).collect();
    assert_eq!(sizes, [1, 3]);
    let history = host.machine.daemon.history(host.fs(), "r.test/team/b:x").unwrap();
    assert_eq!(history.iter().map(|item| (item.id.is_some(), item.size)).collect::<Vec<_>>(), [(true, 2), (false, 1)]);
}

/// What the daemon holds in memory comes from the disk: started again, it goes on as before.
#[test]
fn a_daemon_that_starts_again() {
    let mut host = Host::new(recorded_registry());
    host.pull("nginx:latest");
    host.pull("site:1.0");
    let network = Rc::clone(host.machine.daemon.network());
    host.machine = host.machine.with_network(network);
    assert!(host.pull("nginx:latest").text.contains("Image is up to date"));
    assert_eq!(host.rmi("site:1.0", plain()).text.lines().count(), 4);
    let text = host.rmi("nginx", plain()).text;
    assert_eq!(text.matches("Deleted").count(), 6);
    assert_eq!(host.names("containerd/daemon/io.containerd.content.v1.content/blobs/sha256").len(), 0);
}
