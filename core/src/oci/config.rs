//! The image config: what an image is, apart from its files. Its sha256 is the image ID.

use super::RunConfig;
use super::fields::{Fields, UnmarshalError, document};
use crate::clock::Time;
use crate::identity::{ChainId, DiffId};

/// An image config, read. The bytes themselves are kept elsewhere and are never written anew: the image ID is their hash.
///
/// Model: moby `image/image.go` `Image`; OCI image-spec `config.md`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageConfig {
    /// CPU architecture, such as `amd64`.
    pub architecture: String,
    /// Its variant.
    pub variant: String,
    /// Operating system, such as `linux`.
    pub os: String,
    /// Windows only.
    pub os_version: String,
    /// Windows only, too.
    pub os_features: Vec<String>,
    /// Who made it.
    pub author: String,
    /// A comment.
    pub comment: String,
    /// When it was made.
    pub created: Option<Time>,
    /// The container it was made from.
    pub container: String,
    /// How that container was run.
    pub container_config: Option<RunConfig>,
    /// How to run a container of it.
    pub config: Option<RunConfig>,
    /// The Docker that made it.
    pub docker_version: String,
    /// How it was made, oldest first.
    pub history: Vec<History>,
    /// Its layers. An image without this cannot be used.
    pub root_fs: Option<RootFs>,
}

/// One step of how an image was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// When.
    pub created: Option<Time>,
    /// By whom.
    pub author: String,
    /// By what command.
    pub created_by: String,
    /// A comment.
    pub comment: String,
    /// Whether it made no layer.
    pub empty_layer: bool,
}

/// The layers of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootFs {
    /// `layers`.
    pub kind: String,
    /// The diffIDs, lowest first, as they stand: `sha256:…`.
    pub diff_ids: Vec<String>,
}

/// No layers.
impl Default for RootFs {
    fn default() -> Self {
        Self { kind: "layers".to_owned(), diff_ids: Vec::new() }
    }
}

impl RootFs {
    /// The diffIDs as identities; none if one of them is no sha256.
    pub fn identities(&self) -> Option<Vec<DiffId>> {
        self.diff_ids.iter().map(|text| text.parse().ok()).collect()
    }

    /// The chainID of the highest layer; none for no layers (or if a diffID is no sha256).
    pub fn chain_id(&self) -> Option<ChainId> {
        ChainId::chain(&self.identities()?).last().copied()
    }
}

impl ImageConfig {
    /// Reads a config's bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, UnmarshalError> {
        let tree = document(bytes)?;
        let fields = Fields::of(&tree, "image.Image")?;
        let run = |field: &str| -> Result<Option<RunConfig>, UnmarshalError> {
            fields.object(field, "Config")?.map(|config| RunConfig::read(&config)).transpose()
        };
        let root_fs = fields.object("rootfs", "RootFS")?;
        Ok(Self {
            architecture: fields.text("architecture")?,
            variant: fields.text("variant")?,
            os: fields.text("os")?,
            os_version: fields.text("os.version")?,
            os_features: fields.texts("os.features")?.unwrap_or_default(),
            author: fields.text("author")?,
            comment: fields.text("comment")?,
            created: fields.time("created")?,
            container: fields.text("container")?,
            container_config: run("container_config")?,
            config: run("config")?,
            docker_version: fields.text("docker_version")?,
            history: fields.objects("history", "History")?.iter().map(History::read).collect::<Result<_, _>>()?,
            root_fs: root_fs.map(|root_fs| RootFs::read(&root_fs)).transpose()?,
        })
    }

    /// How many steps of the history made a layer.
    pub fn layers_in_history(&self) -> usize {
        self.history.iter().filter(|step| !step.empty_layer).count()
    }
}

impl History {
    fn read(fields: &Fields<'_, '_>) -> Result<Self, UnmarshalError> {
        Ok(Self {
            created: fields.time("created")?,
            author: fields.text("author")?,
            created_by: fields.text("created_by")?,
            comment: fields.text("comment")?,
            empty_layer: fields.flag("empty_layer")?,
        })
    }
}

impl RootFs {
    fn read(fields: &Fields<'_, '_>) -> Result<Self, UnmarshalError> {
        Ok(Self { kind: fields.text("type")?, diff_ids: fields.texts("diff_ids")?.unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_matters() {
        let config = ImageConfig::parse(
            br#"{"architecture":"amd64","config":{"Env":["A=b"],"Cmd":"one word","ExposedPorts":{"80/tcp":{}},"Labels":null},
            "created":"2021-01-12T10:17:43.000002443Z","history":[{"created_by":"x"},{"empty_layer":true}],"OS":"linux",
            "rootfs":{"type":"layers","diff_ids":["sha256:aa"]}}"#,
        )
        .unwrap();
        let run = config.config.clone().unwrap();
        assert_eq!(run.cmd, Some(vec!["one word".to_owned()]));
        assert_eq!((config.os.as_str(), config.layers_in_history()), ("linux", 1), "keys match in any case");
        assert_eq!(config.root_fs.as_ref().and_then(RootFs::identities), None, "not a sha256");
        assert_eq!(
            crate::json::encode(&run),
            concat!(
                r#"{"Hostname":"","Domainname":"","User":"","AttachStdin":false,"AttachStdout":false,"AttachStderr":false,"#,
                r#""ExposedPorts":{"80/tcp":{}},"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":["A=b"],"#,
                r#""Cmd":["one word"],"Image":"","Volumes":null,"WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":null}"#
            )
        );
    }

    #[test]
    fn refuses_in_gos_words() {
        let of = |text: &str| ImageConfig::parse(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(of(""), "unexpected end of JSON input");
        assert_eq!(of("[]"), "json: cannot unmarshal array into Go value of type image.Image");
        assert_eq!(
            of(r#"{"os":1}"#),
            "json: cannot unmarshal number into Go struct field image.Image.os of type string"
        );
        assert_eq!(ImageConfig::parse(b"{}").unwrap().root_fs, None);
    }
}
