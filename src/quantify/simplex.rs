//! Convex quadratics on the simplex.

use crate::label::Task;

/// A value per class; those beyond the number of classes stay zero.
pub(crate) type PerClass = [f64; Task::MAX_LABELS];

/// A matrix over classes, row by row.
pub(crate) type ClassMatrix = [PerClass; Task::MAX_LABELS];

/// A zero per class.
pub(crate) const ZEROS: PerClass = [0.0; Task::MAX_LABELS];

/// The shares x (none negative, summing to 1) at which ½ xᵀHx − bᵀx is least, `h` symmetric and
/// positive semidefinite over the first `k` classes.
///
/// The primal active-set method (Nocedal & Wright 2006, algorithm 16.3) from the middle of the
/// simplex: O(k³) a step, seldom more than k steps.
pub(crate) fn minimize(h: &ClassMatrix, b: &PerClass, k: usize) -> PerClass {
    let mut x = ZEROS;
    x[..k].fill(1.0 / k as f64);
    let mut free = [false; Task::MAX_LABELS];
    free[..k].fill(true);
    for _ in 0..8 * k {
        let (target, multiplier) = stationary(h, b, &free, k);
        // As far toward the target as no share becomes negative.
        let steps = (0..k).filter(|c| free[*c] && target[*c] < 0.0).map(|c| (x[c] / (x[c] - target[c]), c));
        if let Some((step, blocked)) = steps.min_by(|a, b| a.0.total_cmp(&b.0)) {
            for c in 0..k {
                x[c] += step * (target[c] - x[c]);
            }
            x[blocked] = 0.0;
            free[blocked] = false;
            continue;
        }
        x = target;
        let slope = |c: usize| (0..k).map(|d| h[c][d] * x[d]).sum::<f64>() - b[c] - multiplier;
        let steepest = (0..k).filter(|c| !free[*c]).map(|c| (slope(c), c)).min_by(|a, b| a.0.total_cmp(&b.0));
        match steepest {
            Some((slope, c)) if slope < -1e-12 => free[c] = true,
            _ => break,
        }
    }
    x
}

/// Where the quadratic is least among all that sums to 1, negative or not.
pub(super) fn unconstrained(h: &ClassMatrix, b: &PerClass, k: usize) -> PerClass {
    stationary(h, b, &[true; Task::MAX_LABELS], k).0
}

/// Where the quadratic is stationary over the free classes with sum 1, the others zero; and the
/// multiplier of the sum.
fn stationary(h: &ClassMatrix, b: &PerClass, free: &[bool], k: usize) -> (PerClass, f64) {
    let of: Vec<usize> = (0..k).filter(|c| free[*c]).collect();
    let n = of.len();
    // Hx − λ1 = b and 1ᵀx = 1, as rows of an augmented matrix.
    let mut rows = vec![vec![0.0; n + 2]; n + 1];
    for (i, c) in of.iter().enumerate() {
        for (j, d) in of.iter().enumerate() {
            rows[i][j] = h[*c][*d];
        }
        // A flat direction has no unique answer; this picks the one nearest to zero.
        rows[i][i] += 1e-12;
        (rows[i][n], rows[i][n + 1]) = (-1.0, b[*c]);
        rows[n][i] = 1.0;
    }
    rows[n][n + 1] = 1.0;
    let solution = solve(rows);
    let mut x = ZEROS;
    of.iter().zip(&solution).for_each(|(c, value)| x[*c] = *value);
    (x, solution[n])
}

/// Gaussian elimination with partial pivoting of a regular system in augmented rows.
fn solve(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    let n = rows.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|a, b| rows[*a][i].abs().total_cmp(&rows[*b][i].abs())).expect("rows are left");
        rows.swap(i, pivot);
        let (above, below) = rows.split_at_mut(i + 1);
        for row in below {
            let factor = row[i] / above[i][i];
            row[i..].iter_mut().zip(&above[i][i..]).for_each(|(to, from)| *to -= factor * from);
        }
    }
    let mut x = vec![0.0; n];
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| rows[i][j] * x[j]).sum();
        x[i] = (rows[i][n] - known) / rows[i][i];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ‖x − p‖² on the simplex, whose minimum is the projection of p.
    fn projected(p: &[f64]) -> Vec<f64> {
        let mut h = [ZEROS; Task::MAX_LABELS];
        let mut b = ZEROS;
        for (c, value) in p.iter().enumerate() {
            h[c][c] = 1.0;
            b[c] = *value;
        }
        minimize(&h, &b, p.len())[..p.len()].to_vec()
    }

    #[test]
    fn the_identity_projects() {
        let near = |p: &[f64], expected: &[f64]| {
            let found = projected(p);
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{p:?}: {found:?}");
        };
        near(&[0.2, 0.3, 0.5], &[0.2, 0.3, 0.5]);
        near(&[0.6, 0.6, -0.4], &[0.5, 0.5, 0.0]);
        near(&[2.0, 0.0, 0.0], &[1.0, 0.0, 0.0]);
        near(&[-1.0, -1.0], &[0.5, 0.5]);
        near(&[0.4, 0.3, 0.2, 0.5], &[0.3, 0.2, 0.1, 0.4]);
    }

    #[test]
    fn no_point_of_a_grid_is_lower() {
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..200 {
            let root: Vec<[f64; 3]> = (0..3).map(|_| [(); 3].map(|()| rng.f64() - 0.5)).collect();
            let mut h = [ZEROS; Task::MAX_LABELS];
            let mut b = ZEROS;
            for c in 0..3 {
                for d in 0..3 {
                    h[c][d] = root.iter().map(|r| r[c] * r[d]).sum();
                }
                b[c] = rng.f64() - 0.5;
            }
            let value = |x: &[f64]| -> f64 {
                let hx = |c: usize| (0..3).map(|d| h[c][d] * x[d]).sum::<f64>();
                (0..3).map(|c| 0.5 * x[c] * hx(c) - b[c] * x[c]).sum()
            };
            let best = value(&minimize(&h, &b, 3));
            for i in 0..=20_u8 {
                for j in 0..=20 - i {
                    let (i, j) = (f64::from(i) / 20.0, f64::from(j) / 20.0);
                    assert!(best <= value(&[i, j, 1.0 - i - j]) + 1e-9);
                }
            }
        }
    }
}
