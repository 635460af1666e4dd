//! What prose and predictions may name: `{chain 2}`, `{file image/overlay2/repositories.json}`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::identity::Kind;

/// Something the engine fills in.
///
/// | text | what is shown |
/// |---|---|
/// | `image`, `list`, `manifest` | image ID, digest of the manifest list, digest of this platform's manifest |
/// | `digest N`, `diff N`, `chain N`, `cache N`, `link N` | the identities of layer N; the lowest is 1 |
/// | `packed N`, `size N` | bytes of layer N as it travels; bytes of its files |
/// | `layers` | how many layers the image has |
/// | `container NAME`, `mount NAME` | a container's ID; its mount-id, the directory of its read-write layer |
/// | `mount-link NAME`, `init-link NAME` | the short names in `overlay2/l/` of that layer and of its init layer |
/// | `file PATH`, `bytes PATH` | the text of a file; its number of bytes |
/// | `listing PATH`, `count PATH` | the names in a directory; how many there are |
/// | `path PATH` | the path itself, absolute |
/// | `line COMMAND`, `output COMMAND`, `writes COMMAND` | what was typed; what it printed; how many changes it made |
/// | `steps CAUSE`, `first CAUSE` | how many steps of this cause there are; which layer's comes first |
/// | `same A = B` | `yes` or `no` |
/// | `'text'`, `5` | itself: for wrong answers |
///
/// Values of an image may end in `of REFERENCE`; without it the lesson's own image is meant. Paths are those of
/// `/var/lib/docker` unless they start with `/`, and may hold values: `…/sha256/{chain 2}/parent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Value {
    /// An identity.
    Hash(Hash, Option<String>),
    /// An identity of a container, by the container's name.
    Container(Part, String),
    /// Bytes of a layer as it travels.
    Packed(usize, Option<String>),
    /// Bytes of a layer's files: what layerdb's `size` says.
    Size(usize, Option<String>),
    /// Number of layers.
    Layers(Option<String>),
    /// A file's text.
    File(PathTemplate),
    /// A file's number of bytes.
    Bytes(PathTemplate),
    /// The names in a directory.
    Listing(PathTemplate),
    /// The number of names in a directory.
    Count(PathTemplate),
    /// A path.
    Path(PathTemplate),
    /// A command's line, by the command's name in the lesson.
    Line(String),
    /// What a command printed.
    Output(String),
    /// How many steps of a command changed something.
    Writes(String),
    /// How many steps have this cause.
    Steps(String),
    /// The layer of the first step with this cause.
    First(String),
    /// Whether two values are the same.
    Same(Box<Value>, Box<Value>),
    /// A text.
    Text(String),
    /// A number.
    Number(u64),
}

/// An identity of an image or of one of its layers. The lowest layer is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// The image ID.
    Image,
    /// The digest of the manifest list (of the manifest, where there is no list).
    List,
    /// The digest of the platform's manifest.
    Manifest,
    /// A layer's digest.
    Digest(usize),
    /// A layer's diffID.
    Diff(usize),
    /// A layer's chainID.
    Chain(usize),
    /// A layer's directory in `overlay2/`.
    Cache(usize),
    /// A layer's name in `overlay2/l/`.
    Link(usize),
}

impl Hash {
    /// What kind of identity it is.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Image => Kind::ImageId,
            Self::List | Self::Manifest => Kind::ManifestDigest,
            Self::Digest(_) => Kind::LayerDigest,
            Self::Diff(_) => Kind::DiffId,
            Self::Chain(_) => Kind::ChainId,
            Self::Cache(_) => Kind::CacheId,
            Self::Link(_) => Kind::LinkId,
        }
    }
}

/// An identity of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its ID.
    Id,
    /// Its mount-id: the directory of its read-write layer in `overlay2/`.
    Mount,
    /// The short name of that directory.
    MountLink,
    /// The short name of its init layer's directory.
    InitLink,
}

impl Part {
    /// What kind of identity it is.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Id => Kind::ContainerId,
            Self::Mount => Kind::CacheId,
            Self::MountLink | Self::InitLink => Kind::LinkId,
        }
    }
}

/// A path with values in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate(pub Vec<Segment>);

/// A piece of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// As it is.
    Text(String),
    /// An identity, written as Docker writes it in names: without `sha256:`.
    Hash(Hash, Option<String>),
    /// An identity of a container.
    Container(Part, String),
}

/// Why a text names no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseValueError {
    /// The first word is none that is known.
    Word(String),
    /// The word needs a layer's number, 1 or more, and got this.
    Layer(String, String),
    /// The word needs something after it.
    Missing(String),
    /// The word takes nothing after it, but there is this.
    Extra(String, String),
    /// A `{` without its `}`, or a `'` without its partner.
    Open,
    /// Only identities may stand in a path.
    NotInPath(String),
}

impl fmt::Display for ParseValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => write!(
                f,
                "there is no value `{word}`; known are image list manifest digest diff chain cache link packed size layers \
                 container mount mount-link init-link file bytes listing count path line output writes steps first same, and texts in '…'"
            ),
            Self::Layer(word, found) => {
                write!(f, "`{word}` needs the number of a layer (the lowest is 1), but got {found:?}")
            }
            Self::Missing(word) => write!(f, "`{word}` needs something after it"),
            Self::Extra(word, found) => write!(f, "`{word}` takes nothing after it, but there is {found:?}"),
            Self::Open => f.write_str("a brace or quote is not closed"),
            Self::NotInPath(text) => {
                write!(f, "`{text}` cannot stand in a path; only identities can, such as {{chain 2}}")
            }
        }
    }
}

impl std::error::Error for ParseValueError {}

impl FromStr for Value {
    type Err = ParseValueError;

    fn from_str(text: &str) -> Result<Self, ParseValueError> {
        let text = text.trim();
        if let Some(quoted) = text.strip_prefix('\'') {
            return quoted.strip_suffix('\'').map(|text| Self::Text(text.to_owned())).ok_or(ParseValueError::Open);
        }
        if let Ok(number) = text.parse() {
            return Ok(Self::Number(number));
        }
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = rest.trim();
        let needed =
            || if rest.is_empty() { Err(ParseValueError::Missing(word.to_owned())) } else { Ok(rest.to_owned()) };
        Ok(match word {
            "container" => Self::Container(Part::Id, needed()?),
            "mount" => Self::Container(Part::Mount, needed()?),
            "mount-link" => Self::Container(Part::MountLink, needed()?),
            "init-link" => Self::Container(Part::InitLink, needed()?),
            "file" => Self::File(needed()?.parse()?),
            "bytes" => Self::Bytes(needed()?.parse()?),
            "listing" => Self::Listing(needed()?.parse()?),
            "count" => Self::Count(needed()?.parse()?),
            "path" => Self::Path(needed()?.parse()?),
            "line" => Self::Line(needed()?),
            "output" => Self::Output(needed()?),
            "writes" => Self::Writes(needed()?),
            "steps" => Self::Steps(needed()?),
            "first" => Self::First(needed()?),
            "same" => {
                let (a, b) = rest.split_once(" = ").ok_or_else(|| ParseValueError::Missing(word.to_owned()))?;
                Self::Same(Box::new(a.parse()?), Box::new(b.parse()?))
            }
            _ => return of_image(word, rest),
        })
    }
}

/// Reads a value of an image: `WORD [N] [of REFERENCE]`.
fn of_image(word: &str, rest: &str) -> Result<Value, ParseValueError> {
    let (rest, image) = match rest.strip_prefix("of ") {
        Some(image) => ("", Some(image)),
        None => rest.split_once(" of ").map_or((rest, None), |(rest, image)| (rest, Some(image))),
    };
    let (rest, image) = (rest.trim(), image.map(|image| image.trim().to_owned()));
    let layer = || match rest.parse() {
        Ok(layer) if layer > 0 => Ok(layer),
        _ => Err(ParseValueError::Layer(word.to_owned(), rest.to_owned())),
    };
    let alone = |value| match rest {
        "" => Ok(value),
        rest => Err(ParseValueError::Extra(word.to_owned(), rest.to_owned())),
    };
    Ok(match word {
        "image" => Value::Hash(alone(Hash::Image)?, image),
        "list" => Value::Hash(alone(Hash::List)?, image),
        "manifest" => Value::Hash(alone(Hash::Manifest)?, image),
        "digest" => Value::Hash(Hash::Digest(layer()?), image),
        "diff" => Value::Hash(Hash::Diff(layer()?), image),
        "chain" => Value::Hash(Hash::Chain(layer()?), image),
        "cache" => Value::Hash(Hash::Cache(layer()?), image),
        "link" => Value::Hash(Hash::Link(layer()?), image),
        "packed" => Value::Packed(layer()?, image),
        "size" => Value::Size(layer()?, image),
        "layers" => {
            alone(Hash::Image)?;
            Value::Layers(image)
        }
        _ => return Err(ParseValueError::Word(word.to_owned())),
    })
}

impl FromStr for PathTemplate {
    type Err = ParseValueError;

    fn from_str(text: &str) -> Result<Self, ParseValueError> {
        let mut segments = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (inside, behind) = after.split_once('}').ok_or(ParseValueError::Open)?;
            if !before.is_empty() {
                segments.push(Segment::Text(before.to_owned()));
            }
            match inside.parse()? {
                Value::Hash(hash, image) => segments.push(Segment::Hash(hash, image)),
                Value::Container(part, name) => segments.push(Segment::Container(part, name)),
                _ => return Err(ParseValueError::NotInPath(inside.to_owned())),
            }
            rest = behind;
        }
        if !rest.is_empty() {
            segments.push(Segment::Text(rest.to_owned()));
        }
        Ok(Self(segments))
    }
}

impl TryFrom<String> for Value {
    type Error = ParseValueError;

    fn try_from(text: String) -> Result<Self, ParseValueError> {
        text.parse()
    }
}

impl From<Value> for String {
    fn from(value: Value) -> Self {
        value.to_string()
    }
}

/// The text that [`Value::from_str`] reads back.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hash(hash, image) => write!(f, "{hash}{}", Of(image)),
            Self::Container(part, name) => write!(f, "{part} {name}"),
            Self::Packed(layer, image) => write!(f, "packed {layer}{}", Of(image)),
            Self::Size(layer, image) => write!(f, "size {layer}{}", Of(image)),
            Self::Layers(image) => write!(f, "layers{}", Of(image)),
            Self::File(path) => write!(f, "file {path}"),
            Self::Bytes(path) => write!(f, "bytes {path}"),
            Self::Listing(path) => write!(f, "listing {path}"),
            Self::Count(path) => write!(f, "count {path}"),
            Self::Path(path) => write!(f, "path {path}"),
            Self::Line(command) => write!(f, "line {command}"),
            Self::Output(command) => write!(f, "output {command}"),
            Self::Writes(command) => write!(f, "writes {command}"),
            Self::Steps(cause) => write!(f, "steps {cause}"),
            Self::First(cause) => write!(f, "first {cause}"),
            Self::Same(a, b) => write!(f, "same {a} = {b}"),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image => f.write_str("image"),
            Self::List => f.write_str("list"),
            Self::Manifest => f.write_str("manifest"),
            Self::Digest(layer) => write!(f, "digest {layer}"),
            Self::Diff(layer) => write!(f, "diff {layer}"),
            Self::Chain(layer) => write!(f, "chain {layer}"),
            Self::Cache(layer) => write!(f, "cache {layer}"),
            Self::Link(layer) => write!(f, "link {layer}"),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id => "container",
            Self::Mount => "mount",
            Self::MountLink => "mount-link",
            Self::InitLink => "init-link",
        })
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|segment| match segment {
            Segment::Text(text) => f.write_str(text),
            Segment::Hash(hash, image) => write!(f, "{{{hash}{}}}", Of(image)),
            Segment::Container(part, name) => write!(f, "{{{part} {name}}}"),
        })
    }
}

impl Serialize for PathTemplate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PathTemplate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// ` of REFERENCE`, or nothing.
struct Of<'a>(&'a Option<String>);

impl fmt::Display for Of<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|image| write!(f, " of {image}"))
    }
}
