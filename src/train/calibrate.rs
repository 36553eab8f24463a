//! Calibration: class scores that were made without seeing their pair become probabilities.

use linfa::prelude::*;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};

/// Matrix scaling (Guo et al. 2017, section 4.2): `z' = Aᵀ z + c`.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Calibration {
    /// `n_classes × n_classes`, row by row; entry `(i, j)` is what score `i` adds to class `j`.
    matrix: Vec<f64>,
    offset: Vec<f64>,
}

/// L2 penalty on the matrix, in units of the summed loss: weak, to keep it finite where classes
/// separate.
const ALPHA: f64 = 0.5;

impl Calibration {
    /// No change.
    #[must_use]
    pub fn identity(n_classes: usize) -> Self {
        let matrix = (0..n_classes * n_classes).map(|i| f64::from(u8::from(i / n_classes == i % n_classes))).collect();
        Self { matrix, offset: vec![0.0; n_classes] }
    }

    /// Fits a multinomial logistic regression from scores (`n × n_classes`) to classes with
    /// `linfa-logistic`.
    ///
    /// # Errors
    ///
    /// If linfa's solver fails, or a class never occurs.
    pub fn fit(scores: &[f64], classes: &[usize], n_classes: usize) -> Result<Self, linfa_logistic::error::Error> {
        // linfa's log-sum-exp takes the maximum over all rows, so rows must not lie far apart.
        let largest = scores.iter().fold(0.0f64, |m, s| m.max(s.abs())).max(1e-12);
        let scale = 4.0 / largest;
        let x = Array2::from_shape_fn((classes.len(), n_classes), |(i, j)| scale * scores[i * n_classes + j]);
        let y = Array1::from_vec(classes.to_vec());
        let fitted = MultiLogisticRegression::default()
            .alpha(ALPHA)
            .max_iterations(500)
            .gradient_tolerance(1e-6)
            .fit(&Dataset::new(x, y))?;
        let mut calibration = Self { matrix: vec![0.0; n_classes * n_classes], offset: vec![-30.0; n_classes] };
        for (column, class) in fitted.classes().iter().enumerate() {
            for i in 0..n_classes {
                calibration.matrix[i * n_classes + class] = scale * fitted.params()[(i, column)];
            }
            calibration.offset[*class] = fitted.intercept()[column];
        }
        Ok(calibration)
    }

    /// The matrix, row by row, and the offset.
    pub(super) fn into_parts(self) -> (Vec<f64>, Vec<f64>) {
        (self.matrix, self.offset)
    }

    /// The calibrated scores of one pair.
    #[must_use]
    pub fn apply(&self, scores: &[f64]) -> Vec<f64> {
        let k = self.offset.len();
        (0..k).map(|j| self.offset[j] + (0..k).map(|i| self.matrix[i * k + j] * scores[i]).sum::<f64>()).collect()
    }

    /// Weights (`n_features × n_classes`) and intercept whose scores are the calibrated ones.
    #[must_use]
    pub fn fold(&self, weights: &[f64], intercept: &[f64]) -> (Vec<f32>, Vec<f64>) {
        let k = self.offset.len();
        let linear = |w: &[f64], j: usize| (0..k).map(|i| self.matrix[i * k + j] * w[i]).sum::<f64>();
        let folded = weights.chunks(k).flat_map(|w| (0..k).map(move |j| linear(w, j) as f32)).collect();
        (folded, self.apply(intercept))
    }
}

/// Per class, what is added to its calibrated score before the largest wins: the rule that
/// maximises macro-F1 on these pairs, by coordinate search. The last class's is 0.
#[must_use]
pub fn decision_rule(scores: &[f64], classes: &[usize], n_classes: usize) -> Vec<f64> {
    let mut rule = vec![0.0; n_classes];
    let f1 = |rule: &[f64]| {
        let mut counts = super::evaluate::Confusion::new(n_classes);
        for (z, class) in scores.chunks(n_classes).zip(classes) {
            counts.add(*class, best(z, rule));
        }
        counts.macro_f1()
    };
    let mut top = f1(&rule);
    for step in [0.4, 0.2, 0.1, 0.05] {
        for _ in 0..10 {
            let before = top;
            for c in 0..n_classes - 1 {
                for delta in [-step, step] {
                    let mut trial = rule.clone();
                    trial[c] += delta;
                    let value = f1(&trial);
                    if value > top {
                        (top, rule) = (value, trial);
                    }
                }
            }
            if top <= before {
                break;
            }
        }
    }
    rule
}

/// The class that the rule picks.
pub(super) fn best(scores: &[f64], rule: &[f64]) -> usize {
    let ruled = |c: usize| scores[c] + rule[c];
    (0..scores.len()).max_by(|a, b| ruled(*a).total_cmp(&ruled(*b)).then(b.cmp(a))).expect("there are classes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_gives_the_same_scores() {
        let c = Calibration { matrix: vec![1.0, 0.5, -0.2, 2.0], offset: vec![0.1, -0.1] };
        let (w, b) = c.fold(&[0.5, -1.0, 2.0, 0.25], &[0.3, -0.3]);
        let x = [0.6, 0.8];
        let raw: Vec<f64> = (0..2).map(|k| [0.3, -0.3][k] + x[0] * [0.5, -1.0][k] + x[1] * [2.0, 0.25][k]).collect();
        for (k, want) in c.apply(&raw).iter().enumerate() {
            let got = b[k] + x[0] * f64::from(w[k]) + x[1] * f64::from(w[2 + k]);
            assert!((got - want).abs() < 1e-6);
        }
    }

    #[test]
    fn identity_changes_nothing() {
        let scores = [0.3, -2.0, 1.5];
        assert_eq!(Calibration::identity(3).apply(&scores), scores);
    }

    #[test]
    fn overconfident_scores_are_tamed() {
        // A class right in three of four cases, at scores that claim certainty.
        let mut scores = Vec::new();
        let mut classes = Vec::new();
        for i in 0..400 {
            let says = i % 2;
            let z = if says == 0 { [6.0, -6.0] } else { [-6.0, 6.0] };
            scores.extend(z);
            classes.push(if i % 8 < 6 { says } else { 1 - says });
        }
        let c = Calibration::fit(&scores, &classes, 2).expect("linfa fits it");
        let p = crate::Probabilities::softmax(&c.apply(&[6.0, -6.0]));
        assert!((p.values()[0] - 0.75).abs() < 0.02, "{p:?}");
    }
}
