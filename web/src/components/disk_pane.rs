//! The disk: the tree and the chosen file.

use std::rc::Rc;

use yew::{Html, Properties, function_component, html};

use super::disk_tree::DiskTree;
use super::file_view::FileView;
use crate::context::use_words;
use crate::view_model::disk_tree::DiskTree as Tree;
use crate::view_model::file_view::FileView as File;

/// What the pane shows.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) tree: Rc<Tree>,
    pub(crate) file: Option<Rc<File>>,
    pub(crate) gone: bool,
    pub(crate) reason: Option<&'static str>,
    pub(crate) place: (usize, usize),
}

/// Tree above, file below.
#[function_component]
pub(crate) fn DiskPane(props: &Props) -> Html {
    let words = use_words();
    html! {
        <>
            <header class="pane__head">
                <h2 translate="no">{ "/var/lib/docker" }</h2>
                <p class="pane__tally">{ words.tally(props.tree.tally) }</p>
            </header>
            <DiskTree tree={props.tree.clone()} place={props.place} />
            <FileView file={props.file.clone()} gone={props.gone} reason={props.reason} />
        </>
    }
}
