//! The weights of features.
//!
//! For a feature that occurs `tf` times in a pair and in `df` of `n` pairs at fit:
//! `(1 + ln tf) · (ln((1 + n) / (1 + df)) + 1)`, scaled to an L2 norm of the family's weight within each family and
//! then to norm 1 over the whole row. This is what
//! scikit-learn's `TfidfVectorizer(sublinear_tf=True)` computes for one family.

use super::{Family, FeatureConfig};

/// A sparse vector: ids ascending, values finite.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparseRow {
    /// Feature ids.
    pub ids: Vec<u32>,
    /// Values, one per id.
    pub values: Vec<f32>,
}

/// Smoothed inverse document frequency; 1 for a feature that all pairs have.
pub(super) fn idf(n: usize, df: u32) -> f32 {
    (((1 + n) as f64 / (1.0 + f64::from(df))).ln() + 1.0) as f32
}

/// Collects one row, family by family.
pub(super) struct RowBuilder<'c> {
    config: &'c FeatureConfig,
    row: SparseRow,
    family: Option<Family>,
    family_start: usize,
    squares: f32,
}

impl<'c> RowBuilder<'c> {
    /// A row of at most `capacity` features.
    pub(super) fn new(config: &'c FeatureConfig, capacity: usize) -> Self {
        let row = SparseRow { ids: Vec::with_capacity(capacity), values: Vec::with_capacity(capacity) };
        Self { config, row, family: None, family_start: 0, squares: 0.0 }
    }

    /// Adds a feature; families must come one after the other, ids ascending.
    pub(super) fn push(&mut self, family: Family, id: u32, count: u32, idf: f32) {
        if self.family != Some(family) {
            self.close_family();
            self.family = Some(family);
        }
        let tf = if count == 1 { 1.0 } else { 1.0 + (count as f32).ln() };
        self.row.ids.push(id);
        self.row.values.push(tf * idf);
    }

    fn close_family(&mut self) {
        let values = &mut self.row.values[self.family_start..];
        if let Some(family) = self.family {
            let weight = self.config.weight(family);
            scale_to_norm(values, weight);
            self.squares += weight * weight;
        }
        self.family_start = self.row.values.len();
    }

    pub(super) fn finish(mut self) -> SparseRow {
        self.close_family();
        let scale = if self.squares > 0.0 { 1.0 / self.squares.sqrt() } else { 0.0 };
        for v in &mut self.row.values {
            *v *= scale;
        }
        self.row
    }
}

fn scale_to_norm(values: &mut [f32], to: f32) {
    let norm = values.iter().map(|v| f64::from(*v) * f64::from(*v)).sum::<f64>().sqrt() as f32;
    for v in values {
        *v *= to / norm;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_weighs_the_same() {
        let config = FeatureConfig::default();
        let mut row = RowBuilder::new(&config, 3);
        row.push(Family::Stem, 0, 1, 3.0);
        row.push(Family::Stem, 1, 1, 4.0);
        row.push(Family::Shape, 2, 2, 7.0);
        let row = row.finish();
        let half = 0.5f32.sqrt();
        for (value, expected) in row.values.iter().zip([0.6 * half, 0.8 * half, half]) {
            assert!((value - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn idf_is_scikit_learns() {
        // sklearn: n = 4, df = 1 → ln(5/2) + 1
        assert!((idf(4, 1) - 1.916_291).abs() < 1e-6);
        assert!((idf(4, 4) - 1.0).abs() < 1e-6);
    }
}
