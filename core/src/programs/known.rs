//! Programs that the simulated systems have and that are not simulated: whoever types one is told so, and not that there is none.

use crate::script::Dialect;

/// Their names, sorted: of hosts; with `*`, of hosts and of busybox; with `+`, of busybox alone.
const NAMES: &str = include_str!("known.txt");

/// Whether a host, or busybox, has a program of this name, though here it does nothing.
pub fn is_known(name: &[u8], dialect: Dialect) -> bool {
    let mut names = NAMES.split_ascii_whitespace().map(|name| name.split_at(name.trim_end_matches(['*', '+']).len()));
    let found = names.find(|(known, _)| known.as_bytes() == name);
    found.is_some_and(|(_, mark)| mark == "*" || (mark == "+") == (dialect == Dialect::Ash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_sorted_and_not_simulated() {
        let names: Vec<&str> = NAMES.split_ascii_whitespace().map(|name| name.trim_end_matches(['*', '+'])).collect();
        assert!(names.is_sorted());
        for program in crate::programs::PROGRAMS {
            for dialect in [Dialect::Bash, Dialect::Ash] {
                let known = is_known(program.name.as_bytes(), dialect);
                assert!(!(known && program.speaks(dialect)), "{} is simulated", program.name);
            }
        }
    }
}
