//! The chosen file: its bytes as they are on the disk.

use std::rc::Rc;

use yew::{Html, Properties, function_component, html};

use super::chip::{short_spans, spans};
use crate::context::use_words;
use crate::i18n::Words;
use crate::view_model::file_view::{Body, FileView as Model, Lines, Origin};

/// What is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The file; `None` if nothing is chosen.
    pub(crate) file: Option<Rc<Model>>,
    /// Whether something is chosen that is not on the disk now.
    pub(crate) gone: bool,
    /// Why Docker keeps it.
    pub(crate) reason: Option<&'static str>,
}

/// Path, bytes and the reason why the file is there.
#[function_component]
pub(crate) fn FileView(props: &Props) -> Html {
    let words = use_words();
    let Some(file) = &props.file else {
        let text = if props.gone { words.gone_file } else { words.no_file };
        return html! { <section class="file" aria-label={words.file}><p class="file__none">{ text }</p></section> };
    };
    html! {
        <section class="file" aria-label={words.file}>
            <header class="file__head">
                <p class="file__path" translate="no">
                    { for file.path.iter().enumerate().map(|(at, name)| html! {
                        <>if at > 0 { { "/" } <wbr /> }{ short_spans(name) }</>
                    }) }
                </p>
                <p class="file__facts"><span translate="no">{ &file.mode }</span>{ " · " }{ words.bytes(file.size) }</p>
            </header>
            { match file.origin {
                Origin::Real => Html::default(),
                Origin::Abridged => html! { <p class="file__honest">{ words.abridged_file }</p> },
                Origin::Reconstructed => html! { <p class="file__honest">{ words.reconstructed_file }</p> },
            } }
            { body(&file.body, words) }
            if let Some(reason) = &props.reason {
                <p class="file__reason">{ reason }</p>
            }
        </section>
    }
}

fn body(body: &Body, words: &Words) -> Html {
    let note = |text: &str| html! { <p class="file__note">{ text }</p> };
    match body {
        Body::Empty => note(words.empty_file),
        Body::Text(lines) => draw(lines, words),
        Body::Json(lines) => html! { <>{ note(words.json_note) }{ draw(lines, words) }</> },
        Body::Gzip(lines) => html! { <>{ note(words.gzip_note) }{ draw(lines, words) }</> },
        Body::Hex(dump) => html! {
            <pre class="file__bytes file__bytes--hex" tabindex="0" data-keys="own" translate="no">
                { for dump.rows.iter().map(|(offset, digits, text)| html! {
                    <span class="file__line"><i>{ offset }</i>{ format!("  {digits:<47}  {text}\n") }</span>
                }) }
                if dump.more > 0 { <span class="file__more">{ words.more_bytes(dump.more) }</span> }
            </pre>
        },
        Body::Unknown { sha256 } => html! {
            <>
                { note(words.unknown_content) }
                if let Some(hash) = sha256 { <p class="file__note" translate="no">{ format!("sha256:{hash}") }</p> }
            </>
        },
        Body::Dir(entries) => note(&words.entries(*entries)),
        Body::Symlink(target) => html! {
            <p class="file__note">{ words.symlink_to }{ " " }<code translate="no">{ spans(target) }</code></p>
        },
        Body::Whiteout => note(words.whiteout),
        Body::Special => note(words.special_file),
    }
}

fn draw(lines: &Lines, words: &Words) -> Html {
    html! {
        <pre class="file__bytes" tabindex="0" data-keys="own" translate="no">
            { for lines.lines.iter().map(|line| html! {
                <span class="file__line" data-indent={line.indent.min(12).to_string()}>{ spans(&line.spans) }{ "\n" }</span>
            }) }
            if lines.more > 0 { <span class="file__more">{ words.more_lines(lines.more) }</span> }
        </pre>
    }
}
