//! What is on the screen: a file per component, with a style sheet of the same name.

pub(crate) mod masthead;
