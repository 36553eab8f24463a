//! Sparse multinomial logistic regression.
//!
//! Given rows `x_i` (sparse), classes `y_i`, weights `s_i ≥ 0` and `C > 0`, minimises over `W`
//! (features × classes) and `b` (classes)
//!
//! ```text
//! f(W, b) = ½ ‖W‖² + C · Σ_i s_i · (ln Σ_k exp z_ik − z_i,y_i),   z_i = Wᵀ x_i + b
//! ```
//!
//! This is scikit-learn's `LogisticRegression` objective: the loss is summed, the intercept is not
//! penalised.

use linfa::ParamGuard;
use linfa::dataset::{AsTargets, DatasetBase};
use linfa::traits::{Fit, PredictInplace};
use ndarray::Array1;
use rayon::prelude::*;

use super::dual::Ascent;
use super::matrix::DesignMatrix;
use super::newton::Problem;

/// Hyper-parameters, not yet checked.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticParams(LogisticValidParams);

/// Checked hyper-parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticValidParams {
    pub(super) c: f64,
    pub(super) tolerance: f64,
    pub(super) gap: Option<f64>,
    pub(super) max_iterations: usize,
}

/// Why a fit is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogisticError {
    /// `C` must be positive and finite.
    #[error("the inverse penalty C is `{0}`; it must be positive and finite")]
    BadC(f64),
    /// The tolerance must lie between 0 and 1.
    #[error("the tolerance is `{0}`; it must be above 0 and below 1")]
    BadTolerance(f64),
    /// The gap must lie between 0 and 1.
    #[error("the gap is `{0}`; it must be above 0 and below 1")]
    BadGap(f64),
    /// There are fewer than two classes, or more than [`crate::Task::MAX_LABELS`].
    #[error("{0} classes; between 2 and 16 are possible")]
    BadClasses(usize),
    /// Rows, classes and weights differ in number.
    #[error("{rows} rows but {targets} targets")]
    Lengths {
        /// Rows of the matrix.
        rows: usize,
        /// Targets or weights given.
        targets: usize,
    },
    /// A dense matrix would have more than [`LogisticValidParams::MAX_DENSE`] values.
    #[error(
        "{rows} pairs × {features} features are {} values; linfa's solver takes a dense matrix of at most {} values",
        rows * features, LogisticValidParams::MAX_DENSE
    )]
    TooDense {
        /// Rows of the matrix.
        rows: usize,
        /// Its columns.
        features: usize,
    },
    /// linfa's solver takes a row or leaves it out.
    #[error("a row weighs {0}; linfa's solver has no weights but 0 and 1")]
    Weighted(f64),
    /// linfa's solver stopped too early.
    #[error("linfa's solver stopped at {reached:.1e} of the gradient's norm at zero; the tolerance is {asked:.1e}")]
    NotConverged {
        /// Norm of the gradient, relative to the norm at zero.
        reached: f64,
        /// The tolerance.
        asked: f64,
    },
    /// From linfa.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
    /// From linfa's solver.
    #[error("linfa's solver: {0}")]
    LinfaLogistic(#[from] linfa_logistic::error::Error),
}

impl LogisticParams {
    /// Inverse penalty `c`, gradient tolerance 1e-4, at most 200 Newton iterations.
    #[must_use]
    pub fn new(c: f64) -> Self {
        Self(LogisticValidParams { c, tolerance: 1e-4, gap: None, max_iterations: 200 })
    }

    /// Stops when the gradient's L2 norm is at most `tolerance` times its norm at zero.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Stops also when the objective is certain to lie at most `gap` of its value above the minimum.
    #[must_use]
    pub fn gap(mut self, gap: f64) -> Self {
        self.0.gap = Some(gap);
        self
    }

    /// The most Newton iterations; 0 measures where the search starts and does nothing.
    #[must_use]
    pub fn max_iterations(mut self, n: usize) -> Self {
        self.0.max_iterations = n;
        self
    }
}

impl ParamGuard for LogisticParams {
    type Checked = LogisticValidParams;
    type Error = LogisticError;

    fn check_ref(&self) -> Result<&LogisticValidParams, LogisticError> {
        let p = &self.0;
        if !(p.c > 0.0 && p.c.is_finite()) {
            return Err(LogisticError::BadC(p.c));
        }
        if !(p.tolerance > 0.0 && p.tolerance < 1.0) {
            return Err(LogisticError::BadTolerance(p.tolerance));
        }
        match p.gap.filter(|gap| !(*gap > 0.0 && *gap < 1.0)) {
            Some(gap) => Err(LogisticError::BadGap(gap)),
            None => Ok(p),
        }
    }

    fn check(self) -> Result<LogisticValidParams, LogisticError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedLogistic {
    pub(super) n_classes: usize,
    /// `(n_features + 1) × n_classes`, the intercept last.
    pub(super) weights: Vec<f64>,
    pub(super) objective: f64,
    pub(super) gradient_norm: f64,
    pub(super) has_converged: bool,
    pub(super) n_epochs: usize,
    pub(super) n_newton: usize,
    pub(super) n_products: usize,
}

impl FittedLogistic {
    /// Weights, `n_features × n_classes`, a feature's classes side by side.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights[..self.weights.len() - self.n_classes]
    }

    /// One intercept per class.
    #[must_use]
    pub fn intercept(&self) -> &[f64] {
        &self.weights[self.weights.len() - self.n_classes..]
    }

    /// The value of the objective.
    #[must_use]
    pub fn objective(&self) -> f64 {
        self.objective
    }

    /// The gradient's norm, relative to the norm at zero.
    #[must_use]
    pub fn gradient_norm(&self) -> f64 {
        self.gradient_norm
    }

    /// Epochs of dual ascent, and products with the Hessian in the Newton iterations behind them.
    #[must_use]
    pub fn iterations(&self) -> (usize, usize) {
        (self.n_epochs, self.n_products)
    }

    /// The class scores of all rows, `n_rows × n_classes`.
    #[must_use]
    pub fn scores(&self, x: &DesignMatrix) -> Vec<f64> {
        let k = self.n_classes;
        let mut out = vec![0.0; x.n_rows() * k];
        out.par_chunks_mut(k).enumerate().for_each(|(i, z)| {
            z.copy_from_slice(self.intercept());
            let (ids, values) = x.row(i);
            for (id, v) in ids.iter().zip(values) {
                let w = &self.weights[*id as usize * k..][..k];
                for (z, w) in z.iter_mut().zip(w) {
                    *z += f64::from(*v) * w;
                }
            }
        });
        out
    }
}

impl LogisticValidParams {
    /// Fits the model to rows with sample weights; `classes` are below `n_classes`. A row of
    /// weight 0 plays no part. `start` warms the search up: a model of the same shape.
    ///
    /// # Errors
    ///
    /// If lengths or the number of classes do not fit.
    pub fn fit_weighted(
        &self,
        x: &DesignMatrix,
        classes: &[usize],
        weights: &[f64],
        n_classes: usize,
        start: Option<&FittedLogistic>,
    ) -> Result<FittedLogistic, LogisticError> {
        check_lengths(x, classes, weights)?;
        let start = start.map(|s| s.weights.as_slice()).filter(|w| w.len() == (x.n_features() + 1) * n_classes);
        // One compiled loop per number of classes that matters; the rest share a padded one.
        Ok(match n_classes {
            2 => self.fitted::<2>(x, classes, weights, n_classes, start),
            3 => self.fitted::<3>(x, classes, weights, n_classes, start),
            4 => self.fitted::<4>(x, classes, weights, n_classes, start),
            5..=16 => self.fitted::<16>(x, classes, weights, n_classes, start),
            n => return Err(LogisticError::BadClasses(n)),
        })
    }

    /// The largest gradient norm that ends the search, where the objective is what it is.
    pub(super) fn enough(&self, gradient_norm_at_zero: f64, objective: f64) -> f64 {
        // The objective is 1-strongly convex: it lies at most ½ ‖gradient‖² above its minimum.
        let by_gap = self.gap.map_or(0.0, |gap| (2.0 * gap * objective).sqrt());
        by_gap.max(self.tolerance * gradient_norm_at_zero)
    }

    /// Dual ascent, and Newton's method where that is slow: with a small penalty, or to the last digits.
    fn fitted<const K: usize>(
        &self,
        x: &DesignMatrix,
        classes: &[usize],
        weights: &[f64],
        n_classes: usize,
        start: Option<&[f64]>,
    ) -> FittedLogistic {
        let newton = |start: Option<&[f64]>| Problem::<K>::new(self, x, classes, weights, n_classes).minimise(start);
        if self.max_iterations == 0 {
            return newton(start);
        }
        match Ascent::<K>::new(self, x, classes, weights, n_classes).run(start) {
            Ok(fitted) => fitted,
            Err(near) => {
                let found = newton(Some(&near.weights));
                // From where all probabilities are 0 or 1, no step leads on.
                let found = if found.has_converged { found } else { newton(None) };
                FittedLogistic { n_epochs: near.n_epochs, ..found }
            }
        }
    }
}

/// Whether there is a class and a weight per row.
pub(super) fn check_lengths(x: &DesignMatrix, classes: &[usize], weights: &[f64]) -> Result<(), LogisticError> {
    match [classes.len(), weights.len()].into_iter().find(|n| *n != x.n_rows()) {
        Some(targets) => Err(LogisticError::Lengths { rows: x.n_rows(), targets }),
        None => Ok(()),
    }
}

impl<T: AsTargets<Elem = usize, Ix = ndarray::Ix1>> Fit<DesignMatrix, T, LogisticError> for LogisticValidParams {
    type Object = FittedLogistic;

    /// Fits with equal weights; classes are the targets' values from 0 on.
    fn fit(&self, dataset: &DatasetBase<DesignMatrix, T>) -> Result<FittedLogistic, LogisticError> {
        let classes = dataset.targets.as_targets().to_vec();
        let n_classes = classes.iter().max().map_or(0, |m| m + 1);
        self.fit_weighted(&dataset.records, &classes, &vec![1.0; classes.len()], n_classes, None)
    }
}

impl PredictInplace<DesignMatrix, Array1<usize>> for FittedLogistic {
    fn predict_inplace(&self, x: &DesignMatrix, y: &mut Array1<usize>) {
        for (z, y) in self.scores(x).chunks(self.n_classes).zip(y) {
            *y = (0..z.len()).max_by(|a, b| z[*a].total_cmp(&z[*b]).then(b.cmp(a))).expect("there are classes");
        }
    }

    fn default_target(&self, x: &DesignMatrix) -> Array1<usize> {
        Array1::zeros(x.n_rows())
    }
}
