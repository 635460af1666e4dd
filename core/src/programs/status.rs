//! `true`, `false`

use super::{Home, Program};

pub(super) const TRUE: Program = Program {
    name: "true",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "",
    summary: ["succeed", "什么也不做，返回成功"],
    run: |_| Ok(0),
};

pub(super) const FALSE: Program = Program {
    name: "false",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "",
    summary: ["fail", "什么也不做，返回失败"],
    run: |_| Ok(1),
};
