//! The mix of classes that makes a classifier's probabilities the likeliest.

use super::simplex::{ClassMatrix, PerClass, ZEROS, minimize};
use crate::label::Task;

/// Steps of expectation maximisation, which from anywhere come near.
const N_FIRST: usize = 10;

/// Newton steps after which the search stops in any case.
const MAX_STEPS: usize = 100;

/// A step that changes no share by more ends the search.
const TOLERANCE: f64 = 1e-12;

/// The class shares that maximise the likelihood of a set of pairs, given their probabilities under
/// the mix `mix` (Saerens, Latinne & Decaestecker 2002).
///
/// `probabilities` has a row per pair; all of `mix` is positive. The likelihood is concave: the
/// maximum is found by expectation maximisation, then sharpened by Newton steps. O(pairs · classes²) a step.
///
/// # Panics
///
/// If a row is not as long as `mix`, or that is longer than [`Task::MAX_LABELS`].
#[must_use]
pub fn em(probabilities: &[Vec<f64>], mix: &[f64]) -> Vec<f64> {
    let mut likelihood = Likelihood::new(mix);
    for row in probabilities {
        likelihood.push(row, 1.0);
    }
    likelihood.maximum()[..mix.len()].to_vec()
}

/// The likelihood of a set of weighted pairs as a function of their class mix.
#[derive(Debug, Clone)]
pub(crate) struct Likelihood {
    mix: Vec<f64>,
    /// A row per pair: p(class) / mix(class), which is the likelihood of the pair but for a factor.
    ratios: Vec<f64>,
    weights: Vec<f64>,
}

/// A sum over pairs of what a Newton step needs: weights, gradient, negative Hessian.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slope {
    pub(crate) weight: f64,
    pub(crate) gradient: PerClass,
    pub(crate) curvature: ClassMatrix,
}

impl Slope {
    pub(crate) const NONE: Self = Self { weight: 0.0, gradient: ZEROS, curvature: [ZEROS; Task::MAX_LABELS] };

    /// Where the quadratic with this slope at `at` is greatest.
    pub(crate) fn step(&self, at: &PerClass, k: usize) -> PerClass {
        let mut b = self.gradient;
        for (b, row) in b.iter_mut().zip(&self.curvature).take(k) {
            *b += row.iter().zip(at).map(|(h, x)| h * x).sum::<f64>();
        }
        minimize(&self.curvature, &b, k)
    }
}

impl Likelihood {
    /// Of no pair; probabilities refer to the class mix `mix`.
    pub(crate) fn new(mix: &[f64]) -> Self {
        assert!(mix.len() <= Task::MAX_LABELS, "at most {} classes", Task::MAX_LABELS);
        Self { mix: mix.to_vec(), ratios: Vec::new(), weights: Vec::new() }
    }

    /// Adds a pair that counts `weight`.
    pub(crate) fn push(&mut self, probabilities: &[f64], weight: f64) {
        assert_eq!(probabilities.len(), self.mix.len(), "a probability per class");
        self.ratios.extend(probabilities.iter().zip(&self.mix).map(|(p, m)| p / m));
        self.weights.push(weight);
    }

    fn pairs(&self) -> impl Iterator<Item = (&[f64], f64)> {
        self.ratios.chunks_exact(self.mix.len()).zip(self.weights.iter().copied())
    }

    /// The shares at the maximum; the mix itself if there is no pair.
    pub(crate) fn maximum(&self) -> PerClass {
        let k = self.mix.len();
        let total: f64 = self.weights.iter().sum();
        let mut shares = ZEROS;
        shares[..k].copy_from_slice(&self.mix);
        if total <= 0.0 {
            return shares;
        }
        for _ in 0..N_FIRST {
            shares = self.expectation(&shares, total);
        }
        let mut height = self.log_likelihood(&shares);
        for _ in 0..MAX_STEPS {
            let target = self.slope(&shares, 0..self.weights.len()).step(&shares, k);
            // Half the way and less where the quadratic does not fit; the plain step never descends.
            let partly = |part: f64| {
                let mut between = shares;
                between.iter_mut().zip(&target).for_each(|(s, t)| *s += part * (t - *s));
                between
            };
            let better = (0..10).map(|i| partly(0.5_f64.powi(i))).find(|s| self.log_likelihood(s) >= height);
            let next = better.unwrap_or_else(|| self.expectation(&shares, total));
            let moved = next.iter().zip(&shares).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            shares = next;
            height = self.log_likelihood(&shares);
            if moved < TOLERANCE {
                break;
            }
        }
        shares
    }

    /// The mean of the probabilities under the mix `shares`: a step of expectation maximisation.
    fn expectation(&self, shares: &PerClass, total: f64) -> PerClass {
        let mut next = ZEROS;
        for (ratios, weight) in self.pairs() {
            let factor = weight / (total * evidence(ratios, shares));
            next.iter_mut().zip(ratios.iter().zip(shares)).for_each(|(n, (r, s))| *n += factor * r * s);
        }
        next
    }

    fn log_likelihood(&self, shares: &PerClass) -> f64 {
        self.pairs().map(|(ratios, weight)| weight * evidence(ratios, shares).ln()).sum()
    }

    /// The slope of the log-likelihood at `at`, of the pairs of that range.
    pub(crate) fn slope(&self, at: &PerClass, pairs: std::ops::Range<usize>) -> Slope {
        let k = self.mix.len();
        let mut slope = Slope::NONE;
        for i in pairs {
            let (ratios, weight) = (&self.ratios[i * k..(i + 1) * k], self.weights[i]);
            slope.add_pair(ratios, at, weight);
        }
        slope
    }
}

impl Slope {
    /// Adds another sum.
    pub(crate) fn add(&mut self, other: &Self, k: usize) {
        self.weight += other.weight;
        for c in 0..k {
            self.gradient[c] += other.gradient[c];
            for d in 0..k {
                self.curvature[c][d] += other.curvature[c][d];
            }
        }
    }

    fn add_pair(&mut self, ratios: &[f64], at: &PerClass, weight: f64) {
        let evidence = evidence(ratios, at);
        self.weight += weight;
        for (c, r) in ratios.iter().enumerate() {
            let relative = r / evidence;
            self.gradient[c] += weight * relative;
            for (d, s) in ratios.iter().enumerate() {
                self.curvature[c][d] += weight * relative * s / evidence;
            }
        }
    }
}

fn evidence(ratios: &[f64], shares: &PerClass) -> f64 {
    ratios.iter().zip(shares).map(|(r, s)| r * s).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sharp(n: [usize; 3], p: f64) -> Vec<Vec<f64>> {
        let row = |c: usize| (0..3).map(|d| if c == d { p } else { (1.0 - p) / 2.0 }).collect();
        (0..3).flat_map(|c| std::iter::repeat_n(row(c), n[c])).collect()
    }

    #[test]
    fn sure_probabilities_are_counted() {
        let found = em(&sharp([20, 30, 50], 1.0), &[0.3, 0.3, 0.4]);
        assert!(found.iter().zip([0.2, 0.3, 0.5]).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
    }

    #[test]
    fn the_training_mix_is_undone() {
        // Under even odds a pair of class 0 looks like 0.7 : 0.3 in seven cases of ten.
        let rows = |n: usize| {
            let of = |p: f64, n: usize| std::iter::repeat_n(vec![p, 1.0 - p], n);
            of(0.7, 7 * n + 3 * (100 - n)).chain(of(0.3, 3 * n + 7 * (100 - n))).collect::<Vec<_>>()
        };
        for n in [0, 10, 50, 90, 100] {
            let found = em(&rows(n), &[0.5, 0.5]);
            assert!((found[0] - n as f64 / 100.0).abs() < 1e-6, "{n}: {found:?}");
        }
    }

    /// Reference: `QuaPy` 0.2.3, `EMQ.EM` with `epsilon=1e-14`.
    #[test]
    fn em_is_quapy() {
        let row = |i: usize| {
            let raw: Vec<f64> = (0..3_usize)
                .map(|j| {
                    ((i * 7 + j * 13) % 11 + 1).pow(2) as f64
                        + if j == i * i % 3 { 20.0 } else { 0.0 }
                        + if i.is_multiple_of(4) && j == 2 { 60.0 } else { 0.0 }
                })
                .collect();
            let sum: f64 = raw.iter().sum();
            raw.into_iter().map(|p| p / sum).collect()
        };
        let rows: Vec<Vec<f64>> = (0..40).map(row).collect();
        for (mix, expected) in [
            ([0.3, 0.3, 0.4], [0.329_202_462, 0.569_390_685, 0.101_406_853]),
            ([0.4, 0.3, 0.3], [0.166_946_038, 0.330_750_525, 0.502_303_437]),
            ([0.5, 0.3, 0.2], [0.013_936_515, 0.219_828_821, 0.766_234_664]),
        ] {
            let found = em(&rows, &mix);
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?}");
        }
    }

    #[test]
    fn no_neighbour_is_likelier() {
        let mut rng = fastrand::Rng::with_seed(3);
        for _ in 0..50 {
            let mix = [0.2, 0.1, 0.7];
            let mut likelihood = Likelihood::new(&mix);
            for _ in 0..40 {
                let raw = [(); 3].map(|()| rng.f64().powi(3) + 1e-3);
                let sum: f64 = raw.iter().sum();
                likelihood.push(&raw.map(|p| p / sum), rng.f64());
            }
            let best = likelihood.maximum();
            let height = likelihood.log_likelihood(&best);
            for (from, to) in [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)] {
                let mut near = best;
                let step = near[from].min(1e-3);
                near[from] -= step;
                near[to] += step;
                assert!(likelihood.log_likelihood(&near) <= height + 1e-12);
            }
        }
    }
}
