//! `--format`: rows through a template, with or without a line of titles.
//!
//! Model: docker/cli `cli/command/formatter/formatter.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::call::Failure;
use super::tabwriter;
use super::template::value::Map;
use super::template::{Functions, Options, Template, Value};

/// The format that stands for a command's usual table.
pub const TABLE: &str = "table";
/// The format that stands for a command's list of `key: value`.
pub const RAW: &str = "raw";

/// Titles of columns: a method's name, and what stands above its column.
pub type Titles = &'static [(&'static str, &'static str)];

/// Whether a format asks for titles.
pub fn is_table(format: &str) -> bool {
    format.starts_with(TABLE)
}

/// A format, ready to be used.
#[derive(Clone, Debug)]
pub struct Formatter {
    template: Template,
    table: bool,
}

impl Formatter {
    /// Reads a format: `table` in front asks for titles, `\t` and `\n` may be written so.
    pub fn parse(format: &str) -> Result<Self, Failure> {
        let text = format.strip_prefix(TABLE).unwrap_or(format).trim_matches(' ');
        let text = text.replace("\\t", "\t").replace("\\n", "\n");
        let template = Template::parse(&text).map_err(|error| template_error(&error))?;
        Ok(Self { template, table: is_table(format) })
    }

    /// The rows as text.
    pub fn write(&self, titles: Titles, rows: impl IntoIterator<Item = Value>) -> Result<String, Failure> {
        let mut text = String::new();
        if self.table {
            // An error here shows in the rows as well; where there are none, Docker says nothing either.
            let options = Options { functions: Functions::Header, ..Options::default() };
            text = self.template.execute(&title_map(titles), options).0;
            text.push('\n');
        }
        for row in rows {
            let (line, result) = self.template.execute(&row, Options::default());
            result.map_err(|error| template_error(&error))?;
            text.push_str(&line);
            text.push('\n');
        }
        Ok(if self.table { tabwriter::align(&text) } else { text })
    }
}

fn template_error(error: &str) -> Failure {
    Failure::new("template parsing error: ".to_owned() + error)
}

fn title_map(titles: Titles) -> Value {
    let entries: BTreeMap<Rc<str>, Value> =
        titles.iter().map(|(method, title)| (Rc::from(*method), Value::string(*title))).collect();
    let (type_name, key_type, zero) = ("formatter.SubHeaderContext", "string", Value::string(""));
    Value::Map(Rc::new(Map { type_name, key_type, zero, entries: Some(entries) }))
}

/// The first 12 digits of an ID, without `sha256:`.
///
/// Model: moby `pkg/stringid/stringid.go` `TruncateID`.
pub fn short_id(id: &str) -> &str {
    let digits = id.split_once(':').map_or(id, |(_, digits)| digits);
    digits.get(..12).unwrap_or(digits)
}

/// A text cut to so many columns, the last of which is then `…`. Characters of East Asian scripts take two.
///
/// Model: docker/cli `cli/command/formatter/displayutils.go` `Ellipsis`.
pub fn ellipsis(text: &str, columns: usize) -> String {
    if text.chars().map(char_width).sum::<usize>() <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut width = 0;
    for c in text.chars() {
        width += char_width(c);
        if width > columns.saturating_sub(1) {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// The columns that a character takes. Source: Unicode Standard Annex 11, the blocks that are wide throughout.
const fn char_width(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::template::value::Field;

    const TITLES: Titles = &[("ID", "IMAGE ID"), ("Tag", "TAG")];

    fn write(format: &str) -> Result<String, String> {
        let row = |id: &'static str, tag: &'static str| {
            let fields = vec![Field::new("ID", Value::string(id)), Field::new("Tag", Value::string(tag))];
            Value::context("formatter.imageContext", fields)
        };
        let rows = [row("da0d627b91c1", "latest"), row("abababababab", "<none>")];
        let written = Formatter::parse(format).and_then(|formatter| formatter.write(TITLES, rows));
        written.map_err(|failure| failure.message)
    }

    /// Expected: what the 20.10.24 client prints.
    #[test]
    fn formats() {
        for (format, text) in [
            ("table {{.ID}}\\t{{.Tag}}", "IMAGE ID       TAG\nda0d627b91c1   latest\nabababababab   <none>\n"),
            ("tablefoo {{.ID}}", "foo IMAGE ID\nfoo da0d627b91c1\nfoo abababababab\n"),
            ("table ", "\n\n\n"),
            ("  {{.ID}}  ", "da0d627b91c1\nabababababab\n"),
            ("{{.ID}}\\t|\\n", "da0d627b91c1\t|\n\nabababababab\t|\n\n"),
            ("table {{.ID}}\\t", "IMAGE ID       \nda0d627b91c1   \nabababababab   \n"),
            (
                "table {{upper .ID}}\\t{{json .Tag}}\\t{{len .ID}}\\t{{split .ID \"a\"}}x",
                "IMAGE ID       TAG        8         IMAGE IDx\n\
                 DA0D627B91C1   \"latest\"   12        [d 0d627b91c1]x\n\
                 ABABABABABAB   \"<none>\"   12        [ b b b b b b]x\n",
            ),
            (
                "table {{.Tag | printf \"%-20s\"}}|",
                "TAG                 |\nlatest              |\n<none>              |\n",
            ),
        ] {
            assert_eq!(write(format).unwrap(), text, "{format}");
        }
        assert_eq!(write("{{.ID").unwrap_err(), "template parsing error: template: :1: unclosed action");
    }

    #[test]
    fn shortened() {
        assert_eq!(short_id("sha256:da0d627b91c14e89d0d7"), "da0d627b91c1");
        assert_eq!(short_id("<missing>"), "<missing>");
        assert_eq!(ellipsis("abcdef", 6), "abcdef");
        assert_eq!(ellipsis("abcdefg", 6), "abcde…");
        assert_eq!(ellipsis("中文字", 5), "中文…");
    }
}
