//! `drydock lessons`: the course in a terminal: checked, listed, played.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use drydock_core::lesson::author::{Assembled, Mistake, assemble};
use drydock_core::lesson::{Answer, Aside, Block, Filled, Inline, Lesson, Play, Posed, Verdict, plain, rehearse};

use crate::{EXIT_UNUSABLE, Subcommand, complain, print, reason, table, usage_error};

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "lessons",
    arguments: "check|list|play NAME [--lang en|zh] [--course FOLDER]",
    summary: "check the course, list its lessons, read one",
    details: DETAILS,
    valued: &["--lang", "--course"],
    run,
};

const DETAILS: &str = "
  check             run every lesson and say what does not hold
  list              the lessons: name, title, number of steps, summary
  play NAME         the whole lesson as text
  --lang en|zh      the language of what is listed and played
  --course FOLDER   the project's folder to read the course from, instead of the course that is built in

Exit status: 0, or 1 if something in the course does not hold, 2 for wrong usage and for what cannot be read.
";

/// The course that this program was built with: path in the project, text.
const COURSE: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/course.rs"));

/// Something in the course does not hold.
const EXIT_MISTAKES: u8 = 1;

struct Options {
    verb: String,
    name: Option<String>,
    lang: String,
    /// The project's folder, if not the course that is built in.
    course: Option<OsString>,
}

fn run(arguments: &[OsString]) -> ExitCode {
    let options = match parse(arguments) {
        Ok(options) => options,
        Err(message) => return usage_error(&format!("drydock lessons: {message}")),
    };
    let files = match &options.course {
        None => COURSE.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
        Some(folder) => match read_course(Path::new(folder)) {
            Ok(files) => files,
            Err(error) => {
                complain(&format!("drydock lessons: {}: {}", folder.display(), reason(&error)));
                return ExitCode::from(EXIT_UNUSABLE);
            }
        },
    };
    let course = match assemble(&files) {
        Ok(course) => course,
        Err(mistakes) => return tell(&mistakes),
    };
    match (options.verb.as_str(), options.name) {
        ("check", None) => check(&course),
        ("list", None) => list(&course, &options.lang),
        ("play", Some(name)) => play(&course, &name, &options.lang),
        ("play", None) => {
            usage_error("drydock lessons: play needs the name of a lesson; `drydock lessons list` has them")
        }
        (_, _) => usage_error("drydock lessons: say check, list or play NAME"),
    }
}

fn parse(arguments: &[OsString]) -> Result<Options, String> {
    let mut options = Options { verb: String::new(), name: None, lang: "en".to_owned(), course: None };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.to_str() {
            Some("--lang") => options.lang = lang(rest.next().and_then(|lang| lang.to_str()).unwrap_or_default())?,
            Some(word) if word.starts_with("--lang=") => options.lang = lang(&word["--lang=".len()..])?,
            Some("--course") => options.course = Some(rest.next().ok_or("--course needs a folder")?.clone()),
            Some(word) if word.starts_with("--course=") => options.course = Some(word["--course=".len()..].into()),
            Some(word) if word.starts_with('-') => return Err(format!("no option {word}")),
            Some(word) if options.verb.is_empty() => word.clone_into(&mut options.verb),
            Some(word) if options.name.is_none() => options.name = Some(word.to_owned()),
            _ => return Err(format!("too many arguments: {}", argument.display())),
        }
    }
    Ok(options)
}

fn lang(code: &str) -> Result<String, String> {
    if ["en", "zh"].contains(&code) { Ok(code.to_owned()) } else { Err("--lang needs en or zh".to_owned()) }
}

/// The texts in `lessons/` and `docs/` of a project's folder.
fn read_course(project: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut folders = vec!["lessons".to_owned(), "docs".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(project.join(&folder))? {
            let entry = entry?;
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            let path = entry.path();
            if path.is_dir() {
                folders.push(name);
            } else if path.extension().is_some_and(|extension| extension == "md" || extension == "json") {
                files.insert(name, fs::read_to_string(path)?);
            }
        }
    }
    Ok(files)
}

/// Says what is wrong, one line each.
fn tell(mistakes: &[Mistake]) -> ExitCode {
    for mistake in mistakes {
        complain(&mistake.to_string());
    }
    complain(&format!("{} to mend", mistakes.len()));
    ExitCode::from(EXIT_MISTAKES)
}

fn check(course: &Assembled) -> ExitCode {
    let mistakes = course.verify();
    if !mistakes.is_empty() {
        return tell(&mistakes);
    }
    print(&format!("{} lessons, {} pages: sound\n", course.lessons.len(), course.pages.len()));
    ExitCode::SUCCESS
}

fn list(course: &Assembled, lang: &str) -> ExitCode {
    let rows: Vec<Vec<String>> = course
        .catalogue(lang)
        .lessons
        .into_iter()
        .map(|entry| vec![entry.id, entry.title, entry.stops.to_string(), entry.summary])
        .collect();
    print(&table::aligned(&rows));
    ExitCode::SUCCESS
}

fn play(course: &Assembled, name: &str, lang: &str) -> ExitCode {
    let mut lessons = course.lessons.iter().flat_map(|compiled| &compiled.lessons);
    let Some(lesson) = lessons.find(|lesson| lesson.id == name && lesson.lang == lang) else {
        return usage_error(&format!("drydock lessons: no lesson {name:?}; `drydock lessons list` has them"));
    };
    let Some(session) = rehearse(lesson) else {
        complain(&format!("drydock lessons: there is no world {:?}", lesson.world));
        return ExitCode::from(EXIT_UNUSABLE);
    };
    print(&told(lesson, &Play::new(lesson, &session)));
    ExitCode::SUCCESS
}

/// The whole lesson as text.
fn told(lesson: &Lesson, play: &Play<'_>) -> String {
    let mut text = format!("{}\n\n{}\n", lesson.title, lesson.summary);
    let mut chapter = None;
    for (n, stop) in lesson.stops.iter().enumerate() {
        let Some(shown) = play.show(n) else { continue };
        if chapter != Some(stop.chapter) {
            chapter = Some(stop.chapter);
            let title = lesson.chapters.get(stop.chapter).map_or("", |chapter| &chapter.title);
            let _ = write!(text, "\n== {title}\n");
        }
        let _ = write!(text, "\n{}. {}\n", n + 1, plain(&shown.title));
        blocks(&shown.body, "", &mut text);
        if let Some(posed) = &shown.prediction {
            question(posed, &mut text);
        }
    }
    text
}

fn blocks(blocks: &[Block<Filled>], indent: &str, text: &mut String) {
    for block in blocks {
        text.push('\n');
        match block {
            Block::Paragraph(line) => lines(&plain(line), indent, text),
            Block::Code(line) => lines(&plain(line), &format!("{indent}    "), text),
            Block::Bullets(items) => items.iter().for_each(|item| lines(&format!("- {}", plain(item)), indent, text)),
            Block::Numbered(items) => {
                for (n, item) in (1..).zip(items) {
                    lines(&format!("{n}. {}", plain(item)), indent, text);
                }
            }
            Block::Aside(kind, inner) => {
                let sign = match kind {
                    Aside::Why => "?",
                    Aside::Mistaken => "!",
                    Aside::Elsewhere => "~",
                    Aside::Honest => "*",
                };
                let mut inside = String::new();
                self::blocks(inner, "", &mut inside);
                lines(inside.trim(), &format!("{indent}{sign} "), text);
            }
            Block::Table(head, rows) => {
                let row = |row: &Vec<Vec<Inline<Filled>>>| row.iter().map(|cell| plain(cell)).collect::<Vec<_>>();
                let rows: Vec<_> = std::iter::once(head).chain(rows).map(row).collect();
                lines(&table::aligned(&rows), indent, text);
            }
        }
    }
}

fn lines(of: &str, indent: &str, text: &mut String) {
    for line in of.lines() {
        let _ = writeln!(text, "{indent}{line}");
    }
}

fn question(posed: &Posed, text: &mut String) {
    let _ = write!(text, "\n  ? {}\n", plain(&posed.question));
    for Answer { label, reason, verdict, .. } in &posed.answers {
        let sign = if *verdict == Verdict::Right { "✓" } else { "✗" };
        let _ = write!(text, "    {sign} {}\n      {}\n", plain(label), plain(reason));
    }
}
