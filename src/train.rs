//! Training: labelled sentences in, a vectorizer and classifiers out, with honest scores.

mod calibrate;
mod curve;
mod dense;
mod dual;
mod evaluate;
mod example;
mod line;
mod logistic;
mod matrix;
mod newton;
mod recipe;
mod report;
mod smoothing;
mod split;

pub use calibrate::{Calibration, decision_rule};
pub use curve::{CurvePoint, learning_curve};
pub use evaluate::{ClassScores, Evaluation, Interval, Prediction};
pub use example::{Example, MarkedActor};
pub use line::{LineTrainError, LineTrainer, TrainedLines};
pub use logistic::{FittedLogistic, LogisticError, LogisticParams, LogisticValidParams};
pub use matrix::DesignMatrix;
pub use recipe::{CheckedRecipe, ClassWeight, Recipe, RecipeError, Solver};
pub use report::{Suspect, TaskReport};
pub use split::grouped_folds;

use std::collections::BTreeMap;

use linfa::ParamGuard;
use rayon::prelude::*;

use crate::classify::{Classifier, ClassifierError};
use crate::feature::{Lexica, Pair, SparseRow, Vectorizer};
use crate::label::Task;
use crate::quantify::{HeldOut, HeldOutPair};
use crate::token::{Casing, Span, TokenizedSentence};
use crate::vectors::WordVectors;
use smoothing::Smoothing;

/// What is known before any training.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// How words are usually written.
    pub casing: Casing,
    /// What single words do.
    pub lexica: Lexica,
    /// Which words are used alike; without them [`crate::Family::Region`] has no features.
    pub vectors: WordVectors,
}

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
    knowledge: &Knowledge,
    recipe: &CheckedRecipe,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Trained, TrainError> {
    let told = |stage: &str, done, total| progress(Progress { stage: stage.to_owned(), done, total });
    told("reading features", 0, 1);
    let Knowledge { casing, lexica, vectors } = knowledge;
    let read = LabelledPairs::new(examples, tasks, casing);
    let pairs = read.pairs();
    let vectorizer = Vectorizer::fit(&recipe.features(), casing.clone(), lexica.clone(), vectors, &pairs);
    let smoothing = Smoothing::new(&vectorizer, vectors);
    let rows = smoothing.rows(vectorizer.transform(&pairs));
    told("reading features", 1, 1);
    let mut classifiers = Vec::new();
    let mut reports = Vec::new();
    for task in tasks {
        let labelled = Labelled::new(task, examples, &read.index, &rows, smoothing.n_columns());
        let (classifier, report) = labelled.fit(recipe, &smoothing, &told)?;
        classifiers.push(classifier);
        reports.push(report);
    }
    Ok(Trained { vectorizer, classifiers, reports })
}

/// The pairs that carry a label of one of the tasks, read as features need them.
struct LabelledPairs<'e> {
    sentences: Vec<TokenizedSentence<'e>>,
    /// Index of the example and of its actor.
    index: Vec<(usize, usize)>,
    mentions: Vec<Vec<Span>>,
}

impl<'e> LabelledPairs<'e> {
    fn new(examples: &'e [Example], tasks: &[Task], casing: &Casing) -> Self {
        let mut index = Vec::new();
        for (e, example) in examples.iter().enumerate() {
            for (a, actor) in example.actors.iter().enumerate() {
                if tasks.iter().any(|t| actor.labels.contains_key(t.name())) {
                    index.push((e, a));
                }
            }
        }
        Self {
            sentences: examples.par_iter().map(|e| TokenizedSentence::new(&e.text, casing)).collect(),
            mentions: index.iter().map(|(e, a)| examples[*e].mentions(*a)).collect(),
            index,
        }
    }

    fn pairs(&self) -> Vec<Pair<'_>> {
        let places = self.index.iter().zip(&self.mentions);
        places.map(|((e, _), mentions)| Pair { sentence: &self.sentences[*e], mentions }).collect()
    }
}

/// The pairs of one task.
struct Labelled<'a> {
    task: &'a Task,
    /// Index of the example and of its actor.
    pairs: Vec<(usize, usize)>,
    classes: Vec<usize>,
    groups: Vec<&'a str>,
    domains: Vec<Option<&'a str>>,
    matrix: DesignMatrix,
}

/// Pairs of a label that tell well enough how the classifier errs on it.
const ENOUGH: usize = 100;

/// Cross-validated predictions at one penalty, calibrated without their own fold.
struct PathPoint {
    c: f64,
    scores: Vec<f64>,
    predictions: Vec<Prediction>,
    evaluation: Evaluation,
}

impl<'a> Labelled<'a> {
    /// Of the pairs in `index`, with their `rows`, those that carry a label of `task`.
    fn new(
        task: &'a Task,
        examples: &'a [Example],
        index: &[(usize, usize)],
        rows: &[SparseRow],
        n_columns: usize,
    ) -> Self {
        let label = |(e, a): (usize, usize)| examples[e].actors[a].labels.get(task.name()).and_then(|l| task.class(l));
        let chosen: Vec<usize> = (0..index.len()).filter(|i| label(index[*i]).is_some()).collect();
        let pairs: Vec<(usize, usize)> = chosen.iter().map(|i| index[*i]).collect();
        Self {
            task,
            classes: pairs.iter().filter_map(|pair| label(*pair)).collect(),
            groups: pairs.iter().map(|(e, _)| examples[*e].group.as_str()).collect(),
            domains: pairs.iter().map(|(e, _)| examples[*e].domain.as_deref()).collect(),
            matrix: DesignMatrix::new(chosen.iter().map(|i| &rows[*i]), n_columns),
            pairs,
        }
    }

    fn fit(
        &self,
        recipe: &CheckedRecipe,
        smoothing: &Smoothing,
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
        let fitted = self.solve(recipe, best.c, &weights, None)?;
        let (calibration, rule) = self.calibration(&best.scores, |_| true)?;
        let (folded, intercept) = calibration.fold(&smoothing.fold(fitted.weights(), k), fitted.intercept());
        let mix = (0..k)
            .map(|c| self.classes.iter().filter(|x| **x == c).count() as f64 / self.classes.len() as f64)
            .collect();
        let classifier = Classifier::new(self.task.clone(), &folded, intercept, rule, mix)?
            .with_held_out(self.outcomes(&best.predictions, &recipe.held_out)?)?;
        told(&stage, 1, 1);
        let report = TaskReport {
            path: points.iter().map(|p| (p.c, p.evaluation.log_loss, p.evaluation.macro_f1)).collect(),
            c: best.c,
            cross_validation: best.evaluation.clone(),
            predictions: best.predictions.clone(),
            pairs: self.pairs.clone(),
            iterations: fitted.iterations(),
        };
        Ok((classifier, report))
    }

    /// Each label must occur in as many groups as there are folds.
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

    /// Whether each label has a pair whose weight is not 0.
    fn has_all_labels(&self, weights: &[f64]) -> bool {
        (0..self.task.n_classes()).all(|class| self.classes.iter().zip(weights).any(|(c, w)| *c == class && *w > 0.0))
    }

    /// Fits the main model at the inverse penalty `c`; `start` warms up a solver that can use it.
    fn solve(
        &self,
        recipe: &CheckedRecipe,
        c: f64,
        weights: &[f64],
        start: Option<&FittedLogistic>,
    ) -> Result<FittedLogistic, LogisticError> {
        let params = LogisticParams::new(c).tolerance(recipe.tolerance).check()?;
        let k = self.task.n_classes();
        match recipe.solver {
            Solver::Sparse => params.fit_weighted(&self.matrix, &self.classes, weights, k, start),
            Solver::Linfa => params.fit_dense(&self.matrix, &self.classes, weights, k),
        }
    }

    /// Cross-validates every penalty, the strongest first: each fold's next fit starts from its last.
    fn path(
        &self,
        recipe: &CheckedRecipe,
        folds: &[usize],
        weights: &[f64],
        told: &(dyn Fn(&str, usize, usize) + Sync),
    ) -> Result<Vec<PathPoint>, TrainError> {
        let mut cs = recipe.c.clone();
        cs.sort_by(f64::total_cmp);
        cs.dedup();
        let stage = format!("{}: cross-validation", self.task.name());
        let steps = cs.len() * recipe.folds;
        let done = std::sync::atomic::AtomicUsize::new(0);
        told(&stage, 0, steps);
        let inside: Vec<Vec<f64>> = (0..recipe.folds)
            .map(|fold| weights.iter().zip(folds).map(|(w, f)| if *f == fold { 0.0 } else { *w }).collect())
            .collect();
        // By fold, then by penalty.
        let scores: Vec<Vec<Vec<f64>>> = inside
            .par_iter()
            .map(|weights| {
                let mut last: Option<FittedLogistic> = None;
                cs.iter()
                    .map(|c| {
                        let fitted = self.solve(recipe, *c, weights, last.as_ref())?;
                        let scores = fitted.scores(&self.matrix);
                        last = Some(fitted);
                        told(&stage, done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, steps);
                        Ok(scores)
                    })
                    .collect::<Result<Vec<_>, TrainError>>()
            })
            .collect::<Result<_, _>>()?;
        cs.par_iter()
            .enumerate()
            .map(|(i, c)| {
                let scores: Vec<&[f64]> = scores.iter().map(|by_penalty| by_penalty[i].as_slice()).collect();
                self.point(*c, self.held_out(folds, &scores), folds, &inside, recipe)
            })
            .collect()
    }

    /// Calibration and decision rule from the held-out scores of the pairs that are `used`.
    fn calibration(&self, scores: &[f64], used: impl Fn(usize) -> bool) -> Result<(Calibration, Vec<f64>), TrainError> {
        let k = self.task.n_classes();
        let used: Vec<usize> = (0..self.classes.len()).filter(|i| used(*i)).collect();
        let used_scores: Vec<f64> = used.iter().flat_map(|i| scores[i * k..][..k].iter().copied()).collect();
        let classes: Vec<usize> = used.iter().map(|i| self.classes[*i]).collect();
        let calibration = Calibration::fit(&used_scores, &classes, k)?;
        let calibrated: Vec<f64> = used_scores.chunks(k).flat_map(|z| calibration.apply(z)).collect();
        let rule = decision_rule(&calibrated, &classes, k);
        Ok((calibration, rule))
    }

    /// The cross-validated predictions for those pairs that stand for the texts to be judged, summed up.
    fn outcomes(&self, predictions: &[Prediction], domains: &[String]) -> Result<HeldOut, TrainError> {
        let k = self.task.n_classes();
        let mut chosen: Vec<usize> = Vec::new();
        for class in 0..k {
            let of_class = || (0..self.classes.len()).filter(|i| self.classes[*i] == class);
            let before = chosen.len();
            for domain in domains {
                if chosen.len() - before < ENOUGH {
                    chosen.extend(of_class().filter(|i| self.domains[*i] == Some(domain.as_str())));
                }
            }
            if chosen.len() == before {
                chosen.extend(of_class());
            }
        }
        let logs: Vec<f64> = chosen
            .iter()
            .flat_map(|i| predictions[*i].probabilities.values().iter().map(|p| p.max(1e-6).ln()))
            .collect();
        let classes: Vec<usize> = chosen.iter().map(|i| self.classes[*i]).collect();
        let (matrix, offset) = Calibration::fit(&logs, &classes, k)?.into_parts();
        let pairs = chosen.iter().map(|i| &predictions[*i]).map(|p| HeldOutPair {
            truth: p.gold,
            label: p.predicted,
            probabilities: p.probabilities.values(),
            group: &p.group,
        });
        Ok(HeldOut::of(&pairs.collect::<Vec<_>>(), matrix, offset))
    }

    /// Of the scores that each fold's model gave to all pairs, those of the pairs in its fold.
    fn held_out(&self, folds: &[usize], scores: &[impl AsRef<[f64]>]) -> Vec<f64> {
        let k = self.task.n_classes();
        folds.iter().enumerate().flat_map(|(row, f)| scores[*f].as_ref()[row * k..][..k].iter().copied()).collect()
    }

    /// Judges every pair from its held-out scores; calibration and rule of a fold are fitted to the
    /// pairs that its model was fitted to, which are those with a weight `inside` it.
    fn point(
        &self,
        c: f64,
        scores: Vec<f64>,
        folds: &[usize],
        inside: &[Vec<f64>],
        recipe: &CheckedRecipe,
    ) -> Result<PathPoint, TrainError> {
        let k = self.task.n_classes();
        let mut predictions: Vec<Option<Prediction>> = vec![None; folds.len()];
        let fitted: Vec<(Calibration, Vec<f64>)> = inside
            .par_iter()
            .map(|weights| self.calibration(&scores, |i| weights[i] > 0.0))
            .collect::<Result<_, TrainError>>()?;
        for (fold, (calibration, rule)) in fitted.iter().enumerate() {
            for i in (0..folds.len()).filter(|i| folds[*i] == fold) {
                let z = calibration.apply(&scores[i * k..][..k]);
                predictions[i] = Some(Prediction {
                    gold: self.classes[i],
                    predicted: calibrate::best(&z, rule),
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
