//! Each fault of a repositories.json, where it is found, and what dockerd makes of it.

use drydock_core::inspect::repositories::{Load, Store, load};
use drydock_core::inspect::{AtStart, Kind, Severity};
use drydock_core::trace::explain::Lang;

use super::{DIGEST, IMAGE, data, file, inspect, kinds, problems};

/// `H` stands for an image ID, `D` for a digest, `h` for the ID's digits alone.
pub(super) fn fill(text: &str) -> String {
    text.replace("\"H\"", &format!("\"{IMAGE}\""))
        .replace("@D", &format!("@{DIGEST}"))
        .replace("\"h\"", &format!("\"{}\"", &IMAGE[7..]))
}

/// The text; what is reported, with line and column; the names that are read all the same.
pub(super) const TABLE: &[(&str, &[&str], &[&str])] = &[
    // Nothing wrong.
    (r#"{"Repositories":{}}"#, &[], &[]),
    (r#"{"Repositories":{"nginx":{"nginx:1":"H","nginx@D":"H"}}}"#, &[], &["nginx:1", "nginx@D"]),
    (
        "{\n  \"Repositories\": {\n    \"r:5000/a\": {\n      \"r:5000/a:b\": \"H\"\n    }\n  }\n}\n",
        &[],
        &["r:5000/a:b"],
    ),
    // JSON.
    ("", &["empty-input 1:1"], &[]),
    (" \n\t\n", &["empty-input 1:1"], &[]),
    ("{", &["json-syntax 1:2"], &[]),
    (r#"{"Repositories":{"a":{"a:1":"H","a:2":"sha2"#, &["json-syntax 1:114"], &["a:1", "a:2"]),
    ("{\"Repositories\":{\n\"a\":{\"a:1\":\"H\",\n}}}", &["json-syntax 3:1"], &["a:1"]),
    ("{\"Repositories\":{\n\"a\":{\"a:1\" \"H\"}}}", &["json-syntax 2:12"], &[]),
    ("{'Repositories':{}}", &["json-syntax 1:2"], &[]),
    ("{\"Repositories\":{\"镜\nx\"", &["json-syntax 1:20"], &[]),
    ("{\"Repositories\":{}} }", &["trailing-data 1:21"], &[]),
    ("{\"Repositories\":{}}\n{\"R", &["trailing-data 2:1"], &[]),
    ("{\"Repositories\":{}}\nhello", &["trailing-data 2:1"], &[]),
    ("{\"Repositories\":{}}\n{\"Repositories\":{\"a\":{\"a:1\":\"H\"}}}", &["trailing-data 2:1"], &[]),
    // Types.
    ("null", &["null-file 1:1"], &[]),
    ("42", &["wrong-type 1:1"], &[]),
    ("hello", &["json-syntax 1:1"], &[]),
    ("[]", &["wrong-type 1:1"], &[]),
    (r#"{"Repositories":[]}"#, &["wrong-type 1:17"], &[]),
    (r#"{"Repositories":null}"#, &["null-repositories 1:17"], &[]),
    (r#"{"Repositories":{"a":"H"}}"#, &["wrong-type 1:22"], &[]),
    (r#"{"Repositories":{"a:1":"H"}}"#, &["wrong-type 1:24"], &[]),
    (r#"{"Repositories":{"a":[{"a:1":"H"}]}}"#, &["wrong-type 1:22"], &[]),
    (r#"{"Repositories":{"a":null}}"#, &["null-repository 1:22"], &[]),
    (r#"{"Repositories":{"a":{}}}"#, &["empty-repository 1:22"], &[]),
    (r#"{"Repositories":{"a":{"a:1":7,"a:2":"H"}}}"#, &["wrong-type 1:29"], &["a:2"]),
    (r#"{"Repositories":{"a":{"a:1":null}}}"#, &["image-id-null 1:29"], &[]),
    // Keys.
    ("{}", &["no-repositories-key 1:1"], &[]),
    (r#"{"repositories":{"a":{"a:1":"H"}}}"#, &["key-case 1:2"], &["a:1"]),
    (r#"{"Repositories":{},"X":1}"#, &["unknown-key 1:20"], &[]),
    (r#"{"nginx:1":"H"}"#, &["no-repositories-key 1:1"], &[]),
    (r#"{"a":{"a:1":"H"}}"#, &["no-repositories-key 1:1"], &["a:1"]),
    (r#"{"library/nginx":{"latest":"H"}}"#, &["no-repositories-key 1:1", "not-familiar 1:2", "bare-tag 1:19"], &[]),
    (r#"{"Repositories":{"a":{"a:1":"H","a:1":"H"}}}"#, &["duplicate-key 1:103"], &["a:1"]),
    (r#"{"Repositories":{"a":{"a:1":"H"},"a":{"a:2":"H"}}}"#, &["duplicate-key 1:104"], &["a:2"]),
    (
        r#"{"Repositories":{"a":{"a:1":"H"}},"Repositories":{"b":{"b:1":"H"}}}"#,
        &["duplicate-key 1:105"],
        &["a:1", "b:1"],
    ),
    // Names.
    (r#"{"Repositories":{"Redis":{"Redis:6":"H"}}}"#, &["repository-name 1:18"], &[]),
    (r#"{"Repositories":{"Redis":{"redis:6":"H"}}}"#, &["repository-name 1:18", "wrong-repository 1:27"], &["redis:6"]),
    (r#"{"Repositories":{"redis":{"Redis:6":"H"}}}"#, &["repository-name 1:27"], &[]),
    (r#"{"Repositories":{"":{":1":"H"}}}"#, &["repository-name 1:18"], &[]),
    (r#"{"Repositories":{"a":{"a:-1":"H"}}}"#, &["tag 1:23"], &[]),
    (r#"{"Repositories":{"a":{"a:":"H"}}}"#, &["tag 1:23"], &[]),
    (r#"{"Repositories":{"a":{"a@sha256:abc":"H"}}}"#, &["digest 1:23"], &[]),
    (r#"{"Repositories":{"a":{"a@D0":"H"}}}"#, &["digest 1:23"], &[]),
    (r#"{"Repositories":{"a":{"latest":"H"}}}"#, &["bare-tag 1:23"], &[]),
    (r#"{"Repositories":{"a":{"a":"H"}}}"#, &["no-tag-or-digest 1:23"], &[]),
    (r#"{"Repositories":{"a":{"a:1@D":"H"}}}"#, &["tag-and-digest 1:23"], &["a:1@D"]),
    (r#"{"Repositories":{"a:1":{"a:1":"H"}}}"#, &["repository-key-has-tag 1:18"], &["a:1"]),
    (r#"{"Repositories":{"a":{"b:1":"H"}}}"#, &["wrong-repository 1:23"], &["b:1"]),
    (r#"{"Repositories":{"sha256":{"sha256:1":"H"}}}"#, &["reserved-name 1:18"], &["sha256:1"]),
    (
        r#"{"Repositories":{"docker.io/library/a":{"docker.io/library/a:1":"H"}}}"#,
        &["not-familiar 1:18"],
        &["docker.io/library/a:1"],
    ),
    (r#"{"Repositories":{"a":{"docker.io/library/a:1":"H"}}}"#, &["not-familiar 1:23"], &["docker.io/library/a:1"]),
    (r#"{"Repositories":{"library/a":{"a:1":"H"}}}"#, &["not-familiar 1:18"], &["a:1"]),
    // Image IDs.
    (r#"{"Repositories":{"a":{"a:1":""}}}"#, &["image-id-empty 1:29"], &["a:1"]),
    (r#"{"Repositories":{"a":{"a:1":"h"}}}"#, &["image-id-algorithm 1:29"], &["a:1"]),
    (r#"{"Repositories":{"a":{"a:1":"md5:00"}}}"#, &["image-id-algorithm 1:29"], &["a:1"]),
    (r#"{"Repositories":{"a":{"a:1":"sha256:00"}}}"#, &["image-id-length 1:29"], &["a:1"]),
    (r#"{"Repositories":{"a":{"a:1":"sha256:xyz"}}}"#, &["image-id-digits 1:29"], &["a:1"]),
    (
        r#"{"Repositories":{"a":{"a:1":"sha256:F6D0B4767A6C466C178BF718F99BEA0D3742B26679081E52DBF8E0C7C4C42D74"}}}"#,
        &["image-id-case 1:29"],
        &["a:1"],
    ),
];

#[test]
fn every_fault_is_found_at_its_place() {
    for (text, expected, names) in TABLE {
        let text = fill(text);
        let inspection = inspect(&[file("/d/image/overlay2/repositories.json", text.as_bytes())]);
        assert_eq!(problems(&inspection), *expected, "{text}");
        let names: Vec<String> = names.iter().map(|name| fill(name)).collect();
        let read: Vec<&String> = inspection.picture.names.keys().collect();
        assert_eq!(read, names.iter().collect::<Vec<_>>(), "{text}");
        assert_eq!(inspection.has_errors(), !expected.is_empty(), "{text}");
        assert!(inspection.recognised.iter().all(|item| item.kind == Kind::Repositories), "{text}");
    }
}

/// A fault is said to stop dockerd exactly if dockerd's own reading of the file stops.
#[test]
fn what_is_said_of_the_start_is_what_dockerd_does() {
    for (text, ..) in TABLE {
        let text = fill(text);
        let inspection = inspect(&[file("repositories.json", text.as_bytes())]);
        let said: Vec<AtStart> = inspection.problems.iter().map(|problem| problem.fault.at_start()).collect();
        let refusals: Vec<&AtStart> = said.iter().filter(|at| matches!(at, AtStart::Refuses(_))).collect();
        match load(text.as_bytes()) {
            Load::Refuses(why) => assert_eq!(refusals.first(), Some(&&AtStart::Refuses(why)), "{text}"),
            Load::Crashes => assert_eq!(said, [AtStart::Crashes], "{text}"),
            Load::Starts(_) => assert_eq!(refusals, Vec::<&AtStart>::new(), "{text}"),
        }
    }
}

/// How it was copied is no error; but dockerd itself would refuse what is not JSON.
#[test]
fn how_it_was_copied() {
    let plain = fill(r#"{"Repositories":{"a":{"a:1":"H"}}}"#);
    let pretty =
        fill("{\n    \"Repositories\": {\n        \"a\": {\n            \"a:1\": \"H\"\n        }\n    }\n}\n");
    let prompt = "[root@localhost ~]# cat /var/lib/docker/image/overlay2/repositories.json | python -m json.tool\n";
    let table = [
        (format!("\u{feff}{plain}"), vec!["byte-order-mark 1:1"]),
        (pretty.replace('\n', "\r\n"), vec!["crlf 1:2"]),
        (format!("{prompt}{pretty}[root@localhost ~]# "), vec!["prompt-line 1:1"]),
        (format!("root@host:~# cat a\n{plain}"), vec!["prompt-line 1:1"]),
        (format!("{plain}root@host:~# "), vec!["prompt-line 1:105"]),
        (format!("\n{plain}[root@localhost ~]#"), vec!["prompt-line 2:105"]),
        (format!("$ sudo cat repositories.json\n{pretty}"), vec!["prompt-line 1:1"]),
        (format!("# of the old host\n{plain}"), vec!["prompt-line 1:1"]),
        (format!("{plain}\n# of the old host"), vec!["prompt-line 2:1"]),
        (format!("[sudo] password for a: \n{plain}"), vec!["prompt-line 1:1"]),
        (pretty.replace("        }\n", "        },\n   ...\n").replace("},\n   ...", "}\n   ..."), vec!["elision 6:4"]),
    ];
    for (text, expected) in table {
        let inspection = inspect(&[file("repositories.json", text.as_bytes())]);
        assert_eq!(problems(&inspection), expected, "{text}");
        assert!(inspection.picture.names.contains_key("a:1"), "{text}");
        assert!(inspection.problems.iter().all(|problem| problem.severity() == Severity::Warning));
        let refuses = matches!(inspection.problems[0].fault.at_start(), AtStart::Refuses(_));
        assert_eq!(refuses, matches!(load(text.as_bytes()), Load::Refuses(_)), "{text}");
    }
}

#[test]
fn utf16_and_latin1() {
    let utf16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(problems(&inspect(&[file("a", &utf16)])), ["utf-16 1:1"]);
    let latin1 = [b"{\"Repositories\":{\"caf\xe9\":{\"a:1\":\"x\xe9\"}}}".as_slice()].concat();
    let inspection = inspect(&[file("repositories.json", &latin1)]);
    assert_eq!(problems(&inspection), ["invalid-utf8 1:22", "wrong-repository 1:26", "invalid-utf8 1:34"]);
}

#[test]
fn dockerds_own_file_has_nothing_wrong_and_comes_back() {
    let bytes = data!("repositories.json");
    let inspection = inspect(&[file("x", bytes)]);
    assert_eq!(problems(&inspection), Vec::<String>::new());
    let registries: Vec<&str> =
        inspection.picture.repositories.values().map(drydock_core::reference::Repository::domain).collect();
    assert_eq!(registries, ["docker.io", "docker.io", "registry.example.com:5443", "docker.io"]);
    let Load::Starts(store) = load(bytes) else { panic!("dockerd starts with its own file") };
    assert_eq!(store.encode().as_bytes(), bytes);
    assert_eq!(Store::of(inspection.picture.names.values()), store);
}

/// In both languages every fault has a message and a help, shows no hidden character, and quotes Go's words.
#[test]
fn words_for_all() {
    for (text, ..) in TABLE {
        let text = fill(text);
        for problem in inspect(&[file("repositories.json", text.as_bytes())]).problems {
            for lang in [Lang::En, Lang::Zh] {
                let words = problem.words(lang);
                assert!(!words.message.is_empty() && !words.help.is_empty(), "{text}");
                if let AtStart::Refuses(why) = problem.fault.at_start() {
                    assert!(words.at_start.contains(&why), "{text}");
                }
            }
        }
    }
    let inspection =
        inspect(&[file("a", "{\"Repositories\":{\"a\u{202e}b\u{1}\":{}}}".replace('\u{1}', "\u{200b}").as_bytes())]);
    let message = inspection.problems[0].words(Lang::En).message;
    assert!(message.starts_with(r"“a\u{202e}b\u{200b}” is not a repository's name"), "{message}");
}

/// Beside what dockerd would have written stands what the people's shape meant.
#[test]
fn the_right_shape_beside_a_wrong_one() {
    let table = [
        (r#"{"library/nginx":{"latest":"H"}}"#, r#"{"Repositories":{"nginx":{"nginx:latest":"H"}}}"#),
        (r#"{"docker.io/library/a":{"docker.io/library/a:1":"H"}}"#, r#"{"Repositories":{"a":{"a:1":"H"}}}"#),
        (
            r#"{"docker.io":{"library/nginx":{"latest":"H"},"a/b":{"b:1":"H"}},"r:5000":{"c":{"c:1":"H","r:5000/c@D":"H"}}}"#,
            r#"{"Repositories":{"a/b":{"a/b:1":"H"},"nginx":{"nginx:latest":"H"},"r:5000/c":{"r:5000/c:1":"H","r:5000/c@D":"H"}}}"#,
        ),
        (r#"{"library":{"nginx":{"latest":"H"}}}"#, r#"{"Repositories":{"nginx":{"nginx:latest":"H"}}}"#),
        (r#"{"r:5000/a:1":"H","b@D":"H"}"#, r#"{"Repositories":{"b":{"b@D":"H"},"r:5000/a":{"r:5000/a:1":"H"}}}"#),
    ];
    for (text, right) in table {
        let inspection = inspect(&[file("x", fill(text).as_bytes())]);
        assert_eq!(kinds(&inspection), ["repositories.json"], "{text}");
        let help = inspection.problems[0].words(Lang::En).help;
        assert_eq!(help, format!("As dockerd writes it: {}", fill(right)), "{text}");
    }
    let text = fill(r#"{"Repositories":{"docker.io":{"library/nginx":{"latest":"H"}}}}"#);
    let inspection = inspect(&[file("x", text.as_bytes())]);
    assert_eq!(problems(&inspection), ["no-tag-or-digest 1:31", "wrong-type 1:47"]);
    let help = inspection.problems[1].words(Lang::En).help;
    assert_eq!(help, fill(r#"As dockerd writes it: "nginx":{"nginx:latest":"H"}"#));
}

/// A remark before a value stops dockerd, whatever the value.
#[test]
fn a_remark_before_a_value() {
    for value in ["null", "7", "{", "{}"] {
        let text = format!("# remark\n{value}");
        let inspection = inspect(&[file("repositories.json", text.as_bytes())]);
        let Load::Refuses(why) = load(text.as_bytes()) else { panic!("{text} is refused") };
        assert!(inspection.problems.iter().any(|problem| problem.fault.at_start() == AtStart::Refuses(why.clone())));
        assert!(inspection.problems.iter().skip(1).all(|problem| problem.masked), "{text}");
    }
    // What stands behind the first value, dockerd does not read, whatever separates them.
    for rest in ["{\n`", "[7]", "{\"Repositories\":7}", "x \"Repositories\""] {
        let text = format!("{{\"Repositories\":{{}}}}\nroot@h:~# ls\n{rest}");
        let inspection = inspect(&[file("repositories.json", text.as_bytes())]);
        let refuses = |at: AtStart| matches!(at, AtStart::Refuses(_));
        assert!(!inspection.problems.iter().any(|problem| refuses(problem.fault.at_start())), "{text}");
    }
    // What stands before the fences of a document, dockerd reads first.
    let inspection = inspect(&[file("repositories.json", b"null\n```\nx\n```\n")]);
    assert!(inspection.problems.iter().any(|problem| problem.fault.at_start() == AtStart::Crashes));
}

/// dockerd stops at the first thing that it refuses: the rest is said as it would be without that.
#[test]
fn what_dockerd_does_not_come_to() {
    let said = |text: &str| {
        let inspection = inspect(&[file("repositories.json", text.as_bytes())]);
        let problems = inspection.problems.iter();
        problems.map(|problem| (problem.fault.code(), problem.masked)).collect::<Vec<_>>()
    };
    let cut = r#"{"Repositories":{"Redis":{},"a":7,"#;
    let expected =
        [("repository-name", true), ("empty-repository", true), ("wrong-type", true), ("json-syntax", false)];
    assert_eq!(said(cut), expected);
    let types = r#"{"Repositories":{"a":7,"b":[],"Redis":{"Redis:6":"x"}}}"#;
    let types = said(types);
    assert_eq!(types[..2], [("wrong-type", false), ("wrong-type", true)]);
    assert!(types[2..].iter().all(|(_, masked)| *masked));
    assert_eq!(said(r#"{"Repositories":{"a":{}}}"#), [("empty-repository", false)]);
    let inspection = inspect(&[file("x", cut.as_bytes())]);
    for (lang, prefix) in [(Lang::En, "With the rest of the file in order: "), (Lang::Zh, "文件其余部分改好之后：")]
    {
        assert!(inspection.problems[0].words(lang).at_start.starts_with(prefix));
    }
}

/// What people write by hand, as dockerd would have written it.
#[test]
fn in_dockerds_form() {
    let text = fill(r#"{"docker.io/library/a":{"docker.io/library/a:1":"H","b:2":"H"},"c":{"c:3@D":"H"}}"#);
    let inspection = inspect(&[file("repositories.json", text.as_bytes())]);
    let written = Store::of(inspection.picture.names.values()).encode();
    assert_eq!(written, fill(r#"{"Repositories":{"a":{"a:1":"H"},"b":{"b:2":"H"},"c":{"c@D":"H"}}}"#));
    assert_eq!(problems(&inspect(&[file("repositories.json", written.as_bytes())])), Vec::<String>::new());
}
