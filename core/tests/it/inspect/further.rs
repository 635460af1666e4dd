//! What people give besides whole files of one kind: other printers, other terminals, other encodings, failures, several things at once.

use drydock_core::inspect::{AtStart, Inspection, Severity};

use super::faults::fill;
use super::{IMAGE, data, file, inspect, kinds, of_file, of_text, problems};

fn names(inspection: &Inspection) -> Vec<&str> {
    inspection.picture.names.keys().map(String::as_str).collect()
}

/// A text as a file of unknown name, `<R>` being a repositories.json in one line; its kinds, what is reported, the names that are read.
const TABLE: &[(&str, &[&str], &[&str], &[&str])] = &[
    // What stands around a value in a terminal.
    ("host% sudo cat repositories.json\n<R>%\n", &["repositories.json"], &["prompt-line 1:1"], &["a:1"]),
    ("PS C:\\> wsl cat repositories.json\n<R>\n", &["repositories.json"], &["prompt-line 1:1"], &["a:1"]),
    (
        "➜  l git:(main) ✗ cat repositories.json\n<R>\n➜  l git:(main) ✗ ls\n",
        &["repositories.json"],
        &["prompt-line 1:1"],
        &["a:1"],
    ),
    ("$ sudo cat x.json\n[sudo] password for me: \n<R>\n", &["repositories.json"], &["prompt-line 1:1"], &["a:1"]),
    (
        "==> /d/image/overlay2/repositories.json <==\n<R>==> /d/overlay2/<h>/link <==\nU7ZXQ4ZL7TLD6XEBUVLR77LKS4==> /d/overlay2/<h>/lower <==\nl/55T5LSGE3C2NFFQ54FHM7YDNKY",
        &["repositories.json", "store-files"],
        &[],
        &["a:1"],
    ),
    ("\x1b[1;39m<R>", &["repositories.json"], &["json-syntax 1:1"], &[]),
    // Shapes.
    ("[<R>]", &["repositories.json"], &["wrong-type 1:1"], &[]),
    ("null", &["unknown"], &["not-recognised 1:1"], &[]),
    ("<R>\0", &["repositories.json"], &["trailing-data 1:105"], &["a:1"]),
    (
        r#"{"Repositories":{"\u0061":{"a:1":"H"},"a":{"a:2":"H"}}}"#,
        &["repositories.json"],
        &["duplicate-key 1:109"],
        &["a:2"],
    ),
    (
        "{\"Repositories\":{\"a\":{\"a:1\":\"H\"}},\"Repo\u{17f}itories\":null}",
        &["repositories.json"],
        &["duplicate-key 1:105", "key-case 1:105", "null-repositories 1:120"],
        &[],
    ),
    (
        r#"{"Repositories":{"镜像":{"镜像:1":"H"},"a":{"a:最新":"sha256:"}}}"#,
        &["repositories.json"],
        &["repository-name 1:18", "tag 1:111", "image-id-length 1:118"],
        &[],
    ),
    (r#"{"Repositories":{"a":{"a:\ud800":"H"}}}"#, &["repositories.json"], &["tag 1:23"], &[]),
    // Tables whose blanks were changed on the way.
    (
        "REPOSITORY\tTAG\tIMAGE ID\tCREATED\tSIZE\nnginx\t1\tf6d0b4767a6c\t2 years ago\t133MB\n",
        &["images-table"],
        &["short-ids 2:1"],
        &["nginx:1"],
    ),
    (
        "REPOSITORY TAG DIGEST IMAGE ID CREATED SIZE\nnginx 1 <none> f6d0b4767a6c 2 years ago 133MB\n",
        &["images-table"],
        &["short-ids 2:1"],
        &["nginx:1"],
    ),
    // What was cut off says what it was as far as it goes.
    (r#"{"architecture":"amd64","config":{"Env":["PA"#, &["image-config"], &["json-syntax 1:45"], &[]),
    (
        r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"#,
        &["manifest"],
        &["json-syntax 1:87"],
        &[],
    ),
    (
        r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","man"#,
        &["manifest-list"],
        &["json-syntax 1:78"],
        &[],
    ),
    // One fault, said once.
    (
        r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:12"]}}"#,
        &["image-config"],
        &["hash 1:76"],
        &[],
    ),
    // What is no output.
    ("cat: /var/lib/docker: Permission denied\n", &["unknown"], &["not-recognised 1:1"], &[]),
    ("\u{89}PNG\r\n\u{1a}\n", &["unknown"], &["not-recognised 1:1"], &[]),
];

#[test]
fn what_people_give() {
    for (text, expected, reported, read) in TABLE {
        let whole = fill(r#"{"Repositories":{"a":{"a:1":"H"}}}"#);
        let text = fill(text).replace("<R>", &whole).replace("<h>", &IMAGE[7..]);
        let found = of_file("some-file", text.as_bytes());
        assert_eq!(kinds(&found), *expected, "{text}");
        assert_eq!(problems(&found), *reported, "{text}");
        assert_eq!(names(&found), *read, "{text}");
    }
}

#[test]
fn a_session_of_several_commands() {
    let found = of_file("session.txt", data!("session.txt"));
    assert_eq!(kinds(&found), ["repositories.json", "images-table", "mounts", "listing"]);
    // The table's IDs are cut, which is no disagreement.
    assert_eq!(problems(&found), ["prompt-line 1:1", "short-ids 6:1"]);
    assert!(!found.has_errors());
    let repositories = of_file("repositories.json", data!("repositories.json"));
    assert!(repositories.picture.names.keys().all(|name| found.picture.names.contains_key(name)));
    assert_eq!((found.picture.mounts.len(), found.picture.links.len()), (1, 7));
    // In whatever order they come.
    let table = file("table", b"REPOSITORY TAG IMAGE ID\nmyweb v1 da0d627b91c1\n");
    let both = inspect(&[table, file("repositories.json", data!("repositories.json"))]);
    assert_eq!(problems(&both), ["short-ids 2:1"]);
    assert_eq!(both.picture.names["myweb:v1"].image, repositories.picture.names["myweb:v1"].image);
}

/// What `ls` prints says by itself that it is a listing; of which directory, only a name that is in no other.
#[test]
fn a_listing_without_its_command() {
    let hex = &IMAGE[7..];
    let of = |text: &str| {
        let found = of_file("some-file", text.as_bytes());
        assert_eq!((kinds(&found), problems(&found)), (vec!["listing"], vec![]), "{text}");
        let picture = found.picture;
        (picture.directories.len(), picture.layers.len(), picture.containers.len())
    };
    assert_eq!(of(&format!("total 0\ndrwx------. 2 root root 85 Feb  2 07:37 {hex}\n")), (0, 0, 0));
    assert_eq!(
        of(&format!(
            "total 8\ndrwx--x--- 4 root root 72 Feb  2 07:37 {hex}\ndrwx--x--- 4 root root 72 Feb  2 07:37 {hex}-init\ndrwx------ 2 root root 210 Feb  2 07:37 l\n"
        )),
        (2, 0, 0)
    );
    assert_eq!(of(&format!("{hex}\n{hex}-init\nl\n")), (2, 0, 0));
}

/// The two forms in which the kernel shows a mount say the same.
#[test]
fn mountinfo() {
    let mounts = |bytes: &[u8]| {
        let found = of_file("some-file", bytes);
        assert_eq!((kinds(&found), problems(&found)), (vec!["mounts"], vec![]));
        let mount = found.picture.mounts.into_iter().next().unwrap();
        (mount.target, mount.lower, mount.upper)
    };
    assert_eq!(mounts(data!("mountinfo.txt")), mounts(data!("proc-mounts.txt")));
}

#[test]
fn docker_inspect_of_both() {
    let image: serde_json::Value = serde_json::from_slice(data!("nginx-image-inspect.json")).unwrap();
    let container: serde_json::Value = serde_json::from_slice(data!("container-inspect.json")).unwrap();
    let both = serde_json::json!([image[0], container[0]]).to_string();
    let found = of_text(&both);
    assert_eq!(kinds(&found), ["image-inspect", "container-inspect"]);
    assert_eq!((found.picture.images.len(), found.picture.containers.len()), (2, 1));
    assert_eq!(kinds(&of_text(&[&both, "\n", &both].concat())), ["image-inspect", "container-inspect"]);
}

#[test]
fn encodings() {
    let text = fill(r#"{"Repositories":{"a":{"a:1":"H"}}}"#);
    let bytes = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for bytes in [bytes(u16::to_le_bytes), bytes(u16::to_be_bytes)] {
        assert_eq!(problems(&of_file("repositories.json", &bytes)), ["utf-16 1:1"]);
    }
    // The column is that of the byte, in characters.
    let latin1 = "{\"Repositories\":{\"镜caf\u{e9}\":{\"a:1\":\"\"}}}".replace('\u{e9}', "\u{0}").into_bytes();
    let latin1: Vec<u8> = latin1.into_iter().map(|byte| if byte == 0 { 0xe9 } else { byte }).collect();
    assert_eq!(problems(&of_file("x", &latin1)), ["invalid-utf8 1:23", "wrong-repository 1:27", "image-id-empty 1:33"]);
}

/// dockerd does not look at a repository's key when it starts: it lists the good names under a bad one.
#[test]
fn good_names_under_a_bad_key() {
    let at_start = |text: &str| {
        let found = of_text(&fill(text));
        let all = found.problems.iter().map(|problem| (problem.fault.code(), problem.fault.at_start()));
        (all.collect::<Vec<_>>(), names(&found).len())
    };
    let ignored = at_start(r#"{"Repositories":{"Redis":{"Redis:6":"H"}}}"#);
    assert_eq!(ignored, (vec![("repository-name", AtStart::IgnoresEntry)], 0));
    let listed = at_start(r#"{"Repositories":{"Redis":{"redis:6":"H"}}}"#);
    assert_eq!(listed, (vec![("repository-name", AtStart::Accepts), ("wrong-repository", AtStart::Accepts)], 1));
    assert_eq!(at_start("null").0, [("not-recognised", AtStart::Crashes)]);
}

/// A command that failed: what to do about it, and nothing of JSON.
#[test]
fn a_command_that_failed() {
    let path = "/var/lib/docker/image/overlay2/repositories.json";
    let found = of_text(&format!("me@host:~$ cat {path}\ncat: {path}: Permission denied\nme@host:~$ "));
    assert_eq!(
        (kinds(&found), problems(&found)),
        (vec!["unknown"], vec!["prompt-line 1:1".into(), "not-recognised 2:1".into()])
    );
    let words = found.problems[1].words(drydock_core::trace::explain::Lang::En);
    assert!(words.help.starts_with("Put sudo before the command"), "{}", words.help);
    // As a file of that name it is what dockerd would read.
    let file = of_file("repositories.json", b"cat: x: Permission denied\n");
    assert_eq!((kinds(&file), problems(&file)), (vec!["repositories.json"], vec!["json-syntax 1:1".into()]));
    // Beside what is recognised it is no concern.
    let beside =
        of_text(&format!("$ cat a.json\n{{\"Repositories\":{{}}}}\n$ cat {path}\ncat: {path}: Permission denied\n"));
    assert!(beside.problems.iter().all(|problem| problem.severity() == Severity::Warning));
}
