//! What a container prints: into its log, and to the clients that look.
//!
//! Model: moby `daemon/logger/copier.go`, `daemon/logger/jsonfilelog/jsonlog/jsonlogbytes.go`, `container/stream/attach.go`.

use std::fmt::Write as _;

use super::runtime::{Attached, Output};
use crate::daemon::Daemon;
use crate::disk::containers;
use crate::identity::ContainerId;
use crate::process::{Chunk, Pid, Processes, Writer};
use crate::trace::{Actor, Cause, Lifecycle, Recorder, Stream};
use crate::vfs::Errno;

const fn index(stream: Stream) -> usize {
    match stream {
        Stream::Stdout => 0,
        Stream::Stderr => 1,
    }
}

impl Daemon {
    /// Takes what a container's processes have printed since the last time, and passes it on.
    pub fn collect_output(&mut self, recorder: &mut Recorder, processes: &mut Processes, id: ContainerId) {
        let Some(container) = self.containers.get_mut(id) else { return };
        let logs = container.host_config.log_config.kind == "json-file";
        let Some(runtime) = &mut container.runtime else { return };
        let chunks = processes.take_chunks(runtime.output.sink);
        let lines = if logs { log_lines(&mut runtime.output, &chunks, false) } else { Lines::default() };
        pass_on(&mut runtime.output, &chunks, processes, recorder);
        for exec in &mut runtime.execs {
            let chunks = processes.take_chunks(exec.output.sink);
            pass_on(&mut exec.output, &chunks, processes, recorder);
        }
        append(recorder, id, &lines);
    }

    /// What was printed without a line end is logged as it is: its process has ended.
    pub(super) fn finish_output(&mut self, recorder: &mut Recorder, id: ContainerId) {
        let Some(container) = self.containers.get_mut(id) else { return };
        let logs = container.host_config.log_config.kind == "json-file";
        let Some(runtime) = &mut container.runtime else { return };
        let time = recorder.kernel().fs.now();
        let rest = [Stream::Stdout, Stream::Stderr].map(|stream| Chunk { stream, time, bytes: Vec::new() });
        let lines = log_lines(&mut runtime.output, &rest, true);
        if logs {
            append(recorder, id, &lines);
        }
    }
}

/// Lines of a log.
#[derive(Default)]
struct Lines {
    text: String,
    count: usize,
}

/// Bytes of a line that a log takes at most; a longer one becomes several. Model: `defaultBufSize`.
const LINE_MAX: usize = 16 << 10;

/// One line of JSON for each line that is complete; with `all`, for what is left as well.
fn log_lines(output: &mut Output, chunks: &[Chunk], all: bool) -> Lines {
    let mut lines = Lines::default();
    for chunk in chunks {
        let stream = if output.tty { Stream::Stdout } else { chunk.stream };
        let partial = &mut output.partial[index(stream)];
        partial.extend(if output.tty { carriage(&chunk.bytes) } else { chunk.bytes.clone() });
        loop {
            let end = match partial.iter().position(|c| *c == b'\n') {
                Some(at) if at < LINE_MAX => at + 1,
                _ if partial.len() >= LINE_MAX => LINE_MAX,
                _ if all && !partial.is_empty() => partial.len(),
                _ => break,
            };
            let line: Vec<u8> = partial.drain(..end).collect();
            let word = if stream == Stream::Stdout { "stdout" } else { "stderr" };
            let log = quote(&line);
            let _ =
                writeln!(lines.text, "{{\"log\":{log},\"stream\":\"{word}\",\"time\":\"{}\"}}", nano_time(chunk.time));
            lines.count += 1;
        }
    }
    lines
}

/// A line as the log has it. Unlike elsewhere a tab is `\u0009`, and a byte that is no text is `\ufffd`.
///
/// Model: moby `daemon/logger/jsonfilelog/jsonlog/jsonlogbytes.go` `ffjsonWriteJSONBytesAsString`.
fn quote(line: &[u8]) -> String {
    let mut out = String::from("\"");
    for chunk in line.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' | '"' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\0'..='\x1f' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                    let _ = write!(out, "\\u{:04x}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        for _ in chunk.invalid() {
            out.push_str("\\ufffd");
        }
    }
    out.push('"');
    out
}

/// RFC 3339 with nanoseconds, trailing zeros dropped, as `time.RFC3339Nano` has it.
fn nano_time(time: crate::clock::Time) -> String {
    time.to_string()
}

/// A terminal begins a new line with a carriage return.
fn carriage(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for byte in bytes {
        if *byte == b'\n' {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

fn append(recorder: &mut Recorder, id: ContainerId, lines: &Lines) {
    if lines.count == 0 {
        return;
    }
    let cause = Cause::Lifecycle(Lifecycle::LogAppended { container: id, lines: lines.count });
    // A log that somebody removed is not made again while the container runs.
    let _ = recorder.step(Actor::Dockerd, cause, |kernel| containers::append_log(&mut kernel.fs, id, &lines.text));
}

/// Clients that are gone are forgotten.
fn pass_on(output: &mut Output, chunks: &[Chunk], processes: &mut Processes, recorder: &mut Recorder) {
    let tty = output.tty;
    for chunk in chunks {
        output.clients.retain(|attached| {
            let wanted = attached.streams[index(chunk.stream)];
            !wanted || print(processes, recorder, *attached, (chunk, tty)) != Err(Errno::EPIPE)
        });
    }
}

/// Writes to a client's own output.
fn print(
    processes: &mut Processes,
    recorder: &mut Recorder,
    attached: Attached,
    (chunk, tty): (&Chunk, bool),
) -> Result<(), Errno> {
    let Some(client) = processes.get(attached.client) else { return Err(Errno::EPIPE) };
    let fd = index(chunk.stream) as u32 + 1;
    let Some(descriptor) = client.descriptors.get(&fd).copied() else { return Ok(()) };
    let (task, actor) = (client.task.clone(), client.actor);
    let writer = Writer { task: &task, actor, program: "docker" };
    let terminal = matches!(descriptor, crate::process::Descriptor::Console(_));
    let bytes = if tty && !terminal { carriage(&chunk.bytes) } else { chunk.bytes.clone() };
    processes.write(descriptor, &bytes, &writer, recorder)
}

/// Tells a client that something it waits for has ended.
pub(super) fn tell(processes: &mut Processes, client: Pid, what: ContainerId, status: i32) {
    processes.tell_client(client, what, status);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As recorded of 20.10.24.
    #[test]
    fn lines_are_quoted_as_in_the_log() {
        assert_eq!(quote(b"127.0.0.1\tlocalhost\n"), r#""127.0.0.1\u0009localhost\n""#);
        assert_eq!(quote(b"<\xff\"\\\r\x1b\n"), r#""\u003c\ufffd\"\\\r\u001b\n""#);
    }
}
