//! `gainsay report`

use gainsay::{Report, RowFilter, Tally};

use crate::args::{By, Global, ReportArgs, ReportFormat};
use crate::failure::UserError;
use crate::output::Output;
use crate::{input, run};

/// Actors per outlet in a table that nobody narrowed down.
const DEFAULT_TOP: usize = 5;
/// Width of tables where standard output is no terminal.
const DEFAULT_WIDTH: u16 = 120;

pub(crate) fn run(args: &ReportArgs, global: &Global) -> anyhow::Result<()> {
    let output = Output::open(&args.output.output)?;
    let mut model = run::model(&args.model)?;
    run::add_actors(&mut model, args.articles.actors.as_deref())?;
    let Some(classifier) = model.classifier(&args.task) else {
        let known: Vec<_> = model.classifiers.iter().map(|c| format!("`{}`", c.task().name())).collect();
        return Err(UserError::new(format_args!("the model has no task `{}`", args.task))
            .hint(format!("it has {}", known.join(", ")))
            .into());
    };
    let task = classifier.task().clone();
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
        run::over_articles(articles, &args.articles, global, &model, judge, |part| {
            tally.merge(part);
            Ok(())
        })?;
    }
    if !judgements.is_empty() {
        run::over_judgements(judgements, &args.articles, global, &Tally::new(&task), |part| tally.merge(part))?;
    }
    let summary = match args.by {
        By::Source => tally.summary(),
        By::All => tally.summary_over_sources(),
    };
    if let Some(unknown) = args.actor.iter().find(|a| !summary.rows.iter().any(|r| r.actor == **a)) {
        return Err(UserError::new(format_args!("no sentence mentions the actor `{unknown}`"))
            .hint("`gainsay actors` lists the actors that the articles mention, under their canonical names")
            .into());
    }
    let readable = matches!(args.format, ReportFormat::Table | ReportFormat::Markdown);
    let top = args.top.or((readable && args.actor.is_empty()).then_some(DEFAULT_TOP));
    let report = Report::new(summary, &RowFilter { actors: args.actor.clone(), top, min_articles: args.min_articles });
    let text = match args.format {
        ReportFormat::Table => report.table(comfy_table::Table::new().width().unwrap_or(DEFAULT_WIDTH)),
        ReportFormat::Markdown => report.markdown(),
        ReportFormat::Csv => report.csv(),
        ReportFormat::Json => format!("{:#}\n", report.json()),
    };
    output.write_whole(text.as_bytes())
}
