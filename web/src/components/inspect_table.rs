//! The names as a table.

use std::ops::Range;
use std::rc::Rc;

use yew::{Callback, Html, Properties, classes, function_component, html};

use super::chip::ChipMark;
use super::inspect_screen::Chosen;
use super::window_list::{WindowList, row_id};
use crate::context::use_words;
use crate::i18n::Words;
use crate::state::Found;
use crate::view_model::inspect::graph::Graph;
use crate::view_model::inspect::rows::{Column, Order, Row, Sort};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) found: Found,
    pub(crate) graph: Rc<Graph>,
    pub(crate) chosen: Chosen,
    pub(crate) choose: Callback<Chosen>,
    pub(crate) order: Order,
    pub(crate) sort: Callback<Column>,
}

/// The height of a row, as `--row` in the style sheet.
const ROW: usize = 44;

const COLUMNS: [Column; 5] = [Column::Registry, Column::Repository, Column::Reference, Column::Image, Column::Names];

const fn heading(column: Column, words: &Words) -> &'static str {
    match column {
        Column::Registry => words.col_registry_name,
        Column::Repository => words.col_repository,
        Column::Reference => words.col_reference,
        Column::Image => words.col_image,
        Column::Names => words.col_names,
    }
}

/// Buttons that sort, and the rows.
#[function_component]
pub(crate) fn InspectTable(props: &Props) -> Html {
    let words = use_words();
    let Props { found, graph, chosen, choose, order, sort } = props;
    let place = chosen.row.and_then(|row| graph.order.iter().position(|other| *other == row));
    let choose_place = {
        let (graph, found, choose) = (graph.clone(), found.clone(), choose.clone());
        Callback::from(move |place: usize| {
            let Some(row) = graph.order.get(place).copied() else { return };
            choose.emit(Chosen { row: Some(row), image: found.rows.get(row as usize).and_then(|row| row.image) });
        })
    };
    let draw = {
        let (graph, found, chosen, choose) = (graph.clone(), found.clone(), chosen.row, choose_place.clone());
        Callback::from(move |range: Range<usize>| {
            let rows = range.filter_map(|place| {
                let number = *graph.order.get(place)?;
                let row = found.rows.get(number as usize)?;
                let choose = choose.clone();
                Some(draw_row(row, place, chosen == Some(number), Callback::from(move |_| choose.emit(place)), words))
            });
            rows.collect::<Html>()
        })
    };
    html! {
        <div class="name-table">
            <div class="name-table__row name-table__row--head" role="group" aria-label={words.inspect_table}>
                { for COLUMNS.into_iter().map(|column| {
                    let sort = sort.clone();
                    let sign = match (order.column == column, order.reverse) {
                        (true, false) => " ↑",
                        (true, true) => " ↓",
                        (false, _) => "",
                    };
                    html! {
                        <button type="button" class="name-table__head" aria-pressed={(order.column == column).to_string()} onclick={move |_| sort.emit(column)}>
                            { heading(column, words) }<span aria-hidden="true">{ sign }</span>
                        </button>
                    }
                }) }
            </div>
            <WindowList count={graph.order.len()} row={ROW} choices={graph.order.len()} chosen={place} choose={choose_place} {draw}
                role="grid" label={words.inspect_table} version={Rc::as_ptr(graph) as usize} />
        </div>
    }
}

fn draw_row(row: &Row, place: usize, chosen: bool, onclick: Callback<yew::MouseEvent>, words: &Words) -> Html {
    let refused = row.sort == Sort::Refused;
    html! {
        <div key={place} role="row" id={row_id(place)} aria-rowindex={(place + 1).to_string()} aria-selected={chosen.to_string()} {onclick} title={row.text.to_string()}
            class={classes!("name-table__row", chosen.then_some("is-chosen"), refused.then_some("is-refused"))}>
            <span role="gridcell">{ match row.sort { Sort::Refused => words.refused_name, Sort::Unnamed => words.no_name, Sort::Tag | Sort::Digest => &row.registry } }</span>
            <span role="gridcell" class="name-table__name">{ &*row.repository }</span>
            <span role="gridcell" class="name-table__name">{ &*row.tail }if let Some(digest) = &row.digest { <ChipMark chip={digest.clone()} /> }</span>
            <span role="gridcell">if let Some(chip) = row.chip() { <ChipMark {chip} /> } else { { &*row.image_text } }</span>
            <span role="gridcell">{ row.siblings }</span>
        </div>
    }
}
