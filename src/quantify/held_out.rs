//! What held-out labelled pairs tell of a classifier's errors.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::simplex::{ClassMatrix, PerClass, ZEROS};
use crate::label::Task;

/// Probabilities are kept to this part of 1: as fine as a thousand pairs can tell apart.
const GRID: f64 = 20.0;

/// Probabilities below this are as good as none.
const LEAST: f64 = 1e-6;

/// How a classifier judged labelled pairs that it was not trained on, kept small: pairs of one
/// label and nearly the same probabilities are one outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeldOut {
    /// Makes probabilities of running text calibrated: `n_classes × n_classes`, what the logarithm
    /// of probability `i` adds to the score of class `j`.
    pub matrix: Vec<f64>,
    /// What is added to the score of each class.
    pub offset: Vec<f64>,
    /// The class mix of the pairs, to which recalibrated probabilities refer.
    pub mix: Vec<f64>,
    /// By how much the pairs of one text vary together: the variance of the share of right
    /// labels, over what it would be if all pairs were independent (Kish 1965). At least 1.
    pub design_effect: f64,
    /// The outcomes, by label and probabilities.
    pub outcomes: Vec<Outcome>,
}

/// Pairs that were judged alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Class index of the label that they got.
    pub label: usize,
    /// Their mean recalibrated probabilities, to the fourth decimal.
    pub probabilities: Vec<f64>,
    /// How many of them truly belong to each class.
    pub truth: Vec<u32>,
}

/// One held-out pair.
#[derive(Debug, Clone, Copy)]
pub struct HeldOutPair<'p> {
    /// The true class.
    pub truth: usize,
    /// The class of the label that it got.
    pub label: usize,
    /// Its probabilities.
    pub probabilities: &'p [f64],
    /// Pairs of one text share a group.
    pub group: &'p str,
}

impl HeldOut {
    /// Sums up pairs, recalibrated by `matrix` and `offset`. O(n log n).
    #[must_use]
    pub fn of(pairs: &[HeldOutPair], matrix: Vec<f64>, offset: Vec<f64>) -> Self {
        let k = offset.len();
        let of_class = |c: usize| pairs.iter().filter(|p| p.truth == c).count() as f64;
        let mix = (0..k).map(|c| of_class(c) / pairs.len() as f64).collect();
        let mut held_out = Self { matrix, offset, mix, design_effect: design_effect(pairs), outcomes: Vec::new() };
        let mut alike: BTreeMap<(usize, Vec<i64>), Outcome> = BTreeMap::new();
        for pair in pairs {
            let probabilities = held_out.recalibrated(pair.probabilities.iter().copied());
            let place = probabilities[..k].iter().map(|p| (p * GRID).round() as i64).collect();
            let none = || Outcome { label: pair.label, probabilities: vec![0.0; k], truth: vec![0; k] };
            let outcome = alike.entry((pair.label, place)).or_insert_with(none);
            outcome.probabilities.iter_mut().zip(probabilities).for_each(|(sum, p)| *sum += p);
            outcome.truth[pair.truth] += 1;
        }
        held_out.outcomes = alike.into_values().collect();
        for outcome in &mut held_out.outcomes {
            let n: u32 = outcome.truth.iter().sum();
            outcome.probabilities.iter_mut().for_each(|p| *p = (*p / f64::from(n) * 1e4).round() / 1e4);
        }
        held_out
    }

    /// Probabilities that are calibrated for texts like the held-out ones, from those of the classifier.
    pub(crate) fn recalibrated(&self, probabilities: impl Iterator<Item = f64>) -> PerClass {
        let k = self.offset.len();
        let mut scores = ZEROS;
        scores[..k].copy_from_slice(&self.offset);
        for (p, row) in probabilities.zip(self.matrix.chunks_exact(k)) {
            let log = p.max(LEAST).ln();
            scores.iter_mut().zip(row).for_each(|(score, weight)| *score += log * weight);
        }
        let top = scores[..k].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        scores[..k].iter_mut().for_each(|s| *s = (*s - top).exp());
        let sum: f64 = scores[..k].iter().sum();
        scores[..k].iter_mut().for_each(|s| *s /= sum);
        scores
    }

    /// Whether all of it fits a classifier of `k` classes; what is read from a file may not.
    #[must_use]
    pub fn fits(&self, k: usize) -> bool {
        let fits = |o: &Outcome| {
            o.label < k
                && o.truth.len() == k
                && o.probabilities.len() == k
                && o.probabilities.iter().all(|p| (0.0..=1.0).contains(p))
        };
        let finite = |values: &[f64]| values.iter().all(|v| v.is_finite());
        k <= Task::MAX_LABELS
            && (self.matrix.len(), self.offset.len(), self.mix.len()) == (k * k, k, k)
            && finite(&self.matrix)
            && finite(&self.offset)
            && self.mix.iter().all(|m| *m > 0.0 && *m <= 1.0)
            && (1.0..1e6).contains(&self.design_effect)
            && self.outcomes.iter().all(fits)
            && self.n_true(k)[..k].iter().all(|n| *n > 0.0)
    }

    /// The number of pairs that truly belong to each class.
    fn n_true(&self, k: usize) -> PerClass {
        let mut n = ZEROS;
        for outcome in &self.outcomes {
            n.iter_mut().zip(&outcome.truth).take(k).for_each(|(n, t)| *n += f64::from(*t));
        }
        n
    }

    /// Per true class (row) the share of its pairs that got each label.
    pub(crate) fn rates(&self, k: usize) -> ClassMatrix {
        let n = self.n_true(k);
        let mut rates = [ZEROS; Task::MAX_LABELS];
        for outcome in &self.outcomes {
            for (c, t) in outcome.truth.iter().enumerate() {
                rates[c][outcome.label] += f64::from(*t) / n[c];
            }
        }
        rates
    }

    /// The rates as they might be in another set of as many held-out pairs: each row with
    /// multinomial noise, `noise` being standard normal.
    pub(crate) fn rates_drawn(&self, rates: &ClassMatrix, noise: &ClassMatrix, k: usize) -> ClassMatrix {
        let n = self.n_true(k);
        let mut drawn = [ZEROS; Task::MAX_LABELS];
        for c in 0..k {
            let scale = (self.design_effect / n[c]).sqrt();
            let common: f64 = (0..k).map(|l| rates[c][l].sqrt() * noise[c][l]).sum();
            for l in 0..k {
                let moved = rates[c][l].sqrt() * noise[c][l] - rates[c][l] * common;
                drawn[c][l] = (rates[c][l] + scale * moved).max(0.0);
            }
            let sum: f64 = drawn[c].iter().sum();
            drawn[c].iter_mut().for_each(|share| *share /= sum);
        }
        drawn
    }

    /// How the gradient of the mean log-likelihood at the mix `at` varies because the held-out
    /// pairs are few: a lower triangular factor of its covariance per true class, scaled by the class's
    /// share.
    pub(crate) fn gradient_spread(&self, at: &PerClass) -> Vec<ClassMatrix> {
        let k = self.mix.len();
        let n = self.n_true(k);
        let relative: Vec<PerClass> = self
            .outcomes
            .iter()
            .map(|o| {
                let mut relative = ZEROS;
                relative.iter_mut().zip(o.probabilities.iter().zip(&self.mix)).for_each(|(r, (p, m))| *r = p / m);
                let evidence: f64 = relative.iter().zip(at).map(|(r, s)| r * s).sum();
                for r in &mut relative {
                    *r /= evidence.max(1e-9);
                }
                relative
            })
            .collect();
        (0..k)
            .map(|c| {
                let weights = || self.outcomes.iter().map(|o| f64::from(o.truth[c]) / n[c]).zip(&relative);
                let mut mean = ZEROS;
                for (w, r) in weights() {
                    mean.iter_mut().zip(r).for_each(|(m, r)| *m += w * r);
                }
                let mut covariance = [ZEROS; Task::MAX_LABELS];
                for (w, r) in weights() {
                    for i in 0..k {
                        for j in 0..k {
                            covariance[i][j] += w * (r[i] - mean[i]) * (r[j] - mean[j]);
                        }
                    }
                }
                let scale = at[c] * (self.design_effect / n[c]).sqrt();
                let mut factor = cholesky(&covariance, k);
                factor.iter_mut().flatten().for_each(|f| *f *= scale);
                factor
            })
            .collect()
    }
}

/// The lower triangular factor of `a`, positive semidefinite; a flat direction gives zeros.
fn cholesky(a: &ClassMatrix, k: usize) -> ClassMatrix {
    let mut l = [ZEROS; Task::MAX_LABELS];
    for j in 0..k {
        let rest = a[j][j] - (0..j).map(|m| l[j][m] * l[j][m]).sum::<f64>();
        if rest <= 1e-12 {
            continue;
        }
        l[j][j] = rest.sqrt();
        for i in j + 1..k {
            l[i][j] = (a[i][j] - (0..j).map(|m| l[i][m] * l[j][m]).sum::<f64>()) / l[j][j];
        }
    }
    l
}

/// The variance of the share of right labels between groups (linearised, as for a ratio of sums)
/// over that of independent pairs.
fn design_effect(pairs: &[HeldOutPair]) -> f64 {
    let n = pairs.len() as f64;
    let right = pairs.iter().filter(|p| p.label == p.truth).count() as f64 / n;
    let mut groups: BTreeMap<&str, f64> = BTreeMap::new();
    for pair in pairs {
        *groups.entry(pair.group).or_default() += f64::from(u8::from(pair.label == pair.truth)) - right;
    }
    let between: f64 = groups.values().map(|d| d * d).sum();
    let independent = n * right * (1.0 - right);
    if independent > 0.0 { (between / independent).max(1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held_out(pairs: &[HeldOutPair]) -> HeldOut {
        HeldOut::of(pairs, vec![1.0, 0.0, 0.0, 1.0], vec![0.0, 0.0])
    }

    fn pair<'p>(truth: usize, label: usize, probabilities: &'p [f64], group: &'p str) -> HeldOutPair<'p> {
        HeldOutPair { truth, label, probabilities, group }
    }

    #[test]
    fn outcomes_hold_the_confusion() {
        let pairs = [
            pair(0, 0, &[0.9, 0.1], "a"),
            pair(0, 0, &[0.91, 0.09], "b"),
            pair(0, 1, &[0.4, 0.6], "c"),
            pair(1, 1, &[0.4, 0.6], "d"),
        ];
        let found = held_out(&pairs);
        assert_eq!(found.outcomes.len(), 2);
        assert_eq!(found.outcomes[0].probabilities, [0.905, 0.095]);
        let rates = found.rates(2);
        assert!((rates[0][0] - 2.0 / 3.0).abs() < 1e-12 && (rates[1][1] - 1.0).abs() < 1e-12);
        assert!(found.fits(2) && !found.fits(3));
        assert!(!held_out(&pairs[..2]).fits(2), "a class without a pair has no rates");
    }

    #[test]
    fn pairs_of_one_text_vary_together() {
        let right = [1.0, 0.0];
        let groups: Vec<String> = (0..10).map(|i| i.to_string()).collect();
        let alike: Vec<_> = (0..40).map(|i| pair(0, usize::from(i / 4 % 2 == 0), &right, &groups[i / 4])).collect();
        assert!((held_out(&alike).design_effect - 4.0).abs() < 1e-9);
        let apart: Vec<_> = (0..40).map(|i| pair(0, i % 2, &right, &groups[i / 4])).collect();
        assert!((held_out(&apart).design_effect - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_factor_squares_to_the_matrix() {
        let mut a = [ZEROS; Task::MAX_LABELS];
        for (i, row) in [[4.0, 2.0, 0.0], [2.0, 5.0, 1.0], [0.0, 1.0, 0.25]].iter().enumerate() {
            a[i][..3].copy_from_slice(row);
        }
        let l = cholesky(&a, 3);
        for i in 0..3 {
            for j in 0..3 {
                let product: f64 = (0..3).map(|m| l[i][m] * l[j][m]).sum();
                assert!((product - a[i][j]).abs() < 1e-9);
            }
        }
    }
}
