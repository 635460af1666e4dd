//! The picture: names and images, as a graph or as a table.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{Callback, Event, Html, InputEvent, Properties, TargetCast, function_component, html, use_memo, use_state};

use super::inspect_graph::InspectGraph;
use super::inspect_screen::Chosen;
use super::inspect_table::InspectTable;
use crate::context::use_words;
use crate::effects::page;
use crate::i18n::Words;
use crate::state::Found;
use crate::view_model::inspect::graph::Graph;
use crate::view_model::inspect::rows::{FILTERS, Filter, Order, select};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) found: Found,
    pub(crate) chosen: Chosen,
    pub(crate) choose: Callback<Chosen>,
}

#[derive(Clone, Copy, PartialEq)]
enum View {
    Graph,
    Table,
}

const fn filter_word(filter: Filter, words: &Words) -> &'static str {
    match filter {
        Filter::All => words.filter_all,
        Filter::Tags => words.filter_tags,
        Filter::Digests => words.filter_digests,
        Filter::Untagged => words.filter_untagged,
        Filter::Unnamed => words.filter_unnamed,
        Filter::Shared => words.filter_shared,
        Filter::Refused => words.filter_refused,
    }
}

/// Search, filter, view, and the names.
#[function_component]
pub(crate) fn InspectPicture(props: &Props) -> Html {
    let words = use_words();
    let (query, filter) = (use_state(String::new), use_state(Filter::default));
    let (order, view) =
        (use_state(Order::default), use_state(|| if page::is_narrow() { View::Table } else { View::Graph }));
    let rows = props.found.rows.clone();
    // The graph stands in the natural order: repositories are together there.
    let sorted = if *view == View::Table { *order } else { Order::default() };
    let key = (props.found.clone(), (*query).clone(), *filter, sorted);
    let graph = use_memo(key, |(found, query, filter, order)| {
        Rc::new(Graph::new(&found.rows, select(&found.rows, query, *filter, *order)))
    });
    let search = {
        let query = query.clone();
        move |event: InputEvent| {
            query.set(event.target_dyn_into::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default());
        }
    };
    let choose_filter = {
        let filter = filter.clone();
        move |event: Event| {
            let index = event.target_dyn_into::<HtmlSelectElement>().map(|field| field.selected_index());
            let index = index.and_then(|index| usize::try_from(index).ok());
            filter.set(index.and_then(|index| FILTERS.get(index).copied()).unwrap_or_default());
        }
    };
    let view_button = |which: View, word: &'static str| {
        let set = view.clone();
        let pressed = (*view == which).to_string();
        html! { <button type="button" class="tool" aria-pressed={pressed} onclick={move |_| set.set(which)}>{ word }</button> }
    };
    let sort = {
        let order = order.clone();
        Callback::from(move |column| {
            let reverse = order.column == column && !order.reverse;
            order.set(Order { column, reverse });
        })
    };
    let picture = &props.found.inspection.picture;
    let shown = graph.order.len();
    html! {
        <div class="picture">
            <div class="picture__bar">
                <div role="group" class="picture__views" aria-label={words.inspect_view}>
                    { view_button(View::Graph, words.inspect_graph) }
                    { view_button(View::Table, words.inspect_table) }
                </div>
                <label class="picture__search"><span>{ words.inspect_search }</span>
                    <input type="search" value={(*query).clone()} oninput={search} />
                </label>
                <label class="picture__filter"><span>{ words.inspect_filter }</span>
                    <select onchange={choose_filter}>
                        { for FILTERS.into_iter().map(|each| html! { <option selected={*filter == each}>{ filter_word(each, words) }</option> }) }
                    </select>
                </label>
                <p class="picture__count" role="status">
                    { if shown == rows.len() { words.found(picture.repositories.len(), picture.names.len(), picture.images.len()) } else { words.rows_of(shown, rows.len()) } }
                </p>
            </div>
            if rows.is_empty() {
                <p class="inspect__empty">{ words.inspect_no_names }</p>
            } else if shown == 0 {
                <p class="inspect__empty">{ words.inspect_no_match }</p>
            } else if *view == View::Graph {
                <InspectGraph found={props.found.clone()} graph={(*graph).clone()} chosen={props.chosen.clone()} choose={props.choose.clone()} />
            } else {
                <InspectTable found={props.found.clone()} graph={(*graph).clone()} chosen={props.chosen.clone()} choose={props.choose.clone()} order={*order} {sort} />
            }
        </div>
    }
}
