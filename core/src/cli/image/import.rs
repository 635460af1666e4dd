//! `docker import`, `docker image import`.

use crate::cli::call::{Call, Failure};
use crate::cli::container::commit::new_name;
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::daemon::ImportOptions;
use crate::oci::Platform;

const CHANGE: Flag = Flag::list("change", "Apply Dockerfile instruction to the created image").short('c');
const MESSAGE: Flag = Flag::string("message", "Set commit message for imported image").short('m');
const PLATFORM: Flag = Flag::string("platform", "Set platform if server is multi-platform capable");

/// The definition.
pub static IMPORT: Command = Command {
    usage: "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
    short: "Import the contents from a tarball to create a filesystem image",
    arity: Arity::AtLeast(1),
    operands: Operands::Files,
    flags: &[&[CHANGE, MESSAGE, PLATFORM]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/image/import.go` `runImport`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let source = call.args.first().cloned().unwrap_or_default();
    if ["http://", "https://"].iter().any(|scheme| source.starts_with(scheme)) {
        return Err(Failure::not_simulated("docker import of a URL"));
    }
    // Of a platform only the operating system counts: the image is of this machine's architecture.
    let platform = call.flags.text(&PLATFORM).to_owned();
    if !platform.is_empty() {
        let host = call.daemon().0.platform();
        let wanted = Platform::parse(&platform, &host).map_err(|error| Failure::from_daemon(&error.to_string()))?;
        if wanted.os != "linux" {
            return Err(Failure::not_simulated("docker import --platform of another system"));
        }
    }
    let bytes = match source.as_str() {
        "-" => call.io.input().unwrap_or_default(),
        path => call.io.read_file(path).map_err(Failure::new)?,
    };
    let name = call.args.get(1).filter(|name| !name.is_empty()).cloned();
    let options = ImportOptions {
        name: name.map(|name| new_name(&name)).transpose()?,
        message: call.flags.text(&MESSAGE).to_owned(),
        changes: call.flags.all(&CHANGE).map(str::to_owned).collect(),
    };
    match call.ask(|daemon, recorder| daemon.import_image(recorder, &bytes, &options)) {
        Some(Ok(image)) => {
            call.out(image.to_string() + "\n");
            Ok(())
        }
        Some(Err(error)) => Err(Failure::from_daemon(&error.to_string())),
        None => Ok(()),
    }
}
