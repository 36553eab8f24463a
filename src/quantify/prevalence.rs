//! How wrong estimated shares are when the mix of classes is not that of the training pairs.

use super::em::Likelihood;
use super::{Correction, Draws, HeldOutPair, Quantifier, ZEROS};

/// Which class mixes are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrevalenceGrid {
    /// All mixes in steps of a tenth: the artificial prevalence protocol (Forman 2005).
    All,
    /// The mix of the pairs themselves.
    Natural,
}

/// The mean absolute error of one estimator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrevalenceError {
    /// The estimator.
    pub quantifier: Quantifier,
    /// Pairs a sample.
    pub n_pairs: usize,
    /// Absolute error of a class share, mean over classes and samples.
    pub error: f64,
}

/// The errors of each correction on samples of `n_pairs` pairs: `n_samples` of each mix of the grid, drawn
/// with replacement from `pairs`, the same samples for all corrections.
///
/// # Panics
///
/// If a class of the corrections has no pair.
#[must_use]
pub fn prevalence_errors(
    pairs: &[HeldOutPair],
    corrections: &[Correction],
    grid: PrevalenceGrid,
    n_pairs: usize,
    n_samples: usize,
    seed: u64,
) -> Vec<PrevalenceError> {
    let k = corrections.first().map_or(1, Correction::n_classes);
    let by_class: Vec<Vec<usize>> =
        (0..k).map(|c| (0..pairs.len()).filter(|i| pairs[*i].truth == c).collect()).collect();
    assert!(by_class.iter().all(|of| !of.is_empty()), "each class has a pair");
    let mixes = match grid {
        PrevalenceGrid::All => tenths(k),
        PrevalenceGrid::Natural => vec![by_class.iter().map(|of| of.len() as f64 / pairs.len() as f64).collect()],
    };
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut sums = vec![0.0; corrections.len()];
    let n_runs = mixes.len() * n_samples;
    for mix in mixes.iter().flat_map(|mix| std::iter::repeat_n(mix, n_samples)) {
        let mut truth = vec![0.0; k];
        let sample: Vec<HeldOutPair> = (0..n_pairs)
            .map(|_| {
                let class = drawn(mix, rng.f64());
                truth[class] += 1.0 / n_pairs as f64;
                pairs[by_class[class][rng.usize(..by_class[class].len())]]
            })
            .collect();
        for (sum, correction) in sums.iter_mut().zip(corrections) {
            let shares = correction.shares(&sample);
            *sum += shares.iter().zip(&truth).map(|(s, t)| (s - t).abs()).sum::<f64>() / k as f64;
        }
    }
    let error = |(correction, sum): (&Correction, f64)| PrevalenceError {
        quantifier: correction.quantifier(),
        n_pairs,
        error: sum / n_runs as f64,
    };
    corrections.iter().zip(sums).map(error).collect()
}

impl Correction {
    /// The class shares of a set of pairs, without regard to their true classes.
    #[must_use]
    pub fn shares(&self, pairs: &[HeldOutPair]) -> Vec<f64> {
        let k = self.n_classes();
        let n = pairs.len() as f64;
        let mut sums = ZEROS;
        match self.quantifier() {
            Quantifier::Em => {
                let mut likelihood = Likelihood::new(self.mix());
                for pair in pairs {
                    let given: Vec<f32> = pair.probabilities.iter().map(|p| *p as f32).collect();
                    likelihood.push(&self.recalibrated(&given)[..k], 1.0);
                }
                return likelihood.maximum()[..k].to_vec();
            }
            Quantifier::Prob => {
                for pair in pairs {
                    sums.iter_mut().zip(pair.probabilities).for_each(|(sum, p)| *sum += p / n);
                }
            }
            Quantifier::Count | Quantifier::Adjusted => pairs.iter().for_each(|p| sums[p.label] += 1.0 / n),
        }
        Draws::new(self, 0, 0).undone().map_or(sums, |undoing| undoing.shares(&sums))[..k].to_vec()
    }
}

/// All mixes of `k` classes in steps of a tenth.
fn tenths(k: usize) -> Vec<Vec<f64>> {
    let mut mixes: Vec<Vec<u8>> = vec![Vec::new()];
    for _ in 1..k {
        let left = |mix: &[u8]| 10 - mix.iter().sum::<u8>();
        mixes = mixes
            .iter()
            .flat_map(|mix| (0..=left(mix)).map(|n| [mix.as_slice(), &[n]].concat()).collect::<Vec<_>>())
            .collect();
    }
    let finished = |mix: Vec<u8>| {
        let last = 10 - mix.iter().sum::<u8>();
        mix.into_iter().chain([last]).map(|n| f64::from(n) / 10.0).collect()
    };
    mixes.into_iter().map(finished).collect()
}

/// The class that a number of 0 to 1 falls to.
fn drawn(mix: &[f64], mut at: f64) -> usize {
    for (class, share) in mix.iter().enumerate() {
        at -= share;
        if at < 0.0 {
            return class;
        }
    }
    mix.iter().rposition(|share| *share > 0.0).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantify::HeldOut;

    #[test]
    fn the_grid_has_all_mixes() {
        let mixes = tenths(3);
        assert_eq!(mixes.len(), 66);
        assert!(mixes.iter().all(|m| (m.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    }

    /// A classifier that takes three pairs of ten of either class for the other.
    #[test]
    fn corrections_beat_counting() {
        let probabilities = [[0.7, 0.3], [0.3, 0.7]];
        let pairs: Vec<HeldOutPair> = (0..200)
            .map(|i| {
                let truth = usize::from(i >= 100);
                let label = if i % 10 < 3 { 1 - truth } else { truth };
                HeldOutPair { truth, label, probabilities: &probabilities[label], group: "" }
            })
            .collect();
        let held_out = HeldOut::of(&pairs, vec![1.0, 0.0, 0.0, 1.0], vec![0.0, 0.0]);
        let corrections = Quantifier::ALL.map(|q| Correction::new(q, &[0.5, 0.5], Some(&held_out)).expect("it fits"));
        let errors = prevalence_errors(&pairs, &corrections, PrevalenceGrid::All, 400, 20, 1);
        let of = |q: Quantifier| errors.iter().find(|e| e.quantifier == q).expect("it was tried").error;
        assert!(of(Quantifier::Count) > 0.1 && of(Quantifier::Prob) > of(Quantifier::Count));
        assert!(of(Quantifier::Adjusted) < 0.05 && of(Quantifier::Em) < 0.05, "{errors:?}");
        let natural = prevalence_errors(&pairs, &corrections, PrevalenceGrid::Natural, 400, 20, 1);
        assert!(natural[0].error < 0.05, "{natural:?}");
    }
}
