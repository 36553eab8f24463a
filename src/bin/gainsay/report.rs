//! `gainsay report`

use std::collections::BTreeMap;

use gainsay::{
    Actor, By, Citations, Classifier, Correction, Counting, JudgeOptions, Judgement, Ledger, LineChunk, Model, Page,
    Pipeline, Provenance, Quantifier, Rejected, Report, RowFilter, Section, Selection, StoryOptions, Summary, Tally,
    TornArticle, WireClusters,
};

mod counted;

use counted::Counted;

use crate::args::{CountName, Global, ReportArgs, ReportFormat};
use crate::digest::{Digests, sha256};
use crate::failure::UserError;
use crate::input::{Content, Source};
use crate::output::{Output, width};
use crate::run::Worked;
use crate::{input, run, wire};

/// Actors per group in a table that nobody narrowed down.
const DEFAULT_TOP: usize = 5;

pub(crate) fn run(args: &ReportArgs, global: &Global) -> anyhow::Result<()> {
    let output = Output::open(&args.output.output)?;
    let mut model = run::model(&args.model)?;
    run::add_actors(&mut model, args.articles.actors.as_deref())?;
    let sections = sections(args);
    let counting = counting(args, run::classifier(&model, &args.task)?, &sections)?;
    let digests = Digests::default();
    let sources: Vec<_> = input::sources(&args.articles)?.into_iter().map(|s| s.sniffed().digested(&digests)).collect();
    if args.articles.actors.is_some() && sources.iter().any(Source::is_judgements) && !global.quiet {
        eprintln!("note: `--actors` does not change judgements that were made before");
    }
    let task = run::classifier(&model, &args.task)?.task();
    let selection = selection(args);
    let provenance = || provenance(args, &digests);
    let text = match args.format {
        ReportFormat::Html | ReportFormat::Svg => {
            let mut whole = Counted::new(task, &selection);
            if args.format == ReportFormat::Html {
                whole.citations =
                    Some(Citations::new(task, selection.clone(), args.cite).rolled_up(&tops(args, &model)));
            }
            let empty = whole.clone();
            over_judgements(args, global, &model, sources, &empty, |part| {
                whole.merge(part);
                Ok(())
            })?;
            let Counted { tally, citations } = whole;
            let tally = if args.roll_up { tally.rolled_up(&model.lexicon.tops()) } else { tally };
            if !tally.has_copies() {
                note_no_copies(args, global);
            }
            let page = page(args, global, &model, &tally, &counting)?.with_provenance(provenance()?);
            if args.format == ReportFormat::Svg {
                picture(args, &page)?
            } else {
                citations.iter().fold(page, |page, kept| page.citing(kept, &tally, &model)).html()
            }
        }
        ReportFormat::Table | ReportFormat::Markdown | ReportFormat::Csv | ReportFormat::Json => {
            let mut ledger = Ledger::new(task, selection.clone(), counting);
            if args.roll_up {
                ledger = ledger.rolled_up(model.lexicon.tops());
            }
            over_judgements(args, global, &model, sources, &Counted::new(task, &selection), |part| {
                Ok(ledger.merge(part.tally).map_err(torn)?)
            })?;
            if !ledger.has_copies() {
                note_no_copies(args, global);
            }
            let report = tables(args, global, &model, ledger.summary().map_err(torn)?, provenance()?)?;
            match args.format {
                ReportFormat::Markdown => report.markdown(),
                ReportFormat::Csv => report.csv(),
                ReportFormat::Json => report.json(),
                _ => report.table(width()),
            }
        }
    };
    output.write_whole(text.as_bytes())
}

fn torn(error: TornArticle) -> UserError {
    UserError::new(error).hint(error.hint())
}

fn note_no_copies(args: &ReportArgs, global: &Global) {
    if args.count == CountName::Independent && !global.quiet {
        eprintln!(
            "note: no copies are known, so all count as printed; `gainsay score --wire` names them in judgements"
        );
    }
}

/// The report as tables and documents show it.
fn tables(
    args: &ReportArgs,
    global: &Global,
    model: &Model,
    summary: Summary,
    provenance: Provenance,
) -> Result<Report, UserError> {
    let known = || summary.rows.iter().map(|r| r.actor.as_str());
    let actors = args.actor.iter().map(|typed| canonical(typed, known(), model)).collect::<Result<Vec<_>, _>>()?;
    if summary.rows.is_empty() && !global.quiet {
        eprintln!("note: no actor was found; `--actors FILE` adds those that the lexicon does not know");
    }
    let top = args.top.or((is_read_by_people(args.format) && actors.is_empty()).then_some(DEFAULT_TOP));
    let report = Report::new(summary, &RowFilter { actors, top });
    Ok(report.with_sections(&sections(args)).with_provenance(provenance))
}

fn is_read_by_people(format: ReportFormat) -> bool {
    matches!(format, ReportFormat::Table | ReportFormat::Markdown)
}

/// The sections that were asked for, or those that the format shows by itself.
fn sections(args: &ReportArgs) -> Vec<Section> {
    if !args.show.is_empty() {
        return args.show.iter().map(|s| (*s).into()).collect();
    }
    if is_read_by_people(args.format) {
        return vec![Section::Shares];
    }
    // As many pairs as groups squared would drown the rest.
    Section::ALL.into_iter().filter(|s| *s != Section::Pairs).collect()
}

/// What rows are grouped by, and the field of the input that this takes.
fn grouping(by: &str) -> (By, Option<&str>) {
    match by {
        "source" | "outlet" => (By::Source, None),
        "all" => (By::All, None),
        "day" => (By::Day, None),
        "week" => (By::Week, None),
        "month" => (By::Month, None),
        "quarter" => (By::Quarter, None),
        "year" => (By::Year, None),
        field => (By::Field, Some(field)),
    }
}

fn counting(args: &ReportArgs, classifier: &Classifier, sections: &[Section]) -> Result<Counting, UserError> {
    let by_default = if classifier.held_out().is_some() { Quantifier::default() } else { Quantifier::Count };
    let quantifier = args.estimate.map_or(by_default, Into::into);
    let correction = Correction::new(quantifier, classifier.mix(), classifier.held_out());
    let correction = correction.ok_or_else(|| {
        UserError::new("the model does not tell how often it errs, so `--estimate adjusted` cannot undo it")
            .hint("train the model anew, or choose another estimate")
    })?;
    Ok(Counting {
        by: grouping(&args.by).0,
        count: args.count.into(),
        min_articles: args.min_articles,
        resamples: args.resamples as usize,
        seed: args.seed,
        pairings: sections.contains(&Section::Pairs),
        stories: sections.contains(&Section::Stories).then(StoryOptions::default),
        ..Counting::new(correction)
    })
}

/// The page, without the sentences that it cites.
fn page(
    args: &ReportArgs,
    global: &Global,
    model: &Model,
    tally: &Tally,
    counting: &Counting,
) -> Result<Page, UserError> {
    let (by, trend) = match counting.by {
        by @ (By::Source | By::Field) => (by, tally.trend(args.min_articles)),
        By::All => {
            let error = UserError::new("a page compares outlets or other groups, so it takes no `--by all`");
            return Err(error.hint("leave `--by` out: the page also shows all outlets together"));
        }
        step => (By::Source, Some(step)),
    };
    let known = tally.actors();
    let typed = args.actor.iter().map(|typed| canonical(typed, known.iter().copied(), model));
    let filter = RowFilter { actors: typed.collect::<Result<_, _>>()?, top: args.top };
    let page = Page::new(tally, &Counting { by, ..counting.clone() }, trend, &filter);
    if page.actors().is_empty() && !global.quiet {
        eprintln!(
            "note: no actor is mentioned in {} articles or more; `--min-articles` changes that",
            args.min_articles
        );
    }
    Ok(page)
}

/// The bars of the page's first actor.
fn picture(args: &ReportArgs, page: &Page) -> Result<String, UserError> {
    page.actors().first().and_then(|actor| page.svg(actor)).ok_or_else(|| {
        UserError::new(format_args!("no actor to draw is mentioned in {} articles or more", args.min_articles))
            .hint("`--min-articles` says how many articles a share needs")
    })
}

/// The judgements that are counted.
fn selection(args: &ReportArgs) -> Selection {
    Selection {
        manners: args.voice.iter().map(|v| (*v).into()).collect(),
        part: args.part.map(Into::into),
        since: args.since.clone(),
        until: args.until.clone(),
        field: grouping(&args.by).1.map(str::to_owned),
        stories: sections(args).contains(&Section::Stories),
    }
}

/// Whom actors are counted for, where that is not themselves.
fn tops<'m>(args: &ReportArgs, model: &'m Model) -> BTreeMap<&'m str, &'m Actor> {
    if args.roll_up { model.lexicon.tops() } else { BTreeMap::new() }
}

/// Hands the judgements of all inputs to `sink`, portion by portion and in order, each counted into what is `empty`.
fn over_judgements(
    args: &ReportArgs,
    global: &Global,
    model: &Model,
    sources: Vec<Source>,
    empty: &Counted,
    sink: impl FnMut(Counted) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let copies = copies(args, global, &sources)?;
    let cited = ["title", "url"].into_iter().filter(|_| empty.citations.is_some());
    let kept: Vec<String> = grouping(&args.by).1.into_iter().chain(cited).map(str::to_owned).collect();
    let articles = args.articles.keeping(&kept);
    let fields = articles.fields();
    let options = JudgeOptions { coreference: args.articles.coreference.into(), ..JudgeOptions::default() };
    let work = |pipeline: &mut Pipeline, file: &str, content| match content {
        Content::Judgements(lines) => count_lines(empty.clone(), &lines),
        Content::Articles(chunk) => run::on_articles(&articles, chunk.articles(file, &fields), |articles| {
            let mut part = empty.clone();
            for article in articles {
                pipeline.judge(article).iter().for_each(|j| part.add(j));
            }
            part
        }),
    };
    run::over_portions(
        sources,
        &articles,
        global,
        || Pipeline::with_options(model, options.clone()).with_wire(copies.as_ref()),
        work,
        sink,
    )
}

/// The copies among the articles, if they matter; judgements name their own.
fn copies(args: &ReportArgs, global: &Global, sources: &[Source]) -> anyhow::Result<Option<WireClusters>> {
    let articles: Vec<Source> = sources.iter().filter(|s| !s.is_judgements()).map(Source::unnoted).collect();
    if args.count == CountName::Printed || articles.is_empty() {
        return Ok(None);
    }
    wire::clusters(articles, &args.articles, global, "--count independent").map(Some)
}

/// The judgements of a portion, counted.
fn count_lines(mut counted: Counted, lines: &LineChunk) -> Worked<Counted> {
    let mut rejected = Vec::new();
    for line in lines.lines() {
        match line.and_then(|(n, text)| Judgement::parse(n, text)) {
            Ok(judgement) => counted.add(&judgement),
            Err(error) => rejected.push(Rejected { raw: lines.raw(error.line()).to_vec(), error: Box::new(error) }),
        }
    }
    Worked { output: Some(counted), n_articles: 0, rejected }
}

/// What gives the same report again.
fn provenance(args: &ReportArgs, digests: &Digests) -> Result<Provenance, UserError> {
    let actors = args
        .articles
        .actors
        .as_deref()
        .map(|path| std::fs::read(path).map(|bytes| sha256(&bytes)).map_err(|e| UserError::io(path, "read", &e)));
    Ok(Provenance {
        program: concat!("gainsay ", env!("CARGO_PKG_VERSION")).to_owned(),
        model: run::model_sha256(&args.model)?,
        actors: actors.transpose()?,
        inputs: digests.inputs(),
        options: args.told(),
    })
}

/// The one of these actors that is meant by what was typed: its name, or any form, in any case.
fn canonical<'a>(typed: &str, actors: impl Iterator<Item = &'a str>, model: &Model) -> Result<String, UserError> {
    let actors: Vec<&str> = actors.collect();
    let has = |name: &str| actors.iter().find(|a| a.to_lowercase() == name.to_lowercase());
    let known = || has(&model.lexicon.called(typed)?.name);
    has(typed).or_else(known).map(|a| (*a).to_owned()).ok_or_else(|| {
        UserError::new(format_args!("no sentence mentions the actor `{typed}`"))
            .hint("`gainsay actors` lists the actors that the articles mention")
    })
}
