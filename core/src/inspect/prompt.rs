//! Shell prompts: what people copy along with a command's output.

/// Commands that make a line that begins with `#`, `%` or `$` a prompt and not a comment.
const COMMANDS: [&str; 19] = [
    "awk", "cat", "cd", "docker", "echo", "find", "grep", "head", "jq", "less", "ll", "ls", "mount", "python",
    "python3", "sudo", "tail", "tree", "wsl",
];

/// What stands in brackets at a prompt has at most so many bytes, which bounds the search for the end of each bracket in a line.
const LONGEST_BRACKETS: usize = 512;

/// A prompt of no known form has at most so many bytes.
const LONGEST_PROMPT: usize = 80;

/// Outputs that end without a line feed and are not JSON are hashes and numbers: longer lines are not searched for a prompt.
const LONGEST_OUTPUT: usize = 4096;

/// The command behind the prompt with which `line` begins; empty if nothing was typed. None if it does not begin with one.
///
/// Known are `[user@host dir]# …`, `user@host:dir$ …`, `bash-5.1# …`, `/ # …` and, before one of a few commands, a bare `$`,
/// `#` or `%`, any words that end with such a sign or with `>`, and the arrow of zsh's themes.
pub(super) fn command(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(' ').trim_end();
    bracketed(line).or_else(|| plain(line)).or_else(|| shell_name(line)).or_else(|| bare(line)).or_else(|| other(line))
}

/// A command without a prompt before it, as in instructions: it reads one of Docker's files.
pub(super) fn without_prompt(line: &str) -> Option<&str> {
    let line = line.trim();
    let words = line.strip_prefix("sudo ").unwrap_or(line);
    let reads = ["cat ", "head ", "tail ", "ls ", "tree ", "find "].iter().any(|command| words.starts_with(command));
    (reads && line.contains("/var/lib/docker")).then_some(line)
}

/// Where in `line` a prompt begins that follows an output without a line feed, as after `cat` of most of Docker's files.
pub(super) fn behind_output(line: &str) -> Option<usize> {
    if line.len() > LONGEST_OUTPUT {
        return None;
    }
    let bracket = line.match_indices('[').map(|(at, _)| at).find(|at| *at > 0 && bracketed(&line[*at..]).is_some());
    bracket.or_else(|| {
        let output = [71, 64, 26].into_iter().find(|length| {
            let Some(head) = line.get(..*length) else { return false };
            let hex = head.strip_prefix("sha256:").unwrap_or(head);
            let digits = hex.len() == 64 && hex.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
            digits || (*length == 26 && head.bytes().all(|c| matches!(c, b'A'..=b'Z' | b'2'..=b'7')))
        })?;
        plain(&line[output..]).map(|_| output)
    })
}

/// The first path among a command's arguments, up to the first pipe.
pub(super) fn path_argument(command: &str) -> Option<&str> {
    let first = command.split(['|', ';', '>', '<']).next().unwrap_or_default();
    let mut words = first.split_whitespace().map(|word| word.trim_matches(['"', '\'']));
    words.next()?;
    words.find(|word| !word.starts_with('-') && (word.contains('/') || word.contains(".json")))
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-'))
}

/// What follows a `#`, `$` or `%` at the head of `text`, if that ends a prompt.
fn after_sign(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['#', '$', '%'])?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ').map(str::trim_start) }
}

fn bracketed(text: &str) -> Option<&str> {
    let near = text.get(..text.floor_char_boundary(LONGEST_BRACKETS)).unwrap_or_default();
    let rest = text.get(near.find(']')? + 1..)?;
    let inside = near.strip_prefix('[')?.split(']').next()?;
    let (user, place) = inside.split_once('@')?;
    let (host, dir) = place.split_once([' ', ':'])?;
    let named = is_word(user) && is_word(host) && !dir.is_empty();
    if named { after_sign(rest) } else { None }
}

fn plain(text: &str) -> Option<&str> {
    let (user, place) = text.split_once('@')?;
    let (host, dir) = place.split_once([':', ' '])?;
    if !is_word(user) || !is_word(host) {
        return None;
    }
    let end = dir.find(['#', '$', '%'])?;
    let path = dir[..end].trim_end();
    let is_path = path.is_empty() || path.starts_with(['/', '~']) || (place.contains(' ') && is_word(path));
    if is_path { after_sign(&dir[end..]) } else { None }
}

/// `bash-5.1# …`, `sh-4.4$ …`, and busybox's `/ # …`, `~ $ …`.
fn shell_name(text: &str) -> Option<&str> {
    let end = text.find(['#', '$'])?;
    let head = &text[..end];
    let version = head.strip_prefix("bash-").or_else(|| head.strip_prefix("sh-"));
    let versioned = version.is_some_and(|v| !v.is_empty() && v.bytes().all(|c| c.is_ascii_digit() || c == b'.'));
    let dir = head.strip_suffix(' ').is_some_and(|dir| dir.starts_with(['/', '~']) && !dir.contains(' '));
    if versioned || dir { after_sign(&text[end..]) } else { None }
}

fn bare(text: &str) -> Option<&str> {
    let rest = after_sign(text)?;
    let word = rest.split_whitespace().next()?;
    COMMANDS.contains(&word).then_some(rest)
}

/// `host% cat …`, `PS C:\> wsl cat …`, `➜  ~ cat …`: whatever stands before a sign and one of a few commands.
fn other(text: &str) -> Option<&str> {
    let head = text.get(..text.floor_char_boundary(LONGEST_PROMPT)).unwrap_or_default();
    let is_command = |rest: &str| rest.split_whitespace().next().is_some_and(|word| COMMANDS.contains(&word));
    // The directory and the branch of a repository stand behind the arrow, not before it.
    if let Some(rest) = text.strip_prefix('➜') {
        let behind = |text: &str| text.find(' ').map_or(text.len(), |at| at + 1);
        let mut rest = rest.trim_start();
        rest = &rest[behind(rest)..];
        while rest.starts_with("git:(") || rest.starts_with('✗') {
            rest = &rest[behind(rest)..];
        }
        return Some(rest.trim_start());
    }
    let (at, _) = head.match_indices(['$', '#', '%', '>', '❯']).next()?;
    let sign = text.get(at..)?.chars().next()?;
    let rest = text.get(at + sign.len_utf8()..)?.strip_prefix(' ')?.trim_start();
    let plain = text.get(..at)?.bytes().all(|c| !matches!(c, b'"' | b'{' | b'}' | b'='));
    (plain && is_command(rest)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts() {
        let table = [
            ("[root@localhost ~]# cat x | python -m json.tool", Some("cat x | python -m json.tool")),
            ("[root@localhost ~]#", Some("")),
            ("[root@localhost l]# ls ../a", Some("ls ../a")),
            ("ubuntu@ip-10-0-0-1:/var/lib/docker$ sudo cat a", Some("sudo cat a")),
            ("root@host:~# ", Some("")),
            ("me@mac ~ % cat a", Some("cat a")),
            ("bash-4.2# mount -t overlay", Some("mount -t overlay")),
            ("/ # ls", Some("ls")),
            ("$ docker images", Some("docker images")),
            ("# cat a", Some("cat a")),
            ("host% sudo cat a", Some("sudo cat a")),
            ("PS C:\\> wsl cat a", Some("wsl cat a")),
            ("me@h /var/lib/docker> cat a", Some("cat a")),
            ("➜  ~ sudo cat a", Some("sudo cat a")),
            ("➜  docker git:(main) ✗ cat a", Some("cat a")),
            ("➜  docker git:(main) ✗ ", Some("")),
            ("➜  ~", Some("")),
            ("❯ sudo cat a", Some("sudo cat a")),
            ("==> /a/b <==", None),
            ("a -> b", None),
            ("\"x > cat\"", None),
            ("# dabd31fb is the writable layer", None),
            ("[1, 2]", None),
            ("[\"a@b c\"]", None),
            ("{", None),
            ("nginx@sha256:abc", None),
            ("me@example.com: hello # world", None),
            ("overlay /var overlay rw 0 0", None),
        ];
        for (line, expected) in table {
            assert_eq!(command(line), expected, "{line}");
        }
    }

    #[test]
    fn prompts_behind_output() {
        let hex = "0363fcae3b4410c394b8a99e0a24d1ec01eb5198c82d3422f9c411ceaad98286";
        assert_eq!(behind_output(&format!("{hex}[root@localhost ~]# ls")), Some(64));
        assert_eq!(behind_output(&format!("sha256:{hex}root@host:~# ")), Some(71));
        assert_eq!(behind_output("U7ZXQ4ZL7TLD6XEBUVLR77LKS4me@h:/$ "), Some(26));
        assert_eq!(behind_output("63704232[root@localhost ~]# "), Some(8));
        assert_eq!(behind_output(hex), None);
    }

    #[test]
    fn paths() {
        assert_eq!(path_argument("cat /a/repositories.json | jq ."), Some("/a/repositories.json"));
        assert_eq!(path_argument("ls -l '/var/lib/docker/overlay2/l'"), Some("/var/lib/docker/overlay2/l"));
        assert_eq!(path_argument("docker images"), None);
    }
}
