//! The texts of articles whose labels stand elsewhere.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::failure::UserError;
use crate::input::line_chunks;

/// Where the texts are.
pub(crate) enum Articles {
    /// No articles were named.
    None,
    /// One JSON file per article, named by its id.
    Folder(PathBuf),
    /// By id, read from a file of articles.
    Read(HashMap<String, String>),
}

impl Articles {
    /// A folder is looked into article by article; a JSON Lines file is read whole.
    pub(crate) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::None) };
        if path.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        let mut texts = HashMap::new();
        line_chunks(&[path.to_owned()], &indicatif::ProgressBar::hidden(), |file, chunk| {
            for line in chunk.lines() {
                let (n, json) = line.map_err(|e| crate::input::record_error(file, &e))?;
                let article: serde_json::Value = serde_json::from_str(json)
                    .map_err(|e| UserError::new(format_args!("{file}: line {n}: not a JSON record: {e}")))?;
                let id = article["id"].as_str().or_else(|| article["ID"].as_str());
                if let (Some(id), Some(text)) = (id, text(&article)) {
                    texts.insert(id.to_owned(), text.to_owned());
                }
            }
            Ok(())
        })?;
        Ok(Self::Read(texts))
    }

    /// The text of an article, if it is there.
    pub(crate) fn text(&self, id: &str) -> Option<String> {
        match self {
            Self::None => None,
            Self::Read(texts) => texts.get(id).cloned(),
            Self::Folder(folder) => {
                // An id names a file of this folder and nothing outside it.
                let plain = id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
                let json = plain.then(|| std::fs::read(folder.join(format!("{id}.json"))).ok())??;
                text(&serde_json::from_slice(&json).ok()?).map(str::to_owned)
            }
        }
    }
}

/// The running text, under the name of the public data set or under ours.
fn text(article: &serde_json::Value) -> Option<&str> {
    article["content_original"].as_str().or_else(|| article["text"].as_str())
}
