//! `dock who`: which layer of an image or container provides a path, and why.

use super::{Answer, words};
use crate::kernel::Kernel;
use crate::trace::explain::Lang;
use crate::union::{Stack, Subject, subjects};

/// What the path comes to in the stack that `name` means, and a line for each slab.
pub(super) fn who(kernel: &Kernel, name: &str, path: &str, lang: Lang) -> Result<Answer, String> {
    let fs = &kernel.fs;
    let subject = Subject::find(&subjects(fs), name).ok_or_else(|| words::no_stack(lang, name))?;
    let stack = Stack::of(kernel, subject).map_err(|trouble| trouble.words(lang))?;
    let trail = stack.trail(fs, path.as_bytes());
    let outcome = stack.outcome_words(&trail, lang);
    let mut answer = Answer::new([&trail.path.to_string(), ": ", &outcome.headline].concat());
    if !outcome.detail.is_empty() {
        answer = answer.with("", outcome.detail);
    }
    for (slab, evidence) in trail.slabs.iter().enumerate() {
        let told = stack.evidence_words(evidence, lang).headline;
        let place = evidence.copy.as_ref().and_then(|copy| fs.path_of(copy.ino));
        let text = place.map_or_else(|| told.clone(), |place| format!("{told}: {place}"));
        answer = answer.with(stack.slab_name(slab, lang), text);
    }
    Ok(answer)
}
