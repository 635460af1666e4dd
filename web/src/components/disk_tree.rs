//! The tree of files, by the WAI-ARIA pattern of a tree: one stop of the Tab key, arrows within.

use std::rc::Rc;

use drydock_core::vfs::AbsPath;
use yew::{
    Html, KeyboardEvent, Properties, TargetCast, classes, function_component, html, use_effect_with, use_node_ref,
    use_state,
};

use super::chip::ChipMark;
use crate::context::{use_dispatch, use_words};
use crate::effects::{keyboard, page};
use crate::i18n::Words;
use crate::state::Action;
use crate::view_model::disk_tree::{DiskTree as Model, Entry, Mark, Row};

/// What the tree shows.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) tree: Rc<Model>,
    /// Changes with every place on the timeline: the tree then scrolls to what changed, as it does to what is chosen elsewhere.
    pub(crate) place: (usize, usize),
}

/// The rows, and the keys that move among them.
#[function_component]
pub(crate) fn DiskTree(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    // The row that the Tab key reaches: where the reader last was, else the selected one, else the first.
    let last = use_state(|| None::<AbsPath>);
    let rows = &props.tree.rows;
    let tab_stop = last
        .as_ref()
        .and_then(|path| rows.iter().position(|row| row.path == *path))
        .or_else(|| rows.iter().position(|row| row.selected))
        .unwrap_or_default();
    let frame = use_node_ref();
    let selected = rows.iter().find(|row| row.selected).map(|row| row.path.clone());
    use_effect_with((props.place, selected, frame.clone()), |(_, _, frame)| {
        page::scroll_to(frame, &[".is-selected", ".is-new, .is-changed, .is-removed, .is-moved"]);
    });

    let activate = {
        let (dispatch, last) = (dispatch.clone(), last.clone());
        move |row: &Row| {
            last.set(Some(row.path.clone()));
            if let Entry::Dir { open } = row.entry {
                dispatch.emit(Action::OpenDir(row.path.clone(), !open));
            }
            dispatch.emit(Action::Select(row.path.clone()));
        }
    };
    let onclick = {
        let (tree, activate) = (props.tree.clone(), activate.clone());
        move |event: yew::MouseEvent| {
            if let Some(row) = page::row_of(&event).and_then(|index| tree.rows.get(index)) {
                activate(row);
            }
        }
    };
    let onkeydown = {
        let (tree, last, activate) = (props.tree.clone(), last.clone(), activate);
        move |event: KeyboardEvent| {
            let Some(key) = keyboard::plain(&event) else { return };
            let Some((at, row)) = page::row_of(&event).and_then(|at| Some((at, tree.rows.get(at)?))) else { return };
            // What only counts names that are not listed is passed over.
            let mut rows = tree.rows.iter().enumerate().filter(|(_, row)| !matches!(row.entry, Entry::More { .. }));
            let go = match key.as_str() {
                "ArrowDown" => rows.find(|(index, _)| *index > at).map(|(index, _)| index).or(Some(at)),
                "ArrowUp" => rows.rfind(|(index, _)| *index < at).map(|(index, _)| index).or(Some(at)),
                "Home" => Some(0),
                "End" => rows.next_back().map(|(index, _)| index),
                "ArrowRight" => match row.entry {
                    Entry::Dir { open: false } => {
                        dispatch.emit(Action::OpenDir(row.path.clone(), true));
                        Some(at)
                    }
                    Entry::Dir { open: true } => {
                        Some(if tree.rows.get(at + 1).is_some_and(|next| next.level > row.level) { at + 1 } else { at })
                    }
                    _ => Some(at),
                },
                "ArrowLeft" => match row.entry {
                    Entry::Dir { open: true } => {
                        dispatch.emit(Action::OpenDir(row.path.clone(), false));
                        Some(at)
                    }
                    _ => tree.rows[..at].iter().rposition(|outer| outer.level < row.level).or(Some(at)),
                },
                "Enter" | " " => {
                    activate(row);
                    Some(at)
                }
                _ => None,
            };
            if let Some(to) = go {
                event.prevent_default();
                if let Some(row) = tree.rows.get(to) {
                    last.set(Some(row.path.clone()));
                }
                page::focus_row(event.target_dyn_into(), to);
            }
        }
    };
    html! {
        <div class="tree" role="tree" aria-label={words.tree} ref={frame} data-flip-frame="tree" {onclick} {onkeydown}>
            { for rows.iter().enumerate().map(|(index, row)| draw(row, index, index == tab_stop, words)) }
        </div>
    }
}

/// The sign, class and word of a mark.
fn mark_words(mark: &Mark, words: &Words) -> (&'static str, &'static str, &'static str, Option<String>) {
    match mark {
        Mark::New => ("+", "is-new", words.mark_new, None),
        Mark::Changed => ("~", "is-changed", words.mark_changed, None),
        Mark::Attributes => ("~", "is-changed", words.mark_attributes, None),
        Mark::Removed => ("−", "is-removed", words.mark_removed, None),
        Mark::Moved { from } => {
            let from = from.to_string();
            let short = from.strip_prefix("/var/lib/docker/").unwrap_or(&from);
            ("→", "is-moved", words.mark_moved, Some(words.moved_from(short)))
        }
    }
}

fn draw(row: &Row, index: usize, tab_stop: bool, words: &Words) -> Html {
    if let Entry::More { names } = row.entry {
        return html! {
            <div key={row.key.clone()} class="tree__more" role="presentation" data-level={row.level.min(9).to_string()}>
                { words.more_names(names) }
            </div>
        };
    }
    let mark = row.mark.as_ref().map(|mark| mark_words(mark, words));
    let (open, twist) = match row.entry {
        Entry::Dir { open } => (Some(open.to_string()), if open { "is-open" } else { "is-closed" }),
        _ => (None, "is-leaf"),
    };
    let kind = match row.entry {
        Entry::Symlink { .. } => Some("is-symlink"),
        Entry::Whiteout => Some("is-whiteout"),
        _ => None,
    };
    let (at, of) = row.place;
    html! {
        <div key={row.key.clone()} role="treeitem" data-row={index.to_string()} data-flip={row.key.clone()}
            data-level={row.level.min(9).to_string()}
            class={classes!("tree__row", mark.as_ref().map(|mark| mark.1), row.selected.then_some("is-selected"))}
            tabindex={if tab_stop { "0" } else { "-1" }}
            aria-level={row.level.to_string()} aria-posinset={at.to_string()} aria-setsize={of.to_string()}
            aria-expanded={open} aria-selected={row.selected.to_string()} title={row.path.to_string()}>
            <span class={classes!("tree__twist", twist)} aria-hidden="true"></span>
            <span class={classes!("tree__name", kind)} translate="no">
                { &row.label.text }
                if let Some(chip) = &row.label.chip { <ChipMark chip={chip.clone()} /> }
                { &row.label.tail }
                if let Entry::Symlink { .. } = row.entry { <span class="tree__arrow" aria-hidden="true"></span> }
            </span>
            if let Some((sign, _, word, detail)) = mark {
                <span class="tree__mark" title={detail}>
                    <span aria-hidden="true">{ sign }</span>{ " " }{ word }
                </span>
            } else if row.hides_marks {
                <span class="tree__mark tree__mark--inside" title={words.changes_inside}>
                    <span aria-hidden="true">{ "•" }</span><span class="visually-hidden">{ words.changes_inside }</span>
                </span>
            }
        </div>
    }
}
