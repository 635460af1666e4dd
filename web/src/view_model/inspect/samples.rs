//! Samples to try, as somebody would paste them: outputs of a real host, and a file with mistakes.

/// Which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// A repositories.json with names of every kind.
    Names,
    /// One with mistakes.
    Faults,
    /// The same host's names, an image's config, the short names of directories and a container's mount.
    Layers,
}

/// All samples.
pub const SAMPLES: [Sample; 3] = [Sample::Names, Sample::Faults, Sample::Layers];

const NAMES: &str = include_str!("../../../../core/tests/data/inspect/repositories.json");
const CONFIG: &str = include_str!("../../../../core/tests/data/inspect/nginx-config.json");
const LINKS: &str = include_str!("../../../../core/tests/data/inspect/links.txt");
const MOUNT: &str = include_str!("../../../../core/tests/data/inspect/mount.txt");

const FAULTS: &str = r#"{
  "Repositories": {
    "nginx": {
      "nginx:1.19": "sha256:da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457",
      "nginx:latest": "da0d627b91c1",
      "site:1.0": "sha256:426BBF44F4B39E3915A3F26D68713F7F97440B065CD19CA662FF9BA76F1E8613"
    },
    "docker.io/library/site": {
      "latest": "sha256:426bbf44f4b39e3915a3f26d68713f7f97440b065cd19ca662ff9ba76f1e8613"
    },
    "Redis": { "Redis:6": "sha256:426bbf44f4b39e3915a3f26d68713f7f97440b065cd19ca662ff9ba76f1e8613" }
  }
}
"#;

/// The text of a sample.
pub fn sample(which: Sample) -> String {
    let prompt = "[root@localhost ~]# ";
    let repositories = format!("{prompt}cat /var/lib/docker/image/overlay2/repositories.json\n{NAMES}");
    match which {
        Sample::Names => format!("{repositories}{prompt}\n"),
        Sample::Faults => FAULTS.to_owned(),
        Sample::Layers => {
            let id = "da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457";
            let config = format!("{prompt}cat /var/lib/docker/image/overlay2/imagedb/content/sha256/{id}\n{CONFIG}");
            let links = format!("{prompt}ls -l /var/lib/docker/overlay2/l\n{LINKS}");
            let chain = "58608e04b80ae2fc8b1c4bdc486cfae5d0c43ab1342c5dddec234b2fba915487";
            let cache = "134a21ce429d95866c1f691cb06afe68e62d2222be80403de5ec25fe0d9c7337";
            let layer = format!("{prompt}cat /var/lib/docker/image/overlay2/layerdb/sha256/{chain}/cache-id\n{cache}");
            format!("{repositories}{config}{layer}{links}{prompt}mount -t overlay\n{MOUNT}")
        }
    }
}
