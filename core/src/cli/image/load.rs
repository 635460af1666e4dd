//! `docker load`, `docker image load`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::cli::output;
use crate::cli::progress::{Display, Report};
use crate::kernel::{Follow, Task};
use crate::trace::Stream;
use crate::vfs::FileType;

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

/// A directory can be opened; reading it fails while it is being sent.
fn read(call: &mut Call<'_>, path: &str) -> Result<Vec<u8>, Failure> {
    let place = output::absolute(call, path);
    let stat = call.machine().kernel().stat(&Task::host_root(), place.as_bytes(), Follow::Yes);
    if stat.is_ok_and(|stat| stat.file_type == FileType::Dir) {
        let quiet = call.flags.is_on(&QUIET) || !call.io.is_terminal(Stream::Stdout);
        return Err(Failure::new(format!(
            "error during connect: Post \"http://%2Fvar%2Frun%2Fdocker.sock/v1.41/images/load?quiet={}\": read {path}: is a \
             directory",
            u8::from(quiet)
        )));
    }
    call.io.read_file(path).map_err(Failure::new)
}

/// Model: docker/cli `cli/command/image/load.go` `runLoad`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let bytes = match call.flags.text(&INPUT).to_owned().as_str() {
        "" => match call.io.input() {
            Some(bytes) => bytes,
            None => return Err(Failure::new("requested load from stdin, but stdin is empty")),
        },
        path => read(call, path)?,
    };
    let terminal = call.io.is_terminal(Stream::Stdout) && !call.flags.is_on(&QUIET);
    let mut display = terminal.then(|| Display::new(call.machine().profile.columns));
    let mut answer = None;
    call.io.with_daemon(&mut |daemon, recorder, print| {
        answer = Some(daemon.load_images(recorder, &bytes, &mut |recorder, diff, size| {
            let Some(display) = display.as_mut() else { return };
            let id = diff.short();
            let report = Report::Progress { id: &id, action: "Loading layer", current: size, total: size };
            print(recorder, Stream::Stdout, display.show(report).as_bytes());
        }));
    });
    match answer {
        Some(Ok(loaded)) => {
            let lines: String = loaded.iter().map(|line| line.to_string() + "\n").collect();
            call.out(lines);
            Ok(())
        }
        // The answer is a stream from its beginning, so the words come without the client's.
        Some(Err(error)) => Err(Failure::new(error.to_string())),
        None => Ok(()),
    }
}
