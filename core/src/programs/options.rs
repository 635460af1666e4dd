//! Options on a command line, as `getopt_long` reads them.

use super::Context;
use crate::process::Text;

/// A long option: its name, the letter it stands for, whether it takes a value.
pub(super) type Long = (&'static str, char, Value);

/// Whether an option takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// It does not.
    No,
    /// It must.
    Yes,
    /// It may, behind `=`.
    Maybe,
}

/// Options and what else is on a command line.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// The options, in order.
    pub(super) given: Vec<(char, Option<Text>)>,
    /// The rest, in order.
    pub(super) operands: Vec<Text>,
}

impl Options {
    /// Whether an option is given.
    pub(super) fn has(&self, letter: char) -> bool {
        self.given.iter().any(|(c, _)| *c == letter)
    }

    /// The last of some options that is given.
    pub(super) fn last_of(&self, letters: &str) -> Option<char> {
        self.given.iter().rev().map(|(c, _)| *c).find(|c| letters.contains(*c))
    }

    /// The last value of an option.
    pub(super) fn value(&self, letter: char) -> Option<&Text> {
        self.given.iter().rev().find(|(c, _)| *c == letter)?.1.as_ref()
    }
}

/// Reads the arguments. `short` lists the letters, each followed by `:` if it takes a value; a `+` in front ends the options at
/// the first operand. If they are wrong, or help is wanted, says so and gives the status to exit with.
pub(super) fn parse(ctx: &mut Context<'_>, short: &str, long: &[Long], failure: u8) -> Result<Options, u8> {
    let (mut options, args) = (Options::default(), ctx.args.clone());
    let in_order = short.starts_with('+');
    let row = if ctx.busybox() { busybox(ctx.program) } else { None };
    // Some of busybox's programs read no options: whatever is there is an operand.
    if row.is_some_and(|row| row.letters == "*") && !is_help(&args) {
        options.operands = args;
        return Ok(options);
    }
    let mut at = 0;
    while let Some(arg) = args.get(at) {
        at += 1;
        let text = String::from_utf8_lossy(arg).into_owned();
        if text == "--" {
            options.operands.extend_from_slice(&args[at..]);
            break;
        }
        if let Some(name) = text.strip_prefix("--") {
            let (name, value) = name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
            if name == "help" && (row.is_none() || is_help(&args)) {
                return Err(help(ctx));
            }
            if let Some(row) = row {
                // Busybox has few long options, of most programs none.
                if row.longs == "!" {
                    return Err(wrong(ctx, "invalid option -- '-'", failure));
                }
                let mut names = row.longs.split(',').filter(|real| !name.is_empty() && real.starts_with(name));
                match names.next() {
                    None => return Err(wrong(ctx, &format!("unrecognized option '{text}'"), failure)),
                    Some(real) if !long.iter().any(|(n, ..)| *n == real) => {
                        return Err(not_simulated(ctx, &format!("--{real}"), failure));
                    }
                    Some(_) => {}
                }
            }
            let mut found: Vec<&Long> = long.iter().filter(|(n, ..)| n.starts_with(name)).collect();
            if let Some(exact) = long.iter().find(|(n, ..)| *n == name) {
                found = vec![exact];
            }
            let [(name, letter, takes)] = found[..] else {
                if found.is_empty() && is_real(ctx, name) {
                    return Err(not_simulated(ctx, &format!("--{name}"), failure));
                }
                let what = if found.is_empty() { "unrecognized option" } else { "ambiguous option" };
                return Err(wrong(ctx, &format!("{what} '{text}'"), failure));
            };
            let value = match (takes, value) {
                (Value::No, Some(_)) => {
                    return Err(wrong(ctx, &format!("option '--{name}' doesn't allow an argument"), failure));
                }
                (Value::Yes, None) => {
                    at += 1;
                    match args.get(at - 1) {
                        Some(value) => Some(value.clone()),
                        None => return Err(wrong(ctx, &format!("option '--{name}' requires an argument"), failure)),
                    }
                }
                (_, value) => value.map(|value| Text::from(value.as_bytes())),
            };
            options.given.push((*letter, value));
            continue;
        }
        if !text.starts_with('-') || text == "-" {
            options.operands.push(arg.clone());
            if in_order {
                options.operands.extend_from_slice(&args[at..]);
                break;
            }
            continue;
        }
        let mut rest = &text[1..];
        while let Some(letter) = rest.chars().next() {
            rest = &rest[letter.len_utf8()..];
            let place = short.find(letter).filter(|_| !matches!(letter, ':' | '+'));
            // What GNU's program has and busybox's has not is no option there.
            let place = place.filter(|_| row.is_none_or(|row| row.letters.contains(letter)));
            let Some(place) = place else {
                if is_real(ctx, letter.encode_utf8(&mut [0; 4])) {
                    return Err(not_simulated(ctx, &format!("-{letter}"), failure));
                }
                return Err(wrong(ctx, &format!("invalid option -- '{letter}'"), failure));
            };
            if short[place + letter.len_utf8()..].starts_with(':') {
                let value = if rest.is_empty() {
                    at += 1;
                    args.get(at - 1).cloned()
                } else {
                    Some(Text::from(std::mem::take(&mut rest).as_bytes()))
                };
                let Some(value) = value else {
                    return Err(wrong(ctx, &format!("option requires an argument -- '{letter}'"), failure));
                };
                options.given.push((letter, Some(value)));
                break;
            }
            options.given.push((letter, None));
        }
    }
    Ok(options)
}

/// Options that the real programs have and these do not: a program's name, its letters (`-` for none), its long options.
const REAL_OPTIONS: &str = include_str!("real_options.txt");

/// Whether the program has an option of this letter or long name on a real host.
pub(super) fn is_real(ctx: &Context<'_>, option: &str) -> bool {
    if ctx.busybox() {
        return busybox(ctx.program).is_some_and(|row| option.len() == 1 && row.letters.contains(option));
    }
    let line = REAL_OPTIONS.lines().find_map(|line| line.strip_prefix(ctx.program)?.strip_prefix(' '));
    let (letters, names) = line.and_then(|line| line.split_once(' ').or(Some((line, "")))).unwrap_or_default();
    match option.chars().count() {
        1 => option != "-" && letters.contains(option),
        _ => option == "version" || option.len() > 1 && names.split(' ').any(|name| name.starts_with(option)),
    }
}

/// What busybox's programs have: a name, its letters (`*` where it reads no options, `-` where it has none), its long options,
/// what its usage says in the first lines.
const BUSYBOX: &str = include_str!("busybox.txt");

/// A line of that table.
#[derive(Clone, Copy)]
struct Row {
    letters: &'static str,
    /// With commas between them; `!` where even `--` is an option like others.
    longs: &'static str,
    usage: &'static str,
}

fn busybox(program: &str) -> Option<Row> {
    let line = BUSYBOX.lines().find_map(|line| line.strip_prefix(program)?.strip_prefix(' '))?;
    let (letters, rest) = line.split_once(' ')?;
    let (longs, usage) = rest.split_once(' ').unwrap_or((rest, ""));
    Some(Row { letters, longs, usage })
}

/// Whether busybox takes a command line for a wish for help: only if it says nothing else.
fn is_help(args: &[Text]) -> bool {
    matches!(args, [only] if **only == *b"--help")
}

/// Says that an option is real and not simulated; gives the status to end with.
pub(super) fn not_simulated(ctx: &mut Context<'_>, option: &str, failure: u8) -> u8 {
    ctx.err(format!("drydock: {} {option} is not simulated\n", ctx.program));
    failure
}

/// Says that an option's value is none of the words that it may be.
pub(super) fn invalid(ctx: &mut Context<'_>, value: &str, option: &str, words: &[&str], failure: u8) -> u8 {
    let mut message = format!("invalid argument '{value}' for '--{option}'\nValid arguments are:");
    for word in words {
        message.push_str(&format!("\n  - '{word}'"));
    }
    wrong(ctx, &message, failure)
}

/// Says what is wrong with an option.
pub(super) fn wrong(ctx: &mut Context<'_>, message: &str, failure: u8) -> u8 {
    ctx.complain(format_args!("{message}"));
    try_help(ctx, failure)
}

/// Says that something is missing on the command line, or too much, or no operand of this program. Busybox says nothing of that:
/// its usage shows it.
pub(super) fn wrong_operands(ctx: &mut Context<'_>, message: &str, failure: u8) -> u8 {
    if ctx.busybox() { try_help(ctx, failure) } else { wrong(ctx, message, failure) }
}

/// Shows how a program is used, or says where that is shown; gives the status to end with.
fn try_help(ctx: &mut Context<'_>, failure: u8) -> u8 {
    if ctx.busybox() {
        show_usage(ctx);
        return if matches!(ctx.program, "grep" | "egrep" | "fgrep" | "sort") { 2 } else { 1 };
    }
    let name = ctx.program;
    // Of GNU's programs only grep shows its first line of usage, too.
    if matches!(name, "grep" | "egrep" | "fgrep") {
        ctx.err("Usage: grep [OPTION]... PATTERNS [FILE]...\n");
    }
    // Sed shows all of its usage.
    if name == "sed" {
        sed_usage(ctx);
        return failure;
    }
    // diff and cmp begin each line with their name.
    let prefix = if matches!(name, "diff" | "cmp") { format!("{name}: ") } else { String::new() };
    ctx.err(format!("{prefix}Try '{name} --help' for more information.\n"));
    failure
}

/// Shows the first line of what GNU's sed shows of its usage.
pub(super) fn sed_usage(ctx: &mut Context<'_>) {
    ctx.err("Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n\n");
    ctx.err("drydock: what sed explains here is not shown\n");
}

/// Shows what busybox shows of a program's usage, as far as that is here.
fn show_usage(ctx: &mut Context<'_>) {
    let text = match busybox(ctx.program) {
        Some(Row { usage: "!", .. }) => "No help available\n".to_owned(),
        Some(Row { usage, .. }) => {
            let first = format!("Usage: {} {}", ctx.program, usage.replace('^', "\n"));
            format!("{}\n\ndrydock: what busybox explains here is not shown\n", first.trim_end())
        }
        None => usage(ctx),
    };
    ctx.err(format!("BusyBox v1.35.0 multi-call binary.\n\n{text}"));
}

/// Says of a text, as busybox does, that it is no number; gives the status to end with.
pub(super) fn no_number(ctx: &mut Context<'_>, text: &str) -> u8 {
    ctx.complain(format_args!("invalid number '{text}'"));
    if matches!(ctx.program, "grep" | "egrep" | "fgrep" | "sort") { 2 } else { 1 }
}

fn usage(ctx: &Context<'_>) -> String {
    let usage = ctx.engine.programs().find(|program| program.name == ctx.program).map_or("", |program| program.usage);
    format!("Usage: {} {usage}\n", ctx.program)
}

/// `--help`
pub(super) fn help(ctx: &mut Context<'_>) -> u8 {
    if ctx.busybox() {
        show_usage(ctx);
        return 0;
    }
    let usage = usage(ctx);
    let summary =
        ctx.engine.programs().find(|program| program.name == ctx.program).map_or("", |program| program.summary[0]);
    let name = ctx.program;
    ctx.outf(format_args!("{usage}What this simulation of {name} does: {summary}.\n"));
    0
}
