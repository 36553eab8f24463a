//! Trains a [`LineModel`].
//!
//! N-grams that occur in one line only need no column of their own. The gradient of such a weight
//! is a multiple of its line's, so the optimum has `w_g = x_g · u` with one `u` per line, and
//! `½ Σ_g ‖w_g‖²` is `½ h ‖u‖²` with `h = Σ_g x_g²`: all of a line's are one column of value `√h`,
//! with the same optimum. In news that is two thirds of the columns.

use std::collections::BTreeMap;

use linfa::ParamGuard;
use rayon::prelude::*;

use super::logistic::{FittedLogistic, LogisticError, LogisticParams};
use super::matrix::DesignMatrix;
use crate::line::{Grams, LineModel, Scanner, TagTable};

/// N-grams are counted in parts by their first bits, one for each so many words: few, as each reads
/// all words, but with tables that fit a cache.
const WORDS_PER_SHARD: usize = 1 << 19;
const MAX_LOG_SHARDS: u32 = 6;
const ROW_CHUNK: usize = 4096;
const SPREAD: &str = "keys are hashes, which do not crowd";

/// Collects labelled lines and fits a [`LineModel`] to them.
#[derive(Debug, Default)]
pub struct LineTrainer {
    scanner: Scanner,
    labels: BTreeMap<String, usize>,
    classes: Vec<usize>,
    words: Vec<u64>,
    ends: Vec<usize>,
}

/// A fitted model of lines and how the fit ended.
#[derive(Debug)]
pub struct TrainedLines {
    /// The model.
    pub model: LineModel,
    /// The inverse penalty.
    pub c: f64,
    /// The value of the objective of [`crate::LogisticParams`].
    pub objective: f64,
    /// The norm of its gradient, relative to the norm where all weights are 0.
    pub gradient_norm: f64,
    /// Epochs of dual ascent, and products with the Hessian behind them.
    pub iterations: (usize, usize),
}

/// Why lines cannot be learned from.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LineTrainError {
    /// There are fewer than two labels, or more than 16.
    #[error("{0} label(s); between 2 and 16 are possible")]
    Labels(usize),
    /// The penalty or the tolerance is out of range.
    #[error(transparent)]
    Logistic(#[from] LogisticError),
}

/// The n-grams of at least two lines, with ids; the commonest come first, so that what is read
/// most lies together.
struct Vocabulary {
    table: TagTable,
    /// By place in the table.
    ids: Vec<u32>,
    keys: Vec<u64>,
    idf: Vec<f64>,
    /// The idf of an n-gram of one line.
    idf_of_one: f64,
}

/// The design matrix, and what takes its weights back to n-grams.
struct Design {
    matrix: DesignMatrix,
    /// By row: the row's TF-IDF length, and the column of what only this row has, with its `√h`.
    own: Vec<(f64, Option<(u32, f64)>)>,
}

impl LineTrainer {
    /// Adds a line.
    pub fn add(&mut self, label: &str, text: &str) {
        let n = self.labels.len();
        let class = match self.labels.get(label) {
            Some(class) => *class,
            None => *self.labels.entry(label.to_owned()).or_insert(n),
        };
        self.classes.push(class);
        self.scanner.words(text, &mut self.words);
        self.ends.push(self.words.len());
    }

    /// The number of lines.
    #[must_use]
    pub fn n_lines(&self) -> usize {
        self.ends.len()
    }

    /// Fits a model for each inverse penalty, the smallest first, each search starting from the
    /// last. `min_df` is the least number of lines that must have an n-gram. The search ends where
    /// the objective is certain to lie at most the share `gap` above its minimum.
    ///
    /// The result is the same on any number of threads.
    ///
    /// # Errors
    ///
    /// If there are fewer than two labels or more than 16, or a number is out of range.
    pub fn fit(&self, cs: &[f64], gap: f64, min_df: u32) -> Result<Vec<TrainedLines>, LineTrainError> {
        let n_classes = self.labels.len();
        if !(2..=16).contains(&n_classes) {
            return Err(LineTrainError::Labels(n_classes));
        }
        // Classes in the order of the labels, not of their first line.
        let mut place = vec![0; n_classes];
        for (sorted, met) in self.labels.values().enumerate() {
            place[*met] = sorted;
        }
        let classes: Vec<usize> = self.classes.iter().map(|c| place[*c]).collect();
        let vocabulary = Vocabulary::new(self, min_df.max(2));
        let design = Design::new(self, &vocabulary, min_df <= 1);
        let ones = vec![1.0; classes.len()];
        let mut cs = cs.to_vec();
        cs.sort_by(f64::total_cmp);
        let mut last: Option<FittedLogistic> = None;
        let mut out = Vec::with_capacity(cs.len());
        for c in cs {
            let params = LogisticParams::new(c).tolerance(1e-12).gap(gap).check()?;
            let fitted = params.fit_weighted(&design.matrix, &classes, &ones, n_classes, last.as_ref())?;
            out.push(TrainedLines {
                model: self.model(&vocabulary, &design, &fitted),
                c,
                objective: fitted.objective(),
                gradient_norm: fitted.gradient_norm(),
                iterations: fitted.iterations(),
            });
            last = Some(fitted);
        }
        Ok(out)
    }

    fn words(&self, row: usize) -> &[u64] {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[start..self.ends[row]]
    }

    /// The n-grams of a row, each with the number of its occurrences, sorted.
    fn counts<'k>(&self, row: usize, keys: &'k mut Vec<u64>) -> impl Iterator<Item = (u64, usize)> + use<'k> {
        keys.clear();
        keys.extend(Grams::new(self.words(row)));
        keys.sort_unstable();
        keys.chunk_by(|a, b| a == b).map(|same| (same[0], same.len()))
    }

    fn model(&self, vocabulary: &Vocabulary, design: &Design, fitted: &FittedLogistic) -> LineModel {
        let k = self.labels.len();
        let weights = fitted.weights();
        // idf, then idf · weight against the first label's.
        let values = |column: usize, share: f64, idf: f64| {
            let w = &weights[column * k..][..k];
            std::iter::once(idf as f32).chain(w[1..].iter().map(move |v| (share * idf * (v - w[0])) as f32))
        };
        let alone: Vec<Vec<(u64, u32, u32)>> = (0..self.n_lines())
            .into_par_iter()
            .step_by(ROW_CHUNK)
            .map(|first| {
                let (mut keys, mut out) = (Vec::new(), Vec::new());
                for row in first..(first + ROW_CHUNK).min(self.n_lines()) {
                    if design.own[row].1.is_some() {
                        let alone = self.counts(row, &mut keys).filter(|(key, _)| vocabulary.id(*key).is_none());
                        out.extend(alone.map(|(key, n)| (key, row as u32, n as u32)));
                    }
                }
                out
            })
            .collect();
        let n_grams = vocabulary.keys.len() + alone.iter().map(Vec::len).sum::<usize>();
        let mut table = TagTable::for_keys(n_grams);
        let mut all = vec![0.0; table.n_places() * k];
        let mut put = |key: u64, values: &mut dyn Iterator<Item = f32>| {
            let place = table.insert(key).expect(SPREAD);
            all[place * k..][..k].iter_mut().zip(values).for_each(|(into, value)| *into = value);
        };
        for (id, key) in vocabulary.keys.iter().enumerate() {
            put(*key, &mut values(id, 1.0, vocabulary.idf[id]));
        }
        for (key, row, number) in alone.into_iter().flatten() {
            let (norm, own) = design.own[row as usize];
            let (column, h) = own.expect("the row has n-grams of its own");
            // w_g = x_g · u with u = W / √h.
            let x = f64::from(number) * vocabulary.idf_of_one / norm;
            put(key, &mut values(column as usize, x / h, vocabulary.idf_of_one));
        }
        let b = fitted.intercept();
        let intercept = b[1..].iter().map(|v| (v - b[0]) as f32).collect();
        let labels = self.labels.keys().cloned().collect();
        LineModel::new(labels, intercept, n_grams, table, &all)
    }
}

/// What is known of an n-gram while it is counted.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    key: u64,
    /// In how many rows it was met.
    df: u32,
    /// The last of them.
    row: u32,
}

impl Vocabulary {
    fn new(lines: &LineTrainer, min_df: u32) -> Self {
        let log_shards = (lines.words.len() / WORDS_PER_SHARD).max(2).next_power_of_two().ilog2().min(MAX_LOG_SHARDS);
        let kept: Vec<Vec<(u32, u64)>> =
            (0..1 << log_shards).into_par_iter().map(|shard| counted(lines, shard, log_shards, min_df)).collect();
        let mut kept: Vec<(u32, u64)> = kept.concat();
        // The commonest first.
        kept.par_sort_unstable_by_key(|(df, key)| (std::cmp::Reverse(*df), *key));
        let n = lines.n_lines();
        let idf = |df: u32| (((1 + n) as f64) / (1.0 + f64::from(df))).ln() + 1.0;
        let mut table = TagTable::for_keys(kept.len());
        let mut ids = vec![0; table.n_places()];
        for (id, (_, key)) in kept.iter().enumerate() {
            ids[table.insert(*key).expect(SPREAD)] = id as u32;
        }
        Self {
            table,
            ids,
            keys: kept.iter().map(|(_, key)| *key).collect(),
            idf: kept.iter().map(|(df, _)| idf(*df)).collect(),
            idf_of_one: idf(1),
        }
    }

    fn id(&self, key: u64) -> Option<usize> {
        self.table.find(key).map(|place| self.ids[place] as usize)
    }
}

/// The n-grams of shard `shard` of `2^log_shards` that at least `min_df` rows have, with their numbers of rows.
fn counted(lines: &LineTrainer, shard: u64, log_shards: u32, min_df: u32) -> Vec<(u32, u64)> {
    let mut slots = vec![Counted::default(); 1 << 12];
    let (mut n_used, mut start) = (0, 0);
    for (row, end) in lines.ends.iter().enumerate() {
        for key in Grams::new(&lines.words[start..*end]).filter(|key| key >> (64 - log_shards) == shard) {
            let mut slot = place(key, slots.len());
            while slots[slot].df != 0 && slots[slot].key != key {
                slot = (slot + 1) & (slots.len() - 1);
            }
            let there = &mut slots[slot];
            if there.df == 0 {
                *there = Counted { key, df: 1, row: row as u32 };
                n_used += 1;
                if n_used * 3 > slots.len() * 2 {
                    slots = doubled(&slots);
                }
            } else if there.row != row as u32 {
                there.df += 1;
                there.row = row as u32;
            }
        }
        start = *end;
    }
    slots.iter().filter(|s| s.df >= min_df).map(|s| (s.df, s.key)).collect()
}

/// The slot of a key among a power of two: by bits that do not choose the shard.
fn place(key: u64, n_slots: usize) -> usize {
    (key as usize >> 8) & (n_slots - 1)
}

fn doubled(slots: &[Counted]) -> Vec<Counted> {
    let mut out = vec![Counted::default(); slots.len() * 2];
    for counted in slots.iter().filter(|s| s.df > 0) {
        let mut slot = place(counted.key, out.len());
        while out[slot].df != 0 {
            slot = (slot + 1) & (out.len() - 1);
        }
        out[slot] = *counted;
    }
    out
}

impl Design {
    /// With `alone`, n-grams of a single line count too.
    fn new(lines: &LineTrainer, vocabulary: &Vocabulary, alone: bool) -> Self {
        struct Part {
            columns: Vec<u32>,
            values: Vec<f32>,
            /// By row: number of entries, length, `√h`.
            rows: Vec<(usize, f64, f64)>,
        }
        let parts: Vec<Part> = (0..lines.n_lines())
            .into_par_iter()
            .step_by(ROW_CHUNK)
            .map(|first| {
                let mut part = Part { columns: Vec::new(), values: Vec::new(), rows: Vec::new() };
                let (mut keys, mut of_row) = (Vec::new(), Vec::new());
                for row in first..(first + ROW_CHUNK).min(lines.n_lines()) {
                    let (mut squares, mut own) = (0.0, 0.0);
                    of_row.clear();
                    for (key, n) in lines.counts(row, &mut keys) {
                        if let Some(id) = vocabulary.id(key) {
                            let value = n as f64 * vocabulary.idf[id];
                            squares += value * value;
                            of_row.push((id as u32, value));
                        } else if alone {
                            own += (n as f64 * vocabulary.idf_of_one).powi(2);
                        }
                    }
                    let norm = (squares + own).sqrt();
                    part.columns.extend(of_row.iter().map(|(id, _)| *id));
                    part.values.extend(of_row.iter().map(|(_, value)| (value / norm) as f32));
                    part.rows.push((of_row.len(), norm, own.sqrt() / norm.max(f64::MIN_POSITIVE)));
                }
                part
            })
            .collect();
        let n_values: usize = parts.iter().map(|p| p.columns.len()).sum();
        let n_own = parts.iter().flat_map(|p| &p.rows).filter(|(.., own)| *own > 0.0).count();
        let mut columns = Vec::with_capacity(n_values + n_own);
        let mut values = Vec::with_capacity(n_values + n_own);
        let mut row_starts = Vec::with_capacity(lines.n_lines() + 1);
        row_starts.push(0);
        let mut own_rows = Vec::with_capacity(lines.n_lines());
        let mut n_features = vocabulary.keys.len();
        for part in parts {
            let mut start = 0;
            for (n, norm, own) in part.rows {
                columns.extend_from_slice(&part.columns[start..start + n]);
                values.extend_from_slice(&part.values[start..start + n]);
                start += n;
                let column = n_features as u32;
                if own > 0.0 {
                    columns.push(column);
                    values.push(own as f32);
                    n_features += 1;
                }
                row_starts.push(columns.len());
                own_rows.push((norm, (own > 0.0).then_some((column, own))));
            }
        }
        Self { matrix: DesignMatrix::from_csr(row_starts, columns, values, n_features), own: own_rows }
    }
}
