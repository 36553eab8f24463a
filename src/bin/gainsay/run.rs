//! What the commands that read articles share: a model, a stream, and what becomes of bad records.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Context;
use gainsay::{
    Article, ArticleChunk, Classifier, FieldMap, JudgeOptions, Judgement, Lexicon, Model, Pipeline, Rejected, Tally,
    map_in_order,
};
use indicatif::ProgressBar;

use crate::args::{ArticleArgs, Global, ModelArg, OnError};
use crate::failure::UserError;
use crate::input::{Portion, Portions, Source, read_text, record_error, total_bytes};
use crate::output::Output;
use crate::progress;

/// The model inside the binary.
static BUILT_IN: &[u8] = include_bytes!("../../../models/default.gsy");

/// The model that the arguments name, or the built-in one.
pub(crate) fn model(arg: &ModelArg) -> anyhow::Result<Model> {
    match &arg.model {
        None => built_in(),
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|e| UserError::io(path, "read", &e).hint("check the path"))?;
            Ok(Model::from_bytes(&bytes)
                .map_err(|e| UserError::new(format_args!("{}: {e}", path.display())).hint(e.hint()))?)
        }
    }
}

/// The built-in model.
pub(crate) fn built_in() -> anyhow::Result<Model> {
    Model::from_bytes(BUILT_IN).context("the built-in model cannot be read")
}

/// The actors of a file.
pub(crate) fn lexicon(path: &Path) -> Result<Lexicon, UserError> {
    Lexicon::parse(&read_text(path)?).map_err(|e| UserError::new(format_args!("{}: {e}", path.display())))
}

/// The model's classifier of a task.
pub(crate) fn classifier<'m>(model: &'m Model, task: &str) -> Result<&'m Classifier, UserError> {
    model.classifier(task).ok_or_else(|| {
        let known: Vec<_> = model.classifiers.iter().map(|c| format!("`{}`", c.task().name())).collect();
        UserError::new(format_args!("the model has no task `{task}`")).hint(format!("it has {}", known.join(", ")))
    })
}

/// Adds the user's actors to the model's.
pub(crate) fn add_actors(model: &mut Model, path: Option<&Path>) -> Result<(), UserError> {
    if let Some(path) = path {
        model.lexicon = model
            .lexicon
            .extended(&lexicon(path)?)
            .map_err(|e| UserError::new(format_args!("{}: {e}", path.display())))?;
    }
    Ok(())
}

/// Bad records: they stop the run, or are counted and kept aside.
pub(crate) struct Rejects {
    on_error: OnError,
    file: Option<Output>,
    n: u64,
    quiet: bool,
}

/// How many skipped records are named one by one.
const MAX_NAMED: u64 = 10;

impl Rejects {
    fn open(args: &ArticleArgs, quiet: bool) -> Result<Self, UserError> {
        let file = args.rejects.as_deref().map(Output::open).transpose()?;
        Ok(Self { on_error: args.on_error(), file, n: 0, quiet })
    }

    fn reject(&mut self, file: &str, rejected: &Rejected, progress: &ProgressBar) -> anyhow::Result<()> {
        let error = record_error(file, &rejected.error);
        if self.on_error == OnError::Fail {
            return Err(error.into());
        }
        self.n += 1;
        if !self.quiet && self.n <= MAX_NAMED {
            progress.suspend(|| eprintln!("skipped: {error}"));
        }
        if let Some(out) = &mut self.file {
            out.write_all(&rejected.raw)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        if self.n > 0 && !self.quiet {
            eprintln!("{} record(s) skipped", self.n);
        }
        self.file.map_or(Ok(()), Output::finish)
    }
}

/// Reads judgements on all threads and hands the tallies of their portions to `sink`.
pub(crate) fn over_judgements(
    sources: Vec<Source>,
    args: &ArticleArgs,
    global: &Global,
    empty: &Tally,
    mut sink: impl FnMut(Tally),
) -> anyhow::Result<()> {
    let mut rejects = Rejects::open(args, global.quiet)?;
    let progress = progress::bytes(total_bytes(sources.iter().map(Source::path)), global.quiet);
    let portions = Portions::new(sources, args, progress.clone());
    let read = |(): &mut (), portion: Result<Portion, UserError>| {
        let Portion { file, chunk } = portion?;
        let (mut tally, mut rejected) = (empty.clone(), Vec::new());
        if let ArticleChunk::Json(lines) = &chunk {
            for line in lines.lines() {
                match line.and_then(|(n, text)| Judgement::parse(n, text)) {
                    Ok(judgement) => tally.add(&judgement),
                    Err(error) => {
                        rejected.push(Rejected { raw: lines.raw(error.line()).to_vec(), error: Box::new(error) });
                    }
                }
            }
        }
        Ok::<_, UserError>((file, tally, rejected))
    };
    let failure = map_in_order(
        portions,
        global.n_threads(),
        || (),
        read,
        |result| {
            let step = || -> anyhow::Result<()> {
                let (file, tally, rejected) = result?;
                for rejected in &rejected {
                    rejects.reject(&file, rejected, &progress)?;
                }
                sink(tally);
                Ok(())
            };
            step().map_or_else(ControlFlow::Break, ControlFlow::Continue)
        },
    );
    progress.finish_and_clear();
    failure.map_or_else(|| rejects.finish(), Err)
}

/// Runs `work` over all articles on all threads and hands its results to `sink` in input order,
/// portion by portion. Returns the number of articles.
pub(crate) fn over_articles<O: Send>(
    sources: Vec<Source>,
    args: &ArticleArgs,
    global: &Global,
    model: &Model,
    options: &JudgeOptions,
    work: impl Fn(&mut Pipeline, &[Article]) -> O + Sync,
    mut sink: impl FnMut(O) -> anyhow::Result<()>,
) -> anyhow::Result<u64> {
    let mut rejects = Rejects::open(args, global.quiet)?;
    let progress = progress::bytes(total_bytes(sources.iter().map(Source::path)), global.quiet);
    let portions = Portions::new(sources, args, progress.clone());
    let fields: FieldMap = args.fields();
    let mut n_articles = 0;
    let worked = |pipeline: &mut Pipeline, portion: Result<Portion, UserError>| {
        let Portion { file, chunk } = portion?;
        let (articles, rejected): (Vec<_>, Vec<_>) =
            chunk.articles(&file, &fields).into_iter().partition(Result::is_ok);
        let articles: Vec<Article> = articles.into_iter().filter_map(Result::ok).collect();
        let rejected: Vec<Rejected> = rejected.into_iter().filter_map(Result::err).collect();
        // Where a bad record stops the run, judging its neighbours would be in vain.
        let output = (args.on_error() == OnError::Skip || rejected.is_empty()).then(|| work(pipeline, &articles));
        Ok::<_, UserError>((file, articles.len() as u64, rejected, output))
    };
    let failure = map_in_order(
        portions,
        global.n_threads(),
        || Pipeline::with_options(model, options.clone()),
        worked,
        |result| {
            let step = || -> anyhow::Result<()> {
                let (file, n, rejected, output) = result?;
                for rejected in &rejected {
                    rejects.reject(&file, rejected, &progress)?;
                }
                n_articles += n;
                progress.set_message(format!("{n_articles} articles"));
                output.map_or(Ok(()), &mut sink)
            };
            step().map_or_else(ControlFlow::Break, ControlFlow::Continue)
        },
    );
    progress.finish_and_clear();
    if let Some(error) = failure {
        return Err(error);
    }
    rejects.finish()?;
    Ok(n_articles)
}
