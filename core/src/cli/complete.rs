//! Completion of a `docker` line, from the same definitions that parse it.

use super::definition::{Action, Audience, Kind, Operands, Section};
use super::dispatch;
use super::parse;

/// What the word at the cursor could become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The whole word.
    pub text: String,
    /// What it is, in Docker's words; empty for a name.
    pub description: &'static str,
}

/// What could stand where `current` is being typed, behind `words` (those after `docker`). `names` gives the names that a kind of
/// operand can have.
pub fn complete(words: &[String], current: &str, names: &dyn Fn(Operands) -> Vec<String>) -> Vec<Candidate> {
    let (place, rest) = dispatch::find(words);
    let command = place.entry.command;
    let candidate = |text: String, description| Candidate { text, description };
    if wants_value(command.all_flags(), &rest) {
        return Vec::new();
    }
    let mut found: Vec<Candidate> = if current.starts_with('-') {
        let flags = command.all_flags().filter(|flag| flag.audience == Audience::Everyone);
        let own = flags.map(|flag| candidate("--".to_owned() + flag.name, flag.usage));
        own.chain([candidate("--help".to_owned(), parse::HELP.usage)]).collect()
    } else if let Action::Group(entries) = command.action {
        let simulated =
            entries.iter().filter(|entry| !matches!(entry.command.action, Action::NotSimulated(Section::Management)));
        simulated.map(|entry| candidate(entry.name.to_owned(), entry.command.short)).collect()
    } else {
        let arguments = rest.iter().filter(|word| !word.starts_with('-')).count();
        let operands = match command.operands {
            Operands::ImageThenFree if arguments == 0 => Operands::Images,
            Operands::ContainerThenFree if arguments == 0 => Operands::Containers,
            Operands::NetworkThenContainer if arguments == 0 => Operands::Networks,
            Operands::NetworkThenContainer => Operands::Containers,
            Operands::ImageThenFree | Operands::ContainerThenFree => Operands::Free,
            operands => operands,
        };
        names(operands).into_iter().map(|name| candidate(name, "")).collect()
    };
    found.retain(|candidate| candidate.text.starts_with(current));
    found.sort_by(|a, b| a.text.cmp(&b.text));
    found.dedup_by(|a, b| a.text == b.text);
    found
}

/// Whether the last word is a flag whose value comes next.
fn wants_value(mut flags: impl Iterator<Item = &'static super::definition::Flag>, rest: &[String]) -> bool {
    let Some(last) = rest.last() else { return false };
    flags.any(|flag| {
        let named = match last.strip_prefix("--") {
            Some(name) => name == flag.name,
            None => last.starts_with('-') && last.chars().nth(1) == Some(flag.short) && last.chars().count() == 2,
        };
        named && flag.kind != Kind::Bool
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let current = words.pop().unwrap();
        let names = |operands: Operands| match operands {
            Operands::Images => vec!["nginx:latest".to_owned(), "site:1.0".to_owned()],
            Operands::Containers => vec!["web".to_owned()],
            _ => Vec::new(),
        };
        complete(&words, &current, &names).into_iter().map(|candidate| candidate.text).collect()
    }

    #[test]
    fn candidates() {
        assert_eq!(texts("im"), ["image", "images", "import"]);
        assert_eq!(texts("image r"), ["rm"]);
        assert_eq!(
            texts("images --"),
            ["--all", "--digests", "--filter", "--format", "--help", "--no-trunc", "--quiet"]
        );
        assert_eq!(texts("image ls --no"), ["--no-trunc"]);
        assert_eq!(texts("rmi -f "), ["nginx:latest", "site:1.0"]);
        assert_eq!(texts("rmi s"), ["site:1.0"]);
        assert_eq!(texts("tag nginx "), [""; 0]);
        assert_eq!(texts("exec w"), ["web"]);
        assert_eq!(texts("exec web s"), [""; 0]);
        assert_eq!(texts("run --name "), [""; 0]);
        assert_eq!(texts("run --rm n"), ["nginx:latest"]);
        assert_eq!(texts("foo "), texts(""));
    }
}
