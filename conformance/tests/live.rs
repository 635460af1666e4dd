//! The simulated union mount beside the kernel's own: a few random scenarios, the same each time. `cargo xtask conformance overlay
//! --live --seed N --count N` does as many as one likes.

#![cfg(target_os = "linux")]

use drydock_conformance::overlay::live::{Comparison, Recorder, in_namespace};

#[test]
fn random_scenarios_do_as_the_kernel_does() {
    let recorder = Recorder::new(&std::env::temp_dir());
    let compared = in_namespace(|| Comparison::of(&recorder, 0..60, None, |text| println!("{text}")));
    match compared {
        Ok(comparison) => assert!(comparison.is_equal(), "{comparison}"),
        Err(why) => println!("skipped: the kernel cannot be asked here: {why}"),
    }
}
