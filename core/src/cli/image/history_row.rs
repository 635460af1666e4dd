//! The rows of `docker history`.
//!
//! Model: docker/cli `cli/command/image/formatter_history.go`.

use crate::cli::format::{TABLE, Titles, ellipsis, short_id};
use crate::cli::template::Value;
use crate::cli::template::value::Field;
use crate::cli::units;
use crate::clock::Time;
use crate::daemon::HistoryItem;

/// Titles of the columns.
pub const TITLES: Titles = &[
    ("ID", "IMAGE"),
    ("CreatedSince", "CREATED"),
    ("CreatedAt", "CREATED AT"),
    ("CreatedBy", "CREATED BY"),
    ("Size", "SIZE"),
    ("Comment", "COMMENT"),
];

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
pub fn row(item: &HistoryItem, style: &Style) -> Value {
    let created = Time::from_secs(item.created.secs);
    let created_at = units::rfc3339(created, style.utc_offset);
    let id = item.id.map_or_else(|| "<missing>".to_owned(), |id| id.to_string());
    let created_by = item.created_by.replace('\t', " ");
    let fields = [
        ("ID", if style.no_trunc { id } else { short_id(&id).to_owned() }),
        (
            "CreatedSince",
            if style.human { units::human_duration(created, style.now) + " ago" } else { created_at.clone() },
        ),
        ("CreatedAt", created_at),
        ("CreatedBy", if style.no_trunc { created_by } else { ellipsis(&created_by, COMMAND_COLUMNS) }),
        ("Size", if style.human { units::human_size_with(item.size as f64, 3) } else { item.size.to_string() }),
        ("Comment", item.comment.clone()),
    ];
    let fields = fields.map(|(name, text)| Field::new(name, Value::string(text)));
    Value::context("image.historyContext", fields.into())
}
