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
use super::settle::settle;

/// How long a move takes, in milliseconds. The css has the same in `--step`.
const STEP: f64 = 320.0;
/// A move of less than this many CSS pixels is none.
const LEAST: f64 = 0.5;

#[derive(Clone, Copy)]
struct Spot {
    left: f64,
    top: f64,
    height: f64,
}

thread_local! {
    static BEFORE: RefCell<BTreeMap<String, Spot>> = RefCell::default();
    static RUNNING: RefCell<Vec<JsValue>> = RefCell::default();
}

fn all(nodes: Option<NodeList>) -> impl Iterator<Item = Element> {
    let count = nodes.as_ref().map_or(0, NodeList::length);
    (0..count).filter_map(move |index| nodes.as_ref()?.item(index)?.dyn_into().ok())
}

/// Visits what can move, with its pane (`data-flip-frame`) and where it is in the scrolled content of that: scrolling alone is no
/// move.
fn each(mut visit: impl FnMut(String, Element, &Element, Spot)) {
    for frame in all(document().query_selector_all("[data-flip-frame]").ok()) {
        let origin = frame.get_bounding_client_rect();
        let (x, y) = (f64::from(frame.scroll_left()) - origin.left(), f64::from(frame.scroll_top()) - origin.top());
        for element in all(frame.query_selector_all("[data-flip]").ok()) {
            let (Some(key), at) = (element.get_attribute("data-flip"), element.get_bounding_client_rect()) else {
                continue;
            };
            visit(key, element, &frame, Spot { left: at.left() + x, top: at.top() + y, height: at.height() });
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
        each(|key, _, _, spot| {
            before.insert(key, spot);
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
    settle(move || {
        let moves = moves(&before);
        (!moves.is_empty()).then_some(move || start(moves))
    });
}

/// What moves, or appears.
struct Move {
    element: Element,
    frame: Element,
    /// From where to where it is seen in the content of its pane: the upper and the lower end.
    span: (f64, f64),
    property: &'static str,
    from: String,
    to: &'static str,
}

impl Move {
    /// Whether any of it is in sight.
    fn is_seen(&self) -> bool {
        let top = f64::from(self.frame.scroll_top());
        self.span.1 >= top && self.span.0 <= top + f64::from(self.frame.client_height())
    }
}

/// Everything that is elsewhere than it was before.
fn moves(before: &BTreeMap<String, Spot>) -> Vec<Move> {
    let mut moves = Vec::new();
    each(|key, element, frame, now| {
        let then = before.get(&key).copied();
        let (property, from, to) = match then {
            Some(then) => {
                let (x, y) = (then.left - now.left, then.top - now.top);
                if x.abs() < LEAST && y.abs() < LEAST {
                    return;
                }
                ("transform", format!("translate({x}px,{y}px)"), "none")
            }
            None => ("opacity", "0".to_owned(), "1"),
        };
        let then = then.unwrap_or(now);
        let span = (then.top.min(now.top), then.top.max(now.top) + now.height);
        moves.push(Move { element, frame: frame.clone(), span, property, from, to });
    });
    moves
}

/// Lets those move that are in sight, once the panes are scrolled to where they stay: each costs the browser a layer of its own.
fn start(mut moves: Vec<Move>) {
    // Asked of all before the first one starts, so that nothing is laid out between.
    moves.retain(Move::is_seen);
    let options = object(&[("duration", STEP.into()), ("easing", "cubic-bezier(.3,.1,.2,1)".into())]);
    let running = moves.iter().filter_map(|Move { element, property, from, to, .. }| {
        let ends = [from.as_str(), to].map(|value| object(&[(property, value.into())]));
        call(element, "animate", &js_sys::Array::of2(&js_sys::Array::of2(&ends[0], &ends[1]), &options))
    });
    RUNNING.set(running.collect());
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
