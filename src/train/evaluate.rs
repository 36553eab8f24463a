//! How good predictions are.

use std::collections::BTreeMap;

use linfa::prelude::ToConfusionMatrix;
use ndarray::Array1;
use serde::{Deserialize, Serialize};

use crate::label::{Probabilities, Task};

/// One prediction with its truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The true class.
    pub gold: usize,
    /// The predicted class.
    pub predicted: usize,
    /// The calibrated probabilities.
    pub probabilities: Probabilities,
    /// Pairs of one group are resampled together.
    pub group: String,
}

impl Prediction {
    /// The class with the largest probability; the decision rule may have picked another.
    pub(super) fn most_probable(&self) -> usize {
        let p = self.probabilities.values();
        (0..p.len()).max_by(|a, b| p[*a].total_cmp(&p[*b]).then(b.cmp(a))).expect("there are classes")
    }
}

/// Counts of gold class × predicted class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Confusion {
    n_classes: usize,
    counts: Vec<u64>,
}

impl Confusion {
    pub(super) fn new(n_classes: usize) -> Self {
        Self { n_classes, counts: vec![0; n_classes * n_classes] }
    }

    pub(super) fn add(&mut self, gold: usize, predicted: usize) {
        self.counts[gold * self.n_classes + predicted] += 1;
    }

    fn right(&self, c: usize) -> u64 {
        self.counts[c * self.n_classes + c]
    }

    fn gold(&self, c: usize) -> u64 {
        (0..self.n_classes).map(|p| self.counts[c * self.n_classes + p]).sum()
    }

    fn predicted(&self, c: usize) -> u64 {
        (0..self.n_classes).map(|g| self.counts[g * self.n_classes + c]).sum()
    }

    fn f1(&self, c: usize) -> f64 {
        let sum = self.gold(c) + self.predicted(c);
        if sum == 0 { 0.0 } else { 2.0 * self.right(c) as f64 / sum as f64 }
    }

    /// The mean F1 of the classes that occur or are predicted.
    pub(super) fn macro_f1(&self) -> f64 {
        let present: Vec<_> = (0..self.n_classes).filter(|c| self.gold(*c) + self.predicted(*c) > 0).collect();
        if present.is_empty() { 0.0 } else { present.iter().map(|c| self.f1(*c)).sum::<f64>() / present.len() as f64 }
    }
}

/// Scores of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassScores {
    /// Of the predicted, the share that is right.
    pub precision: f64,
    /// Of the true, the share that is found.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// How many pairs truly belong to the class.
    pub support: u64,
}

/// A value with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The quality of a set of predictions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The task's name.
    pub task: String,
    /// The number of pairs.
    pub n: usize,
    /// Mean of the classes' F1; classes that neither occur nor are predicted are left out.
    pub macro_f1: f64,
    /// Percentile bootstrap over groups, 1,000 resamples.
    pub macro_f1_interval: Interval,
    /// Share of pairs with the right label.
    pub accuracy: f64,
    /// Mean of −ln p(true class), in nats.
    pub log_loss: f64,
    /// Mean squared distance of the probabilities from the truth, summed over classes: 0 to 2.
    pub brier: f64,
    /// Expected calibration error of the most probable class, 15 bins of equal width (Guo et al. 2017).
    pub ece: f64,
    /// By label.
    pub per_class: BTreeMap<String, ClassScores>,
    /// The labels, in the order of the confusion matrix.
    pub labels: Vec<String>,
    /// Counts, a row per true label, a column per predicted one.
    pub confusion: Vec<Vec<u64>>,
}

const N_RESAMPLES: usize = 1000;
const N_BINS: usize = 15;

impl Evaluation {
    /// Evaluates predictions of a task. `seed` drives the bootstrap.
    ///
    /// # Panics
    ///
    /// If there are no predictions.
    #[must_use]
    pub fn new(task: &Task, predictions: &[Prediction], seed: u64) -> Self {
        assert!(!predictions.is_empty(), "an evaluation needs at least one prediction");
        let n = predictions.len() as f64;
        let k = task.n_classes();
        let mut confusion = Confusion::new(k);
        let (mut log_loss, mut brier) = (0.0, 0.0);
        for p in predictions {
            confusion.add(p.gold, p.predicted);
            let values = p.probabilities.values();
            log_loss -= values[p.gold].max(1e-15).ln();
            brier +=
                values.iter().enumerate().map(|(c, v)| (v - f64::from(u8::from(c == p.gold))).powi(2)).sum::<f64>();
        }
        let per_class = (0..k).map(|c| {
            let share = |of: u64| if of == 0 { 0.0 } else { confusion.right(c) as f64 / of as f64 };
            let scores = ClassScores {
                precision: share(confusion.predicted(c)),
                recall: share(confusion.gold(c)),
                f1: confusion.f1(c),
                support: confusion.gold(c),
            };
            (task.labels()[c].clone(), scores)
        });
        Self {
            task: task.name().to_owned(),
            n: predictions.len(),
            macro_f1: confusion.macro_f1(),
            macro_f1_interval: bootstrap(predictions, k, seed),
            accuracy: accuracy(predictions),
            log_loss: log_loss / n,
            brier: brier / n,
            ece: calibration_error(predictions),
            per_class: per_class.collect(),
            labels: task.labels().to_vec(),
            confusion: confusion.counts.chunks(k).map(<[u64]>::to_vec).collect(),
        }
    }
}

fn accuracy(predictions: &[Prediction]) -> f64 {
    let gold: Array1<usize> = predictions.iter().map(|p| p.gold).collect();
    let predicted: Array1<usize> = predictions.iter().map(|p| p.predicted).collect();
    predicted.confusion_matrix(&gold).map_or(0.0, |m| f64::from(m.accuracy()))
}

fn calibration_error(predictions: &[Prediction]) -> f64 {
    let mut bins = [(0.0, 0.0); N_BINS];
    for p in predictions {
        let top = p.most_probable();
        let confidence = p.probabilities.values()[top];
        let bin = (1..N_BINS).take_while(|b| confidence >= *b as f64 / N_BINS as f64).count();
        bins[bin].0 += confidence;
        bins[bin].1 += f64::from(u8::from(top == p.gold));
    }
    bins.iter().map(|(confidence, right)| (confidence - right).abs()).sum::<f64>() / predictions.len() as f64
}

/// Resamples whole groups: sentences of one article are not independent.
fn bootstrap(predictions: &[Prediction], n_classes: usize, seed: u64) -> Interval {
    let mut groups: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    for p in predictions {
        groups.entry(&p.group).or_default().push((p.gold, p.predicted));
    }
    let groups: Vec<_> = groups.into_values().collect();
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut values: Vec<f64> = (0..N_RESAMPLES)
        .map(|_| {
            let mut confusion = Confusion::new(n_classes);
            for _ in 0..groups.len() {
                for (gold, predicted) in &groups[rng.usize(..groups.len())] {
                    confusion.add(*gold, *predicted);
                }
            }
            confusion.macro_f1()
        })
        .collect();
    values.sort_by(f64::total_cmp);
    Interval { low: values[N_RESAMPLES / 40], high: values[N_RESAMPLES - 1 - N_RESAMPLES / 40] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prediction(gold: usize, p: &[f64], group: &str) -> Prediction {
        let predicted = (0..p.len()).max_by(|a, b| p[*a].total_cmp(&p[*b])).expect("classes");
        Prediction {
            gold,
            predicted,
            probabilities: Probabilities::from_values(p).expect("they sum to 1"),
            group: group.to_owned(),
        }
    }

    /// Reference values from scikit-learn 1.5: `f1_score(average="macro")`, `log_loss`,
    /// and the Brier score as the mean of squared distances.
    #[test]
    fn metrics_are_scikit_learns() {
        let predictions = [
            prediction(0, &[0.7, 0.2, 0.1], "a"),
            prediction(0, &[0.2, 0.5, 0.3], "a"),
            prediction(1, &[0.1, 0.8, 0.1], "b"),
            prediction(2, &[0.3, 0.3, 0.4], "c"),
            prediction(2, &[0.6, 0.3, 0.1], "c"),
        ];
        let e = Evaluation::new(&Task::stance(), &predictions, 1);
        assert!((e.macro_f1 - (0.5 + 2.0 / 3.0 + 2.0 / 3.0) / 3.0).abs() < 1e-12);
        assert!((e.accuracy - 0.6).abs() < 1e-6);
        let log_loss = -(0.7f64.ln() + 0.2f64.ln() + 0.8f64.ln() + 0.4f64.ln() + 0.1f64.ln()) / 5.0;
        assert!((e.log_loss - log_loss).abs() < 1e-12);
        // Bins by confidence: 0.7 right, 0.5 wrong, 0.8 right, 0.4 right, 0.6 wrong.
        assert!((e.ece - (0.3 + 0.5 + 0.2 + 0.6 + 0.6) / 5.0).abs() < 1e-12);
        assert_eq!(e.confusion, [[1, 1, 0], [0, 1, 0], [1, 0, 1]]);
        assert!(e.macro_f1_interval.low <= e.macro_f1 && e.macro_f1 <= e.macro_f1_interval.high);
    }
}
