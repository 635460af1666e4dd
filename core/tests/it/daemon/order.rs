//! The order of writes, against the traces of a real dockerd 20.10.24 (strace).

use super::fixture::{Host, layer, push, recorded_registry};
use drydock_core::daemon::RemoveOptions;
use drydock_core::registry::Registry;
use drydock_core::trace::{Group, Step};

/// Operation and path, the random parts of paths by their use.
fn lines(host: &Host, steps: &[Step]) -> Vec<String> {
    let mut known: Vec<(String, String)> = Vec::new();
    for (n, layer) in host.machine.daemon.layers().iter().enumerate() {
        let record = &layer.record;
        let depth = layer.depth;
        known.push((record.cache.to_string(), format!("CACHE{depth}")));
        known.push((record.chain.hex(), format!("CHAIN{depth}")));
        let link = drydock_core::disk::overlay2::link(host.fs(), layer.dir()).unwrap();
        known.push((link.to_string(), format!("LINK{depth}")));
        assert!(n < 100);
    }
    let line = |step: &Step| {
        let path = step.cause.path().map(|path| path.to_string()).unwrap_or_default();
        let mut path = path.trim_start_matches("/var/lib/docker/").to_owned();
        for (text, name) in &known {
            path = path.replace(text, name);
        }
        for prefix in ["write-set-", "GetImageBlob"] {
            if let Some(at) = path.find(prefix) {
                let digits = at + prefix.len();
                let end = path[digits..].find('/').map_or(path.len(), |length| digits + length);
                path.replace_range(digits..end, "N");
            }
        }
        format!("{} {path}", step.cause.operation().word())
    };
    let writes = steps.iter().filter(|step| step.cause.operation().word() != "look");
    writes.map(line).collect()
}

fn of_layer(steps: &[Step], position: usize) -> Vec<Step> {
    let group = Group::Register(position);
    steps.iter().filter(|step| step.group.as_deref() == Some(&group)).cloned().collect()
}

/// Numbers 5 to 22 of the trace of a pull, for the base layer and for one on top of it.
#[test]
fn registering_a_layer() {
    let mut registry = Registry::default();
    push(&mut registry, "a:1", &[layer(&[("etc/", ""), ("etc/x", "one")]), layer(&[("etc/.wh.x", ""), ("y", "-> z")])]);
    let mut host = Host::new(registry);
    let done = host.pull("r.test/a:1");
    let (_, digest1) = note(&host, 1);
    let expected = format!(
        "mkdir overlay2/CACHE1
mkdir overlay2/CACHE1/diff
symlink overlay2/l/LINK1
write overlay2/CACHE1/link
mkdir image/overlay2/layerdb/tmp
mkdir image/overlay2/layerdb/tmp/write-set-N
create image/overlay2/layerdb/tmp/write-set-N/tar-split.json.gz
unlink tmp/GetImageBlobN
mkdir overlay2/CACHE1/diff/etc
write overlay2/CACHE1/diff/etc/x
attributes overlay2/CACHE1/diff
write image/overlay2/layerdb/tmp/write-set-N/tar-split.json.gz
write image/overlay2/layerdb/tmp/write-set-N/diff
write image/overlay2/layerdb/tmp/write-set-N/size
write image/overlay2/layerdb/tmp/write-set-N/cache-id
mkdir image/overlay2/layerdb/sha256
rename image/overlay2/layerdb/sha256/CHAIN1
atomic image/overlay2/distribution/v2metadata-by-diffid/sha256/CHAIN1
atomic image/overlay2/distribution/diffid-by-digest/sha256/{digest1}"
    );
    assert_eq!(lines(&host, &of_layer(&done.steps, 1)).join("\n"), expected);
    let (diff2, digest2) = note(&host, 2);
    let expected = format!(
        "mkdir overlay2/CACHE2
mkdir overlay2/CACHE2/diff
symlink overlay2/l/LINK2
write overlay2/CACHE2/link
mkdir overlay2/CACHE2/work
write overlay2/CACHE1/committed
write overlay2/CACHE2/lower
mkdir image/overlay2/layerdb/tmp/write-set-N
create image/overlay2/layerdb/tmp/write-set-N/tar-split.json.gz
unlink tmp/GetImageBlobN
mknod overlay2/CACHE2/diff/etc/x
symlink overlay2/CACHE2/diff/y
attributes overlay2/CACHE2/diff
write image/overlay2/layerdb/tmp/write-set-N/tar-split.json.gz
write image/overlay2/layerdb/tmp/write-set-N/diff
write image/overlay2/layerdb/tmp/write-set-N/size
write image/overlay2/layerdb/tmp/write-set-N/cache-id
write image/overlay2/layerdb/tmp/write-set-N/parent
rename image/overlay2/layerdb/sha256/CHAIN2
atomic image/overlay2/distribution/v2metadata-by-diffid/sha256/{diff2}
atomic image/overlay2/distribution/diffid-by-digest/sha256/{digest2}"
    );
    assert_eq!(lines(&host, &of_layer(&done.steps, 2)).join("\n"), expected);
}

/// diffID and blob digest of the layer at this depth.
fn note(host: &Host, depth: usize) -> (String, String) {
    let layer = host.machine.daemon.layers().iter().find(|layer| layer.depth == depth).unwrap();
    let diff = layer.record.diff.hex();
    let digests = host.names("image/overlay2/distribution/diffid-by-digest/sha256");
    let digest = digests.into_iter().find(|digest| {
        host.text(&format!("image/overlay2/distribution/diffid-by-digest/sha256/{digest}")) == format!("sha256:{diff}")
    });
    (diff, digest.unwrap())
}

/// The recorded nginx: five layers, each with the same writes in the same order, and none begun before the one below it is there.
#[test]
fn every_layer_of_the_recorded_image() {
    let mut host = Host::new(recorded_registry());
    let done = host.pull("nginx:latest");
    for position in 1..=5 {
        let lines = lines(&host, &of_layer(&done.steps, position));
        let kinds: Vec<&str> = lines.iter().map(|line| line.split(' ').next().unwrap()).collect();
        let head: &[&str] = if position == 1 {
            &["mkdir", "mkdir", "symlink", "write", "mkdir", "mkdir", "create", "unlink"]
        } else {
            &["mkdir", "mkdir", "symlink", "write", "mkdir", "write", "write", "mkdir", "create", "unlink"]
        };
        let tail: &[&str] = if position == 1 {
            &["attributes", "write", "write", "write", "write", "mkdir", "rename", "atomic", "atomic"]
        } else {
            &["attributes", "write", "write", "write", "write", "write", "rename", "atomic", "atomic"]
        };
        assert!(kinds.starts_with(head), "layer {position}: {kinds:?}");
        assert!(kinds.ends_with(tail), "layer {position}: {kinds:?}");
    }
    let position_of = |name: &str, nth: usize| {
        let mut found = done.steps.iter().enumerate().filter(|(_, step)| step.cause.name() == name);
        found.nth(nth).map(|(at, _)| at).unwrap()
    };
    for nth in 0..4 {
        assert!(position_of("layerdb.commit", nth) < position_of("overlay2.dir", nth + 1));
    }
    // 2, then 24, 26 and 27.
    assert_eq!(position_of("manifest.store", 0), 1);
    let last: Vec<&str> = done.steps[done.steps.len() - 4..].iter().map(|step| step.cause.name()).collect();
    assert_eq!(last, ["imagedb.compare", "imagedb.content", "repositories.digest", "repositories.tag"]);
    let active = |upto: usize| {
        let count = |name: &str| done.steps[..upto].iter().filter(|step| step.cause.name() == name).count();
        count("download.start") - count("download.finish")
    };
    assert_eq!((0..done.steps.len()).map(active).max(), Some(3), "three downloads at once");
}

/// The trace of a removal.
#[test]
fn removing_an_image() {
    let mut registry = Registry::default();
    push(&mut registry, "a:1", &[layer(&[("x", "one")]), layer(&[("y", "two")])]);
    let mut host = Host::new(registry);
    host.pull("r.test/a:1");
    let before = Host { machine: host.machine.clone(), trusted: host.trusted.clone() };
    let done = host.rmi("r.test/a:1", RemoveOptions::default());
    let shown: Vec<String> = lines(&before, &done.steps)
        .into_iter()
        .map(|line| match line.find("-removing") {
            Some(end) => format!("{}-RANDOM{}", &line[..end - 65], &line[end..]),
            None => line,
        })
        .collect();
    let manifest = before.names("containerd/daemon/io.containerd.content.v1.content/blobs/sha256").remove(0);
    let image = before.names("image/overlay2/imagedb/content/sha256").remove(0);
    let expected = format!(
        "atomic image/overlay2/repositories.json
atomic image/overlay2/repositories.json
unlink containerd/daemon/io.containerd.content.v1.content/blobs/sha256/{manifest}
remove image/overlay2/imagedb/metadata/sha256/{image}
unlink image/overlay2/imagedb/content/sha256/{image}
rename image/overlay2/layerdb/sha256/CHAIN2-RANDOM-removing
unlink overlay2/l/LINK2
remove overlay2/CACHE2
remove image/overlay2/layerdb/sha256/CHAIN2-RANDOM-removing
rename image/overlay2/layerdb/sha256/CHAIN1-RANDOM-removing
unlink overlay2/l/LINK1
remove overlay2/CACHE1
remove image/overlay2/layerdb/sha256/CHAIN1-RANDOM-removing"
    );
    assert_eq!(shown.join("\n"), expected);
}
