//! Repositories, their tags and digests, and the images that these lead to, joined by lines.

use std::ops::Range;
use std::rc::Rc;

use drydock_core::identity::{ImageId, Kind};
use yew::{Callback, Html, Properties, classes, function_component, html};

use super::chip::ChipMark;
use super::inspect_screen::Chosen;
use super::window_list::{WindowList, row_id};
use crate::context::use_words;
use crate::i18n::Words;
use crate::state::Found;
use crate::view_model::chips::Chip;
use crate::view_model::inspect::card::summary;
use crate::view_model::inspect::graph::{Edge, Graph};
use crate::view_model::inspect::rows::{Row, Sort};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) found: Found,
    pub(crate) graph: Rc<Graph>,
    pub(crate) chosen: Chosen,
    pub(crate) choose: Callback<Chosen>,
}

/// The height of a box with the space around it, as `--box` in the style sheet.
const BOX: usize = 60;

/// Three columns with lines between them.
#[function_component]
pub(crate) fn InspectGraph(props: &Props) -> Html {
    let words = use_words();
    let Props { found, graph, chosen, choose } = props;
    let place = chosen.row.and_then(|row| graph.order.iter().position(|other| *other == row));
    let choose_place = {
        let (graph, found, choose) = (graph.clone(), found.clone(), choose.clone());
        Callback::from(move |place: usize| {
            let Some(row) = graph.order.get(place).copied() else { return };
            choose.emit(Chosen { row: Some(row), image: found.rows.get(row as usize).and_then(|row| row.image) });
        })
    };
    let draw = {
        let (graph, found, chosen) = (graph.clone(), found.clone(), chosen.clone());
        let (choose, choose_place) = (choose.clone(), choose_place.clone());
        Callback::from(move |range: Range<usize>| {
            let sight = graph.sight(&found.rows, range.clone());
            let height = sight.images.len();
            let row = |number: &Option<u32>| number.and_then(|number| found.rows.get(number as usize));
            let image = |id: &Option<ImageId>| {
                let Some(id) = *id else { return html! { <div class="graph__cell"></div> } };
                let (choose, rows) = (choose.clone(), found.rows.clone());
                let onclick = Callback::from(move |_| {
                    let row = rows.iter().position(|row| row.image == Some(id)).and_then(|row| u32::try_from(row).ok());
                    choose.emit(Chosen { row, image: Some(id) });
                });
                draw_image(id, &found, chosen.image == Some(id), onclick, words)
            };
            html! {
                <div class="graph__window">
                    <div class="graph__column" aria-hidden="true">
                        { for sight.repositories.iter().map(|number| repository(row(number), words)) }
                    </div>
                    { lines(&sight.left, height, chosen.image) }
                    <div class="graph__column">
                        { for sight.references.iter().enumerate().map(|(index, number)| {
                            let place = range.start + index;
                            let choose = choose_place.clone();
                            let chosen = number.is_some() && *number == chosen.row;
                            reference(row(number), place, chosen, Callback::from(move |_| choose.emit(place)), words)
                        }) }
                    </div>
                    { lines(&sight.right, height, chosen.image) }
                    <div class="graph__column" aria-hidden="true">{ for sight.images.iter().map(image) }</div>
                </div>
            }
        })
    };
    html! {
        <div class="graph">
            <div class="graph__heads" aria-hidden="true"><span>{ words.col_repository }</span><span></span><span>{ words.col_reference }</span><span></span><span>{ words.col_image }</span></div>
            <WindowList count={graph.height()} row={BOX} choices={graph.order.len()} chosen={place} choose={choose_place} {draw}
                role="listbox" label={words.inspect_graph} version={Rc::as_ptr(graph) as usize} />
        </div>
    }
}

fn repository(row: Option<&Row>, words: &Words) -> Html {
    let Some(row) = row else { return html! { <div class="graph__cell"></div> } };
    let refused = row.sort == Sort::Refused;
    let home = match row.sort {
        Sort::Refused => words.refused_name,
        Sort::Unnamed => words.no_name,
        Sort::Tag | Sort::Digest => &row.home,
    };
    html! {
        <div class="graph__cell">
            <div class={classes!("graph__box", refused.then_some("is-refused"))} title={row.repository.to_string()}>
                <strong>{ &*row.repository }</strong>
                <small>{ home }</small>
            </div>
        </div>
    }
}

fn reference(row: Option<&Row>, place: usize, chosen: bool, onclick: Callback<yew::MouseEvent>, words: &Words) -> Html {
    let Some(row) = row else { return html! { <div class="graph__cell" role="presentation"></div> } };
    let refused = row.sort == Sort::Refused;
    let whole = row.tail.is_empty();
    html! {
        <div class="graph__cell" role="presentation">
            <div role="option" id={row_id(place)} data-row={place.to_string()} aria-selected={chosen.to_string()} {onclick} title={row.text.to_string()}
                class={classes!("graph__box", "graph__box--button", refused.then_some("is-refused"), chosen.then_some("is-chosen"))}>
                <span class="visually-hidden">{ &*row.repository }</span>
                if whole { <span>{ &*row.text }</span> } else { <span>{ &*row.tail }</span> }
                if let Some(digest) = &row.digest { <ChipMark chip={digest.clone()} /> }
                <span class="visually-hidden">
                    { " → " }{ row.chip().map_or_else(|| row.image_text.to_string(), |chip| format!("{} {}", words.col_image, chip.short())) }
                </span>
            </div>
        </div>
    }
}

fn draw_image(id: ImageId, found: &Found, chosen: bool, onclick: Callback<yew::MouseEvent>, words: &Words) -> Html {
    let said = summary(&found.inspection.picture, id);
    html! {
        <div class="graph__cell">
            <div class={classes!("graph__box", "graph__box--button", chosen.then_some("is-chosen"))} {onclick} title={id.to_string()}>
                <ChipMark chip={Chip::new(Kind::ImageId, id.hex())} />
                <small>{ words.image_box(said.names, said.layers, said.size) }</small>
            </div>
        </div>
    }
}

fn lines(edges: &[Edge], height: usize, chosen: Option<ImageId>) -> Html {
    let pixels = height * BOX;
    html! {
        <svg class="graph__lines" aria-hidden="true" height={pixels.to_string()} viewBox={format!("0 0 100 {pixels}")} preserveAspectRatio="none">
            { for edges.iter().map(|edge| {
                let (from, to) = (edge.from * BOX as f32, edge.to * BOX as f32);
                let lit = chosen.is_some() && edge.image == chosen;
                html! { <path class={classes!(lit.then_some("is-chosen"))} d={format!("M0 {from}C50 {from} 50 {to} 100 {to}")} /> }
            }) }
        </svg>
    }
}
