//! What the labelled sentences of the project promise.

use std::collections::{BTreeMap, BTreeSet};

use gainsay::{Example, Fingerprint, NearDuplicates};

fn examples() -> Vec<Example> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("training/labelled");
    let files = std::fs::read_dir(folder).expect("the folder is part of the project");
    let mut out = Vec::new();
    for path in files.map(|f| f.expect("the folder can be read").path()).collect::<BTreeSet<_>>() {
        let text = std::fs::read_to_string(&path).expect("a file of text");
        for (line, n) in text.lines().zip(1..) {
            let example = Example::parse(n, line, &["stance", "sentiment"], &|_| None);
            out.push(example.unwrap_or_else(|e| panic!("{}: {e}", path.display())));
        }
    }
    out
}

#[test]
fn every_pair_is_labelled_and_no_class_is_scarce() {
    let examples = examples();
    let mut n: BTreeMap<&str, usize> = BTreeMap::new();
    for actor in examples.iter().flat_map(|e| &e.actors) {
        assert!(actor.labels.contains_key("sentiment"), "{actor:?}");
        *n.entry(actor.labels["stance"].as_str()).or_default() += 1;
    }
    let all: usize = n.values().sum();
    assert!(examples.len() >= 4000 && all >= 8000, "{} sentences, {all} pairs", examples.len());
    assert!(n["accusing"] * 100 >= all * 25 && n["denying"] * 100 >= all * 15, "{n:?}");
    let ids: BTreeSet<&str> = examples.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids.len(), examples.len(), "ids are unique");
}

/// Templates with swapped names would teach one thing many times and flatter cross-validation.
#[test]
fn no_sentence_nearly_repeats_one_of_another_group() {
    let examples = examples();
    let mut seen = NearDuplicates::default();
    let mut twins = Vec::new();
    for example in &examples {
        let fingerprint = Fingerprint::of(&example.text);
        if let Some(earlier) = seen.find(&fingerprint).map(|i| &examples[i]).filter(|e| e.group != example.group) {
            twins.push(format!("{} ~ {}", example.text, earlier.text));
        }
        seen.add(fingerprint);
    }
    assert!(twins.is_empty(), "{}", twins.join("\n"));
}
