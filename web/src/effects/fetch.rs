//! Loading the site's own files.

use gloo::utils::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Response;

use crate::state::{Failure, Loaded, Resource};

/// Loads a file and gives it, or why not, to `done`.
pub(crate) fn fetch(resource: Resource, done: impl FnOnce(Loaded) + 'static) {
    spawn_local(async move {
        let loaded = text(&resource.to_string()).await.and_then(|text| resource.read(&text));
        done(loaded.unwrap_or_else(Loaded::Failed));
    });
}

async fn text(address: &str) -> Result<String, Failure> {
    let network = |_| Failure::Network;
    let response = JsFuture::from(window().fetch_with_str(address)).await.map_err(network)?;
    let response: Response = response.dyn_into().map_err(network)?;
    match response.status() {
        _ if response.ok() => {}
        404 => return Err(Failure::Missing),
        status => return Err(Failure::Status(status)),
    }
    let text = JsFuture::from(response.text().map_err(network)?).await.map_err(network)?;
    text.as_string().ok_or(Failure::Network)
}
