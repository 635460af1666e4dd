//! Recognising each kind, from its bytes and from what stands around it.

use super::{data, file, inspect, kinds, of_file, of_text, problems};

#[test]
fn each_kind() {
    let table: &[(&[u8], &str)] = &[
        (data!("repositories.json"), "repositories.json"),
        (data!("nginx-config.json"), "image-config"),
        (data!("nginx-manifest.json"), "manifest"),
        (data!("list.json"), "manifest-list"),
        (data!("nginx-image-inspect.json"), "image-inspect"),
        (data!("container-inspect.json"), "container-inspect"),
        (data!("images-table.txt"), "images-table"),
        (data!("mount.txt"), "mounts"),
        (data!("proc-mounts.txt"), "mounts"),
        (data!("links.txt"), "listing"),
        (data!("tree-layerdb.txt"), "listing"),
        (data!("tree-image.txt"), "listing"),
    ];
    for (bytes, kind) in table {
        let inspection = of_file("some-file", bytes);
        assert_eq!(kinds(&inspection), [*kind]);
        assert_eq!(problems(&inspection), Vec::<String>::new(), "{kind}");
    }
}

#[test]
fn files_with_their_paths() {
    let chain = "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5";
    let cache = "0363fcae3b4410c394b8a99e0a24d1ec01eb5198c82d3422f9c411ceaad98286";
    let headings = format!(
        "==> layerdb/sha256/{chain}/cache-id <==\n{cache}\n==> layerdb/sha256/{chain}/size <==\n63704232\n\
         ==> overlay2/{cache}/link <==\n55T5LSGE3C2NFFQ54FHM7YDNKY\n"
    );
    let typed = format!("# cat /var/lib/docker/image/overlay2/layerdb/sha256/{chain}/cache-id\n{cache}");
    for inspection in [
        of_text(&headings),
        of_text(&typed),
        of_file(&format!("/tmp/layerdb/sha256/{chain}/cache-id"), cache.as_bytes()),
    ] {
        assert_eq!(kinds(&inspection), ["store-files"]);
        let layer = inspection.picture.layers.values().next().unwrap();
        assert_eq!(layer.cache_id.as_ref().unwrap().value.to_string(), cache);
    }
    let grep = of_text(&format!("layerdb/sha256/{chain}/cache-id:{cache}\nlayerdb/sha256/{chain}/size:63704232\n"));
    assert_eq!(kinds(&grep), ["store-files"]);
    assert_eq!(grep.picture.layers.values().next().unwrap().size.as_ref().unwrap().value, 63_704_232);
    let bad = of_text(&format!("==> layerdb/sha256/{chain}/cache-id <==\nsha256:{cache}\n"));
    assert_eq!(problems(&bad), ["hash 2:1"]);
}

/// Each way in which `find`, `ls` and `tree` print a short name, a layer, a directory.
#[test]
fn listings() {
    let layer = "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5";
    let dir = "0363fcae3b4410c394b8a99e0a24d1ec01eb5198c82d3422f9c411ceaad98286";
    let link = format!("55T5LSGE3C2NFFQ54FHM7YDNKY -> ../{dir}/diff");
    let links = [
        format!("lrwxrwxrwx. 1 root root 72 2月   2 07:37 {link} # remark\n"),
        format!("  1312  0 lrwxrwxrwx   1 root root   72 Feb  2 07:37 /var/lib/docker/overlay2/l/{link}\n"),
        format!("/var/lib/docker/overlay2/l\n`-- {link}\n"),
        format!("overlay2\n├── l\n│   └── {link}\n"),
        format!("overlay2\n├── l\n│\u{a0}\u{a0} └── {link}\n"),
    ];
    for text in links {
        let found = of_text(&text);
        assert_eq!((kinds(&found), problems(&found)), (vec!["listing"], vec![]), "{text}");
        let (name, to) = found.picture.links.first_key_value().unwrap();
        assert_eq!((name.as_str(), to.to_string().as_str()), ("55T5LSGE3C2NFFQ54FHM7YDNKY", dir), "{text}");
    }
    let layers = [
        format!("/var/lib/docker/image/overlay2/layerdb/sha256/{layer}\n"),
        format!("./layerdb/sha256/{layer}\n"),
        format!("/d/image/overlay2/layerdb/sha256:\n{layer}\n"),
        format!("$ ls /d/layerdb/sha256\n{layer}\n"),
        format!("$ sudo ls -l /d/layerdb/sha256/\ntotal 0\ndrwx------ 2 root root 85 Feb  2 07:37 {layer}\n"),
        format!("/d/layerdb\n├── mounts\n├── sha256\n│   └── {layer}\n└── tmp\n\n4 directories, 0 files\n"),
        format!(".\n|-- layerdb\n|   `-- sha256\n|       `-- {layer}\n"),
    ];
    for text in layers {
        let found = of_text(&text);
        assert_eq!(kinds(&found), ["listing"], "{text}");
        assert_eq!(
            found.picture.layers.keys().map(drydock_core::identity::ChainId::hex).collect::<Vec<_>>(),
            [layer],
            "{text}"
        );
        assert!(found.picture.directories.is_empty() && found.picture.containers.is_empty(), "{text}");
    }
}

#[test]
fn what_is_none_of_them() {
    let table = [
        ("hello", "not-recognised 1:1"),
        ("[]", "not-recognised 1:1"),
        ("\"text\"", "not-recognised 1:1"),
        (r#"{"name":"x"}"#, "not-recognised 1:1"),
        (r#"[{"Config":"x.json","RepoTags":null,"Layers":[]}]"#, "not-recognised 1:1"),
        ("0363fcae3b4410c394b8a99e0a24d1ec01eb5198c82d3422f9c411ceaad98286", "not-recognised 1:1"),
        ("CONTAINER ID   IMAGE     COMMAND\n", "not-recognised 1:1"),
        ("\0\0\0", "not-recognised 1:1"),
        ("```\n```\n", "not-recognised 1:1"),
    ];
    for (text, expected) in table {
        let inspection = of_text(text);
        assert_eq!(kinds(&inspection), ["unknown"], "{text}");
        assert_eq!(problems(&inspection), [expected], "{text}");
        assert!(inspection.has_errors());
    }
    // Beside something known it is only a warning, but a file is dockerd's with all that stands before its value.
    let file = of_file("x.json", b"// remark\n{\"Repositories\":{}}");
    assert_eq!((problems(&file), file.has_errors()), (vec!["json-syntax 1:1".to_owned()], true));
    let both = of_text("hello\n{\"Repositories\":{}}");
    assert_eq!((problems(&both), both.has_errors()), (vec!["not-recognised 1:1".to_owned()], false));
}

#[test]
fn a_config_has_the_hash_of_its_bytes() {
    let bytes = data!("nginx-config.json");
    let id = "da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457";
    let exact = of_file("config.json", bytes);
    let (found, image) = exact.picture.images.first_key_value().unwrap();
    assert_eq!((found.hex().as_str(), image.diff_ids.as_ref().unwrap().value.len()), (id, 5));
    assert_eq!(of_file(&format!("imagedb/content/sha256/{id}"), bytes).problems, []);

    let other = "9bdd36eca70f0507ef933650853ff364baba600dc859f420d0f8bff3c0f98f18";
    assert_eq!(problems(&of_file(&format!("imagedb/content/sha256/{other}"), bytes)), ["id-mismatch 1:1"]);

    // Printed by jq: another hash. With the ID from elsewhere, undoing the printing proves whose it is.
    let value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    let pretty = file("pretty.json", serde_json::to_string_pretty(&value).unwrap().as_bytes());
    let alone = inspect(std::slice::from_ref(&pretty));
    assert_eq!((problems(&alone), alone.picture.images.len()), (vec!["reformatted-config 1:1".to_owned()], 0));
    assert_eq!(alone.picture.loose_configs.len(), 1);
    let together = inspect(&[pretty, file("repositories.json", data!("repositories.json"))]);
    assert_eq!(problems(&together), ["reformatted-config 1:1"]);
    assert!(together.picture.loose_configs.is_empty() && !together.has_errors());
    assert_eq!(together.picture.images[found].config.as_ref().unwrap().value.name(), "reformatted");
    assert_eq!(together.picture.images[found].diff_ids, image.diff_ids);
}

#[test]
fn configs_that_docker_refuses() {
    let table = [
        (r#"{"architecture":"amd64","os":"linux","config":{}}"#, "no-rootfs 1:1"),
        (
            r#"{"os":"linux","rootfs":{"type":"layers","diff_ids":[]},"history":[{"created_by":"x"}]}"#,
            "history-too-long 1:1",
        ),
        (r#"{"os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:12"]}}"#, "hash 1:53"),
    ];
    for (text, expected) in table {
        assert!(problems(&of_text(text)).contains(&expected.to_owned()), "{text}: {:?}", problems(&of_text(text)));
    }
}

/// What Docker reads, but never wrote.
#[test]
fn configs_and_manifests_that_do_not_fit_themselves() {
    let layer = "sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864";
    let config = |history: &str| {
        let text = format!(
            r#"{{"architecture":"amd64","os":"linux","history":[{history}],"rootfs":{{"type":"layers","diff_ids":["{layer}"]}}}}"#
        );
        problems(&of_file("config", text.as_bytes()))
    };
    let none: [String; 0] = [];
    assert_eq!(config(""), none);
    assert_eq!(config("{}"), none);
    assert_eq!(config("{},{}"), ["history-too-long 1:1"]);
    assert_eq!(config(r#"{"empty_layer":true}"#), ["history-too-short 1:1"]);
    let of_scratch = br#"{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers"}}"#;
    assert_eq!(problems(&of_file("config", of_scratch)), none);
    assert_eq!(
        problems(&of_file("config", br#"{"architecture":"amd64","os":"linux","config":{}}"#)),
        ["no-rootfs 1:1"]
    );

    let manifest = |media_type: &str| {
        let text = format!(r#"{{"mediaType":"{media_type}","config":{{"digest":"{layer}"}},"layers":[]}}"#);
        problems(&of_file("manifest", text.as_bytes()))
    };
    assert_eq!(manifest("application/vnd.docker.distribution.manifest.v2+json"), none);
    assert_eq!(manifest("application/vnd.oci.image.manifest.v1+json"), none);
    assert_eq!(manifest("application/vnd.oci.image.index.v1+json"), ["media-type 1:14"]);
}
