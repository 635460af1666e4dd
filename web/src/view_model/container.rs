//! The container of a moment: its files, its record, its two directories in `overlay2/`, its mount. All of it is measured on the
//! disk, as the rest of the stage is.

use drydock_core::disk::layerdb;
use drydock_core::disk::layout::{self, LayerDir};
use drydock_core::identity::{CacheId, ContainerId, Kind};
use drydock_core::kernel::{Kernel, NsId};
use drydock_core::overlayfs::WhiteoutForm;
use drydock_core::session::Operation;
use drydock_core::union::{Copy, Stack, Subject, subjects};
use drydock_core::vfs::{AbsPath, FileType, Fs};

use super::chips::Chip;
use super::stage::{Presence, Seen};

/// Which container a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContainerPlan {
    /// Its ID.
    pub id: ContainerId,
    /// The name of its directory in `overlay2/`.
    pub mount: CacheId,
}

/// Something of a container's that is there or not.
pub type Item = (String, Seen);

/// What somebody did in a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It is new.
    New,
    /// It was copied up.
    CopiedUp,
    /// It deletes a name.
    Whiteout,
    /// A directory that hides what is below.
    Opaque,
}

/// Something in a directory of the container's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its path in the union, a directory's with a slash at the end.
    pub path: String,
    /// What it is.
    pub deed: Deed,
    /// Whether the moment brought it.
    pub now: bool,
}

/// A directory of the container's in `overlay2/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDir {
    /// Its name, without `-init`.
    pub chip: Chip,
    /// Whether it is there.
    pub seen: Seen,
    /// Its short name.
    pub link: Option<Chip>,
    /// `link`, `lower`, `work`, and what else it may have.
    pub items: Vec<Item>,
    /// What is in its `diff/`.
    pub held: Vec<Held>,
    /// How much more.
    pub more: usize,
}

/// The container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerView {
    /// Its ID.
    pub id: Chip,
    /// Its name, as far as it has one yet.
    pub name: Option<String>,
    /// Whether its union is mounted.
    pub mounted: Seen,
    /// The files in `containers/<id>/`.
    pub files: Vec<Item>,
    /// The files in `layerdb/mounts/<id>/`.
    pub record: Vec<Item>,
    /// Its own layer.
    pub own: OwnDir,
    /// Its init layer.
    pub init: OwnDir,
}

/// What is listed of a directory at most.
const MOST: usize = 8;

/// The container that a command is about: the one it made, or removed, or made and removed, or names; else the one before it.
pub fn container_plan(operation: &Operation, before: Option<ContainerPlan>) -> Option<ContainerPlan> {
    let (then, now) = (&operation.before.kernel().fs, &operation.after.kernel().fs);
    let (old, new) = (layerdb::list_mounts(then), layerdb::list_mounts(now));
    let plan = |fs: &Fs, id: ContainerId| Some(ContainerPlan { id, mount: layerdb::mount_record(fs, id)?.mount_id });
    if let Some(id) = new.iter().find(|id| !old.contains(id)) {
        return plan(now, *id);
    }
    if let Some(id) = old.iter().find(|id| !new.contains(id)) {
        return plan(then, *id);
    }
    let passing = operation.steps.iter().rev().find_map(|step| {
        let fs = &step.after.fs;
        layerdb::list_mounts(fs).into_iter().find(|id| !old.contains(id)).and_then(|id| plan(fs, id))
    });
    passing.or_else(|| named(now, &operation.line)).or_else(|| before.filter(|before| new.contains(&before.id)))
}

fn named(fs: &Fs, line: &str) -> Option<ContainerPlan> {
    let all = subjects(fs);
    let containers: Vec<_> = all.into_iter().filter(|named| matches!(named.subject, Subject::Container(_))).collect();
    let found =
        line.split_whitespace().filter(|word| word.len() > 1).find_map(|word| Subject::find(&containers, word))?;
    let Subject::Container(id) = found else { return None };
    Some(ContainerPlan { id, mount: layerdb::mount_record(fs, id)?.mount_id })
}

/// The container at `after`, compared with `before`. `None` if nothing of it is there at either moment.
pub fn container(plan: ContainerPlan, before: &Kernel, after: &Kernel) -> Option<ContainerView> {
    let (then, now) = (&before.fs, &after.fs);
    let seen = |path: &AbsPath| {
        let presence = |fs: &Fs| if fs.walk(path).is_ok() { Presence::Present } else { Presence::Absent };
        // A file that was written anew is another inode.
        let (old, new) = (then.walk(path).ok(), now.walk(path).ok());
        Seen { presence: presence(now), now: old != new }
    };
    let items = |dir: &AbsPath, names: &[&str]| -> Vec<Item> {
        names.iter().map(|name| ((*name).to_owned(), seen(&dir.join(name)))).collect()
    };
    let mounted = |kernel: &Kernel| {
        let target = layout::layer_dir(LayerDir::Plain(plan.mount)).join("merged");
        kernel.mounts(NsId::HOST).iter().any(|mount| mount.target == target)
    };
    let is = |there: bool| if there { Presence::Present } else { Presence::Absent };
    let home = layout::container(plan.id);
    let stack = Stack::of(after, Subject::Container(plan.id)).ok();
    let own_dir = |dir: LayerDir, slab: usize, more: &[&str]| {
        let path = layout::layer_dir(dir);
        let link = drydock_core::disk::overlay2::link(now, dir);
        let names: Vec<&str> = ["link", "lower", "work"].iter().chain(more).copied().collect();
        let (held, rest) = stack.as_ref().map(|stack| stack.held(now, slab, MOST)).unwrap_or_default();
        OwnDir {
            chip: Chip::new(Kind::CacheId, plan.mount.to_string()),
            seen: seen(&path),
            link: link.map(|link| Chip::new(Kind::LinkId, link.as_str())),
            items: items(&path, &names),
            held: held.iter().map(|(at, copy)| told(at, copy, then, &path)).collect(),
            more: rest,
        }
    };
    let named = subjects(now).into_iter().find(|named| named.subject == Subject::Container(plan.id));
    let view = ContainerView {
        id: Chip::new(Kind::ContainerId, plan.id.to_string()),
        name: named.map(|named| named.name).filter(|name| *name != plan.id.short()),
        mounted: Seen { presence: is(mounted(after)), now: mounted(before) != mounted(after) },
        files: items(&home, &["config.v2.json", "hostconfig.json", "hostname", "hosts", "resolv.conf"]),
        record: items(&layout::container_layer(plan.id), &["mount-id", "init-id", "parent"]),
        own: own_dir(LayerDir::Plain(plan.mount), 0, &["merged"]),
        init: own_dir(LayerDir::Init(plan.mount), 1, &["committed"]),
    };
    let anything = |items: &[Item]| items.iter().any(|(_, seen)| seen.now || seen.presence != Presence::Absent);
    let there = |seen: Seen| seen.now || seen.presence != Presence::Absent;
    (anything(&view.files) || anything(&view.record) || there(view.own.seen) || there(view.init.seen)).then_some(view)
}

fn told(path: &AbsPath, copy: &Copy, then: &Fs, dir: &AbsPath) -> Held {
    let slash = if copy.file_type == FileType::Dir { "/" } else { "" };
    let deed = match copy {
        Copy { whiteout: Some(WhiteoutForm::Device | WhiteoutForm::Xattr), .. } => Deed::Whiteout,
        Copy { opaque: true, .. } => Deed::Opaque,
        Copy { copied_from: Some(_), .. } => Deed::CopiedUp,
        _ => Deed::New,
    };
    let real = dir.join("diff").join(&path.as_bytes()[1..]);
    Held { path: format!("{path}{slash}"), deed, now: then.walk(&real).ok() != Some(copy.ino) }
}

#[cfg(test)]
mod tests {
    use drydock_core::session::Session;
    use drydock_core::world;

    use super::*;

    fn typed(lines: &[&str]) -> Session {
        let mut session = Session::on(world::open("empty").unwrap());
        for line in lines {
            let operation = session.run(line);
            assert_eq!(operation.exit, 0, "{line}: {}", operation.stderr());
        }
        session
    }

    #[test]
    fn a_container_comes_into_being_step_by_step() {
        let session = typed(&["docker pull -q drydock.example/web", "docker create --name shop drydock.example/web"]);
        let operation = &session.operations()[1];
        let plan = container_plan(operation, None).unwrap();
        let mut before = operation.before.kernel();
        let (mut init, mut own, mut record) = (None, None, None);
        for (index, step) in operation.steps.iter().enumerate() {
            if let Some(view) = container(plan, before, &step.after) {
                let first = |place: &mut Option<usize>, seen: Seen| {
                    if seen.presence == Presence::Present && place.is_none() {
                        assert!(seen.now);
                        *place = Some(index);
                    }
                };
                first(&mut init, view.init.seen);
                first(&mut own, view.own.seen);
                first(&mut record, view.record[0].1);
            }
            before = &step.after;
        }
        assert!(init < own && own < record && init.is_some(), "{init:?} {own:?} {record:?}");
        let view = container(plan, operation.before.kernel(), operation.after.kernel()).unwrap();
        assert_eq!(view.name.as_deref(), Some("shop"));
        assert!(view.files[0].1.now && view.record.iter().all(|(_, seen)| seen.presence == Presence::Present));
        assert_eq!(view.mounted.presence, Presence::Absent);
        let held: Vec<&str> = view.init.held.iter().map(|held| held.path.as_str()).collect();
        assert!(held.contains(&"/etc/hosts") && held.contains(&"/.dockerenv"), "{held:?}");
    }

    #[test]
    fn a_command_is_about_the_container_that_it_removes_or_names() {
        let session = typed(&[
            "docker pull -q drydock.example/web",
            "docker create --name one drydock.example/web",
            "docker create --name two drydock.example/web",
            "docker diff one",
            "ls /",
            "docker rm two",
            "ls /",
        ]);
        let mut plans = vec![None];
        for operation in session.operations() {
            let plan = container_plan(operation, plans.last().copied().flatten());
            plans.push(plan);
        }
        let [_, pulled, one, two, compared, listed, removed, after] = plans[..] else { panic!("seven commands") };
        assert_eq!((pulled, compared, listed, removed, after), (None, one, one, two, None));
        assert_ne!(one, two);
    }
}
