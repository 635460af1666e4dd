//! The root component.

use crate::components::masthead::Masthead;
use yew::{Html, function_component, html};

/// The whole page.
#[function_component]
pub fn App() -> Html {
    html! {
        <>
            <Masthead />
            <main id="main" class="page">
                <h1>{ "Drydock" }</h1>
            </main>
        </>
    }
}
