//! Names of users and groups, by `/etc/passwd` and `/etc/group`.

use std::collections::BTreeMap;

use crate::kernel::{Kernel, Task};

/// The names of the users and groups that a program has asked for.
#[derive(Debug, Default)]
pub struct Accounts {
    users: BTreeMap<u32, String>,
    groups: BTreeMap<u32, String>,
}

fn lines(kernel: &Kernel, task: &Task, path: &[u8]) -> Vec<Vec<String>> {
    let Ok(bytes) = kernel.read_file(task, path) else { return Vec::new() };
    String::from_utf8_lossy(&bytes).lines().map(|line| line.split(':').map(str::to_owned).collect()).collect()
}

fn by_id(lines: &[Vec<String>]) -> BTreeMap<u32, String> {
    let mut names = BTreeMap::new();
    for fields in lines {
        if let [name, _, id, ..] = &fields[..]
            && let Ok(id) = id.parse()
        {
            names.entry(id).or_insert_with(|| name.clone());
        }
    }
    names
}

impl Accounts {
    /// Reads both files. What is not there has no names.
    pub fn read(kernel: &Kernel, task: &Task) -> Self {
        let mut accounts = Self {
            users: by_id(&lines(kernel, task, b"/etc/passwd")),
            groups: by_id(&lines(kernel, task, b"/etc/group")),
        };
        if task.namespace == crate::kernel::NsId::HOST {
            // Every host has root, even one whose disk holds no /etc.
            accounts.users.entry(0).or_insert_with(|| "root".to_owned());
            accounts.groups.entry(0).or_insert_with(|| "root".to_owned());
        }
        accounts
    }

    /// The name of a user, or the number.
    pub fn user(&self, uid: u32) -> String {
        self.users.get(&uid).cloned().unwrap_or_else(|| uid.to_string())
    }

    /// The name of a group, or the number.
    pub fn group(&self, gid: u32) -> String {
        self.groups.get(&gid).cloned().unwrap_or_else(|| gid.to_string())
    }

    /// Whether a user has a name.
    pub fn has_user(&self, uid: u32) -> bool {
        self.users.contains_key(&uid)
    }

    /// Whether a group has a name.
    pub fn has_group(&self, gid: u32) -> bool {
        self.groups.contains_key(&gid)
    }

    /// The number of a user: a name or a number.
    pub fn uid(&self, name: &str) -> Option<u32> {
        self.users.iter().find(|(_, n)| *n == name).map(|(id, _)| *id).or_else(|| name.parse().ok())
    }

    /// The number of a group: a name or a number.
    pub fn gid(&self, name: &str) -> Option<u32> {
        self.groups.iter().find(|(_, n)| *n == name).map(|(id, _)| *id).or_else(|| name.parse().ok())
    }

    /// The group that a user logs in with.
    pub fn login_group(kernel: &Kernel, task: &Task, user: &str) -> Option<u32> {
        lines(kernel, task, b"/etc/passwd")
            .iter()
            .find(|fields| fields.first().is_some_and(|n| n == user))?
            .get(3)?
            .parse()
            .ok()
    }
}
