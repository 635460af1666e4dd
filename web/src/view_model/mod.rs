//! What the page shows, as plain data: computed from states of the machine, without Yew and without a browser, so that it is
//! tested natively. A component draws one of these structs and decides nothing.

pub mod card;
pub mod chips;
pub mod container;
pub mod derivation;
pub mod disk_check;
pub mod disk_tree;
pub mod file_view;
pub mod inspect;
pub mod line_edit;
pub mod screen;
pub mod screens;
pub mod stage;
pub mod terminal;
pub mod timeline;
pub mod union;
pub mod union_tree;
pub mod write;
