//! The bar across the top.

use yew::{Html, function_component, html};

/// The project's name and mark.
#[function_component]
pub(crate) fn Masthead() -> Html {
    html! {
        <header class="masthead">
            <a class="masthead__name" href="#">
                <img src="icon.svg" alt="" width="24" height="24" />
                { "Drydock" }
            </a>
        </header>
    }
}
