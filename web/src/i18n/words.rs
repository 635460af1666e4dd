//! Words that are the same wherever they stand.

use drydock_core::identity::Kind;
use drydock_core::trace::explain::Lang;

macro_rules! words {
    ($($name:ident: $en:literal, $zh:literal;)*) => {
        /// The words, in one language. Each is named after the place where it stands.
        #[derive(Debug)]
        #[allow(missing_docs, reason = "each word is its own description")]
        pub struct Words {
            pub lang: Lang,
            $(pub $name: &'static str,)*
        }
        static EN: Words = Words { lang: Lang::En, $($name: $en,)* };
        static ZH: Words = Words { lang: Lang::Zh, $($name: $zh,)* };
    };
}

words! {
    // Masthead
    skip: "Skip to the content", "跳到正文";
    nav: "Site", "站点导航";
    menu: "Menu", "菜单";
    lessons: "Lessons", "课程";
    sandbox: "Sandbox", "沙盒";
    sandbox_session: "Session", "会话";
    sandbox_lead: "A simulated host of your own. Type anything; what is not simulated says so. Nothing leaves this page.", "一台属于你的模拟主机。随便输入命令；没有模拟的会明说。一切都留在本页面里。";
    sandbox_world: "Host", "主机";
    sandbox_undo: "Undo", "撤销";
    sandbox_redo: "Redo", "重做";
    sandbox_reset: "Start over", "重新开始";
    sandbox_share: "Copy a link", "复制链接";
    sandbox_copy_refused: "The browser did not allow copying. Save the session as a file instead.", "浏览器不允许复制，请改用“保存为文件”。";
    sandbox_export: "Save as a file", "保存为文件";
    sandbox_import: "Open a file", "打开文件";
    disk_check: "Check the disk", "检查磁盘";
    disk_check_docker: "Docker: ", "Docker：";
    sandbox_line: "Command", "命令";
    sandbox_run: "Run", "执行";
    sandbox_list: "Choices", "候选";
    sandbox_list_hint: "Tab or the arrow keys choose, Enter takes, Escape closes.", "Tab 或方向键选择，回车采用，Esc 关闭。";
    sandbox_no_match: "Nothing in the history holds this.", "历史里没有包含它的命令。";
    sandbox_taps: "Commands to begin with, and ways to go on", "起步命令与接下来的候选";
    sandbox_word_back: "Delete a word", "删除一个词";
    sandbox_hint: "Enter runs the command, the arrow keys go through the history, Ctrl-R searches it, Tab completes. With an empty line, and after Escape, Tab moves on.", "回车执行命令，上下方向键翻看历史，Ctrl-R 搜索历史，Tab 补全。命令行为空时以及按过 Esc 之后，Tab 移到下一个控件。";
    sandbox_refused: "The session could not be opened, and nothing of it was run.", "会话没有打开，其中的命令一条也没有执行。";
    sandbox_unreadable: "What this browser had kept could not be read. It lies in “Put aside” below; here is a new session.", "浏览器里保存的会话读不出来。它放在下方的“另存的会话”里；这是一个新会话。";
    sandbox_own_aside: "This is a shared session. Your own lies in “Put aside” below.", "这是别人分享的会话。你自己的放在下方的“另存的会话”里。";
    sandbox_past: "You are looking at an earlier moment. What you type goes on from here; what came later is put aside.", "这是较早的一刻。在这里输入会从此处继续；之后的内容会另存。";
    sandbox_to_end: "To the end", "回到最后";
    sandbox_empty: "Nothing was typed yet. The disk is that of a fresh host.", "还没有输入命令。磁盘是一台新主机的样子。";
    sandbox_walk: "Walk through its writes", "逐次查看它的写入";
    sandbox_whole: "The command as a whole", "看整条命令";
    sandbox_aside: "Put aside", "另存的会话";
    sandbox_take: "Take it back", "取回";
    sandbox_forget: "Delete", "删除";
    why_forked: "you went on from an earlier command", "你从较早的命令另行继续";
    why_restarted: "you started over", "你重新开始了";
    why_replaced: "another session took its place", "另一个会话取代了它";
    why_unreadable: "cannot be read", "读不出来";
    why_unfinished: "it could not be run to its end", "没能执行到最后";
    why_other_tab: "it was typed in another tab", "在另一个标签页里输入的";
    world_documents: "A CentOS host in China, February 2021: the one of the document. Its prompt and its random IDs are real.", "2021 年 2 月中国的一台 CentOS 主机，就是文档里的那台：提示符和随机 ID 都是真实的。";
    world_empty: "A plain Linux host with nothing on it.", "一台什么都没有的普通 Linux 主机。";
    world_inspected: "A host made of what you inspected. Its layers have no files; what was not given is not there.", "由你检视的内容做成的主机。各层里没有文件；没有给出的，这里也没有。";
    world_workshop: "The same, after somebody pulled five small images that share layers.", "同样的主机，上面已拉取了五个共享层的小镜像。";
    jq_loading: "jq is being loaded; the command waits for it.", "正在载入 jq，命令在等它。";
    jq_failed: "jq could not be loaded, so the command was not run. Check the connection and press Enter again.", "jq 没有载入成功，所以命令没有执行。请检查网络连接，再按一次回车。";
    other_language: "中文", "English";
    switch_language: "中文：切换到中文", "English: switch to English";
    theme_dark: "Dark theme", "深色主题";
    theme_light: "Light theme", "浅色主题";
    help: "Keys and signs", "按键与符号";
    share: "Share this step", "分享这一步";

    // Home
    home_title: "See what Docker really writes", "看清 Docker 究竟写了什么";
    home_lead: "An image is “made of layers”. Drydock shows what that means on the disk: a simulated host runs docker pull and docker run, and you watch every file appear under /var/lib/docker, with the reason for each. Step forwards, step back, open any file.",
        "都说“镜像由层组成”。落到磁盘上，这是什么意思？Drydock 模拟一台主机来执行 docker pull 和 docker run：/var/lib/docker 下每个文件何时出现、为何出现，你都能一步步看到。可以前进，可以后退，也可以打开任何一个文件。";
    home_private: "Nothing to install. Everything is computed in this page, and nothing leaves it.", "无需安装。一切都在本页面里计算，不向外发送任何数据。";
    home_lessons: "Lessons", "课程";
    home_start: "Start", "开始";
    home_continue: "Continue", "继续";
    home_screens: "On your own", "自己动手";
    open: "Open", "打开";
    home_sandbox: "A simulated host of your own: type any command, see what it writes, go back and try another way. What is not simulated says so.", "一台属于你的模拟主机：输入任何命令，看它写下什么，也可以退回去换个走法。没有模拟的命令会明说。";
    home_inspect: "Paste what a host of yours prints: names, configs, mounts. See what it says, and what is wrong with it.", "粘贴你自己主机上的输出：名字、配置、挂载。看看它们说了什么，哪里不对。";
    home_six: "Why people get lost: many names, one look", "为什么容易糊涂：名字很多，长相一样";
    home_six_lead: "Nearly every name on this disk is a row of hex digits. Here each kind has its own colour, shape and word. Point at one, and every other place that means the same thing lights up.",
        "这块磁盘上的名字，几乎全是一长串十六进制数字。在这里，每一种都有自己的颜色、形状和名称。把鼠标停在其中一个上，凡是指同一样东西的地方都会亮起来。";
    home_kind: "Name", "名字";
    home_from: "Where it comes from", "从哪里来";
    home_honest: "Honest by construction", "从设计上就不说假话";
    home_honest_lead: "Every ID is either the true SHA-256 of bytes that you can look at, or says that it is random, or says which real host it was taken from.",
        "每个 ID，要么是你看得到的那些字节的真实 SHA-256，要么注明是随机生成的，要么注明取自哪台真实主机。";

    // Loading
    loading: "Loading…", "正在载入……";
    running: "Running the lesson’s commands…", "正在执行课程里的命令……";
    load_failed: "This could not be loaded.", "内容没有载入成功。";
    load_network: "The site did not answer. Check the connection, then try again.", "网站没有应答。请检查网络连接，然后重试。";
    load_missing: "The site has no such lesson or page.", "本站没有这一课，也没有这个页面。";
    load_unusable: "What the site sent cannot be used by this version of the page. Reloading the page often helps.", "网站送来的内容，当前版本的页面无法使用。重新载入页面通常可以解决。";
    retry: "Try again", "重试";
    to_lessons: "To the lessons", "回到课程列表";
    unknown_title: "There is nothing at this address", "这个地址没有内容";
    unknown_lead: "The link may be mistyped, or from another version of the site.", "链接可能写错了，也可能来自另一个版本的站点。";

    // Notices
    dismiss: "Dismiss", "知道了";
    saved_corrupt: "What this browser remembered of your last visit could not be read. It was kept aside, and you start afresh.",
        "浏览器里保存的上次访问记录无法读取。旧记录已另存，现在从头开始。";
    nothing_saved: "This browser lets the page remember nothing: language, theme and progress last until you leave.",
        "浏览器不允许本页面保存数据：语言、主题和进度只在本次访问中有效。";
    no_such_stop: "The link names a step that this lesson no longer has. You are at the beginning.", "链接里的那一步在本课中已不存在，现在从头开始。";
    link_copied: "The link is on the clipboard.", "链接已复制。";
    file_too_large: "A file of more than 64 MB was not read. Cut out the part that you want to see and open that.", "超过 64 MB 的文件没有读取。请截取需要的部分，再打开。";
    copy_refused: "The browser did not allow copying. The link is in the address bar.", "浏览器不允许复制。链接就在地址栏里。";

    // Lesson
    story: "Story", "讲解";
    stage: "Stage", "图解";
    disk: "Disk", "磁盘";
    terminal: "Terminal", "终端";
    panes: "Panes", "面板";
    hide_story: "Hide the story", "收起讲解";
    show_story: "Show the story", "展开讲解";
    by: "By", "由";
    part: "Part", "阶段";
    command: "Command", "命令";
    in_lesson: "Step", "所属步骤";
    before_command: "The command is typed, but not yet sent off", "命令已输入，尚未执行";
    after_command: "The command has ended", "命令执行完毕";
    onward: "What comes next", "接下来";
    predict: "Predict first.", "先猜一猜。";
    right: "Right.", "对了。";
    wrong: "Not this one.", "不是这个。";
    aside_why: "Why", "为什么";
    aside_mistaken: "Often mistaken", "常见误解";
    aside_elsewhere: "Elsewhere", "换个环境";
    aside_honest: "Simplified here", "此处有简化";

    // Timeline
    timeline: "Timeline", "时间线";
    first: "First step", "第一步";
    back: "Back", "上一步";
    next: "Next", "下一步";
    last: "Last step", "最后一步";
    play: "Play", "播放";
    pause: "Pause", "暂停";
    speed: "Speed", "速度";
    every_write: "Every write", "逐次写入";
    every_write_hint: "Step through every single write instead of from idea to idea", "每一次写入都停下来，而不是从一个要点跳到下一个";

    // Stage
    col_registry: "Registry", "registry";
    col_registry_note: "compressed", "压缩";
    col_config: "Image config", "镜像配置";
    col_config_note: "uncompressed", "未压缩";
    col_layerdb: "layerdb", "layerdb";
    col_layerdb_note: "chained", "链式";
    col_overlay2: "overlay2", "overlay2";
    col_overlay2_note: "files", "文件";
    layer: "Layer", "层";
    tag: "tag", "标签";
    list: "list", "列表";
    manifest: "manifest", "清单";
    image_config: "config", "配置";
    base_chain: "base: chainID = diffID", "底层：chainID = diffID";
    chain_formula: "hash of parent + diff", "父 + diff 的哈希";
    in_write_set: "in a write-set", "还在 write-set 里";
    blob_registry: "in the registry", "在 registry 里";
    blob_tmp: "compressed, in tmp/", "压缩包在 tmp/ 里";
    blob_unpacked: "unpacked", "已解包";
    dir_making: "empty so far", "目前为空";
    not_yet: "not yet", "尚无";
    no_image: "No command has brought an image yet. One appears here when a command does: docker pull nginx, for example.", "还没有命令带来镜像。拉取或构建一个，它就会出现在这里，例如 docker pull nginx。";

    // Union view
    stage_views: "What is shown", "显示内容";
    union_view: "Union view", "联合视图";
    union_of: "Stack of", "层栈";
    union_containers: "Containers", "容器";
    union_images: "Images", "镜像";
    union_path: "Path", "路径";
    union_look: "Look up", "查找";
    union_crumbs: "The way to the path", "路径上的各级目录";
    union_slabs: "Layers, from the top down", "各层，从上到下";
    union_keys: "Up and Down go from layer to layer.", "上下方向键在各层之间移动。";
    union_tree: "Names in the union", "合并后的目录树";
    union_nothing: "There is no image and no container on the disk at this moment. Pull one, or go on a few steps.", "此刻磁盘上没有镜像，也没有容器。先拉取一个，或者往前走几步。";
    opaque: "opaque", "不透明";
    name_deleted: "deleted", "已删除";
    name_cut: "cut off", "被挡住";
    mount: "Mount", "挂载";
    container: "Container", "容器";
    mounted: "mounted", "已挂载";
    not_mounted: "not mounted", "未挂载";
    own_layer: "Its own layer, read-write", "容器自己的读写层";
    init_layer: "Init layer", "init 层";
    deed_copied: "copied up", "写时复制";
    deed_whiteout: "whiteout", "whiteout";
    mount_now: "Mounted now. This is what mount prints.", "现在已挂载。这就是 mount 打印的那一行。";
    mount_would: "Not mounted now. When the container starts, Docker mounts it like this.", "现在没有挂载。容器启动时，Docker 会这样挂载。";
    mount_image: "An image is mounted only for a moment, to be saved or pushed. Docker then makes its top layer the upperdir.", "镜像只在 save 或 push 的片刻被挂载。那时 Docker 把它的顶层当作 upperdir。";
    mount_committed: "Something stands on the top layer (committed), so Docker mounts it read-only: there is no upperdir.", "顶层上面已经有别的层（committed），所以 Docker 只读挂载：没有 upperdir。";
    mount_never: "One layer alone is never mounted: Docker uses its diff/ as it is.", "只有一层时从不挂载：Docker 直接使用它的 diff/。";
    mount_relative: "With whole paths it would not fit into a page, so paths are relative to /var/lib/docker/overlay2.", "用完整路径会超过一页，所以路径是相对于 /var/lib/docker/overlay2 的。";

    // Disk
    tree: "Files under /var/lib/docker", "/var/lib/docker 下的文件";
    mark_new: "new", "新增";
    mark_changed: "changed", "改动";
    mark_attributes: "mode changed", "权限改动";
    mark_moved: "moved here", "移到这里";
    mark_removed: "removed", "删除";
    changes_inside: "changes inside", "里面有改动";
    nothing_changed: "no change", "没有改动";
    file: "File", "文件";
    no_file: "Choose a file to see its bytes.", "选一个文件，查看它的内容。";
    gone_file: "This is not on the disk at this step.", "在这一步，磁盘上没有它。";
    empty_file: "An empty file: its presence is the message.", "空文件：它存在，就是它要传达的信息。";
    json_note: "Stored on one line. Line breaks and indentation are added here; no character is changed.", "磁盘上只有一行。这里只加了换行和缩进，没有改动任何字符。";
    gzip_note: "Stored as gzip. This is what is inside.", "磁盘上是 gzip 压缩的。这里显示的是解压后的内容。";
    unknown_content: "The bytes of this file are not part of the simulation. Only their number is known.", "这个文件的内容不在模拟之内，只知道它的大小。";
    symlink_to: "A symbolic link to", "符号链接，指向";
    whiteout: "A character device 0:0. For overlay this is a whiteout: the name is deleted here, whatever lies below.", "字符设备 0:0。对 overlay 来说这是 whiteout：无论下面各层有什么，这个名字在此被删除。";
    special_file: "A device, pipe or socket: it has no bytes of its own.", "设备、管道或套接字：本身没有内容。";

    // Chip cards
    card_names: "What it names", "它指什么";
    card_from: "Where it comes from", "从哪里来";
    card_used: "Where it is used", "用在哪里";
    card_leads: "What it leads to", "通向哪里";
    copy: "Copy", "复制";
    copied: "Copied", "已复制";
    recompute: "Recompute", "重新计算";
    recomputed_same: "Computed just now from these bytes: the same.", "刚刚由这些字节算出：一致。";
    recomputed_other: "Computed just now from these bytes: different.", "刚刚由这些字节算出：不一致。";
    on_trust: "Taken from the real image. The bytes behind it are reconstructed here, so they do not hash to it.", "取自真实镜像。它所对应的字节在这里是重建的，因此算出的哈希与它不同。";
    recomputed_on_trust: "Computed just now from the reconstructed bytes: different, as expected. Only the real bytes give this hash.", "刚刚由重建的字节算出：不一致，这在意料之中。只有真实的字节才能得到这个哈希。";
    abridged: "abridged", "缩略";
    abridged_note: "The names and sizes are the real image’s; the contents of its files are not part of the simulation.", "名字和大小都是真实镜像的；文件内容不在模拟之内。";
    abridged_file: "The bytes of this file are not part of the simulation: a mark stands in their place.", "这个文件的内容不在模拟之内：这里只放了一行标记。";
    reconstructed_file: "These bytes are reconstructed from what is known of the real image. Their SHA-256 is not the file’s name.", "这些字节是根据真实镜像的已知信息重建的，它们的 SHA-256 并不是这个文件名。";
    close: "Close", "关闭";

    copy_refused_short: "The browser did not allow it.", "浏览器不允许。";
    use_name: "name", "名字";
    use_content: "content", "内容";
    random: "random, made on this host", "本机随机生成";
    unknown_origin: "nothing on this disk tells", "这块磁盘上查不到";
    config_bytes: "the bytes of the image config", "镜像配置的字节";
    manifest_bytes: "the bytes of the manifest", "清单的字节";

    // Inspect yours
    inspect: "Inspect yours", "检视你的主机";
    inspect_lead: "Paste, drop or open anything from your host. It is recognised, explained and put together.", "粘贴、拖入或打开取自你主机的任何内容：会自动识别、解释，并拼在一起。";
    inspect_private: "Nothing leaves this page.", "一切都留在本页面里。";
    inspect_field: "Outputs of commands, or files", "命令的输出，或文件的内容";
    inspect_placeholder: "Paste here: several outputs one below the other, with or without prompts", "粘贴到这里：可以把几条命令的输出接连粘贴，带不带提示符都行";
    inspect_open: "Open files", "打开文件";
    inspect_clear: "Clear", "清空";
    inspect_samples: "Samples:", "示例：";
    sample_names: "names", "名字";
    sample_faults: "faults", "错误";
    sample_layers: "layers and a mount", "层与挂载";
    inspect_inputs: "What you gave", "你给出的内容";
    inspect_remove: "Remove", "移除";
    inspect_pasted: "pasted", "粘贴的内容";
    inspect_large: "Too long for the field; it is read all the same.", "太长，不放进输入框，但照样读取。";
    inspect_commands: "What can be pasted", "可以粘贴什么";
    inspect_commands_lead: "Run any of these on the host, as root, and paste what it prints:", "在主机上以 root 执行下列任意命令，把输出粘贴过来：";
    inspect_reading: "Reading…", "正在读取……";
    inspect_nothing: "Nothing is given yet.", "还没有给出任何内容。";
    inspect_no_names: "What was given has no images and no names of images.", "给出的内容里没有镜像，也没有镜像的名字。";
    inspect_no_match: "No name fits.", "没有符合的名字。";
    inspect_picture: "Names and images", "名字与镜像";
    inspect_view: "View", "视图";
    inspect_graph: "Graph", "关系图";
    inspect_table: "Table", "表格";
    inspect_search: "Search", "搜索";
    inspect_filter: "Show", "显示";
    filter_all: "all names", "全部名字";
    filter_tags: "tags", "标签";
    filter_digests: "digests", "摘要";
    filter_untagged: "digests without a tag", "没有标签的摘要";
    filter_unnamed: "images without a name", "没有名字的镜像";
    filter_shared: "images with several names", "有多个名字的镜像";
    filter_refused: "refused names", "不合法的名字";
    col_registry_name: "Registry", "registry";
    col_repository: "Repository", "仓库";
    col_reference: "Tag or digest", "标签或摘要";
    col_image: "Image", "镜像";
    col_names: "Names", "名字数";
    no_name: "no name given", "没有给出名字";
    refused_name: "refused name", "不合法的名字";
    config_not_given: "config not given", "没有给出配置";
    known_given: "given", "已给出";
    known_computed: "computed", "已算出";
    known_inferred: "inferred", "推断";
    known_unknown: "unknown", "未知";
    inspect_problems: "What is wrong", "有什么问题";
    inspect_no_problems: "Nothing is wrong.", "没有问题。";
    severity_error: "Error", "错误";
    severity_warning: "Note", "提示";
    inspect_show_place: "Show in the field", "在输入框中定位";
    inspect_details: "Details", "详情";
    inspect_choose: "Choose a name to see its image.", "选一个名字，查看它的镜像。";
    inspect_created: "Made", "创建时间";
    inspect_platform: "Platform", "平台";
    inspect_size: "Size", "大小";
    inspect_layers: "Layers, the topmost first", "各层（最上层在前）";
    inspect_directory: "Directory", "目录";
    config_exact: "These very bytes were given: their SHA-256 is the image ID.", "给出的正是这些字节：它们的 SHA-256 就是镜像 ID。";
    config_reformatted: "Given, but printed anew: without the added white space it hashes to the image ID.", "已给出，但经过重新排版：去掉多余空白后，哈希值就是镜像 ID。";
    config_named: "Given, but its bytes were changed: whose it is, its path or its layers say.", "已给出，但字节有改动：由路径或各层得知它属于哪个镜像。";
    config_unknown: "Not given: layers, date and platform are unknown. Paste:", "没有给出：层、日期和平台未知。请粘贴：";
    directories_unknown: "Directories are unknown. Paste:", "目录未知。请粘贴：";
    inspect_loose: "A config whose image is not known", "不知属于哪个镜像的配置";
    inspect_containers: "Containers", "容器";
    inspect_stacks: "Mounts and stacks, the topmost first", "挂载与叠放次序（最上层在前）";
    inspect_upper: "read-write layer", "读写层";
    inspect_init: "init layer", "init 层";
    ask_question: "Ask the engine:", "问引擎：";
    ask_would: "What would this do?", "它会做什么？";
    ask_open: "Open as a host", "作为主机打开";
    ask_open_hint: "A simulated host with these names, in the sandbox: tag, remove, look around. Abridged: its layers have no files.", "在沙盒里打开一台有这些名字的模拟主机：可以打标签、删除、查看。内容是缩略的：各层里没有文件。";
    copy_as_dockerd: "Copy as dockerd writes it", "按 dockerd 的写法复制";
    copied_short: "Copied.", "已复制。";
    inspected_host: "inspected host", "检视的主机";

    // Help
    help_keys: "Keys", "按键";
    help_signs: "Signs", "符号";
    help_letters: "Use single-letter keys", "启用单字母按键";
    key_next: "next step", "下一步";
    key_back: "step back", "上一步";
    key_ends: "first and last step", "第一步和最后一步";
    key_play: "play or pause", "播放或暂停";
    key_help: "this help", "打开本帮助";
    key_writes: "every write, or step by step", "在“逐次写入”和“按步”之间切换";
    key_language: "the other language", "切换语言";
    key_theme: "the other theme", "切换主题";
    key_escape: "close what is open", "关闭弹出的内容";
    key_space: "Space", "空格";
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.lang == other.lang
    }
}

/// The words of a language.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &EN,
        Lang::Zh => &ZH,
    }
}

impl Words {
    /// A kind of hash, as a word.
    pub const fn kind(&self, kind: Kind) -> &'static str {
        match (kind, self.lang) {
            (Kind::LayerDigest, Lang::En) => "layer digest",
            (Kind::LayerDigest, Lang::Zh) => "层摘要",
            (Kind::ManifestDigest, Lang::En) => "manifest digest",
            (Kind::ManifestDigest, Lang::Zh) => "清单摘要",
            (Kind::DiffId, _) => "diffID",
            (Kind::ChainId, _) => "chainID",
            (Kind::ImageId, Lang::En) => "image ID",
            (Kind::ImageId, Lang::Zh) => "镜像 ID",
            (Kind::CacheId, _) => "cache-id",
            (Kind::LinkId, Lang::En) => "link id",
            (Kind::LinkId, Lang::Zh) => "短链接名",
            (Kind::ContainerId, Lang::En) => "container ID",
            (Kind::ContainerId, Lang::Zh) => "容器 ID",
        }
    }

    /// What a kind of hash names.
    pub const fn kind_names(&self, kind: Kind) -> &'static str {
        match (kind, self.lang) {
            (Kind::LayerDigest, Lang::En) => "A layer as it travels: the compressed bytes in the registry.",
            (Kind::LayerDigest, Lang::Zh) => "传输中的层：registry 里压缩过的那些字节。",
            (Kind::ManifestDigest, Lang::En) => "A manifest, or a list of manifests: the registry’s table of contents.",
            (Kind::ManifestDigest, Lang::Zh) => "清单，或清单列表：registry 里的目录页。",
            (Kind::DiffId, Lang::En) => "A layer’s content: the uncompressed tar, wherever it lies in a stack.",
            (Kind::DiffId, Lang::Zh) => "层的内容：未压缩的 tar，与它叠在哪里无关。",
            (Kind::ChainId, Lang::En) => "A layer together with all the layers below it.",
            (Kind::ChainId, Lang::Zh) => "一层，连同它下面的所有层。",
            (Kind::ImageId, Lang::En) => "An image on this host: its configuration.",
            (Kind::ImageId, Lang::Zh) => "本机上的一个镜像：也就是它的配置。",
            (Kind::CacheId, Lang::En) => "The directory in overlay2/ that holds a layer’s files on this host.",
            (Kind::CacheId, Lang::Zh) => "overlay2/ 里的目录，本机上这一层的文件就放在其中。",
            (Kind::LinkId, Lang::En) => "A short name for such a directory, so that the mount line stays short.",
            (Kind::LinkId, Lang::Zh) => "这种目录的短名，好让 mount 的参数不至于太长。",
            (Kind::ContainerId, Lang::En) => "A container on this host.",
            (Kind::ContainerId, Lang::Zh) => "本机上的一个容器。",
        }
    }

    /// Where a kind of hash comes from.
    pub const fn kind_from(&self, kind: Kind) -> &'static str {
        match (kind, self.lang) {
            (Kind::LayerDigest, Lang::En) => "sha256 of the compressed layer",
            (Kind::LayerDigest, Lang::Zh) => "压缩后的层的 sha256",
            (Kind::ManifestDigest, Lang::En) => "sha256 of the manifest’s bytes",
            (Kind::ManifestDigest, Lang::Zh) => "清单字节的 sha256",
            (Kind::DiffId, Lang::En) => "sha256 of the uncompressed tar",
            (Kind::DiffId, Lang::Zh) => "未压缩 tar 的 sha256",
            (Kind::ChainId, Lang::En) => "sha256 of “chainID below, a blank, diffID”; the base layer’s is its diffID",
            (Kind::ChainId, Lang::Zh) => "“下面的 chainID + 空格 + diffID”的 sha256；最底层的就是它的 diffID",
            (Kind::ImageId, Lang::En) => "sha256 of the config’s bytes",
            (Kind::ImageId, Lang::Zh) => "镜像配置字节的 sha256",
            (Kind::CacheId, Lang::En) => "random, made on this host",
            (Kind::CacheId, Lang::Zh) => "本机随机生成",
            (Kind::LinkId, Lang::En) => "random, 26 characters, made on this host",
            (Kind::LinkId, Lang::Zh) => "本机随机生成的 26 个字符",
            (Kind::ContainerId, Lang::En) => "random, made when the container is created",
            (Kind::ContainerId, Lang::Zh) => "创建容器时随机生成",
        }
    }
}
