//! The daemon from outside: pulls and removals, their order, what they leave, what they say.

mod archives;
mod blobs;
mod containers;
mod failures;
mod fixture;
mod order;
mod recordings;
mod removal;
mod shapes;
