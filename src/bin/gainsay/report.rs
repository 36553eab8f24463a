//! `gainsay report`

use gainsay::{JudgeOptions, Model, Report, RowFilter, Summary, Tally};

use crate::args::{By, Global, ReportArgs, ReportFormat};
use crate::failure::UserError;
use crate::output::{Output, width};
use crate::{input, run};

/// Actors per outlet in a table that nobody narrowed down.
const DEFAULT_TOP: usize = 5;

pub(crate) fn run(args: &ReportArgs, global: &Global) -> anyhow::Result<()> {
    let output = Output::open(&args.output.output)?;
    let mut model = run::model(&args.model)?;
    run::add_actors(&mut model, args.articles.actors.as_deref())?;
    let task = run::classifier(&model, &args.task)?.task().clone();
    let mut tally = Tally::new(&task);
    let (judgements, articles): (Vec<_>, Vec<_>) =
        input::sources(&args.articles)?.into_iter().partition(input::Source::holds_judgements);
    if !articles.is_empty() {
        let judge = |pipeline: &mut gainsay::Pipeline, articles: &[gainsay::Article]| {
            let mut part = Tally::new(&task);
            for article in articles {
                for judgement in pipeline.judge(article) {
                    part.add(&judgement);
                }
            }
            part
        };
        run::over_articles(articles, &args.articles, global, &model, &JudgeOptions::default(), judge, |part| {
            tally.merge(part);
            Ok(())
        })?;
    }
    if !judgements.is_empty() {
        if args.articles.actors.is_some() && !global.quiet {
            eprintln!("note: `--actors` does not change judgements that were made before");
        }
        run::over_judgements(judgements, &args.articles, global, &Tally::new(&task), |part| tally.merge(part))?;
    }
    let summary = match args.by {
        By::Source => tally.summary(),
        By::All => tally.summary_over_sources(),
    };
    let actors = args.actor.iter().map(|typed| canonical(typed, &summary, &model)).collect::<Result<Vec<_>, _>>()?;
    if summary.rows.is_empty() && !global.quiet {
        eprintln!("note: no actor was found; `--actors FILE` adds those that the lexicon does not know");
    }
    let readable = matches!(args.format, ReportFormat::Table | ReportFormat::Markdown);
    let top = args.top.or((readable && actors.is_empty()).then_some(DEFAULT_TOP));
    let report = Report::new(summary, &RowFilter { actors, top, min_articles: args.min_articles });
    let text = match args.format {
        ReportFormat::Table => report.table(width()),
        ReportFormat::Markdown => report.markdown(),
        ReportFormat::Csv => report.csv(),
        ReportFormat::Json => format!("{:#}\n", report.json()),
    };
    output.write_whole(text.as_bytes())
}

/// The actor of the summary that is meant by what was typed: its name, or any form, in any case.
fn canonical(typed: &str, summary: &Summary, model: &Model) -> Result<String, UserError> {
    let has = |name: &str| summary.rows.iter().find(|r| r.actor.to_lowercase() == name.to_lowercase());
    let known = || has(&model.lexicon.called(typed)?.name);
    has(typed).or_else(known).map(|r| r.actor.clone()).ok_or_else(|| {
        UserError::new(format_args!("no sentence mentions the actor `{typed}`"))
            .hint("`gainsay actors` lists the actors that the articles mention")
    })
}
