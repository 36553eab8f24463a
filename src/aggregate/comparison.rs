//! Differences between outlets, and which of them the data supports.

use super::bootstrap::Resampled;
use super::interval::{Share, Z, expanded, normal_cdf, spread};

/// The difference of one share between two sets of articles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The difference, −1 to 1, with its interval.
    pub share: Share,
    /// Two-sided probability of a difference at least as large if there were none.
    pub p: f64,
    /// The least false discovery rate at which the difference is found among all that were
    /// looked at (Benjamini & Hochberg 1995).
    pub q: f64,
}

/// Two outlets on one actor.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairing {
    /// The actor.
    pub actor: String,
    /// One outlet.
    pub a: String,
    /// The other.
    pub b: String,
    /// The share of `a` less that of `b`.
    pub difference: Difference,
}

/// The largest false discovery rate of what is called found.
const FOUND: f64 = 0.05;

impl Difference {
    /// Whether the data supports it: its false discovery rate is at most 5 %, and the interval
    /// leaves 0 out.
    #[must_use]
    pub fn is_found(&self) -> bool {
        self.q <= FOUND && (self.share.low > 0.0 || self.share.high < 0.0)
    }

    /// Of an estimate less another, with their draws; `n` articles stand behind the smaller one. `q` is
    /// `p` until [`control`] has seen all.
    pub(super) fn of(value: f64, draws: Vec<f64>, n: usize) -> Self {
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (draws.len() - 1) as f64;
        // A thousand draws cannot show a probability of one in ten thousand, the normal curve can.
        let widening = spread(n) / Z;
        let p = if variance > 0.0 { 2.0 * normal_cdf(-value.abs() / (widening * variance.sqrt())) } else { 1.0 };
        Self { share: expanded(value, draws, n), p, q: p }
    }

    /// Between two cells on a linear function of their shares.
    pub(super) fn between(a: &Resampled, b: &Resampled, coefficients: &[f64]) -> Self {
        let value = |r: &Resampled| r.shares().iter().zip(coefficients).map(|(s, c)| s * c).sum::<f64>();
        let draws = a.contrast(coefficients).into_iter().zip(b.contrast(coefficients)).map(|(a, b)| a - b);
        Self::of(value(a) - value(b), draws.collect(), a.n_articles().min(b.n_articles()))
    }
}

/// Sets every `q` from all `p`s (Benjamini & Hochberg 1995). O(n log n).
pub(super) fn control(differences: &mut [&mut Difference]) {
    differences.sort_by(|a, b| b.p.total_cmp(&a.p));
    let n = differences.len() as f64;
    let mut least = 1.0_f64;
    for (i, difference) in differences.iter_mut().enumerate() {
        let rank = n - i as f64;
        least = least.min(difference.p * n / rank);
        difference.q = least;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: `scipy.stats.false_discovery_control([0.01, 0.04, 0.03, 0.2])`.
    #[test]
    fn control_is_scipy() {
        let share = Share { value: 0.0, low: 0.0, high: 0.0 };
        let mut found = [0.01, 0.04, 0.03, 0.2].map(|p| Difference { share, p, q: p });
        control(&mut found.iter_mut().collect::<Vec<_>>());
        let expected = [0.04, 0.053_333, 0.053_333, 0.2];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found.q - expected).abs() < 1e-5, "{}", found.q);
        }
    }

    #[test]
    fn what_is_found_leaves_0_out() {
        let found = |low: f64, high: f64, q: f64| {
            let share = Share { value: low.midpoint(high), low, high };
            Difference { share, p: q, q }.is_found()
        };
        assert!(found(0.1, 0.3, 0.01) && found(-0.3, -0.1, 0.01));
        assert!(!found(-0.1, 0.3, 0.01) && !found(0.0, 0.3, 0.01), "0 is among what may be");
        assert!(!found(0.1, 0.3, 0.06), "too likely by chance");
    }

    #[test]
    fn a_clear_difference_has_a_small_p() {
        let draws: Vec<f64> = (0..1000).map(|i| 0.2 + 0.05 * (f64::from(i) * 0.7).sin()).collect();
        let clear = Difference::of(0.2, draws.clone(), 50);
        assert!(clear.p < 1e-6 && clear.share.low > 0.1);
        let none = Difference::of(0.0, draws.iter().map(|d| d - 0.2).collect(), 50);
        assert!(none.p > 0.9 && none.share.low < 0.0 && none.share.high > 0.0);
    }
}
