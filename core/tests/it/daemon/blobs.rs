//! Every recorded layer: taken apart and put together again it is the same tar, and so hashes to its diffID.

use drydock_core::archive::compression::decompress;
use drydock_core::archive::tar::{Body, EntryKind};
use drydock_core::archive::{TarStream, gunzip, gzip, name, tar_split};

#[test]
fn tar_split_rebuilds_every_recorded_layer() {
    let mut layers = 0;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/docker/blobs/sha256");
    for file in std::fs::read_dir(folder).unwrap() {
        let blob = std::fs::read(file.unwrap().path()).unwrap();
        if !blob.starts_with(&[0x1f, 0x8b]) {
            continue;
        }
        let stream = TarStream::whole(decompress(&blob).unwrap());
        let entries: Vec<_> = stream.reader().collect::<Result<_, _>>().unwrap();
        let records = tar_split::split(&stream).unwrap();
        let again = tar_split::from_json(&gunzip(&gzip(&tar_split::to_json(&records)), 1 << 20).unwrap()).unwrap();
        let tar = tar_split::assemble(&again, |wanted| {
            let entry = entries.iter().find(|entry| name::clean(&entry.header.name) == name::clean(wanted));
            match entry.map(|entry| (entry.header.kind, entry.body)) {
                Some((EntryKind::File, Body::Bytes(bytes))) => Ok(bytes.to_vec()),
                other => Err(format!("{other:?}")),
            }
        });
        assert_eq!(tar.as_deref(), Ok(&*stream.bytes));
        layers += 1;
    }
    assert_eq!(layers, 11);
}
