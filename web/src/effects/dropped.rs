//! Files that are opened or dropped, and texts that are pasted.

use std::rc::Rc;

use drydock_core::inspect::{Input, Via};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, FileList, HtmlInputElement};

/// The largest file that is read, in bytes.
const LARGEST: f64 = 64.0 * 1024.0 * 1024.0;

/// A file is longer than what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// What became of a file.
pub(crate) type Piece = Result<Input, TooLarge>;

/// Reads files, each given to `done` as it comes.
fn read(files: Option<FileList>, done: impl Fn(Piece) + 'static) {
    let Some(files) = files else { return };
    let done = Rc::new(done);
    for file in (0..files.length()).filter_map(|index| files.get(index)) {
        if file.size() > LARGEST {
            done(Err(TooLarge));
            continue;
        }
        let (done, name) = (done.clone(), file.name());
        let bytes = file.array_buffer();
        spawn_local(async move {
            if let Ok(buffer) = JsFuture::from(bytes).await {
                let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
                done(Ok(Input { name, via: Via::File, bytes: bytes.into() }));
            }
        });
    }
}

/// Reads the files that were chosen in a field.
pub(crate) fn chosen(field: &HtmlInputElement, done: impl Fn(Piece) + 'static) {
    read(field.files(), done);
    field.set_value("");
}

/// Reads the files that were dropped; whether there are any.
pub(crate) fn dropped(event: &DragEvent, done: impl Fn(Piece) + 'static) -> bool {
    let files = event.data_transfer().and_then(|data| data.files());
    let some = files.as_ref().is_some_and(|files| files.length() > 0);
    if some {
        event.prevent_default();
        read(files, done);
    }
    some
}

/// The text that is pasted.
pub(crate) fn pasted(event: &ClipboardEvent) -> Option<String> {
    event.clipboard_data().and_then(|data: DataTransfer| data.get_data("text/plain").ok())
}
