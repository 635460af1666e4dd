//! A whole disk, and every fault that can be made in it, one at a time.

use super::*;
use crate::archive::tar::{EntryKind, Header, Writer};
use crate::archive::{TarStream, gzip, tar_split};
use crate::clock::Time;
use crate::disk::layout::LayerDir;
use crate::disk::refstore::{Existing, RefStore};
use crate::disk::{content_store, distribution, imagedb, initialize, layerdb, overlay2};
use crate::identity::{CacheId, ContainerId, DiffId, ImageId, LayerDigest, LinkId};
use crate::reference::Reference;
use crate::vfs::{Content, Node};

const fn cache(n: u8) -> CacheId {
    CacheId::from_bytes([n; 32])
}

fn container() -> ContainerId {
    ContainerId::from_bytes([0xc0; 32])
}

fn tar(name: &str, body: &str) -> TarStream {
    let mut writer = Writer::default();
    writer.append(&Header::new(name, EntryKind::File, 0o644), &Content::from(body));
    writer.finish()
}

/// A layer of one file, on top of another.
fn layer(fs: &mut Fs, n: u8, parent: Option<(ChainId, LayerDir)>) -> ChainId {
    let (name, body) = (format!("file{n}"), "x".repeat(n.into()));
    let tar = tar(&name, &body);
    let diff = DiffId(tar.sha256().unwrap());
    let (chain, dir) = (ChainId::of(parent.map(|(chain, _)| chain), diff), LayerDir::Plain(cache(n)));
    driver_dir(fs, dir, n, parent.map(|(_, dir)| dir));
    fs.write(&overlay2::diff_dir(dir).join(&name), body.as_str(), 0o644).unwrap();
    let set = layerdb::WriteSet::new(n.into());
    fs.mkdir_all(&layout::layerdb_tmp(), 0o755).unwrap();
    fs.mkdir_all(&layout::layers(), 0o755).unwrap();
    set.begin(fs).unwrap();
    let records = tar_split::split(&tar).unwrap();
    set.write_tar_split(fs, gzip(&tar_split::to_json(&records))).unwrap();
    set.write_diff(fs, diff).unwrap();
    set.write_size(fs, body.len() as u64).unwrap();
    set.write_cache_id(fs, cache(n)).unwrap();
    if let Some((parent, _)) = parent {
        set.write_parent(fs, parent).unwrap();
    }
    set.commit(fs, chain).unwrap();
    chain
}

fn driver_dir(fs: &mut Fs, dir: LayerDir, n: u8, parent: Option<LayerDir>) {
    let link = LinkId::from_random([n; 17]);
    overlay2::create_dir(fs, dir).unwrap();
    overlay2::create_diff(fs, dir).unwrap();
    overlay2::create_link(fs, dir, link).unwrap();
    overlay2::write_link(fs, dir, link).unwrap();
    if let Some(parent) = parent {
        overlay2::create_work(fs, dir).unwrap();
        overlay2::write_committed(fs, parent).unwrap();
        let lower = overlay2::lower_on(fs, parent).unwrap();
        overlay2::write_lower(fs, dir, &lower).unwrap();
    }
}

struct Disk {
    fs: Fs,
    chains: [ChainId; 2],
    image: ImageId,
}

/// Two layers, an image with a name, what is remembered of its blobs, and a container with a volume.
fn disk() -> Disk {
    let mut fs = Fs::new(Time::from_secs(0));
    initialize(&mut fs).unwrap();
    let base = layer(&mut fs, 1, None);
    let top = layer(&mut fs, 2, Some((base, LayerDir::Plain(cache(1)))));
    let diffs = [base, top].map(|chain| layerdb::record(&fs, chain).unwrap().diff);
    let config = format!(r#"{{"os":"linux","rootfs":{{"type":"layers","diff_ids":["{}","{}"]}}}}"#, diffs[0], diffs[1]);
    let image = ImageId(Sha256::of(config.as_bytes()));
    imagedb::write_content(&mut fs, image, config.as_str()).unwrap();
    imagedb::write_last_updated(&mut fs, image, Time::from_secs(1)).unwrap();
    let mut names = RefStore::default();
    names.add(&Reference::parse("nginx").unwrap(), image, Existing::Move).unwrap();
    names.save(&mut fs).unwrap();
    content_store::write(&mut fs, Sha256::of(b"manifest"), "manifest").unwrap();
    let digest = LayerDigest(Sha256::of(b"blob"));
    let place = distribution::Place {
        digest: digest.to_string(),
        source_repository: "docker.io/library/nginx".to_owned(),
        hmac: String::new(),
    };
    distribution::add_place(&mut fs, diffs[0], place).unwrap();
    distribution::write_diff_id(&mut fs, digest, diffs[0]).unwrap();
    make_container(&mut fs, top);
    Disk { fs, chains: [base, top], image }
}

fn make_container(fs: &mut Fs, parent: ChainId) {
    let (init, own) = (LayerDir::Init(cache(3)), LayerDir::Plain(cache(3)));
    driver_dir(fs, init, 3, Some(LayerDir::Plain(cache(2))));
    driver_dir(fs, own, 4, Some(init));
    fs.mkdir_all(&layout::container_layer(container()), 0o755).unwrap();
    layerdb::write_mount_id(fs, container(), cache(3)).unwrap();
    layerdb::write_init_id(fs, container(), init).unwrap();
    layerdb::write_mount_parent(fs, container(), parent).unwrap();
    let dir = layout::container(container());
    fs.mkdir_all(&dir, 0o710).unwrap();
    let points = r#"{"/data":{"Type":"volume","Name":"pgdata"},"/home":{"Type":"bind","Name":""}}"#;
    let config = format!(r#"{{"State":{{"Running":false}},"ID":"{}","MountPoints":{points}}}"#, container());
    fs.write(&dir.join("config.v2.json"), config, 0o600).unwrap();
    fs.write(&dir.join("hostconfig.json"), "{}", 0o644).unwrap();
    fs.mkdir_all(&layout::root().join("volumes/pgdata/_data"), 0o755).unwrap();
}

/// The faults of a disk: the check's name and the path, identities shortened to what they are here.
fn faults(disk: &Disk) -> Vec<String> {
    let mut shown = Vec::new();
    for Violation { check, path, .. } in check(&disk.fs, When::AtRest, &BTreeSet::new()) {
        let mut path = path.to_string().replace("/var/lib/docker/", "");
        path = path.replace(&disk.chains[0].hex(), "BASE").replace(&disk.chains[1].hex(), "TOP");
        path = path.replace(&disk.image.hex(), "IMAGE").replace(&container().to_string(), "CONTAINER");
        for n in 1..=4_u8 {
            path = path.replace(&cache(n).to_string(), &format!("DIR{n}"));
            path = path.replace(LinkId::from_random([n; 17]).as_str(), &format!("LINK{n}"));
        }
        shown.push(format!("{} {path}", check.name()));
    }
    shown
}

#[test]
fn a_whole_disk_has_no_faults() {
    assert_eq!(faults(&disk()), [""; 0]);
}

/// Breaks one thing, and tells what is found.
fn broken(break_it: impl FnOnce(&mut Disk)) -> Vec<String> {
    let mut disk = disk();
    break_it(&mut disk);
    faults(&disk)
}

fn place(disk: &Disk, path: &str) -> AbsPath {
    let path = path.replace("BASE", &disk.chains[0].hex()).replace("TOP", &disk.chains[1].hex());
    let mut path = path.replace("IMAGE", &disk.image.hex()).replace("CONTAINER", &container().to_string());
    for n in 1..=4_u8 {
        path = path.replace(&format!("DIR{n}"), &cache(n).to_string());
        path = path.replace(&format!("LINK{n}"), LinkId::from_random([n; 17]).as_str());
    }
    layout::root().join(path)
}

fn removed(path: &str) -> Vec<String> {
    broken(|disk| disk.fs.remove_all(&place(disk, path)).unwrap())
}

fn edited(path: &str, text: &str) -> Vec<String> {
    broken(|disk| {
        disk.fs.write(&place(disk, path), text, 0o644).unwrap();
    })
}

/// An empty directory too many.
fn made(path: &str) -> Vec<String> {
    broken(|disk| {
        disk.fs.mkdir(&place(disk, path), 0o700).unwrap();
    })
}

#[test]
fn records_of_layers() {
    let record = "image/overlay2/layerdb/sha256/TOP";
    // What a layer is for is missing with it: its image, its files, the containers on it.
    let rest = |first: &[&str]| {
        let mut all: Vec<String> = first.iter().map(|fault| (*fault).to_owned()).collect();
        all.push("image-layers image/overlay2/imagedb/content/sha256/IMAGE".to_owned());
        all.push("mount-record image/overlay2/layerdb/mounts/CONTAINER/parent".to_owned());
        all.extend(["orphans overlay2/DIR2".to_owned(), "orphans overlay2/l/LINK2".to_owned()]);
        all
    };
    for (file, text) in [("diff", "sha256:12"), ("size", "much"), ("cache-id", "")] {
        let fault = format!("record {record}/{file}");
        assert_eq!(edited(&format!("{record}/{file}"), text), rest(&[&fault]));
        assert_eq!(removed(&format!("{record}/{file}")), rest(&[&fault]));
    }
    assert_eq!(edited(&format!("{record}/parent"), "BASE"), rest(&[&format!("record {record}/parent")]));
    assert_eq!(edited(&format!("{record}/size"), "3"), [format!("size {record}/size")]);
    let wrong = broken(|disk| {
        let other = DiffId(Sha256::of(b"other")).to_string();
        disk.fs.write(&place(disk, "image/overlay2/layerdb/sha256/TOP/diff"), other, 0o644).unwrap();
    });
    assert_eq!(wrong, [format!("chain-name {record}"), format!("tar-split {record}/tar-split.json.gz")]);
    let base = removed("image/overlay2/layerdb/sha256/BASE");
    assert_eq!(base[0], format!("parent {record}/parent"));
    assert!(base.contains(&"image-layers image/overlay2/imagedb/content/sha256/IMAGE".to_owned()), "{base:?}");
}

#[test]
fn files_of_layers() {
    let split = "tar-split image/overlay2/layerdb/sha256/TOP/tar-split.json.gz";
    assert_eq!(removed("image/overlay2/layerdb/sha256/TOP/tar-split.json.gz"), [split]);
    assert_eq!(edited("image/overlay2/layerdb/sha256/TOP/tar-split.json.gz", "gzip?"), [split]);
    let size = "size image/overlay2/layerdb/sha256/TOP/size";
    assert_eq!(removed("overlay2/DIR2/diff/file2"), [size, "tar-split overlay2/DIR2/diff/file2"]);
    assert_eq!(edited("overlay2/DIR2/diff/file2", "yy"), ["tar-split overlay2/DIR2/diff/file2"]);
    assert_eq!(edited("overlay2/DIR2/diff/more", ""), [""; 0], "what was added by hand does not change the tar");
    assert_eq!(removed("overlay2/DIR2/diff"), ["cache-id overlay2/DIR2/diff"]);
    let gone = removed("overlay2/DIR2");
    assert_eq!(gone[0], "cache-id overlay2/DIR2/diff");
    assert!(gone.contains(&"orphans overlay2/l/LINK2".to_owned()), "{gone:?}");
}

#[test]
fn files_of_the_driver() {
    assert_eq!(removed("overlay2/l/LINK2"), ["link overlay2/l/LINK2"]);
    assert_eq!(removed("overlay2/DIR2/link"), ["link overlay2/DIR2/link", "orphans overlay2/l/LINK2"]);
    let elsewhere = broken(|disk| {
        let links = disk.fs.walk(&layout::links()).unwrap();
        let name = LinkId::from_random([2; 17]);
        disk.fs.unlink(links, name.as_str().as_bytes()).unwrap();
        let target = Node::Symlink(format!("../{}/diff", cache(1)).into_bytes().into());
        disk.fs.create(links, name.as_str().as_bytes(), target, crate::vfs::Meta::root(0o777)).unwrap();
    });
    assert_eq!(elsewhere, ["link overlay2/l/LINK2", "orphans overlay2/l/LINK2"]);
    assert_eq!(
        edited("overlay2/DIR2/lower", "l/NOWHERE"),
        ["lower overlay2/DIR2/lower", "mount-layers overlay2/DIR3-init/lower"]
    );
    assert_eq!(edited("overlay2/DIR1/lower", "l/LINK2")[0], "lower overlay2/DIR1/lower");
    assert_eq!(removed("overlay2/DIR2/work"), ["lower overlay2/DIR2/work"]);
    assert_eq!(removed("overlay2/DIR1/committed"), ["committed overlay2/DIR1/committed"]);
}

#[test]
fn images_and_names() {
    let config = "image/overlay2/imagedb/content/sha256/IMAGE";
    let rewritten = edited(config, "{\"os\":\"linux\"}");
    assert_eq!(rewritten, [format!("image-name {config}")]);
    assert_eq!(edited(config, "{"), [format!("image-name {config}"), format!("image-name {config}")]);
    let names = "names image/overlay2/repositories.json".to_owned();
    let metadata = "image-metadata image/overlay2/imagedb/metadata/sha256/IMAGE".to_owned();
    assert_eq!(removed(config), [names.clone(), metadata]);
    assert_eq!(
        edited("image/overlay2/repositories.json", "{\"Repositories\":{\"nginx\":"),
        std::slice::from_ref(&names)
    );
    assert_eq!(removed("image/overlay2/repositories.json"), std::slice::from_ref(&names));
    let elsewhere = broken(|disk| {
        let text = format!(r#"{{"Repositories":{{"httpd":{{"nginx:latest":"{}"}}}}}}"#, disk.image);
        disk.fs.write(&layout::repositories(), text, 0o600).unwrap();
    });
    assert_eq!(elsewhere, [names]);
    let parent = broken(|disk| imagedb::write_parent(&mut disk.fs, disk.image, ImageId(Sha256::of(b"?"))).unwrap());
    assert_eq!(parent, ["image-metadata image/overlay2/imagedb/metadata/sha256/IMAGE/parent"]);
    let manifest = broken(|disk| {
        let path = layout::content_blob(Sha256::of(b"manifest"));
        disk.fs.write(&path, "another", 0o444).unwrap();
    });
    assert!(manifest[0].starts_with("manifest-name containerd/"), "{manifest:?}");
    let notes = removed("image/overlay2/distribution/v2metadata-by-diffid");
    assert!(notes[0].starts_with("notes image/overlay2/distribution/diffid-by-digest/"), "{notes:?}");
}

#[test]
fn containers() {
    let record = "image/overlay2/layerdb/mounts/CONTAINER";
    for file in ["mount-id", "init-id"] {
        let found = edited(&format!("{record}/{file}"), "?");
        assert_eq!(found[0], format!("mount-record {record}/{file}"));
        assert!(found.contains(&"orphans overlay2/DIR3-init".to_owned()), "{found:?}");
    }
    assert_eq!(edited(&format!("{record}/parent"), "?"), [format!("mount-record {record}/parent")]);
    assert_eq!(removed(record)[0], "container containers/CONTAINER");
    assert_eq!(removed("containers/CONTAINER"), [format!("container {record}")]);
    for file in ["config.v2.json", "hostconfig.json"] {
        let fault = format!("container containers/CONTAINER/{file}");
        assert_eq!(removed(&format!("containers/CONTAINER/{file}")), std::slice::from_ref(&fault));
        assert_eq!(edited(&format!("containers/CONTAINER/{file}"), "{\"State\":"), [fault]);
    }
    let other = edited("containers/CONTAINER/config.v2.json", "{\"ID\":\"other\"}");
    assert_eq!(other, ["container containers/CONTAINER/config.v2.json"]);
    let running = format!("{{\"ID\":\"{}\",\"State\":{{\"Running\":true}}}}", container());
    assert_eq!(edited("containers/CONTAINER/config.v2.json", &running), ["merged overlay2/DIR3/merged"]);
    assert_eq!(made("overlay2/DIR3/merged"), ["merged overlay2/DIR3/merged"]);
    assert_eq!(removed("overlay2/DIR3/diff"), ["mount-layers overlay2/DIR3/diff"]);
    assert_eq!(removed("overlay2/DIR3/work"), ["mount-layers overlay2/DIR3/work"]);
    assert_eq!(removed("overlay2/l/LINK4"), ["mount-layers overlay2/l/LINK4"]);
    assert_eq!(edited("overlay2/DIR3/lower", ""), ["mount-layers overlay2/DIR3/lower"]);
    assert_eq!(removed("overlay2/DIR3-init/committed"), ["mount-layers overlay2/DIR3-init/committed"]);
    assert_eq!(removed("volumes/pgdata"), ["volume volumes/pgdata/_data"]);
}

/// What is mounted is not on the disk.
#[test]
fn mounts_of_containers() {
    let merged = |disk: &Disk| place(disk, "overlay2/DIR3/merged");
    let mut disk = disk();
    assert_eq!(check_mounts(&disk.fs, &BTreeSet::new()), []);
    let path = merged(&disk);
    let mounted = BTreeSet::from([path.clone()]);
    let found =
        |fs: &Fs, mounted: &BTreeSet<AbsPath>| check_mounts(fs, mounted).pop().map(|found| (found.path, found.finding));
    let container = container();
    assert_eq!(found(&disk.fs, &mounted), Some((path.clone(), Finding::MountedNotRunning { container })));
    let running = format!("{{\"ID\":\"{container}\",\"State\":{{\"Running\":true}}}}");
    let config = place(&disk, "containers/CONTAINER/config.v2.json");
    disk.fs.write(&config, running, 0o600).unwrap();
    assert_eq!(found(&disk.fs, &mounted), None);
    assert_eq!(found(&disk.fs, &BTreeSet::new()), Some((path, Finding::RunningNotMounted { container })));
}

#[test]
fn what_belongs_to_nothing() {
    let orphan = broken(|disk| driver_dir(&mut disk.fs, LayerDir::Plain(cache(9)), 9, None));
    assert_eq!(orphan.len(), 2, "{orphan:?}");
    assert!(orphan.iter().all(|fault| fault.starts_with("orphans overlay2/")), "{orphan:?}");
    assert_eq!(edited("overlay2/l/STRAY", ""), ["orphans overlay2/l/STRAY"]);
    assert_eq!(edited("tmp/GetImageBlob000000001", "half"), ["leftovers tmp/GetImageBlob000000001"]);
    assert_eq!(
        made("image/overlay2/layerdb/tmp/write-set-000000001"),
        ["leftovers image/overlay2/layerdb/tmp/write-set-000000001"]
    );
    assert_eq!(
        made("image/overlay2/layerdb/sha256/BASE-removing"),
        ["leftovers image/overlay2/layerdb/sha256/BASE-removing"]
    );
    assert_eq!(made("overlay2/DIR1/merged"), ["leftovers overlay2/DIR1/merged"]);
}

/// Every check is broken by one of the tests above: a new one must be, too.
#[test]
fn checks_have_names_of_their_own() {
    let names: BTreeSet<&str> = Check::ALL.iter().map(|check| check.name()).collect();
    assert_eq!(names.len(), Check::ALL.len());
    assert_eq!(Check::ALL.iter().filter(|check| check.when() == When::Always).count(), 13);
}
