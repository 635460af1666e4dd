//! Several inputs of one host, put together.

use drydock_core::inspect::picture::{Manifest, Origin};
use drydock_core::inspect::report::to_json;
use drydock_core::inspect::{Input, Inspection};
use drydock_core::trace::explain::Lang;

use super::{data, file, inspect, of_text, paste, problems};

fn parts(texts: &[&[u8]]) -> (Vec<Input>, Inspection) {
    let inputs: Vec<Input> =
        texts.iter().enumerate().map(|(number, bytes)| file(&format!("part-{number}"), bytes)).collect();
    let inspection = inspect(&inputs);
    (inputs, inspection)
}

/// The five layers of a container's image, from its config, `docker inspect`, `mount` and `ls -l l/`.
#[test]
fn from_a_container_down_to_directories() {
    let (_, found) = parts(&[
        data!("container-image-config.json"),
        data!("container-inspect.json"),
        data!("mount.txt"),
        data!("links.txt"),
    ]);
    assert_eq!(problems(&found), Vec::<String>::new());
    let picture = &found.picture;
    let (_, container) = picture.containers.first_key_value().unwrap();
    assert_eq!(container.name.as_ref().unwrap().value, "nginx");
    let image = &picture.images[&container.image.as_ref().unwrap().value];
    let chains = drydock_core::identity::ChainId::chain(&image.diff_ids.as_ref().unwrap().value);
    let directories: Vec<String> = chains
        .iter()
        .map(|chain| {
            let cache = picture.layers[chain].cache_id.as_ref().unwrap();
            assert_eq!(cache.origin, Origin::Inferred);
            cache.value.short()
        })
        .collect();
    assert_eq!(directories, ["e7941bf35f92", "e181ea7a4356", "7c44ee1b4906", "fd0170467531", "134a21ce429d"]);
    assert_eq!(picture.mounts.len(), 1);
    let upper =
        picture.directories.keys().find(|name| !name.init && name.id == container.mount_id.as_ref().unwrap().value);
    assert!(picture.directories[upper.unwrap()].container.is_some());
}

/// `docker image inspect` names directories in order, so it gives each layer its own.
#[test]
fn from_an_image_down_to_directories() {
    let (_, found) = parts(&[data!("nginx-image-inspect.json"), data!("tree-image.txt"), data!("nginx-manifest.json")]);
    assert_eq!(problems(&found), Vec::<String>::new());
    let (id, image) = found.picture.images.first_key_value().unwrap();
    assert_eq!(id.short(), "da0d627b91c1");
    assert_eq!(image.names.len(), 2);
    assert_eq!(image.digests.as_ref().unwrap().value.len(), 5);
    assert_eq!(found.picture.layers.len(), 5);
    assert!(found.picture.layers.values().all(|layer| layer.cache_id.is_some() && layer.parent.is_some()));
    // The manifest's digest is the one that the name has.
    let (digest, manifest) = found.picture.manifests.first_key_value().unwrap();
    assert!(image.names.contains(&format!("nginx@{digest}")));
    assert!(matches!(manifest, Manifest::Image { image, .. } if image == id));
}

#[test]
fn lower_and_links_lead_from_one_layer_to_the_next() {
    let (_, found) = parts(&[data!("nginx-config.json")]);
    let chains: Vec<String> = {
        let diffs = &found.picture.images.values().next().unwrap().diff_ids.as_ref().unwrap().value;
        drydock_core::identity::ChainId::chain(diffs).iter().map(drydock_core::identity::ChainId::hex).collect()
    };
    let hex = |digit: &str| digit.repeat(64);
    let link = |letter: &str| letter.repeat(26);
    let text = format!(
        "==> layerdb/sha256/{}/cache-id <==\n{}\n==> overlay2/{}/lower <==\nl/{}:l/{}\n\
         ==> overlay2/{}/link <==\n{}\n==> overlay2/{}/link <==\n{}\n",
        chains[2],
        hex("c"),
        hex("c"),
        link("B"),
        link("A"),
        hex("b"),
        link("B"),
        hex("a"),
        link("A"),
    );
    let found = inspect(&[file("config", data!("nginx-config.json")), paste(&text)]);
    assert_eq!(problems(&found), Vec::<String>::new());
    let directory = |n: usize| {
        let layer = found.picture.layers.iter().find(|(chain, _)| chain.hex() == chains[n]).unwrap().1;
        layer.cache_id.as_ref().map(|known| (known.value.to_string(), known.origin))
    };
    assert_eq!(directory(0), Some((hex("a"), Origin::Inferred)));
    assert_eq!(directory(1), Some((hex("b"), Origin::Inferred)));
    assert_eq!(directory(2), Some((hex("c"), Origin::Given)));
    assert_eq!(directory(3), None);
}

#[test]
fn contradictions_are_reported() {
    let hex = |digit: &str| digit.repeat(64);
    let chain = "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5";
    let diff = "sha256:1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a";
    let right = "sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864";
    let of = |parent: &str| {
        let path = format!("layerdb/sha256/{chain}");
        of_text(&format!("==> {path}/diff <==\n{diff}\n==> {path}/parent <==\n{parent}\n"))
    };
    assert_eq!(problems(&of(right)), Vec::<String>::new());
    assert_eq!(problems(&of(&format!("sha256:{}", hex("0")))), ["chain-mismatch 2:1"]);

    let twice = |a: &str, b: &str| {
        let path = format!("==> layerdb/sha256/{chain}/cache-id <==");
        of_text(&format!("{path}\n{a}\n{path}\n{b}\n"))
    };
    assert_eq!(problems(&twice(&hex("a"), &hex("a"))), Vec::<String>::new());
    assert_eq!(problems(&twice(&hex("a"), &hex("b"))), ["disagreement 4:1"]);
}

/// `docker images` without `--no-trunc` has 12 digits of an ID; another input completes them.
#[test]
fn short_ids_are_completed() {
    let table = "REPOSITORY   TAG       IMAGE ID       CREATED       SIZE\n\
                 web          1         da0d627b91c1   5 years ago   2.71kB\n\
                 <none>       <none>    426bbf44f4b3   5 years ago   2.21kB\n";
    let found = inspect(&[paste(table), file("r", data!("repositories.json"))]);
    assert_eq!(problems(&found), ["short-ids 2:1"]);
    assert_eq!(found.picture.names["web:1"].image_id().unwrap().short(), "da0d627b91c1");
    assert_eq!(of_text(table).picture.names["web:1"].image, "da0d627b91c1");
}

/// The shape that programs rely on.
#[test]
fn the_report() {
    let (inputs, found) = parts(&[data!("repositories.json"), b"{\"Repositories\":{\"Redis\":{}}}"]);
    let report: serde_json::Value = serde_json::from_str(&to_json(&inputs, &found, Lang::En)).unwrap();
    assert_eq!(report["inputs"][1], serde_json::json!({"file": "part-1", "kind": "repositories.json"}));
    assert_eq!(
        report["repositories"][2],
        serde_json::json!({
            "name": "registry.example.com:5443/team/web",
            "registry": "registry.example.com:5443",
            "references": [{
                "reference": "registry.example.com:5443/team/web:latest",
                "kind": "tag",
                "image_id": "sha256:da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457"
            }]
        })
    );
    let problem = &report["problems"][0];
    assert_eq!((&problem["severity"], &problem["code"]), (&"error".into(), &"repository-name".into()));
    assert_eq!((&problem["file"], &problem["line"], &problem["column"]), (&"part-1".into(), &1.into(), &18.into()));
    assert_eq!(problem["where"], "Repositories[\"Redis\"]");
    let keys: Vec<&String> = report.as_object().unwrap().keys().collect();
    let expected =
        ["inputs", "repositories", "images", "manifests", "layers", "containers", "directories", "mounts", "problems"];
    assert_eq!(keys, expected);
}
