//! The root component: the state, what is derived from it for the browser, and the regions of the page.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use yew::{
    Callback, ContextProvider, Html, Reducible, function_component, html, use_callback, use_effect_with,
    use_force_update, use_memo, use_mut_ref, use_reducer_eq,
};

use crate::components::chip_card::ChipCard;
use crate::components::help_dialog::HelpDialog;
use crate::components::home::Home;
use crate::components::inspect_screen::InspectScreen;
use crate::components::lesson_screen::{LessonScreen, again};
use crate::components::load_state::{LoadState, Stage};
use crate::components::masthead::Masthead;
use crate::components::notice_bar::NoticeBar;
use crate::components::prose_page::ProsePage;
use crate::components::sandbox_screen::SandboxScreen;
use crate::context::{Dispatch, WordsContext};
use crate::effects::later::{Errand, later};
use crate::effects::{address, clipboard, fetch, highlight, keyboard, motion, page, storage};
use crate::i18n::{Words, words};
use crate::state::address::{Address, Place};
use crate::state::preferences::{Preferences, Speed};
use crate::state::{Action, AppState, Course, Failure, Loaded, Notice, Overlay, Playing, Resource, Zoom};
use crate::view_model::card::card;
use crate::view_model::timeline::stop_title;

/// The state as Yew's reducer holds it.
#[derive(Clone, PartialEq)]
struct Store(Rc<AppState>);

impl Reducible for Store {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let next = self.0.clone().reduce(action);
        if Rc::ptr_eq(&next, &self.0) { self } else { Rc::new(Self(next)) }
    }
}

/// The state in which the page opens.
fn open() -> AppState {
    let (preferences, notice) = match storage::read() {
        storage::Found::Nothing => (Preferences::default(), None),
        storage::Found::Refused => (Preferences::default(), Some(Notice::NothingIsSaved)),
        storage::Found::Text(text) => {
            if let Ok(preferences) = Preferences::from_json(&text) {
                (preferences, None)
            } else {
                storage::set_aside(&text);
                (Preferences::default(), Some(Notice::SavedIsCorrupt))
            }
        }
    };
    AppState::open(Address::parse(&address::fragment()), preferences, page::browser_lang(), notice)
}

/// The whole page.
#[function_component]
pub fn App() -> Html {
    let store = use_reducer_eq(|| Store(Rc::new(open())));
    let state = store.0.clone();
    let dispatcher = store.dispatcher();
    let dispatch = use_callback((), move |action: Action, ()| {
        // What moves must be measured before the page changes.
        if matches!(action, Action::Walk(_) | Action::PlayOn | Action::Zoom(_) | Action::OpenDir(..)) {
            motion::remember();
        }
        dispatcher.dispatch(action);
    });
    // What listeners outside the page's tree see: always the latest state.
    let latest = use_mut_ref(|| state.clone());
    *latest.borrow_mut() = state.clone();

    {
        let (dispatch, redraw) = (dispatch.clone(), use_force_update());
        use_effect_with((), move |()| {
            let keys = {
                let dispatch = dispatch.clone();
                keyboard::listen(move |key| {
                    let state = latest.borrow().clone();
                    let action = state.key(key, page::is_dark(state.preferences.theme));
                    action.map(|action| dispatch.emit(action)).is_some()
                })
            };
            let links = {
                let dispatch = dispatch.clone();
                address::on_change(move |fragment, was_here| {
                    let mut address = Address::parse(fragment);
                    // Going back does not take the language back that was chosen since.
                    if was_here {
                        address.lang = None;
                    }
                    dispatch.emit(Action::Visit(address));
                })
            };
            let others = storage::on_change(move |text| {
                if let Ok(preferences) = Preferences::from_json(&text) {
                    dispatch.emit(Action::Remember(preferences));
                }
            });
            let scheme = page::on_scheme_change(move || redraw.force_update());
            let lights = highlight::listen();
            move || drop((keys, links, others, scheme, lights))
        });
    }
    use_effect_with((state.cursor, state.disk.by_hand.clone()), |_| motion::play());
    // After the step has been painted: the browser takes its time for all three, and of quick steps only the last counts.
    use_effect_with((state.address().to_string(), state.preferences.clone(), title(&state)), |followed| {
        let ((address, preferences, title), before) = (followed.clone(), address::fragment());
        later(Errand::Follow, move || {
            // A link that was followed meanwhile has the last word.
            if address::fragment() == before {
                address::replace(&address);
            }
            storage::write(&preferences.to_json());
            page::set_title(&title);
        });
    });
    {
        let first = use_mut_ref(|| true);
        use_effect_with(state.place.screen(), move |(_, section)| {
            if !first.replace(false) {
                page::arrive(section.is_none());
            }
        });
    }
    use_effect_with(state.lang, |lang| page::set_lang(*lang));
    use_effect_with(state.preferences.theme, |theme| page::set_theme(*theme));
    {
        let dispatch = dispatch.clone();
        use_effect_with(state.wanted(), move |wanted| {
            for resource in wanted {
                dispatch.emit(Action::Load(resource.clone(), Loaded::Waiting));
                let (done, of) = (dispatch.clone(), resource.clone());
                fetch::fetch(resource.clone(), move |loaded| done.emit(Action::Load(of, loaded)));
            }
        });
    }
    {
        let (dispatch, old, lang) = (dispatch.clone(), state.course.clone(), state.lang);
        use_effect_with(state.to_run(), move |lesson| {
            // In a task of its own, so that the page is painted first.
            let task = lesson.clone().map(|lesson| {
                Timeout::new(0, move || {
                    let resource = Resource::Lesson(lesson.id.clone(), lang);
                    dispatch.emit(match Course::rehearse(&lesson, old.as_deref()) {
                        Ok(course) => Action::Begin(Rc::new(course)),
                        Err(why) => Action::Load(resource, Loaded::Failed(Failure::Content(why.to_string()))),
                    });
                })
            });
            move || drop(task)
        });
    }
    {
        let (dispatch, speed) = (dispatch.clone(), state.preferences.speed);
        use_effect_with((state.playing, state.cursor, speed), move |(playing, cursor, speed)| {
            let timer = (*playing == Playing::Running)
                .then(|| Timeout::new(wait(cursor.zoom, *speed), move || dispatch.emit(Action::PlayOn)));
            move || drop(timer)
        });
    }

    let words = words(state.lang);
    let share = {
        let dispatch = dispatch.clone();
        let lesson = matches!(state.place, Place::Lesson(_));
        state.current().filter(|_| lesson).map(|_| {
            Callback::from(move |_| {
                let dispatch = dispatch.clone();
                clipboard::copy(&address::whole(), move |done| {
                    dispatch.emit(Action::Tell(if done { Notice::LinkCopied } else { Notice::CopyRefused }));
                });
            })
        })
    };
    let pages = match state.loaded.get(&Resource::Catalogue(state.lang)) {
        Some(Loaded::Catalogue(catalogue)) => catalogue.pages.clone(),
        _ => Vec::new(),
    };
    html! {
        <ContextProvider<WordsContext> context={WordsContext(words)}>
            <ContextProvider<Dispatch> context={Dispatch(dispatch)}>
                <Masthead place={state.place.clone()} {pages} dark={page::is_dark(state.preferences.theme)} {share} />
                <NoticeBar notice={state.notice} />
                <main id="main" tabindex="-1">{ screen(&state, words) }</main>
                <Above state={state.clone()} />
            </ContextProvider<Dispatch>>
        </ContextProvider<WordsContext>>
    }
}

/// The screen for the place.
fn screen(state: &Rc<AppState>, words: &'static Words) -> Html {
    let how_far = |resource: &Resource| match state.loaded.get(resource) {
        Some(Loaded::Failed(failure)) => Stage::Failed(resource.clone(), failure.clone()),
        _ => Stage::Loading,
    };
    match &state.place {
        Place::Home => {
            let resource = Resource::Catalogue(state.lang);
            let catalogue = match state.loaded.get(&resource) {
                Some(Loaded::Catalogue(catalogue)) => Ok(catalogue.clone()),
                _ => Err(how_far(&resource)),
            };
            html! { <Home {catalogue} progress={state.preferences.progress.clone()} /> }
        }
        Place::Lesson(place) => {
            let resource = Resource::Lesson(place.lesson.clone(), state.lang);
            match (state.current(), state.loaded.get(&resource)) {
                (_, Some(Loaded::Failed(_))) => html! { <LoadState stage={how_far(&resource)} /> },
                (Some(course), _) => html! { <LessonScreen course={course.clone()} state={state.clone()} /> },
                (None, Some(Loaded::Lesson(_))) => html! { <LoadState stage={Stage::Running} /> },
                (None, _) => html! { <LoadState stage={how_far(&resource)} /> },
            }
        }
        Place::Page(place) => {
            let resource = Resource::Page(place.page.clone(), state.lang);
            match state.loaded.get(&resource) {
                Some(Loaded::Page(page)) => html! { <ProsePage page={page.clone()} section={place.section.clone()} /> },
                _ => html! { <LoadState stage={how_far(&resource)} /> },
            }
        }
        Place::Sandbox(link) => html! { <SandboxScreen state={state.clone()} link={link.clone()} /> },
        Place::Inspect => html! { <InspectScreen bench={state.bench.clone()} /> },
        Place::Unknown(_) => {
            let home = Address::of(Place::Home, state.lang).to_string();
            html! {
                <div class="page load">
                    <h1>{ words.unknown_title }</h1>
                    <p>{ words.unknown_lead }</p>
                    <p><a href={home}>{ words.to_lessons }</a></p>
                </div>
            }
        }
    }
}

#[derive(PartialEq, yew::Properties)]
struct AboveProps {
    state: Rc<AppState>,
}

/// What is open above the page.
#[function_component]
fn Above(props: &AboveProps) -> Html {
    let state = &props.state;
    let model =
        use_memo((state.overlay.clone(), state.course.clone(), state.cursor.moment), |(overlay, course, at)| {
            let (Overlay::Card(chip), Some(course)) = (overlay, course) else { return None };
            Some(Rc::new(card(course, chip, course.fs(*at))))
        });
    match &state.overlay {
        Overlay::None => Html::default(),
        Overlay::Help => html! { <HelpDialog letters={state.preferences.letters} /> },
        Overlay::Card(_) => match (&*model, &state.course) {
            (Some(model), Some(course)) => {
                let at = state.cursor.moment;
                let again = again(course, &model.derivation, &model.chip, at);
                html! { <ChipCard card={model.clone()} recompute={again} /> }
            }
            _ => Html::default(),
        },
    }
}

/// The title of the window.
fn title(state: &AppState) -> String {
    let here = match (&state.place, state.current()) {
        (Place::Lesson(_), Some(course)) => {
            Some(format!("{} · {}", stop_title(course, state.cursor.stop), course.lesson.title))
        }
        (Place::Sandbox(_), _) => Some(words(state.lang).sandbox.to_owned()),
        (Place::Inspect, _) => Some(words(state.lang).inspect.to_owned()),
        (Place::Unknown(_), _) => Some(words(state.lang).unknown_title.to_owned()),
        (Place::Page(place), _) => match state.loaded.get(&Resource::Page(place.page.clone(), state.lang)) {
            Some(Loaded::Page(page)) => Some(page.title.clone()),
            _ => None,
        },
        _ => None,
    };
    here.map_or_else(|| "Drydock".to_owned(), |here| format!("{here} · Drydock"))
}

/// How long *play* stays at a place, in milliseconds.
const fn wait(zoom: Zoom, speed: Speed) -> u32 {
    let normal = match zoom {
        Zoom::Stops => 6000,
        Zoom::Writes => 1000,
    };
    match speed {
        Speed::Half => normal * 2,
        Speed::Normal => normal,
        Speed::Double => normal / 2,
    }
}
