//! Words for what is wrong, in every language of the interface. Exhaustive: a fault without words does not compile.

mod en;
mod zh;

use super::fault::Fault;
use crate::trace::explain::Lang;

/// A fault in words. Texts from an input are shown with their hidden characters named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What is wrong, in a sentence or two.
    pub message: String,
    /// What dockerd 20.10 does with exactly this at its start; empty where it does not read it.
    pub at_start: String,
    /// What to do.
    pub help: String,
}

/// The words for `fault`.
pub fn words(fault: &Fault, lang: Lang) -> Words {
    match lang {
        Lang::En => Words { message: en::message(fault), at_start: en::at_start(fault), help: en::help(fault) },
        Lang::Zh => Words { message: zh::message(fault), at_start: zh::at_start(fault), help: zh::help(fault) },
    }
}

/// What stands before [`Words::at_start`] where dockerd does not come to the place, for the file has another fault.
pub(super) const fn once_mended(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "With the rest of the file in order: ",
        Lang::Zh => "文件其余部分改好之后：",
    }
}

/// The command that prints each kind of input, to be copied.
pub const COMMANDS: [&str; 8] = [
    "cat /var/lib/docker/image/overlay2/repositories.json",
    "cat /var/lib/docker/image/overlay2/imagedb/content/sha256/<image ID>",
    "docker inspect <container or image>",
    "docker images --digests --no-trunc",
    "mount -t overlay",
    "head /var/lib/docker/image/overlay2/layerdb/sha256/*/{cache-id,diff,parent}",
    "head /var/lib/docker/overlay2/*/{link,lower}",
    "ls -l /var/lib/docker/overlay2/l",
];

/// The prefix that dockerd puts before Go's words when it refuses the file.
const REFUSAL: &str = "failed to start daemon: Couldn't create reference store repository: ";
