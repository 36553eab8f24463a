//! Minimises the objective of [`super::logistic`].
//!
//! The method is a truncated Newton method (Lin, Weng & Keerthi 2008): the Newton system is solved
//! by conjugate gradients with a diagonal preconditioner, to a tolerance that tightens as the
//! optimum comes near; the step length comes from a backtracking line search, which costs no pass
//! over the data, as the products `X·d` are at hand from the conjugate gradients. One conjugate-
//! gradient step is one pass over the rows and one over the columns.

use rayon::prelude::*;

use super::logistic::{FittedLogistic, LogisticValidParams};
use super::matrix::DesignMatrix;

/// Rows that one task works on; fixed, so that sums over rows do not depend on the threads.
const ROW_CHUNK: usize = 256;
/// Elements of a vector that one task works on.
const VECTOR_CHUNK: usize = 1 << 14;

/// The objective on one data set, `K` columns wide; columns from `n_classes` on are padding.
pub(super) struct Problem<'x, const K: usize> {
    params: &'x LogisticValidParams,
    x: &'x DesignMatrix,
    classes: &'x [usize],
    /// `C · s_i`.
    weights: Vec<f64>,
    n_classes: usize,
}

impl<'x, const K: usize> Problem<'x, K> {
    pub(super) fn new(
        params: &'x LogisticValidParams,
        x: &'x DesignMatrix,
        classes: &'x [usize],
        weights: &[f64],
        n_classes: usize,
    ) -> Self {
        let weights = weights.iter().map(|s| s * params.c).collect();
        Self { params, x, classes, weights, n_classes }
    }

    pub(super) fn minimise(&self, start: Option<&[f64]>) -> FittedLogistic {
        let n = self.x.n_features() + 1;
        let k = self.n_classes;
        let mut w = vec![[0.0; K]; n];
        let mut z = vec![[0.0; K]; self.x.n_rows()];
        let mut p = vec![[0.0; K]; self.x.n_rows()];
        let mut gradient = vec![[0.0; K]; n];
        let mut loss = self.loss(&z, &mut p);
        self.gradient(&w, &p, &mut gradient);
        let norm_at_zero = dot(&gradient, &gradient).sqrt().max(f64::MIN_POSITIVE);
        if let Some(start) = start {
            for (w, s) in w.iter_mut().zip(start.chunks(k)) {
                w[..k].copy_from_slice(s);
            }
            self.forward(&w, &mut z);
            loss = self.loss(&z, &mut p);
            self.gradient(&w, &p, &mut gradient);
        }
        let mut norm = dot(&gradient, &gradient).sqrt();
        let mut penalty = self.penalty(&w);
        let (mut n_newton, mut n_products) = (0, 0);
        let mut newton = Newton::new(n, self.x.n_rows());
        while norm > self.params.enough(norm_at_zero, loss + penalty) && n_newton < self.params.max_iterations {
            n_newton += 1;
            // Forcing sequence for superlinear convergence (Nocedal & Wright, eq. 7.3).
            let forcing = 0.3f64.min((norm / norm_at_zero).sqrt());
            n_products += newton.solve(self, &p, &gradient, forcing * norm);
            let slope = dot(&gradient, &newton.d);
            let d_norm2 = self.penalty(&newton.d) * 2.0;
            let wd = self.penalised_dot(&w, &newton.d);
            let mut step = 1.0;
            let accepted = loop {
                let z_new = |z: &[f64; K], zd: &[f64; K]| std::array::from_fn(|c| z[c] + step * zd[c]);
                let trial = self.loss_with(&z, &newton.zd, z_new, &mut p);
                let trial_penalty = penalty + step * wd + 0.5 * step * step * d_norm2;
                if trial + trial_penalty <= loss + penalty + 1e-4 * step * slope {
                    loss = trial;
                    penalty = trial_penalty;
                    break true;
                }
                step *= 0.5;
                if step < 1e-10 {
                    break false;
                }
            };
            if !accepted {
                // The slope is lost in rounding: this is as near as f64 comes.
                break;
            }
            axpy(step, &newton.d, &mut w);
            axpy(step, &newton.zd, &mut z);
            penalty = self.penalty(&w);
            self.gradient(&w, &p, &mut gradient);
            norm = dot(&gradient, &gradient).sqrt();
        }
        let weights = w.iter().flat_map(|w| w[..k].iter().copied()).collect();
        FittedLogistic {
            n_classes: k,
            weights,
            objective: loss + penalty,
            gradient_norm: norm / norm_at_zero,
            has_converged: norm <= self.params.enough(norm_at_zero, loss + penalty),
            n_epochs: 0,
            n_newton,
            n_products,
        }
    }

    fn n_penalised(&self) -> usize {
        self.x.n_features()
    }

    fn penalty(&self, w: &[[f64; K]]) -> f64 {
        0.5 * self.penalised_dot(w, w)
    }

    fn penalised_dot(&self, a: &[[f64; K]], b: &[[f64; K]]) -> f64 {
        dot(&a[..self.n_penalised()], &b[..self.n_penalised()])
    }

    /// `z = X·w`, the intercept being the last row of `w`.
    fn forward(&self, w: &[[f64; K]], z: &mut [[f64; K]]) {
        let intercept = w[self.n_penalised()];
        z.par_chunks_mut(ROW_CHUNK).enumerate().for_each(|(chunk, z)| {
            for (i, z) in z.iter_mut().enumerate() {
                let row = chunk * ROW_CHUNK + i;
                if self.weights[row] == 0.0 {
                    continue;
                }
                let mut sum = intercept;
                let (ids, values) = self.x.row(row);
                for (id, v) in ids.iter().zip(values) {
                    let (w, v) = (&w[*id as usize], f64::from(*v));
                    for c in 0..K {
                        sum[c] += v * w[c];
                    }
                }
                *z = sum;
            }
        });
    }

    /// `out = Xᵀ·r`, the intercept's sum last.
    fn backward(&self, r: &[[f64; K]], out: &mut [[f64; K]], square: bool) {
        let (features, intercept) = out.split_at_mut(self.n_penalised());
        let by_column = self.x.by_column();
        let mut parts = Vec::with_capacity(by_column.blocks().len());
        let mut rest = features;
        for block in by_column.blocks() {
            let (part, tail) = rest.split_at_mut(block.len());
            parts.push((block.start, part));
            rest = tail;
        }
        parts.into_par_iter().for_each(|(first, part)| {
            for (j, out) in part.iter_mut().enumerate() {
                let mut sum = [0.0; K];
                let (rows, values) = by_column.column(first + j);
                for (row, v) in rows.iter().zip(values) {
                    let v = f64::from(*v);
                    let v = if square { v * v } else { v };
                    let r = &r[*row as usize];
                    for c in 0..K {
                        sum[c] += v * r[c];
                    }
                }
                *out = sum;
            }
        });
        intercept[0] = sum_rows(r);
    }

    /// The weighted loss at scores `z`; probabilities go to `p`.
    fn loss(&self, z: &[[f64; K]], p: &mut [[f64; K]]) -> f64 {
        self.loss_with(z, z, |z, _| *z, p)
    }

    fn loss_with(
        &self,
        z: &[[f64; K]],
        zd: &[[f64; K]],
        at: impl Fn(&[f64; K], &[f64; K]) -> [f64; K] + Sync,
        p: &mut [[f64; K]],
    ) -> f64 {
        let k = self.n_classes;
        let sums: Vec<f64> = p
            .par_chunks_mut(ROW_CHUNK)
            .enumerate()
            .map(|(chunk, p)| {
                let mut sum = 0.0;
                for (i, p) in p.iter_mut().enumerate() {
                    let row = chunk * ROW_CHUNK + i;
                    if self.weights[row] == 0.0 {
                        continue;
                    }
                    let z = at(&z[row], &zd[row]);
                    let max = z[..k].iter().copied().fold(f64::NEG_INFINITY, f64::max);
                    let mut total = 0.0;
                    for c in 0..k {
                        p[c] = (z[c] - max).exp();
                        total += p[c];
                    }
                    for p in &mut p[..k] {
                        *p /= total;
                    }
                    sum += self.weights[row] * (max + total.ln() - z[self.classes[row]]);
                }
                sum
            })
            .collect();
        sums.iter().sum()
    }

    fn gradient(&self, w: &[[f64; K]], p: &[[f64; K]], out: &mut [[f64; K]]) {
        let mut r = vec![[0.0; K]; p.len()];
        r.par_chunks_mut(ROW_CHUNK).enumerate().for_each(|(chunk, r)| {
            for (i, r) in r.iter_mut().enumerate() {
                let row = chunk * ROW_CHUNK + i;
                if self.weights[row] == 0.0 {
                    continue;
                }
                for c in 0..self.n_classes {
                    r[c] = self.weights[row] * (p[row][c] - f64::from(u8::from(c == self.classes[row])));
                }
            }
        });
        self.backward(&r, out, false);
        let n = self.n_penalised();
        axpy(1.0, &w[..n], &mut out[..n]);
    }

    /// Per row, `weight · (diag(p) − p pᵀ) · zv`.
    fn curvature(&self, p: &[[f64; K]], zv: &[[f64; K]], out: &mut [[f64; K]]) {
        out.par_chunks_mut(ROW_CHUNK).enumerate().for_each(|(chunk, out)| {
            for (i, out) in out.iter_mut().enumerate() {
                let row = chunk * ROW_CHUNK + i;
                if self.weights[row] == 0.0 {
                    continue;
                }
                let (p, zv) = (&p[row], &zv[row]);
                let mean: f64 = (0..K).map(|c| p[c] * zv[c]).sum();
                for c in 0..K {
                    out[c] = self.weights[row] * p[c] * (zv[c] - mean);
                }
            }
        });
    }
}

/// The vectors of the conjugate gradients, kept between Newton iterations.
struct Newton<const K: usize> {
    d: Vec<[f64; K]>,
    zd: Vec<[f64; K]>,
    residual: Vec<[f64; K]>,
    v: Vec<[f64; K]>,
    hv: Vec<[f64; K]>,
    scale: Vec<[f64; K]>,
    zv: Vec<[f64; K]>,
    row: Vec<[f64; K]>,
}

impl<const K: usize> Newton<K> {
    fn new(n: usize, n_rows: usize) -> Self {
        let features = || vec![[0.0; K]; n];
        let rows = || vec![[0.0; K]; n_rows];
        Self {
            d: features(),
            zd: rows(),
            residual: features(),
            v: features(),
            hv: features(),
            scale: features(),
            zv: rows(),
            row: rows(),
        }
    }

    /// Solves `H·d = −gradient` until the residual's norm is at most `tolerance`, with `zd = X·d`.
    /// Returns the number of products with `H`.
    fn solve(&mut self, problem: &Problem<K>, p: &[[f64; K]], gradient: &[[f64; K]], tolerance: f64) -> usize {
        let n = problem.n_penalised();
        // The diagonal of H: 1 + Σ_i weight_i x_ij² p_ik (1 − p_ik).
        for ((row, p), s) in self.row.iter_mut().zip(p).zip(&problem.weights) {
            for c in 0..K {
                row[c] = s * p[c] * (1.0 - p[c]);
            }
        }
        problem.backward(&self.row, &mut self.scale, true);
        for (j, scale) in self.scale.iter_mut().enumerate() {
            for s in scale {
                *s = 1.0 / (*s + if j < n { 1.0 } else { 1e-9 });
            }
        }
        self.d.fill([0.0; K]);
        self.zd.fill([0.0; K]);
        for (r, g) in self.residual.iter_mut().zip(gradient) {
            for c in 0..K {
                r[c] = -g[c];
            }
        }
        scaled(&self.residual, &self.scale, &mut self.v);
        let mut rho = dot(&self.residual, &self.v);
        let mut n_products = 0;
        while n_products < 250 && dot(&self.residual, &self.residual).sqrt() > tolerance {
            problem.forward(&self.v, &mut self.zv);
            problem.curvature(p, &self.zv, &mut self.row);
            problem.backward(&self.row, &mut self.hv, false);
            axpy(1.0, &self.v[..n], &mut self.hv[..n]);
            n_products += 1;
            let curvature = dot(&self.v, &self.hv);
            if curvature <= 0.0 {
                break;
            }
            let alpha = rho / curvature;
            axpy(alpha, &self.v, &mut self.d);
            axpy(alpha, &self.zv, &mut self.zd);
            axpy(-alpha, &self.hv, &mut self.residual);
            let rho_next = scaled_dot(&self.residual, &self.scale);
            let beta = rho_next / rho;
            rho = rho_next;
            let (v, residual, scale) = (&mut self.v, &self.residual, &self.scale);
            v.par_chunks_mut(VECTOR_CHUNK)
                .zip(residual.par_chunks(VECTOR_CHUNK))
                .zip(scale.par_chunks(VECTOR_CHUNK))
                .for_each(|((v, r), s)| {
                    for ((v, r), s) in v.iter_mut().zip(r).zip(s) {
                        for c in 0..K {
                            v[c] = s[c] * r[c] + beta * v[c];
                        }
                    }
                });
        }
        n_products
    }
}

fn sum_rows<const K: usize>(r: &[[f64; K]]) -> [f64; K] {
    r.iter().fold([0.0; K], |sum, r| std::array::from_fn(|c| sum[c] + r[c]))
}

fn dot<const K: usize>(a: &[[f64; K]], b: &[[f64; K]]) -> f64 {
    let sums: Vec<f64> = a
        .par_chunks(VECTOR_CHUNK)
        .zip(b.par_chunks(VECTOR_CHUNK))
        .map(|(a, b)| {
            let sum = a.iter().zip(b).fold([0.0; K], |sum, (a, b)| std::array::from_fn(|c| sum[c] + a[c] * b[c]));
            sum.iter().sum::<f64>()
        })
        .collect();
    sums.iter().sum()
}

/// `Σ s·r²`.
fn scaled_dot<const K: usize>(r: &[[f64; K]], s: &[[f64; K]]) -> f64 {
    let sums: Vec<f64> = r
        .par_chunks(VECTOR_CHUNK)
        .zip(s.par_chunks(VECTOR_CHUNK))
        .map(|(r, s)| r.iter().zip(s).map(|(r, s)| (0..K).map(|c| r[c] * r[c] * s[c]).sum::<f64>()).sum::<f64>())
        .collect();
    sums.iter().sum()
}

fn scaled<const K: usize>(a: &[[f64; K]], s: &[[f64; K]], out: &mut [[f64; K]]) {
    for ((a, s), out) in a.iter().zip(s).zip(out) {
        *out = std::array::from_fn(|c| a[c] * s[c]);
    }
}

/// `y += a·x`.
fn axpy<const K: usize>(a: f64, x: &[[f64; K]], y: &mut [[f64; K]]) {
    y.par_chunks_mut(VECTOR_CHUNK).zip(x.par_chunks(VECTOR_CHUNK)).for_each(|(y, x)| {
        for (y, x) in y.iter_mut().zip(x) {
            for c in 0..K {
                y[c] += a * x[c];
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use linfa::ParamGuard;

    use super::*;
    use crate::feature::SparseRow;
    use crate::train::LogisticParams;

    fn objective(problem: &Problem<3>, w: &[[f64; 3]]) -> f64 {
        let mut z = vec![[0.0; 3]; problem.x.n_rows()];
        let mut p = z.clone();
        problem.forward(w, &mut z);
        problem.loss(&z, &mut p) + problem.penalty(w)
    }

    #[test]
    fn the_gradient_is_that_of_finite_differences_anywhere() {
        let mut rng = fastrand::Rng::with_seed(7);
        let rows: Vec<SparseRow> = (0..12)
            .map(|_| {
                let ids: Vec<u32> = (0..6).filter(|_| rng.bool()).collect();
                let values = ids.iter().map(|_| rng.f32() - 0.5).collect();
                SparseRow { ids, values }
            })
            .collect();
        let x = DesignMatrix::new(&rows, 6);
        let classes: Vec<usize> = (0..12).map(|i| i % 3).collect();
        let weights: Vec<f64> = (0..12).map(|i| f64::from(i % 4)).collect();
        let params = LogisticParams::new(2.5).check().expect("values in range");
        let problem = Problem::<3>::new(&params, &x, &classes, &weights, 3);
        let mut w: Vec<[f64; 3]> = (0..7).map(|_| std::array::from_fn(|_| rng.f64() - 0.5)).collect();
        let mut z = vec![[0.0; 3]; 12];
        let mut p = z.clone();
        problem.forward(&w, &mut z);
        problem.loss(&z, &mut p);
        let mut gradient = vec![[0.0; 3]; 7];
        problem.gradient(&w, &p, &mut gradient);
        for j in 0..7 {
            for c in 0..3 {
                let (h, at) = (1e-6, w[j][c]);
                w[j][c] = at + h;
                let above = objective(&problem, &w);
                w[j][c] = at - h;
                let below = objective(&problem, &w);
                w[j][c] = at;
                let difference = (above - below) / (2.0 * h);
                assert!((difference - gradient[j][c]).abs() < 1e-7, "feature {j}, class {c}");
            }
        }
    }
}
