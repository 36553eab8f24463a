//! `gainsay score`

use std::collections::BTreeMap;

use gainsay::{Article, Classifier, JudgeOptions, Judgement, Model, Pipeline, Task};

use crate::args::{Global, ScoreArgs, ScoreFormat};
use crate::digest::sha256;
use crate::failure::UserError;
use crate::input::Source;
use crate::journal::{Journal, Noted, Settings};
use crate::output::Output;
use crate::run::Course;
use crate::{input, run, wire};

pub(crate) fn run(args: &ScoreArgs, global: &Global) -> anyhow::Result<()> {
    if args.resume {
        return resume(args, global);
    }
    let mut output = Output::open(&args.output.output)?;
    let sources = input::sources(&args.articles)?;
    let course = Course::new(&args.articles, global)?;
    score(args, global, sources, course, &mut output, |_, _| Ok(()))?.finish()?;
    output.finish()
}

/// Goes on with a run that was interrupted.
fn resume(args: &ScoreArgs, global: &Global) -> anyhow::Result<()> {
    let sources = input::sources(&args.articles)?;
    let settings = settings(args, &sources)?;
    let noted = Journal::open(&args.output.output, settings, &args.articles, global)?;
    let Some(Noted { mut journal, mut output, course }) = noted else { return Ok(()) };
    let course = score(args, global, sources, course, &mut output, |course, output| journal.note(course, output))?;
    journal.finish(course, output)
}

/// All that decides what is written.
fn settings(args: &ScoreArgs, sources: &[Source]) -> Result<Settings, UserError> {
    let mut settings = args.settings();
    settings.insert("the program".to_owned(), concat!("gainsay ", env!("CARGO_PKG_VERSION")).to_owned());
    settings.insert("the model".to_owned(), run::model_sha256(&args.model)?);
    let actors = args.articles.actors.as_deref();
    if let Some(path) = actors {
        let bytes = std::fs::read(path).map_err(|e| UserError::io(path, "read", &e))?;
        settings.insert("the content of `--actors`".to_owned(), sha256(&bytes));
    }
    for (i, source) in (1..).zip(sources) {
        settings.insert(format!("input {i}"), source.identity()?);
    }
    Ok(settings)
}

/// Writes the judgements of all articles that `course` has not come to; `after` each portion, `output` holds those of
/// the articles that it has.
fn score(
    args: &ScoreArgs,
    global: &Global,
    sources: Vec<Source>,
    course: Course,
    output: &mut Output,
    mut after: impl FnMut(&mut Course, &mut Output) -> anyhow::Result<()>,
) -> anyhow::Result<Course> {
    let mut model = run::model(&args.model)?;
    run::add_actors(&mut model, args.articles.actors.as_deref())?;
    let options = JudgeOptions {
        mix: mix(&model, &args.prior)?,
        abstain: args.abstain,
        coreference: args.articles.coreference.into(),
    };
    let copies = args.wire.then(|| wire::clusters(sources.clone(), &args.articles, global, "--wire")).transpose()?;
    if args.format == ScoreFormat::Csv && course.done.portions == 0 {
        output.write_all(&csv_head(&model))?;
    }
    let write = |pipeline: &mut Pipeline, articles: &[Article]| match args.format {
        ScoreFormat::Jsonl => jsonl(pipeline, articles),
        ScoreFormat::Csv => csv_rows(&model, pipeline, articles),
    };
    run::articles_from(
        course,
        sources,
        &args.articles.keeping(&args.keep),
        global,
        || Pipeline::with_options(&model, options.clone()).with_wire(copies.as_ref()),
        write,
        |bytes, course| {
            output.write_all(&bytes)?;
            after(course, output)
        },
    )
}

/// The class mix that was asked for, by task.
fn mix(model: &Model, typed: &str) -> Result<BTreeMap<String, Vec<f64>>, UserError> {
    if typed == "training" {
        return Ok(BTreeMap::new());
    }
    let task = run::classifier(model, "stance")?.task();
    let mix = if typed == "natural" {
        task.natural_mix()
    } else {
        let shares: Option<Vec<f64>> = typed.split(',').map(|s| s.trim().parse().ok()).collect();
        shares.filter(|s| s.len() == task.n_classes() && s.iter().all(|p| *p > 0.0 && p.is_finite()))
    };
    let mix = mix.ok_or_else(|| {
        let labels = task.labels().join(", ");
        UserError::new(format_args!("`--prior {typed}` is no class mix"))
            .hint(format!("give `training`, `natural`, or a positive share of each of {labels}"))
    })?;
    let sum: f64 = mix.iter().sum();
    Ok(BTreeMap::from([(task.name().to_owned(), mix.iter().map(|p| p / sum).collect())]))
}

fn jsonl(pipeline: &mut Pipeline, articles: &[Article]) -> Vec<u8> {
    let mut out = Vec::new();
    for article in articles {
        for judgement in pipeline.judge(article) {
            serde_json::to_writer(&mut out, &judgement).expect("a judgement is plain data");
            out.push(b'\n');
        }
    }
    out
}

const CSV_FIELDS: [&str; 21] = [
    "article",
    "source",
    "date",
    "part",
    "start",
    "end",
    "sentence",
    "actor",
    "kind",
    "mention",
    "mention_start",
    "mention_end",
    "denial_distance",
    "denial_place",
    "cluster",
    "found",
    "voice",
    "voice_name",
    "voice_manner",
    "voice_verb",
    "voice_tone",
];

fn tasks(model: &Model) -> impl Iterator<Item = &Task> {
    model.classifiers.iter().map(Classifier::task)
}

/// The fields of a judgement, then per task its label and the probability of each label.
fn csv_head(model: &Model) -> Vec<u8> {
    let mut head: Vec<String> = CSV_FIELDS.map(str::to_owned).into();
    for task in tasks(model) {
        head.push(task.name().to_owned());
        head.extend(task.labels().iter().map(|l| format!("{}_{l}", task.name())));
    }
    csv_line(std::iter::once(head))
}

fn csv_rows(model: &Model, pipeline: &mut Pipeline, articles: &[Article]) -> Vec<u8> {
    let rows: Vec<Vec<String>> =
        articles.iter().flat_map(|a| pipeline.judge(a).iter().map(|j| csv_row(model, j)).collect::<Vec<_>>()).collect();
    csv_line(rows.into_iter())
}

fn csv_row(model: &Model, j: &Judgement) -> Vec<String> {
    let text = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let voice = serde_json::json!(j.voice);
    let mut row = vec![
        j.article.to_string(),
        j.source.to_string(),
        j.date.as_deref().unwrap_or_default().to_owned(),
        text(serde_json::json!(j.part)),
        j.start.to_string(),
        j.end.to_string(),
        j.sentence.to_string(),
        j.actor.to_string(),
        text(serde_json::json!(j.kind)),
        j.mention.to_string(),
        j.mention_start.to_string(),
        j.mention_end.to_string(),
        j.denial.map_or_else(String::new, |d| d.distance.to_string()),
        j.denial.map_or_else(String::new, |d| text(serde_json::json!(d.place))),
        j.cluster.map(|c| c.to_string()).unwrap_or_default(),
        text(serde_json::json!(j.found)),
    ];
    row.extend(["kind", "name", "manner", "verb", "tone"].map(|field| text(voice[field].clone())));
    for verdict in tasks(model).filter_map(|t| j.verdicts.get(t.name())) {
        row.push(verdict.label.as_deref().unwrap_or_default().to_owned());
        row.extend(verdict.probabilities.values().map(|p| format!("{p:.6}")));
    }
    row
}

fn csv_line(rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).expect("memory does not fail");
    }
    writer.into_inner().expect("memory does not fail")
}
