//! What is predicted: a [`Task`] with its labels, and [`Probabilities`] over them.

use serde::{Deserialize, Serialize};

/// A labelling task: a name and its labels, sorted by name.
///
/// Two tasks are built in, [`Task::stance`] and [`Task::sentiment`]; any other label set found
/// in labelled sentences works the same way under its own name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    name: String,
    labels: Vec<String>,
}

impl Task {
    /// The most labels a task may have.
    pub const MAX_LABELS: usize = 16;

    /// A task of that name over the distinct values of `labels`.
    ///
    /// Returns `None` if there are fewer than two or more than [`Task::MAX_LABELS`] labels.
    #[must_use]
    pub fn new<S: Into<String>>(name: &str, labels: impl IntoIterator<Item = S>) -> Option<Self> {
        let mut labels: Vec<String> = labels.into_iter().map(Into::into).collect();
        labels.sort_unstable();
        labels.dedup();
        (2..=Self::MAX_LABELS).contains(&labels.len()).then(|| Self { name: name.to_owned(), labels })
    }

    /// `stance`: `accusing`, `denying`, `neutral`.
    ///
    /// # Panics
    ///
    /// Never.
    #[must_use]
    pub fn stance() -> Self {
        Self::new("stance", ["accusing", "denying", "neutral"]).expect("three labels")
    }

    /// `sentiment`: `negative`, `neutral`, `positive`.
    ///
    /// # Panics
    ///
    /// Never.
    #[must_use]
    pub fn sentiment() -> Self {
        Self::new("sentiment", ["negative", "neutral", "positive"]).expect("three labels")
    }

    /// The built-in task of that name, if there is one.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        match name {
            "stance" => Some(Self::stance()),
            "sentiment" => Some(Self::sentiment()),
            _ => None,
        }
    }

    /// The mix of labels in random news sentences, where it is known: about 13 % of the pairs of
    /// such sentences accuse and 1.5 % deny.
    #[must_use]
    pub fn natural_mix(&self) -> Option<Vec<f64>> {
        (*self == Self::stance()).then(|| vec![0.13, 0.015, 0.855])
    }

    /// The task's name, the key under which labelled sentences carry its labels.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The labels in order; a class index is an index into this slice.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The class index of a label.
    #[must_use]
    pub fn class(&self, label: &str) -> Option<usize> {
        self.labels.iter().position(|l| l == label)
    }

    /// The number of labels.
    #[must_use]
    pub fn n_classes(&self) -> usize {
        self.labels.len()
    }
}

/// A probability per class of a task: each in 0..=1, summing to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Probabilities(Box<[f64]>);

impl Probabilities {
    /// The softmax of one finite score (log-odds up to a common constant) per class.
    ///
    /// # Panics
    ///
    /// If `scores` is empty or holds a value that is not finite: scores come from a checked
    /// model, whose weights are finite.
    #[must_use]
    pub fn softmax(scores: &[f64]) -> Self {
        let max = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        assert!(max.is_finite(), "scores of a checked model are finite");
        let mut p: Box<[f64]> = scores.iter().map(|s| (s - max).exp()).collect();
        let sum: f64 = p.iter().sum();
        for x in &mut p {
            *x /= sum;
        }
        Self(p)
    }

    /// Probabilities from values that must already be in range and sum to 1 within 1e-6.
    #[must_use]
    pub fn from_values(values: &[f64]) -> Option<Self> {
        let ok = values.iter().all(|p| (0.0..=1.0).contains(p)) && (values.iter().sum::<f64>() - 1.0).abs() < 1e-6;
        ok.then(|| Self(values.into()))
    }

    /// The same evidence under another class mix: each probability is multiplied by
    /// `to / from` of its class and all are scaled to sum to 1 (Bayes' rule with shifted priors;
    /// Saerens, Latinne & Decaestecker 2002, eq. 2.4). `from` and `to` are positive.
    #[must_use]
    pub fn reweighted(&self, from: &[f64], to: &[f64]) -> Self {
        let mut p: Box<[f64]> = self.0.iter().zip(from.iter().zip(to)).map(|(p, (f, t))| p * t / f).collect();
        let sum: f64 = p.iter().sum();
        for x in &mut p {
            *x /= sum;
        }
        Self(p)
    }

    /// The values, by class index.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_survives_large_scores() {
        let p = Probabilities::softmax(&[1000.0, 999.0, -1000.0]);
        assert!((p.values().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((p.values()[0] / p.values()[1] - 1f64.exp()).abs() < 1e-9);
    }

    #[test]
    fn reweighting_to_the_same_mix_changes_nothing() {
        let p = Probabilities::softmax(&[0.3, -1.0, 2.0]);
        let q = p.reweighted(&[0.2, 0.3, 0.5], &[0.2, 0.3, 0.5]);
        for (a, b) in p.values().iter().zip(q.values()) {
            assert!((a - b).abs() < 1e-12);
        }
    }

    #[test]
    fn a_task_needs_two_labels() {
        assert!(Task::new("topic", ["war", "war"]).is_none());
        let task = Task::new("topic", ["war", "sport"]).expect("two labels");
        assert_eq!(task.class("war"), Some(1));
    }
}
