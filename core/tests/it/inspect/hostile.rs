//! Input of any kind neither stops the program nor slows it down.

use std::fmt::Write as _;

use super::{IMAGE, data, of_file, of_text, problems};

const WHOLE: &[&[u8]] = &[
    data!("repositories.json"),
    data!("images-table.txt"),
    data!("mount.txt"),
    data!("links.txt"),
    data!("tree-layerdb.txt"),
    data!("nginx-manifest.json"),
    data!("list.json"),
];

#[test]
fn cut_anywhere() {
    for bytes in WHOLE {
        for end in (0..bytes.len()).step_by(13) {
            let found = of_file("repositories.json", &bytes[..end]);
            assert!(found.recognised.len() <= 8);
        }
    }
}

#[test]
fn changed_anywhere() {
    for bytes in WHOLE {
        let mut changed = bytes.to_vec();
        for at in (0..bytes.len()).step_by(61) {
            for byte in [0, b'"', b'{', b'[', b'\n', b' ', 0xff, 0xe2] {
                changed[at] = byte;
                of_file("x", &changed);
            }
            changed[at] = bytes[at];
        }
    }
}

#[test]
fn deep_and_long() {
    let deep = "[".repeat(200_000);
    assert_eq!(problems(&of_text(&deep)), ["json-syntax 1:10001"]);
    let nested = format!("{{\"Repositories\":{{\"a\":{}{}}}}}", "[".repeat(9_990), "]".repeat(9_990));
    assert_eq!(problems(&of_text(&nested)), ["wrong-type 1:22"]);
    // One line of 300 kB without any meaning, of characters that mean something elsewhere.
    for unit in ["[", "@", "é", "a ", "[a@b c", "│   ", "\"", "l/", "==> "] {
        of_text(&unit.repeat(300_000 / unit.len()));
    }
    let name = "n".repeat(500_000);
    let long = of_text(&format!("{{\"Repositories\":{{\"{name}\":{{\"{name}:1\":\"{name}\"}}}}}}"));
    assert_eq!(problems(&long), ["repository-name 1:18", "image-id-algorithm 1:1000027"]);
}

#[test]
fn ten_thousand_references() {
    let mut text = String::from("{\"Repositories\":{");
    for repository in 0..100 {
        let _ = write!(text, "{}\"r{repository}\":{{", if repository == 0 { "" } else { "," });
        for tag in 0..100 {
            let _ = write!(text, "{}\"r{repository}:{tag}\":\"{IMAGE}\"", if tag == 0 { "" } else { "," });
        }
        text.push('}');
    }
    text.push_str("}}");
    let found = of_text(&text);
    assert_eq!((found.picture.names.len(), found.problems.len()), (10_000, 0));
}
