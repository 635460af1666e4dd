//! The sandbox: a terminal to type into, and the panes of a lesson without its story.

use std::rc::Rc;

use drydock_core::disk::FileKind;
use drydock_core::disk::layout::root;
use drydock_core::lesson::Pane;
use drydock_core::trace::explain;
use yew::{Html, Properties, function_component, html, use_effect_with, use_memo, use_mut_ref, use_node_ref};

use super::command_card::CommandCard;
use super::command_line::CommandLine;
use super::container_card::ContainerCard;
use super::disk_check::DiskCheckPanel;
use super::disk_pane::DiskPane;
use super::pane_tabs::{PaneTabs, pane_name};
use super::sandbox_bar::{SandboxBar, SandboxHost};
use super::sandbox_desk::{Busy, Deed, Desk, use_desk};
use super::stage::Stage;
use super::stage_tabs::StageTabs;
use super::timeline::Timeline;
use super::union_pane::UnionPane;
use crate::context::{use_dispatch, use_words};
use crate::effects::later::{Errand, later};
use crate::effects::page;
use crate::effects::session_file::{self, Entry};
use crate::state::sandbox::save;
use crate::state::{Action, AppState, Course, Drawer, Zoom};
use crate::view_model::disk_tree::{Choice, Marks, disk_tree};
use crate::view_model::file_view::file_view;
use crate::view_model::stage::stage;
use crate::view_model::terminal::{Kept, Transcript};
use crate::view_model::timeline::timeline;
use crate::view_model::write::write;

/// How the sandbox is opened and looked at.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: Rc<AppState>,
    /// The session in the address, if somebody shared one.
    pub(crate) link: Option<String>,
}

/// The sandbox, once there is a session.
#[function_component]
pub(crate) fn SandboxScreen(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let desk = use_desk(&props.state, props.link.as_ref());
    // On a small screen the terminal is what one comes for.
    use_effect_with((), move |()| dispatch.emit(Action::Show(Pane::Terminal)));
    let opening = match desk.busy {
        Busy::Opening(done, of) => Some(words.opening(done, of)),
        _ => None,
    };
    match props.state.current().filter(|_| opening.is_none()) {
        Some(course) => html! { <Panes course={course.clone()} state={props.state.clone()} {desk} /> },
        None => html! {
            <div class="page load" role="status"><p>{ opening.unwrap_or_else(|| words.running.to_owned()) }</p></div>
        },
    }
}

#[derive(PartialEq, Properties)]
struct PanesProps {
    course: Rc<Course>,
    state: Rc<AppState>,
    desk: Desk,
}

/// All panes, at one moment.
#[function_component]
fn Panes(props: &PanesProps) -> Html {
    let words = use_words();
    let PanesProps { course, state, desk } = props;
    let cursor = state.cursor;
    let moment = (state.base(course), cursor.moment);

    {
        let act = desk.act.clone();
        use_effect_with((course.clone(), cursor.moment), move |(course, moment)| {
            let (course, moment) = (course.clone(), *moment);
            later(Errand::Keep, move || match save(&course, moment) {
                Ok(saved) => {
                    let undone: Vec<&str> = course.session.undone().iter().map(|undone| undone.line.as_str()).collect();
                    if let Some(other) = session_file::keep(&saved.to_text()) {
                        act.emit(Deed::Displaced(other));
                    }
                    session_file::write(Entry::Undone, &serde_json::to_string(&undone).unwrap_or_default());
                }
                Err(error) => act.emit(Deed::Say(error.words(words.lang))),
            });
        });
    }
    let tree = use_memo((course.clone(), moment, state.disk.clone()), |(course, (base, at), disk)| {
        let marks = Marks::between(course.fs(*base), course.fs(*at), &root());
        let choice = Choice { root: &root(), by_hand: &disk.by_hand, focus: &[], selected: disk.selected.as_ref() };
        Rc::new(disk_tree(course.fs(*base), course.fs(*at), &marks, &course.known, choice))
    });
    let selected = state.disk.selected.clone();
    let file = use_memo((course.clone(), cursor.moment, selected.clone()), |(course, at, selected)| {
        file_view(course.fs(*at), &root(), selected.as_ref()?, &course.known, &course.on_trust).map(Rc::new)
    });
    let contained =
        use_memo((course.clone(), moment), |(course, (base, at))| course.container(*base, *at).map(Rc::new));
    let picture = use_memo((course.clone(), moment), |(course, (base, at))| {
        let plan = course.stage(*at);
        Rc::new(plan.map(|plan| stage(plan, course.fs(*base), course.fs(*at), None)).unwrap_or_default())
    });
    let kept = use_mut_ref(Kept::default);
    let transcript = use_memo((course.clone(), cursor.moment), |(course, at)| {
        let position = course.moments.get(*at).copied().filter(|_| !course.operations().is_empty());
        let mut kept = kept.borrow_mut();
        let all = position.map(|at| kept.transcript(course.operations(), at, &course.known)).unwrap_or_default();
        // The line that is typed has the prompt.
        Rc::new(Transcript { prompt: None, ..all })
    });
    let written = use_memo((course.clone(), cursor.moment, words.lang), |(course, at, lang)| {
        write(course, *at, *lang).map(Rc::new)
    });
    let heading = match (&*written, cursor.zoom) {
        (Some(written), Zoom::Writes) => words.write_title(written),
        (Some(written), Zoom::Stops) if cursor.stop > 0 => written.line.clone(),
        _ => String::new(),
    };
    let line = Rc::new(timeline(course, cursor, heading));
    let frame = use_node_ref();
    use_effect_with((picture.clone(), frame.clone()), |(_, frame)| page::scroll_to(frame, &[".layer:has(.is-now)"]));

    let reason = selected.as_ref().and_then(FileKind::of).map(|kind| explain::file(kind, words.lang));
    let pane = |pane: Pane| yew::classes!("pane", format!("pane--{}", pane_name(pane)));
    html! {
        <div class="lesson lesson--sandbox" data-pane={pane_name(state.pane)}>
            <h1 class="visually-hidden">{ words.sandbox }</h1>
            <PaneTabs pane={state.pane} first={words.sandbox_session} />
            <div class={pane(Pane::Story)} id="pane-story">
                <SandboxBar course={course.clone()} moment={cursor.moment} desk={desk.clone()} />
                <CommandCard course={course.clone()} {cursor} written={(*written).clone()} />
                <DiskCheckPanel course={course.clone()} moment={cursor.moment} />
                <SandboxHost course={course.clone()} desk={desk.clone()} />
            </div>
            <section class={pane(Pane::Stage)} aria-label={words.stage}>
                <StageTabs union={state.union.is_some()} />
                if let Some(choice) = &state.union {
                    <UnionPane course={course.clone()} moment={cursor.moment} choice={choice.clone()} />
                } else {
                    <div class="stage" ref={frame} data-flip-frame="stage" tabindex="0" role="group" aria-label={words.stage}>
                        if let Some(container) = &*contained { <ContainerCard container={container.clone()} /> }
                        <Stage stage={(*picture).clone()} />
                    </div>
                }
            </section>
            <section class={pane(Pane::Disk)} aria-label={words.disk}>
                <DiskPane tree={(*tree).clone()} file={(*file).clone()} gone={selected.is_some() && file.is_none()}
                    {reason} place={(0, cursor.moment)} />
            </section>
            <Timeline timeline={line} playing={state.playing} speed={state.preferences.speed} drawer={Drawer::Open} />
            <div class={pane(Pane::Terminal)}>
                <CommandLine course={course.clone()} moment={cursor.moment} transcript={(*transcript).clone()}
                    busy={desk.busy.clone()} act={desk.act.clone()} />
            </div>
        </div>
    }
}
