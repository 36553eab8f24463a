//! Articles, and one reader per input format.

mod delimited;
mod json;
mod plain;

use std::collections::BTreeMap;

pub use delimited::DelimitedArticles;

use crate::record::{LineChunk, RecordError, RecordErrorKind};

/// One news article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Article {
    /// Identifies the article within its source.
    pub id: String,
    /// The outlet.
    pub source: String,
    /// The headline; empty if there is none.
    pub title: String,
    /// The date as the input writes it, best as `2024-05-31`.
    pub date: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The running text.
    pub text: String,
    /// Values of the fields that were asked for by [`FieldMap::keep`].
    pub kept: BTreeMap<String, String>,
}

/// The values of a record, as far as they matter.
#[derive(Debug, Default)]
struct Values {
    /// In the order of [`FieldMap::FIELDS`].
    own: [Option<String>; FieldMap::FIELDS.len()],
    kept: BTreeMap<String, String>,
}

/// The names under which an input keeps the fields of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMap {
    names: [String; FieldMap::FIELDS.len()],
    kept: Vec<String>,
    default_source: Option<String>,
}

impl FieldMap {
    /// The fields of an article, in the order of [`Article`].
    pub const FIELDS: [&str; 6] = ["id", "source", "title", "date", "url", "text"];

    /// Lets the input call `field` by another name.
    ///
    /// # Errors
    ///
    /// Returns the field back if an article has no field of that name.
    pub fn set(&mut self, field: &str, name: &str) -> Result<(), String> {
        match Self::FIELDS.iter().position(|f| *f == field) {
            Some(i) => {
                name.clone_into(&mut self.names[i]);
                Ok(())
            }
            None => Err(field.to_owned()),
        }
    }

    /// Keeps the value of another field of the input, or of one of the article's own.
    pub fn keep(&mut self, name: &str) {
        if !self.kept.iter().any(|k| k == name) {
            self.kept.push(name.to_owned());
        }
    }

    /// The source of articles that name none.
    pub fn set_default_source(&mut self, source: &str) {
        self.default_source = Some(source.to_owned());
    }

    /// The source of articles that name none, if there is one.
    #[must_use]
    pub fn default_source(&self) -> Option<&str> {
        self.default_source.as_deref()
    }

    /// The index into [`FieldMap::FIELDS`] of the field that the input calls `name`.
    fn field(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    fn keeps(&self, name: &str) -> bool {
        self.kept.iter().any(|k| k == name)
    }

    /// An article from the values of the fields; `found` names all the record's fields.
    fn article(
        &self,
        input: &str,
        line: u64,
        mut values: Values,
        found: &dyn Fn() -> Vec<String>,
    ) -> Result<Article, RecordError> {
        let mut take = |i: usize| values.own[i].take().filter(|v| !v.trim().is_empty());
        let missing = |i: usize| {
            RecordError::new(line, RecordErrorKind::MissingField { field: Self::FIELDS[i].to_owned(), found: found() })
        };
        let mut article = Article {
            id: take(0).unwrap_or_else(|| format!("{input}:{line}")),
            source: take(1).or_else(|| self.default_source.clone()).ok_or_else(|| missing(1))?,
            title: take(2).unwrap_or_default(),
            date: take(3),
            url: take(4),
            text: take(5).ok_or_else(|| missing(5))?,
            kept: values.kept,
        };
        for name in &self.kept {
            let own = match name.as_str() {
                "title" => Some(&article.title).filter(|t| !t.is_empty()),
                "url" => article.url.as_ref(),
                _ => None,
            };
            if let Some(value) = own.cloned() {
                article.kept.insert(name.clone(), value);
            }
        }
        let own = [("id", Some(&article.id)), ("source", Some(&article.source)), ("date", article.date.as_ref())];
        let own = own.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let kept = article.kept.iter().map(|(name, value)| (name.as_str(), value));
        if let Some((field, _)) = own.chain(kept).find(|(_, value)| value.len() > MAX_FIELD_BYTES) {
            let kind = RecordErrorKind::FieldTooLong { field: field.to_owned(), limit: MAX_FIELD_BYTES };
            return Err(RecordError::new(line, kind));
        }
        Ok(article)
    }
}

/// Of a field that every judgement of an article repeats: its id, outlet, date, and what is kept.
///
/// Without a limit, a record half of which is its id would become judgements of the square of its size.
const MAX_FIELD_BYTES: usize = 16 * 1024;

impl Default for FieldMap {
    fn default() -> Self {
        Self { names: Self::FIELDS.map(str::to_owned), kept: Vec::new(), default_source: None }
    }
}

/// A piece of an input, small enough to be one worker's portion.
#[derive(Debug)]
pub enum ArticleChunk {
    /// Lines of JSON, not yet parsed: that is the workers' share.
    Json(LineChunk),
    /// Records that had to be read in one go.
    Parsed(Vec<Result<Article, Rejected>>),
}

impl ArticleChunk {
    /// Whether it holds no record.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Json(chunk) => chunk.is_blank(),
            Self::Parsed(articles) => articles.is_empty(),
        }
    }

    /// The articles, in input order; one without an id is called `input:line`; of a record that is none, the error and its raw bytes.
    #[must_use]
    pub fn articles(self, input: &str, fields: &FieldMap) -> Vec<Result<Article, Rejected>> {
        match self {
            Self::Json(chunk) => chunk
                .lines()
                .map(|line| line.and_then(|(n, text)| json::article(input, n, text, fields)))
                .map(|article| {
                    article.map_err(|error| Rejected { raw: chunk.raw(error.line()).to_vec(), error: Box::new(error) })
                })
                .collect(),
            Self::Parsed(articles) => articles,
        }
    }
}

/// A record that was refused.
#[derive(Debug)]
pub struct Rejected {
    /// Why.
    pub error: Box<RecordError>,
    /// The record as it stood in the input, without its line feed; empty if it was not kept.
    pub raw: Vec<u8>,
}
