//! `dock fsck`: what does not hold on the disk, and what Docker makes of it.

use super::{Answer, words};
use crate::disk::fsck::Check;
use crate::machine::Machine;
use crate::trace::explain::{self, Explanation, Lang};

/// How many checks there are and how many faults were found, and below that each fault.
pub(super) fn faults(machine: &Machine, lang: Lang) -> Vec<Answer> {
    let found = machine.faults();
    let mut answers = vec![Answer::new(words::checked(lang, Check::ALL.len(), found.len()))];
    answers.extend(found.iter().map(|fault| {
        let Explanation { headline, detail } = explain::violation(fault, lang);
        Answer::new([fault.check.name(), ": ", &fault.path.to_string()].concat())
            .with(words::FOUND, headline)
            .with(words::DOCKER, detail)
    }));
    answers
}
