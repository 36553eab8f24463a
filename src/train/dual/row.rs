//! One row's probabilities.

/// The most Newton steps for one row.
const MAX_STEPS: usize = 8;
/// Newton's steps end when no probability moves by more; the next epoch does the rest.
const ROW_TOLERANCE: f64 = 1e-2;

/// The softmax of `z + intercept`; gives the logarithm of its denominator.
pub(super) fn softmax<const K: usize>(z: &[f64; K], intercept: &[f64; K], k: usize, p: &mut [f64; K]) -> f64 {
    let mut theta: [f64; K] = std::array::from_fn(|c| z[c] + intercept[c]);
    normalise(&mut theta, p, k)
}

/// The probabilities of the row that are best while all others stay; see the head of [`super`].
/// `p` is where they start if the row is `warm`, else the softmax of its scores.
pub(super) fn best_row<const K: usize>(z: &[f64; K], p: &[f64; K], a: f64, k: usize, warm: bool) -> [f64; K] {
    // θ = ln q.
    let (mut theta, mut q) = (*z, *p);
    if warm {
        for c in 0..k {
            theta[c] = p[c].ln();
        }
    } else {
        normalise(&mut theta, &mut q, k);
    }
    for _ in 0..MAX_STEPS {
        let (mut above, mut below) = (0.0, 0.0);
        let (mut force, mut slope) = ([0.0; K], [0.0; K]);
        for c in 0..k {
            slope[c] = 1.0 / (1.0 + a * q[c]);
            force[c] = theta[c] + a * (q[c] - p[c]) - z[c];
            above += force[c] * q[c] * slope[c];
            below += q[c] * slope[c];
        }
        let nu = above / below;
        let mut largest = 0.0f64;
        for c in 0..k {
            let step = (nu - force[c]) * slope[c];
            theta[c] += step;
            largest = largest.max((step * q[c]).abs());
        }
        normalise(&mut theta, &mut q, k);
        if largest < ROW_TOLERANCE {
            break;
        }
    }
    q
}

/// Shifts `theta` so that its exponentials, `q`, sum to 1; gives the shift.
fn normalise<const K: usize>(theta: &mut [f64; K], q: &mut [f64; K], k: usize) -> f64 {
    let max = theta[..k].iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for c in 0..k {
        q[c] = (theta[c] - max).exp();
        total += q[c];
    }
    let shift = max + total.ln();
    for c in 0..k {
        // A probability of 0 has no logarithm to start from.
        q[c] = (q[c] / total).max(f64::MIN_POSITIVE);
        theta[c] -= shift;
    }
    shift
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ln q_k + a (q_k − p_k) − z_k` is the same for all `k` at the optimum.
    #[test]
    fn a_row_ends_at_its_optimum_from_anywhere() {
        let mut rng = fastrand::Rng::with_seed(9);
        for a in [0.0, 0.3, 1.0, 30.0, 1e4] {
            for _ in 0..50 {
                let z: [f64; 3] = std::array::from_fn(|_| 6.0 * rng.f64() - 3.0);
                let mut p = [0.0; 3];
                softmax(&std::array::from_fn(|_| 8.0 * rng.f64()), &[0.0; 3], 3, &mut p);
                let score = |q: &[f64; 3]| -> f64 {
                    (0..3).map(|c| q[c] * (z[c] - q[c].ln()) - 0.5 * a * (q[c] - p[c]) * (q[c] - p[c])).sum()
                };
                let mut best = best_row(&z, &p, a, 3, true);
                assert!((best.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                assert!(score(&best) + 1e-12 >= score(&p), "a {a}: no row gets worse");
                // Each further visit starts from the scores that the last one left.
                for _ in 0..20 {
                    let left: [f64; 3] = std::array::from_fn(|c| z[c] - a * (best[c] - p[c]));
                    best = best_row(&left, &best, a, 3, true);
                }
                let force: [f64; 3] = std::array::from_fn(|c| best[c].ln() + a * (best[c] - p[c]) - z[c]);
                assert!(force.iter().all(|f| (f - force[0]).abs() < 1e-6), "a {a}: {force:?}");
            }
        }
    }
}
