//! The union view: whose stack, which path, what it comes to, the slabs, the names, the mount line.

use std::rc::Rc;

use drydock_core::union::{MountState, Subject};
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, KeyboardEvent, SubmitEvent};
use yew::{
    Callback, Html, Properties, TargetCast, classes, function_component, html, use_effect_with, use_memo, use_node_ref,
    use_state_eq,
};

use super::chip::{Chip, Form};
use super::mount_line::MountLine;
use super::union_slab::UnionSlab;
use super::union_tree::UnionTree;
use crate::context::{use_dispatch, use_words};
use crate::effects::{keyboard, page};
use crate::i18n::Words;
use crate::state::union::{Look, UnionChoice};
use crate::state::{Action, Course};
use crate::view_model::chips::Chip as Model;
use crate::view_model::union::{Answer, Hints, Opened, answer, mount_line};

/// What is looked at, and when.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) course: Rc<Course>,
    pub(crate) moment: usize,
    pub(crate) choice: UnionChoice,
}

/// Opens the stack; if there is none, says why.
#[function_component]
pub(crate) fn UnionPane(props: &Props) -> Html {
    let words = use_words();
    let Props { course, moment, choice } = props;
    let opened = use_memo((course.clone(), *moment, choice.subject.clone()), |(course, moment, asked)| {
        let operation = course.moments.get(*moment).and_then(|at| course.operations().get(at.operation));
        let line = operation.map_or("", |operation| operation.line.as_str());
        let image = course.stage(*moment).map_or("", |plan| plan.reference.as_str());
        Opened::at(course.kernel(*moment), asked.as_deref(), Hints { line, image })
    });
    let trouble = match (&opened.subject, &opened.stack, &choice.subject) {
        (_, Some(Ok(_)), _) => None,
        (_, Some(Err(trouble)), _) => Some(trouble.words(words.lang)),
        (None, _, Some(asked)) => Some(words.union_gone(asked)),
        _ => Some(words.union_nothing.to_owned()),
    };
    html! {
        <div class="union">
            <div class="union__head">
                <Of opened={opened.clone()} asked={choice.subject.clone()} />
                if trouble.is_none() { <Query path={choice.path.clone()} /> }
            </div>
            if let Some(trouble) = trouble {
                <p class="union__trouble" role="status">{ trouble }</p>
            } else {
                <Slabs opened={opened.clone()} course={course.clone()} choice={choice.clone()} />
            }
        </div>
    }
}

#[derive(Properties)]
struct OfProps {
    opened: Rc<Opened>,
    asked: Option<String>,
}

impl PartialEq for OfProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.opened, &other.opened) && self.asked == other.asked
    }
}

/// Whose stack: a list of all images and containers of the moment, and the chip of the one that is shown.
#[function_component]
fn Of(props: &OfProps) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let opened = &props.opened;
    let onchange = move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            dispatch.emit(Action::Union(Look::Of(select.value())));
        }
    };
    let group = |word: &'static str, is: fn(&Subject) -> bool| {
        let mut named = opened.named.iter().filter(|named| is(&named.subject)).peekable();
        named.peek().is_some().then(|| {
            html! {
                <optgroup label={word}>
                    { for named.map(|named| html! {
                        <option value={named.name.clone()} selected={opened.subject == Some(named.subject)}>{ &named.name }</option>
                    }) }
                </optgroup>
            }
        })
    };
    let gone = props.asked.as_ref().filter(|_| opened.subject.is_none());
    html! {
        <div class="union__of">
            <label>
                <span>{ words.union_of }</span>
                <select {onchange} disabled={opened.named.is_empty()}>
                    if let Some(gone) = gone { <option value={gone.clone()} selected=true>{ gone }</option> }
                    { for group(words.union_containers, |subject| matches!(subject, Subject::Container(_))) }
                    { for group(words.union_images, |subject| matches!(subject, Subject::Image(_))) }
                </select>
            </label>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct QueryProps {
    path: Vec<u8>,
}

/// Which path.
#[function_component]
fn Query(props: &QueryProps) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let field = use_node_ref();
    use_effect_with((props.path.clone(), field.clone()), |(path, field)| {
        if let Some(field) = field.cast::<HtmlInputElement>() {
            let text = String::from_utf8_lossy(path);
            field.set_value(if text.is_empty() { "/" } else { &text });
        }
    });
    let onsubmit = {
        let field = field.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(field) = field.cast::<HtmlInputElement>() {
                dispatch.emit(Action::Union(Look::At(field.value().into_bytes())));
            }
        }
    };
    html! {
        <form class="union__query" {onsubmit}>
            <label>
                <span>{ words.union_path }</span>
                <input ref={field} type="text" spellcheck="false" autocapitalize="off" autocomplete="off" />
            </label>
            <button type="submit" class="tool tool--primary">{ words.union_look }</button>
        </form>
    }
}

#[derive(Properties)]
struct SlabsProps {
    opened: Rc<Opened>,
    course: Rc<Course>,
    choice: UnionChoice,
}

impl PartialEq for SlabsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.opened, &other.opened) && self.course == other.course && self.choice == other.choice
    }
}

/// The answer, slab by slab; the names; the mount line.
#[function_component]
fn Slabs(props: &SlabsProps) -> Html {
    let words = use_words();
    let SlabsProps { opened, course, choice } = props;
    // The slab that is pointed at, and the one whose chips the Tab key reaches.
    let lit = use_state_eq(|| None::<usize>);
    let active = use_state_eq(|| 0_usize);
    let frame = use_node_ref();
    let found = use_memo((Memo(opened.clone()), choice.path.clone(), words.lang), |(opened, path, lang)| {
        opened.0.stack().map(|stack| answer(stack, &opened.0.fs, path, *lang))
    });
    let line = use_memo((Memo(opened.clone()), course.clone()), |(opened, course)| {
        opened.0.stack().map(|stack| mount_line(stack, &course.known)).unwrap_or_default()
    });
    {
        let (active, frame) = (active.clone(), frame.clone());
        use_effect_with(found.clone(), move |found| {
            let of = |found: &Answer| found.slabs.iter().position(|slab| slab.is_end).unwrap_or_default();
            active.set((**found).as_ref().map(of).unwrap_or_default());
            page::scroll_to(&frame, &[".slab.is-end", ".slab.is-provider"]);
        });
    }
    let (Some(stack), Some(found)) = (opened.stack(), &*found) else { return Html::default() };
    let count = found.slabs.len();
    let here = (*active).min(count.saturating_sub(1));
    let point = {
        let (lit, active) = (lit.clone(), active.clone());
        Callback::from(move |slab: Option<usize>| {
            lit.set(slab);
            if let Some(slab) = slab {
                active.set(slab);
            }
        })
    };
    let onkeydown = {
        let (active, frame) = (active.clone(), frame.clone());
        move |event: KeyboardEvent| {
            let to = match keyboard::plain(&event).as_deref() {
                Some("ArrowDown") => (here + 1).min(count - 1),
                Some("ArrowUp") => here.saturating_sub(1),
                _ => return,
            };
            event.prevent_default();
            active.set(to);
            page::focus_in(&frame, &format!(".slab[data-slab=\"{to}\"] button"));
        }
    };
    let state = stack.mount.state;
    html! {
        <>
            { told(found, opened, words) }
            <div class="union__body">
                <div class="union__stack" ref={frame} role="group" aria-label={words.union_slabs} aria-describedby="union-keys">
                    <p id="union-keys" class="visually-hidden">{ words.union_keys }</p>
                    <ol class="slabs" key={format!("{}@{:?}", found.path, opened.subject)} {onkeydown}>
                        { for found.slabs.iter().map(|slab| html! {
                            <UnionSlab key={slab.index} slab={slab.clone()} active={slab.index == here} lit={*lit == Some(slab.index)} point={point.clone()} />
                        }) }
                    </ol>
                </div>
                <UnionTree opened={opened.clone()} open={choice.open.clone()} chosen={found.path.clone()} />
            </div>
            <MountLine line={line} {state} relative={stack.mount.home.is_some() && state != MountState::Never}
                container={matches!(stack.subject, Subject::Container(_))} active={here} lit={*lit} {point} />
        </>
    }
}

/// Equal if it is the very same.
#[derive(Clone)]
struct Memo(Rc<Opened>);

impl PartialEq for Memo {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The way to the path, and what it comes to.
fn told(found: &Answer, opened: &Opened, words: &'static Words) -> Html {
    let chip = opened.title().map(|(_, chip)| chip);
    html! { <Told found={Rc::new(found.clone())} {chip} {words} /> }
}

#[derive(PartialEq, Properties)]
struct ToldProps {
    found: Rc<Answer>,
    chip: Option<Model>,
    words: &'static Words,
}

#[function_component]
fn Told(props: &ToldProps) -> Html {
    let (words, dispatch) = (props.words, use_dispatch());
    let found = &props.found;
    let look = |path: &[u8]| {
        let path = path.to_vec();
        dispatch.on(move || Action::Union(Look::At(path.clone())))
    };
    let last = found.crumbs.len() - 1;
    html! {
        <div class="union__told">
            if let Some(chip) = &props.chip { <Chip chip={chip.clone()} form={Form::Word} /> }
            <nav class="union__crumbs" aria-label={words.union_crumbs}>
                { for found.crumbs.iter().enumerate().map(|(index, crumb)| html! {
                    <button type="button" class="union__crumb" aria-current={(index == last).then_some("location")}
                        onclick={look(&crumb.path)} translate="no">{ &crumb.name }</button>
                }) }
            </nav>
            { for found.followed.iter().map(|(link, target)| html! { <p class="union__followed">{ words.followed(link, target) }</p> }) }
            <p class={classes!("union__answer", if found.is_there { "is-there" } else { "is-not-there" })} role="status">
                <b>{ &found.headline }</b>{ " " }<span>{ &found.detail }</span>
            </p>
            if let Some((target, path)) = &found.target {
                <button type="button" class="tool" onclick={look(path)}>{ words.follow(target) }</button>
            }
        </div>
    }
}
