//! *Inspect yours*: what a picture of a real host looks like. All texts from outside are shown with their hidden characters named.

pub mod answer;
pub mod card;
pub mod graph;
pub mod problems;
pub mod rows;
pub mod samples;
#[cfg(test)]
mod tests;
