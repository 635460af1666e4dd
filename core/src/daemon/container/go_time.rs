//! Go's `time.Time` as JSON: RFC 3339, and the year 1 for never.

use serde::{Deserialize, Deserializer, Serializer};

use crate::clock::Time;

/// Go's zero time: 0001-01-01T00:00:00Z.
pub(super) const NEVER: Time = Time::GO_ZERO;

pub(super) fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
    let text = String::deserialize(deserializer)?;
    Time::parse_rfc3339(&text).ok_or_else(|| serde::de::Error::custom(format!("{text} is no time")))
}
