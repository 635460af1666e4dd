//! What programs say and do when their output cannot be written: most find out at their end.

use crate::vfs::Errno;

/// What follows the program's name; `None`: it says nothing.
pub(super) fn words(program: &str, busybox: bool, error: Errno) -> Option<String> {
    if busybox {
        return match program {
            "sed" | "grep" | "egrep" | "fgrep" | "awk" | "ls" | "seq" | "od" | "find" | "diff" | "stat" | "date"
            | "basename" | "dirname" | "readlink" | "pwd" | "md5sum" | "sha1sum" | "sha256sum" | "sha512sum"
            | "hostname" | "whoami" | "which" | "hexdump" | "mkdir" | "printf" => None,
            "cat" | "tail" | "tr" | "tac" | "cp" | "printenv" | "echo" => Some(format!("write error: {error}")),
            _ => Some(format!("standard output: {error}")),
        };
    }
    Some(match program {
        "sed" => format!("couldn't flush stdout: {error}"),
        "sort" => format!("fflush failed: 'standard output': {error}\nsort: write error"),
        "wc" | "join" | "comm" | "du" | "md5sum" | "sha1sum" | "sha256sum" | "sha512sum" => "write error".to_owned(),
        "find" => format!("'standard output': {error}\nfind: write error"),
        "diff" | "yes" => format!("standard output: {error}"),
        _ => format!("write error: {error}"),
    })
}

/// The status to end with, where it would have been this one.
pub(super) fn status(program: &str, busybox: bool, otherwise: u8) -> u8 {
    match program {
        "cat" | "tail" | "tr" | "tac" | "basename" | "pwd" | "echo" | "printf" if busybox => 1,
        "seq" | "dirname" | "whoami" if busybox => 255,
        _ if busybox => otherwise,
        "sed" => 4,
        "grep" | "egrep" | "fgrep" | "sort" | "ls" | "diff" | "printenv" => 2,
        "expr" => 3,
        "env" => 125,
        _ => otherwise.max(1),
    }
}
