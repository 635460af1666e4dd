//! A shell's variables.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Text;

/// A variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable {
    /// Its value; `None` if it is declared but not set.
    pub value: Option<Text>,
    /// Whether programs get it in their environment.
    pub exported: bool,
    /// Whether it may not be set again.
    pub readonly: bool,
}

/// All variables of a shell. Cloning is cheap: a fork.
#[derive(Clone, Debug, Default)]
pub struct Variables(Rc<BTreeMap<Text, Variable>>);

/// A variable that may not be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readonly(pub Text);

impl Variables {
    /// The variables of a program's environment, all exported.
    pub fn from_env(env: &[(Text, Text)]) -> Self {
        let entry = |(name, value): &(Text, Text)| {
            (name.clone(), Variable { value: Some(value.clone()), exported: true, readonly: false })
        };
        Self(Rc::new(env.iter().map(entry).collect()))
    }

    /// A variable.
    pub fn variable(&self, name: &[u8]) -> Option<&Variable> {
        self.0.get(name)
    }

    /// A variable's value, if it is set.
    pub fn get(&self, name: &[u8]) -> Option<&Text> {
        self.0.get(name)?.value.as_ref()
    }

    /// Sets a value; what else the variable is stays.
    pub fn set(&mut self, name: &[u8], value: impl AsRef<[u8]>) -> Result<(), Readonly> {
        self.change(name, |variable| variable.value = Some(value.as_ref().into()))
    }

    /// Changes a variable, which is made if it is missing.
    pub fn change(&mut self, name: &[u8], change: impl FnOnce(&mut Variable)) -> Result<(), Readonly> {
        if self.0.get(name).is_some_and(|variable| variable.readonly) {
            return Err(Readonly(name.into()));
        }
        change(Rc::make_mut(&mut self.0).entry(name.into()).or_default());
        Ok(())
    }

    /// Marks a variable, even one that may not be set again.
    pub fn mark(&mut self, name: &[u8], mark: impl FnOnce(&mut Variable)) {
        mark(Rc::make_mut(&mut self.0).entry(name.into()).or_default());
    }

    /// Removes a variable.
    pub fn unset(&mut self, name: &[u8]) -> Result<(), Readonly> {
        match self.0.get(name) {
            Some(variable) if variable.readonly => Err(Readonly(name.into())),
            Some(_) => {
                Rc::make_mut(&mut self.0).remove(name);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Puts a variable back as it was.
    pub fn restore(&mut self, name: &[u8], variable: Option<Variable>) {
        let map = Rc::make_mut(&mut self.0);
        match variable {
            Some(variable) => map.insert(name.into(), variable),
            None => map.remove(name),
        };
    }

    /// What a program started by this shell gets.
    pub fn env(&self) -> Vec<(Text, Text)> {
        let exported = |(name, variable): (&Text, &Variable)| {
            variable.exported.then(|| variable.value.clone().map(|value| (name.clone(), value)))?
        };
        self.0.iter().filter_map(exported).collect()
    }

    /// All variables, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&Text, &Variable)> {
        self.0.iter()
    }
}
