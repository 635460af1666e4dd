//! The words for a stack and what a path comes to in it, in every language of the interface.

use super::stack::{Role, Stack, Trouble};
use super::subject::Subject;
use super::trail::{Evidence, Fate, Member, NotAsked, Outcome, Trail};
use crate::overlayfs::explain::{Words, en, zh};
use crate::overlayfs::{Finding, WhiteoutForm};
use crate::trace::Lang;
use crate::vfs::FileType;

fn words(headline: impl Into<String>, detail: impl Into<String>) -> Words {
    Words { headline: headline.into(), detail: detail.into() }
}

/// Names in a row.
fn list(names: &[String], lang: Lang) -> String {
    names.join(match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    })
}

impl Role {
    /// What the slab is called.
    pub fn name(self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Upper, Lang::En) => "the container’s layer".to_owned(),
            (Self::Upper, Lang::Zh) => "容器层".to_owned(),
            (Self::Init, Lang::En) => "the init layer".to_owned(),
            (Self::Init, Lang::Zh) => "init 层".to_owned(),
            (Self::Layer { number }, Lang::En) => format!("layer {number}"),
            (Self::Layer { number }, Lang::Zh) => format!("第 {number} 层"),
        }
    }
}

impl Stack {
    /// What a slab is called.
    pub fn slab_name(&self, slab: usize, lang: Lang) -> String {
        self.slabs.get(slab).map(|slab| slab.role.name(lang)).unwrap_or_default()
    }

    /// What a path comes to: one line, and the reason.
    pub fn outcome_words(&self, trail: &Trail, lang: Lang) -> Words {
        let name = |slab: usize| self.slab_name(slab, lang);
        match &trail.outcome {
            Outcome::Found { file_type: FileType::Dir, provider, merged } if merged.is_empty() => {
                let name = name(*provider);
                match lang {
                    Lang::En => words(format!("A directory of {name} alone"), "Nothing is merged with it."),
                    Lang::Zh => words(format!("只来自{name}的目录"), "没有别的目录与它合并。"),
                }
            }
            Outcome::Found { file_type: FileType::Dir, merged, .. } => {
                let names = list(&merged.iter().map(|slab| name(*slab)).collect::<Vec<_>>(), lang);
                match lang {
                    Lang::En => words(
                        format!("Merged from {} directories", merged.len()),
                        format!("{names}. Mode, owner and times are the topmost one’s."),
                    ),
                    Lang::Zh => words(
                        format!("由 {} 个目录合并而成", merged.len()),
                        format!("{names}。权限、属主和时间取最上面的那个。"),
                    ),
                }
            }
            Outcome::Found { provider, .. } => {
                let copied = trail.slabs.get(*provider).and_then(|slab| slab.copy.as_ref()?.copied_from);
                let data = trail.slabs.iter().position(|slab| slab.member == Some(Member::Data));
                let headline = match lang {
                    Lang::En => format!("Provided by {}", name(*provider)),
                    Lang::Zh => format!("由{}提供", name(*provider)),
                };
                let hidden = trail.slabs.iter().filter(|slab| slab.is_hidden()).count();
                words(
                    headline,
                    details(
                        [
                            copied.map(|slab| copied_up(&name(slab), lang)),
                            data.map(|slab| data_below(&name(slab), lang)),
                            hidden_copies(hidden, lang),
                        ],
                        lang,
                    ),
                )
            }
            Outcome::Absent { at, whiteout } => {
                let on_the_way = (*at != trail.path).then(|| match lang {
                    Lang::En => format!("The search got no further than {at}."),
                    Lang::Zh => format!("查找只走到 {at}。"),
                });
                let hidden = trail.slabs.iter().filter(|slab| slab.is_hidden()).count();
                let (headline, reason) = match (whiteout.map(name), lang) {
                    (Some(slab), Lang::En) => {
                        (format!("ENOENT: a whiteout in {slab}"), "The name was deleted there.".to_owned())
                    }
                    (Some(slab), Lang::Zh) => {
                        (format!("ENOENT：{slab}里有 whiteout"), "这个名字在那里被删除了。".to_owned())
                    }
                    (None, Lang::En) => ("ENOENT: no layer shows this name".to_owned(), String::new()),
                    (None, Lang::Zh) => ("ENOENT：没有哪一层显示这个名字".to_owned(), String::new()),
                };
                words(headline, details([on_the_way, Some(reason), hidden_copies(hidden, lang)], lang))
            }
            Outcome::NotADirectory { at, provider } => match lang {
                Lang::En => words(
                    format!("ENOTDIR: {at} is not a directory"),
                    format!("It is provided by {}.", name(*provider)),
                ),
                Lang::Zh => words(format!("ENOTDIR：{at} 不是目录"), format!("它由{}提供。", name(*provider))),
            },
            Outcome::Failed { at, errno } => match lang {
                Lang::En => words(format!("{}: {at}", errno.name()), format!("{errno}.")),
                Lang::Zh => words(format!("{}：{at}", errno.name()), format!("{errno}。")),
            },
        }
    }

    /// What is to be told of a slab: a few words, and a sentence or two.
    pub fn evidence_words(&self, evidence: &Evidence, lang: Lang) -> Words {
        let name = |slab: usize| self.slab_name(slab, lang);
        match &evidence.fate {
            Fate::Root => match lang {
                Lang::En => words("joins", "The root of every layer is part of the root of the union."),
                Lang::Zh => words("参与合并", "每一层的根都是合并后的根的一部分。"),
            },
            Fate::Asked(probes) => {
                let Some((_, probe)) = probes.last() else { return words("", "") };
                let detail = match lang {
                    Lang::En => en::finding(&probe.cause),
                    Lang::Zh => zh::finding(&probe.cause),
                };
                words(short(&probe.cause, lang), detail.detail)
            }
            Fate::NotAsked(why) => {
                let headline = match (evidence.is_hidden(), lang) {
                    (true, Lang::En) => "hidden",
                    (true, Lang::Zh) => "被遮住",
                    (false, Lang::En) => "not asked",
                    (false, Lang::Zh) => "没有问到",
                };
                let detail = match (why, lang) {
                    (NotAsked::Ended { by }, Lang::En) => format!("The search had already ended, in {}.", name(*by)),
                    (NotAsked::Ended { by }, Lang::Zh) => format!("查找已经在{}结束了。", name(*by)),
                    (NotAsked::Cut { by, at }, Lang::En) => {
                        format!(
                            "The search for {at} had ended in {}: what this layer has there takes no part.",
                            name(*by)
                        )
                    }
                    (NotAsked::Cut { by, at }, Lang::Zh) => {
                        format!("查找 {at} 时已经在{}结束：这一层的那个位置不参与。", name(*by))
                    }
                    (NotAsked::Lacks { dir }, Lang::En) => {
                        format!("This layer has no directory {dir} that could take part.")
                    }
                    (NotAsked::Lacks { dir }, Lang::Zh) => format!("这一层没有可以参与的目录 {dir}。"),
                };
                words(headline, detail)
            }
        }
    }
}

fn details<const N: usize>(sentences: [Option<String>; N], lang: Lang) -> String {
    let some: Vec<String> = sentences.into_iter().flatten().filter(|sentence| !sentence.is_empty()).collect();
    some.join(match lang {
        Lang::En => " ",
        Lang::Zh => "",
    })
}

fn copied_up(from: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("It was copied up from {from}."),
        Lang::Zh => format!("它是从{from}写时复制（copy-up）上来的。"),
    }
}

fn data_below(slab: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Only its attributes: the data is still in {slab}."),
        Lang::Zh => format!("这里只有属性，数据还在{slab}。"),
    }
}

fn hidden_copies(count: usize, lang: Lang) -> Option<String> {
    Some(match (count, lang) {
        (0, _) => return None,
        (1, Lang::En) => "One copy below is hidden: it still takes up its space.".to_owned(),
        (_, Lang::En) => format!("{count} copies below are hidden: they still take up their space."),
        (_, Lang::Zh) => format!("下面有 {count} 份被遮住，仍然占着空间。"),
    })
}

/// What a finding comes to, in a few words.
fn short(finding: &Finding, lang: Lang) -> &'static str {
    let [en, zh] = match finding {
        Finding::NothingHere => ["nothing here", "没有"],
        Finding::WhiteoutEnds { form: WhiteoutForm::Device | WhiteoutForm::Xattr } => {
            ["whiteout: stop", "whiteout，停"]
        }
        Finding::FileFound => ["found: stop", "找到，停"],
        Finding::FileBelowDirectory => ["no directory: stop", "不是目录，停"],
        Finding::FileOnRedirectedPath | Finding::NoDataForMetacopy => ["does not fit: stop", "对不上，停"],
        Finding::DirectoryJoins => ["joins: go on", "参与合并，继续"],
        Finding::LowestDirectory => ["joins", "参与合并"],
        Finding::OpaqueEnds => ["joins, opaque: stop", "参与合并，不透明，停"],
        Finding::Redirected { .. } => ["redirect: go on", "重定向，继续"],
        Finding::MetacopyContinues => ["attributes: go on", "只有属性，继续"],
        Finding::RedirectRefused | Finding::MetacopyRefused => ["EPERM", "EPERM"],
        Finding::InvalidRedirect => ["EINVAL", "EINVAL"],
        Finding::MetacopyWithoutData => ["EIO", "EIO"],
        Finding::OriginDiffers => ["ESTALE", "ESTALE"],
        Finding::OverlappingLayers => ["ELOOP", "ELOOP"],
    };
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

impl Trouble {
    /// What is wrong, and where to look.
    pub fn words(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Gone(Subject::Image(id)), Lang::En) => {
                format!("The image {} is not on the disk at this moment.", id.short())
            }
            (Self::Gone(Subject::Image(id)), Lang::Zh) => format!("此刻磁盘上没有镜像 {}。", id.short()),
            (Self::Gone(Subject::Container(id)), Lang::En) => {
                format!("The container {} has no layer on the disk at this moment.", id.short())
            }
            (Self::Gone(Subject::Container(id)), Lang::Zh) => format!("此刻磁盘上没有容器 {} 的层。", id.short()),
            (Self::Config(id), Lang::En) => format!("The config of the image {} is damaged: see imagedb.", id.short()),
            (Self::Config(id), Lang::Zh) => format!("镜像 {} 的配置已损坏：请看 imagedb。", id.short()),
            (Self::NoLayers, Lang::En) => "This image has no layers: there is nothing to unite.".to_owned(),
            (Self::NoLayers, Lang::Zh) => "这个镜像没有层，没有可以合并的东西。".to_owned(),
            (Self::NoRecord(chain), Lang::En) => {
                format!("The record of the layer {} is missing or damaged: see layerdb/sha256/.", chain.short())
            }
            (Self::NoRecord(chain), Lang::Zh) => {
                format!("层 {} 的记录缺失或损坏：请看 layerdb/sha256/。", chain.short())
            }
            (Self::NoDirectory(dir), Lang::En) => format!("The directory overlay2/{dir}/diff is missing."),
            (Self::NoDirectory(dir), Lang::Zh) => format!("目录 overlay2/{dir}/diff 不见了。"),
            (Self::NoLink { dir, place }, Lang::En) => {
                format!("Name {place} in overlay2/{dir}/lower leads nowhere: see overlay2/l/.")
            }
            (Self::NoLink { dir, place }, Lang::Zh) => {
                format!("overlay2/{dir}/lower 里的第 {place} 个名字没有着落：请看 overlay2/l/。")
            }
            (Self::TooLarge(error), _) => error.to_string(),
            (Self::Refused(refusal), Lang::En) => en::refusal(&refusal.why),
            (Self::Refused(refusal), Lang::Zh) => zh::refusal(&refusal.why),
        }
    }
}
