//! Sentences with values in them.

use drydock_core::lesson::Moment;
use drydock_core::trace::Actor;
use drydock_core::trace::explain::Lang;

use super::Words;
use crate::state::shelf::Why;
use crate::view_model::disk_tree::Tally;
use crate::view_model::write::Write;

/// A number of bytes as Docker's tools write it: powers of 1000, at most four digits (`27.1MB`), with a blank before the unit.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let (mut value, mut unit) = (bytes as f64, 0);
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let text = if unit == 0 || value >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") };
    format!("{} {}", text.strip_suffix(".0").unwrap_or(&text), UNITS[unit])
}

/// `1 file`, `2 files`: a number with its English noun.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

impl Words {
    /// Where one is: `step 11 of 24`.
    pub fn step_of(&self, at: usize, places: usize) -> String {
        match self.lang {
            Lang::En => format!("step {at} of {places}"),
            Lang::Zh => format!("第 {at} 步，共 {places} 步"),
        }
    }

    /// Who did a step.
    pub fn actor(&self, actor: Actor) -> String {
        match (actor, self.lang) {
            (Actor::Dockerd, _) => "dockerd".to_owned(),
            (Actor::Containerd, _) => "containerd".to_owned(),
            (Actor::Runc, _) => "runc".to_owned(),
            (Actor::Untar, Lang::En) => "docker-untar, a child of dockerd".to_owned(),
            (Actor::Untar, Lang::Zh) => "docker-untar（dockerd 的子进程）".to_owned(),
            (Actor::Kernel, Lang::En) => "the kernel".to_owned(),
            (Actor::Kernel, Lang::Zh) => "内核".to_owned(),
            (Actor::Program, Lang::En) => "a program on the host".to_owned(),
            (Actor::Program, Lang::Zh) => "主机上的程序".to_owned(),
            (Actor::Container(id), Lang::En) => format!("a program in container {}", id.short()),
            (Actor::Container(id), Lang::Zh) => format!("容器 {} 里的程序", id.short()),
        }
    }

    /// A write in one line.
    pub fn write_title(&self, write: &Write) -> String {
        match (&write.told, write.moment) {
            (Some(told), _) => told.headline.clone(),
            (None, Moment::Before) => self.before_command.to_owned(),
            (None, _) => self.after_command.to_owned(),
        }
    }

    /// What a check of the disk found.
    pub fn disk_checked(&self, checks: usize, faults: usize) -> String {
        match (self.lang, faults) {
            (Lang::En, 0) => format!("{checks} checks: everything holds."),
            (Lang::En, _) => format!("{checks} checks: {}.", count(faults, "fault", "faults")),
            (Lang::Zh, 0) => format!("检查 {checks} 项：一切正常。"),
            (Lang::Zh, _) => format!("检查 {checks} 项：发现 {faults} 处问题。"),
        }
    }

    /// Where one is in the view of every write.
    pub fn write_of(&self, at: usize, places: usize) -> String {
        match self.lang {
            Lang::En => format!("write {at} of {places}"),
            Lang::Zh => format!("第 {at} 次写入，共 {places} 次"),
        }
    }

    /// A link to a screen, by its name.
    pub fn open_screen(&self, title: &str) -> String {
        match self.lang {
            Lang::En => format!("{}: {title}", self.open),
            Lang::Zh => format!("{}：{title}", self.open),
        }
    }

    /// What a command did as a whole: its exit status, its writes.
    pub fn ended(&self, exit: u8, writes: usize) -> String {
        match self.lang {
            Lang::En if writes == 0 => format!("exit status {exit} · nothing written"),
            Lang::Zh if writes == 0 => format!("退出状态 {exit} · 没有写入"),
            Lang::En => format!("exit status {exit} · {}", count(writes, "write", "writes")),
            Lang::Zh => format!("退出状态 {exit} · 写入 {writes} 次"),
        }
    }

    /// How far a session that is being opened is.
    pub fn opening(&self, done: usize, of: usize) -> String {
        match self.lang {
            Lang::En => format!("Opening the session: {done} of {} run …", count(of, "command", "commands")),
            Lang::Zh => format!("正在打开会话：{of} 条命令，已执行 {done} 条……"),
        }
    }

    /// A session that was put aside.
    pub fn session_of(&self, commands: usize, world: &str) -> String {
        match self.lang {
            Lang::En => format!("{} on {world}", count(commands, "command", "commands")),
            Lang::Zh => format!("{world} 上的 {commands} 条命令"),
        }
    }

    /// Which of the commands is looked at.
    pub fn command_of(&self, number: usize, of: usize) -> String {
        match self.lang {
            Lang::En => format!("Command {number} of {of}"),
            Lang::Zh => format!("第 {number} 条命令，共 {of} 条"),
        }
    }

    /// Why a session was put aside.
    pub const fn why(&self, why: Why) -> &'static str {
        match why {
            Why::Forked => self.why_forked,
            Why::Restarted => self.why_restarted,
            Why::Replaced => self.why_replaced,
            Why::Unreadable => self.why_unreadable,
            Why::Unfinished => self.why_unfinished,
            Why::OtherTab => self.why_other_tab,
        }
    }

    /// What a world is like. Empty for one that has no words yet.
    pub fn world(&self, name: &str) -> &'static str {
        match name {
            "documents" => self.world_documents,
            "empty" => self.world_empty,
            "workshop" => self.world_workshop,
            _ if name.starts_with("inspected:") => self.world_inspected,
            _ => "",
        }
    }

    /// The link to the lesson that follows.
    pub fn next_lesson(&self, title: &str) -> String {
        match self.lang {
            Lang::En => format!("Next lesson: {title}"),
            Lang::Zh => format!("下一课：{title}"),
        }
    }

    /// How long a lesson is.
    pub fn steps(&self, steps: usize) -> String {
        match self.lang {
            Lang::En => count(steps, "step", "steps"),
            Lang::Zh => format!("{steps} 步"),
        }
    }

    /// What a moment changed: `5 new, 1 changed`.
    pub fn tally(&self, tally: Tally) -> String {
        let parts = [
            (tally.new, self.mark_new),
            (tally.changed, self.mark_changed),
            (tally.removed, self.mark_removed),
            (tally.moved, self.tally_moved()),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| match self.lang {
                Lang::En => format!("{number} {word}"),
                Lang::Zh => format!("{word} {number}"),
            })
            .collect();
        if parts.is_empty() { self.nothing_changed.to_owned() } else { parts.join(self.comma()) }
    }

    const fn tally_moved(&self) -> &'static str {
        match self.lang {
            Lang::En => "moved",
            Lang::Zh => "移动",
        }
    }

    /// What separates the parts of a list.
    pub const fn comma(&self) -> &'static str {
        match self.lang {
            Lang::En => ", ",
            Lang::Zh => "，",
        }
    }

    /// Lines of a command's output that are not shown, before those that are.
    pub fn earlier_lines(&self, lines: usize) -> String {
        match self.lang {
            Lang::En => format!("({} before these not shown here)", count(lines, "line", "lines")),
            Lang::Zh => format!("（此前还有 {lines} 行，这里不显示）"),
        }
    }

    /// Lines that are not shown.
    pub fn more_lines(&self, lines: usize) -> String {
        match self.lang {
            Lang::En => format!("… and {} more", count(lines, "line", "lines")),
            Lang::Zh => format!("……还有 {lines} 行"),
        }
    }

    /// Bytes that are not shown.
    pub fn more_bytes(&self, bytes: usize) -> String {
        match self.lang {
            Lang::En => format!("… and {} more", count(bytes, "byte", "bytes")),
            Lang::Zh => format!("……还有 {bytes} 字节"),
        }
    }

    /// Names that are not shown.
    pub fn more_names(&self, names: usize) -> String {
        match self.lang {
            Lang::En => format!("… and {} more", count(names, "name", "names")),
            Lang::Zh => format!("……还有 {names} 项"),
        }
    }

    /// A directory's size.
    pub fn entries(&self, entries: usize) -> String {
        match self.lang {
            Lang::En => format!("A directory with {}.", count(entries, "entry", "entries")),
            Lang::Zh => format!("目录，内有 {entries} 项。"),
        }
    }

    /// A file's size.
    pub fn bytes(&self, bytes: u64) -> String {
        match self.lang {
            Lang::En if bytes == 1 => "1 byte".to_owned(),
            Lang::En => format!("{bytes} bytes"),
            Lang::Zh => format!("{bytes} 字节"),
        }
    }

    /// What an address or the reader asked for is not there.
    pub fn union_gone(&self, name: &str) -> String {
        match self.lang {
            Lang::En => format!("There is no image and no container called {name} on the disk at this moment."),
            Lang::Zh => format!("此刻磁盘上没有叫 {name} 的镜像或容器。"),
        }
    }

    /// A symbolic link on the way.
    pub fn followed(&self, link: &str, target: &str) -> String {
        match self.lang {
            Lang::En => format!("{link} is a symbolic link to {target}: the search goes on there."),
            Lang::Zh => format!("{link} 是指向 {target} 的符号链接，查找在那里继续。"),
        }
    }

    /// Goes where a symbolic link points.
    pub fn follow(&self, target: &str) -> String {
        match self.lang {
            Lang::En => format!("Follow the link to {target}"),
            Lang::Zh => format!("跟随链接到 {target}"),
        }
    }

    /// Where something was copied up from.
    pub fn copied_from(&self, layer: &str) -> String {
        match self.lang {
            Lang::En => format!("copied up from {layer}"),
            Lang::Zh => format!("从{layer}写时复制而来"),
        }
    }

    /// The place of a probe in the order of a search.
    pub fn probe_number(&self, number: usize) -> String {
        match self.lang {
            Lang::En => format!("Probe {number}: "),
            Lang::Zh => format!("第 {number} 次探查："),
        }
    }

    /// In how many layers a name is.
    pub fn in_layers(&self, layers: usize) -> String {
        match self.lang {
            Lang::En => format!("in {layers} layers"),
            Lang::Zh => format!("{layers} 层里都有"),
        }
    }

    /// A layer by its position.
    pub fn layer_number(&self, number: usize) -> String {
        match self.lang {
            Lang::En => format!("Layer {number}"),
            Lang::Zh => format!("第 {number} 层"),
        }
    }

    /// The bytes that a layer digest is the hash of.
    pub fn packed_layer(&self, number: usize) -> String {
        match self.lang {
            Lang::En => format!("layer {number}, compressed"),
            Lang::Zh => format!("第 {number} 层的压缩包"),
        }
    }

    /// The bytes that a diffID is the hash of.
    pub fn unpacked_layer(&self, number: usize) -> String {
        match self.lang {
            Lang::En => format!("layer {number}, the uncompressed tar"),
            Lang::Zh => format!("第 {number} 层未压缩的 tar"),
        }
    }

    /// A hash of bytes that lie nowhere on the disk.
    pub fn hash_of_absent(&self, what: &str) -> String {
        match self.lang {
            Lang::En => format!("sha256 of {what}. These bytes lie nowhere on this disk."),
            Lang::Zh => format!("{what}的 sha256。这些字节不在这块磁盘上。"),
        }
    }

    /// Other kinds of the same value.
    pub fn also(&self, kinds: &[&str]) -> String {
        match self.lang {
            Lang::En => format!("The same value is also a {}.", kinds.join(" and a ")),
            Lang::Zh => format!("同一个值也是{}。", kinds.join("、")),
        }
    }

    /// How much there is to see: `3 registries, 12 repositories, 40 names of 9 images`.
    pub fn found(&self, repositories: usize, names: usize, images: usize) -> String {
        match self.lang {
            Lang::En => [
                count(repositories, "repository", "repositories"),
                count(names, "name", "names"),
                count(images, "image", "images"),
            ]
            .join(", "),
            Lang::Zh => format!("{repositories} 个仓库，{names} 个名字，{images} 个镜像"),
        }
    }

    /// How many names are shown.
    pub fn rows_of(&self, shown: usize, all: usize) -> String {
        match self.lang {
            Lang::En => format!("{shown} of {}", count(all, "name", "names")),
            Lang::Zh => format!("{all} 个名字，显示 {shown} 个"),
        }
    }

    /// What an image's box says.
    pub fn image_box(&self, names: usize, layers: Option<usize>, bytes: Option<u64>) -> String {
        let name = match self.lang {
            Lang::En => count(names, "name", "names"),
            Lang::Zh => format!("{names} 个名字"),
        };
        let layers = layers.map(|layers| match self.lang {
            Lang::En => count(layers, "layer", "layers"),
            Lang::Zh => format!("{layers} 层"),
        });
        let rest = layers.unwrap_or_else(|| self.config_not_given.to_owned());
        [Some(name), Some(rest), bytes.map(size)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// Where a problem is.
    pub fn line_column(&self, line: usize, column: usize) -> String {
        match self.lang {
            Lang::En => format!("line {line}, column {column}"),
            Lang::Zh => format!("第 {line} 行，第 {column} 列"),
        }
    }

    /// How many problems of each severity there are.
    pub fn problems(&self, errors: usize, warnings: usize) -> String {
        let parts = match self.lang {
            Lang::En => [count(errors, "error", "errors"), count(warnings, "note", "notes")],
            Lang::Zh => [format!("{errors} 个错误"), format!("{warnings} 个提示")],
        };
        let shown = parts.into_iter().zip([errors, warnings]).filter(|(_, number)| *number > 0);
        shown.map(|(part, _)| part).collect::<Vec<_>>().join(self.comma())
    }

    /// What the engine answered on is less than the host.
    pub fn abridged_host(&self, images: usize, without_config: usize, left_out: usize) -> String {
        let mut text = match self.lang {
            Lang::En => format!(
                "Answered by the engine in this page, on a simulated host with {}.",
                count(images, "image", "images")
            ),
            Lang::Zh => format!("由本页面里的引擎在一台有 {images} 个镜像的模拟主机上回答。"),
        };
        if without_config > 0 {
            text.push_str(&match self.lang {
                Lang::En => format!(
                    " Abridged: of {without_config} no config is given, so date and layers stand as far as another input says them, and a size that nobody says as 0."
                ),
                Lang::Zh => format!("内容是缩略的：其中 {without_config} 个没有给出配置，日期和层只取自其他输入，没有给出的大小按 0 计。"),
            });
        }
        if left_out > 0 {
            text.push_str(&match self.lang {
                Lang::En => format!(
                    " {} left out; those of the same image and repository are all there.",
                    count(left_out, "name is", "names are")
                ),
                Lang::Zh => format!("另有 {left_out} 个名字没有放进来；同一镜像、同一仓库的名字都在。"),
            });
        }
        text
    }

    /// Where something was before it was moved.
    pub fn moved_from(&self, path: &str) -> String {
        match self.lang {
            Lang::En => format!("moved here from {path}"),
            Lang::Zh => format!("从 {path} 移来"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    #[test]
    fn sizes_as_docker_writes_them() {
        let all = [0, 600, 999, 1000, 1202, 27_108_069, 69_242_992, 999_999_999].map(size);
        assert_eq!(all, ["0 B", "600 B", "999 B", "1 kB", "1.2 kB", "27.1 MB", "69.2 MB", "1 GB"]);
    }

    #[test]
    fn tallies_in_both_languages() {
        let tally = Tally { new: 5, changed: 1, removed: 0, moved: 2 };
        assert_eq!(words(Lang::En).tally(tally), "5 new, 1 changed, 2 moved");
        assert_eq!(words(Lang::Zh).tally(tally), "新增 5，改动 1，移动 2");
        assert_eq!(words(Lang::En).tally(Tally::default()), "no change");
    }
}
