//! What is remembered from visit to visit, in the browser only.

use std::collections::BTreeMap;

use drydock_core::trace::explain::Lang;
use serde::{Deserialize, Serialize};

use super::address::{lang_code, lang_of};

/// The theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark ink on warm paper.
    Light,
    /// The same contrast, the other way.
    Dark,
}

/// How fast *play* goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    /// Half as fast.
    Half,
    /// As intended.
    #[default]
    Normal,
    /// Twice as fast.
    Double,
}

impl Speed {
    /// The next one, going round.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Half => Self::Normal,
            Self::Normal => Self::Double,
            Self::Double => Self::Half,
        }
    }

    /// How it is written on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Half => "0.5×",
            Self::Normal => "1×",
            Self::Double => "2×",
        }
    }
}

/// Whether single letters do something. Arrows and other named keys always do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LetterKeys {
    /// They do.
    #[default]
    On,
    /// They do not.
    Off,
}

/// Everything remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The language; `None` follows the browser's.
    pub lang: Option<Lang>,
    /// The theme.
    pub theme: Theme,
    /// The speed of *play*.
    pub speed: Speed,
    /// Whether single letters do something.
    pub letters: LetterKeys,
    /// For each lesson the name of the stop where the reader last was.
    pub progress: BTreeMap<String, String>,
}

/// What was saved is not what this page writes. It is kept aside, never overwritten silently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrupt;

/// The form in which preferences are saved. Fields that are missing have their defaults; a field of another type is corrupt.
#[derive(Serialize, Deserialize)]
struct Saved {
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    speed: String,
    #[serde(default)]
    letters: String,
    #[serde(default)]
    progress: BTreeMap<String, String>,
}

const VERSION: u32 = 1;

impl Preferences {
    /// Reads what [`Preferences::to_json`] wrote.
    pub fn from_json(json: &str) -> Result<Self, Corrupt> {
        let saved: Saved = serde_json::from_str(json).map_err(|_| Corrupt)?;
        if saved.version != VERSION {
            return Err(Corrupt);
        }
        Ok(Self {
            lang: saved.lang.as_deref().and_then(lang_of),
            theme: match saved.theme.as_str() {
                "light" => Theme::Light,
                "dark" => Theme::Dark,
                _ => Theme::System,
            },
            speed: match saved.speed.as_str() {
                "half" => Speed::Half,
                "double" => Speed::Double,
                _ => Speed::Normal,
            },
            letters: if saved.letters == "off" { LetterKeys::Off } else { LetterKeys::On },
            progress: saved.progress,
        })
    }

    /// The text to save.
    pub fn to_json(&self) -> String {
        let saved = Saved {
            version: VERSION,
            lang: self.lang.map(|lang| lang_code(lang).to_owned()),
            theme: match self.theme {
                Theme::System => "system",
                Theme::Light => "light",
                Theme::Dark => "dark",
            }
            .to_owned(),
            speed: match self.speed {
                Speed::Half => "half",
                Speed::Normal => "normal",
                Speed::Double => "double",
            }
            .to_owned(),
            letters: match self.letters {
                LetterKeys::On => "on",
                LetterKeys::Off => "off",
            }
            .to_owned(),
            progress: self.progress.clone(),
        };
        serde_json::to_string(&saved).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_round_trip() {
        let preferences = Preferences {
            lang: Some(Lang::Zh),
            theme: Theme::Dark,
            speed: Speed::Double,
            letters: LetterKeys::Off,
            progress: [("pull-nginx".to_owned(), "chain".to_owned())].into(),
        };
        assert_eq!(Preferences::from_json(&preferences.to_json()), Ok(preferences));
        assert_eq!(Preferences::from_json(&Preferences::default().to_json()), Ok(Preferences::default()));
    }

    #[test]
    fn corrupt_is_told() {
        for json in ["", "{", "[]", "null", r#"{"version":2}"#, r#"{"version":1,"progress":7}"#] {
            assert_eq!(Preferences::from_json(json), Err(Corrupt), "{json}");
        }
        assert_eq!(Preferences::from_json(r#"{"version":1}"#), Ok(Preferences::default()));
    }
}
