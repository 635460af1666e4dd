//! Keys, one after another, on lines and lists.

use super::*;
use drydock_core::world;

fn session(lines: &[&str]) -> Session {
    let mut session = Session::on(world::open("documents").unwrap());
    for line in lines {
        session.run(line);
    }
    session
}

/// Keys, one after another: `^x` is Ctrl-x, other words are key names or text. Gives the line with `|` at the cursor.
fn keys(session: &Session, start: &str, keys: &[&str]) -> (String, Editor, Done) {
    let (mut line, mut editor, mut last) = (Line::end(start), Editor::default(), Done::Nothing);
    for key in keys {
        let control = key.starts_with('^');
        let key = key.trim_start_matches('^');
        let press = Press { key, control, shift: false, selected: false };
        last = editor.press(press, &line, session);
        match &last {
            Done::Put(put) => line = put.clone(),
            Done::Nothing if key.chars().count() == 1 => {
                line = line.inserted(key);
                editor.typed(&line, session);
            }
            _ => {}
        }
    }
    (format!("{}|{}", line.before(), line.after()), editor, last)
}

fn text(session: &Session, start: &str, pressed: &[&str]) -> String {
    keys(session, start, pressed).0
}

#[test]
fn the_keys_of_a_shell() {
    let session = session(&[]);
    assert_eq!(text(&session, "echo 你 b", &["^a"]), "|echo 你 b");
    assert_eq!(text(&session, "echo 你 b", &["^a", "^e"]), "echo 你 b|");
    assert_eq!(text(&session, "echo 你 b", &["^w"]), "echo 你 |");
    assert_eq!(text(&session, "echo 你 b", &["^w", "^w", "^y"]), "echo 你 |");
    assert_eq!(text(&session, "a\nb c", &["^u"]), "a\n|");
    assert_eq!(text(&session, "a b", &["^a", "^k", "^y", "^y"]), "a ba b|");
    assert_eq!(text(&session, "a b", &["^c"]), "|");
    assert_eq!(keys(&session, "", &["^d"]).2, Done::RunThis("exit"));
    assert_eq!(keys(&session, "x", &["^d"]).2, Done::Nothing);
    assert_eq!(keys(&session, "x", &["^l"]).2, Done::Clear);
    assert_eq!(keys(&session, "ls", &["Enter"]).2, Done::Run);
    assert_eq!(text(&session, "for i in 1", &["Enter"]), "for i in 1\n|");
}

#[test]
fn history_keeps_what_was_being_typed() {
    let session = session(&["echo one", "echo two"]);
    assert_eq!(text(&session, "dr", &["ArrowUp"]), "echo two|");
    assert_eq!(text(&session, "dr", &["ArrowUp", "ArrowUp", "ArrowUp"]), "echo one|");
    assert_eq!(text(&session, "dr", &["ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"]), "dr|");
}

#[test]
fn a_search_narrows_and_goes_on() {
    let session = session(&["echo one", "cat x", "echo two", "cat x"]);
    let listed = |pressed: &[&str]| -> Vec<String> {
        keys(&session, "", pressed).1.list.unwrap().choices.into_iter().map(|choice| choice.shown).collect()
    };
    assert_eq!(listed(&["^r"]), ["cat x", "echo two", "echo one"]);
    assert_eq!(listed(&["^r", "e", "c"]), ["echo two", "echo one"]);
    assert_eq!(text(&session, "", &["^r", "e", "^r", "Enter"]), "echo one|");
    assert_eq!(text(&session, "", &["^r", "e", "Escape"]), "e|");
}

#[test]
fn completion_lists_and_never_overwrites() {
    let session = session(&[]);
    let (line, editor, _) = keys(&session, "docker image pu", &["Tab"]);
    assert_eq!((line.as_str(), editor.list.unwrap().marked), ("docker image pu|", None));
    assert_eq!(text(&session, "docker image pu", &["Tab", "Tab", "Tab", "Enter"]), "docker image push |");
    assert_eq!(text(&session, "cat /etc/hostn", &["Tab"]), "cat /etc/hostname |");
    assert_eq!(text(&session, "ls /var/lib/docker/ima", &["Tab"]), "ls /var/lib/docker/image/|");
    assert_eq!(keys(&session, "", &["Tab"]).2, Done::Nothing, "an empty line is left");
    assert_eq!(keys(&session, "ls /", &["Escape", "Tab"]).2, Done::Nothing, "after Escape, too");
    assert_eq!(text(&session, "docker image pu", &["Tab", "s"]), "docker image pus|");
}

#[test]
fn what_is_pasted_has_no_prompts() {
    for plain in ["ls\nfor i in 1\ndo :; done\n", "[ -f a ] && echo b", "> a", ""] {
        assert_eq!(pasted(plain), plain);
    }
    assert_eq!(pasted("[root@localhost ~]# echo a\na\n[root@localhost ~]# ls /\nbin"), "echo a\nls /");
    assert_eq!(pasted("$ cat <<end\n> x\n> end\nx\n$ echo b"), "cat <<end\nx\nend\necho b");
}

#[test]
fn the_field_counts_in_utf16() {
    let line = Line::of_field("a😀b".to_owned(), 3);
    assert_eq!((line.at, line.units()), (5, 3));
    assert_eq!(Line::of_field("ab".to_owned(), 9).at, 2);
}
