use super::*;
use crate::lesson::{Aside, Block, Inline, Lesson};

const STRUCTURE: &str = r#"{
  "world": "documents", "image": "nginx:latest",
  "commands": [{"name": "pull", "line": "docker pull nginx"}],
  "chapters": ["one"],
  "stops": [
    {"name": "a", "chapter": "one", "before": "pull"},
    {"name": "b", "chapter": "one", "in": "pull", "step": "repositories.tag", "layer": 2,
     "focus": {"open": "image/{chain 2}", "light": ["diff 2"]},
     "prediction": {"answer": "chain 2", "choices": [{"name": "d", "value": "diff 2"}, {"name": "c", "value": "chain 2"}]}}
  ]
}"#;

const PROSE: &str = "# Title

What it
is about.

## Part {#one}

### A stop {#a}

Plain, *soft*, **hard**, `path/{chain 1}`, [word](term:diffid).
第一行
第二行 \\{not a value\\}.

- one
- two
  goes on

> why: because
> of `this`

### Another, {chain 2} {#b}

```
sha256(\"{chain 1} {diff 2}\")
```

? Which?

* d: {diff 2}
  No.
* c: the hash
  Yes,
  so it is.
";

fn compile(structure: &str, prose: &str) -> Result<Lesson, Vec<String>> {
    let prose = Source { file: "en.md", text: prose };
    let compiled = lesson("t", Source { file: "lesson.json", text: structure }, &[("en", prose)]);
    compiled
        .map(|mut compiled| compiled.lessons.remove(0))
        .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

#[test]
fn a_lesson_is_compiled_and_loads_again() {
    let lesson = compile(STRUCTURE, PROSE).unwrap();
    assert_eq!((lesson.title.as_str(), lesson.summary.as_str()), ("Title", "What it is about."));
    let text = |text: &str| Inline::Text(text.to_owned());
    let value = |value: &str| Inline::Value(value.parse().unwrap());
    assert_eq!(
        lesson.stops[0].body,
        [
            Block::Paragraph(vec![
                text("Plain, "),
                Inline::Emphasis(vec![text("soft")]),
                text(", "),
                Inline::Strong(vec![text("hard")]),
                text(", "),
                Inline::Code(vec![text("path/"), value("chain 1")]),
                text(", "),
                Inline::Term("diffid".into(), vec![text("word")]),
                text(". 第一行第二行 {not a value}."),
            ]),
            Block::Bullets(vec![vec![text("one")], vec![text("two goes on")]]),
            Block::Aside(
                Aside::Why,
                vec![Block::Paragraph(vec![text("because of "), Inline::Code(vec![text("this")])])]
            ),
        ]
    );
    let second = &lesson.stops[1];
    assert_eq!(second.title, [text("Another, "), value("chain 2")]);
    let [Block::Code(line)] = &second.body[..] else { panic!("{:?}", second.body) };
    assert_eq!(line[..2], [text("sha256(\""), value("chain 1")]);
    let prediction = second.prediction.as_ref().unwrap();
    assert_eq!(prediction.prose.question, [text("Which?")]);
    assert_eq!(prediction.prose.choices[1].reason, [text("Yes, so it is.")]);
    let json = serde_json::to_string(&lesson).unwrap();
    assert_eq!(Lesson::from_json(&json).unwrap(), lesson);
}

/// Each change of the sound lesson, and what the author is told.
#[test]
fn mistakes_have_file_line_and_advice() {
    let told = |structure: String, prose: String| compile(&structure, &prose).unwrap_err().join("\n");
    let in_structure = |from: &str, to: &str| told(STRUCTURE.replacen(from, to, 1), PROSE.to_owned());
    let in_prose = |from: &str, to: &str| told(STRUCTURE.to_owned(), PROSE.replacen(from, to, 1));
    assert_eq!(
        in_structure("\"layer\": 2,\n", "\"layr\": 2,\n"),
        "lesson.json:7: there is no key `layr` here; known are \
         name, chapter, before, after, in, step, layer, nth, focus, prediction"
    );
    assert_eq!(
        in_structure("repositories.tag", "repositories.tagged"),
        "lesson.json:7: there is no step `repositories.tagged`; known are \
         repositories.digest, repositories.tag, repositories.remove"
    );
    assert_eq!(
        in_structure("\"before\": \"pull\"", "\"before\": \"push\""),
        "lesson.json:6: there is no command `push`; known are pull\nen.md:8: `lesson.json` has no stop `a`"
    );
    assert_eq!(
        in_structure("chain 2\", \"choices", "chian 2\", \"choices").lines().next().unwrap().split(';').next().unwrap(),
        "lesson.json:9: `answer`: there is no value `chian`"
    );
    assert_eq!(in_structure("}}\n  ]", "}},\n  ]").split(": invalid").next(), Some("lesson.json:10: this is not JSON"));
    assert_eq!(
        in_prose("### A stop {#a}", "### A stop {#z}"),
        "en.md:8: `lesson.json` has no stop `z`\nen.md:1: the stop `a` has no words here; add a section `### … {#a}`"
    );
    assert_eq!(
        in_prose("*soft*", "*soft"),
        "en.md:10: `*` is opened here and not closed; close it, or write \\ before it"
    );
    assert_eq!(
        in_prose("{chain 1} {diff 2}", "{chain 1} {diff}").split(" but").next(),
        Some("en.md:24: {diff}: `diff` needs the number of a layer (the lowest is 1),")
    );
    assert_eq!(
        in_prose("> why: because", "> because"),
        "en.md:18: an aside must say what it is: start it with `> why:`, `> mistaken:`, `> elsewhere:` or `> honest:`"
    );
    assert_eq!(in_prose("  No.\n", ""), "en.md:29: the choice `d` has no reason; write it below, indented");
    assert_eq!(in_prose("* c: the hash\n  Yes,\n  so it is.\n", ""), "en.md:27: the choice `c` has no words here");
    assert_eq!(
        in_prose("(term:diffid)", "(http://x)"),
        "en.md:10: a link leads to `term:…`, `page:…`, `lesson:…`, a page's .md file or `https://…`"
    );
}

#[test]
fn pages_have_the_same_sections_in_every_language() {
    let source = |file, text| Source { file, text };
    let english = source(
        "a.md",
        "# Errata\n\nWords.\n\n## One {#one}\n\nX.\n\n## Two {#two}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    );
    let chinese = source("a.zh.md", "# 勘误\n\n## 一 {#one}\n\n甲。\n");
    let mistakes = page("errata", &[("en", english), ("zh", chinese)]).unwrap_err();
    assert_eq!(mistakes[0].to_string(), "a.zh.md:1: the section `two` is missing in this language; add it");
    let page = page("errata", &[("en", english)]).unwrap().remove(0);
    assert!(matches!(&page.sections[1].body[..], [Block::Table(head, rows)] if head.len() == 2 && rows.len() == 1));
    let source = [source("x.md", "[a](page:errata#one) [b](page:errata#three)\n[c](term:x)")];
    let told: Vec<String> = links(&source, &[], &[&page]).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "x.md:1: `page:errata#three` leads nowhere; mend it, or add what it names",
            "x.md:2: `term:x` leads nowhere; mend it, or add what it names"
        ]
    );
}

/// The schema that editors use knows the keys that the compiler knows.
#[test]
fn the_schema_has_the_compilers_keys() {
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../../../docs/lesson.schema.json")).unwrap();
    let stop = "/$defs/stop/properties";
    let keys = |place: &str| -> Vec<&str> {
        let keys = schema.pointer(place).unwrap().as_object().unwrap().keys().map(String::as_str);
        keys.filter(|key| !key.starts_with('$')).collect()
    };
    assert_eq!(keys("/properties"), structure::LESSON);
    assert_eq!(keys("/properties/commands/items/properties"), structure::COMMAND);
    assert_eq!(keys(stop), structure::STOP);
    assert_eq!(keys(&format!("{stop}/focus/properties")), structure::FOCUS);
    assert_eq!(keys(&format!("{stop}/prediction/properties")), structure::PREDICTION);
    let worlds: Vec<&str> = schema
        .pointer("/properties/world/enum")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|w| w.as_str())
        .collect();
    assert_eq!(worlds, crate::world::NAMES);
}
