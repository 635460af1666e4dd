//! A lesson's screen: story, stage, disk, timeline and terminal, all at one moment.

use std::rc::Rc;

use drydock_core::disk::FileKind;
use drydock_core::disk::layout::root;
use drydock_core::lesson::{Filled, Pane};
use drydock_core::trace::explain;
use drydock_core::vfs::AbsPath;
use yew::{Callback, Html, Properties, classes, function_component, html, use_effect_with, use_memo, use_node_ref};

use super::container_card::ContainerCard;
use super::disk_pane::DiskPane;
use super::formula_bar::FormulaBar;
use super::pane_tabs::{PaneTabs, pane_name};
use super::stage::Stage;
use super::stage_tabs::StageTabs;
use super::story_pane::StoryPane;
use super::terminal::Terminal;
use super::timeline::Timeline;
use super::union_pane::UnionPane;
use crate::context::use_words;
use crate::effects::{highlight, page};
use crate::state::{AppState, Course, Drawer, Zoom};
use crate::view_model::chips::Chip;
use crate::view_model::derivation::{Derivation, Recomputed, derivation, explained, recompute};
use crate::view_model::disk_tree::{Choice, Marks, disk_tree};
use crate::view_model::file_view::file_view;
use crate::view_model::stage::stage;
use crate::view_model::terminal::transcript;
use crate::view_model::timeline::{stop_title, timeline};
use crate::view_model::write::write;

/// The lesson, and everything about how it is looked at.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) course: Rc<Course>,
    pub(crate) state: Rc<AppState>,
}

/// All panes. Each gets a view model, computed again only when something it is made of has changed.
#[function_component]
pub(crate) fn LessonScreen(props: &Props) -> Html {
    let words = use_words();
    let Props { course, state } = props;
    let cursor = state.cursor;
    let base = state.base(course);
    let moment = (base, cursor.moment);

    let marks = use_memo((course.clone(), moment), |(course, (base, at))| {
        Marks::between(course.fs(*base), course.fs(*at), &root())
    });
    let tree =
        use_memo((course.clone(), moment, cursor.stop, state.disk.clone()), |(course, (base, at), stop, disk)| {
            let spot = course.shown.get(*stop).map(|shown| &shown.spot);
            let focus: Vec<AbsPath> = spot.and_then(|spot| spot.open.clone()).into_iter().collect();
            let selected = disk.selected.as_ref().or(focus.first());
            let choice = Choice { root: &root(), by_hand: &disk.by_hand, focus: &focus, selected };
            Rc::new(disk_tree(course.fs(*base), course.fs(*at), &marks, &course.known, choice))
        });
    let selected = state.selected(course).cloned();
    let file = use_memo((course.clone(), cursor.moment, selected.clone()), |(course, at, selected)| {
        let path = selected.as_ref()?;
        file_view(course.fs(*at), &root(), path, &course.known, &course.on_trust).map(Rc::new)
    });
    let contained =
        use_memo((course.clone(), moment), |(course, (base, at))| course.container(*base, *at).map(Rc::new));
    let picture = use_memo((course.clone(), moment, cursor.stop), |(course, (base, at), stop)| {
        let focus = course.shown.get(*stop).and_then(|shown| shown.spot.layer);
        let plan = course.stage(*at);
        Rc::new(plan.map(|plan| stage(plan, course.fs(*base), course.fs(*at), focus)).unwrap_or_default())
    });
    let formula = use_memo((course.clone(), picture.clone(), cursor.stop), |(course, picture, stop)| {
        explained(course, *stop, picture).map(|chip| (derivation(course, &chip), chip))
    });
    let entries = use_memo((course.clone(), cursor.moment), |(course, at)| {
        let position = course.moments.get(*at).copied();
        Rc::new(position.map(|at| transcript(course.operations(), at, &course.known)).unwrap_or_default())
    });
    let line = use_memo((course.clone(), cursor), |(course, cursor)| {
        Rc::new(timeline(course, *cursor, stop_title(course, cursor.stop)))
    });

    let picture_frame = use_node_ref();
    use_effect_with((picture.clone(), picture_frame.clone()), |(_, frame)| {
        page::scroll_to(frame, &[".layer.is-focus", ".layer:has(.is-now)"]);
    });
    use_effect_with((course.clone(), cursor.stop), |(course, stop)| {
        let light = course.shown.get(*stop).map(|shown| &shown.spot.light[..]).unwrap_or_default();
        highlight::light(light.iter().filter_map(chip).collect());
        page::scroll_to_start("pane-story");
    });

    let written = use_memo((course.clone(), cursor.moment, words.lang), |(course, at, lang)| write(course, *at, *lang));

    let Some(shown) = course.shown.get(cursor.stop) else { return Html::default() };
    let chapter = course.lesson.stops.get(cursor.stop).and_then(|stop| course.lesson.chapters.get(stop.chapter));
    let place = match cursor.zoom {
        Zoom::Stops => words.step_of(cursor.stop + 1, course.stops.len()),
        Zoom::Writes => words.write_of(cursor.moment, course.moments.len().saturating_sub(1)),
    };
    let crumbs = [Some(course.lesson.title.clone()), chapter.map(|chapter| chapter.title.clone()), Some(place.clone())];
    let crumb = crumbs.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let reason = selected.as_ref().and_then(FileKind::of).map(|kind| explain::file(kind, words.lang));
    let heading = match &*written {
        Some(written) if cursor.zoom == Zoom::Writes => words.write_title(written),
        _ => line.title.clone(),
    };
    let chosen = course.lesson.stops.get(cursor.stop).and_then(|stop| state.answers.get(&stop.name)).copied();
    let drawer = (state.drawer == Drawer::Closed).then_some("is-drawer-closed");
    let pane = |pane: Pane| classes!("pane", format!("pane--{}", pane_name(pane)));
    html! {
        <div class={classes!("lesson", drawer)} data-pane={pane_name(state.pane)} lang={page_lang(&course.lesson.lang)}>
            <p class="visually-hidden" role="status">
                { format!("{place}: {heading}. {}", words.tally(tree.tally)) }
            </p>
            <PaneTabs pane={state.pane} />
            <div class={pane(Pane::Story)} id="pane-story">
                <StoryPane write={(*written).clone().filter(|_| cursor.zoom == Zoom::Writes)} {crumb} shown={shown.clone()} {chosen} at={cursor.stop} stops={course.stops.len()}
                    following={state.following(course)} />
            </div>
            <section class={pane(Pane::Stage)} aria-label={words.stage}>
                <StageTabs union={state.union.is_some()} />
                if let Some(choice) = &state.union {
                    <UnionPane course={course.clone()} moment={cursor.moment} choice={choice.clone()} />
                } else {
                    <div class="stage" ref={picture_frame.clone()} data-flip-frame="stage" tabindex="0" role="group" aria-label={words.stage}>
                        if let Some(container) = &*contained { <ContainerCard container={container.clone()} /> }
                        <Stage stage={(*picture).clone()} />
                    </div>
                    if let Some(told) = written.as_ref().as_ref().and_then(|written| written.told.as_ref()) && cursor.zoom == Zoom::Stops {
                        <p class="stage__caption">{ &told.headline }</p>
                    }
                    if let Some((derivation, chip)) = &*formula {
                        <FormulaBar chip={chip.clone()} derivation={derivation.clone()} recompute={again(course, derivation, chip, cursor.moment)}
                            on_trust={course.is_on_trust(&chip.value)} />
                    }
                }
            </section>
            <section class={pane(Pane::Disk)} aria-label={words.disk}>
                <DiskPane tree={(*tree).clone()} file={(*file).clone()} gone={selected.is_some() && file.is_none()}
                    {reason} place={(cursor.stop, cursor.moment)} />
            </section>
            <Timeline timeline={(*line).clone()} playing={state.playing} speed={state.preferences.speed} drawer={state.drawer} />
            <div class={pane(Pane::Terminal)}>
                <Terminal transcript={(*entries).clone()} />
            </div>
        </div>
    }
}

/// Hashes a chip's bytes again, as they are at a moment; `None` if there is nothing to hash.
pub(crate) fn again(
    course: &Rc<Course>,
    derivation: &Derivation,
    chip: &Chip,
    moment: usize,
) -> Option<Callback<(), Option<Recomputed>>> {
    derivation.has_bytes(course.fs(moment)).then(|| {
        let (course, derivation, chip) = (course.clone(), derivation.clone(), chip.clone());
        Callback::from(move |()| recompute(&derivation, &chip, course.fs(moment)))
    })
}

fn chip(value: &Filled) -> Option<Chip> {
    let Filled::Hash(kind, text) = value else { return None };
    Some(Chip::new(*kind, text.strip_prefix("sha256:").unwrap_or(text)))
}

/// The language of a lesson's prose, for the browser: it may still be the other one while the new one is being loaded.
fn page_lang(lang: &str) -> &'static str {
    if lang == "zh" { "zh-CN" } else { "en" }
}
