//! The main model fitted by `linfa-logistic`, on a dense matrix: for small problems, and to hold
//! against [`super::newton`].

use linfa::Dataset;
use linfa::ParamGuard;
use linfa::traits::Fit;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2, Axis};

use super::logistic::{FittedLogistic, LogisticError, LogisticParams, LogisticValidParams, check_lengths};
use super::matrix::DesignMatrix;

/// The most L-BFGS iterations.
const MAX_ITERATIONS: u64 = 2000;

impl LogisticValidParams {
    /// The most values, rows × features, that a dense matrix may have: 16 MB.
    pub const MAX_DENSE: usize = 2_000_000;

    /// Fits the same model as [`LogisticValidParams::fit_weighted`] with linfa's L-BFGS, which
    /// minimises the objective divided by `C` (`alpha = 1/C`). linfa knows no sample weights: a row
    /// of weight 1 is used, one of weight 0 is left out. A class without a row gets weights of 0
    /// and an intercept of −30.
    ///
    /// Objective and gradient of the result are computed by the sparse solver; linfa says neither,
    /// and its log-sum-exp is wrong where the scores of two rows lie more than 34 apart.
    ///
    /// # Errors
    ///
    /// If lengths or the number of classes do not fit, a weight is neither 0 nor 1, the matrix has
    /// more than [`LogisticValidParams::MAX_DENSE`] values, or linfa stops short of the tolerance.
    pub fn fit_dense(
        &self,
        x: &DesignMatrix,
        classes: &[usize],
        weights: &[f64],
        n_classes: usize,
    ) -> Result<FittedLogistic, LogisticError> {
        check_lengths(x, classes, weights)?;
        if x.n_rows() * x.n_features() > Self::MAX_DENSE {
            return Err(LogisticError::TooDense { rows: x.n_rows(), features: x.n_features() });
        }
        let used: Vec<usize> = (0..x.n_rows()).filter(|i| weights[*i].total_cmp(&0.0).is_ne()).collect();
        if let Some(i) = used.iter().find(|i| weights[**i].total_cmp(&1.0).is_ne()) {
            return Err(LogisticError::Weighted(weights[*i]));
        }
        let y: Array1<usize> = used.iter().map(|i| classes[*i]).collect();
        let n_present = (0..n_classes).filter(|c| y.iter().any(|y| y == c)).count();
        if n_present < 2 {
            return Err(LogisticError::BadClasses(n_present));
        }
        let mut records = Array2::zeros((used.len(), x.n_features()));
        for (mut row, i) in records.outer_iter_mut().zip(&used) {
            let (ids, values) = x.row(*i);
            for (id, value) in ids.iter().zip(values) {
                row[*id as usize] = f64::from(*value);
            }
        }
        // Half of what is asked for, so that rounding cannot miss it.
        let gradient_tolerance = 0.5 * self.tolerance * gradient_norm_at_zero(&records, &y, n_classes);
        let fitted = MultiLogisticRegression::default()
            .alpha(1.0 / self.c)
            .max_iterations(MAX_ITERATIONS)
            .gradient_tolerance(gradient_tolerance)
            .fit(&Dataset::new(records, y))?;
        let mut found = vec![0.0; (x.n_features() + 1) * n_classes];
        found[x.n_features() * n_classes..].fill(-30.0);
        for (column, class) in fitted.classes().iter().enumerate() {
            let values = fitted.params().column(column).into_iter().chain([&fitted.intercept()[column]]);
            for (feature, value) in values.enumerate() {
                found[feature * n_classes + class] = *value;
            }
        }
        self.measured(found, x, classes, weights, n_classes)
    }

    /// Weights found elsewhere, with the objective and the gradient's norm at them.
    fn measured(
        &self,
        found: Vec<f64>,
        x: &DesignMatrix,
        classes: &[usize],
        weights: &[f64],
        n_classes: usize,
    ) -> Result<FittedLogistic, LogisticError> {
        let start = FittedLogistic {
            n_classes,
            weights: found,
            objective: 0.0,
            gradient_norm: 0.0,
            has_converged: false,
            n_epochs: 0,
            n_newton: 0,
            n_products: 0,
        };
        let no_step = LogisticParams::new(self.c).tolerance(self.tolerance).max_iterations(0).check()?;
        let fitted = no_step.fit_weighted(x, classes, weights, n_classes, Some(&start))?;
        if fitted.gradient_norm() > self.tolerance {
            return Err(LogisticError::NotConverged { reached: fitted.gradient_norm(), asked: self.tolerance });
        }
        Ok(fitted)
    }
}

/// The norm of `(Xᵀ R, 1ᵀ R)` with `r_ik = 1/K − [y_i = k]`: the gradient of the summed loss where
/// all weights are 0.
fn gradient_norm_at_zero(x: &Array2<f64>, y: &Array1<usize>, n_classes: usize) -> f64 {
    let residual =
        Array2::from_shape_fn((y.len(), n_classes), |(i, c)| 1.0 / n_classes as f64 - f64::from(u8::from(y[i] == c)));
    let (weights, intercept) = (x.t().dot(&residual), residual.sum_axis(Axis(0)));
    weights.iter().chain(&intercept).map(|g| g * g).sum::<f64>().sqrt()
}
