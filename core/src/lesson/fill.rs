//! Filling in: what a value is at a place of the timeline.

use std::rc::Rc;

use super::image::ROOT;
use super::{Facts, Filled, Hash, ImageFacts, LayerFacts, Part, PathTemplate, Play, Position, Segment, Value};
use crate::session::Operation;
use crate::vfs::AbsPath;

impl<'a> Play<'a> {
    /// A value as it is at a position.
    pub fn value(&self, value: &Value, position: Position) -> Filled {
        self.read(value, position).unwrap_or_else(|| Filled::Unknown(value.clone()))
    }

    fn read(&self, value: &Value, position: Position) -> Option<Filled> {
        let path = |path: &PathTemplate| self.path(path, position).map(AbsPath::new);
        Some(match value {
            Value::Hash(hash, image) => Filled::Hash(hash.kind(), self.hash(*hash, image.as_deref(), position)?),
            Value::Container(part, name) => Filled::Hash(part.kind(), self.container(*part, name, position)?),
            Value::Packed(layer, image) => Filled::Bytes(self.layer(*layer, image.as_deref())?.packed?),
            Value::Size(layer, image) => {
                let chain = self.layer(*layer, image.as_deref())?.chain;
                Filled::Bytes(self.now_or_later(position, |facts| facts.size(chain))?)
            }
            Value::Layers(image) => Filled::Number(self.image(image.as_deref())?.layers.len() as u64),
            Value::File(file) => {
                let content = self.disk(position)?.read(&path(file)?).ok()?;
                Filled::Text(String::from_utf8_lossy(content.bytes().ok()?).into_owned())
            }
            Value::Bytes(file) => Filled::Bytes(self.disk(position)?.read(&path(file)?).ok()?.size()),
            Value::Listing(dir) => Filled::Names(self.names(&path(dir)?, position)?),
            Value::Count(dir) => Filled::Number(self.names(&path(dir)?, position)?.len() as u64),
            Value::Path(template) => Filled::Text(path(template)?.to_string()),
            Value::Line(command) => Filled::Text(self.operation(command)?.line.clone()),
            Value::Output(command) => Filled::Text(self.operation(command)?.stdout().trim_end().to_owned()),
            Value::Writes(command) => {
                let steps = &self.operation(command)?.steps;
                Filled::Number(steps.iter().filter(|step| !step.before.fs.same(&step.after.fs)).count() as u64)
            }
            Value::Steps(cause) => {
                let steps = self.operations.iter().flat_map(|operation| &operation.steps);
                Filled::Number(steps.filter(|step| step.cause.name() == cause).count() as u64)
            }
            Value::First(cause) => {
                let mut steps = self.operations.iter().flat_map(|operation| &operation.steps);
                let first = steps.find(|step| step.cause.name() == cause)?;
                Filled::Number(first.group.as_ref()?.layer()? as u64)
            }
            Value::Same(a, b) => {
                let same = self.read(a, position)?.key() == self.read(b, position)?.key();
                Filled::Text(if same { "yes" } else { "no" }.to_owned())
            }
            Value::Text(text) => Filled::Text(text.clone()),
            Value::Number(number) => Filled::Number(*number),
        })
    }

    fn operation(&self, command: &str) -> Option<&'a Operation> {
        let index = self.lesson.commands.iter().position(|other| other.name == command)?;
        self.operations.get(index).map(|operation| &**operation)
    }

    fn names(&self, dir: &AbsPath, position: Position) -> Option<Vec<String>> {
        let fs = self.disk(position)?;
        let entries = fs.entries(fs.walk(dir).ok()?).ok()?;
        Some(entries.iter().map(|(name, _)| name.to_string()).collect())
    }

    fn path(&self, template: &PathTemplate, position: Position) -> Option<String> {
        let mut path = String::new();
        for segment in &template.0 {
            match segment {
                Segment::Text(text) => path.push_str(text),
                Segment::Hash(hash, image) => {
                    let text = self.hash(*hash, image.as_deref(), position)?;
                    path.push_str(text.strip_prefix("sha256:").unwrap_or(&text));
                }
                Segment::Container(part, name) => path.push_str(&self.container(*part, name, position)?),
            }
        }
        Some(if path.starts_with('/') { path } else { format!("{ROOT}/{path}") })
    }

    fn hash(&self, hash: Hash, image: Option<&str>, position: Position) -> Option<String> {
        let facts = self.image(image)?;
        let layer = |n: usize| facts.layers.get(n.checked_sub(1)?);
        Some(match hash {
            Hash::Image => facts.image.to_string(),
            Hash::List => facts.list?.to_string(),
            Hash::Manifest => facts.manifest?.to_string(),
            Hash::Digest(n) => layer(n)?.digest?.to_string(),
            Hash::Diff(n) => layer(n)?.diff.to_string(),
            Hash::Chain(n) => layer(n)?.chain.to_string(),
            Hash::Cache(n) => {
                let chain = layer(n)?.chain;
                self.now_or_later(position, |facts| facts.cache(chain))?.to_string()
            }
            Hash::Link(n) => {
                let chain = layer(n)?.chain;
                self.now_or_later(position, |facts| facts.link(chain))?.to_string()
            }
        })
    }

    /// An identity of the container called `name`: of the one that is there, or of the next one that will be, or of the last
    /// one that was.
    fn container(&self, part: Part, name: &str, position: Position) -> Option<String> {
        let read = |facts: Facts<'_>| facts.container(part, name);
        let earlier = || {
            let ends =
                self.operations.iter().take(position.operation).rev().map(|operation| &operation.after.kernel().fs);
            ends.into_iter().find_map(|fs| read(Facts(fs)))
        };
        let steps = self.operations.get(position.operation).into_iter().flat_map(|operation| &operation.steps);
        let within = || steps.rev().find_map(|step| read(Facts(&step.after.fs)));
        self.now_or_later(position, read).or_else(within).or_else(earlier)
    }

    fn layer(&self, n: usize, image: Option<&str>) -> Option<LayerFacts> {
        self.image(image)?.layers.get(n.checked_sub(1)?).cloned()
    }

    /// An image's facts, from the last moment at which the disk has it. A lesson may speak of an identity before the write
    /// that brings it: the identity does not depend on that.
    fn image(&self, reference: Option<&str>) -> Option<Rc<ImageFacts>> {
        let reference = reference.unwrap_or(&self.lesson.image);
        let mut images = self.images.borrow_mut();
        let facts = images.entry(reference.to_owned()).or_insert_with(|| {
            let mut ends = self.operations.iter().rev().map(|operation| &operation.after.kernel().fs);
            ends.find_map(|fs| Facts(fs).image(reference)).map(Rc::new)
        });
        facts.clone()
    }

    /// What is on the disk at a position, or as soon after it as it is there.
    fn now_or_later<T>(&self, position: Position, read: impl Fn(Facts<'_>) -> Option<T>) -> Option<T> {
        let later = self.operations.iter().skip(position.operation).map(|operation| &operation.after.kernel().fs);
        self.disk(position).into_iter().chain(later).find_map(|fs| read(Facts(fs)))
    }
}
