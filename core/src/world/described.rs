//! Programs whose bytes are not here, but known by their hash: what they do, as scripts in words of our own.
//!
//! A file that is known by its size and hash alone cannot be run. If its hash stands here, the script is run in its place: real
//! effects on files, real output. Machine code without a public hash has its description in its own file, behind the
//! [mark](super::MARK).

use crate::digest::Sha256;

/// Hashes and what the programs do.
const DESCRIBED: [(&str, &str); 3] = [
    ("698acdc803486bbe6a9ab9951e353467584acaade53b112aef2274da3060c598", include_str!("described/entrypoint.sh")),
    ("3b1efb4263e482d897d61024b6af352d7e20e950958b462275685161bf550a27", include_str!("described/listen-on-ipv6.sh")),
    ("7740f9a27ae6ce89b7c0dc0e8224bc0b9ed364e2440604356468fd8d2c50cc59", include_str!("described/envsubst.sh")),
];

/// What a program does whose bytes have this hash.
pub fn described(hash: Sha256) -> Option<&'static str> {
    let hex = hash.to_string();
    DESCRIBED.iter().find(|(known, _)| *known == hex).map(|(_, script)| *script)
}
