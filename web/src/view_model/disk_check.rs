//! What does not hold on the disk at a moment: every fault by the name of its check, where it is, what is found, what Docker makes of it.

use std::collections::BTreeSet;

use drydock_core::digest::Digest;
use drydock_core::disk::fsck::{Check, When};
use drydock_core::kernel::Kernel;
use drydock_core::machine;
use drydock_core::trace::explain::{self, Lang};
use drydock_core::vfs::AbsPath;

/// A checked disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiskCheck {
    /// How many checks there are.
    pub checks: usize,
    /// What was found.
    pub faults: Vec<Fault>,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The check's name, such as `tar-split`.
    pub check: &'static str,
    /// What the check is about, in a few words.
    pub about: &'static str,
    /// Where.
    pub path: AbsPath,
    /// What is there instead.
    pub found: String,
    /// What Docker makes of it.
    pub docker: String,
}

/// Checks a disk. Between two writes of a command only what holds then is checked.
pub fn disk_check(kernel: &Kernel, at_rest: bool, trusted: &BTreeSet<Digest>, lang: Lang) -> DiskCheck {
    let when = if at_rest { When::AtRest } else { When::Always };
    let faults = machine::faults(kernel, when, trusted).into_iter().map(|violation| {
        let told = explain::violation(&violation, lang);
        Fault {
            check: violation.check.name(),
            about: explain::check(violation.check, lang),
            path: violation.path,
            found: told.headline,
            docker: told.detail,
        }
    });
    let checks = Check::ALL.iter().filter(|check| at_rest || check.when() == When::Always).count();
    DiskCheck { checks, faults: faults.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drydock_core::session::Session;
    use drydock_core::world;

    #[test]
    fn faults_are_told_in_both_languages() {
        let mut session = Session::on(world::open("empty").unwrap());
        session.run("docker pull -q drydock.example/hello");
        let kernel = |session: &Session| session.machine().kernel().clone();
        let whole = disk_check(&kernel(&session), true, &BTreeSet::new(), Lang::En);
        assert_eq!((whole.checks, whole.faults.len()), (Check::ALL.len(), 0));
        session.run("rm /var/lib/docker/overlay2/l/*");
        let broken = disk_check(&kernel(&session), true, &BTreeSet::new(), Lang::En);
        assert_eq!(broken.faults.len(), 2);
        assert!(broken.faults.iter().all(|fault| fault.check == "link" && fault.found.contains("short name")));
        let chinese = disk_check(&kernel(&session), true, &BTreeSet::new(), Lang::Zh);
        assert!(chinese.faults[0].docker.contains("ln -s"), "{:?}", chinese.faults[0]);
        assert!(disk_check(&kernel(&session), false, &BTreeSet::new(), Lang::En).checks < whole.checks);
    }
}
