//! `jq`: the part of it that touches the machine. The language is a package of its own, heavy and seldom used, which whoever
//! puts the table of programs together brings: see [`jq`].

use super::{Context, Exit};

/// What a run of jq gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JqOutput {
    /// The exit status.
    pub exit: u8,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

/// Gives a file's bytes, or why it cannot be read, in the system's words.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;

/// Runs jq in a program's process: `language` gets the arguments, standard input and a way to read files.
pub fn jq(context: &mut Context<'_>, language: impl FnOnce(&[String], &[u8], ReadFile<'_>) -> JqOutput) -> Exit {
    let args: Vec<String> = context.args.iter().map(|arg| String::from_utf8_lossy(arg).into_owned()).collect();
    // The end comes at once from a terminal: nobody types into a running command.
    let stdin = context.stdin()?.map_or_else(|_| Vec::new(), |bytes| bytes.to_vec());
    let (kernel, task) = (context.kernel(), context.task());
    let read = |path: &str| match kernel.read_file(task, path.as_bytes()) {
        Ok(bytes) => Ok(bytes.to_vec()),
        Err(error) => Err(error.to_string()),
    };
    let output = language(&args, &stdin, &read);
    context.out(output.stdout);
    context.err(output.stderr);
    Ok(output.exit)
}
