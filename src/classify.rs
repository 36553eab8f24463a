//! From a vector to a judgement: a linear model, softmax, and a rule that picks the label.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use bytes::Bytes;

use crate::feature::{Extractor, Family, Pair, SparseRow};
use crate::label::{Probabilities, Task};
use crate::quantify::HeldOut;
use crate::token::Span;

/// A trained classifier of one task.
///
/// The class scores `z = Wᵀx + b` are calibrated log-odds (the calibration is folded into `W`
/// and `b` when the model is made), so their softmax are the probabilities. The label is the
/// class with the largest `z + rule`, a rule that was chosen for macro-F1; it can differ from
/// the most probable class.
#[derive(Debug, Clone, PartialEq)]
pub struct Classifier {
    task: Task,
    weights: Weights,
    intercept: Vec<f64>,
    rule: Vec<f64>,
    mix: Vec<f64>,
    held_out: Option<HeldOut>,
}

/// A classifier's columns of a matrix that it may share with others: one row per feature, so that
/// the weights of all classes of all tasks lie together.
///
/// A weight is a whole number of 16 bits times its column's power of two: 65,534 steps from the
/// least to the greatest that the column can hold. That is half the memory to wait for, and a
/// score, whose vector has length 1, is off by at most the root of the number of its features
/// times half a step. Products with a power of two are exact, so it may stand outside of sums.
#[derive(Debug, Clone)]
struct Weights {
    /// `n_features × width` little-endian i16s.
    matrix: Bytes,
    width: usize,
    columns: Range<usize>,
    /// Those of the columns' powers of two.
    exponents: Vec<i32>,
}

/// The weight of a class, in steps.
type Cell = [u8; 2];

impl Weights {
    /// Rounds weights, `n_features × n_classes` and finite, to steps.
    fn rounded(weights: &[f32], n_classes: usize) -> Self {
        let mut largest = vec![0f32; n_classes];
        for row in weights.chunks_exact(n_classes) {
            largest.iter_mut().zip(row).for_each(|(l, w)| *l = l.max(w.abs()));
        }
        let exponents: Vec<i32> = largest.into_iter().map(exponent).collect();
        let cell = |(w, e): (&f32, &i32)| ((f64::from(*w) / power(*e)).round_ties_even() as i16).to_le_bytes();
        let matrix: Vec<Cell> = weights.iter().zip(exponents.iter().cycle()).map(cell).collect();
        let matrix = Bytes::from(matrix.as_flattened().to_vec());
        Self { matrix, width: n_classes, columns: 0..n_classes, exponents }
    }

    /// The weights of one feature in steps, one per class.
    fn of(&self, id: u32) -> &[Cell] {
        &self.rows()[id as usize * self.width..][self.columns.clone()]
    }

    fn rows(&self) -> &[Cell] {
        self.matrix.as_chunks().0
    }

    fn n_features(&self) -> usize {
        self.rows().len() / self.width
    }

    fn cells(&self) -> impl Iterator<Item = &[Cell]> {
        self.rows().chunks_exact(self.width).map(|row| &row[self.columns.clone()])
    }
}

/// The least exponent of a power of two of which `largest` is at most 32,767.
fn exponent(largest: f32) -> i32 {
    let fits = |e: &i32| f64::from(largest) <= f64::from(i16::MAX) * power(*e);
    EXPONENTS.clone().find(fits).expect("f32::MAX is less than 2^15 times the last")
}

/// What columns of finite f32s need; the first is for weights that are all 0.
const EXPONENTS: RangeInclusive<i32> = -164..=114;

/// 2 to the `exponent`, which is one of [`EXPONENTS`].
fn power(exponent: i32) -> f64 {
    f64::from_bits(u64::from((1023 + exponent).cast_unsigned()) << 52)
}

fn steps_of(cell: Cell) -> f64 {
    f64::from(i16::from_le_bytes(cell))
}

impl PartialEq for Weights {
    fn eq(&self, other: &Self) -> bool {
        self.exponents == other.exponents && self.cells().eq(other.cells())
    }
}

/// Why the parts of a classifier do not fit together.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the {part} of task `{task}` {problem}")]
pub struct ClassifierError {
    task: String,
    part: &'static str,
    problem: &'static str,
}

impl Classifier {
    /// A classifier from its parts: weights `n_features × n_classes`, of which it keeps 16 bits each;
    /// intercept, rule and class mix one value per class, the mix positive and summing to 1.
    ///
    /// # Errors
    ///
    /// If a length does not fit or a value is not finite.
    pub fn new(
        task: Task,
        weights: &[f32],
        intercept: Vec<f64>,
        rule: Vec<f64>,
        mix: Vec<f64>,
    ) -> Result<Self, ClassifierError> {
        let k = task.n_classes();
        let error = |problem| ClassifierError { task: task.name().to_owned(), part: "weights", problem };
        if !weights.len().is_multiple_of(k) {
            return Err(error("are not a multiple of the classes"));
        }
        if !weights.iter().all(|w| w.is_finite()) {
            return Err(error("are not all finite"));
        }
        Self::with_weights(task, Weights::rounded(weights, k), intercept, rule, mix)
    }

    /// Classifiers that share a matrix, `n_features × classes of all`, as [`joined_weights`] gives it;
    /// intercept, rule and class mix as in [`Classifier::new`]. [`classify_all`] is then faster than one
    /// by one.
    pub(crate) fn sharing(matrix: &Bytes, parts: Vec<ClassifierParts>) -> Result<Vec<Self>, ClassifierError> {
        let width = parts.iter().map(|p| p.task.n_classes()).sum();
        let mut end = 0;
        let shared = parts.into_iter().map(|ClassifierParts { task, exponents, intercept, rule, mix }| {
            let columns = end..end + task.n_classes();
            end = columns.end;
            if exponents.len() != columns.len() || !exponents.iter().all(|e| EXPONENTS.contains(e)) {
                let problem = "have not one exponent in range per class";
                return Err(ClassifierError { task: task.name().to_owned(), part: "weights", problem });
            }
            let weights = Weights { matrix: matrix.clone(), width, columns, exponents };
            Self::with_weights(task, weights, intercept, rule, mix)
        });
        shared.collect()
    }

    fn with_weights(
        task: Task,
        weights: Weights,
        intercept: Vec<f64>,
        rule: Vec<f64>,
        mix: Vec<f64>,
    ) -> Result<Self, ClassifierError> {
        let error = |part, problem| ClassifierError { task: task.name().to_owned(), part, problem };
        let k = task.n_classes();
        for (part, values) in [("intercept", &intercept), ("rule", &rule), ("class mix", &mix)] {
            if values.len() != k || !values.iter().all(|v| v.is_finite()) {
                return Err(error(part, "is not one finite value per class"));
            }
        }
        if !mix.iter().all(|p| *p > 0.0) || (mix.iter().sum::<f64>() - 1.0).abs() > 1e-6 {
            return Err(error("class mix", "is not positive with sum 1"));
        }
        Ok(Self { task, weights, intercept, rule, mix, held_out: None })
    }

    /// The classifier with what held-out pairs tell of its errors.
    ///
    /// # Errors
    ///
    /// If that is not of this task's classes, or a class has no pair.
    pub fn with_held_out(self, held_out: HeldOut) -> Result<Self, ClassifierError> {
        if !held_out.fits(self.task.n_classes()) {
            let problem = "do not hold pairs of each class with probabilities of each";
            return Err(ClassifierError { task: self.task.name().to_owned(), part: "held-out pairs", problem });
        }
        Ok(Self { held_out: Some(held_out), ..self })
    }

    /// What held-out pairs tell of its errors; none in models of versions that did not keep it.
    #[must_use]
    pub fn held_out(&self) -> Option<&HeldOut> {
        self.held_out.as_ref()
    }

    /// The task.
    #[must_use]
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// The length of the vectors that it takes.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.weights.n_features()
    }

    /// The class mix that the probabilities refer to: that of the training pairs.
    #[must_use]
    pub fn mix(&self) -> &[f64] {
        &self.mix
    }

    /// The exponents of what a step of the weights is worth, one per class.
    pub(crate) fn exponents(&self) -> &[i32] {
        &self.weights.exponents
    }

    pub(crate) fn intercept(&self) -> &[f64] {
        &self.intercept
    }

    pub(crate) fn rule(&self) -> &[f64] {
        &self.rule
    }

    /// Scores a vector. Never fails.
    ///
    /// # Panics
    ///
    /// If the vector has an id that the model does not know: it comes from another vectorizer.
    #[must_use]
    pub fn classify(&self, row: &SparseRow) -> Verdict {
        let mut z = self.in_steps();
        for (id, value) in row.ids.iter().zip(&row.values) {
            for (z, w) in z.iter_mut().zip(self.weights.of(*id)) {
                *z += f64::from(*value) * steps_of(*w);
            }
        }
        self.judged(&mut z)
    }

    /// What each class starts with, in steps of its weights.
    fn in_steps(&self) -> Vec<f64> {
        self.intercept.iter().zip(&self.weights.exponents).map(|(b, e)| b / power(*e)).collect()
    }

    /// The verdict on sums in steps, which become scores.
    fn judged(&self, z: &mut [f64]) -> Verdict {
        z.iter_mut().zip(&self.weights.exponents).for_each(|(z, e)| *z *= power(*e));
        self.verdict(z)
    }

    /// The weights of one feature, one per class.
    fn of(&self, id: u32) -> impl Iterator<Item = f64> {
        self.weights.of(id).iter().zip(&self.weights.exponents).map(|(w, e)| steps_of(*w) * power(*e))
    }

    fn verdict(&self, z: &[f64]) -> Verdict {
        let ruled = |c: usize| z[c] + self.rule[c];
        let class =
            (0..z.len()).max_by(|a, b| ruled(*a).total_cmp(&ruled(*b)).then(b.cmp(a))).expect("a task has labels");
        Verdict { class, probabilities: Probabilities::softmax(z) }
    }

    /// The reasons of a verdict, in words.
    ///
    /// # Panics
    ///
    /// If the extractor belongs to another model.
    pub fn explain(&self, extractor: &mut Extractor, pair: &Pair) -> Explanation {
        let row = extractor.row(pair);
        let names = extractor.describe(pair);
        let mut scores = self.intercept.clone();
        let mut contributions = Vec::with_capacity(row.ids.len());
        for (id, value) in row.ids.iter().zip(&row.values) {
            let (family, _, feature) =
                &names[names.binary_search_by_key(id, |(_, id, _)| *id).expect("the same pair has the same features")];
            let values: Vec<f64> = self.of(*id).map(|w| f64::from(*value) * w).collect();
            for (z, v) in scores.iter_mut().zip(&values) {
                *z += v;
            }
            contributions.push(Contribution { family: *family, feature: feature.clone(), values });
        }
        Explanation {
            verdict: self.verdict(&scores),
            intercept: self.intercept.clone(),
            rule: self.rule.clone(),
            contributions,
            scores,
        }
    }

    /// What each word of the sentence adds to the scores: a feature's contribution, in equal parts,
    /// to the words that it is made of. Features that no word stands for (length, place) and the
    /// names, which the model does not see, get nothing. In the order of the sentence.
    ///
    /// # Panics
    ///
    /// If the extractor belongs to another model.
    pub fn word_weights(&self, extractor: &mut Extractor, pair: &Pair) -> Vec<WordWeight> {
        let row = extractor.row(pair);
        let k = self.task.n_classes();
        let places = extractor.places(pair);
        let mut words: BTreeMap<Span, Vec<f64>> = BTreeMap::new();
        for occurrences in places.chunk_by(|a, b| a.0 == b.0) {
            let id = occurrences[0].0;
            let at = row.ids.binary_search(&id).expect("the same pair has the same features");
            let weights: Vec<f64> = self.of(id).collect();
            for (_, spans) in occurrences {
                let part = f64::from(row.values[at]) / (occurrences.len() * spans.len().max(1)) as f64;
                for span in spans {
                    let values = words.entry(*span).or_insert_with(|| vec![0.0; k]);
                    values.iter_mut().zip(&weights).for_each(|(v, w)| *v += part * w);
                }
            }
        }
        words.into_iter().map(|(span, values)| WordWeight { span, values }).collect()
    }
}

/// What one word adds to the scores.
#[derive(Debug, Clone, PartialEq)]
pub struct WordWeight {
    /// Where it stands in the sentence.
    pub span: Span,
    /// One addend per class.
    pub values: Vec<f64>,
}

/// A classifier without its weights.
pub(crate) struct ClassifierParts {
    pub(crate) task: Task,
    pub(crate) exponents: Vec<i32>,
    pub(crate) intercept: Vec<f64>,
    pub(crate) rule: Vec<f64>,
    pub(crate) mix: Vec<f64>,
}

/// The weights of all classes of all classifiers, which are of the same features: `n_features ×
/// classes of all` little-endian i16s.
pub(crate) fn joined_weights(classifiers: &[Classifier]) -> Vec<u8> {
    let n_features = classifiers.first().map_or(0, Classifier::n_features);
    let width: usize = classifiers.iter().map(|c| c.task.n_classes()).sum();
    let mut out = Vec::with_capacity(n_features * width * size_of::<Cell>());
    let mut rows: Vec<_> = classifiers.iter().map(|c| c.weights.cells()).collect();
    for _ in 0..n_features {
        for rows in &mut rows {
            out.extend_from_slice(rows.next().expect("all are of the same features").as_flattened());
        }
    }
    out
}

/// Columns whose sums are kept in registers.
const BLOCK: usize = 6;

/// What each classifier says of a vector: as [`Classifier::classify`], to the last bit.
///
/// # Panics
///
/// As [`Classifier::classify`].
pub(crate) fn classify_all(classifiers: &[Classifier], row: &SparseRow) -> Vec<Verdict> {
    let is_joined = |first: &Classifier| {
        let at = |c: &Classifier| c.weights.matrix.as_ptr();
        first.weights.width == BLOCK && classifiers.iter().all(|c| at(c) == at(first))
    };
    let Some(first) = classifiers.first().filter(|c| is_joined(c)) else {
        return classifiers.iter().map(|c| c.classify(row)).collect();
    };
    let mut z = [0.0; BLOCK];
    for c in classifiers {
        z[c.weights.columns.clone()].copy_from_slice(&c.in_steps());
    }
    let (matrix, _) = first.weights.rows().as_chunks::<BLOCK>();
    for (id, value) in row.ids.iter().zip(&row.values) {
        for (z, w) in z.iter_mut().zip(&matrix[*id as usize]) {
            *z += f64::from(*value) * steps_of(*w);
        }
    }
    classifiers.iter().map(|c| c.judged(&mut z[c.weights.columns.clone()])).collect()
}

/// What a classifier says of one pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Index of the label.
    pub class: usize,
    /// Calibrated probabilities under the model's class mix.
    pub probabilities: Probabilities,
}

/// A verdict with its reasons: `intercept + Σ contributions = scores`, added up in this order,
/// to the last bit.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The same verdict that [`Classifier::classify`] gives.
    pub verdict: Verdict,
    /// What each class starts with.
    pub intercept: Vec<f64>,
    /// What each feature adds.
    pub contributions: Vec<Contribution>,
    /// The calibrated log-odds of the classes, up to a common constant.
    pub scores: Vec<f64>,
    /// What the rule adds to each score before the label is picked.
    pub rule: Vec<f64>,
}

/// What one feature adds to the scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The feature's family.
    pub family: Family,
    /// The feature in words.
    pub feature: String,
    /// One addend per class.
    pub values: Vec<f64>,
}
