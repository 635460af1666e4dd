use super::*;

fn first(pattern: &str, flavor: Flavor, text: &str) -> String {
    match Regex::new(pattern.as_bytes(), flavor, false) {
        Err(error) => error.to_string(),
        Ok(regex) => match regex.find_at(text.as_bytes(), 0) {
            None => "-".to_owned(),
            Some(captures) => {
                let shown = captures.iter().map(|span| span.map_or("?", |(a, b)| &text[a..b]));
                shown.collect::<Vec<_>>().join("|")
            }
        },
    }
}

#[test]
fn basic() {
    let cases = [
        ("a3ee2510dcf0*", "xa3ee2510dcf02c", "a3ee2510dcf0"),
        ("^b.*d$", "bcd", "bcd"),
        ("a\\{2,3\\}", "caaaa", "aaa"),
        ("\\(a\\|b\\)*c", "abac", "abac|a"),
        ("*a", "x*a", "*a"),
        ("a^b$c", "a^b$c", "a^b$c"),
        ("a+b", "aab a+b", "a+b"),
        ("a\\+b", "aab", "aab"),
        ("[]x]*", "]]x", "]]x"),
        ("[^ ]*", "", ""),
        (" [A-Z][a-z][a-z] .* ", "root root 4096 Nov 23 19:13 name x", " Nov 23 19:13 name "),
        ("\\<is\\>", "this is", "is"),
        ("x\\.y", "xzy x.y", "x.y"),
        ("[[:digit:]]\\+", "ab123c", "123"),
        ("\\(a\\)\\1", "aa", "drydock: a back-reference in a pattern is not simulated"),
        ("\\1", "", "Invalid back reference"),
        ("[a", "", "Unmatched [, [^, [:, [., or [="),
        ("\\(a", "", "Unmatched ( or \\("),
        ("a\\)", "", "Unmatched ) or \\)"),
        ("a\\", "", "Trailing backslash"),
        ("[z-a]", "", "Invalid range end"),
        ("a\\{1", "", "Unmatched \\{"),
    ];
    for (pattern, text, expected) in cases {
        assert_eq!(first(pattern, Flavor::Basic, text), expected, "{pattern} on {text}");
    }
}

#[test]
fn extended() {
    let cases = [
        ("a|ab", "abc", "ab"),
        ("(a|ab)(c|bcd)", "abcd", "abcd|a|bcd"),
        ("(foo|foobar)?", "foobar", "foobar|foobar"),
        ("^(a|b)+$", "abab", "abab|b"),
        ("a{2}", "aaa", "aa"),
        ("a{,2}", "aaa", "aa"),
        ("a{x", "a{x", "a{x"),
        ("(a*)*b", "aaab", "aaab|aaa"),
        ("é+", "caféé", "éé"),
        (".", "é", "é"),
        ("(x", "", "Unmatched ( or \\("),
        ("x)", "x)", "x)"),
        ("{1}a", "ba", "a"),
        ("{a", "{a", "{a"),
        ("\\w+@\\w+", "to me@home now", "me@home"),
        ("()", "a", "|"),
        ("a||b", "b", "b"),
    ];
    for (pattern, text, expected) in cases {
        assert_eq!(first(pattern, Flavor::Extended, text), expected, "{pattern} on {text}");
    }
    assert!(Regex::new(b"[a-f]X", Flavor::Extended, true).unwrap().is_match(b"Bx"));
    assert!(!Regex::literal(b"a.c", false).unwrap().is_match(b"abc"));
}

/// What GNU's grep reads as it stands, the C library does not take, nor sed one parenthesis.
#[test]
fn what_is_loose() {
    let errors = |pattern: &str| {
        let regex = || Regex::new(pattern.as_bytes(), Flavor::Extended, false).unwrap();
        [regex().strict().err(), regex().closed().err()]
    };
    for (pattern, error) in [
        ("*a", RegexError::Preceding),
        ("{1}", RegexError::Preceding),
        ("{a", RegexError::Preceding),
        ("a{1", RegexError::Brace),
        ("a{x}", RegexError::Interval),
    ] {
        assert_eq!(errors(pattern), [Some(error), Some(error)], "{pattern}");
    }
    assert_eq!(errors("a)"), [None, Some(RegexError::Close)]);
    assert_eq!(errors("a{1,2}(b)"), [None, None]);
}

#[test]
fn matches_do_not_overlap() {
    let all = |pattern: &str, text: &str| -> Vec<(usize, usize)> {
        let regex = Regex::new(pattern.as_bytes(), Flavor::Extended, false).unwrap();
        regex.find_all(text.as_bytes()).iter().map(|c| c[0].unwrap()).collect()
    };
    assert_eq!(all("x*", "bxxc"), [(0, 0), (1, 3), (4, 4)]);
    assert_eq!(all("ab|b", "abbb"), [(0, 2), (2, 3), (3, 4)]);
    assert_eq!(all("^a", "aa"), [(0, 1)]);
}

/// What takes a backtracking engine the age of the universe takes this one a moment.
#[test]
fn nothing_explodes() {
    let text = "a".repeat(20_000);
    for pattern in ["(a*)*b", "(a|a)*b", "(a?){30}a{30}b", "((a+)+)+c"] {
        assert_eq!(first(pattern, Flavor::Extended, &text[..2000]), "-", "{pattern}");
    }
    assert_eq!(first(&"(".repeat(5000), Flavor::Extended, ""), "Regular expression too big");
    assert_eq!(first("((((a{255}){255}){255}))", Flavor::Extended, ""), "Regular expression too big");
    let mut random = crate::clock::Seeded::new(3);
    for _ in 0..3000 {
        let bytes: Vec<u8> = (0..random.next_u64() % 12)
            .map(|_| b"ab.*[]^$(){}|\\+?1,:-\xc3\xa9"[(random.next_u64() % 22) as usize])
            .collect();
        for flavor in [Flavor::Basic, Flavor::Extended] {
            if let Ok(regex) = Regex::new(&bytes, flavor, false) {
                let _ = regex.find_all(b"abab(a){b}|^$ \xc3\xa9");
            }
        }
    }
}
