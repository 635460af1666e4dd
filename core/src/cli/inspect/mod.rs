//! `docker inspect` and its kin: objects as Go values, printed as JSON or through a template.
//!
//! Model: docker/cli `cli/command/inspect/inspector.go`.

mod config;
mod container;
mod image;
mod of_json;
#[cfg(test)]
mod tests;

pub use config::config;
pub use container::container;
pub use image::image;

use super::call::{Call, Failure};
use super::template::{MissingKey, Options, Template, Value};

/// The exit status when a template cannot be read.
const BAD_TEMPLATE: u8 = 64;

/// Finds an object, or says why not.
pub type Find<'a> = dyn FnMut(&mut Call<'_>, &str) -> Result<Value, String> + 'a;

/// Prints the objects of all names, then the complaints about those that are not there or do not suit the template.
///
/// Model: `Inspect`.
pub fn run(call: &mut Call<'_>, format: &str, find: &mut Find<'_>) -> Result<(), Failure> {
    let mut inspector = Inspector::new(format)?;
    let mut complaints: Vec<String> = Vec::new();
    for name in call.args.clone() {
        let result = find(call, &name).and_then(|object| inspector.inspect(object));
        complaints.extend(result.err());
    }
    call.out(inspector.finish());
    if complaints.is_empty() { Ok(()) } else { Err(Failure::new(complaints.join("\n"))) }
}

/// What prints the objects.
#[derive(Clone, Debug)]
pub struct Inspector {
    /// None for JSON.
    template: Option<Template>,
    options: Options,
    found: Vec<Value>,
    printed: String,
}

impl Inspector {
    /// For a template; JSON if that is empty.
    pub fn new(format: &str) -> Result<Self, Failure> {
        let read = |text| {
            Template::parse(text)
                .map_err(|error| Failure::with_status("template parsing error: ".to_owned() + &error, BAD_TEMPLATE))
        };
        let template = if format.is_empty() { None } else { Some(read(format)?) };
        Ok(Self { template, options: Options::default(), found: Vec::new(), printed: String::new() })
    }

    /// Takes an object in. If the template fails on it, it is tried on the object's JSON, where a missing key is an error from
    /// then on.
    pub fn inspect(&mut self, object: Value) -> Result<(), String> {
        let Some(template) = &self.template else {
            self.found.push(object);
            return Ok(());
        };
        let (mut text, mut result) = template.execute(&object, self.options);
        if result.is_err() {
            self.options.missing_key = MissingKey::Error;
            (text, result) = template.execute(&object.raw(), self.options);
        }
        result.map_err(|error| "template parsing error: ".to_owned() + &error)?;
        self.printed.push_str(&text);
        self.printed.push('\n');
        Ok(())
    }

    /// All that is printed in the end: an empty line if a template printed nothing.
    pub fn finish(self) -> String {
        if self.template.is_some() {
            return if self.printed.is_empty() { "\n".to_owned() } else { self.printed };
        }
        if self.found.is_empty() {
            return "[]\n".to_owned();
        }
        let objects: Vec<String> =
            self.found.iter().map(|object| "    ".to_owned() + &object.to_indented_json(1)).collect();
        ["[\n", &objects.join(",\n"), "\n]\n"].concat()
    }
}
