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
