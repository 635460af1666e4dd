//! Lighting up: every place on the page that shows the value under the pointer or with the focus.
//!
//! One css rule, replaced when the value changes. Nothing is rendered again, and what is rendered later lights up by itself.

use std::cell::RefCell;

use gloo::events::EventListener;
use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, Element, Event};

use crate::view_model::chips::{Chip, kind, token};

thread_local! {
    static LIGHT: RefCell<Light> = RefCell::default();
}

#[derive(Default)]
struct Light {
    sheet: Option<CssStyleSheet>,
    /// What the lesson points at.
    lesson: Vec<Chip>,
    /// What the reader points at.
    pointed: Option<Chip>,
}

impl Light {
    fn shine(&mut self) {
        let mut css = String::new();
        match &self.pointed {
            Some(chip) => css.push_str(&rule(chip)),
            None => self.lesson.iter().for_each(|chip| css.push_str(&rule(chip))),
        }
        if self.sheet.is_none() {
            self.sheet = CssStyleSheet::new().ok();
            if let Some(sheet) = &self.sheet {
                document().set_adopted_style_sheets(&js_sys::Array::of1(sheet));
            }
        }
        if let Some(sheet) = &self.sheet {
            // Values are hex digits or A-Z2-7 only (see `chip_of`), so the text is always a sound sheet.
            let _ = sheet.replace_sync(&css);
        }
    }
}

/// The same value and kind gets a ring; the same value as another kind (a base layer's diffID is its chainID) a dashed one.
fn rule(chip: &Chip) -> String {
    let (value, kind) = (&chip.value, token(chip.kind));
    format!(
        "[data-id=\"{value}\"]{{outline:1.5px dashed var(--c);outline-offset:1px}}\
         [data-id=\"{value}\"][data-kind=\"{kind}\"]{{outline:2px solid var(--c);outline-offset:1px;\
         background:color-mix(in srgb,var(--c) 16%,var(--panel))}}"
    )
}

/// The chip that an event is about.
pub(crate) fn chip_of(event: &Event) -> Option<Chip> {
    let element = event.target()?.dyn_into::<Element>().ok()?.closest("[data-id]").ok()??;
    let value = element.get_attribute("data-id")?;
    let sound = value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let kind = kind(&element.get_attribute("data-kind")?)?;
    sound.then(|| Chip::new(kind, value))
}

fn point(chip: Option<Chip>) {
    LIGHT.with_borrow_mut(|light| {
        if light.pointed != chip {
            light.pointed = chip;
            light.shine();
        }
    });
}

/// Lights up what the lesson points at, while the reader points at nothing.
pub(crate) fn light(chips: Vec<Chip>) {
    LIGHT.with_borrow_mut(|light| {
        if light.lesson != chips {
            light.lesson = chips;
            light.shine();
        }
    });
}

/// Listens for the pointer and the focus.
pub(crate) fn listen() -> [EventListener; 4] {
    let on = |name: &'static str| EventListener::new(&document(), name, |event| point(chip_of(event)));
    let off = |name: &'static str| EventListener::new(&document(), name, |_| point(None));
    [on("pointerover"), on("focusin"), off("pointerleave"), off("focusout")]
}
