//! A host on which somebody has worked: images are there, and they share layers in every way that the registry has.

use super::{World, empty};

/// Two images on one base; a whiteout and an opaque directory; one layer twice; an image of a list, by its tag and by a second name.
const BEFORE: &[&str] = &[
    "docker pull -q drydock.example/web",
    "docker pull -q drydock.example/job",
    "docker pull -q drydock.example/tidy",
    "docker pull -q drydock.example/twice",
    "docker pull -q drydock.example/anywhere",
    "docker tag drydock.example/web shop:stable",
    "sleep 86400",
    "exit",
];

pub(super) fn world() -> World {
    let mut world = empty::world();
    world.name = "workshop";
    World { before: BEFORE, ..world }
}
