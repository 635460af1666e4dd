//! The names in a union. Only the rows in sight are on the page: the keys move a mark (`aria-activedescendant`), not the focus.

use std::collections::BTreeSet;
use std::rc::Rc;

use drydock_core::union::Status;
use drydock_core::vfs::{AbsPath, FileType};
use gloo::timers::callback::Timeout;
use yew::{
    Callback, Html, KeyboardEvent, MouseEvent, Properties, classes, function_component, html, use_effect_with,
    use_memo, use_mut_ref, use_node_ref, use_state,
};

use crate::context::{use_dispatch, use_words};
use crate::effects::{keyboard, page, rows};
use crate::i18n::Words;
use crate::state::Action;
use crate::state::union::Look;
use crate::view_model::union::Opened;
use crate::view_model::union_tree::{Listing, Row};

/// What is listed.
#[derive(Clone, Properties)]
pub(crate) struct Props {
    pub(crate) opened: Rc<Opened>,
    pub(crate) open: BTreeSet<AbsPath>,
    /// The path that is looked up.
    pub(crate) chosen: AbsPath,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.opened, &other.opened) && self.open == other.open && self.chosen == other.chosen
    }
}

/// The tree.
#[function_component]
pub(crate) fn UnionTree(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let Props { opened, open, chosen } = props;
    let kept = use_mut_ref(|| None::<Listing>);
    // Counts the pages that were read, so that the rows are made anew after each.
    let read = use_state(|| 0_usize);
    let listing = {
        let mut kept = kept.borrow_mut();
        match &*kept {
            Some(listing) if listing.is_of(opened) => listing.clone(),
            _ => kept.insert(Listing::of(opened.clone(), open)).clone(),
        }
    };
    let more = listing.has_more(open);
    {
        // One page in a task of its own, then the next: nothing on the page has to wait.
        let (kept, read) = (kept.clone(), read.clone());
        use_effect_with((more, *read, open.clone()), move |(more, count, open)| {
            let (open, next) = (open.clone(), *count + 1);
            let task = more.then(|| {
                Timeout::new(0, move || {
                    if let Some(listing) = kept.borrow_mut().as_mut() {
                        listing.read(&open);
                    }
                    read.set(next);
                })
            });
            move || drop(task)
        });
    }
    let all = use_memo((props.clone(), *read), |_| listing.rows(open));
    let (frame, content) = (use_node_ref(), use_node_ref());
    let chosen_row = use_memo((props.clone(), *read), |_| all.find(chosen));
    let mark = use_state(|| 0_usize);
    {
        let (mark, frame) = (mark.clone(), frame.clone());
        use_effect_with((chosen.clone(), *chosen_row), move |(_, row)| {
            if let Some(row) = *row {
                mark.set(row);
                rows::reveal(&frame, row);
            }
        });
    }
    // The first row in sight; scrolling changes it.
    let scrolled = use_state(|| 0_usize);
    let sight = rows::in_sight(&frame, all.len());
    let onscroll = {
        let (scrolled, frame, count) = (scrolled.clone(), frame.clone(), all.len());
        move |_| scrolled.set(rows::in_sight(&frame, count).start)
    };
    {
        let content = content.clone();
        use_effect_with((all.len(), sight.start), move |(count, first)| rows::make_room(&content, *count, *first));
    }
    let here = (*mark).min(all.len().saturating_sub(1));
    let go = {
        let (mark, frame) = (mark.clone(), frame.clone());
        move |row: usize| {
            mark.set(row);
            rows::reveal(&frame, row);
        }
    };
    let activate = {
        let dispatch = dispatch.clone();
        move |row: &Row| {
            if let Some(open) = row.open {
                dispatch.emit(Action::Union(Look::Open(row.path.clone(), !open)));
            }
            dispatch.emit(Action::Union(Look::At(row.path.as_bytes().to_vec())));
        }
    };
    let onclick = {
        let (all, opened, open, go, activate) =
            (all.clone(), opened.clone(), open.clone(), go.clone(), activate.clone());
        move |event: MouseEvent| {
            let Some(index) = page::row_of(&event) else { return };
            if let Some(row) = all.row(&opened, index, &open, words.lang) {
                go(index);
                activate(&row);
            }
        }
    };
    let onkeydown = {
        let (all, opened, open, frame) = (all.clone(), opened.clone(), open.clone(), frame.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(key) = keyboard::plain(&event) else { return };
            let Some(row) = all.row(&opened, here, &open, words.lang) else { return };
            let last = all.len() - 1;
            let toggle = |open: bool| dispatch.emit(Action::Union(Look::Open(row.path.clone(), open)));
            let to = match key.as_str() {
                "ArrowDown" => Some((here + 1).min(last)),
                "ArrowUp" => Some(here.saturating_sub(1)),
                "PageDown" => Some((here + rows::page_of(&frame)).min(last)),
                "PageUp" => Some(here.saturating_sub(rows::page_of(&frame))),
                "Home" => Some(0),
                "End" => Some(last),
                "ArrowRight" => match row.open {
                    Some(false) => {
                        toggle(true);
                        Some(here)
                    }
                    Some(true) => Some((here + 1).min(last)),
                    None => Some(here),
                },
                "ArrowLeft" => {
                    if row.open == Some(true) {
                        toggle(false);
                        Some(here)
                    } else {
                        Some(all.outer(here).unwrap_or(here))
                    }
                }
                "Enter" | " " => {
                    activate(&row);
                    Some(here)
                }
                key if key.chars().count() == 1 => Some(all.next_named(here, &key.to_lowercase()).unwrap_or(here)),
                _ => None,
            };
            if let Some(to) = to {
                event.prevent_default();
                go(to);
            }
        })
    };
    let marked = (sight.contains(&here)).then(|| row_id(here));
    html! {
        <div class="union-tree" role="tree" tabindex="0" data-keys="own" aria-label={words.union_tree} aria-busy={more.to_string()}
            aria-activedescendant={marked} ref={frame} {onscroll} {onclick} {onkeydown}>
            <div class="union-tree__rows" role="presentation" ref={content}>
                { for all.window(opened, sight, open, words.lang).iter().map(|row| {
                    let here = row.index == here;
                    draw(row, here, row.path == *chosen, words)
                }) }
            </div>
        </div>
    }
}

fn row_id(index: usize) -> String {
    format!("union-row-{index}")
}

fn draw(row: &Row, here: bool, chosen: bool, words: &'static Words) -> Html {
    let hidden = match row.status {
        Status::Shown => None,
        Status::Deleted { .. } => Some(words.name_deleted),
        Status::Cut => Some(words.name_cut),
    };
    let twist = match row.open {
        Some(true) => "is-open",
        Some(false) => "is-closed",
        None => "is-leaf",
    };
    let (at, of) = row.place;
    html! {
        <div key={row.index} id={row_id(row.index)} role="treeitem" data-row={row.index.to_string()}
            class={classes!("union-tree__row", hidden.map(|_| "is-hidden"), here.then_some("is-here"), chosen.then_some("is-chosen"))}
            data-level={row.level.min(9).to_string()} aria-level={row.level.to_string()} aria-posinset={at.to_string()}
            aria-setsize={of.map_or_else(|| "-1".to_owned(), |of| of.to_string())}
            aria-expanded={row.open.map(|open| open.to_string())} aria-selected={chosen.to_string()} title={row.path.to_string()}>
            <span class={classes!("tree__twist", twist)} aria-hidden="true"></span>
            <span class="union-tree__name" translate="no">
                { &row.name }
                if row.file_type == FileType::Dir { { "/" } }
                if row.file_type == FileType::Symlink { <span class="tree__arrow" aria-hidden="true"></span> }
            </span>
            <span class="union-tree__by">
                if let Some(word) = hidden { { word } } else { { &row.provider } }
                if row.copies > 1 { <span class="union-tree__more" title={words.in_layers(row.copies)}>{ format!("×{}", row.copies) }</span> }
            </span>
        </div>
    }
}
