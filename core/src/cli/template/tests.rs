//! `recorded.txt` holds what the 20.10.24 client makes of templates: after `T ` a template for `docker images --format`, after
//! `O ` each line that it prints for one image, after `E ` its error; the `printf`s at the end are of Go 1.19 itself.

use super::value::{Field, Value};
use super::{Options, Template};

fn image() -> Value {
    let fields = [
        ("ID", "da0d627b91c1"),
        ("Repository", "nginx"),
        ("Tag", "latest"),
        ("Digest", "<none>"),
        ("CreatedSince", "5 years ago"),
        ("CreatedAt", "2021-01-12 10:17:43 +0000 UTC"),
        ("Size", "2.71kB"),
        ("Containers", "N/A"),
        ("VirtualSize", "2.712kB"),
        ("SharedSize", "N/A"),
        ("UniqueSize", "N/A"),
    ];
    let fields = fields.map(|(name, text)| Field::new(name, Value::string(text)));
    Value::context("formatter.imageContext", fields.into())
}

fn run(template: &str, data: &Value) -> Result<String, String> {
    let template = Template::parse(&template.replace("\\t", "\t").replace("\\n", "\n"))?;
    let (out, result) = template.execute(data, Options::default());
    result.map(|()| out)
}

#[test]
fn recorded() {
    let data = image();
    let (mut count, mut wrong) = (0, Vec::new());
    for entry in include_str!("recorded.txt").split("T ").filter(|entry| !entry.is_empty()) {
        let mut lines = entry.lines();
        let template = lines.next().unwrap();
        let lines: Vec<&str> = lines.collect();
        let expected = match lines.as_slice() {
            [error] if error.starts_with("E ") => Err(error[2..].to_owned()),
            _ => Ok(lines.iter().map(|line| &line[2..]).collect::<Vec<_>>().join("\n")),
        };
        let printed = run(template, &data);
        if printed != expected {
            wrong.push(format!("{template}\n  printed {printed:?}\n recorded {expected:?}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 250, "{count}");
}

/// Nothing panics or runs on for long, whatever is typed.
#[test]
fn hostile() {
    let deep = "(".repeat(5000);
    let loops = "{{range (split \"aaaaaaaaaaaaaaaaaaaa\" \"\")}}".repeat(50) + "x" + &"{{end}}".repeat(50);
    let wide = r#"{{range (split "aaaaaaaaaaaaaaaaaaaaaaaaa" "")}}{{printf "%999999s" "x"}}{{end}}"#;
    let nested = "{{if 1}}".repeat(5000);
    for template in [&format!("{{{{{deep}"), &loops, wide, &nested, &"{{.a}}".repeat(100)] {
        assert!(run(template, &image()).unwrap_err().len() < 200);
    }
}
