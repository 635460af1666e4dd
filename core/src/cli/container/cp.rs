//! `docker cp`, `docker container cp`.

use super::cp_path::{self, CopyInfo};
use crate::accounts::Accounts;
use crate::archive::{Packer, TarStream, Unpacker, Whiteouts};
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::cli::output;
use crate::daemon::container::{CopyError, PathStat};
use crate::kernel::Task;
use crate::trace::{Actor, Call as SystemCall, Cause};
use crate::vfs::{AbsPath, FileType};

const ARCHIVE: Flag = Flag::bool("archive", "Archive mode (copy all uid/gid information)").short('a');
const FOLLOW: Flag = Flag::bool("follow-link", "Always follow symbol link in SRC_PATH").short('L');

/// The definition.
pub static CP: Command = Command {
    usage: "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
    short: "Copy files/folders between a container and the local filesystem",
    long: Some(
        "Copy files/folders between a container and the local filesystem\n\nUse '-' as the source to read a tar archive from stdin\nand extract it to a directory destination in a container.\nUse '-' as the destination to stream a tar archive of a\ncontainer source to stdout.",
    ),
    arity: Arity::Exactly(2),
    operands: Operands::Files,
    flags: &[&[ARCHIVE, FOLLOW]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// A path of a container.
struct Remote {
    container: String,
    path: String,
}

/// Model: docker/cli `cli/command/container/cp.go` `runCopy`, `splitCpArg`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let [source, destination] = call.args.clone().try_into().unwrap_or_default();
    if source.is_empty() {
        return Err(Failure::new("source can not be empty"));
    }
    if destination.is_empty() {
        return Err(Failure::new("destination can not be empty"));
    }
    match (remote(&source), remote(&destination)) {
        (Some(from), None) => from_container(call, &from, &destination),
        (None, Some(to)) => to_container(call, &source, &to),
        (Some(_), Some(_)) => Err(Failure::new("copying between containers is not supported")),
        (None, None) => Err(Failure::new("must specify at least one container source")),
    }
}

fn remote(argument: &str) -> Option<Remote> {
    let (container, path) = argument.split_once(':')?;
    if argument.starts_with('/') || container.starts_with('.') || container.is_empty() {
        return None;
    }
    Some(Remote { container: container.to_owned(), path: path.to_owned() })
}

/// A path of the host in full, ended as it was typed.
fn local(call: &Call<'_>, path: &str) -> String {
    cp_path::preserve_end(&output::absolute(call, path), path)
}

/// Model: docker/docker `client/errors.go` `wrapResponseError`.
fn failure(error: &CopyError, remote: &Remote, path: &str) -> Failure {
    match error {
        CopyError::NotFound { .. } => {
            Failure::new(["Error: No such container:path: ", &remote.container, ":", path].concat())
        }
        error => Failure::from_daemon(&error.to_string()),
    }
}

fn stat(call: &mut Call<'_>, remote: &Remote, path: &str) -> Result<PathStat, CopyError> {
    let answer = call.ask(|daemon, recorder| daemon.stat_container_path(recorder, &remote.container, path));
    answer.unwrap_or_else(|| Err(CopyError::Other(String::new())))
}

/// Model: `copyFromContainer`.
fn from_container(call: &mut Call<'_>, from: &Remote, destination: &str) -> Result<(), Failure> {
    let to_stdout = destination == "-";
    let target = if to_stdout { String::new() } else { local(call, destination) };
    if !to_stdout {
        output::check(call, &target, "")?;
    }
    let (mut path, mut rebase) = (from.path.clone(), String::new());
    if call.flags.is_on(&FOLLOW)
        && let Ok(found) = stat(call, from, &path)
        && found.stat.file_type == FileType::Symlink
    {
        let resolved = cp_path::preserve_end(&AbsPath::new(&found.link_target), &path);
        if cp_path::base(&path) != cp_path::base(&resolved) {
            cp_path::base(&path).clone_into(&mut rebase);
        }
        path = resolved;
    }
    let found = stat(call, from, &path).map_err(|error| failure(&error, from, &path))?;
    let given = (!rebase.is_empty()).then(|| rebase.clone());
    let source = CopyInfo { path: path.clone(), exists: true, is_dir: found.stat.file_type == FileType::Dir, rebase };
    let (into, name) = if to_stdout {
        (String::new(), given)
    } else {
        let destination = cp_path::host_destination(call, &target).map_err(Failure::new)?;
        let (into, name) = cp_path::prepare(&source, &destination).map_err(Failure::new)?;
        (into, name.or(given))
    };
    let answer =
        call.ask(|daemon, recorder| daemon.archive_container_path(recorder, &from.container, &path, name.as_deref()));
    let Some(answer) = answer else { return Ok(()) };
    let tar = answer.map_err(|error| failure(&error, from, &path))?;
    if to_stdout { output::tar(call, "", &tar) } else { unpack_here(call, &into, &tar) }
}

/// Unpacks into a directory of the host. Everything belongs to whoever calls.
fn unpack_here(call: &mut Call<'_>, into: &str, tar: &TarStream) -> Result<(), Failure> {
    let recorder = &mut call.machine().recorder;
    let mut unpacker = Unpacker::of_files(Task::host_root(), into.as_bytes()).without_owners();
    let cause = |name: &[u8], size: u64| {
        let path = AbsPath::new([into.as_bytes(), b"/", name].concat());
        Cause::Program { program: "docker".to_owned(), call: SystemCall::write(path.as_bytes(), size) }
    };
    for entry in tar.reader() {
        let entry = entry.map_err(|error| Failure::new(error.to_string()))?;
        let cause = cause(&entry.header.name, entry.body.size());
        let unpacked = recorder.step(Actor::Program, cause, |kernel| unpacker.entry(kernel, &entry));
        unpacked.map_err(|error| Failure::new(error.to_string()))?;
    }
    if unpacker.has_directories() {
        let times = recorder.step(Actor::Program, cause(b"", 0), |kernel| unpacker.finish(kernel));
        times.map_err(|error| Failure::new(error.to_string()))?;
    }
    Ok(())
}

/// Model: `copyToContainer`.
fn to_container(call: &mut Call<'_>, source: &str, to: &Remote) -> Result<(), Failure> {
    let (daemon, _) = call.daemon();
    let user = daemon.containers().find(&to.container).map(|container| container.config.user.clone());
    if call.flags.is_on(&ARCHIVE) && user.is_ok_and(|user| !user.is_empty()) {
        return Err(Failure::not_simulated("docker cp -a to a container with a user of its own"));
    }
    let mut destination = CopyInfo { path: to.path.clone(), ..CopyInfo::default() };
    let mut found = stat(call, to, &to.path);
    if let Ok(PathStat { stat: link, link_target, .. }) = &found
        && link.file_type == FileType::Symlink
    {
        destination.path.clone_from(link_target);
        found = stat(call, to, &destination.path.clone());
    }
    if let Ok(found) = &found {
        let kind = found.stat.file_type;
        if !matches!(kind, FileType::Dir | FileType::File | FileType::Symlink) {
            let what = if matches!(kind, FileType::Char | FileType::Block) { "a device" } else { "an irregular file" };
            return Err(Failure::new(format!(
                "destination \"{}:{}\" must be a directory or a regular file: got {what}",
                to.container, to.path
            )));
        }
        (destination.exists, destination.is_dir) = (true, kind == FileType::Dir);
    }
    let (into, tar) = if source == "-" {
        if !destination.is_dir {
            return Err(Failure::new(format!("destination \"{}:{}\" must be a directory", to.container, to.path)));
        }
        (destination.path, TarStream::whole(call.io.input().unwrap_or_default()))
    } else {
        let path = local(call, source);
        let source = cp_path::host_source(call, &path, call.flags.is_on(&FOLLOW)).map_err(Failure::new)?;
        let (into, name) = cp_path::prepare(&source, &destination).map_err(Failure::new)?;
        (into, pack_here(call, &source, name.as_deref()))
    };
    let answer = call.ask(|daemon, recorder| daemon.extract_to_container(recorder, &to.container, &into, &tar));
    match answer {
        Some(Err(error)) => Err(failure(&error, to, &into)),
        Some(Ok(())) | None => Ok(()),
    }
}

/// Packs what is to be sent.
///
/// Model: moby `pkg/archive/copy.go` `TarResource`.
fn pack_here(call: &mut Call<'_>, source: &CopyInfo, name: Option<&str>) -> TarStream {
    let task = Task::host_root();
    let kernel = call.machine().kernel();
    let accounts = Accounts::read(kernel, &task);
    let (_, base) = cp_path::split(&source.path);
    let own = if source.rebase.is_empty() { &base } else { &source.rebase };
    let mut packer = Packer::new(kernel, &task, &accounts, Whiteouts::Kept);
    let path = AbsPath::new(&source.path);
    packer.tree(path.as_bytes(), name.unwrap_or(own).as_bytes());
    packer.finish()
}
