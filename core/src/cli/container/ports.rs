//! `[ip:][host:]container[/protocol]`: what `-p` and `--expose` say.
//!
//! Model: docker/go-connections `nat/nat.go`, `nat/parse.go`.

use std::collections::BTreeMap;

use crate::daemon::container::PortBinding;

/// Ports of the host, by port of the container.
pub type Published = BTreeMap<String, Vec<PortBinding>>;

/// Reads what `-p` says.
pub fn published(given: &[String]) -> Result<Published, String> {
    let mut published = Published::new();
    for spec in given {
        for (port, binding) in mapping(spec)? {
            published.entry(port).or_default().push(binding);
        }
    }
    Ok(published)
}

fn mapping(spec: &str) -> Result<Vec<(String, PortBinding)>, String> {
    let (address, protocol) = spec.split_once('/').unwrap_or((spec, "tcp"));
    let parts: Vec<&str> = address.rsplitn(3, ':').collect();
    let (container, host, ip) = match parts[..] {
        [container] => (container, "", ""),
        [container, host] => (container, host, ""),
        [container, host, ip, ..] => (container, host, ip),
        [] => ("", "", ""),
    };
    let ip = ip.strip_prefix('[').and_then(|ip| ip.strip_suffix(']')).unwrap_or(ip);
    if !ip.is_empty() && ip.parse::<std::net::IpAddr>().is_err() {
        return Err(format!("Invalid ip address: {ip}"));
    }
    if container.is_empty() {
        return Err(format!("No port specified: {spec}<empty>"));
    }
    let (first, last) = range(container).map_err(|_| format!("Invalid containerPort: {container}"))?;
    let hosts = match host {
        "" => None,
        host => Some(range(host).map_err(|_| format!("Invalid hostPort: {host}"))?),
    };
    check_protocol(protocol)?;
    if let Some((low, high)) = hosts
        && high - low != last - first
        && (first != last)
    {
        return Err(format!("Invalid ranges specified for container and host Ports: {container} and {host}"));
    }
    let binding = |port: u16| {
        let host_port = match hosts {
            None => String::new(),
            Some((low, high)) if first == last && low != high => format!("{low}-{high}"),
            Some((low, _)) => (low + (port - first)).to_string(),
        };
        (format!("{port}/{}", protocol.to_lowercase()), PortBinding { host_ip: ip.to_owned(), host_port })
    };
    Ok((first..=last).map(binding).collect())
}

fn check_protocol(protocol: &str) -> Result<(), String> {
    let known = ["tcp", "udp", "sctp"].contains(&protocol.to_lowercase().as_str());
    known.then_some(()).ok_or_else(|| format!("Invalid proto: {protocol}"))
}

/// `80` or `8000-8010`. The error is Go's.
///
/// Model: docker/go-connections `nat/parse.go` `ParsePortRange`; Go `strconv.ParseUint`.
pub(super) fn range(text: &str) -> Result<(u16, u16), String> {
    if text.is_empty() {
        return Err("Empty string specified for ports.".to_owned());
    }
    let number = |text: &str| {
        let why = if text.is_empty() || !text.bytes().all(|c| c.is_ascii_digit()) {
            "invalid syntax"
        } else {
            "value out of range"
        };
        text.parse::<u16>().map_err(|_| format!("strconv.ParseUint: parsing {text:?}: {why}"))
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    if first > last {
        return Err(format!("Invalid range specified for the Port: {text}"));
    }
    Ok((first, last))
}

/// Reads what `--expose` says.
pub fn exposed(given: &str) -> Result<Vec<String>, String> {
    if given.contains(':') {
        return Err(format!("invalid port format for --expose: {given}"));
    }
    let (ports, protocol) = given.split_once('/').unwrap_or((given, "tcp"));
    let (first, last) =
        range(ports).map_err(|why| format!("invalid range format for --expose: {given}, error: {why}"))?;
    Ok((first..=last).map(|port| format!("{port}/{protocol}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(spec: &str) -> String {
        match published(&[spec.to_owned()]) {
            Ok(published) => {
                let binding = |b: &PortBinding| format!("{}:{}", b.host_ip, b.host_port);
                let port = |(port, b): (&String, &Vec<PortBinding>)| {
                    format!("{port}={}", b.iter().map(binding).collect::<Vec<_>>().join("+"))
                };
                published.iter().map(port).collect::<Vec<_>>().join(" ")
            }
            Err(error) => error,
        }
    }

    #[test]
    fn specifications() {
        for (spec, expected) in [
            ("80", "80/tcp=:"),
            ("8080:80", "80/tcp=:8080"),
            ("127.0.0.1:8080:80/udp", "80/udp=127.0.0.1:8080"),
            ("127.0.0.1::80", "80/tcp=127.0.0.1:"),
            ("8000-8001:80-81", "80/tcp=:8000 81/tcp=:8001"),
            ("8000-8009:80", "80/tcp=:8000-8009"),
            ("x:80", "Invalid hostPort: x"),
            ("80:x", "Invalid containerPort: x"),
            ("1:2/foo", "Invalid proto: foo"),
            ("300.0.0.1:1:2", "Invalid ip address: 300.0.0.1"),
        ] {
            assert_eq!(shown(spec), expected, "{spec}");
        }
        assert_eq!(exposed("80-81/udp").unwrap(), ["80/udp", "81/udp"]);
    }
}
