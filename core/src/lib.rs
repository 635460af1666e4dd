//! The simulated machine.
//!
//! Pure: no clock, randomness, I/O or environment. A command line goes in, a list of writes comes out, each with its reason.
//!
//! Modules, in the order in which they may import one another (a module knows only those above it):
//!
//! | module | what it is |
//! |---|---|
//! | [`digest`], [`identity`], [`clock`] | hashes, the things they name, time and random numbers as values |
//! | [`pace`] | long work in pieces, at the pace of whoever waits |
//! | [`mod@reference`], [`json`] | the names of images; JSON as Go writes and reads it |
//! | [`pattern`], [`script`] | patterns and regular expressions; the shell's language as text and tree |
//! | [`persist`] | persistent collections: cheap clones, differences in proportion to what changed |
//! | [`random`] | random identities, bound to what they belong to or drawn from a seed |
//! | [`vfs`] | a disk as a value: inodes, directories, content |
//! | [`overlayfs`] | the union mount over directories of a disk |
//! | [`kernel`] | system calls: paths, permissions, mounts |
//! | [`accounts`] | names of users and groups, by `/etc/passwd` and `/etc/group` |
//! | [`archive`], [`oci`] | layers as they travel: gzip, tar, tar-split; manifests and image configs |
//! | [`disk`] | `/var/lib/docker`, one module for each directory that Docker writes |
//! | [`registry`] | what the far side serves, as data |
//! | [`profile`] | facts about the simulated host, as data |
//! | [`trace`] | steps, their causes, the one gate for writing, and the words |
//! | [`union`] | who provides a file: the stack of an image or container, and the evidence |
//! | [`inspect`] | pieces of a real host, recognised, explained, put together |
//! | [`world`] | the hosts that a session can start on, as data |
//! | [`process`] | processes as values: descriptors, pipes, shells half way through a script |
//! | [`daemon`] | dockerd: one file for each action; turns the stores' evidence into steps |
//! | [`machine`] | the whole host as one value |
//! | [`cli`] | the `docker` program: definitions, parsing, help, templates, tables |
//! | [`programs`] | `ls`, `cat`, `grep` and the others: GNU's and busybox's |
//! | [`shell`] | bash and ash: scripts run, processes take turns |
//! | [`commands`] | what can be typed on the host: the programs, and `docker` among them |
//! | [`completion`] | what could stand where the cursor is, while a line is typed |
//! | [`session`] | commands typed on a machine, every state kept: the way in |
//! | [`lesson`] | courses as data: where they stop, what they say, what they ask |
//! | [`saved`] | a session as text, in a file or a link: its world and its lines |

pub mod accounts;
pub mod archive;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod completion;
pub mod daemon;
mod decimal;
pub mod digest;
pub mod disk;
pub mod identity;
pub mod inspect;
pub mod json;
pub mod kernel;
pub mod lesson;
pub mod machine;
pub mod oci;
pub mod overlayfs;
pub mod pace;
pub mod pattern;
pub mod persist;
pub mod process;
pub mod profile;
pub mod programs;
pub mod random;
pub mod reference;
pub mod registry;
pub mod saved;
pub mod script;
pub mod session;
pub mod shell;
pub mod trace;
pub mod union;
pub mod vfs;
pub mod world;
