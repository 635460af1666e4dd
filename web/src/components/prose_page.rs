//! A page of prose: errata, what is not modelled.

use std::rc::Rc;

use drydock_core::lesson::{Block, Filled, Inline, Page, Value};
use yew::{Html, Properties, function_component, html, use_effect_with};

use super::prose;
use crate::context::use_words;
use crate::effects;

/// The page.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) page: Rc<Page>,
    /// The section to go to.
    pub(crate) section: Option<String>,
}

/// Pages stand on no machine: a value in one stays its own text.
fn filled(block: &Block<Value>) -> Block<Filled> {
    block.fill(&mut |value| Filled::Unknown(value.clone()))
}

/// Title, contents, sections.
#[function_component]
pub(crate) fn ProsePage(props: &Props) -> Html {
    let words = use_words();
    let page = &props.page;
    use_effect_with((page.clone(), props.section.clone()), |(_, section)| match section {
        Some(section) => effects::page::go_to(section),
        None => effects::page::to_top(),
    });
    let blocks = |blocks: &[Block<Value>]| prose::blocks(&blocks.iter().map(filled).collect::<Vec<_>>(), words);
    let title = |line: &[Inline<Value>]| match filled(&Block::Paragraph(line.to_vec())) {
        Block::Paragraph(line) => prose::line(&line, words),
        _ => Html::default(),
    };
    html! {
        <article class="page prose">
            <h1>{ &page.title }</h1>
            { blocks(&page.intro) }
            { for page.sections.iter().map(|section| html! {
                <section key={section.name.clone()} id={section.name.clone()} tabindex="-1"
                    class={(props.section.as_ref() == Some(&section.name)).then_some("is-target")}>
                    <h2>{ title(&section.title) }</h2>
                    { blocks(&section.body) }
                </section>
            }) }
        </article>
    }
}
