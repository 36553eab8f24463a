//! `gainsay train`

use std::fmt::Write;
use std::path::Path;

use gainsay::{
    Casing, Example, Fingerprint, Lexica, Lexicon, Model, ModelCard, NearDuplicates, Opinions, Predicates, Recipe,
    TaskReport, Trained, task_of,
};
use linfa::ParamGuard;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::args::{Global, TrainArgs};
use crate::failure::UserError;
use crate::input::{line_chunks, read_text, record_error};
use crate::output::Output;
use crate::standoff::Articles;
use crate::{evaluate, progress, run};

pub(crate) fn run(args: &TrainArgs, global: &Global) -> anyhow::Result<()> {
    let output = Output::open(&args.output)?;
    let recipe = match &args.recipe {
        None => Recipe::default(),
        Some(path) => {
            Recipe::parse(&read_text(path)?).map_err(|e| UserError::new(format_args!("{}: {e}", path.display())))?
        }
    };
    let recipe =
        recipe.check().map_err(|e| UserError::new(e).hint("see the recipe's documentation in training/recipe.toml"))?;
    let Knowledge { casing, lexica, lexicon } = knowledge(args)?;
    let (examples, sha256) = read(args)?;
    let fingerprints = fingerprints(&examples, global.quiet);
    let user = |e: gainsay::TrainError| UserError::new(e);
    let tasks = args.task.iter().map(|t| task_of(t, &examples)).collect::<Result<Vec<_>, _>>().map_err(user)?;
    let bar = progress::steps(global.quiet);
    let trained = gainsay::train(&examples, &tasks, &casing, lexica, &recipe, &|p| {
        bar.set_message(p.stage);
        bar.set_length(p.total as u64);
        bar.set_position(p.done as u64);
    });
    bar.finish_and_clear();
    let trained = trained.map_err(user)?;
    let card = ModelCard {
        training_sha256: sha256,
        n_examples: examples.len(),
        recipe: json!(*recipe),
        cross_validation: trained.reports.iter().map(|r| json!(r.cross_validation)).collect(),
        date: args.date.clone(),
    };
    let n_features = trained.vectorizer.n_features();
    let Trained { vectorizer, classifiers, .. } = trained;
    let model = Model { vectorizer, classifiers, lexicon, fingerprints, card };
    let bytes = model.to_bytes();
    if !global.quiet {
        eprintln!("{} sentences, {n_features} features", examples.len());
        for report in &trained.reports {
            eprint!("{}", summary(report));
        }
        eprintln!("\n{}: {:.1} MB", args.output.display(), bytes.len() as f64 / 1e6);
    }
    output.write_whole(&bytes)
}

/// What is known before training.
struct Knowledge {
    casing: Casing,
    lexica: Lexica,
    lexicon: Lexicon,
}

/// From the files given, else from the built-in model, which is not touched if all are given.
fn knowledge(args: &TrainArgs) -> anyhow::Result<Knowledge> {
    let casing = parsed(args.words.as_deref(), Casing::parse)?;
    let predicates = parsed(args.predicates.as_deref(), Predicates::parse)?;
    let opinions = parsed(args.opinions.as_deref(), Opinions::parse)?;
    let lexicon = parsed(args.actors.as_deref(), Lexicon::parse)?;
    Ok(match (casing, predicates, opinions, lexicon) {
        (Some(casing), Some(predicates), Some(opinions), Some(lexicon)) => {
            Knowledge { casing, lexica: Lexica { predicates, opinions }, lexicon }
        }
        (casing, predicates, opinions, lexicon) => {
            let Model { vectorizer, lexicon: known, .. } = run::built_in()?;
            let lexica = vectorizer.lexica();
            Knowledge {
                casing: casing.unwrap_or_else(|| vectorizer.casing().clone()),
                lexica: Lexica {
                    predicates: predicates.unwrap_or_else(|| lexica.predicates.clone()),
                    opinions: opinions.unwrap_or_else(|| lexica.opinions.clone()),
                },
                lexicon: lexicon.unwrap_or(known),
            }
        }
    })
}

/// A file's content, if one is named.
fn parsed<T, E: std::fmt::Display>(
    path: Option<&Path>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, UserError> {
    let parse =
        |path: &Path| parse(&read_text(path)?).map_err(|e| UserError::new(format_args!("{}: {e}", path.display())));
    path.map(parse).transpose()
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
    let tasks: Vec<&str> = args.task.iter().map(String::as_str).collect();
    let articles = Articles::open(args.articles.as_deref())?;
    let mut examples = Vec::new();
    let mut hash = Sha256::new();
    line_chunks(&args.inputs, &indicatif::ProgressBar::hidden(), |file, chunk| {
        for line in chunk.lines() {
            let (n, text) = line.map_err(|e| record_error(file, &e))?;
            hash.update(text.trim_end());
            hash.update(b"\n");
            let example = Example::parse(n, text, &tasks, &|id| articles.text(id));
            examples.push(example.map_err(|e| record_error(file, &e))?);
        }
        Ok(())
    })?;
    let digest = hash.finalize().iter().fold(String::new(), |mut s, b| {
        let _ = write!(s, "{b:02x}");
        s
    });
    Ok((examples, digest))
}

fn summary(report: &TaskReport) -> String {
    let mut out = format!("\n{}: cross-validated by group\n", report.cross_validation.task);
    for (c, log_loss, macro_f1) in &report.path {
        let chosen = if c.total_cmp(&report.c).is_eq() { "  ← chosen" } else { "" };
        let _ = writeln!(out, "  C {c:<6} log-loss {log_loss:.4}  macro-F1 {macro_f1:.4}{chosen}");
    }
    out.push_str(&evaluate::table(&report.cross_validation));
    out
}
