use super::*;
use crate::cli::Work;
use crate::clock::Time;
use crate::digest::Sha256;
use crate::identity::{ChainId, DiffId};
use crate::kernel::Kernel;
use crate::machine::Machine;
use crate::trace::explain::Lang::{En, Zh};
use crate::vfs::Fs;

/// Keeps what is printed.
struct Kept {
    machine: Machine,
    printed: String,
}

impl Io for Kept {
    fn machine(&mut self) -> &mut Machine {
        &mut self.machine
    }

    fn print(&mut self, _: Stream, bytes: &[u8]) {
        self.printed.push_str(&String::from_utf8_lossy(bytes));
    }

    fn is_terminal(&self, _: Stream) -> bool {
        false
    }

    fn input(&mut self) -> Option<Vec<u8>> {
        None
    }

    fn with_daemon(&mut self, work: &mut Work<'_>) {
        let Machine { daemon, recorder, .. } = &mut self.machine;
        work(daemon, recorder, &mut |_, _, _| {});
    }
}

const CACHES: [&str; 2] = ["1111", "2222"];
const LINKS: [&str; 2] = ["BASEBASEBASEBASEBASEBASEBA", "TOPTOPTOPTOPTOPTOPTOPTOPTO"];

fn diffs() -> [DiffId; 2] {
    [DiffId(Sha256::of(b"base")), DiffId(Sha256::of(b"top"))]
}

/// A disk with an image of two layers, the lower of which was seen as a blob, and a directory that nobody has.
fn disk() -> (Fs, Sha256) {
    let mut fs = Fs::new(Time::from_secs(0));
    let chain = ChainId::chain(&diffs());
    let mut write = |path: &str, text: &str| {
        let path = AbsPath::new(["/var/lib/docker/", path].concat());
        let (directory, _) = path.split().unwrap();
        fs.mkdir_all(&directory, 0o755).unwrap();
        fs.write(&path, text.as_bytes().to_vec(), 0o644).unwrap();
    };
    for n in 0..2 {
        let record = ["image/overlay2/layerdb/sha256/", &chain[n].hex()].concat();
        let cache = CACHES[n].repeat(16);
        write(&[&record, "/diff"].concat(), &diffs()[n].to_string());
        write(&[&record, "/size"].concat(), "10");
        write(&[&record, "/cache-id"].concat(), &cache);
        if n > 0 {
            write(&[&record, "/parent"].concat(), &chain[0].to_string());
        }
        write(&["overlay2/", &cache, "/link"].concat(), LINKS[n]);
        write(&["overlay2/", &cache, "/diff/file"].concat(), "x");
    }
    write(&["overlay2/", &"9".repeat(64), "/link"].concat(), "ORPHANORPHANORPHANORPHANOR");
    let config = format!(
        r#"{{"architecture":"amd64","os":"linux","rootfs":{{"type":"layers","diff_ids":["{}","{}"]}}}}"#,
        diffs()[0],
        diffs()[1]
    );
    let image = Sha256::of(config.as_bytes());
    write(&["image/overlay2/imagedb/content/sha256/", &image.to_string()].concat(), &config);
    let names = format!(r#"{{"Repositories":{{"small":{{"small:1":"{}"}}}}}}"#, image.prefixed());
    write("image/overlay2/repositories.json", &names);
    let blob = ["image/overlay2/distribution/diffid-by-digest/sha256/", &Sha256::of(b"gzip").to_string()].concat();
    write(&blob, &diffs()[0].to_string());
    (fs, image)
}

fn dock(lang: Lang, line: &str) -> (u8, String) {
    let profile = crate::world::open("empty").unwrap().profile;
    let mut kept =
        Kept { machine: Machine::new(std::rc::Rc::new(profile), Kernel::new(disk().0)), printed: String::new() };
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let directory = AbsPath::new("/var/lib/docker/overlay2");
    let status = run(&words, &directory, lang, &mut kept);
    (status, kept.printed)
}

#[test]
fn hashes() {
    let [base, top] = diffs();
    let chain = ChainId::of(Some(ChainId(base.0)), top);
    let (status, printed) = dock(En, &["id ", &chain.short()].concat());
    let expected = format!(
        "⚓ {chain}: chainID, a layer together with all layers below it\n  \
         diffID    {top}\n  \
         parent    {base}\n  \
         =         sha256(\"{base} {top}\")\n  \
         layer     2 of 2 in small:1, counted from the base\n  \
         cache-id  {cache}\n  \
         path      /var/lib/docker/image/overlay2/layerdb/sha256/{hex}\n",
        cache = "2222".repeat(16),
        hex = chain.hex(),
    );
    assert_eq!((status, printed), (0, expected));
    // The base's chainID is its diffID: one hash, two things.
    let (_, printed) = dock(En, &["id ", &base.to_string()].concat());
    assert_eq!(printed.matches(": chainID,").count() + printed.matches(": diffID,").count(), 2);
    assert!(printed.contains("layer digest  sha256:"));
    let (_, printed) = dock(Zh, "id TOPTOP");
    assert!(printed.contains("small:1 的第 2 层（从底往上数，共 2 层）"), "{printed}");
    assert_eq!(dock(En, "id ffffffff"), (1, "⚓ nothing on this host is called ffffffff\n".to_owned()));
    assert_eq!(dock(En, "id abc"), (1, "⚓ give at least 4 characters of the hash\n".to_owned()));
    assert!(dock(En, &["id ", &disk().1.to_string()].concat()).1.contains("name    small:1"));
}

#[test]
fn owners() {
    let path = ["owner ", &"1111".repeat(16), "/diff/file"].concat();
    let [base, _] = diffs();
    let expected = format!("⚓ chainID {base}\n  diffID  {base}\n  layer   1 of 2 in small:1, counted from the base\n");
    assert_eq!(dock(En, &path), (0, expected));
    assert!(dock(En, &["owner ", &"9".repeat(64)].concat()).1.contains("(an orphan)"));
    assert_eq!(dock(En, "owner /etc/hosts"), (1, "⚓ /etc/hosts is not below /var/lib/docker\n".to_owned()));
    assert_eq!(
        dock(En, "owner nothing"),
        (1, "⚓ /var/lib/docker/overlay2/nothing: no such file or directory\n".to_owned())
    );
    assert!(dock(Zh, "owner .").1.contains("Docker 自己的"));
    let (status, why) = dock(En, &["why ", &"2222".repeat(16), "/link"].concat());
    assert_eq!(status, 0);
    assert!(why.starts_with("⚓ The layer's short name in l/.\nchainID sha256:"), "{why}");
    assert_eq!(dock(En, "sink").0, 2);
}

#[test]
fn fsck() {
    let (status, printed) = dock(En, "fsck");
    let heading = printed.lines().next().unwrap();
    assert!(status == 1 && heading.starts_with("⚓ 23 checks: ") && heading.ends_with(" faults"), "{printed}");
    let orphan = ["orphans: /var/lib/docker/overlay2/", &"9".repeat(64)].concat();
    assert!(printed.contains(&orphan), "{printed}");
    assert!(printed.contains("\n  docker  No docker command knows it"), "{printed}");
    assert!(dock(Zh, "fsck").1.contains("没有层、也没有容器用这个目录"));
}

#[test]
fn who_provides_a_path_is_told_layer_by_layer() {
    let mut session = crate::session::Session::on(crate::world::open("empty").unwrap());
    session.run("docker pull -q drydock.example/tidy");
    let told = session.run("dock who drydock.example/tidy /cargo/old.log | cat").stdout();
    let lines: Vec<&str> = told.lines().map(str::trim).collect();
    assert_eq!(lines[0], "⚓ /cargo/old.log: ENOENT: a whiteout in layer 3");
    assert!(lines[2].starts_with("layer 3  whiteout: stop: /var/lib/docker/overlay2/"), "{told}");
    assert!(lines[3].starts_with("layer 2  hidden: ") && lines[3].ends_with("/diff/cargo/old.log"), "{told}");
    assert_eq!(lines[4], "layer 1  not asked");
    let gone = session.run("dock who nginx /");
    assert_eq!(gone.exit, 1);
    assert!(gone.stderr().contains("no image and no container on this host is called nginx"), "{}", gone.stderr());
}
