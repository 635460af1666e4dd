//! `lesson.json`: everything of a lesson but its words.

use super::course::unfit;
use super::object::{Object, read};
use super::{Mistake, Source};
use crate::lesson::{At, Choice, Command, Focus, Pane, PathTemplate, Value};
use crate::trace::Cause;

/// What `lesson.json` says.
pub(super) struct Structure {
    pub(super) world: String,
    pub(super) image: String,
    pub(super) commands: Vec<Command>,
    /// The lines of the commands.
    pub(super) command_lines: Vec<usize>,
    /// Names, with their lines.
    pub(super) chapters: Vec<(String, usize)>,
    pub(super) stops: Vec<StopStructure>,
}

/// A stop without its words.
pub(super) struct StopStructure {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) chapter: usize,
    pub(super) at: At,
    pub(super) focus: Focus,
    pub(super) prediction: Option<(Value, Vec<Choice>)>,
}

pub(super) const LESSON: [&str; 5] = ["world", "image", "commands", "chapters", "stops"];
pub(super) const COMMAND: [&str; 3] = ["name", "line", "exit"];
pub(super) const STOP: [&str; 10] =
    ["name", "chapter", "before", "after", "in", "step", "layer", "nth", "focus", "prediction"];
pub(super) const FOCUS: [&str; 5] = ["pane", "layer", "open", "derive", "light"];
pub(super) const PREDICTION: [&str; 2] = ["answer", "choices"];
pub(super) const CHOICE: [&str; 2] = ["name", "value"];

/// Reads a `lesson.json`. What can be read is given even if there are mistakes.
pub(super) fn structure(source: Source<'_>, mistakes: &mut Vec<Mistake>) -> Option<Structure> {
    read(source, &LESSON, mistakes, |object, mistakes| {
        let mut lesson = Structure {
            world: object.needed("world", mistakes).unwrap_or_default(),
            image: object.needed("image", mistakes).unwrap_or_default(),
            commands: Vec::new(),
            command_lines: Vec::new(),
            chapters: object.strings("chapters", mistakes),
            stops: Vec::new(),
        };
        (lesson.commands, lesson.command_lines) = commands(object, mistakes).into_iter().unzip();
        for (name, line) in &lesson.chapters {
            mistakes.extend(unfit(name).map(|what| source.mistake(*line, what)));
        }
        for value in object.elements("stops", mistakes) {
            let Some(object) = Object::of(source, value, &STOP, mistakes) else { continue };
            if let Some(stop) = stop(&object, &lesson, mistakes) {
                if lesson.stops.iter().any(|other| other.name == stop.name) {
                    let what = format!("there is a stop `{}` already; every stop needs its own name", stop.name);
                    mistakes.push(source.mistake(stop.line, what));
                }
                lesson.stops.push(stop);
            }
        }
        if lesson.stops.is_empty() {
            mistakes.push(source.mistake(object.line(), "the lesson has no `stops`; it needs one at least"));
        }
        Some(lesson)
    })
}

fn commands(object: &Object<'_, '_>, mistakes: &mut Vec<Mistake>) -> Vec<(Command, usize)> {
    let mut commands: Vec<(Command, usize)> = Vec::new();
    for value in object.elements("commands", mistakes) {
        let Some(object) = Object::of(object.source, value, &COMMAND, mistakes) else { continue };
        let Some((name, line)) = object.needed("name", mistakes).zip(object.needed("line", mistakes)) else { continue };
        mistakes.extend(unfit(&name).map(|what| object.source.mistake(object.line_of("name"), what)));
        if commands.iter().any(|(other, _)| other.name == name) {
            let what = format!("there is a command `{name}` already; every command needs its own name");
            mistakes.push(object.source.mistake(object.line_of("name"), what));
        }
        let exit = match object.value.get("exit").map(|value| value.as_u64().and_then(|exit| u8::try_from(exit).ok())) {
            None => 0,
            Some(Some(exit)) => exit,
            Some(None) => {
                let what = "`exit` must be the exit status that the command gives, 0 to 255";
                mistakes.push(object.source.mistake(object.line_of("exit"), what));
                0
            }
        };
        commands.push((Command { name, line, exit }, object.line()));
    }
    commands
}

fn stop(object: &Object<'_, '_>, lesson: &Structure, mistakes: &mut Vec<Mistake>) -> Option<StopStructure> {
    let source = object.source;
    let name = object.needed("name", mistakes)?;
    mistakes.extend(unfit(&name).map(|what| source.mistake(object.line_of("name"), what)));
    let chapter = object.needed("chapter", mistakes)?;
    let Some(chapter) = lesson.chapters.iter().position(|(other, _)| *other == chapter) else {
        let what = format!("there is no chapter `{chapter}`; add it to `chapters` or use one that is there");
        mistakes.push(source.mistake(object.line_of("chapter"), what));
        return None;
    };
    let at = at(object, lesson, mistakes)?;
    let focus = object.value.get("focus").and_then(|value| {
        let object = Object::of(source, value, &FOCUS, mistakes)?;
        Some(focus(&object, mistakes))
    });
    let prediction = object.value.get("prediction").and_then(|value| {
        let object = Object::of(source, value, &PREDICTION, mistakes)?;
        prediction(&object, mistakes)
    });
    Some(StopStructure { line: object.line(), name, chapter, at, focus: focus.unwrap_or_default(), prediction })
}

fn at(object: &Object<'_, '_>, lesson: &Structure, mistakes: &mut Vec<Mistake>) -> Option<At> {
    let keys: Vec<&str> = ["before", "after", "in"].into_iter().filter(|key| object.value.get(key).is_some()).collect();
    let [key] = keys[..] else {
        let what = "say where the stop is: exactly one of `before`, `after` and `in`, with the name of a command";
        mistakes.push(object.source.mistake(object.line(), what));
        return None;
    };
    let name = object.needed(key, mistakes)?;
    let Some(command) = lesson.commands.iter().position(|command| command.name == name) else {
        let known: Vec<&str> = lesson.commands.iter().map(|command| command.name.as_str()).collect();
        let what = format!("there is no command `{name}`; known are {}", known.join(", "));
        mistakes.push(object.source.mistake(object.line_of(key), what));
        return None;
    };
    let (layer, nth) = (object.number("layer", mistakes), object.number("nth", mistakes));
    if key == "in" {
        let cause = object.needed("step", mistakes)?;
        if !Cause::NAMES.contains(&cause.as_str()) {
            let family = |name: &&str| name.split('.').next() == cause.split('.').next();
            let mut known: Vec<&str> = Cause::NAMES.iter().copied().filter(family).collect();
            if known.is_empty() {
                known = Cause::NAMES.to_vec();
            }
            let what = format!("there is no step `{cause}`; known are {}", known.join(", "));
            mistakes.push(object.source.mistake(object.line_of("step"), what));
        }
        return Some(At::Step { command, cause, layer, nth: nth.unwrap_or(1) });
    }
    for extra in ["step", "layer", "nth"].into_iter().filter(|extra| object.value.get(extra).is_some()) {
        let what = format!("`{extra}` goes with `in`, not with `{key}`; remove it or write `in`");
        mistakes.push(object.source.mistake(object.line_of(extra), what));
    }
    Some(if key == "before" { At::Before(command) } else { At::After(command) })
}

fn focus(object: &Object<'_, '_>, mistakes: &mut Vec<Mistake>) -> Focus {
    let pane = object.string("pane", mistakes).and_then(|pane| {
        let known =
            [("story", Pane::Story), ("stage", Pane::Stage), ("disk", Pane::Disk), ("terminal", Pane::Terminal)];
        let found = known.iter().find(|(name, _)| *name == pane).map(|(_, pane)| *pane);
        if found.is_none() {
            let what = format!("there is no pane `{pane}`; known are story, stage, disk, terminal");
            mistakes.push(object.source.mistake(object.line_of("pane"), what));
        }
        found
    });
    let mut light: Vec<Value> = Vec::new();
    for (text, line) in object.strings("light", mistakes) {
        match text.parse() {
            Ok(value) => light.push(value),
            Err(error) => mistakes.push(object.source.mistake(line, format!("`light`: {error}"))),
        }
    }
    Focus {
        pane,
        layer: object.number("layer", mistakes),
        open: object.parsed::<PathTemplate>("open", mistakes),
        derive: object.parsed::<Value>("derive", mistakes),
        light,
    }
}

fn prediction(object: &Object<'_, '_>, mistakes: &mut Vec<Mistake>) -> Option<(Value, Vec<Choice>)> {
    if object.value.get("answer").is_none() {
        mistakes.push(object.source.mistake(object.line(), "`answer` is missing; name the value that is right"));
    }
    let answer = object.parsed("answer", mistakes);
    let mut choices: Vec<Choice> = Vec::new();
    for value in object.elements("choices", mistakes) {
        let Some(choice) = Object::of(object.source, value, &CHOICE, mistakes) else { continue };
        let Some(name) = choice.needed("name", mistakes) else { continue };
        let Some(value) = choice.parsed("value", mistakes) else { continue };
        if choices.iter().any(|other| other.name == name) {
            let what = format!("there is a choice `{name}` already");
            mistakes.push(object.source.mistake(choice.line(), what));
        }
        choices.push(Choice { name, value });
    }
    if choices.len() < 2 {
        mistakes.push(object.source.mistake(object.line(), "a prediction needs two `choices` or more"));
    }
    Some((answer?, choices))
}
