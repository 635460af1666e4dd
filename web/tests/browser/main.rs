//! Tests of components in a real browser: `cargo xtask test page`.

#![cfg(target_arch = "wasm32")]

use drydock_core::lesson::fingerprint;
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

/// The machine in the browser is the one on the command line: every lesson prints the same bytes and leaves the same disk.
#[wasm_bindgen_test]
fn every_lesson_does_the_same_as_outside_of_a_browser() {
    let told = option_env!("DRYDOCK_LESSONS").unwrap_or_default();
    assert!(!told.is_empty(), "`cargo xtask test page` tells what the lessons do outside of a browser");
    let told: serde_json::Value = serde_json::from_str(told).expect("JSON");
    let lessons = told.as_object().expect("an object");
    assert!(!lessons.is_empty());
    for (id, lesson) in lessons {
        let world = lesson["world"].as_str().unwrap_or_default();
        let lines = lesson["lines"].as_array().into_iter().flatten().filter_map(|line| line.as_str());
        let here = fingerprint(world, lines).map(|hash| hash.to_string());
        assert_eq!(here.as_deref(), lesson["fingerprint"].as_str(), "{id}");
        assert!(here.is_some(), "{id}");
    }
}
