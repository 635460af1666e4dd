//! English.

use super::super::fault::{AtStart, BadId, Fault, InPlaceOf, Level};
use super::super::kind::LooksLike;
use super::super::visible::{visible, visible_sample};
use super::{COMMANDS, REFUSAL};
use crate::json::{Context, SyntaxError, Type};
use crate::reference::{BrokenRule, Part, Rule};

fn quoted(text: &str) -> String {
    format!("“{}”", visible(text))
}

const fn type_name(kind: Type) -> &'static str {
    match kind {
        Type::Null => "null",
        Type::Bool => "true or false",
        Type::Number => "a number",
        Type::String => "a string",
        Type::Array => "an array",
        Type::Object => "an object",
    }
}

pub(super) fn message(fault: &Fault) -> String {
    match fault {
        Fault::ByteOrderMark { .. } => "The text begins with a byte order mark. It was left out.".to_owned(),
        Fault::CarriageReturns { .. } => {
            "Lines end with carriage return and line feed. They were read as line ends.".to_owned()
        }
        Fault::Prompt { .. } => "A shell prompt or a remark was copied along. It was left out.".to_owned(),
        Fault::Elision { .. } => {
            "A line of dots stands for something that was left out; what is left was read.".to_owned()
        }
        Fault::Utf16 { .. } => "The text is UTF-16, not UTF-8.".to_owned(),
        Fault::Empty => "There is nothing here: the input is empty.".to_owned(),
        Fault::NotRecognised { looks_like, .. } => {
            format!("This is none of the kinds that are known here. {}", looks(*looks_like))
        }
        Fault::Syntax { error, line, .. } => syntax(error, line),
        Fault::InvalidUtf8 { text, .. } => {
            format!("The string {} has bytes that are not UTF-8; each is read as U+FFFD.", quoted(text))
        }
        Fault::WrongType { into, found, .. } => {
            format!("Here stands {}, but it should be {}.", type_name(*found), type_name(into.expected()))
        }
        Fault::NullFile => "The whole file is null.".to_owned(),
        Fault::NullRepositories => "Repositories is null instead of an object.".to_owned(),
        Fault::NoRepositoriesKey { right: Some(_) } => {
            "What belongs into Repositories stands at the top; that key around it is missing.".to_owned()
        }
        Fault::NoRepositoriesKey { right: None } => "There is no key Repositories.".to_owned(),
        Fault::KeyCase { key } => format!("The key is {}, but dockerd writes “Repositories”.", quoted(key)),
        Fault::UnknownKey { key } => {
            format!("The key {} does not belong here: beside Repositories there is nothing.", quoted(key))
        }
        Fault::DuplicateKey { key, .. } => format!("The key {} is there twice.", quoted(key)),
        Fault::TrailingData { text } => format!("Something stands behind the JSON value: {}.", quoted(text)),
        Fault::NullRepository { key } => format!("The repository {} is null instead of an object.", quoted(key)),
        Fault::EmptyRepository { key } => {
            format!("The repository {} has no reference: dockerd removes such a repository.", quoted(key))
        }
        Fault::RepositoryName { key, error, rule, .. } => {
            format!("{} is not a repository's name: {}. {}", quoted(key), error_text(error), rule_text(key, *rule))
        }
        Fault::Tag { key, rule } => {
            format!("{} has a tag that is none: invalid reference format. {}", quoted(key), rule_text(key, *rule))
        }
        Fault::Digest { key, error, rule } => {
            format!("{} has a digest that is none: {}. {}", quoted(key), error_text(error), rule_text(key, *rule))
        }
        Fault::RepositoryKeyHasTag { key, .. } => {
            format!("{} stands where a repository's name should, but it has a tag or digest.", quoted(key))
        }
        Fault::ReservedName => "A repository cannot be named sha256: its tags would look like image IDs.".to_owned(),
        Fault::NotFamiliar { key, .. } => {
            format!("{} is not in the familiar form, in which dockerd writes every name.", quoted(key))
        }
        Fault::BareTag { key, .. } => {
            format!("{} is a tag alone; a reference repeats its repository's name.", quoted(key))
        }
        Fault::NoTagOrDigest { key } => format!("{} has neither a tag nor a digest.", quoted(key)),
        Fault::TagAndDigest { key } => {
            format!("{} has a tag and a digest; dockerd keeps such a reference by its digest only.", quoted(key))
        }
        Fault::WrongRepository { key, under, right } => {
            format!("{} stands under {}, but it belongs to {}.", quoted(key), quoted(under), quoted(right))
        }
        Fault::NullImageId { key } => format!("The image ID of {} is null.", quoted(key)),
        Fault::ImageId { id, bad } => format!("{} is not an image ID: {}.", quoted(id), bad_id(bad)),
        Fault::Hash { value, bad } => {
            format!("{} is not a sha256 as Docker writes it: {}.", quoted(value), bad_id(bad))
        }
        Fault::ReformattedConfig { original: Some(id), .. } => format!(
            "These bytes were printed anew. Without the added white space they hash to {id}, which is the image's ID."
        ),
        Fault::ReformattedConfig { here, original: None } => {
            format!("These bytes were printed anew or cut: they hash to {here}, which is not the image's ID.")
        }
        Fault::NoRootFs => "The config has no rootfs with diff_ids: invalid image JSON, no RootFS key.".to_owned(),
        Fault::HistoryTooLong { history, layers } => format!(
            "The history has {history} items with a layer, but there are {layers} layers. dockerd 20.10 does not look at this when it starts; docker load, docker pull and docker history fail: too many non-empty layers in History section."
        ),
        Fault::HistoryTooShort { history, layers } => format!(
            "The history has {history} items with a layer, but there are {layers} layers: docker history does not list every layer. Docker's own builds write an item for each."
        ),
        Fault::MediaType { found, right } => format!(
            "The mediaType is {}, but the keys are those of {right}. Docker from 20.10.11 on refuses to pull such a manifest.",
            quoted(found)
        ),
        Fault::IdMismatch { named, computed } => {
            format!("The file is named {named}, but its bytes hash to {computed}: failed to verify.")
        }
        Fault::ChainMismatch { named, computed } => {
            format!("The layer is named {named}, but its diff and parent make the chainID {computed}.")
        }
        Fault::ShortIds => {
            "The image IDs are cut to 12 digits. They are completed where another input has the whole.".to_owned()
        }
        Fault::Disagreement { about, first, second } => format!(
            "The inputs disagree about {}: first {}, then {}. The first is kept.",
            quoted(about),
            quoted(first),
            quoted(second)
        ),
    }
}

fn error_text(error: &crate::reference::ParseReferenceError) -> String {
    visible(&error.to_string())
}

fn bad_id(bad: &BadId) -> String {
    match bad {
        BadId::Empty => "it is empty".to_owned(),
        BadId::NoAlgorithm => "it lacks sha256: before its digits".to_owned(),
        BadId::Algorithm => "it does not begin with sha256:".to_owned(),
        BadId::Length(digits) => format!("it has {digits} digits instead of 64"),
        BadId::Case => "its digits must be lower case".to_owned(),
        BadId::Digits => "not all its characters are hex digits".to_owned(),
    }
}

fn looks(like: LooksLike) -> String {
    match like {
        LooksLike::Nothing => "It looks like nothing of Docker's.".to_owned(),
        LooksLike::Json(kind) => format!("It is JSON ({}) with keys of no kind.", type_name(kind)),
        LooksLike::EmptyInspect => {
            "It is an empty list, as docker inspect prints it when nothing has that name.".to_owned()
        }
        LooksLike::SavedManifest => "It looks like manifest.json of docker save.".to_owned(),
        LooksLike::SavedRepositories => {
            "It looks like the file repositories of docker save, whose IDs are those of old image layers.".to_owned()
        }
        LooksLike::OldManifest => "It looks like a manifest of schema 1, which has no config.".to_owned(),
        LooksLike::ContainerConfig => "It looks like a container's config.v2.json.".to_owned(),
        LooksLike::V2Metadata => "It looks like a file of distribution/v2metadata-by-diffid.".to_owned(),
        LooksLike::BareHash => "It is a hash by itself; which one it is only its path tells.".to_owned(),
        LooksLike::Archive => "It is a tar or gzip file.".to_owned(),
        LooksLike::Zeros => "It is zero bytes only, as a file is after a loss of power.".to_owned(),
        LooksLike::ContainersTable => "It is the table of docker ps.".to_owned(),
        LooksLike::ErrorMessage => "It is what the command said when it failed, not its output.".to_owned(),
    }
}

fn syntax(error: &SyntaxError, line: &str) -> String {
    let expected = match error {
        SyntaxError::Empty => "There is no value.",
        SyntaxError::End => "The text ends in the middle of a value: it was cut off.",
        SyntaxError::Unexpected { context, found, .. } => match context {
            Context::Value if matches!(found, b'}' | b']' | b',') => {
                "Expected a value; the comma before it is one too many."
            }
            Context::Value => "Expected a value: { [ a string in double quotes, a number, true, false or null.",
            Context::Key if *found == b'}' => "Expected a key in double quotes; the comma before } is one too many.",
            Context::Key => "Expected a key in double quotes.",
            Context::AfterKey => "Expected a colon.",
            Context::AfterPair => "Expected a comma or }.",
            Context::AfterElement => "Expected a comma or ].",
            Context::InString if *found == b'\n' => "Expected the closing quote before the line's end.",
            Context::InString => "Expected the character to be written as an escape.",
            Context::InEscape => "Expected one of \" \\ / b f n r t u after the backslash.",
            Context::InUnicodeEscape => "Expected four hex digits after \\u.",
            Context::InNumber | Context::AfterPoint | Context::InExponent => "Expected a digit.",
            Context::InWord { .. } => "Expected true, false or null.",
            Context::Depth => "Expected no more than 10,000 levels of nesting.",
        },
    };
    if line.trim().is_empty() {
        format!("{error}. {expected}")
    } else {
        format!("{error}. {expected} The line: {line}")
    }
}

fn rule_text(key: &str, rule: Option<BrokenRule>) -> String {
    let Some(BrokenRule { part, rule, at }) = rule else { return String::new() };
    let found = key.get(at..).and_then(|rest| rest.chars().next());
    let here = found.map_or_else(|| "at the end".to_owned(), |c| format!("at {}", quoted(&c.to_string())));
    match (rule, part) {
        (Rule::Empty, Part::Tag) => "After the colon a tag must follow.".to_owned(),
        (Rule::Empty, Part::Digest) => "After the @ a digest must follow.".to_owned(),
        (Rule::Empty, _) => format!("A name has at least one character between its slashes ({here})."),
        (Rule::NoScheme, _) => "A name has no https:// before it.".to_owned(),
        (Rule::NoIdentifier, _) => "64 hex digits would be taken for an image ID.".to_owned(),
        (Rule::LowerCase, Part::Digest) => "A digest is written in lower case.".to_owned(),
        (Rule::LowerCase, _) => format!("Names are lower case ({here})."),
        (Rule::Alphabet, Part::Domain) => format!("A registry's name has only letters, digits, . and - ({here})."),
        (Rule::Alphabet, Part::Path) => format!("A name has only a-z, 0-9, and . _ - between them ({here})."),
        (Rule::Alphabet, Part::Tag) => format!("A tag has only letters, digits, _ . and - ({here})."),
        (Rule::Alphabet, Part::Digest) => format!("A digest has only hex digits ({here})."),
        (Rule::Edge, Part::Tag) => format!("A tag begins with a letter, a digit or _ ({here})."),
        (Rule::Edge, _) => format!("Each part of a name begins and ends with a letter or digit ({here})."),
        (Rule::Separator, _) => format!("Between letters stands one . or one or two _ or any number of - ({here})."),
        (Rule::Port, _) => format!("A port is a decimal number ({here})."),
        (Rule::TooLong, Part::Tag) => "A tag has at most 128 characters.".to_owned(),
        (Rule::TooLong, _) => "A name has at most 255 characters, the registry's included.".to_owned(),
        (Rule::Algorithm, _) => "A digest begins with its algorithm, sha256: in Docker.".to_owned(),
        (Rule::DigestLength, _) => "A sha256 has 64 hex digits.".to_owned(),
    }
}

pub(super) fn at_start(fault: &Fault) -> String {
    match fault.at_start() {
        AtStart::Refuses(why) => {
            format!("dockerd 20.10 refuses to start with exactly this as its repositories.json: {REFUSAL}{why}")
        }
        AtStart::Crashes => "dockerd 20.10 crashes while it starts: it follows a nil pointer.".to_owned(),
        AtStart::IgnoresEntry => {
            "dockerd 20.10 starts and ignores this entry: docker images does not show it. It stays in the file."
                .to_owned()
        }
        AtStart::Accepts => format!("dockerd 20.10 starts and accepts it silently: {}", accepted(fault)),
        AtStart::Skips => "dockerd 20.10 starts without it and says why in its log.".to_owned(),
        AtStart::NotRead => String::new(),
    }
}

/// What comes of it after dockerd has started.
fn accepted(fault: &Fault) -> &'static str {
    match fault {
        Fault::CarriageReturns { .. } => "to JSON they are white space.",
        Fault::ByteOrderMark { .. } | Fault::Prompt { .. } | Fault::Elision { .. } => {
            "it reads the first value, and not what stands behind it."
        }
        Fault::NullRepositories => {
            "it knows no name, and the first pull or tag ends in a panic (assignment to entry in nil map)."
        }
        Fault::NoRepositoriesKey { .. } => {
            "it knows no name, so every image shows as <none>; the next pull or tag writes the file anew."
        }
        Fault::KeyCase { .. } => "Go compares keys without regard to case; the next change writes Repositories.",
        Fault::UnknownKey { .. } => "it reads past it, and the next change leaves it out.",
        Fault::DuplicateKey { level: Level::Repositories, .. } => {
            "the repositories of the second are added to those of the first."
        }
        Fault::DuplicateKey { level: Level::Repository, .. } => {
            "the last one counts; what only the others hold is lost."
        }
        Fault::DuplicateKey { level: Level::Reference, .. } => "the last one counts.",
        Fault::TrailingData { .. } => "it reads only the first value, and the next change leaves the rest out.",
        Fault::NullRepository { .. } | Fault::EmptyRepository { .. } => "there is no name in it.",
        Fault::RepositoryKeyHasTag { .. } => {
            "names are looked up under the repository's name alone, so no command finds what stands here."
        }
        Fault::RepositoryName { .. } | Fault::InvalidUtf8 { in_place_of: InPlaceOf::GoodEntries, .. } => {
            "it does not look at this key, so docker images shows the names under it."
        }
        Fault::ReservedName => "only making such a name is refused.",
        Fault::NotFamiliar { level: Level::Repository, .. } => {
            "names are looked up under the familiar name, so no command finds what stands here."
        }
        Fault::NotFamiliar { .. } => {
            "docker images shows the familiar name, but no command finds it, for names are looked up in their familiar form."
        }
        Fault::BareTag { .. } | Fault::NoTagOrDigest { .. } => {
            "it takes the text for a name without a tag, which no command finds and docker images does not show."
        }
        Fault::TagAndDigest { .. } => {
            "docker images shows it, but no command finds it, for it is looked up by its digest alone."
        }
        Fault::WrongRepository { .. } => {
            "docker images shows it, but no command finds it, for it is looked up under its own repository."
        }
        Fault::NullImageId { .. } | Fault::ImageId { .. } | Fault::InvalidUtf8 { .. } => {
            "IDs are not checked then. The name leads to no image: docker images does not show it, and commands say No such image."
        }
        _ => "",
    }
}

pub(super) fn help(fault: &Fault) -> String {
    match fault {
        Fault::ByteOrderMark { .. } => "Save the file as UTF-8 without a byte order mark.".to_owned(),
        Fault::CarriageReturns { .. } => "Nothing need be done.".to_owned(),
        Fault::Prompt { .. } => "Nothing need be done here; a file for dockerd must not have it.".to_owned(),
        Fault::Elision { .. } => "Give the whole output to see all of it.".to_owned(),
        Fault::Utf16 { .. } => "Save it as UTF-8. In PowerShell: … | Out-File -Encoding utf8".to_owned(),
        Fault::Empty => format!("Copy the output of a command, for example: {}", COMMANDS[0]),
        Fault::NotRecognised { looks_like: LooksLike::ErrorMessage, .. } => {
            "Put sudo before the command: only root reads Docker's directory, whose place docker info gives as Docker Root Dir."
                .to_owned()
        }
        Fault::NotRecognised { .. } => format!("Known is the output of: {}", COMMANDS.join("; ")),
        Fault::Syntax { error: SyntaxError::End | SyntaxError::Empty, .. } => "Copy the whole text.".to_owned(),
        Fault::Syntax { .. } => "Mend the line, or copy the file again.".to_owned(),
        Fault::InvalidUtf8 { .. } => "Names and IDs have ASCII characters only.".to_owned(),
        Fault::WrongType { right: Some(right), .. } | Fault::NoRepositoriesKey { right: Some(right) } => {
            format!("As dockerd writes it: {}", visible_sample(right))
        }
        Fault::WrongType { .. } | Fault::NullFile | Fault::NullRepositories | Fault::NoRepositoriesKey { .. } => {
            r#"As dockerd writes it: {"Repositories":{"nginx":{"nginx:latest":"sha256:…"}}}"#.to_owned()
        }
        Fault::KeyCase { .. } => "Write Repositories.".to_owned(),
        Fault::UnknownKey { .. } | Fault::TrailingData { .. } => "Remove it.".to_owned(),
        Fault::DuplicateKey { .. } => "Keep one of them.".to_owned(),
        Fault::NullRepository { .. } | Fault::EmptyRepository { .. } => "Remove the repository.".to_owned(),
        Fault::RepositoryName { key, .. } => lower_case_help(key),
        Fault::Tag { .. } => "Rename the tag, or remove the entry.".to_owned(),
        Fault::Digest { .. } => "A digest is sha256: and 64 lower-case hex digits, that of the manifest.".to_owned(),
        Fault::RepositoryKeyHasTag { right, .. } | Fault::NotFamiliar { right, .. } | Fault::BareTag { right, .. } => {
            format!("As dockerd writes it: {}", quoted(right))
        }
        Fault::ReservedName => "Choose another name.".to_owned(),
        Fault::NoTagOrDigest { key } => format!("Probably {} is meant.", quoted(&format!("{key}:latest"))),
        Fault::TagAndDigest { .. } => "Write two entries: one with the tag, one with the digest.".to_owned(),
        Fault::WrongRepository { right, .. } => format!("Move it under {}.", quoted(right)),
        Fault::ImageId { id, bad: BadId::NoAlgorithm } if id.len() == 64 => {
            format!("Write {}.", quoted(&format!("sha256:{}", id.to_lowercase())))
        }
        Fault::NullImageId { .. } | Fault::ImageId { .. } | Fault::Hash { .. } => {
            "Docker writes sha256: and 64 lower-case hex digits.".to_owned()
        }
        Fault::ReformattedConfig { .. } => {
            "Copy the file itself, without jq or json.tool: the ID is the sha256 of exactly its bytes.".to_owned()
        }
        Fault::NoRootFs | Fault::HistoryTooLong { .. } => "Copy the whole config.".to_owned(),
        Fault::HistoryTooShort { .. } => "Nothing need be done if another tool than Docker built the image.".to_owned(),
        Fault::MediaType { right, .. } => format!("Write {right}, or copy the manifest again."),
        Fault::IdMismatch { .. } => "The file was changed or cut; pull the image again.".to_owned(),
        Fault::ChainMismatch { .. } => "Check that diff, parent and the directory's name belong together.".to_owned(),
        Fault::ShortIds => "Use docker images --digests --no-trunc.".to_owned(),
        Fault::Disagreement { .. } => "Give inputs of one host, taken at one time.".to_owned(),
    }
}

fn lower_case_help(key: &str) -> String {
    let lower = key.to_lowercase();
    if lower != key && BrokenRule::find(&lower).is_none() {
        return format!("Write {}, or remove the entry.", quoted(&lower));
    }
    "Rename it, or remove the entry.".to_owned()
}
