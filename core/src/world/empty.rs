//! A plain host: a current Linux, English, UTC.

use super::{World, host};
use crate::clock::Time;
use crate::profile::{About, DockerVersion, HostProfile, Locale, PythonVersion, TreeVersion};
use crate::random::RandomIds;

pub(super) fn world() -> World {
    host("empty", profile(), RandomIds::new(1))
}

/// Its facts.
pub(super) fn profile() -> HostProfile {
    HostProfile {
        hostname: "drydock".to_owned(),
        docker: DockerVersion::imitated(),
        kernel: "6.1.0-13-amd64".to_owned(),
        selinux: false,
        locale: Locale::EnUs,
        utc_offset: 0,
        time_zone: "UTC".to_owned(),
        start: Time::parse_rfc3339("2023-10-02T09:00:00Z").unwrap_or_default(),
        columns: Some(120),
        tree: TreeVersion::V2,
        python: PythonVersion::V3,
        resolv_conf: "nameserver 192.0.2.53\n".to_owned(),
        subnet: [172, 17, 0],
        architecture: "amd64".to_owned(),
        backing_fs: "extfs".to_owned(),
        about: About::machine("Debian GNU/Linux 12 (bookworm)", "12", 4_100_677_632),
    }
}
