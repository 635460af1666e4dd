//! Tests of components in a real browser: `cargo xtask test page`.

#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Element;

wasm_bindgen_test_configure!(run_in_browser);

/// Mounts the page in an element of its own (the body is the test runner's) and gives it back with all of the page drawn.
async fn mounted() -> Element {
    let document = gloo::utils::document();
    let place = document.create_element("div").expect("a div can be made");
    gloo::utils::body().append_child(&place).expect("the body takes children");
    yew::Renderer::<drydock_web::App>::with_root(place.clone()).render();
    // The page is drawn in a task of its own.
    yew::platform::time::sleep(std::time::Duration::ZERO).await;
    place
}

#[wasm_bindgen_test]
async fn the_page_has_one_heading_of_the_first_level() {
    let page = mounted().await;
    let headings = page.query_selector_all("h1").expect("the selector is well formed");
    assert_eq!(headings.length(), 1);
}
