use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::*;

#[test]
fn encodes_as_go_does() {
    let table = [
        ("a<b>&c", r#""a\u003cb\u003e\u0026c""#),
        ("line\u{2028}sep\u{2029}", r#""line\u2028sep\u2029""#),
        ("\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}", "\"\\u0008\\u000c\\n\\r\\t\\u0001\\u001f\u{7f}\""),
        ("\"\\/'", r#""\"\\/'""#),
        ("镜像 \u{fffd} \u{1f433}", "\"镜像 \u{fffd} \u{1f433}\""),
        ("", "\"\""),
    ];
    for (text, expected) in table {
        assert_eq!(quote(text), expected);
        assert_eq!(text::unquote(&expected.as_bytes()[1..expected.len() - 1]), text);
    }
    let map = BTreeMap::from([("b<", vec![1_u64]), ("a", vec![]), ("A", vec![2, 3])]);
    assert_eq!(encode(&map), r#"{"A":[2,3],"a":[],"b\u003c":[1]}"#);
    assert_eq!(
        encode_indented(&map, "  "),
        "{\n  \"A\": [\n    2,\n    3\n  ],\n  \"a\": [],\n  \"b\\u003c\": [\n    1\n  ]\n}"
    );
    assert_eq!(encode(&[0.0, 1.0, 0.5, -1e21, 1e-7, 123_456_789.0]), "[0,1,0.5,-1e+21,1e-7,123456789]");
    assert_eq!(encode(&serde_json::json!({"z": null, "a": {}, "m": true})), r#"{"z":null,"a":{},"m":true}"#);
}

#[test]
fn decodes_strings_as_go_does() {
    let table: &[(&[u8], &str)] = &[
        (br"\u003cA\u00e9", "<Aé"),
        (br"\ud83d\udc33", "\u{1f433}"),
        (br"\ud83d", "\u{fffd}"),
        (br"\ud83dx\udc33", "\u{fffd}x\u{fffd}"),
        (br"\ud83d\ud83d\udc33", "\u{fffd}\u{1f433}"),
        (b"caf\xe9!", "caf\u{fffd}!"),
        (b"\xe2\x82A", "\u{fffd}\u{fffd}A"),
        (b"\xf0\x9f\x90", "\u{fffd}\u{fffd}\u{fffd}"),
        (br"\b\f\n\r\t\/\\\x", "\u{8}\u{c}\n\r\t/\\x"),
        (br"cut\", "cut\u{fffd}"),
        (br"cut\u12", "cut\u{fffd}"),
    ];
    for (inside, expected) in table {
        assert_eq!(text::unquote(inside), *expected);
    }
}

/// The texts are those that Go 1.19's `Decoder` returns for these inputs; the number is the offset of the byte it means.
#[test]
fn errors_in_gos_words() {
    let table: &[(&[u8], usize, &str)] = &[
        (b"", 0, "EOF"),
        (b" \n\t", 3, "EOF"),
        (b"{", 1, "unexpected EOF"),
        (b"{\"a\"", 4, "unexpected EOF"),
        (b"[\"ab", 4, "unexpected EOF"),
        (b"[tru", 4, "unexpected EOF"),
        (b"[\"\\u12", 6, "unexpected EOF"),
        (b"-", 1, "unexpected EOF"),
        (b"{\"a\":1,}", 7, "invalid character '}' looking for beginning of object key string"),
        (b"{a:1}", 1, "invalid character 'a' looking for beginning of object key string"),
        (b"{'a':1}", 1, r"invalid character '\'' looking for beginning of object key string"),
        (b"[1,]", 3, "invalid character ']' looking for beginning of value"),
        (b"[,]", 1, "invalid character ',' looking for beginning of value"),
        (b"{\"a\" 1}", 5, "invalid character '1' after object key"),
        (b"{\"a\":1 \"b\"", 7, "invalid character '\"' after object key:value pair"),
        (b"{\"a\":1]", 6, "invalid character ']' after object key:value pair"),
        (b"[1 2]", 3, "invalid character '2' after array element"),
        (b"[01]", 2, "invalid character '1' after array element"),
        (b"[\"a\nb\"]", 3, r"invalid character '\n' in string literal"),
        (b"[\"\\x\"]", 3, "invalid character 'x' in string escape code"),
        (b"[\"\\u00g0\"]", 6, "invalid character 'g' in \\u hexadecimal character escape"),
        (b"[-x]", 2, "invalid character 'x' in numeric literal"),
        (b"[1.]", 3, "invalid character ']' after decimal point in numeric literal"),
        (b"[1e+]", 4, "invalid character ']' in exponent of numeric literal"),
        (b"[trye]", 3, "invalid character 'y' in literal true (expecting 'u')"),
        (b"[root@localhost ~]# cat", 1, "invalid character 'r' looking for beginning of value"),
        (b"\xef\xbb\xbf{}", 0, "invalid character 'ï' looking for beginning of value"),
        (b"[\x80]", 1, r"invalid character '\u0080' looking for beginning of value"),
        (b"[\x00]", 1, r"invalid character '\x00' looking for beginning of value"),
        (b"[\\]", 1, r"invalid character '\\' looking for beginning of value"),
    ];
    for (bytes, at, message) in table {
        let parsed = parse(bytes, 0);
        let error = parsed.error.unwrap_or_else(|| panic!("{message}: no error"));
        assert_eq!((error.to_string().as_str(), parsed.end), (*message, *at));
    }
}

#[test]
fn what_follows_a_value_is_left_alone() {
    for (text, end) in [("{} x", 2), ("[1]]", 3), ("0123", 1), (" \"a\"\n{", 4), ("null,", 4)] {
        let parsed = parse(text.as_bytes(), 0);
        assert_eq!((parsed.error, parsed.end), (None, end), "{text}");
    }
    assert_eq!(parse(b"junk {\"a\":2}", 5).tree.root().and_then(|root| root.get("a")?.as_u64()), Some(2));
}

#[test]
fn places_and_duplicates() {
    let text = br#"{"a": [1, "x"], "b": {}, "a": null}"#;
    let parsed = parse(text, 0);
    let root = parsed.tree.root().unwrap();
    let members: Vec<_> = root
        .members()
        .map(|member| (member.key.as_str().unwrap(), member.value.map(|value| (value.kind(), value.span()))))
        .collect();
    let expected = [
        ("a".to_owned(), Some((Type::Array, 6..14))),
        ("b".to_owned(), Some((Type::Object, 21..23))),
        ("a".to_owned(), Some((Type::Null, 30..34))),
    ];
    assert_eq!(members, expected);
    assert_eq!(root.get("a").map(|value| value.kind()), Some(Type::Null));
    let array = root.members().next().and_then(|member| member.value).unwrap();
    assert_eq!(array.elements().map(|value| value.raw()).collect::<Vec<_>>(), [&b"1"[..], b"\"x\""]);
    assert_eq!(root.elements().count(), 0);
    assert_eq!(array.members().count(), 0);
}

#[test]
fn what_was_read_before_an_error_is_kept() {
    let parsed = parse(br#"{"a": {"b": "c", "d": "ef"#, 0);
    assert_eq!(parsed.error, Some(SyntaxError::End));
    let root = parsed.tree.root().unwrap();
    let inner = root.get("a").unwrap();
    assert!(!root.is_complete() && !inner.is_complete());
    assert_eq!(inner.get("b").and_then(|value| value.as_str()).as_deref(), Some("c"));
    let cut = inner.get("d").unwrap();
    assert_eq!((cut.as_str().as_deref(), cut.is_complete()), (Some("ef"), false));
    let parsed = parse(br#"{"a": 1, "b""#, 0);
    let members: Vec<_> = parsed.tree.root().unwrap().members().map(|member| member.value.is_some()).collect();
    assert_eq!(members, [true, false]);
}

#[test]
fn depth_and_size() {
    let nested = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();
    assert_eq!(parse(&nested(MAX_DEPTH), 0).error, None);
    let too_deep = nested(MAX_DEPTH + 1);
    let deeper = parse(&too_deep, 0);
    assert_eq!(
        deeper.error.map(|error| error.to_string()).as_deref(),
        Some("invalid character '[' exceeded max depth")
    );
    assert_eq!(deeper.end, MAX_DEPTH);

    let mut line = String::from("[");
    for number in 0..100_000 {
        let _ = write!(line, "{number},");
    }
    line.push_str("0]");
    assert_eq!(parse(line.as_bytes(), 0).tree.root().unwrap().elements().count(), 100_001);
}
