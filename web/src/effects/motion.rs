//! Motion between two states of the page.
//!
//! What moves carries `data-flip` with a key that stays the same while the thing is the same (an inode, a layer's blob). Before
//! the page changes, [`remember`] notes where each of them is; after it, [`play`] lets each one start from there. So a renamed
//! directory travels because its inode is now in another row: there is no film, only the two states.

use std::cell::RefCell;
use std::collections::BTreeMap;

use gloo::utils::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, NodeList};

use super::page::reduced_motion;

/// How long a move takes, in milliseconds. The css has the same in `--step`.
const STEP: f64 = 320.0;
/// A move of less than this many CSS pixels is none.
const LEAST: f64 = 0.5;

#[derive(Clone, Copy)]
struct Spot {
    left: f64,
    top: f64,
}

thread_local! {
    static BEFORE: RefCell<BTreeMap<String, Spot>> = RefCell::default();
    static RUNNING: RefCell<Vec<JsValue>> = RefCell::default();
}

fn flipping() -> Option<NodeList> {
    document().query_selector_all("[data-flip]").ok()
}

/// Where an element is in the scrolled content of its pane (`data-flip-frame`), so that scrolling alone is no move.
fn spot(element: &Element) -> Spot {
    let at = element.get_bounding_client_rect();
    match element.closest("[data-flip-frame]").ok().flatten() {
        Some(frame) => {
            let origin = frame.get_bounding_client_rect();
            let (x, y) = (f64::from(frame.scroll_left()), f64::from(frame.scroll_top()));
            Spot { left: at.left() - origin.left() + x, top: at.top() - origin.top() + y }
        }
        None => Spot { left: at.left(), top: at.top() },
    }
}

fn each(mut visit: impl FnMut(String, &Element)) {
    let Some(nodes) = flipping() else { return };
    for index in 0..nodes.length() {
        let element = nodes.item(index).and_then(|node| node.dyn_into::<Element>().ok());
        if let Some((key, element)) = element.and_then(|element| Some((element.get_attribute("data-flip")?, element))) {
            visit(key, &element);
        }
    }
}

/// Notes where everything is, as it is seen now (in the middle of a move, too).
pub(crate) fn remember() {
    if reduced_motion() {
        return;
    }
    BEFORE.with_borrow_mut(|before| {
        before.clear();
        each(|key, element| {
            before.insert(key, spot(element));
        });
    });
}

/// Ends every running move, then lets everything that is elsewhere now move there, and what is new appear.
pub(crate) fn play() {
    for animation in RUNNING.take() {
        call(&animation, "cancel", &js_sys::Array::new());
    }
    let before = BEFORE.take();
    if before.is_empty() || reduced_motion() {
        return;
    }
    // First all measurements, then all changes: the browser lays out once.
    let mut moves = Vec::new();
    each(|key, element| {
        let now = spot(element);
        let frame = match before.get(&key) {
            Some(then) => {
                let (x, y) = (then.left - now.left, then.top - now.top);
                if x.abs() < LEAST && y.abs() < LEAST {
                    return;
                }
                ("transform", format!("translate({x}px,{y}px)"))
            }
            None => ("opacity", "0".to_owned()),
        };
        moves.push((element.clone(), frame));
    });
    let options = object(&[("duration", STEP.into()), ("easing", "cubic-bezier(.3,.1,.2,1)".into())]);
    let running: Vec<JsValue> = moves
        .into_iter()
        .filter_map(|(element, (property, from))| {
            let frames = js_sys::Array::of2(
                &object(&[(property, from.into())]),
                &object(&[(property, if property == "opacity" { "1" } else { "none" }.into())]),
            );
            call(&element, "animate", &js_sys::Array::of2(&frames, &options))
        })
        .collect();
    RUNNING.set(running);
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in members {
        let _ = js_sys::Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// Calls a method that web-sys does not offer in its stable part.
fn call(this: &JsValue, method: &str, arguments: &js_sys::Array) -> Option<JsValue> {
    let function = js_sys::Reflect::get(this, &method.into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
    js_sys::Reflect::apply(&function, this, arguments).ok()
}
