//! What cross-validation tells of a task: scores, scores by domain, labels to look at again.

use std::collections::BTreeMap;

use super::evaluate::{Evaluation, Prediction};
use super::example::Example;
use crate::label::Task;

/// How a classifier was chosen and how good it is.
#[derive(Debug, Clone)]
pub struct TaskReport {
    /// Cross-validated scores at the chosen penalty: each pair is judged by a model, calibration
    /// and rule that were fitted without its fold.
    pub cross_validation: Evaluation,
    /// Per inverse penalty: cross-validated log-loss and macro-F1.
    pub path: Vec<(f64, f64, f64)>,
    /// The chosen inverse penalty.
    pub c: f64,
    /// The cross-validated predictions, in the order of the pairs of this task.
    pub predictions: Vec<Prediction>,
    /// Index of the example and of its actor, per prediction.
    pub pairs: Vec<(usize, usize)>,
    /// Epochs of dual ascent and Hessian products of the final fit; zeros if linfa fitted it.
    pub iterations: (usize, usize),
}

/// A pair whose label cross-validation doubts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suspect {
    /// Position of the pair in [`TaskReport::pairs`].
    pub position: usize,
    /// The class that is most probable instead.
    pub suggested: usize,
    /// Out-of-fold probability of the pair's own label.
    pub probability: f64,
}

impl TaskReport {
    /// At most a tenth of the pairs: those whose most probable class, by a model that did not see
    /// them, is not their label. The least probable label comes first; equal ones keep their order.
    #[must_use]
    pub fn suspects(&self) -> Vec<Suspect> {
        let mut suspects: Vec<Suspect> = self
            .predictions
            .iter()
            .enumerate()
            .map(|(position, p)| Suspect {
                position,
                suggested: p.most_probable(),
                probability: p.probabilities.values()[p.gold],
            })
            .filter(|s| s.suggested != self.predictions[s.position].gold)
            .collect();
        suspects.sort_by(|a, b| a.probability.total_cmp(&b.probability));
        suspects.truncate(self.predictions.len() / 10);
        suspects
    }

    /// The cross-validated scores within each domain; pairs without one stand under `None`.
    /// `examples` and `task` are those of the training, `seed` drives the bootstrap.
    ///
    /// # Panics
    ///
    /// If the report is of other examples.
    #[must_use]
    pub fn by_domain<'e>(
        &self,
        task: &Task,
        examples: &'e [Example],
        seed: u64,
    ) -> BTreeMap<Option<&'e str>, Evaluation> {
        let mut domains: BTreeMap<Option<&str>, Vec<Prediction>> = BTreeMap::new();
        for ((example, _), prediction) in self.pairs.iter().zip(&self.predictions) {
            domains.entry(examples[*example].domain.as_deref()).or_default().push(prediction.clone());
        }
        domains.into_iter().map(|(domain, predictions)| (domain, Evaluation::new(task, &predictions, seed))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Probabilities;

    #[test]
    fn the_least_probable_labels_come_first_and_a_tenth_is_the_most() {
        // Thirty pairs of class 0, of which every third is more probably of class 1.
        let predictions: Vec<Prediction> = (0..30)
            .map(|i| {
                let p = if i % 3 == 0 { 0.4 - f64::from(i) / 100.0 } else { 0.9 };
                let probabilities = Probabilities::from_values(&[p, 1.0 - p]).expect("they sum to 1");
                Prediction { gold: 0, predicted: 0, probabilities, group: i.to_string() }
            })
            .collect();
        let task = Task::new("side", ["left", "right"]).expect("two labels");
        let report = |predictions: &[Prediction]| TaskReport {
            cross_validation: Evaluation::new(&task, predictions, 1),
            path: Vec::new(),
            c: 1.0,
            predictions: predictions.to_vec(),
            pairs: Vec::new(),
            iterations: (0, 0),
        };
        let suspects = report(&predictions).suspects();
        assert_eq!(suspects.iter().map(|s| s.position).collect::<Vec<_>>(), [27, 24, 21]);
        assert!(suspects.iter().all(|s| s.suggested == 1));
        assert!((suspects[0].probability - 0.13).abs() < 1e-12);
        assert!(report(&predictions[..9]).suspects().is_empty(), "a tenth of nine is none");
    }
}
