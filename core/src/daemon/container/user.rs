//! Who runs a container's program: `user[:group]`, looked up in the container's own `/etc/passwd` and `/etc/group`.
//!
//! Model: opencontainers/runc `libcontainer/user/user.go` `GetExecUser`.

use super::ContainerError;
use crate::kernel::{Kernel, NsId, Privilege, Task};

/// Who it is, and where that user lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct User {
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) groups: Vec<u32>,
    pub(super) home: String,
}

/// Looks `text` up in a container's mounts; empty is root. `more` are the groups of `--group-add`.
pub(super) fn look_up(kernel: &Kernel, namespace: NsId, text: &str, more: &[String]) -> Result<User, ContainerError> {
    let task = Task::root_in(namespace, Privilege::Host);
    let lines = |path: &[u8]| -> Vec<Vec<String>> {
        let Ok(bytes) = kernel.read_file(&task, path) else { return Vec::new() };
        String::from_utf8_lossy(&bytes).lines().map(|line| line.split(':').map(str::to_owned).collect()).collect()
    };
    let number = |fields: &[String], at: usize| fields.get(at).and_then(|field| field.parse::<u32>().ok());
    let (name, group) = text.split_once(':').unwrap_or((text, ""));
    let name = if name.is_empty() { "0" } else { name };
    let (passwd, groups) = (lines(b"/etc/passwd"), lines(b"/etc/group"));
    let is_user = |fields: &&Vec<String>| {
        fields.first().is_some_and(|n| n == name) || fields.get(2).is_some_and(|uid| uid == name)
    };
    let entry = passwd.iter().find(is_user);
    let missing = |what: &str, file: &str| {
        let why = format!("unable to find {what}: no matching entries in {file} file");
        ContainerError::User(why)
    };
    let uid = match entry.and_then(|fields| number(fields, 2)) {
        Some(uid) => uid,
        None => name.parse().map_err(|_| missing(&format!("user {name}"), "passwd"))?,
    };
    let login = entry.and_then(|fields| number(fields, 3)).unwrap_or(0);
    let user_name = entry.and_then(|fields| fields.first()).cloned().unwrap_or_default();
    let member = |fields: &&Vec<String>| {
        let members = fields.get(3).map_or("", String::as_str);
        !user_name.is_empty() && members.split(',').any(|member| member == user_name)
    };
    let (gid, mut supplementary): (u32, Vec<u32>) = if group.is_empty() {
        (login, groups.iter().filter(member).filter_map(|fields| number(fields, 2)).collect())
    } else {
        let found = groups.iter().find(|fields| fields.first().is_some_and(|n| n == group));
        let gid = match found.and_then(|fields| number(fields, 2)) {
            Some(gid) => gid,
            None => group.parse().map_err(|_| missing(&format!("group {group}"), "group"))?,
        };
        (gid, Vec::new())
    };
    for added in more {
        let is_meant = |fields: &&Vec<String>| fields.first() == Some(added) || fields.get(2) == Some(added);
        let known = groups.iter().find(is_meant).and_then(|fields| number(fields, 2));
        let unknown =
            |_| ContainerError::User(format!("Unable to find group {added}: no matching entries in group file"));
        supplementary.push(known.map_or_else(|| added.parse().map_err(unknown), Ok)?);
    }
    // The group itself is one of them, and the kernel keeps them in order.
    supplementary.push(gid);
    supplementary.sort_unstable();
    supplementary.dedup();
    let home = entry.and_then(|fields| fields.get(5)).filter(|home| !home.is_empty()).cloned();
    Ok(User { uid, gid, groups: supplementary, home: home.unwrap_or_else(|| "/".to_owned()) })
}
