//! Entry point of `drydock-web`.

fn main() {}
