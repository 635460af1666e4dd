//! `types.ImageInspect`: an image in all detail.

use std::rc::Rc;

use super::config::config;
use crate::cli::template::Value;
use crate::cli::template::value::Field;
use crate::clock::Time;
use crate::daemon::{GraphDriver, ImageInspect};

/// An image as Go's struct, to which templates get a pointer.
///
/// Model: moby `api/types/types.go` `ImageInspect`.
pub fn image(image: &ImageInspect) -> Value {
    let string = |text: &str| Value::string(text);
    let never = Time::GO_ZERO;
    let tagged = Time::parse_rfc3339(&image.metadata.last_tag_time).unwrap_or(never);
    let root_fs = vec![
        Field::new("Type", string(&image.root_fs.kind)),
        Field::optional("Layers", Value::strings(Some(&image.root_fs.layers))),
        Field::optional("BaseLayer", string("")),
    ];
    let fields = vec![
        Field::keyed("ID", "Id", string(&image.id)),
        Field::new("RepoTags", Value::strings(Some(&image.repo_tags))),
        Field::new("RepoDigests", Value::strings(Some(&image.repo_digests))),
        Field::new("Parent", string(&image.parent)),
        Field::new("Comment", string(&image.comment)),
        Field::new("Created", string(&image.created)),
        Field::new("Container", string(&image.container)),
        Field::new("ContainerConfig", config(&image.container_config)),
        Field::new("DockerVersion", string(&image.docker_version)),
        Field::new("Author", string(&image.author)),
        Field::new("Config", image.config.as_ref().map_or(Value::NilPointer("*container.Config"), config)),
        Field::new("Architecture", string(&image.architecture)),
        Field::optional("Variant", string(&image.variant)),
        Field::new("Os", string(&image.os)),
        Field::optional("OsVersion", string(&image.os_version)),
        Field::new("Size", Value::int64(image.size as i64)),
        Field::new("VirtualSize", Value::int64(image.virtual_size as i64)),
        Field::new("GraphDriver", graph_driver(&image.graph_driver)),
        Field::new("RootFS", Value::of_struct("types.RootFS", root_fs)),
        Field::new(
            "Metadata",
            Value::of_struct("types.ImageMetadata", vec![Field::new("LastTagTime", Value::Time(tagged))]),
        ),
    ];
    Value::pointer_to("types.ImageInspect", fields)
}

fn graph_driver(driver: &GraphDriver) -> Value {
    let entries = driver.data.as_ref().map(|data| data.iter().map(|(key, path)| (*key, path.as_str())));
    let fields =
        vec![Field::new("Data", Value::string_map(entries)), Field::new("Name", Value::String(Rc::from(driver.name)))];
    Value::of_struct("types.GraphDriverData", fields)
}
