//! `gainsay report`

use gainsay::{
    JudgeOptions, Judgement, LineChunk, Model, Pipeline, Rejected, Report, RollUp, RowFilter, Summary, Tally,
    WireClusters,
};

use crate::args::{By, CountName, Global, ReportArgs, ReportFormat};
use crate::failure::UserError;
use crate::input::{Content, Source};
use crate::output::{Output, width};
use crate::run::Worked;
use crate::{input, run, wire};

/// Actors per outlet in a table that nobody narrowed down.
const DEFAULT_TOP: usize = 5;

pub(crate) fn run(args: &ReportArgs, global: &Global) -> anyhow::Result<()> {
    let output = Output::open(&args.output.output)?;
    let mut model = run::model(&args.model)?;
    run::add_actors(&mut model, args.articles.actors.as_deref())?;
    let task = run::classifier(&model, &args.task)?.task().clone();
    let tops = model.lexicon.tops();
    let count = args.count.into();
    let empty = || {
        if args.roll_up {
            Counted::RolledUp(RollUp::new(&task, count, &tops))
        } else {
            Counted::Each(Tally::counting(&task, count))
        }
    };
    let mut counted = empty();
    let sources: Vec<_> = input::sources(&args.articles)?.into_iter().map(Source::sniffed).collect();
    if args.articles.actors.is_some() && sources.iter().any(Source::is_judgements) && !global.quiet {
        eprintln!("note: `--actors` does not change judgements that were made before");
    }
    let copies = copies(args, global, &sources)?;
    let fields = args.articles.fields();
    let options = JudgeOptions { coreference: args.articles.coreference.into(), ..JudgeOptions::default() };
    let work = |pipeline: &mut Pipeline, file: &str, content| match content {
        Content::Judgements(lines) => count_lines(empty(), &lines),
        Content::Articles(chunk) => run::on_articles(&args.articles, chunk.articles(file, &fields), |articles| {
            let mut part = empty();
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
        || Pipeline::with_options(&model, options.clone()).with_wire(copies.as_ref()),
        work,
        |part| {
            counted.merge(part);
            Ok(())
        },
    )?;
    let tally = counted.tally();
    let summary = match args.by {
        By::Source => tally.summary(),
        By::All => tally.summary_over_sources(),
    };
    let actors = args.actor.iter().map(|typed| canonical(typed, &summary, &model)).collect::<Result<Vec<_>, _>>()?;
    if args.count == CountName::Independent && copies.is_none() && !tally.has_copies() && !global.quiet {
        eprintln!("note: no judgement names a `cluster`, so all count as printed; `gainsay score --wire` finds copies");
    }
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

/// Judgements counted for each actor by itself, or for whom it belongs to.
enum Counted<'l> {
    Each(Tally),
    RolledUp(RollUp<'l>),
}

impl Counted<'_> {
    fn add(&mut self, judgement: &Judgement) {
        match self {
            Self::Each(tally) => tally.add(judgement),
            Self::RolledUp(roll_up) => roll_up.add(judgement),
        }
    }

    fn merge(&mut self, other: Self) {
        match (self, other) {
            (Self::Each(tally), Self::Each(other)) => tally.merge(other),
            (Self::RolledUp(roll_up), Self::RolledUp(other)) => roll_up.merge(other),
            _ => unreachable!("all portions are counted alike"),
        }
    }

    fn tally(self) -> Tally {
        match self {
            Self::Each(tally) => tally,
            Self::RolledUp(roll_up) => roll_up.tally(),
        }
    }
}

/// The copies among the articles, if they matter; judgements name their own.
fn copies(args: &ReportArgs, global: &Global, sources: &[Source]) -> anyhow::Result<Option<WireClusters>> {
    let articles: Vec<Source> = sources.iter().filter(|s| !s.is_judgements()).cloned().collect();
    if args.count == CountName::Printed || articles.is_empty() {
        return Ok(None);
    }
    wire::clusters(articles, &args.articles, global, "--count independent").map(Some)
}

/// The judgements of a portion, counted.
fn count_lines<'l>(mut counted: Counted<'l>, lines: &LineChunk) -> Worked<Counted<'l>> {
    let mut rejected = Vec::new();
    for line in lines.lines() {
        match line.and_then(|(n, text)| Judgement::parse(n, text)) {
            Ok(judgement) => counted.add(&judgement),
            Err(error) => rejected.push(Rejected { raw: lines.raw(error.line()).to_vec(), error: Box::new(error) }),
        }
    }
    Worked { output: Some(counted), n_articles: 0, rejected }
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
