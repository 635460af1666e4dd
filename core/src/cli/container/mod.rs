//! `docker container …`.

pub mod attach;
pub mod commit;
pub mod cp;
mod cp_path;
pub mod create;
mod devices;
pub mod diff;
pub mod exec;
pub mod export;
pub mod inspect;
pub mod kill;
pub mod life;
pub mod logs;
pub mod ls;
pub mod mounts;
pub mod options;
pub mod pause;
pub mod port;
pub mod ports;
pub mod prune;
pub mod rename;
pub mod restart;
pub mod rm;
pub mod row;
pub mod run;
pub mod start;
pub mod stats;
pub mod stop;
pub mod top;
pub mod unpause;
pub mod update;
pub mod wait;

use super::definition::{Command, Entry};

/// The group.
pub static CONTAINER: Command = Command::group(
    "Manage containers",
    &[
        Entry::new("attach", &attach::ATTACH),
        Entry::new("commit", &commit::COMMIT),
        Entry::new("cp", &cp::CP),
        Entry::new("create", &create::CREATE),
        Entry::new("diff", &diff::DIFF),
        Entry::new("exec", &exec::EXEC),
        Entry::new("export", &export::EXPORT),
        Entry::new("inspect", &inspect::INSPECT),
        Entry::new("kill", &kill::KILL),
        Entry::new("logs", &logs::LOGS),
        Entry::new("ls", &ls::LS).or(&["ps", "list"]),
        Entry::new("pause", &pause::PAUSE),
        Entry::new("port", &port::PORT),
        Entry::new("prune", &prune::PRUNE),
        Entry::new("rename", &rename::RENAME),
        Entry::new("restart", &restart::RESTART),
        Entry::new("rm", &rm::RM),
        Entry::new("run", &run::RUN),
        Entry::new("start", &start::START),
        Entry::new("stats", &stats::STATS),
        Entry::new("stop", &stop::STOP),
        Entry::new("top", &top::TOP),
        Entry::new("unpause", &unpause::UNPAUSE),
        Entry::new("update", &update::UPDATE),
        Entry::new("wait", &wait::WAIT),
    ],
);
