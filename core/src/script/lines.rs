//! A text as the commands that a person would type one after another: commands of several lines stay together.

use super::{Aliases, Dialect, parse};

/// Cuts a text into commands, each as it stands. What stays incomplete is one command: the shell says what is missing.
pub fn commands(text: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut open = String::new();
    for line in text.lines() {
        if !open.is_empty() {
            open.push('\n');
        }
        open.push_str(line);
        if !is_incomplete(&open) {
            commands.push(std::mem::take(&mut open));
        }
    }
    if !open.is_empty() {
        commands.push(open);
    }
    commands.retain(|command| !command.trim().is_empty());
    commands
}

/// Whether a command goes on in the next line: a quote, a here-document or a loop is open.
pub fn is_incomplete(command: &str) -> bool {
    let read = |text: String| parse(text.as_bytes(), Dialect::Bash, &Aliases::new());
    // A backslash that another one does not quote.
    if command.bytes().rev().take_while(|c| *c == b'\\').count() % 2 == 1 {
        return true;
    }
    match (read(format!("{command}\n")), read(format!("{command}\n:\n"))) {
        (Err(error), _) => error.is_incomplete(),
        // What would be a command of its own was taken into a here-document: its end is still to come.
        (Ok(alone), Ok(followed)) => alone.len() == followed.len(),
        (Ok(_), Err(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_several_lines_stay_together() {
        let text = "ls\n\nfor i in 1 2\ndo echo $i\ndone\ncat <<end\na\n\nend\necho 'a\nb'\necho a \\\n  b\nif true";
        assert_eq!(
            commands(text),
            ["ls", "for i in 1 2\ndo echo $i\ndone", "cat <<end\na\n\nend", "echo 'a\nb'", "echo a \\\n  b", "if true"]
        );
        assert!(commands("\n \n").is_empty());
        assert_eq!(commands("echo a\\\\\necho b\\\\\\\nc"), ["echo a\\\\", "echo b\\\\\\\nc"]);
    }
}
