//! Maximises the dual of the objective of [`super::logistic`], one row after the other.
//!
//! Write `μ_i = C·s_i`. For probabilities `p_i` on the simplex let
//!
//! ```text
//! W(p) = Σ_i μ_i x_i (e_{y_i} − p_i)ᵀ,   D(p) = −½ ‖W(p)‖² + Σ_i μ_i H(p_i),   H(p) = −Σ_k p_k ln p_k
//! ```
//!
//! `D` bounds the objective from below wherever `Σ_i μ_i (e_{y_i} − p_i) = 0`, and at the optimum
//! `p_i = softmax(z_i)`. With all other rows held, row `i`'s best `q` solves, for `a = μ_i ‖x_i‖²`,
//!
//! ```text
//! ln q_k + a q_k = z_ik + a p_ik − ν,   Σ_k q_k = 1
//! ```
//!
//! which takes one or two Newton steps in `ln q`. A visit reads a row twice, the second time from
//! the nearest cache, and needs no copy by column and no vector but `W` (Yu, Huang & Lin 2011;
//! Shalev-Shwartz & Zhang 2013).
//!
//! The intercept is not penalised, which would bind all rows together. It is penalised towards
//! where it stood an epoch ago instead, as a column of values `√γ`: the proximal point method
//! (Rockafellar 1976), whose limit is the intercept without a penalty.
//!
//! The end is certified, not guessed: with the intercept at its best for `W`, the objective is
//! 1-strongly convex in `W`, so it lies at most `½ ‖∂f/∂W‖²` above its minimum.

mod intercept;
mod row;

use rayon::prelude::*;

use super::logistic::{FittedLogistic, LogisticValidParams};
use super::matrix::DesignMatrix;
use intercept::InterceptSums;
use row::{best_row, softmax};

/// The weight `γ` of a step of the intercept: small enough that the intercept does not follow
/// every row, large enough that it arrives in a few epochs.
const GAMMA: f64 = 0.1;
/// Neighbouring rows that are visited together: memory likes long ones, convergence short ones.
const BLOCK: usize = 8;
/// Epochs before the first certificate.
const FIRST_CHECK: usize = 3;
/// Where this many do not do, Newton's method is quicker.
const MAX_EPOCHS: usize = 60;
/// Rows that one task works on; fixed, so that sums over rows do not depend on the threads.
const ROW_CHUNK: usize = 1024;

/// The state of the ascent, `K` columns wide; columns from `n_classes` on are padding.
pub(super) struct Ascent<'x, const K: usize> {
    params: &'x LogisticValidParams,
    x: &'x DesignMatrix,
    classes: &'x [usize],
    n_classes: usize,
    /// `μ_i`.
    weights: Vec<f64>,
    /// `μ_i (‖x_i‖² + γ)`.
    curvatures: Vec<f64>,
    /// `W(p)`, without the intercept.
    w: Vec<[f64; K]>,
    intercept: [f64; K],
    /// `Σ_i μ_i (e_{y_i} − p_i)`: 0 at the optimum.
    imbalance: [f64; K],
    p: Vec<[f64; K]>,
    /// Whether `p` is anything but the classes themselves.
    visited: bool,
    /// First rows of blocks.
    order: Vec<u32>,
    rng: fastrand::Rng,
    gradient_at_zero: f64,
}

/// What a pass over the data says of `W` and its best intercept.
struct Certificate {
    objective: f64,
    gradient_norm: f64,
}

impl<'x, const K: usize> Ascent<'x, K> {
    /// Starts at `W = 0`.
    pub(super) fn new(
        params: &'x LogisticValidParams,
        x: &'x DesignMatrix,
        classes: &'x [usize],
        weights: &[f64],
        n_classes: usize,
    ) -> Self {
        let weights: Vec<f64> = weights.iter().map(|s| s * params.c).collect();
        let curvatures = weights.iter().enumerate().map(|(i, mu)| mu * (x.squared_norm(i) + GAMMA)).collect();
        let mut ascent = Self {
            params,
            x,
            classes,
            n_classes,
            weights,
            curvatures,
            w: vec![[0.0; K]; x.n_features()],
            intercept: [0.0; K],
            imbalance: [0.0; K],
            p: classes.iter().map(|y| std::array::from_fn(|c| f64::from(u8::from(c == *y)))).collect(),
            visited: false,
            order: (0..x.n_rows() as u32).step_by(BLOCK).collect(),
            rng: fastrand::Rng::with_seed(1),
            gradient_at_zero: 0.0,
        };
        ascent.gradient_at_zero = ascent.gradient_at_zero();
        ascent
    }

    /// Ascends from `start`, or from 0, until the parameters' criterion holds (`Ok`) or Newton's
    /// method had better take over (`Err`).
    pub(super) fn run(mut self, start: Option<&[f64]>) -> Result<FittedLogistic, FittedLogistic> {
        if let Some(start) = start {
            let certificate = self.start_at(start);
            if self.is_enough(&certificate) {
                return Ok(self.fitted(&certificate, 0));
            }
            let p = std::mem::take(&mut self.p);
            (self.w, self.imbalance) = self.transposed(|i| subtracted(self.classes[i], &p[i], self.weights[i]));
            self.p = p;
        }
        // The length of an epoch's steps that promises enough, by what the last check found.
        let mut wanted = f64::INFINITY;
        let mut last = f64::INFINITY;
        let mut n_epochs = 0;
        loop {
            let moved = self.epoch();
            n_epochs += 1;
            let rate = moved / std::mem::replace(&mut last, moved);
            // Whether epochs like the last would not lead there in time.
            let is_slow = |wanted: f64| {
                let left = MAX_EPOCHS.saturating_sub(n_epochs) as f64;
                n_epochs > FIRST_CHECK && (moved / wanted).ln() > left * -rate.min(1.0).ln()
            };
            if n_epochs < FIRST_CHECK || (moved > wanted && !is_slow(wanted)) {
                continue;
            }
            let certificate = self.certificate();
            if self.is_enough(&certificate) {
                return Ok(self.fitted(&certificate, n_epochs));
            }
            // Not all the way, as what is left of the gradient varies.
            wanted = 0.7 * moved * self.enough(&certificate) / certificate.gradient_norm;
            if is_slow(wanted) || n_epochs >= MAX_EPOCHS {
                return Err(self.fitted(&certificate, n_epochs));
            }
        }
    }

    /// The largest gradient norm that ends the search.
    fn enough(&self, at: &Certificate) -> f64 {
        self.params.enough(self.gradient_at_zero, at.objective)
    }

    fn is_enough(&self, at: &Certificate) -> bool {
        at.gradient_norm <= self.enough(at)
    }

    fn fitted(&self, at: &Certificate, n_epochs: usize) -> FittedLogistic {
        let k = self.k();
        FittedLogistic {
            n_classes: k,
            weights: self.w.iter().chain([&self.intercept]).flat_map(|w| w[..k].iter().copied()).collect(),
            objective: at.objective,
            gradient_norm: at.gradient_norm / self.gradient_at_zero.max(f64::MIN_POSITIVE),
            has_converged: self.is_enough(at),
            n_epochs,
            n_newton: 0,
            n_products: 0,
        }
    }

    /// The number of columns that are classes; a constant where the loops are short.
    fn k(&self) -> usize {
        if K <= 4 { K } else { self.n_classes }
    }

    /// Visits every row once, in an order drawn anew; says how far the rows moved.
    fn epoch(&mut self) -> f64 {
        if self.visited {
            for c in 0..K {
                // Bounded, as long as rows have hardly found their place.
                self.intercept[c] += (GAMMA * self.imbalance[c]).clamp(-1.0, 1.0);
            }
        }
        self.rng.shuffle(&mut self.order);
        let order = std::mem::take(&mut self.order);
        let mut moved = 0.0;
        for first in &order {
            let first = *first as usize;
            for i in first..(first + BLOCK).min(self.x.n_rows()) {
                if self.weights[i] > 0.0 {
                    moved += self.visit(i);
                }
            }
        }
        self.order = order;
        self.visited = true;
        moved.sqrt()
    }

    /// Makes row `i` the best that it can be; says how far it moved, squared.
    fn visit(&mut self, i: usize) -> f64 {
        let k = self.k();
        let (ids, values) = self.x.row(i);
        let mut z = self.intercept;
        for (id, v) in ids.iter().zip(values) {
            let (w, v) = (&self.w[*id as usize], f64::from(*v));
            for c in 0..K {
                z[c] += v * w[c];
            }
        }
        let p = &mut self.p[i];
        let q = best_row(&z, p, self.curvatures[i], k, self.visited);
        let mut step = [0.0; K];
        let mut moved = 0.0;
        for c in 0..k {
            step[c] = self.weights[i] * (p[c] - q[c]);
            moved += step[c] * step[c];
            self.imbalance[c] += step[c];
            self.intercept[c] += GAMMA * step[c];
        }
        *p = q;
        for (id, v) in ids.iter().zip(values) {
            let (w, v) = (&mut self.w[*id as usize], f64::from(*v));
            for c in 0..K {
                w[c] += v * step[c];
            }
        }
        moved
    }

    /// `X·W`, without the intercept.
    fn scores(&self) -> Vec<[f64; K]> {
        let mut z = vec![[0.0; K]; self.x.n_rows()];
        z.par_chunks_mut(ROW_CHUNK).enumerate().for_each(|(chunk, z)| {
            for (i, z) in z.iter_mut().enumerate() {
                let (ids, values) = self.x.row(chunk * ROW_CHUNK + i);
                for (id, v) in ids.iter().zip(values) {
                    let (w, v) = (&self.w[*id as usize], f64::from(*v));
                    for c in 0..K {
                        z[c] += v * w[c];
                    }
                }
            }
        });
        z
    }

    /// `Xᵀ·r` and the sum of `r`, by halves of the rows.
    fn transposed(&self, r: impl Fn(usize) -> [f64; K] + Sync) -> (Vec<[f64; K]>, [f64; K]) {
        let half = |rows: std::ops::Range<usize>| {
            let mut out = vec![[0.0; K]; self.x.n_features()];
            let mut sum = [0.0; K];
            for i in rows.filter(|i| self.weights[*i] > 0.0) {
                let r = r(i);
                let (ids, values) = self.x.row(i);
                for (id, v) in ids.iter().zip(values) {
                    let (out, v) = (&mut out[*id as usize], f64::from(*v));
                    for c in 0..K {
                        out[c] += v * r[c];
                    }
                }
                for c in 0..K {
                    sum[c] += r[c];
                }
            }
            (out, sum)
        };
        let n = self.x.n_rows();
        let ((mut out, mut sum), (other, other_sum)) = rayon::join(|| half(0..n / 2), || half(n / 2..n));
        for (a, b) in out.iter_mut().zip(&other).chain([(&mut sum, &other_sum)]) {
            for c in 0..K {
                a[c] += b[c];
            }
        }
        (out, sum)
    }

    /// The gradient's norm where all weights are 0.
    fn gradient_at_zero(&self) -> f64 {
        let k = self.k();
        let even: [f64; K] = std::array::from_fn(|c| if c < k { 1.0 / k as f64 } else { 0.0 });
        let (out, sum) = self.transposed(|i| subtracted(self.classes[i], &even, self.weights[i]));
        out.iter().chain([&sum]).flatten().map(|g| g * g).sum::<f64>().sqrt()
    }

    /// Takes weights over, and the probabilities that they give.
    fn start_at(&mut self, start: &[f64]) -> Certificate {
        let k = self.k();
        for (w, s) in self.w.iter_mut().chain([&mut self.intercept]).zip(start.chunks(k)) {
            w[..k].copy_from_slice(s);
        }
        let z = self.scores();
        let certificate = self.certified(&z);
        let mut p = std::mem::take(&mut self.p);
        p.par_chunks_mut(ROW_CHUNK).zip(z.par_chunks(ROW_CHUNK)).for_each(|(p, z)| {
            for (p, z) in p.iter_mut().zip(z) {
                softmax(z, &self.intercept, k, p);
            }
        });
        self.p = p;
        self.visited = true;
        certificate
    }

    fn certificate(&mut self) -> Certificate {
        self.certified(&self.scores())
    }

    /// Moves the intercept to its best and says how good `W` is with it.
    fn certified(&mut self, z: &[[f64; K]]) -> Certificate {
        let k = self.k();
        let loss = self.best_intercept(z);
        let (gradient, sum) = self.transposed(|i| {
            let mut p = [0.0; K];
            softmax(&z[i], &self.intercept, k, &mut p);
            subtracted(self.classes[i], &p, self.weights[i])
        });
        let (mut square, mut penalty) = (sum.iter().map(|g| g * g).sum::<f64>(), 0.0);
        for (g, w) in gradient.iter().zip(&self.w) {
            for c in 0..k {
                square += (w[c] - g[c]) * (w[c] - g[c]);
                penalty += 0.5 * w[c] * w[c];
            }
        }
        Certificate { objective: loss + penalty, gradient_norm: square.sqrt() }
    }

    /// Newton's method for the intercept alone; gives the loss there.
    fn best_intercept(&mut self, z: &[[f64; K]]) -> f64 {
        let mut at = self.intercept_sums(z, &self.intercept);
        for _ in 0..50 {
            let step = at.newton_step(self.k());
            let largest = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
            if largest < 1e-9 {
                break;
            }
            let mut length = 1.0;
            let better = loop {
                let trial: [f64; K] = std::array::from_fn(|c| self.intercept[c] + length * step[c]);
                let sums = self.intercept_sums(z, &trial);
                if sums.loss <= at.loss {
                    break Some((trial, sums));
                }
                length *= 0.5;
                if length < 1e-3 {
                    break None;
                }
            };
            let Some((trial, sums)) = better else { break };
            (self.intercept, at) = (trial, sums);
        }
        at.loss
    }

    fn intercept_sums(&self, z: &[[f64; K]], intercept: &[f64; K]) -> InterceptSums<K> {
        let k = self.k();
        let parts: Vec<InterceptSums<K>> = z
            .par_chunks(ROW_CHUNK)
            .enumerate()
            .map(|(chunk, z)| {
                let mut sums = InterceptSums::default();
                for (i, z) in z.iter().enumerate() {
                    let row = chunk * ROW_CHUNK + i;
                    let weight = self.weights[row];
                    if weight > 0.0 {
                        let mut p = [0.0; K];
                        let lse = softmax(z, intercept, k, &mut p);
                        let y = self.classes[row];
                        sums.add(weight, &p, y, lse - z[y] - intercept[y], k);
                    }
                }
                sums
            })
            .collect();
        parts.iter().fold(InterceptSums::default(), InterceptSums::plus)
    }
}

/// `weight · (e_y − p)`.
fn subtracted<const K: usize>(y: usize, p: &[f64; K], weight: f64) -> [f64; K] {
    std::array::from_fn(|c| weight * (f64::from(u8::from(c == y)) - p[c]))
}
