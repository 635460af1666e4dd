//! The union view: the stack of an image or container as slabs, a path looked up in it, the mount line.

use std::rc::Rc;

use drydock_core::disk::layout::LayerDir;
use drydock_core::identity::Kind;
use drydock_core::kernel::Kernel;
use drydock_core::overlayfs::WhiteoutForm;
use drydock_core::trace::Lang;
use drydock_core::union::{self, Copy, Evidence, Fate, Member, Named, Outcome, Slab, Stack, Subject, Trail, Trouble};
use drydock_core::vfs::{AbsPath, FileType, Fs};

use super::chips::{Chip, Identities, Span};

/// Whose stack is looked at, at one moment, and the stack.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Every image and container of the moment.
    pub named: Vec<Named>,
    /// The one that is shown; `None` if there is none of that name.
    pub subject: Option<Subject>,
    /// Its stack; without a subject nothing.
    pub stack: Option<Result<Stack, Trouble>>,
    /// The disk.
    pub fs: Fs,
}

/// What a moment is about, for whoever chooses nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The command.
    pub line: &'a str,
    /// The image that the stage shows.
    pub image: &'a str,
}

impl Opened {
    /// Opens what was asked for, or what the moment is about.
    pub fn at(kernel: &Kernel, asked: Option<&str>, hints: Hints<'_>) -> Self {
        let named = union::subjects(&kernel.fs);
        let subject = match asked {
            Some(asked) => Subject::find(&named, asked),
            None => suggested(&named, hints),
        };
        let stack = subject.map(|subject| Stack::of(kernel, subject));
        Self { named, subject, stack, fs: kernel.fs.clone() }
    }

    /// The stack, if there is one.
    pub fn stack(&self) -> Option<&Stack> {
        self.stack.as_ref()?.as_ref().ok()
    }

    /// The name and the chip of what is shown.
    pub fn title(&self) -> Option<(String, Chip)> {
        let subject = self.subject?;
        let name = self.named.iter().find(|named| named.subject == subject)?.name.clone();
        let kind = match subject {
            Subject::Container(_) => Kind::ContainerId,
            Subject::Image(_) => Kind::ImageId,
        };
        Some((name, Chip::new(kind, subject.hex())))
    }
}

/// The subject that the command names, a container before an image; else the first container; else the stage's image.
fn suggested(named: &[Named], hints: Hints<'_>) -> Option<Subject> {
    let words: Vec<&str> = hints.line.split_whitespace().collect();
    let found = |named: &&Named| {
        words.iter().any(|word| Subject::find(std::slice::from_ref(*named), word).is_some_and(|_| word.len() > 2))
    };
    let is_container = |named: &&Named| matches!(named.subject, Subject::Container(_));
    let mut candidates = named.iter().filter(|named| is_container(named) && found(named));
    let by_name = candidates.next().or_else(|| named.iter().find(is_container)).or_else(|| named.iter().find(found));
    let stage = || named.iter().find(|named| named.name == hints.image).or_else(|| named.first());
    by_name.or_else(stage).map(|named| named.subject)
}

/// How a slab looks for the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// What shows is this slab's.
    Provides,
    /// Its directory is merged with others.
    Joins,
    /// Its whiteout ends the search.
    Whiteout,
    /// It was asked and has nothing to give.
    Asked,
    /// It has something that does not show.
    Hidden,
    /// It was not asked and has nothing.
    Idle,
}

/// What a slab has at the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A whiteout.
    Whiteout(WhiteoutForm),
    /// A directory, perhaps an opaque one.
    Dir {
        /// Whether it is opaque.
        opaque: bool,
    },
    /// A file of so many bytes.
    File(u64),
    /// A symbolic link.
    Symlink(String),
    /// Something else.
    Special,
}

/// A slab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlabView {
    /// Its index, from the top.
    pub index: usize,
    /// What it is called.
    pub name: String,
    /// Whether it belongs to a container rather than to the image.
    pub is_own: bool,
    /// Its hashes.
    pub chips: Vec<Chip>,
    /// `-init`, behind the chip of its directory.
    pub suffix: &'static str,
    /// Bytes of its files, as its record says.
    pub size: Option<u64>,
    /// The step of the history that made it.
    pub created_by: Option<String>,
    /// How it looks.
    pub standing: Standing,
    /// The number of the probe that decided about it.
    pub probe: Option<usize>,
    /// The moment of the animation at which that is told: 0 to 8.
    pub beat: usize,
    /// Whether the search ended here.
    pub is_end: bool,
    /// A few words.
    pub short: String,
    /// A sentence or two.
    pub detail: String,
    /// What it has, under the last name of the path.
    pub has: Option<(String, Piece)>,
    /// The slab that this was copied up from.
    pub copied_from: Option<String>,
}

/// A directory on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Its name.
    pub name: String,
    /// Its path.
    pub path: Vec<u8>,
}

/// A path, looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The path that was looked up, after links on the way.
    pub path: AbsPath,
    /// What it comes to.
    pub headline: String,
    /// Why.
    pub detail: String,
    /// Whether something is there.
    pub is_there: bool,
    /// The names of the path.
    pub crumbs: Vec<Crumb>,
    /// The links that were followed, and where they point.
    pub followed: Vec<(String, String)>,
    /// If it is a symbolic link: where it points, and that as a path.
    pub target: Option<(String, Vec<u8>)>,
    /// The slabs.
    pub slabs: Vec<Rc<SlabView>>,
}

/// Looks a path up in a stack.
pub fn answer(stack: &Stack, fs: &Fs, path: &[u8], lang: Lang) -> Answer {
    let trail = stack.trail(fs, path);
    let words = stack.outcome_words(&trail, lang);
    let last = trail.path.split().map_or_else(String::new, |(_, name)| String::from_utf8_lossy(name).into_owned());
    let probes = trail.lookups.last().map_or(0, |lookup| lookup.probes.len());
    let slabs = stack.slabs.iter().zip(&trail.slabs).enumerate();
    let slabs =
        slabs.map(|(index, (slab, evidence))| Rc::new(slab_view(stack, index, slab, evidence, (&last, probes), lang)));
    Answer {
        headline: words.headline,
        detail: words.detail,
        is_there: matches!(trail.outcome, Outcome::Found { .. }),
        crumbs: crumbs(&trail.path),
        followed: trail.followed.iter().map(|link| (link.link.to_string(), link.target.clone())).collect(),
        target: target(&trail),
        slabs: slabs.collect(),
        path: trail.path,
    }
}

fn crumbs(path: &AbsPath) -> Vec<Crumb> {
    let mut at = AbsPath::root();
    let mut crumbs = vec![Crumb { name: "/".to_owned(), path: b"/".to_vec() }];
    for name in path.names() {
        at = at.join(name);
        crumbs.push(Crumb { name: String::from_utf8_lossy(name).into_owned(), path: at.as_bytes().to_vec() });
    }
    crumbs
}

/// Where the path points if it is a symbolic link.
fn target(trail: &Trail) -> Option<(String, Vec<u8>)> {
    let Outcome::Found { file_type: FileType::Symlink, provider, .. } = trail.outcome else { return None };
    let target = trail.slabs.get(provider)?.copy.as_ref()?.target.clone()?;
    let path = if target.starts_with('/') {
        AbsPath::new(&target)
    } else {
        trail.path.split().map(|(dir, _)| dir)?.join(&target)
    };
    Some((target, path.as_bytes().to_vec()))
}

/// Beats of the animation: however many slabs are asked, it takes no longer.
const BEATS: usize = 8;

fn slab_view(
    stack: &Stack,
    index: usize,
    slab: &Slab,
    evidence: &Evidence,
    (last, probes): (&str, usize),
    lang: Lang,
) -> SlabView {
    let words = stack.evidence_words(evidence, lang);
    let probe = evidence.last_probe().map(|(number, _)| *number);
    let name = if last.is_empty() { "/" } else { last };
    let (LayerDir::Plain(cache) | LayerDir::Init(cache)) = slab.dir;
    let mut chips = vec![Chip::new(Kind::CacheId, cache.to_string())];
    chips.extend(slab.link.map(|link| Chip::new(Kind::LinkId, link.as_str())));
    if let Some(record) = &slab.record {
        chips.push(Chip::new(Kind::ChainId, record.chain.hex()));
        chips.push(Chip::new(Kind::DiffId, record.diff.hex()));
    }
    SlabView {
        index,
        name: stack.slab_name(index, lang),
        is_own: !matches!(slab.role, union::Role::Layer { .. }),
        chips,
        suffix: if matches!(slab.dir, LayerDir::Init(_)) { "-init" } else { "" },
        size: slab.record.as_ref().map(|record| record.size),
        created_by: slab.created_by.as_deref().map(step),
        standing: standing(evidence),
        probe,
        beat: probe.map_or(BEATS, |number| if probes <= BEATS { number - 1 } else { (number - 1) * BEATS / probes }),
        is_end: probe.is_some() && probe == Some(probes),
        short: words.headline,
        detail: words.detail,
        has: evidence.copy.as_ref().map(|copy| (name.to_owned(), piece(copy))),
        copied_from: evidence.copy.as_ref().and_then(|copy| copy.copied_from).map(|from| stack.slab_name(from, lang)),
    }
}

fn standing(evidence: &Evidence) -> Standing {
    match (evidence.member, &evidence.copy, &evidence.fate) {
        (Some(Member::Provides), ..) => Standing::Provides,
        (Some(Member::Joins | Member::Data), ..) => Standing::Joins,
        (None, Some(copy), Fate::Asked(_)) if copy.whiteout.is_some() => Standing::Whiteout,
        (None, Some(copy), _) if copy.whiteout.is_none() => Standing::Hidden,
        (None, _, Fate::Asked(_)) => Standing::Asked,
        (None, _, Fate::NotAsked(_) | Fate::Root) => Standing::Idle,
    }
}

fn piece(copy: &Copy) -> Piece {
    match (copy.whiteout, copy.file_type, &copy.target) {
        (Some(form), ..) => Piece::Whiteout(form),
        (_, FileType::Dir, _) => Piece::Dir { opaque: copy.opaque },
        (_, _, Some(target)) => Piece::Symlink(target.clone()),
        (_, FileType::File, _) => Piece::File(copy.size),
        _ => Piece::Special,
    }
}

/// A step of the history without the words that every one has.
fn step(created_by: &str) -> String {
    let text = created_by.strip_prefix("/bin/sh -c ").unwrap_or(created_by);
    text.strip_prefix("#(nop) ").unwrap_or(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A stretch of the mount line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its text, with its hashes.
    pub spans: Vec<Span>,
    /// The index of the slab that it names.
    pub slab: Option<usize>,
}

/// The mount line, its hashes found.
pub fn mount_line(stack: &Stack, known: &Identities) -> Vec<Stretch> {
    let stretch = |piece: &union::Piece| Stretch {
        spans: known.spans(&piece.text, None),
        slab: piece.part.map(union::Part::slab),
    };
    stack.mount.pieces.iter().map(stretch).collect()
}

#[cfg(test)]
mod tests {
    use drydock_core::session::Session;
    use drydock_core::world;

    use super::*;

    fn tidy() -> (Session, Opened) {
        let mut session = Session::on(world::open("empty").unwrap());
        session.run("docker pull -q drydock.example/base");
        session.run("docker pull -q drydock.example/tidy");
        let hints = Hints { line: "docker pull -q drydock.example/tidy", image: "" };
        let opened = Opened::at(session.machine().kernel(), None, hints);
        (session, opened)
    }

    #[test]
    fn the_moment_suggests_whose_stack_is_shown() {
        let (session, opened) = tidy();
        let (name, chip) = opened.title().unwrap();
        assert_eq!((name.as_str(), chip.kind), ("drydock.example/tidy:latest", Kind::ImageId));
        let kernel = session.machine().kernel();
        let base = Opened::at(kernel, None, Hints { line: "ls", image: "drydock.example/base:latest" });
        assert_eq!(base.title().unwrap().0, "drydock.example/base:latest");
        let gone = Opened::at(kernel, Some("nginx"), Hints::default());
        assert_eq!((gone.subject, gone.named.len()), (None, 2));
        let start = Opened::at(session.start().kernel(), None, Hints::default());
        assert!(start.named.is_empty() && start.stack.is_none());
    }

    #[test]
    fn a_whiteout_ends_the_search_and_what_is_below_is_hidden() {
        let (_session, opened) = tidy();
        let stack = opened.stack().unwrap();
        let answer = answer(stack, &opened.fs, b"/cargo/old.log", Lang::En);
        assert!(!answer.is_there);
        assert_eq!(
            answer.crumbs.iter().map(|crumb| crumb.name.as_str()).collect::<Vec<_>>(),
            ["/", "cargo", "old.log"]
        );
        let looks: Vec<_> = answer.slabs.iter().map(|slab| (slab.standing, slab.is_end, slab.beat)).collect();
        assert_eq!(
            looks,
            [(Standing::Whiteout, true, 0), (Standing::Hidden, false, BEATS), (Standing::Idle, false, BEATS)]
        );
        assert_eq!(answer.slabs[0].has, Some(("old.log".to_owned(), Piece::Whiteout(WhiteoutForm::Device))));
        assert_eq!(answer.slabs[1].has, Some(("old.log".to_owned(), Piece::File(16))));
        assert_eq!(answer.slabs[0].chips.len(), 4);
        let zh = super::answer(stack, &opened.fs, b"/cargo/old.log", Lang::Zh);
        assert_ne!(zh.headline, answer.headline);
    }

    #[test]
    fn a_link_at_the_end_says_where_it_leads() {
        let mut session = Session::on(world::open("documents").unwrap());
        session.run("docker pull -q nginx");
        let opened = Opened::at(session.machine().kernel(), Some("nginx"), Hints::default());
        let target = |path: &str| answer(opened.stack().unwrap(), &opened.fs, path.as_bytes(), Lang::En).target;
        assert_eq!(target("/bin/sh"), Some(("dash".to_owned(), b"/bin/dash".to_vec())));
        assert_eq!(
            target("/usr/bin/awk"),
            Some(("/etc/alternatives/awk".to_owned(), b"/etc/alternatives/awk".to_vec()))
        );
        assert_eq!(target("/bin"), None);
    }

    #[test]
    fn the_mount_line_has_the_chips_of_its_slabs() {
        let (session, opened) = tidy();
        let stack = opened.stack().unwrap();
        let mut known = Identities::default();
        known.learn_disk(&session.machine().kernel().fs);
        let line = mount_line(stack, &known);
        let answer = answer(stack, &opened.fs, b"/", Lang::En);
        let named: Vec<_> = line.iter().filter_map(|stretch| Some((stretch.slab?, stretch))).collect();
        assert_eq!(named.len(), 4);
        for (slab, stretch) in named {
            let chips = &answer.slabs[slab].chips;
            let shown = stretch.spans.iter().filter_map(|span| match span {
                Span::Hash { chip, .. } => Some(chip),
                Span::Text(_) => None,
            });
            assert!(shown.clone().count() == 1 && shown.clone().all(|chip| chips.contains(chip)), "{stretch:?}");
        }
    }

    #[test]
    fn steps_lose_what_every_one_has() {
        assert_eq!(step("/bin/sh -c #(nop) COPY file:a in /  "), "COPY file:a in /");
        assert_eq!(step("/bin/sh -c set -x     && groupadd x"), "set -x && groupadd x");
    }
}
