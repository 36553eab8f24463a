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

/// N-grams are counted shard by shard, which their first bits choose: so many words to a shard that the
/// n-grams of a shard fit a cache.
const WORDS_PER_SHARD: usize = 1 << 16;
const MAX_LOG_SHARDS: u32 = 9;
/// One pass over the words collects the n-grams of several shards: so many words to a pass that what it
/// collects stays below 64 MiB, and two passes at least, as each has a thread.
const WORDS_PER_PASS: usize = 1 << 21;
const MAX_LOG_PASSES: u32 = 5;
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
    /// By place in the table, an n-gram's id and the number of lines that have it: what is read together lies
    /// together.
    entries: Vec<(u32, u32)>,
    /// By id.
    grams: Vec<(u32, u64)>,
    n_lines: usize,
}

/// An n-gram of a line.
#[derive(Debug, Clone, Copy)]
struct Occurrence {
    key: u64,
    /// How often it occurs there.
    number: f64,
    /// Its place in the vocabulary's table.
    place: Option<usize>,
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

    /// The n-grams of a row, in the order of their keys. What the vocabulary's table and its entries will be
    /// asked for is fetched in two goes, none of which waits for the other's misses.
    fn occurrences(&self, row: usize, vocabulary: &Vocabulary, keys: &mut Vec<u64>, out: &mut Vec<Occurrence>) {
        keys.clear();
        keys.extend(Grams::new(self.words(row)));
        vocabulary.table.fetch(keys);
        keys.sort_unstable();
        out.clear();
        out.extend(keys.chunk_by(|a, b| a == b).map(|same| {
            let place = vocabulary.table.find(same[0]);
            Occurrence { key: same[0], number: same.len() as f64, place }
        }));
        let places = out.iter().filter_map(|o| o.place);
        std::hint::black_box(places.fold(0, |sum, place| sum ^ vocabulary.entries[place].0));
    }

    fn model(&self, vocabulary: &Vocabulary, design: &Design, fitted: &FittedLogistic) -> LineModel {
        let k = self.labels.len();
        let weights = fitted.weights();
        // idf, then idf · weight against the first label's.
        let values = |column: usize, share: f64, idf: f64| {
            let w = &weights[column * k..][..k];
            std::iter::once(idf as f32).chain(w[1..].iter().map(move |v| (share * idf * (v - w[0])) as f32))
        };
        let alone: Vec<Vec<(u64, u32, f64)>> = (0..self.n_lines())
            .into_par_iter()
            .step_by(ROW_CHUNK)
            .map(|first| {
                let (mut keys, mut of_row, mut out) = (Vec::new(), Vec::new(), Vec::new());
                for row in first..(first + ROW_CHUNK).min(self.n_lines()) {
                    if design.own[row].1.is_some() {
                        self.occurrences(row, vocabulary, &mut keys, &mut of_row);
                        let alone = of_row.iter().filter(|o| o.place.is_none());
                        out.extend(alone.map(|o| (o.key, row as u32, o.number)));
                    }
                }
                out
            })
            .collect();
        let n_grams = vocabulary.grams.len() + alone.iter().map(Vec::len).sum::<usize>();
        let mut table = TagTable::for_keys(n_grams);
        let mut all = vec![0.0; table.n_places() * k];
        let mut put = |key: u64, values: &mut dyn Iterator<Item = f32>| {
            let place = table.insert(key).expect(SPREAD);
            all[place * k..][..k].iter_mut().zip(values).for_each(|(into, value)| *into = value);
        };
        for (id, (df, key)) in vocabulary.grams.iter().enumerate() {
            put(*key, &mut values(id, 1.0, vocabulary.idf(*df)));
        }
        let idf_of_one = vocabulary.idf(1);
        for (key, row, number) in alone.into_iter().flatten() {
            let (norm, own) = design.own[row as usize];
            let (column, h) = own.expect("the row has n-grams of its own");
            // w_g = x_g · u with u = W / √h.
            let x = number * idf_of_one / norm;
            put(key, &mut values(column as usize, x / h, idf_of_one));
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
        let log = |n: usize, most| n.max(2).next_power_of_two().ilog2().min(most);
        let log_passes = log(lines.words.len() / WORDS_PER_PASS, MAX_LOG_PASSES);
        let log_shards = log(lines.words.len() / WORDS_PER_SHARD, MAX_LOG_SHARDS).max(log_passes);
        let kept: Vec<Vec<(u32, u64)>> = (0..1 << log_passes)
            .into_par_iter()
            .flat_map_iter(|pass| {
                let shards = collected(lines, pass, log_passes, log_shards);
                shards.into_iter().map(move |shard| counted(&shard, min_df))
            })
            .collect();
        let mut grams: Vec<(u32, u64)> = kept.concat();
        // The commonest first.
        grams.par_sort_unstable_by_key(|(df, key)| (std::cmp::Reverse(*df), *key));
        let mut table = TagTable::for_keys(grams.len());
        let mut entries = vec![(0, 0); table.n_places()];
        for (id, (df, key)) in (0..).zip(&grams) {
            entries[table.insert(*key).expect(SPREAD)] = (id, *df);
        }
        Self { table, entries, grams, n_lines: lines.n_lines() }
    }

    /// The inverse document frequency of an n-gram that `df` lines have.
    fn idf(&self, df: u32) -> f64 {
        (((1 + self.n_lines) as f64) / (1.0 + f64::from(df))).ln() + 1.0
    }
}

/// The n-grams of pass `pass` of `2^log_passes` with their rows, shard by shard; rows ascend.
fn collected(lines: &LineTrainer, pass: u64, log_passes: u32, log_shards: u32) -> Vec<Vec<(u64, u32)>> {
    let n_shards = 1 << (log_shards - log_passes);
    let mut shards = vec![Vec::new(); n_shards];
    let mut start = 0;
    for (row, end) in lines.ends.iter().enumerate() {
        for key in Grams::new(&lines.words[start..*end]).filter(|key| key >> (64 - log_passes) == pass) {
            shards[(key >> (64 - log_shards)) as usize % n_shards].push((key, row as u32));
        }
        start = *end;
    }
    shards
}

/// The n-grams of a shard that at least `min_df` rows have, with their numbers of rows.
fn counted(shard: &[(u64, u32)], min_df: u32) -> Vec<(u32, u64)> {
    // News has two to four occurrences to an n-gram.
    let mut slots = vec![Counted::default(); (shard.len() / 2).next_power_of_two().max(16)];
    let mut n_used = 0;
    for (key, row) in shard.iter().copied() {
        let mut slot = place(key, slots.len());
        while slots[slot].df != 0 && slots[slot].key != key {
            slot = (slot + 1) & (slots.len() - 1);
        }
        let there = &mut slots[slot];
        if there.df == 0 {
            *there = Counted { key, df: 1, row };
            n_used += 1;
            if n_used * 3 > slots.len() * 2 {
                slots = doubled(&slots);
            }
        } else if there.row != row {
            there.df += 1;
            there.row = row;
        }
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
        // Most n-grams are in few lines.
        let idf_of: Vec<f64> = (0..1024).map(|df| vocabulary.idf(df)).collect();
        let idf = |df: u32| idf_of.get(df as usize).copied().unwrap_or_else(|| vocabulary.idf(df));
        let parts: Vec<Part> = (0..lines.n_lines())
            .into_par_iter()
            .step_by(ROW_CHUNK)
            .map(|first| {
                let mut part = Part { columns: Vec::new(), values: Vec::new(), rows: Vec::new() };
                let (mut keys, mut occurrences, mut of_row) = (Vec::new(), Vec::new(), Vec::new());
                for row in first..(first + ROW_CHUNK).min(lines.n_lines()) {
                    let (mut squares, mut own) = (0.0, 0.0);
                    lines.occurrences(row, vocabulary, &mut keys, &mut occurrences);
                    of_row.clear();
                    for Occurrence { number, place, .. } in &occurrences {
                        if let Some(place) = place {
                            let (id, df) = vocabulary.entries[*place];
                            let value = number * idf(df);
                            squares += value * value;
                            of_row.push((id, value));
                        } else if alone {
                            own += (number * idf(1)).powi(2);
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
        let mut n_features = vocabulary.grams.len();
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
