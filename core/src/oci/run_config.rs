//! How a container is to be run: the `config` object of an image, and of a container's `config.v2.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::fields::{Fields, UnmarshalError};

/// A set of names, which Go keeps as a map and writes as `{"80/tcp":{}}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameSet(pub BTreeSet<String>);

impl NameSet {
    /// Whether there are no names.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> serde::Deserialize<'de> for NameSet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = BTreeMap::<String, serde::de::IgnoredAny>::deserialize(deserializer)?;
        Ok(Self(map.into_keys().collect()))
    }
}

impl Serialize for NameSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for name in &self.0 {
            map.serialize_entry(name, &BTreeMap::<String, String>::new())?;
        }
        map.end()
    }
}

/// How a container is to be run. Its fields and their order are those of Go's struct, so that writing it gives Docker's bytes.
///
/// Model: moby `api/types/container/config.go` `Config`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(clippy::struct_excessive_bools, reason = "they are Docker's")]
pub struct RunConfig {
    /// The container's host name.
    pub hostname: String,
    /// Its domain name.
    pub domainname: String,
    /// Who runs the program: `user[:group]`.
    pub user: String,
    /// Whether the client's standard input is attached.
    pub attach_stdin: bool,
    /// Whether the client gets standard output.
    pub attach_stdout: bool,
    /// Whether the client gets standard error.
    pub attach_stderr: bool,
    /// Ports that the program listens on.
    #[serde(skip_serializing_if = "NameSet::is_empty")]
    pub exposed_ports: NameSet,
    /// Whether it gets a terminal.
    pub tty: bool,
    /// Whether standard input stays open.
    pub open_stdin: bool,
    /// Whether standard input closes with the first client.
    pub stdin_once: bool,
    /// The environment, as `NAME=value`.
    pub env: Option<Vec<String>>,
    /// The program, or the arguments of the entrypoint.
    pub cmd: Option<Vec<String>>,
    /// How to find out whether it works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<Healthcheck>,
    /// Windows only.
    #[serde(skip_serializing_if = "is_default")]
    pub args_escaped: bool,
    /// The image, as it was named.
    pub image: String,
    /// Directories that get an anonymous volume.
    pub volumes: Option<NameSet>,
    /// Where the program starts.
    pub working_dir: String,
    /// The program.
    pub entrypoint: Option<Vec<String>>,
    /// Whether it has no network.
    #[serde(skip_serializing_if = "is_default")]
    pub network_disabled: bool,
    /// A fixed MAC address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mac_address: String,
    /// What a build on top of the image does first.
    pub on_build: Option<Vec<String>>,
    /// Labels.
    pub labels: Option<BTreeMap<String, String>>,
    /// The signal that stops it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stop_signal: String,
    /// Seconds until it is killed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_timeout: Option<i64>,
    /// The shell of the shell forms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shell: Vec<String>,
}

/// How to find out whether a container works.
///
/// Model: moby `api/types/container/config.go` `HealthConfig`. Durations are nanoseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Healthcheck {
    /// The test: `NONE`, `CMD …` or `CMD-SHELL …`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub test: Vec<String>,
    /// Between two tests.
    #[serde(skip_serializing_if = "is_default")]
    pub interval: i64,
    /// A test may take this long.
    #[serde(skip_serializing_if = "is_default")]
    pub timeout: i64,
    /// Failures do not count until then.
    #[serde(skip_serializing_if = "is_default")]
    pub start_period: i64,
    /// So many failures in a row make it unhealthy.
    #[serde(skip_serializing_if = "is_default")]
    pub retries: i64,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl RunConfig {
    pub(super) fn read(fields: &Fields<'_, '_>) -> Result<Self, UnmarshalError> {
        let set = |field: &str| -> Result<Option<NameSet>, UnmarshalError> {
            Ok(fields.map(field, |_| Some(()))?.map(|map| NameSet(map.into_keys().collect())))
        };
        let health = fields.object("Healthcheck", "HealthConfig")?;
        Ok(Self {
            hostname: fields.text("Hostname")?,
            domainname: fields.text("Domainname")?,
            user: fields.text("User")?,
            attach_stdin: fields.flag("AttachStdin")?,
            attach_stdout: fields.flag("AttachStdout")?,
            attach_stderr: fields.flag("AttachStderr")?,
            exposed_ports: set("ExposedPorts")?.unwrap_or_default(),
            tty: fields.flag("Tty")?,
            open_stdin: fields.flag("OpenStdin")?,
            stdin_once: fields.flag("StdinOnce")?,
            env: fields.texts("Env")?,
            cmd: words(fields, "Cmd")?,
            healthcheck: health.map(|health| Healthcheck::read(&health)).transpose()?,
            args_escaped: fields.flag("ArgsEscaped")?,
            image: fields.text("Image")?,
            volumes: set("Volumes")?,
            working_dir: fields.text("WorkingDir")?,
            entrypoint: words(fields, "Entrypoint")?,
            network_disabled: fields.flag("NetworkDisabled")?,
            mac_address: fields.text("MacAddress")?,
            on_build: fields.texts("OnBuild")?,
            labels: fields.map("Labels", |value| value.as_str())?,
            stop_signal: fields.text("StopSignal")?,
            stop_timeout: fields.number("StopTimeout")?,
            shell: words(fields, "Shell")?.unwrap_or_default(),
        })
    }
}

impl Healthcheck {
    fn read(fields: &Fields<'_, '_>) -> Result<Self, UnmarshalError> {
        let number = |field: &str| Ok(fields.number(field)?.unwrap_or(0));
        Ok(Self {
            test: fields.texts("Test")?.unwrap_or_default(),
            interval: number("Interval")?,
            timeout: number("Timeout")?,
            start_period: number("StartPeriod")?,
            retries: number("Retries")?,
        })
    }
}

/// A list of words, or one word as a string (Go `strslice.StrSlice`).
fn words(fields: &Fields<'_, '_>, field: &str) -> Result<Option<Vec<String>>, UnmarshalError> {
    match fields.get(field).and_then(|value| value.as_str()) {
        Some(word) => Ok(Some(vec![word])),
        None => fields.texts(field),
    }
}
