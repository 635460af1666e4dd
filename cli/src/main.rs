//! Entry point of `drydock`.

fn main() {}
