//! Shares with intervals that respect articles.

/// A share of 0 to 1 with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The standard normal's 97.5 % quantile.
const Z: f64 = 1.959_963_984_540_054;

impl Share {
    /// `k` of `n` independent trials, Wilson's interval.
    #[must_use]
    pub fn of_count(k: f64, n: f64) -> Self {
        let value = k / n;
        let (low, high) = wilson(value, n);
        Self { value, low, high }
    }

    /// A share of sentences that come in articles: `clusters` holds per article the sentences of
    /// the class and all its sentences, or what these count for.
    ///
    /// Sentences of one article are alike, so they carry less than their number. The ratio's
    /// variance between articles (linearised, Cochran 1977, section 6.4 and 9A) gives the number
    /// of independent sentences that would vary as much; Wilson's interval is taken for that
    /// number (Korn & Graubard 1998 do the same with the exact interval). Where all sentences agree
    /// the variance tells nothing, and each article counts as one. Never does the number exceed that
    /// of the sentences.
    ///
    /// # Panics
    ///
    /// If there is no sentence.
    #[must_use]
    pub fn of_clusters(clusters: &[(f64, f64)]) -> Self {
        let total: f64 = clusters.iter().map(|(_, n)| n).sum();
        let hits: f64 = clusters.iter().map(|(a, _)| a).sum();
        assert!(total > 0.0, "a share needs at least one sentence");
        let value = hits / total;
        let m = clusters.len() as f64;
        let effective = if hits == 0.0 || hits >= total || clusters.len() < 2 {
            m
        } else {
            let squares: f64 = clusters.iter().map(|(a, n)| (a - value * n).powi(2)).sum();
            let variance = m / (m - 1.0) * squares / (total * total);
            if variance > 0.0 { (value * (1.0 - value) / variance).max(1.0) } else { m }
        };
        let (low, high) = wilson(value, effective.min(total));
        Self { value, low, high }
    }
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
    fn alike_sentences_widen_the_interval() {
        let independent = Share::of_clusters(&[(1.0, 1.0), (0.0, 1.0)].repeat(4));
        let alike = Share::of_clusters(&[(4.0, 4.0), (0.0, 4.0)]);
        assert!((independent.value - alike.value).abs() < 1e-12);
        assert!(alike.high - alike.low > independent.high - independent.low);
    }

    #[test]
    fn no_hit_still_leaves_doubt() {
        let none = Share::of_clusters(&[(0.0, 5.0), (0.0, 5.0)]);
        assert!(none.low == 0.0 && none.high > 0.5);
    }
}
