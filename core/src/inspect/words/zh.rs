//! 中文。

use super::super::fault::{AtStart, BadId, Fault, InPlaceOf, Level};
use super::super::kind::LooksLike;
use super::super::visible::{visible, visible_sample};
use super::{COMMANDS, REFUSAL};
use crate::json::{Context, SyntaxError, Type};
use crate::reference::{BrokenRule, Part, Rule};

fn quoted(text: &str) -> String {
    format!("“{}”", visible(text))
}

const fn type_name(kind: Type) -> &'static str {
    match kind {
        Type::Null => "null",
        Type::Bool => "布尔值",
        Type::Number => "数字",
        Type::String => "字符串",
        Type::Array => "数组",
        Type::Object => "对象",
    }
}

pub(super) fn message(fault: &Fault) -> String {
    match fault {
        Fault::ByteOrderMark { .. } => "文本开头有字节顺序标记（BOM），已略过。".to_owned(),
        Fault::CarriageReturns { .. } => "行尾是回车加换行（CRLF），已按换行读取。".to_owned(),
        Fault::Prompt { .. } => "连命令提示符或注释也一起复制进来了，已略过。".to_owned(),
        Fault::Elision { .. } => "有一行省略号，说明有内容被略去；其余部分已读取。".to_owned(),
        Fault::Utf16 { .. } => "这是 UTF-16 文本，不是 UTF-8。".to_owned(),
        Fault::Empty => "输入是空的。".to_owned(),
        Fault::NotRecognised { looks_like, .. } => format!("认不出这是什么。{}", looks(*looks_like)),
        Fault::Syntax { error, line, .. } => syntax(error, line),
        Fault::InvalidUtf8 { text, .. } => {
            format!("字符串{}里有不是 UTF-8 的字节，每个都被读成 U+FFFD。", quoted(text))
        }
        Fault::WrongType { into, found, .. } => {
            format!("这里是{}，本该是{}。", type_name(*found), type_name(into.expected()))
        }
        Fault::NullFile => "整个文件只是 null。".to_owned(),
        Fault::NullRepositories => "Repositories 的值是 null，而不是对象。".to_owned(),
        Fault::NoRepositoriesKey { right: Some(_) } => {
            "本该放在 Repositories 里的内容直接写在了最外层，缺少外面这个键。".to_owned()
        }
        Fault::NoRepositoriesKey { right: None } => "没有 Repositories 键。".to_owned(),
        Fault::KeyCase { key } => format!("键写成了{}，dockerd 写的是“Repositories”。", quoted(key)),
        Fault::UnknownKey { key } => format!("键{}不属于这里：除 Repositories 外别无他物。", quoted(key)),
        Fault::DuplicateKey { key, .. } => format!("键{}出现了两次。", quoted(key)),
        Fault::TrailingData { text } => format!("JSON 值的后面还有内容：{}。", quoted(text)),
        Fault::NullRepository { key } => format!("仓库{}的值是 null，而不是对象。", quoted(key)),
        Fault::EmptyRepository { key } => format!("仓库{}里没有任何引用；这样的仓库 dockerd 会删掉。", quoted(key)),
        Fault::RepositoryName { key, error, rule, .. } => {
            format!("{}不是合法的仓库名：{}。{}", quoted(key), visible(&error.to_string()), rule_text(key, *rule))
        }
        Fault::Tag { key, rule } => {
            format!("{}的标签不合法：invalid reference format。{}", quoted(key), rule_text(key, *rule))
        }
        Fault::Digest { key, error, rule } => {
            format!("{}的摘要不合法：{}。{}", quoted(key), visible(&error.to_string()), rule_text(key, *rule))
        }
        Fault::RepositoryKeyHasTag { key, .. } => format!("{}处本该是仓库名，却带着标签或摘要。", quoted(key)),
        Fault::ReservedName => "仓库不能叫 sha256：它的标签会和镜像 ID 混淆。".to_owned(),
        Fault::NotFamiliar { key, .. } => format!("{}不是简写形式，而 dockerd 写的名字都是简写。", quoted(key)),
        Fault::BareTag { key, .. } => format!("{}只是一个标签；引用里要重复写出仓库名。", quoted(key)),
        Fault::NoTagOrDigest { key } => format!("{}既没有标签也没有摘要。", quoted(key)),
        Fault::TagAndDigest { key } => format!("{}同时带有标签和摘要；这样的引用 dockerd 只按摘要保存。", quoted(key)),
        Fault::WrongRepository { key, under, right } => {
            format!("{}写在{}下面，但它属于{}。", quoted(key), quoted(under), quoted(right))
        }
        Fault::NullImageId { key } => format!("{}的镜像 ID 是 null。", quoted(key)),
        Fault::ImageId { id, bad } => format!("{}不是镜像 ID：{}。", quoted(id), bad_id(bad)),
        Fault::Hash { value, bad } => format!("{}不是 Docker 写法的 sha256：{}。", quoted(value), bad_id(bad)),
        Fault::ReformattedConfig { original: Some(id), .. } => {
            format!("这些字节经过了重新排版。去掉多出来的空白后，哈希值是 {id}，正是镜像 ID。")
        }
        Fault::ReformattedConfig { here, original: None } => {
            format!("这些字节经过了重新排版或有删节：它们的哈希值是 {here}，并不是镜像 ID。")
        }
        Fault::NoRootFs => "镜像配置里没有带 diff_ids 的 rootfs：invalid image JSON, no RootFS key。".to_owned(),
        Fault::HistoryTooLong { history, layers } => {
            format!(
                "历史记录里有 {history} 项带层，而层只有 {layers} 个。dockerd 20.10 启动时不检查这一点；docker load、docker pull 和 docker history 会报错：too many non-empty layers in History section。"
            )
        }
        Fault::HistoryTooShort { history, layers } => format!(
            "历史记录里只有 {history} 项带层，而层有 {layers} 个：docker history 列不全所有的层。Docker 自己构建时每层都写一项。"
        ),
        Fault::MediaType { found, right } => format!(
            "mediaType 写的是{}，但从各个键看应是 {right}。Docker 从 20.10.11 起拒绝拉取这样的清单。",
            quoted(found)
        ),
        Fault::IdMismatch { named, computed } => {
            format!("文件名是 {named}，但字节的哈希值是 {computed}：failed to verify。")
        }
        Fault::ChainMismatch { named, computed } => {
            format!("层目录名是 {named}，但由 diff 和 parent 算出的 chainID 是 {computed}。")
        }
        Fault::ShortIds => "镜像 ID 被截成了 12 位；别的输入里有完整 ID 时会补全。".to_owned(),
        Fault::Disagreement { about, first, second } => {
            format!("各输入对{}的说法不一致：先是{}，后是{}。保留前者。", quoted(about), quoted(first), quoted(second))
        }
    }
}

fn bad_id(bad: &BadId) -> String {
    match bad {
        BadId::Empty => "它是空的".to_owned(),
        BadId::NoAlgorithm => "前面缺少 sha256:".to_owned(),
        BadId::Algorithm => "它不以 sha256: 开头".to_owned(),
        BadId::Length(digits) => format!("它有 {digits} 位，应为 64 位"),
        BadId::Case => "十六进制数字必须小写".to_owned(),
        BadId::Digits => "含有不是十六进制数字的字符".to_owned(),
    }
}

fn looks(like: LooksLike) -> String {
    match like {
        LooksLike::Nothing => "看起来不像 Docker 的任何东西。".to_owned(),
        LooksLike::Json(kind) => format!("它是 JSON（{}），但键不属于任何已知种类。", type_name(kind)),
        LooksLike::EmptyInspect => "它是空列表：找不到这个名字时，docker inspect 就打印它。".to_owned(),
        LooksLike::SavedManifest => "看起来是 docker save 的 manifest.json。".to_owned(),
        LooksLike::SavedRepositories => {
            "看起来是 docker save 的 repositories 文件，其中的 ID 是旧式镜像层的。".to_owned()
        }
        LooksLike::OldManifest => "看起来是 schema 1 的清单（manifest），它没有 config。".to_owned(),
        LooksLike::ContainerConfig => "看起来是某个容器的 config.v2.json。".to_owned(),
        LooksLike::V2Metadata => "看起来是 distribution/v2metadata-by-diffid 里的文件。".to_owned(),
        LooksLike::BareHash => "只有一个哈希值；它是哪一种，要看它的路径。".to_owned(),
        LooksLike::Archive => "它是 tar 或 gzip 文件。".to_owned(),
        LooksLike::Zeros => "全是零字节：断电之后文件常会这样。".to_owned(),
        LooksLike::ContainersTable => "它是 docker ps 的表格。".to_owned(),
        LooksLike::ErrorMessage => "这是命令失败时说的话，不是它的输出。".to_owned(),
    }
}

fn syntax(error: &SyntaxError, line: &str) -> String {
    let expected = match error {
        SyntaxError::Empty => "没有任何值。",
        SyntaxError::End => "文本在一个值的中间就结束了：被截断了。",
        SyntaxError::Unexpected { context, found, .. } => match context {
            Context::Value if matches!(found, b'}' | b']' | b',') => "这里应当是一个值；前面的逗号多了一个。",
            Context::Value => "这里应当是一个值：{、[、双引号里的字符串、数字、true、false 或 null。",
            Context::Key if *found == b'}' => "这里应当是双引号里的键；} 前面的逗号多了一个。",
            Context::Key => "这里应当是双引号里的键。",
            Context::AfterKey => "这里应当是冒号。",
            Context::AfterPair => "这里应当是逗号或 }。",
            Context::AfterElement => "这里应当是逗号或 ]。",
            Context::InString if *found == b'\n' => "行尾之前应当有右引号。",
            Context::InString => "这个字符应当写成转义形式。",
            Context::InEscape => "反斜杠后面应当是 \" \\ / b f n r t u 之一。",
            Context::InUnicodeEscape => "\\u 后面应当是四位十六进制数字。",
            Context::InNumber | Context::AfterPoint | Context::InExponent => "这里应当是数字。",
            Context::InWord { .. } => "这里应当是 true、false 或 null。",
            Context::Depth => "嵌套不能超过 10,000 层。",
        },
    };
    if line.trim().is_empty() {
        format!("{error}。{expected}")
    } else {
        format!("{error}。{expected}该行是：{line}")
    }
}

fn rule_text(key: &str, rule: Option<BrokenRule>) -> String {
    let Some(BrokenRule { part, rule, at }) = rule else { return String::new() };
    let found = key.get(at..).and_then(|rest| rest.chars().next());
    let here = found.map_or_else(|| "末尾".to_owned(), |c| format!("{}处", quoted(&c.to_string())));
    match (rule, part) {
        (Rule::Empty, Part::Tag) => "冒号后面必须有标签。".to_owned(),
        (Rule::Empty, Part::Digest) => "@ 后面必须有摘要。".to_owned(),
        (Rule::Empty, _) => format!("名字的斜杠之间至少要有一个字符（{here}）。"),
        (Rule::NoScheme, _) => "名字前面没有 https://。".to_owned(),
        (Rule::NoIdentifier, _) => "64 位十六进制数字会被当成镜像 ID。".to_owned(),
        (Rule::LowerCase, Part::Digest) => "摘要要用小写。".to_owned(),
        (Rule::LowerCase, _) => format!("名字要用小写（{here}）。"),
        (Rule::Alphabet, Part::Domain) => {
            format!("镜像仓库服务器（registry）的名字只能有字母、数字、. 和 -（{here}）。")
        }
        (Rule::Alphabet, Part::Path) => format!("名字只能有 a-z、0-9，中间可以有 . _ -（{here}）。"),
        (Rule::Alphabet, Part::Tag) => format!("标签只能有字母、数字、_ . 和 -（{here}）。"),
        (Rule::Alphabet, Part::Digest) => format!("摘要只能有十六进制数字（{here}）。"),
        (Rule::Edge, Part::Tag) => format!("标签以字母、数字或 _ 开头（{here}）。"),
        (Rule::Edge, _) => format!("名字的每一段都以字母或数字开头和结尾（{here}）。"),
        (Rule::Separator, _) => format!("字母之间可以有一个 .、一两个 _ 或任意多个 -（{here}）。"),
        (Rule::Port, _) => format!("端口是十进制数（{here}）。"),
        (Rule::TooLong, Part::Tag) => "标签最多 128 个字符。".to_owned(),
        (Rule::TooLong, _) => "名字最多 255 个字符，registry 的名字也算在内。".to_owned(),
        (Rule::Algorithm, _) => "摘要以算法名开头，在 Docker 里是 sha256:。".to_owned(),
        (Rule::DigestLength, _) => "sha256 有 64 位十六进制数字。".to_owned(),
    }
}

pub(super) fn at_start(fault: &Fault) -> String {
    match fault.at_start() {
        AtStart::Refuses(why) => {
            format!("repositories.json 若正是这些字节，dockerd 20.10 拒绝启动：{REFUSAL}{why}")
        }
        AtStart::Crashes => "dockerd 20.10 在启动时崩溃：它访问了空指针。".to_owned(),
        AtStart::IgnoresEntry => {
            "dockerd 20.10 能启动，但忽略这一项：docker images 不显示它，它仍留在文件里。".to_owned()
        }
        AtStart::Accepts => format!("dockerd 20.10 能启动，并默默接受：{}", accepted(fault)),
        AtStart::Skips => "dockerd 20.10 能启动，但不载入它，并在日志里说明原因。".to_owned(),
        AtStart::NotRead => String::new(),
    }
}

/// 启动之后会怎样。
fn accepted(fault: &Fault) -> &'static str {
    match fault {
        Fault::CarriageReturns { .. } => "在 JSON 里它们只是空白。",
        Fault::ByteOrderMark { .. } | Fault::Prompt { .. } | Fault::Elision { .. } => {
            "它只读第一个值，不看后面的内容。"
        }
        Fault::NullRepositories => {
            "它不认识任何名字，第一次 pull 或 tag 会引发 panic（assignment to entry in nil map）。"
        }
        Fault::NoRepositoriesKey { .. } => {
            "它不认识任何名字，所有镜像都显示为 <none>；下一次 pull 或 tag 会重写这个文件。"
        }
        Fault::KeyCase { .. } => "Go 比较键时不分大小写；下一次改动会写成 Repositories。",
        Fault::UnknownKey { .. } => "它跳过这个键，下一次改动时就没有了。",
        Fault::DuplicateKey { level: Level::Repositories, .. } => "第二个里的仓库会并入第一个。",
        Fault::DuplicateKey { level: Level::Repository, .. } => "以最后一个为准；只在前面出现的引用就丢了。",
        Fault::DuplicateKey { level: Level::Reference, .. } => "以最后一个为准。",
        Fault::TrailingData { .. } => "它只读第一个值，下一次改动时其余的就没有了。",
        Fault::NullRepository { .. } | Fault::EmptyRepository { .. } => "里面没有名字。",
        Fault::RepositoryKeyHasTag { .. } => "查找时只用仓库名，所以任何命令都找不到这里的内容。",
        Fault::RepositoryName { .. } | Fault::InvalidUtf8 { in_place_of: InPlaceOf::GoodEntries, .. } => {
            "它启动时不看这个键，所以 docker images 会列出它下面的名字。"
        }
        Fault::ReservedName => "被拒绝的只是新建这样的名字。",
        Fault::NotFamiliar { level: Level::Repository, .. } => {
            "查找时用的是简写形式的名字，所以任何命令都找不到这里的内容。"
        }
        Fault::NotFamiliar { .. } => "docker images 会显示简写的名字，但任何命令都找不到它，因为查找用的是简写形式。",
        Fault::BareTag { .. } | Fault::NoTagOrDigest { .. } => {
            "它把这段文字当成没有标签的名字，任何命令都找不到，docker images 也不显示。"
        }
        Fault::TagAndDigest { .. } => "docker images 会显示它，但任何命令都找不到它，因为查找时只用摘要。",
        Fault::WrongRepository { .. } => "docker images 会显示它，但任何命令都找不到它，因为查找时用的是它自己的仓库。",
        Fault::NullImageId { .. } | Fault::ImageId { .. } | Fault::InvalidUtf8 { .. } => {
            "这时不检查 ID。这个名字不指向任何镜像：docker images 不显示它，命令会说 No such image。"
        }
        _ => "",
    }
}

pub(super) fn help(fault: &Fault) -> String {
    match fault {
        Fault::ByteOrderMark { .. } => "请把文件另存为不带 BOM 的 UTF-8。".to_owned(),
        Fault::CarriageReturns { .. } => "无须处理。".to_owned(),
        Fault::Prompt { .. } => "在这里无须处理；给 dockerd 的文件里不能有它。".to_owned(),
        Fault::Elision { .. } => "给出完整输出，才能看到全部内容。".to_owned(),
        Fault::Utf16 { .. } => "请另存为 UTF-8。在 PowerShell 里：… | Out-File -Encoding utf8".to_owned(),
        Fault::Empty => format!("请复制某条命令的输出，例如：{}", COMMANDS[0]),
        Fault::NotRecognised { looks_like: LooksLike::ErrorMessage, .. } => {
            "在命令前面加上 sudo：Docker 的目录只有 root 能读，它的位置见 docker info 里的 Docker Root Dir。".to_owned()
        }
        Fault::NotRecognised { .. } => format!("能认出这些命令的输出：{}", COMMANDS.join("；")),
        Fault::Syntax { error: SyntaxError::End | SyntaxError::Empty, .. } => "请复制全文。".to_owned(),
        Fault::Syntax { .. } => "请改正这一行，或重新复制文件。".to_owned(),
        Fault::InvalidUtf8 { .. } => "名字和 ID 只含 ASCII 字符。".to_owned(),
        Fault::WrongType { right: Some(right), .. } | Fault::NoRepositoriesKey { right: Some(right) } => {
            format!("dockerd 的写法：{}", visible_sample(right))
        }
        Fault::WrongType { .. } | Fault::NullFile | Fault::NullRepositories | Fault::NoRepositoriesKey { .. } => {
            r#"dockerd 的写法：{"Repositories":{"nginx":{"nginx:latest":"sha256:…"}}}"#.to_owned()
        }
        Fault::KeyCase { .. } => "请写成 Repositories。".to_owned(),
        Fault::UnknownKey { .. } | Fault::TrailingData { .. } => "请删去它。".to_owned(),
        Fault::DuplicateKey { .. } => "请只保留一个。".to_owned(),
        Fault::NullRepository { .. } | Fault::EmptyRepository { .. } => "请删去这个仓库。".to_owned(),
        Fault::RepositoryName { key, .. } => lower_case_help(key),
        Fault::Tag { .. } => "请改标签，或删去这一项。".to_owned(),
        Fault::Digest { .. } => "摘要是 sha256: 加 64 位小写十六进制数字，是清单（manifest）的哈希值。".to_owned(),
        Fault::RepositoryKeyHasTag { right, .. } | Fault::NotFamiliar { right, .. } | Fault::BareTag { right, .. } => {
            format!("dockerd 的写法：{}", quoted(right))
        }
        Fault::ReservedName => "请换一个名字。".to_owned(),
        Fault::NoTagOrDigest { key } => format!("想写的大概是{}。", quoted(&format!("{key}:latest"))),
        Fault::TagAndDigest { .. } => "请写成两项：一项带标签，一项带摘要。".to_owned(),
        Fault::WrongRepository { right, .. } => format!("请移到{}下面。", quoted(right)),
        Fault::ImageId { id, bad: BadId::NoAlgorithm } if id.len() == 64 => {
            format!("请写成{}。", quoted(&format!("sha256:{}", id.to_lowercase())))
        }
        Fault::NullImageId { .. } | Fault::ImageId { .. } | Fault::Hash { .. } => {
            "Docker 写的是 sha256: 加 64 位小写十六进制数字。".to_owned()
        }
        Fault::ReformattedConfig { .. } => {
            "请直接复制文件本身，不要经过 jq 或 json.tool：镜像 ID 是这些字节一个不差时的 sha256。".to_owned()
        }
        Fault::NoRootFs | Fault::HistoryTooLong { .. } => "请复制完整的配置。".to_owned(),
        Fault::HistoryTooShort { .. } => "如果镜像是 Docker 以外的工具构建的，则无须处理。".to_owned(),
        Fault::MediaType { right, .. } => format!("请写成 {right}，或重新复制清单。"),
        Fault::IdMismatch { .. } => "文件被改动或截断了；请重新拉取镜像。".to_owned(),
        Fault::ChainMismatch { .. } => "请检查 diff、parent 和目录名是否属于同一层。".to_owned(),
        Fault::ShortIds => "请用 docker images --digests --no-trunc。".to_owned(),
        Fault::Disagreement { .. } => "请给出同一台主机、同一时刻的输入。".to_owned(),
    }
}

fn lower_case_help(key: &str) -> String {
    let lower = key.to_lowercase();
    if lower != key && BrokenRule::find(&lower).is_none() {
        return format!("请写成{}，或删去这一项。", quoted(&lower));
    }
    "请改名，或删去这一项。".to_owned()
}
