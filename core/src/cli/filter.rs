//! `--filter name=value`.
//!
//! Model: docker/cli `opts/opts.go` `FilterOpt`, moby `api/types/filters/parse.go`.

use super::call::Failure;

/// The filters given.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    given: Vec<(String, String)>,
}

impl Filters {
    /// Reads the values of `--filter`, which were found to contain `=`. Empty ones are nothing.
    pub fn new<'a>(given: impl Iterator<Item = &'a str>) -> Self {
        let pair = |text: &str| {
            let (name, value) = text.split_once('=')?;
            Some((name.trim().to_lowercase(), value.trim().to_owned()))
        };
        Self { given: given.filter_map(pair).collect() }
    }

    /// The values given for a name, in order.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.given.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// All of them as `name=value`, sorted.
    pub fn sorted(&self) -> Vec<String> {
        let mut texts: Vec<String> = self.given.iter().map(|(name, value)| [name, "=", value].concat()).collect();
        texts.sort();
        texts
    }

    /// Complains of the first name that is none of these.
    pub fn check(&self, accepted: &[&str]) -> Result<(), Failure> {
        match self.given.iter().find(|(name, _)| !accepted.contains(&name.as_str())) {
            Some((name, _)) => Err(Failure::from_daemon(&["Invalid filter '", name, "'"].concat())),
            None => Ok(()),
        }
    }

    /// A filter that is true or false.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Failure> {
        let values: Vec<&str> = self.values(name).collect();
        let has = |words: [&str; 2]| words.iter().any(|word| values.contains(word));
        match values.as_slice() {
            [] => Ok(None),
            _ if has(["true", "1"]) => Ok(Some(true)),
            _ if has(["false", "0"]) => Ok(Some(false)),
            _ => Err(Failure::from_daemon(&["Invalid filter '", name, "=[", &values.join(" "), "]'"].concat())),
        }
    }
}
