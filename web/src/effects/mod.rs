//! What touches the browser. Nothing else in the page uses `web-sys`.

pub(crate) mod address;
pub(crate) mod anchor;
pub(crate) mod clipboard;
pub(crate) mod dropped;
pub(crate) mod fetch;
pub(crate) mod highlight;
pub(crate) mod jq;
pub(crate) mod keyboard;
pub(crate) mod later;
pub(crate) mod motion;
pub(crate) mod paced;
pub(crate) mod page;
pub(crate) mod rows;
pub(crate) mod run;
pub(crate) mod session_file;
pub(crate) mod settle;
pub(crate) mod storage;
