//! The model file.
//!
//! ```text
//! bytes        what
//! 0..8         magic "GAINSAY\0"
//! 8..12        format version, u32
//! 12..16       length of the header, u32
//! 16..         header, JSON: tasks, labels, recipe, actors, scores, lengths of the arrays
//! …            arrays one after the other: feature keys (u64), idf (f32), weights per task (f32),
//!              word keys (u64), capital shares (u8), opinion keys (u64), valences (i8), fingerprints (8 × u32)
//! last 8       checksum of all before it, rapidhash v3, u64
//! ```
//!
//! All numbers are little-endian. Loading checks everything before it allocates: a file that is
//! truncated, damaged, foreign or newer than the program gives an error, never a wrong model.

use serde::{Deserialize, Serialize};

use rapidhash::v3::rapidhash_v3;

use crate::actor::{Actor, Lexicon, LexiconError};
use crate::classify::{Classifier, ClassifierError, ClassifierParts};
use crate::feature::{FeatureConfig, Lexica, Opinions, PredicateClass, PredicateError, Predicates, Vectorizer};
use crate::fingerprint::Fingerprint;
use crate::label::Task;
use crate::quantify::HeldOut;
use crate::token::Casing;

const MAGIC: &[u8; 8] = b"GAINSAY\0";
const FORMAT: u32 = 1;
const PREFIX: usize = 16;
const CHECKSUM: usize = 8;
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
struct Header {
    features: FeatureConfig,
    n_features: usize,
    n_words: usize,
    n_opinions: usize,
    n_fingerprints: usize,
    tasks: Vec<TaskHeader>,
    card: ModelCard,
    predicates: std::collections::BTreeMap<String, PredicateClass>,
    actors: Vec<Actor>,
}

#[derive(Serialize, Deserialize)]
struct TaskHeader {
    #[serde(flatten)]
    task: Task,
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
        let (keys, idf) = self.vectorizer.parts();
        let (word_keys, shares) = self.vectorizer.casing().to_pairs();
        let (opinion_keys, valences) = self.vectorizer.lexica().opinions.to_pairs();
        let tasks = self.classifiers.iter().map(|c| TaskHeader {
            task: c.task().clone(),
            intercept: c.intercept().to_vec(),
            rule: c.rule().to_vec(),
            mix: c.mix().to_vec(),
            held_out: c.held_out().cloned(),
        });
        let header = Header {
            features: self.vectorizer.config().clone(),
            n_features: keys.len(),
            n_words: word_keys.len(),
            n_opinions: opinion_keys.len(),
            n_fingerprints: self.fingerprints.len(),
            tasks: tasks.collect(),
            card: self.card.clone(),
            predicates: self.vectorizer.lexica().predicates.classes().clone(),
            actors: self.lexicon.actors().to_vec(),
        };
        let header = serde_json::to_vec(&header).expect("the header is plain data");
        let mut out = Vec::with_capacity(PREFIX + header.len() + keys.len() * 64);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT.to_le_bytes());
        out.extend_from_slice(&u32::try_from(header.len()).expect("a header is small").to_le_bytes());
        out.extend_from_slice(&header);
        let floats =
            |out: &mut Vec<u8>, values: &[f32]| values.iter().for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
        let longs =
            |out: &mut Vec<u8>, values: &[u64]| values.iter().for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
        longs(&mut out, keys);
        floats(&mut out, idf);
        for classifier in &self.classifiers {
            classifier.weights().for_each(|w| out.extend_from_slice(&w.to_le_bytes()));
        }
        longs(&mut out, &word_keys);
        out.extend_from_slice(&shares);
        longs(&mut out, &opinion_keys);
        out.extend(valences.iter().map(|v| v.cast_unsigned()));
        for hash in self.fingerprints.iter().flat_map(Fingerprint::hashes) {
            out.extend_from_slice(&hash.to_le_bytes());
        }
        let checksum = rapidhash_v3(&out);
        out.extend_from_slice(&checksum.to_le_bytes());
        out
    }

    /// Reads a model.
    ///
    /// # Errors
    ///
    /// If the bytes are not a whole, undamaged model of a known format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let body = checked_body(bytes)?;
        let header_length = u32::from_le_bytes(word(body, 12)?) as usize;
        let header = body
            .get(PREFIX..PREFIX.saturating_add(header_length))
            .ok_or(ModelError::WrongLength { expected: PREFIX.saturating_add(header_length), found: bytes.len() })?;
        let header: Header = serde_json::from_slice(header).map_err(|e| ModelError::BadHeader(e.to_string()))?;
        let mut arrays = Arrays { rest: &body[PREFIX + header_length..] };
        let expected =
            Arrays::expected(&header).ok_or_else(|| ModelError::BadHeader("array lengths overflow".to_owned()))?;
        if expected != arrays.rest.len() {
            return Err(ModelError::WrongLength {
                expected: PREFIX + header_length + expected + CHECKSUM,
                found: bytes.len(),
            });
        }
        let keys = arrays.longs(header.n_features);
        let idf = arrays.floats(header.n_features);
        if !idf.iter().all(|v| *v > 0.0 && *v <= MAX_IDF) {
            return Err(ModelError::BadArray("idf"));
        }
        let classifiers = classifiers(header.tasks, header.n_features, &mut arrays)?;
        let word_keys = arrays.longs(header.n_words);
        let shares = arrays.take(header.n_words);
        if shares.iter().any(|s| *s > 100) {
            return Err(ModelError::BadArray("capital shares"));
        }
        let casing = Casing::from_pairs(&word_keys, shares);
        let opinion_keys = arrays.longs(header.n_opinions);
        let valences = arrays.take(header.n_opinions).iter().map(|b| b.cast_signed());
        if valences.clone().any(|v| !(-40..=40).contains(&v)) {
            return Err(ModelError::BadArray("valences"));
        }
        let opinions = Opinions::from_pairs(&opinion_keys, valences);
        let fingerprints = arrays.fingerprints();
        let lexica = Lexica { predicates: Predicates::new(header.predicates)?, opinions };
        let (vectorizer, lexicon) = rayon::join(
            || Vectorizer::from_parts(header.features, casing, lexica, keys, idf),
            || Lexicon::new(header.actors),
        );
        Ok(Self { vectorizer, classifiers, lexicon: lexicon?, fingerprints, card: header.card })
    }

    /// The classifier of a task.
    #[must_use]
    pub fn classifier(&self, task: &str) -> Option<&Classifier> {
        self.classifiers.iter().find(|c| c.task().name() == task)
    }
}

/// The classifiers, whose weights are the next arrays.
fn classifiers(
    headers: Vec<TaskHeader>,
    n_features: usize,
    arrays: &mut Arrays,
) -> Result<Vec<Classifier>, ModelError> {
    let mut parts = Vec::with_capacity(headers.len());
    let mut weights = Vec::with_capacity(headers.len());
    let mut held_out = Vec::with_capacity(headers.len());
    for t in headers {
        let task = Task::new(t.task.name(), t.task.labels().iter().cloned()).filter(|task| *task == t.task);
        let task = task.ok_or_else(|| {
            ModelError::BadHeader(format!("the labels of task `{}` are not distinct and sorted", t.task.name()))
        })?;
        let row = 4 * task.n_classes();
        weights.push(arrays.take(n_features * row).chunks_exact(row));
        parts.push(ClassifierParts { task, intercept: t.intercept, rule: t.rule, mix: t.mix });
        held_out.push(t.held_out);
    }
    if parts.is_empty() {
        return Err(ModelError::BadHeader("no task".to_owned()));
    }
    let width: usize = parts.iter().map(|p| p.task.n_classes()).sum();
    let mut matrix = Vec::with_capacity(n_features * width);
    for _ in 0..n_features {
        for rows in &mut weights {
            let (row, _) = rows.next().expect("the length was checked").as_chunks();
            matrix.extend(row.iter().map(|w| f32::from_le_bytes(*w)));
        }
    }
    let classifiers = Classifier::sharing(matrix, parts)?.into_iter().zip(held_out);
    let with_held_out = classifiers.map(|(c, held_out)| match held_out {
        Some(held_out) => c.with_held_out(held_out),
        None => Ok(c),
    });
    Ok(with_held_out.collect::<Result<_, _>>()?)
}

/// All but the checksum, which must match; magic and version come first, so that a foreign or
/// newer file is told from a damaged one.
fn checked_body(bytes: &[u8]) -> Result<&[u8], ModelError> {
    if !bytes.starts_with(MAGIC) {
        return Err(ModelError::NotAModel);
    }
    let format = u32::from_le_bytes(word(bytes, 8)?);
    if format > FORMAT {
        return Err(ModelError::TooNew { found: format });
    }
    let split = bytes
        .len()
        .checked_sub(CHECKSUM)
        .filter(|s| *s >= PREFIX)
        .ok_or(ModelError::WrongLength { expected: PREFIX + CHECKSUM, found: bytes.len() })?;
    let (body, checksum) = bytes.split_at(split);
    if checksum != rapidhash_v3(body).to_le_bytes() {
        return Err(ModelError::Damaged);
    }
    Ok(body)
}

fn word(bytes: &[u8], at: usize) -> Result<[u8; 4], ModelError> {
    bytes
        .get(at..at + 4)
        .and_then(|b| b.try_into().ok())
        .ok_or(ModelError::WrongLength { expected: PREFIX + CHECKSUM, found: bytes.len() })
}

/// The arrays behind the header; their total length has been checked.
struct Arrays<'b> {
    rest: &'b [u8],
}

impl<'b> Arrays<'b> {
    fn expected(header: &Header) -> Option<usize> {
        let classes = header.tasks.iter().try_fold(0usize, |n, t| n.checked_add(t.task.n_classes()))?;
        let features = header.n_features.checked_mul(classes.checked_mul(4)?.checked_add(12)?)?;
        let words = header.n_words.checked_add(header.n_opinions)?.checked_mul(9)?;
        let fingerprints = header.n_fingerprints.checked_mul(4 * Fingerprint::LENGTH)?;
        features.checked_add(words)?.checked_add(fingerprints)
    }

    fn take(&mut self, n: usize) -> &'b [u8] {
        let (head, tail) = self.rest.split_at(n);
        self.rest = tail;
        head
    }

    /// The rest, which is nothing else.
    fn fingerprints(&self) -> Vec<Fingerprint> {
        let (hashes, _) = self.rest.as_chunks::<4>();
        let hashes: Vec<u32> = hashes.iter().map(|b| u32::from_le_bytes(*b)).collect();
        hashes.as_chunks().0.iter().map(|h| Fingerprint::from_hashes(*h)).collect()
    }

    fn longs(&mut self, n: usize) -> Vec<u64> {
        self.take(n * 8).chunks_exact(8).map(|b| u64::from_le_bytes(b.try_into().expect("8 bytes"))).collect()
    }

    fn floats(&mut self, n: usize) -> Vec<f32> {
        self.take(n * 4).chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().expect("4 bytes"))).collect()
    }
}
