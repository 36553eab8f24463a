//! A plain text classifier: a line in, a label out, on words and pairs of neighbouring words.
//!
//! It knows nothing of actors. It is there for tasks that need none, and so that reading, hashing
//! and the solver can be held against other tools on the same features.

mod file;
mod scan;
mod table;

pub use file::LineModelError;
pub(crate) use scan::{Grams, Scanner};
pub(crate) use table::TagTable;

use bytes::Bytes;

/// A fitted classifier of lines, of between 2 and 16 labels; [`crate::LineTrainer`] makes it.
///
/// A line's score for label `k` is `b_k + Σ_g tf_g idf_g w_gk / ‖tf idf‖₂` over its n-grams `g`: what
/// scikit-learn's `TfidfVectorizer(ngram_range=(1, 2))` and `LogisticRegression` compute. N-grams
/// are known by hashes; of those that are not held, about 4 in 10⁹ are taken for one that is.
#[derive(Debug, Clone)]
pub struct LineModel {
    labels: Vec<String>,
    /// Scores relative to the first label: one less than there are labels.
    intercept: Vec<f32>,
    n_grams: usize,
    table: TagTable,
    /// For each place of the table a value for each label, as [`Cell`]s: its idf for the first, then idf · weight.
    values: Bytes,
}

/// The upper half of an f32, little-endian: the same range with 8 bits of precision, so that twice as many
/// fit a cache. A score adds up dozens, whose roundings are smaller than what other training lines would change.
type Cell = [u8; 2];

/// Of a finite value; the very largest become infinite.
fn cell(value: f32) -> Cell {
    let bits = value.to_bits();
    // To the nearest, of two the even one.
    (((bits + 0x7fff + (bits >> 16 & 1)) >> 16) as u16).to_le_bytes()
}

/// Values as cells; none if one is not finite, or would not be so as a cell.
fn cells(values: impl Iterator<Item = f32>) -> Option<Bytes> {
    let cells = values.map(|value| value.is_finite().then(|| cell(value)).filter(|c| value_of(*c).is_finite()));
    Some(Bytes::from(cells.collect::<Option<Vec<Cell>>>()?.as_flattened().to_vec()))
}

fn value_of(cell: Cell) -> f32 {
    f32::from_bits(u32::from(u16::from_le_bytes(cell)) << 16)
}

/// Labels lines on one thread; it keeps buffers between calls.
#[derive(Debug)]
pub struct LineLabeller<'m> {
    model: &'m LineModel,
    scanner: Scanner,
    words: Vec<u64>,
    keys: Vec<u64>,
    places: Vec<u32>,
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
        self.n_grams
    }

    /// A labeller for one thread.
    #[must_use]
    pub fn labeller(&self) -> LineLabeller<'_> {
        LineLabeller {
            model: self,
            scanner: Scanner::default(),
            words: Vec::new(),
            keys: Vec::new(),
            places: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// A model of `n_grams` n-grams in `table`; `values` has for each of its places the idf and a weight,
    /// already times idf, for each label but the first; `intercept` likewise.
    pub(crate) fn new(
        labels: Vec<String>,
        intercept: Vec<f32>,
        n_grams: usize,
        table: TagTable,
        values: &[f32],
    ) -> Self {
        let values = cells(values.iter().copied()).expect("weights are finite");
        Self { labels, intercept, n_grams, table, values }
    }
}

impl LineLabeller<'_> {
    /// The scores of a line, relative to the first label's, which is 0.
    pub fn scores(&mut self, line: &str) -> &[f32] {
        let Self { model, scanner, words, keys, places, scores } = self;
        words.clear();
        scanner.words(line, words);
        keys.clear();
        keys.extend(Grams::new(words));
        model.table.fetch(keys);
        places.clear();
        places.extend(keys.iter().filter_map(|key| model.table.find(*key)).map(|place| place as u32));
        let n_labels = model.labels.len();
        let values: &[Cell] = model.values.as_chunks().0;
        // As with the table: all that will be needed is asked for at once.
        std::hint::black_box(places.iter().fold(0, |sum, place| sum ^ values[*place as usize * n_labels][0]));
        places.sort_unstable();
        scores.clear();
        scores.resize(n_labels, 0.0);
        let mut squares = 0.0;
        for same in places.chunk_by(|a, b| a == b) {
            let values = &values[same[0] as usize * n_labels..][..n_labels];
            let tf = same.len() as f32;
            let idf = tf * value_of(values[0]);
            squares += idf * idf;
            for (score, weight) in scores[1..].iter_mut().zip(&values[1..]) {
                *score += tf * value_of(*weight);
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
    fn cells_are_the_nearest_of_8_bits() {
        for exact in [0.0, 1.0, -1.5, 255.0, 2.0f32.powi(-100)] {
            assert_eq!(value_of(cell(exact)).to_bits(), exact.to_bits());
        }
        // Steps of 1 part in 128 above a power of two; halves go to the even neighbour.
        for (steps, nearest) in [(0.4, 0.0), (0.6, 1.0), (0.5, 0.0), (1.5, 2.0)] {
            let at = |steps: f32| 1.0 + steps / 128.0;
            assert_eq!(value_of(cell(at(steps))).to_bits(), at(nearest).to_bits(), "{steps}");
        }
    }
}
