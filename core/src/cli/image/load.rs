//! `docker load`, `docker image load`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};

const INPUT: Flag = Flag::string("input", "Read from tar archive file, instead of STDIN").short('i');
const QUIET: Flag = Flag::bool("quiet", "Suppress the load output").short('q');

/// The definition.
pub static LOAD: Command = Command {
    usage: "[OPTIONS]",
    short: "Load an image from a tar archive or STDIN",
    arity: Arity::None,
    operands: Operands::Files,
    flags: &[&[INPUT, QUIET]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/image/load.go` `runLoad`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let bytes = match call.flags.text(&INPUT).to_owned().as_str() {
        "" => match call.io.input() {
            Some(bytes) => bytes,
            None => return Err(Failure::new("requested load from stdin, but stdin is empty")),
        },
        path => call.io.read_file(path).map_err(Failure::new)?,
    };
    match call.ask(|daemon, recorder| daemon.load_images(recorder, &bytes)) {
        Some(Ok(loaded)) => {
            let lines: String = loaded.iter().map(|line| line.to_string() + "\n").collect();
            call.out(lines);
            Ok(())
        }
        Some(Err(error)) => Err(Failure::from_daemon(&error.to_string())),
        None => Ok(()),
    }
}
