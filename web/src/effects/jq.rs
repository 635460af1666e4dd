//! `jq`, a program of its own that is loaded when it is first typed.
//!
//! A command that comes to `jq` before it is there is as if it had not run: sessions are values, so it is run again, from the
//! same state, once it is. What a session gives does not depend on when the program came.

use std::cell::{Cell, RefCell};

use drydock_core::commands::{CLIENTS, jq};
use drydock_core::programs::jq::{JqOutput, jq as run};
use drydock_core::programs::{Context, Engine, Exit, PROGRAMS, Program};
use drydock_core::shell;
use gloo::events::EventListener;
use gloo::utils::{document, window};
use js_sys::{Array, Function, Map, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit};

/// Everything that can be typed on the page.
pub(crate) const ENGINE: Engine = shell::engine(&[PROGRAMS, CLIENTS, &[JQ]]);

const JQ: Program = jq(run_jq);

/// The event that tells how a load ended: its detail is why it failed, or empty.
const ENDED: &str = "drydock-jq";

thread_local! {
    /// Whether a command came to `jq` and it was not there.
    static MISSED: Cell<bool> = const { Cell::new(false) };
    /// Listens for the end of a load.
    static LOADING: RefCell<Option<EventListener>> = const { RefCell::new(None) };
    /// Listens for its failure before it began.
    static FAILING: RefCell<Option<EventListener>> = const { RefCell::new(None) };
}

/// Whether a command has missed `jq` since this was last asked: what it did is to be thrown away.
pub(crate) fn missed() -> bool {
    MISSED.take()
}

/// Loads it, then says how that went.
pub(crate) fn load(done: impl FnOnce(Result<(), String>) + 'static) {
    let Some(boot) = document().query_selector("meta[name=app-jq]").ok().flatten() else {
        return done(Err("the site was built without it".to_owned()));
    };
    let done = Cell::new(Some(done));
    let listener = EventListener::once(&document(), ENDED, move |event| {
        let why = event.dyn_ref::<CustomEvent>().and_then(|event| event.detail().as_string()).unwrap_or_default();
        if let Some(done) = done.take() {
            done(if why.is_empty() { Ok(()) } else { Err(why) });
        }
    });
    LOADING.set(Some(listener));
    let attribute = |name: &str| boot.get_attribute(name).unwrap_or_default();
    let Ok(script) = document().create_element("script") else { return tell("no script") };
    // Another address each time: a browser does not run a module again that has failed.
    let source = format!("{}?{}", attribute("data-boot"), document().scripts().length());
    for (name, value) in [("type", "module"), ("src", &source), ("integrity", &attribute("data-boot-integrity"))] {
        let _ = script.set_attribute(name, value);
    }
    let failed = EventListener::once(&script, "error", |_| tell("network"));
    FAILING.set(Some(failed));
    if let Some(head) = document().head() {
        let _ = head.append_child(&script);
    }
}

/// Says how a load ended: as `web/static/jq.js` does.
fn tell(why: &str) {
    let init = CustomEventInit::new();
    init.set_detail(&why.into());
    if let Ok(event) = CustomEvent::new_with_event_init_dict(ENDED, &init) {
        let _ = document().dispatch_event(&event);
    }
}

/// The function that the loaded program has left in the page.
fn function() -> Option<Function> {
    Reflect::get(&window(), &"drydockJq".into()).ok()?.dyn_into().ok()
}

fn run_jq(context: &mut Context<'_>) -> Exit {
    let Some(function) = function() else {
        MISSED.set(true);
        return Ok(127);
    };
    run(context, |args, stdin, read_file| {
        let files = Map::new();
        for arg in args {
            let content = match read_file(arg) {
                Ok(bytes) => Uint8Array::from(bytes.as_slice()).into(),
                Err(why) => JsValue::from_str(&why),
            };
            files.set(&arg.into(), &content);
        }
        let args: Array = args.iter().map(|arg| JsValue::from_str(arg)).collect();
        let output = function.call3(&JsValue::NULL, &args, &Uint8Array::from(stdin), &files);
        let Some(output) = output.ok().and_then(|output| output.dyn_into::<Array>().ok()) else {
            let stderr = b"drydock: jq ended unexpectedly\n".to_vec();
            return JqOutput { exit: 5, stdout: Vec::new(), stderr };
        };
        let bytes = |index| output.get(index).dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec()).unwrap_or_default();
        JqOutput { exit: output.get(0).as_f64().unwrap_or(5.0) as u8, stdout: bytes(1), stderr: bytes(2) }
    })
}
