//! The stores, against the bytes and modes that a real engine leaves.

use super::layout::LayerDir;
use super::refstore::{Existing, RefStore, RefStoreError};
use super::{FileKind, content_store, distribution, imagedb, initialize, layerdb, layout, overlay2};
use crate::clock::Time;
use crate::digest::Sha256;
use crate::identity::{CacheId, ChainId, DiffId, ImageId, LayerDigest, LinkId};
use crate::reference::Reference;
use crate::vfs::{AbsPath, Fs};

fn disk() -> Fs {
    let mut fs = Fs::new(Time::from_secs(0));
    initialize(&mut fs).unwrap();
    fs
}

/// `mode path content` of everything below `top`, in order.
fn listing(fs: &Fs, top: &str) -> String {
    let mut lines = Vec::new();
    let mut pending = vec![AbsPath::new(top)];
    while let Some(path) = pending.pop() {
        let inode = fs.inode(fs.walk(&path).unwrap()).unwrap();
        let content = inode.content().map_or(String::new(), |c| format!(" {c:?}"));
        lines.push(format!("{:04o} {path}{content}\n", inode.mode).replace(top, "."));
        pending.extend(inode.entries().into_iter().flatten().map(|(name, _)| path.join(name.as_bytes())));
    }
    lines.sort_by(|a, b| a[5..].cmp(&b[5..]));
    lines.concat()
}

#[test]
fn empty_daemon() {
    let fs = disk();
    assert_eq!(
        listing(&fs, "/var/lib/docker/image"),
        "0700 .\n0700 ./overlay2\n0700 ./overlay2/distribution\n0700 ./overlay2/imagedb\n\
         0700 ./overlay2/imagedb/content\n0700 ./overlay2/imagedb/content/sha256\n0700 ./overlay2/imagedb/metadata\n\
         0700 ./overlay2/imagedb/metadata/sha256\n0700 ./overlay2/layerdb\n\
         0600 ./overlay2/repositories.json \"{\\\"Repositories\\\":{}}\"\n"
    );
    assert_eq!(listing(&fs, "/var/lib/docker/overlay2"), "0710 .\n0700 ./l\n");
}

#[test]
fn a_layer_record_appears_at_once() {
    let mut fs = disk();
    let (base, diff) = (ChainId(Sha256::of(b"base")), DiffId(Sha256::of(b"diff")));
    let (chain, cache) = (ChainId::of(Some(base), diff), CacheId::from_bytes([7; 32]));
    let set = layerdb::WriteSet::new(42);
    fs.mkdir(&layout::layerdb_tmp(), 0o755).unwrap();
    fs.mkdir(&layout::layers(), 0o755).unwrap();
    set.begin(&mut fs).unwrap();
    set.write_tar_split(&mut fs, vec![1]).unwrap();
    set.write_diff(&mut fs, diff).unwrap();
    set.write_size(&mut fs, 1202).unwrap();
    set.write_cache_id(&mut fs, cache).unwrap();
    set.write_parent(&mut fs, base).unwrap();
    assert_eq!(layerdb::record(&fs, chain), None);
    set.commit(&mut fs, chain).unwrap();
    assert_eq!(
        layerdb::record(&fs, chain),
        Some(layerdb::Record { chain, diff, size: 1202, cache, parent: Some(base) })
    );
    assert_eq!(layerdb::list(&fs), [chain]);
    layerdb::mark_removing(&mut fs, chain, cache).unwrap();
    assert_eq!(layerdb::list(&fs), []);
    layerdb::remove(&mut fs, chain, cache).unwrap();
    assert_eq!(listing(&fs, "/var/lib/docker/image/overlay2/layerdb/sha256"), "0755 .\n");
}

#[test]
fn driver_directories() {
    let mut fs = disk();
    let dirs = [1, 2, 3].map(|n| LayerDir::Plain(CacheId::from_bytes([n; 32])));
    let links = [1, 2, 3].map(|n| LinkId::from_random([n; 17]));
    for n in 0..3 {
        overlay2::create_dir(&mut fs, dirs[n]).unwrap();
        overlay2::create_diff(&mut fs, dirs[n]).unwrap();
        overlay2::create_link(&mut fs, dirs[n], links[n]).unwrap();
        overlay2::write_link(&mut fs, dirs[n], links[n]).unwrap();
        if n > 0 {
            overlay2::create_work(&mut fs, dirs[n]).unwrap();
            overlay2::write_committed(&mut fs, dirs[n - 1]).unwrap();
            let lower = overlay2::lower_on(&fs, dirs[n - 1]).unwrap();
            overlay2::write_lower(&mut fs, dirs[n], &lower).unwrap();
        }
    }
    assert_eq!(overlay2::lower(&fs, dirs[2]), [links[1], links[0]], "nearest first, base last");
    assert_eq!(overlay2::linked_dir(&fs, links[1]), Some(dirs[1]));
    assert_eq!(
        listing(&fs, &layout::layer_dir(dirs[1]).to_string()),
        format!(
            "0710 .\n0600 ./committed \"\"\n0755 ./diff\n0644 ./link \"{}\"\n0644 ./lower \"l/{}\"\n0700 ./work\n",
            links[1], links[0]
        )
    );
    assert_eq!(overlay2::list(&fs).len(), 3);
}

/// A symbolic link counts the length of its target, hard links count once.
#[test]
fn size_counts_inodes() {
    let mut fs = disk();
    let dir = LayerDir::Plain(CacheId::from_bytes([1; 32]));
    overlay2::create_dir(&mut fs, dir).unwrap();
    overlay2::create_diff(&mut fs, dir).unwrap();
    let diff = fs.walk(&overlay2::diff_dir(dir)).unwrap();
    let file = fs.write(&overlay2::diff_dir(dir).join("f"), "12345", 0o644).unwrap();
    fs.link(file, diff, b"g").unwrap();
    let target = crate::vfs::Node::Symlink(b"/f"[..].into());
    fs.create(diff, b"s", target, crate::vfs::Meta::root(0o777)).unwrap();
    assert_eq!(overlay2::size(&fs, dir), Ok(7));
}

#[test]
fn distribution_keeps_the_newest_place_last() {
    let mut fs = disk();
    let (diff, digest) = (DiffId(Sha256::of(b"diff")), LayerDigest(Sha256::of(b"blob")));
    let place = |repository: &str| distribution::Place {
        digest: digest.to_string(),
        source_repository: repository.to_owned(),
        hmac: String::new(),
    };
    for repository in ["docker.io/library/a", "docker.io/library/b", "docker.io/library/a"] {
        distribution::add_place(&mut fs, diff, place(repository)).unwrap();
    }
    assert_eq!(
        fs.read(&layout::v2metadata_by_diffid(diff)).unwrap().bytes().unwrap().as_ref(),
        format!(
            "[{{\"Digest\":\"{digest}\",\"SourceRepository\":\"docker.io/library/b\",\"HMAC\":\"\"}},\
             {{\"Digest\":\"{digest}\",\"SourceRepository\":\"docker.io/library/a\",\"HMAC\":\"\"}}]"
        )
        .as_bytes()
    );
    for n in 0..60 {
        distribution::add_place(&mut fs, diff, place(&format!("r{n}"))).unwrap();
    }
    let places = distribution::places(&fs, diff);
    assert_eq!((places.len(), &*places[0].source_repository, &*places[49].source_repository), (50, "r10", "r59"));
    distribution::write_diff_id(&mut fs, digest, diff).unwrap();
    assert_eq!(distribution::diff_id(&fs, digest), Some(diff));
}

#[test]
fn names_lead_to_images() {
    let (a, b) = (ImageId(Sha256::of(b"a")), ImageId(Sha256::of(b"b")));
    let reference = |text: &str| Reference::parse(text).unwrap();
    let digest = format!("nginx@sha256:{}", Sha256::of(b"m"));
    let mut store = RefStore::default();
    assert_eq!(store.add(&reference(&digest), a, Existing::Move), Ok(true));
    assert_eq!(store.add(&reference("nginx"), a, Existing::Move), Ok(true));
    assert_eq!(store.add(&reference("docker.io/library/nginx:latest"), a, Existing::Move), Ok(false));
    assert_eq!(store.add(&reference("localhost:5000/x"), b, Existing::Move), Ok(true));
    assert_eq!(
        store.to_json(),
        format!(
            "{{\"Repositories\":{{\"localhost:5000/x\":{{\"localhost:5000/x:latest\":\"{b}\"}},\"nginx\":{{\"nginx:latest\":\"{a}\",\"{digest}\":\"{a}\"}}}}}}"
        )
    );
    let taken = store.add(&reference("nginx"), b, Existing::Keep).unwrap_err();
    assert!(taken.to_string().starts_with("Conflict: Tag nginx:latest is already set to image sha256:"));
    assert!(matches!(store.add(&reference(&digest), b, Existing::Move), Err(RefStoreError::DigestTaken(_))));
    assert_eq!(store.add(&reference("sha256:x"), b, Existing::Move), Err(RefStoreError::AmbiguousName));
    let both = format!("nginx:other@{}", digest.split('@').nth(1).unwrap());
    assert_eq!(store.get(&reference(&both)), Some(a), "the digest decides");
    let names: Vec<String> = store.references(a).iter().map(Reference::familiar).collect();
    assert_eq!(names, ["nginx:latest".to_owned(), digest]);
    store.remove(&reference("localhost:5000/x:latest")).unwrap();
    assert_eq!(store.remove(&reference("localhost:5000/x")), Err(RefStoreError::NotFound));
    assert!(!store.to_json().contains("localhost"));
    let mut fs = disk();
    store.save(&mut fs).unwrap();
    assert_eq!(RefStore::load(&fs), Some(store));
}

#[test]
fn images_and_manifests() {
    let mut fs = disk();
    let image = ImageId(Sha256::of(b"{}"));
    imagedb::write_content(&mut fs, image, "{}").unwrap();
    imagedb::write_last_updated(&mut fs, image, Time { secs: 0, nanos: 120_000_000 }).unwrap();
    assert_eq!(
        listing(&fs, "/var/lib/docker/image/overlay2/imagedb/metadata/sha256").replace(&image.hex(), "ID"),
        "0700 .\n0700 ./ID\n0600 ./ID/lastUpdated \"1970-01-01T00:00:00.12Z\"\n"
    );
    assert_eq!((imagedb::list(&fs), imagedb::content(&fs, image)), (vec![image], Some(b"{}".to_vec())));
    imagedb::remove_metadata(&mut fs, image).unwrap();
    imagedb::remove_content(&mut fs, image).unwrap();
    assert!(!imagedb::exists(&fs, image));
    let manifest = Sha256::of(b"m");
    content_store::write(&mut fs, manifest, "m").unwrap();
    content_store::write(&mut fs, manifest, "m").unwrap();
    assert_eq!(content_store::read(&fs, manifest), Some(b"m".to_vec()));
}

#[test]
fn paths_have_kinds() {
    let kind = |path: &str| FileKind::of(&AbsPath::new(path));
    let hex = "a".repeat(64);
    for (path, expected) in [
        ("/var/lib/docker", FileKind::Root),
        ("/var/lib/docker/image/overlay2/repositories.json", FileKind::Repositories),
        (&format!("/var/lib/docker/image/overlay2/layerdb/sha256/{hex}/cache-id"), FileKind::LayerCacheId),
        (&format!("/var/lib/docker/overlay2/{hex}-init"), FileKind::InitDir),
        (&format!("/var/lib/docker/overlay2/{hex}/diff/etc/passwd"), FileKind::LayerFile),
        (&format!("/var/lib/docker/containers/{hex}/{hex}-json.log"), FileKind::JsonLog),
        ("/var/lib/docker/tmp/GetImageBlob000000007", FileKind::BlobDownload),
        ("/var/lib/docker/swarm", FileKind::Other),
    ] {
        assert_eq!(kind(path), Some(expected), "{path}");
    }
    assert_eq!(kind("/etc"), None);
    for path in [
        layout::container_layers(),
        layout::diffid_by_digest(LayerDigest(Sha256::of(b""))),
        layout::content_blob(Sha256::of(b"")),
    ] {
        assert_ne!(FileKind::of(&path), Some(FileKind::Other), "{path}");
    }
}
