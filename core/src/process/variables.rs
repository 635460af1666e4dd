//! A shell's variables.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Text;

/// A variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable {
    /// Its value; `None` if it is declared but not set.
    pub value: Option<Text>,
    /// Its elements, if it is an array; then it has no value of its own.
    pub array: Option<Rc<Array>>,
    /// Whether what it is set to is arithmetic (`declare -i`).
    pub integer: bool,
    /// Whether programs get it in their environment.
    pub exported: bool,
    /// Whether it may not be set again.
    pub readonly: bool,
}

/// An array of bash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Array {
    /// `a[0]`, `a[1]`, …: not all of them need be there.
    Indexed(BTreeMap<i64, Text>),
    /// `a[name]`. Bash has them in the order of its hash table; here they are in that of their names.
    Named(BTreeMap<Text, Text>),
}

/// Which element of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// By its number; a negative one counts from the end.
    At(i64),
    /// By its name.
    Named(Text),
}

impl Array {
    /// The elements in order.
    pub fn values(&self) -> Vec<Text> {
        match self {
            Self::Indexed(elements) => elements.values().cloned().collect(),
            Self::Named(elements) => elements.values().cloned().collect(),
        }
    }

    /// The indices in order.
    pub fn keys(&self) -> Vec<Text> {
        match self {
            Self::Indexed(elements) => elements.keys().map(|at| at.to_string().into_bytes().into()).collect(),
            Self::Named(elements) => elements.keys().cloned().collect(),
        }
    }

    /// An element.
    pub fn get(&self, key: &Key) -> Option<&Text> {
        match (self, key) {
            (Self::Indexed(elements), Key::At(at)) => elements.get(&self.place(*at)),
            (Self::Named(elements), Key::Named(name)) => elements.get(name),
            (Self::Indexed(_), Key::Named(_)) | (Self::Named(_), Key::At(_)) => None,
        }
    }

    /// Sets an element, or appends to it; whether there can be one at that place.
    pub fn set(&mut self, key: &Key, value: &[u8], append: bool) -> bool {
        let new = match self.get(key) {
            Some(old) if append => [&old[..], value].concat().into(),
            _ => Text::from(value),
        };
        match key {
            Key::At(at) => {
                let at = self.place(*at);
                let Self::Indexed(elements) = self else { return false };
                if at >= 0 {
                    elements.insert(at, new);
                }
                at >= 0
            }
            Key::Named(name) => {
                let Self::Named(elements) = self else { return false };
                elements.insert(name.clone(), new);
                true
            }
        }
    }

    /// Removes an element.
    pub fn remove(&mut self, key: &Key) {
        match key {
            Key::At(at) => {
                let at = self.place(*at);
                if let Self::Indexed(elements) = self {
                    elements.remove(&at);
                }
            }
            Key::Named(name) => {
                if let Self::Named(elements) = self {
                    elements.remove(name);
                }
            }
        }
    }

    /// The number behind the last one.
    pub fn end(&self) -> i64 {
        match self {
            Self::Indexed(elements) => elements.keys().next_back().map_or(0, |last| last + 1),
            Self::Named(_) => 0,
        }
    }

    /// The place that a number means.
    fn place(&self, at: i64) -> i64 {
        if at < 0 { self.end() + at } else { at }
    }

    /// What the array's name alone stands for.
    fn first(&self) -> Option<&Text> {
        match self {
            Self::Indexed(elements) => elements.get(&0),
            Self::Named(elements) => elements.get(&b"0"[..]),
        }
    }
}

impl Variable {
    /// Its elements, to be changed. A plain value becomes the first one.
    pub fn elements(&mut self, named: bool) -> &mut Array {
        let value = self.value.take();
        let array = self.array.get_or_insert_with(|| {
            Rc::new(if named {
                Array::Named(value.into_iter().map(|value| (b"0"[..].into(), value)).collect())
            } else {
                Array::Indexed(value.into_iter().map(|value| (0, value)).collect())
            })
        });
        Rc::make_mut(array)
    }

    /// Makes it a plain value: of an array, the first element.
    pub fn assign(&mut self, value: Text) {
        match self.array.as_mut().map(Rc::make_mut) {
            Some(Array::Indexed(elements)) => drop(elements.insert(0, value)),
            Some(Array::Named(elements)) => drop(elements.insert(b"0"[..].into(), value)),
            None => self.value = Some(value),
        }
    }
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
            (name.clone(), Variable { value: Some(value.clone()), exported: true, ..Variable::default() })
        };
        Self(Rc::new(env.iter().map(entry).collect()))
    }

    /// A variable.
    pub fn variable(&self, name: &[u8]) -> Option<&Variable> {
        self.0.get(name)
    }

    /// A variable's value, if it is set.
    pub fn get(&self, name: &[u8]) -> Option<&Text> {
        let variable = self.0.get(name)?;
        variable.array.as_ref().map_or(variable.value.as_ref(), |array| array.first())
    }

    /// Sets a value; what else the variable is stays.
    pub fn set(&mut self, name: &[u8], value: impl AsRef<[u8]>) -> Result<(), Readonly> {
        self.change(name, |variable| variable.assign(value.as_ref().into()))
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

    /// The same, in the order in which ash hands it on: that of its hash table.
    ///
    /// Model: busybox `shell/ash.c` `hashvar`, `listvars`.
    pub fn env_by_hash(&self) -> Vec<(Text, Text)> {
        const BUCKETS: usize = 39;
        let bucket = |name: &Text| {
            let first = usize::from(name.first().copied().unwrap_or_default()) << 4;
            (first + name.iter().map(|byte| usize::from(*byte)).sum::<usize>()) % BUCKETS
        };
        let mut env = self.env();
        env.sort_by_key(|(name, _)| bucket(name));
        env
    }

    /// All variables, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&Text, &Variable)> {
        self.0.iter()
    }
}
