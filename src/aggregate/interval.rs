//! Shares and differences with intervals.

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share, 0 to 1; for a net share or a difference −1 to 1.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The standard normal's 97.5 % quantile.
pub(super) const Z: f64 = 1.959_963_984_540_054;

impl Share {
    /// `k` of `n` independent trials, Wilson's interval.
    #[must_use]
    pub fn of_count(k: f64, n: f64) -> Self {
        let value = k / n;
        let (low, high) = wilson(value, n);
        Self { value, low, high }
    }

    /// A share cannot leave 0 to 1; and where all `n` articles agree, draws of them tell nothing,
    /// so that the interval is at least that of `n` trials which agree.
    pub(super) fn within_unit(self, n: usize) -> Self {
        let agreed = |p: f64| wilson(p, n as f64);
        Self {
            value: self.value,
            low: if self.value > 0.999 { self.low.min(agreed(1.0).0) } else { self.low }.max(0.0),
            high: if self.value < 0.001 { self.high.max(agreed(0.0).1) } else { self.high }.min(1.0),
        }
    }
}

/// The percentile interval of the draws of an estimate from `n` articles, widened for small `n` as
/// Student's distribution is wider than the normal (Hesterberg 2015, section 5.2).
///
/// O(draws · log draws).
pub(super) fn expanded(value: f64, mut draws: Vec<f64>, n: usize) -> Share {
    draws.sort_unstable_by(f64::total_cmp);
    let level = normal_cdf(-spread(n));
    let quantile = |p: f64| {
        let at = p.max(0.0) * (draws.len() - 1) as f64;
        // A level lies in 0 to 1, so its place among the draws is no negative number.
        #[expect(clippy::cast_sign_loss)]
        let below = at as usize;
        let (low, high) = (draws[below], draws[(below + 1).min(draws.len() - 1)]);
        low + (high - low) * at.fract()
    };
    Share { value, low: quantile(level).min(value), high: quantile(1.0 - level).max(value) }
}

/// How many standard errors an interval from `n` articles reaches to either side; [`Z`] for many.
pub(super) fn spread(n: usize) -> f64 {
    let m = n.max(2) as f64;
    (m / (m - 1.0)).sqrt() * student_quantile(m - 1.0)
}

/// The standard normal's distribution function.
pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The 97.5 % quantile of Student's distribution with `df` ≥ 3 degrees of freedom, to 1 % at 3 and
/// 0.01 % from 9 on (Cornish–Fisher expansion; Abramowitz & Stegun 26.7.5).
fn student_quantile(df: f64) -> f64 {
    let z = Z;
    let g1 = (z.powi(3) + z) / 4.0;
    let g2 = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let g3 = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    let g4 = (79.0 * z.powi(9) + 776.0 * z.powi(7) + 1482.0 * z.powi(5) - 1920.0 * z.powi(3) - 945.0 * z) / 92160.0;
    z + g1 / df + g2 / df.powi(2) + g3 / df.powi(3) + g4 / df.powi(4)
}

/// Wilson's 95 % interval of a share `p` of `n` trials, `n > 0` (Wilson 1927).
#[must_use]
pub fn wilson(p: f64, n: f64) -> (f64, f64) {
    let z2 = Z * Z;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    // At the ends the formula gives the end itself, but for rounding.
    let low = if p > 0.0 { (centre - half).max(0.0) } else { 0.0 };
    let high = if p < 1.0 { (centre + half).min(1.0) } else { 1.0 };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: `statsmodels.stats.proportion.proportion_confint(8, 10, method="wilson")`.
    #[test]
    fn wilson_is_statsmodels() {
        let (low, high) = wilson(0.8, 10.0);
        assert!((low - 0.490_162).abs() < 1e-5 && (high - 0.943_318).abs() < 1e-5, "{low} {high}");
    }

    #[test]
    fn a_count_is_a_share_with_its_interval() {
        let share = Share::of_count(8.0, 10.0);
        assert!((share.value - 0.8).abs() < 1e-12);
        assert_eq!((share.low, share.high), wilson(0.8, 10.0));
    }

    /// Reference: `scipy.stats.t.ppf(0.975, df)`.
    #[test]
    fn student_is_scipy() {
        for (df, expected) in [(3.0, 3.182_446), (9.0, 2.262_157), (30.0, 2.042_272), (1e6, 1.959_966)] {
            assert!((student_quantile(df) / expected - 1.0).abs() < 0.01, "{df}");
        }
        assert!((student_quantile(9.0) - 2.262_157).abs() < 3e-4);
    }

    #[test]
    fn few_articles_widen_the_interval() {
        let draws: Vec<f64> = (0..=1000).map(|i| f64::from(i) / 1000.0).collect();
        let many = expanded(0.5, draws.clone(), 10_000);
        assert!((many.low - 0.025).abs() < 1e-3 && (many.high - 0.975).abs() < 1e-3);
        let few = expanded(0.5, draws, 10);
        assert!(few.low < 0.01 && few.high > 0.99);
    }

    #[test]
    fn agreement_still_leaves_doubt() {
        let none = expanded(0.0, vec![0.0; 100], 10).within_unit(10);
        assert!(none.low == 0.0 && (none.high - wilson(0.0, 10.0).1).abs() < 1e-12);
    }
}
