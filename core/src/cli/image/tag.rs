//! `docker tag`, `docker image tag`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Operands};
use crate::cli::go;
use crate::reference::{AnyReference, ParseReferenceError, Reference};

/// The definition.
pub static TAG: Command = Command {
    usage: "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
    short: "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
    arity: Arity::Exactly(2),
    operands: Operands::ImageThenFree,
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/docker `client/image_tag.go` `ImageTag`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let [source, target] = call.args.as_slice() else { return Ok(()) };
    let bad = |text: &str, error: &ParseReferenceError| {
        let quoted = go::quote(text);
        let parts = ["Error parsing reference: ", &quoted, " is not a valid repository/tag: ", &error.to_string()];
        Failure::new(parts.concat())
    };
    AnyReference::parse(source).map_err(|error| bad(source, &error))?;
    let name = Reference::parse(target).map_err(|error| bad(target, &error))?;
    if name.digest.is_some() {
        return Err(Failure::new("refusing to create a tag with a digest reference"));
    }
    let (source, name) = (source.clone(), name.or_latest());
    match call.ask(|daemon, recorder| daemon.tag(recorder, &source, &name)) {
        Some(Err(error)) => Err(Failure::from_daemon(&error.to_string())),
        Some(Ok(())) | None => Ok(()),
    }
}
