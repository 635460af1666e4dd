//! The whole shell: any line, in either shell, ends, and leaves one that can be typed into.

#![no_main]

use drydock_core::script::quote;
use drydock_core::session::Session;
use drydock_core::world;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static PREPARED: Session = {
        let mut session = Session::on(world::open("empty").expect("a world"));
        session.run("cd /tmp; echo hello > f; mkdir d; docker pull drydock.example/hello:1");
        session
    };
}

fuzz_target!(|text: &str| {
    PREPARED.with(|prepared| {
        let mut session = prepared.clone();
        session.run(text);
        session.run(&format!("sh -c {}", String::from_utf8_lossy(&quote(text.as_bytes()))));
        session.run("");
        assert!(!session.prompt().is_empty());
    });
});
