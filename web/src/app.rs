//! The root component.

use yew::{Html, function_component, html};

/// The whole page.
#[function_component]
pub fn App() -> Html {
    html! {
        <>
            <header class="masthead">
                <a class="masthead__name" href="#">
                    <img src="icon.svg" alt="" width="24" height="24" />
                    { "Drydock" }
                </a>
            </header>
            <main id="main" class="page">
                <h1>{ "Drydock" }</h1>
            </main>
        </>
    }
}
