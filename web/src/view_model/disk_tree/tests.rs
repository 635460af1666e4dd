use std::fmt::Write as _;

use drydock_core::clock::Time;
use drydock_core::vfs::RenameMode;

use super::*;

const CHAIN: &str = "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5";

fn disk() -> Fs {
    let mut fs = Fs::new(Time::from_secs(1));
    for dir in ["/d/image/overlay2/layerdb/sha256", "/d/image/overlay2/layerdb/tmp/write-set-1", "/d/overlay2/l"] {
        fs.mkdir_all(&dir.into(), 0o755).unwrap();
    }
    fs.write(&"/d/image/overlay2/layerdb/tmp/write-set-1/size".into(), "5", 0o644).unwrap();
    fs.write(&"/d/image/overlay2/repositories.json".into(), "{}", 0o600).unwrap();
    fs
}

fn rename(fs: &mut Fs, from: &str, to: &str) {
    let (from, to) = (AbsPath::new(from), AbsPath::new(to));
    let ((from_dir, from), (to_dir, to)) = (from.split().unwrap(), to.split().unwrap());
    let (from_dir, to_dir) = (fs.walk(&from_dir).unwrap(), fs.walk(&to_dir).unwrap());
    fs.rename((from_dir, from), (to_dir, to), RenameMode::Replace).unwrap();
}

fn drawn(before: &Fs, after: &Fs, by_hand: &[(&str, bool)]) -> String {
    let root = AbsPath::new("/d");
    let marks = Marks::between(before, after, &root);
    let by_hand = by_hand.iter().map(|(path, open)| (AbsPath::new(path), *open)).collect();
    let mut known = Identities::default();
    known.learn(Kind::ChainId, CHAIN);
    let choice = Choice { root: &root, by_hand: &by_hand, focus: &[], selected: None };
    let tree = disk_tree(before, after, &marks, &known, choice);
    let mut text = String::new();
    for row in &tree.rows {
        let sign = match (&row.mark, row.hides_marks) {
            (Some(Mark::New), _) => '+',
            (Some(Mark::Changed | Mark::Attributes), _) => '~',
            (Some(Mark::Moved { .. }), _) => '>',
            (Some(Mark::Removed), _) => '-',
            (None, true) => '.',
            (None, false) => ' ',
        };
        let chip = row.label.chip.as_ref().map_or(String::new(), |chip| format!("<{}>", chip.short()));
        let (text_, tail) = (&row.label.text, &row.label.tail);
        writeln!(text, "{sign}{}{text_}{chip}{tail}", "  ".repeat(row.level)).unwrap();
    }
    text
}

#[test]
fn nothing_changed_nothing_open() {
    let fs = disk();
    assert_eq!(drawn(&fs, &fs, &[]), "   image\n   overlay2\n");
    assert_eq!(drawn(&fs, &fs, &[("/d/image", true)]), "   image/overlay2\n   overlay2\n");
    assert_eq!(
        drawn(&fs, &fs, &[("/d/image", true), ("/d/image/overlay2", true)]),
        "   image/overlay2\n     layerdb\n     repositories.json\n   overlay2\n"
    );
}

#[test]
fn the_renamed_write_set_is_one_moved_row_with_its_inode() {
    let before = disk();
    let mut after = before.clone();
    let ino = before.walk(&"/d/image/overlay2/layerdb/tmp/write-set-1".into()).unwrap();
    let to = format!("/d/image/overlay2/layerdb/sha256/{CHAIN}");
    rename(&mut after, "/d/image/overlay2/layerdb/tmp/write-set-1", &to);
    assert_eq!(
        drawn(&before, &after, &[]),
        "   image/overlay2\n     layerdb\n       sha256\n>        <a3ee2510>\n           size\n       tmp\n     \
         repositories.json\n   overlay2\n"
    );
    let root = AbsPath::new("/d");
    let marks = Marks::between(&before, &after, &root);
    assert_eq!(marks.tally(), Tally { moved: 1, ..Tally::default() });
    let choice = Choice { root: &root, by_hand: &BTreeMap::new(), focus: &[], selected: None };
    let tree = disk_tree(&before, &after, &marks, &Identities::default(), choice);
    let row = tree.rows.iter().find(|row| row.mark.is_some()).unwrap();
    assert_eq!((row.key.as_str(), row.level, row.place), (&*ino.0.to_string(), 4, (1, 1)));
}

#[test]
fn a_file_replaced_by_rename_is_changed() {
    let before = disk();
    let mut after = before.clone();
    after.write(&"/d/image/overlay2/.tmp-repositories.json7".into(), "{1}", 0o600).unwrap();
    rename(&mut after, "/d/image/overlay2/.tmp-repositories.json7", "/d/image/overlay2/repositories.json");
    assert_eq!(drawn(&before, &after, &[]), "   image/overlay2\n     layerdb\n~    repositories.json\n   overlay2\n");
}

#[test]
fn what_is_gone_stays_as_a_row_and_closed_directories_tell_of_changes_within() {
    let before = disk();
    let mut after = before.clone();
    after.remove_all(&"/d/image/overlay2/layerdb/tmp/write-set-1".into()).unwrap();
    after.write(&"/d/overlay2/l/X".into(), "", 0o644).unwrap();
    assert_eq!(
        drawn(&before, &after, &[("/d/overlay2", false)]),
        "   image/overlay2\n     layerdb\n       sha256\n       tmp\n-        write-set-1\n     repositories.json\n.  overlay2\n"
    );
}

#[test]
fn a_large_directory_says_how_much_it_leaves_out() {
    let mut fs = disk();
    for n in 0..MOST_NAMES + 3 {
        fs.write(&AbsPath::new(format!("/d/overlay2/l/{n:05}")), "", 0o644).unwrap();
    }
    let text = drawn(&fs, &fs, &[("/d/overlay2", true), ("/d/overlay2/l", true)]);
    assert_eq!(text.lines().count(), 2 + MOST_NAMES + 1);
}

/// A file with two names has two rows, and a page's list cannot hold one key twice.
#[test]
fn every_row_has_a_key_of_its_own() {
    let before = disk();
    let mut after = before.clone();
    let (file, dir) =
        (after.walk(&"/d/image/overlay2/repositories.json".into()), after.walk(&"/d/image/overlay2".into()));
    after.link(file.unwrap(), dir.unwrap(), b"second").unwrap();
    let root = AbsPath::new("/d");
    let marks = Marks::between(&before, &after, &root);
    let choice = Choice { root: &root, by_hand: &BTreeMap::new(), focus: &[], selected: None };
    let tree = disk_tree(&before, &after, &marks, &Identities::default(), choice);
    let keys: BTreeSet<&str> = tree.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys.len(), tree.rows.len());
    assert!(tree.rows.iter().any(|row| row.path == "/d/image/overlay2/second".into()));
}
