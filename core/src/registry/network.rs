//! Which registries a host can reach, and what it hears from those it cannot.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Registry;
use crate::digest::Digest;
use crate::reference::DEFAULT_DOMAIN;

/// Where Docker Hub really is.
const HUB: &str = "registry-1.docker.io";

/// The registries that a host can reach.
#[derive(Clone, Debug, Default)]
pub struct Network {
    registries: BTreeMap<String, Rc<Registry>>,
    mirrors: Vec<String>,
    resolver: Option<String>,
    unreachable: BTreeMap<String, String>,
    /// Identities of the host itself that are not the hash of what is known of their bytes.
    trusted: BTreeSet<Digest>,
}

/// One place that may have a repository.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Its host name and port.
    pub host: String,
    /// Whether it stands in for the repository's own registry: what it cannot give, the next one is asked for.
    pub is_mirror: bool,
    /// What is there.
    pub reach: Reach,
}

/// Whether there is a registry.
#[derive(Clone, Debug)]
pub enum Reach {
    /// There is.
    Registry(Rc<Registry>),
    /// There is none; what the daemon says to that.
    Unreachable(String),
}

impl Network {
    /// A network without registries. `resolver` is the address of the name server that the host asks.
    pub fn new(resolver: Option<&str>) -> Self {
        Self { resolver: resolver.map(str::to_owned), ..Self::default() }
    }

    /// Puts a registry at `host`, a reference's domain such as `docker.io` or `localhost:5000`.
    pub fn connect(&mut self, host: &str, registry: Rc<Registry>) {
        self.registries.insert(host.to_owned(), registry);
    }

    /// The registries, each with its host.
    pub fn registries(&self) -> impl Iterator<Item = (&str, &Registry)> {
        self.registries.iter().map(|(host, registry)| (host.as_str(), &**registry))
    }

    /// The mirrors of Docker Hub, in the order in which they are asked.
    pub fn mirrors(&self) -> impl Iterator<Item = &str> {
        self.mirrors.iter().map(String::as_str)
    }

    /// Makes the registry at `host` a mirror of Docker Hub: it is asked first (dockerd's `--registry-mirror`).
    pub fn mirror(&mut self, host: &str) {
        self.mirrors.push(host.to_owned());
    }

    /// What the daemon says when it cannot reach `host`, where that is known better than by the general rule.
    pub fn cannot_reach(&mut self, host: &str, words: &str) {
        self.unreachable.insert(host.to_owned(), words.to_owned());
    }

    /// The places that are asked for a repository of `domain`, in order.
    ///
    /// Model: moby `registry/service_v2.go` `lookupV2Endpoints`.
    pub fn endpoints(&self, domain: &str) -> Vec<Endpoint> {
        let mirrors = if domain == DEFAULT_DOMAIN { self.mirrors.as_slice() } else { &[] };
        let endpoint = |host: &str, is_mirror| Endpoint { host: host.to_owned(), is_mirror, reach: self.reach(host) };
        mirrors.iter().map(|host| endpoint(host, true)).chain([endpoint(domain, false)]).collect()
    }

    fn reach(&self, host: &str) -> Reach {
        match self.registries.get(host) {
            Some(registry) => Reach::Registry(Rc::clone(registry)),
            None => Reach::Unreachable(self.silence(host)),
        }
    }

    /// What the daemon says about a host where nobody answers.
    fn silence(&self, host: &str) -> String {
        let real = if host == DEFAULT_DOMAIN { HUB } else { host };
        if let Some(words) = self.unreachable.get(host) {
            return words.clone();
        }
        let name = real.split(':').next().unwrap_or_default();
        let is_address = name.split('.').count() == 4 && name.split('.').all(|part| part.parse::<u8>().is_ok());
        // 127.0.0.0/8 is trusted without TLS, so its last attempt is the plain one.
        let is_local = name == "localhost" || (is_address && name.starts_with("127."));
        let scheme = if is_local { "http" } else { "https" };
        let port = if real.contains(':') {
            ""
        } else if is_local {
            ":80"
        } else {
            ":443"
        };
        let reason = if is_local || is_address {
            let address =
                if name == "localhost" { real.replacen("localhost", "127.0.0.1", 1) } else { real.to_owned() };
            format!("dial tcp {address}{port}: connect: connection refused")
        } else {
            let resolver = self.resolver.as_ref().map(|address| format!(" on {address}:53")).unwrap_or_default();
            format!("dial tcp: lookup {name}{resolver}: no such host")
        };
        format!("Get \"{scheme}://{real}/v2/\": {reason}")
    }

    /// The digests that are not the hash of the bytes served under them, because those are reconstructed.
    pub fn taken_on_trust(&self) -> BTreeSet<Digest> {
        let served = self.registries.values().flat_map(|registry| registry.taken_on_trust());
        served.chain(self.trusted.iter().copied()).collect()
    }

    /// Takes identities on trust that a host has without a registry: a real host's, of which the bytes are not known.
    pub fn take_on_trust(&mut self, identities: impl IntoIterator<Item = Digest>) {
        self.trusted.extend(identities);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_come_first_and_only_for_the_hub() {
        let mut network = Network::new(Some("192.168.1.1"));
        network.connect("127.0.0.1:5000", Rc::default());
        network.mirror("127.0.0.1:5000");
        let shown = |domain: &str| -> Vec<String> {
            let show = |endpoint: Endpoint| match endpoint.reach {
                Reach::Registry(_) => format!("{} answers, mirror: {}", endpoint.host, endpoint.is_mirror),
                Reach::Unreachable(words) => words,
            };
            network.endpoints(domain).into_iter().map(show).collect()
        };
        assert_eq!(
            shown("docker.io"),
            [
                "127.0.0.1:5000 answers, mirror: true",
                "Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io on 192.168.1.1:53: no such host",
            ]
        );
        assert_eq!(shown("127.0.0.1:5000"), ["127.0.0.1:5000 answers, mirror: false"]);
        assert_eq!(
            shown("localhost:9"),
            ["Get \"http://localhost:9/v2/\": dial tcp 127.0.0.1:9: connect: connection refused"]
        );
        assert_eq!(
            shown("reg.example.com:5443"),
            [
                "Get \"https://reg.example.com:5443/v2/\": dial tcp: lookup reg.example.com on 192.168.1.1:53: no such host"
            ]
        );
    }
}
