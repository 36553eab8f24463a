//! Class shares of a cell, and how they vary over other articles and other held-out pairs.

use super::interval::{Share, expanded};
use crate::quantify::{Correction, Draws, Likelihood, PerClass, Quantifier, Slope, Undoing, ZEROS};

/// The pairs of one cell, article by article.
#[derive(Debug)]
pub(super) struct Sample<'t> {
    pub(super) articles: Vec<Vec<SamplePair<'t>>>,
}

/// A judgement as far as shares need it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SamplePair<'t> {
    pub(super) class: usize,
    pub(super) weight: f64,
    pub(super) probabilities: &'t [f32],
}

/// Shares with what they would have been in other draws.
#[derive(Debug, Clone)]
pub(super) struct Resampled {
    k: usize,
    n_articles: usize,
    shares: PerClass,
    /// A row of shares per draw.
    replicates: Vec<f32>,
}

/// What a draw of articles adds up.
#[derive(Debug, Clone)]
enum Parts {
    /// The articles' weights and class sums: counts, or sums of probabilities.
    Sums(Vec<(f64, PerClass)>),
    /// The articles' slopes at the maximum of the likelihood.
    Slopes(Vec<Slope>),
}

impl Resampled {
    /// Draws articles with replacement, as often as there are draws of the classifier's errors; the same seed
    /// gives the same draws.
    ///
    /// A maximum likelihood share is not sought anew in every draw: from the maximum of all
    /// articles one Newton step goes uphill in the draw's likelihood, which differs from its maximum
    /// by less than the draws differ (one-step bootstrap; Davidson & `MacKinnon` 1999). O(draws · articles).
    pub(super) fn of(sample: &Sample, correction: &Correction, draws: &Draws, seed: u64) -> Self {
        let k = correction.n_classes();
        let n_articles = sample.articles.len();
        let (shares, parts) = parts(sample, correction, draws);
        let spread = match parts {
            Parts::Slopes(_) => correction.gradient_spread(&shares),
            Parts::Sums(_) => Vec::new(),
        };
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut replicates = Vec::with_capacity(draws.len() * k);
        for draw in 0..draws.len() {
            let chosen = (0..n_articles).map(|_| rng.usize(..n_articles));
            let replicate = match &parts {
                Parts::Sums(sums) => {
                    let mut sum = (0.0, ZEROS);
                    for i in chosen {
                        sum.0 += sums[i].0;
                        (0..k).for_each(|c| sum.1[c] += sums[i].1[c]);
                    }
                    finished(sum, correction, draws.undoing(draw))
                }
                Parts::Slopes(slopes) => {
                    let mut slope = Slope::NONE;
                    chosen.for_each(|i| slope.add(&slopes[i], k));
                    // Other held-out pairs would tilt the likelihood.
                    for (factor, noise) in spread.iter().zip(draws.noise(draw)) {
                        for (gradient, factor) in slope.gradient.iter_mut().zip(factor).take(k) {
                            let tilt: f64 = factor.iter().zip(noise).map(|(f, z)| f * z).sum();
                            *gradient += slope.weight * tilt;
                        }
                    }
                    slope.step(&shares, k)
                }
            };
            replicates.extend(replicate[..k].iter().map(|share| *share as f32));
        }
        Self { k, n_articles, shares, replicates }
    }

    pub(super) fn shares(&self) -> &[f64] {
        &self.shares[..self.k]
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

/// The shares of the whole sample, and what draws of its articles add up.
fn parts(sample: &Sample, correction: &Correction, draws: &Draws) -> (PerClass, Parts) {
    let k = correction.n_classes();
    if correction.quantifier() == Quantifier::Em {
        let mut likelihood = Likelihood::new(correction.mix());
        let mut ends = vec![0];
        for article in &sample.articles {
            for pair in article {
                likelihood.push(&correction.recalibrated(pair.probabilities)[..k], pair.weight);
            }
            ends.push(ends.last().expect("it begins with 0") + article.len());
        }
        let shares = likelihood.maximum();
        let slopes = ends.windows(2).map(|w| likelihood.slope(&shares, w[0]..w[1])).collect();
        return (shares, Parts::Slopes(slopes));
    }
    let sums: Vec<(f64, PerClass)> = sample
        .articles
        .iter()
        .map(|article| {
            let mut sum = (0.0, ZEROS);
            for pair in article {
                sum.0 += pair.weight;
                match correction.quantifier() {
                    Quantifier::Prob => {
                        (0..k).for_each(|c| sum.1[c] += pair.weight * f64::from(pair.probabilities[c]));
                    }
                    _ => sum.1[pair.class] += pair.weight,
                }
            }
            sum
        })
        .collect();
    let mut total = (0.0, ZEROS);
    for sum in &sums {
        total.0 += sum.0;
        (0..k).for_each(|c| total.1[c] += sum.1[c]);
    }
    (finished(total, correction, draws.undone()), Parts::Sums(sums))
}

/// Shares from sums.
fn finished((weight, mut sums): (f64, PerClass), correction: &Correction, undoing: Option<&Undoing>) -> PerClass {
    sums[..correction.n_classes()].iter_mut().for_each(|s| *s /= weight);
    undoing.map_or(sums, |undoing| undoing.shares(&sums))
}
