//! Sessions as files and links: what is saved is loaded again, and what comes from anyone harms nobody.

use drydock_core::archive::gzip;
use drydock_core::clock::Seeded;
use drydock_core::lesson::{Moment, Position};
use drydock_core::saved::{
    LineFault, LoadError, MAX_LINE, MAX_LINES, MAX_LINK, MAX_TEXT, SaveError, SavedSession, is_untypable,
};
use drydock_core::trace::explain::Lang;

fn saved(lines: &[&str], at: Option<Position>) -> SavedSession {
    SavedSession::new("documents", lines.iter().map(|line| (*line).to_owned()).collect(), at).unwrap()
}

fn link_of(text: &[u8]) -> String {
    use base64::Engine as _;
    format!("1.{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&gzip(text)[10..]))
}

const FILE: &str = "# Drydock session, version 1\nworld: documents\nat: 2.14\n\n$ docker pull nginx\n$ cat <<end >note\n> a\n>\n> end\n$\n";

#[test]
fn the_file_as_it_is_written() {
    let at = Position { operation: 1, moment: Moment::Step(13) };
    let session = saved(&["docker pull nginx", "cat <<end >note\na\n\nend", ""], Some(at));
    assert_eq!(SavedSession::parse(FILE).as_ref(), Ok(&session));
    assert_eq!(SavedSession::parse(&FILE.replace('\n', "\r\n")).as_ref(), Ok(&session), "an editor of another system");
    let written = session.to_text();
    assert!(written.starts_with("# Drydock session, version 1\n# Made by Drydock "), "{written}");
    assert!(
        written
            .ends_with("\nworld: documents\nat: 2.14\n\n$ docker pull nginx\n$ cat <<end >note\n> a\n> \n> end\n$ \n")
    );
    assert_eq!(SavedSession::parse(&written), Ok(session));
}

#[test]
fn every_place_round_trips() {
    for moment in [Moment::Before, Moment::Step(0), Moment::Step(999), Moment::After] {
        for operation in 0..2 {
            let session = saved(&["ls", "pwd"], Some(Position { operation, moment }));
            assert_eq!(SavedSession::parse(&session.to_text()).as_ref(), Ok(&session));
            assert_eq!(SavedSession::parse_link(&session.to_link().unwrap()), Ok(session));
        }
    }
    let beyond = saved(&["ls"], Some(Position { operation: 1, moment: Moment::Before }));
    assert_eq!(beyond.at(), None, "a place after the last command is the end");
}

#[test]
fn a_link_is_short_and_an_address_takes_it() {
    let session = saved(&["docker pull nginx", "tree /var/lib/docker/image/overlay2/ -L 2"], None);
    let link = session.to_link().unwrap();
    assert!(link.len() < 140, "{} characters", link.len());
    assert!(link.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_.".contains(&c)), "{link}");
}

#[test]
fn a_file_that_is_none_says_where() {
    let load = |text: &str| SavedSession::parse(text).unwrap_err();
    assert_eq!(load(""), LoadError::NotASession);
    assert_eq!(load("<svg onload=alert(1)>"), LoadError::NotASession);
    assert_eq!(load("# Drydock session, version 2\n"), LoadError::Version { version: "2".to_owned() });
    assert_eq!(load("# Drydock session, version 1"), LoadError::NoWorld);
    let body = |text: &str| load(&format!("# Drydock session, version 1\n{text}"));
    assert_eq!(body("world: mars\n"), LoadError::World { name: "mars".to_owned() });
    assert_eq!(body("world: empty\nworld: empty\n"), LoadError::Unreadable { number: 3 });
    assert_eq!(body("world: empty\n> more\n"), LoadError::Unreadable { number: 3 });
    assert_eq!(body("world: empty\n$ls\n"), LoadError::Unreadable { number: 3 });
    assert_eq!(body("world: empty\n$ ls\nat: 1\n"), LoadError::Unreadable { number: 4 });
    assert_eq!(body("world: empty\nat: 2\n$ ls\n"), LoadError::NoSuchPlace);
    for place in ["0", "01", "1.", ".1", "1.01", "-1", "+1", "1.1.1", "12345678", "1 "] {
        let outcome = SavedSession::parse(&format!("# Drydock session, version 1\nworld: empty\nat: {place}\n$ ls\n"));
        assert_eq!(outcome.is_ok(), place == "1 ", "{place}");
    }
    let fault = LineFault::Character('\u{1b}');
    assert_eq!(body("world: empty\n$ echo \u{1b}[2J\n"), LoadError::Line { number: 3, fault });
    let fault = LineFault::Character('\u{202e}');
    assert_eq!(body("world: empty\n$ ls\n> \u{202e}x\n"), LoadError::Line { number: 4, fault });
}

#[test]
fn limits_hold_on_both_sides() {
    let many = vec!["ls".to_owned(); MAX_LINES + 1];
    assert_eq!(SavedSession::new("empty", many, None), Err(SaveError::TooManyLines { lines: MAX_LINES + 1 }));
    let long = "x".repeat(MAX_LINE + 1);
    let fault = LineFault::TooLong { bytes: MAX_LINE + 1 };
    assert_eq!(SavedSession::new("empty", vec![long], None), Err(SaveError::Line { number: 1, fault }));
    assert_eq!(SavedSession::new("nowhere", Vec::new(), None), Err(SaveError::World));
    let heavy = vec!["x".repeat(MAX_LINE); MAX_TEXT / MAX_LINE];
    assert!(matches!(SavedSession::new("empty", heavy, None), Err(SaveError::TooLong { .. })));

    let file = format!("# Drydock session, version 1\nworld: empty\n{}", "$ ls\n".repeat(MAX_LINES + 1));
    assert_eq!(SavedSession::parse(&file), Err(LoadError::TooManyLines));
    let file = format!("# Drydock session, version 1\n{}", "#\n".repeat(MAX_TEXT));
    assert!(matches!(SavedSession::parse(&file), Err(LoadError::TooLong { .. })));
    // Many short continuations of one command add up.
    let file = format!("# Drydock session, version 1\nworld: empty\n$ x\n{}", "> 1234567\n".repeat(MAX_LINE / 8 + 1));
    assert!(matches!(SavedSession::parse(&file), Err(LoadError::Line { fault: LineFault::TooLong { .. }, .. })));
}

#[test]
fn what_is_too_long_for_a_link_names_the_file() {
    let mut random = Seeded::new(4);
    let lines = (0..900).map(|_| format!("echo {:x}{:x}", random.next_u64(), random.next_u64())).collect();
    let session = SavedSession::new("empty", lines, None).unwrap();
    let error = session.to_link().unwrap_err();
    assert!(matches!(error, SaveError::LinkTooLong { characters } if characters > MAX_LINK));
    assert!(error.words(Lang::En).contains("file") && error.words(Lang::Zh).contains("文件"));
    assert_eq!(SavedSession::parse(&session.to_text()), Ok(session));
}

#[test]
fn a_hostile_link_is_refused() {
    let load = |link: &str| SavedSession::parse_link(link).unwrap_err();
    for link in
        ["", ".", "1", "1.", "1.!", "1.AAAA", "1.<script>", "x.AAAA", "../../etc", "1.AA==", "１.AAAA", "0000000000."]
    {
        assert_eq!(load(link), LoadError::Damaged, "{link}");
    }
    assert_eq!(load("2.AAAA"), LoadError::Version { version: "2".to_owned() });
    assert_eq!(load(&format!("1.{}", "A".repeat(MAX_LINK))), LoadError::LinkTooLong);
    // A bomb: 700 bytes that unpack to half a mebibyte and more.
    let bomb = link_of(&vec![b'#'; MAX_TEXT + 1]);
    assert!(bomb.len() < MAX_LINK);
    assert_eq!(load(&bomb), LoadError::TooLong { bytes: MAX_TEXT + 1 });
    assert_eq!(
        load(&link_of(b"world: empty\n$ \x1b[2J\n")),
        LoadError::Line { number: 2, fault: LineFault::Character('\u{1b}') }
    );
    assert_eq!(load(&link_of(b"\xff\xfe")), LoadError::Damaged);
}

/// Every change of a link, and every cut, is noticed.
#[test]
fn no_damage_goes_unnoticed() {
    let session = saved(&["docker pull nginx", "ls -l /var/lib/docker"], None);
    let link = session.to_link().unwrap();
    for end in 0..link.len() {
        assert!(SavedSession::parse_link(&link[..end]).is_err(), "cut at {end}");
    }
    for at in 2..link.len() {
        for other in ["A", "b", "_", "%"] {
            let mut changed = link.clone();
            changed.replace_range(at..=at, other);
            let outcome = SavedSession::parse_link(&changed);
            assert!(changed == link || outcome.is_err(), "changed at {at}: {outcome:?}");
        }
    }
}

/// A character for a line: often one that means something to the file or the shell.
fn character(random: &mut Seeded) -> char {
    const TELLING: &[char] =
        &['$', '>', '#', ' ', '\n', '\t', '\r', '"', '<', ':', '\u{1b}', '\u{202e}', '镜', '😀', 'a'];
    match random.next_u64() % 4 {
        0 => char::from_u32(random.next_u64() as u32 % 0x3000).unwrap_or('x'),
        _ => TELLING[random.next_u64() as usize % TELLING.len()],
    }
}

/// Whatever can be saved is loaded again as it was; whatever cannot is refused for its characters alone.
#[test]
fn random_sessions_round_trip() {
    let mut random = Seeded::new(20_201);
    let mut kept = 0;
    for _ in 0..3000 {
        let count = random.next_u64() as usize % 6;
        let mut line = || (0..random.next_u64() % 12).map(|_| character(&mut random)).collect::<String>();
        let lines: Vec<String> = (0..count).map(|_| line()).collect();
        let bad = lines.iter().any(|line| line.chars().any(is_untypable));
        match SavedSession::new("empty", lines, None) {
            Ok(session) => {
                assert!(!bad);
                kept += 1;
                assert_eq!(SavedSession::parse(&session.to_text()).as_ref(), Ok(&session));
                assert_eq!(SavedSession::parse_link(&session.to_link().unwrap()).as_ref(), Ok(&session));
            }
            Err(error) => assert!(bad, "{error}"),
        }
    }
    assert!(kept > 300, "{kept}");
}

/// Random changes of real texts and links never do more than fail, and what is read can be written.
#[test]
fn random_changes_never_panic() {
    let mut random = Seeded::new(7);
    let link = saved(&["docker pull nginx", "echo 镜像"], None).to_link().unwrap();
    for _ in 0..20_000 {
        let mut text: Vec<char> = FILE.chars().collect();
        for _ in 0..=random.next_u64() % 5 {
            let at = random.next_u64() as usize % text.len();
            if random.next_u64().is_multiple_of(3) { text.truncate(at + 1) } else { text[at] = character(&mut random) }
        }
        let text: String = text.into_iter().collect();
        match SavedSession::parse(&text) {
            Ok(session) => assert_eq!(SavedSession::parse(&session.to_text()), Ok(session)),
            Err(error) => assert!(!error.words(Lang::En).is_empty() && !error.words(Lang::Zh).is_empty()),
        }
        let body: String = text.chars().skip(29).collect();
        if let Ok(session) = SavedSession::parse_link(&link_of(body.as_bytes())) {
            assert_eq!(SavedSession::parse(&session.to_text()), Ok(session));
        }
        let mut changed = link.clone().into_bytes();
        let at = random.next_u64() as usize % changed.len();
        changed[at] = (random.next_u64() % 128) as u8;
        let _ = SavedSession::parse_link(&String::from_utf8_lossy(&changed));
    }
}

/// What the page shows of an error has no markup of its own and no character that acts.
#[test]
fn errors_repeat_nothing_hidden() {
    let file = "# Drydock session, version 1\nworld: \u{1b}[31m\u{202e}<img src=x>\n";
    for lang in [Lang::En, Lang::Zh] {
        let words = SavedSession::parse(file).unwrap_err().words(lang);
        assert!(!words.chars().any(is_untypable), "{words:?}");
    }
}
