//! The sandbox: a terminal to type into, and the panes of a lesson without its story.

use std::rc::Rc;

use drydock_core::disk::FileKind;
use drydock_core::disk::layout::root;
use drydock_core::lesson::Pane;
use drydock_core::saved::SavedSession;
use drydock_core::trace::explain;
use yew::{Html, Properties, function_component, html, use_effect_with, use_memo, use_node_ref, use_state};

use super::command_line::CommandLine;
use super::disk_pane::DiskPane;
use super::pane_tabs::{PaneTabs, pane_name};
use super::sandbox_bar::SandboxBar;
use super::stage::Stage;
use super::terminal::Terminal;
use super::timeline::Timeline;
use crate::context::{use_dispatch, use_words};
use crate::effects::{page, session_file};
use crate::state::sandbox::{begin, moment_at, replay, save};
use crate::state::{Action, AppState, Course, Drawer};
use crate::view_model::disk_tree::{Choice, Marks, disk_tree};
use crate::view_model::file_view::file_view;
use crate::view_model::stage::stage;
use crate::view_model::terminal::{Transcript, transcript};
use crate::view_model::timeline::timeline;
use crate::view_model::write::write;

/// How the sandbox is opened and looked at.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: Rc<AppState>,
    /// The session in the address, if somebody shared one.
    pub(crate) link: Option<String>,
}

/// The world in which a first visitor begins.
const FIRST_WORLD: &str = "documents";

/// Opens the session of the link, or the one that was kept, or a new one.
#[function_component]
pub(crate) fn SandboxScreen(props: &Props) -> Html {
    let (words, dispatch) = (use_words(), use_dispatch());
    let trouble = use_state(|| None::<String>);
    {
        let (trouble, there) = (trouble.clone(), props.state.current().is_some());
        use_effect_with(props.link.clone(), move |link| {
            if there && link.is_none() {
                return;
            }
            let lang = words.lang;
            let kept = session_file::read();
            let outcome = match (link, &kept) {
                (Some(link), _) => SavedSession::parse_link(link).map(Some),
                (None, Some(text)) => SavedSession::parse(text).map(Some),
                (None, None) => Ok(None),
            };
            let refused = outcome.as_ref().err().map(|error| error.words(lang));
            // A shared session takes the place of one's own, and an unreadable one that of nothing: both are kept aside.
            let own = kept.as_deref().filter(|_| link.is_some() && refused.is_none());
            if let Some(text) = own.or(kept.as_deref().filter(|_| link.is_none() && refused.is_some())) {
                session_file::set_aside(text);
            }
            let saved = outcome.ok().flatten().or_else(|| SavedSession::parse(kept.as_deref()?).ok());
            let at = saved.as_ref().and_then(SavedSession::at);
            if let Some(course) = saved.as_ref().and_then(replay).or_else(|| begin(FIRST_WORLD)) {
                let moment = moment_at(&course, at);
                dispatch.emit(Action::Sandbox(Rc::new(course), moment));
            }
            let told = own.map(|_| words.sandbox_own_aside.to_owned());
            trouble.set(refused.map(|why| format!("{} {why}", words.sandbox_refused)).or(told));
        });
    }
    let Some(course) = props.state.current().cloned() else {
        return html! { <div class="page load" role="status"><p>{ words.running }</p></div> };
    };
    let message = (*trouble).clone();
    let say = yew::Callback::from(move |text| trouble.set(text));
    html! { <Panes {course} state={props.state.clone()} {message} {say} /> }
}

#[derive(PartialEq, Properties)]
struct PanesProps {
    course: Rc<Course>,
    state: Rc<AppState>,
    message: Option<String>,
    say: yew::Callback<Option<String>>,
}

/// All panes, at one moment.
#[function_component]
fn Panes(props: &PanesProps) -> Html {
    let words = use_words();
    let PanesProps { course, state, .. } = props;
    let cursor = state.cursor;
    let moment = (state.base(course), cursor.moment);

    use_effect_with((course.clone(), cursor.moment), |(course, moment)| {
        if let Ok(saved) = save(course, *moment) {
            session_file::write(&saved.to_text());
        }
    });
    let tree = use_memo((course.clone(), moment, state.disk.clone()), |(course, (base, at), disk)| {
        let marks = Marks::between(course.fs(*base), course.fs(*at), &root());
        let choice = Choice { root: &root(), by_hand: &disk.by_hand, focus: &[], selected: disk.selected.as_ref() };
        Rc::new(disk_tree(course.fs(*base), course.fs(*at), &marks, &course.known, choice))
    });
    let selected = state.disk.selected.clone();
    let file = use_memo((course.clone(), cursor.moment, selected.clone()), |(course, at, selected)| {
        file_view(course.fs(*at), &root(), selected.as_ref()?, &course.known, &course.on_trust).map(Rc::new)
    });
    let picture = use_memo((course.clone(), moment), |(course, (base, at))| {
        let plan = course.stage(*at);
        Rc::new(plan.map(|plan| stage(plan, course.fs(*base), course.fs(*at), None)).unwrap_or_default())
    });
    let entries = use_memo((course.clone(), cursor.moment), |(course, at)| {
        let position = course.moments.get(*at).copied();
        let all = position.map(|at| transcript(course.operations(), at, &course.known)).unwrap_or_default();
        // The command line below has the prompt.
        Rc::new(Transcript { prompt: None, ..all })
    });
    let written = use_memo((course.clone(), cursor.moment, words.lang), |(course, at, lang)| write(course, *at, *lang));
    let heading = written.as_ref().as_ref().map(|written| words.write_title(written)).unwrap_or_default();
    let line = Rc::new(timeline(course, cursor, heading.clone()));
    let frame = use_node_ref();
    use_effect_with((picture.clone(), frame.clone()), |(_, frame)| page::scroll_to(frame, &[".layer:has(.is-now)"]));

    let reason = selected.as_ref().and_then(FileKind::of).map(|kind| explain::file(kind, words.lang));
    let pane = |pane: Pane| yew::classes!("pane", format!("pane--{}", pane_name(pane)));
    html! {
        <div class="lesson lesson--sandbox" data-pane={pane_name(state.pane)}>
            <h1 class="visually-hidden">{ words.sandbox }</h1>
            <PaneTabs pane={state.pane} />
            <div class={pane(Pane::Story)} id="pane-story">
                <SandboxBar course={course.clone()} moment={cursor.moment} message={props.message.clone()} say={props.say.clone()} />
                if let Some(told) = written.as_ref().as_ref().and_then(|written| written.told.as_ref()) {
                    <div class="sandbox__told"><h2>{ &told.headline }</h2><p>{ &told.detail }</p></div>
                }
            </div>
            <section class={pane(Pane::Stage)} aria-label={words.stage}>
                <div class="stage" ref={frame} data-flip-frame="stage" tabindex="0" role="group" aria-label={words.stage}>
                    <Stage stage={(*picture).clone()} />
                </div>
            </section>
            <section class={pane(Pane::Disk)} aria-label={words.disk}>
                <DiskPane tree={(*tree).clone()} file={(*file).clone()} gone={selected.is_some() && file.is_none()}
                    {reason} place={(0, cursor.moment)} />
            </section>
            <Timeline timeline={line} playing={state.playing} speed={state.preferences.speed} drawer={Drawer::Open} />
            <div class={yew::classes!(pane(Pane::Terminal), "pane--typed")}>
                <Terminal transcript={(*entries).clone()} />
                <CommandLine course={course.clone()} moment={cursor.moment} />
            </div>
        </div>
    }
}
