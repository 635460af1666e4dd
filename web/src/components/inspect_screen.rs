//! *Inspect yours*: what was given, the picture of it, and what is known of the chosen image.

use std::rc::Rc;

use drydock_core::identity::ImageId;
use drydock_core::pace::Pace;
use yew::{Callback, DragEvent, Html, Properties, function_component, html, use_callback, use_effect_with, use_state};

use super::inspect_answer::InspectAnswer;
use super::inspect_details::InspectDetails;
use super::inspect_inputs::InspectInputs;
use super::inspect_picture::InspectPicture;
use super::inspect_problems::InspectProblems;
use crate::context::{use_dispatch, use_words};
use crate::effects::dropped::{self, Piece, TooLarge};
use crate::effects::paced;
use crate::state::bench::LONGEST_SHOWN;
use crate::state::{Action, Bench, Notice};

/// What is on the bench.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) bench: Rc<Bench>,
}

/// What of the picture is chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Chosen {
    /// The number of a row.
    pub(crate) row: Option<u32>,
    /// The image.
    pub(crate) image: Option<ImageId>,
}

/// How long after the last letter the text is read, in milliseconds.
const PAUSE: u32 = 150;

/// Three regions: what was given and is wrong, the picture, the details.
#[function_component]
pub(crate) fn InspectScreen(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let bench = props.bench.clone();
    let chosen = use_state(Chosen::default);
    {
        let (bench, dispatch, chosen) = (bench.clone(), dispatch.clone(), chosen.clone());
        let typed = (bench.text.clone(), bench.pieces.clone());
        use_effect_with(typed, move |_| {
            // In tasks of its own, so that the page is painted first and takes keys meanwhile. What is read already stays.
            let same = bench.found.as_ref().is_some_and(|found| found.inputs == bench.inputs());
            let task = (!same).then(|| {
                paced::begin(PAUSE, move |due| async move {
                    let found = bench.read_paced(&Pace::new(&due)).await;
                    chosen.set(Chosen::default());
                    dispatch.emit(Action::Bench(Rc::new(Bench { found, ..(*bench).clone() })));
                })
            });
            move || drop(task)
        });
    }
    let add = {
        let dispatch = dispatch.clone();
        use_callback((), move |piece: Piece, ()| {
            dispatch.emit(match piece {
                Ok(input) => Action::Piece(input),
                Err(TooLarge) => Action::Tell(Notice::FileTooLarge),
            });
        })
    };
    let set = use_callback((), move |bench: Bench, ()| dispatch.emit(Action::Bench(Rc::new(bench))));
    let ondrop = {
        let add = add.clone();
        Callback::from(move |event: DragEvent| {
            let add = add.clone();
            dropped::dropped(&event, move |piece| add.emit(piece));
        })
    };
    let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |next: Chosen| chosen.set(next))
    };
    let found = bench.found.clone();
    let waiting = found.is_none() && !bench.is_empty();
    // What is large takes a while: until then the picture is that of before.
    let inputs = bench.inputs();
    let large = inputs.iter().map(|input| input.bytes.len()).sum::<usize>() > LONGEST_SHOWN;
    let reading = !inputs.is_empty() && found.as_ref().is_none_or(|found| found.inputs != inputs);
    let stale = large && reading && found.is_some();
    html! {
        <div class="inspect" aria-busy={reading.to_string()} {ondrop} {ondragover}>
            <section class="inspect__given" aria-label={words.inspect_inputs}>
                <InspectInputs bench={bench.clone()} {set} {add} />
                if stale { <p class="inspect__hint" role="status">{ words.inspect_reading }</p> }
                if let Some(found) = &found { <InspectProblems found={found.clone()} typed={!bench.text.is_empty()} /> }
            </section>
            <section class="inspect__picture" aria-label={words.inspect_picture}>
                if let Some(found) = &found {
                    <InspectPicture found={found.clone()} chosen={(*chosen).clone()} choose={choose.clone()} />
                    <InspectAnswer found={found.clone()} chosen={(*chosen).clone()} />
                } else {
                    <p class="inspect__empty" role="status">{ if waiting { words.inspect_reading } else { words.inspect_nothing } }</p>
                }
            </section>
            <section class="inspect__details" aria-label={words.inspect_details}>
                if let Some(found) = &found {
                    <InspectDetails found={found.clone()} chosen={(*chosen).clone()} />
                } else {
                    <p class="inspect__hint">{ words.inspect_choose }</p>
                }
            </section>
        </div>
    }
}
