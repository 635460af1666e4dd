//! A container's config: the image's, with what was asked for on top.
//!
//! Model: moby `daemon/commit.go` `merge`, `daemon/create.go` `mergeAndVerifyConfig`.

use std::collections::BTreeMap;

use super::ContainerError;
use crate::oci::RunConfig;

/// What was asked for, completed by what the image says.
pub(super) fn merged(mut asked: RunConfig, image: Option<&RunConfig>) -> Result<RunConfig, ContainerError> {
    if let Some(image) = image {
        complete(&mut asked, image);
    }
    // An entrypoint of one empty word takes the image's away.
    if matches!(asked.entrypoint.as_deref(), Some([word]) if word.is_empty()) {
        asked.entrypoint = None;
    }
    if is_empty(asked.entrypoint.as_ref()) && is_empty(asked.cmd.as_ref()) {
        return Err(ContainerError::NoCommand);
    }
    Ok(asked)
}

fn is_empty(words: Option<&Vec<String>>) -> bool {
    words.is_none_or(Vec::is_empty)
}

fn or_from(asked: &mut String, image: &str) {
    if asked.is_empty() {
        image.clone_into(asked);
    }
}

/// What was not asked for, from the image.
pub(super) fn complete(asked: &mut RunConfig, image: &RunConfig) {
    or_from(&mut asked.user, &image.user);
    if asked.exposed_ports.is_empty() {
        asked.exposed_ports = image.exposed_ports.clone();
    } else {
        asked.exposed_ports.0.extend(image.exposed_ports.0.iter().cloned());
    }
    match &mut asked.env {
        Some(env) if !env.is_empty() => {
            let name = |pair: &String| pair.split('=').next().unwrap_or_default().to_owned();
            for pair in image.env.iter().flatten() {
                if !env.iter().any(|mine| name(mine) == name(pair)) {
                    env.push(pair.clone());
                }
            }
        }
        env => env.clone_from(&image.env),
    }
    let labels = asked.labels.get_or_insert_with(BTreeMap::new);
    for (key, value) in image.labels.iter().flatten() {
        labels.entry(key.clone()).or_insert_with(|| value.clone());
    }
    if is_empty(asked.entrypoint.as_ref()) {
        if is_empty(asked.cmd.as_ref()) {
            asked.cmd.clone_from(&image.cmd);
            asked.args_escaped = image.args_escaped;
        }
        if asked.entrypoint.is_none() {
            asked.entrypoint.clone_from(&image.entrypoint);
        }
    }
    if image.healthcheck.is_some() && asked.healthcheck.is_none() {
        asked.healthcheck.clone_from(&image.healthcheck);
    }
    or_from(&mut asked.working_dir, &image.working_dir);
    match &mut asked.volumes {
        Some(volumes) if !volumes.is_empty() => volumes.0.extend(image.volumes.iter().flat_map(|set| set.0.clone())),
        volumes => volumes.clone_from(&image.volumes),
    }
    or_from(&mut asked.stop_signal, &image.stop_signal);
    if asked.stop_timeout.is_none() {
        asked.stop_timeout = image.stop_timeout;
    }
    if asked.shell.is_empty() {
        asked.shell.clone_from(&image.shell);
    }
}

/// The program and its arguments.
pub(super) fn command(config: &RunConfig) -> (String, Vec<String>) {
    let mut words = config.entrypoint.iter().flatten().chain(config.cmd.iter().flatten()).cloned();
    (words.next().unwrap_or_default(), words.collect())
}
