//! Archives that a command writes: to standard output, or with `-o` to a file.
//!
//! Model: docker/cli `cli/command/utils.go` `ValidateOutputPath`, `CopyToFile`.

use super::call::{Call, Failure};
use super::go;
use crate::archive::TarStream;
use crate::kernel::{Follow, RenameFlags, Task};
use crate::trace::{Actor, Call as SystemCall, Cause, Stream};
use crate::vfs::{AbsPath, Content, FileType};

/// Whether an archive can be written there: an empty path stands for standard output. `failed` begins the complaint, if it is not empty.
pub fn check(call: &mut Call<'_>, path: &str, failed: &str) -> Result<(), Failure> {
    if path.is_empty() {
        if call.io.is_terminal(Stream::Stdout) {
            return Err(Failure::new("cowardly refusing to save to a terminal. Use the -o flag or redirect"));
        }
        return Ok(());
    }
    let failed = if failed.is_empty() { String::new() } else { [failed, ": "].concat() };
    let place = absolute(call, path);
    let dir = place.split().map_or_else(AbsPath::root, |(dir, _)| dir);
    let task = Task::host_root();
    let kernel = call.machine().kernel();
    if kernel.stat(&task, dir.as_bytes(), Follow::Yes).is_err() {
        let shown = path.trim_end_matches('/').rsplit_once('/').map_or(".", |(dir, _)| dir);
        return Err(Failure::new(format!(
            "{failed}invalid output path: directory {} does not exist",
            go::quote(shown)
        )));
    }
    let what = kernel.stat(&task, place.as_bytes(), Follow::Yes).map(|stat| stat.file_type);
    match what {
        Ok(FileType::File | FileType::Dir) | Err(_) => Ok(()),
        Ok(FileType::Char | FileType::Block) => Err(Failure::new(format!(
            "{failed}invalid output path: {} must be a directory or a regular file: got a device",
            go::quote(path)
        ))),
        Ok(_) => Err(Failure::new(format!(
            "{failed}invalid output path: {} must be a directory or a regular file: got an irregular file",
            go::quote(path)
        ))),
    }
}

/// Writes an archive to `path`, or to standard output if that is empty.
pub fn tar(call: &mut Call<'_>, path: &str, tar: &TarStream) -> Result<(), Failure> {
    if path.is_empty() {
        if !tar.is_whole() {
            return Err(Failure::new(
                "drydock: an archive of files whose bytes are not known here (their sizes are) is not simulated: nothing could be \
                 written",
            ));
        }
        call.out(&tar.bytes);
        return Ok(());
    }
    let content = if tar.is_whole() {
        Content::Bytes(tar.bytes.clone())
    } else {
        Content::Known { size: tar.size(), sha256: None }
    };
    file(call, path, content)
}

/// Writes a file of the host: under another name first, then renamed.
fn file(call: &mut Call<'_>, path: &str, content: Content) -> Result<(), Failure> {
    let place = absolute(call, path);
    let Some((dir, _)) = place.split() else { return Err(Failure::new("rename /: file exists")) };
    let digits = call.ask(|daemon, _| daemon.temp_digits()).unwrap_or_default();
    let temporary = dir.join(format!(".docker_temp_{digits}"));
    let (task, recorder) = (Task::host_root(), &mut call.machine().recorder);
    let program = |call| Cause::Program { program: "docker".to_owned(), call };
    let write = program(SystemCall::write(temporary.as_bytes(), content.size()));
    let rename = program(SystemCall::Rename(temporary.to_string(), place.to_string()));
    recorder
        .step(Actor::Program, write, |kernel| kernel.write_content(&task, temporary.as_bytes(), content, 0o600))
        .and_then(|()| {
            recorder.step(Actor::Program, rename, |kernel| {
                kernel.rename(&task, temporary.as_bytes(), place.as_bytes(), RenameFlags::default())
            })
        })
        .map_err(|errno| Failure::new(format!("open {path}: {}", errno.to_string().to_lowercase())))
}

/// Writes a file of the host in place. The error is in the words of Go's `os.Create`.
pub fn overwrite(call: &mut Call<'_>, path: &str, content: Content) -> Result<(), String> {
    let place = absolute(call, path);
    let call_made = SystemCall::write(place.as_bytes(), content.size());
    let cause = Cause::Program { program: "docker".to_owned(), call: call_made };
    let (task, recorder) = (Task::host_root(), &mut call.machine().recorder);
    recorder
        .step(Actor::Program, cause, |kernel| kernel.write_content(&task, place.as_bytes(), content, 0o644))
        .map_err(|errno| format!("open {path}: {}", errno.to_string().to_lowercase()))
}

/// Removes a file of the host, if it is there.
pub fn remove(call: &mut Call<'_>, path: &str) {
    let place = absolute(call, path);
    let cause = Cause::Program { program: "docker".to_owned(), call: SystemCall::Unlink(place.to_string()) };
    let (task, recorder) = (Task::host_root(), &mut call.machine().recorder);
    // Whoever removed it before has done what was wanted.
    let _ = recorder.step(Actor::Program, cause, |kernel| kernel.unlink(&task, place.as_bytes()));
}

/// A path of the host, from the client's directory.
pub fn absolute(call: &Call<'_>, path: &str) -> AbsPath {
    if path.starts_with('/') { AbsPath::new(path) } else { call.io.directory().join(path) }
}
