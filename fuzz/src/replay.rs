//! Runs targets over their seeds and earlier findings, and over cut and flipped copies of them:
//! what a machine without a C++ compiler can do.

use std::path::Path;

use gainsay_fuzz::{TARGETS, Target, target};

fn main() {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let chosen: Vec<Target> = if named.is_empty() {
        TARGETS.to_vec()
    } else {
        named.iter().map(|name| target(name).unwrap_or_else(|| panic!("there is no target `{name}`"))).collect()
    };
    for Target { name, check } in chosen {
        let mut n = 0;
        for input in inputs(name) {
            for variant in variants(&input) {
                check(&variant);
                n += 1;
            }
        }
        assert!(n > 0, "`{name}` has no seed");
        println!("{name}: {n} inputs");
    }
}

/// The files of a target, in the order of their names.
fn inputs(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = ["seeds", "findings"]
        .iter()
        .filter_map(|kind| std::fs::read_dir(root.join(kind).join(target)).ok())
        .flatten()
        .map(|entry| entry.expect("a folder can be listed").path())
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).collect()
}

/// An input, its first bytes, and copies with one bit changed.
fn variants(input: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let step = (input.len() / 16).max(1);
    let places = (0..input.len()).step_by(step);
    let cut = places.clone().map(|at| input[..at].to_vec());
    let flipped = places.enumerate().map(|(i, at)| {
        let mut copy = input.to_vec();
        copy[at] ^= 1 << (i % 8);
        copy
    });
    std::iter::once(input.to_vec()).chain(cut).chain(flipped)
}
