//! `docker pull`, `docker image pull`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag};
use crate::cli::dock;
use crate::cli::progress::{Display, Report};
use crate::daemon::pull::{PullError, PullEvent, PullRequest};
use crate::oci::Platform;
use crate::reference::Reference;
use crate::trace::Stream;

const ALL_TAGS: Flag = Flag::bool("all-tags", "Download all tagged images in the repository").short('a');
const DISABLE_CONTENT_TRUST: Flag = Flag::bool("disable-content-trust", "Skip image verification").default("true");
const PLATFORM: Flag = Flag::string("platform", "Set platform if server is multi-platform capable");
const QUIET: Flag = Flag::bool("quiet", "Suppress verbose output").short('q');

/// The definition.
pub static PULL: Command = Command {
    usage: "[OPTIONS] NAME[:TAG|@DIGEST]",
    short: "Pull an image or a repository from a registry",
    arity: Arity::Exactly(1),
    flags: &[&[ALL_TAGS, DISABLE_CONTENT_TRUST, PLATFORM, QUIET]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/image/pull.go` `RunPull`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let typed = call.args.first().map_or("", String::as_str);
    let mut reference = Reference::parse(typed).map_err(|error| Failure::new(error.to_string()))?;
    let (all, quiet) = (call.flags.is_on(&ALL_TAGS), call.flags.is_on(&QUIET));
    if all && !reference.is_name_only() {
        return Err(Failure::new("tag can't be used with --all-tags/-a"));
    }
    if !all && reference.is_name_only() {
        reference = reference.or_latest();
        if !quiet {
            call.out("Using default tag: latest\n");
        }
    }
    if !call.flags.is_on(&DISABLE_CONTENT_TRUST) && reference.digest.is_none() {
        return Err(Failure::not_simulated("content trust"));
    }
    let host = call.daemon().0.platform();
    let platform = match call.flags.text(&PLATFORM) {
        "" => None,
        text => Some(Platform::parse(text, &host).map_err(|error| Failure::from_daemon(&error.to_string()))?),
    };
    let request = PullRequest { reference, platform };
    let columns = if call.io.is_terminal(Stream::Stdout) { call.machine().profile.columns } else { None };
    let shown = if quiet { None } else { Some(Display::new(columns)) };
    pull(call, &request, Stream::Stdout, shown)?;
    call.out(request.reference.canonical() + "\n");
    Ok(())
}

/// Pulls, and shows the reports if that is wanted.
pub fn pull(
    call: &mut Call<'_>,
    request: &PullRequest,
    stream: Stream,
    mut display: Option<Display>,
) -> Result<(), Failure> {
    let mut result = Ok(());
    call.io.with_daemon(&mut |daemon, recorder, print| {
        result = daemon.pull(recorder, request, &mut |recorder, event| {
            if let Some(display) = display.as_mut() {
                print(recorder, stream, show(display, &event).as_bytes());
            }
        });
    });
    result.map_err(|PullError { failure, is_streamed }| {
        let message = failure.to_string();
        let reader = call.io.reader(Stream::Stderr).filter(|_| failure.is_absence());
        let remark = reader.map(|lang| dock::elsewhere(call.daemon().0.network(), &request.reference, lang));
        // What happens after the first report comes in the stream of reports, and is printed as it is.
        let failure = if is_streamed { Failure::new(message) } else { Failure::from_daemon(&message) };
        Failure { remark, ..failure }
    })
}

fn show(display: &mut Display, event: &PullEvent) -> String {
    use PullEvent::{Digest, PullingFrom, Status, Warning};
    let (id, text) = (event.id().unwrap_or_default(), event.text());
    if matches!(event, PullingFrom { .. } | Digest(_) | Status { .. } | Warning(_)) {
        return display.show(Report::Status { id: &id, text: &text });
    }
    let (current, total) = event.progress().unwrap_or_default();
    display.show(Report::Progress { id: &id, action: &text, current, total })
}
