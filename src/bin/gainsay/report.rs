//! `gainsay report`

use gainsay::{JudgeOptions, Judgement, LineChunk, Model, Pipeline, Rejected, Report, RowFilter, Summary, Tally, Task};

use crate::args::{By, Global, ReportArgs, ReportFormat};
use crate::failure::UserError;
use crate::input::{Content, Source};
use crate::output::{Output, width};
use crate::run::Worked;
use crate::{input, run};

/// Actors per outlet in a table that nobody narrowed down.
const DEFAULT_TOP: usize = 5;

pub(crate) fn run(args: &ReportArgs, global: &Global) -> anyhow::Result<()> {
    let output = Output::open(&args.output.output)?;
    let mut model = run::model(&args.model)?;
    run::add_actors(&mut model, args.articles.actors.as_deref())?;
    let task = run::classifier(&model, &args.task)?.task().clone();
    let mut tally = Tally::new(&task);
    let sources: Vec<_> = input::sources(&args.articles)?.into_iter().map(Source::sniffed).collect();
    if args.articles.actors.is_some() && sources.iter().any(Source::is_judgements) && !global.quiet {
        eprintln!("note: `--actors` does not change judgements that were made before");
    }
    let fields = args.articles.fields();
    let options = JudgeOptions { coreference: args.articles.coreference.into(), ..JudgeOptions::default() };
    let work = |pipeline: &mut Pipeline, file: &str, content| match content {
        Content::Judgements(lines) => tally_of(&task, &lines),
        Content::Articles(chunk) => run::on_articles(&args.articles, chunk.articles(file, &fields), |articles| {
            let mut part = Tally::new(&task);
            for article in articles {
                pipeline.judge(article).iter().for_each(|j| part.add(j));
            }
            part
        }),
    };
    run::over_portions(
        sources,
        &args.articles,
        global,
        || Pipeline::with_options(&model, options.clone()),
        work,
        |part| {
            tally.merge(part);
            Ok(())
        },
    )?;
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

/// The judgements of a portion, counted.
fn tally_of(task: &Task, lines: &LineChunk) -> Worked<Tally> {
    let (mut tally, mut rejected) = (Tally::new(task), Vec::new());
    for line in lines.lines() {
        match line.and_then(|(n, text)| Judgement::parse(n, text)) {
            Ok(judgement) => tally.add(&judgement),
            Err(error) => rejected.push(Rejected { raw: lines.raw(error.line()).to_vec(), error: Box::new(error) }),
        }
    }
    Worked { output: Some(tally), n_articles: 0, rejected }
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
