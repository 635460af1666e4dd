//! `jq` for the simulated terminal.
//!
//! The language is jaq's (a kept implementation of jq in Rust, MIT); the command line and the way values are printed are
//! jq 1.6's. It is a package of its own so that the page loads it only when `jq` is first typed.
//!
//! Known differences from jq 1.6: the wording of syntax errors, and no options `-C -a -f -L --stream --seq --slurpfile
//! --rawfile --args` (each says so). `now`, `localtime`, `strflocaltime` and `env` are not defined.

mod options;

use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, unwrap_valr};
use jaq_json::{Val, read, write};
use jaq_std::input::{HasInputs, Inputs, RcIter};

use options::{Layout, Options, UsageError, Variable};

/// What a run gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The exit status: 0, or with `-e` 1 or 4 by the last value, 2 usage or file, 3 the filter does not compile, 5 it failed.
    pub exit: u8,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

/// Values printed by one run at most: a filter may well produce values without end.
const MAX_VALUES: usize = 100_000;

/// Filters that would read the clock, the time zone or the environment of the machine that Drydock itself runs on.
const READS_THE_MACHINE: &[&str] = &["now", "localtime", "strflocaltime", "env"];

/// Runs `jq ARGS`. `read_file` gives a file's bytes, or why it cannot be read (`No such file or directory`).
pub fn run(args: &[String], stdin: &[u8], read_file: &dyn Fn(&str) -> Result<Vec<u8>, String>) -> Output {
    let options = match Options::parse(args) {
        Ok(options) => options,
        Err(error) => return usage(&error),
    };
    let mut out = Output::default();
    let mut bytes = if options.files.is_empty() { stdin.to_vec() } else { Vec::new() };
    for file in &options.files {
        match read_file(file) {
            Ok(content) => bytes.extend(content),
            Err(why) => {
                out.stderr.extend(format!("jq: error: Could not open {file}: {why}\n").bytes());
                out.exit = 2;
            }
        }
    }
    filter(&options, &bytes, &mut out);
    out
}

fn usage(error: &UsageError) -> Output {
    let (exit, text) = match error {
        UsageError::Unknown(flag) => (
            2,
            format!(
                "jq: Unknown arguments: {flag}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n"
            ),
        ),
        UsageError::NotSimulated(flag) => (2, format!("drydock: jq {flag} is not simulated\n")),
        UsageError::NoFilter => (2, "Usage:\tjq [OPTIONS] FILTER [FILES...]\n".to_owned()),
        UsageError::Missing(what) => (2, format!("jq: {what}\n")),
    };
    Output { exit, stdout: Vec::new(), stderr: text.into_bytes() }
}

/// The data that native filters can ask for: the compiled filters, and the inputs.
struct Data;

#[derive(Clone)]
struct Shared<'a> {
    lut: &'a jaq_core::compile::Lut<jaq_core::Native<Data>>,
    inputs: Inputs<'a, Val>,
}

impl jaq_core::DataT for Data {
    type V<'a> = Val;
    type Data<'a> = Shared<'a>;
}

impl<'a> jaq_core::data::HasLut<'a, Data> for Shared<'a> {
    fn lut(&self) -> &'a jaq_core::compile::Lut<jaq_core::Native<Data>> {
        self.lut
    }
}

impl<'a> HasInputs<'a, Val> for Shared<'a> {
    fn inputs(&self) -> Inputs<'a, Val> {
        self.inputs
    }
}

/// A run that ended early: its exit status and what to say.
struct Stop(u8, String);

fn filter(options: &Options, bytes: &[u8], out: &mut Output) {
    if let Err(Stop(exit, text)) = evaluate(options, bytes, out) {
        out.stderr.extend(text.bytes());
        out.exit = exit;
    }
}

fn evaluate(options: &Options, bytes: &[u8], out: &mut Output) -> Result<(), Stop> {
    let code = options.filter.as_str();
    let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let own = jaq_std::input::funs().into_vec().into_iter().map(jaq_core::native::run);
    let funs = jaq_core::funs::<Data>().chain(jaq_std::funs()).chain(jaq_json::funs()).chain(own);
    let funs = funs.filter(|(name, ..)| !READS_THE_MACHINE.contains(name));
    let arena = Arena::default();
    let refused =
        |what: &str| Stop(3, format!("jq: error: {what} at <top-level>, line 1:\n{code}\njq: 1 compile error\n"));
    let modules = Loader::new(defs).load(&arena, File { code, path: () }).map_err(|_| refused("syntax error"))?;
    let names: Vec<String> = options.variables.iter().map(|(name, _)| format!("${name}")).collect();
    let compiler = Compiler::default().with_funs(funs).with_global_vars(names.iter().map(String::as_str));
    let compiled = compiler.compile(modules).map_err(|errors| {
        let first = errors.iter().flat_map(|(_, errors)| errors).next();
        refused(&first.map_or_else(String::new, |(name, _)| format!("{name} is not defined")))
    })?;
    let variables = Vars::new(variables(options)?);
    let inputs: Box<dyn Iterator<Item = Result<Val, String>>> = inputs(options, bytes);
    let inputs = RcIter::new(inputs);
    let shared = Shared { lut: &compiled.lut, inputs: &inputs };
    let first = options.null_input.then_some(Ok(Val::Null));
    let rest = (&inputs).take(if options.null_input { 0 } else { usize::MAX });
    let (mut printed, mut last) = (0, None);
    for input in first.into_iter().chain(rest) {
        let input = input.map_err(|error| Stop(2, format!("parse error: {error}\n")))?;
        let context = Ctx::<Data>::new(shared.clone(), variables.clone());
        for value in compiled.id.run((context, input)).map(unwrap_valr) {
            match value {
                Err(error) => {
                    // The other inputs are still worked on.
                    out.stderr.extend(format!("jq: error (at <stdin>:0): {error}\n").bytes());
                    out.exit = 5;
                    break;
                }
                Ok(_) if printed == MAX_VALUES => {
                    return Err(Stop(5, format!("drydock: jq stopped after {MAX_VALUES} values\n")));
                }
                Ok(value) => {
                    print(options, &value, &mut out.stdout);
                    last = Some(value);
                    printed += 1;
                }
            }
        }
    }
    if options.exit_status && out.exit == 0 {
        out.exit = match last {
            None => 4,
            Some(Val::Null | Val::Bool(false)) => 1,
            Some(_) => 0,
        };
    }
    Ok(())
}

fn variables(options: &Options) -> Result<Vec<Val>, Stop> {
    let value = |(name, value): &(String, Variable)| match value {
        Variable::Text(text) => Ok(Val::from(text.clone())),
        Variable::Json(json) => read::parse_single(json.as_bytes())
            .map_err(|_| Stop(2, format!("jq: Invalid JSON text passed to --argjson for {name}\n"))),
    };
    options.variables.iter().map(value).collect()
}

fn inputs<'a>(options: &Options, bytes: &'a [u8]) -> Box<dyn Iterator<Item = Result<Val, String>> + 'a> {
    let text = |line: &[u8]| Ok(Val::from(String::from_utf8_lossy(line).into_owned()));
    if options.raw_input && options.slurp {
        return Box::new(std::iter::once(text(bytes)));
    }
    if options.raw_input {
        let lines = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        return Box::new(lines.split(|b| *b == b'\n').filter(|_| !bytes.is_empty()).map(text));
    }
    let values = read::parse_many(bytes).map(|value| value.map_err(|error| error.to_string()));
    if options.slurp {
        return Box::new(std::iter::once(values.collect::<Result<Val, String>>()));
    }
    Box::new(values)
}

fn print(options: &Options, value: &Val, out: &mut Vec<u8>) {
    let text = match value {
        Val::TStr(text) | Val::BStr(text) if options.raw => Some(text),
        _ => None,
    };
    if let Some(text) = text {
        out.extend_from_slice(text);
    } else {
        let indent = match options.layout {
            Layout::Compact => None,
            Layout::Blanks(blanks) => Some(" ".repeat(blanks)),
            Layout::Tabs => Some("\t".to_owned()),
        };
        let sep_space = indent.is_some();
        let layout = write::Pp { indent, sort_keys: options.sort_keys, styles: write::Styles::default(), sep_space };
        // A Vec takes every write.
        let _ = write::write(out, &layout, 0, value);
    }
    if !options.join {
        out.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jq(args: &[&str], stdin: &str) -> (u8, String, String) {
        let args: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
        let out = run(&args, stdin.as_bytes(), &|_| Err("No such file or directory".to_owned()));
        (out.exit, String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap())
    }

    #[test]
    fn prints_as_jq_does() {
        let input = r#"{"b":[1,2.50,[]],"a":{"x":null,"y":"\u003c☃\u007f"},"e":{}}"#;
        let pretty = "{\n  \"b\": [\n    1,\n    2.50,\n    []\n  ],\n  \"a\": {\n    \"x\": null,\n    \"y\": \"<☃\\u007f\"\n  },\n  \"e\": {}\n}\n";
        assert_eq!(jq(&["."], input), (0, pretty.into(), String::new()));
        assert_eq!(jq(&["-c", ".b"], input).1, "[1,2.50,[]]\n");
        assert_eq!(jq(&["-cS", "."], r#"{"b":1,"a":2}"#).1, "{\"a\":2,\"b\":1}\n");
        assert_eq!(jq(&["-r", ".a.y"], r#"{"a":{"y":"v"}}"#).1, "v\n");
        assert_eq!(jq(&["--tab", "."], "[1]").1, "[\n\t1\n]\n");
    }

    #[test]
    fn the_usual_filters() {
        let config = r#"{"rootfs":{"diff_ids":["sha256:a","sha256:b"]},"history":[{"created_by":"x","empty_layer":true},{"created_by":"y"}]}"#;
        assert_eq!(jq(&["-r", ".rootfs.diff_ids[]"], config).1, "sha256:a\nsha256:b\n");
        assert_eq!(jq(&[".rootfs.diff_ids | length"], config).1, "2\n");
        assert_eq!(
            jq(&["-r", "[.history[] | select(.empty_layer | not) | .created_by] | join(\",\")"], config).1,
            "y\n"
        );
        assert_eq!(jq(&["-c", "keys"], config).1, "[\"history\",\"rootfs\"]\n");
        assert_eq!(jq(&["-n", "--arg", "v", "1", "$v"], "").1, "\"1\"\n");
        assert_eq!(jq(&["-s", "-c", "."], "1 2 3").1, "[1,2,3]\n");
        assert_eq!(jq(&["-R", "."], "a\nb\n").1, "\"a\"\n\"b\"\n");
        assert_eq!(jq(&["-n", "[inputs] | add"], "1 2 3").1, "6\n");
    }

    #[test]
    fn faults_are_told() {
        assert_eq!(jq(&[".["], "{}").0, 3);
        assert_eq!(
            jq(&["nosuch"], "{}").2.lines().next(),
            Some("jq: error: nosuch is not defined at <top-level>, line 1:")
        );
        assert_eq!(jq(&[".a"], "[1]").0, 5);
        assert_eq!(jq(&["."], "{\"a\":").0, 2);
        assert_eq!(jq(&["-e", ".a"], "{}").0, 1);
        assert_eq!(jq(&["--stream", "."], "{}"), (2, String::new(), "drydock: jq --stream is not simulated\n".into()));
        assert_eq!(jq(&["."; 2], "").2, "jq: error: Could not open .: No such file or directory\n");
        assert_eq!(jq(&["-n", "repeat(1)"], "").0, 5);
    }
}
