//! `python`: of all that Python is, `-m json.tool`.
//!
//! Which Python it is, the host's profile says: 2.7 sorts the keys and leaves a blank behind commas at the ends of lines, 3 keeps
//! the order.

mod json;
mod read;
#[cfg(test)]
mod tests;

use super::{Context, Exit, Home, Program};
use crate::kernel::OpenHow;
use crate::process::Text;
use crate::profile::PythonVersion;
use crate::trace::{Call, shown};

const fn program(name: &'static str, run: fn(&mut Context<'_>) -> Exit) -> Program {
    let usage = "-m json.tool [INFILE [OUTFILE]]";
    let summary = ["lay out JSON", "把 JSON 排成易读的样子"];
    Program { name, directory: "/usr/bin", home: Home::Host, usage, summary, run }
}

pub(super) const PYTHON: Program = program("python", |ctx| {
    let version = ctx.profile().python;
    python(ctx, version)
});
pub(super) const PYTHON2: Program = program("python2", |ctx| versioned(ctx, PythonVersion::V2));
pub(super) const PYTHON3: Program = program("python3", |ctx| versioned(ctx, PythonVersion::V3));

/// A Python by its number: the host has one of the two.
fn versioned(ctx: &mut Context<'_>, version: PythonVersion) -> Exit {
    if ctx.profile().python == version {
        return python(ctx, version);
    }
    let name = ctx.program;
    ctx.err(format!("bash: {name}: command not found\n"));
    Ok(127)
}

/// How JSON is laid out.
struct Layout {
    sorted: bool,
    /// Whether a blank stands behind a comma at the end of a line.
    trailing_blank: bool,
    ascii: bool,
    indent: json::Indent,
}

fn python(ctx: &mut Context<'_>, version: PythonVersion) -> Exit {
    let old = version == PythonVersion::V2;
    let mut args = ctx.args.iter().map(|arg| shown(arg)).collect::<Vec<_>>().into_iter();
    let module = match args.next().as_deref() {
        Some("--version" | "-V") => {
            // The old one tells it on standard error.
            if old {
                ctx.err("Python 2.7.5\n")
            } else {
                ctx.out("Python 3.11.2\n")
            }
            return Ok(0);
        }
        Some("-m") => args.next().unwrap_or_default(),
        Some(option) if option.starts_with("-m") => option[2..].to_owned(),
        _ => String::new(),
    };
    if module != "json.tool" {
        ctx.err("drydock: python other than -m json.tool is not simulated\n");
        return Ok(127);
    }
    let mut layout = Layout { sorted: old, trailing_blank: old, ascii: true, indent: json::Indent::Blanks(4) };
    let mut files: Vec<String> = Vec::new();
    while let Some(arg) = args.next() {
        match &*arg {
            "--sort-keys" if !old => layout.sorted = true,
            "--no-ensure-ascii" if !old => layout.ascii = false,
            "--tab" if !old => layout.indent = json::Indent::Tab,
            "--no-indent" if !old => layout.indent = json::Indent::OneLine,
            "--compact" if !old => layout.indent = json::Indent::Compact,
            "--indent" if !old => {
                let number = args.next().and_then(|number| number.parse().ok());
                layout.indent = json::Indent::Blanks(number.unwrap_or(4_usize).min(100));
            }
            option if option.starts_with("--") && !old => {
                ctx.err(format!("drydock: python -m json.tool {option} is not simulated\n"));
                return Ok(2);
            }
            _ => files.push(arg),
        }
    }
    if files.len() > 2 {
        if old {
            ctx.err("/usr/bin/python -m json.tool [infile [outfile]]\n");
            return Ok(1);
        }
        ctx.err(format!("python -m json.tool: error: unrecognized arguments: {}\n", files[2..].join(" ")));
        return Ok(2);
    }
    let input = files.first().map_or("-", String::as_str);
    let bytes = match ctx.input(input.as_bytes())? {
        Ok(bytes) => bytes,
        Err(error) if old => {
            ctx.err(format!("Traceback (most recent call last):\nIOError: {error}: '{input}'\n"));
            return Ok(1);
        }
        Err(error) => {
            let error = format!("can't open '{input}': [Errno 2] {error}: '{input}'");
            ctx.err(format!("python -m json.tool: error: argument infile: {error}\n"));
            return Ok(2);
        }
    };
    let text = match read::read(&String::from_utf8_lossy(&bytes), version) {
        Ok(value) => json::write(&value, &layout) + "\n",
        Err(message) => {
            ctx.err(format!("{message}\n"));
            return Ok(1);
        }
    };
    let Some(output) = files.get(1) else {
        ctx.out(text);
        return Ok(0);
    };
    let path = Text::from(output.as_bytes());
    let how = OpenHow::replace(0o666);
    let written = ctx.call(Call::open(&path), |kernel, task| kernel.open(task, &path, how)).and_then(|open| {
        let call = Call::write(&path, text.len() as u64);
        ctx.call(call, |kernel, task| kernel.write(task, open, text.as_bytes()))?;
        ctx.machine.recorder.unrecorded(|kernel| kernel.close(open))
    });
    if let Err(error) = written {
        ctx.err(format!("IOError: {error}: '{output}'\n"));
        return Ok(1);
    }
    Ok(0)
}
