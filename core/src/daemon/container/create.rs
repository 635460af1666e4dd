//! `docker create`: a container on the disk, not running.
//!
//! Model: moby `daemon/create.go`, `daemon/create_unix.go`, `daemon/container.go`. The order is that of a traced `docker run`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::merge::{command, merged};
use super::record::{write_both, write_host_config};
use super::security::Security;
use super::verify::verify;
use super::{
    Container, ContainerError, Empty, EndpointSettings, HostConfig, LocalLogCacheMeta, MountPoint, NetworkSettings,
    RwLayer, State, init_layer,
};
use crate::daemon::{Daemon, Image};
use crate::disk::containers;
use crate::identity::ContainerId;
use crate::kernel::{Follow, Task};
use crate::oci::RunConfig;
use crate::random::ContainerIds;
use crate::trace::{Actor, Cause, Group, Lifecycle, Recorder, Saved};
use crate::vfs::{AbsPath, Errno};

/// A container to be made.
#[derive(Clone, Debug, Default)]
pub struct CreateOptions {
    /// Its name; empty for one that is made up.
    pub name: String,
    /// How it is run; what is left empty is taken from the image. `image` names the image.
    pub config: RunConfig,
    /// How it is run on this host.
    pub host_config: HostConfig,
    /// What is asked for in its network.
    pub endpoint: EndpointSettings,
}

/// A container that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// Its ID.
    pub id: ContainerId,
    /// What the client is to be warned of.
    pub warnings: Vec<String>,
}

impl Daemon {
    /// Makes a container of the image that its config names.
    pub fn create_container(
        &mut self,
        recorder: &mut Recorder,
        options: CreateOptions,
    ) -> Result<Created, ContainerError> {
        let fs = &recorder.kernel().fs;
        let image = self.find_image(fs, &options.config.image).map_err(ContainerError::Image)?.clone();
        let config = merged(options.config, image.config.config.as_ref())?;
        let mut host_config = options.host_config;
        verify(&config, &host_config, &self.profile.about).map_err(ContainerError::Invalid)?;
        if host_config.storage_opt.is_some() {
            let why = "--storage-opt is supported only for overlay over xfs with 'pquota' mount option";
            return Err(ContainerError::Invalid(why.to_owned()));
        }
        let security = Security::parse(host_config.security_opt.as_deref().unwrap_or_default());
        let security = security.map_err(ContainerError::Invalid)?;
        host_config.complete();
        let ids = self.ids.container(&options.name);
        let name = self.reserve_name(ids.container, &options.name)?;
        if let Some(made) = ids.made.filter(|made| *made > recorder.kernel().fs.now()) {
            recorder.unrecorded(|kernel| kernel.fs.set_now(made));
        }
        let anonymous = options.name.is_empty();
        let mut warnings = Vec::new();
        if host_config.network_name() == "host" && !host_config.port_bindings.is_empty() {
            warnings.push("Published ports are discarded when using host network mode".to_owned());
        }
        let mut container = self.new_container(recorder, &ids, (&name, anonymous), &image, (config, host_config));
        container.app_armor_profile = security.app_armor;
        container.seccomp_profile = security.seccomp;
        container.no_new_privileges = security.no_new_privileges;
        let network = self.network_of(&container.host_config);
        container.network_settings.networks.insert(network, options.endpoint);
        let result = self.put_on_disk(recorder, &ids, &image, container);
        if result.is_err() {
            self.containers.release(&name);
        }
        result.map(|()| Created { id: ids.container, warnings })
    }

    fn new_container(
        &self,
        recorder: &Recorder,
        ids: &ContainerIds,
        (name, anonymous): (&str, bool),
        image: &Image,
        (mut config, host_config): (RunConfig, HostConfig),
    ) -> Container {
        let id = ids.container;
        if config.hostname.is_empty() {
            config.hostname =
                if host_config.network_name() == "host" { self.profile.hostname.clone() } else { id.short() };
        }
        let (path, args) = command(&config);
        let network_settings = NetworkSettings { is_anonymous_endpoint: anonymous, ..NetworkSettings::default() };
        Container {
            stream_config: Empty {},
            state: State::default(),
            id,
            created: ids.made.unwrap_or_else(|| recorder.kernel().fs.now()),
            managed: false,
            path,
            args,
            config,
            image: image.id,
            network_settings,
            log_path: String::new(),
            name: format!("/{name}"),
            driver: "overlay2".to_owned(),
            os: "linux".to_owned(),
            mount_label: String::new(),
            process_label: String::new(),
            restart_count: 0,
            has_been_started_before: false,
            has_been_manually_stopped: false,
            mount_points: BTreeMap::new(),
            secret_references: None,
            config_references: None,
            app_armor_profile: String::new(),
            hostname_path: String::new(),
            hosts_path: String::new(),
            shm_path: String::new(),
            resolv_conf_path: String::new(),
            seccomp_profile: String::new(),
            no_new_privileges: false,
            local_log_cache_meta: LocalLogCacheMeta::default(),
            host_config,
            layer: None,
            runtime: None,
            restarts: super::restarts::Restarts::default(),
        }
    }

    /// What was begun is taken back if it cannot be completed.
    fn put_on_disk(
        &mut self,
        recorder: &mut Recorder,
        ids: &ContainerIds,
        image: &Image,
        mut container: Container,
    ) -> Result<(), ContainerError> {
        let layer = self.create_rw_layer(recorder, ids, image.top_layer())?;
        container.layer = Some(layer);
        let outer = recorder.enter(Some(Rc::new(Group::Container)));
        let result = self.complete(recorder, &mut container, &layer);
        recorder.enter(outer);
        if let Err(error) = result {
            let outer = recorder.enter(Some(Rc::new(Group::TakeBack)));
            let taken_back = Self::remove_rw_layer(recorder, container.id, &layer)
                .and_then(|()| Self::remove_container_dir(recorder, container.id));
            recorder.enter(outer);
            taken_back?;
            return Err(error);
        }
        let id = container.id;
        self.containers.put(container);
        self.log_container(recorder.kernel().fs.now(), id, "create", &[]);
        Ok(())
    }

    fn complete(
        &mut self,
        recorder: &mut Recorder,
        container: &mut Container,
        layer: &RwLayer,
    ) -> Result<(), ContainerError> {
        let id = container.id;
        let cause = Cause::Lifecycle(Lifecycle::DirCreated { container: id });
        recorder.step(Actor::Dockerd, cause, |kernel| containers::create_dir(&mut kernel.fs, id))?;
        let cause = Cause::Lifecycle(Lifecycle::CheckpointsCreated { container: id });
        recorder.step(Actor::Dockerd, cause, |kernel| containers::create_checkpoints(&mut kernel.fs, id))?;
        self.register_mount_points(recorder, container)?;
        write_host_config(recorder, container, Saved::Created)?;
        write_both(recorder, container, Saved::Created)?;
        let root = Self::mount_layer(recorder, layer.dir())?;
        let prepared = make_working_dir(recorder, container, &root)
            .and_then(|()| self.prepare_volumes(recorder, container, &root));
        Self::unmount_layer(recorder, layer.dir())?;
        prepared?;
        write_both(recorder, container, Saved::Registered)?;
        Ok(())
    }

    /// What `-v` and `--mount` ask for: binds as they are, named volumes made if they are not there.
    ///
    /// Model: moby `daemon/volumes.go` `registerMountPoints`.
    fn register_mount_points(
        &mut self,
        recorder: &mut Recorder,
        container: &mut Container,
    ) -> Result<(), ContainerError> {
        for other in container.host_config.volumes_from.iter().flatten() {
            let points = self.mounts_of(other)?;
            container.mount_points.extend(points);
        }
        // What another container has may be hidden by what is asked for here, but nothing is asked for twice.
        let mut asked: BTreeMap<String, MountPoint> = BTreeMap::new();
        for bind in container.host_config.binds.iter().flatten() {
            let point = self.mount_point(recorder, bind, &asked)?;
            asked.insert(point.destination.clone(), point);
        }
        for spec in &container.host_config.mounts {
            let point = self.asked_mount(recorder, spec, &asked)?;
            asked.insert(point.destination.clone(), point);
        }
        container.mount_points.extend(asked);
        Ok(())
    }

    fn mount_point(
        &mut self,
        recorder: &mut Recorder,
        bind: &str,
        taken: &BTreeMap<String, MountPoint>,
    ) -> Result<MountPoint, ContainerError> {
        let parsed = super::bind::parse(bind)?;
        super::mount_spec::check_free(taken, &parsed.destination)?;
        if parsed.source.starts_with('/') {
            return Ok(MountPoint::bind(&parsed.source, &parsed.destination, &parsed.mode));
        }
        self.named_volume(recorder, &parsed)
    }
}

/// Model: moby `daemon/container.go` `verifyContainerConfig`.
/// Makes the working directory, if the image does not have it.
///
/// Model: moby `container/container.go` `SetupWorkingDirectory`.
fn make_working_dir(recorder: &mut Recorder, container: &Container, root: &AbsPath) -> Result<(), ContainerError> {
    let (id, dir) = (container.id, container.config.working_dir.clone());
    if dir.is_empty() {
        return Ok(());
    }
    let task = Task::host_root();
    let path = scoped(recorder, root, &dir)?;
    match recorder.kernel().stat(&task, path.as_bytes(), Follow::Yes) {
        Ok(stat) if stat.file_type == crate::vfs::FileType::Dir => return Ok(()),
        Ok(_) | Err(Errno::ENOTDIR) => return Err(ContainerError::WorkdirIsFile(dir)),
        Err(_) => {}
    }
    let cause = Cause::Lifecycle(Lifecycle::WorkingDirMade { container: id, path: dir });
    recorder.step(Actor::Dockerd, cause, |kernel| init_layer::mkdir_all(kernel, &task, &path))?;
    Ok(())
}

/// A path of the container, as the host sees it below `root`: its symbolic links are followed inside.
///
/// Model: moby `pkg/symlink` `FollowSymlinkInScope`.
pub(super) fn scoped(recorder: &Recorder, root: &AbsPath, path: &str) -> Result<AbsPath, Errno> {
    let kernel = recorder.kernel();
    let task = Task { root: root.clone(), ..Task::host_root() };
    let mut known = AbsPath::root();
    let mut missing: Vec<&[u8]> = Vec::new();
    let whole = AbsPath::new(path);
    for name in whole.names() {
        if missing.is_empty() {
            match kernel.realpath(&task, known.join(name).as_bytes()) {
                Ok(real) => {
                    known = real;
                    continue;
                }
                Err(Errno::ENOENT) => {}
                Err(error) => return Err(error),
            }
        }
        missing.push(name);
    }
    let inside = missing.iter().fold(known, |path, name| path.join(name));
    Ok(inside.names().fold(root.clone(), |path, name| path.join(name)))
}
