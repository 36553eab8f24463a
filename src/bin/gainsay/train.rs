//! `gainsay train`

mod report;

use std::mem::ManuallyDrop;

use anyhow::Context;
use gainsay::{
    Casing, Example, Fingerprint, Knowledge, Lexica, Lexicon, LogisticError, Model, ModelCard, NearDuplicates,
    Opinions, Predicates, Progress, Recipe, TrainError, Trained, WordVectors, task_of,
};
use linfa::ParamGuard;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::args::{Global, TrainArgs};
use crate::digest::hex;
use crate::failure::UserError;
use crate::input::{line_chunks, parsed, record_error};
use crate::output::Output;
use crate::standoff::Articles;
use crate::{progress, run};

/// The word vectors inside the binary.
static BUILT_IN_VECTORS: &str = include_str!("../../../training/vectors.tsv");

pub(crate) fn run(args: &TrainArgs, global: &Global) -> anyhow::Result<()> {
    let output = Output::open(&args.output)?;
    let predictions = args.predictions.as_deref().map(Output::open).transpose()?;
    let suspects = args.suspects.as_deref().map(Output::open).transpose()?;
    let mut recipe = match &args.recipe {
        None => Recipe::default(),
        Some(path) => parsed(path, Recipe::parse)?,
    };
    if let Some(solver) = args.solver {
        recipe.solver = solver.into();
    }
    let recipe =
        recipe.check().map_err(|e| UserError::new(e).hint("see the recipe's documentation in training/recipe.toml"))?;
    let (knowledge, lexicon) = knowledge(args)?;
    let (examples, sha256) = read(args)?;
    let fingerprints = fingerprints(&examples, global.quiet);
    let tasks = args.task.iter().map(|t| task_of(t, &examples)).collect::<Result<Vec<_>, _>>().map_err(user_error)?;
    let bar = progress::steps(global.quiet);
    let told = |p: Progress| {
        bar.set_message(p.stage);
        bar.set_length(p.total as u64);
        bar.set_position(p.done as u64);
    };
    let trained = gainsay::train(&examples, &tasks, &knowledge, &recipe, &told);
    let trained = trained.inspect_err(|_| bar.finish_and_clear()).map_err(user_error)?;
    let curve = args.learning_curve.then(|| {
        let (vectorizer, report) = (&trained.vectorizer, &trained.reports[0]);
        gainsay::learning_curve(&examples, &tasks[0], &knowledge, vectorizer, report, &recipe, &told)
    });
    bar.finish_and_clear();
    let curve = curve.transpose().map_err(user_error)?;
    let prediction_lines = report::predictions(&trained, &tasks, &examples);
    let suspect_lines = report::suspects(&trained, &tasks, &examples);
    let card = ModelCard {
        training_sha256: sha256,
        n_examples: examples.len(),
        recipe: json!(*recipe),
        cross_validation: trained.reports.iter().map(|r| json!(r.cross_validation)).collect(),
        date: args.date.clone(),
    };
    let n_features = trained.vectorizer.n_features();
    let Trained { vectorizer, classifiers, reports } = trained;
    let model = Model { vectorizer, classifiers, lexicon, fingerprints, card };
    let bytes = model.to_bytes();
    if !global.quiet {
        eprintln!("{} sentences, {n_features} features", examples.len());
        for (report, task) in reports.iter().zip(&tasks) {
            eprint!("{}", report::summary(report, task, &examples, recipe.seed));
        }
        eprintln!("\n{}: {:.1} MB", args.output.display(), bytes.len() as f64 / 1e6);
    }
    if let Some(points) = curve {
        eprint!("{}", report::curve(&tasks[0], &points));
    }
    predictions.map_or(Ok(()), |file| file.write_whole(prediction_lines.as_bytes()))?;
    suspects.map_or(Ok(()), |file| file.write_whole(suspect_lines.as_bytes()))?;
    output.write_whole(&bytes)
}

/// The error with its remedy.
fn user_error(error: TrainError) -> UserError {
    let hint = match &error {
        TrainError::Logistic(LogisticError::TooDense { .. }) => {
            Some("raise `min-df` or leave out families in the recipe, or train with `--solver sparse`")
        }
        TrainError::Logistic(LogisticError::NotConverged { .. } | LogisticError::LinfaLogistic(_)) => {
            Some("raise `tolerance` in the recipe, or train with `--solver sparse`")
        }
        _ => None,
    };
    UserError::new(error).maybe_hint(hint.map(str::to_owned))
}

/// What is known before training, and the model's actors: from the files given, else from the
/// built-in tables and the built-in model, which is not touched if all are given.
fn knowledge(args: &TrainArgs) -> anyhow::Result<(Knowledge, Lexicon)> {
    let casing = args.words.as_deref().map(|p| parsed(p, Casing::parse)).transpose()?;
    let predicates = args.predicates.as_deref().map(|p| parsed(p, Predicates::parse)).transpose()?;
    let opinions = args.opinions.as_deref().map(|p| parsed(p, Opinions::parse)).transpose()?;
    let lexicon = args.actors.as_deref().map(|p| parsed(p, Lexicon::parse)).transpose()?;
    let vectors = match &args.vectors {
        Some(path) => parsed(path, WordVectors::parse)?,
        None => WordVectors::parse(BUILT_IN_VECTORS).context("the built-in word vectors cannot be read")?,
    };
    Ok(match (casing, predicates, opinions, lexicon) {
        (Some(casing), Some(predicates), Some(opinions), Some(lexicon)) => {
            (Knowledge { casing, lexica: Lexica { predicates, opinions }, vectors }, lexicon)
        }
        (casing, predicates, opinions, lexicon) => {
            let Model { vectorizer, lexicon: known, .. } = ManuallyDrop::into_inner(run::built_in()?);
            let lexica = vectorizer.lexica();
            let knowledge = Knowledge {
                casing: casing.unwrap_or_else(|| vectorizer.casing().clone()),
                lexica: Lexica {
                    predicates: predicates.unwrap_or_else(|| lexica.predicates.clone()),
                    opinions: opinions.unwrap_or_else(|| lexica.opinions.clone()),
                },
                vectors,
            };
            (knowledge, lexicon.unwrap_or(known))
        }
    })
}

/// The tasks whose labels are taken from a file: all, but those that `--only` keeps to others.
fn tasks_of<'a>(file: &str, args: &'a TrainArgs) -> Vec<&'a str> {
    let taken = |task: &&String| {
        let mut kept = args.only.iter().filter(|(t, _)| t == *task).peekable();
        kept.peek().is_none() || kept.any(|(_, path)| path.display().to_string() == file)
    };
    args.task.iter().filter(taken).map(String::as_str).collect()
}

/// The fingerprints of all sentences. Near duplicates get a warning: they stand on both sides of
/// a fold unless they share a group, and they teach one thing twice.
fn fingerprints(examples: &[Example], quiet: bool) -> Vec<Fingerprint> {
    let mut seen = NearDuplicates::default();
    let mut out = Vec::with_capacity(examples.len());
    let mut twins = Vec::new();
    for example in examples {
        let fingerprint = Fingerprint::of(&example.text);
        if let Some(earlier) = seen.find(&fingerprint).filter(|e| examples[*e].group != example.group) {
            twins.push((earlier, &example.id));
        }
        seen.add(fingerprint);
        out.push(fingerprint);
    }
    if let (Some((earlier, id)), false) = (twins.first(), quiet) {
        let n = twins.len();
        eprintln!(
            "warning: {n} sentences nearly repeat one of another group, as `{id}` does `{}`",
            examples[*earlier].id
        );
    }
    out
}

/// All labelled sentences and the SHA-256 of their lines.
fn read(args: &TrainArgs) -> anyhow::Result<(Vec<Example>, String)> {
    let articles = Articles::open(args.articles.as_deref())?;
    let mut examples = Vec::new();
    let mut hash = Sha256::new();
    line_chunks(&args.inputs, &indicatif::ProgressBar::hidden(), |file, chunk| {
        let tasks = tasks_of(file, args);
        for line in chunk.lines() {
            let (n, text) = line.map_err(|e| record_error(file, &e))?;
            hash.update(text.trim_end());
            hash.update(b"\n");
            let example = Example::parse(n, text, &tasks, &|id| articles.text(id));
            examples.push(example.map_err(|e| record_error(file, &e))?);
        }
        Ok(())
    })?;
    Ok((examples, hex(&hash.finalize())))
}
