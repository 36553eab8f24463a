//! `gainsay evaluate`

use comfy_table::{Cell, CellAlignment};
use gainsay::{
    Classifier, Correction, Evaluation, Example, Extractor, Fingerprint, HeldOutPair, NearDuplicates, Pair, Prediction,
    PrevalenceError, PrevalenceGrid, Quantifier, Task, TokenizedSentence, prevalence_errors,
};
use serde_json::json;

use crate::args::{EvaluateArgs, TableOrJson};
use crate::failure::{UserError, quiet};
use crate::input::{line_chunks, record_error};
use crate::output::Output;
use crate::run;
use crate::standoff::Articles;

/// Drives the bootstrap; fixed, so that equal input gives equal output.
const SEED: u64 = 1;

pub(crate) fn run(args: &EvaluateArgs) -> anyhow::Result<()> {
    let output = Output::open(&args.output.output)?;
    let mut lines = args.predictions.as_deref().map(Output::open).transpose()?;
    let model = run::model(&args.model)?;
    let classifier = run::classifier(&model, &args.task)?;
    let examples = read(args, classifier)?;
    let mut extractor = model.vectorizer.extractor();
    let mut predictions = Vec::new();
    for example in &examples {
        for (actor, prediction) in predict(&mut extractor, classifier, example) {
            if let Some(out) = &mut lines {
                let line = self::prediction(classifier.task(), example, actor, &prediction);
                out.write_all(format!("{line}\n").as_bytes())?;
            }
            predictions.push(prediction);
        }
    }
    if predictions.is_empty() {
        return Err(UserError::new(format_args!("no actor carries a `{}` label", args.task))
            .hint("name the task with `--task`")
            .into());
    }
    let known: NearDuplicates = model.fingerprints.iter().copied().collect();
    let n_known = examples.iter().filter(|e| known.find(&Fingerprint::of(&e.text)).is_some()).count();
    if n_known > 0 {
        eprintln!(
            "warning: {n_known} of {} sentences are (nearly) the same as sentences that the model was trained on, \
             so the figures are too good",
            examples.len()
        );
    }
    let evaluation = Evaluation::new(classifier.task(), &predictions, SEED);
    let shifts = args.prevalence.then(|| shifts(classifier, &predictions)).transpose()?;
    let flips = args.swap.then(|| Flips::count(&mut extractor, classifier, &examples));
    let text = match args.format {
        TableOrJson::Json => {
            let mut value = json!(evaluation);
            value["near_duplicates_of_training"] = json!(n_known);
            if let Some(flips) = &flips {
                value["swap"] = json!({"swapped": flips.n_swapped, "flipped": flips.n_flipped});
            }
            if let Some(shifts) = &shifts {
                value["prevalence"] = shifts.iter().map(Shift::json).collect();
            }
            format!("{value:#}\n")
        }
        TableOrJson::Table => {
            let swapped = flips.map_or_else(String::new, |f| format!("{f}\n"));
            let shifted = shifts.map_or_else(String::new, |s| shift_table(&s));
            quiet(&format!("{}{swapped}{shifted}", table(&evaluation)))
        }
    };
    lines.map_or(Ok(()), Output::finish)?;
    output.write_whole(text.as_bytes())
}

/// The examples, each label of the task one of the classifier's.
fn read(args: &EvaluateArgs, classifier: &Classifier) -> anyhow::Result<Vec<Example>> {
    let articles = Articles::open(args.articles.as_deref())?;
    let task = classifier.task();
    let mut examples = Vec::new();
    line_chunks(&args.inputs, &indicatif::ProgressBar::hidden(), |file, chunk| {
        for line in chunk.lines() {
            let (n, text) = line.map_err(|e| record_error(file, &e))?;
            let example = Example::parse(n, text, &[&args.task], &|id| articles.text(id));
            let example = example.map_err(|e| record_error(file, &e))?;
            let mut labels = example.actors.iter().filter_map(|a| a.labels.get(task.name()));
            if let Some(label) = labels.find(|l| task.class(l).is_none()) {
                return Err(UserError::new(format_args!("{file}: line {n}: the model has no label `{label}`"))
                    .hint(format!("its labels are {}", task.labels().join(", ")))
                    .into());
            }
            examples.push(example);
        }
        Ok(())
    })?;
    Ok(examples)
}

/// The predictions for the labelled actors of an example, by position.
fn predict(extractor: &mut Extractor, classifier: &Classifier, example: &Example) -> Vec<(usize, Prediction)> {
    let sentence = TokenizedSentence::new(&example.text, extractor.casing());
    let labelled = example.actors.iter().enumerate().filter_map(|(i, actor)| {
        let gold = classifier.task().class(actor.labels.get(classifier.task().name())?)?;
        let verdict =
            classifier.classify(&extractor.row(&Pair { sentence: &sentence, mentions: &example.mentions(i) }));
        let group = example.group.clone();
        Some((i, Prediction { gold, predicted: verdict.class, probabilities: verdict.probabilities, group }))
    });
    labelled.collect()
}

/// Errors of estimated shares on samples of one size.
struct Shift {
    grid: PrevalenceGrid,
    error: PrevalenceError,
}

impl Shift {
    fn mix(&self) -> &'static str {
        match self.grid {
            PrevalenceGrid::All => "all",
            PrevalenceGrid::Natural => "as they are",
        }
    }

    fn json(&self) -> serde_json::Value {
        let PrevalenceError { quantifier, n_pairs, error } = self.error;
        json!({"mixes": self.mix(), "pairs": n_pairs, "estimate": quantifier.name(), "error": error})
    }
}

/// Sizes of the samples of pairs.
const SAMPLE_SIZES: [usize; 3] = [30, 100, 500];

/// The errors of all estimators on samples of other mixes of labels, and of the pairs' own.
fn shifts(classifier: &Classifier, predictions: &[Prediction]) -> Result<Vec<Shift>, UserError> {
    let (mix, held_out) = (classifier.mix(), classifier.held_out());
    let corrections: Vec<Correction> =
        Quantifier::ALL.into_iter().filter_map(|q| Correction::new(q, mix, held_out)).collect();
    let pairs: Vec<HeldOutPair> = predictions
        .iter()
        .map(|p| HeldOutPair {
            truth: p.gold,
            label: p.predicted,
            probabilities: p.probabilities.values(),
            group: &p.group,
        })
        .collect();
    if let Some(class) = (0..mix.len()).find(|c| pairs.iter().all(|p| p.truth != *c)) {
        let label = &classifier.task().labels()[class];
        return Err(UserError::new(format_args!("no pair is labelled `{label}`, so other mixes cannot be tried"))
            .hint("`--prevalence` needs pairs of each label"));
    }
    let errors = |grid, n_samples| {
        SAMPLE_SIZES
            .map(|n| prevalence_errors(&pairs, &corrections, grid, n, n_samples, SEED))
            .concat()
            .into_iter()
            .map(move |error| Shift { grid, error })
    };
    Ok(errors(PrevalenceGrid::All, 10).chain(errors(PrevalenceGrid::Natural, 500)).collect())
}

/// Mean absolute errors of shares for people, in points, and over those of counting.
fn shift_table(shifts: &[Shift]) -> String {
    let mut table = crate::output::table();
    table.set_header(["mixes", "pairs", "estimate", "error, points", "of counting"]);
    for shift in shifts {
        let same = |s: &&Shift| s.grid == shift.grid && s.error.n_pairs == shift.error.n_pairs;
        let counting = shifts.iter().filter(same).find(|s| s.error.quantifier == Quantifier::Count);
        let ratio = counting.map_or(f64::NAN, |c| shift.error.error / c.error.error);
        let error = shift.error;
        let cells = [shift.mix().to_owned(), error.n_pairs.to_string(), error.quantifier.to_string()];
        let numbers = [format!("{:.1}", 100.0 * error.error), format!("{ratio:.2}")];
        let right = numbers.map(|n| Cell::new(n).set_alignment(CellAlignment::Right));
        table.add_row(cells.map(Cell::new).into_iter().chain(right));
    }
    format!("\nshares of samples of these pairs, mean absolute error\n{}\n", table.trim_fmt())
}

/// How many labels change when the actors of a sentence get the names of others: none should, as
/// the label depends on how one is spoken of, not on who one is.
struct Flips {
    n_swapped: usize,
    n_flipped: usize,
}

/// How many other casts each sentence is tried with.
const N_SWAPS: usize = 4;

impl Flips {
    fn count(extractor: &mut Extractor, classifier: &Classifier, examples: &[Example]) -> Self {
        let names: Vec<&str> = examples.iter().flat_map(|e| e.actors.iter().map(|a| a.span.of(&e.text))).collect();
        let mut rng = fastrand::Rng::with_seed(SEED);
        let mut flips = Self { n_swapped: 0, n_flipped: 0 };
        for example in examples {
            let before = predict(extractor, classifier, example);
            for _ in 0..N_SWAPS {
                let after = predict(extractor, classifier, &example.renamed(|| names[rng.usize(..names.len())]));
                flips.n_swapped += before.len();
                flips.n_flipped += before.iter().zip(&after).filter(|(b, a)| b.1.predicted != a.1.predicted).count();
            }
        }
        flips
    }
}

impl std::fmt::Display for Flips {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let share = 100.0 * self.n_flipped as f64 / self.n_swapped.max(1) as f64;
        write!(f, "actors swapped: {} of {} labels change ({share:.1} %)", self.n_flipped, self.n_swapped)
    }
}

/// A prediction with its truth, for a file of them.
pub(crate) fn prediction(task: &Task, example: &Example, actor: usize, p: &Prediction) -> serde_json::Value {
    let labels = task.labels();
    let probabilities: serde_json::Map<_, _> =
        labels.iter().cloned().zip(p.probabilities.values().iter().map(|p| json!(p))).collect();
    json!({"id": example.id, "actor": example.actors[actor].name, "gold": labels[p.gold], "predicted": labels[p.predicted], "probabilities": probabilities})
}

/// The evaluation for people.
pub(crate) fn table(e: &Evaluation) -> String {
    let mut table = crate::output::table();
    let heads = ["label", "precision", "recall", "F1", "pairs"].map(str::to_owned).into_iter();
    table.set_header(heads.chain(e.labels.iter().map(|l| format!("→ {l}"))));
    for (label, row) in e.labels.iter().zip(&e.confusion) {
        let s = &e.per_class[label];
        let numbers = [s.precision, s.recall, s.f1]
            .map(|v| format!("{v:.3}"))
            .into_iter()
            .chain([s.support.to_string()])
            .chain(row.iter().map(u64::to_string));
        table.add_row(
            std::iter::once(Cell::new(label)).chain(numbers.map(|n| Cell::new(n).set_alignment(CellAlignment::Right))),
        );
    }
    format!(
        "{}\n{} pairs: macro-F1 {:.3} (95 % {:.3}–{:.3}), accuracy {:.3}, log-loss {:.3}, Brier {:.3}, calibration error {:.3}\n",
        table.trim_fmt(),
        e.n,
        e.macro_f1,
        e.macro_f1_interval.low,
        e.macro_f1_interval.high,
        e.accuracy,
        e.log_loss,
        e.brier,
        e.ece
    )
}
