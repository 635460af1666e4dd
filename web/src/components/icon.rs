//! Signs on buttons, drawn on a grid of 16 by 16: no font has to have them.

use yew::{Html, Properties, function_component, html};

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    First,
    Back,
    Next,
    Play,
    Pause,
    Sun,
    Moon,
    Share,
    Help,
    Close,
    Copy,
    Story,
    Check,
    Cross,
    Menu,
    Erase,
}

impl Sign {
    /// The outline, as a path; whether it is filled rather than stroked.
    const fn path(self) -> (&'static str, bool) {
        match self {
            Self::First => ("M3 3h2v10H3zM13 3v10L6 8z", true),
            Self::Back => ("M11.5 3v10L4.5 8z", true),
            Self::Next => ("M4.5 3v10l7-5z", true),
            Self::Play => ("M4 2.5v11l9-5.5z", true),
            Self::Pause => ("M4 3h3v10H4zM9 3h3v10H9z", true),
            Self::Sun => (
                "M8 4.8a3.2 3.2 0 1 0 0 6.4a3.2 3.2 0 1 0 0-6.4M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M13 3l-1.2 1.2M4.2 11.8 3 13",
                false,
            ),
            Self::Moon => ("M13 9.8A5.6 5.6 0 0 1 6.2 3a5.6 5.6 0 1 0 6.8 6.8z", false),
            Self::Share => ("M6.5 9.5 13 3M8.5 3H13v4.5M11 9.5V13H3V5h3.5", false),
            Self::Help => ("M5.8 6a2.2 2.2 0 1 1 3.3 1.9c-.8.5-1.1.9-1.1 1.8M8 12.2v.1", false),
            Self::Close => ("M4 4l8 8M12 4l-8 8", false),
            Self::Copy => ("M6 6h7v7H6zM10 6V3H3v7h3", false),
            Self::Story => ("M2.5 3h11v10h-11zM6.5 3v10", false),
            Self::Check => ("M3 8.5l3.2 3.2L13 4.8", false),
            Self::Menu => ("M2.5 4h11M2.5 8h11M2.5 12h11", false),
            Self::Erase => ("M5.5 3.5H14v9H5.5L1.5 8zM7.5 6l4 4M11.5 6l-4 4", false),
            Self::Cross => ("M4.5 4.5l7 7M11.5 4.5l-7 7", false),
        }
    }
}

/// The sign to draw.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) sign: Sign,
}

/// A sign. Never alone: its button carries the words.
#[function_component]
pub(crate) fn Icon(props: &Props) -> Html {
    let (path, filled) = props.sign.path();
    let class = if filled { "icon icon--filled" } else { "icon" };
    html! { <svg {class} viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg> }
}
