//! Binomial numbers.

/// Below this mean the terms are added one by one; the rejection needs at least it.
const LEAST_MEAN: f64 = 10.0;

/// How many of `n` independent trials succeed, each with probability `p`, drawn exactly.
///
/// O(1) for large means, O(mean) for small ones: at most a dozen steps.
pub(super) fn binomial(rng: &mut fastrand::Rng, n: u64, p: f64) -> u64 {
    if p > 0.5 {
        return n - binomial(rng, n, 1.0 - p);
    }
    if n == 0 || p <= 0.0 {
        return 0;
    }
    if (n as f64) * p < LEAST_MEAN { inverted(rng, n, p) } else { rejected(rng, n, p) }
}

/// By inversion: P(x) = P(x − 1) · ((n + 1) / x − 1) · p / (1 − p), from P(0) = (1 − p)ⁿ on
/// (BINV; Kachitvichyanukul & Schmeiser 1988).
fn inverted(rng: &mut fastrand::Rng, n: u64, p: f64) -> u64 {
    let odds = p / (1.0 - p);
    let none = (n as f64 * (-p).ln_1p()).exp();
    loop {
        let (mut term, mut u) = (none, rng.f64());
        for x in 0..=n {
            if u < term {
                return x;
            }
            u -= term;
            term *= ((n - x) as f64 / (x + 1) as f64) * odds;
            // Rounding may leave a rest behind the last term that counts.
            if term < f64::MIN_POSITIVE {
                break;
            }
        }
    }
}

/// By transformed rejection with squeeze, for p ≤ ½ and n · p ≥ 10 (BTRS; Hörmann 1993).
fn rejected(rng: &mut fastrand::Rng, n: u64, p: f64) -> u64 {
    let trials = n as f64;
    let deviation = (trials * p * (1.0 - p)).sqrt();
    let b = 1.15 + 2.53 * deviation;
    let a = -0.0873 + 0.0248 * b + 0.01 * p;
    let centre = trials * p + 0.5;
    let squeeze = 0.92 - 4.2 / b;
    loop {
        let u = rng.f64() - 0.5;
        let v = rng.f64();
        let edge = 0.5 - u.abs();
        let k = ((2.0 * a / edge + b) * u + centre).floor();
        // What is drawn lies within 0..=n.
        #[expect(clippy::cast_sign_loss)]
        let drawn = k as u64;
        if edge >= 0.07 && v <= squeeze {
            return drawn;
        }
        if !(0.0..=trials).contains(&k) {
            continue;
        }
        let alpha = (2.83 + 5.1 / b) * deviation;
        let mode = ((trials + 1.0) * p).floor();
        let ways = |k: f64| libm::lgamma(k + 1.0) + libm::lgamma(trials - k + 1.0);
        let height = ways(mode) - ways(k) + (k - mode) * (p / (1.0 - p)).ln();
        if (v * alpha / (a / (edge * edge) + b)).ln() <= height {
            return drawn;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The χ² distance of draws from the exact probabilities, which are
    /// `scipy.stats.binom.pmf(k, n, p)`; its limit is `scipy.stats.chi2.ppf(1 - 1e-6, cells - 1)`,
    /// by the approximation of Wilson & Hilferty (1931).
    #[test]
    fn draws_follow_the_exact_probabilities() {
        let mut rng = fastrand::Rng::with_seed(11);
        for (n, p) in [
            (1, 0.3),
            (7, 0.5),
            (40, 0.02),
            (64, 0.9),
            (40, 0.26),
            (25, 0.5),
            (300, 0.04),
            (2000, 0.31),
            (1000, 0.985),
            (5_000_000, 0.000_012),
            (5_000_000, 0.25),
        ] {
            let n_draws = 400_000;
            let mut seen = std::collections::BTreeMap::<u64, f64>::new();
            for _ in 0..n_draws {
                *seen.entry(binomial(&mut rng, n, p)).or_default() += 1.0;
            }
            let trials = n as f64;
            let log_pmf = |k: f64| {
                libm::lgamma(trials + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(trials - k + 1.0)
                    + k * p.ln()
                    + (trials - k) * (-p).ln_1p()
            };
            // Neighbours share a cell until a cell is expected to have 20 draws.
            let (mut cells, mut distance) = (0.0, 0.0);
            let (mut found, mut expected) = (0.0, 0.0);
            let spread = 8.0 * (trials * p * (1.0 - p)).sqrt() + 8.0;
            let (low, high) = ((trials * p - spread).max(0.0).floor(), (trials * p + spread).min(trials).ceil());
            let mut k = low;
            while k <= high {
                #[expect(clippy::cast_sign_loss, reason = "none is below `low`, which is at least 0")]
                let whole = k as u64;
                found += seen.get(&whole).copied().unwrap_or_default();
                expected += f64::from(n_draws) * log_pmf(k).exp();
                if expected >= 20.0 {
                    distance += (found - expected) * (found - expected) / expected;
                    cells += 1.0;
                    (found, expected) = (0.0, 0.0);
                }
                k += 1.0;
            }
            let df: f64 = f64::max(cells - 1.0, 1.0);
            let limit = df * (1.0 - 2.0 / (9.0 * df) + 4.753_424 * (2.0 / (9.0 * df)).sqrt()).powi(3);
            assert!(distance < limit, "n = {n}, p = {p}: {distance} of at most {limit} in {cells} cells");
        }
    }

    #[test]
    fn what_is_certain_is_drawn() {
        let mut rng = fastrand::Rng::with_seed(1);
        for n in [0, 1, 1000, 10_000_000] {
            assert_eq!((binomial(&mut rng, n, 0.0), binomial(&mut rng, n, 1.0)), (0, n));
        }
    }
}
