//! The programs of the host, with jq linked in.

use drydock_core::commands::{CLIENTS, jq};
use drydock_core::programs::jq::{JqOutput, jq as run};
use drydock_core::programs::{Context, Engine, Exit, PROGRAMS, Program};
use drydock_core::shell;

const JQ: Program = jq(run_jq);

/// Everything that the page has, too.
pub(crate) const ENGINE: Engine = shell::engine(&[PROGRAMS, CLIENTS, &[JQ]]);

fn run_jq(context: &mut Context<'_>) -> Exit {
    run(context, |args, stdin, read_file| {
        let drydock_jq::Output { exit, stdout, stderr } = drydock_jq::run(args, stdin, read_file);
        JqOutput { exit, stdout, stderr }
    })
}
