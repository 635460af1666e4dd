//! One call of a subcommand: what it is given, where it prints, how it ends.

use super::parse::Flags;
use crate::clock::Time;
use crate::daemon::container::{Host, Load};
use crate::daemon::{ContainerError, Daemon, LookupError};
use crate::kernel::Task;
use crate::machine::Machine;
use crate::process::{Client, ExecError, Pid};
use crate::trace::explain::Lang;
use crate::trace::{Recorder, Stream};
use crate::vfs::{AbsPath, Fs};

/// The host as the program finds it: the machine, and where its streams go.
pub trait Io {
    /// The machine.
    fn machine(&mut self) -> &mut Machine;

    /// Prints.
    fn print(&mut self, stream: Stream, bytes: &[u8]);

    /// Whether a stream is a terminal, rather than a pipe or a file.
    fn is_terminal(&self, stream: Stream) -> bool;

    /// What comes in on standard input; none if that is a terminal.
    fn input(&mut self) -> Option<Vec<u8>>;

    /// The language of whoever reads a stream, if it is a terminal: what goes elsewhere may come to the disk, which is the same for
    /// every reader.
    fn reader(&self, _stream: Stream) -> Option<Lang> {
        None
    }

    /// Whether what the simulator itself says on a terminal may have colours.
    fn wants_colours(&self) -> bool {
        true
    }

    /// The directory that relative paths of the host start from.
    fn directory(&self) -> AbsPath {
        AbsPath::root()
    }

    /// An environment variable of the client.
    fn variable(&self, _name: &str) -> Option<String> {
        None
    }

    /// The bytes of a file of the host, or why not, in the words of Go's `os.Open`.
    fn read_file(&mut self, path: &str) -> Result<Vec<u8>, String> {
        let task = Task { cwd: self.directory(), ..Task::host_root() };
        let bytes = self.machine().kernel().read_file(&task, path.as_bytes());
        bytes.map(|bytes| bytes.to_vec()).map_err(|error| format!("open {path}: {}", error.to_string().to_lowercase()))
    }

    /// Lets the daemon work where processes are concerned.
    fn with_host(&mut self, work: &mut HostWork<'_>) {
        let Machine { daemon, recorder, processes, .. } = self.machine();
        let load: &mut Load<'_> = &mut |_, _, _, _| Err(ExecError::NotSimulated("a program".to_owned()));
        work(daemon, &mut Host { recorder, processes, load });
    }

    /// The process that this client is.
    fn client(&self) -> Option<Pid> {
        None
    }

    /// Waits for containers, once this call has returned; the client ends with what becomes of them.
    fn wait(&mut self, _client: Client) {}

    /// Lets everything else run until a process has ended, or a moment has come.
    fn let_run(&mut self, _until: Pid, _deadline: Option<Time>) {}

    /// Lets the daemon work, and prints while it does: so that what is printed stands between the steps it tells of.
    fn with_daemon(&mut self, work: &mut Work<'_>);
}

/// Prints while the recorder is in use.
pub type Printer<'a> = dyn FnMut(&mut Recorder, Stream, &[u8]) + 'a;

/// Something for the daemon to do with processes.
pub type HostWork<'a> = dyn FnMut(&mut Daemon, &mut Host<'_>) + 'a;

/// Something for the daemon to do.
pub type Work<'a> = dyn FnMut(&mut Daemon, &mut Recorder, &mut Printer<'_>) + 'a;

/// A call whose flags and number of arguments are right.
pub struct Call<'a> {
    /// The host and the streams.
    pub io: &'a mut dyn Io,
    /// The command as it was called: `docker image ls`.
    pub path: String,
    /// The flags.
    pub flags: Flags,
    /// The arguments.
    pub args: Vec<String>,
}

impl std::fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("path", &self.path).field("args", &self.args).finish_non_exhaustive()
    }
}

/// What a subcommand does.
pub type Run = fn(&mut Call<'_>) -> Result<(), Failure>;

/// How a call fails: what is said on standard error, and the exit status.
///
/// Model: docker/cli `cli/error.go` `StatusError`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Said last, with a newline behind it; nothing if empty.
    pub message: String,
    /// The exit status.
    pub status: u8,
    /// What the simulator itself adds, on a terminal.
    pub remark: Option<String>,
}

impl Failure {
    /// The status of most failures: 1.
    pub fn new(message: impl Into<String>) -> Self {
        Self::with_status(message, 1)
    }

    /// With another status.
    pub fn with_status(message: impl Into<String>, status: u8) -> Self {
        Self { message: message.into(), status, remark: None }
    }

    /// An error that the daemon answers with.
    ///
    /// Model: docker/docker `client/request.go` `checkResponseErr`.
    pub fn from_daemon(message: &str) -> Self {
        Self::new(["Error response from daemon: ", message].concat())
    }

    /// An image that is not found: where the client words that itself, it says what was typed.
    ///
    /// Model: docker/docker `client/errors.go` `wrapResponseError`.
    pub fn no_such_image(error: &LookupError, typed: &str) -> Self {
        match error {
            LookupError::NotFound { .. } => Self::new("Error: No such image: ".to_owned() + typed),
            LookupError::Reference(_) => Self::from_daemon(&error.to_string()),
        }
    }

    /// A container that is not found, where the client words that itself; else the daemon's answer.
    ///
    /// Model: docker/docker `client/errors.go` `wrapResponseError`.
    pub fn of_container(error: &ContainerError, typed: &str) -> Self {
        match error {
            ContainerError::NotFound(_) => Self::new("Error: No such container: ".to_owned() + typed),
            error => Self::from_daemon(&error.to_string()),
        }
    }

    /// Something that Docker has and the simulator has not.
    pub fn not_simulated(what: &str) -> Self {
        Self::with_status(["drydock: ", what, " is not simulated"].concat(), NOT_SIMULATED)
    }
}

/// The exit status of what is not simulated: that of a command that a shell cannot find.
pub const NOT_SIMULATED: u8 = 127;

/// A command whose engine is not there.
pub fn not_simulated(call: &mut Call<'_>) -> Result<(), Failure> {
    Err(Failure::not_simulated(&call.path))
}

impl Call<'_> {
    /// The machine.
    pub fn machine(&mut self) -> &mut Machine {
        self.io.machine()
    }

    /// The daemon and the disk, to ask.
    pub fn daemon(&mut self) -> (&Daemon, &Fs) {
        let machine = self.io.machine();
        (&machine.daemon, &machine.kernel().fs)
    }

    /// Lets the daemon do something that answers at once.
    pub fn ask<T>(&mut self, mut request: impl FnMut(&mut Daemon, &mut Recorder) -> T) -> Option<T> {
        let mut answer = None;
        self.io.with_daemon(&mut |daemon, recorder, _| answer = Some(request(daemon, recorder)));
        answer
    }

    /// Lets the daemon do something with processes that answers at once.
    pub fn ask_host<T>(
        &mut self,
        mut request: impl FnMut(&mut Daemon, &mut Host<'_>) -> Result<T, ContainerError>,
    ) -> Result<T, ContainerError> {
        let mut answer = Err(ContainerError::Invalid("the daemon does not answer".to_owned()));
        self.io.with_host(&mut |daemon, host| answer = request(daemon, host));
        answer
    }

    /// Asks whether to go on; whether the answer on standard input is yes.
    ///
    /// Model: docker/cli `cli/command/utils.go` `PromptForConfirmation`.
    pub fn confirm(&mut self, warning: &str) -> bool {
        self.out([warning, "\nAre you sure you want to continue? [y/N] "].concat());
        let input = self.io.input().unwrap_or_default();
        let line = input.split(|c| *c == b'\n').next().unwrap_or_default();
        String::from_utf8_lossy(line).to_lowercase() == "y"
    }

    /// Prints to standard output.
    pub fn out(&mut self, text: impl AsRef<[u8]>) {
        self.io.print(Stream::Stdout, text.as_ref());
    }

    /// Prints to standard error.
    pub fn err(&mut self, text: impl AsRef<[u8]>) {
        self.io.print(Stream::Stderr, text.as_ref());
    }
}
