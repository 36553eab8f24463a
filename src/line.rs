//! A plain text classifier: a line in, a label out, on words and pairs of neighbouring words.
//!
//! It knows nothing of actors. It is there for tasks that need none, and so that reading, hashing
//! and the solver can be held against other tools on the same features.

mod file;
mod scan;

pub use file::LineModelError;
pub(crate) use scan::{Grams, Scanner};

use std::sync::OnceLock;

/// A fitted classifier of lines, of between 2 and 16 labels; [`crate::LineTrainer`] makes it.
///
/// A line's score for label `k` is `b_k + Σ_g tf_g idf_g w_gk / ‖tf idf‖₂` over its n-grams `g`: what
/// scikit-learn's `TfidfVectorizer(ngram_range=(1, 2))` and `LogisticRegression` compute. N-grams
/// are known by 64 bits of hash; two that share all bits of slot and tag (about 2⁻⁵³) are one.
#[derive(Debug, Clone)]
pub struct LineModel {
    labels: Vec<String>,
    /// Scores relative to the first label: one less than there are labels.
    intercept: Vec<f32>,
    /// Sorted.
    keys: Vec<u64>,
    /// For each key its idf, then idf · weight for each label but the first.
    values: Vec<f32>,
    /// Made for the first labeller: who only writes the model needs none.
    table: OnceLock<Table>,
}

/// Open addressing by the keys' high bits; tag, idf and weights of an n-gram share a cache line.
#[derive(Debug, Clone)]
struct Table {
    /// `2^log_stride` words a slot: tag (0 is empty), then the values.
    words: Vec<u32>,
    log_stride: u32,
    /// Shifts a key to its slot.
    shift: u32,
}

impl Table {
    fn new(keys: &[u64], values: &[f32], n_values: usize) -> Self {
        let log_stride = (1 + n_values).next_power_of_two().trailing_zeros();
        // Half full at most, and a slot at the least, so that every search ends.
        let log_slots = (keys.len() * 2).next_power_of_two().trailing_zeros().max(1);
        let mut table = Self { words: vec![0; 1 << (log_slots + log_stride)], log_stride, shift: 64 - log_slots };
        for (key, values) in keys.iter().zip(values.chunks(n_values)) {
            let mut at = table.home(*key);
            while table.words[at] != 0 {
                at = table.next(at);
            }
            table.words[at] = tag(*key);
            for (word, value) in table.words[at + 1..].iter_mut().zip(values) {
                *word = value.to_bits();
            }
        }
        table
    }

    fn home(&self, key: u64) -> usize {
        ((key >> self.shift) as usize) << self.log_stride
    }

    fn next(&self, at: usize) -> usize {
        (at + (1 << self.log_stride)) & (self.words.len() - 1)
    }

    /// Where the values of a key stand, whose own slot has the tag `first`.
    fn find(&self, key: u64, first: u32) -> Option<usize> {
        let (tag, mut at, mut found) = (tag(key), self.home(key), first);
        loop {
            match found {
                0 => return None,
                found if found == tag => return Some(at + 1),
                _ => at = self.next(at),
            }
            found = self.words[at];
        }
    }
}

/// What tells keys of one slot apart: their low bits, which do not choose the slot.
fn tag(key: u64) -> u32 {
    (key as u32).max(1)
}

/// Labels lines on one thread; it keeps buffers between calls.
#[derive(Debug)]
pub struct LineLabeller<'m> {
    model: &'m LineModel,
    table: &'m Table,
    scanner: Scanner,
    words: Vec<u64>,
    keys: Vec<u64>,
    found: Vec<u32>,
    scores: Vec<f32>,
}

impl LineModel {
    /// The labels, sorted.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The number of n-grams that have weights.
    #[must_use]
    pub fn n_grams(&self) -> usize {
        self.keys.len()
    }

    /// A labeller for one thread.
    #[must_use]
    pub fn labeller(&self) -> LineLabeller<'_> {
        LineLabeller {
            model: self,
            table: self.table.get_or_init(|| Table::new(&self.keys, &self.values, self.labels.len())),
            scanner: Scanner::default(),
            words: Vec::new(),
            keys: Vec::new(),
            found: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// A model of sorted `keys`; `values` has per key the idf and a weight, already times idf, for
    /// each label but the first; `intercept` likewise.
    pub(crate) fn new(labels: Vec<String>, intercept: Vec<f32>, keys: Vec<u64>, values: Vec<f32>) -> Self {
        Self { labels, intercept, keys, values, table: OnceLock::new() }
    }
}

impl LineLabeller<'_> {
    /// The scores of a line, relative to the first label's, which is 0.
    pub fn scores(&mut self, line: &str) -> &[f32] {
        let Self { model, table, scanner, words, keys, found, scores } = self;
        words.clear();
        scanner.words(line, words);
        keys.clear();
        keys.extend(Grams::new(words));
        found.clear();
        // The first look at each slot waits for none of the others: their cache misses overlap.
        found.extend(keys.iter().map(|key| table.words[table.home(*key)]));
        let mut n_found = 0;
        for i in 0..keys.len() {
            if let Some(at) = table.find(keys[i], found[i]) {
                found[n_found] = at as u32;
                n_found += 1;
            }
        }
        found.truncate(n_found);
        found.sort_unstable();
        scores.clear();
        scores.resize(model.labels.len(), 0.0);
        let mut squares = 0.0;
        for same in found.chunk_by(|a, b| a == b) {
            let values = &table.words[same[0] as usize..][..model.labels.len()];
            let tf = same.len() as f32;
            let idf = tf * f32::from_bits(values[0]);
            squares += idf * idf;
            for (score, weight) in scores[1..].iter_mut().zip(&values[1..]) {
                *score += tf * f32::from_bits(*weight);
            }
        }
        let scale = if squares > 0.0 { 1.0 / squares.sqrt() } else { 0.0 };
        for (score, intercept) in scores[1..].iter_mut().zip(&model.intercept) {
            *score = *score * scale + intercept;
        }
        scores
    }

    /// The most probable label of a line, the first of equals.
    pub fn label(&mut self, line: &str) -> &str {
        let model = self.model;
        let scores = self.scores(line);
        let best = (1..scores.len()).fold(0, |best, c| if scores[c] > scores[best] { c } else { best });
        &model.labels[best]
    }

    /// The probabilities of the labels.
    pub fn probabilities(&mut self, line: &str) -> Vec<f64> {
        let scores = self.scores(line);
        let max = scores.iter().copied().fold(0.0f32, f32::max);
        let odds: Vec<f64> = scores.iter().map(|s| f64::from(s - max).exp()).collect();
        let total: f64 = odds.iter().sum();
        odds.into_iter().map(|o| o / total).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_finds_what_it_holds_and_nothing_else() {
        let mut rng = fastrand::Rng::with_seed(3);
        for n_keys in [0, 1, 2, 3, 1000] {
            let mut keys: Vec<u64> = (0..n_keys).map(|_| rng.u64(..)).collect();
            keys.extend([0, u64::MAX]);
            keys.sort_unstable();
            let values: Vec<f32> = (0..keys.len() * 3).map(|i| i as f32).collect();
            let table = Table::new(&keys, &values, 3);
            for (key, expected) in keys.iter().zip(values.chunks(3)) {
                let at = table.find(*key, table.words[table.home(*key)]).expect("it was put in");
                let found: Vec<f32> = table.words[at..at + 3].iter().map(|w| f32::from_bits(*w)).collect();
                assert_eq!(found, expected);
            }
            let others = std::iter::repeat_with(|| rng.u64(..)).take(1000);
            assert!(others.into_iter().all(|key| table.find(key, table.words[table.home(key)]).is_none()));
        }
    }
}
