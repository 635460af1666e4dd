//! Looking: what is found in each layer, what follows from it, and the answer.

use super::*;

/// Layers (the upper one first), options, how many are data-only, the path; what follows from each place, and the answer.
type Row = (&'static [&'static str], &'static str, usize, &'static str, &'static [&'static str], &'static str);

const DOCKER: &str = "index=off";
const METACOPY: &str = "metacopy=on";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (&["", "f=1"], DOCKER, 0, "/f", &["NothingHere", "FileFound"], "From 1"),
    (&["f=0", "f=1"], DOCKER, 0, "/f", &["FileFound"], "From 0"),
    (&["", "", ""], DOCKER, 0, "/f", &["NothingHere", "NothingHere", "NothingHere"], "Absent"),
    (&["-f", "f=1"], DOCKER, 0, "/f", &["WhiteoutEnds"], "Absent in upper"),
    (&["", "-f", "f=2"], DOCKER, 0, "/f", &["NothingHere", "WhiteoutEnds"], "Absent"),
    (&["", "x:f", "f=2"], DOCKER, 0, "/f", &["NothingHere", "WhiteoutEnds"], "Absent"),
    (&["d/", "d/", "d/"], DOCKER, 0, "/d", &["DirectoryJoins", "DirectoryJoins", "LowestDirectory"], "Merged 0 1 2"),
    (&["d/", "-d", "d/"], DOCKER, 0, "/d", &["DirectoryJoins", "WhiteoutEnds"], "From 0"),
    (&["d/", "d=file", "d/"], DOCKER, 0, "/d", &["DirectoryJoins", "FileBelowDirectory"], "From 0"),
    (&["d=file", "d/", "d/"], DOCKER, 0, "/d", &["FileFound"], "From 0"),
    (&["d/!", "d/"], DOCKER, 0, "/d", &["OpaqueEnds"], "From 0"),
    (&["", "d/!", "d/"], DOCKER, 0, "/d", &["NothingHere", "OpaqueEnds"], "From 1"),
    (&["", "d/@opaque=no", "d/"], DOCKER, 0, "/d", &["NothingHere", "DirectoryJoins", "LowestDirectory"], "Merged 1 2"),
    // Redirects.
    (&["d/@redirect=e", "e/"], DOCKER, 0, "/d", &["Redirected", "LowestDirectory"], "Merged 0 1"),
    (&["d/@redirect=/a/e", "a/ a/e/"], DOCKER, 0, "/d", &["Redirected", "LowestDirectory", "LowestDirectory"], "Merged 0 1"),
    (&["d/@redirect=/a/e", "a=file"], DOCKER, 0, "/d", &["Redirected", "FileOnRedirectedPath"], "From 0"),
    (&["d/@redirect=a/e", "a/"], DOCKER, 0, "/d", &["InvalidRedirect"], "EINVAL"),
    (&["d/@redirect=e", "e/"], "redirect_dir=nofollow", 0, "/d", &["RedirectRefused"], "EPERM"),
    // Metacopies.
    (&["f=@metacopy=", "f=data"], METACOPY, 0, "/f", &["MetacopyContinues", "FileFound"], "From 0"),
    (&["f=@metacopy=", "f=data"], DOCKER, 0, "/f", &["MetacopyRefused"], "EPERM"),
    (&["f=@metacopy=", "f|"], METACOPY, 0, "/f", &["MetacopyContinues", "MetacopyWithoutData"], "EIO"),
    (&["f=@metacopy=", "f/", "f=data"], METACOPY, 0, "/f", &["MetacopyContinues", "MetacopyWithoutData"], "EIO"),
    (&["f=@metacopy=", ""], METACOPY, 0, "/f", &["MetacopyContinues", "MetacopyWithoutData"], "EIO"),
    (&["", "f=@metacopy=@redirect=/g", "g=data"], METACOPY, 1, "/f", &["NothingHere", "Redirected"], "From 1"),
    // A lower layer inside another directory of the mount.
    (&["", "f=1"], DOCKER, 0, "/trap", &["NothingHere", "OverlappingLayers"], "ELOOP"),
];

fn shown(answer: &Answer) -> String {
    match answer {
        Answer::Absent { whiteout_in_upper: true } => "Absent in upper".to_owned(),
        Answer::Absent { whiteout_in_upper: false } => "Absent".to_owned(),
        Answer::From { layer } => format!("From {}", layer.0),
        Answer::Merged { layers } => {
            layers.iter().fold("Merged".to_owned(), |text, layer| format!("{text} {}", layer.0))
        }
        Answer::Failed(error) => error.name().to_owned(),
    }
}

#[test]
fn every_row() {
    let mut wrong = Vec::new();
    for (layers, options, data, path, findings, answer) in ROWS {
        let world = if *path == "/trap" { trapped(layers, options) } else { World::with_data(layers, options, *data) };
        let lookup = world.overlay.explain_lookup(&world.fs, world.overlay.root(), &path.as_bytes()[1..]);
        let found: Vec<&str> = lookup.probes.iter().map(|probe| name(&probe.cause)).collect();
        let got = shown(&lookup.answer);
        if (&found[..], got.as_str()) != (*findings, *answer) {
            wrong.push(format!("{layers:?} {options} {path}: {found:?} {got}, not {findings:?} {answer}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// With the work directory, moved into the lower layer behind the mount's back.
fn trapped(layers: &[&str], options: &str) -> World {
    let mut world = World::new(layers, options);
    let (from, to) = (Fs::ROOT, world.overlay.layer_root(Layer(1)).unwrap());
    world.fs.rename((from, b"w"), (to, b"trap"), crate::vfs::RenameMode::Replace).unwrap();
    world
}

/// One name for each variant: the compiler insists that none is forgotten.
fn name(finding: &Finding) -> &'static str {
    match finding {
        Finding::NothingHere => "NothingHere",
        Finding::WhiteoutEnds { .. } => "WhiteoutEnds",
        Finding::FileFound => "FileFound",
        Finding::FileBelowDirectory => "FileBelowDirectory",
        Finding::FileOnRedirectedPath => "FileOnRedirectedPath",
        Finding::DirectoryJoins => "DirectoryJoins",
        Finding::LowestDirectory => "LowestDirectory",
        Finding::OpaqueEnds => "OpaqueEnds",
        Finding::Redirected { .. } => "Redirected",
        Finding::RedirectRefused => "RedirectRefused",
        Finding::InvalidRedirect => "InvalidRedirect",
        Finding::MetacopyContinues => "MetacopyContinues",
        Finding::MetacopyRefused => "MetacopyRefused",
        Finding::NoDataForMetacopy => "NoDataForMetacopy",
        Finding::MetacopyWithoutData => "MetacopyWithoutData",
        Finding::OriginDiffers => "OriginDiffers",
        Finding::OverlappingLayers => "OverlappingLayers",
    }
}

#[test]
fn every_finding_has_words_in_both_languages() {
    for (layers, options, data, path, ..) in ROWS.iter().filter(|row| row.3 != "/trap") {
        let world = World::with_data(layers, options, *data);
        for probe in world.overlay.explain_lookup(&world.fs, world.overlay.root(), &path.as_bytes()[1..]).probes {
            let (en, zh) = (explain::en::finding(&probe.cause), explain::zh::finding(&probe.cause));
            assert!(
                en.headline.is_ascii() && !zh.headline.is_ascii() && !zh.detail.is_ascii(),
                "{}",
                name(&probe.cause)
            );
        }
    }
}
