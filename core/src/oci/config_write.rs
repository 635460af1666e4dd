//! Writing an image config, as dockerd does for an image that it makes itself: compact, its keys sorted.
//!
//! Model: moby `image/image.go` `Image.MarshalJSON`, `NewChildImage`.

use serde::Serialize;

use super::{History, ImageConfig, RootFs, RunConfig};
use crate::clock::Time;
use crate::json;

/// The moment that Go takes for none: year 1.
const NEVER: Time = Time::GO_ZERO;

#[derive(Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    architecture: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    author: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    comment: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<&'a RunConfig>,
    #[serde(skip_serializing_if = "str::is_empty")]
    container: &'a str,
    container_config: RunConfig,
    created: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    docker_version: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    history: Vec<WrittenStep<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    os: &'a str,
    #[serde(rename = "os.features", skip_serializing_if = "<[String]>::is_empty")]
    os_features: &'a [String],
    #[serde(rename = "os.version", skip_serializing_if = "str::is_empty")]
    os_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rootfs: Option<WrittenRootFs<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    variant: &'a str,
}

#[derive(Serialize)]
struct WrittenStep<'a> {
    created: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    author: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    created_by: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    comment: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    empty_layer: bool,
}

#[derive(Serialize)]
struct WrittenRootFs<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    diff_ids: &'a [String],
}

fn time(time: Option<Time>) -> String {
    time.unwrap_or(NEVER).to_string()
}

impl History {
    fn written(&self) -> WrittenStep<'_> {
        WrittenStep {
            created: time(self.created),
            author: &self.author,
            created_by: &self.created_by,
            comment: &self.comment,
            empty_layer: self.empty_layer,
        }
    }
}

impl RootFs {
    fn written(&self) -> WrittenRootFs<'_> {
        WrittenRootFs { kind: &self.kind, diff_ids: &self.diff_ids }
    }
}

impl ImageConfig {
    /// The config's bytes, as dockerd writes them. Times lose the zeros at their end; what a pulled config had besides is gone.
    pub fn encode(&self) -> String {
        json::encode(&Written {
            architecture: &self.architecture,
            author: &self.author,
            comment: &self.comment,
            config: self.config.as_ref(),
            container: &self.container,
            container_config: self.container_config.clone().unwrap_or_default(),
            created: time(self.created),
            docker_version: &self.docker_version,
            history: self.history.iter().map(History::written).collect(),
            os: &self.os,
            os_features: &self.os_features,
            os_version: &self.os_version,
            rootfs: self.root_fs.as_ref().map(RootFs::written),
            variant: &self.variant,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The config of a recorded commit: read and written again it is the same, byte for byte, but for the time that was written in
    /// another form by whoever made the image below.
    #[test]
    fn what_dockerd_wrote_is_written_the_same() {
        let text = concat!(
            r#"{"architecture":"amd64","author":"Some One \u003cone@example.org\u003e","config":{"Hostname":"aeb18344b11d","#,
            r#""Domainname":"","User":"","AttachStdin":false,"AttachStdout":false,"AttachStderr":false,"Tty":false,"#,
            r#""OpenStdin":false,"StdinOnce":false,"Env":["PATH=/bin"],"Cmd":["sleep","1000000"],"Image":"lab:latest","#,
            r#""Volumes":null,"WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":{}},"#,
            r#""container":"aeb18344b11d03cd65b57fce56392bc3c6f4e57be6334f3ea5fdeb52736d8edd","container_config":{"#,
            r#""Hostname":"","Domainname":"","User":"","AttachStdin":false,"AttachStdout":false,"AttachStderr":false,"#,
            r#""Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":null,"Cmd":null,"Image":"","Volumes":null,"#,
            r#""WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":null},"created":"2026-11-23T15:36:14.520847813Z","#,
            r#""docker_version":"20.10.24+dfsg1","history":[{"created":"2021-01-12T10:17:43.000001Z","#,
            r#""created_by":"ADD rootfs.tar in /"},{"created":"2021-01-12T10:17:43.000001333Z","created_by":"CMD [\"sleep\"]","#,
            r#""empty_layer":true},{"created":"2026-11-23T15:36:14.520847813Z","author":"Some One \u003cone@example.org\u003e","#,
            r#""created_by":"sleep 1000000","comment":"my message"}],"os":"linux","rootfs":{"type":"layers","diff_ids":["#,
            r#""sha256:ad307af48e6ecda0aff1ad93294597a4b60f1d3ac84b007abf96dcd46868096e"]}}"#,
        );
        assert_eq!(ImageConfig::parse(text.as_bytes()).unwrap().encode(), text);
        let padded = text.replacen("43.000001Z", "43.000001000Z", 1);
        assert_eq!(ImageConfig::parse(padded.as_bytes()).unwrap().encode(), text);
    }

    #[test]
    fn what_is_empty_is_left_out() {
        let text = ImageConfig::parse(br#"{"os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#).unwrap().encode();
        assert!(text.starts_with(r#"{"container_config":{"Hostname":"","#), "{text}");
        assert!(
            text.ends_with(r#""created":"0001-01-01T00:00:00Z","os":"linux","rootfs":{"type":"layers"}}"#),
            "{text}"
        );
    }
}
