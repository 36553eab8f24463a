//! Training: labelled sentences in, a vectorizer and classifiers out, with honest scores.

mod calibrate;
mod evaluate;
mod example;
mod logistic;
mod matrix;
mod newton;
mod recipe;
mod split;

pub use calibrate::{Calibration, decision_rule};
pub use evaluate::{ClassScores, Evaluation, Interval, Prediction};
pub use example::{Example, MarkedActor};
pub use logistic::{FittedLogistic, LogisticError, LogisticParams, LogisticValidParams};
pub use matrix::DesignMatrix;
pub use recipe::{CheckedRecipe, ClassWeight, Recipe, RecipeError};
pub use split::grouped_folds;

use std::collections::BTreeMap;

use linfa::ParamGuard;
use rayon::prelude::*;

use crate::classify::{Classifier, ClassifierError};
use crate::feature::{Lexica, Pair, Vectorizer};
use crate::label::Task;
use crate::token::{Casing, Span, TokenizedSentence};

/// What training makes.
#[derive(Debug, Clone)]
pub struct Trained {
    /// Turns pairs into vectors.
    pub vectorizer: Vectorizer,
    /// One classifier per task.
    pub classifiers: Vec<Classifier>,
    /// How each was chosen and how good it is.
    pub reports: Vec<TaskReport>,
}

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
    /// Newton iterations and Hessian products of the final fit.
    pub iterations: (usize, usize),
}

/// Why training stops.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// No pair carries a label of the task.
    #[error("no actor carries a `{0}` label")]
    NoLabels(String),
    /// A class has fewer groups than there are folds.
    #[error("`{label}` of task `{task}` occurs in {groups} group(s), fewer than the {folds} folds")]
    TooFew {
        /// The task.
        task: String,
        /// The label.
        label: String,
        /// Groups that have it.
        groups: usize,
        /// Folds asked for.
        folds: usize,
    },
    /// The task has one label, or more than [`Task::MAX_LABELS`].
    #[error("task `{0}` has {1} label(s); between 2 and 16 are possible")]
    BadTask(String, usize),
    /// The logistic regression cannot be fitted.
    #[error(transparent)]
    Logistic(#[from] LogisticError),
    /// The calibration cannot be fitted.
    #[error("calibration: {0}")]
    Calibration(#[from] linfa_logistic::error::Error),
    /// The fitted parts do not make a classifier.
    #[error(transparent)]
    Classifier(#[from] ClassifierError),
}

/// What training is doing; `done` counts up to `total`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// In a few words.
    pub stage: String,
    /// Steps finished.
    pub done: usize,
    /// Steps of the stage.
    pub total: usize,
}

/// The task named `name` in these examples: the built-in one, or the labels that occur.
///
/// # Errors
///
/// If a task of the user's own has fewer than two labels or too many.
pub fn task_of(name: &str, examples: &[Example]) -> Result<Task, TrainError> {
    if let Some(task) = Task::built_in(name) {
        return Ok(task);
    }
    let mut labels: Vec<&str> =
        examples.iter().flat_map(|e| &e.actors).filter_map(|a| a.labels.get(name).map(String::as_str)).collect();
    labels.sort_unstable();
    labels.dedup();
    if labels.is_empty() {
        return Err(TrainError::NoLabels(name.to_owned()));
    }
    Task::new(name, labels.iter().copied()).ok_or_else(|| TrainError::BadTask(name.to_owned(), labels.len()))
}

/// Trains one classifier per task on a shared vectorizer.
///
/// The result is the same on any number of threads. `progress` is told of every step.
///
/// # Errors
///
/// If a task has no labels, a class occurs in fewer groups than there are folds, or a fit fails.
pub fn train(
    examples: &[Example],
    tasks: &[Task],
    casing: &Casing,
    lexica: Lexica,
    recipe: &CheckedRecipe,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Trained, TrainError> {
    let told = |stage: &str, done, total| progress(Progress { stage: stage.to_owned(), done, total });
    told("reading features", 0, 1);
    let sentences: Vec<_> = examples.par_iter().map(|e| TokenizedSentence::new(&e.text, casing)).collect();
    let mut index = Vec::new();
    for (e, example) in examples.iter().enumerate() {
        for (a, actor) in example.actors.iter().enumerate() {
            if tasks.iter().any(|t| actor.labels.contains_key(t.name())) {
                index.push((e, a));
            }
        }
    }
    let mentions: Vec<Vec<Span>> = index.iter().map(|(e, a)| examples[*e].mentions(*a)).collect();
    let pairs: Vec<Pair> =
        index.iter().zip(&mentions).map(|((e, _), mentions)| Pair { sentence: &sentences[*e], mentions }).collect();
    let vectorizer = Vectorizer::fit(&recipe.features(), casing.clone(), lexica, &pairs);
    let rows = vectorizer.transform(&pairs);
    told("reading features", 1, 1);
    let mut classifiers = Vec::new();
    let mut reports = Vec::new();
    for task in tasks {
        let label = |(e, a): (usize, usize)| examples[e].actors[a].labels.get(task.name()).and_then(|l| task.class(l));
        let chosen: Vec<usize> = (0..index.len()).filter(|i| label(index[*i]).is_some()).collect();
        let labelled = Labelled {
            task,
            classes: chosen.iter().filter_map(|i| label(index[*i])).collect(),
            groups: chosen.iter().map(|i| examples[index[*i].0].group.as_str()).collect(),
            matrix: DesignMatrix::new(
                &chosen.iter().map(|i| rows[*i].clone()).collect::<Vec<_>>(),
                vectorizer.n_features(),
            ),
        };
        let (classifier, mut report) = labelled.fit(recipe, &told)?;
        report.pairs = chosen.iter().map(|i| index[*i]).collect();
        classifiers.push(classifier);
        reports.push(report);
    }
    Ok(Trained { vectorizer, classifiers, reports })
}

/// The pairs of one task.
struct Labelled<'a> {
    task: &'a Task,
    classes: Vec<usize>,
    groups: Vec<&'a str>,
    matrix: DesignMatrix,
}

/// Cross-validated predictions at one penalty, calibrated without their own fold.
struct PathPoint {
    c: f64,
    scores: Vec<f64>,
    predictions: Vec<Prediction>,
    evaluation: Evaluation,
}

impl Labelled<'_> {
    fn fit(
        &self,
        recipe: &CheckedRecipe,
        told: &(dyn Fn(&str, usize, usize) + Sync),
    ) -> Result<(Classifier, TaskReport), TrainError> {
        self.check(recipe.folds)?;
        let folds = grouped_folds(&self.groups, recipe.folds, recipe.seed);
        let weights = self.class_weights(recipe.class_weight);
        let points = self.path(recipe, &folds, &weights, told)?;
        let best = points
            .iter()
            .min_by(|a, b| a.evaluation.log_loss.total_cmp(&b.evaluation.log_loss))
            .expect("a recipe has at least one C");
        let stage = format!("{}: final fit", self.task.name());
        told(&stage, 0, 1);
        let k = self.task.n_classes();
        let params = LogisticParams::new(best.c).tolerance(recipe.tolerance).check()?;
        let fitted = params.fit_weighted(&self.matrix, &self.classes, &weights, k, None)?;
        let calibration = Calibration::fit(&best.scores, &self.classes, k)?;
        let calibrated: Vec<f64> = best.scores.chunks(k).flat_map(|z| calibration.apply(z)).collect();
        let rule = decision_rule(&calibrated, &self.classes, k);
        let (folded, intercept) = calibration.fold(fitted.weights(), fitted.intercept());
        let mix = (0..k)
            .map(|c| self.classes.iter().filter(|x| **x == c).count() as f64 / self.classes.len() as f64)
            .collect();
        let classifier = Classifier::new(self.task.clone(), folded, intercept, rule, mix)?;
        told(&stage, 1, 1);
        let report = TaskReport {
            path: points.iter().map(|p| (p.c, p.evaluation.log_loss, p.evaluation.macro_f1)).collect(),
            c: best.c,
            cross_validation: best.evaluation.clone(),
            predictions: best.predictions.clone(),
            pairs: Vec::new(),
            iterations: fitted.iterations(),
        };
        Ok((classifier, report))
    }

    fn check(&self, n_folds: usize) -> Result<(), TrainError> {
        let mut groups: BTreeMap<usize, std::collections::BTreeSet<&str>> = BTreeMap::new();
        for (class, group) in self.classes.iter().zip(&self.groups) {
            groups.entry(*class).or_default().insert(group);
        }
        for (class, label) in self.task.labels().iter().enumerate() {
            let n = groups.get(&class).map_or(0, std::collections::BTreeSet::len);
            if n < n_folds {
                return Err(TrainError::TooFew {
                    task: self.task.name().to_owned(),
                    label: label.clone(),
                    groups: n,
                    folds: n_folds,
                });
            }
        }
        Ok(())
    }

    fn class_weights(&self, how: ClassWeight) -> Vec<f64> {
        let k = self.task.n_classes();
        let mut counts = vec![0usize; k];
        for c in &self.classes {
            counts[*c] += 1;
        }
        let weight = |c: usize| match how {
            ClassWeight::None => 1.0,
            ClassWeight::Balanced => self.classes.len() as f64 / (k * counts[c]) as f64,
        };
        self.classes.iter().map(|c| weight(*c)).collect()
    }

    /// Cross-validates every penalty, the strongest first: each fold's next fit starts from its last.
    fn path(
        &self,
        recipe: &CheckedRecipe,
        folds: &[usize],
        weights: &[f64],
        told: &(dyn Fn(&str, usize, usize) + Sync),
    ) -> Result<Vec<PathPoint>, TrainError> {
        let k = self.task.n_classes();
        let mut cs = recipe.c.clone();
        cs.sort_by(f64::total_cmp);
        cs.dedup();
        let stage = format!("{}: cross-validation", self.task.name());
        let steps = cs.len() * recipe.folds;
        let done = std::sync::atomic::AtomicUsize::new(0);
        told(&stage, 0, steps);
        let fold_scores: Vec<Vec<Vec<f64>>> = (0..recipe.folds)
            .into_par_iter()
            .map(|fold| {
                let inside: Vec<f64> =
                    weights.iter().zip(folds).map(|(w, f)| if *f == fold { 0.0 } else { *w }).collect();
                let mut last: Option<FittedLogistic> = None;
                cs.iter()
                    .map(|c| {
                        let params = LogisticParams::new(*c).tolerance(recipe.tolerance).check()?;
                        let fitted = params.fit_weighted(&self.matrix, &self.classes, &inside, k, last.as_ref())?;
                        let scores = fitted.scores(&self.matrix);
                        last = Some(fitted);
                        told(&stage, done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, steps);
                        Ok(scores)
                    })
                    .collect::<Result<Vec<_>, TrainError>>()
            })
            .collect::<Result<_, _>>()?;
        cs.iter()
            .enumerate()
            .map(|(i, c)| {
                let scores: Vec<f64> = folds
                    .iter()
                    .enumerate()
                    .flat_map(|(row, f)| fold_scores[*f][i][row * k..][..k].iter().copied())
                    .collect();
                self.point(*c, scores, folds, recipe)
            })
            .collect()
    }

    fn point(
        &self,
        c: f64,
        scores: Vec<f64>,
        folds: &[usize],
        recipe: &CheckedRecipe,
    ) -> Result<PathPoint, TrainError> {
        let k = self.task.n_classes();
        let mut predictions: Vec<Option<Prediction>> = vec![None; folds.len()];
        for fold in 0..recipe.folds {
            let outside: Vec<usize> = (0..folds.len()).filter(|i| folds[*i] != fold).collect();
            let outer_scores: Vec<f64> = outside.iter().flat_map(|i| scores[i * k..][..k].iter().copied()).collect();
            let outer_classes: Vec<usize> = outside.iter().map(|i| self.classes[*i]).collect();
            let calibration = Calibration::fit(&outer_scores, &outer_classes, k)?;
            let calibrated: Vec<f64> = outer_scores.chunks(k).flat_map(|z| calibration.apply(z)).collect();
            let rule = decision_rule(&calibrated, &outer_classes, k);
            for i in (0..folds.len()).filter(|i| folds[*i] == fold) {
                let z = calibration.apply(&scores[i * k..][..k]);
                predictions[i] = Some(Prediction {
                    gold: self.classes[i],
                    predicted: calibrate::best(&z, &rule),
                    probabilities: crate::label::Probabilities::softmax(&z),
                    group: self.groups[i].to_owned(),
                });
            }
        }
        let predictions: Vec<Prediction> = predictions.into_iter().flatten().collect();
        let evaluation = Evaluation::new(self.task, &predictions, recipe.seed);
        Ok(PathPoint { c, scores, predictions, evaluation })
    }
}
