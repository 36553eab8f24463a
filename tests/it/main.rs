//! The tests of what the package promises at its boundary: library, command line and files.

mod actors;
mod coreference;
mod hostile;
mod house;
mod ledger;
mod lines;
mod model_file;
mod pairing;
mod properties;
mod roll_up;
mod samples;
mod sentences;
mod summary;
mod training;
mod wire;
mod voice;

#[cfg(feature = "cli")]
mod bad_input;
#[cfg(feature = "cli")]
mod browser;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod copies;
mod corpus;
#[cfg(feature = "cli")]
mod determinism;
mod direction;
mod features;
#[cfg(all(unix, feature = "cli"))]
mod faults;
#[cfg(all(unix, feature = "cli"))]
mod interruption;
#[cfg(feature = "cli")]
mod outputs;
#[cfg(feature = "cli")]
mod page;
#[cfg(feature = "cli")]
mod probabilities;
#[cfg(feature = "cli")]
mod program;

use std::path::PathBuf;
use std::sync::LazyLock;

use gainsay::{Article, By, Correction, Counting, Model};

/// A file of the package.
fn package(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(package(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The default model, read once.
static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let bytes = std::fs::read(package("models/default.gsy")).expect("the default model is there");
    Model::from_bytes(&bytes).expect("the default model can be read")
});

/// Labels counted as they are, in cells of any size.
fn plain_counting(by: By) -> Counting {
    Counting { by, min_articles: 1, resamples: 100, ..Counting::new(Correction::counting(3)) }
}

const SAMPLES: &str = "samples/articles.jsonl";

/// The sample articles, read without the library's own reader.
fn sample_articles() -> Vec<Article> {
    read(SAMPLES)
        .lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).expect("the samples are JSON Lines");
            let field = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
            Article {
                id: field("id"),
                source: field("source"),
                title: field("title"),
                date: value["date"].as_str().map(str::to_owned),
                url: value["url"].as_str().map(str::to_owned),
                text: field("text"),
                ..Article::default()
            }
        })
        .collect()
}
