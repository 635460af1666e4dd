//! The words of a stop: its body, and those of its prediction.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Mistake;
use super::markdown::{Mode, Passage, blocks, inline};
use super::sections::Section;
use crate::lesson::{Block, Choice, ChoiceProse, PredictionProse, Value};

type Words = (Vec<Block<Value>>, Option<PredictionProse>);

/// The body of a stop and the words of its prediction:
///
/// ```text
/// ? Question
/// * name: what is chosen
///   why it is right or not
/// ```
pub(super) fn stop_words(choices: Option<&[Choice]>, section: &Section<'_>, mistakes: &mut Vec<Mistake>) -> Words {
    let lines = &section.body;
    let part = |range: Range<usize>| Passage {
        source: lines.source,
        first: lines.first + range.start,
        lines: lines.lines[range].to_vec(),
    };
    let question = lines.lines.iter().position(|line| line.starts_with("? "));
    let body = blocks(&part(0..question.unwrap_or(lines.lines.len())), mistakes);
    if body.is_empty() {
        mistakes.push(lines.source.mistake(section.line, "this stop says nothing; write a paragraph at least"));
    }
    let (question, choices) = match (question, choices) {
        (None, None) => return (body, None),
        (Some(line), None) => {
            mistakes.push(
                lines.mistake(line, "`lesson.json` has no `prediction` for this stop; add it or remove the question"),
            );
            return (body, None);
        }
        (None, Some(_)) => {
            mistakes
                .push(lines.source.mistake(section.line, "the question of this stop's prediction is missing: `? …`"));
            return (body, None);
        }
        (Some(line), Some(choices)) => (line, choices),
    };
    let end = lines.lines.len();
    let starts: Vec<usize> = (question..end).filter(|n| lines.lines[*n].starts_with("* ")).collect();
    let mut asked = part(question..starts.first().copied().unwrap_or(end));
    asked.lines[0] = &asked.lines[0][2..];
    let asked = inline(&asked, 0..asked.lines.len(), Mode::Prose, mistakes);
    let mut words = BTreeMap::new();
    for (start, end) in starts.iter().copied().zip(starts.iter().skip(1).copied().chain([end])) {
        let Some((name, label)) = lines.lines[start][2..].split_once(": ") else {
            mistakes.push(
                lines
                    .mistake(start, "a choice is written `* name: what is chosen`, and below it, indented, the reason"),
            );
            continue;
        };
        if !choices.iter().any(|choice| choice.name == name) {
            mistakes.push(lines.mistake(start, &format!("`lesson.json` has no choice `{name}` here")));
        }
        let label = Passage { source: lines.source, first: lines.first + start, lines: vec![label] };
        let reason = part(start + 1..end);
        let choice = ChoiceProse {
            label: inline(&label, 0..1, Mode::Prose, mistakes),
            reason: inline(&reason, 0..reason.lines.len(), Mode::Prose, mistakes),
        };
        if choice.reason.is_empty() {
            mistakes
                .push(lines.mistake(start, &format!("the choice `{name}` has no reason; write it below, indented")));
        }
        words.insert(name, choice);
    }
    let mut prose = Vec::new();
    for choice in choices {
        match words.remove(choice.name.as_str()) {
            Some(words) => prose.push(words),
            None => mistakes.push(lines.mistake(question, &format!("the choice `{}` has no words here", choice.name))),
        }
    }
    (body, Some(PredictionProse { question: asked, choices: prose }))
}
