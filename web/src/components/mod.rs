//! What is on the screen: a file per component, with a style sheet of the same name.

pub(crate) mod chip;
pub(crate) mod chip_card;
pub(crate) mod command_card;
mod command_line;
pub(crate) mod disk_pane;
pub(crate) mod disk_tree;
pub(crate) mod file_view;
pub(crate) mod formula_bar;
pub(crate) mod help_dialog;
pub(crate) mod home;
pub(crate) mod icon;
pub(crate) mod lesson_screen;
pub(crate) mod load_state;
pub(crate) mod masthead;
pub(crate) mod notice_bar;
pub(crate) mod pane_tabs;
pub(crate) mod prediction_card;
pub(crate) mod prose;
pub(crate) mod prose_page;
pub(crate) mod recompute;
pub(crate) mod sandbox_bar;
mod sandbox_desk;
pub(crate) mod sandbox_screen;
pub(crate) mod stage;
pub(crate) mod story_pane;
pub(crate) mod terminal;
pub(crate) mod timeline;
