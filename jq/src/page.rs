//! The module that the page loads when `jq` is first typed. Once started it has left one function in the page, `drydockJq`:
//!
//! ```text
//! drydockJq(arguments: string[], stdin: Uint8Array, files: Map<string, Uint8Array | string>)  →  [exit, stdout, stderr]
//! ```
//!
//! `files` has for each argument the bytes of the simulated machine's file of that name, or why there are none. Nothing else of the
//! page is known here.

use js_sys::{Array, Map, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

fn main() {
    let run: Closure<dyn FnMut(Array, Uint8Array, Map) -> Array> = Closure::new(run);
    // It lives as long as the page.
    let _ = Reflect::set(&js_sys::global(), &"drydockJq".into(), &run.into_js_value());
}

fn run(args: Array, stdin: Uint8Array, files: Map) -> Array {
    let args: Vec<String> = args.iter().filter_map(|arg| arg.as_string()).collect();
    let read = |path: &str| match files.get(&path.into()).dyn_into::<Uint8Array>() {
        Ok(bytes) => Ok(bytes.to_vec()),
        Err(why) => Err(why.as_string().unwrap_or_default()),
    };
    let output = drydock_jq::run(&args, &stdin.to_vec(), &read);
    let bytes = |bytes: &[u8]| JsValue::from(Uint8Array::from(bytes));
    Array::of3(&output.exit.into(), &bytes(&output.stdout), &bytes(&output.stderr))
}
