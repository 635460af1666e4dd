//! Words for causes, in English and Chinese. Exhaustive: a cause without words does not compile.

use super::{Cause, Copied, Finding, Layer, MountRefusal, OpaqueReason, Trigger, WhiteoutForm};

/// A cause in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What happened, in one short sentence.
    pub headline: String,
    /// Why, in one or two sentences.
    pub detail: String,
}

fn words(headline: impl Into<String>, detail: impl Into<String>) -> Words {
    Words { headline: headline.into(), detail: detail.into() }
}

fn bytes(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// In English.
pub mod en {
    use super::{
        Cause, Copied, Finding, Layer, MountRefusal, OpaqueReason, Trigger, WhiteoutForm, Words, bytes, words,
    };

    fn layer(layer: Layer) -> String {
        if layer == Layer::UPPER { "the upper layer".to_owned() } else { format!("lower layer {}", layer.0) }
    }

    fn trigger(trigger: Trigger) -> &'static str {
        match trigger {
            Trigger::OpenForWriting => "it was opened for writing",
            Trigger::OpenTruncating => "it was opened to be emptied",
            Trigger::Truncate => "its size was set",
            Trigger::Chmod => "its mode was set",
            Trigger::Chown => "its owner or group was set",
            Trigger::Times => "its times were set",
            Trigger::Xattr => "an extended attribute was set or removed",
            Trigger::Link => "a hard link was made",
            Trigger::Rename => "something was moved",
            Trigger::Create => "something was made in the directory",
            Trigger::Remove => "something was removed from the directory",
        }
    }

    /// The words for what follows from a finding.
    pub fn finding(finding: &Finding) -> Words {
        match finding {
            Finding::NothingHere => words(
                "Nothing here: on to the next layer",
                "This layer has nothing of that name, so the layer below is asked.",
            ),
            Finding::WhiteoutEnds { form } => {
                let form = match form {
                    WhiteoutForm::Device => "A character device 0:0 is a whiteout",
                    WhiteoutForm::Xattr => "An empty file with the attribute overlay.whiteout is a whiteout",
                };
                words(
                    "A whiteout: the search stops",
                    format!("{form}: the name was deleted here. What lower layers have under it stays hidden."),
                )
            }
            Finding::FileFound => words(
                "Found: the search stops",
                "The topmost object decides. It is not a directory, so nothing below can join it.",
            ),
            Finding::FileBelowDirectory => words(
                "Not a directory: ignored, and the search stops",
                "Directories were found above. Something that is not a directory cannot be merged with them, and it cuts off what lies below it.",
            ),
            Finding::FileOnRedirectedPath => words(
                "Not a directory: the search stops",
                "The path of the redirect goes on here, but this is not a directory.",
            ),
            Finding::DirectoryJoins => words(
                "A directory: it joins",
                "Directories of the same name are merged, so the layers below are asked too.",
            ),
            Finding::LowestDirectory => {
                words("A directory in the lowest layer: it joins", "There is no layer below, so the search ends.")
            }
            Finding::OpaqueEnds => words(
                "An opaque directory: the search stops",
                "The attribute overlay.opaque=y says that nothing below shows through this directory.",
            ),
            Finding::Redirected { to } => words(
                format!("A redirect to {}", bytes(to)),
                "This directory (or file) was moved. Its lower part is still at the old place, so the layers below are searched there.",
            ),
            Finding::RedirectRefused => words(
                "A redirect that is not followed: EPERM",
                "The mount has redirect_dir=nofollow, so a redirect met on the way is an error.",
            ),
            Finding::InvalidRedirect => words(
                "A redirect that makes no sense: EINVAL",
                "A redirect is one name, or a path from the root of the layers.",
            ),
            Finding::MetacopyContinues => words(
                "Only the attributes: the search for the data goes on",
                "The file was copied up without its data (metacopy), which a lower layer still has.",
            ),
            Finding::MetacopyRefused => {
                words("A metacopy that is not followed: EPERM", "The mount does not have metacopy=on.")
            }
            Finding::NoDataForMetacopy => words(
                "Not a file: the search stops",
                "A file above needs its data from here, but this is not a regular file.",
            ),
            Finding::MetacopyWithoutData => words(
                "No layer has the data: EIO",
                "The file was copied up without its data, and nothing below provides it.",
            ),
            Finding::OriginDiffers => words(
                "Another file than the one copied up: ESTALE",
                "With index=on, the file below must be the very one that the upper file remembers.",
            ),
            Finding::OverlappingLayers => {
                words("The root of another layer: ELOOP", "A directory of one layer is itself a layer of this mount.")
            }
        }
    }

    /// The words for a cause.
    pub fn cause(cause: &Cause) -> Words {
        match cause {
            Cause::CopiedUp { path, from, what, trigger: why } => {
                let (from, why) = (layer(*from), trigger(*why));
                let what = match what {
                    Copied::Directory => {
                        "Its attributes and times are kept; its entries stay where they are.".to_owned()
                    }
                    Copied::Whole { bytes } => {
                        format!("All of it was copied, {bytes} bytes of content, even if little of it changes.")
                    }
                    Copied::Emptied => "Its content was about to be thrown away, so none was copied.".to_owned(),
                    Copied::Attributes => {
                        "With metacopy=on only its attributes were copied; the data follows when somebody writes."
                            .to_owned()
                    }
                };
                words(
                    format!("{path} was copied up from {from}"),
                    format!("Lower layers never change, and {why}. {what}"),
                )
            }
            Cause::CopiedData { path, from, bytes, trigger: why } => words(
                format!("The data of {path} was copied up from {}", layer(*from)),
                format!(
                    "Only its attributes had been copied before. Now {}, so its {bytes} bytes followed.",
                    trigger(*why)
                ),
            ),
            Cause::BrokeHardLink { path, others } => words(
                format!("{path} is no longer the same file as its hard links"),
                format!(
                    "The lower file has {others} more name(s). Only the name that was used was copied up; the others keep the old file."
                ),
            ),
            Cause::LinkedFromIndex { path } => words(
                format!("{path} was linked to the copy in the upper layer"),
                "It is a hard link of a file that was copied up by another name; with index=on they stay one file.",
            ),
            Cause::MadeWhiteout { path, hides } => words(
                format!("A whiteout was made at {path}"),
                format!(
                    "Without it the object in {} would show. A whiteout is a character device 0:0 in the upper layer.",
                    layer(*hides)
                ),
            ),
            Cause::RemovedWithoutWhiteout { path } => words(
                format!("{path} was removed without a trace"),
                "No lower layer shows anything under this name, so no whiteout is needed.",
            ),
            Cause::ClearedWhiteouts { path, count } => words(
                format!("{count} whiteout(s) in {path} were cleared"),
                "The directory is empty as far as anybody can see; its whiteouts go before it does.",
            ),
            Cause::ReplacedWhiteout { path } => words(
                format!("The whiteout at {path} was replaced"),
                "Something new has the name now, and it hides what is below just as well.",
            ),
            Cause::SwappedWhiteout { from, to } => words(
                format!("The whiteout at {from} went to {to}"),
                "The moved object took its place, and the old name needs a whiteout: the two were swapped.",
            ),
            Cause::MarkedOpaque { path, why } => words(
                format!("{path} was marked opaque"),
                match why {
                    OpaqueReason::OverWhiteout => {
                        "A directory of this name was deleted before. Without the mark its old entries would show in the new one."
                    }
                    OpaqueReason::NothingBelow => {
                        "Nothing below can have this name with the mount's options; the mark spares lookups."
                    }
                    OpaqueReason::Moved => {
                        "It was moved into a merged directory. Without the mark a lower directory of that name would be merged with it."
                    }
                },
            ),
            Cause::SetRedirect { path, to } => words(
                format!("{path} notes that its lower part is at {}", bytes(to)),
                "With redirect_dir=on a directory is moved without its entries: they are found by this note.",
            ),
            Cause::NotMovable { path, layer: from } => words(
                format!("{path} cannot be moved: EXDEV"),
                format!(
                    "A part of it is in {}, and moving it would mean to copy all of it. mv then copies and deletes, as between disks.",
                    layer(*from)
                ),
            ),
        }
    }

    /// Why a mount was refused, in one sentence.
    pub fn refusal(why: &MountRefusal) -> String {
        match why {
            MountRefusal::UnknownOption(option) => format!("There is no option {option}."),
            MountRefusal::Conflict(a, b) => format!("The options {a} and {b} exclude each other."),
            MountRefusal::BadLowerdir => "Layers are separated by one colon; data-only layers come last, each after two.".to_owned(),
            MountRefusal::TooManyLowers { count } => format!("{count} lower layers: at most 500 are possible."),
            MountRefusal::NoLower => "There must be a lower layer.".to_owned(),
            MountRefusal::NothingToUnite => "One lower layer without an upper one: there is nothing to unite.".to_owned(),
            MountRefusal::NoWorkdir => "An upper layer needs a work directory.".to_owned(),
            MountRefusal::WorkdirNotSeparate => "The work directory and the upper layer must not contain each other.".to_owned(),
            MountRefusal::WorkdirElsewhere => "The work directory must be on the same mount as the upper layer: files are renamed from one to the other.".to_owned(),
            MountRefusal::NotADirectory => "Layers must be directories of the disk.".to_owned(),
            MountRefusal::NotFound => "A directory that is named does not exist.".to_owned(),
            MountRefusal::Overlapping => "No layer may be inside another.".to_owned(),
            MountRefusal::InUse => "Another mount writes to the directory.".to_owned(),
            MountRefusal::OtherLower => "The upper layer was used with another lower layer before; with index=on that is an error.".to_owned(),
            MountRefusal::VolatileBefore => "The layers were mounted volatile and may be incomplete after a crash: remove work/incompat/volatile if you are sure.".to_owned(),
            MountRefusal::Workdir => "Something could not be made in the work directory.".to_owned(),
        }
    }
}

/// In Chinese.
pub mod zh {
    use super::{
        Cause, Copied, Finding, Layer, MountRefusal, OpaqueReason, Trigger, WhiteoutForm, Words, bytes, words,
    };

    fn layer(layer: Layer) -> String {
        if layer == Layer::UPPER {
            "上层（upper）".to_owned()
        } else {
            format!("第 {} 个下层（lower）", layer.0)
        }
    }

    fn trigger(trigger: Trigger) -> &'static str {
        match trigger {
            Trigger::OpenForWriting => "它被打开用于写入",
            Trigger::OpenTruncating => "它被打开并清空",
            Trigger::Truncate => "它的大小被修改",
            Trigger::Chmod => "它的权限被修改",
            Trigger::Chown => "它的属主或属组被修改",
            Trigger::Times => "它的时间戳被修改",
            Trigger::Xattr => "它的扩展属性被修改",
            Trigger::Link => "建立了硬链接",
            Trigger::Rename => "有对象被移动",
            Trigger::Create => "目录里新建了对象",
            Trigger::Remove => "目录里删除了对象",
        }
    }

    /// The words for what follows from a finding.
    pub fn finding(finding: &Finding) -> Words {
        match finding {
            Finding::NothingHere => words("这一层没有，继续看下一层", "这一层里没有这个名字，于是去问它下面的一层。"),
            Finding::WhiteoutEnds { form } => {
                let form = match form {
                    WhiteoutForm::Device => "0:0 字符设备就是 whiteout",
                    WhiteoutForm::Xattr => "带有 overlay.whiteout 属性的空文件就是 whiteout",
                };
                words(
                    "遇到 whiteout，查找结束",
                    format!("{form}：这个名字在这一层被删除了，更下层的同名对象不再显示。"),
                )
            }
            Finding::FileFound => words("找到了，查找结束", "最上面的对象说了算。它不是目录，下面的对象无法与它合并。"),
            Finding::FileBelowDirectory => words(
                "不是目录：忽略它，查找结束",
                "上面已经找到目录。不是目录的对象不能与目录合并，它也挡住了更下面的内容。",
            ),
            Finding::FileOnRedirectedPath => words("不是目录，查找结束", "重定向的路径还要往下走，但这里不是目录。"),
            Finding::DirectoryJoins => words("找到一个目录，参与合并", "同名目录会合并，所以还要继续看下面的层。"),
            Finding::LowestDirectory => words("最底层的目录，参与合并", "下面再没有别的层，查找结束。"),
            Finding::OpaqueEnds => {
                words("不透明目录，查找结束", "属性 overlay.opaque=y 表示：下面各层的同名目录都不会透出来。")
            }
            Finding::Redirected { to } => words(
                format!("重定向到 {}", bytes(to)),
                "这个目录（或文件）被移动过，它在下层的部分还留在原处，所以到原处去找。",
            ),
            Finding::RedirectRefused => {
                words("不允许跟随的重定向：EPERM", "挂载时用了 redirect_dir=nofollow，遇到重定向就报错。")
            }
            Finding::InvalidRedirect => {
                words("无效的重定向：EINVAL", "重定向只能是一个名字，或者从各层根目录算起的路径。")
            }
            Finding::MetacopyContinues => {
                words("这里只有属性，继续找数据", "这个文件上拷时只拷了属性（metacopy），数据还在下层。")
            }
            Finding::MetacopyRefused => words("不允许跟随的 metacopy：EPERM", "挂载时没有用 metacopy=on。"),
            Finding::NoDataForMetacopy => {
                words("不是普通文件，查找结束", "上面的文件要从这里取数据，但这里不是普通文件。")
            }
            Finding::MetacopyWithoutData => {
                words("哪一层都没有数据：EIO", "这个文件上拷时没有带数据，而下面各层也找不到它的数据。")
            }
            Finding::OriginDiffers => {
                words("不是当初上拷的那个文件：ESTALE", "在 index=on 下，下层的文件必须正是上层文件所记录的那一个。")
            }
            Finding::OverlappingLayers => words("这是另一层的根目录：ELOOP", "某一层里的目录本身又是这个挂载的一层。"),
        }
    }

    /// The words for a cause.
    pub fn cause(cause: &Cause) -> Words {
        match cause {
            Cause::CopiedUp { path, from, what, trigger: why } => {
                let (from, why) = (layer(*from), trigger(*why));
                let what = match what {
                    Copied::Directory => "目录只拷属性和时间，里面的内容留在原处。".to_owned(),
                    Copied::Whole { bytes } => format!("整个对象都被拷贝（内容 {bytes} 字节），哪怕只改一点点。"),
                    Copied::Emptied => "反正内容马上要被清空，所以没有拷贝内容。".to_owned(),
                    Copied::Attributes => "metacopy=on：只拷属性，等到有人写入时才拷数据。".to_owned(),
                };
                words(format!("{path} 从{from}拷到了上层"), format!("下层从不改变，而{why}。{what}"))
            }
            Cause::CopiedData { path, from, bytes, trigger: why } => words(
                format!("{path} 的数据从{}拷到了上层", layer(*from)),
                format!("之前只拷了属性。现在{}，于是补拷了 {bytes} 字节数据。", trigger(*why)),
            ),
            Cause::BrokeHardLink { path, others } => words(
                format!("{path} 与它的硬链接不再是同一个文件"),
                format!("下层的文件还有另外 {others} 个名字。只有用到的这个名字被拷到上层，其余名字仍指向旧文件。"),
            ),
            Cause::LinkedFromIndex { path } => words(
                format!("{path} 链接到了上层已有的拷贝"),
                "它是某个文件的硬链接，那个文件已经通过另一个名字上拷；index=on 让它们仍是同一个文件。",
            ),
            Cause::MadeWhiteout { path, hides } => words(
                format!("在 {path} 建了一个 whiteout"),
                format!("没有它，{}里的对象就会显示出来。whiteout 是上层里的一个 0:0 字符设备。", layer(*hides)),
            ),
            Cause::RemovedWithoutWhiteout { path } => words(
                format!("{path} 被删除，不留痕迹"),
                "下面各层在这个名字下都没有可显示的对象，所以不需要 whiteout。",
            ),
            Cause::ClearedWhiteouts { path, count } => words(
                format!("清除了 {path} 里的 {count} 个 whiteout"),
                "这个目录看上去是空的；删除它之前，先清掉里面的 whiteout。",
            ),
            Cause::ReplacedWhiteout { path } => {
                words(format!("{path} 处的 whiteout 被取代"), "这个名字现在属于新对象，它同样遮住下面的内容。")
            }
            Cause::SwappedWhiteout { from, to } => words(
                format!("{from} 处的 whiteout 换到了 {to}"),
                "被移动的对象占了它的位置，而旧名字正需要一个 whiteout，于是两者互换。",
            ),
            Cause::MarkedOpaque { path, why } => words(
                format!("{path} 被标记为不透明"),
                match why {
                    OpaqueReason::OverWhiteout => {
                        "同名目录以前被删除过。没有这个标记，旧目录里的内容会在新目录里重新出现。"
                    }
                    OpaqueReason::NothingBelow => "在这些挂载选项下，它下面不会有同名目录；这个标记可以省去查找。",
                    OpaqueReason::Moved => "它被移进一个合并目录。没有这个标记，下层的同名目录就会与它合并。",
                },
            ),
            Cause::SetRedirect { path, to } => words(
                format!("{path} 记下了它的下层部分在 {}", bytes(to)),
                "redirect_dir=on 时，移动目录并不搬动里面的内容，而是靠这个记录找到它们。",
            ),
            Cause::NotMovable { path, layer: from } => words(
                format!("{path} 不能移动：EXDEV"),
                format!("它有一部分在{}，移动就意味着整个拷贝。mv 会像跨磁盘那样先拷贝再删除。", layer(*from)),
            ),
        }
    }

    /// Why a mount was refused, in one sentence.
    pub fn refusal(why: &MountRefusal) -> String {
        match why {
            MountRefusal::UnknownOption(option) => format!("没有 {option} 这个选项。"),
            MountRefusal::Conflict(a, b) => format!("选项 {a} 与 {b} 互相冲突。"),
            MountRefusal::BadLowerdir => "各层之间用一个冒号分隔；仅数据层放在最后，前面用两个冒号。".to_owned(),
            MountRefusal::TooManyLowers { count } => format!("下层有 {count} 个，最多只能有 500 个。"),
            MountRefusal::NoLower => "至少要有一个下层。".to_owned(),
            MountRefusal::NothingToUnite => "只有一个下层而没有上层：没有可以联合的东西。".to_owned(),
            MountRefusal::NoWorkdir => "有上层就必须有工作目录（workdir）。".to_owned(),
            MountRefusal::WorkdirNotSeparate => "工作目录与上层不能互相包含。".to_owned(),
            MountRefusal::WorkdirElsewhere => "工作目录必须与上层在同一个挂载上：文件要从一处改名到另一处。".to_owned(),
            MountRefusal::NotADirectory => "每一层都必须是磁盘上的目录。".to_owned(),
            MountRefusal::NotFound => "指定的目录不存在。".to_owned(),
            MountRefusal::Overlapping => "一层不能在另一层里面。".to_owned(),
            MountRefusal::InUse => "这个目录正被另一个挂载写入。".to_owned(),
            MountRefusal::OtherLower => "这个上层以前配的是另一个下层；index=on 时这是错误。".to_owned(),
            MountRefusal::VolatileBefore => {
                "这些层曾以 volatile 方式挂载，崩溃后可能不完整；确认无误后删除 work/incompat/volatile。".to_owned()
            }
            MountRefusal::Workdir => "无法在工作目录里建立所需的对象。".to_owned(),
        }
    }
}
