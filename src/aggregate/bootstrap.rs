//! Class shares of a cell, and how they vary over other articles and other held-out pairs.

use super::interval::{Share, expanded};
use super::sample::{Sample, SamplePair};
use super::urn::{Sums, Urn};
use crate::quantify::{Correction, Draws, Likelihood, PerClass, Slope, Undoing, ZEROS};

/// Shares with what they would have been in other draws.
#[derive(Debug, Clone)]
pub(super) struct Resampled {
    k: usize,
    /// How many were drawn from.
    n_articles: usize,
    shares: PerClass,
    /// A row of shares per draw.
    replicates: Vec<f32>,
}

impl Resampled {
    /// Draws articles with replacement, as often as there are draws of the classifier's errors; the same seed
    /// gives the same draws.
    ///
    /// O(draws · kinds of articles) for sums, see [`Urn::draw`]; O(draws · articles) for a likelihood.
    pub(super) fn of(sample: Sample, correction: &Correction, draws: &Draws, seed: u64) -> Self {
        let rng = fastrand::Rng::with_seed(seed);
        match sample {
            Sample::Sums(kinds) => Self::of_sums(&Urn::new(correction.n_classes(), kinds), correction, draws, rng),
            Sample::Pairs(articles) => Self::of_pairs(&articles, correction, draws, rng),
        }
    }

    fn of_sums(urn: &Urn, correction: &Correction, draws: &Draws, mut rng: fastrand::Rng) -> Self {
        let replicates = (0..draws.len()).map(|i| finished(urn.draw(&mut rng), correction, draws.undoing(i)));
        let replicates = flat(correction.n_classes(), replicates);
        let shares = finished(urn.total(), correction, draws.undone());
        Self { k: correction.n_classes(), n_articles: urn.n_articles() as usize, shares, replicates }
    }

    /// A maximum likelihood share is not sought anew in every draw: from the maximum of all
    /// articles one Newton step goes uphill in the draw's likelihood, which differs from its maximum
    /// by less than the draws differ (one-step bootstrap; Davidson & `MacKinnon` 1999).
    fn of_pairs(articles: &[Vec<SamplePair>], correction: &Correction, draws: &Draws, mut rng: fastrand::Rng) -> Self {
        let k = correction.n_classes();
        let mut likelihood = Likelihood::new(correction.mix());
        let mut ends = vec![0];
        for article in articles {
            for pair in article {
                likelihood.push(&correction.recalibrated(pair.probabilities)[..k], pair.weight);
            }
            ends.push(ends.last().expect("it begins with 0") + article.len());
        }
        let shares = likelihood.maximum();
        let slopes: Vec<Slope> = ends.windows(2).map(|w| likelihood.slope(&shares, w[0]..w[1])).collect();
        let spread = correction.gradient_spread(&shares);
        let replicates = (0..draws.len()).map(|draw| {
            let mut slope = Slope::NONE;
            (0..slopes.len()).for_each(|_| slope.add(&slopes[rng.usize(..slopes.len())], k));
            // Other held-out pairs would tilt the likelihood.
            for (factor, noise) in spread.iter().zip(draws.noise(draw)) {
                for (gradient, factor) in slope.gradient.iter_mut().zip(factor).take(k) {
                    let tilt: f64 = factor.iter().zip(noise).map(|(f, z)| f * z).sum();
                    *gradient += slope.weight * tilt;
                }
            }
            slope.step(&shares, k)
        });
        let replicates = flat(k, replicates);
        Self { k, n_articles: articles.len(), shares, replicates }
    }

    pub(super) fn shares(&self) -> &[f64] {
        &self.shares[..self.k]
    }

    /// What is told of one class alone, which is then class 0: a part of the memory.
    pub(super) fn narrowed(&self, class: usize) -> Self {
        let mut shares = ZEROS;
        shares[0] = self.shares[class];
        let replicates = self.replicates.iter().skip(class).step_by(self.k).copied().collect();
        Self { k: 1, n_articles: self.n_articles, shares, replicates }
    }

    pub(super) fn n_articles(&self) -> usize {
        self.n_articles
    }

    /// A linear function of the shares, in every draw.
    pub(super) fn contrast(&self, coefficients: &[f64]) -> Vec<f64> {
        let dot = |shares: &[f32]| shares.iter().zip(coefficients).map(|(s, c)| f64::from(*s) * c).sum();
        self.replicates.chunks_exact(self.k).map(dot).collect()
    }

    /// The share of a class with its interval.
    pub(super) fn share(&self, class: usize) -> Share {
        let mut unit = vec![0.0; self.k];
        unit[class] = 1.0;
        expanded(self.shares[class], self.contrast(&unit), self.n_articles).within_unit(self.n_articles)
    }
}

/// The first `k` of every row.
fn flat(k: usize, rows: impl Iterator<Item = PerClass>) -> Vec<f32> {
    rows.flat_map(|row| row.into_iter().take(k)).map(|share| share as f32).collect()
}

/// Shares from sums.
fn finished(
    Sums { weight, classes: mut shares }: Sums,
    correction: &Correction,
    undoing: Option<&Undoing>,
) -> PerClass {
    shares[..correction.n_classes()].iter_mut().for_each(|s| *s /= weight);
    undoing.map_or(shares, |undoing| undoing.shares(&shares))
}
