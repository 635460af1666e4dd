//! What Python 2.7.18 and 3.11.7 print.

use super::json::{Indent, write};
use super::read::read;
use super::{Layout, PythonVersion};

fn both(text: &str) -> [String; 2] {
    [PythonVersion::V2, PythonVersion::V3].map(|version| {
        let old = version == PythonVersion::V2;
        let layout = Layout { sorted: old, trailing_blank: old, ascii: true, indent: Indent::Blanks(4) };
        read(text, version).map_or_else(|message| message, |value| write(&value, &layout))
    })
}

#[test]
fn layout() {
    let text = "{\"b\":[1,2.50,[],{}],\"a\":{\"x\":null,\"y\":\"\\u003c☃\"},\"e\":1e5,\"t\":true}";
    let [old, new] = both(text);
    assert_eq!(
        old,
        "{\n    \"a\": {\n        \"x\": null, \n        \"y\": \"<\\u2603\"\n    }, \n    \"b\": [\n        1, \n        2.5, \n        [], \n        {}\n    ], \n    \"e\": 100000.0, \n    \"t\": true\n}"
    );
    assert_eq!(
        new,
        "{\n    \"b\": [\n        1,\n        2.5,\n        [],\n        {}\n    ],\n    \"a\": {\n        \"x\": null,\n        \"y\": \"<\\u2603\"\n    },\n    \"e\": 100000.0,\n    \"t\": true\n}"
    );
    let numbers = "[1.0,1e3,1E400,123456789012345678901234567890,0.1,-0,1e-7,1.5e300,1e16,123456.5]";
    assert_eq!(
        both(numbers)[1].replace("\n    ", "").replace('\n', ""),
        "[1.0,1000.0,Infinity,123456789012345678901234567890,0.1,0,1e-07,1.5e+300,1e+16,123456.5]"
    );
    assert_eq!(both("\"\\ud83d\\n\u{1F600}\"")[1], "\"\\ud83d\\n\\ud83d\\ude00\"");
}

#[test]
fn faults() {
    let cases = [
        (
            "{\n",
            "Expecting object: line 1 column 2 (char 1)",
            "Expecting property name enclosed in double quotes: line 2 column 1 (char 2)",
        ),
        (
            "{\"a\":1} x\n",
            "Extra data: line 1 column 9 - line 2 column 1 (char 8 - 10)",
            "Extra data: line 1 column 9 (char 8)",
        ),
        (
            "{a:1}",
            "Expecting property name: line 1 column 2 (char 1)",
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        (
            "{\"a\" 1}",
            "Expecting : delimiter: line 1 column 6 (char 5)",
            "Expecting ':' delimiter: line 1 column 6 (char 5)",
        ),
        (
            "{\"a\":1,}",
            "Expecting property name: line 1 column 8 (char 7)",
            "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)",
        ),
        ("[1,]", "No JSON object could be decoded", "Expecting value: line 1 column 4 (char 3)"),
        ("\n", "No JSON object could be decoded", "Expecting value: line 2 column 1 (char 1)"),
        (
            "\"a\n",
            "Invalid control character at: line 1 column 3 (char 2)",
            "Invalid control character at: line 1 column 3 (char 2)",
        ),
        (
            "[1 2]",
            "Expecting , delimiter: line 1 column 4 (char 3)",
            "Expecting ',' delimiter: line 1 column 4 (char 3)",
        ),
        ("[1,2\n", "Expecting object: line 1 column 5 (char 4)", "Expecting ',' delimiter: line 2 column 1 (char 5)"),
        ("{\"a\":}", "No JSON object could be decoded", "Expecting value: line 1 column 6 (char 5)"),
        ("\"\\x\"", "Invalid \\escape: line 1 column 2 (char 1)", "Invalid \\escape: line 1 column 2 (char 1)"),
        ("01\n", "Extra data: line 1 column 2 - line 2 column 1 (char 1 - 3)", "Extra data: line 1 column 2 (char 1)"),
        (
            "\"\\u12\"",
            "Invalid \\uXXXX escape: line 1 column 3 (char 2)",
            "Invalid \\uXXXX escape: line 1 column 3 (char 2)",
        ),
    ];
    for (text, old, new) in cases {
        assert_eq!(both(text), [old, new], "{text:?}");
    }
}
