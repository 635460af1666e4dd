//! The little languages of the programs: awk's and sed's scripts, patterns, formats, find's expressions. Whatever they are given,
//! they end.
//!
//! The first byte chooses the program, the rest is what it is given.

#![no_main]

use drydock_core::script::quote;
use drydock_core::session::Session;
use drydock_core::world;
use libfuzzer_sys::fuzz_target;

thread_local! {
    /// A host with some lines to work on.
    static PREPARED: Session = {
        let mut session = Session::on(world::open("empty").expect("a world"));
        session.run("mkdir -p /tmp/d/e; cd /tmp; printf 'a 1 2.5\\nb 20 -3\\n\\nc=3 x:y\\n' > t; ln -s t d/l");
        session
    };
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, text)) = bytes.split_first() else { return };
    if text.contains(&0) {
        return;
    }
    let given = String::from_utf8_lossy(&quote(text)).into_owned();
    let line = match first % 8 {
        0 => format!("awk {given} t"),
        1 => format!("awk -F {given} '{{print $2}}' t"),
        2 => format!("sed {given} t"),
        3 => format!("sed -nE {given} t"),
        4 => format!("grep -E {given} t"),
        5 => format!("printf {given} 1 b 3"),
        6 => format!("find d -printf {given}"),
        _ => format!("echo {given} | tr {given} x"),
    };
    PREPARED.with(|prepared| {
        let mut session = prepared.clone();
        session.run(&line);
    });
});
