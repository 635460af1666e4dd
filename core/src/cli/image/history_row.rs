//! The rows of `docker history`.
//!
//! Model: docker/cli `cli/command/image/formatter_history.go`.

use crate::cli::format::{TABLE, Titles, ellipsis, short_id};
use crate::cli::template::Value;
use crate::cli::template::value::Field;
use crate::cli::units;
use crate::clock::Time;

/// Titles of the columns.
pub const TITLES: Titles = &[
    ("ID", "IMAGE"),
    ("CreatedSince", "CREATED"),
    ("CreatedAt", "CREATED AT"),
    ("CreatedBy", "CREATED BY"),
    ("Size", "SIZE"),
    ("Comment", "COMMENT"),
];

/// A step of an image's history as the daemon tells it.
///
/// Model: moby `api/types/image/image_history.go` `HistoryResponseItem`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// `sha256:…`, or `<missing>`.
    pub id: String,
    /// When it was made.
    pub created: Time,
    /// The command that made it.
    pub created_by: String,
    /// Bytes of its layer.
    pub size: i64,
    /// A comment.
    pub comment: String,
}

/// How rows are shown.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// IDs and commands in full.
    pub no_trunc: bool,
    /// Sizes and ages in words.
    pub human: bool,
    /// What ages are counted to.
    pub now: Time,
    /// Seconds east of UTC.
    pub utc_offset: i64,
}

/// Commands are cut to so many columns.
const COMMAND_COLUMNS: usize = 45;

/// The format that `source` and the flags ask for.
///
/// Model: `NewHistoryFormat`.
pub fn format(source: &str, quiet: bool, human: bool) -> &str {
    match (source, quiet, human) {
        (TABLE, true, _) => "{{.ID}}",
        (TABLE, _, true) => "table {{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}",
        (TABLE, ..) => "table {{.ID}}\t{{.CreatedAt}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}",
        _ => source,
    }
}

/// The row of a step.
pub fn row(item: &Item, style: &Style) -> Value {
    let created_at = units::rfc3339(item.created, style.utc_offset);
    let created_by = item.created_by.replace('\t', " ");
    let fields = [
        ("ID", if style.no_trunc { item.id.clone() } else { short_id(&item.id).to_owned() }),
        (
            "CreatedSince",
            if style.human { units::human_duration(item.created, style.now) + " ago" } else { created_at.clone() },
        ),
        ("CreatedAt", created_at),
        ("CreatedBy", if style.no_trunc { created_by } else { ellipsis(&created_by, COMMAND_COLUMNS) }),
        ("Size", if style.human { units::human_size_with(item.size as f64, 3) } else { item.size.to_string() }),
        ("Comment", item.comment.clone()),
    ];
    let fields = fields.map(|(name, text)| Field::new(name, Value::string(text)));
    Value::context("image.historyContext", fields.into())
}
