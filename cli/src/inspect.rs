//! `drydock inspect`: pieces of a real host, recognised and explained.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Read as _};
use std::process::ExitCode;

use drydock_core::inspect::{Input, Inspection, Via, inspect, report, visible};
use drydock_core::trace::explain::Lang;

use crate::{EXIT_UNUSABLE, Subcommand, complain, print, reason, table, usage_error};

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "inspect",
    arguments: "[--json] [--lang en|zh] [FILE|-]…",
    summary: "explain a repositories.json and other pieces of a host",
    details: DETAILS,
    valued: &["--lang"],
    run,
};

const DETAILS: &str = "
  FILE           what was copied from a host; - and no file at all mean standard input
  --lang en|zh   the language of the explanations
  --json         one object instead of tables

Exit status: 0 if nothing is wrong, 1 if the data has errors, 2 for wrong usage and for what cannot be read.
";

/// The data has errors.
const EXIT_ERRORS: u8 = 1;

/// How the outcome is shown.
#[derive(Clone, Copy)]
enum Format {
    Tables,
    Json,
}

struct Options {
    format: Format,
    lang: Lang,
    files: Vec<OsString>,
}

fn run(arguments: &[OsString]) -> ExitCode {
    let mut options = match parse(arguments) {
        Ok(options) => options,
        Err(message) => return usage_error(&format!("drydock inspect: {message}")),
    };
    if options.files.is_empty() {
        if std::io::stdin().is_terminal() {
            return usage_error("drydock inspect: name a file, or - for standard input");
        }
        options.files.push("-".into());
    }
    let mut inputs = Vec::new();
    let mut unreadable = false;
    for file in options.files {
        let name = file.to_string_lossy().into_owned();
        match read(&file) {
            Ok(bytes) => inputs.push(Input { name, via: Via::File, bytes: bytes.into() }),
            Err(error) => {
                unreadable = true;
                complain(&format!("drydock inspect: {}: {}", visible(&name), reason(&error)));
            }
        }
    }
    let inspection = inspect(&inputs);
    print(&match options.format {
        Format::Json => report::to_json(&inputs, &inspection, options.lang),
        Format::Tables => tables(&inputs, &inspection, options.lang),
    });
    match (unreadable, inspection.has_errors()) {
        (true, _) => ExitCode::from(EXIT_UNUSABLE),
        (false, true) => ExitCode::from(EXIT_ERRORS),
        (false, false) => ExitCode::SUCCESS,
    }
}

fn parse(arguments: &[OsString]) -> Result<Options, String> {
    let mut options = Options { format: Format::Tables, lang: Lang::En, files: Vec::new() };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.to_str() {
            Some("--json") => options.format = Format::Json,
            Some("--lang") => {
                let code = rest.next().and_then(|code| code.to_str()).ok_or("--lang needs en or zh")?;
                options.lang = lang(code)?;
            }
            Some("--") => options.files.extend(rest.by_ref().cloned()),
            Some(flag) if flag.starts_with("--lang=") => options.lang = lang(&flag["--lang=".len()..])?,
            Some(flag) if flag.starts_with('-') && flag != "-" => return Err(format!("unknown option {flag}")),
            _ => options.files.push(argument.clone()),
        }
    }
    Ok(options)
}

fn lang(code: &str) -> Result<Lang, String> {
    match code {
        "en" => Ok(Lang::En),
        "zh" => Ok(Lang::Zh),
        _ => Err(format!("no language {code}: en or zh")),
    }
}

fn read(file: &OsString) -> std::io::Result<Vec<u8>> {
    if file != "-" {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The outcome for people.
fn tables(inputs: &[Input], inspection: &Inspection, lang: Lang) -> String {
    let mut text = String::new();
    let name = |number: usize| inputs.get(number).map_or_else(String::new, |input| visible(&input.name));
    let picture = &inspection.picture;
    let mut section = |heading: [&str; 4], rows: Vec<Vec<String>>| {
        if !rows.is_empty() {
            let heading = heading.iter().filter(|cell| !cell.is_empty()).map(|cell| (*cell).to_owned()).collect();
            let all: Vec<_> = std::iter::once(heading).chain(rows).collect();
            text.push_str(&table::aligned(&all));
            text.push('\n');
        }
    };
    let kinds = inspection.recognised.iter().map(|item| vec![name(item.input), item.kind.name().to_owned()]);
    section(["INPUT", "KIND", "", ""], kinds.collect());
    let references = picture.names.values().map(|name| {
        let repository = &name.reference.repository;
        vec![repository.domain().to_owned(), repository.familiar(), visible(&name.text), visible(&name.image)]
    });
    section(["REGISTRY", "REPOSITORY", "REFERENCE", "IMAGE ID"], references.collect());
    let unknown = || "?".to_owned();
    let images = picture.images.iter().map(|(id, image)| {
        let layers = image.diff_ids.as_ref().map_or_else(unknown, |known| known.value.len().to_string());
        let size = image.size.as_ref().map_or_else(unknown, |known| known.value.to_string());
        vec![id.to_string(), image.names.len().to_string(), layers, size]
    });
    section(["IMAGE", "NAMES", "LAYERS", "SIZE"], images.collect());
    let layers = picture.layers.iter().map(|(chain, layer)| {
        let diff = layer.diff_id.as_ref().map_or_else(unknown, |known| known.value.to_string());
        let directory = layer.cache_id.as_ref().map_or_else(unknown, |known| known.value.short());
        let size = layer.size.as_ref().map_or_else(unknown, |known| known.value.to_string());
        vec![chain.to_string(), diff, directory, size]
    });
    section(["CHAIN ID", "DIFF ID", "DIRECTORY", "SIZE"], layers.collect());
    let containers = picture.containers.iter().map(|(id, container)| {
        let name = container.name.as_ref().map_or_else(unknown, |known| visible(&known.value));
        let image = container.image.as_ref().map_or_else(unknown, |known| known.value.short());
        let mount = container.mount_id.as_ref().map_or_else(unknown, |known| known.value.short());
        vec![id.short(), name, image, mount]
    });
    section(["CONTAINER", "NAME", "IMAGE", "DIRECTORY"], containers.collect());
    for problem in &inspection.problems {
        let words = problem.words(lang);
        let (severity, code) = (problem.severity().name(), problem.fault.code());
        let place = format!("{}:{}:{}", name(problem.input), problem.place.line, problem.place.column);
        let _ = writeln!(text, "{place}: {severity}[{code}]: {}", words.message);
        for line in [words.at_start, words.help].iter().filter(|line| !line.is_empty()) {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}
