//! The fuzzer: one target a run, which `GAINSAY_FUZZ_TARGET` names.

#![no_main]

use std::sync::OnceLock;

use gainsay_fuzz::{Target, target};

static TARGET: OnceLock<Target> = OnceLock::new();

libfuzzer_sys::fuzz_target!(
    init: {
        let name = std::env::var("GAINSAY_FUZZ_TARGET").expect("GAINSAY_FUZZ_TARGET names the target");
        let target = target(&name).unwrap_or_else(|| panic!("there is no target `{name}`"));
        TARGET.set(target).unwrap_or_else(|_| unreachable!("it is set once"));
    },
    |data: &[u8]| {
        (TARGET.get().expect("set before the first input").check)(data);
    }
);
