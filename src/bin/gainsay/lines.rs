//! `gainsay lines`

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use gainsay::{LineLabeller, LineModel, LineTrainError, LineTrainer, RecordError, RecordErrorKind, map_in_order};

use crate::args::{Global, LinesArgs, LinesCommand, LinesLabelArgs, LinesTrainArgs};
use crate::failure::UserError;
use crate::input::{line_chunks, raw_chunks, record_error, total_bytes};
use crate::output::Output;
use crate::progress;

pub(crate) fn run(args: &LinesArgs, global: &Global) -> anyhow::Result<()> {
    match &args.command {
        LinesCommand::Train(args) => train(args, global),
        LinesCommand::Label(args) => label(args, global),
    }
}

fn train(args: &LinesTrainArgs, global: &Global) -> anyhow::Result<()> {
    if args.c.len() > 1 && args.held_out.is_none() {
        return Err(UserError::new("several inverse penalties, and nothing to choose by")
            .hint("give labelled lines with `--held-out FILE`, or one `-C`")
            .into());
    }
    let output = Output::open(&args.output)?;
    let mut trainer = LineTrainer::default();
    let bar = progress::bytes(total_bytes(args.inputs.iter().map(AsRef::as_ref)), global.quiet);
    line_chunks(&args.inputs, &bar, |file, chunk| {
        for line in chunk.lines() {
            let (label, text) = labelled(line).map_err(|e| record_error(file, &e))?;
            trainer.add(label, text);
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    let fits = trainer.fit(&args.c, args.gap, args.min_df).map_err(|e| user_error(&e))?;
    let mut best: Option<(f64, LineModel)> = None;
    for fit in fits {
        let accuracy = match &args.held_out {
            Some(path) => accuracy(&fit.model, path, global)?,
            None => f64::NAN,
        };
        if !global.quiet {
            let (epochs, products) = fit.iterations;
            eprint!(
                "C {}: {} lines, {} n-grams, objective {:.6}, {epochs} epochs",
                fit.c,
                trainer.n_lines(),
                fit.model.n_grams(),
                fit.objective,
            );
            if products > 0 {
                eprint!(" and {products} products");
            }
            if args.held_out.is_some() {
                eprint!(", held-out accuracy {accuracy:.4}");
            }
            eprintln!();
        }
        if best.as_ref().is_none_or(|(known, _)| accuracy > *known) {
            best = Some((accuracy, fit.model));
        }
    }
    let (_, model) = best.expect("there is at least one inverse penalty");
    output.write_whole(&model.to_bytes())
}

fn user_error(error: &LineTrainError) -> UserError {
    let hint = match error {
        LineTrainError::Labels(_) => Some("a line is a label, a tab and text; or begins with `__label__`"),
        _ => None,
    };
    UserError::new(error).maybe_hint(hint.map(str::to_owned))
}

/// Label and text of a line.
fn labelled(line: Result<(u64, &str), RecordError>) -> Result<(&str, &str), RecordError> {
    let (number, line) = line?;
    let parts = match line.strip_prefix("__label__") {
        Some(rest) => rest.split_once(char::is_whitespace),
        None => line.split_once('\t'),
    };
    parts.filter(|(label, _)| !label.is_empty()).ok_or_else(|| {
        let what = "the line has no label: neither `label<TAB>text` nor `__label__x text`";
        RecordError::new(number, RecordErrorKind::BadValue(what.to_owned()))
    })
}

/// The share of the labelled lines of a file that the model labels so.
fn accuracy(model: &LineModel, path: &Path, global: &Global) -> anyhow::Result<f64> {
    let (mut n, mut right) = (0u64, 0u64);
    let mut labeller = model.labeller();
    let bar = progress::bytes(total_bytes([path]), global.quiet);
    line_chunks(&[path.to_owned()], &bar, |file, chunk| {
        for line in chunk.lines() {
            let (label, text) = labelled(line).map_err(|e| record_error(file, &e))?;
            n += 1;
            right += u64::from(labeller.label(text) == label);
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    Ok(right as f64 / n as f64)
}

fn label(args: &LinesLabelArgs, global: &Global) -> anyhow::Result<()> {
    let mut output = Output::open(&args.output.output)?;
    let bytes = std::fs::read(&args.model)
        .map_err(|e| UserError::io(&args.model, "read", &e).hint("`gainsay lines train` makes a model"))?;
    let model =
        LineModel::from_bytes(bytes).map_err(|e| UserError::new(format_args!("{}: {e}", args.model.display())))?;
    let chunks = raw_chunks(&args.inputs)?;
    let stopped = map_in_order(
        chunks,
        global.n_threads(),
        || model.labeller(),
        |labeller, chunk| {
            let (file, chunk) = chunk?;
            let mut out = String::new();
            for line in chunk.all_lines() {
                let (_, line) = line.map_err(|e| record_error(&file, &e))?;
                one(labeller, line, args, &mut out);
            }
            anyhow::Ok(out)
        },
        |out| match out.and_then(|out| output.write_all(out.as_bytes())) {
            Ok(()) => ControlFlow::Continue(()),
            Err(e) => ControlFlow::Break(e),
        },
    );
    stopped.map_or(Ok(()), Err)?;
    output.finish()
}

fn one(labeller: &mut LineLabeller, line: &str, args: &LinesLabelArgs, out: &mut String) {
    out.push_str(labeller.label(line));
    if args.probabilities {
        for p in labeller.probabilities(line) {
            write!(out, "\t{p:.6}").expect("a string takes all");
        }
    }
    out.push('\n');
}
