//! A long list of which only what is in sight is drawn. Rows have one height, the same here and in the style sheet.

use std::ops::Range;

use yew::{
    Callback, Html, KeyboardEvent, Properties, function_component, html, use_effect_with, use_mut_ref, use_node_ref,
    use_state_eq,
};

use crate::effects::{keyboard, page};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// How many rows there are.
    pub(crate) count: usize,
    /// The height of one, in CSS pixels.
    pub(crate) row: usize,
    /// How many rows can be chosen: the first so many.
    pub(crate) choices: usize,
    /// The chosen row.
    pub(crate) chosen: Option<usize>,
    pub(crate) choose: Callback<usize>,
    /// Draws the rows of a range.
    pub(crate) draw: Callback<Range<usize>, Html>,
    pub(crate) role: &'static str,
    pub(crate) label: &'static str,
    /// Changes when the list is another one, which is then shown from its top.
    pub(crate) version: usize,
}

/// Rows that are drawn above and below what is in sight.
const SPARE: usize = 6;

/// The id of a row's element.
pub(crate) fn row_id(row: usize) -> String {
    format!("row-{row}")
}

/// The list: it holds the focus, and the arrow keys choose a row.
#[function_component]
pub(crate) fn WindowList(props: &Props) -> Html {
    let Props { count, row, choices, chosen, .. } = *props;
    let (frame, all, window) = (use_node_ref(), use_node_ref(), use_node_ref());
    let first = use_state_eq(|| 0_usize);
    let height = page::window_height() / row + 1;
    let start = first.min(count.saturating_sub(1)).saturating_sub(SPARE);
    let range = start..(start + height + 2 * SPARE).min(count);
    use_effect_with((count, row, range.start, all.clone(), window.clone()), |(count, row, start, all, window)| {
        page::set_length(all, "height", count * row);
        page::set_length(window, "top", start * row);
    });
    use_effect_with((props.version, frame.clone()), |(_, frame)| page::scroll_to_top(frame));
    use_effect_with((chosen, row, frame.clone()), |(chosen, row, frame)| {
        if let Some(chosen) = chosen {
            page::scroll_into(frame, chosen * row, (chosen + 1) * row);
        }
    });
    let onscroll = {
        let (frame, first) = (frame.clone(), first.clone());
        // In steps, so that not every pixel draws anew.
        move |_| first.set(page::scrolled(&frame) / row / 2 * 2)
    };
    // Keys may come faster than the page is drawn anew.
    let at = use_mut_ref(|| None::<usize>);
    *at.borrow_mut() = chosen;
    let onkeydown = {
        let choose = props.choose.clone();
        move |event: KeyboardEvent| {
            let (Some(key), Some(last)) = (keyboard::plain(&event), choices.checked_sub(1)) else { return };
            let page = (height / 2).max(1);
            let to = match (key.as_str(), *at.borrow()) {
                ("ArrowDown", None) | ("Home", _) => 0,
                ("ArrowDown", Some(at)) => at + 1,
                ("ArrowUp", at) => at.unwrap_or_default().saturating_sub(1),
                ("PageDown", at) => at.unwrap_or_default() + page,
                ("PageUp", at) => at.unwrap_or_default().saturating_sub(page),
                ("End", _) => last,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            let to = to.min(last);
            *at.borrow_mut() = Some(to);
            choose.emit(to);
        }
    };
    let active = chosen.filter(|chosen| range.contains(chosen)).map(row_id);
    html! {
        <div class="window-list" ref={frame} role={props.role} aria-label={props.label} tabindex="0" aria-activedescendant={active}
            aria-rowcount={(props.role == "grid").then(|| count.to_string())} {onscroll} {onkeydown}>
            <div class="window-list__all" role="presentation" ref={all}>
                <div class="window-list__window" role={if props.role == "grid" { "rowgroup" } else { "presentation" }} ref={window}>
                    { props.draw.emit(range) }
                </div>
            </div>
        </div>
    }
}
