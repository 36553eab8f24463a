//! `gainsay evaluate`

use std::io::Write;

use comfy_table::{Cell, CellAlignment};
use gainsay::{Classifier, Evaluation, Example, Extractor, Pair, Prediction, TokenizedSentence};
use serde_json::json;

use crate::args::{EvaluateArgs, TableOrJson};
use crate::failure::UserError;
use crate::input::{line_chunks, record_error};
use crate::output::Output;
use crate::run;

/// Drives the bootstrap; fixed, so that equal input gives equal output.
const SEED: u64 = 1;

pub(crate) fn run(args: &EvaluateArgs) -> anyhow::Result<()> {
    let output = Output::open(&args.output.output)?;
    let mut lines = args.predictions.as_deref().map(Output::open).transpose()?;
    let model = run::model(&args.model)?;
    let classifier = run::classifier(&model, &args.task)?;
    let mut extractor = model.vectorizer.extractor();
    let mut predictions = Vec::new();
    line_chunks(&args.inputs, &indicatif::ProgressBar::hidden(), |file, chunk| {
        for line in chunk.lines() {
            let (n, text) = line.map_err(|e| record_error(file, &e))?;
            let example = Example::parse(n, text, &[&args.task]).map_err(|e| record_error(file, &e))?;
            for (actor, prediction) in predict(&mut extractor, classifier, &example, file, n)? {
                if let Some(out) = &mut lines {
                    writeln!(out, "{}", prediction_line(classifier, &example, actor, &prediction))?;
                }
                predictions.push(prediction);
            }
        }
        Ok(())
    })?;
    if predictions.is_empty() {
        return Err(UserError::new(format_args!("no actor carries a `{}` label", args.task))
            .hint("name the task with `--task`")
            .into());
    }
    let evaluation = Evaluation::new(classifier.task(), &predictions, SEED);
    let text = match args.format {
        TableOrJson::Json => format!("{:#}\n", json!(evaluation)),
        TableOrJson::Table => table(&evaluation),
    };
    lines.map_or(Ok(()), Output::finish)?;
    output.write_whole(text.as_bytes())
}

/// The predictions for the labelled actors of an example, by position.
fn predict(
    extractor: &mut Extractor,
    classifier: &Classifier,
    example: &Example,
    file: &str,
    line: u64,
) -> Result<Vec<(usize, Prediction)>, UserError> {
    let sentence = TokenizedSentence::new(&example.text, extractor.casing());
    let mut out = Vec::new();
    for (i, actor) in example.actors.iter().enumerate() {
        let Some(label) = actor.labels.get(classifier.task().name()) else { continue };
        let gold = classifier.task().class(label).ok_or_else(|| {
            UserError::new(format_args!("{file}: line {line}: the model has no label `{label}`"))
                .hint(format!("its labels are {}", classifier.task().labels().join(", ")))
        })?;
        let verdict =
            classifier.classify(&extractor.row(&Pair { sentence: &sentence, mentions: &example.mentions(i) }));
        out.push((
            i,
            Prediction {
                gold,
                predicted: verdict.class,
                probabilities: verdict.probabilities,
                group: example.group.clone(),
            },
        ));
    }
    Ok(out)
}

fn prediction_line(classifier: &Classifier, example: &Example, actor: usize, p: &Prediction) -> serde_json::Value {
    let labels = classifier.task().labels();
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
