//! References: what is read is read again from both of its forms; what is refused breaks a rule, and only that.

#![no_main]

use drydock_core::digest::Digest;
use drydock_core::reference::{AnyReference, BrokenRule, Reference, Tag};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let broken = BrokenRule::find(text);
    match Reference::parse(text) {
        Ok(reference) => {
            assert_eq!(broken, None);
            assert_eq!(Reference::parse(&reference.canonical()).as_ref(), Ok(&reference));
            // Docker's own short form can be taken for another one: docker.io/a.b/c is shortened to a.b/c, a registry called a.b.
            let path = reference.repository.path().to_string();
            let first = path.split_once('/').map_or("", |(first, _)| first);
            let shortened = reference.repository.domain().to_string() == "docker.io";
            // And docker.io/library/<64 hex digits> to what is refused, because it looks like an image ID.
            let like_id = reference.familiar().len() == 64
                && matches!(AnyReference::parse(&reference.familiar()), Ok(AnyReference::Digest(_)));
            if !(shortened && (first.contains(['.', ':']) || first == "localhost" || like_id)) {
                assert_eq!(Reference::parse(&reference.familiar()).as_ref(), Ok(&reference));
            }
            assert!(reference.clone().or_latest().tag.is_some() || reference.digest.is_some());
            let domain = reference.repository.domain();
            let separator = usize::from(!domain.is_empty());
            assert!(domain.len() + separator + reference.repository.path().len() <= 255);
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            let at = broken.expect("a refused text breaks a rule").at;
            assert!(text.is_char_boundary(at));
        }
    }
    let _ = AnyReference::parse(text);
    if let Ok(tag) = text.parse::<Tag>() {
        assert_eq!(Reference::parse(&format!("a:{tag}")).map(|reference| reference.tag), Ok(Some(tag)));
    }
    if let Ok(digest) = text.parse::<Digest>() {
        assert_eq!(digest.to_string(), text);
    }
});
