//! Whether lessons hold on the machine: each is run, and everything that it points at is looked up.

use super::{Assembled, Compiled, Mistake};
use crate::lesson::{Play, rehearse};
use crate::world;

impl Assembled {
    /// Runs every lesson. Gives what does not hold, with file, line and what to do; nothing if all is well.
    pub fn verify(&self) -> Vec<Mistake> {
        let mut mistakes: Vec<Mistake> = self.lessons.iter().flat_map(verify).collect();
        mistakes.sort();
        // What is wrong with the structure is found in every language, but it is one mistake.
        mistakes.dedup();
        mistakes
    }
}

fn verify(compiled: &Compiled) -> Vec<Mistake> {
    let Some(first) = compiled.lessons.first() else { return Vec::new() };
    let Some(session) = rehearse(first) else {
        let what = format!("there is no world `{}`; there are {}", first.world, world::NAMES.join(", "));
        return vec![compiled.mistake(what)];
    };
    let problems = |(n, lesson)| {
        let problems = Play::new(lesson, &session).check();
        problems.into_iter().map(move |problem| compiled.locate(n, &problem)).collect::<Vec<_>>()
    };
    compiled.lessons.iter().enumerate().flat_map(problems).collect()
}
