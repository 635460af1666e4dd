//! What descriptors lead to.

use crate::clock::Time;
use crate::kernel::File;
use crate::trace::Stream;

/// A pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PipeId(pub(super) u32);

/// What a supervisor of processes reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SinkId(pub(super) u32);

/// What a descriptor leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Descriptor {
    /// An open file.
    File(File),
    /// The end of a pipe that is read.
    Read(PipeId),
    /// The end of a pipe that is written.
    Write(PipeId),
    /// What the command was typed into, be it a terminal or not; the stream tells its two outputs apart. Reading gives the
    /// end at once.
    Console(Stream),
    /// What a supervisor reads.
    Sink(SinkId, Stream),
    /// A terminal of a container's own, whose other end a supervisor holds. What is written comes out there; whether lines come
    /// in from there, the table knows.
    Tty(SinkId),
}

/// A pipe, named or not.
#[derive(Clone, Debug, Default)]
pub struct Pipe {
    /// What was written and not read yet.
    pub bytes: Vec<u8>,
    /// Descriptors that can read it.
    pub readers: u32,
    /// Descriptors that can write it.
    pub writers: u32,
    /// Whether anybody has ever opened it to write: before, reading a named pipe does not meet its end but waits.
    pub had_writer: bool,
}

/// A piece that was written to a sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// To which of the two outputs.
    pub stream: Stream,
    /// When.
    pub time: Time,
    /// What.
    pub bytes: Vec<u8>,
}
