//! What is fuzzed: each target takes bytes and panics if what it promises does not hold.

mod bytes;
mod articles;
mod packed;
mod labelled;
mod text;
mod judging;
mod files;
mod judgements;
mod page;

use std::sync::LazyLock;

use gainsay::Model;

/// A target: its name, and what is checked.
#[derive(Clone, Copy)]
pub struct Target {
    /// Names its folder under `seeds` and `findings`.
    pub name: &'static str,
    /// Panics if something does not hold.
    pub check: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "articles", check: articles::check },
    Target { name: "packed", check: packed::check },
    Target { name: "labelled", check: labelled::check },
    Target { name: "sentences", check: text::check },
    Target { name: "pipeline", check: judging::pipeline },
    Target { name: "features", check: judging::features },
    Target { name: "actor_file", check: files::actors },
    Target { name: "tables", check: files::tables },
    Target { name: "model", check: files::model },
    Target { name: "judgements", check: judgements::check },
    Target { name: "page", check: page::check },
];

/// The target of that name.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|t| t.name == name).copied()
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    Model::from_bytes(include_bytes!("../../models/default.gsy")).expect("the default model can be read")
});
