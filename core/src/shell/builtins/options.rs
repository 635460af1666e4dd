//! `set -o`: which options are on.

use crate::script::Dialect;
use crate::shell::interpreter::Interpreter;
use crate::shell::invoke::OPTION_NAMES;

/// Ash's options in its order; a blank stands where there is no letter.
const ASH_OPTIONS: [(&str, u8); 14] = [
    ("errexit", b'e'),
    ("noglob", b'f'),
    ("ignoreeof", b' '),
    ("monitor", b'm'),
    ("noexec", b'n'),
    ("xtrace", b'x'),
    ("verbose", b'v'),
    ("noclobber", b'C'),
    ("allexport", b'a'),
    ("notify", b' '),
    ("nounset", b'u'),
    ("errtrace", b' '),
    ("vi", b' '),
    ("pipefail", b'P'),
];

/// Bash's options besides [`OPTION_NAMES`]: those that cannot be changed here, and `pipefail`.
pub(super) const UNCHANGED: [&str; 17] = [
    "braceexpand",
    "emacs",
    "errtrace",
    "functrace",
    "histexpand",
    "history",
    "ignoreeof",
    "interactive-comments",
    "keyword",
    "nolog",
    "notify",
    "onecmd",
    "physical",
    "pipefail",
    "posix",
    "privileged",
    "vi",
];

/// Lists all options: to read, or as commands that set them.
pub(super) fn list(shell: &mut Interpreter<'_>, readable: bool) {
    let flags = crate::shell::expand::parameter(&shell.shell, b"-").unwrap_or_default();
    let mut out = String::new();
    if shell.shell.dialect == Dialect::Ash {
        let pipefail = shell.shell.options.pipefail;
        for (name, letter) in ASH_OPTIONS {
            let on = flags.contains(&letter) || letter == b'P' && pipefail;
            if readable {
                out.push_str(&format!("{name:<16}{}\n", if on { "on" } else { "off" }));
            } else {
                out.push_str(&format!("set {}o {name}\n", if on { '-' } else { '+' }));
            }
        }
        shell.print(1, out.as_bytes());
        return;
    }
    let known = |name: &str| OPTION_NAMES.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter);
    let mut names: Vec<&str> = OPTION_NAMES.iter().map(|(name, _)| *name).chain(UNCHANGED).collect();
    names.sort_unstable();
    for name in names {
        let on = match (name, known(name)) {
            (_, Some(letter)) => flags.contains(&letter),
            ("pipefail", _) => shell.shell.options.pipefail,
            ("braceexpand" | "interactive-comments", _) => true,
            ("emacs" | "histexpand" | "history", _) => shell.shell.options.typed,
            _ => false,
        };
        if readable {
            out.push_str(&format!("{name:<15}\t{}\n", if on { "on" } else { "off" }));
        } else {
            out.push_str(&format!("set {}o {name}\n", if on { '-' } else { '+' }));
        }
    }
    shell.print(1, out.as_bytes());
}
