//! `unset`

use super::variables::invalid_option;
use super::{Done, show};
use crate::process::Text;
use crate::script::{Dialect, is_name};
use crate::shell::expand::array;
use crate::shell::interpreter::Interpreter;

pub(super) fn unset(shell: &mut Interpreter<'_>, args: &[Text]) -> Done {
    let ash = shell.shell.dialect == Dialect::Ash;
    let (mut functions, mut variables) = (!ash, true);
    let mut status = 0;
    for arg in &args[1..] {
        match &**arg {
            b"-f" => (functions, variables) = (true, false),
            b"-v" => (functions, variables) = (false, true),
            name if name.ends_with(b"]") && shell.shell.dialect == Dialect::Bash => {
                if let Some((name, key)) = array::element(&mut shell.shell, name) {
                    // What may not be set stays.
                    let _ = shell.shell.variables.change(&name, |variable| {
                        if let Some(array) = variable.array.as_mut() {
                            std::rc::Rc::make_mut(array).remove(&key);
                        }
                    });
                }
            }
            b"-n" if !ash => {
                shell.print_error(b"drydock: unset -n is not simulated\n");
                return Done::Status(2);
            }
            b"--" => {}
            option if !ash && option.starts_with(b"-") && option.len() > 1 => {
                invalid_option(shell, "unset", option, "unset [-f] [-v] [-n] [name ...]");
                return Done::Status(2);
            }
            option if ash && option.starts_with(b"-") && option.len() > 1 => {
                let letter = char::from(option[1]);
                shell.complain_as("unset", format_args!("illegal option -{letter}"));
                shell.give_up(2);
                return Done::Next;
            }
            name if ash && variables && !is_name(name) => {
                let name = show(name);
                shell.complain_as("unset", format_args!("{name}: bad variable name"));
                shell.give_up(2);
                return Done::Next;
            }
            name => {
                let known = shell.shell.variables.variable(name).is_some();
                if variables && known {
                    if shell.shell.variables.unset(name).is_err() {
                        let name = show(name);
                        if ash {
                            shell.complain_as("unset", format_args!("{name}: is read only"));
                            shell.give_up(2);
                            return Done::Next;
                        }
                        shell.complain_as("unset", format_args!("{name}: cannot unset: readonly variable"));
                        status = 1;
                    }
                } else if functions {
                    std::rc::Rc::make_mut(&mut shell.shell.functions).remove(name);
                }
            }
        }
    }
    Done::Status(status)
}
