//! Tables: what 20.10 makes of a text. The cases are those of distribution's own tests as far as they hold for 20.10, and more.

use super::*;

const HEX64: &str = "10b8cc432d56da8b61b070f4c7d2543a9ed17c2b23010b43af434fd40e2ca4aa";

fn parse(text: &str) -> Reference {
    Reference::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> ParseReferenceError {
    match Reference::parse(text) {
        Ok(reference) => panic!("{text} was read as {}", reference.canonical()),
        Err(error) => error,
    }
}

/// familiar form, domain, path; every spelling in the last column means the same.
#[test]
fn normalization() {
    let table: &[(&str, &str, &str, &[&str])] = &[
        (
            "nginx",
            "docker.io",
            "library/nginx",
            &[
                "library/nginx",
                "docker.io/nginx",
                "docker.io/library/nginx",
                "index.docker.io/nginx",
                "index.docker.io/library/nginx",
            ],
        ),
        ("fooo/bar", "docker.io", "fooo/bar", &["docker.io/fooo/bar", "index.docker.io/fooo/bar"]),
        ("other/library", "docker.io", "other/library", &[]),
        ("library/foo/bar", "docker.io", "library/foo/bar", &["docker.io/library/foo/bar"]),
        ("store/foo/bar", "docker.io", "store/foo/bar", &["docker.io/store/foo/bar"]),
        ("test_com/foo", "docker.io", "test_com/foo", &[]),
        ("192.168.1.1", "docker.io", "library/192.168.1.1", &[]),
        ("localhost", "docker.io", "library/localhost", &[]),
        ("localhost/app", "localhost", "app", &[]),
        ("localhost:5000/team/web", "localhost:5000", "team/web", &[]),
        ("127.0.0.1:8000/privatebase", "127.0.0.1:8000", "privatebase", &[]),
        ("192.168.0.2:25000/debian", "192.168.0.2:25000", "debian", &[]),
        ("quay.io/a/b", "quay.io", "a/b", &[]),
        ("registry-1.docker.io/library/x", "registry-1.docker.io", "library/x", &[]),
        ("xn--n3h.com:18080/foo", "xn--n3h.com:18080", "foo", &[]),
        ("Foo.example/bar", "Foo.example", "bar", &[]),
        ("Docker.io/library/nginx", "Docker.io", "library/nginx", &[]),
        ("b.gcr.io/test.example.com/my-app", "b.gcr.io", "test.example.com/my-app", &[]),
        ("foo_bar.com/x", "", "foo_bar.com/x", &[]),
        ("docker---rules/docker", "docker.io", "docker---rules/docker", &[]),
        ("dock__er/docker", "docker.io", "dock__er/docker", &[]),
        ("jess/t", "docker.io", "jess/t", &[]),
        ("0/1", "docker.io", "0/1", &[]),
    ];
    for (familiar, domain, path, others) in table {
        for spelling in [familiar].into_iter().chain(others.iter()) {
            let repository = parse(spelling).repository;
            assert_eq!(repository.domain(), *domain, "{spelling}");
            assert_eq!(repository.path(), *path, "{spelling}");
            assert_eq!(repository.familiar(), *familiar, "{spelling}");
            let canonical = if domain.is_empty() { (*path).to_owned() } else { format!("{domain}/{path}") };
            assert_eq!(repository.canonical(), canonical, "{spelling}");
        }
    }
}

#[test]
fn tags_and_digests() {
    let table = [
        ("test.com:tag", "test.com", Some("tag"), None),
        ("test.com:5000", "test.com", Some("5000"), None),
        ("test:5000", "test", Some("5000"), None),
        ("test:5000/repo:tag", "test:5000/repo", Some("tag"), None),
        ("192.168.1.1:5000/repo:5050", "192.168.1.1:5000/repo", Some("5050"), None),
        ("foo_bar.com:8080", "foo_bar.com", Some("8080"), None),
        ("lowercase:Uppercase", "lowercase", Some("Uppercase"), None),
        ("a:_.-", "a", Some("_.-"), None),
        ("nginx@sha256:10b8cc432d56da8b61b070f4c7d2543a9ed17c2b23010b43af434fd40e2ca4aa", "nginx", None, Some(HEX64)),
        (
            "a/b:1.0@sha256:10b8cc432d56da8b61b070f4c7d2543a9ed17c2b23010b43af434fd40e2ca4aa",
            "a/b",
            Some("1.0"),
            Some(HEX64),
        ),
    ];
    for (text, name, tag, digest) in table {
        let reference = parse(text);
        assert_eq!(reference.repository.familiar(), name, "{text}");
        assert_eq!(reference.tag.as_ref().map(Tag::as_str), tag, "{text}");
        assert_eq!(reference.digest.map(|d| d.to_string()), digest.map(|d| format!("sha256:{d}")), "{text}");
        assert_eq!(reference.familiar(), text);
        assert_eq!(parse(&reference.canonical()), reference);
    }
    let sha512 = format!("xn--7o8h.com/myimage:xn--7o8h.com@sha512:{}", "f".repeat(128));
    assert_eq!(parse(&sha512).canonical(), sha512);
}

#[test]
fn refusals_in_dockers_words() {
    let too_many = format!("nginx:{}", "t".repeat(129));
    let table = [
        ("", "invalid reference format"),
        (":justtag", "invalid reference format"),
        ("nginx:", "invalid reference format"),
        ("nginx@", "invalid reference format"),
        ("nginx:-a", "invalid reference format"),
        ("nginx:.a", "invalid reference format"),
        ("nginx:a b", "invalid reference format"),
        ("nginx:1:2", "invalid reference format"),
        (too_many.as_str(), "invalid reference format"),
        ("aa/asdf$$^/aa", "invalid reference format"),
        ("https://github.com/docker/docker", "invalid reference format"),
        ("-docker", "invalid reference format"),
        ("-docker.io/docker/docker", "invalid reference format"),
        ("docker-/docker", "invalid reference format"),
        ("docker///docker", "invalid reference format"),
        ("docker/", "invalid reference format"),
        ("/docker", "invalid reference format"),
        ("____/____", "invalid reference format"),
        ("dock..er/docker", "invalid reference format"),
        ("dock_.er/docker", "invalid reference format"),
        ("a___b", "invalid reference format"),
        ("a.-b", "invalid reference format"),
        ("[fc00::1]:5000/docker", "invalid reference format"),
        ("fc00::1:5000/debian", "invalid reference format"),
        ("host:/a", "invalid reference format"),
        ("host:5000a/b.c", "invalid reference format"),
        ("nginx\n", "invalid reference format"),
        ("nginx\u{202e}", "invalid reference format"),
        ("nginx@sha256:abc", "invalid reference format"),
        ("nginx@10b8cc432d56da8b61b070f4c7d2543a9ed17c2b23010b43af434fd40e2ca4aa", "invalid reference format"),
        ("Uppercase:tag", "invalid reference format: repository name must be lowercase"),
        ("Docker/docker", "invalid reference format: repository name must be lowercase"),
        ("test:5000/Uppercase/lowercase:tag", "invalid reference format: repository name must be lowercase"),
        ("docker.io/docker/Docker", "invalid reference format: repository name must be lowercase"),
        ("ÉCOLE", "invalid reference format: repository name must be lowercase"),
        ("Foo_bar.com/x", "repository name must be lowercase"),
        (
            "1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a",
            "invalid repository name (1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a), \
             cannot specify 64-byte hexadecimal strings",
        ),
        ("repo@sha256:ffffffffffffffffffffffffffffffffff", "invalid checksum digest length"),
        (
            "repo@sha256:FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
            "invalid checksum digest format",
        ),
        ("validname@md5:ffffffffffffffffffffffffffffffff", "unsupported digest algorithm"),
    ];
    for (text, message) in table {
        assert_eq!(refused(text).to_string(), message, "{text}");
        assert!(BrokenRule::find(text).is_some(), "{text}");
    }
    // With a registry before it, 64 hex digits are a name.
    parse("docker.io/1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a");
}

/// 20.10 counts the registry's name: docker.io/library/ are 18 characters.
#[test]
fn the_longest_name() {
    parse(&"a".repeat(237));
    assert_eq!(refused(&"a".repeat(238)).to_string(), "repository name must not be more than 255 characters");
    parse(&format!("a.b/{}:{}", "a".repeat(251), "t".repeat(128)));
    assert_eq!(refused(&format!("a.b/{}", "a".repeat(252))), ParseReferenceError::TooLong);
    assert_eq!(BrokenRule::find(&"a".repeat(238)).map(|broken| broken.rule), Some(Rule::TooLong));
    assert_eq!(BrokenRule::find(&"a".repeat(237)), None);
}

#[test]
fn which_rule_and_where() {
    let long_tag = format!("a:{}", "t".repeat(129));
    let table = [
        ("Redis:6", Part::Path, Rule::LowerCase, 0),
        ("team/Web:1", Part::Path, Rule::LowerCase, 5),
        ("a//b", Part::Path, Rule::Empty, 2),
        ("a/", Part::Path, Rule::Empty, 2),
        ("-a", Part::Path, Rule::Edge, 0),
        ("ab-", Part::Path, Rule::Edge, 2),
        ("a..b", Part::Path, Rule::Separator, 1),
        ("x/a___b", Part::Path, Rule::Separator, 3),
        ("a b", Part::Path, Rule::Alphabet, 1),
        ("nginx:", Part::Tag, Rule::Empty, 6),
        ("nginx:-1", Part::Tag, Rule::Edge, 6),
        ("nginx:1+2", Part::Tag, Rule::Alphabet, 7),
        (&long_tag, Part::Tag, Rule::TooLong, 130),
        ("nginx@sha256:abc", Part::Digest, Rule::DigestLength, 16),
        ("nginx@md5:abc", Part::Digest, Rule::Algorithm, 6),
        ("nginx@SHA256:ABC", Part::Digest, Rule::Algorithm, 6),
        ("host:80x/b", Part::Domain, Rule::Port, 7),
        ("-a.com/b", Part::Domain, Rule::Edge, 0),
        ("a..com/b", Part::Domain, Rule::Edge, 2),
        ("[::1]:5000/b", Part::Domain, Rule::Alphabet, 0),
        ("https://a.b/c", Part::Domain, Rule::NoScheme, 0),
    ];
    for (text, part, rule, at) in table {
        assert_eq!(BrokenRule::find(text), Some(BrokenRule { part, rule, at }), "{text}");
    }
}

/// All texts of up to five characters of an alphabet in which every rule can be broken: a rule is found exactly if parsing fails.
#[test]
fn a_rule_is_found_exactly_when_parsing_fails() {
    const ALPHABET: &[u8] = b"aB0./:@_-";
    let mut text = String::new();
    for length in 0..=5_u32 {
        for number in 0..ALPHABET.len().pow(length) {
            text.clear();
            let mut rest = number;
            for _ in 0..length {
                text.push(char::from(ALPHABET[rest % ALPHABET.len()]));
                rest /= ALPHABET.len();
            }
            assert_eq!(BrokenRule::find(&text).is_some(), Reference::parse(&text).is_err(), "{text}");
        }
    }
    for digest in ["sha256", "sha384", "SHA256", "md5", "a+b", "a++b", ""] {
        for hex in [HEX64, &HEX64[1..], "", "XYZ", &HEX64.to_uppercase()] {
            for name in ["nginx", "nginx:1", "Nginx", "a.b/c"] {
                let text = format!("{name}@{digest}:{hex}");
                assert_eq!(BrokenRule::find(&text).is_some(), Reference::parse(&text).is_err(), "{text}");
            }
        }
    }
}

#[test]
fn ids_names_and_defaults() {
    let id = AnyReference::parse(HEX64).unwrap();
    assert_eq!(AnyReference::parse(&format!("sha256:{HEX64}")).unwrap(), id);
    assert!(matches!(id, AnyReference::Digest(Digest::Sha256(hash)) if hash.to_string() == HEX64));
    assert_eq!(AnyReference::parse(&HEX64[1..]).unwrap(), AnyReference::Named(parse(&HEX64[1..])));
    assert_eq!(AnyReference::parse("dbcc1").unwrap(), AnyReference::Named(parse("library/dbcc1")));

    assert_eq!(parse("nginx").or_latest().familiar(), "nginx:latest");
    assert_eq!(parse("nginx:1").or_latest().familiar(), "nginx:1");
    let both = parse(&format!("nginx:1@sha256:{HEX64}")).or_latest();
    assert_eq!(both.favor_digest().familiar(), format!("nginx@sha256:{HEX64}"));
    assert_eq!("1.19".parse(), Ok(Tag("1.19".to_owned())));
    assert_eq!("a/b".parse::<Tag>().unwrap_err().to_string(), "invalid tag format");
}
