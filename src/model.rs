//! The model file.
//!
//! ```text
//! bytes        what
//! 0..8         magic "GAINSAY\0"
//! 8..12        format version, u32
//! 12..16       length of the header, u32
//! 16..         header, JSON: tasks, labels, recipe, actors, scores, lengths of the arrays
//! …            arrays one after the other: lines of the feature table (4 × key u64, id u32, idf f32),
//!              its filter (u64), weights of all tasks by feature (i16), word keys (u64), capital shares (u8),
//!              opinion keys (u64), valences (i8), fingerprints (8 × u32)
//! last 8       checksum of all before it, rapidhash v3, u64
//! ```
//!
//! All numbers are little-endian. Header and arrays are filled up to a multiple of 64 bytes: what is
//! large is used where it lies, and a line of the table in one cache line. Loading checks everything
//! before it allocates: a file that is truncated, damaged, foreign or newer than the program gives an
//! error, never a wrong model.

mod arrays;
mod first;

use arrays::Arrays;
use bytes::Bytes;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use rapidhash::v3::rapidhash_v3;

use crate::actor::{Lexicon, LexiconError};
use crate::classify::{Classifier, ClassifierError, ClassifierParts, joined_weights};
use crate::feature::{FeatureConfig, FeatureTable, Lexica, Opinions, PredicateError, Predicates, Vectorizer};
use crate::fingerprint::Fingerprint;
use crate::label::Task;
use crate::quantify::HeldOut;
use crate::token::Casing;

const MAGIC: &[u8; 8] = b"GAINSAY\0";
const FORMAT: u32 = 2;
const PREFIX: usize = 16;
const CHECKSUM: usize = 8;
/// A cache line.
const ALIGNMENT: usize = 64;
/// No corpus gives more: that would take e^99 pairs.
const MAX_IDF: f32 = 100.0;

/// All that is needed to judge articles.
#[derive(Debug, Clone)]
pub struct Model {
    /// Turns pairs into vectors.
    pub vectorizer: Vectorizer,
    /// One per task.
    pub classifiers: Vec<Classifier>,
    /// The known actors.
    pub lexicon: Lexicon,
    /// Fingerprints of the training sentences, to warn whoever evaluates on them.
    pub fingerprints: Vec<Fingerprint>,
    /// Where the model comes from.
    pub card: ModelCard,
}

/// Where a model comes from and how good it was found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ModelCard {
    /// SHA-256 of the labelled sentences, in hexadecimal.
    pub training_sha256: String,
    /// The number of labelled sentences.
    pub n_examples: usize,
    /// The recipe, as JSON.
    pub recipe: serde_json::Value,
    /// Cross-validated scores by task.
    pub cross_validation: Vec<serde_json::Value>,
    /// A date, if the trainer was given one; the program never takes one by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// Why a file is not a model that can be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file does not begin like a model.
    #[error("not a gainsay model file")]
    NotAModel,
    /// The file was written by a newer program.
    #[error("model format {found}, but this program reads formats up to {FORMAT}")]
    TooNew {
        /// The file's format.
        found: u32,
    },
    /// The file is shorter or longer than it says.
    #[error("the file has {found} bytes where its header tells of {expected}; it is truncated or was added to")]
    WrongLength {
        /// Bytes expected.
        expected: usize,
        /// Bytes there.
        found: usize,
    },
    /// The bytes are not those that were written.
    #[error("the checksum does not match; the file is damaged")]
    Damaged,
    /// The header cannot be read.
    #[error("the header cannot be read: {0}")]
    BadHeader(String),
    /// An array holds a value that it must not.
    #[error("array `{0}` holds a value out of range")]
    BadArray(&'static str),
    /// The actors clash.
    #[error("actors: {0}")]
    Lexicon(#[from] LexiconError),
    /// The predicates cannot be used.
    #[error("predicates: {0}")]
    Predicates(#[from] PredicateError),
    /// A classifier's parts do not fit.
    #[error(transparent)]
    Classifier(#[from] ClassifierError),
}

impl ModelError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotAModel => {
                "give a file that `gainsay train` wrote, or leave `--model` out to use the built-in model"
            }
            Self::TooNew { .. } => "update gainsay, or train the model anew with this version",
            _ => "copy the file again, or train the model anew",
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Header<'h> {
    features: FeatureConfig,
    n_features: usize,
    /// None in format 1.
    #[serde(default)]
    n_lines: usize,
    /// None in format 1.
    #[serde(default)]
    n_filter: usize,
    n_words: usize,
    n_opinions: usize,
    n_fingerprints: usize,
    tasks: Vec<TaskHeader>,
    card: ModelCard,
    #[serde(borrow)]
    predicates: &'h RawValue,
    #[serde(borrow)]
    actors: &'h RawValue,
}

#[derive(Serialize, Deserialize)]
struct TaskHeader {
    #[serde(flatten)]
    task: Task,
    /// None in format 1.
    #[serde(default)]
    exponents: Vec<i32>,
    intercept: Vec<f64>,
    rule: Vec<f64>,
    mix: Vec<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    held_out: Option<HeldOut>,
}

impl Model {
    /// The model as bytes; equal models give equal bytes.
    ///
    /// # Panics
    ///
    /// If the header exceeds 4 GiB.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let plain = "the header is plain data";
        let table = self.vectorizer.table();
        let (word_keys, shares) = self.vectorizer.casing().to_pairs();
        let (opinion_keys, valences) = self.vectorizer.lexica().opinions.to_pairs();
        let tasks = self.classifiers.iter().map(|c| TaskHeader {
            task: c.task().clone(),
            exponents: c.exponents().to_vec(),
            intercept: c.intercept().to_vec(),
            rule: c.rule().to_vec(),
            mix: c.mix().to_vec(),
            held_out: c.held_out().cloned(),
        });
        let header = Header {
            features: self.vectorizer.config().clone(),
            n_features: self.vectorizer.n_features(),
            n_lines: table.lines().len() / FeatureTable::LINE,
            n_filter: table.filter().len() / 8,
            n_words: word_keys.len(),
            n_opinions: opinion_keys.len(),
            n_fingerprints: self.fingerprints.len(),
            tasks: tasks.collect(),
            card: self.card.clone(),
            predicates: &serde_json::value::to_raw_value(self.vectorizer.lexica().predicates.classes()).expect(plain),
            actors: &serde_json::value::to_raw_value(self.lexicon.actors()).expect(plain),
        };
        let mut header = serde_json::to_vec(&header).expect(plain);
        header.resize((PREFIX + header.len()).next_multiple_of(ALIGNMENT) - PREFIX, b' ');
        let mut out = Vec::with_capacity(PREFIX + header.len() + table.lines().len() * 3);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT.to_le_bytes());
        out.extend_from_slice(&u32::try_from(header.len()).expect("a header is small").to_le_bytes());
        out.extend_from_slice(&header);
        let longs = |values: &[u64]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<_>>();
        let valences: Vec<u8> = valences.into_iter().map(i8::cast_unsigned).collect();
        let fingerprints = self.fingerprints.iter().flat_map(Fingerprint::hashes).flat_map(|h| h.to_le_bytes());
        for array in [
            table.lines(),
            table.filter(),
            &joined_weights(&self.classifiers),
            &longs(&word_keys),
            &shares,
            &longs(&opinion_keys),
            &valences,
            &fingerprints.collect::<Vec<_>>(),
        ] {
            out.extend_from_slice(array);
            out.resize(out.len().next_multiple_of(ALIGNMENT), 0);
        }
        let checksum = rapidhash_v3(&out);
        out.extend_from_slice(&checksum.to_le_bytes());
        out
    }

    /// Reads a model from a copy of the bytes.
    ///
    /// # Errors
    ///
    /// If the bytes are not a whole, undamaged model of a known format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let (format, body) = checked_body(bytes)?;
        if checksum_of(bytes) != rapidhash_v3(body) {
            return Err(ModelError::Damaged);
        }
        let model = Self::read(format, &aligned(body))?;
        if !model.vectorizer.table().is_sound(MAX_IDF) {
            return Err(ModelError::BadArray("features"));
        }
        Ok(model)
    }

    /// Reads a model where it lies, best at a multiple of 64 bytes: without copying, and, as it was
    /// built into a program that was tested with it, without adding up its checksum or looking at
    /// every feature. Then it takes some milliseconds, whatever the size of the arrays.
    ///
    /// # Errors
    ///
    /// As [`Model::from_bytes`], but for damage within the arrays, of which it learns nothing:
    /// judging may then be wrong or panic.
    pub fn from_static(bytes: &'static [u8]) -> Result<Self, ModelError> {
        let (format, body) = checked_body(bytes)?;
        Self::read(format, &Bytes::from_static(body))
    }

    fn read(format: u32, body: &Bytes) -> Result<Self, ModelError> {
        let header_length = u32::from_le_bytes(word(body, 12)?) as usize;
        let end = PREFIX.saturating_add(header_length);
        let header =
            body.get(PREFIX..end).ok_or(ModelError::WrongLength { expected: end + CHECKSUM, found: body.len() })?;
        let header: Header = serde_json::from_slice(header).map_err(|e| bad_header(&e))?;
        let (vectorizer, lexicon) = rayon::join(
            || Self::vectorizer(&header, format, body, end),
            || -> Result<_, ModelError> {
                Ok(Lexicon::new(serde_json::from_str(header.actors.get()).map_err(|e| bad_header(&e))?)?)
            },
        );
        let (vectorizer, classifiers, fingerprints) = vectorizer?;
        Ok(Self { vectorizer, classifiers, lexicon: lexicon?, fingerprints, card: header.card })
    }

    /// All that is read from the arrays, which begin at `start`.
    fn vectorizer(
        header: &Header,
        format: u32,
        body: &Bytes,
        start: usize,
    ) -> Result<(Vectorizer, Vec<Classifier>, Vec<Fingerprint>), ModelError> {
        let predicates = serde_json::from_str(header.predicates.get()).map_err(|e| bad_header(&e))?;
        let mut arrays = Arrays::new(body, start, if format == 1 { 1 } else { ALIGNMENT });
        let (table, classifiers) =
            if format == 1 { first::features(header, &mut arrays)? } else { features(header, &mut arrays)? };
        let word_keys = arrays.longs(header.n_words)?;
        let shares = arrays.take(header.n_words, 1)?;
        if shares.iter().any(|s| *s > 100) {
            return Err(ModelError::BadArray("capital shares"));
        }
        let opinion_keys = arrays.longs(header.n_opinions)?;
        let valences = arrays.take(header.n_opinions, 1)?;
        let valences = valences.iter().map(|b| b.cast_signed());
        if valences.clone().any(|v| !(-40..=40).contains(&v)) {
            return Err(ModelError::BadArray("valences"));
        }
        let fingerprints = arrays.take(header.n_fingerprints, 4 * Fingerprint::LENGTH)?;
        let hashes: Vec<u32> = fingerprints.as_chunks().0.iter().map(|b| u32::from_le_bytes(*b)).collect();
        let fingerprints = hashes.as_chunks().0.iter().map(|h| Fingerprint::from_hashes(*h)).collect();
        arrays.finish()?;
        let opinions = Opinions::from_pairs(&opinion_keys, valences);
        let lexica = Lexica { predicates: Predicates::new(predicates)?, opinions };
        let casing = Casing::from_pairs(&word_keys, &shares);
        let vectorizer = Vectorizer::from_parts(header.features.clone(), casing, lexica, table);
        Ok((vectorizer, with_held_out(classifiers, header)?, fingerprints))
    }

    /// The classifier of a task.
    #[must_use]
    pub fn classifier(&self, task: &str) -> Option<&Classifier> {
        self.classifiers.iter().find(|c| c.task().name() == task)
    }
}

/// The feature table and the classifiers, which are the first arrays.
fn features(header: &Header, arrays: &mut Arrays) -> Result<(FeatureTable, Vec<Classifier>), ModelError> {
    let lines = arrays.take(header.n_lines, FeatureTable::LINE)?;
    let filter = arrays.take(header.n_filter, 8)?;
    let table = FeatureTable::from_bytes(lines, filter, header.n_features);
    let table = table.ok_or(ModelError::BadArray("features"))?;
    let parts = tasks(header)?.into_iter().zip(&header.tasks).map(|(task, t)| ClassifierParts {
        task,
        exponents: t.exponents.clone(),
        intercept: t.intercept.clone(),
        rule: t.rule.clone(),
        mix: t.mix.clone(),
    });
    let parts: Vec<_> = parts.collect();
    let width: usize = parts.iter().map(|p| p.task.n_classes()).sum();
    let weights = arrays.take(header.n_features, 2 * width)?;
    Ok((table, Classifier::sharing(&weights, parts)?))
}

/// The tasks, at least one, whose labels must be what a task's are.
fn tasks(header: &Header) -> Result<Vec<Task>, ModelError> {
    let tasks = header.tasks.iter().map(|t| {
        let task = Task::new(t.task.name(), t.task.labels().iter().cloned()).filter(|task| *task == t.task);
        task.ok_or_else(|| {
            ModelError::BadHeader(format!("the labels of task `{}` are not distinct and sorted", t.task.name()))
        })
    });
    let tasks: Vec<_> = tasks.collect::<Result<_, _>>()?;
    if tasks.is_empty() { Err(ModelError::BadHeader("no task".to_owned())) } else { Ok(tasks) }
}

fn with_held_out(classifiers: Vec<Classifier>, header: &Header) -> Result<Vec<Classifier>, ClassifierError> {
    let both = classifiers.into_iter().zip(&header.tasks);
    both.map(|(c, t)| t.held_out.clone().map_or(Ok(c.clone()), |held_out| c.with_held_out(held_out))).collect()
}

fn bad_header(error: &serde_json::Error) -> ModelError {
    ModelError::BadHeader(error.to_string())
}

/// A copy at a multiple of the alignment.
fn aligned(bytes: &[u8]) -> Bytes {
    let mut copy: Vec<u8> = Vec::with_capacity(bytes.len() + ALIGNMENT);
    let start = copy.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT);
    copy.resize(start, 0);
    copy.extend_from_slice(bytes);
    Bytes::from(copy).slice(start..)
}

/// The format and all but the checksum. Magic and version come first, so that a foreign or newer file
/// is told from a damaged one.
fn checked_body(bytes: &[u8]) -> Result<(u32, &[u8]), ModelError> {
    if !bytes.starts_with(MAGIC) {
        return Err(ModelError::NotAModel);
    }
    let format = u32::from_le_bytes(word(bytes, 8)?);
    if format > FORMAT {
        return Err(ModelError::TooNew { found: format });
    }
    if format == 0 {
        return Err(ModelError::Damaged);
    }
    let split = bytes.len().checked_sub(CHECKSUM).filter(|s| *s >= PREFIX);
    let split = split.ok_or(ModelError::WrongLength { expected: PREFIX + CHECKSUM, found: bytes.len() })?;
    Ok((format, &bytes[..split]))
}

/// The last eight bytes, which are there.
fn checksum_of(bytes: &[u8]) -> u64 {
    bytes.last_chunk().map_or(0, |b| u64::from_le_bytes(*b))
}

fn word(bytes: &[u8], at: usize) -> Result<[u8; 4], ModelError> {
    bytes
        .get(at..at + 4)
        .and_then(|b| b.try_into().ok())
        .ok_or(ModelError::WrongLength { expected: PREFIX + CHECKSUM, found: bytes.len() })
}
