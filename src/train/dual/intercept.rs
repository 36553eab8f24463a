//! The intercept alone: a problem of as many unknowns as there are classes.

/// Loss, gradient and Hessian as functions of the intercept.
pub(super) struct InterceptSums<const K: usize> {
    pub(super) loss: f64,
    gradient: [f64; K],
    hessian: [[f64; K]; K],
}

impl<const K: usize> Default for InterceptSums<K> {
    fn default() -> Self {
        Self { loss: 0.0, gradient: [0.0; K], hessian: [[0.0; K]; K] }
    }
}

impl<const K: usize> InterceptSums<K> {
    pub(super) fn add(&mut self, weight: f64, p: &[f64; K], y: usize, loss: f64, k: usize) {
        self.loss += weight * loss;
        for a in 0..k {
            self.gradient[a] += weight * (p[a] - f64::from(u8::from(a == y)));
            for b in 0..k {
                self.hessian[a][b] += weight * p[a] * (f64::from(u8::from(a == b)) - p[b]);
            }
        }
    }

    pub(super) fn plus(mut self, other: &Self) -> Self {
        self.loss += other.loss;
        for a in 0..K {
            self.gradient[a] += other.gradient[a];
            for b in 0..K {
                self.hessian[a][b] += other.hessian[a][b];
            }
        }
        self
    }

    /// `−H⁺·g` by Gauss–Jordan elimination. `H` leaves out the direction in which all intercepts
    /// rise alike; a little of it is added, which changes nothing, as the gradient has none of it.
    pub(super) fn newton_step(&self, k: usize) -> [f64; K] {
        let mut h = self.hessian;
        let trace: f64 = (0..k).map(|c| h[c][c]).sum::<f64>().max(f64::MIN_POSITIVE);
        let mut step: [f64; K] = std::array::from_fn(|c| -self.gradient[c]);
        for (a, row) in h.iter_mut().enumerate().take(k) {
            for value in &mut row[..k] {
                *value += trace / (k * k) as f64;
            }
            row[a] += 1e-12 * trace;
        }
        for pivot in 0..k {
            let scale = 1.0 / h[pivot][pivot];
            let of_pivot = h[pivot];
            for row in (0..k).filter(|row| *row != pivot) {
                let factor = h[row][pivot] * scale;
                for c in pivot..k {
                    h[row][c] -= factor * of_pivot[c];
                }
                step[row] -= factor * step[pivot];
            }
        }
        for c in 0..k {
            step[c] /= h[c][c];
        }
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: [([f64; 3], usize, f64); 4] =
        [([0.3, -1.0, 0.5], 0, 1.0), ([2.0, 0.1, -0.4], 1, 0.5), ([0.0, 0.7, 0.2], 2, 2.0), ([-1.5, 0.4, 1.0], 2, 1.0)];

    /// Loss, gradient and Hessian of rows of scores, all of which `intercept` is added to.
    fn sums(rows: &[([f64; 3], usize, f64)], intercept: [f64; 3]) -> InterceptSums<3> {
        let mut sums = InterceptSums::default();
        for (z, y, weight) in rows {
            let z: [f64; 3] = std::array::from_fn(|c| z[c] + intercept[c]);
            let norm = z.iter().map(|z| z.exp()).sum::<f64>();
            sums.add(*weight, &z.map(|z| z.exp() / norm), *y, norm.ln() - z[*y], 3);
        }
        sums
    }

    fn moved(c: usize, by: f64) -> [f64; 3] {
        std::array::from_fn(|i| if i == c { by } else { 0.0 })
    }

    #[test]
    fn derivatives_are_finite_differences() {
        let at = sums(&ROWS, [0.0; 3]);
        for c in 0..3 {
            let (down, up) = (sums(&ROWS, moved(c, -1e-5)), sums(&ROWS, moved(c, 1e-5)));
            assert!((at.gradient[c] - (up.loss - down.loss) / 2e-5).abs() < 1e-7);
            for d in 0..3 {
                assert!((at.hessian[c][d] - (up.gradient[d] - down.gradient[d]) / 2e-5).abs() < 1e-7);
            }
        }
    }

    #[test]
    fn parts_sum_to_the_whole() {
        let (whole, parts) = (sums(&ROWS, [0.0; 3]), sums(&ROWS[..1], [0.0; 3]).plus(&sums(&ROWS[1..], [0.0; 3])));
        assert!((whole.loss - parts.loss).abs() < 1e-12);
        for c in 0..3 {
            assert!((whole.gradient[c] - parts.gradient[c]).abs() < 1e-12);
            for d in 0..3 {
                assert!((whole.hessian[c][d] - parts.hessian[c][d]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_step_solves_the_equations_of_newton() {
        let sums = sums(&ROWS, [0.0; 3]);
        let step = sums.newton_step(3);
        for c in 0..3 {
            let product: f64 = (0..3).map(|d| sums.hessian[c][d] * step[d]).sum();
            assert!((product + sums.gradient[c]).abs() < 1e-9, "{product} beside {}", -sums.gradient[c]);
        }
        assert!(step.iter().sum::<f64>().abs() < 1e-9, "all intercepts alike say nothing");
    }
}
