//! The page: it shows what the simulator computed, and decides nothing about Docker itself.

mod app;
mod components;
mod context;
mod effects;
#[cfg(test)]
mod fixture;
pub mod i18n;
pub mod state;
pub mod view_model;

pub use app::App;

/// Mounts the page in `<body>`, in place of the static shell that `index.html` shows while the program loads.
pub fn start() {
    yew::Renderer::<App>::new().render();
}
