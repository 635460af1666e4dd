//! Starts the page in the browser.

fn main() {
    drydock_web::start();
}
