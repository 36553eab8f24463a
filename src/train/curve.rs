//! The learning curve: how good a classifier is that has seen fewer groups.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::smoothing::Smoothing;
use super::{
    CheckedRecipe, Example, Knowledge, Labelled, LabelledPairs, Progress, TaskReport, TrainError, grouped_folds,
};
use crate::feature::Vectorizer;
use crate::label::Task;

/// Scores at one size of the training data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// One in so many of each fold's training groups was used.
    pub one_in: usize,
    /// Training pairs of a fold: the mean over the folds, rounded.
    pub pairs: usize,
    /// Cross-validated macro-F1 over all pairs.
    pub macro_f1: f64,
    /// Cross-validated log-loss over all pairs, in nats.
    pub log_loss: f64,
}

/// Shares of the groups, by their denominator, the smallest first.
const ONE_IN: [usize; 3] = [8, 4, 2];

/// Cross-validates `task` once more with 1/8, 1/4 and 1/2 of each fold's training groups, at the
/// penalty that `report` chose; the last point is the report's own. Calibration and decision rule
/// see the same groups as the model. The groups of a share are among those of a larger one; the
/// recipe's seed draws them. A share that leaves a fold without one of the labels is left out.
///
/// Folds and features are those of the training that gave `report` and `vectorizer`, if examples,
/// knowledge and recipe are. Costs less than one penalty of the cross-validation.
///
/// # Errors
///
/// As [`super::train`].
pub fn learning_curve(
    examples: &[Example],
    task: &Task,
    knowledge: &Knowledge,
    vectorizer: &Vectorizer,
    report: &TaskReport,
    recipe: &CheckedRecipe,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<CurvePoint>, TrainError> {
    let read = LabelledPairs::new(examples, std::slice::from_ref(task), &knowledge.casing);
    let smoothing = Smoothing::new(vectorizer, &knowledge.vectors);
    let rows = smoothing.rows(vectorizer.transform(&read.pairs()));
    let labelled = Labelled::new(task, examples, &read.index, &rows, smoothing.n_columns());
    labelled.check(recipe.folds)?;
    let folds = grouped_folds(&labelled.groups, recipe.folds, recipe.seed);
    let weights = labelled.class_weights(recipe.class_weight);
    let stage = format!("{}: learning curve", task.name());
    let (done, steps) = (AtomicUsize::new(0), ONE_IN.len() * recipe.folds);
    let told = |done| progress(Progress { stage: stage.clone(), done, total: steps });
    told(0);
    let mut points = Vec::with_capacity(ONE_IN.len() + 1);
    for one_in in ONE_IN {
        let inside: Vec<Vec<f64>> = (0..recipe.folds)
            .map(|fold| {
                let used = sample(&labelled.groups, &folds, fold, one_in, recipe.seed);
                let weight = |(group, w): (&&str, &f64)| if used.contains(group) { *w } else { 0.0 };
                labelled.groups.iter().zip(&weights).map(weight).collect()
            })
            .collect();
        if !inside.iter().all(|weights| labelled.has_all_labels(weights)) {
            done.fetch_add(recipe.folds, Ordering::Relaxed);
            continue;
        }
        let scores = inside
            .par_iter()
            .map(|weights| {
                let scores = labelled.solve(recipe, report.c, weights, None)?.scores(&labelled.matrix);
                told(done.fetch_add(1, Ordering::Relaxed) + 1);
                Ok(scores)
            })
            .collect::<Result<Vec<_>, TrainError>>()?;
        let point = labelled.point(report.c, labelled.held_out(&folds, &scores), &folds, &inside, recipe)?;
        let n_used = inside.iter().flatten().filter(|w| **w > 0.0).count();
        points.push(CurvePoint {
            one_in,
            pairs: (n_used + recipe.folds / 2) / recipe.folds,
            macro_f1: point.evaluation.macro_f1,
            log_loss: point.evaluation.log_loss,
        });
    }
    let n_used = folds.len() * (recipe.folds - 1);
    points.push(CurvePoint {
        one_in: 1,
        pairs: (n_used + recipe.folds / 2) / recipe.folds,
        macro_f1: report.cross_validation.macro_f1,
        log_loss: report.cross_validation.log_loss,
    });
    Ok(points)
}

/// One in `one_in` of the groups outside of `fold`, rounded up: the first in an order that depends
/// on the groups' names and the seed alone.
fn sample<'g>(groups: &[&'g str], folds: &[usize], fold: usize, one_in: usize, seed: u64) -> BTreeSet<&'g str> {
    let mut order: Vec<&str> = groups.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut order);
    let held_out: BTreeSet<&str> = groups.iter().zip(folds).filter(|(_, f)| **f == fold).map(|(g, _)| *g).collect();
    order.retain(|g| !held_out.contains(g));
    let n = order.len().div_ceil(one_in);
    order.into_iter().take(n).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_nested_and_hold_nothing_of_their_fold() {
        let names: Vec<String> = (0..60).map(|i| format!("g{}", i / 2)).collect();
        let groups: Vec<&str> = names.iter().map(String::as_str).collect();
        let folds = grouped_folds(&groups, 3, 1);
        for fold in 0..3 {
            let of = |one_in| sample(&groups, &folds, fold, one_in, 1);
            let sizes: Vec<usize> = [8, 4, 2, 1].map(|one_in| of(one_in).len()).into();
            assert_eq!(sizes, [3, 5, 10, 20]);
            assert!(of(8).is_subset(&of(4)) && of(4).is_subset(&of(2)) && of(2).is_subset(&of(1)));
            assert!(groups.iter().zip(&folds).all(|(g, f)| *f != fold || !of(1).contains(g)));
            assert_ne!(of(8), sample(&groups, &folds, fold, 8, 2), "another seed, another sample");
        }
    }
}
