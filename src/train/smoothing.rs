//! Distributional smoothing: words of a region are seen through their vectors.
//!
//! A row's values of [`Family::Region`](crate::Family::Region), one per word and region, become one
//! value per dimension and region, `Σ value · vector`, so that what is learned of a word holds for
//! words used alike. The fitted weights `d` of a region's dimensions fold back into one weight per
//! word, `vector · d`: scores stay the same, and neither scoring nor explaining knows of vectors.

use rayon::prelude::*;

use crate::feature::{N_REGIONS, SparseRow, Vectorizer, region_key};
use crate::token::KeyMap;
use crate::vectors::WordVectors;

/// Between the features of a [`Vectorizer`] and the columns that a solver sees.
pub(super) struct Smoothing<'v> {
    vectors: &'v WordVectors,
    /// Features below are columns as they are.
    n_plain: usize,
    /// The other features' regions and words.
    words: Vec<(usize, u32)>,
}

impl<'v> Smoothing<'v> {
    /// `vectors` are those that `vectorizer` was fitted with.
    pub(super) fn new(vectorizer: &Vectorizer, vectors: &'v WordVectors) -> Self {
        let mut words: KeyMap<(usize, u32)> = KeyMap::default();
        for (word, place) in vectors.keys() {
            for region in 0..N_REGIONS {
                words.insert(region_key(region, word), (region, place));
            }
        }
        let keys = vectorizer.keys();
        let words: Vec<_> = keys.iter().rev().map_while(|key| words.get(key).copied()).collect();
        Self { vectors, n_plain: keys.len() - words.len(), words: words.into_iter().rev().collect() }
    }

    /// The number of columns.
    pub(super) fn n_columns(&self) -> usize {
        self.n_plain + if self.words.is_empty() { 0 } else { N_REGIONS * self.vectors.dim() }
    }

    /// The rows as the solver sees them.
    pub(super) fn rows(&self, rows: Vec<SparseRow>) -> Vec<SparseRow> {
        if self.words.is_empty() { rows } else { rows.into_par_iter().map(|row| self.row(row)).collect() }
    }

    fn row(&self, mut row: SparseRow) -> SparseRow {
        let n_plain = row.ids.partition_point(|id| (*id as usize) < self.n_plain);
        let (ids, values) = (row.ids.split_off(n_plain), row.values.split_off(n_plain));
        let dim = self.vectors.dim();
        let mut sums = vec![0.0; N_REGIONS * dim];
        for (id, value) in ids.iter().zip(values) {
            let (region, place) = self.words[*id as usize - self.n_plain];
            for (sum, v) in sums[region * dim..].iter_mut().zip(self.vectors.vector(place)) {
                *sum += value * v;
            }
        }
        for (column, sum) in (self.n_plain..).zip(sums).filter(|(_, sum)| *sum != 0.0) {
            row.ids.push(column as u32);
            row.values.push(sum);
        }
        row
    }

    /// From weights of columns (`n_columns × n_classes`) to weights of features.
    pub(super) fn fold(&self, weights: &[f64], n_classes: usize) -> Vec<f64> {
        let (plain, smooth) = weights.split_at(self.n_plain * n_classes);
        let mut folded = plain.to_vec();
        folded.reserve(self.words.len() * n_classes);
        for (region, place) in &self.words {
            let vector = self.vectors.vector(*place);
            let of_region = &smooth[region * vector.len() * n_classes..];
            for class in 0..n_classes {
                let weights = of_region.iter().skip(class).step_by(n_classes);
                folded.push(vector.iter().zip(weights).map(|(v, w)| f64::from(*v) * w).sum());
            }
        }
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::{FeatureConfig, Lexica, Pair};
    use crate::token::{Casing, Span, TokenizedSentence};

    #[test]
    fn folded_weights_give_the_same_scores() {
        let vectors = WordVectors::parse("denied\t0.9\t!O}\nrejected\t0.5\t!Q}\ncharge\t1\t}}O\n").expect("a table");
        let casing = Casing::default();
        let sentence = TokenizedSentence::new("Iran denied the charge and rejected it.", &casing);
        let pairs = [Pair { sentence: &sentence, mentions: &[Span::new(0, 4)] }];
        let config = FeatureConfig { min_df: 1, ..FeatureConfig::default() };
        let vectorizer = Vectorizer::fit(&config, casing.clone(), Lexica::default(), &vectors, &pairs);
        let smoothing = Smoothing::new(&vectorizer, &vectors);
        assert_eq!(vectorizer.n_features() - smoothing.n_plain, 3 * N_REGIONS);
        let rows = vectorizer.transform(&pairs);
        let seen = smoothing.rows(rows.clone());
        let weights: Vec<f64> = (0..smoothing.n_columns() * 2).map(|i| ((i * 7) % 5) as f64 - 2.0).collect();
        let score = |row: &SparseRow, weights: &[f64], class: usize| -> f64 {
            row.ids.iter().zip(&row.values).map(|(id, v)| f64::from(*v) * weights[*id as usize * 2 + class]).sum()
        };
        let folded = smoothing.fold(&weights, 2);
        for class in 0..2 {
            assert!((score(&seen[0], &weights, class) - score(&rows[0], &folded, class)).abs() < 1e-5);
        }
    }
}
