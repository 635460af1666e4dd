//! `docker save`, `docker image save`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::cli::output;

const OUTPUT: Flag = Flag::string("output", "Write to a file, instead of STDOUT").short('o');

/// The definition.
pub static SAVE: Command = Command {
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    short: "Save one or more images to a tar archive (streamed to STDOUT by default)",
    arity: Arity::AtLeast(1),
    operands: Operands::Images,
    flags: &[&[OUTPUT]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/image/save.go` `RunSave`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let output = call.flags.text(&OUTPUT).to_owned();
    output::check(call, &output, "failed to save image")?;
    let images = call.args.clone();
    match call.ask(|daemon, recorder| daemon.save_images(recorder, &images)) {
        Some(Ok(tar)) => output::tar(call, &output, &tar),
        Some(Err(error)) => Err(Failure::from_daemon(&error.to_string())),
        None => Ok(()),
    }
}
